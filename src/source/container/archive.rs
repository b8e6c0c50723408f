//! Archives: tar as it comes, zip by its table of contents.
//!
//! Links in an archive are passed over: they are no files, and lead anywhere.

use super::compressed::Bounded;
use super::{DEPTH, name};
use crate::source::Drafts;
use crate::source::handed::{Out, handed};
use crate::source::open::{Opened, Place};
use crate::{Error, Result};
use std::cell::Cell;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};
use std::path::PathBuf;
use std::rc::Rc;

/// The kind of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Archive {
    Zip,
    Tar,
}

impl Archive {
    /// Tells an archive by its first bytes.
    pub(in crate::source) fn of(bytes: &[u8]) -> Option<Archive> {
        let zip = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06");
        let tar = bytes.get(257..262) == Some(b"ustar");
        zip.then_some(Archive::Zip).or_else(|| tar.then_some(Archive::Tar))
    }
}

/// The drafts of all that an archive holds; `file` is the archive where it lies in a file as it is, so that one can go
/// back and forth in it.
pub(in crate::source) fn drafts<R>(
    kind: Archive,
    opened: Opened<R>,
    place: Place,
    file: Option<PathBuf>,
) -> Drafts<'static>
where
    R: Read + Send + 'static,
{
    handed(&place.name.clone(), move |out| {
        let file = file.map(|path| File::open(&path).map_err(|cause| Error::Read { path, cause }));
        let read = match (kind, file.transpose()) {
            (_, Err(fault)) => Err(fault),
            (Archive::Zip, Ok(Some(file))) => Ok(zip(BufReader::new(file), &place, 1, out)),
            _ => opened.reader(&place).map(|reader| stream(kind, reader, &place, 1, out)),
        };
        if let Err(fault) = read {
            out.hand(Err(fault));
        }
    })
}

/// Reads an archive from a stream; false when nobody wants more.
fn stream(kind: Archive, mut stream: Box<dyn BufRead + '_>, place: &Place, depth: usize, out: &Out) -> bool {
    match kind {
        Archive::Tar => tar(stream, place, depth, out),
        Archive::Zip => {
            let most = place.reading.article_bytes as u64;
            let mut bytes = Vec::new();
            match (&mut stream).take(most + 1).read_to_end(&mut bytes) {
                Ok(read) if read as u64 <= most => zip(Cursor::new(bytes), place, depth, out),
                Ok(_) => {
                    let reason = "a zip of this size can only be read from a file, not from a stream";
                    out.hand(Err(place.malformed(reason)))
                }
                Err(cause) => out.hand(Err(place.read_fault(cause))),
            }
        }
    }
}

fn tar(stream: Box<dyn BufRead + '_>, place: &Place, depth: usize, out: &Out) -> bool {
    let mut archive = tar::Archive::new(stream);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(cause) => return out.hand(Err(place.read_fault(cause))),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            // Without the next header there is no going on.
            Err(cause) => return out.hand(Err(place.read_fault(cause))),
        };
        let path = name::inside(&entry.path_bytes());
        if entry.header().entry_type().is_file() && !read_entry(entry, path, place, depth, out) {
            return false;
        }
    }
    true
}

fn zip<R: Read + Seek>(reader: R, place: &Place, depth: usize, out: &Out) -> bool {
    let mut archive = match zip::ZipArchive::new(reader) {
        Ok(archive) => archive,
        Err(error) => return out.hand(Err(place.malformed(&error.to_string()))),
    };
    for i in 0..archive.len() {
        let handed = match archive.by_index(i) {
            Ok(entry) if !entry.is_file() => true,
            Ok(entry) => {
                let path = name::inside(entry.name_raw());
                let packed = Rc::new(Cell::new(entry.compressed_size()));
                read_entry(Bounded::new(entry, packed, &place.reading), path, place, depth, out)
            }
            Err(error) => out.hand(Err(place.malformed(&format!("entry {}: {error}", i + 1)))),
        };
        if !handed {
            return false;
        }
    }
    true
}

/// Reads one file in an archive, which may be an archive itself.
fn read_entry<R: Read>(entry: R, path: String, archive: &Place, depth: usize, out: &Out) -> bool {
    if name::is_hidden(&path) || path.is_empty() {
        return true;
    }
    let place = archive.inside(&path);
    match drafts_of(entry, &place, depth, out) {
        Ok(wanted) => wanted,
        Err(fault) => out.hand(Err(fault)),
    }
}

fn drafts_of<R: Read>(entry: R, place: &Place, depth: usize, out: &Out) -> Result<bool> {
    let opened = Opened::begin(entry, place)?;
    if let Some(kind) = opened.archive() {
        if depth == DEPTH {
            return Err(place.malformed("an archive in an archive in an archive in an archive"));
        }
        return Ok(stream(kind, opened.reader(place)?, place, depth + 1, out));
    }
    for draft in opened.drafts(place, None)? {
        if !out.hand(draft) {
            return Ok(false);
        }
    }
    Ok(true)
}
