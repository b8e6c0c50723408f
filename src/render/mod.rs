//! From answers to bytes: one interface, several forms.
//!
//! Every form is a [`Renderer`]; what is asked for decides which one is made, and nothing else in the program knows
//! how an answer looks. Text for a terminal carries colour codes, which the caller's stream may strip.

mod chars;
mod csv;
mod excerpt;
mod explain;
mod json;
mod terminal;
mod timeline;
mod trec;

pub use chars::CharOffsets;
pub use explain::{BecauseJson, StepJson};
pub use json::{
    ArticleJson, CountryJson, CountryMentionJson, FacetJson, HitJson, NamedCountryJson, PartlyJson,
    PassageJson, PassagesJson, QuoteJson, SearchJson, UnknownWordJson,
};
pub use terminal::{escape, escape_line};
pub use timeline::{BucketJson, TimelineJson};

use crate::country::{Code, Mention};
use crate::index::{FacetCounts, Results, SpeakerRow, Stats};
use crate::lang::Lexicon;
use crate::query::Query;
use crate::quote::Quote;
use crate::source::Article;
use crate::timeline::Timeline;
use std::io::{self, Write};
use std::time::Duration;

/// The forms an answer can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people, at a terminal `width` columns wide.
    Text {
        /// Columns.
        width: usize,
    },
    /// One JSON object.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// A header row and a row each.
    Csv,
    /// A TREC run, for the hits of searches; what is no hit has the form of CSV.
    Trec,
}

/// An answer to a query with what is shown beside it.
pub struct Answer<'a> {
    /// What was asked.
    pub query: &'a Query,
    /// What the question goes by, where it is one of many.
    pub id: Option<&'a str>,
    /// What was found.
    pub results: &'a Results,
    /// How long it took.
    pub took: Duration,
    /// How the query was read, in words, where that was asked for.
    pub read_as: Option<String>,
}

/// An article with what was read from it.
pub struct ReadArticle<'a> {
    /// The article.
    pub article: &'a Article,
    /// What it is about, with the number of times each is named.
    pub countries: &'a [(Code, usize)],
    /// The countries that it names, in order of place.
    pub mentions: &'a [Mention],
    /// Its quotes with the countries named in each.
    pub quotes: &'a [(Quote, Vec<Code>)],
}

/// Writes answers in one form.
pub trait Renderer {
    /// Writes the hits of a search, and its facets where they were asked for.
    ///
    /// # Errors
    ///
    /// What the stream says.
    fn hits(&self, answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes facet counts alone.
    ///
    /// # Errors
    ///
    /// What the stream says.
    fn facets(&self, facets: &[FacetCounts], out: &mut dyn Write) -> io::Result<()>;

    /// Writes hits over time.
    ///
    /// # Errors
    ///
    /// What the stream says.
    fn timeline(&self, timeline: &Timeline, out: &mut dyn Write) -> io::Result<()>;

    /// Writes one article with its quotes.
    ///
    /// # Errors
    ///
    /// What the stream says.
    fn article(&self, read: &ReadArticle<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes who speaks in an index.
    ///
    /// # Errors
    ///
    /// What the stream says.
    fn speakers(&self, rows: &[SpeakerRow], out: &mut dyn Write) -> io::Result<()>;

    /// Writes what an index holds.
    ///
    /// # Errors
    ///
    /// What the stream says.
    fn stats(&self, stats: &Stats, out: &mut dyn Write) -> io::Result<()>;
}

/// Makes the renderer of a form.
pub fn renderer(format: Format, lexicon: &Lexicon) -> Box<dyn Renderer + '_> {
    match format {
        Format::Text { width } => Box::new(terminal::Terminal { width, lexicon }),
        Format::Json => Box::new(json::Json { lexicon }),
        Format::JsonLines => Box::new(json::JsonLines { lexicon }),
        Format::Csv => Box::new(csv::Csv { lexicon }),
        Format::Trec => Box::new(trec::Trec(csv::Csv { lexicon })),
    }
}
