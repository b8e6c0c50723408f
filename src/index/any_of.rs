//! What matches any of a few queries, with the sum of their scores: a word's forms in a passage and in its headline.
//!
//! tantivy's own union fills windows of four thousand documents, which pays for long lists; a word's are few and mostly
//! short, and beside another word or a filter they are leapt through. Here the lists are merged document by document.

use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// Any of a few queries.
#[derive(Debug)]
pub(crate) struct AnyOf(Vec<Box<dyn Query>>);

impl AnyOf {
    pub(crate) fn new(queries: Vec<Box<dyn Query>>) -> AnyOf {
        AnyOf(queries)
    }
}

impl Clone for AnyOf {
    fn clone(&self) -> AnyOf {
        AnyOf(self.0.iter().map(|query| query.box_clone()).collect())
    }
}

impl Query for AnyOf {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weights = self.0.iter().map(|query| query.weight(scoring)).collect::<tantivy::Result<_>>()?;
        Ok(Box::new(AnyOfWeight(weights)))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.iter().for_each(|query| query.query_terms(visitor));
    }
}

struct AnyOfWeight(Vec<Box<dyn Weight>>);

impl Weight for AnyOfWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorers = Vec::with_capacity(self.0.len());
        for weight in &self.0 {
            let scorer = weight.scorer(segment, boost)?;
            if scorer.doc() != TERMINATED {
                scorers.push(scorer);
            }
        }
        Ok(match scorers.len() {
            0 => Box::new(EmptyScorer),
            1 => scorers.remove(0),
            _ => {
                let docs = scorers.iter().map(|scorer| scorer.doc()).collect();
                let mut any = AnyOfScorer { scorers, docs, doc: 0 };
                any.settle();
                Box::new(any)
            }
        })
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        match scorer.seek(doc) == doc {
            true => Ok(Explanation::new("any of several", scorer.score())),
            false => Err(tantivy::TantivyError::InvalidArgument(format!("document {doc} does not match"))),
        }
    }
}

struct AnyOfScorer {
    scorers: Vec<Box<dyn Scorer>>,
    /// Where each of them is; by themselves, so that the least is found without asking each.
    docs: Vec<DocId>,
    doc: DocId,
}

impl AnyOfScorer {
    fn settle(&mut self) -> DocId {
        self.doc = self.docs.iter().copied().min().unwrap_or(TERMINATED);
        self.doc
    }
}

impl DocSet for AnyOfScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        for (doc, scorer) in self.docs.iter_mut().zip(&mut self.scorers) {
            if *doc == self.doc {
                *doc = scorer.advance();
            }
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for (doc, scorer) in self.docs.iter_mut().zip(&mut self.scorers) {
            if *doc < target {
                *doc = scorer.seek(target);
            }
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.scorers.iter().map(|scorer| scorer.size_hint()).fold(0, u32::saturating_add)
    }

    fn cost(&self) -> u64 {
        self.scorers.iter().map(|scorer| scorer.cost()).sum()
    }
}

impl Scorer for AnyOfScorer {
    fn score(&mut self) -> Score {
        let having = self.docs.iter().zip(&mut self.scorers).filter(|(doc, _)| **doc == self.doc);
        having.map(|(_, scorer)| scorer.score()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tantivy::query::{BooleanQuery, TermQuery};
    use tantivy::schema::{FAST, INDEXED, IndexRecordOption, Schema};
    use tantivy::{Index, TantivyDocument};

    proptest! {
        #[test]
        fn the_same_is_found_as_by_the_engines_union(
            documents in prop::collection::vec(prop::collection::btree_set(0..6_u64, 0..4), 1..60),
            sought in prop::collection::btree_set(0..6_u64, 0..5),
            mut targets in prop::collection::vec(0..70_u32, 0..9),
        ) {
            targets.sort_unstable();
            let mut schema = Schema::builder();
            let number = schema.add_u64_field("number", INDEXED | FAST);
            let index = Index::create_in_ram(schema.build());
            let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
            for numbers in &documents {
                let mut doc = TantivyDocument::default();
                numbers.iter().for_each(|n| doc.add_u64(number, *n));
                writer.add_document(doc).expect("added");
            }
            writer.commit().expect("a commit");
            let searcher = index.reader().expect("a reader").searcher();
            let parts = || -> Vec<Box<dyn Query>> {
                let one = |n: &u64| Term::from_field_u64(number, *n);
                sought.iter().map(|n| Box::new(TermQuery::new(one(n), IndexRecordOption::Basic)) as _).collect()
            };
            let queries: [Box<dyn Query>; 2] =
                [Box::new(AnyOf::new(parts())), Box::new(BooleanQuery::union(parts()))];
            let found = queries.map(|query| {
                let weight = query.weight(EnableScoring::enabled_from_searcher(&searcher)).expect("a weight");
                let scorer = || weight.scorer(searcher.segment_reader(0), 1.0).expect("a scorer");
                let (mut all, mut docs) = (Vec::new(), scorer());
                while docs.doc() != TERMINATED {
                    all.push((docs.doc(), (docs.score() * 1e4).round()));
                    docs.advance();
                }
                let (mut leapt, mut docs) = (Vec::new(), scorer());
                for target in &targets {
                    if docs.doc() <= *target {
                        leapt.push(docs.seek(*target));
                    }
                }
                (all, leapt)
            });
            prop_assert_eq!(&found[0], &found[1]);
        }
    }
}
