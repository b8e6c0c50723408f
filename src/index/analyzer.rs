//! Turns text into the terms that are indexed and searched: one analyzer for both sides.
//!
//! Words are Unicode's (UAX 29). `U.S.` is the term `us`, `Zelensky’s` is `zelensky`, `1,500` is `1500`; case and
//! accents fold as [`crate::lang::fold`] says.
//!
//! One field holds the words as they are written and, at the same places, what else is asked of them: the roots of
//! those that are not their own, and where sentences end. Against a second field for the roots that is smaller (a word
//! that is its own root, most are, is written once) and scored by one length; phrases stay as they were.
//!
//! Roots are those of the text's language. The engine hands the analyzer a text and nothing else, so one that is not
//! English is handed over with its language before it ([`in_language`]).

use super::inflect::Spoken;
use super::stem::Stems;
use crate::lang::{fold, rows};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_segmentation::{UnicodeSegmentation, UnicodeWordIndices};

/// The name under which the analyzer is registered with the index.
pub(crate) const NEWS: &str = "news";

/// Longest term kept, in bytes; tantivy drops longer ones without a word, so they are cut here on both sides.
const MAX_TERM_BYTES: usize = 250;

/// Begins the term of a root, which stands where words of other forms do; no word has it.
pub(crate) const ROOT: char = '\u{1}';

/// The term that stands where the last word of a sentence does.
pub(crate) const SENTENCE_END: &str = "\u{2}";

/// Stands before and behind the language of a text.
pub(super) const LANGUAGE: char = '\u{3}';

/// A text as the analyzer is to be given it, with its language (an ISO 639-1 code) where that is not English.
pub(crate) fn in_language<'t>(code: Option<&str>, text: &'t str) -> Cow<'t, str> {
    match code.filter(|code| !code.contains(LANGUAGE)).unwrap_or("en") {
        "en" if !text.starts_with(LANGUAGE) => Cow::Borrowed(text),
        code => Cow::Owned(format!("{LANGUAGE}{code}{LANGUAGE}{text}")),
    }
}

/// A text with the language that was put before it.
fn language_of(text: &str) -> (Spoken, &str) {
    let marked = text.strip_prefix(LANGUAGE).and_then(|rest| rest.split_once(LANGUAGE));
    marked.map_or((Spoken::English, text), |(code, text)| (Spoken::of(Some(code)), text))
}

/// The term of a root.
pub(crate) fn root_term(root: &str) -> String {
    format!("{ROOT}{root}")
}

/// Whether a term is a word's own, and not what was put beside words.
pub(crate) fn is_word(term: &[u8]) -> bool {
    term.first().is_some_and(|b| *b > 2)
}

/// The analyzer as tantivy's tokenizer: each word's term, and at the same place the term of its root where that is
/// another word, and [`SENTENCE_END`] where a sentence ends.
#[derive(Clone, Default)]
pub(crate) struct NewsTokenizer {
    token: Token,
    stems: Stems,
    abbreviations: Arc<OnceLock<FxHashSet<&'static str>>>,
}

impl Tokenizer for NewsTokenizer {
    type TokenStream<'a> = NewsStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> NewsStream<'a> {
        let (spoken, text) = language_of(text);
        self.stream(spoken, text)
    }
}

impl NewsTokenizer {
    fn stream<'a>(&'a mut self, spoken: Spoken, text: &'a str) -> NewsStream<'a> {
        self.token.reset();
        NewsStream {
            text,
            words: text.unicode_word_indices(),
            next: None,
            token: &mut self.token,
            stems: &mut self.stems,
            root: String::new(),
            spoken,
            others: Vec::new(),
            abbreviations: &self.abbreviations,
            beside: Beside::Root,
        }
    }
}

/// What is to be looked for beside the word at hand.
#[derive(Clone, Copy, PartialEq)]
enum Beside {
    Root,
    SentenceEnd,
    Nothing,
}

/// The terms of one text.
pub(crate) struct NewsStream<'a> {
    text: &'a str,
    words: UnicodeWordIndices<'a>,
    /// The word after the one at hand, once it has been looked for.
    next: Option<Option<(usize, &'a str)>>,
    token: &'a mut Token,
    stems: &'a mut Stems,
    /// Room for the term of a root.
    root: String,
    spoken: Spoken,
    /// Terms of roots that are still to be given, in a language other than English.
    others: Vec<String>,
    abbreviations: &'a OnceLock<FxHashSet<&'static str>>,
    beside: Beside,
}

impl TokenStream for NewsStream<'_> {
    fn advance(&mut self) -> bool {
        // At the beginning there is no word to look beside.
        if self.token.position != usize::MAX {
            if let Some(root) = self.others.pop() {
                self.token.text = root;
                return true;
            }
            if self.beside == Beside::Root {
                self.beside = Beside::SentenceEnd;
                if matches!(self.spoken, Spoken::English)
                    && let Some(root) = self.stems.other(&self.token.text)
                {
                    self.root.clear();
                    self.root.push(ROOT);
                    self.root.push_str(root);
                    std::mem::swap(&mut self.token.text, &mut self.root);
                    return true;
                }
            }
            if self.beside == Beside::SentenceEnd {
                self.beside = Beside::Nothing;
                if self.sentence_ends() {
                    self.token.text.clear();
                    self.token.text.push_str(SENTENCE_END);
                    return true;
                }
            }
        }
        let next = self.next.take().unwrap_or_else(|| self.words.next());
        let Some((at, word)) = next else { return false };
        self.beside = Beside::Root;
        put(at, word, self.token);
        if !matches!(self.spoken, Spoken::English) {
            self.others = self.spoken.roots(word, &self.token.text, self.stems);
        }
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

impl NewsStream<'_> {
    /// Whether a sentence ends behind the word at hand and another one begins.
    fn sentence_ends(&mut self) -> bool {
        let next = self.words.next();
        self.next = Some(next);
        let Some((at, next)) = next else { return false };
        let word = &self.text[self.token.offset_from..self.token.offset_to];
        let between = &self.text[self.token.offset_to..at];
        if between.len() < 2 {
            return false;
        }
        if between.contains(['!', '?', '\u{2029}']) || between.contains("\n\n") {
            return !next.starts_with(char::is_lowercase);
        }
        let Some(stop) = between.find('.') else { return false };
        let blank = between[stop + 1..].contains(char::is_whitespace);
        blank && !next.starts_with(char::is_lowercase) && !self.is_abbreviation(word)
    }

    /// Whether a stop behind a word is the word's: `U.S.`, `J.`, `Mr.`.
    fn is_abbreviation(&self, word: &str) -> bool {
        let known = || rows(include_str!("../lang/abbreviations.tsv")).map(|row| row[0]).collect();
        let mut letters = word.chars();
        let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        single || word.contains('.') || self.abbreviations.get_or_init(known).contains(fold(word).as_ref())
    }
}

/// Makes `token` the next word.
fn put(at: usize, word: &str, token: &mut Token) {
    token.position = token.position.wrapping_add(1);
    token.offset_from = at;
    token.offset_to = at + word.len();
    token.text.clear();
    push_term(word, &mut token.text);
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
        // Of a mark that stands alone nothing is left; it is its own term.
        if term.is_empty() {
            term.push_str(if folded.is_empty() { word } else { &folded });
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
    let mut tokenizer = NewsTokenizer::default();
    let mut stream = tokenizer.stream(Spoken::English, text);
    let mut out = Vec::new();
    while let Some(token) = stream.next() {
        if token.text == SENTENCE_END {
            out.push(token.position);
        }
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

    fn indexed(text: &str) -> Vec<(usize, String)> {
        let mut tokenizer = NewsTokenizer::default();
        let mut stream = tokenizer.token_stream(text);
        let mut out = Vec::new();
        while let Some(token) = stream.next() {
            out.push((token.position, token.text.clone()));
        }
        out
    }

    #[test]
    fn roots_and_ends_of_sentences_stand_beside_words() {
        let terms = indexed("Talks failed. They resume");
        let shown: Vec<String> =
            terms.iter().map(|(at, text)| format!("{at} {}", text.escape_debug())).collect();
        assert_eq!(
            shown,
            [
                "0 talks",
                "0 \\u{1}talk",
                "1 failed",
                "1 \\u{1}fail",
                "1 \\u{2}",
                "2 they",
                "3 resume",
                "3 \\u{1}resum"
            ]
        );
    }

    #[test]
    fn roots_are_those_of_the_language() {
        let shown = |code, text: &str| -> Vec<String> {
            let terms = indexed(&in_language(Some(code), text)).into_iter();
            terms.map(|(at, text)| format!("{at} {}", text.escape_debug())).collect()
        };
        assert_eq!(
            shown("de", "Zwei Häuser. Selenskyj"),
            [
                "0 zwei",
                "0 \\u{1}de\\u{3}zwei",
                "1 hauser",
                "1 \\u{1}de\\u{3}haus",
                "1 \\u{2}",
                "2 selenskyj",
                "2 \\u{1}de\\u{3}selenskyj"
            ]
        );
        assert_eq!(shown("uk", "Зеленський Zelenskyy"), ["0 зеленськии", "1 zelenskyy", "1 \\u{1}zelensky"]);
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
        fn words_are_indexed_as_they_are_searched(text in any::<String>()) {
            for code in [None, Some("en"), Some("de"), Some("fr"), Some("ru"), Some("uk"), Some("zh")] {
                let own = indexed(&in_language(code, &text)).into_iter();
                let own: Vec<(usize, String)> = own.filter(|(_, term)| is_word(term.as_bytes())).collect();
                prop_assert_eq!(own, words(&text).into_iter().enumerate().collect::<Vec<_>>());
            }
        }

        #[test]
        fn no_text_passes_for_one_of_another_language(text in "\u{3}[a-z]{2}\u{3}Verhandlungen.{0,9}") {
            let own = indexed(&in_language(None, &text));
            prop_assert!(own.iter().all(|(_, term)| !term.contains(LANGUAGE)), "{own:?}");
            prop_assert_eq!(own[0].1.as_str(), &text[1..3]);
        }

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
