//! Finds which passages are copies of which.

use super::shelf::Shelves;
use super::{FEW_WORDS, MANY_WORDS, SAME, Wording};
use lru::LruCache;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;
use std::num::NonZeroUsize;
use std::rc::Rc;

/// A passage that may be a copy, or have some.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// Whether it is a quote; else it is a paragraph.
    pub(crate) is_quote: bool,
    /// The number of its article.
    pub(crate) article: u32,
    /// The number of the one who is named as its speaker.
    pub(crate) speaker: Option<u32>,
    /// How many words it has.
    pub(crate) words: u32,
    /// A bit for each of its words, by the word's hash.
    pub(crate) bits: u128,
    /// All of its words in one number, whatever their order.
    pub(crate) all: u64,
    /// Where its rarest words begin among those of all passages, and how many they are.
    pub(crate) rare: (usize, u32),
}

/// One of a passage's rarest words, as many as [`rarest`] says, that stands elsewhere too.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rare {
    /// The number of the word.
    pub(crate) word: u32,
    /// How many words of the passage are rarer.
    pub(crate) rarer: u32,
}

impl Candidate {
    /// Whether its words alone are too few to show that it is a copy.
    fn is_short(&self) -> bool {
        (self.words as usize) < MANY_WORDS
    }
}

/// How many of its rarest words a passage of so many words must be known by, so that one of them is also among the
/// rarest of each of its copies.
///
/// A copy has at least [`SAME`] of the words of both; then, of a passage alone, all but so many words stand in each of its
/// copies. Going from the rarest on, one of one more is the rarest word that both have.
pub(crate) fn rarest(words: u32) -> u32 {
    if (words as usize) < FEW_WORDS {
        return words.min(1);
    }
    let (same, of) = (SAME.0 as u32, SAME.1 as u32);
    words - (words * same).div_ceil(2 * of - same) + 1
}

/// The hash by which words are compared.
pub(crate) fn hash(word: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word);
    hasher.write_u8(0xff);
    hasher.finish()
}

/// The bit that stands for a word.
pub(crate) fn bit(hash: u64) -> u128 {
    1 << (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57)
}

/// What a word adds to the number that stands for all words of a passage.
pub(crate) fn spread(hash: u64) -> u64 {
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)) | 1
}

/// Joins passages that are given in the order of printing, with their rarest words: for each the ordinal of the first
/// printing of its words, which may be its own. `read` reads the words of one.
///
/// # Errors
///
/// What `read` says.
pub(crate) fn join<E>(
    passages: &[Candidate],
    rare: &[Rare],
    mut read: impl FnMut(usize) -> Result<Wording, E>,
) -> Result<Vec<u32>, E> {
    let mut joining = Joining {
        passages,
        rare,
        placed: 0,
        first: (0..passages.len() as u32).collect(),
        speakers: FxHashMap::default(),
        reworded: FxHashMap::default(),
        shelves: Shelves::new(rare),
        wordings: LruCache::new(KEPT_WORDINGS),
        long: FxHashMap::default(),
    };
    // The longer ones of an article first: what it shares of them says whether its short ones belong together with others.
    for article in passages.chunk_by(|one, next| one.article == next.article) {
        let begin = joining.placed;
        for short in [false, true] {
            for (ordinal, passage) in
                (begin..).zip(article).filter(|(_, passage)| passage.is_short() == short)
            {
                if passage.words > 0 {
                    joining.place(ordinal, passage, &mut read)?;
                }
            }
        }
        joining.placed += article.len();
    }
    Ok(joining.first)
}

/// How many wordings are kept once read; others are read again when they are wanted.
const KEPT_WORDINGS: NonZeroUsize = NonZeroUsize::new(1 << 16).unwrap();

struct Joining<'p> {
    passages: &'p [Candidate],
    rare: &'p [Rare],
    /// How many are placed, of whole articles.
    placed: usize,
    first: Vec<u32>,
    /// By first printing, who is named as its speaker there or in a copy.
    speakers: FxHashMap<u32, u32>,
    /// By first printing, its copies that have other words.
    reworded: FxHashMap<u32, Vec<u32>>,
    shelves: Shelves,
    /// The words of those looked at last.
    wordings: LruCache<u32, Rc<Wording>>,
    /// By article, the first printings of the longer passages that it shares with others.
    long: FxHashMap<u32, Vec<u32>>,
}

impl Joining<'_> {
    fn place<E>(
        &mut self,
        ordinal: usize,
        passage: &Candidate,
        read: &mut impl FnMut(usize) -> Result<Wording, E>,
    ) -> Result<(), E> {
        let rare = &self.rare[passage.rare.0..][..passage.rare.1 as usize];
        for first in self.shelves.like(passage, rare) {
            if !self.may_join(passage, first) {
                continue;
            }
            let (own, other) = (self.wording(ordinal as u32, read)?, self.wording(first, read)?);
            if own.is_copy_of(&other) && self.goes_with_others(&own, first, read)? {
                if own != other {
                    self.reworded.entry(first).or_default().push(ordinal as u32);
                }
                self.first[ordinal] = first;
                self.note(passage, first);
                if let Some(speaker) = passage.speaker {
                    self.speakers.insert(first, speaker);
                }
                return Ok(());
            }
        }
        self.shelves.add(ordinal as u32, passage, rare, self.passages);
        if let Some(speaker) = passage.speaker {
            self.speakers.insert(ordinal as u32, speaker);
        }
        Ok(())
    }

    fn wording<E>(
        &mut self,
        ordinal: u32,
        read: &mut impl FnMut(usize) -> Result<Wording, E>,
    ) -> Result<Rc<Wording>, E> {
        if let Some(known) = self.wordings.get(&ordinal) {
            return Ok(known.clone());
        }
        let wording = Rc::new(read(ordinal as usize)?);
        self.wordings.put(ordinal, wording.clone());
        Ok(wording)
    }

    /// Whether a copy of a first printing does not say otherwise than one that was found before, where both say a little
    /// more than the first.
    fn goes_with_others<E>(
        &mut self,
        own: &Wording,
        first: u32,
        read: &mut impl FnMut(usize) -> Result<Wording, E>,
    ) -> Result<bool, E> {
        let others = self.reworded.get(&first).cloned().unwrap_or_default();
        for other in others {
            if !own.goes_with(&*self.wording(other, read)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether who speaks, and where, does not speak against it.
    fn may_join(&self, passage: &Candidate, first: u32) -> bool {
        let other = &self.passages[first as usize];
        match (passage.speaker, self.speakers.get(&first)) {
            (Some(one), Some(other)) if one != *other => false,
            (Some(_), Some(_)) => true,
            _ => !(passage.is_short() || other.is_short()) || self.share_more(passage.article, other.article),
        }
    }

    /// Whether two articles share a longer passage, or are one.
    fn share_more(&self, one: u32, other: u32) -> bool {
        let long = |article| self.long.get(&article).map(Vec::as_slice).unwrap_or_default();
        one == other || long(one).iter().any(|first| long(other).contains(first))
    }

    /// Notes that an article shares a longer passage with that of its first printing.
    fn note(&mut self, passage: &Candidate, first: u32) {
        let other = &self.passages[first as usize];
        if passage.is_short() || other.is_short() {
            return;
        }
        for article in [passage.article, other.article] {
            let long = self.long.entry(article).or_default();
            if !long.contains(&first) {
                long.push(first);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shelf::MOST_KNOWN;
    use super::super::words_in;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::convert::Infallible;

    /// Candidates of texts as an index would make them.
    fn candidates(texts: &[(&str, Option<u32>)]) -> (Vec<Candidate>, Vec<Rare>) {
        let words: Vec<Vec<String>> = texts
            .iter()
            .map(|(text, _)| words_in(text).into_iter().map(|(word, _)| word).collect())
            .collect();
        let mut documents: BTreeMap<&str, u32> = BTreeMap::new();
        for word in words.iter().flatten() {
            *documents.entry(word).or_default() += 1;
        }
        let mut order: Vec<(u32, &str)> = documents.iter().map(|(word, n)| (*n, *word)).collect();
        order.sort_unstable();
        let rank: BTreeMap<&str, u32> =
            order.iter().enumerate().map(|(i, (_, word))| (*word, i as u32)).collect();
        let mut of_all = Vec::new();
        let candidate = |(article, words): (usize, &Vec<String>)| {
            let mut rare: Vec<u32> = words.iter().map(|word| rank[word.as_str()]).collect();
            rare.sort_unstable();
            rare.dedup();
            rare.truncate(rarest(words.len() as u32) as usize);
            let begin = of_all.len();
            of_all.extend(rare.into_iter().zip(0..).map(|(word, rarer)| Rare { word, rarer }));
            let rare = (begin, (of_all.len() - begin) as u32);
            let bits = words.iter().fold(0, |bits, word| bits | bit(hash(word.as_bytes())));
            let all = words.iter().fold(0_u64, |all, word| all.wrapping_add(spread(hash(word.as_bytes()))));
            let (article, speaker) = (article as u32, texts[article].1);
            Candidate { is_quote: true, article, speaker, words: words.len() as u32, bits, all, rare }
        };
        let candidates = words.iter().enumerate().map(candidate).collect();
        (candidates, of_all)
    }

    fn joined(texts: &[(&str, Option<u32>)]) -> Vec<u32> {
        let (passages, rare) = candidates(texts);
        join(&passages, &rare, |i| Ok::<_, Infallible>(Wording::new(texts[i].0))).unwrap()
    }

    const SAID: &str = "we will open the old harbour again before the long winter ends";

    #[test]
    fn nobody_is_hidden_behind_another_speaker() {
        assert_eq!(joined(&[(SAID, Some(1)), (SAID, Some(2)), (SAID, Some(1))]), [0, 1, 0]);
        // Who is named in any copy is the speaker of all.
        assert_eq!(joined(&[(SAID, None), (SAID, Some(1)), (SAID, Some(2)), (SAID, None)]), [0, 0, 2, 0]);
    }

    #[test]
    fn copies_of_what_names_nobody_do_not_name_two() {
        let said = |who: &str| {
            format!(
                "The bridge stays shut until the long winter inspection has been finished, {who} said in Turku"
            )
        };
        let texts = ["an official", "Ida Tervo", "Bruno Salles", "Ida Tervo", "Bruno Salles", "the official"]
            .map(said);
        let texts: Vec<(&str, Option<u32>)> = texts.iter().map(|text| (text.as_str(), None)).collect();
        assert_eq!(joined(&texts), [0, 0, 2, 0, 2, 0]);
    }

    #[test]
    fn few_words_need_a_name_or_an_article_in_common() {
        assert_eq!(joined(&[("no comment", None), ("No comment.", None)]), [0, 1]);
        assert_eq!(joined(&[("no comment", Some(1)), ("No comment.", Some(1))]), [0, 0]);
        let (mut passages, rare) =
            candidates(&[(SAID, None), ("no comment", None), (SAID, None), ("no comment", None)]);
        for (passage, article) in passages.iter_mut().zip([0, 0, 1, 1]) {
            passage.article = article;
        }
        let texts = [SAID, "no comment", SAID, "no comment"];
        assert_eq!(
            join(&passages, &rare, |i| Ok::<_, Infallible>(Wording::new(texts[i]))).unwrap(),
            [0, 1, 0, 1]
        );
    }

    #[test]
    fn word_for_word_copies_are_found_among_thousands_that_are_like_them() {
        // Eight figures, each of three: no word is rare, and no two texts are one.
        let figures = |mut number: usize| -> Vec<String> {
            let mut next = |place| {
                let figure = format!("{place}{}", number % 3);
                number /= 3;
                figure
            };
            (1..9).map(&mut next).collect()
        };
        let mut texts: Vec<String> =
            (0..6561).map(|number| format!("boats off the coast {}", figures(number).join(" "))).collect();
        let mut wanted: Vec<u32> = (0..6561).collect();
        for copied in [0, 4000, 6560] {
            texts.push(texts[copied].clone());
            wanted.push(copied as u32);
        }
        let texts: Vec<(&str, Option<u32>)> = texts.iter().map(|text| (text.as_str(), Some(1))).collect();
        assert!(texts.len() / 3 > MOST_KNOWN, "the first are no longer known by any word");
        assert_eq!(joined(&texts), wanted);
    }

    proptest! {
        /// Against the plain way: each compared with every first printing before it.
        #[test]
        fn nothing_is_missed(texts in prop::collection::vec("[a-c]( [a-d]){0,14}", 1..24)) {
            let wordings: Vec<Wording> = texts.iter().map(|text| Wording::new(text)).collect();
            let mut plain: Vec<u32> = Vec::new();
            for (i, wording) in wordings.iter().enumerate() {
                let copied = |first: &usize| plain[*first] as usize == *first && wording.is_copy_of(&wordings[*first]);
                let first = (0..i).find(copied).unwrap_or(i);
                plain.push(first as u32);
            }
            // One speaker, so that few words are enough.
            let given: Vec<(&str, Option<u32>)> = texts.iter().map(|text| (text.as_str(), Some(7))).collect();
            prop_assert_eq!(joined(&given), plain);
        }
    }
}
