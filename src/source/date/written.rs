//! Reads days as people write them: `Sept. 4, 2025`, `4 de septiembre de 2025`, `26-FEB-1987`, `23/04/2025`.
//!
//! What could be two days is none: `09/04/2025` is the ninth of April here and the fourth of September there, and
//! a year of two digits may be of any century. The time of day and the weekday beside a date are passed over.

use super::day;
use crate::lang::fold;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::OnceLock;

/// A field longer than this, in bytes, is a text.
const FIELD_BYTES: usize = 200;
/// A day stands within so many bytes of what a page shows.
const SHOWN_BYTES: usize = 400;
/// Words that may stand between the parts of a day.
const LINKS: &[&str] = &["a", "d", "de", "del", "den", "di", "er", "nd", "of", "rd", "st", "th", "the"];

/// What a text says of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Written {
    /// One day.
    Day(Date),
    /// No one day, for the reason told.
    Unclear(&'static str),
}

/// A piece of a text: a word, a number with its count of digits, or what stands between.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'t> {
    Word(&'t str),
    Number(i16, usize),
    Mark(char),
}

use Token::{Mark, Number, Word};

/// Reads the first day in a text; none where nothing looks like one.
pub(super) fn read(text: &str) -> Option<Written> {
    let text = text.trim();
    if text.len() > FIELD_BYTES {
        return None;
    }
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| by_name(&tokens, at).or_else(|| by_digits(&tokens[at..])))
}

/// Reads the first day that a page shows, one with the month's name before one in digits.
///
/// Where two numbers may both be the month, the first is the day after full stops (`9.4.2025`), else only where
/// `day_first` says that it is so written there.
pub(super) fn shown(text: &str, day_first: bool) -> Option<Date> {
    let end = (0..=text.len().min(SHOWN_BYTES)).rev().find(|end| text.is_char_boundary(*end))?;
    let tokens = tokens(&text[..end]);
    let sure = |written| match written {
        Written::Day(day) => Some(day),
        Written::Unclear(_) => None,
    };
    let named = (0..tokens.len()).find_map(|at| by_name(&tokens, at).and_then(sure));
    named.or_else(|| {
        (0..tokens.len()).find_map(|at| match (by_digits(&tokens[at..])?, &tokens[at..]) {
            (
                Written::Unclear(EITHER),
                [Number(first, _), Mark(mark), Number(second, _), _, Number(year, _), ..],
            ) => day(*year, *second as i8, *first as i8).filter(|_| day_first || *mark == '.'),
            (written, _) => sure(written),
        })
    })
}

/// The day in the steps of a path, of which each may have one digit, or be a month's name: `2022/5/4`, `2022/may/04`.
pub(super) fn in_path(path: &str) -> Option<Date> {
    let steps: Vec<&str> = path.split('/').collect();
    steps.windows(3).find_map(|window| {
        let number = |step: &str, digits| step.parse::<i16>().ok().filter(|_| step.len() <= digits);
        let [year, of_year, of_month] = window else { return None };
        let year = number(year, 4).filter(|_| year.len() == 4)?;
        let of_year = number(of_year, 2).map(|number| number as i8).or_else(|| month(of_year))?;
        day(year, of_year, number(of_month, 2)? as i8)
    })
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let taken = match c {
            '0'..='9' => length(|c| c.is_ascii_digit()),
            '年' | '月' | '日' => c.len_utf8(),
            c if c.is_alphabetic() => length(char::is_alphabetic),
            c => c.len_utf8(),
        };
        match (c, &rest[..taken]) {
            ('0'..='9', digits) => tokens.push(Number(digits.parse().unwrap_or(i16::MAX), digits.len())),
            ('年' | '月' | '日', _) => tokens.push(Mark(c)),
            (c, word) if c.is_alphabetic() => tokens.push(Word(word)),
            (c, _) if c.is_whitespace() => {}
            (c, _) => tokens.push(Mark(c)),
        }
        rest = &rest[taken..];
    }
    tokens
}

/// The day around the name of a month at `at`: `4 September 2025`, `September 4, 2025`, `2025. szeptember 4.`.
fn by_name(tokens: &[Token], at: usize) -> Option<Written> {
    let Word(word) = tokens[at] else { return None };
    let month = month(word)?;
    let before = tokens[..at].iter().rev().copied().find(|token| !is_link(token));
    let mut after = tokens[at + 1..].iter().copied().filter(|token| !is_link(token));
    let (first, second) = (after.next(), after.next());
    let (year, of_month) = match (before, first, second) {
        (Some(Number(d, 1..=2)), Some(Number(y, digits)), _) if digits != 1 => ((y, digits), d),
        (_, Some(Number(d, 1..=2)), Some(Number(y, digits))) if digits == 4 => ((y, digits), d),
        (Some(Number(y, 4)), Some(Number(d, 1..=2)), _) => ((y, 4), d),
        (_, Some(Number(_, 1..=2)), Some(Number(_, 2))) => return Some(Written::Unclear(TWO_DIGITS)),
        _ => return None,
    };
    match year {
        (year, 4) => Some(day(year, month, of_month as i8).map_or(Written::Unclear(NO_DAY), Written::Day)),
        (_, 2) => Some(Written::Unclear(TWO_DIGITS)),
        _ => None,
    }
}

const TWO_DIGITS: &str = "a year of two digits";
const NO_DAY: &str = "not a date";
pub(super) const EITHER: &str = "day or month first?";

fn is_link(token: &Token) -> bool {
    match token {
        Mark('.' | ',' | '-' | '/' | '°' | '\'' | '’') => true,
        Word("º" | "ª") => true,
        Word(word) => LINKS.contains(&fold(word).as_ref()),
        _ => false,
    }
}

/// The day in numbers alone: `23/04/2025`, `2025-9-4`, `2025年9月4日`.
fn by_digits(tokens: &[Token]) -> Option<Written> {
    let [Number(first, digits), Mark(mark), Number(second, 1..=2), Mark(other), Number(third, last), ..] =
        *tokens
    else {
        return None;
    };
    let alike = mark == other && matches!(mark, '/' | '.' | '-');
    let found = match (digits, last) {
        (4, 1..=2) if alike || (mark, other) == ('年', '月') => day(first, second as i8, third as i8),
        (1..=2, 4) if alike => match (first, second) {
            (1..=12, 1..=12) if first != second => return Some(Written::Unclear(EITHER)),
            (13.., _) => day(third, second as i8, first as i8),
            _ => day(third, first as i8, second as i8),
        },
        (1..=2, 2) if alike && mark != '.' => return Some(Written::Unclear(TWO_DIGITS)),
        _ => return None,
    };
    Some(found.map_or(Written::Unclear(NO_DAY), Written::Day))
}

/// The number of a month by its name or short form, in any case, with accents or without.
fn month(word: &str) -> Option<i8> {
    static MONTHS: OnceLock<HashMap<String, i8>> = OnceLock::new();
    MONTHS.get_or_init(|| months().collect()).get(fold(word).as_ref()).copied()
}

fn months() -> impl Iterator<Item = (String, i8)> {
    let rows = include_str!("months.tsv").lines().filter_map(|row| row.split_once('\t'));
    let named = rows.filter_map(|(number, names)| Some((number.parse::<i8>().ok()?, names)));
    named.flat_map(|(number, names)| names.split(' ').map(move |name| (fold(name).into_owned(), number)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_with_the_name_of_the_month() {
        for text in [
            "4 September 2025",
            "September 4, 2025",
            "Sept. 4, 2025",
            "Sep 4 2025",
            "Thursday, September 4, 2025 Thursday 10:11 PM EDT",
            "Thursday 4th of September, 2025",
            "4. September 2025",
            "Donnerstag, 4. Sept. 2025",
            "4 septembre 2025",
            "4 de septiembre de 2025",
            "jueves 4 de septiembre del 2025",
            "4 settembre 2025",
            "4 de setembro de 2025",
            "4 września 2025 r.",
            "4. září 2025",
            "4. syyskuuta 2025",
            "2025. szeptember 4.",
            "4 Σεπτεμβρίου 2025",
            "4 сентября 2025 г.",
            "04-SEP-2025 15:01:01.79",
            "4-Sep-2025",
            "Published 4 SEPTEMBER 2025",
            "2025年9月4日",
        ] {
            assert_eq!(read(text), Some(Written::Day(date(2025, 9, 4))), "{text}");
        }
        assert_eq!(read("1er août 2025"), Some(Written::Day(date(2025, 8, 1))));
        assert_eq!(read("1º de marzo de 2025"), Some(Written::Day(date(2025, 3, 1))));
        assert_eq!(read("24 fevrier 2025"), Some(Written::Day(date(2025, 2, 24))));
    }

    #[test]
    fn digits_where_they_can_mean_one_day_only() {
        for text in ["23/04/2025", "04/23/2025", "23.4.2025", "23-04-2025 10:11", "2025-4-23", "2025/4/23"] {
            assert_eq!(read(text), Some(Written::Day(date(2025, 4, 23))), "{text}");
        }
        assert_eq!(read("04/04/2025"), Some(Written::Day(date(2025, 4, 4))));
    }

    #[test]
    fn what_could_be_two_days_is_none() {
        for (text, reason) in [
            ("09/04/2025", EITHER),
            ("9.4.2025", EITHER),
            ("23/04/25", TWO_DIGITS),
            ("26-FEB-87", TWO_DIGITS),
            ("Sept. 4, 25", TWO_DIGITS),
            ("31 September 2025", NO_DAY),
            ("31/31/2025", NO_DAY),
        ] {
            assert_eq!(read(text), Some(Written::Unclear(reason)), "{text}");
        }
        for text in ["", "soon", "September 2025", "5:30", "10.0.0.1", "may", "1/2"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn days_that_pages_show() {
        for text in [
            "Published May 4th, 2022 at 10:11",
            "Mi, 4. Mai 2022, 10 Uhr",
            "4 мая 2022",
            "4 Mayıs 2022",
            "Stand: 04.05.2022, 10:11 Uhr",
            "On 05/24 we wrote 31.02.2022 or 04 mai 2022",
        ] {
            assert_eq!(shown(text, false), Some(date(2022, 5, 4)), "{text}");
        }
        for text in ["4/5/2022 - 10:11", "04-05-2022"] {
            assert_eq!((shown(text, true), shown(text, false)), (Some(date(2022, 5, 4)), None), "{text}");
        }
        assert_eq!(shown("05/24/2022", true), Some(date(2022, 5, 24)));
        for text in ["", "May 2022", "4 May", "10:11:12", "32.05.2022", "4 maybe 20220", "é"] {
            assert_eq!(shown(text, true), None, "{text}");
        }
    }

    #[test]
    fn days_in_the_steps_of_a_path() {
        for path in ["news/2022/5/4/harbour", "2022/may/04/", "2022/Mayıs/4"] {
            assert_eq!(in_path(path), Some(date(2022, 5, 4)), "{path}");
        }
        for path in ["2022/5", "22/5/4", "2022/13/4", "2022/harbour/4", "-122/5/4"] {
            assert_eq!(in_path(path), None, "{path}");
        }
    }

    #[test]
    fn no_name_is_of_two_months() {
        let mut known = HashMap::new();
        for (name, number) in months() {
            assert_eq!(*known.entry(name.clone()).or_insert(number), number, "{name}");
        }
        assert!(known.len() > 300);
    }
}
