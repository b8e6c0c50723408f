//! What the model looks at: hashed facts about an item of a sentence, seen from a word that may report speech.

pub(crate) use super::frame::Claim;
use super::frame::{BETWEEN, Frame, Spot};
use super::hash::{bucket, pair, row};
use super::model::{ROW_BITS, STEP_BITS};
use crate::lang::Is;
use crate::quote::token::Shape;
use std::ops::Range;

/// Takes the rows of features, in groups.
pub(crate) trait Rows: Sized {
    /// Takes a row.
    fn push(&mut self, row: u32);

    /// Takes the rows of a group, which stay the same while `key` does.
    fn group(&mut self, group: usize, key: u64, rows: impl FnOnce(&mut Self)) {
        let _ = (group, key);
        rows(self);
    }
}

impl Rows for Vec<u32> {
    fn push(&mut self, row: u32) {
        Vec::push(self, row);
    }
}

/// How many groups of features there are.
pub(crate) const GROUPS: usize = 3;

/// How many rows [`alone`], [`View::item`] and [`View::step`] hand over of an item, those of groups left out.
pub(crate) const ALONE: usize = 7;
pub(crate) const OF_ITEM: usize = 8;
pub(crate) const OF_STEP: usize = 11;

/// Hands over the rows of item `i` that are the same from wherever it is seen.
pub(crate) fn alone(f: &Frame, i: usize, rows: &mut impl Rows) {
    let (before, after) = (i.checked_sub(1), Some(i + 1));
    let (w, c) = (f.word[i], f.class[i]);
    let edge = u32::from(i == 0) + 2 * u32::from(i + 1 == f.word.len());
    let row = |n: u32, value: u32| row(n, value, ROW_BITS);
    rows.push(row(0x101, w));
    rows.push(row(0x102, f.word_at(before)));
    rows.push(row(0x103, f.word_at(after)));
    rows.push(row(0x104, c));
    rows.push(row(0x105, pair(pair(f.class_at(before), c), f.class_at(after))));
    rows.push(row(0x106, f.stem[i]));
    rows.push(row(0x107, pair(edge, c)));
}

/// A sentence seen from one candidate.
pub(crate) struct View<'v, 'f, 's, 'a> {
    spot: &'v Spot<'f, 's, 'a>,
    cue: u32,
    stem: u32,
    before: u32,
    after: u32,
    class_before: u32,
    start: u32,
    /// The rule's ordinal, its label of each item, and the other claims' labels.
    name: u32,
    ruled: Vec<u8>,
    others: Vec<u8>,
    left: Option<Range<usize>>,
    right: Option<Range<usize>>,
}

/// What stands for a rule's label where no rule has read the candidate.
const UNRULED: u8 = 9;

impl<'v, 'f, 's, 'a> View<'v, 'f, 's, 'a> {
    pub(crate) fn new(spot: &'v Spot<'f, 's, 'a>) -> Self {
        let (s, frame, at) = (spot.s, spot.frame, spot.at);
        let claim = spot.claims.iter().find(|c| c.cue.contains(&at));
        let mut ruled = vec![if claim.is_some() { 0 } else { UNRULED }; s.len() + 1];
        claim.into_iter().for_each(|claim| claim.mark(&mut ruled));
        let mut others = vec![0; s.len()];
        for claim in spot.claims.iter().filter(|o| !o.cue.contains(&at)) {
            claim.mark(&mut others);
        }
        View {
            spot,
            cue: frame.word[at],
            stem: frame.stem[at],
            before: frame.word_at(spot.group.checked_sub(1)),
            after: frame.word_at(Some(at + 1)),
            class_before: frame.class_at(spot.group.checked_sub(1)),
            start: match s.token(at + 1) {
                Some(t) if t.word.is.bits() != 0 => frame.word_at(Some(at + 1)),
                _ => frame.class_at(Some(at + 1)),
            },
            name: claim.map_or(99, |claim| u32::from(claim.rule)),
            ruled,
            others,
            left: spot.subject().map(|p| p.items),
            right: spot.object().map(|p| p.items),
        }
    }

    /// Hands over the rows of item `i` as it is seen from the candidate.
    pub(crate) fn item(&self, i: usize, rows: &mut impl Rows) {
        let (f, spot) = (self.spot.frame, self.spot);
        let side = match i {
            _ if i >= spot.group && i <= spot.at => 1,
            _ if i < spot.at => 2,
            _ => 3,
        };
        let row = |n: u32, value: u32| row(n * 4 + side, value, ROW_BITS);
        let (w, c) = (f.word[i], f.class[i]);
        let between = self.between(i);
        let (rule, other) = (u32::from(self.ruled[i]), u32::from(self.others[i]));
        let rule_before = i.checked_sub(1).map_or(8, |b| u32::from(self.ruled[b]));
        let rule_after = u32::from(self.ruled[i + 1]);
        let noun = near(&self.left, i) + 8 * near(&self.right, i);
        let far = bucket(i.abs_diff(if i < spot.at { spot.group } else { spot.at }));
        rows.group(0, u64::from(side), |rows| {
            rows.push(row(1, 0));
            rows.push(row(2, self.cue));
            rows.push(row(3, spot.takes));
            rows.push(row(4, self.after));
            rows.push(row(5, pair(self.before, self.cue)));
            rows.push(row(6, pair(self.cue, self.after)));
            rows.push(row(7, pair(self.class_before, spot.takes)));
        });
        rows.group(1, u64::from(between << 2 | side), |rows| {
            rows.push(row(8, between));
            rows.push(row(9, pair(self.stem, between)));
        });
        let rules = rule_before << 8 | rule << 4 | rule_after;
        rows.group(2, u64::from(rules << 8 | noun) << 8 | u64::from(other << 4 | side), |rows| {
            rows.push(row(10, pair(rule, other)));
            rows.push(row(11, rules));
            rows.push(row(12, pair(rule, self.name)));
            rows.push(row(13, noun));
            rows.push(row(14, pair(noun, rule)));
        });
        rows.push(row(15, far));
        rows.push(row(16, pair(between, c)));
        rows.push(row(17, pair(self.stem, w)));
        rows.push(row(18, pair(self.stem, c)));
        rows.push(row(19, pair(self.start, w)));
        rows.push(row(20, pair(self.start, c)));
        rows.push(row(21, pair(rule, c)));
        rows.push(row(22, pair(pair(rule, other), between)));
    }

    /// Hands over the rows of the step from the item before onto item `i`.
    pub(crate) fn step(&self, i: usize, rows: &mut impl Rows) {
        let (f, spot) = (self.spot.frame, self.spot);
        let Some(before) = i.checked_sub(1) else { return };
        let at = spot.at;
        let side = if i <= at { u32::from(i >= spot.group) } else { 2 };
        let row = |n: u32, value: u32| row(n * 4 + side, value, STEP_BITS);
        let rules = u32::from(self.ruled[before]) << 4 | u32::from(self.ruled[i]);
        let (w, wb, c) = (f.word[i], f.word[before], f.class[i]);
        let verbs = if i > at { (f.counts[i][7] - f.counts[(at + 1).min(i)][7]).min(2) } else { 3 };
        let start = pair(u32::from(verbs), self.start);
        let commas = f.counts[i.max(at)][0] - f.counts[i.min(at)][0];
        rows.group(0, u64::from(rules << 2 | side), |rows| rows.push(row(4, rules)));
        rows.push(row(1, pair(f.class[before], c)));
        rows.push(row(2, w));
        rows.push(row(3, wb));
        rows.push(row(5, pair(rules, c)));
        rows.push(row(6, pair(self.stem, w)));
        rows.push(row(7, pair(self.stem, c)));
        rows.push(row(8, pair(self.start, w)));
        rows.push(row(9, pair(start, c)));
        rows.push(row(10, pair(pair(start, c), f.class_at(Some(i + 1)))));
        rows.push(row(11, pair(wb, w)));
        rows.push(row(12, pair(u32::from(commas.min(3)), w)));
    }

    /// What lies between the item and the candidate.
    fn between(&self, i: usize) -> u32 {
        let (at, group) = (self.spot.at, self.spot.group);
        let (from, to) = if i < at { (i + 1, group.max(i + 1)) } else { (at + 1, i.max(at + 1)) };
        let (first, last) = (self.spot.frame.counts[from], self.spot.frame.counts[to]);
        (0..BETWEEN).fold(0, |all, b| all * 3 + u32::from(last[b] - first[b]).min(2))
    }

    /// The class of item `i` for the step onto it.
    pub(crate) fn edge(&self, i: usize) -> u8 {
        let class = match self.spot.s.token(i) {
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
        class + 12 * u8::from(i > self.spot.at)
    }
}

/// Where an item stands in the phrase beside the candidate.
fn near(phrase: &Option<Range<usize>>, i: usize) -> u32 {
    match phrase {
        Some(r) if r.contains(&i) => 1 + u32::from(r.start == i) + 2 * u32::from(r.end == i + 1),
        Some(_) => 5,
        None => 0,
    }
}
