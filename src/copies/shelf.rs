//! First printings by the words that they are known by, so that a passage meets those it may be a copy of and few others.

use super::join::{Candidate, Rare};
use super::{FEW_WORDS, SAME};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// Most first printings that are kept by one word: the last ones, for copies are mostly printed within days. With more,
/// the word is no rare one, and looking at all would take time that grows with the square of the passages. One that no
/// word leads to any more is still found by those that have all of its words, of which as many are kept.
pub(super) const MOST_KNOWN: usize = 1_024;

/// A first printing on a shelf, with what is looked at first: in few bytes, for these are read and kept most.
///
/// Both numbers of words are exact below `u16::MAX`, which stands for itself and all above.
#[derive(Clone, Copy)]
struct Printed {
    first: u32,
    /// How many words it has.
    words: u16,
    /// How many a passage may have at most that is found by the same word and is like it ([`longest`]).
    longest: u16,
}

/// How many words another passage may have at most that is like one of so many words, of which so many are rarer than the
/// rarest that both have: only the others can be in both.
fn longest(words: u32, rarer: u32) -> u16 {
    let (same, of) = (SAME.0 as u64, SAME.1 as u64);
    let (words, common) = (u64::from(words), u64::from(words.saturating_sub(rarer)));
    at_most_u16((2 * of * common).saturating_sub(same * words) / same)
}

fn at_most_u16(words: u64) -> u16 {
    u16::try_from(words).unwrap_or(u16::MAX)
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
    pub(super) fn like(&self, passage: &Candidate, rare: &[Rare], passages: &[Candidate]) -> Vec<u32> {
        let mut like: Vec<u32> = Vec::new();
        for Rare { word, rarer } in rare {
            for known in self.by_word[shelf(passage, *word)].chunks(AT_ONCE) {
                sift(passage, *rarer, known, passages, &mut like);
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
        let words = at_most_u16(u64::from(passage.words));
        for Rare { word, rarer } in rare {
            let at = shelf(passage, *word);
            let printed = Printed { first, words, longest: longest(passage.words, *rarer) };
            let shelf = &mut self.by_word[at];
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
fn sift(passage: &Candidate, rarer: u32, known: &[Printed], passages: &[Candidate], like: &mut Vec<u32>) {
    let (one, bits) = (passage.words, passage.bits);
    let other = |printed: &Printed| &passages[printed.first as usize];
    if one < FEW_WORDS as u32 {
        let equal = |p: &&Printed| u32::from(p.words) == one && other(p).bits == bits;
        like.extend(known.iter().filter(equal).map(|printed| printed.first));
        return;
    }
    let (most, words) = (longest(one, rarer), at_most_u16(u64::from(one)));
    // Without a branch for each, of which the processor could not know the outcome: most take one, many the other.
    let (mut left, mut count) = ([0_u8; AT_ONCE], 0);
    for (at, printed) in (0..).zip(known) {
        left[count] = at;
        count += usize::from((printed.words <= most) & (words <= printed.longest));
    }
    let (same, of) = (SAME.0 as u32, SAME.1 as u32);
    let apart = |other: &Candidate| {
        (bits ^ other.bits).count_ones() * of <= (of - same).saturating_mul(one.saturating_add(other.words))
    };
    let enough = |other: &Candidate| other.words >= FEW_WORDS as u32 && apart(other);
    let left = left[..count].iter().map(|at| &known[usize::from(*at)]);
    like.extend(left.filter(|printed| enough(other(printed))).map(|printed| printed.first));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// As the bound reads where nothing is made short: of both passages, what is not rarer than the common word.
        #[test]
        fn what_is_left_is_what_may_be_alike(one in 1..300_u32, other in 1..300_u32, rarer in (0..300_u32, 0..300_u32)) {
            let (rarer, others) = (rarer.0 % one, rarer.1 % other);
            let most = (one - rarer).min(other - others);
            let alike = 2 * most * SAME.1 as u32 >= SAME.0 as u32 * (one + other);
            let fits = |words: u32, longest: u16| words <= u32::from(longest);
            prop_assert_eq!(fits(other, longest(one, rarer)) && fits(one, longest(other, others)), alike);
        }

        #[test]
        fn passages_of_any_length_fit_themselves(words in 1..u32::MAX) {
            prop_assert!(at_most_u16(u64::from(words)) <= longest(words, 0));
        }
    }
}
