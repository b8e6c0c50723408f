//! Reads days written in words: `4 May 2022`, `May 4, 2022`, `4. Mai 2022`, `4 de mayo de 2022`, `4 мая 2022`, `04.05.2022`.

use crate::source::date;
use jiff::civil::Date;

/// How the months begin, in the languages of most news; longer beginnings stand before shorter ones.
const MONTHS: &[(&str, i8)] = &[
    ("january", 1),
    ("janvier", 1),
    ("januar", 1),
    ("jänner", 1),
    ("jaenner", 1),
    ("enero", 1),
    ("janeiro", 1),
    ("gennaio", 1),
    ("stycz", 1),
    ("янв", 1),
    ("січ", 1),
    ("ocak", 1),
    ("ledna", 1),
    ("led", 1),
    ("jan", 1),
    ("ene", 1),
    ("gen", 1),
    ("sty", 1),
    ("févr", 2),
    ("fevr", 2),
    ("fev", 2),
    ("feb", 2),
    ("lut", 2),
    ("фев", 2),
    ("лют", 2),
    ("şub", 2),
    ("únor", 2),
    ("mars", 3),
    ("mär", 3),
    ("maer", 3),
    ("maart", 3),
    ("mrt", 3),
    ("mrz", 3),
    ("mar", 3),
    ("мар", 3),
    ("бер", 3),
    ("břez", 3),
    ("avr", 4),
    ("abr", 4),
    ("apr", 4),
    ("kwi", 4),
    ("апр", 4),
    ("квіт", 4),
    ("nis", 4),
    ("dub", 4),
    ("mai", 5),
    ("may", 5),
    ("maj", 5),
    ("mag", 5),
    ("mei", 5),
    ("maggio", 5),
    ("ма", 5),
    ("трав", 5),
    ("květ", 5),
    ("juin", 6),
    ("juni", 6),
    ("june", 6),
    ("junho", 6),
    ("junio", 6),
    ("jun", 6),
    ("giu", 6),
    ("cze", 6),
    ("июн", 6),
    ("черв", 6),
    ("haz", 6),
    ("juil", 7),
    ("juli", 7),
    ("july", 7),
    ("julho", 7),
    ("julio", 7),
    ("jul", 7),
    ("lug", 7),
    ("lip", 7),
    ("июл", 7),
    ("лип", 7),
    ("tem", 7),
    ("août", 8),
    ("aout", 8),
    ("aug", 8),
    ("ago", 8),
    ("sie", 8),
    ("авг", 8),
    ("серп", 8),
    ("ağu", 8),
    ("srp", 8),
    ("sep", 9),
    ("set", 9),
    ("wrz", 9),
    ("сен", 9),
    ("вер", 9),
    ("eyl", 9),
    ("zář", 9),
    ("oct", 10),
    ("okt", 10),
    ("out", 10),
    ("ott", 10),
    ("paź", 10),
    ("окт", 10),
    ("жовт", 10),
    ("eki", 10),
    ("říj", 10),
    ("nov", 11),
    ("lis", 11),
    ("ноя", 11),
    ("лист", 11),
    ("kas", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("dez", 12),
    ("gru", 12),
    ("дек", 12),
    ("груд", 12),
    ("ara", 12),
    ("pros", 12),
];

/// Fillers between the parts of a date.
const FILLERS: &[&str] = &["de", "del", "of", "the", "st", "nd", "rd", "th"];
/// A date stands within so many bytes of a text.
const LOOKED_AT: usize = 400;

/// A part of a text that may be one of a date.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Number(i16, usize),
    Month(i8),
    Other,
}

/// Finds the first day written in a text.
pub(super) fn day(text: &str) -> Option<Date> {
    let end = (0..=text.len().min(LOOKED_AT)).rev().find(|end| text.is_char_boundary(*end))?;
    let text = &text[..end];
    let parts = parts(text);
    let named = parts.windows(3).find_map(|window| match *window {
        [Part::Number(day, 1 | 2), Part::Month(month), Part::Number(year, 4)]
        | [Part::Month(month), Part::Number(day, 1 | 2), Part::Number(year, 4)]
        | [Part::Number(year, 4), Part::Month(month), Part::Number(day, 1 | 2)] => {
            date::day(year, month, day as i8)
        }
        _ => None,
    });
    named.or_else(|| of_digits(text))
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(char::is_alphanumeric) {
        rest = &rest[at..];
        let digit = rest.starts_with(|c: char| c.is_ascii_digit());
        let end =
            rest.find(|c: char| !c.is_alphanumeric() || c.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        let word = word.to_lowercase();
        if !FILLERS.contains(&word.as_str()) {
            parts.push(part(&word, digit));
        }
    }
    parts
}

fn part(word: &str, digit: bool) -> Part {
    if digit {
        return word.parse().map_or(Part::Other, |number| Part::Number(number, word.len()));
    }
    match MONTHS.iter().find(|(begins, _)| word.starts_with(begins)) {
        Some((_, month)) if word.chars().count() <= 12 => Part::Month(*month),
        _ => Part::Other,
    }
}

/// `2022-05-04`, `04.05.2022`, `4/5/2022`, `05/04/22`; of two numbers that may both be a month the first is the day,
/// but for what cannot be.
fn of_digits(text: &str) -> Option<Date> {
    let runs = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '/' | '-')));
    runs.filter(|run| run.len() >= 8).find_map(|run| {
        let parts: Vec<&str> = run.trim_matches(['.', '/', '-']).split(['.', '/', '-']).collect();
        let [a, b, c] = parts[..] else { return None };
        let number = |part: &str| part.parse::<i16>().ok();
        let (x, y, z) = (number(a)?, number(b)?, number(c)?);
        match (a.len(), c.len()) {
            (4, 1 | 2) => date::day(x, y as i8, z as i8),
            (1 | 2, 4) => date::day(z, y as i8, x as i8).or_else(|| date::day(z, x as i8, y as i8)),
            _ => None,
        }
    })
}

/// The day in a path whose parts may have one digit, `/2022/5/4/`, or a month's name, `/2022/may/04/`.
pub(super) fn loose_day_in_path(path: &str) -> Option<Date> {
    let steps: Vec<Part> = path
        .split('/')
        .map(|step| part(&step.to_lowercase(), step.bytes().all(|b| b.is_ascii_digit())))
        .collect();
    steps.windows(3).find_map(|window| match *window {
        [Part::Number(year, 4), Part::Number(month, 1 | 2), Part::Number(day, 1 | 2)] => {
            date::day(year, month as i8, day as i8)
        }
        [Part::Number(year, 4), Part::Month(month), Part::Number(day, 1 | 2)] => {
            date::day(year, month, day as i8)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_words() {
        let expected = Some(date::day(2022, 5, 4).unwrap());
        for text in [
            "4 May 2022",
            "Published May 4th, 2022 at 10:11",
            "Wednesday, May 4, 2022",
            "Mi, 4. Mai 2022, 10 Uhr",
            "4 de mayo de 2022",
            "04 mai 2022",
            "4 maggio 2022",
            "4 maja 2022",
            "4 мая 2022",
            "04.05.2022",
            "4/5/2022 - 10:11",
            "2022/5/4",
            "Stand: 04.05.2022, 10:11 Uhr",
            "4 May, 2022",
            "May 04 2022",
            "04-05-2022",
        ] {
            assert_eq!(day(text), expected, "{text}");
        }
        for text in ["", "May 2022", "4 May", "10:11:12", "32.05.2022", "4 maybe 20220", "é"] {
            assert_eq!(day(text), None, "{text}");
        }
        assert_eq!(day("05/24/2022"), date::day(2022, 5, 24));
    }
}
