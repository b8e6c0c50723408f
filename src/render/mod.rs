//! From answers to bytes: one interface, several forms.
//!
//! Every form is a [`Renderer`]; what is asked for decides which one is made, and nothing else in the program knows
//! how an answer looks. Text for a terminal carries colour codes, which the caller's stream may strip.

mod article;
mod bibtex;
mod chars;
mod citation;
mod csv;
mod excerpt;
mod explain;
mod json;
mod nothing;
mod stream;
mod terminal;
mod timeline;
mod trace;
mod trec;

pub use article::{ArticleJson, CountryJson, CountryMentionJson, NamedCountryJson, QuoteJson};
pub use chars::CharOffsets;
pub use explain::{BecauseJson, StepJson};
pub use json::{
    CopiesJson, FacetJson, FirstJson, HitJson, PartlyJson, PassageJson, PassagesJson, SearchJson,
    UnknownWordJson,
};
pub use nothing::{CoveredJson, NothingJson, WithoutJson, written};
pub use terminal::{escape, escape_line};
pub use timeline::{BucketJson, TimelineJson};
pub use trace::{ChangeJson, PrintingJson, TraceAnswer, TraceJson};

use crate::country::{Code, Mention};
use crate::index::{BoxedHits, FacetCounts, Found, Nothing, Results, SpeakerRow, Stats};
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
    /// A line for a footnote each; of hits and articles alone.
    Citation,
    /// An entry for each article; of hits and articles alone.
    Bibtex,
}

/// Why hits could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A hit could not be read.
    #[error(transparent)]
    Read(#[from] crate::Error),
    /// The stream did not take it.
    #[error(transparent)]
    Write(#[from] io::Error),
}

impl From<::csv::Error> for RenderError {
    fn from(error: ::csv::Error) -> RenderError {
        RenderError::Write(error.into())
    }
}

/// An answer to a query with what is shown beside it.
pub struct Answer<'a> {
    /// What was asked.
    pub query: &'a Query,
    /// What the question goes by, where it is one of many.
    pub id: Option<&'a str>,
    /// What was found, but for the hits themselves.
    pub results: &'a Results<()>,
    /// How long it took.
    pub took: Duration,
    /// How the query was read, in words, where that was asked for.
    pub read_as: Option<String>,
    /// Why there are no hits, where there are none.
    pub nothing: Option<Nothing>,
}

/// An article with what was read from it.
pub struct ReadArticle<'a> {
    /// The article.
    pub article: &'a Article,
    /// The hash of all that was read of it ([`article_hash`](crate::index::article_hash)).
    pub hash: u64,
    /// What it is about, with the number of times each is named.
    pub countries: &'a [(Code, usize)],
    /// The countries that it names, in order of place.
    pub mentions: &'a [Mention],
    /// Its quotes with the countries named in each.
    pub quotes: &'a [(Quote, Vec<Code>)],
}

impl<'a> From<&'a Found> for ReadArticle<'a> {
    fn from(found: &'a Found) -> ReadArticle<'a> {
        ReadArticle {
            article: &found.article,
            hash: found.hash,
            countries: &found.countries,
            mentions: &found.mentions,
            quotes: &found.quotes,
        }
    }
}

/// Writes answers in one form.
pub trait Renderer {
    /// Writes the hits of a search as they are read, and its facets where they were asked for.
    ///
    /// # Errors
    ///
    /// What the stream says, or the index of a hit; what stands before it has been written.
    fn hits(&self, answer: &Answer<'_>, hits: BoxedHits<'_>, out: &mut dyn Write) -> Result<(), RenderError>;

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

    /// Writes the printings of a quotation.
    ///
    /// # Errors
    ///
    /// What the stream says.
    fn trace(&self, answer: &TraceAnswer<'_>, out: &mut dyn Write) -> io::Result<()>;

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
        Format::Citation => Box::new(citation::Citation),
        Format::Bibtex => Box::new(bibtex::Bibtex),
    }
}
