//! Finds words of the index that a pattern stands for, or that a word unknown to it may be a slip for.

use super::analyzer::is_word;
use super::schema::Fields;
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// Most words that one pattern may stand for.
pub(crate) const MAX_EXPANSIONS: usize = 5_000;

/// Most words suggested in place of one.
const SUGGESTIONS: usize = 3;

/// Most words looked at to suggest some.
const LOOKED_AT: usize = 20_000;

/// A letter that differs weighs as much as this many times as many documents.
const EDIT_WEIGHT: f64 = 12.0;

/// Words with the number of documents each is in, roughly.
type Words = BTreeMap<String, u64>;

/// The words in passages and headlines that begin with `beginning`.
///
/// # Errors
///
/// [`Error::TooBroad`] for more than [`MAX_EXPANSIONS`].
pub(crate) fn beginning_with(searcher: &Searcher, fields: &Fields, beginning: &str) -> Result<Words> {
    let mut found = Words::new();
    for field in [fields.text, fields.title] {
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut stream =
                index.terms().range().ge(beginning).into_stream().map_err(tantivy::TantivyError::from)?;
            while stream.advance() && stream.key().starts_with(beginning.as_bytes()) {
                add(&mut found, stream.key(), stream.value().doc_freq);
                if found.len() > MAX_EXPANSIONS {
                    return Err(Error::TooBroad { pattern: format!("{beginning}*"), most: MAX_EXPANSIONS });
                }
            }
        }
    }
    Ok(found)
}

/// The words in passages and headlines that differ from `word` by at most so many letters.
///
/// # Errors
///
/// [`Error::TooBroad`] for more than [`MAX_EXPANSIONS`].
pub(crate) fn like(searcher: &Searcher, fields: &Fields, word: &str, edits: u8) -> Result<Words> {
    let mut found = Words::new();
    for field in [fields.text, fields.title] {
        if !collect(searcher, field, word, edits, MAX_EXPANSIONS, &mut found)? {
            return Err(Error::TooBroad { pattern: format!("{word}~{edits}"), most: MAX_EXPANSIONS });
        }
    }
    Ok(found)
}

/// The words nearest to one that the index does not have, likeliest first: few letters off, in many documents.
pub(crate) fn nearest(searcher: &Searcher, fields: &Fields, word: &str) -> Result<Vec<String>> {
    let edits = if word.chars().count() <= 4 { 1 } else { 2 };
    let mut found = Words::new();
    collect(searcher, fields.text, word, edits, LOOKED_AT, &mut found)?;
    Ok(nearest_of(word, &found))
}

/// Of words with the number of documents each is in the nearest to one that is not among them, likeliest first.
pub(crate) fn nearest_of(word: &str, found: &Words) -> Vec<String> {
    let first = word.chars().next();
    let likelihood = |(near, documents): (&String, &u64)| {
        let edits = strsim::osa_distance(word, near) as f64;
        // Slips at the beginning are rarer than others.
        let edits = edits + if near.chars().next() == first { 0.0 } else { 0.5 };
        ((*documents as f64).ln() - edits * EDIT_WEIGHT.ln(), near.clone())
    };
    let mut near: Vec<(f64, String)> =
        found.iter().filter(|(near, _)| *near != word).map(likelihood).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    near.into_iter().take(SUGGESTIONS).map(|(_, near)| near).collect()
}

/// Adds the words like `word` to `found`; says whether that was all of them.
fn collect(
    searcher: &Searcher,
    field: Field,
    word: &str,
    edits: u8,
    most: usize,
    found: &mut Words,
) -> Result<bool> {
    let query = FuzzyTermQuery::new(Term::from_field_text(field, word), edits, true);
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut stream =
            index.terms().search(query.automaton()?).into_stream().map_err(tantivy::TantivyError::from)?;
        while stream.advance() {
            if !is_word(stream.key()) {
                continue;
            }
            add(found, stream.key(), stream.value().doc_freq);
            if found.len() > most {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn add(found: &mut Words, term: &[u8], documents: u32) {
    if let Ok(word) = std::str::from_utf8(term) {
        *found.entry(word.to_owned()).or_default() += u64::from(documents);
    }
}
