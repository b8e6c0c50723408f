//! What the model looks at: hashed facts about an item of a sentence, seen from a word that may report speech.

pub(crate) use super::frame::Claim;
use super::frame::{BETWEEN, Spot};
use super::hash::{bucket, mix};
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

/// A sentence seen from one candidate.
pub(crate) struct View<'v, 'f, 's, 'a> {
    spot: &'v Spot<'f, 's, 'a>,
    cue: u32,
    stem: u32,
    around: [u32; 4],
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
            around: [
                frame.word_at(spot.group.checked_sub(1)),
                frame.word_at(Some(at + 1)),
                frame.word_at(Some(at + 2)),
                frame.class_at(spot.group.checked_sub(1)),
            ],
            start: match s.token(at + 1) {
                Some(t) if t.word.is.bits() != 0 => frame.word_at(Some(at + 1)),
                _ => frame.class_at(Some(at + 1)),
            },
            name: claim.map_or(99, |claim| u32::from(claim.rule)),
            ruled,
            others,
            left: spot.subject.as_ref().map(|p| p.items.clone()),
            right: spot.object.as_ref().map(|p| p.items.clone()),
        }
    }

    /// Hands over the rows of item `i`.
    pub(crate) fn item(&self, i: usize, rows: &mut impl Rows) {
        let (f, spot) = (self.spot.frame, self.spot);
        let dir = match i {
            _ if i >= spot.group && i <= spot.at => 1,
            _ if i < spot.at => 2,
            _ => 3,
        };
        let row = |n: u32, hash: u32| mix(mix(n * 4 + dir, 0xfeed), hash) >> (32 - ROW_BITS);
        let (w, c) = (f.word[i], f.class[i]);
        let (before, after) = (i.checked_sub(1), Some(i + 1));
        let (wb, wa) = (f.word_at(before), f.word_at(after));
        let (cb, ca) = (f.class_at(before), f.class_at(after));
        let between = self.between(i);
        let (rule, other) = (u32::from(self.ruled[i]), u32::from(self.others[i]));
        let rule_before = before.map_or(8, |b| u32::from(self.ruled[b]));
        let rule_after = u32::from(self.ruled[i + 1]);
        let noun = near(&self.left, i) + 8 * near(&self.right, i);
        let edge = u32::from(i == 0) + 2 * u32::from(i + 1 == spot.s.len());
        let far = bucket(i.abs_diff(if i < spot.at { spot.group } else { spot.at }));
        rows.group(0, u64::from(dir), |rows| {
            rows.push(row(1, 0));
            rows.push(row(10, self.cue));
            rows.push(row(13, spot.takes));
            rows.push(row(20, self.around[1]));
            rows.push(row(21, mix(self.around[0], self.cue)));
            rows.push(row(22, mix(self.cue, self.around[1])));
            rows.push(row(23, mix(self.around[3], spot.takes)));
        });
        rows.group(1, u64::from(dir << 16 | between), |rows| {
            rows.push(row(11, between));
            rows.push(row(16, mix(self.stem, between)));
        });
        let rules = rule_before << 8 | rule << 4 | rule_after;
        rows.group(2, u64::from(rules << 8 | noun) << 8 | u64::from(dir << 4 | other), |rows| {
            rows.push(row(24, mix(rule, other)));
            rows.push(row(25, mix(mix(rule_before, rule), rule_after)));
            rows.push(row(26, mix(rule, self.name)));
            rows.push(row(29, noun));
            rows.push(row(30, mix(noun, rule)));
        });
        rows.push(row(2, w));
        rows.push(row(3, wb));
        rows.push(row(4, wa));
        rows.push(row(5, mix(wb, w)));
        rows.push(row(6, mix(w, wa)));
        rows.push(row(7, c));
        rows.push(row(8, mix(mix(cb, c), ca)));
        rows.push(row(9, far));
        rows.push(row(12, mix(between, c)));
        rows.push(row(14, mix(self.stem, w)));
        rows.push(row(15, mix(self.stem, c)));
        rows.push(row(17, mix(self.start, w)));
        rows.push(row(18, mix(self.start, c)));
        rows.push(row(19, f.stem[i]));
        rows.push(row(27, mix(rule, c)));
        rows.push(row(28, mix(mix(rule, other), between)));
        rows.push(row(31, mix(edge, c)));
    }

    /// Hands over the rows of the step from the item before onto item `i`.
    pub(crate) fn step(&self, i: usize, rows: &mut impl Rows) {
        let (f, spot) = (self.spot.frame, self.spot);
        let Some(before) = i.checked_sub(1) else { return };
        let at = spot.at;
        let dir = if i <= at { u32::from(i >= spot.group) } else { 2 };
        let row = |n: u32, hash: u32| mix(mix(n * 4 + dir, 0xbeef), hash) >> (32 - STEP_BITS);
        let rules = mix(u32::from(self.ruled[before]), u32::from(self.ruled[i]));
        let (w, wb, c) = (f.word[i], f.word[before], f.class[i]);
        let verbs = if i > at { (f.counts[i][7] - f.counts[(at + 1).min(i)][7]).min(2) } else { 3 };
        let start = mix(self.start, u32::from(verbs));
        let commas = f.counts[i.max(at)][0] - f.counts[i.min(at)][0];
        rows.group(0, u64::from(rules) << 2 | u64::from(dir), |rows| rows.push(row(4, rules)));
        rows.push(row(1, mix(f.class[before], c)));
        rows.push(row(2, w));
        rows.push(row(3, wb));
        rows.push(row(5, mix(rules, c)));
        rows.push(row(6, mix(self.stem, w)));
        rows.push(row(7, mix(self.stem, c)));
        rows.push(row(8, mix(self.start, w)));
        rows.push(row(9, mix(start, c)));
        rows.push(row(10, mix(mix(start, c), f.class_at(Some(i + 1)))));
        rows.push(row(11, mix(wb, w)));
        rows.push(row(12, mix(u32::from(commas.min(3)), w)));
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
