//! Keeps a facet's value from being counted twice for one hit, where a hit is several documents in a row.
//!
//! Two values of the index may be shown as one: names that are the same speaker's. Which these are is looked up for
//! the names that occur, when all hits are known; until then it is kept which hit has which.

use super::column::{Key, SpeakerColumn};
use super::facet::{RawValue, value_of};
use crate::query::FacetField;
use crate::speaker::Speakers;
use rustc_hash::FxHashMap;

/// What was counted for the hit at hand.
#[derive(Default)]
pub(super) struct Once {
    /// The number of the hit that each value was last counted for.
    values: FxHashMap<u64, u64>,
    speakers: FxHashMap<Key, u64>,
    /// The names of each hit, in order of hits.
    by_hit: Vec<(u64, Key)>,
}

/// Who speaks in each hit of a segment.
#[derive(Default)]
pub(crate) struct Spoken {
    names: Vec<RawValue>,
    /// The number of a hit, and the place of a name.
    by_hit: Vec<(u64, usize)>,
}

impl Once {
    /// Whether a value has not been counted for this hit yet; from now on it has.
    pub(super) fn is_first(&mut self, ord: u64, hit: u64) -> bool {
        self.values.insert(ord, hit) != Some(hit)
    }

    /// Notes that a hit has a name.
    pub(super) fn note(&mut self, key: Key, hit: u64) {
        if self.speakers.insert(key, hit) != Some(hit) {
            self.by_hit.push((hit, key));
        }
    }

    /// Who speaks in each hit.
    pub(super) fn spoken(self, column: &SpeakerColumn) -> Spoken {
        let mut spoken = Spoken::default();
        let mut places: FxHashMap<Key, Option<usize>> = FxHashMap::default();
        for (hit, key) in self.by_hit {
            let place = places.entry(key).or_insert_with(|| {
                let name = column.encoded(key)?;
                spoken.names.push((name, key.days));
                Some(spoken.names.len() - 1)
            });
            spoken.by_hit.extend(place.map(|place| (hit, place)));
        }
        spoken
    }
}

impl Spoken {
    /// How many hits each speaker has, under one of the speaker's names.
    pub(super) fn counts(self, speakers: &Speakers) -> Vec<(RawValue, u64)> {
        let mut first: FxHashMap<String, usize> = FxHashMap::default();
        let mut joined: Vec<Option<usize>> = Vec::with_capacity(self.names.len());
        for (place, (name, days)) in self.names.iter().enumerate() {
            let shown = value_of(FacetField::Speaker, name, *days, speakers);
            joined.push(shown.map(|shown| *first.entry(shown).or_insert(place)));
        }
        let mut counts = vec![(0, None); self.names.len()];
        for (hit, place) in self.by_hit {
            let Some(place) = joined[place] else { continue };
            let (count, last) = &mut counts[place];
            *count += u64::from(*last != Some(hit));
            *last = Some(hit);
        }
        let counted = self.names.into_iter().zip(counts).filter(|(_, (count, _))| *count > 0);
        counted.map(|(name, (count, _))| (name, count)).collect()
    }
}
