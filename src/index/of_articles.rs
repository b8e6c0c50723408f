//! From what an article has to its passages.
//!
//! The documents of an article stand in a row: its own, then its passages. What they share (headline, day, publisher,
//! language) is kept with the article's own alone, and a query for it is turned here into one for the passages behind.
//! Against a headline and a date with every passage that is a seventh of the postings, and a range of days is checked
//! once an article.

use super::schema::Fields;
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::Arc;
use tantivy::columnar::ColumnValues;
use tantivy::index::SegmentId;
use tantivy::query::{
    Bm25StatisticsProvider, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::schema::{Facet, Field};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// How many passages an article has, roughly; for guesses of cost alone.
const PASSAGES: u32 = 8;

/// The places of a segment's documents: 0 for an article's own or a source's, from 1 on for its passages.
pub(crate) type Places = Arc<dyn ColumnValues<u64>>;

/// The places of each segment, opened once for all that one searcher is asked.
#[derive(Clone, Default)]
pub(crate) struct AllPlaces(Arc<FxHashMap<SegmentId, Places>>);

impl AllPlaces {
    pub(crate) fn new(segments: impl Iterator<Item = (SegmentId, Places)>) -> AllPlaces {
        AllPlaces(Arc::new(segments.collect()))
    }

    /// Those of a segment.
    pub(crate) fn of(&self, segment: &SegmentReader) -> tantivy::Result<Places> {
        match self.0.get(&segment.segment_id()) {
            Some(places) => Ok(places.clone()),
            None => places(segment),
        }
    }
}

/// Opens the places of a segment's documents.
pub(crate) fn places(segment: &SegmentReader) -> tantivy::Result<Places> {
    Ok(segment.fast_fields().u64("place")?.first_or_default_col(0))
}

/// The document of an article, by one of its documents and the place of that.
pub(crate) fn article_doc(doc: DocId, place: u64) -> DocId {
    doc.saturating_sub(place as DocId)
}

/// Which documents of an article are meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Which {
    Passages,
    /// Its own as well.
    All,
}

/// How the documents of an index are laid out: their fields, and where they stand in their articles.
#[derive(Clone, Copy)]
pub(crate) struct Layout<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) places: &'a AllPlaces,
}

impl Layout<'_> {
    /// The passages of the articles that `articles` finds.
    pub(crate) fn passages_of(self, articles: Box<dyn Query>) -> Box<dyn Query> {
        Box::new(OfArticles::new(articles, Which::Passages, self))
    }
}

/// The documents of the articles, or the document of the source, that another query finds.
#[derive(Clone)]
pub(crate) struct OfArticles {
    articles: Arc<dyn Query>,
    which: Which,
    places: AllPlaces,
    /// What articles' own documents have in common.
    article: Term,
}

impl OfArticles {
    pub(crate) fn new(articles: Box<dyn Query>, which: Which, layout: Layout<'_>) -> OfArticles {
        let article = Term::from_facet(layout.fields.kind, &Facet::from_path(["article"]));
        OfArticles { articles: Arc::from(articles), which, places: layout.places.clone(), article }
    }
}

impl fmt::Debug for OfArticles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfArticles").field("articles", &self.articles).field("which", &self.which).finish()
    }
}

impl Query for OfArticles {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let articles = match scoring {
            EnableScoring::Enabled { searcher, statistics_provider: documents } => {
                let articles = Articles { documents, article: &self.article };
                self.articles.weight(EnableScoring::enabled_from_statistics_provider(&articles, searcher))?
            }
            disabled => self.articles.weight(disabled)?,
        };
        Ok(Box::new(OfArticlesWeight { articles, which: self.which, places: self.places.clone() }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.articles.query_terms(visitor);
    }
}

/// Numbers of articles where others are of documents, so that a word of headlines is as rare as it is there.
struct Articles<'a> {
    documents: &'a dyn Bm25StatisticsProvider,
    article: &'a Term,
}

impl Bm25StatisticsProvider for Articles<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.documents.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.documents.doc_freq(self.article)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.documents.doc_freq(term)
    }
}

struct OfArticlesWeight {
    articles: Box<dyn Weight>,
    which: Which,
    places: AllPlaces,
}

impl Weight for OfArticlesWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let articles = self.articles.scorer(segment, boost)?;
        if articles.doc() == TERMINATED {
            return Ok(Box::new(EmptyScorer));
        }
        let (places, end) = (self.places.of(segment)?, segment.max_doc());
        let mut scorer = OfArticlesScorer { articles, which: self.which, places, end, doc: TERMINATED };
        scorer.begin();
        Ok(Box::new(scorer))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        match scorer.seek(doc) == doc {
            true => Ok(Explanation::new("of an article that matches", scorer.score())),
            false => Err(tantivy::TantivyError::InvalidArgument(format!("document {doc} does not match"))),
        }
    }
}

struct OfArticlesScorer {
    articles: Box<dyn Scorer>,
    which: Which,
    places: Places,
    /// Behind the last document of the segment.
    end: DocId,
    doc: DocId,
}

impl OfArticlesScorer {
    /// Goes to the first document of the article at hand or, where it has none that is meant, of the next that has.
    fn begin(&mut self) -> DocId {
        loop {
            let article = self.articles.doc();
            if article == TERMINATED || self.which == Which::All {
                self.doc = article;
                return article;
            }
            if self.is_passage(article + 1) {
                self.doc = article + 1;
                return self.doc;
            }
            self.articles.advance();
        }
    }

    fn is_passage(&self, doc: DocId) -> bool {
        doc < self.end && self.places.get_val(doc) > 0
    }
}

impl DocSet for OfArticlesScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        if self.is_passage(self.doc + 1) {
            self.doc += 1;
            return self.doc;
        }
        self.articles.advance();
        self.begin()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        if target >= self.end {
            self.articles.seek(TERMINATED);
            return self.begin();
        }
        let place = self.places.get_val(target);
        let article = article_doc(target, place);
        if self.articles.doc() < article {
            self.articles.seek(article);
        }
        if self.articles.doc() == article && (place > 0 || self.which == Which::All) {
            self.doc = target;
            return target;
        }
        self.begin()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.articles.size_hint().saturating_mul(PASSAGES)
    }

    fn cost(&self) -> u64 {
        self.articles.cost() * u64::from(PASSAGES)
    }
}

impl Scorer for OfArticlesScorer {
    fn score(&mut self) -> Score {
        self.articles.score()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::facet;
    use crate::index::on_days::OnDays;
    use crate::index::schema::schema;
    use crate::index::written::{NEWS, Written};
    use proptest::prelude::*;
    use tantivy::query::{AllQuery, BooleanQuery, TermQuery};
    use tantivy::schema::IndexRecordOption;
    use tantivy::{Index, Searcher, TantivyDocument};

    /// An article: its publisher, its day, how many passages it has; none of all for a source.
    type Made = (Option<(u8, Option<i64>)>, u64);

    fn made() -> impl Strategy<Value = Vec<Made>> {
        let frame = prop::option::weighted(0.9, (0..3_u8, prop::option::of(0..5_i64)));
        prop::collection::vec((frame, 0..4_u64), 0..30)
    }

    fn indexed(articles: &[Made]) -> (Searcher, Fields) {
        let (schema, fields) = schema();
        let index = Index::create_in_ram(schema);
        index.tokenizers().register(NEWS, Written::default());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        for (frame, passages) in articles {
            let mut doc = TantivyDocument::default();
            let kind = if frame.is_some() { "article" } else { "source" };
            doc.add_facet(fields.kind, Facet::from_path([kind]));
            doc.add_u64(fields.place, 0);
            if let Some((publisher, day)) = frame {
                doc.add_facet(fields.publisher, facet::name(&publisher.to_string()));
                day.iter().for_each(|day| doc.add_i64(fields.day, *day));
            }
            writer.add_document(doc).expect("added");
            for place in 0..*passages * u64::from(frame.is_some()) {
                let mut doc = TantivyDocument::default();
                doc.add_facet(fields.kind, Facet::from_path(["paragraph"]));
                doc.add_u64(fields.place, 1 + place);
                writer.add_document(doc).expect("added");
            }
        }
        writer.commit().expect("a commit");
        (index.reader().expect("a reader").searcher(), fields)
    }

    /// The documents of articles that a test picks: their own, and their passages.
    fn right(articles: &[Made], picks: impl Fn(&Made) -> bool, which: Which) -> Vec<DocId> {
        let (mut next, mut out) = (0, Vec::new());
        for article in articles {
            let end = next + 1 + if article.0.is_some() { article.1 as DocId } else { 0 };
            if picks(article) {
                out.extend(next + u32::from(which == Which::Passages)..end);
            }
            next = end;
        }
        out
    }

    /// What a query finds, gone through one by one and by leaps to `targets`.
    fn found(searcher: &Searcher, query: &dyn Query, targets: &[DocId]) -> (Vec<DocId>, Vec<DocId>) {
        let weight = query.weight(EnableScoring::enabled_from_searcher(searcher)).expect("a weight");
        let Some(segment) = searcher.segment_readers().first() else { return Default::default() };
        let mut docs = weight.scorer(segment, 1.0).expect("a scorer");
        let mut all = Vec::new();
        while docs.doc() != TERMINATED {
            all.push(docs.doc());
            docs.advance();
        }
        let mut docs = weight.scorer(segment, 1.0).expect("a scorer");
        let mut leapt = Vec::new();
        for target in targets {
            if docs.doc() <= *target {
                leapt.push(docs.seek(*target));
            }
        }
        (all, leapt)
    }

    fn leaps(right: &[DocId], targets: &[DocId]) -> Vec<DocId> {
        let next = |target: DocId| right.iter().copied().find(|doc| *doc >= target).unwrap_or(TERMINATED);
        let mut at = next(0);
        let mut out = Vec::new();
        for target in targets {
            if at <= *target {
                at = next(*target);
                out.push(at);
            }
        }
        out
    }

    proptest! {
        #[test]
        fn passages_are_found_by_their_articles(
            articles in made(),
            mut targets in prop::collection::vec(0..90_u32, 0..12),
            all in any::<bool>(),
        ) {
            targets.sort_unstable();
            let (searcher, fields) = indexed(&articles);
            let places = AllPlaces::default();
            let layout = Layout { fields: &fields, places: &places };
            let which = if all { Which::All } else { Which::Passages };
            let one = Term::from_facet(fields.publisher, &facet::name("1"));
            let one = Box::new(TermQuery::new(one, IndexRecordOption::Basic));
            let right = right(&articles, |(frame, _)| frame.is_some_and(|(publisher, _)| publisher == 1), which);
            let query = OfArticles::new(one, which, layout);
            prop_assert_eq!(found(&searcher, &query, &targets), (right.clone(), leaps(&right, &targets)));
            let both = BooleanQuery::intersection(vec![Box::new(query), Box::new(AllQuery)]);
            prop_assert_eq!(found(&searcher, &both, &targets), (right.clone(), leaps(&right, &targets)));
        }

        #[test]
        fn passages_are_found_by_their_days(
            articles in made(),
            mut targets in prop::collection::vec(0..90_u32, 0..12),
            first in 0..5_i64,
            length in 0..3_i64,
        ) {
            targets.sort_unstable();
            let (searcher, _) = indexed(&articles);
            let within = |day: i64| (first..=first + length).contains(&day);
            let picks = |(frame, _): &Made| frame.and_then(|(_, day)| day).is_some_and(within);
            let right = right(&articles, picks, Which::Passages);
            let query = OnDays::new(first, first + length, &AllPlaces::default());
            prop_assert_eq!(found(&searcher, &query, &targets), (right.clone(), leaps(&right, &targets)));
        }
    }
}
