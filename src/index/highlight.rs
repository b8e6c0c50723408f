//! Finds what of a query stands in a text, phrases as phrases and near words only where they are near.

use super::analyzer::{self, Term, root_term, terms};
use super::clause::words_of;
use super::inflect::Spoken;
use super::proximity::windows;
use super::stem::Stems;
use crate::query::{Field, Node, Text, Within};
use std::cell::RefCell;
use std::ops::Range;

/// What to mark.
enum Pattern {
    /// A word in any form: its term, its English root, and as it is written.
    Word(String, String, String),
    /// Words in a row.
    Row(Vec<String>),
    /// Any of the first, or where none of these stands any of the second.
    Name([Vec<Vec<String>>; 2]),
    /// Words near each other, each once, in order.
    Near(Vec<String>, Within),
    /// Words that begin so.
    Prefix(String),
    /// Words that differ by at most so many letters.
    Fuzzy(String, usize),
}

/// Marks what a query looks for.
pub(crate) struct Highlighter {
    patterns: Vec<Pattern>,
    stems: RefCell<Stems>,
}

impl Highlighter {
    /// Marks what a text asks for; `forms` are the words of each form of a name, and those to be marked where none of
    /// these stands.
    pub(crate) fn new(text: Option<&Text>, forms: &dyn Fn(&str) -> [Vec<Vec<String>>; 2]) -> Highlighter {
        let mut stems = Stems::default();
        let mut patterns = Vec::new();
        if let Some(text) = text {
            text.root.visit(&mut |node| match node {
                Node::Field(Field::Names(name)) => patterns.push(Pattern::Name(forms(name))),
                node => patterns.extend(pattern(node, &mut stems)),
            });
        }
        Highlighter { patterns, stems: RefCell::new(stems) }
    }

    /// The byte ranges of `text` that match, in order and without overlap; forms are those of its language.
    pub(crate) fn find(&self, text: &str, language: Option<&str>) -> Vec<(usize, usize)> {
        if self.patterns.is_empty() {
            return Vec::new();
        }
        let words = terms(text);
        let mut places: Vec<Range<usize>> = Vec::new();
        for pattern in &self.patterns {
            match (pattern, Spoken::of(language)) {
                (Pattern::Word(own, root, written), spoken @ (Spoken::Tongue(_) | Spoken::Other)) => {
                    let is = self.is_form(own, root, written, spoken);
                    let found = words.iter().enumerate().filter(|(_, term)| is(term, text));
                    places.extend(found.map(|(at, _)| at..at + 1));
                }
                _ => self.mark(pattern, text, &words, &mut places),
            }
        }
        places.sort_unstable_by_key(|place| (place.start, place.end));
        let mut found: Vec<(usize, usize)> = Vec::new();
        for place in places {
            let (start, end) = (words[place.start].start, words[place.end - 1].end);
            match found.last_mut() {
                Some(last) if start < last.1 => last.1 = last.1.max(end),
                _ => found.push((start, end)),
            }
        }
        found
    }

    /// Adds the places of a pattern, as ranges of words.
    fn mark(&self, pattern: &Pattern, text: &str, words: &[Term], places: &mut Vec<Range<usize>>) {
        match pattern {
            Pattern::Row(row) if row.is_empty() => {}
            Pattern::Row(row) => {
                let at = words.windows(row.len()).enumerate();
                let found =
                    at.filter(|(_, words)| words.iter().zip(row).all(|(word, term)| word.text == *term));
                places.extend(found.map(|(at, _)| at..at + row.len()));
            }
            Pattern::Name(forms) => {
                for rows in forms {
                    let before = places.len();
                    rows.iter().for_each(|row| self.mark(&Pattern::Row(row.clone()), text, words, places));
                    if places.len() > before {
                        return;
                    }
                }
            }
            Pattern::Near(near, within) => {
                let word = |(at, term): (usize, &Term)| {
                    near.iter().position(|n| *n == term.text).map(|n| (at as u32, n))
                };
                let at: Vec<(u32, usize)> = words.iter().enumerate().filter_map(word).collect();
                let ends: Vec<u32> = match within {
                    Within::Sentence => {
                        analyzer::sentence_ends(text).into_iter().map(|end| end as u32).collect()
                    }
                    Within::Words(_) => Vec::new(),
                };
                for (first, last) in windows(&at, near.len(), *within, &ends) {
                    let inside = at.iter().filter(|(at, _)| (first..=last).contains(at));
                    places.extend(inside.map(|(at, _)| *at as usize..*at as usize + 1));
                }
            }
            single => {
                let found = words.iter().enumerate().filter(|(_, term)| self.is(single, &term.text));
                places.extend(found.map(|(at, _)| at..at + 1));
            }
        }
    }

    /// What tells whether a word of a text that is not English is a form of one: by itself, as its English root,
    /// or by a root that they have in common.
    fn is_form<'p>(
        &'p self,
        own: &'p str,
        root: &'p str,
        written: &str,
        spoken: Spoken,
    ) -> impl Fn(&Term, &str) -> bool + 'p {
        let mut roots = spoken.roots(written, own, &mut self.stems.borrow_mut());
        roots.push(root_term(root));
        let is_word = self.stems.borrow_mut().other(root).is_none();
        move |term, text| {
            term.text == own
                || is_word && term.text == root
                || spoken
                    .roots(&text[term.start..term.end], &term.text, &mut self.stems.borrow_mut())
                    .iter()
                    .any(|form| roots.contains(form))
        }
    }

    /// Whether a single word matches.
    fn is(&self, pattern: &Pattern, word: &str) -> bool {
        match pattern {
            Pattern::Word(own, root, _) => {
                // Forms begin alike, and roots are dear.
                word == own
                    || word.as_bytes().get(..2) == root.as_bytes().get(..2)
                        && self.stems.borrow_mut().other(word).unwrap_or(word) == root
            }
            Pattern::Prefix(beginning) => word.starts_with(beginning.as_str()),
            Pattern::Fuzzy(like, edits) => {
                word.len().abs_diff(like.len()) <= 4 * edits && strsim::osa_distance(word, like) <= *edits
            }
            Pattern::Row(_) | Pattern::Name(_) | Pattern::Near(..) => false,
        }
    }
}

fn pattern(node: &Node, stems: &mut Stems) -> Option<Pattern> {
    Some(match node {
        Node::Word(word) => match words_of(word).as_slice() {
            [own] => Pattern::Word(own.clone(), stems.root(own).to_owned(), word.clone()),
            row => Pattern::Row(row.to_vec()),
        },
        Node::Phrase(words) => Pattern::Row(words_of(words)),
        Node::Near(words, within) => {
            let mut words = words_of(words);
            words.sort_unstable();
            words.dedup();
            Pattern::Near(words, *within)
        }
        Node::Prefix(word) => Pattern::Prefix(words_of(word).pop()?),
        Node::Fuzzy(word, edits) => Pattern::Fuzzy(words_of(word).pop()?, usize::from(*edits)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::clause::spellings;

    fn marked(query: &str, text: &str) -> Vec<String> {
        let query = Text::parse(query).unwrap();
        let found = Highlighter::new(Some(&query), &|name| [spellings(name), Vec::new()]).find(text, None);
        found.into_iter().map(|(s, e)| text[s..e].to_owned()).collect()
    }

    #[test]
    fn marks_words_wherever_and_phrases_only_whole() {
        let text = "Security first: “security guarantees” are no guarantees.";
        assert_eq!(marked("security guarantee", text), ["Security", "security", "guarantees", "guarantees"]);
        assert_eq!(marked("“security guarantees”", text), ["security guarantees"]);
        assert_eq!(marked("“security guarantee”", text), Vec::<String>::new());
        assert_eq!(marked("zelenskyy us", "Zelensky’s U.S. trip"), ["Zelensky’s", "U.S"]);
    }

    #[test]
    fn marks_forms_of_the_language_of_the_text() {
        let marked = |query: &str, text: &str, language: &str| -> Vec<String> {
            let found =
                Highlighter::new(Some(&Text::parse(query).unwrap()), &|name| [spellings(name), Vec::new()])
                    .find(text, Some(language));
            found.into_iter().map(|(s, e)| text[s..e].to_owned()).collect()
        };
        assert_eq!(marked("haus", "Die Häuser, das Haus, hausen", "de"), ["Häuser", "Haus", "hausen"]);
        assert_eq!(marked("accord", "Les accords et l’accord", "fr"), ["accords", "l’accord"]);
        assert_eq!(marked("talked", "Talk-Show und talks: er talkte", "de"), ["Talk"]);
        assert_eq!(marked("zelenskyy", "Zelenski habló", "es"), ["Zelenski"]);
    }

    #[test]
    fn marks_near_words_only_where_they_are_near() {
        let text = "Grain waits. The corridor for grain is shut; grain rots.";
        assert_eq!(marked("\"grain corridor\"~1", text), ["corridor", "grain"]);
        assert_eq!(marked("\"grain waits\"~s", text), ["Grain", "waits"]);
        assert_eq!(marked("\"waits corridor\"~s", text), Vec::<String>::new());
        assert_eq!(marked("corr* gran~1 -rots", text), ["Grain", "corridor", "grain", "grain"]);
    }
}
