//! How sources are to be read: what a user may set, and the limits that no input gets past.

use super::decode::BYTE_ORDER_MARK;
use super::{FieldMap, Format};
use crate::{Error, Result};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, Read};
use std::path::PathBuf;
use std::sync::Arc;

/// How sources are to be read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The format of every source, where its content is not to tell.
    pub format: Option<Format>,
    /// Which fields of a record are which facts, before those that are known by themselves.
    pub map: FieldMap,
    /// Most bytes of one article, or of one record or document that holds it; a larger one is skipped.
    pub article_bytes: usize,
    /// Most bytes that one byte of a compressed source may turn into.
    pub ratio: u64,
    /// The last day that an article may be of; a later date is refused. None where the clock is not to be asked.
    pub last_day: Option<Date>,
}

/// Up to here a stream may unfold as it likes, in bytes; a short text of one letter does no harm.
const FREE_BYTES: u64 = 16 << 20;

impl Reading {
    /// The usual way, with no article of a day later than tomorrow: it may be tomorrow already where one was published.
    pub fn as_of_today() -> Reading {
        Reading { last_day: ZonedDateTime::now().date().tomorrow().ok(), ..Reading::default() }
    }

    /// Most bytes of one article that so many may unpack to.
    pub(crate) fn unpacked_article_bytes(&self, packed: u64) -> u64 {
        unpacked_bytes(packed, self.ratio).min(self.article_bytes as u64)
    }
}

/// Most bytes that so many may unpack to.
pub(crate) fn unpacked_bytes(packed: u64, ratio: u64) -> u64 {
    packed.saturating_mul(ratio).max(FREE_BYTES)
}

impl Default for Reading {
    fn default() -> Self {
        Reading {
            format: None,
            map: FieldMap::default(),
            article_bytes: 64 << 20,
            ratio: 200,
            last_day: None,
        }
    }
}

/// A source on its way to a reader: bytes that are no longer compressed, a name and how they are to be read.
pub(crate) struct Input<'r> {
    /// The bytes.
    pub(crate) reader: Box<dyn BufRead + 'r>,
    /// The source as shown, with `/` between folders; that of an archive for what is in it.
    pub(crate) source: String,
    /// The source's name, or in an archive `archive.zip/path/inside.txt`: ids begin with it.
    pub(crate) name: String,
    /// How it is to be read.
    pub(crate) reading: Arc<Reading>,
    /// The file that the bytes are of, where they are all of it, for a reader that must go back and forth.
    pub(crate) file: Option<PathBuf>,
}

impl<'r> Input<'r> {
    /// Takes the bytes, for a reader that wraps them; the rest is still of use.
    pub(crate) fn take_reader(&mut self) -> Box<dyn BufRead + 'r> {
        std::mem::replace(&mut self.reader, Box::new(std::io::empty()))
    }

    /// Steps over a byte order mark of UTF-8.
    pub(crate) fn skip_mark(&mut self) {
        if self.reader.fill_buf().is_ok_and(|bytes| bytes.starts_with(BYTE_ORDER_MARK)) {
            self.reader.consume(BYTE_ORDER_MARK.len());
        }
    }

    /// Reads all there is.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] where the bytes cannot be read, [`Error::Malformed`] where they are more than an article may have.
    pub(crate) fn all(&mut self) -> Result<Vec<u8>> {
        let most = self.reading.article_bytes;
        let mut bytes = Vec::new();
        let read = (&mut self.reader).take(most as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|cause| self.read_fault(cause))?;
        if bytes.len() > most { Err(self.malformed(None, &too_large(most))) } else { Ok(bytes) }
    }

    /// A fault of the system's.
    pub(crate) fn read_fault(&self, cause: std::io::Error) -> Error {
        Error::Read { path: self.name.as_str().into(), cause }
    }

    /// A fault of the content's; `place` is such as `line 12`.
    pub(crate) fn malformed(&self, place: Option<String>, reason: &str) -> Error {
        Error::Malformed { source_name: self.name.clone(), place, reason: reason.to_owned() }
    }

    /// What is passed over.
    pub(crate) fn not_articles(&self, reason: &str) -> Error {
        Error::NotArticles { source_name: self.name.clone(), reason: reason.to_owned() }
    }
}

/// The id of the article at `position`, from 0, of a source whose articles have none of their own.
pub(crate) fn numbered(name: &str, position: u64) -> String {
    format!("{name}#{}", position + 1)
}

/// Says that something is larger than an article may be.
pub(crate) fn too_large(most: usize) -> String {
    format!("larger than an article may be ({most} bytes)")
}

/// Makes the ids of a source distinct: the second `x` becomes `x~2`.
pub(crate) struct Distinct {
    // Hashes stand for the ids: a source may have millions.
    hasher: RandomState,
    seen: HashMap<u64, u32>,
}

impl Distinct {
    pub(crate) fn new() -> Self {
        Distinct { hasher: RandomState::new(), seen: HashMap::new() }
    }

    /// Notes an id, and gives the one to take in its place where it has been seen.
    pub(crate) fn other_than(&mut self, id: &str) -> Option<String> {
        let own = self.hasher.hash_one(id);
        let mut count = *self.seen.entry(own).and_modify(|count| *count += 1).or_insert(1);
        let mut other = None;
        while count > 1 {
            let id = format!("{id}~{count}");
            if self.seen.insert(self.hasher.hash_one(&id), 1).is_none() {
                other = Some(id);
                break;
            }
            count += 1;
        }
        self.seen.insert(own, count);
        other
    }
}
