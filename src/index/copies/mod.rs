//! The copies in an index, found once when an ingest ends and kept beside its files, as the joined speakers are
//! ([`super::grouping`]): with the state of which they were found, so that a kill, damage or another program's writing
//! costs time and nothing else. Only an ingest writes the file; a search that misses it finds the copies anew.

mod scan;
mod table;

pub(crate) use table::{Copies, Group, SegmentCopies};

use super::{Index, Lock, grouping};
use crate::copies::{Member, join, told_of};
use crate::error::Result;
use crate::speaker::{Aliases, Speakers};
use scan::{At, Texts};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use table::Contents;
use tantivy::{DocAddress, Searcher};

const FILE: &str = "copies.cache";

/// Documents of an index in which a search finds copies by itself, where no ingest has: within a second.
const SMALL: u64 = 1 << 17;

/// The version of the rules by which copies are told; to be raised with any change of them.
const TELLING: u64 = 4;

impl Index {
    /// Finds the copies of the last commit and keeps them, unless that was done. A failure to write is none of the
    /// ingest's.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub(crate) fn keep_copies(&self, _lock: &Lock) -> Result<()> {
        let searcher = self.searcher()?;
        let state = state(&searcher);
        let path = self.copies_path();
        if grouping::read(&path, state).is_none() {
            let _ = grouping::write(&path, state, &self.find_copies(&searcher, &self.files())?.bytes());
        }
        Ok(())
    }

    /// The copies among what `searcher` sees: those that were kept or, of a small index, found anew. Of a large one that
    /// is being written they are not known: to find them would take a search seconds, after each commit anew.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub(crate) fn copies(&self, searcher: &Searcher) -> Result<Option<Copies>> {
        self.copies_of_small(searcher, SMALL)
    }

    fn copies_of_small(&self, searcher: &Searcher, small: u64) -> Result<Option<Copies>> {
        let kept = grouping::read(&self.copies_path(), state(searcher));
        if let Some(kept) = kept.and_then(|bytes| Copies::new(bytes, grouping::HEAD)) {
            return Ok(Some(kept));
        }
        if searcher.num_docs() > small {
            return Ok(None);
        }
        let found = self.find_copies(searcher, &std::env::temp_dir())?.bytes();
        Ok(Some(Copies::new(found, 0).unwrap_or_default()))
    }

    /// What tells one finding of copies from the next; none where there was none.
    pub(super) fn copies_stamp(generation: &Path) -> Option<(SystemTime, u64)> {
        let meta = fs::metadata(generation.join(FILE)).ok()?;
        Some((meta.modified().ok()?, meta.len()))
    }

    fn copies_path(&self) -> PathBuf {
        self.files().join(FILE)
    }

    fn find_copies(&self, searcher: &Searcher, folder: &Path) -> Result<Contents> {
        let speakers = match self.kept_speakers(searcher) {
            Some(kept) => kept,
            None => super::values::speakers(searcher, &self.fields, &Aliases::default())?,
        };
        find(searcher, &self.fields, &speakers, folder)
    }
}

fn state(searcher: &Searcher) -> u64 {
    super::hash64(&[&grouping::state(searcher).to_le_bytes(), &TELLING.to_le_bytes()])
}

fn find(
    searcher: &Searcher,
    fields: &super::schema::Fields,
    speakers: &Speakers,
    folder: &Path,
) -> Result<Contents> {
    let passages = scan::passages(searcher, fields, speakers, folder)?;
    let mut texts = Texts::new(searcher, fields)?;
    let found = join(passages, |passage, ()| texts.wording(passage))?;
    let mut contents = Contents::default();
    for segment in searcher.segment_readers() {
        contents.segments.push((table::id_of(segment), Vec::new()));
    }
    for group in &found.passages {
        let number = contents.groups.len() as u32;
        contents.groups.push(said_of(group));
        for (segment, doc) in group.iter().map(|member| member.passage.at) {
            contents.segments[segment as usize].1.push((doc, number));
        }
    }
    contents.segments.iter_mut().for_each(|(_, passages)| passages.sort_unstable());
    for group in &found.articles {
        let number = contents.groups.len() as u32;
        contents.groups.push(said_of(group));
        contents.articles.extend(group.iter().map(|member| (member.passage.key, number)));
    }
    Ok(contents)
}

/// What is said of copies, given in the order of printing.
fn said_of(group: &[Member<At>]) -> Group {
    let told = told_of(group);
    let first = group.first().filter(|_| told.is_dated).map(|first| first.passage.at);
    Group {
        articles: told.articles,
        passages: group.len() as u32,
        first_day: told.first_day,
        first: first.map(|(segment, doc)| DocAddress::new(segment, doc)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Options, Quiet, ingest};
    use crate::lang::Lexicon;

    #[test]
    fn a_search_finds_copies_by_itself_in_a_small_index_only() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), "date 2025-09-04\n\nThe harbour opened on Monday.\n")
            .unwrap();
        let at = dir.path().join("index");
        let ingested =
            || ingest(&at, &Options::new(vec![dir.path().to_owned()]), &Lexicon::new(), &Quiet).unwrap();
        ingested();
        let index = Index::open(&at).unwrap();
        let searcher = index.searcher().unwrap();
        let known = |small| index.copies_of_small(&searcher, small).unwrap().is_some();
        let kept = crate::index::commit_stamp(&at);
        assert!(known(0), "an ingest keeps them");
        fs::remove_file(index.copies_path()).unwrap();
        assert_eq!((known(0), known(SMALL)), (false, true));
        assert_ne!(crate::index::commit_stamp(&at), kept, "a server sees that they are gone");
        ingested();
        let searcher = index.searcher().unwrap();
        assert!(index.copies_of_small(&searcher, 0).unwrap().is_some(), "an ingest finds them again");
    }
}
