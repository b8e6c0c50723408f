//! Collects hits in one pass over the matches: folding, grouping, counting, ranking, facets.
//!
//! A paragraph's quotes stand right before it in the index (see [`crate::passage::Passage::quotes_back`]), and
//! matches come in the order of the index, so whether a paragraph folds into one of its quotes is known when it is
//! reached. Where any word will do the paragraph may have more of them than its quotes, and folds only into one that
//! matches as well. The passages of an article stand in a row in one segment, so an article that matches is a hit by itself
//! as soon as the next one begins. Copies may lie in any segment, and are brought together when all are there
//! ([`super::shared`]). Totals and facet counts are of the hits that are left, exactly.

use super::columns::Columns;
use super::copies::{Copies, SegmentCopies};
use super::evidence::Evidence;
use super::facet::{Place, RawValue, SegmentCounter};
use super::gather::Gathered;
use super::of_articles::article_doc;
use super::once::Spoken;
use super::rank::{Best, Match, Ranked, Recency};
use super::shared::{Copy, Shared, Tally};
use crate::query::{FacetField, Group, Matching, Paragraphs, Sort};
use crate::speaker::Speakers;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// A passage of this many words keeps half of its score. BM25 favours the short, but a scrap of a sentence that holds
/// little more than the words asked for tells a reader less than the sentence.
const SCRAP_WORDS: f32 = 4.0;

/// What a quote counts beside a paragraph that matches as well: users ask who said it.
const QUOTE_WEIGHT: f32 = 1.2;

/// What is to be collected.
pub(crate) struct HitCollector<'s> {
    /// Of each segment.
    pub(crate) columns: &'s [Columns],
    pub(crate) sort: Sort,
    pub(crate) matching: Matching,
    pub(crate) group: Group,
    pub(crate) paragraphs: Paragraphs,
    /// What is a copy of what, where copies are one hit.
    pub(crate) copies: Option<&'s Copies>,
    /// Best hits kept, of all pages up to the one wanted.
    pub(crate) keep: usize,
    pub(crate) facets: Vec<FacetField>,
    /// Who speaks in the index, where speakers are counted.
    pub(crate) speakers: &'s Speakers,
    /// Whether days tell some of the speakers apart.
    pub(crate) by_day: bool,
    /// What articles are worth as a whole, where they are ranked.
    pub(crate) evidence: Option<Evidence>,
    /// Where the recent are preferred.
    pub(crate) recency: Option<Recency>,
}

/// What was collected.
#[derive(Default)]
pub(crate) struct Collected {
    pub(crate) total: u64,
    /// Best first.
    pub(crate) best: Vec<Ranked>,
    /// Encoded facet values and their counts, by field.
    pub(crate) facets: Vec<(FacetField, FxHashMap<RawValue, Tally>)>,
    /// Until all segments are there: hits that have copies, of which neither the total nor the best knows.
    pub(crate) shared: Shared,
    /// Of one segment, where hits may have several speakers and these are counted: who speaks in each.
    spoken: Option<Spoken>,
}

pub(crate) struct SegmentHits {
    segment: SegmentOrdinal,
    sort: Sort,
    group: Group,
    columns: Columns,
    matching: Matching,
    paragraphs: Paragraphs,
    last_quote: Option<DocId>,
    /// Where any word will do, the quotes that may cover the next paragraph, with their scores.
    quotes: Vec<(DocId, Score)>,
    total: u64,
    /// The article whose day was looked up last, and that day.
    day: Option<(DocId, i64)>,
    /// The article of which passages come in.
    at_hand: Option<Gathered>,
    /// Its group, where there are copies of it.
    copied: Option<u32>,
    copies: Option<SegmentCopies>,
    shared: Shared,
    evidence: Option<Arc<Vec<Score>>>,
    recency: Option<Recency>,
    best: Best,
    facets: Vec<SegmentCounter>,
}

impl Columns {
    /// A match's score, weighed by what kind of passage it is.
    fn weigh(&self, doc: DocId, score: Score) -> Score {
        let words = self.words.get_val(doc) as f32;
        let kind = if self.fold.get_val(doc) == 0 { QUOTE_WEIGHT } else { 1.0 };
        // A headline without a text of its own has no words.
        if words == 0.0 { score } else { score * kind * words / (words + SCRAP_WORDS) }
    }
}

impl Collector for HitCollector<'_> {
    type Fruit = Collected;
    type Child = SegmentHits;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentHits> {
        let speakers = self.by_day.then_some(self.speakers);
        let counter = |field: &FacetField| SegmentCounter::new(*field, reader, speakers, self.group);
        Ok(SegmentHits {
            segment,
            sort: self.sort,
            group: self.group,
            columns: self.columns[segment as usize].clone(),
            matching: self.matching,
            paragraphs: self.paragraphs,
            last_quote: None,
            quotes: Vec::new(),
            total: 0,
            day: None,
            at_hand: None,
            copied: None,
            copies: self.copies.map(|copies| copies.of_segment(reader)),
            shared: Shared::default(),
            evidence: self.evidence.as_ref().and_then(|e| e.segments.get(segment as usize)).cloned(),
            recency: self.recency,
            best: Best::new(self.sort, self.keep),
            facets: self.facets.iter().map(counter).collect::<Result<_, _>>()?,
        })
    }

    fn requires_scoring(&self) -> bool {
        // Of a group the best passages are shown, whichever the order of groups; and totals do not depend on the order.
        self.matching == Matching::Any
            || self.keep > 0 && (self.sort == Sort::Relevance || self.group != Group::None)
    }

    fn merge_fruits(&self, segments: Vec<Collected>) -> tantivy::Result<Collected> {
        let mut all = Collected::default();
        let mut facets: Vec<_> = self.facets.iter().map(|f| (*f, FxHashMap::default())).collect();
        for segment in segments {
            all.total += segment.total;
            all.best.extend(segment.best);
            all.shared.merge(segment.shared);
            let mut spoken = segment.spoken.map(|spoken| spoken.counts(self.speakers)).unwrap_or_default();
            for ((field, into), (_, from)) in facets.iter_mut().zip(segment.facets) {
                let spoken =
                    if *field == FacetField::Speaker { std::mem::take(&mut spoken) } else { Vec::new() };
                let spoken = spoken.into_iter().map(|(value, count)| (value, Tally::alone(count)));
                for (value, tally) in from.into_iter().chain(spoken) {
                    into.entry(value).or_insert_with(Tally::default).merge(tally);
                }
            }
        }
        let shared = std::mem::take(&mut all.shared);
        all.total += shared.total();
        all.best.extend(shared.into_hits());
        all.best.sort_unstable();
        all.best.truncate(self.keep);
        all.facets = facets;
        Ok(all)
    }
}

impl SegmentHits {
    /// Whether a quote of this paragraph has matched already, and as well.
    fn folds(&mut self, doc: DocId, score: Score) -> bool {
        if self.paragraphs == Paragraphs::Each {
            return false;
        }
        if self.matching == Matching::Any {
            return self.folds_by_score(doc, score);
        }
        match self.columns.fold.get_val(doc) {
            0 => {
                self.last_quote = Some(doc);
                false
            }
            back => self.last_quote.is_some_and(|quote| u64::from(doc - quote) < back),
        }
    }

    fn folds_by_score(&mut self, doc: DocId, score: Score) -> bool {
        match self.columns.fold.get_val(doc) {
            0 => {
                self.quotes.push((doc, score));
                false
            }
            back => {
                // No paragraph behind this one has quotes from further back.
                self.quotes.retain(|(quote, _)| u64::from(doc - quote) < back);
                self.quotes.iter().any(|(_, of_quote)| *of_quote >= score)
            }
        }
    }

    /// Takes a passage as a hit; gives its group, where there are copies of it.
    fn rank(&mut self, doc: DocId, score: Score) -> Option<u32> {
        let group = self.copies.as_mut().and_then(|copies| copies.group_of(doc));
        self.total += u64::from(group.is_none());
        if group.is_none() && !self.best.keeps() {
            return None;
        }
        // What a passage is weighed with is looked up only if it may be enough.
        if group.is_none() && self.best.is_beyond(score * QUOTE_WEIGHT) {
            return None;
        }
        let place = self.columns.place.get_val(doc);
        let article = article_doc(doc, place);
        let day = self.day(article);
        if group.is_none() && self.best.is_beyond_day(day) {
            return None;
        }
        let mut score = self.columns.weigh(doc, score);
        if group.is_none() && self.best.is_beyond(score) {
            return None;
        }
        if let Some(recency) = &self.recency {
            score *= recency.factor(day);
        }
        let hit = Ranked {
            score,
            day,
            article: self.columns.key(article),
            place,
            address: DocAddress::new(self.segment, doc),
            passages: 1,
            more: Default::default(),
            sort: self.sort,
        };
        self.offer(hit, group);
        group
    }

    /// The day of an article, which is looked up once for passages that come one after the other.
    fn day(&mut self, article: DocId) -> i64 {
        match self.day {
            Some((known, day)) if known == article => day,
            _ => {
                let day = self.columns.day(article);
                self.day = Some((article, day));
                day
            }
        }
    }

    fn offer(&mut self, hit: Ranked, group: Option<u32>) {
        match group {
            Some(group) => {
                let told = self.columns.told(hit.address.doc_id);
                self.shared.offer(group, Copy { hit, told });
            }
            None => self.best.offer(hit),
        }
    }

    /// Takes a passage into its article; the first of the next one ends it.
    fn gather(&mut self, doc: DocId, score: Score) {
        let place = self.columns.place.get_val(doc);
        let article = article_doc(doc, place);
        if self.at_hand.as_ref().is_none_or(|at_hand| at_hand.article != article) {
            self.close();
            let key = self.columns.key(article);
            self.copied = self.copies.as_ref().and_then(|copies| copies.of_article(key));
            self.total += u64::from(self.copied.is_none());
            self.at_hand = Some(Gathered::new(article));
        }
        let wanted = self.best.keeps() || self.copied.is_some();
        if let Some(at_hand) = self.at_hand.as_mut().filter(|_| wanted) {
            let score = self.columns.weigh(doc, score);
            at_hand.add(Match { score, place, doc });
        }
    }

    /// Ranks the article at hand, of which no more passages come.
    fn close(&mut self) {
        let Some(gathered) = self.at_hand.take() else { return };
        let Some(first) = gathered.best() else { return };
        let whole = self.evidence.as_ref().map(|e| e[gathered.article as usize]);
        let mut score = gathered.score(whole);
        if self.copied.is_none() && self.best.is_beyond(score) {
            return;
        }
        let day = self.columns.day(gathered.article);
        if let Some(recency) = &self.recency {
            score *= recency.factor(day);
        }
        let hit = Ranked {
            score,
            day,
            article: self.columns.key(gathered.article),
            place: first.place,
            address: DocAddress::new(self.segment, first.doc),
            passages: gathered.passages,
            more: gathered.more(),
            sort: self.sort,
        };
        self.offer(hit, self.copied);
    }
}

/// Counts a document of the hit with this number or, where that has copies, of a group.
fn count(facet: &mut SegmentCounter, at: Place, copied: Option<u32>, hit: u64) {
    match copied {
        Some(group) => facet.share(at, group),
        None => facet.add(at, hit),
    }
}

impl SegmentCollector for SegmentHits {
    type Fruit = Collected;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.folds(doc, score) {
            let copied = match self.group {
                Group::None => self.copies.as_mut().and_then(|copies| copies.group_of(doc)),
                Group::Articles => self.copied,
            };
            // Asked for paragraphs alone, a user gets those as well that stand behind a quote here.
            let kinds = |facet: &&mut SegmentCounter| facet.field == FacetField::Kind;
            for kinds in self.facets.iter_mut().filter(kinds) {
                // A kind is the passage's own.
                count(kinds, Place { doc, article: doc }, copied, self.total);
            }
            return;
        }
        let copied = match self.group {
            Group::None => self.rank(doc, score),
            Group::Articles => {
                self.gather(doc, score);
                self.copied
            }
        };
        if self.facets.is_empty() {
            return;
        }
        let at = Place { doc, article: self.columns.article(doc) };
        for facet in &mut self.facets {
            count(facet, at, copied, self.total);
        }
    }

    fn harvest(mut self) -> Collected {
        self.close();
        let spoken = self.facets.iter_mut().find_map(SegmentCounter::spoken);
        let facets = self.facets.into_iter().map(|c| (c.field, c.finish())).collect();
        Collected { total: self.total, best: self.best.into_vec(), facets, shared: self.shared, spoken }
    }
}
