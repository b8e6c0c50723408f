//! Tells whether a word reports speech, by a logistic regression over hashed facts about it and the words around it.

use super::frame::{BETWEEN, Spot};
use super::hash::{bucket, mix};
use super::model::{CUE_BITS, Model};
use crate::quote::mention::Phrase;
use crate::quote::token::Shape;

/// How far to each side words are looked at one by one.
const WINDOW: usize = 6;

/// How likely a candidate reports something.
pub(crate) fn probability(spot: &Spot, model: &Model) -> f32 {
    let mut sum = 0;
    rows(spot, |row| sum += model.cue(row));
    1.0 / (1.0 + (-(sum as f32) * model.cue_unit).exp())
}

/// Hands over the rows of weights for a candidate.
pub(crate) fn rows(spot: &Spot, mut out: impl FnMut(u32)) {
    let Spot { s, frame: f, at, group, takes, subject, object, .. } = spot;
    let (at, group, takes) = (*at, *group, *takes);
    let (w, c) = (f.word[at], f.class[at]);
    let (before, after) = (group.checked_sub(1), Some(at + 1));
    let (wb, wa) = (f.word_at(before), f.word_at(after));
    let (cb, ca) = (f.class_at(before), f.class_at(after));
    let (cbb, caa) = (f.class_at(group.checked_sub(2)), f.class_at(Some(at + 2)));
    let waa = f.word_at(Some(at + 2));
    let claim = spot.claims.iter().find(|c| c.cue.contains(&at));
    let ruled = claim.map_or(0, |c| 1 + u32::from(c.rule) + 32 * u32::from(c.source.is_some()));
    let size = claim.map_or(0, |c| bucket(c.content.iter().map(std::ops::Range::len).sum()) + 1);
    let other = spot.claims.iter().filter(|o| !o.cue.contains(&at)).map(|o| 1 + o.label(at) as u32);
    let other = other.max().unwrap_or(0);
    let head = |p: &Option<Phrase>| p.as_ref().map_or(0, |p| 1 + p.head as u32);
    let (left, right) = (head(subject), head(object));
    let last = |p: &Option<Phrase>| p.as_ref().map(|p| p.core.end - 1);
    let behind = object.as_ref().map(|p| p.items.end);
    let (stem, ending) = (f.stem[at], spot.ending());
    let next_verb = f.verbs.get(f.verbs.partition_point(|v| *v <= at)).copied();
    let last_before = |list: &[usize]| list[..list.partition_point(|v| *v < group)].last().copied();
    let (verb_before, link) = (last_before(&f.verbs), last_before(&f.links));
    let gap = next_verb.map_or(20, |v| bucket(v - at));
    let gap_before = verb_before.map_or(20, |v| bucket(group - v));
    let link_far = link.map_or(20, |v| bucket(group - v));
    let total = f.counts[s.len()];
    let sides = |b: usize| -> u32 {
        let (l, (t, r)) = (f.counts[group][b], (total[b], f.counts[at + 1][b]));
        u32::from(l.min(2)) * 3 + u32::from((t - r).min(2))
    };
    let quotes = sides(2);
    let all = (0..BETWEEN).fold(0, |all, b| all * 9 + sides(b));
    let aux = (group..at).fold(0x77, |h, i| mix(h, f.word[i]));
    let place = bucket(group).min(7) * 8 + bucket(s.len() - at - 1).min(7);
    let mut n = 0x1000;
    let mut push = |hash: u32| {
        n += 1;
        out(mix(mix(n, 0xc0e5), hash) >> (32 - CUE_BITS));
    };
    for hash in [
        0,
        w,
        c,
        takes,
        wb,
        wa,
        mix(wb, w),
        mix(w, wa),
        mix(mix(w, wa), waa),
        mix(wb, mix(w, wa)),
        mix(w, ca),
        mix(w, cb),
        mix(w, mix(cb, ca)),
        mix(takes, mix(cb, ca)),
        mix(ca, caa),
        mix(cbb, cb),
        mix(w, mix(ca, caa)),
        mix(w, mix(cbb, cb)),
        mix(takes, wa),
        mix(takes, wb),
        mix(wa, waa),
        ending,
        mix(ending, mix(cb, ca)),
        aux,
        mix(aux, w),
        mix(aux, takes),
    ] {
        push(hash);
    }
    for hash in [
        ruled,
        mix(ruled, w),
        mix(ruled, takes),
        mix(ruled, size),
        mix(ruled, mix(size, w)),
        mix(ruled, wa),
        mix(ruled, ca),
        mix(ruled, other),
        mix(other, w),
        mix(other, takes),
        mix(other, ca),
        left,
        right,
        mix(left, w),
        mix(right, w),
        mix(left, mix(takes, ca)),
        mix(left * 8 + right, takes),
        quotes,
        mix(quotes, w),
        mix(quotes, ruled),
        mix(quotes, takes),
        all,
        mix(all, takes),
        mix(sides(1), w),
        mix(sides(0), w),
        mix(sides(5), w),
        mix(sides(3), w),
        mix(sides(6), w),
        place,
        mix(place, w),
        mix(place, ruled),
        mix(left, ruled),
        mix(right, ruled),
    ] {
        push(hash);
    }
    for hash in [
        stem,
        mix(stem, ca),
        mix(stem, wa),
        mix(stem, cb),
        mix(stem, mix(cb, ca)),
        mix(stem, ruled),
        mix(stem, left),
        mix(stem, right),
        f.word_at(last(subject)),
        f.class_at(last(subject)),
        mix(f.class_at(last(subject)), stem),
        mix(f.word_at(last(subject)), stem),
        f.word_at(last(object)),
        mix(f.word_at(last(object)), stem),
        f.class_at(behind),
        mix(f.class_at(behind), stem),
        mix(f.class_at(behind), takes),
        f.word_at(behind),
        gap,
        mix(gap, stem),
        mix(gap, takes),
        mix(gap, mix(ca, takes)),
        mix(gap, ruled),
        f.word_at(next_verb),
        gap_before,
        mix(gap_before, stem),
        f.word_at(verb_before),
        mix(gap_before, mix(cb, takes)),
        link_far,
        f.word_at(link),
        mix(link_far, takes),
        mix(link_far, mix(left, takes)),
        mix(f.word_at(link), stem),
    ] {
        push(hash);
    }
    let comma = before.is_some_and(|b| s.shape(b) == Some(Shape::Comma));
    push(mix(u32::from(comma), mix(w, u32::from(at + 2 >= s.len()))));
    for k in 0..WINDOW {
        let (b, a) = (f.word_at(group.checked_sub(k + 1)), f.word_at(Some(at + 1 + k)));
        let (cb, ca) = (f.class_at(group.checked_sub(k + 1)), f.class_at(Some(at + 1 + k)));
        // Any place within reach is the same fact.
        for (at, hash) in [
            (1, b),
            (2, a),
            (3, cb),
            (4, ca),
            (5, mix(w, b)),
            (6, mix(w, a)),
            (7, mix(w, ca)),
            (8, mix(takes, cb)),
        ] {
            out(mix(mix(at, 0xbad5), hash) >> (32 - CUE_BITS));
        }
    }
}
