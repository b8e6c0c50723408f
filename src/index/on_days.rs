//! Passages by the day of their article.
//!
//! tantivy's own range reads the days of all documents between two candidates. A filter is mostly asked about few
//! candidates, which come in the order of articles, so here the day of a candidate's article is looked at, once an
//! article.

use super::of_articles::{AllPlaces, Places, article_doc};
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// Passages of the articles of some days, counted from 1970-01-01, first and last included.
#[derive(Clone)]
pub(crate) struct OnDays {
    first: i64,
    last: i64,
    places: AllPlaces,
}

impl OnDays {
    pub(crate) fn new(first: i64, last: i64, places: &AllPlaces) -> OnDays {
        OnDays { first, last, places: places.clone() }
    }
}

impl std::fmt::Debug for OnDays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OnDays({}..={})", self.first, self.last)
    }
}

impl Query for OnDays {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(OnDaysWeight(self.clone())))
    }
}

struct OnDaysWeight(OnDays);

impl Weight for OnDaysWeight {
    fn scorer(&self, segment: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer = OnDaysScorer {
            days: segment.fast_fields().i64("day")?,
            places: self.0.places.of(segment)?,
            first: self.0.first,
            last: self.0.last,
            end: segment.max_doc(),
            article: (TERMINATED, false),
            doc: 0,
        };
        scorer.go_to(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        match scorer.seek(doc) == doc {
            true => Ok(Explanation::new("of one of the days", 1.0)),
            false => Err(tantivy::TantivyError::InvalidArgument(format!("document {doc} does not match"))),
        }
    }
}

struct OnDaysScorer {
    /// Of articles' own documents.
    days: Column<i64>,
    places: Places,
    first: i64,
    last: i64,
    /// Behind the last document of the segment.
    end: DocId,
    /// The article looked at last, and whether it is of one of the days.
    article: (DocId, bool),
    doc: DocId,
}

impl OnDaysScorer {
    /// Goes to the first passage from `doc` on that is of one of the days.
    fn go_to(&mut self, mut doc: DocId) -> DocId {
        while doc < self.end {
            let place = self.places.get_val(doc);
            if place > 0 && self.is_on_days(article_doc(doc, place)) {
                self.doc = doc;
                return doc;
            }
            doc += 1;
        }
        self.doc = TERMINATED;
        TERMINATED
    }

    fn is_on_days(&mut self, article: DocId) -> bool {
        if self.article.0 != article {
            let day = self.days.first(article);
            self.article = (article, day.is_some_and(|day| (self.first..=self.last).contains(&day)));
        }
        self.article.1
    }
}

impl DocSet for OnDaysScorer {
    fn advance(&mut self) -> DocId {
        self.go_to(self.doc.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc { self.doc } else { self.go_to(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.end / 2
    }

    fn cost(&self) -> u64 {
        // Of several clauses this is to be asked about what the others have, and not to lead.
        u64::from(self.end) * 2
    }
}

impl Scorer for OnDaysScorer {
    fn score(&mut self) -> Score {
        1.0
    }
}
