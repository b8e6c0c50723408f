//! Brings an index up to date with folders of articles: reads what is new or changed, extracts, writes, commits.
//!
//! One thread reads, several make articles of what is costly to make out, extract, and hand over to the index's own
//! writing threads; between them stands a bounded queue. What the index already holds is known from its [`Manifest`]; a source whose size and times are as they
//! were is not opened, an article whose content is as it was is not extracted.

mod last;
mod plan;
mod report;
mod run;
mod source;
mod tally;

pub use last::{LastIngest, LeftOut};
pub use plan::Plan;
pub(crate) use plan::{outermost, resolve_all};
pub use report::{Event, SourceReport};
pub(crate) use run::skipped;
pub use tally::{Shares, Summary};

use crate::error::{Error, Result};
use crate::index::{Index, Lock, Manifest, Roots, Writer};
use crate::lang::Lexicon;
use crate::source::Reading;
use last::Noting;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How to ingest.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files and folders to read.
    pub paths: Vec<PathBuf>,
    /// Extracting threads, at least one.
    pub threads: usize,
    /// Bytes of memory for the index's writing threads.
    pub memory: usize,
    /// Longest time between two commits.
    pub commit_every: Duration,
    /// Whether articles whose source is gone are removed.
    pub prune: bool,
    /// Names of folders that are to be taken out of the index with all their articles.
    pub forget: Vec<String>,
    /// Whether the first source or article that cannot be read ends the run, with nothing more committed.
    pub strict: bool,
    /// Whether everything is read anew into a new index, which replaces the present one when it is complete.
    pub rebuild: bool,
    /// Whether the file's modification time serves as the date of an article that has no other.
    pub date_from_file_time: bool,
    /// How sources are read. Its format and map hold for the folders of `paths` in later ingests too.
    pub reading: Reading,
    /// What an article read from standard input is named after.
    pub standard_input: String,
}

impl Options {
    /// The usual way to ingest `paths`.
    pub fn new(paths: Vec<PathBuf>) -> Options {
        Options {
            paths,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            memory: 256 << 20,
            commit_every: Duration::from_secs(30),
            prune: false,
            forget: Vec::new(),
            strict: false,
            rebuild: false,
            date_from_file_time: false,
            reading: Reading::as_of_today(),
            standard_input: "stdin".to_owned(),
        }
    }
}

/// Hears how an ingest goes; called from several threads.
pub trait Progress: Sync {
    /// Reading begins; `bytes` of `files` files have to be looked at.
    fn start(&self, files: u64, bytes: u64) {
        let _ = (files, bytes);
    }
    /// Another `bytes` have been read.
    fn advance(&self, bytes: u64) {
        let _ = bytes;
    }
    /// A source or article was skipped.
    fn problem(&self, problem: &Error) {
        let _ = problem;
    }
    /// Something happened that a report tells of; what is skipped is told here and by [`Progress::problem`].
    fn event(&self, event: &Event) {
        let _ = event;
    }
    /// Reading has ended.
    fn finish(&self) {}
}

/// Hears nothing.
pub struct Quiet;

impl Progress for Quiet {}

/// Ingests into the index at `dir`, making it where there is none.
///
/// # Errors
///
/// Where the index cannot be opened or written, another ingest is running, or, with [`Options::strict`], something
/// was skipped. What has been committed until then stays.
pub fn ingest(dir: &Path, options: &Options, lexicon: &Lexicon, progress: &dyn Progress) -> Result<Summary> {
    let begun = Instant::now();
    let processor = cpu_time::ProcessTime::now();
    // Before an index is made for them.
    plan::resolve_all(&options.paths)?;
    let lock = Lock::take(dir)?;
    // A rebuild does with what it is given where the old index cannot be read.
    let known_roots = match Index::roots(dir) {
        Err(_) if options.rebuild => Roots::default(),
        known => known?,
    };
    let index = if options.rebuild { Index::create_next(&lock)? } else { Index::open_or_create(&lock)? };
    let manifest = Manifest::read(&index, known_roots.clone())?;
    let plan = Plan::make(dir, options, known_roots, &manifest)?;
    let writers = options.threads.clamp(1, 4);
    let writer = Writer::new(&index, &lock, lexicon, writers, options.memory)?;
    let noting = Noting::new(progress);
    let mut summary = run::run(writer, &plan, &manifest, options, lexicon, &noting)
        .map_err(|error| with_cause(error, dir))?;
    noting.keep(&index);
    // A line for each file and each article is not to be held while copies are looked for.
    drop((plan, manifest));
    index.keep_speakers(&lock)?;
    index.keep_copies(&lock)?;
    if options.rebuild {
        index.publish(&lock)?;
    }
    summary.wall = begun.elapsed();
    summary.shares.close(processor.elapsed());
    Ok(summary)
}

/// Says that nothing can be written to the index's folder where that is why the engine failed: of its writing threads
/// it only tells that they are gone.
fn with_cause(error: Error, dir: &Path) -> Error {
    const PROBE_BYTES: usize = 256 * 1024;
    if !matches!(error, Error::Engine(_)) {
        return error;
    }
    let probe = dir.join("probe.tmp");
    let written = std::fs::write(&probe, vec![0x5a; PROBE_BYTES]);
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => error,
        Err(cause) => Error::Read { path: dir.to_owned(), cause },
    }
}
