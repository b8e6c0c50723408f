//! Reads days, months and stretches of days as users write them. What is counted from today is counted from the day handed
//! in: nothing here reads a clock.

use super::QueryError;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Which end of a range a date stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The first day.
    From,
    /// The last day.
    To,
}

/// Reads an end of a range: a day (`2025-09-04`, `today`, `yesterday`, or `7d` or `-7d`, the day seven days before today;
/// `d`, `w`, `m`, `y`), or a stretch that stands for its first day at one end and its last at the other (`2025-09`, `2025`,
/// `this-week`, `last-week`, and so with `month` and `year`; weeks begin on Monday).
///
/// ```
/// # use onrecord::query::{End, date_bound};
/// # use jiff::civil::date;
/// assert_eq!(date_bound("2024-02", date(2025, 9, 4), End::To), Ok(date(2024, 2, 29)));
/// assert_eq!(date_bound("-1w", date(2025, 9, 4), End::From), Ok(date(2025, 8, 28)));
/// assert_eq!(date_bound("last-week", date(2025, 9, 4), End::To), Ok(date(2025, 8, 31)));
/// ```
///
/// # Errors
///
/// [`QueryError::Date`] for anything else.
pub fn date_bound(written: &str, today: Date, end: End) -> Result<Date, QueryError> {
    let (first, last) = stretch(written, Some(today)).ok_or_else(|| QueryError::Date(written.to_owned()))?;
    Ok(if end == End::From { first } else { last })
}

/// Reads the days that a date by itself stands for, the first and the last: as [`date_bound`], but that `7d` is all from
/// the day seven days before today up to today.
///
/// ```
/// # use onrecord::query::date_span;
/// # use jiff::civil::date;
/// assert_eq!(date_span("this-month", date(2025, 9, 4)), Ok((date(2025, 9, 1), date(2025, 9, 30))));
/// assert_eq!(date_span("7d", date(2025, 9, 4)), Ok((date(2025, 8, 28), date(2025, 9, 4))));
/// ```
///
/// # Errors
///
/// [`QueryError::Date`] for what is no date.
pub fn date_span(written: &str, today: Date) -> Result<(Date, Date), QueryError> {
    span(written, Some(today)).ok_or_else(|| QueryError::Date(written.to_owned()))
}

/// As [`date_span`]; without a day that is today, of the calendar alone.
pub(super) fn span(written: &str, today: Option<Date>) -> Option<(Date, Date)> {
    let (first, last) = stretch(written, today)?;
    let so_long = written.trim().ends_with(|c: char| c.is_ascii_alphabetic())
        && written.trim().starts_with(|c: char| c.is_ascii_digit());
    Some((first, if so_long { today? } else { last }))
}

/// The first and the last day that a date stands for at an end of a range.
pub(super) fn stretch(written: &str, today: Option<Date>) -> Option<(Date, Date)> {
    let text = written.trim();
    calendar(text).or_else(|| relative(&text.to_ascii_lowercase(), today?))
}

/// Whether a date is one that is counted from today.
pub(super) fn is_relative(written: &str) -> bool {
    stretch(written, None).is_none() && stretch(written, Some(SOME_DAY)).is_some()
}

/// Any day from which others can be counted.
const SOME_DAY: Date = jiff::civil::date(2000, 1, 1);

fn relative(lower: &str, today: Date) -> Option<(Date, Date)> {
    if let Some((which @ ("this" | "last"), what)) = lower.split_once(['-', '_', ' ']) {
        let last = which == "last";
        let ago = |span: jiff::Span| today.checked_sub(span).ok();
        return match what {
            "week" => {
                let day = if last { ago(1.week())? } else { today };
                let monday = day.checked_sub(i64::from(day.weekday().since(Weekday::Monday)).days()).ok()?;
                Some((monday, monday.checked_add(6.days()).ok()?))
            }
            "month" => {
                let day = if last { ago(1.month())? } else { today };
                Some((day.first_of_month(), day.last_of_month()))
            }
            "year" => {
                let day = if last { ago(1.year())? } else { today };
                Some((day.first_of_year(), day.last_of_year()))
            }
            _ => None,
        };
    }
    let day = match lower {
        "today" => today,
        "yesterday" => today.yesterday().ok()?,
        _ => before(today, lower.strip_prefix('-').unwrap_or(lower))?,
    };
    Some((day, day))
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

/// Reads a day, month or year of the calendar, as its first and last day.
fn calendar(text: &str) -> Option<(Date, Date)> {
    let parts: Vec<&str> = text.split('-').collect();
    if parts.iter().any(|p| p.is_empty() || !p.bytes().all(|b| b.is_ascii_digit())) || parts[0].len() != 4 {
        return None;
    }
    let number = |i: usize| parts.get(i).and_then(|part| part.parse().ok());
    let year = parts[0].parse().ok()?;
    let day = |month, day| Date::new(year, month, day).ok();
    match parts.len() {
        1 => Some((day(1, 1)?, day(12, 31)?)),
        2 => day(number(1)?, 1).map(|first| (first, first.last_of_month())),
        3 => day(number(1)?, number(2)?).map(|only| (only, only)),
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
            ("30d", date(2025, 3, 1), date(2025, 3, 1)),
            // A Monday.
            ("this-week", TODAY, date(2025, 4, 6)),
            ("last-week", date(2025, 3, 24), date(2025, 3, 30)),
            ("This Month", date(2025, 3, 1), TODAY),
            ("last_month", date(2025, 2, 1), date(2025, 2, 28)),
            ("this-year", date(2025, 1, 1), date(2025, 12, 31)),
            ("last-year", date(2024, 1, 1), date(2024, 12, 31)),
        ] {
            assert_eq!(date_bound(written, TODAY, End::From), Ok(from), "{written}");
            assert_eq!(date_bound(written, TODAY, End::To), Ok(to), "{written}");
        }
    }

    #[test]
    fn a_date_by_itself() {
        for (written, from, to) in [
            ("7d", date(2025, 3, 24), TODAY),
            ("1M", date(2025, 2, 28), TODAY),
            ("-7d", date(2025, 3, 24), date(2025, 3, 24)),
            ("2024", date(2024, 1, 1), date(2024, 12, 31)),
            ("last-week", date(2025, 3, 24), date(2025, 3, 30)),
        ] {
            assert_eq!(date_span(written, TODAY), Ok((from, to)), "{written}");
        }
        assert_eq!(span("7d", None), None);
        assert!(is_relative("7d") && is_relative("Today") && !is_relative("2024") && !is_relative("soon"));
    }

    #[test]
    fn what_is_no_date() {
        for written in [
            "",
            "2025-02-30",
            "25-09-04",
            "2025-13",
            "-3x",
            "-d",
            "--3d",
            "4 Sept",
            "-99999999999d",
            "-é",
            "last-day",
            "next-week",
            "last",
            "last-week-",
            "d",
            "7",
            "7dd",
        ] {
            assert!(date_bound(written, TODAY, End::From).is_err(), "{written}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(written in any::<String>()) {
            let from = date_bound(&written, TODAY, End::From);
            prop_assert_eq!(from.is_ok(), date_span(&written, TODAY).is_ok());
        }
    }
}
