//! A timeline as a bar chart of blocks, as rows, and as JSON.

use crate::timeline::{Bucket, Timeline};
use anstyle::{AnsiColor, Style};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

const BAR: Style = AnsiColor::Cyan.on_default();
const DIM: Style = Style::new().dimmed();

/// The eighths of a block, from none.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// More empty bars than this in a row are said, not drawn.
const EMPTY_DRAWN: usize = 3;

/// Fewest columns of the longest bar.
const LEAST_COLUMNS: usize = 10;

/// Hits over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimelineJson {
    /// `day`, `week`, `month` or `year`.
    pub by: String,
    /// All hits, the undated included.
    pub total: u64,
    /// Hits without a date.
    pub undated: u64,
    /// From the first day with hits to the last, without gaps.
    pub buckets: Vec<BucketJson>,
}

/// A day, week, month or year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BucketJson {
    /// `2025-09-04`, `2025-W36`, `2025-09` or `2025`.
    pub label: String,
    /// The first day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub first: Date,
    /// The last day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub last: Date,
    /// Hits.
    pub count: u64,
}

impl TimelineJson {
    /// Makes the JSON form of a timeline.
    pub fn new(timeline: &Timeline) -> TimelineJson {
        let bucket =
            |b: &Bucket| BucketJson { label: b.label.clone(), first: b.first, last: b.last, count: b.count };
        TimelineJson {
            by: timeline.by.name().to_owned(),
            total: timeline.total,
            undated: timeline.undated,
            buckets: timeline.buckets.iter().map(bucket).collect(),
        }
    }
}

/// Draws a bar for each bucket, the longest as long as fits `width` columns.
pub(super) fn draw(timeline: &Timeline, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let most = timeline.buckets.iter().map(|b| b.count).max().unwrap_or(0).max(1);
    let label = timeline.buckets.iter().map(|b| b.label.len()).max().unwrap_or(0);
    let number = most.to_string().len();
    let columns = width.saturating_sub(label + number + 4).max(LEAST_COLUMNS);
    let mut at = 0;
    while let Some(bucket) = timeline.buckets.get(at) {
        let empty = timeline.buckets[at..].iter().take_while(|b| b.count == 0).count();
        if empty > EMPTY_DRAWN {
            let name = timeline.by.name();
            writeln!(out, "{DIM}{:label$}  {:>number$}  {empty} {name}s without hits{DIM:#}", "⋮", "")?;
            at += empty;
            continue;
        }
        let bar = bar(bucket.count, most, columns);
        writeln!(out, "{:label$}  {:>number$}  {BAR}{bar}{BAR:#}", bucket.label, bucket.count)?;
        at += 1;
    }
    Ok(())
}

/// A bar of so many columns where `count` is `most`; never nothing for something.
fn bar(count: u64, most: u64, columns: usize) -> String {
    let eighths = (u128::from(count) * 8 * columns as u128 / u128::from(most)) as usize;
    let eighths = if count > 0 { eighths.max(1) } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// Writes a row for each bucket, and one for what is undated.
pub(super) fn rows(timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    let by = timeline.by.name();
    rows.write_record([by, "first", "last", "count"])?;
    for bucket in &timeline.buckets {
        let (first, last) = (bucket.first.to_string(), bucket.last.to_string());
        rows.write_record([&bucket.label, &first, &last, &bucket.count.to_string()])?;
    }
    if timeline.undated > 0 {
        rows.write_record(["undated", "", "", &timeline.undated.to_string()])?;
    }
    rows.flush()
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn bars_are_as_long_as_their_share() {
        assert_eq!(bar(8, 8, 4), "████");
        assert_eq!(bar(3, 8, 4), "█▌");
        assert_eq!(bar(1, 1_000_000, 4), "▏");
        assert_eq!(bar(0, 8, 4), "");
        assert_eq!(bar(u64::MAX, u64::MAX, 2), "██");
    }
}
