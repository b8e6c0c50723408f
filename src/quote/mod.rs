//! Who said what: quotations and reported speech with their speakers.

use crate::lang::Lexicon;
use crate::paragraph::Paragraph;
use crate::source::{Article, Span};
use serde::{Deserialize, Serialize};

/// How a quote is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Word for word, all of it inside quotation marks.
    Direct,
    /// Reported, with some of it inside quotation marks.
    Mixed,
    /// Reported, without quotation marks.
    Indirect,
}

/// What sort of speaker a quote has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerKind {
    /// A person known by name.
    Person,
    /// Somebody's office or spokesman, not the person.
    Office,
    /// A body known by name.
    Organisation,
    /// A source that the article does not name; shown as written.
    Unnamed,
}

/// Who said a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The fullest form of the name in the article, or the words of an unnamed source.
    pub name: String,
    /// What sort of speaker.
    pub kind: SpeakerKind,
}

/// One quote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// What was said, in order: one span, or several where the quotation is broken.
    pub spans: Vec<Span>,
    /// How it is given.
    pub kind: Kind,
    /// Who said it, where that could be told.
    pub speaker: Option<Speaker>,
    /// The mention the quote is attributed to.
    pub speaker_span: Option<Span>,
    /// The word that says that something was said.
    pub cue_span: Option<Span>,
    /// How sure, from 0 to 1.
    pub certainty: f32,
    /// What decided.
    pub rule: String,
    /// Ordinal of the paragraph in which it begins.
    pub paragraph: usize,
}

/// Finds the quotes of an article, in order of their beginnings.
pub fn extract(article: &Article, paragraphs: &[Paragraph], lexicon: &Lexicon) -> Vec<Quote> {
    let _ = (article, paragraphs, lexicon);
    Vec::new()
}
