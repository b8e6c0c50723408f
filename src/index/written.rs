//! The terms of an article as they are handed to the engine: made once for all of its passages, on the thread that has
//! read the article.
//!
//! A quote has words of its paragraph, and the engine asks for the terms of each passage by itself. So paragraphs are
//! cut into words once, the terms of each word are looked up among those of the words met last, and all are written one
//! behind the other; the text that the engine is handed for a passage is a range of that, which its tokenizer
//! ([`Written`]) has only to read.
//!
//! ```text
//! a term: its length in bytes, as a character; its bytes
//! a word: its term; the terms of its roots; SENTENCE_END where a sentence ends behind it and another begins
//! ```

use super::analyzer::{SENTENCE_END, is_word, root_term, sentence_ends_between, term_of};
use super::inflect::Spoken;
use super::stem::Stems;
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::ops::Range;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_segmentation::UnicodeSegmentation;

/// The name under which the tokenizer is registered with the index.
pub(crate) const NEWS: &str = "news";

/// Most words whose terms are kept at hand, in all languages.
const KEPT: usize = 1 << 15;

/// Longest word that is kept, in bytes.
const LONGEST_KEPT: usize = 48;

/// Writes the terms of words, and keeps those of the words met last.
#[derive(Default)]
pub(crate) struct Analyzer {
    stems: Stems,
    /// By language: words as they stand in the text, with their terms as they are written.
    known: FxHashMap<String, FxHashMap<Box<str>, Box<str>>>,
    /// How many words are kept.
    kept: usize,
}

impl Analyzer {
    /// Writes the terms of an article's paragraphs, in a language (an ISO 639-1 code) where that is known.
    pub(crate) fn write(&mut self, text: &str, language: Option<&str>, paragraphs: &[Span]) -> Terms {
        let mut terms = Terms { written: String::with_capacity(2 * text.len()), ..Terms::default() };
        for paragraph in paragraphs {
            let begin = terms.words.len();
            self.add(text, language, *paragraph, &mut terms);
            terms.paragraphs.push((*paragraph, begin..terms.words.len()));
        }
        terms
    }

    /// Where the terms of a span of the text are written; what lies in no paragraph, or cuts a word, is written anew.
    pub(crate) fn range(
        &mut self,
        text: &str,
        language: Option<&str>,
        span: Span,
        terms: &mut Terms,
    ) -> Range<usize> {
        terms.range(span).unwrap_or_else(|| self.anew(text, language, span, terms))
    }

    /// Writes the terms of a text that is no part of the article's, such as its headline.
    pub(crate) fn other(&mut self, text: &str, language: Option<&str>, terms: &mut Terms) -> Range<usize> {
        self.anew(text, language, Span::new(0, text.len()), terms)
    }

    fn anew(&mut self, text: &str, language: Option<&str>, span: Span, terms: &mut Terms) -> Range<usize> {
        let begin = terms.written.len();
        self.add(text, language, span, terms);
        begin..terms.written.len()
    }

    fn add(&mut self, text: &str, language: Option<&str>, span: Span, terms: &mut Terms) {
        let text = span.of(text);
        let mut before = None;
        for (at, word) in text.unicode_word_indices() {
            if before.is_some_and(|before| sentence_ends_between(text, before, (at, word))) {
                push(SENTENCE_END, &mut terms.written);
            }
            let from = terms.written.len();
            self.push_terms(word, language, &mut terms.written);
            let (start, to) = (span.start + at, terms.written.len());
            terms.words.push(Word { start, end: start + word.len(), from, to });
            before = Some((at, word));
        }
    }

    fn push_terms(&mut self, word: &str, language: Option<&str>, written: &mut String) {
        let language = language.filter(|code| *code != "en").unwrap_or_default();
        if let Some(terms) = self.known.get(language).and_then(|known| known.get(word)) {
            return written.push_str(terms);
        }
        let terms = self.terms(word, language);
        written.push_str(&terms);
        if word.len() <= LONGEST_KEPT {
            if self.kept >= KEPT {
                self.known.clear();
                self.kept = 0;
            }
            self.kept += 1;
            self.known.entry(language.to_owned()).or_default().insert(word.into(), terms.into());
        }
    }

    fn terms(&mut self, word: &str, language: &str) -> String {
        let term = term_of(word);
        let mut written = String::new();
        push(&term, &mut written);
        match Spoken::of(Some(language)) {
            Spoken::English => {
                if let Some(root) = self.stems.other(&term) {
                    push(&root_term(root), &mut written);
                }
            }
            other => {
                let roots = other.roots(word, &term, &mut self.stems);
                roots.iter().rev().for_each(|root| push(root, &mut written));
            }
        }
        written
    }
}

fn push(term: &str, written: &mut String) {
    // No term is longer than some hundred bytes; one that were would be left out.
    if let Some(length) = char::from_u32(term.len() as u32).filter(|_| !term.is_empty()) {
        written.push(length);
        written.push_str(term);
    }
}

/// A word by its bytes in the text and in what is written.
struct Word {
    start: usize,
    end: usize,
    from: usize,
    to: usize,
}

/// What is written of an article's words.
#[derive(Default)]
pub(crate) struct Terms {
    written: String,
    words: Vec<Word>,
    /// Paragraphs, in order, each with its words.
    paragraphs: Vec<(Span, Range<usize>)>,
}

impl Terms {
    /// All that is written, of which the ranges are parts.
    pub(crate) fn into_written(self) -> String {
        self.written
    }

    /// Where the terms of a span are written, if it lies in a paragraph and cuts no word of it.
    fn range(&self, span: Span) -> Option<Range<usize>> {
        let place = self.paragraphs.partition_point(|(paragraph, _)| paragraph.start <= span.start);
        let (_, words) =
            self.paragraphs[..place].last().filter(|(paragraph, _)| span.end <= paragraph.end)?;
        let words = &self.words[words.clone()];
        let first = words.partition_point(|word| word.start < span.start);
        let end = words.partition_point(|word| word.end <= span.end);
        let cuts_first = first > 0 && words[first - 1].end > span.start;
        let cuts_last = words.get(end).is_some_and(|word| word.start < span.end);
        if cuts_first || cuts_last {
            return None;
        }
        Some(if first < end { words[first].from..words[end - 1].to } else { 0..0 })
    }
}

/// The engine's tokenizer: reads the terms that are written, those of a word at one place.
#[derive(Clone, Default)]
pub(crate) struct Written {
    token: Token,
}

impl Tokenizer for Written {
    type TokenStream<'a> = WrittenStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> WrittenStream<'a> {
        self.token.reset();
        WrittenStream { rest: text, token: &mut self.token }
    }
}

/// The terms of a passage.
pub(crate) struct WrittenStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

/// The first of the terms that are written, which is taken off them.
fn next<'t>(rest: &mut &'t str) -> Option<&'t str> {
    let mut chars = rest.chars();
    let length = chars.next()?;
    let (term, after) = chars.as_str().split_at_checked(length as usize)?;
    *rest = after;
    Some(term)
}

/// The terms of a text of its own, in a language where that is known, one by one.
pub(crate) fn terms_of(
    text: &str,
    language: Option<&str>,
    analyzer: &mut Analyzer,
    mut each: impl FnMut(&str),
) {
    let mut terms = Terms::default();
    analyzer.other(text, language, &mut terms);
    let mut rest = terms.written.as_str();
    while let Some(term) = next(&mut rest) {
        each(term);
    }
}

impl TokenStream for WrittenStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(term) = next(&mut self.rest) else { return false };
        if is_word(term.as_bytes()) {
            self.token.position = self.token.position.wrapping_add(1);
        }
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::analyzer::terms;
    use proptest::prelude::*;

    fn read(written: &str) -> Vec<(usize, String)> {
        let mut tokenizer = Written::default();
        let mut stream = tokenizer.token_stream(written);
        let mut out = Vec::new();
        while let Some(token) = stream.next() {
            out.push((token.position, token.text.clone()));
        }
        out
    }

    fn indexed(code: Option<&str>, text: &str) -> Vec<(usize, String)> {
        let whole = Span::new(0, text.len());
        read(&Analyzer::default().write(text, code, &[whole]).into_written())
    }

    fn shown(code: Option<&str>, text: &str) -> Vec<String> {
        let terms = indexed(code, text).into_iter();
        terms.map(|(at, text)| format!("{at} {}", text.escape_debug())).collect()
    }

    #[test]
    fn roots_and_ends_of_sentences_stand_beside_words() {
        assert_eq!(
            shown(None, "Talks failed. They resume"),
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
        assert_eq!(
            shown(Some("de"), "Zwei Häuser. Selenskyj"),
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
        assert_eq!(
            shown(Some("uk"), "Зеленський Zelenskyy"),
            ["0 зеленськии", "1 zelenskyy", "1 \\u{1}zelensky"]
        );
    }

    #[test]
    fn a_word_has_the_roots_of_each_language_it_is_met_in() {
        let mut analyzer = Analyzer::default();
        for (code, root) in [("de", "\u{1}de\u{3}gift"), ("en", "\u{1}gift"), ("de", "\u{1}de\u{3}gift")] {
            let terms = analyzer.write("Gifte gifts", Some(code), &[Span::new(0, 11)]);
            assert!(read(&terms.into_written()).iter().any(|(_, term)| term == root), "{code}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut analyzer = Analyzer::default();
        let text: String = (0..2 * KEPT).map(|i| format!("w{i} ")).collect();
        analyzer.write(&text, None, &[Span::new(0, text.len())]);
        assert!(analyzer.known.values().map(FxHashMap::len).sum::<usize>() <= KEPT);
    }

    proptest! {
        #[test]
        fn words_are_indexed_as_they_are_searched(text in any::<String>()) {
            for code in [None, Some("en"), Some("de"), Some("fr"), Some("ru"), Some("uk"), Some("zh")] {
                let own = indexed(code, &text).into_iter();
                let own: Vec<(usize, String)> = own.filter(|(_, term)| is_word(term.as_bytes())).collect();
                let words = terms(&text).into_iter().map(|term| term.text);
                prop_assert_eq!(own, words.enumerate().collect::<Vec<_>>());
            }
        }

        #[test]
        fn no_text_passes_for_one_of_another_language(text in "\u{3}[a-z]{2}\u{3}Verhandlungen.{0,9}") {
            let own = indexed(None, &text);
            prop_assert!(own.iter().all(|(_, term)| !term.contains('\u{3}')), "{own:?}");
            prop_assert_eq!(own[0].1.as_str(), &text[1..3]);
        }

        /// A part of a paragraph has the terms that it would have if it stood alone.
        #[test]
        fn a_part_is_written_as_if_it_stood_alone(
            text in "([a-zA-Z0-9é'’.,:!? \u{300}\u{5d0}\"_\n-]|\\PC){0,40}",
            cuts in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        ) {
            let ends: Vec<usize> = (0..=text.len()).filter(|i| text.is_char_boundary(*i)).collect();
            let (one, other) = (*cuts.0.get(&ends), *cuts.1.get(&ends));
            let part = Span::new(one.min(other), one.max(other));
            let mut analyzer = Analyzer::default();
            let mut terms = analyzer.write(&text, None, &[Span::new(0, text.len())]);
            let range = analyzer.range(&text, None, part, &mut terms);
            prop_assert_eq!(read(&terms.into_written()[range]), indexed(None, part.of(&text)));
        }
    }
}
