//! What an ingest has to say of each source while it runs, so that nothing is lost in silence.

use serde::Serialize;
use std::collections::BTreeMap;

/// What became of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SourceReport {
    /// The source as shown.
    pub source: String,
    /// Whether it was not opened, being as it was.
    pub not_opened: bool,
    /// Articles met in it, those skipped and passed over included.
    pub found: u64,
    /// Articles that are new.
    pub new: u64,
    /// Articles that took the place of an older version.
    pub replaced: u64,
    /// Articles that are as they were.
    pub unchanged: u64,
    /// Articles, or the source itself, that could not be read; each told by a note of its own.
    pub skipped: u64,
    /// Parts that are certainly no articles; each told by a note of its own.
    pub passed_over: u64,
    /// Articles without a date, among those read.
    pub undated: u64,
    /// Records of an archive that no article can be in, by what they are, in words of many; not among what was found.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub other_records: BTreeMap<String, u64>,
}

/// One thing that happened, in the order in which it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A source, or an article in it, could not be read.
    Skipped {
        /// The source, or the file in an archive.
        source: String,
        /// Where in it, such as `line 12`.
        place: Option<String>,
        /// Why, in a few words.
        reason: String,
    },
    /// A source, or a part of it, is certainly no article.
    PassedOver {
        /// The source, or the part.
        source: String,
        /// What shows it.
        reason: String,
    },
    /// An article's date was not taken.
    DateRefused {
        /// The article's source.
        source: String,
        /// The article.
        id: String,
        /// What was written, and why it is none.
        reason: String,
    },
    /// A source is done with.
    Source(SourceReport),
}
