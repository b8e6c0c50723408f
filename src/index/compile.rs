//! Turns a [`Query`] into the engine's: the one place where the two meet.

use super::analyzer::terms;
use super::facet;
use super::schema::Fields;
use super::writer::day_number;
use crate::lang::Lexicon;
use crate::query::{Clause, Filters, PassageKind, Query, Text};
use crate::speaker::{Days, Form};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as EngineQuery,
    RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Facet, Field, IndexRecordOption};

/// What a word in the headline counts beside the same word in the passage itself: the headline stands with every
/// passage of its article, so it may lift the right article but not outweigh the words of the passage.
const TITLE_WEIGHT: f32 = 0.5;

/// The speakers and publishers that the filters stand for, as the index spells them.
pub(crate) struct Values {
    pub(crate) speakers: Vec<Form>,
    pub(crate) publishers: Vec<String>,
}

type Boxed = Box<dyn EngineQuery>;

/// Compiles a query; `values` are its filters' names, looked up.
pub(crate) fn compile(query: &Query, values: &Values, fields: &Fields, lexicon: &Lexicon) -> Boxed {
    let mut all: Vec<(Occur, Boxed)> = Vec::new();
    match &query.text {
        Some(text) => words(text, fields, &mut all),
        None => all.push((Occur::Must, kinds(&[PassageKind::Quote, PassageKind::Paragraph], fields))),
    }
    all.extend(filters(&query.filters, values, fields, lexicon).into_iter().map(|f| (Occur::Must, f)));
    Box::new(BooleanQuery::new(all))
}

fn words(text: &Text, fields: &Fields, all: &mut Vec<(Occur, Boxed)>) {
    for group in &text.groups {
        let either = group.iter().flat_map(|c| clause(c, fields)).map(|q| (Occur::Should, q)).collect();
        all.push((Occur::Must, Box::new(BooleanQuery::new(either))));
    }
    for excluded in &text.excluded {
        all.extend(clause(excluded, fields).into_iter().map(|q| (Occur::MustNot, q)));
    }
}

/// A clause in the passage, or in its headline.
fn clause(clause: &Clause, fields: &Fields) -> [Boxed; 2] {
    let words: Vec<String> = terms(&clause.words).into_iter().map(|t| t.text).collect();
    let title = BoostQuery::new(in_field(&words, fields.title), TITLE_WEIGHT);
    [in_field(&words, fields.text), Box::new(title)]
}

fn in_field(words: &[String], field: Field) -> Boxed {
    let term = |word: &String| Term::from_field_text(field, word);
    match words {
        [] => Box::new(EmptyQuery),
        [word] => Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs)),
        row => Box::new(PhraseQuery::new(row.iter().map(term).collect())),
    }
}

/// The filters; none of them counts towards the score.
fn filters(filters: &Filters, values: &Values, fields: &Fields, lexicon: &Lexicon) -> Vec<Boxed> {
    let any = |field: Field, facets: Vec<Facet>| -> Option<Boxed> {
        let terms = facets.iter().map(|f| Term::from_facet(field, f));
        (!facets.is_empty()).then(|| unscored(Box::new(TermSetQuery::new(terms))))
    };
    let names = |names: &[String]| names.iter().map(|n| facet::name(n)).collect();
    let countries = filters.countries.iter().map(|c| facet::country(*c, lexicon)).collect();
    let mut out: Vec<Boxed> = Vec::new();
    out.extend(speakers(&values.speakers, fields));
    out.extend(any(fields.publisher, names(&values.publishers)));
    out.extend(any(fields.country, countries));
    if !filters.kinds.is_empty() {
        out.push(kinds(&filters.kinds, fields));
    }
    if filters.from.is_some() || filters.to.is_some() {
        out.push(days(&Days { from: filters.from, to: filters.to }, fields));
    }
    if let Some(least) = filters.least_certain {
        let least = Term::from_field_u64(fields.certainty, least);
        out.push(unscored(Box::new(RangeQuery::new(Bound::Included(least), Bound::Unbounded))));
    }
    out
}

fn days(days: &Days, fields: &Fields) -> Boxed {
    let bound = |day: Option<jiff::civil::Date>| match day {
        Some(day) => Bound::Included(Term::from_field_i64(fields.day, day_number(day))),
        None => Bound::Unbounded,
    };
    unscored(Box::new(RangeQuery::new(bound(days.from), bound(days.to))))
}

/// The quotes of speakers: those under a name that is theirs always, and those under one that is theirs by the day.
fn speakers(forms: &[Form], fields: &Fields) -> Option<Boxed> {
    let term = |form: &Form| match facet::speaker(form.kind, &form.name) {
        Some(facet) => Term::from_facet(fields.speaker, &facet),
        None => Term::from_field_text(fields.described, &form.name),
    };
    let (plain, by_day): (Vec<&Form>, Vec<&Form>) =
        forms.iter().partition(|form| form.days.is_none() && form.except.is_empty());
    if forms.is_empty() {
        return None;
    }
    let plain = unscored(Box::new(TermSetQuery::new(plain.into_iter().map(term))));
    if by_day.is_empty() {
        return Some(plain);
    }
    let mut any = vec![(Occur::Should, plain)];
    for form in by_day {
        let mut all = vec![(Occur::Must, unscored(Box::new(TermSetQuery::new([term(form)]))))];
        all.extend(form.days.iter().map(|when| (Occur::Must, days(when, fields))));
        all.extend(form.except.iter().map(|when| (Occur::MustNot, days(when, fields))));
        any.push((Occur::Should, Box::new(BooleanQuery::new(all))));
    }
    Some(unscored(Box::new(BooleanQuery::new(any))))
}

fn kinds(kinds: &[PassageKind], fields: &Fields) -> Boxed {
    let terms = kinds.iter().map(|kind| {
        let path = match kind {
            PassageKind::Quote => "quote",
            PassageKind::Paragraph => "paragraph",
        };
        Term::from_facet(fields.kind, &Facet::from_path([path]))
    });
    unscored(Box::new(TermSetQuery::new(terms)))
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
