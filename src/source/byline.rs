//! Takes the names out of a line that says who wrote an article.

use super::layout::one_line;

/// Words that such a line begins with.
const BY: &[&str] = &["by ", "von ", "par ", "por ", "di ", "de ", "door ", "av "];
/// What parts two names.
const BETWEEN: &[&str] = &[" and ", " und ", " et ", " y ", " e ", " en ", " och ", " & ", ";", "/"];
/// Words by which what stands after a comma is an office or a house, not another name.
const NO_NAME: &[&str] = &[
    "agency",
    "agence",
    "bureau",
    "chief",
    "columnist",
    "contributor",
    "correspondent",
    "desk",
    "editor",
    "news",
    "press",
    "redaktion",
    "reporter",
    "reuter",
    "reuters",
    "service",
    "special",
    "staff",
    "times",
    "writer",
];
/// No name has more words.
const NAME_WORDS: usize = 5;

/// Reads `By Jane Doe and John Roe, Reuters` or `Jane Doe, John Roe`.
pub(super) fn names(line: &str) -> Vec<String> {
    let line = one_line(line);
    let by = BY.iter().find(|by| line.get(..by.len()).is_some_and(|word| word.eq_ignore_ascii_case(by)));
    let mut parts = vec![&line[by.map_or(0, |by| by.len())..]];
    for between in BETWEEN {
        parts = parts.into_iter().flat_map(|part| part.split(between)).collect();
    }
    let names = parts.into_iter().flat_map(|part| {
        part.split(',').enumerate().filter(|(i, name)| *i == 0 || is_name(name)).map(|(_, name)| name.trim())
    });
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Whether what stands after a comma is a person's name.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let office = |word: &&str| NO_NAME.contains(&word.to_lowercase().trim_matches('.'));
    (2..=NAME_WORDS).contains(&words.len())
        && words.first().is_some_and(capital)
        && words.last().is_some_and(capital)
        && !words.iter().any(office)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn lines() {
        for (line, expected) in [
            ("By Jane Doe", &["Jane Doe"][..]),
            ("by Jane Doe, Reuters", &["Jane Doe"]),
            ("By JANE DOE, Special to The Quay Times", &["JANE DOE"]),
            ("By Jane Doe and John Roe, Reuter", &["Jane Doe", "John Roe"]),
            (
                "Jane Doe, John van der Roe and Ann Poe, staff writers",
                &["Jane Doe", "John van der Roe", "Ann Poe"],
            ),
            ("Von Jane Doe und John Roe", &["Jane Doe", "John Roe"]),
            ("  ", &[]),
        ] {
            assert_eq!(names(line), expected, "{line}");
        }
    }
}
