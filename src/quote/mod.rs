//! Who said what: quotations and reported speech with their speakers.
//!
//! ```text
//! bytes ─token→ words ─marks→ quoted segments ─sentence→ sentences ─cue, mention, block→ cues with their sources
//!       ─clause, attribute→ content, cue, source by rule ─tag, tagged→ the same as the model has it
//!       ─flow→ the same for quotations without a cue ─naming, people, resolve→ speakers ─trail→ why
//! ```
//!
//! Paragraphs of a printed conversation (`transcript`) are taken as they are.
//!
//! An article is read in sections of whole paragraphs, so that memory is bounded whatever its length; people, and who
//! spoke last, are carried from one section to the next.

mod attribute;
mod block;
mod clause;
mod cue;
mod epithet;
mod flow;
mod given;
mod marks;
mod mention;
mod naming;
mod people;
#[cfg(test)]
mod probe;
mod resolve;
mod rule;
mod sentence;
mod tag;
mod tagged;
mod token;
mod trail;
mod transcript;

pub use rule::Rule;
pub(crate) use tag::Model;
pub use tag::train::train;
pub use trail::{Because, Step};

use crate::lang::Lexicon;
use crate::paragraph::{Paragraph, ParagraphKind};
use crate::source::{Article, Span};
use attribute::Attribution;
use flow::{Flow, Section};
use people::People;
use resolve::Resolver;
use sentence::Sentence;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use token::Tokens;
use trail::{Met, Trails};

/// How a quote is given.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Word for word, all of it inside quotation marks.
    Direct,
    /// Reported, with some of it inside quotation marks.
    Mixed,
    /// Reported, without quotation marks.
    Indirect,
}

impl Kind {
    /// Its name as a user writes it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Direct => "direct",
            Kind::Mixed => "mixed",
            Kind::Indirect => "indirect",
        }
    }
}

/// What sort of speaker a quote has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
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
    pub rule: Rule,
    /// Ordinal of the paragraph in which it begins.
    pub paragraph: usize,
    /// Why it has its speaker, where that was asked for ([`explain`]); never stored.
    #[serde(skip)]
    pub because: Option<Box<Because>>,
}

impl Quote {
    /// How sure, in hundredths; what is shown and filtered by.
    pub fn hundredths(&self) -> u64 {
        (self.certainty * 100.0).round() as u64
    }
}

/// Reported speech less certain than this is left out: of five such quotes about two are right, and a reader is better
/// served by the paragraph.
const LEAST_CERTAIN: f32 = 0.4;

/// A section ends with the paragraph that makes it longer than this many bytes; a longer paragraph is cut.
const SECTION: usize = 1 << 20;

/// A paragraph that may be quoted from, in tokens.
#[derive(Clone, Debug)]
pub(crate) struct Para {
    /// Its ordinal in the article.
    pub(crate) index: usize,
    /// Whether a headline.
    pub(crate) headline: bool,
    /// Its tokens, the dateline left out.
    pub(crate) tokens: Range<usize>,
}

/// Finds the quotes of an article, in order of their beginnings.
pub fn extract(article: &Article, paragraphs: &[Paragraph], lexicon: &Lexicon) -> Vec<Quote> {
    read(article, paragraphs, lexicon, false)
}

/// Finds the same quotes, and says of each why it has its speaker.
pub fn explain(article: &Article, paragraphs: &[Paragraph], lexicon: &Lexicon) -> Vec<Quote> {
    read(article, paragraphs, lexicon, true)
}

fn read(article: &Article, paragraphs: &[Paragraph], lexicon: &Lexicon, explain: bool) -> Vec<Quote> {
    if !article.given.is_empty() {
        return given::quotes(article, paragraphs, explain);
    }
    let (people, flow) = (People::default(), Flow::default());
    let explained = explain.then_some(paragraphs);
    let mut reader = Reader { article, lexicon, people, flow, quotes: Vec::new(), explained };
    sections(article, paragraphs, &mut |section| reader.section(section));
    reader.quotes.retain(|q| q.kind != Kind::Indirect || q.certainty >= LEAST_CERTAIN);
    // To hundredths, as it is shown and filtered by; more digits say nothing.
    reader.quotes.iter_mut().for_each(|q| q.certainty = q.hundredths() as f32 / 100.0);
    reader.quotes.sort_by_key(|q| (q.spans[0].start, q.spans[0].end));
    if article.language.as_deref().is_some_and(|language| language != ENGLISH) {
        reader.quotes.iter_mut().for_each(leave_unguessed);
    }
    reader.quotes
}

/// The language whose sentences are understood.
const ENGLISH: &str = "en";

/// Takes back a speaker who was told by the shape of an English sentence alone; in another language that is a wrong name
/// more often than a right one.
fn leave_unguessed(quote: &mut Quote) {
    let guessed =
        [Rule::Neighbour, Rule::SentenceSubject, Rule::CarriedOver, Rule::Introduced, Rule::AfterComma];
    if guessed.contains(&quote.rule) {
        (quote.speaker, quote.speaker_span, quote.cue_span, quote.because) = (None, None, None, None);
        quote.rule = Rule::Unattributed;
    }
}

/// A stretch of a paragraph, its ordinal, and whether it is a headline.
type Piece = (usize, bool, Span);

/// Hands over an article's paragraphs in sections of bounded length.
fn sections(article: &Article, paragraphs: &[Paragraph], read: &mut dyn FnMut(&[Piece])) {
    let mut section: Vec<Piece> = Vec::new();
    let mut bytes = 0;
    for (index, paragraph) in paragraphs.iter().enumerate().filter(|(_, p)| p.kind != ParagraphKind::Caption)
    {
        for span in pieces(&article.text, paragraph.prose()) {
            if bytes > 0 && bytes + span.len() > SECTION {
                read(&section);
                section.clear();
                bytes = 0;
            }
            bytes += span.len();
            section.push((index, paragraph.kind == ParagraphKind::Headline, span));
        }
    }
    read(&section);
}

/// Hands over every sentence of an article, and whether it stands in a headline.
fn each_sentence(article: &Article, lexicon: &Lexicon, read: &mut dyn FnMut(&Sentence, bool)) {
    sections(article, &crate::paragraph::split(article), &mut |section| {
        let (tokens, paras) = tokens(article, lexicon, section);
        let segments = marks::segments(&tokens, &paras);
        let mut next = 0;
        for para in &paras {
            let items = sentence::items(para.tokens.clone(), &segments, next);
            let whole = Sentence { tokens: &tokens, segments: &segments, items: &items };
            next += items.iter().filter(|i| matches!(i, sentence::Item::Quoted(_))).count();
            for range in sentence::sentences(&whole) {
                read(&Sentence { items: &items[range], ..whole }, para.headline);
            }
        }
    });
}

/// The tokens of a section and its paragraphs among them.
fn tokens<'a>(article: &'a Article, lexicon: &'a Lexicon, section: &[Piece]) -> (Tokens<'a>, Vec<Para>) {
    let mut tokens = Tokens::new(&article.text, lexicon, section.first().map_or(0, |first| first.2.start));
    let mut paras = Vec::with_capacity(section.len());
    for &(index, headline, span) in section {
        let start = tokens.len();
        tokens.push(span);
        paras.push(Para { index, headline, tokens: start..tokens.len() });
    }
    (tokens, paras)
}

/// Cuts a paragraph too long for one section, at a blank where there is one.
fn pieces(text: &str, span: Span) -> Vec<Span> {
    let mut list = Vec::new();
    let mut start = span.start;
    while span.end - start > SECTION {
        let limit = start + SECTION;
        let window = (limit - 1024..=limit).rev();
        let blank = window.clone().find(|i| text.as_bytes()[*i] == b' ');
        let end = blank.or_else(|| window.clone().find(|i| text.is_char_boundary(*i))).unwrap_or(limit);
        list.push(Span::new(start, end));
        start = end;
    }
    list.push(Span::new(start, span.end));
    list
}

struct Reader<'a> {
    article: &'a Article,
    lexicon: &'a Lexicon,
    people: People,
    flow: Flow,
    quotes: Vec<Quote>,
    /// The article's paragraphs, where quotes are to be explained.
    explained: Option<&'a [Paragraph]>,
}

impl Reader<'_> {
    fn section(&mut self, paragraphs: &[Piece]) {
        let (tokens, paras) = tokens(self.article, self.lexicon, paragraphs);
        let segments = marks::segments(&tokens, &paras);
        self.people.read(&tokens, &paras, &segments, self.lexicon);
        // Sources lie in the section's tokens, so nobody's words are carried over its end.
        self.flow = Flow::default();
        let mut found =
            Section::read(&tokens, &segments, &self.people, &paras, &mut self.flow, self.lexicon.model());
        found.sort_by_key(|(_, a)| a.source.as_ref().map_or(a.content[0].start, |s| s.phrase.start));
        let mut resolver = Resolver {
            tokens: &tokens,
            people: &self.people,
            last_speaker: None,
            latest: None,
            unnamed: Vec::new(),
            told: None,
            said: Vec::new(),
            met: Met::default(),
        };
        let trails = self.explained.map(|paragraphs| Trails::new(&tokens, &self.people, paragraphs));
        for (paragraph, attribution) in found {
            self.quotes.push(quote(&tokens, attribution, paragraph, &mut resolver, trails.as_ref()));
        }
    }
}

fn quote(
    tokens: &Tokens,
    attribution: Attribution,
    paragraph: usize,
    resolver: &mut Resolver,
    trails: Option<&Trails>,
) -> Quote {
    resolver.said.clone_from(&attribution.content);
    let (speaker, sure) = match &attribution.source {
        Some(source) => resolver.resolve(source),
        None => (None, 1.0),
    };
    let because = trails.map(|trails| {
        let way = |s: &attribute::Source| trails.of(&s.phrase, resolver.told, &resolver.met);
        let trail = attribution.source.as_ref().map(way).unwrap_or_default();
        Box::new(Because { trail, score: attribution.score, named: sure, alias_of: None })
    });
    Quote {
        spans: attribution.content.into_iter().map(|range| tokens.cover(range)).collect(),
        kind: attribution.kind,
        speaker,
        speaker_span: attribution.source.map(|s| tokens.cover(s.phrase)),
        cue_span: attribution.cue.map(|range| tokens.cover(range)),
        certainty: rule::certainty(attribution.rule, attribution.kind, attribution.score) * sure,
        rule: attribution.rule,
        paragraph,
        because,
    }
}
