//! Turns a [`Query`] into the engine's: the one place where the two meet.

use super::clause::{Boxed, Clauses, Compiled, Named};
use super::facet;
use super::schema::Fields;
use super::writer::day_number;
use crate::country::Code;
use crate::error::Result;
use crate::lang::Lexicon;
use crate::query::{Filters, KindName, Matching, Query};
use crate::speaker::{Days, Form};
use jiff::civil::Date;
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, ExistsQuery, Occur, RangeQuery, TermSetQuery};
use tantivy::schema::{Facet, Field};

/// The speakers and publishers that the filters stand for, as the index spells them.
pub(crate) struct Values {
    pub(crate) speakers: Vec<Form>,
    pub(crate) publishers: Vec<String>,
    /// Those of the query's text.
    pub(crate) named: Named,
}

/// Compiles a query; `values` are its filters' names, looked up. Where `at_least` is given, that many of the words that
/// one could do without must match, and the rest of the query.
///
/// # Errors
///
/// As [`Clauses::text`].
pub(crate) fn compile(
    query: &Query,
    values: &Values,
    clauses: &mut Clauses<'_>,
    at_least: Option<usize>,
) -> Result<Compiled> {
    let mut all = match &query.text {
        Some(text) => clauses.text(&text.root, query.matching, at_least.is_some())?,
        None => Compiled {
            parts: vec![(Occur::Must, kinds_named(&[KindName::Quote, KindName::Paragraph], clauses.fields))],
            optional: 0,
            required: false,
        },
    };
    let filters = filters(&query.filters, values, clauses.fields, clauses.lexicon);
    all.parts.extend(filters.into_iter().map(|f| (Occur::Must, f)));
    let excluded = &query.filters.not_countries;
    if !excluded.is_empty() {
        all.parts.push((Occur::MustNot, any_country(excluded, clauses.fields.country, clauses.lexicon)));
    }
    Ok(all)
}

/// How many of the words that one could do without must match, where any word will do.
pub(crate) fn least(query: &Query, compiled: &Compiled) -> Option<usize> {
    let any = query.matching == Matching::Any && compiled.optional > 0;
    any.then_some(usize::from(!compiled.required))
}

/// Joins what was compiled into one query.
pub(crate) fn joined(compiled: Compiled, at_least: Option<usize>) -> Boxed {
    Box::new(match at_least {
        Some(number) => BooleanQuery::with_minimum_required_clauses(compiled.parts, number),
        None => BooleanQuery::new(compiled.parts),
    })
}

/// The filters; none of them counts towards the score.
fn filters(filters: &Filters, values: &Values, fields: &Fields, lexicon: &Lexicon) -> Vec<Boxed> {
    let mut out: Vec<Boxed> = Vec::new();
    out.extend(speakers(&values.speakers, fields));
    if !values.publishers.is_empty() {
        out.push(any_of(fields.publisher, values.publishers.iter().map(|n| facet::name(n))));
    }
    if !filters.countries.is_empty() {
        out.push(any_country(&filters.countries, fields.country, lexicon));
    }
    if !filters.names_countries.is_empty() {
        out.push(any_country(&filters.names_countries, fields.names_country, lexicon));
    }
    if !filters.kinds.is_empty() {
        out.push(kinds_named(&filters.kinds, fields));
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
    let bound = |day: Option<Date>| match day {
        Some(day) => Bound::Included(Term::from_field_i64(fields.day, day_number(day))),
        None => Bound::Unbounded,
    };
    unscored(Box::new(RangeQuery::new(bound(days.from), bound(days.to))))
}

/// The quotes of speakers: those under a name that is theirs always, and those under one that is theirs by the day.
pub(super) fn speakers(forms: &[Form], fields: &Fields) -> Option<Boxed> {
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

fn any_of(field: Field, facets: impl Iterator<Item = Facet>) -> Boxed {
    unscored(Box::new(TermSetQuery::new(facets.map(|facet| Term::from_facet(field, &facet)))))
}

/// What is about any of the countries.
pub(super) fn any_country(codes: &[Code], field: Field, lexicon: &Lexicon) -> Boxed {
    any_of(field, codes.iter().map(|code| facet::country(*code, lexicon)))
}

/// What was published on or between these days.
pub(super) fn on_days(from: Option<Date>, to: Option<Date>, fields: &Fields) -> Boxed {
    if from.is_none() && to.is_none() {
        return Box::new(ExistsQuery::new("day".to_owned(), false));
    }
    days(&Days { from, to }, fields)
}

/// Passages of any of these kinds.
pub(super) fn kinds_named(kinds: &[KindName], fields: &Fields) -> Boxed {
    let path = |kind: &KindName| match kind {
        KindName::Quote => Facet::from_path(["quote"]),
        KindName::Direct => Facet::from_path(["quote", "direct"]),
        KindName::Mixed => Facet::from_path(["quote", "mixed"]),
        KindName::Indirect => Facet::from_path(["quote", "indirect"]),
        KindName::Paragraph => Facet::from_path(["paragraph"]),
    };
    any_of(fields.kind, kinds.iter().map(path))
}

/// A query that counts nothing towards the score.
pub(super) fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
