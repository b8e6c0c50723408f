//! Whether a passage is a printing of a quotation: the same words in order, cut, or slightly reworded.
//!
//! Other than a copy, which takes another's place in an answer, a printing is shown beside the rest with all its changes,
//! so it may be a small part of the quotation, and figures, names and a `not` may differ.

use super::{candidate, words_in};
use std::ops::Range;

/// Of the shorter text, at least one in so many words must stand in the other.
const SHARE: usize = 2;

/// Of its words that are no function words, so many in so many: “we will close the old school” has most words of “we will
/// open the old harbour”, and says nothing of it.
const OWN_SHARE: (usize, usize) = (7, 10);

/// Fewest words in common, unless that is all there are.
const FEWEST: usize = 4;

/// Fewest of these that are no function words.
const FEWEST_OWN: usize = 2;

/// With fewer of them, all words in common must stand in a row: “the price was low” says little.
const LOOSE_OWN: usize = 3;

// What a word in common is worth, and what a word added or cut between two of them costs. Cuts are cheaper, for papers cut.
const COMMON: i32 = 8;
const ADDED: i32 = 4;
const CUT: i32 = 3;

/// A quotation whose printings are looked for.
pub(crate) struct Quotation {
    words: Vec<u64>,
    /// Whether each is no function word.
    own: Vec<bool>,
}

/// Where a passage prints a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Printed {
    /// Bytes of the passage, from the first word in common to the last.
    pub(crate) span: Range<usize>,
    /// Words in common.
    pub(crate) words: usize,
}

impl Quotation {
    /// Reads a quotation; `own` tells the words that are no function words.
    pub(crate) fn new(words: &[String], own: impl Fn(&str) -> bool) -> Quotation {
        Quotation {
            words: words.iter().map(|word| candidate::hash(word.as_bytes())).collect(),
            own: words.iter().map(|word| own(word)).collect(),
        }
    }

    /// How many of its words a passage must have in common with it, whatever the passage is: in all, and of those that are
    /// no function words.
    pub(crate) fn fewest(&self) -> (usize, usize) {
        let own = self.own.iter().filter(|own| **own).count();
        (FEWEST.min(self.words.len()), FEWEST_OWN.min(own))
    }

    /// Finds the quotation in a passage. Where that is a quote and nothing else, `whole`, it may be the part that was kept
    /// of the quotation; any other must have half of it. `own` is as in [`Quotation::new`].
    pub(crate) fn find(&self, passage: &str, whole: bool, own: impl Fn(&str) -> bool) -> Option<Printed> {
        let words = words_in(passage);
        let hashes: Vec<u64> = words.iter().map(|(word, _)| candidate::hash(word.as_bytes())).collect();
        let common = align(&self.words, &hashes);
        let (first, last) = (common.first()?.1, common.last()?.1);
        let (shorter, own_words) = match whole && words.len() < self.words.len() {
            true => (words.len(), words.iter().filter(|(word, _)| own(word)).count()),
            false => (self.words.len(), self.own.iter().filter(|own| **own).count()),
        };
        let own = common.iter().filter(|(at, _)| self.own[*at]).count();
        let fewest = self.fewest();
        let in_a_row = common.len() == last + 1 - first;
        let enough = common.len() >= fewest.0
            && (in_a_row || (common.len() >= FEWEST && own >= LOOSE_OWN))
            && own >= fewest.1
            && common.len() * SHARE >= shorter
            && own * OWN_SHARE.1 >= own_words * OWN_SHARE.0;
        let span = words[first].1.start..words[last].1.end;
        enough.then_some(Printed { span, words: common.len() })
    }
}

/// The words that two rows have in common, in order, where they lie closest together (Smith and Waterman's local
/// alignment): places in each.
fn align(quotation: &[u64], passage: &[u64]) -> Vec<(usize, usize)> {
    let width = passage.len() + 1;
    let mut worth = vec![0_i32; (quotation.len() + 1) * width];
    let mut best = (0, 0, 0);
    for (i, word) in quotation.iter().enumerate() {
        for (j, other) in passage.iter().enumerate() {
            let at = (i + 1) * width + j + 1;
            let cut = worth[at - width] - CUT;
            let added = worth[at - 1] - ADDED;
            let common = if word == other { worth[at - width - 1] + COMMON } else { 0 };
            worth[at] = common.max(cut).max(added).max(0);
            if worth[at] > best.0 {
                best = (worth[at], i + 1, j + 1);
            }
        }
    }
    let (_, mut i, mut j) = best;
    let mut common = Vec::new();
    while i > 0 && j > 0 && worth[i * width + j] > 0 {
        let at = i * width + j;
        if quotation[i - 1] == passage[j - 1] && worth[at] == worth[at - width - 1] + COMMON {
            (i, j) = (i - 1, j - 1);
            common.push((i, j));
        } else if worth[at] == worth[at - width] - CUT {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    common.reverse();
    common
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_own(word: &str) -> bool {
        !["we", "will", "the", "and", "to", "of", "it", "is"].contains(&word)
    }

    fn found<'p>(quotation: &str, passage: &'p str, whole: bool) -> Option<&'p str> {
        let words: Vec<String> = words_in(quotation).into_iter().map(|(word, _)| word).collect();
        let quotation = Quotation::new(&words, is_own);
        quotation.find(passage, whole, is_own).map(|printed| &passage[printed.span])
    }

    const SAID: &str = "We will open the old harbour of Turku, and it is the town that pays";

    #[test]
    fn cut_and_reworded_printings_are_found() {
        assert_eq!(found(SAID, "“we will open the old harbour”", true), Some("we will open the old harbour"));
        assert_eq!(
            found(SAID, "We shall open the harbour of Turku and the town pays", true).map(str::len),
            Some(52)
        );
        let paragraph = "Ida Tervo said of the winter: we will open the harbour of Turku, the town pays, and left the room.";
        assert_eq!(found(SAID, paragraph, false), Some("we will open the harbour of Turku, the town pays"));
        // A fuller printing than what is asked for.
        assert_eq!(found("the old harbour of Turku", SAID, true), Some("the old harbour of Turku"));
    }

    #[test]
    fn other_words_are_not() {
        assert_eq!(found(SAID, "It is the will of the town, and we open the debate", true), None);
        assert_eq!(found(SAID, "He said: the old harbour of Turku is cold.", false), None);
        assert_eq!(found(SAID, "We will close the old school, and it is the state that pays", true), None);
        assert_eq!(found(SAID, "the harbour", true), None);
        assert_eq!(found("The price was as low as it can be", "the price was far too low", true), None);
        assert_eq!(found("", SAID, true), None);
        assert_eq!(found(SAID, "—", true), None);
        assert_eq!(found("Never", "Never!", true), Some("Never"));
    }

    proptest! {
        #[test]
        fn any_text_prints_itself(text in any::<String>(), other in any::<String>()) {
            let words: Vec<String> = words_in(&text).into_iter().map(|(word, _)| word).collect();
            let quotation = Quotation::new(&words, |word| word.len() > 2);
            let whole = quotation.find(&text, false, |word| word.len() > 2).map(|printed| printed.words);
            prop_assert_eq!(whole, (!words.is_empty()).then_some(words.len()));
            if let Some(printed) = quotation.find(&other, true, |word| word.len() > 2) {
                prop_assert!(!other[printed.span].is_empty());
            }
        }
    }
}
