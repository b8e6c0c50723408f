//! Counts in which articles a word or a like thing stands, over the paragraphs of each.

use super::analyzer::root_term;
use super::clause::{Boxed, Clauses};
use super::columns::Columns;
use super::facet;
use super::schema::Fields;
use crate::country::Code;
use crate::error::Result;
use rustc_hash::FxHashSet;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::EnableScoring;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

/// How many words of the text are its lead: those of a sentence or two.
const LEAD_WORDS: u32 = 40;

/// What was found of one thing sought in one article.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    /// In any form.
    pub(super) forms: u32,
    /// As typed.
    pub(super) own: u32,
    /// In any form, in the headline or the lead.
    pub(super) lead: u32,
}

/// Counts one thing sought in the articles of one segment.
pub(super) struct Tally {
    pub(super) found: Vec<Found>,
    pub(super) touched: Vec<DocId>,
}

impl Tally {
    pub(super) fn new(documents: DocId) -> Tally {
        Tally { found: vec![Found::default(); documents as usize], touched: Vec::new() }
    }

    pub(super) fn at(&mut self, article: DocId) -> &mut Found {
        let found = &mut self.found[article as usize];
        if found.forms + found.own + found.lead == 0 {
            self.touched.push(article);
        }
        found
    }

    /// Gives up what was counted, so that something else can be.
    pub(super) fn take(&mut self) -> Vec<(DocId, Found)> {
        let taken = |article: DocId| (article, std::mem::take(&mut self.found[article as usize]));
        self.touched.drain(..).map(taken).collect()
    }
}

impl Clauses<'_> {
    /// The terms that words of a root are indexed by.
    fn forms_of(&mut self, root: String) -> Vec<String> {
        let mut forms = vec![root_term(&root)];
        // If it has another root itself, it is no form of this one.
        if self.stems.other(&root).is_none() {
            forms.push(root);
        }
        forms
    }

    /// How many articles have a word of this root in their text.
    pub(super) fn articles_with(&mut self, root: &str) -> Result<u64> {
        let forms = self.forms_of(root.to_owned());
        let mut articles = 0;
        for (segment, columns) in self.searcher.segment_readers().iter().zip(self.columns) {
            let mut found = FxHashSet::default();
            for form in &forms {
                each(segment, &Term::from_field_text(self.layout.fields.text, form), TIMES, &mut |at| {
                    found.extend(columns.article_of(at.doc()).map(|(article, _)| article));
                })?;
            }
            articles += found.len() as u64;
        }
        Ok(articles)
    }

    pub(super) fn count_word(
        &mut self,
        word: &str,
        segment: &SegmentReader,
        columns: &Columns,
        tally: &mut Tally,
    ) -> Result<()> {
        let root = self.stems.root(word).to_owned();
        let mut forms = self.forms_of(root);
        forms.extend(self.tongues.iter().flat_map(|tongue| tongue.roots(word)));
        let Fields { text, title, .. } = *self.layout.fields;
        let mut places = Vec::new();
        for form in &forms {
            let in_text = Term::from_field_text(text, form);
            each(segment, &in_text, PLACES, &mut |found| {
                let Some((article, first)) = columns.article_of(found.doc()) else { return };
                let counted = tally.at(article);
                counted.forms += found.term_freq();
                if first {
                    found.positions(&mut places);
                    counted.lead += places.iter().filter(|place| **place < LEAD_WORDS).count() as u32;
                }
            })?;
            each(segment, &Term::from_field_text(title, form), TIMES, &mut |found| {
                tally.at(found.doc()).lead += found.term_freq();
            })?;
        }
        each(segment, &Term::from_field_text(text, word), TIMES, &mut |found| {
            if let Some((article, _)) = columns.article_of(found.doc()) {
                tally.at(article).own += found.term_freq();
            }
        })
    }
}

pub(super) fn count_country(
    codes: &[Code],
    clauses: &Clauses<'_>,
    segment: &SegmentReader,
    tally: &mut Tally,
) -> Result<()> {
    for code in codes {
        let about = Term::from_facet(clauses.layout.fields.about, &facet::country(*code, clauses.lexicon));
        each(segment, &about, IndexRecordOption::Basic, &mut |found| tally.at(found.doc()).lead = 1)?;
    }
    Ok(())
}

pub(super) fn count_other(
    query: &Boxed,
    searcher: &Searcher,
    segment: &SegmentReader,
    columns: &Columns,
    tally: &mut Tally,
) -> Result<()> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut docs = weight.scorer(segment, 1.0)?;
    while docs.doc() != TERMINATED {
        if !segment.is_deleted(docs.doc())
            && let Some((article, _)) = columns.article_of(docs.doc())
        {
            let found = tally.at(article);
            found.forms += 1;
            found.own += 1;
        }
        docs.advance();
    }
    Ok(())
}

pub(super) const TIMES: IndexRecordOption = IndexRecordOption::WithFreqs;
const PLACES: IndexRecordOption = IndexRecordOption::WithFreqsAndPositions;

/// Calls `take` at each document that has a term.
pub(super) fn each(
    segment: &SegmentReader,
    term: &Term,
    read: IndexRecordOption,
    take: &mut dyn FnMut(&mut SegmentPostings),
) -> Result<()> {
    let index = segment.inverted_index(term.field())?;
    let found = index.read_postings(term, read).map_err(tantivy::TantivyError::from)?;
    let Some(mut found) = found else { return Ok(()) };
    while found.doc() != TERMINATED {
        if !segment.is_deleted(found.doc()) {
            take(&mut found);
        }
        found.advance();
    }
    Ok(())
}
