//! The passages printed last, among which a copy's first printing is looked for.

use super::candidate::{Candidate, Passage, Rare};
use std::collections::VecDeque;

/// Passages printed before that are looked at: copies are mostly printed within days, and memory must not grow with an
/// archive.
pub(super) const PRINTED_BEFORE: usize = 1 << 19;

/// A passage that others may be copies of.
pub(super) struct Known<A, W> {
    pub(super) passage: Passage<A>,
    /// The number of its article.
    pub(super) article: u32,
    /// The ordinal of the first passage of its article.
    pub(super) begin: u32,
    pub(super) is_quote: bool,
    /// Who is named as its speaker, in it or in a copy.
    pub(super) speaker: Option<u32>,
    pub(super) words: u32,
    pub(super) bits: u128,
    pub(super) all: u64,
    /// Whether it has copies.
    pub(super) is_copied: bool,
    pub(super) wording: W,
}

/// The passages of the articles printed last, by their ordinals in the order of printing.
pub(super) struct Window<A, W> {
    known: VecDeque<Known<A, W>>,
    /// The ordinal of the first.
    begin: u32,
    most: usize,
}

impl<A, W> Window<A, W> {
    /// A window of so many passages, and the rest of their first article.
    pub(super) fn new(most: usize) -> Window<A, W> {
        Window { known: VecDeque::new(), begin: 0, most }
    }

    /// The ordinal of the first passage that is there.
    pub(super) fn begin(&self) -> u32 {
        self.begin
    }

    /// The ordinal of the next passage.
    pub(super) fn end(&self) -> u32 {
        self.begin + self.known.len() as u32
    }

    /// Takes the next article by its passages, and returns their ordinals and rarest words.
    pub(super) fn add(&mut self, article: u32, passages: Vec<Candidate<A, W>>) -> Vec<(u32, Vec<Rare>)> {
        let begin = self.end();
        let mut added = Vec::with_capacity(passages.len());
        for (ordinal, candidate) in (begin..).zip(passages) {
            let Candidate { passage, is_quote, speaker, words, bits, all, rare, wording } = candidate;
            let is_copied = false;
            self.known.push_back(Known {
                passage,
                article,
                begin,
                is_quote,
                speaker,
                words,
                bits,
                all,
                is_copied,
                wording,
            });
            added.push((ordinal, rare));
        }
        added
    }

    /// Lets go of the first articles while there are too many passages; whole ones, for the passages of an article stand
    /// for each other.
    pub(super) fn shift(&mut self) {
        let last = self.known.back().map(|known| known.article);
        while self.known.len() > self.most {
            let first = self.known.front().map(|known| known.article);
            if first == last {
                return;
            }
            while self.known.front().map(|known| known.article) == first {
                self.known.pop_front();
                self.begin += 1;
            }
        }
    }

    /// A passage by its ordinal; none where it is no longer there.
    pub(super) fn get(&self, ordinal: u32) -> Option<&Known<A, W>> {
        self.known.get(ordinal.checked_sub(self.begin)? as usize)
    }

    pub(super) fn get_mut(&mut self, ordinal: u32) -> Option<&mut Known<A, W>> {
        self.known.get_mut(ordinal.checked_sub(self.begin)? as usize)
    }
}
