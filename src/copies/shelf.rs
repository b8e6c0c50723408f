//! First printings by the words that they are known by, so that a passage meets those it may be a copy of and few others.

use super::join::{Candidate, Rare};
use super::{FEW_WORDS, SAME};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// Most first printings that are kept by one word: the last ones, for copies are mostly printed within days. With more,
/// the word is no rare one, and looking at all would take time that grows with the square of the passages. One that no
/// word leads to any more is still found by those that have all of its words, of which as many are kept.
pub(super) const MOST_KNOWN: usize = 1_024;

/// A first printing with what is looked at first, side by side.
#[derive(Clone, Copy)]
struct Printed {
    first: u32,
    words: u32,
    /// How many of its words are rarer than the one that it is found by.
    rarer: u32,
    bits: u128,
}

/// First printings by their rarest words.
pub(super) struct Shelves {
    /// By word and kind.
    by_word: Vec<Vec<Printed>>,
    /// Of those that are full, where the oldest stands.
    oldest: FxHashMap<usize, usize>,
    /// Those that had to make room on a shelf, by all of their words.
    by_all: FxHashMap<u64, VecDeque<u32>>,
}

/// Where first printings are kept that are known by a word.
fn shelf(passage: &Candidate, word: u32) -> usize {
    2 * word as usize + usize::from(passage.is_quote)
}

impl Shelves {
    /// Shelves for so many words as there are.
    pub(super) fn new(rare: &[Rare]) -> Shelves {
        let shelves = rare.iter().map(|rare| rare.word).max().map_or(0, |most| 2 * (most as usize + 1));
        Shelves {
            by_word: vec![Vec::new(); shelves],
            oldest: FxHashMap::default(),
            by_all: FxHashMap::default(),
        }
    }

    /// The first printings that a passage may be a copy of, in order.
    pub(super) fn like(&self, passage: &Candidate, rare: &[Rare]) -> Vec<u32> {
        let mut like: Vec<u32> = Vec::new();
        for Rare { word, rarer } in rare {
            for known in self.by_word[shelf(passage, *word)].chunks(AT_ONCE) {
                sift(passage, *rarer, known, &mut like);
            }
        }
        if !self.by_all.is_empty() {
            like.extend(self.by_all.get(&all(passage)).into_iter().flatten());
        }
        like.sort_unstable();
        like.dedup();
        like
    }

    /// Takes a first printing.
    pub(super) fn add(&mut self, first: u32, passage: &Candidate, rare: &[Rare], passages: &[Candidate]) {
        let Candidate { words, bits, .. } = *passage;
        for Rare { word, rarer } in rare {
            let at = shelf(passage, *word);
            let (shelf, printed) = (&mut self.by_word[at], Printed { first, words, rarer: *rarer, bits });
            if shelf.len() < MOST_KNOWN {
                shelf.push(printed);
                continue;
            }
            let oldest = self.oldest.entry(at).or_default();
            let gone = std::mem::replace(&mut shelf[*oldest], printed).first;
            *oldest = (*oldest + 1) % MOST_KNOWN;
            let same = self.by_all.entry(all(&passages[gone as usize])).or_default();
            if !same.contains(&gone) {
                same.push_back(gone);
                if same.len() > MOST_KNOWN {
                    same.pop_front();
                }
            }
        }
    }
}

/// All words of a passage, and its kind.
fn all(passage: &Candidate) -> u64 {
    passage.all ^ u64::from(passage.is_quote)
}

/// How many first printings are looked at at once.
const AT_ONCE: usize = 64;

/// Adds to `like` those that a passage may be a copy of, as far as the words tell, whatever their order: if the rarest
/// that both have is the one they are found by. If it is not, they are found by that one too.
fn sift(passage: &Candidate, rarer: u32, known: &[Printed], like: &mut Vec<u32>) {
    let (one, bits) = (passage.words, passage.bits);
    if one < FEW_WORDS as u32 {
        let equal = known.iter().filter(|other| other.words == one && other.bits == bits);
        like.extend(equal.map(|other| other.first));
        return;
    }
    let (same, of) = (SAME.0 as u32, SAME.1 as u32);
    // Without a branch for each, of which the processor could not know the outcome: most take one, many the other.
    let (mut left, mut count) = ([0_u8; AT_ONCE], 0);
    for (at, other) in (0..).zip(known) {
        let most = (one - rarer).min(other.words - other.rarer);
        left[count] = at;
        count += usize::from(2 * most * of >= same * (one + other.words));
    }
    let left = left[..count].iter().map(|at| &known[usize::from(*at)]);
    let apart = |other: &&Printed| (bits ^ other.bits).count_ones() * of <= (of - same) * (one + other.words);
    let enough = |other: &&Printed| other.words >= FEW_WORDS as u32 && apart(other);
    like.extend(left.filter(enough).map(|other| other.first));
}
