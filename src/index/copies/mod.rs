//! The copies in an index, found once when an ingest ends and kept beside its files, as the joined speakers are
//! ([`super::grouping`]): with the state of which they were found, so that a kill, damage or another program's writing
//! costs time and nothing else. Only an ingest writes the file; a search that misses it finds the copies anew.

mod scan;
mod table;

pub(crate) use table::{Copies, Group, SegmentCopies};

use super::{Index, Lock, grouping};
use crate::copies::{Member, join, told_of};
use crate::error::{Error, Result};
use crate::speaker::{Aliases, Speakers};
use scan::{At, Texts};
use std::path::{Path, PathBuf};
use table::Contents;
use tantivy::{DocAddress, Searcher};

const FILE: &str = "copies.cache";

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

    /// The copies among what `searcher` sees: those that were kept, or found anew.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub(crate) fn copies(&self, searcher: &Searcher) -> Result<Copies> {
        let kept = grouping::read(&self.copies_path(), state(searcher));
        match kept.and_then(|bytes| Copies::new(bytes, grouping::HEAD)) {
            Some(kept) => Ok(kept),
            None => Ok(Copies::new(self.find_copies(searcher, &std::env::temp_dir())?.bytes(), 0)
                .unwrap_or_default()),
        }
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
    let fault = |cause| Error::Read { path: folder.to_owned(), cause };
    let found = join(passages.map(|passage| passage.map_err(fault)), |passage, ()| texts.wording(passage))?;
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
