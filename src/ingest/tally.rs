//! What an ingest did, in exact numbers.

use super::report::SourceReport;
use std::collections::BTreeMap;
use std::time::Duration;

/// What an ingest did.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Source files found.
    pub sources: u64,
    /// Source files not opened because they are as they were.
    pub sources_unchanged: u64,
    /// Articles that are new.
    pub added: u64,
    /// Articles that took the place of an older version.
    pub replaced: u64,
    /// Articles that are as they were, in sources that were opened or not.
    pub unchanged: u64,
    /// Articles whose source, or whose place in it, is gone, as `id (source)`; removed where asked for.
    pub gone: Vec<String>,
    /// Whether the gone ones were removed.
    pub pruned: bool,
    /// Articles of sources with faults that were not met there, as `id (source)`: gone or malformed, and kept.
    pub unaccounted: Vec<String>,
    /// Articles removed with the folders that were to be forgotten.
    pub forgotten: u64,
    /// Folders of the index that are not in their place, as `name (path)`; their articles stay.
    pub missing: Vec<String>,
    /// Articles written that have no date.
    pub undated: u64,
    /// Passages written.
    pub passages: u64,
    /// Quotes among them.
    pub quotes: u64,
    /// Dates that were not taken: none that can be read, before 1600, in the future.
    pub dates_refused: u64,
    /// Sources and articles that could not be read.
    pub skipped: u64,
    /// Files, and parts of them, that hold no articles.
    pub passed_over: u64,
    /// The first few of these, by name.
    pub passed_over_first: Vec<String>,
    /// Records of archives that no article can be in, by what they are, in words of many.
    pub other_records: BTreeMap<String, u64>,
    /// Bytes of the sources that were opened.
    pub source_bytes: u64,
    /// Bytes of article text that were extracted and written.
    pub text_bytes: u64,
    /// Time from beginning to end.
    pub wall: Duration,
    /// Processor time by stage.
    pub shares: Shares,
}

impl Summary {
    /// Names of files passed over that are kept for the summary.
    pub(crate) const NAMED: usize = 3;

    /// Takes in what became of a source.
    pub(super) fn add_source(&mut self, report: &SourceReport) {
        self.added += report.new;
        self.replaced += report.replaced;
        self.unchanged += report.unchanged;
        self.passed_over += report.passed_over;
        for (what, count) in &report.other_records {
            *self.other_records.entry(what.clone()).or_default() += count;
        }
    }

    /// Takes in what one thread counted beside that.
    pub(super) fn add(&mut self, other: &Summary) {
        self.passages += other.passages;
        self.quotes += other.quotes;
        self.undated += other.undated;
        self.dates_refused += other.dates_refused;
        self.text_bytes += other.text_bytes;
        self.shares.reading += other.shares.reading;
        self.shares.extracting += other.shares.extracting;
    }

    /// Articles written.
    pub fn written(&self) -> u64 {
        self.added + self.replaced
    }

    /// Megabytes (10⁶ bytes) of article text a second.
    pub fn mb_per_second(&self) -> f64 {
        self.text_bytes as f64 / 1e6 / self.wall.as_secs_f64().max(1e-9)
    }

    /// Articles written a second.
    pub fn articles_per_second(&self) -> f64 {
        self.written() as f64 / self.wall.as_secs_f64().max(1e-9)
    }
}

/// Processor time of all threads, by stage.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shares {
    /// Walking, reading and decoding.
    pub reading: Duration,
    /// Paragraphs, quotes, countries, passages.
    pub extracting: Duration,
    /// All the rest: tokenizing, writing, merging, committing.
    pub indexing: Duration,
}

impl Shares {
    /// Gives what the process used in all, and has not been counted, to indexing.
    pub(super) fn close(&mut self, all: Duration) {
        self.indexing = all.saturating_sub(self.reading + self.extracting);
    }

    /// Processor time in all.
    pub fn all(&self) -> Duration {
        self.reading + self.extracting + self.indexing
    }

    /// Per cent of reading, extracting and indexing.
    pub fn percent(&self) -> [f64; 3] {
        let all = self.all().as_secs_f64().max(1e-9);
        [self.reading, self.extracting, self.indexing].map(|d| 100.0 * d.as_secs_f64() / all)
    }
}
