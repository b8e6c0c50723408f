//! Looks at what an engine gave where it could not be asked for just what is wanted, and tells whether that is it.
//!
//! A document that was found has all that it was found by, so each part of what is asked can be looked up in it. How near
//! words are is seen from the terms as they were sent; where sentences end, from the text.

use super::clause::{Bool, Clause};
use super::fetch::Fetched;
use crate::index::record::PassageRecord;
use crate::index::{sentence_ends, terms, windows};
use crate::query::Within;
use crate::source::Article;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A document that was found and, where sentences are asked for, the text that it is of.
pub(super) struct Seen<'d> {
    pub(super) document: &'d Fetched,
    pub(super) text: Option<(Rc<Article>, PassageRecord)>,
}

impl Clause {
    /// The fields that tell whether it is true of a document.
    pub(super) fn fields(&self, out: &mut BTreeSet<&'static str>) {
        match self {
            Clause::All => {}
            Clause::Term(field, ..)
            | Clause::Terms(field, _)
            | Clause::Phrase(field, _)
            | Clause::Prefix(field, _)
            | Clause::Range(field, ..)
            | Clause::Exists(field) => drop(out.insert(field)),
            Clause::Near(field, _, within, _) => {
                out.insert(if *within == Within::Sentence { "record" } else { field });
            }
            Clause::Bool(parts) => parts.each().for_each(|part| part.fields(out)),
        }
    }

    /// Whether texts have to be looked at.
    pub(super) fn asks_for_sentences(&self) -> bool {
        match self {
            Clause::Near(_, _, within, _) => *within == Within::Sentence,
            Clause::Bool(parts) => parts.each().any(Clause::asks_for_sentences),
            _ => false,
        }
    }

    /// Whether it is true of a document.
    pub(super) fn is_true_of(&self, seen: &Seen<'_>) -> bool {
        let document = seen.document;
        match self {
            Clause::All => true,
            Clause::Term(field, value, _) => document.terms(field).any(|term| term == value),
            Clause::Terms(field, values) => {
                document.texts(field).iter().any(|own| values.iter().any(|value| value == own))
            }
            Clause::Phrase(field, words) => {
                let (row, own): (Vec<&str>, Vec<&str>) =
                    (words.split(' ').collect(), document.terms(field).collect());
                own.windows(row.len()).any(|words| words == row)
            }
            Clause::Prefix(field, beginning) => {
                document.terms(field).any(|term| term.starts_with(beginning.as_str()))
            }
            Clause::Range(field, from, to) => document.number(field).is_some_and(|number| {
                from.is_none_or(|from| from <= number) && to.is_none_or(|to| number <= to)
            }),
            Clause::Exists(field) => !document.fields[*field].is_null(),
            Clause::Near(field, words, within, _) => seen.has_near(field, words, *within),
            Clause::Bool(parts) => parts.is_true_of(seen),
        }
    }
}

impl Bool {
    fn is_true_of(&self, seen: &Seen<'_>) -> bool {
        let is = |part: &&Clause| part.is_true_of(seen);
        self.must.iter().chain(&self.filter).all(|part| is(&part))
            && !self.must_not.iter().any(|part| is(&part))
            && self.should.iter().filter(is).take(self.at_least).count() >= self.at_least
    }
}

impl Seen<'_> {
    fn has_near(&self, field: &str, words: &[String], within: Within) -> bool {
        let (mut places, mut ends, mut at) = (Vec::new(), Vec::new(), 0);
        let mut take = |term: &str, at: u32| {
            places.extend(words.iter().position(|word| word == term).map(|word| (at, word)));
        };
        if within == Within::Sentence {
            for piece in self.pieces(field) {
                let own = terms(piece);
                (at..).zip(&own).for_each(|(at, term)| take(&term.text, at));
                ends.extend(sentence_ends(piece).into_iter().map(|end| at + end as u32));
                // As many places as on disk: one lies between two pieces.
                at += own.len() as u32 + 1;
            }
        } else {
            (0..).zip(self.document.terms(field)).for_each(|(at, term)| take(term, at));
        }
        !windows(&places, words.len(), within, &ends).is_empty()
    }

    /// What a field of words is made of.
    fn pieces(&self, field: &str) -> Vec<&str> {
        match &self.text {
            Some((article, passage)) if field == "words" => {
                passage.spans.iter().map(|span| span.of(&article.text)).collect()
            }
            Some((article, _)) => article.title.as_deref().into_iter().collect(),
            None => Vec::new(),
        }
    }
}
