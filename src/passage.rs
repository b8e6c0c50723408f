//! Cuts an article into what is searched and shown: a passage for each quote and for each paragraph.

use crate::country::{self, Code, Mention};
use crate::lang::Lexicon;
use crate::paragraph::{self, Paragraph};
use crate::quote::{self, Quote};
use crate::source::{Article, Span};

/// All that is known of an article once it has been read.
#[derive(Clone, Debug)]
pub struct Extract {
    /// Its paragraphs, in order.
    pub paragraphs: Vec<Paragraph>,
    /// Its quotes, in order of their beginnings.
    pub quotes: Vec<Quote>,
    /// Every country named, in order of place.
    pub mentions: Vec<Mention>,
    /// What the article is about: countries with the number of times each is named, most named first.
    pub countries: Vec<(Code, usize)>,
}

/// A passage: a paragraph, or a quote in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The ordinal of the quote, or none for a paragraph.
    pub quote: Option<usize>,
    /// Its text, in order.
    pub spans: Vec<Span>,
    /// The ordinal of the paragraph it is, or begins in.
    pub paragraph: usize,
    /// Countries named in it.
    pub countries: Vec<Code>,
}

/// Reads what an article says: paragraphs, quotes, countries.
pub fn extract(article: &Article, lexicon: &Lexicon) -> Extract {
    let paragraphs = paragraph::split(article);
    let quotes = quote::extract(article, &paragraphs, lexicon);
    let mentions = country::mentions(article, &paragraphs, lexicon);
    let countries = country::about(article, &paragraphs, &mentions, lexicon);
    Extract { paragraphs, quotes, mentions, countries }
}
