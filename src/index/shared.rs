//! What copies have in common, in whichever segments they are: they are one hit, and a value of several counts once.
//!
//! Hits that have copies are kept apart from the others until all segments are there, with the numbers of their groups;
//! only then is known which is the best of a group, and how many groups there are.

use super::rank::Ranked;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// The best hit of each group of copies.
#[derive(Default)]
pub(crate) struct Shared {
    best: FxHashMap<u32, Ranked>,
}

impl Shared {
    /// Takes a hit of a group.
    pub(super) fn offer(&mut self, group: u32, hit: Ranked) {
        match self.best.entry(group) {
            Entry::Occupied(mut best) if hit < *best.get() => {
                best.insert(hit);
            }
            Entry::Occupied(_) => {}
            Entry::Vacant(none) => {
                none.insert(hit);
            }
        }
    }

    /// Takes the hits of another segment.
    pub(super) fn merge(&mut self, other: Shared) {
        other.best.into_iter().for_each(|(group, hit)| self.offer(group, hit));
    }

    /// How many groups there are.
    pub(super) fn total(&self) -> u64 {
        self.best.len() as u64
    }

    /// The best of each.
    pub(super) fn into_hits(self) -> impl Iterator<Item = Ranked> {
        self.best.into_values()
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
    pub(super) fn alone(hits: u64) -> Tally {
        Tally { alone: hits, groups: Vec::new() }
    }

    pub(super) fn merge(&mut self, other: Tally) {
        self.alone += other.alone;
        self.groups.extend(other.groups);
    }

    /// How many there are, each group once.
    pub(super) fn total(mut self) -> u64 {
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
