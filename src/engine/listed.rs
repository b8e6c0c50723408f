//! Gives the hits of what was read already ([`super::read`]).

use super::document::document_id;
use super::hits::{Reader, by_article};
use super::picked::Picked;
use crate::error::Result;
use crate::index::{BoxedHits, Grouped, Hit, ReadHits};
use crate::query::Group;
use std::collections::HashMap;

/// Hits that are made at a time.
const AT_A_TIME: usize = 200;

/// Hits of what was read already, in order.
pub(super) struct Listed<'s> {
    reader: Reader<'s>,
    group: Group,
    /// Those to come, the first of which has the rank behind `rank`.
    picked: std::vec::IntoIter<Picked>,
    rank: usize,
    page: std::vec::IntoIter<Hit>,
    left_out: u64,
    told: u64,
    failed: bool,
}

impl<'s> Listed<'s> {
    /// The hits behind `offset` others, and how many of the first page are left out.
    pub(super) fn new(
        reader: Reader<'s>,
        group: Group,
        picked: Vec<Picked>,
        offset: usize,
    ) -> Result<(Listed<'s>, u64)> {
        let (picked, page) = (picked.into_iter(), Vec::new().into_iter());
        let mut listed =
            Listed { reader, group, picked, rank: offset, page, left_out: 0, told: 0, failed: false };
        listed.turn()?;
        listed.told = listed.left_out;
        let left_out = listed.left_out;
        Ok((listed, left_out))
    }

    fn turn(&mut self) -> Result<()> {
        let some: Vec<Picked> = self.picked.by_ref().take(AT_A_TIME).collect();
        let mut documents = Vec::new();
        let mut hits = Vec::with_capacity(some.len());
        for picked in some {
            let id = picked.documents.first().map(|best| document_id(best.text("article"), 0));
            hits.push((picked.documents.len(), picked.score, picked.passages, id.unwrap_or_default()));
            documents.extend(picked.documents);
        }
        let ids: Vec<String> = hits.iter().map(|(.., id)| id.clone()).collect();
        let whole = match self.group {
            Group::None => HashMap::new(),
            Group::Articles => self.reader.searcher.copies_of(&ids, "article-copies")?,
        };
        let mut read = self.reader.read(documents, 0)?.into_iter();
        let mut page = Vec::with_capacity(hits.len());
        for (documents, score, passages, id) in hits {
            self.rank += 1;
            let mut of_hit = read.by_ref().take(documents).flatten();
            let Some(best) = of_hit.next() else {
                of_hit.for_each(drop);
                self.left_out += 1;
                continue;
            };
            let score = if self.reader.is_ranked { score } else { 0.0 };
            let mut best = Hit { rank: self.rank, score, ..best };
            if self.group == Group::Articles {
                let more = of_hit.map(|hit| Hit { rank: self.rank, copies: None, ..hit }).collect();
                best.copies = whole.get(&id).cloned();
                best.grouped = Some(Grouped { passages, more });
            }
            page.push(best);
        }
        self.page = page.into_iter();
        Ok(())
    }
}

impl Iterator for Listed<'_> {
    type Item = Result<Hit>;

    fn next(&mut self) -> Option<Result<Hit>> {
        if self.failed {
            return None;
        }
        loop {
            if let Some(hit) = self.page.next() {
                return Some(Ok(hit));
            }
            if self.picked.len() == 0 {
                break;
            }
            if let Err(error) = self.turn() {
                self.failed = true;
                return Some(Err(error));
            }
        }
        self.failed = true;
        (self.left_out > self.told).then(|| Err(self.reader.not_yet(self.left_out - self.told)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.page.len() + self.picked.len()))
    }
}

impl ReadHits for Listed<'_> {
    fn by_article<'b>(self: Box<Self>) -> BoxedHits<'b>
    where
        Self: 'b,
    {
        by_article(*self)
    }
}
