//! Turns text into the terms that are indexed and searched: one analyzer for both sides.
//!
//! Words are Unicode's (UAX 29). `U.S.` is the term `us`, `Zelensky’s` is `zelensky`, `1,500` is `1500`; case and
//! accents fold as [`crate::lang::fold`] says.
//!
//! One field holds the words as they are written and, at the same places, what else is asked of them: the roots of
//! those that are not their own, and where sentences end. Against a second field for the roots that is smaller (a word
//! that is its own root, most are, is written once) and scored by one length; phrases stay as they were.
//!
//! Roots are those of the text's language. What is written of an article's words for the engine: [`super::written`].

use crate::lang::{fold, rows};
use rustc_hash::FxHashSet;
use std::sync::OnceLock;
use unicode_segmentation::UnicodeSegmentation;

/// Longest term kept, in bytes; tantivy drops longer ones without a word, so they are cut here on both sides.
const MAX_TERM_BYTES: usize = 250;

/// Begins the term of a root, which stands where words of other forms do; no word has it.
pub(crate) const ROOT: char = '\u{1}';

/// The term that stands where the last word of a sentence does.
pub(crate) const SENTENCE_END: &str = "\u{2}";

/// The term of a root.
pub(crate) fn root_term(root: &str) -> String {
    format!("{ROOT}{root}")
}

/// Whether a term is a word's own, and not what was put beside words.
pub(crate) fn is_word(term: &[u8]) -> bool {
    term.first().is_some_and(|b| *b > 2)
}

/// Whether a sentence ends behind a word of `text` and another one begins with the word that follows it; both with the
/// bytes where they begin.
pub(crate) fn sentence_ends_between(text: &str, (at, word): (usize, &str), next: (usize, &str)) -> bool {
    let between = &text[at + word.len()..next.0];
    if between.len() < 2 {
        return false;
    }
    let begins = |next: &str| !next.starts_with(char::is_lowercase);
    if between.contains(['!', '?', '\u{2029}']) || between.contains("\n\n") {
        return begins(next.1);
    }
    let Some(stop) = between.find('.') else { return false };
    between[stop + 1..].contains(char::is_whitespace) && begins(next.1) && !is_abbreviation(word)
}

/// Whether a stop behind a word is the word's: `U.S.`, `J.`, `Mr.`.
fn is_abbreviation(word: &str) -> bool {
    static KNOWN: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let known = || rows(include_str!("../lang/abbreviations.tsv")).map(|row| row[0]).collect();
    let mut letters = word.chars();
    let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    single || word.contains('.') || KNOWN.get_or_init(known).contains(fold(word).as_ref())
}

/// Appends the term of `word`; never empty for a word with a letter or digit in it.
fn push_term(word: &str, term: &mut String) {
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        term.extend(word.bytes().map(|b| b.to_ascii_lowercase() as char));
    } else {
        let folded = fold(word);
        let stem = folded.strip_suffix("'s").filter(|s| !s.is_empty()).unwrap_or(&folded);
        let decimal = stem.starts_with(|c: char| c.is_ascii_digit());
        // Dots part the letters of an abbreviation; between digits they are a decimal point and stay.
        term.extend(stem.chars().filter(|c| c.is_alphanumeric() || *c == '\'' || (decimal && *c == '.')));
        // Of a mark that stands alone nothing is left; it is its own term, without the blank that it may be folded on.
        if term.is_empty() {
            term.extend(folded.chars().filter(|c| !c.is_whitespace()));
        }
        if term.is_empty() {
            term.push_str(word);
        }
    }
    if term.len() > MAX_TERM_BYTES {
        let cut = (0..=MAX_TERM_BYTES).rev().find(|i| term.is_char_boundary(*i)).unwrap_or(0);
        term.truncate(cut);
    }
}

/// The term of a word.
pub(crate) fn term_of(word: &str) -> String {
    let mut term = String::new();
    push_term(word, &mut term);
    term
}

/// A term with the bytes of the text it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) text: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The terms of the words of `text` in order, as they are written.
pub(crate) fn terms(text: &str) -> Vec<Term> {
    let term = |(at, word): (usize, &str)| Term { text: term_of(word), start: at, end: at + word.len() };
    text.unicode_word_indices().map(term).collect()
}

/// The places among the words of `text` behind which a sentence ends, counted from 0.
pub(crate) fn sentence_ends(text: &str) -> Vec<usize> {
    let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let ends = |pair: &&[(usize, &str)]| sentence_ends_between(text, pair[0], pair[1]);
    (0..).zip(words.windows(2)).filter(|(_, pair)| ends(pair)).map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn terms_as_a_reader_would_type_them() {
        assert_eq!(words("The U.S. and Zelensky’s allies"), ["the", "us", "and", "zelensky", "allies"]);
        assert_eq!(words("1,500 at 3.5%, don’t"), ["1500", "at", "3.5", "don't"]);
        assert_eq!(words("“Ça va,” São-Paulo"), ["ca", "va", "sao", "paulo"]);
        assert_eq!(words("— … ”"), Vec::<String>::new());
    }

    #[test]
    fn sentences_end_where_readers_think_so() {
        assert_eq!(sentence_ends("He left. She stayed! Why? No one said."), [1, 3, 4]);
        assert_eq!(
            sentence_ends("Mr. Lima of the U.S. Treasury met J. Poe at 3.5 p.m. on Monday."),
            Vec::<usize>::new()
        );
        assert_eq!(sentence_ends("“We lost.” Then he left, etc. and so on… Later"), [1]);
    }

    proptest! {
        #[test]
        fn terms_lie_on_characters_and_fold_the_same_alone(text in any::<String>()) {
            let mut end = 0;
            for term in terms(&text) {
                prop_assert!(term.start >= end && term.start < term.end);
                prop_assert!(!term.text.is_empty() && term.text.len() <= MAX_TERM_BYTES);
                let word = &text[term.start..term.end];
                prop_assert_eq!(words(word).concat(), term.text);
                end = term.end;
            }
        }
    }
}
