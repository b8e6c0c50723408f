//! Opens a source: unpacks it, tells its format, hands it to its reader, and keeps the ids of its articles apart.

use super::container::{self, Archive, Compression};
use super::reading::{Distinct, Input};
use super::sniff::{First, SNIFF_BYTES, sniff};
use super::{Article, Draft, Format, Reading, SourceFile, decode, readers};
use crate::{Error, Result};
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The drafts of one source, in order; a bad one is an error in its place.
pub type Drafts<'r> = Box<dyn Iterator<Item = Result<Draft>> + 'r>;
/// The articles of one source, in order; a bad one is an error in its place.
pub type Articles<'r> = Box<dyn Iterator<Item = Result<Article>> + 'r>;

/// The path that stands for standard input.
pub const STANDARD_INPUT: &str = "-";

/// How many bytes of a compressed stream are unpacked to tell what it holds; a block of bzip2 is unpacked whole or not.
const PACKED_BYTES: usize = 1 << 20;

/// Opens a file, tells its format by its first bytes and reads its articles; `name` is the file as shown.
///
/// # Errors
///
/// [`Error::Read`] where the file cannot be read, [`Error::NotArticles`] where it is passed over,
/// [`Error::Malformed`] where it is empty or binary.
pub fn articles(file: &SourceFile, name: &str, reading: &Arc<Reading>) -> Result<Articles<'static>> {
    Ok(Box::new(drafts(file, name, reading)?.map(|draft| draft?.article())))
}

/// As [`articles`], but leaves the costly part of the reading to whoever asks a draft for its article.
///
/// # Errors
///
/// As [`articles`].
pub fn drafts(file: &SourceFile, name: &str, reading: &Arc<Reading>) -> Result<Drafts<'static>> {
    let place = Place {
        source: name.to_owned(),
        name: name.to_owned(),
        explicit: file.explicit,
        reading: reading.clone(),
    };
    let raw = open(&file.path).map_err(|cause| Error::Read { path: file.path.clone(), cause })?;
    let opened = Opened::begin(raw, &place)?;
    let bare = opened.layers.is_empty() && !file.is_standard_input();
    let whole = bare.then(|| file.path.clone());
    Ok(distinct(match opened.archive() {
        Some(kind) => container::drafts(kind, opened, place, whole),
        None => opened.drafts(&place, whole)?,
    }))
}

fn open(path: &Path) -> std::io::Result<Box<dyn Read + Send>> {
    if path.as_os_str() == STANDARD_INPUT {
        Ok(Box::new(std::io::stdin()))
    } else {
        Ok(Box::new(File::open(path)?))
    }
}

/// Reads the articles of a source in a known format; `name` is the source as shown, with `/` between folders.
pub fn articles_from<'r>(
    reader: Box<dyn BufRead + 'r>,
    name: &str,
    format: Format,
    reading: &Arc<Reading>,
) -> Articles<'r> {
    let (source, reading) = (name.to_owned(), reading.clone());
    let input = Input { reader, source, name: name.to_owned(), reading, file: None };
    Box::new(distinct(readers::read(format, input)).map(|draft| draft?.article()))
}

/// The drafts of a source that is one article, or none for the reason told.
pub(super) fn only<'r>(draft: Result<Draft>) -> Drafts<'r> {
    Box::new(std::iter::once(draft))
}

/// Makes the ids of a source distinct.
fn distinct<'r>(drafts: Drafts<'r>) -> Drafts<'r> {
    let mut distinct = Distinct::new();
    Box::new(drafts.map(move |draft| {
        let mut draft = draft?;
        if let Some(id) = distinct.other_than(draft.id()) {
            draft.set_id(id);
        }
        Ok(draft)
    }))
}

/// What a stream of bytes is, and how it is to be read.
#[derive(Clone)]
pub(super) struct Place {
    /// The source as shown.
    pub(super) source: String,
    /// The source, or the file in it.
    pub(super) name: String,
    /// Whether the user named the file itself.
    pub(super) explicit: bool,
    pub(super) reading: Arc<Reading>,
}

impl Place {
    /// That of a file in the archive here.
    pub(super) fn inside(&self, path: &str) -> Place {
        Place { name: format!("{}/{path}", self.name), explicit: false, ..self.clone() }
    }

    pub(super) fn malformed(&self, reason: &str) -> Error {
        Error::Malformed { source_name: self.name.clone(), place: None, reason: reason.to_owned() }
    }

    pub(super) fn read_fault(&self, cause: std::io::Error) -> Error {
        Error::Read { path: self.name.as_str().into(), cause }
    }
}

/// A stream of which the first bytes have been looked at.
pub(super) struct Opened<R> {
    head: Vec<u8>,
    /// What the head is when unpacked.
    first: Vec<u8>,
    layers: Vec<Compression>,
    rest: R,
}

impl<R: Read> Opened<R> {
    /// Looks at the first bytes.
    pub(super) fn begin(mut rest: R, place: &Place) -> Result<Opened<R>> {
        let fault = |cause| place.read_fault(cause);
        let mut head = Vec::new();
        rest.by_ref().take(SNIFF_BYTES as u64).read_to_end(&mut head).map_err(fault)?;
        if Compression::of(&head).is_some() {
            rest.by_ref().take((PACKED_BYTES - SNIFF_BYTES) as u64).read_to_end(&mut head).map_err(fault)?;
        }
        let (layers, first) = container::layers(&head, &place.reading, SNIFF_BYTES).map_err(fault)?;
        Ok(Opened { head, first, layers, rest })
    }

    /// The kind of archive, unless it is a document that happens to be stored as one.
    pub(super) fn archive(&self) -> Option<Archive> {
        Archive::of(&self.first).filter(|_| !readers::is_document(&self.first))
    }

    /// The stream from its beginning, unpacked.
    pub(super) fn reader<'r>(self, place: &Place) -> Result<Box<dyn BufRead + 'r>>
    where
        R: 'r,
    {
        let rest = BufReader::with_capacity(SNIFF_BYTES, self.rest);
        let raw = Box::new(Cursor::new(self.head).chain(rest));
        container::unpacked(raw, &self.layers, &place.reading).map_err(|cause| place.read_fault(cause))
    }

    /// The drafts of what is no archive; `file` is the file that it is all of, if there is one.
    pub(super) fn drafts<'r>(self, place: &Place, file: Option<PathBuf>) -> Result<Drafts<'r>>
    where
        R: 'r,
    {
        let name = container::shown(&place.name, &self.layers);
        let first = First::new(&self.first, &name, place.explicit);
        let format = match place.reading.format {
            Some(format) => format,
            None => sniff(&first)?,
        };
        let recode = decode::is_utf16(&self.first) && format.is_text_of_records();
        let reader = self.reader(place)?;
        let (source, reading) = (place.source.clone(), place.reading.clone());
        let mut input = Input { reader, source, name: place.name.clone(), reading, file };
        if recode {
            let text = decode::decode(input.all()?);
            input.reader = Box::new(Cursor::new(text.into_bytes()));
        }
        Ok(readers::read(format, input))
    }
}
