//! What passages are compared by.

use super::{FEW_WORDS, MANY_WORDS, SAME};
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};
use std::hash::Hasher;

/// A passage, and where it stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Passage<A> {
    /// The day of its article, as days since 1970-01-01.
    pub(crate) day: Option<i64>,
    /// The key of its article.
    pub(crate) key: u64,
    /// Its ordinal in its article, from 1 on.
    pub(crate) place: u64,
    /// Where it is kept.
    pub(crate) at: A,
}

/// By which passages stand in the order of printing: the day, the article, the place.
pub(super) type Printing = (i64, u64, u64);

impl<A> Passage<A> {
    /// Where it stands in the order of printing: without a day it is among the last.
    pub(super) fn order(&self) -> Printing {
        (self.day.unwrap_or(i64::MAX), self.key, self.place)
    }
}

/// A passage that may be a copy, or have some; with its words, `W`, where they are not read from elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Candidate<A, W> {
    pub(crate) passage: Passage<A>,
    /// Whether it is a quote; else it is a paragraph.
    pub(crate) is_quote: bool,
    /// The number of the one who is named as its speaker.
    pub(crate) speaker: Option<u32>,
    /// How many words it has.
    pub(crate) words: u32,
    /// A bit for each of its words, by the word's hash.
    pub(crate) bits: u128,
    /// All of its words in one number, whatever their order.
    pub(crate) all: u64,
    /// Its rarest words, from the rarest on.
    pub(crate) rare: Vec<Rare>,
    pub(crate) wording: W,
}

/// One of a passage's rarest words, as many as [`rarest`] says, that stands elsewhere too.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Rare {
    /// The word: a part of its hash, so that two may be taken for one, which costs time alone.
    pub(crate) word: u32,
    /// How many words of the passage are rarer.
    pub(crate) rarer: u32,
}

/// Whether so many words are too few to show by themselves that a passage is a copy.
pub(super) fn is_short(words: u32) -> bool {
    (words as usize) < MANY_WORDS
}

/// How many of its rarest words a passage of so many words must be known by, so that one of them is also among the
/// rarest of each of its copies.
///
/// A copy has at least [`SAME`] of the words of both; then, of a passage alone, all but so many words stand in each of its
/// copies. Going from the rarest on, one of one more is the rarest word that both have.
pub(crate) fn rarest(words: u32) -> u32 {
    if (words as usize) < FEW_WORDS {
        return words.min(1);
    }
    let (same, of) = (SAME.0 as u32, SAME.1 as u32);
    words - (words * same).div_ceil(2 * of - same) + 1
}

/// The hash by which words are compared.
pub(crate) fn hash(word: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word);
    hasher.write_u8(0xff);
    hasher.finish()
}

/// The bit that stands for a word.
pub(crate) fn bit(hash: u64) -> u128 {
    1 << (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57)
}

/// What a word adds to the number that stands for all words of a passage.
pub(crate) fn spread(hash: u64) -> u64 {
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)) | 1
}

/// How rare words are. Any order of words will do for the rarest of a passage, if it is one for all passages; with the
/// rarest words first, few passages share one. So words are counted by a part of their hashes, in a table of one size
/// whatever their number: of two that share a place both count as more frequent, which costs a little time.
pub(crate) struct Rarity {
    passages: Vec<u32>,
}

/// How rare a word is, in the order of words: in how many passages it stands, then its hash.
pub(crate) type Rank = (u32, u64);

impl Rarity {
    /// Places of the table, each of 4 bytes.
    const PLACES: usize = 1 << 22;

    pub(crate) fn new() -> Rarity {
        Rarity { passages: vec![0; Self::PLACES] }
    }

    fn place(hash: u64) -> usize {
        (spread(hash) >> 32) as usize % Self::PLACES
    }

    /// Counts a word of so many more passages.
    pub(crate) fn add(&mut self, hash: u64, passages: u32) {
        let counted = &mut self.passages[Self::place(hash)];
        *counted = counted.saturating_add(passages);
    }

    pub(crate) fn rank(&self, hash: u64) -> Rank {
        (self.passages[Self::place(hash)], hash)
    }
}

impl Rare {
    /// A word of a passage that has so many rarer ones; none where it stands in no other passage, and so leads nowhere.
    pub(crate) fn new(rank: Rank, rarer: u32) -> Option<Rare> {
        let (passages, hash) = rank;
        (passages > 1).then_some(Rare { word: (spread(hash) >> 24) as u32, rarer })
    }
}

/// The rarest words of a passage that has so many words, which are given in any order and may be given twice.
pub(crate) fn rarest_of(mut ranks: Vec<Rank>, words: u32) -> Vec<Rare> {
    ranks.sort_unstable();
    ranks.dedup();
    ranks.truncate(rarest(words) as usize);
    (0..).zip(ranks).filter_map(|(rarer, rank)| Rare::new(rank, rarer)).collect()
}
