//! The terms of a text as words parted by blanks, for an engine that cuts at blanks and knows nothing else.
//!
//! They are the terms of the analyzer ([`super::analyzer`]), so that a search finds the same on disk and there. Roots
//! stand in a text of their own, for an engine cannot put two terms in one place.

use super::analyzer::{ROOT, SENTENCE_END};
use super::inflect::OF;
use super::written::{Analyzer, terms_of};
use crate::source::Article;

/// Stands between the pieces of a broken quotation, so that no phrase reaches across; no word has it.
const GAP: &str = "…";

/// Cuts the texts of one article.
pub(crate) struct PassageTerms {
    analyzer: Analyzer,
}

impl PassageTerms {
    pub(crate) fn new(article: &Article) -> PassageTerms {
        let mut analyzer = Analyzer::default();
        analyzer.speak(article.language.as_deref());
        PassageTerms { analyzer }
    }

    /// The terms of a text's words, and those of the roots that are not a word's own.
    pub(crate) fn of(&mut self, text: &str) -> (String, String) {
        self.of_pieces(&[text])
    }

    /// The same of a text in several pieces.
    pub(crate) fn of_pieces(&mut self, pieces: &[&str]) -> (String, String) {
        let (mut words, mut roots) = (String::new(), String::new());
        for (at, piece) in pieces.iter().enumerate() {
            if at > 0 {
                add(&mut words, GAP);
            }
            terms_of(piece, &mut self.analyzer, |term| match term.strip_prefix(ROOT) {
                Some(root) => add(&mut roots, &plain_root(root)),
                None if term == SENTENCE_END => {}
                None => add(&mut words, term),
            });
        }
        (words, roots)
    }
}

/// A root as an engine has it: `harbour`, or `de:haus` of a language other than English.
pub(crate) fn plain_root(root: &str) -> String {
    root.trim_start_matches(ROOT).replace(OF, ":")
}

fn add(text: &mut String, term: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(term);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(language: Option<&str>, pieces: &[&str]) -> (String, String) {
        let mut article = Article::of_text("a.txt", "");
        article.language = language.map(str::to_owned);
        PassageTerms::new(&article).of_pieces(pieces)
    }

    #[test]
    fn words_and_roots_are_parted() {
        let (words, roots) = plain(None, &["The U.S. talks failed.", "Don’t resume"]);
        assert_eq!(words, "the us talks failed … don't resume");
        assert_eq!(roots, "talk fail resum");
        assert_eq!(plain(Some("de"), &["Zwei Häuser"]), ("zwei hauser".into(), "de:zwei de:haus".into()));
    }

    #[test]
    fn a_mark_that_is_folded_on_a_blank_is_a_term() {
        let (words, _) = plain(None, &["\u{fe72}{ a"]);
        assert_eq!(words.split(' ').count(), super::super::terms("\u{fe72}{ a").len());
    }

    proptest! {
        #[test]
        fn what_is_cut_at_blanks_are_the_terms(text in any::<String>()) {
            let (words, _) = plain(None, &[&text]);
            let terms: Vec<String> = super::super::terms(&text).into_iter().map(|term| term.text).collect();
            let cut: Vec<&str> = words.split_whitespace().collect();
            prop_assert_eq!(cut, terms);
        }
    }
}
