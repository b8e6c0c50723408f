//! Searches that are kept with what they found, so that they can be run again and a citation checked later.
//!
//! ```text
//! index/searches/NAME.json     the words and flags as typed, the index's fingerprint, each hit
//! ```
//!
//! A saved search belongs to its index but not to a generation of it, so it outlives a rebuild. What was typed is kept
//! as typed, since `-30d` means other days every day. Running it and telling the time are the caller's; here it is
//! written, read and compared.

mod difference;
mod report;
mod store;

pub use difference::{Because, Changed, Difference, Gone, What, compare};
pub use report::{ChangeJson, DifferenceJson, SavedJson, SideJson, list_text, text};
pub(crate) use store::FOLDER;
pub use store::Store;

use crate::index::{Fingerprint, Hit};
use crate::query::Parts;
use crate::render::{HitJson, PartlyJson};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The version of the form a search is saved in: 2 says what of the query the hits have.
pub const VERSION: u32 = 2;

/// A search that is kept, with what it found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedSearch {
    /// The version of this form.
    pub version: u32,
    /// Its name.
    pub name: String,
    /// When it was run.
    pub saved: Timestamp,
    /// The program that ran it.
    pub written_by: String,
    /// The words as typed.
    pub query: String,
    /// The flags as typed, each in one piece: `--from=-30d`.
    pub flags: Vec<String>,
    /// The alias file it was run with.
    pub aliases: Option<String>,
    /// The first day that the flags meant.
    pub from: Option<Date>,
    /// The last day that the flags meant.
    pub to: Option<Date>,
    /// Where nothing had all parts of the query: what of it the hits have.
    #[serde(default)]
    pub partly: Option<PartlyJson>,
    /// The address of the engine that was asked, without a password, where one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// What was searched.
    pub index: Fingerprint,
    /// All hits, in order.
    pub hits: Vec<SavedHit>,
}

/// A hit as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedHit {
    /// The article's id.
    pub article: String,
    /// The file the article is in.
    pub source: String,
    /// The hash of all that was read of the article, in 16 hexadecimal digits.
    pub hash: String,
    /// The day of publication.
    pub date: Option<Date>,
    /// `quote` or `paragraph`.
    pub kind: String,
    /// Ordinal of the paragraph, from 0.
    pub paragraph: usize,
    /// Where its pieces stand in the article's text, in characters, ends exclusive.
    pub spans: Vec<[usize; 2]>,
    /// Who said it.
    pub speaker: Option<String>,
    /// Its words.
    pub text: String,
}

impl SavedSearch {
    /// What must be asked for to get hits like those that are kept.
    pub fn parts(&self) -> Parts {
        match &self.partly {
            Some(partly) => Parts::AtLeast(partly.matched),
            None if self.version < 2 => Parts::Most,
            None => Parts::All,
        }
    }
}

impl SavedHit {
    /// Keeps what identifies a hit.
    pub fn new(hit: &Hit) -> SavedHit {
        let HitJson { article, source, hash, date, kind, paragraph, spans, speaker, text, .. } =
            HitJson::new(hit);
        SavedHit { article, source, hash, date, kind, paragraph, spans, speaker, text }
    }
}
