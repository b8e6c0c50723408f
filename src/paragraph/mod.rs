//! Splits an article's text into paragraphs and says what each is: headline, prose, picture caption.

mod caption;
mod dateline;

use crate::source::{Article, Span, layout};

/// How many paragraphs of prose at the head of an article may carry its dateline: bylines and notes come before it.
const DATELINE_WITHIN: usize = 3;

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
    /// A dateline at its head (`LONDON, March 9 - `), the dash and the blanks after it included.
    pub dateline: Option<Span>,
}

impl Paragraph {
    /// The paragraph without its dateline.
    pub fn prose(&self) -> Span {
        Span::new(self.dateline.map_or(self.span.start, |d| d.end), self.span.end)
    }
}

/// Splits an article into paragraphs, in order and without overlap, none empty.
///
/// Nothing before [`Article::body_start`] is in any of them.
pub fn split(article: &Article) -> Vec<Paragraph> {
    let text = &article.text;
    let mut paragraphs: Vec<Paragraph> = spans(article)
        .into_iter()
        .map(|span| Paragraph { span, kind: kind(article, span), dateline: None })
        .collect();
    let heads = paragraphs.iter_mut().filter(|p| p.kind == ParagraphKind::Body).take(DATELINE_WITHIN);
    for paragraph in heads {
        paragraph.dateline = dateline::find(text, paragraph.span);
        if paragraph.dateline.is_some() {
            break;
        }
    }
    paragraphs
}

/// The blocks of the text, with the title as one of its own.
fn spans(article: &Article) -> Vec<Span> {
    let text = &article.text;
    match title(article) {
        Some(title) => {
            // Each side of the title is laid out by itself: a title line says nothing on how the prose is set.
            let mut spans = layout::blocks(&text[..title.start], article.body_start);
            spans.push(title);
            spans.extend(layout::blocks(text, title.end));
            spans
        }
        None => layout::blocks(text, article.body_start),
    }
}

/// The title's span where it is sound: inside the body, trimmed, on character boundaries.
fn title(article: &Article) -> Option<Span> {
    let span = article.title_span.filter(|span| span.start >= article.body_start && !span.is_empty())?;
    let words = article.text.get(span.start..span.end)?;
    (words.trim_matches(layout::is_blank).len() == words.len()).then_some(span)
}

fn kind(article: &Article, span: Span) -> ParagraphKind {
    if title(article) == Some(span) {
        ParagraphKind::Headline
    } else if caption::is_caption(span.of(&article.text)) {
        ParagraphKind::Caption
    } else {
        ParagraphKind::Body
    }
}
