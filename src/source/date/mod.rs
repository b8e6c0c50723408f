//! Reads days: in the words of a metadata field, and inside file names and paths.
//!
//! A day is taken as it is written, in its own offset: an article of 23:30 in Los Angeles is of that day there.

mod written;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use written::Written;

/// The first year taken for a year of publication; newspapers began soon after.
const FIRST_YEAR: i16 = 1600;
/// The last year taken for one where nothing but digits says so.
const LAST_YEAR: i16 = 2199;

/// Makes a real day of publication.
pub(crate) fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    (FIRST_YEAR..=LAST_YEAR).contains(&year).then(|| Date::new(year, month, day).ok())?
}

/// Reads `2025-09-04`, `2025/09/04` or `20250904` at the head of a text, with the bytes it takes up.
pub(crate) fn leading_day(text: &str) -> Option<(Date, usize)> {
    let bytes = text.as_bytes();
    let (date, length) = match bytes.get(4)? {
        b if b.is_ascii_digit() => (digits(bytes, [0, 4, 6])?, 8),
        b'-' | b'/' | b'_' | b'.' if bytes.get(7) == bytes.get(4) => (digits(bytes, [0, 5, 8])?, 10),
        _ => return None,
    };
    (!bytes.get(length).is_some_and(u8::is_ascii_digit)).then_some((date, length))
}

/// Tells a text that begins like `2025-02-30`, whether or not there is such a day.
pub(crate) fn looks_like_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits =
        |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|b| b.iter().all(u8::is_ascii_digit));
    digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && !bytes.get(10).is_some_and(u8::is_ascii_digit)
}

/// Finds the first day written inside a name, such as `breitbart_2016-09-12_slug`, and the bytes before it.
pub(crate) fn day_in_name(name: &str) -> Option<(Date, usize)> {
    days_in(name).find(|(_, at)| !name[*at..].get(..10).is_some_and(|written| written.contains('/')))
}

/// Finds the last day written in the folders of a path: `2025/09/04`, `2025-09-04`, `2025/09-04`.
pub(crate) fn day_in_path(folders: &str) -> Option<Date> {
    days_in(folders).last().map(|(date, _)| date)
}

/// Finds the day in the path of an address, which may also have steps of one digit or a month's name.
pub(crate) fn day_in_address(path: &str) -> Option<Date> {
    day_in_path(path).or_else(|| written::in_path(path))
}

/// All days written in digits in a text, with the byte each begins at.
fn days_in(text: &str) -> impl Iterator<Item = (Date, usize)> {
    let bytes = text.as_bytes();
    (0..bytes.len()).filter_map(move |at| {
        let begins = bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_digit());
        if !begins {
            return None;
        }
        let rest = &bytes[at..];
        let date = separated(rest).or_else(|| run_of_eight(rest))?;
        Some((date, at))
    })
}

/// `2025-09-04` with any of the separators `-_./` and blank, not followed by a digit.
fn separated(bytes: &[u8]) -> Option<Date> {
    let separator = |at: usize| bytes.get(at).is_some_and(|b| matches!(b, b'-' | b'_' | b'.' | b'/' | b' '));
    let sound = separator(4) && separator(7) && !bytes.get(10).is_some_and(u8::is_ascii_digit);
    sound.then(|| digits(bytes, [0, 5, 8]))?
}

fn run_of_eight(bytes: &[u8]) -> Option<Date> {
    let alone = !bytes.get(8).is_some_and(u8::is_ascii_digit);
    alone.then(|| digits(bytes, [0, 4, 6]))?
}

/// A day from four, two and two digits at the given bytes.
fn digits(bytes: &[u8], [year, month, day_of_month]: [usize; 3]) -> Option<Date> {
    let number = |at: usize, length: usize| {
        bytes.get(at..at + length)?.iter().try_fold(0i16, |sum, b| {
            b.is_ascii_digit().then(|| sum.wrapping_mul(10).wrapping_add(i16::from(b - b'0')))
        })
    };
    day(number(year, 4)?, number(month, 2)? as i8, number(day_of_month, 2)? as i8)
}

/// Reads the day of a metadata field: RFC 3339, `2025-09-04 10:11:12`, `2025-09-04`,
/// `20250904101112`, RFC 2822, epoch digits, or a day as people write it: `Sept. 4, 2025`, `4 de septiembre de 2025`.
pub(crate) fn day_in_field(field: &str) -> Option<Date> {
    let field = field.trim();
    if let Some((date, _)) = leading_day(field) {
        return Some(date);
    }
    if field.len() == 14 && field.bytes().all(|b| b.is_ascii_digit()) {
        return digits(field.as_bytes(), [0, 4, 6]);
    }
    if let Ok(epoch) = field.parse::<f64>() {
        return day_of_epoch(epoch);
    }
    match written::read(field)? {
        Written::Day(day) => Some(day),
        Written::Unclear(_) => None,
    }
}

/// Reads a field as [`day_in_field`] does; the first of 1970 is none, but where a clock begins that was never set.
pub(crate) fn day_by_clock(field: &str) -> Option<Date> {
    day_in_field(field).filter(|day| *day != Date::constant(1970, 1, 1))
}

/// Reads the first day that a page shows in a text; `day_first` says what the first of two numbers is that may both be
/// the month.
pub(crate) fn day_shown(text: &str, day_first: bool) -> Option<Date> {
    written::shown(text, day_first)
}

/// Whether a field is a day of which nobody can tell which number is the month.
pub(crate) fn may_be_two_days(field: &str) -> bool {
    written::read(field) == Some(Written::Unclear(written::EITHER))
}

/// Says why a field that should be a date is not taken for one, such as `1492-10-12: before 1600` or
/// `09/04/2025: day or month first?`.
pub(crate) fn refusal(field: &str) -> String {
    const SHOWN_CHARS: usize = 40;
    let shown: String = field.trim().chars().take(SHOWN_CHARS).collect();
    let early =
        shown.get(..4).and_then(|year| year.parse::<i16>().ok()).is_some_and(|year| year < FIRST_YEAR)
            && shown.as_bytes().get(4).is_some_and(|b| matches!(b, b'-' | b'/' | b'.'));
    let reason = match written::read(field) {
        _ if early => "before 1600",
        Some(Written::Unclear(reason)) => reason,
        _ => "not a date",
    };
    format!("{shown}: {reason}")
}

/// The day in UTC of an epoch in seconds or, from its size, milliseconds; a small number is none.
pub(crate) fn day_of_epoch(epoch: f64) -> Option<Date> {
    // A hundred thousand million seconds end in the year 5138; as milliseconds they begin in 1973.
    let seconds = if epoch.abs() >= 1e11 { epoch / 1000.0 } else { epoch };
    if !seconds.is_finite() || seconds.abs() < 1e7 {
        return None;
    }
    let timestamp = Timestamp::from_second(seconds.floor() as i64).ok()?;
    in_range(TimeZone::UTC.to_datetime(timestamp).date())
}

fn in_range(date: Date) -> Option<Date> {
    day(date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn names() {
        let of = |name| day_in_name(name).map(|(date, _)| date);
        assert_eq!(of("breitbart_2016-09-12_slug"), Some(date(2016, 9, 12)));
        assert_eq!(of("20250904-slug"), Some(date(2025, 9, 4)));
        assert_eq!(of("2025_09_04_slug"), Some(date(2025, 9, 4)));
        assert_eq!(of("a2025.09.04"), Some(date(2025, 9, 4)));
        assert_eq!(of("2025-13-04"), None);
        assert_eq!(of("2025-02-29"), None);
        assert_eq!(of("1599-12-31"), None);
        assert_eq!(of("120250904"), None);
        assert_eq!(of("2025-09"), None);
    }

    #[test]
    fn paths() {
        assert_eq!(day_in_path("news/2025/09/04"), Some(date(2025, 9, 4)));
        assert_eq!(day_in_path("2024-01-01/2025/09-04"), Some(date(2025, 9, 4)));
        assert_eq!(day_in_path("2025/09"), None);
    }

    #[test]
    fn fields() {
        for field in [
            "2025-09-04",
            "2025-09-04 23:11:12",
            "2025-09-04T23:30:00-07:00",
            "2025-09-04T10:11:12Z",
            "Thu, 04 Sep 2025 23:30:00 -0700",
            "20250904",
            "20250904T101112Z",
            "20250904101112",
            "1756980672",
            "1756980672000",
        ] {
            assert_eq!(day_in_field(field), Some(date(2025, 9, 4)), "{field}");
        }
        for field in ["", "soon", "12", "2025-09", "2025-02-30", "NaN", "inf", "202509"] {
            assert_eq!(day_in_field(field), None, "{field}");
        }
    }
}
