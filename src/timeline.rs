//! Hits over time: days gathered into weeks, months or years, with the empty ones between them.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// What one bar of a timeline stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// A day.
    Day,
    /// A week from Monday to Sunday (ISO 8601).
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// A stretch of days with the number of hits on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// `2025-09-04`, `2025-W36`, `2025-09` or `2025`.
    pub label: String,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// Hits, exactly.
    pub count: u64,
}

/// Hits over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// What a bucket stands for.
    pub by: By,
    /// All hits, the undated included.
    pub total: u64,
    /// Hits without a date.
    pub undated: u64,
    /// From the first day with hits to the last, without gaps.
    pub buckets: Vec<Bucket>,
}

/// Most bars that are still taken in at a glance.
const MOST_BARS: i64 = 62;

impl By {
    /// All there are, the shortest first.
    pub const ALL: [By; 4] = [By::Day, By::Week, By::Month, By::Year];

    /// Its name as a user writes it.
    pub fn name(self) -> &'static str {
        match self {
            By::Day => "day",
            By::Week => "week",
            By::Month => "month",
            By::Year => "year",
        }
    }

    /// The finest that shows so many days at a glance.
    pub fn fitting(days: &[(Date, u64)]) -> By {
        let (Some((first, _)), Some((last, _))) = (days.first(), days.last()) else { return By::Day };
        let span = i64::from((*last - *first).get_days());
        match span / MOST_BARS {
            0 => By::Day,
            1..7 => By::Week,
            7..30 => By::Month,
            _ => By::Year,
        }
    }

    /// The first day of the stretch that a day is in.
    fn first(self, day: Date) -> Date {
        match self {
            By::Day => day,
            By::Week => {
                let back = i64::from(day.weekday().since(Weekday::Monday));
                day.checked_sub(back.days()).unwrap_or(Date::MIN)
            }
            By::Month => day.first_of_month(),
            By::Year => day.first_of_year(),
        }
    }

    /// The last day of the stretch that begins with a day.
    fn last(self, first: Date) -> Date {
        match self {
            By::Day => first,
            By::Week => first.checked_add(6.days()).unwrap_or(Date::MAX),
            By::Month => first.last_of_month(),
            By::Year => first.last_of_year(),
        }
    }

    fn label(self, first: Date) -> String {
        match self {
            By::Day => first.to_string(),
            By::Week => {
                let week = first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            By::Month => format!("{:04}-{:02}", first.year(), first.month()),
            By::Year => format!("{:04}", first.year()),
        }
    }
}

impl Timeline {
    /// Gathers days in order, each with its hits, of `total` hits in all.
    ///
    /// ```
    /// # use onrecord::timeline::{By, Timeline};
    /// # use jiff::civil::date;
    /// let months = Timeline::new(&[(date(2025, 7, 30), 2), (date(2025, 9, 4), 1)], 4, By::Month);
    /// let bars: Vec<_> = months.buckets.iter().map(|b| (b.label.as_str(), b.count)).collect();
    /// assert_eq!((bars, months.undated), (vec![("2025-07", 2), ("2025-08", 0), ("2025-09", 1)], 1));
    /// ```
    pub fn new(days: &[(Date, u64)], total: u64, by: By) -> Timeline {
        let dated: u64 = days.iter().map(|(_, count)| count).sum();
        let mut buckets: Vec<Bucket> = Vec::new();
        for (day, count) in days {
            let first = by.first(*day);
            while let Some(next) = buckets.last().and_then(|bucket| bucket.last.tomorrow().ok())
                && next <= first
            {
                buckets.push(bucket(by, next));
            }
            if buckets.is_empty() {
                buckets.push(bucket(by, first));
            }
            if let Some(bucket) = buckets.last_mut() {
                bucket.count += count;
            }
        }
        Timeline { by, total, undated: total - dated.min(total), buckets }
    }
}

fn bucket(by: By, first: Date) -> Bucket {
    Bucket { label: by.label(first), first, last: by.last(first), count: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn weeks_begin_on_monday_and_bear_the_year_of_their_thursday() {
        let days = [(date(2024, 12, 29), 1), (date(2024, 12, 30), 2), (date(2025, 1, 5), 4)];
        let weeks = Timeline::new(&days, 7, By::Week);
        let bars: Vec<_> = weeks.buckets.iter().map(|b| (b.label.as_str(), b.count)).collect();
        assert_eq!(bars, [("2024-W52", 1), ("2025-W01", 6)]);
        assert_eq!(weeks.buckets[1].first, date(2024, 12, 30));
    }

    #[test]
    fn the_ends_of_the_calendar_do_no_harm() {
        for day in [Date::MIN, Date::MAX] {
            for by in [By::Day, By::Week, By::Month, By::Year] {
                assert_eq!(Timeline::new(&[(day, 3)], 3, by).buckets.iter().map(|b| b.count).sum::<u64>(), 3);
            }
        }
    }

    proptest! {
        #[test]
        fn no_hit_is_lost_and_no_day_left_out(mut at in prop::collection::btree_map(-9_000i64..9_000, 1u64..9, 0..20)) {
            let day = |n: &i64| date(2000, 1, 1).checked_add(n.days()).unwrap();
            let days: Vec<(Date, u64)> = at.iter_mut().map(|(n, count)| (day(n), *count)).collect();
            let dated: u64 = days.iter().map(|d| d.1).sum();
            for by in [By::fitting(&days), By::Day, By::Week, By::Month, By::Year] {
                let line = Timeline::new(&days, dated + 2, by);
                prop_assert_eq!(line.buckets.iter().map(|b| b.count).sum::<u64>(), dated);
                prop_assert_eq!(line.undated, 2);
                for pair in line.buckets.windows(2) {
                    prop_assert_eq!(pair[0].last.tomorrow().unwrap(), pair[1].first);
                }
                for (day, _) in &days {
                    prop_assert!(line.buckets.iter().any(|b| b.first <= *day && *day <= b.last && b.count > 0));
                }
            }
        }
    }
}
