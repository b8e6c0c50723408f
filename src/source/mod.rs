//! Turns files into articles: walks folders, tells the format by the content, reads what is there.
//!
//! One file a format family, each a reader from bytes to articles held to one contract (`tests/formats/`).
//! What a text says is the business of later stages; here only the frame is read: id, date, title, publisher.
//! How a format is added is told in `readers.rs`.

mod byline;
mod caught;
mod container;
mod cut;
mod date;
mod dating;
mod decode;
mod document;
mod draft;
mod epub;
mod factiva;
mod facts;
mod feed;
mod handed;
mod head;
mod html;
mod json;
mod language;
pub(crate) mod layout;
mod nexis;
mod open;
mod plain;
mod readers;
mod reading;
mod records;
mod reuters;
mod sniff;
mod table;
mod tags;
mod title;
mod trec;
mod walk;
mod warc;
mod xml;

pub use dating::{DateFrom, Sureness};
pub use draft::Draft;
pub use facts::FieldMap;
pub use language::LanguageFrom;
pub use open::{Articles, Drafts, STANDARD_INPUT, articles, articles_from, drafts};
pub use readers::Format;
pub use reading::Reading;
pub use walk::{SourceFile, Stamp, walk};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A half-open range of bytes in [`Article::text`], on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Makes a span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Span { start, end }
    }

    /// The text in the span.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(&self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// One dated article: a frame of facts about it and one text, into which all else are ranges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The format's own id where it has one, else made from the source's name and the position in it.
    pub id: String,
    /// The file it came from, as shown to the user, with `/` between folders.
    pub source: String,
    /// Its ordinal in the source, from 0.
    pub position: u64,
    /// The paper, agency or site.
    pub publisher: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Where the headline stands in the text, when it is part of it.
    pub title_span: Option<Span>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The day of publication.
    pub date: Option<Date>,
    /// Where the date was found.
    pub date_from: Option<DateFrom>,
    /// The field it stood in, as the format calls it: `datePublished`, `article:published_time`, `WARC-Date`.
    pub date_field: Option<String>,
    /// What stood where the date should, when it was none or not to be believed, and why: `2099-01-01: in the future`.
    pub date_refused: Option<String>,
    /// ISO 639-1 code (639-3 where that has none) of what the source says, else of what the text is sure to be.
    pub language: Option<String>,
    /// Where the language was found.
    pub language_from: Option<LanguageFrom>,
    /// Where it was published.
    pub url: Option<String>,
    /// The text; for a plain text file the whole of the file.
    pub text: String,
    /// Byte in `text` at which the prose begins, after a head line or front matter.
    pub body_start: usize,
    /// Quotes that the source gives with their speakers; where there are any, none are looked for.
    pub given: Vec<GivenQuote>,
}

/// A quote that the source gives with its speaker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GivenQuote {
    /// Where it stands in the article's text, in bytes; inside one paragraph.
    pub span: Span,
    /// Who said it, as the source names them; none where it does not know.
    pub speaker: Option<String>,
    /// How sure the source is, from 0 to 1, where it says so.
    pub certainty: Option<f32>,
}

impl Article {
    /// Makes an article of nothing but a text.
    pub fn of_text(source: &str, text: &str) -> Article {
        Article {
            id: source.to_owned(),
            source: source.to_owned(),
            position: 0,
            publisher: None,
            title: None,
            title_span: None,
            authors: Vec::new(),
            date: None,
            date_from: None,
            date_field: None,
            date_refused: None,
            language: None,
            language_from: None,
            url: None,
            text: text.to_owned(),
            body_start: 0,
            given: Vec::new(),
        }
    }
}
