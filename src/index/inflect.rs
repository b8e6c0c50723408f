//! The roots of words in languages other than English, each by the Snowball stemmer of its own.
//!
//! A root's term carries its language, so that roots of different languages never meet: the German `Gifte` (poisons)
//! is no form of an English gift. Stemmers want the accents that [`fold`] takes away, readers leave them out; so a
//! word has the root of what is written and, where that is another, the root of its folded form. A language without a
//! stemmer has words alone. Spellings of a Slavic `-sky` are those of a name and meet in every language.

use super::analyzer::{ROOT, root_term, term_of};
use super::schema::Fields;
use super::stem::Stems;
use crate::error::Result;
use crate::lang::fold;
use crate::speaker::slavic_stem;
use frostem::{Algorithm, Stemmer};
use std::collections::BTreeSet;
use tantivy::Searcher;

/// Parts a root's language from the root.
pub(super) const OF: char = '\u{3}';

/// Shortest word that has forms, in characters, and longest, in bytes.
const SHORTEST: usize = 3;
const LONGEST: usize = 80;

/// Most letters before the apostrophe of an article or preposition that is written as one word with the next.
const MOST_ELIDED: usize = 6;

/// Stemmers by the language's code.
const STEMMERS: [(&str, Algorithm); 34] = [
    ("ar", Algorithm::Arabic),
    ("ca", Algorithm::Catalan),
    ("cs", Algorithm::Czech),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("eo", Algorithm::Esperanto),
    ("es", Algorithm::Spanish),
    ("et", Algorithm::Estonian),
    ("eu", Algorithm::Basque),
    ("fa", Algorithm::Persian),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("ga", Algorithm::Irish),
    ("hi", Algorithm::Hindi),
    ("hu", Algorithm::Hungarian),
    ("hy", Algorithm::Armenian),
    ("id", Algorithm::Indonesian),
    ("it", Algorithm::Italian),
    ("lt", Algorithm::Lithuanian),
    ("ne", Algorithm::Nepali),
    ("nl", Algorithm::Dutch),
    ("nn", Algorithm::Norwegian),
    ("no", Algorithm::Norwegian),
    ("pl", Algorithm::Polish),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sr", Algorithm::Serbian),
    ("st", Algorithm::Sesotho),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
    ("yi", Algorithm::Yiddish),
];

/// A language whose words have roots, other than English.
#[derive(Clone, Copy)]
pub(crate) struct Tongue {
    code: &'static str,
    stemmer: Stemmer,
}

/// The language that a text's words are read in.
#[derive(Clone, Copy, Default)]
pub(crate) enum Spoken {
    /// English, or nobody knows.
    #[default]
    English,
    /// Another one, with its stemmer.
    Tongue(Tongue),
    /// One without a stemmer.
    Other,
}

impl Spoken {
    /// The language of a code.
    pub(crate) fn of(code: Option<&str>) -> Spoken {
        match code {
            None | Some("" | "en") => Spoken::English,
            Some(code) => STEMMERS
                .iter()
                .find(|(known, _)| *known == code)
                .map_or(Spoken::Other, |(code, algorithm)| {
                    Spoken::Tongue(Tongue { code, stemmer: Stemmer::new(*algorithm) })
                }),
        }
    }

    /// The terms beside the word `written`, whose own term is `term`, where the language is not English.
    pub(crate) fn roots(&self, written: &str, term: &str, english: &mut Stems) -> Vec<String> {
        let mut roots = match self {
            Spoken::Tongue(tongue) => tongue.roots(written),
            Spoken::English | Spoken::Other => Vec::new(),
        };
        if slavic_stem(term).is_some()
            && let Some(root) = english.other(term)
        {
            roots.push(root_term(root));
        }
        roots
    }
}

impl Tongue {
    /// The terms of the roots of a word, as written, at most two.
    pub(crate) fn roots(&self, written: &str) -> Vec<String> {
        let lower = self.lower(written);
        let word = self.without_elided(&lower);
        let begins = word.chars().next().is_some_and(char::is_alphabetic);
        if !begins || word.len() > LONGEST || word.chars().nth(SHORTEST - 1).is_none() {
            return Vec::new();
        }
        let mut roots = vec![self.term(word)];
        let folded = term_of(word);
        if folded != word {
            let second = self.term(&folded);
            if roots[0] != second {
                roots.push(second);
            }
        }
        roots
    }

    fn term(&self, word: &str) -> String {
        let stem = self.stemmer.stem(word);
        format!("{ROOT}{}{OF}{}", self.code, fold(&stem))
    }

    /// The word in lower case as its language has it, with straight apostrophes.
    fn lower(&self, written: &str) -> String {
        let written = written.replace(['’', 'ʼ'], "'");
        match self.code {
            "tr" => written.replace('İ', "i").replace('I', "ı").to_lowercase(),
            _ => written.to_lowercase(),
        }
    }

    /// `accord` of `l'accord`.
    fn without_elided<'w>(&self, word: &'w str) -> &'w str {
        if !matches!(self.code, "ca" | "fr" | "ga" | "it") {
            return word;
        }
        match word.split_once('\'') {
            Some((elided, rest)) if elided.chars().count() <= MOST_ELIDED && !rest.is_empty() => rest,
            _ => word,
        }
    }
}

/// The languages that an index has articles in, as far as they have roots; English is everywhere.
///
/// # Errors
///
/// Where the index cannot be read.
pub(crate) fn tongues(searcher: &Searcher, fields: &Fields) -> Result<Vec<Tongue>> {
    let mut codes: BTreeSet<String> = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.language)?;
        let mut stream = index.terms().stream().map_err(tantivy::TantivyError::from)?;
        while stream.advance() {
            codes.extend(std::str::from_utf8(stream.key()).ok().map(str::to_owned));
        }
    }
    Ok(tongues_of(codes.iter()))
}

/// The languages of codes, as far as they have roots; English is everywhere.
pub(crate) fn tongues_of<'c>(codes: impl Iterator<Item = &'c String>) -> Vec<Tongue> {
    let tongue = |code: &String| match Spoken::of(Some(code)) {
        Spoken::Tongue(tongue) => Some(tongue),
        Spoken::English | Spoken::Other => None,
    };
    codes.filter_map(tongue).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn meet(code: &str, one: &str, other: &str) -> bool {
        let Spoken::Tongue(tongue) = Spoken::of(Some(code)) else { panic!("{code}") };
        let others = tongue.roots(other);
        tongue.roots(one).iter().any(|root| others.contains(root))
    }

    #[test]
    fn forms_meet_with_and_without_accents() {
        for (code, one, other) in [
            ("de", "Häuser", "Haus"),
            ("de", "hauser", "Haus"),
            ("de", "Verhandlungen", "verhandlung"),
            ("de", "Straße", "strassen"),
            ("fr", "l’accord", "accords"),
            ("fr", "négociations", "negociation"),
            ("fr", "qu’Hélène", "helene"),
            ("it", "dell’accordo", "accordi"),
            ("es", "elecciones", "elección"),
            ("es", "elecciones", "eleccion"),
            ("ru", "Переговоры", "переговоров"),
            ("ru", "новый", "нового"),
            ("tr", "IRMAK", "ırmaklar"),
            ("el", "ΕΚΛΟΓΈΣ", "εκλογές"),
            ("pl", "wyborach", "wybory"),
            ("ar", "الحكومة", "حكومة"),
        ] {
            assert!(meet(code, one, other), "{code} {one} {other}");
        }
        assert!(!meet("de", "Haus", "Maus"));
    }

    #[test]
    fn roots_of_two_languages_never_meet() {
        for (one, _) in STEMMERS {
            for (other, _) in STEMMERS.iter().filter(|(other, _)| *other != one) {
                let (one, other) = (Spoken::of(Some(one)), Spoken::of(Some(other)));
                let mut stems = Stems::default();
                let roots = one.roots("Gifte", "gifte", &mut stems);
                let others = other.roots("Gifte", "gifte", &mut stems);
                assert!(!roots.is_empty() && !roots.iter().any(|root| others.contains(root)));
                assert!(!roots.contains(&root_term("gift")));
            }
        }
    }

    proptest! {
        #[test]
        fn no_word_is_too_odd(word in "\\PC{0,12}|[اأإآبةتىيكﻻـًا-ي]{1,12}|[а-яёіїА-Я]{1,12}|[a-zA-Zàâçéèêëîïôûùüÿñæœßöä'’]{1,14}|[α-ωΑ-Ωά-ώ]{1,12}") {
            for (code, _) in STEMMERS {
                let Spoken::Tongue(tongue) = Spoken::of(Some(code)) else { unreachable!() };
                let roots = tongue.roots(&word);
                prop_assert!(roots.len() <= 2);
                prop_assert!(roots.iter().all(|root| !super::super::analyzer::is_word(root.as_bytes())));
            }
        }
    }
}
