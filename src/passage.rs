//! Cuts an article into what is searched and shown: a passage for each quote and for each paragraph.

use crate::country::{self, Code, Mention};
use crate::lang::Lexicon;
use crate::paragraph::{self, Paragraph, ParagraphKind};
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

/// What a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassageKind {
    /// The quote of this ordinal.
    Quote(usize),
    /// A whole paragraph.
    Paragraph,
    /// The headline of an article that has nothing else.
    Headline,
}

/// A passage: what is searched and shown as one hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// Its text in order; empty for a headline that is no part of the text.
    pub spans: Vec<Span>,
    /// The ordinal of the paragraph it is, or begins in.
    pub paragraph: usize,
    /// Countries named in it, in the order of first naming.
    pub countries: Vec<Code>,
    /// For a paragraph, how many passages back the first quote stands that covers a part of it; 0 for none.
    ///
    /// All quotes from there on cover the paragraph, so a search that has seen one of them match knows, when it
    /// comes to the paragraph, that its words have been shown already.
    pub quotes_back: usize,
}

/// Reads what an article says: paragraphs, quotes, countries.
pub fn extract(article: &Article, lexicon: &Lexicon) -> Extract {
    let paragraphs = paragraph::split(article);
    let quotes = quote::extract(article, &paragraphs, lexicon);
    with_countries(article, paragraphs, quotes, lexicon)
}

/// Reads the same, and says of each quote why it has its speaker.
pub fn explain(article: &Article, lexicon: &Lexicon) -> Extract {
    let paragraphs = paragraph::split(article);
    let quotes = quote::explain(article, &paragraphs, lexicon);
    with_countries(article, paragraphs, quotes, lexicon)
}

fn with_countries(
    article: &Article,
    paragraphs: Vec<Paragraph>,
    quotes: Vec<Quote>,
    lexicon: &Lexicon,
) -> Extract {
    let mentions = country::mentions(article, &paragraphs, lexicon);
    let countries = country::about(article, &paragraphs, &mentions, lexicon);
    Extract { paragraphs, quotes, mentions, countries }
}

/// Cuts an article into passages: before each paragraph its quotes, those that run on past its end last.
pub fn passages(article: &Article, extract: &Extract) -> Vec<Passage> {
    let mut out: Vec<Passage> = Vec::with_capacity(extract.paragraphs.len() + extract.quotes.len());
    let mut next_quote = 0;
    let mut running_on: Option<(usize, usize)> = None;
    for (i, paragraph) in extract.paragraphs.iter().enumerate() {
        let first = next_quote;
        while extract.quotes.get(next_quote).is_some_and(|q| q.paragraph <= i) {
            next_quote += 1;
        }
        let mut here: Vec<usize> = (first..next_quote).collect();
        here.sort_by_key(|q| (end(&extract.quotes[*q]) > paragraph.span.end, *q));
        let covers_from = match running_on {
            Some((passage, until)) if until > paragraph.span.start => passage,
            _ => out.len(),
        };
        for q in here {
            let until = end(&extract.quotes[q]);
            if until > paragraph.span.end {
                running_on = Some((out.len(), until));
            }
            out.push(quote_passage(q, i, extract));
        }
        if paragraph.kind != ParagraphKind::Headline {
            out.push(Passage {
                kind: PassageKind::Paragraph,
                spans: vec![paragraph.span],
                paragraph: i,
                countries: named_in(&[paragraph.span], &extract.mentions),
                quotes_back: out.len() - covers_from,
            });
        }
    }
    if out.is_empty() && article.title.is_some() {
        out.push(headline(article, extract));
    }
    out
}

fn end(quote: &Quote) -> usize {
    quote.spans.last().map_or(0, |s| s.end)
}

fn quote_passage(ordinal: usize, paragraph: usize, extract: &Extract) -> Passage {
    let spans = extract.quotes[ordinal].spans.clone();
    let countries = named_in(&spans, &extract.mentions);
    Passage { kind: PassageKind::Quote(ordinal), spans, paragraph, countries, quotes_back: 0 }
}

fn headline(article: &Article, extract: &Extract) -> Passage {
    let spans: Vec<Span> = article.title_span.into_iter().collect();
    let countries = named_in(&spans, &extract.mentions);
    Passage { kind: PassageKind::Headline, spans, paragraph: 0, countries, quotes_back: 0 }
}

/// The countries named inside `spans`, each once.
pub fn named_in(spans: &[Span], mentions: &[Mention]) -> Vec<Code> {
    let mut codes = Vec::new();
    for span in spans {
        let from = mentions.partition_point(|m| m.span.start < span.start);
        for mention in mentions[from..].iter().take_while(|m| m.span.start < span.end) {
            if span.contains(mention.span) && !codes.contains(&mention.code) {
                codes.push(mention.code);
            }
        }
    }
    codes
}

/// The words of `spans`, joined by an ellipsis where something stands between them.
pub fn words(text: &str, spans: &[Span]) -> String {
    let pieces: Vec<&str> = spans.iter().map(|s| s.of(text)).collect();
    pieces.join(" … ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::Kind;

    fn quote(paragraph: usize, spans: &[(usize, usize)]) -> Quote {
        Quote {
            spans: spans.iter().map(|(s, e)| Span::new(*s, *e)).collect(),
            kind: Kind::Direct,
            speaker: None,
            speaker_span: None,
            cue_span: None,
            certainty: 1.0,
            rule: crate::quote::Rule::AfterCue,
            paragraph,
            because: None,
        }
    }

    fn paragraph(start: usize, end: usize, kind: ParagraphKind) -> Paragraph {
        Paragraph { span: Span::new(start, end), kind, dateline: None }
    }

    fn article(text: &str) -> Article {
        Article::of_text("a.txt", text)
    }

    #[test]
    fn quotes_stand_before_their_paragraph_and_long_ones_last() {
        let extract = Extract {
            paragraphs: vec![
                paragraph(0, 10, ParagraphKind::Body),
                paragraph(12, 20, ParagraphKind::Body),
                paragraph(22, 30, ParagraphKind::Body),
            ],
            quotes: vec![quote(0, &[(1, 9), (12, 20)]), quote(0, &[(2, 4)]), quote(1, &[(14, 16)])],
            mentions: vec![],
            countries: vec![],
        };
        let text = "x".repeat(30);
        let cut: Vec<(PassageKind, usize)> =
            passages(&article(&text), &extract).iter().map(|p| (p.kind, p.quotes_back)).collect();
        assert_eq!(
            cut,
            [
                (PassageKind::Quote(1), 0),
                (PassageKind::Quote(0), 0),
                (PassageKind::Paragraph, 2),
                (PassageKind::Quote(2), 0),
                (PassageKind::Paragraph, 3),
                (PassageKind::Paragraph, 0),
            ]
        );
    }

    #[test]
    fn an_article_that_is_only_a_headline_is_found_by_it() {
        let mut article = article("");
        article.title = Some("Bank holds rates".into());
        let extract = Extract { paragraphs: vec![], quotes: vec![], mentions: vec![], countries: vec![] };
        assert_eq!(passages(&article, &extract)[0].kind, PassageKind::Headline);
    }
}
