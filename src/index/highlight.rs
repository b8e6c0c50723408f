//! Finds the words of a query where they stand in a text, phrases as phrases.

use super::analyzer::{Term, terms};
use crate::query::Text;

/// The query's words and phrases, each as its terms.
pub(crate) struct Highlighter {
    patterns: Vec<Vec<String>>,
}

impl Highlighter {
    pub(crate) fn new(text: Option<&Text>) -> Highlighter {
        let clauses = text.into_iter().flat_map(|t| t.groups.iter().flatten());
        let patterns = clauses
            .map(|c| terms(&c.words).into_iter().map(|t| t.text).collect())
            .filter(|p: &Vec<_>| !p.is_empty());
        Highlighter { patterns: patterns.collect() }
    }

    /// The byte ranges of `text` that match, in order and without overlap.
    pub(crate) fn find(&self, text: &str) -> Vec<(usize, usize)> {
        if self.patterns.is_empty() {
            return Vec::new();
        }
        let words = terms(text);
        let mut found: Vec<(usize, usize)> = Vec::new();
        for at in 0..words.len() {
            let longest = self.patterns.iter().filter(|p| matches_at(&words[at..], p)).map(Vec::len).max();
            let Some(length) = longest else { continue };
            let (start, end) = (words[at].start, words[at + length - 1].end);
            match found.last_mut() {
                Some(last) if start < last.1 => last.1 = last.1.max(end),
                _ => found.push((start, end)),
            }
        }
        found
    }
}

fn matches_at(words: &[Term], pattern: &[String]) -> bool {
    words.len() >= pattern.len() && words.iter().zip(pattern).all(|(word, term)| word.text == *term)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(query: &str, text: &str) -> Vec<String> {
        let query = Text::parse(query).unwrap();
        let found = Highlighter::new(Some(&query)).find(text);
        found.into_iter().map(|(s, e)| text[s..e].to_owned()).collect()
    }

    #[test]
    fn marks_words_wherever_and_phrases_only_whole() {
        let text = "Security first: “security guarantees” are no guarantees.";
        assert_eq!(marked("security guarantees", text), ["Security", "security", "guarantees", "guarantees"]);
        assert_eq!(marked("“security guarantees”", text), ["security guarantees"]);
        assert_eq!(marked("zelensky us", "Zelensky’s U.S. trip"), ["Zelensky’s", "U.S"]);
    }
}
