//! The index on disk: tantivy's files in a generation folder, and a small file that says which and in what format.
//!
//! ```text
//! index/onrecord.json     {"format": 7, "written_by": "onrecord 0.1.0", "generation": 1}
//! index/lock              held while an ingest runs
//! index/gen-1/            tantivy's own files; the speakers joined, and the copies found, for the last commit
//! ```
//!
//! What has been ingested is known from the same tantivy commit as the passages ([`Manifest`]), so the two cannot
//! disagree. A rebuild fills the next generation's folder and then replaces the small file in one step.

mod analyzer;
mod any_of;
mod articles;
mod beside;
mod clause;
mod collect;
mod column;
mod columns;
pub(crate) mod compile;
mod copies;
mod counting;
mod doc;
mod evidence;
mod expand;
pub(crate) mod facet;
mod fingerprint;
mod first;
mod gather;
mod grouping;
mod highlight;
mod hits;
mod in_text;
mod inflect;
mod manifest;
mod nothing;
mod of_articles;
mod on_days;
mod once;
mod persons;
mod picked;
mod plain;
mod proximity;
mod rank;
mod readable;
pub(crate) mod record;
mod recount;
mod results;
mod roots;
mod roster;
mod saying;
mod schema;
mod search;
mod shared;
mod stats;
mod stem;
mod stored;
mod telling;
mod trace;
mod values;
mod verify;
mod writer;
mod written;

pub(crate) use analyzer::{sentence_ends, terms};
pub(crate) use beside::{ADDED_WEIGHT, ADDED_WORDS, BEST_ARTICLES, LIKE_WORDS, own_words};
pub(crate) use clause::{spellings, words_of};
pub(crate) use evidence::Weighted;
pub(crate) use expand::nearest_of;
pub(crate) use facet::RawValue;
pub use facet::{FacetCount, FacetCounts};
pub use fingerprint::Fingerprint;
pub(crate) use gather::Gathered;
pub(crate) use highlight::Highlighter;
pub use hits::{BoxedHits, Hits, ReadHits};
pub(crate) use hits::{Kept, hit};
pub(crate) use in_text::placed;
pub(crate) use inflect::{Tongue, tongues_of};
pub use manifest::{KnownArticle, KnownSource, Manifest};
pub use nothing::{Covered, FilterName, Nothing, Part, Without};
pub(crate) use nothing::{no_printing_of, nothing_of, of_any_speaker};
pub(crate) use persons::{Family, families, marked, told};
pub(crate) use picked::keep as keep_picked;
pub(crate) use plain::{PassageTerms, plain_root};
pub(crate) use proximity::windows;
pub(crate) use rank::{Match, NO_DAY, Recency};
pub use results::{CopiesOf, DayCounts, FirstPrinted, Found, Grouped, Hit, HitKind, Partly, ReadAs, Results};
pub use roots::{Root, Roots};
pub use roster::SpeakerRow;
pub use saying::SaidWord;
pub(crate) use search::MOST_UNKNOWN;
pub use search::Searcher;
pub(crate) use shared::Tally;
pub use stats::Stats;
pub(crate) use stem::Stems;
pub(crate) use telling::{most_telling, words_by_root};
pub(crate) use trace::Tracing;
pub use trace::{MAX_TRACED_WORDS, Printing, Trace};
pub(crate) use values::{area, publishers_among, unknown as unknown_value};
pub use verify::{Check, verify};
pub use writer::{ReadArticle, Writer, article_hash, article_key, source_key};
pub(crate) use writer::{day_number, day_of, hash64, key_of};

use crate::error::{Error, Result};
use schema::Fields;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tantivy::IndexSettings;
use tantivy::store::{Compressor, ZstdCompressor};

/// The version of the index's form; an index of another version is refused.
pub const FORMAT: u32 = 8;

const HEAD_FILE: &str = "onrecord.json";
const LOCK_FILE: &str = "lock";
/// The engine's own, which every commit writes anew.
const META_FILE: &str = "meta.json";

/// Blocks of stored records, of 16 KB, that a searcher keeps at hand: those of a few dozen pages of results.
const CACHED_BLOCKS: usize = 1_024;

/// What `onrecord.json` says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Head {
    format: u32,
    written_by: String,
    generation: u64,
}

/// What tells one commit, or what was found over it, from the next, without the index being opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommitStamp {
    generation: u64,
    modified: SystemTime,
    bytes: u64,
    /// When copies were found, and how many bytes tell of them: an ingest finds them when it has committed.
    copies: Option<(SystemTime, u64)>,
}

/// The stamp of the last commit to the index at `dir`; none where there is no index that can be read.
pub fn commit_stamp(dir: &Path) -> Option<CommitStamp> {
    let generation = read_head(dir).ok()??.generation;
    let generation_dir = generation_dir(dir, generation);
    let meta = fs::metadata(generation_dir.join(META_FILE)).ok()?;
    let copies = Index::copies_stamp(&generation_dir);
    Some(CommitStamp { generation, modified: meta.modified().ok()?, bytes: meta.len(), copies })
}

/// An open index.
pub struct Index {
    dir: PathBuf,
    head: Head,
    tantivy: tantivy::Index,
    fields: Fields,
}

/// The right to write to an index folder; one at a time, given up when dropped or when the process ends.
pub struct Lock {
    dir: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock, making the folder where there is none.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] while another process has it, [`Error::NotAnIndex`] for a folder that holds other things.
    pub fn take(dir: &Path) -> Result<Lock> {
        let fail = |cause| Error::Read { path: dir.to_owned(), cause };
        fs::create_dir_all(dir).map_err(fail)?;
        if !is_index_or_empty(dir)? {
            return Err(Error::NotAnIndex { dir: dir.to_owned() });
        }
        let path = dir.join(LOCK_FILE);
        let file = File::options().create(true).append(true).open(&path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { dir: dir.to_owned(), _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Locked { dir: dir.to_owned() }),
            Err(TryLockError::Error(cause)) => Err(fail(cause)),
        }
    }
}

/// Whether a folder is an index, or holds nothing but hidden files (an index to be).
fn is_index_or_empty(dir: &Path) -> Result<bool> {
    if is_index(dir) || dir.join(LOCK_FILE).is_file() {
        return Ok(true);
    }
    let fail = |cause| Error::Read { path: dir.to_owned(), cause };
    for entry in fs::read_dir(dir).map_err(fail)? {
        let name = entry.map_err(fail)?.file_name();
        // Searches of an engine may be kept where there is no index yet.
        if !name.to_string_lossy().starts_with('.') && name != crate::saved::FOLDER {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a folder is an index of any version.
pub fn is_index(dir: &Path) -> bool {
    dir.join(HEAD_FILE).is_file()
}

impl Index {
    /// Opens an index for reading.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`] where there is none, [`Error::OtherVersion`] for one of another format.
    pub fn open(dir: &Path) -> Result<Index> {
        let head = match read_head(dir)? {
            Some(head) => head,
            None => return Err(Error::NoIndex { dir: dir.to_owned() }),
        };
        if head.format != FORMAT {
            return Err(Error::OtherVersion {
                dir: dir.to_owned(),
                format: head.format,
                written_by: head.written_by,
            });
        }
        let files = generation_dir(dir, head.generation);
        let files = tantivy::directory::MmapDirectory::open(files).map_err(tantivy::TantivyError::from)?;
        let tantivy = tantivy::Index::open(readable::Readable::new(files))?;
        Ok(Index::assemble(dir, head, tantivy))
    }

    /// Opens the index that `lock` guards, or makes an empty one.
    ///
    /// # Errors
    ///
    /// As [`Index::open`], and what the file system says.
    pub fn open_or_create(lock: &Lock) -> Result<Index> {
        match Index::open(&lock.dir) {
            Ok(index) => {
                index.drop_others(lock)?;
                Ok(index)
            }
            Err(Error::NoIndex { .. }) => {
                let index = Index::create_generation(lock, 1)?;
                index.publish(lock)?;
                Ok(index)
            }
            Err(error) => Err(error),
        }
    }

    /// Makes an empty index beside the present one, of whatever version that is; [`Index::publish`] puts it in its
    /// place.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn create_next(lock: &Lock) -> Result<Index> {
        // Of what stands there, for the small file may be damaged.
        let fail = |cause| Error::Read { path: lock.dir.clone(), cause };
        let number = |name: &str| name.strip_prefix("gen-").and_then(|n| n.parse::<u64>().ok());
        let present = fs::read_dir(&lock.dir).map_err(fail)?.flatten();
        let last = present.filter_map(|entry| number(&entry.file_name().to_string_lossy())).max();
        let current = read_head(&lock.dir).ok().flatten().map_or(0, |head| head.generation);
        Index::create_generation(lock, current.max(last.unwrap_or(0)) + 1)
    }

    /// The folders ingested into the index at `dir` so far, of whatever format version it is; none where there is no
    /// index.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn roots(dir: &Path) -> Result<Roots> {
        #[derive(Deserialize)]
        struct Meta {
            payload: Option<String>,
        }
        let Some(head) = read_head(dir)? else { return Ok(Roots::default()) };
        // Read from tantivy's own file, which is JSON in every version, since the index may not open.
        let path = generation_dir(dir, head.generation).join(META_FILE);
        let bytes = fs::read(&path).map_err(|cause| Error::Read { path, cause })?;
        let payload = serde_json::from_slice::<Meta>(&bytes).ok().and_then(|meta| meta.payload);
        Ok(payload.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    fn create_generation(lock: &Lock, generation: u64) -> Result<Index> {
        let dir = generation_dir(&lock.dir, generation);
        let fail = |cause| Error::Read { path: dir.clone(), cause };
        if dir.exists() {
            // Left by a rebuild that did not finish: nothing points to it.
            fs::remove_dir_all(&dir).map_err(fail)?;
        }
        fs::create_dir_all(&dir).map_err(fail)?;
        let settings = IndexSettings {
            docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let tantivy =
            tantivy::Index::builder().schema(schema::schema().0).settings(settings).create_in_dir(&dir)?;
        let head = Head { format: FORMAT, written_by: program(), generation };
        Ok(Index::assemble(&lock.dir, head, tantivy))
    }

    /// Makes this generation the one that is opened from now on, and removes the others.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn publish(&self, lock: &Lock) -> Result<()> {
        let path = lock.dir.join(HEAD_FILE);
        let fail = |cause| Error::Read { path: path.clone(), cause };
        let next = lock.dir.join(format!("{HEAD_FILE}.new"));
        let json = serde_json::to_vec(&self.head).map_err(|e| fail(e.into()))?;
        let mut file = File::create(&next).map_err(fail)?;
        std::io::Write::write_all(&mut file, &json).map_err(fail)?;
        file.sync_all().map_err(fail)?;
        fs::rename(&next, &path).map_err(fail)?;
        self.drop_others(lock)
    }

    /// Removes generations that nothing points to: the one before, and what a rebuild that did not end has left.
    fn drop_others(&self, lock: &Lock) -> Result<()> {
        let fail = |cause| Error::Read { path: lock.dir.clone(), cause };
        for entry in fs::read_dir(&lock.dir).map_err(fail)?.flatten() {
            let name = entry.file_name();
            let old = name.to_string_lossy().starts_with("gen-") && entry.path() != self.files();
            if old && let Err(cause) = fs::remove_dir_all(entry.path()) {
                return Err(fail(cause));
            }
        }
        Ok(())
    }

    fn assemble(dir: &Path, head: Head, tantivy: tantivy::Index) -> Index {
        tantivy
            .tokenizers()
            .register(written::NEWS, tantivy::tokenizer::TextAnalyzer::from(written::Written::default()));
        Index { dir: dir.to_owned(), head, tantivy, fields: schema::schema().1 }
    }

    /// The folder of the index.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn files(&self) -> PathBuf {
        generation_dir(&self.dir, self.head.generation)
    }

    fn searcher(&self) -> Result<tantivy::Searcher> {
        let reader = self.tantivy.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual);
        let reader = reader.try_into()?;
        Ok(tantivy::IndexReader::searcher(&reader))
    }
}

fn generation_dir(dir: &Path, generation: u64) -> PathBuf {
    dir.join(format!("gen-{generation}"))
}

fn program() -> String {
    format!("onrecord {}", env!("CARGO_PKG_VERSION"))
}

fn read_head(dir: &Path) -> Result<Option<Head>> {
    let path = dir.join(HEAD_FILE);
    match fs::read(&path) {
        Ok(bytes) => match serde_json::from_slice(&bytes) {
            Ok(head) => Ok(Some(head)),
            Err(e) => Err(Error::Read { path, cause: e.into() }),
        },
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::Read { path, cause }),
    }
}
