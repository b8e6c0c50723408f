//! The words of a passage as they are compared, and whether two wordings are one text.

use super::compare::operations;
use super::{FEW_WORDS, candidate, words_in};
use crate::lang::rows;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use similar::{DiffOp, DiffTag};
use std::ops::Range;
use std::sync::OnceLock;

/// What of two passages must be the same words in the same order for one to be a copy of the other: so many hundredths
/// of the words of both.
pub const SAME: (usize, usize) = (85, 100);

/// Words that turn a sentence round.
const NEGATIONS: [&str; 11] =
    ["not", "no", "never", "none", "nor", "neither", "nobody", "nothing", "without", "cannot", "hardly"];

/// Figures written out, and what makes one larger.
const NUMBERS: [&str; 33] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "billion",
    "half",
];

/// Classes of the words that are no names.
const FUNCTION: [&str; 12] =
    ["det", "poss", "subject", "relative", "of", "prep", "and", "sub", "aux", "neg", "adv", "opener"];

/// What a word is, as far as it matters when it is another one elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Weight {
    Plain,
    Name,
    Number,
    Negation,
}

/// All weights, in the order of their numbers.
const WEIGHTS: [Weight; 4] = [Weight::Plain, Weight::Name, Weight::Number, Weight::Negation];

/// The words of a passage, folded as the index folds them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// Hashes of the words.
    words: Vec<u64>,
    weights: Vec<Weight>,
}

impl Wording {
    /// Reads the words of a text.
    pub fn new(text: &str) -> Wording {
        let mut wording = Wording::default();
        wording.add(text);
        wording
    }

    /// Reads the words of a text that stands in pieces.
    pub fn of_pieces<'t>(pieces: impl Iterator<Item = &'t str>) -> Wording {
        let mut wording = Wording::default();
        pieces.for_each(|piece| wording.add(piece));
        wording
    }

    fn add(&mut self, text: &str) {
        let mut end = 0;
        for (word, span) in words_in(text) {
            self.words.push(candidate::hash(word.as_bytes()));
            let opens = end == 0 || text[end..span.start].contains(['.', '!', '?', ':', '“', '"', '\n']);
            self.weights.push(weight(&word, &text[span.clone()], opens));
            end = span.end;
        }
    }

    /// The words of one that was taken apart by [`Wording::packed`].
    pub(crate) fn of_packed(words: impl Iterator<Item = (u64, u8)>) -> Wording {
        let (words, weights) = words.map(|(word, weight)| (word, WEIGHTS[usize::from(weight & 3)])).unzip();
        Wording { words, weights }
    }

    /// The words in order: the hash of each, and what it is as a number below 4.
    pub(crate) fn packed(&self) -> impl Iterator<Item = (u64, u8)> + '_ {
        self.words.iter().zip(&self.weights).map(|(word, weight)| (*word, *weight as u8))
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether this is another printing of `first`: most of the words the same, and nothing changed that changes what it
    /// says. Words cut or added at either end are no such change, nor are other words inside unless they hold a figure, a
    /// name in place of another, or a `not` that the other has not.
    pub fn is_copy_of(&self, first: &Wording) -> bool {
        if self.words == first.words {
            return !self.is_empty();
        }
        if self.len().min(first.len()) < FEW_WORDS {
            return false;
        }
        let changes = operations(&first.words, &self.words);
        let same: usize =
            changes.iter().filter(|c| c.tag() == DiffTag::Equal).map(|c| c.old_range().len()).sum();
        let enough = 2 * same * SAME.1 >= SAME.0 * (self.len() + first.len());
        enough && self.says_as(first, &changes)
    }

    /// Whether both are printings of one text, though each may have other words than it: none has a figure, a name or a
    /// `not` in place of the other's. `an official` may be `Ida Tervo` in one copy and `Bruno Salles` in another, who are
    /// not the same.
    pub(super) fn goes_with(&self, other: &Wording) -> bool {
        self.words == other.words || self.says_as(other, &operations(&other.words, &self.words))
    }

    /// Whether no change from `first` changes what it says.
    fn says_as(&self, first: &Wording, changes: &[DiffOp]) -> bool {
        changes.iter().filter(|c| c.tag() != DiffTag::Equal).all(|change| {
            let (old, new) = (change.old_range(), change.new_range());
            let begins = old.start == 0 && new.start == 0;
            let ends = old.end == first.len() && new.end == self.len();
            let cut = old.is_empty() || new.is_empty();
            (cut && (begins || ends)) || is_harmless(first.of(&old), self.of(&new))
        })
    }

    fn of(&self, range: &Range<usize>) -> (&[u64], &[Weight]) {
        (&self.words[range.clone()], &self.weights[range.clone()])
    }
}

/// Whether words may stand in the place of others, or of none, and say the same.
fn is_harmless((old, old_weights): (&[u64], &[Weight]), (new, new_weights): (&[u64], &[Weight])) -> bool {
    let having = |words: &[u64], weights: &[Weight], wanted: Weight| -> Vec<u64> {
        words.iter().zip(weights).filter(|(_, w)| **w == wanted).map(|(word, _)| *word).collect()
    };
    let both = |wanted| (having(old, old_weights, wanted), having(new, new_weights, wanted));
    let (before, after) = both(Weight::Number);
    let (left, right) = both(Weight::Name);
    let (denied, denies) = both(Weight::Negation);
    // `don’t` may stand for `do not`, so only how many there are counts.
    before == after && (left.is_empty() || right.is_empty() || left == right) && denied.len() == denies.len()
}

fn weight(word: &str, written: &str, opens: bool) -> Weight {
    if word.contains(|c: char| c.is_numeric()) {
        Weight::Number
    } else if let Some(listed) = listed(word) {
        listed
    } else if word.ends_with("n't") {
        Weight::Negation
    } else if written.starts_with(char::is_uppercase) && !(opens && is_function(word)) {
        Weight::Name
    } else {
        Weight::Plain
    }
}

/// What a word is that stands in a list.
fn listed(word: &str) -> Option<Weight> {
    static LISTED: OnceLock<FxHashMap<&'static str, Weight>> = OnceLock::new();
    let of = |words: &'static [&str], weight| words.iter().map(move |word| (*word, weight));
    let all = || of(&NUMBERS, Weight::Number).chain(of(&NEGATIONS, Weight::Negation)).collect();
    LISTED.get_or_init(all).get(word).copied()
}

/// Whether a word may begin a sentence in capitals and be no name; any other is taken for one.
fn is_function(word: &str) -> bool {
    static WORDS: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let known = || {
        let function =
            rows(include_str!("../lang/function_words.tsv")).filter(|row| FUNCTION.contains(&row[0]));
        function.flat_map(|row| row[1].split(' ')).collect()
    };
    WORDS.get_or_init(known).contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn copy(first: &str, other: &str) -> bool {
        let (first, other) = (Wording::new(first), Wording::new(other));
        assert_eq!(first.is_copy_of(&other), other.is_copy_of(&first));
        other.is_copy_of(&first)
    }

    const SAID: &str = "The harbour of Turku will be open again by the end of the winter, whatever it costs";

    #[test]
    fn small_changes_make_a_copy() {
        assert!(copy(
            SAID,
            "“The Harbour of Turku will be open again by the end of the winter, whatever it costs.”"
        ));
        assert!(copy(SAID, "The harbour of Turku will be open by the end of winter, whatever it costs"));
        assert!(copy(SAID, "The harbour of Turku will be open again by the end of the winter"));
        assert!(copy(
            SAID,
            "The harbour in Turku shall be open again by the end of the winter, whatever it costs"
        ));
        assert!(copy(
            "Nobody in the harbour has said today that we don’t want the ferry",
            "nobody in the harbour has said today that we do not want the ferry"
        ));
    }

    #[test]
    fn a_figure_a_name_or_a_not_makes_another_text() {
        assert!(!copy(SAID, &SAID.replace("Turku", "Rauma")));
        assert!(!copy(
            "Turku will open its harbour in the spring",
            "Rauma will open its harbour in the spring"
        ));
        assert!(copy(
            "The city will open its harbour in the spring",
            "This city will open its harbour in the spring"
        ));
        assert!(!copy(SAID, &SAID.replace("will be", "will not be")));
        assert!(!copy(
            "In the storm 12 boats were lost off Turku on Monday",
            "In the storm 14 boats were lost off Turku on Monday"
        ));
        assert!(!copy(
            "In the storm two boats were lost off Turku",
            "In the storm three boats were lost off Turku"
        ));
        assert!(!copy(
            "The storm took boats off the coast at night",
            "The storm took 14 boats off the coast at night"
        ));
        assert!(!copy(SAID, "The harbour of Turku is closed"));
    }

    #[test]
    fn few_words_must_all_be_equal() {
        assert!(copy("We will not sign.", "we will not sign"));
        assert!(!copy("We will sign it now", "We shall sign it now"));
        assert!(!copy("…", "—"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_copy_of_itself_and_compares_with_any_other(one in any::<String>(), other in any::<String>()) {
            let (a, b) = (Wording::new(&one), Wording::new(&other));
            prop_assert_eq!(a.is_copy_of(&a), !a.is_empty());
            prop_assert_eq!(a.is_copy_of(&b), b.is_copy_of(&a));
        }
    }
}
