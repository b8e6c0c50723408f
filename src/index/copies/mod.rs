//! The copies in an index, found once when an ingest ends and kept beside its files, as the joined speakers are
//! ([`super::grouping`]): with the state of which they were found, so that a kill, damage or another program's writing
//! costs time and nothing else. Only an ingest writes the file; a search that misses it finds the copies anew.

mod scan;
mod table;

pub(crate) use table::{Copies, Group, SegmentCopies};

use super::{Index, Lock, grouping};
use crate::copies::{Candidate, Member, grouped, grouped_articles, join, told_of};
use crate::error::Result;
use crate::speaker::{Aliases, Speakers};
use scan::{Passage, Passages, Texts};
use std::path::PathBuf;
use table::Contents;
use tantivy::Searcher;

const FILE: &str = "copies.cache";

/// The version of the rules by which copies are told; to be raised with any change of them.
const TELLING: u64 = 3;

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
            let _ = grouping::write(&path, state, &self.find_copies(&searcher)?.bytes());
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
            None => Ok(Copies::new(self.find_copies(searcher)?.bytes(), 0).unwrap_or_default()),
        }
    }

    fn copies_path(&self) -> PathBuf {
        self.files().join(FILE)
    }

    fn find_copies(&self, searcher: &Searcher) -> Result<Contents> {
        let speakers = match self.kept_speakers(searcher) {
            Some(kept) => kept,
            None => super::values::speakers(searcher, &self.fields, &Aliases::default())?,
        };
        find(searcher, &self.fields, &speakers)
    }
}

fn state(searcher: &Searcher) -> u64 {
    super::hash64(&[&grouping::state(searcher).to_le_bytes(), &TELLING.to_le_bytes()])
}

fn find(searcher: &Searcher, fields: &super::schema::Fields, speakers: &Speakers) -> Result<Contents> {
    let Passages { passages, candidates, rare } = scan::passages(searcher, fields, speakers)?;
    let mut texts = Texts::new(searcher, fields)?;
    let first = join(&candidates, &rare, |ordinal| texts.wording(&passages[ordinal]))?;
    let mut contents = Contents::default();
    for segment in searcher.segment_readers() {
        contents.segments.push((table::id_of(segment), Vec::new()));
    }
    for group in grouped(first.iter().copied().enumerate()) {
        let number = contents.groups.len() as u32;
        contents.groups.push(said_of(&group, &passages, &candidates));
        for Passage { at, .. } in group.into_iter().map(|i| &passages[i]) {
            contents.segments[at.segment_ord as usize].1.push((at.doc_id, number));
        }
    }
    contents.segments.iter_mut().for_each(|(_, passages)| passages.sort_unstable());
    for group in grouped_articles(&candidates, &first) {
        let number = contents.groups.len() as u32;
        contents.groups.push(said_of(&group, &passages, &candidates));
        contents.articles.extend(group.iter().map(|i| (passages[*i].key, number)));
    }
    Ok(contents)
}

/// What is said of copies, given by their ordinals in the order of printing.
fn said_of(group: &[usize], passages: &[Passage], candidates: &[Candidate]) -> Group {
    let member = |i: &usize| Member { day: passages[*i].day, article: candidates[*i].article };
    let told = told_of(&group.iter().map(member).collect::<Vec<_>>());
    Group {
        articles: told.articles,
        passages: group.len() as u32,
        first_day: told.first_day,
        first: group.first().filter(|_| told.is_dated).map(|first| passages[*first].at),
    }
}
