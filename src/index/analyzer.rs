//! Turns text into the terms that are indexed and searched: one analyzer for both sides.
//!
//! Words are Unicode's (UAX 29). `U.S.` is the term `us`, `Zelensky’s` is `zelensky`, `1,500` is `1500`; case and
//! accents fold as [`crate::lang::fold`] says.

use crate::lang::fold;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

/// The name under which the analyzer is registered with the index.
pub(crate) const NEWS: &str = "news";

/// Longest term kept, in bytes; tantivy drops longer ones without a word, so they are cut here on both sides.
const MAX_TERM_BYTES: usize = 250;

/// The analyzer as tantivy's tokenizer.
#[derive(Clone, Default)]
pub(crate) struct NewsTokenizer {
    token: Token,
}

impl Tokenizer for NewsTokenizer {
    type TokenStream<'a> = NewsStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> NewsStream<'a> {
        self.token.reset();
        NewsStream { words: text.split_word_bound_indices(), token: &mut self.token }
    }
}

/// The terms of one text.
pub(crate) struct NewsStream<'a> {
    words: UWordBoundIndices<'a>,
    token: &'a mut Token,
}

impl TokenStream for NewsStream<'_> {
    fn advance(&mut self) -> bool {
        for (at, word) in self.words.by_ref() {
            if !word.starts_with(|c: char| c.is_alphanumeric()) && !word.contains(char::is_alphanumeric) {
                continue;
            }
            self.token.position = self.token.position.wrapping_add(1);
            self.token.offset_from = at;
            self.token.offset_to = at + word.len();
            self.token.text.clear();
            push_term(word, &mut self.token.text);
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
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
        if term.is_empty() {
            term.push_str(&folded);
        }
    }
    if term.len() > MAX_TERM_BYTES {
        let cut = (0..=MAX_TERM_BYTES).rev().find(|i| term.is_char_boundary(*i)).unwrap_or(0);
        term.truncate(cut);
    }
}

/// A term with the bytes of the text it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) text: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The terms of `text` in order.
pub(crate) fn terms(text: &str) -> Vec<Term> {
    let mut tokenizer = NewsTokenizer::default();
    let mut stream = tokenizer.token_stream(text);
    let mut out = Vec::new();
    while let Some(token) = stream.next() {
        out.push(Term { text: token.text.clone(), start: token.offset_from, end: token.offset_to });
    }
    out
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
