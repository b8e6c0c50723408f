//! The copies in an index, found once when an ingest ends and kept beside its files, as the joined speakers are
//! ([`super::grouping`]): with the state of which they were found, so that a kill, damage or another program's writing
//! costs time and nothing else. Only an ingest writes the file; a search that misses it finds the copies anew.

mod scan;
mod table;

pub(crate) use table::{Copies, Group, SegmentCopies};

use super::{Index, Lock, grouping};
use crate::copies::{Candidate, Parts, join, join_articles};
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
    let members: Vec<Member> =
        passages.iter().zip(&candidates).map(|(passage, c)| Member { passage, article: c.article }).collect();
    let mut contents = Contents::default();
    for segment in searcher.segment_readers() {
        contents.segments.push((table::id_of(segment), Vec::new()));
    }
    for group in grouped(first.iter().copied().enumerate()) {
        let number = contents.groups.len() as u32;
        let group: Vec<Member> = group.into_iter().map(|i| members[i]).collect();
        contents.groups.push(told_of(&group));
        for Member { passage, .. } in group {
            contents.segments[passage.at.segment_ord as usize].1.push((passage.at.doc_id, number));
        }
    }
    contents.segments.iter_mut().for_each(|(_, passages)| passages.sort_unstable());
    add_articles(&members, &candidates, &first, &mut contents);
    Ok(contents)
}

/// A passage, or an article by its first one, among its copies.
#[derive(Clone, Copy)]
struct Member<'p> {
    passage: &'p Passage,
    article: u32,
}

/// Ordinals by the first of their group, of groups of two or more, in order.
fn grouped(first: impl Iterator<Item = (usize, u32)>) -> Vec<Vec<usize>> {
    let copies = first.filter(|(ordinal, first)| *ordinal != *first as usize);
    let mut copies: Vec<(u32, usize)> = copies.map(|(ordinal, first)| (first, ordinal)).collect();
    copies.sort_unstable();
    let with_first = |copies: &[(u32, usize)]| {
        let mut group: Vec<usize> = copies.iter().map(|(_, ordinal)| *ordinal).collect();
        group.push(copies[0].0 as usize);
        group.sort_unstable();
        group
    };
    let mut groups: Vec<Vec<usize>> = copies.chunk_by(|one, next| one.0 == next.0).map(with_first).collect();
    groups.sort_unstable();
    groups
}

/// What is said of copies, given in the order of printing.
fn told_of(members: &[Member]) -> Group {
    let articles_on = |day: Option<Option<i64>>| {
        let wanted = members.iter().filter(|m| day.is_none_or(|day| m.passage.day == day));
        let mut articles: Vec<u32> = wanted.map(|m| m.article).collect();
        articles.sort_unstable();
        articles.dedup();
        articles.len() as u32
    };
    let first = members.first().map(|m| m.passage).filter(|p| p.day.is_some());
    Group {
        articles: articles_on(None),
        passages: members.len() as u32,
        first_day: first.map_or(0, |first| articles_on(Some(first.day))),
        first: first.map(|p| p.at),
    }
}

/// Joins the articles that share nearly all of their paragraphs.
fn add_articles(members: &[Member], candidates: &[Candidate], first: &[u32], contents: &mut Contents) {
    let count = members.last().map_or(0, |last| last.article as usize + 1);
    let mut parts: Vec<Parts> = vec![Vec::new(); count];
    let mut begins: Vec<Option<Member>> = vec![None; count];
    for ((member, candidate), first) in members.iter().zip(candidates).zip(first) {
        begins[member.article as usize].get_or_insert(*member);
        if !candidate.is_quote {
            parts[member.article as usize].push((*first, candidate.words));
        }
    }
    for group in grouped(join_articles(&parts).into_iter().enumerate()) {
        let number = contents.groups.len() as u32;
        let group: Vec<Member> = group.into_iter().filter_map(|article| begins[article]).collect();
        contents.groups.push(told_of(&group));
        contents.articles.extend(group.iter().map(|m| (m.passage.key, number)));
    }
}
