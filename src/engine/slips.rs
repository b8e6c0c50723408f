//! Finds the words of an index on an engine that differ from another by one letter.
//!
//! The words of an engine cannot be listed, and what engines call fuzzy is not the same everywhere. So each word is asked
//! for that one slip may have made: a letter too few, too many, another, or two that changed places. Of a word of eight
//! letters these are some six hundred; many are asked for at a time, and one by one only where any of them is there. Two
//! slips make hundreds of thousands: these are not asked for.
//!
//! The letters that are tried are those of the word's own script, digits and the apostrophe ([`ALPHABETS`]).

use super::clause::Clause;
use super::compile::not_there;
use super::fetch::Wanted;
use super::searcher::EngineSearcher;
use crate::error::Result;
use crate::index::{nearest_of, words_of};
use crate::query::{Node, Text};
use std::collections::{BTreeMap, BTreeSet};

/// The letters of scripts as they are indexed: folded ([`crate::lang::fold`]).
const ALPHABETS: [&str; 7] = [
    "abcdefghijklmnopqrstuvwxyzəŋ",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзиклмнопрстуфхцчшщъыьэюяєіґђјљњћџѕқғңөүұһәҷҳ",
    "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
    "ءابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ",
    "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
    "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
];

/// What is tried beside the letters of a script.
const OTHERS: &str = "0123456789'";

/// Most letters of a word that slips are tried on.
const MOST_LETTERS: usize = 64;

/// How many words are asked for in one question, in one round after the other.
const ROUNDS: [usize; 3] = [48, 6, 1];

/// The words of a text that are looked for with slips, each once.
///
/// # Errors
///
/// [`crate::Error::NotOnEngine`] for more slips than are tried.
pub(super) fn with_slips(text: &Text) -> Result<BTreeSet<String>> {
    let mut out = BTreeSet::new();
    collect(&text.root, &mut out)?;
    Ok(out)
}

fn collect(node: &Node, out: &mut BTreeSet<String>) -> Result<()> {
    match node {
        Node::Fuzzy(word, 1) => out.extend(words_of(word).pop()),
        Node::Fuzzy(word, edits) => {
            let what =
                format!("for words that differ by {edits} letters ({word}~{edits}), only by one ({word}~1)");
            return Err(not_there(&what));
        }
        Node::Title(part) | Node::Required(part) | Node::Not(part) => collect(part, out)?,
        Node::All(parts) | Node::Any(parts) => parts.iter().try_for_each(|part| collect(part, out))?,
        _ => {}
    }
    Ok(())
}

/// The word and all that one slip may have made of it; none where its letters are of no script that is known here.
fn one_slip_from(word: &str) -> Option<BTreeSet<String>> {
    let letters: Vec<char> = word.chars().collect();
    let tried = alphabet(&letters).filter(|_| letters.len() <= MOST_LETTERS)?;
    let joined = |parts: [&[char]; 3]| parts.concat().into_iter().collect::<String>();
    let mut out = BTreeSet::from([word.to_owned()]);
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        out.extend(tried.iter().map(|letter| joined([before, &[*letter], after])));
        let Some((own, rest)) = after.split_first() else { continue };
        out.insert(joined([before, &[], rest]));
        out.extend(tried.iter().map(|letter| joined([before, &[*letter], rest])));
        if let Some((next, rest)) = rest.split_first() {
            out.insert(joined([before, &[*next, *own], rest]));
        }
    }
    out.remove("");
    Some(out)
}

/// The letters that are tried in a word, those of each script that it has letters of.
fn alphabet(letters: &[char]) -> Option<Vec<char>> {
    let is_other = |letter: char| letter == '.' || OTHERS.contains(letter);
    let scripts: Vec<&str> = ALPHABETS
        .into_iter()
        .filter(|script| letters.iter().any(|letter| script.contains(*letter)))
        .collect();
    let known = |letter: &char| is_other(*letter) || scripts.iter().any(|script| script.contains(*letter));
    if !letters.iter().all(known) {
        return None;
    }
    let scripts = if scripts.is_empty() { vec![ALPHABETS[0]] } else { scripts };
    let dot = letters.first().filter(|first| first.is_ascii_digit()).map(|_| ".");
    let tried = scripts.into_iter().chain([OTHERS]).chain(dot).flat_map(str::chars);
    Some(tried.collect())
}

impl EngineSearcher<'_> {
    /// The words in passages and headlines that differ from one by at most a letter.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotOnEngine`] for a word of a script whose letters are not known here, or a very long one.
    pub(super) fn like(&self, word: &str) -> Result<Vec<String>> {
        let Some(all) = one_slip_from(word) else {
            let what = format!(
                "for words that differ by one letter from “{word}”, which has too many letters or others than are tried"
            );
            return Err(not_there(&what));
        };
        let found = self.those_there(all, &["words", "title_words"])?;
        Ok(found.into_keys().collect())
    }

    /// The words nearest to one that no document has; none of a word of whose script the letters are not known.
    pub(super) fn nearest(&self, word: &str) -> Result<Vec<String>> {
        let all = one_slip_from(word).unwrap_or_default();
        Ok(nearest_of(word, &self.those_there(all, &["words"])?))
    }

    /// Those of some words that stand in any of some fields, with how many documents have them.
    fn those_there(&self, words: BTreeSet<String>, fields: &[&'static str]) -> Result<BTreeMap<String, u64>> {
        let mut words: Vec<String> = words.into_iter().collect();
        let mut found = BTreeMap::new();
        for together in ROUNDS {
            let counts = self.counts_of(&words, together, fields)?;
            let those = words.chunks(together).zip(counts).filter(|(_, count)| *count > 0);
            let those: Vec<(&[String], u64)> = those.collect();
            if together == 1 {
                found.extend(those.iter().map(|(words, count)| (words.concat(), *count)));
            }
            words = those.into_iter().flat_map(|(words, _)| words.to_vec()).collect();
        }
        Ok(found)
    }

    /// How many documents have any of so many words that are asked for together.
    fn counts_of(&self, words: &[String], together: usize, fields: &[&'static str]) -> Result<Vec<u64>> {
        let in_fields = |word: &String| {
            let term = |field: &&'static str| Clause::Term(field, word.clone(), 1.0);
            fields.iter().map(term).collect::<Vec<_>>()
        };
        let any = |words: &[String]| Clause::any(words.iter().flat_map(in_fields).collect());
        self.counted_each(&words.chunks(together).map(any).collect::<Vec<_>>())
    }

    /// How many documents match each of some clauses.
    pub(super) fn counted_each(&self, clauses: &[Clause]) -> Result<Vec<u64>> {
        let wanted: Vec<Wanted<'_>> = clauses.iter().map(Wanted::count).collect();
        Ok(self.engine().fetch_all(&wanted)?.into_iter().map(|page| page.total).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::fold;
    use proptest::prelude::*;

    #[test]
    fn letters_are_tried_as_they_are_indexed() {
        for alphabet in ALPHABETS {
            assert_eq!(fold(alphabet), alphabet);
        }
    }

    #[test]
    fn what_is_of_no_known_script_is_not_guessed_at() {
        assert!(one_slip_from("停战").is_none() && one_slip_from(&"a".repeat(65)).is_none());
        assert!(one_slip_from("停a").is_none());
        assert!(one_slip_from("1.5").is_some_and(|words| words.contains("15") && words.contains("1.5.")));
        assert!(one_slip_from("воина").is_some_and(|words| words.contains("воинаә") && !words.contains("a")));
    }

    proptest! {
        #[test]
        fn all_that_one_slip_makes_is_tried(word in "[a-f]{1,6}", other in "[a-f]{1,7}") {
            let tried = one_slip_from(&word).unwrap();
            prop_assert_eq!(tried.contains(&other), strsim::osa_distance(&word, &other) <= 1);
        }
    }
}
