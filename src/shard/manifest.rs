//! What there is of a bucket: its parts in order, and an exact account of its sources.

use super::files::{Folder, hash_of};
use super::part::PartEntry;
use crate::error::{Error, Result};
use crate::ingest::LeftOut;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Most of what was left out of one source that is named there; all is counted.
pub(super) const MOST_NAMED: usize = 1_000;

/// What there is of a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of these files' form ([`super::FORM`]).
    pub form: u32,
    /// The version of the records' form ([`crate::index::FORMAT`]).
    pub format: u32,
    /// The program.
    pub written_by: String,
    /// Which bucket,
    pub bucket: u32,
    /// and of how many.
    pub buckets: u32,
    /// A digest of the sources' names and sizes, and of how they were read.
    pub input: String,
    /// Articles in the parts.
    pub articles: u64,
    /// Those without a date.
    pub undated: u64,
    /// Passages in the parts.
    pub passages: u64,
    /// Passages that are quotes.
    pub quotes: u64,
    /// Bytes of the articles' texts.
    pub text_bytes: u64,
    /// Sources, and articles in them, that could not be read.
    pub skipped: u64,
    /// Sources, and parts of them, that are certainly no articles.
    pub passed_over: u64,
    /// Articles left out because another one has their key.
    pub same_key: u64,
    /// Dates that were not taken.
    pub dates_refused: u64,
    /// Whether the system could not read something that may be read the next time.
    pub incomplete: bool,
    /// The parts, in order.
    pub parts: Vec<PartEntry>,
    /// The sketches, in order.
    pub sketches: Vec<SketchFile>,
    /// Every source dealt to the bucket, by name.
    pub sources: Vec<SourceEntry>,
}

/// What is said of a sketch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SketchFile {
    /// The file's name: `sketch-`, the hash of what is in it, unpacked, `.zst`.
    pub file: String,
    /// Articles in it.
    pub articles: u64,
    /// Passages in it.
    pub passages: u64,
    /// Bytes of the file.
    pub packed: u64,
}

/// What became of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// Its name.
    pub source: String,
    /// Its size; none where it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Articles of it in the parts.
    pub articles: u64,
    /// Articles of it, or itself, that could not be read.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub skipped: u64,
    /// Parts of it, or itself, that are certainly no articles.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub passed_over: u64,
    /// What was skipped and passed over and why, the first thousand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// Records that no article can be in, by what they are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub other_records: BTreeMap<String, u64>,
}

fn is_nought(number: &u64) -> bool {
    *number == 0
}

impl Manifest {
    /// The name of a bucket's manifest.
    pub fn file_name(bucket: u32) -> String {
        format!("manifest-{bucket:05}.json")
    }

    /// The manifest of a bucket in a folder; none where there is none, or none that can be read.
    pub(super) fn read(folder: &Folder, bucket: u32) -> Option<Manifest> {
        serde_json::from_slice(&fs::read(folder.file(&Manifest::file_name(bucket))).ok()?).ok()
    }

    /// Reads one, and what it was read from.
    fn read_checked(path: &Path) -> Result<(Manifest, Vec<u8>)> {
        let bytes = fs::read(path).map_err(|cause| Error::Read { path: path.to_owned(), cause })?;
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|cause| unusable(path, &cause.to_string()))?;
        check_form(path, &manifest)?;
        Ok((manifest, bytes))
    }

    /// The manifests in a folder, in the order of their buckets, without the accounts of the sources.
    pub(super) fn all(folder: &Path) -> Result<Vec<Manifest>> {
        let read = |path: PathBuf| {
            let (manifest, _) = Manifest::read_checked(&path)?;
            Ok(Manifest { sources: Vec::new(), ..manifest })
        };
        let mut all = manifest_files(folder)?.into_iter().map(read).collect::<Result<Vec<_>>>()?;
        all.sort_by_key(|manifest| manifest.bucket);
        Ok(all)
    }

    /// Writes it, and removes the files that an earlier one of the bucket named and this does not.
    pub(super) fn write(&self, folder: &Folder, work: &str) -> Result<()> {
        let earlier = Manifest::read(folder, self.bucket);
        write_json(self, folder, work, &Manifest::file_name(self.bucket))?;
        let files: Vec<&str> = self.files().map(|(file, _)| file).collect();
        for (file, _) in earlier.iter().flat_map(Manifest::files).filter(|(file, _)| !files.contains(file)) {
            folder.remove(file)?;
        }
        Ok(())
    }

    /// The files that it names, with their sizes.
    pub fn files(&self) -> impl Iterator<Item = (&str, u64)> {
        let parts = self.parts.iter().map(|part| (part.file.as_str(), part.packed));
        parts.chain(self.sketches.iter().map(|sketch| (sketch.file.as_str(), sketch.packed)))
    }
}

/// Writes a manifest once all it names is there to stay.
pub(super) fn write_json(manifest: &impl Serialize, folder: &Folder, work: &str, name: &str) -> Result<()> {
    folder.settle()?;
    let mut json = serde_json::to_vec_pretty(manifest).map_err(crate::index::record::fault)?;
    json.push(b'\n');
    folder.keep(work, name, &json)?;
    folder.settle()
}

/// The manifests of the buckets in one folder or several.
#[derive(Clone, Debug, Default)]
pub struct Manifests {
    /// Each with its folder, in an order that does not depend on that of the folders.
    pub all: Vec<(PathBuf, Manifest)>,
    /// A digest of all.
    pub digest: String,
}

impl Manifests {
    /// Reads the manifests of all buckets, and sees that they belong together and none is missing.
    ///
    /// # Errors
    ///
    /// Where one cannot be read, was written with another number of buckets or by a program of another form, or a bucket
    /// has none.
    pub fn read(folders: &[PathBuf]) -> Result<Manifests> {
        Manifests::read_each(folders, |_| {})
    }

    /// Reads the same without the accounts of the sources, which may be many.
    pub(super) fn read_briefly(folders: &[PathBuf]) -> Result<Manifests> {
        Manifests::read_each(folders, |manifest| manifest.sources = Vec::new())
    }

    fn read_each(folders: &[PathBuf], shorten: impl Fn(&mut Manifest)) -> Result<Manifests> {
        let mut found: Vec<(u32, String, PathBuf, Manifest)> = Vec::new();
        for folder in folders {
            for path in manifest_files(folder)? {
                let (mut manifest, bytes) = Manifest::read_checked(&path)?;
                shorten(&mut manifest);
                found.push((manifest.bucket, hash_of(&bytes), folder.clone(), manifest));
            }
        }
        // The same bucket copied to another folder is the same bucket.
        found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        found.dedup_by(|second, first| (second.0, &second.1) == (first.0, &first.1));
        let named = folders.first().cloned().unwrap_or_default();
        let buckets = found.first().map_or(0, |(.., first)| first.buckets);
        if let Some((.., folder, other)) = found.iter().find(|(.., m)| m.buckets != buckets) {
            let reason = format!("has {} buckets where others have {buckets}", other.buckets);
            return Err(unusable(folder, &reason));
        }
        let there: Vec<u32> = found.iter().map(|(bucket, ..)| *bucket).collect();
        let missing: Vec<u32> = (0..buckets).filter(|b| there.binary_search(b).is_err()).collect();
        if let Some(first) = missing.first() {
            let many = missing.len();
            let reason = format!("{many} of {buckets} buckets are not finished, the first of them {first}");
            return Err(unusable(&named, &reason));
        }
        if found.is_empty() {
            return Err(unusable(&named, "no manifest of extracted parts"));
        }
        let hashes: String = found.iter().map(|(_, hash, ..)| hash.as_str()).collect();
        let all = found.into_iter().map(|(.., folder, manifest)| (folder, manifest)).collect();
        Ok(Manifests { all, digest: hash_of(hashes.as_bytes()) })
    }
}

pub(super) fn unusable(path: &Path, reason: &str) -> Error {
    Error::Parts { path: path.to_owned(), reason: reason.to_owned() }
}

fn check_form(path: &Path, manifest: &Manifest) -> Result<()> {
    let own = (super::FORM, crate::index::FORMAT);
    if (manifest.form, manifest.format) == own {
        return Ok(());
    }
    let (form, format) = (manifest.form, manifest.format);
    let reason = format!(
        "has form {form} and format {format}; this program reads form {} and format {}",
        own.0, own.1
    );
    Err(unusable(path, &reason))
}

/// The buckets' manifests in a folder.
fn manifest_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let fault = |cause| Error::Read { path: folder.to_owned(), cause };
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let number = name.strip_prefix("manifest-").and_then(|rest| rest.strip_suffix(".json"));
        if number.is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit())) {
            out.push(path);
        }
    }
    Ok(out)
}
