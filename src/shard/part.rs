//! Parts: documents in a row, as many as fit one request, in a file named by what is in it.

use super::files::{Folder, hash_of};
use crate::error::Result;
use crate::index::record::fault;
use serde::{Deserialize, Serialize};
use std::path::Path;
use zstd::zstd_safe::CParameter;

/// Strength of the compression; more takes longer than extracting and saves little.
const LEVEL: i32 = 3;

/// What is said of a part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartEntry {
    /// The file's name: `part-`, the hash, `.ndjson.zst`.
    pub file: String,
    /// The first 32 hexadecimal digits of the BLAKE3 hash of what is in the file, unpacked.
    pub hash: String,
    /// Documents in it, each of two lines.
    pub documents: u64,
    /// Those that are articles.
    pub articles: u64,
    /// Those that are passages.
    pub passages: u64,
    /// Passages that are quotes.
    pub quotes: u64,
    /// Bytes, unpacked.
    pub bytes: u64,
    /// Bytes of the file.
    pub packed: u64,
}

impl PartEntry {
    /// Reads what is in the part's file, two lines a document.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or is not what its name says.
    pub fn read(&self, folder: &Path) -> Result<Vec<u8>> {
        super::load::read(&folder.join(&self.file), &self.hash)
    }
}

/// What a document is, to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Article,
    Paragraph,
    Quote,
    /// What was found over all articles.
    Reconciled,
}

/// Documents that belong together: they stand in one part where they fit.
#[derive(Clone, Debug, Default)]
pub(super) struct Together {
    lines: Vec<u8>,
    /// What each is, and where it ends.
    ends: Vec<(Kind, usize)>,
}

impl Together {
    /// Adds a document, which `write` appends.
    pub(super) fn add(&mut self, kind: Kind, write: impl FnOnce(&mut Vec<u8>) -> Result<()>) -> Result<()> {
        write(&mut self.lines)?;
        self.ends.push((kind, self.lines.len()));
        Ok(())
    }

    fn documents(&self) -> impl Iterator<Item = (Kind, &[u8])> {
        let begins = std::iter::once(0).chain(self.ends.iter().map(|(_, end)| *end));
        begins.zip(&self.ends).map(|(begin, (kind, end))| (*kind, &self.lines[begin..*end]))
    }
}

/// Cuts documents into parts and writes these.
pub(super) struct Parts<'f> {
    folder: &'f Folder,
    work: String,
    most: usize,
    lines: Vec<u8>,
    open: PartEntry,
    written: Vec<PartEntry>,
}

impl<'f> Parts<'f> {
    /// Parts of at most so many bytes, of the work called so.
    pub(super) fn new(folder: &'f Folder, work: &str, most: usize) -> Parts<'f> {
        let (lines, open, written) = (Vec::new(), PartEntry::default(), Vec::new());
        Parts { folder, work: work.to_owned(), most, lines, open, written }
    }

    /// Adds documents: to the part at hand if they fit all, else from a new one on.
    pub(super) fn add(&mut self, together: &Together) -> Result<()> {
        self.make_room(together.lines.len())?;
        for (kind, document) in together.documents() {
            self.make_room(document.len())?;
            self.lines.extend_from_slice(document);
            self.open.documents += 1;
            match kind {
                Kind::Article => self.open.articles += 1,
                Kind::Paragraph => self.open.passages += 1,
                Kind::Quote => {
                    (self.open.passages, self.open.quotes) = (self.open.passages + 1, self.open.quotes + 1)
                }
                Kind::Reconciled => {}
            }
        }
        Ok(())
    }

    fn make_room(&mut self, bytes: usize) -> Result<()> {
        if !self.lines.is_empty() && self.lines.len() + bytes > self.most {
            self.cut()?;
        }
        Ok(())
    }

    fn cut(&mut self) -> Result<()> {
        let mut part = std::mem::take(&mut self.open);
        part.hash = hash_of(&self.lines);
        part.file = format!("part-{}.ndjson.zst", part.hash);
        part.bytes = self.lines.len() as u64;
        let packed = pack(&self.lines, LEVEL)?;
        part.packed = packed.len() as u64;
        self.folder.keep(&self.work, &part.file, &packed)?;
        self.lines.clear();
        self.written.push(part);
        Ok(())
    }

    /// Ends the last part; all of them in order.
    pub(super) fn finish(mut self) -> Result<Vec<PartEntry>> {
        if !self.lines.is_empty() {
            self.cut()?;
        }
        Ok(self.written)
    }
}

/// Compresses bytes into a frame with a checksum.
pub(super) fn pack(bytes: &[u8], level: i32) -> Result<Vec<u8>> {
    let mut packer = zstd::bulk::Compressor::new(level).map_err(fault)?;
    packer.set_parameter(CParameter::ChecksumFlag(true)).map_err(fault)?;
    packer.compress(bytes).map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        // Every case writes files and waits for the disk.
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
        /// Whatever the documents are, they come out as they went in, in parts that are named by what they hold and are
        /// no larger than they may be.
        #[test]
        fn documents_in_are_documents_out(
            articles in prop::collection::vec(prop::collection::vec("\\PC{0,20}", 1..6), 0..20),
            most in 1..120_usize,
        ) {
            let dir = tempfile::tempdir().unwrap();
            let folder = Folder::make(dir.path()).unwrap();
            let mut parts = Parts::new(&folder, "0", most);
            let mut sizes = Vec::new();
            for article in &articles {
                let mut together = Together::default();
                for (i, text) in article.iter().enumerate() {
                    let kind = if i == 0 { Kind::Article } else { Kind::Quote };
                    let line = format!("{}\n", serde_json::json!({ "text": text }));
                    sizes.push(line.len());
                    together.add(kind, |out| { out.extend(line.as_bytes()); Ok(()) }).unwrap();
                }
                parts.add(&together).unwrap();
            }
            let parts = parts.finish().unwrap();
            let mut lines = String::new();
            for part in &parts {
                let unpacked = part.read(dir.path()).unwrap();
                prop_assert!(part.file.contains(&hash_of(&unpacked)));
                prop_assert_eq!(unpacked.len() as u64, part.bytes);
                prop_assert!(folder.has(&part.file, part.packed));
                prop_assert!(unpacked.len() <= most || part.documents == 1);
                prop_assert_eq!(unpacked.iter().filter(|b| **b == b'\n').count() as u64, part.documents);
                lines.push_str(std::str::from_utf8(&unpacked).unwrap());
            }
            let given: Vec<String> = articles.into_iter().flatten().collect();
            let text = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].as_str().unwrap().to_owned();
            prop_assert_eq!(lines.lines().map(text).collect::<Vec<_>>(), given);
            prop_assert_eq!(parts.iter().map(|p| p.articles + p.passages).sum::<u64>(), sizes.len() as u64);
        }
    }

    #[test]
    fn an_article_is_not_cut_where_it_fits_a_part() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::make(dir.path()).unwrap();
        let mut parts = Parts::new(&folder, "0", 10);
        for sizes in [&[4, 4][..], &[3, 3], &[4, 4, 4, 4], &[30], &[1]] {
            let mut together = Together::default();
            for size in sizes {
                together
                    .add(Kind::Paragraph, |out| {
                        out.extend(vec![b'x'; *size]);
                        Ok(())
                    })
                    .unwrap();
            }
            parts.add(&together).unwrap();
        }
        let sizes: Vec<u64> = parts.finish().unwrap().iter().map(|part| part.bytes).collect();
        assert_eq!(sizes, [8, 6, 8, 8, 30, 1]);
    }
}
