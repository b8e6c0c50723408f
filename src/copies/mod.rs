//! Copies: passages that are printed again in other articles, word for word or slightly changed.
//!
//! A wire story stands in five papers, a quotation in twenty. `join` finds which passages of an index are copies of
//! which; `compare` says how two wordings differ. Where the words come from and where the outcome is kept, the
//! index knows.
//!
//! # What is a copy?
//!
//! A passage whose words are, in order, nearly those of one printed before ([`SAME`]), of the same kind: a quote is no
//! copy of a paragraph. A copy takes the place of another in an answer, so it must not hide what a reader looks for:
//! passages that differ in a figure, in a name or by a `not` are none, however long the rest is ([`Wording::is_copy_of`]);
//! neither are quotes that the articles give to different people. Passages of under [`MANY_WORDS`] words must have more in
//! common than that: a speaker with a name, or articles that share a longer passage. “No comment” is said every day, and
//! the terms of a hundred sales were not disclosed. Of under [`FEW_WORDS`], all words must be equal.
//!
//! # Why is each copy compared with the first printing, and not with any other?
//!
//! Were all joined that are alike by pairs, small changes would add up and the ends of a chain could be different words.
//! So passages are taken in the order of their days, and each is a copy of the first that it is like; no group is wider
//! than what its first printing bears.
//!
//! # Why no MinHash?
//!
//! A sketch of each passage finds most pairs that are alike, not all, costs time at ingest and bytes in the index. But
//! the index already has each passage's words, and how rare each is. Two passages that share so many words must share one
//! of their few rarest, so only passages with such a word in common are looked at (`rarest`, the prefix filter of
//! set joins). That needs no more than a pass or two over the postings when an ingest ends. It misses nothing but a copy
//! all of whose rarest words stand in a thousand first printings between it and its own (`shelf`), for time must not
//! grow with the square of the passages, or that comes after 128 that are like it and no copies; and that only if it is reworded,
//! or a thousand others have the very same words.
//!
//! # Why is a copy looked for among half a million passages only?
//!
//! Memory must not grow with an archive (`window`). Papers print a story within days of each other; half a million
//! passages are some 35,000 articles, which is years of a local paper and weeks of an agency. What is printed
//! again later stands as a first printing of its own. The passages themselves are brought into order through files
//! where there are many (`order`).

mod article;
mod candidate;
mod compare;
mod group;
mod join;
mod order;
mod printing;
mod shelf;
mod window;
mod wording;

pub(crate) use candidate::{Candidate, Passage, Rank, Rare, Rarity, bit, hash, rarest, rarest_of, spread};
pub use compare::{Change, Piece, likeness, pieces};
pub(crate) use group::{Member, told_of};
pub(crate) use join::join;
pub(crate) use order::{InOrder, Order};
pub(crate) use printing::{Printed, Quotation};
pub use wording::{SAME, Wording};

/// Passages of fewer words are copies only where all are equal.
pub const FEW_WORDS: usize = 6;

/// Passages of fewer words are copies only where more is in common: who is named as their speaker, or a longer passage.
pub const MANY_WORDS: usize = 12;

/// The words of a text as the index folds them, each with its bytes.
pub(crate) fn words_in(text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    crate::index::terms(text).into_iter().map(|term| (term.text, term.start..term.end)).collect()
}
