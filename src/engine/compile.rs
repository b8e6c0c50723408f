//! Turns a query into what an engine understands: the other of the two places where queries are compiled, the first
//! being the index's own.
//!
//! A query asks here for the same passages as on disk. What cannot be asked so, an engine is not asked for: it is said.

use super::clause::{Bool, Clause};
use crate::country::Area;
use crate::error::{Error, Result};
use crate::index::compile::{Asked, Values};
use crate::index::facet;
use crate::index::{Family, Stems, Tongue, area, day_number, plain_root, words_of};
use crate::lang::Lexicon;
use crate::query::{self, FacetField, Filters, Group, KindName, Matching, Node, Query, Within};
use crate::speaker::{Days, Form};
use jiff::civil::Date;
use tantivy::schema::Facet;

/// What a word in the headline counts beside the same word in the passage itself.
const TITLE_WEIGHT: f32 = 0.5;

/// What another form of a word counts beside the word as typed.
const FORM_WEIGHT: f32 = 0.6;

/// Where words may stand: fields of words and of roots, with what they count for.
type Places = &'static [(&'static str, &'static str, f32)];

pub(super) const ANYWHERE: Places = &[("words", "roots", 1.0), ("title_words", "title_roots", TITLE_WEIGHT)];
const HEADLINE: Places = &[("title_words", "title_roots", 1.0)];

/// Compiles the queries to one engine.
pub(super) struct Compiler<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) values: &'a Values,
    pub(super) tongues: &'a [Tongue],
    pub(super) stems: Stems,
    /// Keys of articles that are not to be shown.
    pub(super) withheld: &'a [String],
}

/// A compiled query.
pub(super) struct Compiled {
    pub(super) clause: Clause,
    /// How many of its words one could do without.
    pub(super) optional: usize,
}

impl Compiler<'_> {
    /// Compiles a query.
    ///
    /// # Errors
    ///
    /// [`Error::NotOnEngine`] for what an engine cannot be asked, [`Error::UnknownValue`] for a country that is none.
    pub(super) fn query(&mut self, query: &Query, asked: Asked) -> Result<Compiled> {
        let mut all = match is_of_articles(query) {
            true => shown(Clause::value("kind", "article"), self.withheld),
            false => shown(passages(), self.withheld),
        };
        let (mut optional, mut required) = (0, false);
        for part in query.text.iter().flat_map(|text| text.root.parts(query.matching)) {
            match part {
                Node::Not(part) => all.must_not.push(self.node(part, ANYWHERE)?),
                Node::Field(field) => all.filter.push(self.field(field)?),
                part if !part.is_optional() => all.must.push(self.node(part, ANYWHERE)?),
                part => {
                    optional += 1;
                    let part = self.node(part, ANYWHERE)?;
                    if asked.is_partial() { &mut all.should } else { &mut all.must }.push(part);
                }
            }
            required |= matches!(part, Node::Required(_));
        }
        // Where so many words of the query must match, others cannot stand in for them.
        if !asked.is_partial() || query.matching == Matching::Any {
            let beside = self.values.beside.iter();
            all.should.extend(beside.map(|beside| self.word(&beside.word, ANYWHERE).times(beside.weight)));
        }
        if let Some(key) = self.values.like {
            optional = self.values.beside.len();
            // Nothing is like what no word tells from others, whatever passes the filters.
            all.must.extend((optional == 0).then(Clause::none));
            all.must_not.push(Clause::value("article", format!("{key:016x}")));
        }
        all.at_least = asked.needed(optional, required).unwrap_or(0);
        self.filters(&query.filters, asked, &mut all)?;
        Ok(Compiled { clause: Clause::Bool(all), optional })
    }

    fn filters(&self, filters: &Filters, asked: Asked, all: &mut Bool) -> Result<()> {
        let is = |field: FacetField| asked.asks_for(field);
        let values = self.values;
        if is(FacetField::Speaker) {
            all.filter.extend((!values.speakers.is_empty()).then(|| speakers(&values.speakers)));
            all.must_not.extend((!values.not_speakers.is_empty()).then(|| speakers(&values.not_speakers)));
        }
        if is(FacetField::Publisher) {
            let named =
                |names: &[String]| (!names.is_empty()).then(|| Clause::Terms("publisher", names.to_vec()));
            all.filter.extend(named(&values.publishers));
            all.must_not.extend(named(&values.not_publishers));
        }
        if is(FacetField::Country) {
            all.filter.extend(self.areas("country", &filters.countries));
            all.must_not.extend(self.areas("country", &filters.not_countries));
        }
        if is(FacetField::NamesCountry) {
            all.filter.extend(self.areas("names_country", &filters.names_countries));
        }
        if is(FacetField::Language) && !filters.languages.is_empty() {
            all.filter.push(Clause::Terms("language", filters.languages.clone()));
        }
        if is(FacetField::DateFrom) && !filters.dates_from.is_empty() {
            let values = filters.dates_from.iter().map(|from| path(&facet::dates_from(*from)));
            all.filter.push(Clause::Terms("date_from", values.collect()));
        }
        if is(FacetField::Kind) && !filters.kinds.is_empty() {
            all.filter.push(kinds(&filters.kinds));
        }
        if is(FacetField::Date) {
            if filters.from.is_some() || filters.to.is_some() {
                all.filter.push(days(filters.from, filters.to));
            }
            if filters.undated {
                all.filter.push(Clause::value("date", path(&facet::date(None))));
            }
        }
        if let Some(least) = filters.least_certain {
            all.filter.push(Clause::Range("certainty", i64::try_from(least).ok(), None));
        }
        Ok(())
    }

    fn areas(&self, field: &'static str, areas: &[Area]) -> Option<Clause> {
        let paths = areas.iter().flat_map(|area| facet::area(area, self.lexicon)).map(|facet| path(&facet));
        (!areas.is_empty()).then(|| Clause::Terms(field, paths.collect()))
    }

    pub(super) fn node(&mut self, node: &Node, places: Places) -> Result<Clause> {
        Ok(match node {
            Node::Word(word) => self.word(word, places),
            Node::Phrase(words) => row(&words_of(words), places),
            Node::Prefix(word) => beginning(words_of(word), places),
            Node::Near(words, within) => near(&words_of(words), *within, places),
            Node::Fuzzy(word, _) => self.like(words_of(word), places),
            Node::Title(part) => self.node(part, HEADLINE)?,
            Node::Field(field) => Clause::filter(vec![self.field(field)?]),
            Node::Required(part) => self.node(part, places)?,
            Node::Not(part) => Clause::not(self.node(part, places)?),
            Node::All(parts) => {
                let mut all = Bool::default();
                for part in parts {
                    match part {
                        Node::Not(part) => all.must_not.push(self.node(part, places)?),
                        part => all.must.push(self.node(part, places)?),
                    }
                }
                Clause::Bool(all)
            }
            Node::Any(parts) => {
                let parts = parts.iter().map(|part| self.node(part, places));
                Clause::any(parts.collect::<Result<_>>()?)
            }
        })
    }

    /// A word in any form, or where it is several words those in a row.
    pub(super) fn word(&mut self, written: &str, places: Places) -> Clause {
        let words = words_of(written);
        let [word] = words.as_slice() else { return row(&words, places) };
        let root = self.stems.root(word).to_owned();
        let is_own = root == *word || self.stems.other(&root).is_some();
        let roots: Vec<String> = std::iter::once(root.clone())
            .chain(self.tongues.iter().flat_map(|tongue| tongue.roots(written)).map(|root| plain_root(&root)))
            .collect();
        let mut any = Vec::new();
        for (in_words, in_roots, weight) in places {
            any.push(Clause::Term(in_words, word.clone(), *weight));
            if !is_own {
                any.push(Clause::Term(in_words, root.clone(), weight * FORM_WEIGHT));
            }
            any.extend(roots.iter().map(|root| Clause::Term(in_roots, root.clone(), weight * FORM_WEIGHT)));
        }
        Clause::any(any)
    }

    /// Words of which the last may differ by a letter.
    fn like(&self, mut words: Vec<String>, places: Places) -> Clause {
        let last = words.pop().unwrap_or_default();
        let like = self.values.slips.get(&last).into_iter().flatten();
        let like = like.flat_map(|word| {
            places.iter().map(|(field, _, weight)| Clause::Term(field, word.clone(), *weight))
        });
        beside(&words, Clause::any(like.collect()), places)
    }

    fn field(&self, field: &query::Field) -> Result<Clause> {
        Ok(match field {
            query::Field::Speaker(typed) => {
                let forms = self.values.named.speakers.get(typed).map(Vec::as_slice).unwrap_or_default();
                if forms.is_empty() { Clause::none() } else { speakers(forms) }
            }
            query::Field::Names(typed) => {
                let families = self.values.named.persons.get(typed).into_iter().flatten();
                Clause::any(families.flat_map(named).collect())
            }
            query::Field::Country(typed) => {
                self.areas("country", &[area(typed, self.lexicon)?]).unwrap_or_else(Clause::none)
            }
            query::Field::Date { from, to } => days(*from, *to),
            query::Field::Kind(kind) => kinds(&[*kind]),
        })
    }
}

/// Whether what is asked of articles is asked of them alone, so that they can be counted by their own documents.
pub(super) fn is_of_articles(query: &Query) -> bool {
    let filters = &query.filters;
    let mut of_passages = FacetField::ALL.iter().filter(|field| !field.is_of_article());
    query.group == Group::Articles
        && query.text.is_none()
        && query.similar_to.is_none()
        && query.limit == 0
        && filters.least_certain.is_none()
        && !of_passages.any(|field| filters.pick_from(*field))
        && query.facets.iter().all(|field| field.is_of_article())
}

/// What an engine cannot be asked, or not so that its answer is the same.
pub(super) fn not_there(what: &str) -> Error {
    Error::NotOnEngine { what: what.to_owned() }
}

/// What is of a kind, and of no article that is withheld.
pub(super) fn shown(kind: Clause, withheld: &[String]) -> Bool {
    let mut all = Bool { filter: vec![kind], ..Bool::default() };
    if !withheld.is_empty() {
        all.must_not.push(Clause::Terms("article", withheld.to_vec()));
    }
    all
}

/// Every passage.
fn passages() -> Clause {
    kinds(&[KindName::Quote, KindName::Paragraph])
}

fn kinds(kinds: &[KindName]) -> Clause {
    Clause::Terms("kind", kinds.iter().map(|kind| path(&facet::kind(*kind))).collect())
}

fn days(from: Option<Date>, to: Option<Date>) -> Clause {
    match (from, to) {
        (None, None) => Clause::Exists("day"),
        (from, to) => Clause::Range("day", from.map(day_number), to.map(day_number)),
    }
}

/// A value within others, with all that encloses it.
pub(super) fn path(facet: &Facet) -> String {
    facet.to_path().join("/")
}

/// The quotes of speakers, under names that are theirs always and under names that are theirs by the day.
pub(super) fn speakers(forms: &[Form]) -> Clause {
    let named = |form: &Form| facet::speaker(form.kind, &form.name).map(|facet| path(&facet));
    let (always, by_day): (Vec<&Form>, Vec<&Form>) =
        forms.iter().partition(|form| form.days.is_none() && form.except.is_empty());
    let one = |form: &Form| match named(form) {
        Some(speaker) => Clause::value("speaker", speaker),
        None => Clause::value("described", form.name.clone()),
    };
    let mut any = Vec::new();
    let plain: Vec<String> = always.iter().filter_map(|form| named(form)).collect();
    let described = always.iter().filter(|form| named(form).is_none()).map(|form| form.name.clone());
    let described: Vec<String> = described.collect();
    any.extend((!plain.is_empty()).then_some(Clause::Terms("speaker", plain)));
    any.extend((!described.is_empty()).then_some(Clause::Terms("described", described)));
    for form in by_day {
        let on = |when: &Days| days(when.from, when.to);
        let mut all = Bool { filter: vec![one(form)], ..Bool::default() };
        all.filter.extend(form.days.iter().map(on));
        all.must_not.extend(form.except.iter().map(on));
        any.push(Clause::Bool(all));
    }
    Clause::any(any)
}

/// Words in a row.
fn row(words: &[String], places: Places) -> Clause {
    Clause::any(places.iter().map(|(field, _, weight)| row_in(words, field, *weight)).collect())
}

pub(super) fn row_in(words: &[String], field: &'static str, weight: f32) -> Clause {
    match words {
        [] => Clause::none(),
        [word] => Clause::Term(field, word.clone(), weight),
        words => Clause::Phrase(field, words.join(" ")),
    }
}

/// Words near each other.
fn near(words: &[String], within: Within, places: Places) -> Clause {
    let mut words = words.to_vec();
    words.sort_unstable();
    words.dedup();
    let place =
        |(field, _, weight): &(&'static str, _, f32)| Clause::Near(field, words.clone(), within, *weight);
    Clause::any(places.iter().map(place).collect())
}

/// A name in a passage itself, in full or by the surname where an article leaves no doubt of it.
fn named(family: &Family) -> Vec<Clause> {
    let mut any: Vec<Clause> = family.full.iter().map(|words| row_in(words, "words", 1.0)).collect();
    if !family.articles.is_empty() {
        let surname = |word: &String| Clause::Term("words", word.clone(), 1.0);
        let alone = Clause::any(family.surnames.iter().map(surname).collect());
        let keys = family.articles.iter().map(|key| format!("{key:016x}")).collect();
        any.push(Clause::filter(vec![alone, Clause::Terms("article", keys)]));
    }
    any
}

/// Words of which the last is a beginning.
fn beginning(mut words: Vec<String>, places: Places) -> Clause {
    let last = words.pop().unwrap_or_default();
    let begun = Clause::any(places.iter().map(|(field, ..)| Clause::Prefix(field, last.clone())).collect());
    beside(&words, begun, places)
}

/// Words, and what the one behind them may be.
fn beside(words: &[String], last: Clause, places: Places) -> Clause {
    let words = words.iter().map(|word| row(std::slice::from_ref(word), places));
    Clause::all(words.chain([last]).collect())
}
