//! Finds words near each other, in any order: with few others among them, or in one sentence.
//!
//! tantivy's phrases with slop know neither sentences nor words in another order, and count one match once for each
//! way of putting it together. Here matches do not overlap: three words near each other are one match.

use super::analyzer::SENTENCE_END;
use crate::query::Within;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// Words near each other in one field.
#[derive(Clone, Debug)]
pub(crate) struct Proximity {
    field: Field,
    terms: Vec<Term>,
    within: Within,
}

impl Proximity {
    /// Makes the query of at least one term; a term that is given twice counts once.
    pub(crate) fn new(field: Field, words: &[String], within: Within) -> Proximity {
        let mut words: Vec<&String> = words.iter().collect();
        words.sort_unstable();
        words.dedup();
        let terms = words.into_iter().map(|word| Term::from_field_text(field, word)).collect();
        Proximity { field, terms, within }
    }
}

impl Query for Proximity {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weight = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } if !self.terms.is_empty() => {
                Some(Bm25Weight::for_terms(statistics_provider, &self.terms)?)
            }
            _ => None,
        };
        Ok(Box::new(ProximityWeight { query: self.clone(), weight }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.terms.iter().for_each(|term| visitor(term, true));
    }
}

struct ProximityWeight {
    query: Proximity,
    weight: Option<Bm25Weight>,
}

impl Weight for ProximityWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let field = self.query.field;
        let index = reader.inverted_index(field)?;
        let read = |term: &Term| index.read_postings(term, IndexRecordOption::WithFreqsAndPositions);
        let mut postings = Vec::with_capacity(self.query.terms.len());
        for term in &self.query.terms {
            match read(term)? {
                Some(found) => postings.push(found),
                None => return Ok(Box::new(EmptyScorer)),
            }
        }
        if postings.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        postings.sort_by_key(DocSet::size_hint);
        let ends = match self.query.within {
            Within::Sentence => read(&Term::from_field_text(field, SENTENCE_END))?,
            Within::Words(_) => None,
        };
        let norms = match (&self.weight, reader.fieldnorms_readers().get_field(field)?) {
            (Some(_), Some(norms)) => norms,
            _ => FieldNormReader::constant(reader.max_doc(), 1),
        };
        let mut scorer = ProximityScorer {
            postings,
            ends,
            within: self.query.within,
            weight: self.weight.as_ref().map(|weight| weight.boost_by(boost)),
            norms,
            places: Vec::new(),
            of_one: Vec::new(),
            sentence_ends: Vec::new(),
            matches: 0,
        };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        match scorer.seek(doc) == doc {
            true => Ok(Explanation::new("words near each other", scorer.score())),
            false => Err(tantivy::TantivyError::InvalidArgument(format!("document {doc} does not match"))),
        }
    }
}

struct ProximityScorer {
    /// The rarest first.
    postings: Vec<SegmentPostings>,
    ends: Option<SegmentPostings>,
    within: Within,
    weight: Option<Bm25Weight>,
    norms: FieldNormReader,
    /// Places of the words in the document at hand, in order, each with its word.
    places: Vec<(u32, usize)>,
    of_one: Vec<u32>,
    sentence_ends: Vec<u32>,
    matches: u32,
}

impl ProximityScorer {
    /// Goes on from where the rarest word is to the first document that matches.
    fn settle(&mut self) -> DocId {
        loop {
            let doc = self.postings[0].doc();
            if doc == TERMINATED {
                return doc;
            }
            let beyond = self.postings[1..].iter_mut().find_map(|other| {
                let at = if other.doc() < doc { other.seek(doc) } else { other.doc() };
                (at > doc).then_some(at)
            });
            match beyond {
                Some(beyond) => {
                    self.postings[0].seek(beyond);
                }
                None => {
                    self.matches = self.count_matches(doc);
                    if self.matches > 0 {
                        return doc;
                    }
                    self.postings[0].advance();
                }
            }
        }
    }

    fn count_matches(&mut self, doc: DocId) -> u32 {
        self.places.clear();
        for (word, postings) in self.postings.iter_mut().enumerate() {
            postings.positions(&mut self.of_one);
            self.places.extend(self.of_one.iter().map(|at| (*at, word)));
        }
        self.places.sort_unstable();
        self.sentence_ends.clear();
        if let Some(ends) = &mut self.ends {
            let at = if ends.doc() < doc { ends.seek(doc) } else { ends.doc() };
            if at == doc {
                ends.positions(&mut self.sentence_ends);
            }
        }
        let found = windows(&self.places, self.postings.len(), self.within, &self.sentence_ends);
        found.len() as u32
    }
}

/// The smallest stretches, as first and last place, in which each of `words` words stands near the others; none
/// overlaps another.
///
/// `places` and `sentence_ends` are in order.
pub(crate) fn windows(
    places: &[(u32, usize)],
    words: usize,
    within: Within,
    sentence_ends: &[u32],
) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    // The last place of each word since the last match, and how many words have one.
    let mut last: Vec<Option<u32>> = vec![None; words];
    for (at, word) in places {
        last[*word] = Some(*at);
        // Not all of them are there while the least is none.
        let Some(Some(first)) = last.iter().min().copied() else { continue };
        let near = match within {
            Within::Words(others) => at - first < words as u32 + others,
            Within::Sentence => {
                let end = sentence_ends.partition_point(|end| *end < first);
                sentence_ends.get(end).is_none_or(|end| end >= at)
            }
        };
        if near {
            found.push((first, *at));
            last.fill(None);
        }
    }
    found
}

impl DocSet for ProximityScorer {
    fn advance(&mut self) -> DocId {
        self.postings[0].advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.postings[0].doc() < target {
            self.postings[0].seek(target);
            return self.settle();
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.postings[0].doc()
    }

    fn size_hint(&self) -> u32 {
        self.postings[0].size_hint() / 2
    }

    fn cost(&self) -> u64 {
        // Reading places costs more than going from document to document.
        u64::from(self.postings[0].size_hint()) * 10
    }
}

impl Scorer for ProximityScorer {
    fn score(&mut self) -> Score {
        let norm = self.norms.fieldnorm_id(self.doc());
        self.weight.as_ref().map_or(1.0, |weight| weight.score(norm, self.matches))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_smallest_and_do_not_overlap() {
        let places = [(0, 0), (3, 1), (5, 0), (6, 1), (20, 0), (40, 1)];
        assert_eq!(windows(&places, 2, Within::Words(2), &[]), [(0, 3), (5, 6)]);
        assert_eq!(windows(&places, 2, Within::Words(1), &[]), [(3, 5)]);
        assert_eq!(windows(&places, 2, Within::Words(0), &[]), [(5, 6)]);
        assert_eq!(windows(&places, 2, Within::Sentence, &[2, 10, 30]), [(3, 5)]);
        assert_eq!(windows(&places, 2, Within::Sentence, &[3]), [(0, 3), (5, 6), (20, 40)]);
        assert_eq!(windows(&places[..1], 2, Within::Words(9), &[]), []);
    }
}
