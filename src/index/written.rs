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
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::ops::Range;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_segmentation::UnicodeSegmentation;

/// The name under which the tokenizer is registered with the index.
pub(crate) const NEWS: &str = "news";

/// How many words are kept at hand: two to the power of this, of which the frequent ones stay near the processor.
const SLOT_BITS: u32 = 14;

/// Bytes of a word and its terms that are kept.
const SLOT_BYTES: usize = 61;

/// A word as it stands in the text, and its terms as they are written, side by side in one line of the processor's
/// memory.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Slot {
    /// The place of its language among those met.
    language: u8,
    /// How many bytes the word has, none where there is no word, and its terms.
    word: u8,
    terms: u8,
    bytes: [u8; SLOT_BYTES],
}

impl Slot {
    const EMPTY: Slot = Slot { language: 0, word: 0, terms: 0, bytes: [0; SLOT_BYTES] };

    /// The terms, if it is this word's.
    fn terms_of(&self, language: u8, word: &str) -> Option<&[u8]> {
        let (own, terms) = self.bytes.split_at_checked(usize::from(self.word))?;
        let is_own = !own.is_empty() && own == word.as_bytes() && self.language == language;
        terms.get(..usize::from(self.terms)).filter(|_| is_own)
    }

    fn new(language: u8, word: &str, terms: &[u8]) -> Option<Slot> {
        let mut slot = Slot { language, word: word.len() as u8, terms: terms.len() as u8, ..Slot::EMPTY };
        let end = word.len() + terms.len();
        slot.bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
        slot.bytes.get_mut(word.len()..end)?.copy_from_slice(terms);
        Some(slot)
    }
}

/// Writes the terms of words.
#[derive(Default)]
pub(crate) struct Analyzer {
    stems: Stems,
    /// Languages met, as far as they can be told apart in a slot.
    languages: Vec<String>,
    /// The language at hand, of which nothing is kept if it has no place.
    language: (Spoken, Option<u8>),
    /// Words by their hashes, each in the place of the one before it; none where nothing is kept.
    slots: Vec<Slot>,
}

impl Analyzer {
    /// One for many articles, which keeps the terms of words at hand.
    pub(crate) fn keeping() -> Analyzer {
        Analyzer { slots: vec![Slot::EMPTY; 1 << SLOT_BITS], ..Analyzer::default() }
    }

    /// Takes what follows to be in a language, an ISO 639-1 code where it is known.
    pub(crate) fn speak(&mut self, language: Option<&str>) {
        let language = language.filter(|code| *code != "en").unwrap_or_default();
        let place = self.languages.iter().position(|known| known == language).unwrap_or_else(|| {
            self.languages.push(language.to_owned());
            self.languages.len() - 1
        });
        self.language = (Spoken::of(Some(language)), u8::try_from(place).ok());
    }

    /// Writes the terms of an article's paragraphs.
    pub(crate) fn write(&mut self, text: &str, paragraphs: &[Span]) -> Terms {
        let room = paragraphs.iter().map(|paragraph| paragraph.len()).sum::<usize>();
        let (written, words) = (Vec::with_capacity(2 * room), Vec::with_capacity(room / 5));
        let mut terms = Terms { written, words, ..Terms::default() };
        for paragraph in paragraphs {
            let begin = terms.words.len();
            self.add(text, *paragraph, &mut terms);
            terms.paragraphs.push((*paragraph, begin..terms.words.len()));
        }
        terms
    }

    /// Where the terms of a span of the text are written; what lies in no paragraph, or cuts a word, is written anew.
    pub(crate) fn range(&mut self, text: &str, span: Span, terms: &mut Terms) -> Range<usize> {
        terms.range(span).unwrap_or_else(|| self.anew(text, span, terms))
    }

    /// Writes the terms of a text that is no part of the article's, such as its headline.
    pub(crate) fn other(&mut self, text: &str, terms: &mut Terms) -> Range<usize> {
        self.anew(text, Span::new(0, text.len()), terms)
    }

    fn anew(&mut self, text: &str, span: Span, terms: &mut Terms) -> Range<usize> {
        let begin = terms.written.len();
        self.add(text, span, terms);
        begin..terms.written.len()
    }

    fn add(&mut self, text: &str, span: Span, terms: &mut Terms) {
        let text = span.of(text);
        let mut before = None;
        for (at, word) in text.unicode_word_indices() {
            if before.is_some_and(|before| sentence_ends_between(text, before, (at, word))) {
                push(SENTENCE_END, &mut terms.written);
            }
            let from = terms.written.len();
            self.push_terms(word, &mut terms.written);
            let (start, to) = (span.start + at, terms.written.len());
            terms.words.push(Word { start, end: start + word.len(), from, to });
            before = Some((at, word));
        }
    }

    fn push_terms(&mut self, word: &str, written: &mut Vec<u8>) {
        let place = place_of(word);
        let (slot, language) = (self.slots.get(place), self.language.1);
        if let Some(terms) = slot.zip(language).and_then(|(slot, language)| slot.terms_of(language, word)) {
            return written.extend_from_slice(terms);
        }
        let from = written.len();
        self.push_new(word, written);
        let new = language.and_then(|language| Slot::new(language, word, &written[from..]));
        if let Some((slot, new)) = self.slots.get_mut(place).zip(new) {
            *slot = new;
        }
    }

    fn push_new(&mut self, word: &str, written: &mut Vec<u8>) {
        let term = term_of(word);
        push(&term, written);
        if matches!(self.language.0, Spoken::English) {
            if let Some(root) = self.stems.other(&term) {
                push(&root_term(root), written);
            }
        } else {
            let roots = self.language.0.roots(word, &term, &mut self.stems);
            roots.iter().rev().for_each(|root| push(root, written));
        }
    }
}

/// Where a word is kept.
fn place_of(word: &str) -> usize {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    (hasher.finish().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SLOT_BITS)) as usize
}

fn push(term: &str, written: &mut Vec<u8>) {
    // No term is longer than some hundred bytes; one that were would be left out.
    if let Some(length) = char::from_u32(term.len() as u32).filter(|_| !term.is_empty()) {
        written.extend_from_slice(length.encode_utf8(&mut [0; 4]).as_bytes());
        written.extend_from_slice(term.as_bytes());
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
    written: Vec<u8>,
    words: Vec<Word>,
    /// Paragraphs, in order, each with its words.
    paragraphs: Vec<(Span, Range<usize>)>,
}

impl Terms {
    /// All that is written, of which the ranges are parts.
    pub(crate) fn into_written(self) -> String {
        String::from_utf8(self.written).unwrap_or_default()
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

/// The terms of a text of its own, one by one.
pub(crate) fn terms_of(text: &str, analyzer: &mut Analyzer, mut each: impl FnMut(&str)) {
    let mut terms = Terms::default();
    analyzer.other(text, &mut terms);
    let written = terms.into_written();
    let mut rest = written.as_str();
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
        let mut analyzer = Analyzer::default();
        analyzer.speak(code);
        read(&analyzer.write(text, &[Span::new(0, text.len())]).into_written())
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
        let mut analyzer = Analyzer::keeping();
        for (code, root) in [("de", "\u{1}de\u{3}gift"), ("en", "\u{1}gift"), ("de", "\u{1}de\u{3}gift")] {
            analyzer.speak(Some(code));
            let terms = analyzer.write("Gifte gifts", &[Span::new(0, 11)]);
            assert!(read(&terms.into_written()).iter().any(|(_, term)| term == root), "{code}");
        }
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

        #[test]
        fn what_is_kept_is_what_would_be_made(words in prop::collection::vec("[A-Za-z]{1,40}|\\PC{0,9}", 1..30)) {
            let text = words.join(" ");
            let whole = Span::new(0, text.len());
            let mut analyzer = Analyzer::keeping();
            for code in [None, Some("de"), None, Some("de")] {
                analyzer.speak(code);
                prop_assert_eq!(read(&analyzer.write(&text, &[whole]).into_written()), indexed(code, &text));
            }
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
            let mut terms = analyzer.write(&text, &[Span::new(0, text.len())]);
            let range = analyzer.range(&text, part, &mut terms);
            prop_assert_eq!(read(&terms.into_written()[range]), indexed(None, part.of(&text)));
        }
    }
}
