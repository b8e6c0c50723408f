//! The speakers of an index, joined once when an ingest ends and kept beside its files.
//!
//! Joining reads every name there is, which costs a search more than the search itself. What is kept says of which
//! segments it was made; where it is missing, of other segments, of another program or damaged, the speakers are
//! joined anew, so a kill at any moment costs time and nothing else. Only an ingest writes it: a search has no lock.

use super::{FORMAT, Index, Lock, values};
use crate::error::Result;
use crate::speaker::{Aliases, Joined, Speakers};
use std::fs;
use std::path::{Path, PathBuf};
use tantivy::Searcher;

const FILE: &str = "speakers.cache";

/// What was joined when: hashes of the state and of what follows.
pub(super) const HEAD: usize = 16;

impl Index {
    /// Joins the speakers of the last commit and keeps them, unless that was done. A failure to write is none of the
    /// ingest's: the next search joins them anew.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub(crate) fn keep_speakers(&self, _lock: &Lock) -> Result<()> {
        let searcher = self.searcher()?;
        let path = self.kept();
        let state = state(&searcher);
        if read(&path, state).is_none() {
            let speakers = values::speakers(&searcher, &self.fields, &Aliases::default())?;
            let _ = postcard::to_stdvec(&speakers.joined()).map(|body| write(&path, state, &body));
        }
        Ok(())
    }

    /// The speakers that were kept for what `searcher` sees.
    pub(crate) fn kept_speakers(&self, searcher: &Searcher) -> Option<Speakers> {
        let bytes = read(&self.kept(), state(searcher))?;
        postcard::from_bytes::<Vec<Joined>>(&bytes[HEAD..]).ok().map(Speakers::of_joined)
    }

    fn kept(&self) -> PathBuf {
        self.files().join(FILE)
    }
}

/// A hash of all that the joined speakers depend on: this program, and which segments there are in which state.
pub(super) fn state(searcher: &Searcher) -> u64 {
    let mut parts: Vec<String> = searcher
        .segment_readers()
        .iter()
        .map(|s| format!("{} {} {}", s.segment_id().uuid_string(), s.max_doc(), s.num_docs()))
        .collect();
    parts.sort_unstable();
    let joining = crate::speaker::JOINING;
    parts.push(format!("{FORMAT} {joining} {}", env!("CARGO_PKG_VERSION")));
    let parts: Vec<&[u8]> = parts.iter().map(|p| p.as_bytes()).collect();
    super::hash64(&parts)
}

/// The file, where it is whole and of this state.
pub(super) fn read(path: &Path, state: u64) -> Option<Vec<u8>> {
    let bytes = fs::read(path).ok()?;
    let (head, body) = bytes.split_at_checked(HEAD)?;
    (head == self::head(state, body)).then_some(bytes)
}

/// Keeps what was made of this state, in one step.
pub(super) fn write(path: &Path, state: u64, body: &[u8]) -> std::io::Result<()> {
    let next = path.with_extension("new");
    fs::write(&next, [&head(state, body)[..], body].concat())?;
    fs::rename(&next, path)
}

fn head(state: u64, body: &[u8]) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..8].copy_from_slice(&state.to_le_bytes());
    head[8..].copy_from_slice(&super::hash64(&[body]).to_le_bytes());
    head
}
