//! Says of a query that finds nothing what was searched, and what of it kept everything out.
//!
//! All counts are exact: each is that of a search with one thing less. They are made when there is nothing to show,
//! and only then.

use super::clause::Boxed;
use super::compile::{Asked, kinds_named, speakers};
use super::results::Partly;
use super::search::Searcher;
use super::stats;
use super::trace::Trace;
use crate::error::Result;
use crate::query::{FacetField, Field, Filters, KindName, Node, Query, Text};
use crate::quote::SpeakerKind;
use crate::speaker::Form;
use jiff::civil::Date;
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, ExistsQuery, Occur};

/// Why a query finds nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nothing {
    /// What was searched.
    pub covered: Covered,
    /// What there would be with one thing less.
    pub without: Vec<Without>,
    /// Quotes whose speaker is not known that match all else, where a speaker was asked for.
    pub unknown_speaker: Option<u64>,
    /// Quotes of a source without a name that match all else, where a speaker was asked for.
    pub unnamed_speaker: Option<u64>,
}

/// What an index covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered {
    /// Articles.
    pub articles: usize,
    /// Those of them without a date.
    pub undated: usize,
    /// Papers, agencies and sites.
    pub publishers: usize,
    /// The first day of publication.
    pub first: Option<Date>,
    /// The last day of publication.
    pub last: Option<Date>,
}

/// What there would be without a part of the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Without {
    /// The part.
    pub part: Part,
    /// Hits of the rest.
    pub hits: u64,
    /// Where nothing has all words of the rest: how much of it those hits have.
    pub partly: Option<Partly>,
}

/// A part of a query that can be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All values of one filter.
    Filter(FilterName),
    /// A field of the text.
    Field(Field),
    /// All filters, where there are several.
    AllFilters,
    /// The text, where there are filters.
    Text,
}

/// A filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FilterName {
    /// Who speaks.
    Speaker,
    /// Whose quotes are left out.
    NotSpeaker,
    /// What it is about.
    Country,
    /// What it names.
    NamesCountry,
    /// What it must not be about.
    NotCountry,
    /// Who published it.
    Publisher,
    /// Who must not have published it.
    NotPublisher,
    /// In which language it is.
    Language,
    /// What kind of passage it is.
    Kind,
    /// The first and the last day, or none.
    Dates,
    /// Where the date was found.
    DateFrom,
    /// How certain a quote is.
    MinCertainty,
}

impl FilterName {
    /// Its name as a user writes it.
    pub fn name(self) -> &'static str {
        match self {
            FilterName::Speaker => "speaker",
            FilterName::NotSpeaker => "not-speaker",
            FilterName::Country => "country",
            FilterName::NamesCountry => "names-country",
            FilterName::NotCountry => "not-country",
            FilterName::Publisher => "publisher",
            FilterName::NotPublisher => "not-publisher",
            FilterName::Language => "language",
            FilterName::Kind => "kind",
            FilterName::Dates => "dates",
            FilterName::DateFrom => "date-from",
            FilterName::MinCertainty => "min-certainty",
        }
    }
}

/// The filters that are set, each with the filters that are left without it.
fn each_dropped(filters: &Filters) -> Vec<(FilterName, Filters)> {
    // Named one by one, so that a new filter is not forgotten here.
    let Filters {
        speakers,
        not_speakers,
        countries,
        names_countries,
        not_countries,
        publishers,
        not_publishers,
        languages,
        kinds,
        dates_from,
        from,
        to,
        undated,
        least_certain,
    } = filters;
    let all = || filters.clone();
    let none = Vec::new;
    [
        (!speakers.is_empty(), FilterName::Speaker, Filters { speakers: none(), ..all() }),
        (!not_speakers.is_empty(), FilterName::NotSpeaker, Filters { not_speakers: none(), ..all() }),
        (!countries.is_empty(), FilterName::Country, Filters { countries: Vec::new(), ..all() }),
        (
            !names_countries.is_empty(),
            FilterName::NamesCountry,
            Filters { names_countries: Vec::new(), ..all() },
        ),
        (!not_countries.is_empty(), FilterName::NotCountry, Filters { not_countries: Vec::new(), ..all() }),
        (!publishers.is_empty(), FilterName::Publisher, Filters { publishers: none(), ..all() }),
        (!not_publishers.is_empty(), FilterName::NotPublisher, Filters { not_publishers: none(), ..all() }),
        (!languages.is_empty(), FilterName::Language, Filters { languages: none(), ..all() }),
        (!kinds.is_empty(), FilterName::Kind, Filters { kinds: Vec::new(), ..all() }),
        (!dates_from.is_empty(), FilterName::DateFrom, Filters { dates_from: Vec::new(), ..all() }),
        (
            from.is_some() || to.is_some() || *undated,
            FilterName::Dates,
            Filters { from: None, to: None, undated: false, ..all() },
        ),
        (least_certain.is_some(), FilterName::MinCertainty, Filters { least_certain: None, ..all() }),
    ]
    .into_iter()
    .filter_map(|(set, name, rest)| set.then_some((name, rest)))
    .collect()
}

/// The fields that a text asks for beside all else, each with the text that is left without it.
fn each_field_dropped(text: &Text) -> Vec<(Field, Option<Text>)> {
    let parts = match &text.root {
        Node::All(parts) => parts.as_slice(),
        root => std::slice::from_ref(root),
    };
    let field = |at: usize| match &parts[at] {
        Node::Field(field) => Some((field.clone(), without_part(text, parts, at))),
        Node::Required(part) => match part.as_ref() {
            Node::Field(field) => Some((field.clone(), without_part(text, parts, at))),
            _ => None,
        },
        _ => None,
    };
    (0..parts.len()).filter_map(field).collect()
}

fn without_part(text: &Text, parts: &[Node], at: usize) -> Option<Text> {
    let mut rest = parts.to_vec();
    rest.remove(at);
    // What only says what to leave out leaves it out of everything.
    (!rest.is_empty()).then(|| Text { root: Node::All(rest), ..text.clone() })
}

/// The same query for its total alone.
fn counting(query: &Query) -> Query {
    Query { limit: 0, offset: 0, facets: Vec::new(), ..query.clone() }
}

/// How many hits a query has, and how much of it they have where none has it all.
type Counted = (u64, Option<Partly>);

/// Says of a query that finds nothing why that is, where `count` counts the hits of another, or nothing where that cannot
/// be done; `nameless` are the quotes
/// that match all but the speaker and have none, or none with a name.
pub(crate) fn nothing_of(
    query: &Query,
    count: &dyn Fn(&Query) -> Result<Option<Counted>>,
    nameless: Option<(u64, u64)>,
    covered: Covered,
) -> Result<Nothing> {
    let query = counting(query);
    let without = |part: Part, rest: &Query| -> Result<Option<Without>> {
        Ok(count(rest)?.map(|(hits, partly)| Without { part, hits, partly }))
    };
    let mut all = Vec::new();
    let filters = each_dropped(&query.filters);
    for (name, filters) in &filters {
        all.extend(without(Part::Filter(*name), &Query { filters: filters.clone(), ..query.clone() })?);
    }
    for (field, text) in query.text.iter().flat_map(each_field_dropped) {
        all.extend(without(Part::Field(field), &Query { text, ..query.clone() })?);
    }
    if filters.len() > 1 {
        all.extend(without(Part::AllFilters, &Query { filters: Filters::default(), ..query.clone() })?);
    }
    if !filters.is_empty() && query.text.is_some() {
        all.extend(without(Part::Text, &Query { text: None, ..query.clone() })?);
    }
    Ok(Nothing {
        covered,
        without: all,
        unknown_speaker: nameless.map(|(unknown, _)| unknown),
        unnamed_speaker: nameless.map(|(_, unnamed)| unnamed),
    })
}

/// Says of a quotation that has no printing why that is, where `trace` traces it under other filters, or does not where
/// that cannot be done.
pub(crate) fn no_printing_of(
    filters: &Filters,
    trace: &dyn Fn(&Filters) -> Result<Option<Trace>>,
    covered: Covered,
) -> Result<Nothing> {
    let dropped = each_dropped(filters);
    let many = dropped.len() > 1;
    let each = dropped.into_iter().map(|(name, rest)| (Part::Filter(name), rest));
    let mut without = Vec::new();
    for (part, rest) in each.chain(many.then(|| (Part::AllFilters, Filters::default()))) {
        let hits = trace(&rest)?.map(|trace| trace.printings.len() as u64);
        without.extend(hits.map(|hits| Without { part, hits, partly: None }));
    }
    Ok(Nothing { covered, without, unknown_speaker: None, unnamed_speaker: None })
}

/// The query without its speaker; nothing where it has none.
pub(crate) fn of_any_speaker(query: &Query) -> Option<Query> {
    let query = counting(query);
    if !query.filters.speakers.is_empty() {
        let filters = Filters { speakers: Vec::new(), ..query.filters.clone() };
        return Some(Query { filters, ..query });
    }
    let mut fields = query.text.iter().flat_map(each_field_dropped);
    let (_, text) = fields.find(|(field, _)| matches!(field, Field::Speaker(_)))?;
    Some(Query { text, ..query })
}

impl Searcher<'_> {
    pub(super) fn why_nothing(&self, query: &Query) -> Result<Nothing> {
        let count = |query: &Query| {
            let found = self.streamed(query)?;
            Ok(Some((found.total, found.partly)))
        };
        let nameless = of_any_speaker(query).map(|rest| self.nameless(&rest)).transpose()?;
        nothing_of(query, &count, nameless, self.covered()?)
    }

    /// Says of a quotation that has no printing among what passes the filters why that is: hits are printings.
    ///
    /// # Errors
    ///
    /// As [`Searcher::trace`].
    pub fn no_printing(&self, quotation: &str, filters: &Filters) -> Result<Nothing> {
        no_printing_of(filters, &|rest| Ok(Some(self.trace(quotation, rest)?)), self.covered()?)
    }

    /// How many quotes match that have no speaker, and that have one without a name.
    fn nameless(&self, query: &Query) -> Result<(u64, u64)> {
        let (values, _) = self.look_up(query)?;
        let count = |unnamed: bool| -> Result<u64> {
            let mut clauses = self.clauses(&values.named);
            let asked = Asked::of(query).query(query, &values, &mut clauses)?;
            let quote = kinds_named(&[KindName::Quote], &self.index().fields);
            let has = |field: &str| Box::new(ExistsQuery::new(field.to_owned(), false)) as Boxed;
            let described = if unnamed { Occur::Must } else { Occur::MustNot };
            let mut all = vec![
                (Occur::Must, asked),
                (Occur::Must, quote),
                (Occur::MustNot, has("speaker")),
                (described, has("described")),
            ];
            all.extend(self.aliased()?.map(|known| (Occur::MustNot, known)));
            Ok(self.engine().search(&BooleanQuery::new(all), &Count)? as u64)
        };
        Ok((count(false)?, count(true)?))
    }

    /// The quotes of unnamed sources whom the user's aliases name.
    fn aliased(&self) -> Result<Option<Boxed>> {
        let forms = self.speakers()?.all().iter().flat_map(|speaker| &speaker.forms);
        let unnamed: Vec<Form> = forms.filter(|form| form.kind == SpeakerKind::Unnamed).cloned().collect();
        Ok(speakers(&unnamed, self.layout()))
    }

    fn covered(&self) -> Result<Covered> {
        let all = Query::new("", Filters::default())?;
        let all = Query { facets: vec![FacetField::Publisher], ..counting(&all) };
        let (first, last) = stats::days(self)?;
        Ok(Covered {
            articles: stats::count(self, self.index(), "article", None)?,
            undated: stats::count(self, self.index(), "article", Some(super::facet::UNDATED))?,
            publishers: self.streamed(&all)?.facets[0].counts.len(),
            first,
            last,
        })
    }
}
