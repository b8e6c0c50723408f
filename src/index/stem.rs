//! What forms of a word have in common, so that one form finds the others.
//!
//! A word's root is its English stem, after spellings have been made one: British and American (`labour`, `labor`),
//! and the ways a Slavic `-ський` is put into Latin letters (`Zelenskyy`, `Zelensky`). Stems serve recall only; the
//! word as it is written is indexed beside its root and counts for more.

use crate::speaker::slavic_stem;
use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Most words whose roots are kept at hand.
const KEPT: usize = 16_384;

/// Shortest and longest word that has forms, in bytes.
const FORMED: std::ops::RangeInclusive<usize> = 3..=40;

/// Ends of words that are spelt in two ways, the second of which is taken for both.
const SPELLINGS: [(&str, &str); 24] = [
    ("isation", "ization"),
    ("isations", "izations"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ise", "ize"),
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("ysing", "yzing"),
    ("our", "or"),
    ("ours", "ors"),
    ("oured", "ored"),
    ("ouring", "oring"),
    ("ourer", "orer"),
    ("ourers", "orers"),
    ("ourable", "orable"),
    ("ence", "ense"),
    ("ences", "enses"),
    ("tre", "ter"),
    ("tres", "ters"),
    ("ogue", "og"),
    ("ogues", "ogs"),
    ("amme", "am"),
    ("ammes", "ams"),
];

/// Finds roots, and keeps those of the words met last.
#[derive(Clone)]
pub(crate) struct Stems {
    stemmer: Stemmer,
    /// Words with the places of their roots in `roots`, 0 for those that are their own.
    known: FxHashMap<Box<str>, u32>,
    roots: Vec<String>,
}

impl Default for Stems {
    fn default() -> Stems {
        Stems {
            stemmer: Stemmer::new(Algorithm::English),
            known: FxHashMap::default(),
            roots: vec![String::new()],
        }
    }
}

impl Stems {
    /// The root of a folded word, where that is another word.
    pub(crate) fn other(&mut self, word: &str) -> Option<&str> {
        if !FORMED.contains(&word.len()) || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        let place = match self.known.get(word) {
            Some(place) => *place as usize,
            None => self.learn(word),
        };
        if place == 0 { None } else { Some(&self.roots[place]) }
    }

    /// The root of a folded word, which may be the word itself.
    pub(crate) fn root<'w>(&'w mut self, word: &'w str) -> &'w str {
        self.other(word).unwrap_or(word)
    }

    fn learn(&mut self, word: &str) -> usize {
        if self.known.len() >= KEPT {
            self.known.clear();
            self.roots.truncate(1);
        }
        let root = root(&self.stemmer, word);
        let place = if root == word { 0 } else { self.roots.len() };
        self.known.insert(word.into(), place as u32);
        if place > 0 {
            self.roots.push(root);
        }
        place
    }
}

fn root(stemmer: &Stemmer, word: &str) -> String {
    let spelt: Cow<'_, str> = match slavic_stem(word) {
        Some(stem) => format!("{stem}sky").into(),
        None => one_spelling(word),
    };
    let mut root = stemmer.stem(&spelt).into_owned();
    // The stem of supply is suppli; as supply it is the word itself, and need not be written beside it.
    if root.len() > 2 && root.ends_with('i') {
        root.pop();
        root.push('y');
    }
    root
}

fn one_spelling(word: &str) -> Cow<'_, str> {
    // Where a short word ends so, that is no ending: four, wise, fence.
    let spelt = SPELLINGS.iter().find_map(|(end, other)| {
        word.strip_suffix(end).filter(|stem| stem.len() >= 3).map(|stem| format!("{stem}{other}"))
    });
    spelt.map_or(Cow::Borrowed(word), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root_of(word: &str) -> String {
        Stems::default().other(word).unwrap_or(word).to_owned()
    }

    #[test]
    fn forms_and_spellings_have_one_root() {
        for forms in [
            &["guarantee", "guarantees", "guaranteed", "guaranteeing"][..],
            &["labour", "labor", "labours"],
            &["organise", "organized", "organising", "organizes"],
            &["defence", "defense"],
            &["centre", "center", "centres"],
            &["programme", "program", "programmes"],
            &["zelensky", "zelenskyy", "zelenskiy", "zelenski"],
            &["travelled", "traveled", "travel"],
            &["supply", "supplies", "supplied"],
        ] {
            let roots: std::collections::BTreeSet<String> = forms.iter().map(|form| root_of(form)).collect();
            assert_eq!(roots.len(), 1, "{forms:?}: {roots:?}");
        }
        for (one, other) in
            [("four", "for"), ("hour", "hor"), ("wise", "wize"), ("news", "new"), ("1500", "150")]
        {
            assert_ne!(root_of(one), root_of(other), "{one} {other}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut stems = Stems::default();
        for i in 0..2 * KEPT {
            let word: String = i.to_string().bytes().map(|b| (b - b'0' + b'a') as char).collect();
            stems.other(&format!("x{word}ings"));
        }
        assert!(stems.known.len() <= KEPT);
    }
}
