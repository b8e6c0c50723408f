//! What copies have in common, in whichever segments they are: they are one hit, and a value of several counts once.
//!
//! Hits that have copies are kept apart from the others until all segments are there, with the numbers of their groups;
//! only then is known which is the best of a group, and how many groups there are.

use super::rank::Ranked;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use tantivy::Score;

/// A copy, with how well it tells its speaker.
#[derive(Clone, Copy)]
pub(crate) struct Copy {
    pub(crate) hit: Ranked,
    /// More is better: a named speaker, then certainty.
    pub(crate) told: u64,
}

/// The copy of a group that is shown.
struct Shown {
    copy: Copy,
    /// The best score of any copy, by which the group is ranked.
    score: Score,
}

impl Copy {
    /// Whether this one is shown rather than the other. Of what matches best a reader is served by the copy that tells
    /// the speaker; in an order of days it is the first.
    fn goes_before(&self, other: &Copy) -> bool {
        let told = if self.hit.is_by_score() { other.told.cmp(&self.told) } else { Ordering::Equal };
        told.then(self.hit.cmp(&other.hit)).is_lt()
    }
}

/// The best hit of each group of copies.
#[derive(Default)]
pub(crate) struct Shared {
    best: FxHashMap<u32, Shown>,
}

impl Shared {
    /// Takes a hit of a group.
    pub(super) fn offer(&mut self, group: u32, copy: Copy) {
        self.take(group, Shown { copy, score: copy.hit.score });
    }

    fn take(&mut self, group: u32, other: Shown) {
        match self.best.entry(group) {
            Entry::Occupied(mut shown) => {
                let shown = shown.get_mut();
                shown.score = shown.score.max(other.score);
                if other.copy.goes_before(&shown.copy) {
                    shown.copy = other.copy;
                }
            }
            Entry::Vacant(none) => {
                none.insert(other);
            }
        }
    }

    /// Takes the hits of another segment.
    pub(super) fn merge(&mut self, other: Shared) {
        other.best.into_iter().for_each(|(group, shown)| self.take(group, shown));
    }

    /// How many groups there are.
    pub(super) fn total(&self) -> u64 {
        self.best.len() as u64
    }

    /// The best of each.
    pub(super) fn into_hits(self) -> impl Iterator<Item = Ranked> {
        self.best.into_values().map(|shown| Ranked { score: shown.score, ..shown.copy.hit })
    }
}

/// How many hits have a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Those without copies.
    pub(super) alone: u64,
    /// The groups of those with copies, some of them more than once.
    pub(super) groups: Vec<u32>,
}

impl Tally {
    /// Hits without copies.
    pub(crate) fn alone(hits: u64) -> Tally {
        Tally { alone: hits, groups: Vec::new() }
    }

    /// Hits by their numbers, each of which counts once.
    pub(crate) fn numbered(hits: Vec<u32>) -> Tally {
        Tally { alone: 0, groups: hits }
    }

    pub(super) fn merge(&mut self, other: Tally) {
        self.alone += other.alone;
        self.groups.extend(other.groups);
    }

    /// How many there are, each group once.
    pub(crate) fn total(mut self) -> u64 {
        self.groups.sort_unstable();
        self.groups.dedup();
        self.alone + self.groups.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_counts_once_wherever_it_is() {
        let mut one = Tally { alone: 3, groups: vec![7, 2, 7] };
        one.merge(Tally { alone: 1, groups: vec![2, 9] });
        assert_eq!(one.total(), 4 + 3);
    }
}
