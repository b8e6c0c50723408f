//! Turns the parts of a query's text into the engine's queries.

use super::analyzer::{self, root_term};
use super::any_of::AnyOf;
use super::columns::Columns;
use super::compile::{any_country, any_term, kinds_named, on_days, speakers, unscored};
use super::expand;
use super::inflect::Tongue;
use super::of_articles::Layout;
use super::persons::Family;
use super::proximity::Proximity;
use super::stem::Stems;
use super::values::area;
use crate::error::Result;
use crate::lang::Lexicon;
use crate::query::{self, KindName, Matching, Node, Within};
use crate::speaker::{Form, SLAVIC_ENDS, slavic_stem};
use std::collections::HashMap;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as EngineQuery,
    TermQuery, TermSetQuery,
};
use tantivy::schema::{Facet, Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// What a word in the headline counts beside the same word in the passage itself: the headline counts for every
/// passage of its article, so it may lift the right article but not outweigh the words of the passage.
const TITLE_WEIGHT: f32 = 0.5;

/// What another form of a word counts beside the word as typed.
const FORM_WEIGHT: f32 = 0.6;

/// What a word that a pattern stands for counts; about as much as a word that is neither rare nor common.
const PATTERN_WEIGHT: f32 = 4.0;

/// Most lists that are merged document by document.
const MOST_MERGED: usize = 16;

pub(super) type Boxed = Box<dyn EngineQuery>;

/// Who the names in a query's text stand for, by what was typed for them.
#[derive(Default)]
pub(crate) struct Named {
    /// Those who are to speak.
    pub(crate) speakers: HashMap<String, Vec<Form>>,
    /// Those who are to be named.
    pub(crate) persons: HashMap<String, Vec<Family>>,
}

/// Compiles the parts of one query's text.
pub(crate) struct Clauses<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) columns: &'a [Columns],
    pub(crate) layout: Layout<'a>,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) named: &'a Named,
    pub(crate) stems: Stems,
    /// The languages other than English that the index has.
    pub(crate) tongues: &'a [Tongue],
    /// The words that patterns stand for, by what was typed and how many letters may differ, none for a beginning.
    pub(crate) expanded: HashMap<(String, u8), Vec<String>>,
    /// Single words of the query that the index does not have in any form.
    pub(crate) unknown: Vec<String>,
}

/// Where words may stand.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// In the passage or in its article's headline.
    Anywhere,
    /// In the headline.
    Headline,
}

/// A compiled text.
pub(crate) struct Compiled {
    /// What must match, what may, and what must not.
    pub(crate) parts: Vec<(Occur, Boxed)>,
    /// How many of the parts that may match are words that one could do without; the rest is in any case needed.
    pub(crate) optional: usize,
    /// Whether words match in any case.
    pub(crate) required: bool,
}

impl Clauses<'_> {
    /// Compiles a text so that all of it must match or, where `partly`, so that its words may.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownValue`] for a country that is none, [`Error::TooBroad`] for a pattern of too many words.
    pub(crate) fn text(&mut self, root: &Node, matching: Matching, partly: bool) -> Result<Compiled> {
        let parts = root.parts(matching);
        let mut all = Vec::with_capacity(parts.len());
        let mut optional = 0;
        for part in &parts {
            let (occur, part) = match part {
                Node::Not(part) => (Occur::MustNot, part.as_ref()),
                part if !part.is_optional() => (Occur::Must, *part),
                part => {
                    optional += 1;
                    (if partly { Occur::Should } else { Occur::Must }, *part)
                }
            };
            all.push((occur, self.node(part, Place::Anywhere)?));
        }
        let (may, must): (Vec<&Node>, Vec<&Node>) =
            parts.iter().partition(|part| partly && part.is_optional());
        let of_words = |part: &&Node| is_of_words(part);
        if !(must.iter().any(of_words) || !may.is_empty() && may.iter().all(of_words)) {
            all.push((Occur::Must, self.passages()));
        }
        Ok(Compiled { parts: all, optional, required: parts.iter().any(|p| matches!(p, Node::Required(_))) })
    }

    pub(super) fn node(&mut self, node: &Node, place: Place) -> Result<Boxed> {
        Ok(match node {
            Node::Word(word) => self.word(word, place),
            Node::Phrase(words) => self.phrase(&words_of(words), place),
            Node::Near(words, within) => self.near(&words_of(words), *within, place),
            Node::Prefix(word) => self.prefix(word, place)?,
            Node::Fuzzy(word, edits) => self.fuzzy(word, *edits, place)?,
            Node::Title(part) => self.node(part, Place::Headline)?,
            Node::Field(field) => self.field(field)?,
            Node::Required(part) => self.node(part, place)?,
            Node::Not(part) => {
                let part = self.node(part, place)?;
                both(vec![(Occur::Must, self.passages()), (Occur::MustNot, part)])
            }
            Node::All(parts) => self.all(parts, place)?,
            Node::Any(parts) => {
                let parts = parts.iter().map(|part| self.node(part, place));
                any_of(parts.collect::<Result<_>>()?)
            }
        })
    }

    fn all(&mut self, parts: &[Node], place: Place) -> Result<Boxed> {
        let mut all = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            all.push(match part {
                Node::Not(part) => (Occur::MustNot, self.node(part, place)?),
                part => (Occur::Must, self.node(part, place)?),
            });
        }
        if parts.iter().all(|part| matches!(part, Node::Not(_))) {
            all.push((Occur::Must, self.passages()));
        }
        Ok(both(all))
    }

    /// Every passage.
    fn passages(&self) -> Boxed {
        kinds_named(&[KindName::Quote, KindName::Paragraph], self.layout.fields)
    }

    /// A word in any form, or where it is several to the index (`São-Paulo`) those in a row.
    pub(super) fn word(&mut self, written: &str, place: Place) -> Boxed {
        let words = words_of(written);
        let [word] = words.as_slice() else { return self.phrase(&words, place) };
        let mut forms = Vec::new();
        let other = self.stems.other(word).map(str::to_owned);
        let root = other.as_deref().unwrap_or(word);
        forms.push(root_term(root));
        // The root may be a word itself; if it has another root, it is no form of this one.
        if root != word && self.stems.other(root).is_none() {
            forms.push(root.to_owned());
        }
        forms.extend(self.tongues.iter().flat_map(|tongue| tongue.roots(written)));
        let mut any = Vec::new();
        for (field, weight) in self.places(place) {
            let of_field = self.in_any_form(word, &forms, field, weight);
            match field == self.layout.fields.title {
                true if of_field.is_empty() => {}
                true => any.push(self.of_passages(field, any_of(of_field))),
                false => any.extend(of_field),
            }
        }
        let text = self.layout.fields.text;
        let elsewhere = || forms.iter().chain([word]).any(|form| self.has(text, form));
        if any.is_empty() && (place == Place::Anywhere || !elsewhere()) {
            self.unknown.push(word.clone());
        }
        any_of(any)
    }

    /// The terms of a word and of its forms that a field has.
    fn in_any_form(&self, word: &str, forms: &[String], field: Field, weight: f32) -> Vec<Boxed> {
        let documents = |term: &Term| self.searcher.doc_freq(term).unwrap_or(0);
        let own = Term::from_field_text(field, word);
        let own_documents = documents(&own);
        let mut any = Vec::new();
        for form in forms {
            let form = Term::from_field_text(field, form);
            let form_documents = documents(&form);
            if form_documents > 0 {
                let weight = weight * FORM_WEIGHT * rarity(own_documents, form_documents, self.having(field));
                any.push(weighed(one(form), weight));
            }
        }
        if own_documents > 0 {
            any.push(weighed(one(own), weight));
        }
        any
    }

    /// How many documents may have words in a field: only articles have headlines.
    fn having(&self, field: Field) -> u64 {
        if field == self.layout.fields.title {
            let article = Term::from_facet(self.layout.fields.kind, &Facet::from_path(["article"]));
            return self.searcher.doc_freq(&article).unwrap_or(0);
        }
        self.searcher.num_docs()
    }

    /// The passages that match where a field does: those of the article, for its headline.
    fn of_passages(&self, field: Field, query: Boxed) -> Boxed {
        if field == self.layout.fields.title { self.layout.passages_of(query) } else { query }
    }

    fn places(&self, place: Place) -> Vec<(Field, f32)> {
        match place {
            Place::Anywhere => vec![(self.layout.fields.text, 1.0), (self.layout.fields.title, TITLE_WEIGHT)],
            Place::Headline => vec![(self.layout.fields.title, 1.0)],
        }
    }

    fn phrase(&mut self, words: &[String], place: Place) -> Boxed {
        if let [word] = words
            && !self.has(self.layout.fields.text, word)
            && !self.has(self.layout.fields.title, word)
        {
            self.unknown.push(word.clone());
        }
        self.in_places(place, |field| row(words, field))
    }

    fn has(&self, field: Field, word: &str) -> bool {
        self.searcher.doc_freq(&Term::from_field_text(field, word)).is_ok_and(|documents| documents > 0)
    }

    fn near(&self, words: &[String], within: Within, place: Place) -> Boxed {
        self.in_places(place, |field| Box::new(Proximity::new(field, words, within)))
    }

    fn in_places(&self, place: Place, make: impl Fn(Field) -> Boxed) -> Boxed {
        let any = self.places(place).into_iter();
        let part = |(field, weight)| self.of_passages(field, weighed(make(field), weight));
        any_of(any.map(part).collect())
    }

    /// Words of which the last is a beginning.
    fn prefix(&mut self, word: &str, place: Place) -> Result<Boxed> {
        let mut words = words_of(word);
        let last = words.pop().unwrap_or_default();
        self.expanded(words, last, 0, place)
    }

    fn fuzzy(&mut self, word: &str, edits: u8, place: Place) -> Result<Boxed> {
        let mut words = words_of(word);
        let last = words.pop().unwrap_or_default();
        self.expanded(words, last, edits, place)
    }

    fn expanded(&mut self, before: Vec<String>, word: String, edits: u8, place: Place) -> Result<Boxed> {
        let key = (word, edits);
        if !self.expanded.contains_key(&key) {
            let found = match edits {
                0 => expand::beginning_with(self.searcher, self.layout.fields, &key.0)?,
                _ => expand::like(self.searcher, self.layout.fields, &key.0, edits)?,
            };
            self.expanded.insert(key.clone(), found.into_keys().collect());
        }
        Ok(self.pattern(before, &self.expanded[&key], place))
    }

    /// Any of the words that a pattern stands for, beside the words that stand before it.
    fn pattern(&self, before: Vec<String>, found: &[String], place: Place) -> Boxed {
        let pattern = self.in_places(place, |field| {
            let terms = found.iter().map(|word| Term::from_field_text(field, word));
            Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), PATTERN_WEIGHT))
        });
        let before = before
            .iter()
            .map(|word| (Occur::Must, self.in_places(place, |field| row(std::slice::from_ref(word), field))));
        both(before.chain([(Occur::Must, pattern)]).collect())
    }

    fn field(&mut self, field: &query::Field) -> Result<Boxed> {
        Ok(match field {
            query::Field::Speaker(typed) => {
                let names = self.named.speakers.get(typed).map(Vec::as_slice).unwrap_or_default();
                speakers(names, self.layout).unwrap_or_else(|| Box::new(EmptyQuery))
            }
            query::Field::Names(typed) => self.name(typed),
            query::Field::Country(typed) => {
                any_country(&[area(typed, self.lexicon)?], self.layout.fields.country, self.lexicon)
            }
            query::Field::Date { from, to } => on_days(*from, *to, self.layout),
            query::Field::Kind(kind) => kinds_named(&[*kind], self.layout.fields),
        })
    }

    /// A name in the passage itself; a person's in each of its forms.
    fn name(&self, typed: &str) -> Boxed {
        let text = self.layout.fields.text;
        let mut any = Vec::new();
        for Family { full, surnames, articles, .. } in self.named.persons.get(typed).into_iter().flatten() {
            any.extend(full.iter().map(|words| (Occur::Should, row(words, text))));
            if !articles.is_empty() {
                let alone =
                    surnames.iter().map(|word| (Occur::Should, row(std::slice::from_ref(word), text)));
                let key = |key: &u64| Term::from_field_u64(self.layout.fields.article, *key);
                let there = self.layout.passages_of(any_term(articles.iter().map(key).collect()));
                any.push((
                    Occur::Should,
                    both(vec![(Occur::Must, both(alone.collect())), (Occur::Must, there)]),
                ));
            }
        }
        unscored(both(any))
    }
}

/// The words of a name, in each way that a Slavic ending of the last may be written.
pub(crate) fn spellings(name: &str) -> Vec<Vec<String>> {
    let words = words_of(name);
    let last = words.last().map_or("", String::as_str);
    let Some(stem) = slavic_stem(last) else {
        return vec![words];
    };
    let first = &words[..words.len() - 1];
    let spelt = |end| first.iter().cloned().chain([format!("{stem}{end}")]).collect();
    SLAVIC_ENDS.into_iter().map(spelt).collect()
}

/// Whether only what has words of the text can match, of which nothing but passages has any.
fn is_of_words(node: &Node) -> bool {
    match node {
        Node::Field(field) => !matches!(field, query::Field::Date { .. }),
        Node::Not(_) => false,
        Node::Required(part) => is_of_words(part),
        Node::All(parts) => parts.iter().any(is_of_words),
        Node::Any(parts) => parts.iter().all(is_of_words),
        _ => true,
    }
}

pub(crate) fn words_of(text: &str) -> Vec<String> {
    analyzer::terms(text).into_iter().map(|term| term.text).collect()
}

/// What a form that is in `form` documents must be weighed with so as not to count for being rarer than the word.
fn rarity(own: u64, form: u64, all: u64) -> f32 {
    let rest = |documents: u64| all.saturating_sub(documents) as f32 + 0.5;
    let idf = |documents: u64| (1.0 + rest(documents) / (documents as f32 + 0.5)).ln();
    if own == 0 { 1.0 } else { (idf(own) / idf(form)).min(1.0) }
}

fn one(term: Term) -> Boxed {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// Words in a row.
fn row(words: &[String], field: Field) -> Boxed {
    let term = |word: &String| Term::from_field_text(field, word);
    match words {
        [] => Box::new(EmptyQuery),
        [word] => one(term(word)),
        row => Box::new(PhraseQuery::new(row.iter().map(term).collect())),
    }
}

pub(super) fn weighed(query: Boxed, weight: f32) -> Boxed {
    if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) }
}

/// What matches any of some parts.
fn any_of(mut parts: Vec<Boxed>) -> Boxed {
    match parts.len() {
        0 => Box::new(EmptyQuery),
        1 => parts.remove(0),
        2..=MOST_MERGED => Box::new(AnyOf::new(parts)),
        _ => Box::new(BooleanQuery::union(parts)),
    }
}

fn both(mut parts: Vec<(Occur, Boxed)>) -> Boxed {
    match parts.as_slice() {
        [] => Box::new(EmptyQuery),
        [(Occur::Must | Occur::Should, _)] => parts.remove(0).1,
        _ => Box::new(BooleanQuery::new(parts)),
    }
}
