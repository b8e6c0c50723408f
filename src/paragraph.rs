//! Splits an article's text into paragraphs and says what each is: headline, prose, picture caption.

use crate::source::{Article, Span};

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParagraphKind {
    /// The article's title, where it stands in the text.
    Headline,
    /// Prose.
    Body,
    /// A picture caption or credit: found, but never quoted from.
    Caption,
}

/// A paragraph of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its bytes, without white space around them.
    pub span: Span,
    /// What it is.
    pub kind: ParagraphKind,
    /// A dateline at its head (`LONDON, March 9 - `), the dash included.
    pub dateline: Option<Span>,
}

impl Paragraph {
    /// The paragraph without its dateline.
    pub fn prose(&self) -> Span {
        Span::new(self.dateline.map_or(self.span.start, |d| d.end), self.span.end)
    }
}

/// Splits an article into paragraphs, in order and without overlap.
pub fn split(article: &Article) -> Vec<Paragraph> {
    let _ = article;
    Vec::new()
}
