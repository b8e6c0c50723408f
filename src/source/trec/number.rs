//! What the number of a document says: its day, and whose it is.

use super::date::{self, day_in_name};
use jiff::civil::Date;

/// In which order six digits are a day.
enum Order {
    YearFirst,
    MonthFirst,
}

/// How the numbers of houses begin that have a day of six digits in them; all are of the last century.
const SIX_DIGITS: &[(&str, Order)] = &[
    ("AP", Order::YearFirst),
    ("FR", Order::YearFirst),
    ("LA", Order::MonthFirst),
    ("WSJ", Order::YearFirst),
];

/// How the numbers of houses begin, and what those are called.
const HOUSES: &[(&str, &str)] = &[
    ("AFP_", "AFP"),
    ("APW", "AP"),
    ("CNA_", "Central News Agency"),
    ("FBIS", "FBIS"),
    ("FT9", "Financial Times"),
    ("LTW_", "Los Angeles Times and Washington Post"),
    ("NYT", "New York Times"),
    ("SJMN", "San Jose Mercury News"),
    ("WPB_", "Washington Post and Bloomberg"),
    ("WSJ", "Wall Street Journal"),
    ("XIE", "Xinhua"),
    ("XIN_", "Xinhua"),
    ("AP", "AP"),
    ("LA", "Los Angeles Times"),
];

/// The day in a number: `AFP_ENG_20101231.0001`, `NYT19980601.0001`, `LA010189-0001`.
pub(super) fn day(number: &str) -> Option<Date> {
    if let Some((day, _)) = day_in_name(number) {
        return Some(day);
    }
    let letters = number.find(|c: char| c.is_ascii_digit())?;
    let (_, order) = SIX_DIGITS.iter().find(|(house, _)| *house == &number[..letters])?;
    let (digits, after) = number[letters..].split_at_checked(6)?;
    if after.starts_with(|c: char| c.is_ascii_digit()) { None } else { six_digits(digits, order) }
}

fn six_digits(digits: &str, order: &Order) -> Option<Date> {
    let two = |at: usize| {
        digits.get(at..at + 2).filter(|two| two.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
    };
    let (first, second, third): (i8, i8, i8) = (two(0)?, two(2)?, two(4)?);
    match order {
        Order::YearFirst => date::day(1900 + i16::from(first), second, third),
        Order::MonthFirst => date::day(1900 + i16::from(third), first, second),
    }
}

/// The day of a field in six digits, as the Financial Times of the nineties has it.
pub(super) fn day_of_field(field: &str, number: &str) -> Option<String> {
    let digits = (number.starts_with("FT9") && field.len() == 6).then_some(field)?;
    six_digits(digits, &Order::YearFirst).map(|day| day.to_string())
}

/// Whose document it is.
pub(super) fn publisher(number: &str) -> Option<&'static str> {
    let digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let known = |house: &&(&str, &str)| {
        number
            .strip_prefix(house.0)
            .is_some_and(|rest| house.0.ends_with('_') || rest.starts_with('_') || digit(rest))
    };
    HOUSES.iter().find(known).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        for (number, expected) in [
            ("AFP_ENG_20101231.0001", Some("2010-12-31")),
            ("NYT19980601.0001", Some("1998-06-01")),
            ("LA010189-0001", Some("1989-01-01")),
            ("AP880212-0001", Some("1988-02-12")),
            ("FR940104-0-00001", Some("1994-01-04")),
            ("FT911-3", None),
            ("LA310189-0001", None),
            ("ZF07-123-456", None),
            ("", None),
        ] {
            assert_eq!(day(number).map(|day| day.to_string()).as_deref(), expected, "{number}");
        }
    }

    #[test]
    fn houses() {
        assert_eq!(publisher("NYT_ENG_19980601.0001"), Some("New York Times"));
        assert_eq!(publisher("AP880212-0001"), Some("AP"));
        assert_eq!(publisher("APPLE-1"), None);
    }
}
