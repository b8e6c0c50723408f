//! Reads the parts of a folder back, for whoever loads them.

use super::files::hash_of;
use super::manifest::{Manifest, unusable};
use super::reconcile::Reconciled;
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// A part that can be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The first 32 hexadecimal digits of the BLAKE3 hash of what is in it: no other part has the same.
    pub hash: String,
    /// Its file.
    pub path: PathBuf,
    /// Documents in it.
    pub documents: u64,
}

/// The parts of a folder in the order in which they are to be loaded: those of its buckets, then what was found over all
/// articles, of which the last says that the rest is there.
///
/// A bucket that is not finished has none yet: who loads a folder while it is written loads it again later.
///
/// # Errors
///
/// Where a manifest cannot be read, or there is none.
pub fn parts(folder: &Path) -> Result<Vec<Part>> {
    let (buckets, found) = (Manifest::all(folder)?, Reconciled::read(folder)?);
    if buckets.is_empty() && found.is_none() {
        return Err(unusable(folder, "no manifest of extracted parts"));
    }
    let of_buckets = buckets.into_iter().flat_map(|manifest| manifest.parts);
    let entries = of_buckets.chain(found.into_iter().flat_map(|found| found.parts));
    let part = |entry: super::PartEntry| Part {
        path: folder.join(entry.file),
        hash: entry.hash,
        documents: entry.documents,
    };
    Ok(entries.map(part).collect())
}

/// Reads what is in a part's file, two lines a document, and sees that it is what its hash says.
///
/// # Errors
///
/// Where the file cannot be read, or is damaged.
pub fn read(path: &Path, hash: &str) -> Result<Vec<u8>> {
    let packed = std::fs::read(path).map_err(|cause| Error::Read { path: path.to_owned(), cause })?;
    let bytes = zstd::decode_all(&packed[..]).ok().filter(|bytes| hash_of(bytes) == hash);
    bytes.ok_or_else(|| unusable(path, "the part is damaged"))
}
