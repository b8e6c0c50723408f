//! Turns a [`Query`] into the engine's: the one place where the two meet.

use super::clause::{Boxed, Clauses, Compiled, Named, Place, weighed};
use super::evidence::Weighted;
use super::facet;
use super::in_text::placed;
use super::of_articles::{Layout, Which};
use super::on_days::OnDays;
use super::results::ReadAs;
use super::schema::Fields;
use super::writer::{day_number, documents_of};
use crate::country::Area;
use crate::error::Result;
use crate::lang::Lexicon;
use crate::query::{self, FacetField, Filters, KindName, Matching, Query};
use crate::quote::SpeakerKind;
use crate::speaker::{Days, Form, Speaker};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Facet, Field, IndexRecordOption};

/// The speakers and publishers that the filters stand for, as the index spells them, and what is looked for beside.
#[derive(Default)]
pub(crate) struct Values {
    pub(crate) speakers: Vec<Form>,
    pub(crate) not_speakers: Vec<Form>,
    pub(crate) publishers: Vec<String>,
    pub(crate) not_publishers: Vec<String>,
    /// The speakers of the filters, by the name each is shown under.
    pub(crate) picked: Vec<(SpeakerKind, String)>,
    /// Those of the query's text.
    pub(crate) named: Named,
    /// Words that differ by a letter from one of the text, by that one; on disk they are found while it is compiled.
    pub(crate) slips: BTreeMap<String, Vec<String>>,
    /// Words looked for beside the query's, which add to a score.
    pub(crate) beside: Vec<Weighted>,
    /// The article that others are to be like, which is not looked for itself.
    pub(crate) like: Option<u64>,
}

/// Where the name of a speaker was typed.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Role {
    Speaker,
    NotSpeaker,
    InText,
}

/// The speakers that a query names, as typed: those of its filters, then those of its text, each once.
pub(crate) fn speakers_typed(query: &Query) -> Vec<(&String, Role)> {
    let mut in_text: Vec<&String> = Vec::new();
    if let Some(text) = &query.text {
        text.root.visit_fields(&mut |field| match field {
            query::Field::Speaker(typed) if !in_text.contains(&typed) => in_text.push(typed),
            _ => {}
        });
    }
    let picked = query.filters.speakers.iter().map(|typed| (typed, Role::Speaker));
    let left_out = query.filters.not_speakers.iter().map(|typed| (typed, Role::NotSpeaker));
    picked.chain(left_out).chain(in_text.into_iter().map(|typed| (typed, Role::InText))).collect()
}

impl Values {
    /// Takes the speakers that a typed name stands for; gives their names where these are not just what was typed.
    pub(crate) fn take(&mut self, typed: &str, role: Role, found: &[&Speaker]) -> Option<ReadAs> {
        let mut names: Vec<String> = found.iter().map(|s| s.name.clone()).collect();
        // A name may be a person's in one article and a body's in another.
        names.dedup();
        if role != Role::InText {
            self.picked.extend(found.iter().map(|s| (s.kind, s.name.clone())));
        }
        let forms = found.iter().flat_map(|speaker| speaker.forms.iter().cloned());
        match role {
            Role::InText => self.named.speakers.entry(typed.to_owned()).or_default().extend(forms),
            Role::Speaker => self.speakers.extend(forms),
            Role::NotSpeaker => self.not_speakers.extend(forms),
        }
        (names.len() != 1 || names[0] != typed.trim()).then(|| (typed.to_owned(), names))
    }
}

/// The most of so many parts that anything has, none where nothing has any; `has` tells whether anything has so many. What
/// has so many has fewer as well, so that is found by halving.
pub(crate) fn most_parts(of: usize, mut has: impl FnMut(usize) -> Result<bool>) -> Result<usize> {
    let (mut some, mut none) = (0, of);
    while none - some > 1 {
        let middle = usize::midpoint(some, none);
        match has(middle)? {
            true => some = middle,
            false => none = middle,
        }
    }
    Ok(some)
}

/// Up to so many terms are looked for one by one.
const FEW_TERMS: usize = 8;

/// What a hit must be, or must not, whatever its words.
pub(crate) struct Filter {
    /// The field whose facet the filter picks from, where it is one's.
    field: Option<FacetField>,
    occur: Occur,
    query: Boxed,
}

/// How much of a query is asked for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Asked {
    /// Of the words that one could do without, how many must match, and all where that is not said.
    at_least: Option<usize>,
    /// Whether what must match may make up for all of them.
    or_none: bool,
    /// The field whose filters are left out.
    apart_from: Option<FacetField>,
}

impl Asked {
    /// All that the query says.
    pub(crate) fn of(query: &Query) -> Asked {
        let any = query.matching == Matching::Any;
        Asked { at_least: any.then_some(1), or_none: any, apart_from: None }
    }

    /// So many of the words that one could do without.
    pub(crate) fn at_least(words: usize) -> Asked {
        Asked { at_least: Some(words), ..Asked::default() }
    }

    /// The same without the filters on a field.
    pub(crate) fn apart_from(self, field: FacetField) -> Asked {
        Asked { apart_from: Some(field), ..self }
    }

    /// Of `optional` words that one could do without, how many must match, beside what is in any case needed.
    pub(crate) fn needed(self, optional: usize, required: bool) -> Option<usize> {
        let or_none = self.or_none && (required || optional == 0);
        self.at_least.map(|number| if or_none { 0 } else { number })
    }

    /// Whether the filters on a field are asked for.
    pub(crate) fn asks_for(self, field: FacetField) -> bool {
        self.apart_from != Some(field)
    }

    /// Whether so many words must match, and not all.
    pub(crate) fn is_partial(self) -> bool {
        self.at_least.is_some()
    }

    /// Compiles a query; `values` are its filters' names, looked up.
    ///
    /// # Errors
    ///
    /// As [`Clauses::text`].
    pub(crate) fn compile(
        self,
        query: &Query,
        values: &Values,
        clauses: &mut Clauses<'_>,
    ) -> Result<Compiled> {
        let filters = filters(&query.filters, values, clauses.layout, clauses.lexicon).into_iter();
        let filters: Vec<Filter> =
            filters.filter(|filter| self.apart_from.is_none() || filter.field != self.apart_from).collect();
        let mut all = match &query.text {
            Some(text) => {
                let read = clauses.text(&text.root, query.matching, self.at_least.is_some());
                read.map_err(|error| placed(error, query))?
            }
            None if values.like.is_some() => {
                // Nothing is like what no word tells from others, whatever passes the filters.
                let nothing = values.beside.is_empty().then(|| (Occur::Must, Box::new(EmptyQuery) as Boxed));
                let parts = nothing.into_iter().collect();
                Compiled { parts, optional: values.beside.len(), required: false }
            }
            None => {
                // What passes a filter is a passage, so that nothing else need be left out.
                let filtered = filters.iter().any(|f| f.occur == Occur::Must);
                let parts = if filtered { Vec::new() } else { all_passages(clauses.layout.fields) };
                Compiled { parts, optional: 0, required: false }
            }
        };
        // Where so many words of the query must match, others cannot stand in for them.
        if self.at_least.is_none() || query.matching == Matching::Any {
            for Weighted { word, weight } in &values.beside {
                all.parts.push((Occur::Should, weighed(clauses.word(word, Place::Anywhere), *weight)));
            }
        }
        if let Some(article) = values.like {
            let article = documents_of(article, Which::Passages, clauses.layout);
            all.parts.push((Occur::MustNot, unscored(Box::new(article))));
        }
        all.parts.extend(filters.into_iter().map(|filter| (filter.occur, filter.query)));
        Ok(all)
    }

    /// Joins what was compiled into one query.
    pub(crate) fn joined(self, compiled: Compiled) -> Boxed {
        Box::new(match self.needed(compiled.optional, compiled.required) {
            Some(number) => BooleanQuery::with_minimum_required_clauses(compiled.parts, number),
            None => BooleanQuery::new(compiled.parts),
        })
    }

    /// Compiles and joins.
    ///
    /// # Errors
    ///
    /// As [`Clauses::text`].
    pub(crate) fn query(self, query: &Query, values: &Values, clauses: &mut Clauses<'_>) -> Result<Boxed> {
        Ok(self.joined(self.compile(query, values, clauses)?))
    }
}

/// What passes the filters.
pub(super) fn filtered(
    asked: &Filters,
    values: &Values,
    layout: Layout<'_>,
    lexicon: &Lexicon,
) -> Vec<(Occur, Boxed)> {
    filters(asked, values, layout, lexicon).into_iter().map(|filter| (filter.occur, filter.query)).collect()
}

/// Every passage: what is neither an article's own document nor a source's.
fn all_passages(fields: &Fields) -> Vec<(Occur, Boxed)> {
    let not = |kind| (Occur::MustNot, any_of(fields.kind, [Facet::from_path([kind])].into_iter()));
    vec![not("article"), not("source"), (Occur::Must, unscored(Box::new(AllQuery)))]
}

/// The filters; none of them counts towards the score.
fn filters(filters: &Filters, values: &Values, layout: Layout<'_>, lexicon: &Lexicon) -> Vec<Filter> {
    let fields = layout.fields;
    let mut out = Vec::new();
    let mut add = |field, occur, query| out.push(Filter { field, occur, query });
    for (forms, occur) in [(&values.speakers, Occur::Must), (&values.not_speakers, Occur::MustNot)] {
        if let Some(query) = speakers(forms, layout) {
            add(Some(FacetField::Speaker), occur, query);
        }
    }
    for (names, occur) in [(&values.publishers, Occur::Must), (&values.not_publishers, Occur::MustNot)] {
        if !names.is_empty() {
            let query = any_of(fields.publisher, names.iter().map(|n| facet::name(n)));
            add(Some(FacetField::Publisher), occur, layout.passages_of(query));
        }
    }
    for (areas, field, facet, occur) in [
        (&filters.countries, fields.country, FacetField::Country, Occur::Must),
        (&filters.not_countries, fields.country, FacetField::Country, Occur::MustNot),
        (&filters.names_countries, fields.names_country, FacetField::NamesCountry, Occur::Must),
    ] {
        if !areas.is_empty() {
            add(Some(facet), occur, any_country(areas, field, lexicon));
        }
    }
    if !filters.languages.is_empty() {
        let query = any_of(fields.language, filters.languages.iter().map(|code| facet::name(code)));
        add(Some(FacetField::Language), Occur::Must, layout.passages_of(query));
    }
    if !filters.dates_from.is_empty() {
        let query = any_of(fields.date_from, filters.dates_from.iter().map(|from| facet::dates_from(*from)));
        add(Some(FacetField::DateFrom), Occur::Must, layout.passages_of(query));
    }
    if !filters.kinds.is_empty() {
        add(Some(FacetField::Kind), Occur::Must, kinds_named(&filters.kinds, fields));
    }
    if filters.from.is_some() || filters.to.is_some() {
        let days = days(&Days { from: filters.from, to: filters.to }, layout);
        add(Some(FacetField::Date), Occur::Must, days);
    }
    if filters.undated {
        let undated = any_of(fields.date, [facet::date(None)].into_iter());
        add(Some(FacetField::Date), Occur::Must, layout.passages_of(undated));
    }
    if let Some(least) = filters.least_certain {
        let least = Term::from_field_u64(fields.certainty, least);
        let query = unscored(Box::new(RangeQuery::new(Bound::Included(least), Bound::Unbounded)));
        add(None, Occur::Must, query);
    }
    out
}

fn days(days: &Days, layout: Layout<'_>) -> Boxed {
    // The postings of a month are passed over in blocks; of other ranges each candidate's day is looked at.
    if let Some(period) = days.from.zip(days.to).and_then(facet::period) {
        return layout.passages_of(any_of(layout.fields.date, [period].into_iter()));
    }
    let (first, last) = (days.from.map_or(i64::MIN, day_number), days.to.map_or(i64::MAX, day_number));
    unscored(Box::new(OnDays::new(first, last, layout.places)))
}

/// The quotes of speakers: those under a name that is theirs always, and those under one that is theirs by the day.
pub(super) fn speakers(forms: &[Form], layout: Layout<'_>) -> Option<Boxed> {
    let fields = layout.fields;
    let term = |form: &Form| match facet::speaker(form.kind, &form.name) {
        Some(facet) => Term::from_facet(fields.speaker, &facet),
        None => Term::from_field_text(fields.described, &form.name),
    };
    let (plain, by_day): (Vec<&Form>, Vec<&Form>) =
        forms.iter().partition(|form| form.days.is_none() && form.except.is_empty());
    if forms.is_empty() {
        return None;
    }
    let plain = any_term(plain.into_iter().map(term).collect());
    if by_day.is_empty() {
        return Some(plain);
    }
    let mut any = vec![(Occur::Should, plain)];
    for form in by_day {
        let mut all = vec![(Occur::Must, any_term(vec![term(form)]))];
        all.extend(form.days.iter().map(|when| (Occur::Must, days(when, layout))));
        all.extend(form.except.iter().map(|when| (Occur::MustNot, days(when, layout))));
        any.push((Occur::Should, Box::new(BooleanQuery::new(all))));
    }
    Some(unscored(Box::new(BooleanQuery::new(any))))
}

fn any_of(field: Field, facets: impl Iterator<Item = Facet>) -> Boxed {
    any_term(facets.map(|facet| Term::from_facet(field, &facet)).collect())
}

/// What has any of the terms. A set of them is looked for through an automaton, which costs more to build than a few
/// postings to read.
pub(super) fn any_term(mut terms: Vec<Term>) -> Boxed {
    terms.sort_unstable();
    terms.dedup();
    if terms.len() > FEW_TERMS {
        return unscored(Box::new(TermSetQuery::new(terms)));
    }
    let one = |term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Boxed;
    unscored(match terms.len() {
        1 => one(terms.remove(0)),
        _ => Box::new(BooleanQuery::union(terms.into_iter().map(one).collect())),
    })
}

/// What is about any of the countries, or any of a region.
pub(super) fn any_country(areas: &[Area], field: Field, lexicon: &Lexicon) -> Boxed {
    any_of(field, areas.iter().flat_map(|area| facet::area(area, lexicon)))
}

/// What was published on or between these days.
pub(super) fn on_days(from: Option<Date>, to: Option<Date>, layout: Layout<'_>) -> Boxed {
    days(&Days { from, to }, layout)
}

/// Passages of any of these kinds.
pub(super) fn kinds_named(kinds: &[KindName], fields: &Fields) -> Boxed {
    any_of(fields.kind, kinds.iter().map(|kind| facet::kind(*kind)))
}

/// A query that counts nothing towards the score.
pub(super) fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
