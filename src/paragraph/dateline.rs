//! Finds a dateline: the place, day and agency set before the first sentence of a report.

use crate::source::Span;

/// No dateline is longer, in bytes.
const DATELINE_BYTES: usize = 120;
/// Region, country, year and one to spare.
const PARTS: usize = 5;
/// A region is not longer, in bytes.
const REGION_BYTES: usize = 30;
/// A place with neither day nor agency beside it has no more words.
const BARE_WORDS: usize = 3;

/// Agencies whose name in brackets ends a dateline even where no dash follows.
const AGENCIES: &[&str] = &[
    "AFP",
    "ANSA",
    "AP",
    "Bloomberg",
    "CNN",
    "DPA",
    "EFE",
    "Interfax",
    "Kyodo",
    "PTI",
    "REUTERS",
    "Reuters",
    "TASS",
    "UPI",
    "Xinhua",
    "dpa",
];

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Finds the dateline at the head of a paragraph, with its dash and the blanks after it.
pub(crate) fn find(text: &str, paragraph: Span) -> Option<Span> {
    let length = length(paragraph.of(text))?;
    (length < paragraph.len()).then(|| Span::new(paragraph.start, paragraph.start + length))
}

/// The bytes that a dateline takes up at the head of a text.
fn length(text: &str) -> Option<usize> {
    let mut window_end = text.len().min(DATELINE_BYTES);
    while !text.is_char_boundary(window_end) {
        window_end -= 1;
    }
    let window = &text[..window_end];
    if let Some((before, after)) = bracketed_agency(window) {
        let dash = dash(&text[after..]);
        let known = AGENCIES.contains(&text[before..after].trim_matches(|c: char| !c.is_alphanumeric()));
        let place = text[..before].trim();
        let sound = if place.is_empty() { known } else { is_place(place, known) };
        return (sound && (dash > 0 || known)).then(|| after + dash + blanks(&text[after + dash..]));
    }
    let (at, dash) = first_dash(window)?;
    is_place(text[..at].trim(), false).then(|| at + dash + blanks(&text[at + dash..]))
}

/// The byte range of the first brackets, when they hold a short name with a capital.
fn bracketed_agency(window: &str) -> Option<(usize, usize)> {
    let open = window.find('(')?;
    let close = open + window[open..].find(')')?;
    let inner = &window[open + 1..close];
    // Brackets that come after a dash belong to the sentence.
    let before_dash = first_dash(&window[..open]).is_none();
    let name = inner.len() <= 30 && inner.chars().any(char::is_uppercase) && inner.split(' ').count() <= 4;
    (before_dash && name).then_some((open, close + 1))
}

/// The bytes of blanks and a dash at the head of a text, 0 where there is none.
fn dash(text: &str) -> usize {
    let inset = blanks(text);
    let marks: usize = text[inset..].chars().take_while(|c| is_dash(*c)).map(char::len_utf8).sum();
    if marks == 0 { 0 } else { inset + marks }
}

/// The first dash that stands between words, and its bytes; a hyphen inside a word is none.
fn first_dash(window: &str) -> Option<(usize, usize)> {
    let mut dashes = window.char_indices().filter(|(_, c)| is_dash(*c));
    dashes.find_map(|(at, c)| {
        let length: usize = window[at..].chars().take_while(|c| is_dash(*c)).map(char::len_utf8).sum();
        let blank_after = window[at + length..].starts_with(char::is_whitespace);
        (blank_after || c == '—').then_some((at, length))
    })
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Tells a place with what may follow it: region, day, year. A place in lower case needs a day or an agency to vouch
/// for it, and one in capitals with neither is short, or it is a heading.
fn is_place(text: &str, agency: bool) -> bool {
    let mut parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let dated = parts.iter().any(|part| without_day(part).is_some());
    // The comma before the day is often left out: `PORTO March 9`, `ST. PAUL, Minn. March 9`.
    parts = parts.into_iter().filter_map(|part| without_day(part).map_or(Some(part), |rest| rest)).collect();
    let Some((place, rest)) = parts.split_first() else { return false };
    let vouched = agency || dated;
    let short = place.split_whitespace().count() <= BARE_WORDS;
    rest.len() < PARTS
        && ((is_capitals(place) && (vouched || short)) || ((agency || dated) && is_named(place)))
        && rest.iter().all(|part| is_year(part) || (is_named(part) && part.len() <= REGION_BYTES))
}

/// The part without the day at its end, or none in it where it is only a day; none where it has no day.
fn without_day(part: &str) -> Option<Option<&str>> {
    if is_day(part) {
        return Some(None);
    }
    let mut blanks = part.rmatch_indices(' ').map(|(at, _)| at).skip(1);
    let at = blanks.next().filter(|at| is_day(&part[at + 1..]))?;
    Some(Some(part[..at].trim_end()))
}

/// Tells a place in capitals: `NEW DELHI/MUMBAI`, `PORT-AU-PRINCE`, `ST. PETERSBURG`.
fn is_capitals(place: &str) -> bool {
    let letters = place.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3
        && !place.chars().any(char::is_lowercase)
        && place.split_whitespace().count() <= 5
        && place.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '/' | '.' | '\'' | '’' | '\n'))
        && !place.ends_with('.')
}

/// Tells a few words that each begin with a capital, `of` and its like aside.
fn is_named(part: &str) -> bool {
    let words = part.split_whitespace();
    let mut count = 0;
    for word in words {
        count += 1;
        let small = matches!(word, "of" | "the" | "and" | "de" | "la" | "el" | "al" | "du" | "des");
        let plain = word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '/' | '\'' | '’'));
        if !plain || !(small || word.starts_with(char::is_uppercase)) {
            return false;
        }
    }
    (1..=4).contains(&count)
}

/// Tells `March 9`, `Feb. 26`, `9 March`, `Mon`.
fn is_day(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let month = |word: &str| {
        let lower = word.trim_end_matches('.').to_lowercase();
        MONTHS.iter().any(|month| lower.starts_with(month)) && lower.len() <= 9
    };
    let number = |word: &str| (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    match words[..] {
        [a, b] => (month(a) && number(b)) || (number(a) && month(b)),
        [a, b, c] => ((month(a) && number(b)) || (number(a) && month(b))) && is_year(c),
        _ => false,
    }
}

fn is_year(part: &str) -> bool {
    part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<&str> {
        find(text, Span::new(0, text.len())).map(|span| span.of(text))
    }

    #[test]
    fn datelines() {
        for line in [
            "LONDON, March 9 - ",
            "KYIV, Ukraine (AP) — ",
            "WASHINGTON — ",
            "WASHINGTON—",
            "NEW DELHI/MUMBAI, Feb 3 (Reuters) - ",
            "PARIS (AFP) -",
            "PORT-AU-PRINCE, Haiti, 9 March – ",
            "ST. PAUL, Minn. -- ",
            "Porto, March 9 (Reuters) - ",
            "PORTO March 9 - ",
            "ST. PAUL, Minn. March 9 - ",
            "PORTO, March 9, - ",
            "Washington (CNN) ",
            "TOKYO (Jiji Press) - ",
            "(Reuters) - ",
        ] {
            assert_eq!(of(&format!("{line}The harbour opened - at last.")), Some(line));
        }
    }

    #[test]
    fn sentences_are_no_datelines() {
        for text in [
            "The harbour opened - at last.",
            "Porto - the old town - slept.",
            "LONDON, where the harbour board met on Monday - again - is far.",
            "Jane Doe (the mayor) - who left - is back.",
            "LONDON - ",
            "Jane Doe (Labour) - who left - is back.",
            "(CORRECTION) - The harbour opened.",
            "LONDON STERLING RATES OPENING - no change.",
            "PORTO’S QUAYS ARE OPEN, BUT SHIPS ARE FEW - The harbour opened.",
            "March 9 - The harbour opened.",
            "A - B",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
