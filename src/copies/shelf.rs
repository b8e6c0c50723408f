//! First printings by the words that they are known by, so that a passage meets those it may be a copy of and few others.

use super::candidate::Rare;
use super::window::{Known, Window};
use super::{FEW_WORDS, SAME};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// Most first printings that are kept by one word: the last ones. With more, the word is no rare one, and looking at all
/// would take time that grows with the square of the passages. One that no word leads to any more is still found by those
/// that have all of its words, of which as many are kept.
pub(super) const MOST_KNOWN: usize = 1_024;

/// A first printing with what is looked at first: 16 bytes, for waiting for memory is what this costs.
#[derive(Clone, Copy)]
struct Printed {
    first: u32,
    words: u16,
    /// How many of its words are rarer than the one that it is found by.
    rarer: u16,
    /// [`Known::bits`], two in one.
    bits: u64,
}

impl Printed {
    fn new<A, W>(first: u32, known: &Known<A, W>, rarer: u32) -> Printed {
        Printed { first, words: small(known.words), rarer: small(rarer), bits: folded(known.bits) }
    }
}

fn folded(bits: u128) -> u64 {
    bits as u64 | (bits >> 64) as u64
}

/// A number of words, the highest of which stands for all that are higher.
fn small(words: u32) -> u16 {
    u16::try_from(words).unwrap_or(u16::MAX)
}

/// The first printings that are known by a word: most are alone.
enum Shelf {
    One(Printed),
    /// In the order of printing; of [`MOST_KNOWN`], the next takes the place of the oldest.
    Many(Vec<Printed>),
}

impl Shelf {
    fn all(&self) -> &[Printed] {
        match self {
            Shelf::One(one) => std::slice::from_ref(one),
            Shelf::Many(many) => many,
        }
    }

    /// Takes one more, and gives the one that had to make room.
    fn add(&mut self, printed: Printed, oldest: &mut FxHashMap<u32, usize>, word: u32) -> Option<u32> {
        match self {
            Shelf::One(one) => *self = Shelf::Many(vec![*one, printed]),
            Shelf::Many(many) if many.len() < MOST_KNOWN => many.push(printed),
            Shelf::Many(many) => {
                let oldest = oldest.entry(word).or_default();
                let gone = std::mem::replace(&mut many[*oldest], printed);
                *oldest = (*oldest + 1) % MOST_KNOWN;
                return Some(gone.first);
            }
        }
        None
    }

    /// Drops those before `begin`, and puts the oldest first again; whether any are left.
    fn sweep(&mut self, begin: u32, oldest: Option<usize>) -> bool {
        match self {
            Shelf::One(one) => one.first >= begin,
            Shelf::Many(many) => {
                many.rotate_left(oldest.unwrap_or(0));
                many.retain(|printed| printed.first >= begin);
                many.shrink_to_fit();
                !many.is_empty()
            }
        }
    }
}

/// First printings by their rarest words.
#[derive(Default)]
pub(super) struct Shelves {
    /// By word and kind.
    by_word: FxHashMap<u32, Shelf>,
    /// Of those that are full, where the oldest stands.
    oldest: FxHashMap<u32, usize>,
    /// Those that had to make room on a shelf, by all of their words.
    by_all: FxHashMap<u64, VecDeque<u32>>,
    /// The passages before this have been swept away.
    swept: u32,
}

/// The shelf of first printings that are known by a word.
fn shelf(is_quote: bool, word: u32) -> u32 {
    word & !1 | u32::from(is_quote)
}

impl Shelves {
    /// The first printings in the window that a passage may be a copy of, in order.
    pub(super) fn like<A, W>(&self, passage: &Known<A, W>, rare: &[Rare], window: &Window<A, W>) -> Vec<u32> {
        let mut like: Vec<u32> = Vec::new();
        for Rare { word, rarer } in rare {
            let known = self.by_word.get(&shelf(passage.is_quote, *word)).map(Shelf::all);
            for known in known.unwrap_or_default().chunks(AT_ONCE) {
                sift(&Printed::new(0, passage, *rarer), known, &mut like);
            }
        }
        if !self.by_all.is_empty() {
            like.extend(self.by_all.get(&all(passage)).into_iter().flatten());
        }
        like.sort_unstable();
        like.dedup();
        like.retain(|first| window.get(*first).is_some_and(|first| may_be_like(passage, first)));
        like
    }

    /// Takes a first printing.
    pub(super) fn add<A, W>(&mut self, first: u32, rare: &[Rare], window: &Window<A, W>) {
        let Some(known) = window.get(first) else { return };
        for Rare { word, rarer } in rare {
            let (word, printed) = (shelf(known.is_quote, *word), Printed::new(first, known, *rarer));
            let Some(shelf) = self.by_word.get_mut(&word) else {
                self.by_word.insert(word, Shelf::One(printed));
                continue;
            };
            let gone = shelf.add(printed, &mut self.oldest, word);
            let Some((gone, known)) = gone.and_then(|gone| Some((gone, window.get(gone)?))) else { continue };
            let same = self.by_all.entry(all(known)).or_default();
            if !same.contains(&gone) {
                same.push_back(gone);
                if same.len() > MOST_KNOWN {
                    same.pop_front();
                }
            }
        }
    }

    /// Drops what stands before `begin`, the beginning of the window, once it is so many passages; whether it was.
    pub(super) fn sweep(&mut self, begin: u32, every: u32) -> bool {
        if begin - self.swept <= every {
            return false;
        }
        self.swept = begin;
        let oldest = std::mem::take(&mut self.oldest);
        self.by_word.retain(|word, shelf| shelf.sweep(begin, oldest.get(word).copied()));
        self.by_all.retain(|_, same| {
            same.retain(|first| *first >= begin);
            !same.is_empty()
        });
        true
    }
}

/// All words of a passage, and its kind.
fn all<A, W>(passage: &Known<A, W>) -> u64 {
    passage.all ^ u64::from(passage.is_quote)
}

/// Whether the number of words and their bits speak against one being a copy of the other, in full.
fn may_be_like<A, W>(one: &Known<A, W>, other: &Known<A, W>) -> bool {
    if one.words.min(other.words) < FEW_WORDS as u32 {
        return one.words == other.words && one.bits == other.bits;
    }
    let (same, of, words) = (SAME.0 as u64, SAME.1 as u64, u64::from(one.words) + u64::from(other.words));
    u64::from((one.bits ^ other.bits).count_ones()) * of <= (of - same) * words
        && 2 * u64::from(one.words.min(other.words)) * of >= same * words
}

/// How many first printings are looked at at once.
const AT_ONCE: usize = 64;

/// Adds to `like` those that a passage may be a copy of, as far as the words tell, whatever their order: if the rarest
/// that both have is the one they are found by. If it is not, they are found by that one too.
fn sift(passage: &Printed, known: &[Printed], like: &mut Vec<u32>) {
    let (one, bits) = (u32::from(passage.words), passage.bits);
    if one < FEW_WORDS as u32 {
        let equal = known.iter().filter(|other| other.words == passage.words && other.bits == bits);
        like.extend(equal.map(|other| other.first));
        return;
    }
    let (same, of, left_of_one) = (SAME.0 as u32, SAME.1 as u32, one - u32::from(passage.rarer));
    // Without a branch for each, of which the processor could not know the outcome: most take one, many the other.
    let (mut left, mut count) = ([0_u8; AT_ONCE], 0);
    for (at, other) in (0..).zip(known) {
        let words = u32::from(other.words);
        let most = left_of_one.min(words - u32::from(other.rarer));
        left[count] = at;
        count += usize::from(2 * most * of >= same * (one + words));
    }
    let left = left[..count].iter().map(|at| &known[usize::from(*at)]);
    let apart = |other: &&Printed| {
        (bits ^ other.bits).count_ones() * of <= (of - same) * (one + u32::from(other.words))
    };
    like.extend(left.filter(apart).map(|other| other.first));
}
