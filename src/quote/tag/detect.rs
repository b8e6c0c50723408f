//! Tells whether a word reports speech, by a logistic regression over hashed facts about it and the words around it.

use super::frame::{Claim, Spot};
use super::hash::{bucket, pair, row};
use super::model::{CUE_BITS, Model};
use crate::quote::mention::Phrase;

/// How far to each side words are looked at one by one.
const WINDOW: usize = 6;

/// Below this sum of the near rows a candidate is given up.
const HOPELESS: f32 = -1.4;

/// How likely a candidate reports something; nought where what stands beside it leaves no hope.
pub(crate) fn probability(spot: &Spot, model: &Model) -> f32 {
    let mut sum = 0;
    near_rows(spot, |row| sum += model.cue(row));
    if (sum as f32) * model.cue_unit < HOPELESS {
        return 0.0;
    }
    far_rows(spot, |row| sum += model.cue(row));
    1.0 / (1.0 + (-(sum as f32) * model.cue_unit).exp())
}

/// Hands over all rows of weights for a candidate.
pub(crate) fn rows(spot: &Spot, mut out: impl FnMut(u32)) {
    near_rows(spot, &mut out);
    far_rows(spot, &mut out);
}

/// Numbers features in the order in which they come.
fn numbered(first: u32, mut out: impl FnMut(u32)) -> impl FnMut(u32) {
    let mut n = first;
    move |value| {
        n += 1;
        out(row(n, value, CUE_BITS));
    }
}

/// The rows of what the rules make of the candidate and of the words around it.
fn near_rows(spot: &Spot, mut out: impl FnMut(u32)) {
    let Spot { frame: f, at, group, takes, .. } = spot;
    let (at, group, takes) = (*at, *group, *takes);
    let w = f.word[at];
    let (before, after) = (group.checked_sub(1), Some(at + 1));
    let (wb, wa) = (f.word_at(before), f.word_at(after));
    let (cb, ca) = (f.class_at(before), f.class_at(after));
    let claim = spot.claims.iter().find(|c| c.cue.contains(&at));
    let ruled = ruled(claim);
    let size = claim.map_or(0, |c| bucket(c.content.iter().map(std::ops::Range::len).sum()) + 1);
    let other = spot.claims.iter().filter(|o| !o.cue.contains(&at)).map(|o| 1 + o.label(at) as u32);
    let other = other.max().unwrap_or(0);
    for k in 0..WINDOW {
        let (left, right) = (group.checked_sub(k + 1), Some(at + 1 + k));
        // Any place within reach is the same fact.
        out(row(1, f.word_at(left), CUE_BITS));
        out(row(2, f.word_at(right), CUE_BITS));
        out(row(3, f.class_at(left), CUE_BITS));
        out(row(4, f.class_at(right), CUE_BITS));
    }
    let mut push = numbered(0x1000, out);
    push(0);
    push(w);
    push(f.class[at]);
    push(wb);
    push(wa);
    push(pair(w, ca));
    push(pair(w, cb));
    push(pair(takes, wa));
    push(pair(takes, wb));
    push(ruled);
    push(pair(ruled, w));
    push(pair(ruled, takes));
    push(pair(ruled, pair(size, w)));
    push(pair(ruled, wa));
    push(pair(ruled, ca));
    push(pair(ruled, other));
    push(pair(other, w));
    push(pair(other, takes));
    push(pair(other, ca));
}

/// The number of the rule that reads the candidate as a cue, and whether it names a source.
fn ruled(claim: Option<&Claim>) -> u32 {
    claim.map_or(0, |c| 1 + u32::from(c.rule) + 32 * u32::from(c.source.is_some()))
}

/// The rows of phrases and verbs on both sides, and of all that stands before and behind.
fn far_rows(spot: &Spot, out: impl FnMut(u32)) {
    let Spot { s, frame: f, at, group, takes, .. } = spot;
    let (at, group, takes) = (*at, *group, *takes);
    let (w, stem, ending) = (f.word[at], f.stem[at], spot.ending());
    let wa = f.word_at(Some(at + 1));
    let (cb, ca) = (f.class_at(group.checked_sub(1)), f.class_at(Some(at + 1)));
    let ruled = ruled(spot.claims.iter().find(|c| c.cue.contains(&at)));
    let head = |p: &Option<Phrase>| p.as_ref().map_or(0, |p| 1 + p.head as u32);
    let (subject, object) = (spot.subject(), spot.object());
    let (left, right) = (head(&subject), head(&object));
    let subject = f.class_at(subject.map(|p| p.core.end - 1));
    let behind = f.class_at(object.map(|p| p.items.end));
    let next_verb = f.verbs.get(f.verbs.partition_point(|v| *v <= at)).copied();
    let last_before = |list: &[usize]| list[..list.partition_point(|v| *v < group)].last().copied();
    let gap = next_verb.map_or(20, |v| bucket(v - at));
    let gap_before = last_before(&f.verbs).map_or(20, |v| bucket(group - v));
    let total = f.counts[s.len()];
    let sides = |b: usize| -> u32 {
        let (l, (t, r)) = (f.counts[group][b], (total[b], f.counts[at + 1][b]));
        u32::from(l.min(2)) * 3 + u32::from((t - r).min(2))
    };
    let quotes = sides(2);
    let place = bucket(group).min(7) * 8 + bucket(s.len() - at - 1).min(7);
    let mut push = numbered(0x2000, out);
    push(pair(w, pair(cb, ca)));
    push(pair(takes, pair(cb, ca)));
    push(pair(w, pair(f.class_at(group.checked_sub(2)), cb)));
    push(ending);
    push(pair(ending, pair(cb, ca)));
    push(pair(left, w));
    push(pair(right, w));
    push(pair(left, pair(takes, ca)));
    push(pair(quotes, w));
    push(pair(quotes, ruled));
    push(pair(sides(1), w));
    push(pair(sides(5), w));
    push(pair(sides(3), w));
    push(pair(sides(6), w));
    push(pair(place, w));
    push(pair(place, ruled));
    push(pair(left, ruled));
    push(pair(right, ruled));
    push(stem);
    push(pair(stem, ca));
    push(pair(stem, wa));
    push(pair(stem, pair(cb, ca)));
    push(pair(stem, ruled));
    push(pair(stem, left));
    push(subject);
    push(pair(subject, stem));
    push(pair(behind, stem));
    push(pair(behind, takes));
    push(pair(gap, stem));
    push(pair(gap, pair(ca, takes)));
    push(pair(gap, ruled));
    push(pair(gap_before, stem));
    push(pair(gap_before, pair(cb, takes)));
    push(pair(f.word_at(last_before(&f.links)), stem));
}
