//! A sentence made ready to be seen from any of its candidates: what is true of its items wherever one stands.

use super::chain::Label;
use super::hash::{ending_hash, mix, stem_hash, word_hash};
use super::model::Model;
use crate::lang::Is;
use crate::quote::cue;
use crate::quote::marks::Segment;
use crate::quote::mention::{self, Phrase};
use crate::quote::sentence::Sentence;
use crate::quote::token::{Shape, Token, Tokens};
use std::ops::Range;

/// What a rule made of a sentence, in items.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// The cue's verb group.
    pub(crate) cue: Range<usize>,
    /// What was said.
    pub(crate) content: Vec<Range<usize>>,
    /// Who said it.
    pub(crate) source: Option<Range<usize>>,
    /// The rule's ordinal.
    pub(crate) rule: u8,
}

impl Claim {
    pub(super) fn label(&self, i: usize) -> Label {
        if self.cue.contains(&i) {
            Label::Cue
        } else if self.content.iter().any(|c| c.contains(&i)) {
            Label::Content
        } else if self.source.as_ref().is_some_and(|s| s.contains(&i)) {
            Label::Source
        } else {
            Label::Other
        }
    }

    /// Raises the labels of the items it takes to its own.
    pub(super) fn mark(&self, labels: &mut [u8]) {
        for range in [&self.cue].into_iter().chain(&self.content).chain(&self.source) {
            for i in range.clone() {
                labels[i] = labels[i].max(self.label(i) as u8);
            }
        }
    }
}

/// Items told apart by what they are, counted up to each item so that what lies between two is a subtraction.
pub(super) const BETWEEN: usize = 8;

/// What stands for an item beyond either end.
const BEYOND: u32 = 0x5eed;

/// What is known of the items of a sentence.
#[derive(Default)]
pub(crate) struct Frame {
    /// Hashes of the words.
    pub(super) word: Vec<u32>,
    /// Hashes of the words without their endings.
    pub(super) stem: Vec<u32>,
    /// Hashes of shape and classes.
    pub(super) class: Vec<u32>,
    /// How many items of each kind stand before each item.
    pub(super) counts: Vec<[u16; BETWEEN]>,
    /// The items that look like finite verbs.
    pub(super) verbs: Vec<usize>,
    /// The items that may begin a clause of their own.
    pub(super) links: Vec<usize>,
}

impl Frame {
    pub(crate) fn new(s: &Sentence) -> Self {
        let n = s.len();
        let mut frame = Frame {
            word: Vec::with_capacity(n),
            stem: Vec::with_capacity(n),
            class: Vec::with_capacity(n),
            counts: Vec::with_capacity(n + 1),
            ..Frame::default()
        };
        let mut counts = [0u16; BETWEEN];
        frame.counts.push(counts);
        for i in 0..n {
            let (word, stem, class) = match (s.quoted(i), s.token(i)) {
                (Some(segment), _) => quoted(s.tokens, segment),
                (_, Some(token)) => plain(s, token, s.str(i)),
                _ => (0, 0, 0),
            };
            frame.word.push(word);
            frame.stem.push(stem);
            frame.class.push(class);
            let kinds = kinds(s, i);
            if kinds[1] || kinds[5] {
                frame.links.push(i);
            }
            if kinds[7] {
                frame.verbs.push(i);
            }
            counts.iter_mut().zip(kinds).for_each(|(n, is)| *n = n.saturating_add(u16::from(is)));
            frame.counts.push(counts);
        }
        frame
    }

    /// The items that may report speech.
    pub(crate) fn candidates<'f>(
        &'f self,
        s: &'f Sentence,
        claims: &'f [Claim],
        model: &'f Model,
    ) -> impl Iterator<Item = usize> + 'f {
        (0..s.len()).filter(move |i| {
            s.token(*i).is_some()
                && (model.is_candidate(self.word[*i]) || claims.iter().any(|c| c.cue.end == i + 1))
        })
    }

    pub(super) fn word_at(&self, i: Option<usize>) -> u32 {
        i.and_then(|i| self.word.get(i)).copied().unwrap_or(BEYOND)
    }

    pub(super) fn class_at(&self, i: Option<usize>) -> u32 {
        i.and_then(|i| self.class.get(i)).copied().unwrap_or(BEYOND)
    }
}

/// Which kinds an item is of.
fn kinds(s: &Sentence, i: usize) -> [bool; BETWEEN] {
    let Some(token) = s.token(i) else {
        let mut kinds = [false; BETWEEN];
        kinds[2] = true;
        return kinds;
    };
    let cue = s.tokens.words.cue(token.word).is_some();
    [
        token.shape == Shape::Comma,
        s.word(i, "that"),
        false,
        cue,
        token.is(Is::AND),
        token.is(Is::SUB | Is::RELATIVE | Is::QUESTION),
        matches!(token.shape, Shape::Dash | Shape::Colon | Shape::Semicolon),
        token.is(Is::AUX) || token.shape == Shape::Lower && (cue || s.str(i).ends_with("ed")),
    ]
}

/// Hashes of a quoted segment's size and end, as a word, a stem and a class.
fn quoted(tokens: &Tokens, segment: &Segment) -> (u32, u32, u32) {
    let size = match segment.words {
        0..=2 => 1,
        3..=5 => 2,
        6..=12 => 3,
        _ => 4,
    };
    let end = match tokens[segment.inner.end - 1].shape {
        Shape::Comma => 1,
        Shape::Stop | Shape::Asks | Shape::Ellipsis => 2,
        Shape::Dash => 3,
        _ => 4,
    };
    let first = tokens[segment.inner.start].is_capital();
    let word = mix(0x1001 + size, end + 8 * u32::from(first));
    (word, word, mix(0x1002, end))
}

/// Hashes of a token's word, stem and class.
fn plain(s: &Sentence, token: &Token, text: &str) -> (u32, u32, u32) {
    let word = if token.shape == Shape::Number { 0x2001 } else { word_hash(text) };
    let stem = if token.shape == Shape::Lower { stem_hash(text) } else { word };
    let cue = s.tokens.words.cue(token.word).map_or(0, |c| 1 + c.form as u32);
    (word, stem, mix(mix(0x3001, shape(token)), mix(token.word.is.bits(), cue)))
}

fn shape(token: &Token) -> u32 {
    match token.shape {
        Shape::Mark(_) => 40,
        Shape::Lower => 1,
        Shape::Capital => 2,
        Shape::Upper => 3,
        Shape::Number => 4,
        Shape::Clitic => 5,
        Shape::Comma => 6,
        Shape::Stop => 7,
        Shape::Asks => 8,
        Shape::Ellipsis => 9,
        Shape::Colon => 10,
        Shape::Semicolon => 11,
        Shape::Dash => 12,
        Shape::Open => 13,
        Shape::Close => 14,
        Shape::Other => 15,
    }
}

/// A candidate and what stands beside it, read once for all that look at it.
pub(crate) struct Spot<'f, 's, 'a> {
    pub(super) s: &'f Sentence<'s, 'a>,
    pub(super) frame: &'f Frame,
    pub(super) claims: &'f [Claim],
    /// Its item.
    pub(super) at: usize,
    /// Where its verb group begins.
    pub(super) group: usize,
    /// Hash of what the lexicon says it takes.
    pub(super) takes: u32,
}

impl<'f, 's, 'a> Spot<'f, 's, 'a> {
    pub(crate) fn new(s: &'f Sentence<'s, 'a>, frame: &'f Frame, claims: &'f [Claim], at: usize) -> Self {
        let known = s.token(at).and_then(|t| s.tokens.words.cue(t.word));
        Spot {
            s,
            frame,
            claims,
            at,
            group: cue::group_start(s, at),
            takes: known.map_or(0, |c| mix(c.bits(), c.form as u32)),
        }
    }

    /// The phrase before it.
    pub(super) fn subject(&self) -> Option<Phrase> {
        mention::before(self.s, self.group, 0)
    }

    /// The phrase behind it.
    pub(super) fn object(&self) -> Option<Phrase> {
        mention::after(self.s, self.at + 1)
    }

    /// Hash of its ending.
    pub(super) fn ending(&self) -> u32 {
        match self.s.token(self.at) {
            Some(token) if token.shape == Shape::Lower => ending_hash(self.s.str(self.at)),
            Some(token) => 0x4000 + shape(token),
            None => 0,
        }
    }
}
