//! Archives: tar as it comes, zip by its table of contents.
//!
//! A thread reads the archive and hands drafts over through a short queue, so that whoever asks for articles does not
//! know that there is one. Links in an archive are passed over: they are no files, and lead anywhere.

use super::{DEPTH, name};
use crate::source::open::{Opened, Place};
use crate::source::{Draft, Drafts};
use crate::{Error, Result};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};
use std::path::PathBuf;
use std::thread::JoinHandle;

/// Drafts that may wait in the queue.
const QUEUE: usize = 16;

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

/// The drafts of all that an archive holds, read by a thread of its own; `file` is the archive where it lies in a
/// file as it is, so that one can go back and forth in it.
pub(in crate::source) fn drafts<R>(
    kind: Archive,
    opened: Opened<R>,
    place: Place,
    file: Option<PathBuf>,
) -> Drafts<'static>
where
    R: Read + Send + 'static,
{
    let (send, receive) = bounded(QUEUE);
    let source = place.source.clone();
    let reader = std::thread::spawn(move || {
        let out = Out { send: &send };
        let opened_file = file.map(|path| File::open(&path).map_err(|cause| Error::Read { path, cause }));
        match (kind, opened_file.transpose()) {
            (_, Err(fault)) => out.hand(Err(fault)),
            (Archive::Zip, Ok(Some(file))) => zip(BufReader::new(file), &place, 1, &out),
            _ => opened.reader(&place).is_ok_and(|stream| self::stream(kind, stream, &place, 1, &out)),
        };
    });
    Box::new(Handed { receive, reader: Some(reader), source })
}

/// The receiving end of the queue.
struct Handed {
    receive: Receiver<Result<Draft>>,
    reader: Option<JoinHandle<()>>,
    source: String,
}

impl Iterator for Handed {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Result<Draft>> {
        if let Ok(draft) = self.receive.recv() {
            return Some(draft);
        }
        // An archive is not to end without a word because its reader did.
        let broken = self.reader.take()?.join().is_err();
        broken.then(|| {
            let reason = "the reader of the archive broke down".to_owned();
            Err(Error::Malformed { source_name: self.source.clone(), place: None, reason })
        })
    }
}

/// The giving end; what is handed over is refused when nobody wants more.
struct Out<'s> {
    send: &'s Sender<Result<Draft>>,
}

impl Out<'_> {
    fn hand(&self, draft: Result<Draft>) -> bool {
        self.send.send(draft).is_ok()
    }
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
                read_entry(entry, path, place, depth, out)
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
    for draft in opened.drafts(place)? {
        if !out.hand(draft) {
            return Ok(false);
        }
    }
    Ok(true)
}
