//! Cuts a stretch of days into whole years, months and days, which are terms of the index.
//!
//! A range is checked against the day of each candidate, at about 15 ns a document; the postings of a month are read and
//! passed over in blocks. A place and a month on a million passages took bare tantivy most of its time in those checks.

use super::facet;
use jiff::civil::Date;
use tantivy::schema::Facet;

/// The fewest years, months and days that are exactly the days from the first to the last; nothing for more than `most`.
pub(super) fn periods(first: Date, last: Date, most: usize) -> Option<Vec<Facet>> {
    let mut out = Vec::new();
    let mut at = first;
    while at <= last {
        if out.len() == most {
            return None;
        }
        let (year, month) = (format!("{:04}", at.year()), format!("{:02}", at.month()));
        let (facet, end) = if at == at.first_of_year() && at.last_of_year() <= last {
            (Facet::from_path([year]), at.last_of_year())
        } else if at == at.first_of_month() && at.last_of_month() <= last {
            (Facet::from_path([year, month]), at.last_of_month())
        } else {
            (facet::date(Some(at)), at)
        };
        out.push(facet);
        let Ok(next) = end.tomorrow() else { break };
        at = next;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn paths(first: Date, last: Date) -> Vec<String> {
        periods(first, last, 40).unwrap().iter().map(Facet::to_path_string).collect()
    }

    #[test]
    fn whole_years_and_months_are_taken_as_such() {
        assert_eq!(paths(date(2025, 1, 1), date(2025, 1, 31)), ["/2025/01"]);
        assert_eq!(
            paths(date(2023, 12, 31), date(2025, 2, 1)),
            ["/2023/12/31", "/2024", "/2025/01", "/2025/02/01"]
        );
        assert_eq!(periods(date(2025, 1, 2), date(2025, 1, 20), 8), None);
        assert_eq!(paths(Date::MAX, Date::MAX), ["/9999/12/31"]);
    }

    proptest! {
        #[test]
        fn periods_are_exactly_the_days(from in 0i64..9_000, length in 0i64..1_500, probe in -50i64..1_600) {
            let day = |n: i64| date(2000, 1, 1).checked_add(n.days()).unwrap();
            let (first, last, probe) = (day(from), day(from + length), day(from + probe));
            let own = facet::date(Some(probe));
            let found = periods(first, last, 2_000).unwrap();
            let covered = found.iter().filter(|period| **period == own || period.is_prefix_of(&own)).count();
            prop_assert_eq!(covered, usize::from((first..=last).contains(&probe)));
        }
    }
}
