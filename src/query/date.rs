//! Reads the first or last day of a range as users write it.

use super::QueryError;
use jiff::ToSpan;
use jiff::civil::Date;

/// Which end of a range a date stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The first day.
    From,
    /// The last day.
    To,
}

/// Reads `2025-09-04`, `2025-09`, `2025`, `today`, `yesterday`, or `-30d` (`d`, `w`, `m`, `y` before today).
///
/// A month or year stands for its first day at one end and its last at the other.
///
/// ```
/// # use onrecord::query::{End, date_bound};
/// # use jiff::civil::date;
/// assert_eq!(date_bound("2024-02", date(2025, 9, 4), End::To), Ok(date(2024, 2, 29)));
/// assert_eq!(date_bound("-1w", date(2025, 9, 4), End::From), Ok(date(2025, 8, 28)));
/// ```
///
/// # Errors
///
/// [`QueryError::Date`] for anything else.
pub fn date_bound(written: &str, today: Date, end: End) -> Result<Date, QueryError> {
    let text = written.trim();
    let found = match text.to_ascii_lowercase().as_str() {
        "today" => Some(today),
        "yesterday" => today.yesterday().ok(),
        lower => match lower.strip_prefix('-') {
            Some(ago) => before(today, ago),
            None => calendar(text, end),
        },
    };
    found.ok_or_else(|| QueryError::Date(written.to_owned()))
}

fn before(today: Date, ago: &str) -> Option<Date> {
    let unit = ago.chars().next_back()?;
    let count: i32 = ago[..ago.len() - unit.len_utf8()].parse().ok()?;
    if !(0..=100_000).contains(&count) {
        return None;
    }
    let span = match unit {
        'd' => count.days(),
        'w' => count.weeks(),
        'm' => count.months(),
        // jiff's own limit; more years than there are calendars.
        'y' if count < 10_000 => count.years(),
        _ => return None,
    };
    today.checked_sub(span).ok()
}

/// Reads a day, month or year of the calendar.
pub(super) fn calendar(text: &str, end: End) -> Option<Date> {
    let parts: Vec<&str> = text.split('-').collect();
    if parts.iter().any(|p| p.is_empty() || !p.bytes().all(|b| b.is_ascii_digit())) || parts[0].len() != 4 {
        return None;
    }
    let year = parts[0].parse().ok()?;
    let month = |i: usize| parts.get(i).and_then(|m| m.parse().ok());
    match parts.len() {
        1 if end == End::From => Date::new(year, 1, 1).ok(),
        1 => Date::new(year, 12, 31).ok(),
        2 if end == End::From => Date::new(year, month(1)?, 1).ok(),
        2 => Some(Date::new(year, month(1)?, 1).ok()?.last_of_month()),
        3 => Date::new(year, month(1)?, month(2)?).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2025, 3, 31);

    #[test]
    fn what_users_write() {
        for (written, from, to) in [
            ("2025-09-04", date(2025, 9, 4), date(2025, 9, 4)),
            ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
            ("1987", date(1987, 1, 1), date(1987, 12, 31)),
            ("Yesterday", date(2025, 3, 30), date(2025, 3, 30)),
            ("today", TODAY, TODAY),
            ("-30d", date(2025, 3, 1), date(2025, 3, 1)),
            ("-1m", date(2025, 2, 28), date(2025, 2, 28)),
            ("-2y", date(2023, 3, 31), date(2023, 3, 31)),
        ] {
            assert_eq!(date_bound(written, TODAY, End::From), Ok(from), "{written}");
            assert_eq!(date_bound(written, TODAY, End::To), Ok(to), "{written}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for written in
            ["", "2025-02-30", "25-09-04", "2025-13", "-3x", "-d", "--3d", "4 Sept", "-99999999999d", "-é"]
        {
            assert!(date_bound(written, TODAY, End::From).is_err(), "{written}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(written in any::<String>()) {
            let _ = date_bound(&written, TODAY, End::From);
        }
    }
}
