//! How one wording differs from another, word by word.

use super::{candidate, words_in};
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};
use std::ops::Range;

/// What became of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// They stand in both.
    Same,
    /// They stand only in the first.
    Cut,
    /// They stand only in the other.
    Added,
}

/// Words in a row with what became of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What became of them.
    pub change: Change,
    /// Bytes of the first text for [`Change::Cut`], of the other for the rest.
    pub span: Range<usize>,
}

/// The edit from one row of words to another.
pub(super) fn operations(old: &[u64], new: &[u64]) -> Vec<DiffOp> {
    capture_diff_slices(Algorithm::Myers, old, new)
}

/// What of `first` is cut in `other` and what is added there, in order; words are compared as the index folds them, so
/// that case, accents and marks are no change.
pub fn pieces(first: &str, other: &str) -> Vec<Piece> {
    let (old, new) = (words_in(first), words_in(other));
    let hashes = |words: &[(String, Range<usize>)]| -> Vec<u64> {
        words.iter().map(|(word, _)| candidate::hash(word.as_bytes())).collect()
    };
    let mut out = Vec::new();
    let mut add = |change, words: &[(String, Range<usize>)]| {
        if let (Some((_, a)), Some((_, b))) = (words.first(), words.last()) {
            out.push(Piece { change, span: a.start..b.end });
        }
    };
    for operation in operations(&hashes(&old), &hashes(&new)) {
        match operation.tag() {
            DiffTag::Equal => add(Change::Same, &new[operation.new_range()]),
            _ => {
                add(Change::Cut, &old[operation.old_range()]);
                add(Change::Added, &new[operation.new_range()]);
            }
        }
    }
    out
}

/// How much of the words of both is the same, in the same order: from 0 to 1.
pub fn likeness(first: &str, other: &str) -> f64 {
    let hashes = |text| -> Vec<u64> {
        words_in(text).iter().map(|(word, _)| candidate::hash(word.as_bytes())).collect()
    };
    let (old, new) = (hashes(first), hashes(other));
    let same =
        |operation: &DiffOp| if operation.tag() == DiffTag::Equal { operation.old_range().len() } else { 0 };
    let same: usize = operations(&old, &new).iter().map(same).sum();
    match old.len() + new.len() {
        0 => 1.0,
        words => 2.0 * same as f64 / words as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(first: &str, other: &str) -> String {
        let piece = |piece: Piece| match piece.change {
            Change::Same => other[piece.span].to_owned(),
            Change::Cut => format!("[-{}-]", &first[piece.span]),
            Change::Added => format!("{{+{}+}}", &other[piece.span]),
        };
        pieces(first, other).into_iter().map(piece).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn cut_and_added_words_are_told_apart() {
        assert_eq!(
            shown("We will open the old harbour, I promise.", "we shall open the harbour"),
            "we [-will-] {+shall+} open the [-old-] harbour [-I promise-]"
        );
        assert_eq!(shown("", "new"), "{+new+}");
        assert_eq!(shown("“São-Paulo’s”", "sao paulo"), "sao paulo");
    }

    proptest! {
        #[test]
        fn pieces_lie_on_characters_and_hold_every_word(first in any::<String>(), other in any::<String>()) {
            let (mut left, mut right) = (0, 0);
            for piece in pieces(&first, &other) {
                let text = if piece.change == Change::Cut { &first } else { &other };
                let words = words_in(&text[piece.span]).len();
                if piece.change != Change::Added { left += words }
                if piece.change != Change::Cut { right += words }
            }
            prop_assert!(left <= words_in(&first).len() + 1 && right >= words_in(&other).len());
        }
    }
}
