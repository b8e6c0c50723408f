//! Keeps a facet's value from being counted twice for one hit, where a hit is several documents in a row.
//!
//! Two values of the index may be shown as one: names that are the same speaker's. They count as the first of them.

use super::column::{Key, SpeakerColumn};
use super::facet::value_of;
use crate::query::FacetField;
use crate::speaker::Speakers;
use rustc_hash::FxHashMap;

/// What was counted for the hit at hand.
#[derive(Default)]
pub(super) struct Once {
    /// The number of the hit that each value was last counted for.
    values: FxHashMap<u64, u64>,
    speakers: FxHashMap<Key, u64>,
    /// Names with the first one of the same speaker; without those that are nobody's.
    joined: FxHashMap<Key, Key>,
}

impl Once {
    /// Learns which names of a segment are the same speaker's.
    pub(super) fn join(&mut self, column: &SpeakerColumn, speakers: &Speakers) {
        let mut first: FxHashMap<String, Key> = FxHashMap::default();
        column.each_key(&mut |key| {
            let encoded = column.encoded(key);
            let shown = encoded.and_then(|name| value_of(FacetField::Speaker, &name, key.days, speakers));
            if let Some(shown) = shown {
                self.joined.insert(key, *first.entry(shown).or_insert(key));
            }
        });
    }

    /// Whether a value has not been counted for this hit yet; from now on it has.
    pub(super) fn is_first(&mut self, ord: u64, hit: u64) -> bool {
        self.values.insert(ord, hit) != Some(hit)
    }

    /// The name to count a speaker under, unless that has been done for this hit or it is nobody.
    pub(super) fn first_of(&mut self, key: Key, hit: u64) -> Option<Key> {
        let first = *self.joined.get(&key)?;
        (self.speakers.insert(first, hit) != Some(hit)).then_some(first)
    }
}
