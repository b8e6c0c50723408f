//! Collects hits in one pass over the matches: folding, counting, ranking, facets.
//!
//! A paragraph's quotes stand right before it in the index (see [`crate::passage::Passage::quotes_back`]), and
//! matches come in the order of the index, so whether a paragraph folds into one of its quotes is known when it is
//! reached. Totals and facet counts are of the hits that are left, exactly.

use super::facet::{RawValue, SegmentCounter};
use crate::query::{FacetField, Sort};
use crate::speaker::Speakers;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, ColumnValues};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// A passage of this many words keeps half of its score. BM25 favours the short, but a scrap of a sentence that holds
/// little more than the words asked for tells a reader less than the sentence.
const SCRAP_WORDS: f32 = 4.0;

/// What a quote counts beside a paragraph that matches as well: users ask who said it.
const QUOTE_WEIGHT: f32 = 1.2;

/// Days that sort undated hits last, whichever the order.
const NO_DAY: i64 = i64::MIN;

/// A hit with all that orders it; hits that are equal by score and day keep the order of article and place, so that
/// a page of results is the same however the index was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ranked {
    pub(crate) score: Score,
    pub(crate) day: i64,
    pub(crate) article: u64,
    pub(crate) place: u64,
    pub(crate) address: DocAddress,
    sort: Sort,
}

impl Ranked {
    /// Less is better.
    fn order(&self, other: &Ranked) -> Ordering {
        let newest = other.day.cmp(&self.day);
        let first = match self.sort {
            Sort::Relevance => other.score.total_cmp(&self.score).then(newest),
            Sort::Newest => newest,
            Sort::Oldest => (self.day == NO_DAY).cmp(&(other.day == NO_DAY)).then(newest.reverse()),
        };
        first.then(self.article.cmp(&other.article)).then(self.place.cmp(&other.place))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order(other)
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}

/// What is to be collected.
pub(crate) struct HitCollector<'s> {
    pub(crate) sort: Sort,
    /// Best hits kept, of all pages up to the one wanted.
    pub(crate) keep: usize,
    pub(crate) facets: Vec<FacetField>,
    /// The speakers, where days tell some of them apart.
    pub(crate) speakers: Option<&'s Speakers>,
}

/// What was collected.
#[derive(Default)]
pub(crate) struct Collected {
    pub(crate) total: u64,
    /// Best first.
    pub(crate) best: Vec<Ranked>,
    /// Encoded facet values and their counts, by field.
    pub(crate) facets: Vec<(FacetField, FxHashMap<RawValue, u64>)>,
}

pub(crate) struct SegmentHits {
    segment: SegmentOrdinal,
    sort: Sort,
    keep: usize,
    fold: Arc<dyn ColumnValues<u64>>,
    article: Arc<dyn ColumnValues<u64>>,
    place: Arc<dyn ColumnValues<u64>>,
    words: Arc<dyn ColumnValues<u64>>,
    day: Column<i64>,
    last_quote: Option<DocId>,
    total: u64,
    best: BinaryHeap<Ranked>,
    facets: Vec<SegmentCounter>,
}

impl Collector for HitCollector<'_> {
    type Fruit = Collected;
    type Child = SegmentHits;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentHits> {
        let fields = reader.fast_fields();
        let number = |name: &str| Ok::<_, tantivy::TantivyError>(fields.u64(name)?.first_or_default_col(0));
        Ok(SegmentHits {
            segment,
            sort: self.sort,
            keep: self.keep,
            fold: number("fold")?,
            article: number("article")?,
            place: number("place")?,
            words: number("words")?,
            day: fields.i64("day")?,
            last_quote: None,
            total: 0,
            best: BinaryHeap::new(),
            facets: self
                .facets
                .iter()
                .map(|f| SegmentCounter::new(*f, reader, self.speakers))
                .collect::<Result<_, _>>()?,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance && self.keep > 0
    }

    fn merge_fruits(&self, segments: Vec<Collected>) -> tantivy::Result<Collected> {
        let mut all = Collected::default();
        let mut facets: Vec<_> = self.facets.iter().map(|f| (*f, FxHashMap::default())).collect();
        for segment in segments {
            all.total += segment.total;
            all.best.extend(segment.best);
            for ((_, into), (_, from)) in facets.iter_mut().zip(segment.facets) {
                for (value, count) in from {
                    *into.entry(value).or_insert(0) += count;
                }
            }
        }
        all.best.sort_unstable();
        all.best.truncate(self.keep);
        all.facets = facets;
        Ok(all)
    }
}

impl SegmentHits {
    /// Whether a quote of this paragraph has matched already.
    fn folds(&mut self, doc: DocId) -> bool {
        match self.fold.get_val(doc) {
            0 => {
                self.last_quote = Some(doc);
                false
            }
            back => self.last_quote.is_some_and(|quote| u64::from(doc - quote) < back),
        }
    }

    /// A match's score, weighed by what kind of passage it is.
    fn weigh(&self, doc: DocId, score: Score) -> Score {
        let words = self.words.get_val(doc) as f32;
        let kind = if self.fold.get_val(doc) == 0 { QUOTE_WEIGHT } else { 1.0 };
        // A headline without a text of its own has no words.
        if words == 0.0 { score } else { score * kind * words / (words + SCRAP_WORDS) }
    }

    fn rank(&mut self, doc: DocId, score: Score) {
        let score = self.weigh(doc, score);
        let worst = if self.best.len() < self.keep { None } else { self.best.peek() };
        if let Some(worst) = worst
            && self.sort == Sort::Relevance
            && score < worst.score
        {
            return;
        }
        let hit = Ranked {
            score,
            day: self.day.first(doc).unwrap_or(NO_DAY),
            article: self.article.get_val(doc),
            place: self.place.get_val(doc),
            address: DocAddress::new(self.segment, doc),
            sort: self.sort,
        };
        match worst {
            None => self.best.push(hit),
            Some(worst) if hit < *worst => {
                self.best.pop();
                self.best.push(hit);
            }
            Some(_) => {}
        }
    }
}

impl SegmentCollector for SegmentHits {
    type Fruit = Collected;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.folds(doc) {
            return;
        }
        self.total += 1;
        for facet in &mut self.facets {
            facet.add(doc);
        }
        if self.keep > 0 {
            self.rank(doc, score);
        }
    }

    fn harvest(self) -> Collected {
        let facets = self.facets.into_iter().map(|c| (c.field, c.finish().into_iter().collect())).collect();
        Collected { total: self.total, best: self.best.into_sorted_vec(), facets }
    }
}

/// Says whether anything matches.
pub(crate) struct FirstCollector;

impl Collector for FirstCollector {
    type Fruit = bool;
    type Child = FirstOfSegment;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<FirstOfSegment> {
        Ok(FirstOfSegment(false))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<bool>) -> tantivy::Result<bool> {
        Ok(segments.contains(&true))
    }
}

/// Whether anything in a segment matches.
pub(crate) struct FirstOfSegment(bool);

impl SegmentCollector for FirstOfSegment {
    type Fruit = bool;

    fn collect(&mut self, _: DocId, _: Score) {
        self.0 = true;
    }

    fn harvest(self) -> bool {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(score: f32, day: i64, article: u64, sort: Sort) -> Ranked {
        Ranked { score, day, article, place: 0, address: DocAddress::new(0, 0), sort }
    }

    #[test]
    fn orders_by_score_then_day_then_article_and_undated_last() {
        let mut hits = [
            ranked(1.0, 5, 9, Sort::Relevance),
            ranked(2.0, NO_DAY, 1, Sort::Relevance),
            ranked(1.0, 7, 8, Sort::Relevance),
            ranked(1.0, 7, 2, Sort::Relevance),
        ];
        hits.sort();
        assert_eq!(hits.map(|h| h.article), [1, 2, 8, 9]);
        for (sort, order) in [(Sort::Newest, [3, 1, 2]), (Sort::Oldest, [1, 3, 2])] {
            let mut hits = [ranked(0.0, 5, 1, sort), ranked(0.0, NO_DAY, 2, sort), ranked(0.0, 7, 3, sort)];
            hits.sort();
            assert_eq!(hits.map(|h| h.article), order);
        }
    }
}
