//! What is asked for: words, filters, order, how much. A plain value, checked here, that knows no engine.

mod date;
mod error;
mod explain;
mod parse;
#[cfg(test)]
mod tests;
mod text;
mod written;

pub use date::{End, date_bound, date_span};
pub use error::{Problem, QueryError, SyntaxError};
pub use explain::Meanings;
pub use text::{Field, KindName, Node, Text, Within};
pub use written::{FilterError, filters_written, hundredths, is_union};

use crate::country::Area;
use crate::source::{DateFrom, Sureness};
use jiff::civil::Date;

/// Most characters a query's text may have.
pub const MAX_QUERY_CHARS: usize = 2_000;

/// Most words, phrases and fields a query's text may have.
pub const MAX_CLAUSES: usize = 100;

/// Most brackets and exclusions that may stand within each other.
pub const MAX_DEPTH: usize = 20;

/// Most beginnings and words with slips a query's text may have.
pub const MAX_PATTERNS: usize = 20;

/// Most words that may be asked to stand between near ones.
pub const MAX_DISTANCE: u32 = 100;

/// Most letters by which a word may be asked to differ.
pub const MAX_EDITS: u8 = 2;

/// Fewest letters of a beginning.
pub const MIN_PREFIX_CHARS: usize = 2;

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Best match first.
    #[default]
    Relevance,
    /// Latest day first, undated last.
    Newest,
    /// Earliest day first, undated last.
    Oldest,
}

/// What is shown, counted and paged as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Group {
    /// Each passage by itself.
    #[default]
    None,
    /// The passages of an article, each article once.
    Articles,
}

/// Whether what is printed again is a hit again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Copies {
    /// Copies are one hit, the best of them.
    #[default]
    Once,
    /// Each is a hit by itself.
    Each,
}

/// Whether a paragraph is a hit beside a quote in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Paragraphs {
    /// Not where a quote in it matches as well: its words are shown then.
    #[default]
    Folded,
    /// Each that matches is.
    Each,
}

/// How much of a query's words must match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Matching {
    /// All of them or, where nothing has all, most.
    #[default]
    All,
    /// At least one; what has more of them goes first. What is required, excluded or a field stays so.
    Any,
}

/// What is taken where nothing has all the parts of a query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Parts {
    /// What has most of them.
    #[default]
    Most,
    /// Nothing.
    All,
    /// What has so many of them, whether anything has more or not: for an answer that is compared with an earlier one.
    AtLeast(usize),
}

/// A field whose values can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FacetField {
    /// Who is quoted.
    Speaker,
    /// Which country it is about, by region.
    Country,
    /// Which country it names, by region.
    NamesCountry,
    /// The day of publication, by year and month.
    Date,
    /// The paper, agency or site.
    Publisher,
    /// The language of the article.
    Language,
    /// What a passage is: a quote, of which kind, or a paragraph.
    Kind,
    /// Where the date was found, by how far that is to be trusted.
    DateFrom,
}

impl FacetField {
    /// All of them, in the order they are shown in.
    pub const ALL: [FacetField; 8] = [
        FacetField::Speaker,
        FacetField::Country,
        FacetField::NamesCountry,
        FacetField::Date,
        FacetField::Publisher,
        FacetField::Language,
        FacetField::Kind,
        FacetField::DateFrom,
    ];

    /// Those that a list of hits is shown with: all but where dates were found.
    pub fn shown() -> Vec<FacetField> {
        FacetField::ALL.into_iter().filter(|field| *field != FacetField::DateFrom).collect()
    }

    /// Whether its values are countries, in their regions.
    pub fn is_place(self) -> bool {
        matches!(self, FacetField::Country | FacetField::NamesCountry)
    }

    /// Whether its values stand within each other: countries in regions, days in months and years, kinds of quote.
    pub fn is_tree(self) -> bool {
        self.is_place() || matches!(self, FacetField::Date | FacetField::Kind | FacetField::DateFrom)
    }

    /// Whether all passages of an article have the same value of it.
    pub fn is_of_article(self) -> bool {
        use FacetField::{Date, DateFrom, Language, Publisher};
        matches!(self, Date | DateFrom | Language | Publisher)
    }

    /// Its name as a user writes it.
    pub fn name(self) -> &'static str {
        match self {
            FacetField::Speaker => "speaker",
            FacetField::Country => "country",
            FacetField::NamesCountry => "names-country",
            FacetField::Date => "date",
            FacetField::Publisher => "publisher",
            FacetField::Language => "language",
            FacetField::Kind => "kind",
            FacetField::DateFrom => "date-from",
        }
    }
}

/// Dates that were found in one place, or may be trusted so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatesFrom {
    /// All of this sureness.
    Sure(Sureness),
    /// Those from there.
    Place(DateFrom),
}

impl DatesFrom {
    /// All there are, with their names.
    pub fn all() -> impl Iterator<Item = (&'static str, DatesFrom)> {
        let sure = Sureness::ALL.into_iter().map(|sure| (sure.name(), DatesFrom::Sure(sure)));
        sure.chain(DateFrom::ALL.into_iter().map(|place| (place.name(), DatesFrom::Place(place))))
    }
}

/// What hits must be, apart from their words. Values of one filter mean either, different filters mean both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Names of speakers, whole or surname only, as the user wrote them.
    pub speakers: Vec<String>,
    /// Names of those whose quotes are left out.
    pub not_speakers: Vec<String>,
    /// Countries and regions that a passage is about.
    pub countries: Vec<Area>,
    /// Those that a passage names.
    pub names_countries: Vec<Area>,
    /// Those that a passage must not be about.
    pub not_countries: Vec<Area>,
    /// Publishers, as the user wrote them.
    pub publishers: Vec<String>,
    /// Publishers that are left out.
    pub not_publishers: Vec<String>,
    /// Languages of articles, ISO 639-1 codes.
    pub languages: Vec<String>,
    /// Kinds of passage.
    pub kinds: Vec<KindName>,
    /// Where dates must have been found, or how sure they must be.
    pub dates_from: Vec<DatesFrom>,
    /// First day, inclusive.
    pub from: Option<Date>,
    /// Last day, inclusive.
    pub to: Option<Date>,
    /// Whether only articles without a date pass.
    pub undated: bool,
    /// How certain quotes must be, in hundredths; no paragraph passes.
    pub least_certain: Option<u64>,
}

impl Filters {
    /// Whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }

    /// Whether values of a field are picked or left out.
    pub fn pick_from(&self, field: FacetField) -> bool {
        match field {
            FacetField::Speaker => !self.speakers.is_empty() || !self.not_speakers.is_empty(),
            FacetField::Country => !self.countries.is_empty() || !self.not_countries.is_empty(),
            FacetField::NamesCountry => !self.names_countries.is_empty(),
            FacetField::Date => self.from.is_some() || self.to.is_some() || self.undated,
            FacetField::Publisher => !self.publishers.is_empty() || !self.not_publishers.is_empty(),
            FacetField::Language => !self.languages.is_empty(),
            FacetField::Kind => !self.kinds.is_empty(),
            FacetField::DateFrom => !self.dates_from.is_empty(),
        }
    }
}

/// A checked request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The words, or nothing to list all that pass the filters.
    pub text: Option<Text>,
    /// How much of the words must match.
    pub matching: Matching,
    /// What is taken where nothing has all of it.
    pub parts: Parts,
    /// Whether words that go with the query's are looked for as well.
    pub expand: bool,
    /// The id of an article that hits are to be like, in place of words.
    pub similar_to: Option<String>,
    /// The days by which an article must be older than the newest to count half as much for being recent.
    pub half_life: Option<u32>,
    /// What else hits must be.
    pub filters: Filters,
    /// What is one hit.
    pub group: Group,
    /// Whether what is printed again is a hit again.
    pub copies: Copies,
    /// Whether a paragraph is a hit beside a quote in it.
    pub paragraphs: Paragraphs,
    /// The order of hits; without words, relevance means newest first.
    pub sort: Sort,
    /// Most hits returned.
    pub limit: usize,
    /// Hits passed over before the first returned.
    pub offset: usize,
    /// Fields to count the hits by; each under all filters but those on the field itself, so that picking one of its
    /// values leaves the others to pick.
    pub facets: Vec<FacetField>,
}

impl Query {
    /// Makes a query for the ten best hits from a user's words and filters. Days in the words are those of the calendar;
    /// [`Query::new_on`] reads those too that are counted from today.
    ///
    /// # Errors
    ///
    /// [`QueryError`] where the words cannot be read or the days leave nothing.
    pub fn new(text: &str, filters: Filters) -> Result<Query, QueryError> {
        Query::made(text, filters, None)
    }

    /// Makes the same, where days such as `date:last-week` are counted from `today`.
    ///
    /// ```
    /// # use onrecord::query::{Field, Filters, Node, Query};
    /// # use jiff::civil::date;
    /// let query = Query::new_on("date:yesterday", Filters::default(), date(2025, 9, 4)).unwrap();
    /// let day = Some(date(2025, 9, 3));
    /// assert_eq!(query.text.unwrap().root, Node::Field(Field::Date { from: day, to: day }));
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Query::new`].
    pub fn new_on(text: &str, filters: Filters, today: Date) -> Result<Query, QueryError> {
        Query::made(text, filters, Some(today))
    }

    fn made(text: &str, filters: Filters, today: Option<Date>) -> Result<Query, QueryError> {
        if let (Some(from), Some(to)) = (filters.from, filters.to)
            && from > to
        {
            return Err(QueryError::EmptyRange { from, to });
        }
        if filters.undated && (filters.from.is_some() || filters.to.is_some()) {
            return Err(QueryError::UndatedOnDays);
        }
        let text = if text.trim().is_empty() { None } else { Some(Text::parse_on(text, today)?) };
        Ok(Query {
            text,
            matching: Matching::All,
            parts: Parts::Most,
            expand: false,
            similar_to: None,
            half_life: None,
            filters,
            group: Group::None,
            copies: Copies::Once,
            paragraphs: Paragraphs::Folded,
            sort: Sort::Relevance,
            limit: 10,
            offset: 0,
            facets: Vec::new(),
        })
    }

    /// Makes a query for the ten articles most like the one with this id.
    ///
    /// # Errors
    ///
    /// [`QueryError`] where the days leave nothing.
    pub fn similar(article: &str, filters: Filters) -> Result<Query, QueryError> {
        let (matching, group) = (Matching::Any, Group::Articles);
        Ok(Query { matching, group, similar_to: Some(article.to_owned()), ..Query::new("", filters)? })
    }

    /// Whether hits differ in how well they match.
    pub fn is_ranked(&self) -> bool {
        self.similar_to.is_some() || self.text.as_ref().is_some_and(Text::has_words)
    }

    /// The half-life by which the recent count more, where hits come by how well they match.
    pub(crate) fn prefers_recent(&self) -> Option<u32> {
        self.half_life.filter(|_| self.sort() == Sort::Relevance)
    }

    /// Says in words how the text was read; nothing for a query without one.
    pub fn read_as(&self, meanings: &dyn Meanings) -> Option<String> {
        self.text.as_ref().map(|text| text.read_as(self.matching, meanings))
    }

    /// The order hits come in: without words nothing is more relevant than anything else, so newest first.
    pub fn sort(&self) -> Sort {
        match (self.sort, self.is_ranked()) {
            (Sort::Relevance, false) => Sort::Newest,
            (sort, _) => sort,
        }
    }
}
