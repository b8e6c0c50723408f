//! What the model looks at: hashed facts about an item of a sentence, seen from a word that may report speech.

use super::chain::Label;
use super::model::{Model, ROW_BITS, STEP_BITS};
use crate::lang::Is;
use crate::quote::sentence::Sentence;
use crate::quote::token::Shape;
use crate::quote::{cue, mention};
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
}

/// The features of all items of a sentence for one candidate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    rows: Vec<u32>,
    ends: Vec<u32>,
    step_rows: Vec<u32>,
    step_ends: Vec<u32>,
    /// The class of each item for the step onto it.
    pub(crate) edges: Vec<u8>,
}

impl Features {
    /// The rows of item `i`.
    pub(crate) fn of(&self, i: usize) -> &[u32] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.rows[start..self.ends[i] as usize]
    }

    /// The rows of the step onto item `i`.
    pub(crate) fn step_of(&self, i: usize) -> &[u32] {
        let start = if i == 0 { 0 } else { self.step_ends[i - 1] as usize };
        &self.step_rows[start..self.step_ends[i] as usize]
    }

    /// All rows.
    pub(crate) fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// All rows of steps.
    pub(crate) fn step_rows(&self) -> &[u32] {
        &self.step_rows
    }

    /// Drops rows that do not pass.
    pub(crate) fn retain(
        &mut self,
        mut keep: impl FnMut(u32) -> bool,
        mut keep_step: impl FnMut(u32) -> bool,
    ) {
        let (mut rows, mut ends) = (Vec::new(), Vec::with_capacity(self.ends.len()));
        let (mut step_rows, mut step_ends) = (Vec::new(), Vec::with_capacity(self.ends.len()));
        for i in 0..self.ends.len() {
            rows.extend(self.of(i).iter().copied().filter(|row| keep(*row)));
            ends.push(rows.len() as u32);
            step_rows.extend(self.step_of(i).iter().copied().filter(|row| keep_step(*row)));
            step_ends.push(step_rows.len() as u32);
        }
        *self = Features { rows, ends, step_rows, step_ends, edges: std::mem::take(&mut self.edges) };
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.ends.clear();
        self.step_rows.clear();
        self.step_ends.clear();
        self.edges.clear();
    }
}

/// Items told apart by what they are, counted up to each item so that what lies between two is a subtraction.
pub(super) const BETWEEN: usize = 8;

/// A sentence made ready to be seen from any of its candidates.
pub(crate) struct Frame<'f, 's, 'a> {
    pub(super) s: &'f Sentence<'s, 'a>,
    pub(super) claims: &'f [Claim],
    model: &'f Model,
    /// Hashes of the words.
    pub(super) word: Vec<u32>,
    /// Hashes of the words without their endings.
    pub(super) stem: Vec<u32>,
    /// Hashes of shape and classes.
    pub(super) class: Vec<u32>,
    /// Hashes of the last letters.
    pub(super) suffix: Vec<u32>,
    pub(super) counts: Vec<[u16; BETWEEN]>,
}

/// Mixes two numbers into a well-spread one (the finaliser of MurmurHash3, Appleby 2011).
pub(super) fn mix(a: u32, b: u32) -> u32 {
    let mut h = a.wrapping_mul(0x9e37_79b1) ^ b.rotate_left(15).wrapping_mul(0x85eb_ca6b);
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    h ^ h >> 16
}

/// Hashes a word in lower case.
pub(crate) fn word_hash(word: &str) -> u32 {
    let mut hash = 0x811c_9dc5;
    for c in word.chars() {
        let c = if c == '’' { '\'' } else { c };
        if c.is_ascii() {
            hash = mix(hash, u32::from(c.to_ascii_lowercase()));
            continue;
        }
        for lower in c.to_lowercase() {
            hash = mix(hash, lower as u32);
        }
    }
    hash
}

/// Hashes a word without the ending of its number or tense.
fn stem_hash(word: &str) -> u32 {
    let stem = ["ing", "ied", "ies", "ed", "es", "s", "y", "e"]
        .iter()
        .find_map(|end| word.strip_suffix(end).filter(|s| s.len() > 2));
    let stem = stem.unwrap_or(word);
    let mut letters = stem.chars().rev();
    let doubled = letters.next() == letters.next();
    word_hash(if doubled { stem.trim_end_matches(|c: char| stem.ends_with(c)) } else { stem })
}

/// A distance in items, in steps that grow.
pub(super) fn bucket(distance: usize) -> u32 {
    match distance {
        0..=5 => distance as u32,
        6..=7 => 6,
        8..=10 => 7,
        11..=15 => 8,
        16..=25 => 9,
        26..=40 => 10,
        _ => 11,
    }
}

impl<'f, 's, 'a> Frame<'f, 's, 'a> {
    pub(crate) fn new(s: &'f Sentence<'s, 'a>, claims: &'f [Claim], model: &'f Model) -> Self {
        let n = s.len();
        let mut frame = Frame {
            s,
            claims,
            model,
            word: Vec::with_capacity(n),
            stem: Vec::with_capacity(n),
            class: Vec::with_capacity(n),
            suffix: Vec::with_capacity(n),
            counts: Vec::with_capacity(n + 1),
        };
        let mut counts = [0u16; BETWEEN];
        frame.counts.push(counts);
        for i in 0..n {
            let (word, class, suffix) = frame.item(i);
            frame.word.push(word);
            frame.stem.push(if s.token(i).is_some_and(|t| t.shape == Shape::Lower) {
                stem_hash(s.str(i))
            } else {
                word
            });
            frame.class.push(class);
            frame.suffix.push(suffix);
            let flags = [
                s.shape(i) == Some(Shape::Comma),
                s.word(i, "that"),
                s.quoted(i).is_some(),
                s.token(i).is_some_and(|t| s.tokens.words.cue(t.word).is_some()),
                s.is(i, Is::AND),
                s.is(i, Is::SUB | Is::RELATIVE | Is::QUESTION),
                matches!(s.shape(i), Some(Shape::Dash | Shape::Colon | Shape::Semicolon)),
                frame.is_verb(i),
            ];
            flags
                .iter()
                .zip(&mut counts)
                .for_each(|(flag, count)| *count = count.saturating_add(u16::from(*flag)));
            frame.counts.push(counts);
        }
        frame
    }

    /// Whether an item looks like a finite verb.
    pub(super) fn is_verb(&self, i: usize) -> bool {
        let s = self.s;
        s.token(i).is_some_and(|t| {
            t.is(Is::AUX)
                || t.shape == Shape::Lower
                    && (s.tokens.words.cue(t.word).is_some() || s.str(i).ends_with("ed"))
        })
    }

    /// Hashes of an item's word, of its class, and of its last letters.
    fn item(&self, i: usize) -> (u32, u32, u32) {
        let s = self.s;
        if let Some(segment) = s.quoted(i) {
            let size = match segment.words {
                0..=2 => 1,
                3..=5 => 2,
                6..=12 => 3,
                _ => 4,
            };
            let end = s.tokens[segment.inner.end - 1].shape;
            let end = match end {
                Shape::Comma => 1,
                Shape::Stop | Shape::Asks | Shape::Ellipsis => 2,
                Shape::Dash => 3,
                _ => 4,
            };
            let first = s.tokens[segment.inner.start].is_capital();
            let word = mix(0x1001 + size, end + 8 * u32::from(first));
            return (word, mix(0x1002, end), mix(0x1003, u32::from(first)));
        }
        let Some(token) = s.token(i) else { return (0, 0, 0) };
        let text = s.str(i);
        let word = if token.shape == Shape::Number { 0x2001 } else { word_hash(text) };
        let shape = match token.shape {
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
        };
        let cue = s.tokens.words.cue(token.word).map_or(0, |c| 1 + c.form as u32);
        let class = mix(mix(0x3001, shape), mix(token.word.is.bits(), cue));
        let suffix = match token.shape {
            Shape::Lower => {
                let start = text.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
                word_hash(&text[start..])
            }
            _ => 0x4000 + shape,
        };
        (word, class, suffix)
    }

    /// The items that may report speech.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.s.len()).filter(|i| {
            self.s.token(*i).is_some()
                && (self.model.is_candidate(self.word[*i]) || self.claims.iter().any(|c| c.cue.end == i + 1))
        })
    }

    /// Reads the features of all items, seen from the candidate at item `at`.
    pub(crate) fn read(&self, at: usize, out: &mut Features) {
        out.clear();
        let view = View::new(self, at);
        for i in 0..self.s.len() {
            view.item(i, &mut out.rows);
            out.ends.push(out.rows.len() as u32);
            view.step(i, &mut out.step_rows);
            out.step_ends.push(out.step_rows.len() as u32);
            out.edges.push(self.edge(i, at));
        }
    }

    /// The class of an item for the step onto it.
    fn edge(&self, i: usize, at: usize) -> u8 {
        let s = self.s;
        let class = match s.token(i) {
            None => 0,
            Some(t) => match t.shape {
                Shape::Comma => 1,
                Shape::Stop | Shape::Asks | Shape::Ellipsis => 2,
                Shape::Dash | Shape::Colon | Shape::Semicolon => 3,
                Shape::Open | Shape::Close => 4,
                Shape::Clitic => 5,
                _ if t.is(Is::SUB | Is::RELATIVE | Is::QUESTION) => 6,
                _ if t.is(Is::DET | Is::POSS | Is::SUBJECT) => 7,
                _ if t.is(Is::AUX) => 8,
                _ if t.is(Is::OF | Is::PREP | Is::AND) => 9,
                _ if t.is_capital() => 10,
                _ => 11,
            },
        };
        class + 12 * u8::from(i > at)
    }

    pub(super) fn word_at(&self, i: Option<usize>) -> u32 {
        i.and_then(|i| self.word.get(i)).copied().unwrap_or(0x5eed)
    }

    pub(super) fn class_at(&self, i: Option<usize>) -> u32 {
        i.and_then(|i| self.class.get(i)).copied().unwrap_or(0x5eed)
    }
}

/// A sentence seen from one candidate.
struct View<'v, 'f, 's, 'a> {
    frame: &'v Frame<'f, 's, 'a>,
    at: usize,
    group: usize,
    cue: u32,
    takes: u32,
    around: [u32; 4],
    start: u32,
    /// The rule's ordinal, its label of each item, and the other claims' labels.
    name: u32,
    ruled: Vec<u32>,
    others: Vec<u32>,
    left: Option<Range<usize>>,
    right: Option<Range<usize>>,
}

impl<'v, 'f, 's, 'a> View<'v, 'f, 's, 'a> {
    fn new(frame: &'v Frame<'f, 's, 'a>, at: usize) -> Self {
        let s = frame.s;
        let group = cue::group_start(s, at);
        let known = s.token(at).and_then(|t| s.tokens.words.cue(t.word));
        let claim = frame.claims.iter().find(|c| c.cue.contains(&at));
        let other = |i: usize| {
            let others = frame.claims.iter().filter(|o| !o.cue.contains(&at));
            others.map(|o| o.label(i) as u32).max().unwrap_or(0)
        };
        View {
            frame,
            at,
            group,
            cue: frame.word[at],
            takes: known.map_or(0, |c| mix(c.bits(), c.form as u32)),
            around: [
                frame.word_at(group.checked_sub(1)),
                frame.word_at(Some(at + 1)),
                frame.word_at(Some(at + 2)),
                frame.class_at(group.checked_sub(1)),
            ],
            start: match s.token(at + 1) {
                Some(t) if t.word.is.bits() != 0 => frame.word_at(Some(at + 1)),
                _ => frame.class_at(Some(at + 1)),
            },
            name: claim.map_or(99, |claim| u32::from(claim.rule)),
            ruled: (0..=s.len()).map(|i| claim.map_or(9, |claim| claim.label(i) as u32)).collect(),
            others: (0..s.len()).map(other).collect(),
            left: mention::before(s, group, 0).map(|p| p.items),
            right: mention::after(s, at + 1).map(|p| p.items),
        }
    }

    fn item(&self, i: usize, rows: &mut Vec<u32>) {
        let f = self.frame;
        let dir = match i {
            _ if i >= self.group && i <= self.at => 1,
            _ if i < self.at => 2,
            _ => 3,
        };
        let far = bucket(i.abs_diff(if i < self.at { self.group } else { self.at }));
        let (w, c) = (f.word[i], f.class[i]);
        let (before, after) = (i.checked_sub(1), Some(i + 1));
        let (wb, wa) = (f.word_at(before), f.word_at(after));
        let (cb, ca) = (f.class_at(before), f.class_at(after));
        let between = self.between(i);
        let (rule, other, name) = (self.ruled[i], self.others[i], self.name);
        let near = |r: &Option<Range<usize>>| match r {
            Some(r) if r.contains(&i) => 1 + u32::from(r.start == i) + 2 * u32::from(r.end == i + 1),
            Some(_) => 5,
            None => 0,
        };
        let noun = near(&self.left) + 8 * near(&self.right);
        let rule_before = before.map_or(8, |b| self.ruled[b]);
        let rule_after = self.ruled[i + 1];
        let edge = u32::from(i == 0) + 2 * u32::from(i + 1 == f.s.len());
        let mut n = 0;
        let mut push = |hash: u32| {
            n += 1;
            rows.push(mix(mix(n * 4 + dir, 0xfeed), hash) >> (32 - ROW_BITS));
        };
        push(0);
        push(w);
        push(wb);
        push(wa);
        push(mix(wb, w));
        push(mix(w, wa));
        push(c);
        push(mix(mix(cb, c), ca));
        push(far);
        push(self.cue);
        push(between);
        push(mix(between, c));
        push(self.takes);
        push(mix(f.stem[self.at], w));
        push(mix(f.stem[self.at], c));
        push(mix(f.stem[self.at], between));
        push(mix(self.start, w));
        push(mix(self.start, c));
        push(f.stem[i]);
        push(self.around[1]);
        push(mix(self.around[0], self.cue));
        push(mix(self.cue, self.around[1]));
        push(mix(self.around[3], self.takes));
        push(mix(rule, other));
        push(mix(mix(rule_before, rule), rule_after));
        push(mix(rule, name));
        push(mix(rule, c));
        push(mix(mix(rule, other), between));
        push(noun);
        push(mix(noun, rule));
        push(mix(edge, c));
    }

    /// What is seen on the step from the item before onto item `i`.
    fn step(&self, i: usize, rows: &mut Vec<u32>) {
        let f = self.frame;
        let Some(before) = i.checked_sub(1) else { return };
        let dir = if i <= self.at { u32::from(i >= self.group) } else { 2 };
        let rules = mix(self.ruled[before], self.ruled[i]);
        let after = f.class_at(Some(i + 1));
        let mut n = 0;
        let mut push = |hash: u32| {
            n += 1;
            rows.push(mix(mix(n * 4 + dir, 0xbeef), hash) >> (32 - STEP_BITS));
        };
        push(mix(f.class[before], f.class[i]));
        push(f.word[i]);
        push(f.word[before]);
        push(rules);
        push(mix(rules, f.class[i]));
        let verbs = if i > self.at { (f.counts[i][7] - f.counts[(self.at + 1).min(i)][7]).min(2) } else { 3 };
        let start = mix(self.start, u32::from(verbs));
        push(mix(f.stem[self.at], f.word[i]));
        push(mix(f.stem[self.at], f.class[i]));
        push(mix(self.start, f.word[i]));
        push(mix(start, f.class[i]));
        push(mix(mix(start, f.class[i]), after));
        push(mix(f.word[before], f.word[i]));
        let commas = f.counts[i.max(self.at)][0] - f.counts[i.min(self.at)][0];
        push(mix(u32::from(commas.min(3)), f.word[i]));
    }

    /// What lies between the item and the candidate.
    fn between(&self, i: usize) -> u32 {
        let (from, to) =
            if i < self.at { (i + 1, self.group.max(i + 1)) } else { (self.at + 1, i.max(self.at + 1)) };
        let (first, last) = (self.frame.counts[from], self.frame.counts[to]);
        (0..BETWEEN).fold(0, |all, b| all * 3 + u32::from(last[b] - first[b]).min(2))
    }
}
