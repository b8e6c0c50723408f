//! Finds which passages are copies of which.

use super::{FEW_WORDS, MANY_WORDS, SAME, Wording};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

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
    /// Of its rarest words, as many as [`rarest`] says, the numbers of those that stand elsewhere too, each with how
    /// many are rarer.
    pub(crate) rare: Vec<(u32, u32)>,
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

/// Joins passages that are given in the order of printing: for each the ordinal of the first printing of its words,
/// which may be its own. `read` reads the words of one.
///
/// # Errors
///
/// What `read` says.
pub(crate) fn join<E>(
    passages: &[Candidate],
    mut read: impl FnMut(usize) -> Result<Wording, E>,
) -> Result<Vec<u32>, E> {
    let words = passages.iter().flat_map(|passage| &passage.rare).map(|(word, _)| *word).max();
    let shelves = words.map_or(0, |most| 2 * (most as usize + 1));
    let mut joining = Joining {
        passages,
        placed: 0,
        first: (0..passages.len() as u32).collect(),
        speakers: FxHashMap::default(),
        reworded: FxHashMap::default(),
        by_word: vec![Vec::new(); shelves],
        wordings: vec![None; passages.len()],
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

/// A first printing with what is looked at first, side by side.
#[derive(Clone, Copy)]
struct Printed {
    first: u32,
    words: u32,
    /// How many of its words are rarer than the one that it is found by.
    rarer: u32,
    bits: u128,
}

/// Where first printings are kept that are known by a word.
fn shelf(passage: &Candidate, word: u32) -> usize {
    2 * word as usize + usize::from(passage.is_quote)
}

struct Joining<'p> {
    passages: &'p [Candidate],
    /// How many are placed, of whole articles.
    placed: usize,
    first: Vec<u32>,
    /// By first printing, who is named as its speaker there or in a copy.
    speakers: FxHashMap<u32, u32>,
    /// By first printing, its copies that have other words.
    reworded: FxHashMap<u32, Vec<u32>>,
    /// First printings by one of their rarest words and kind.
    by_word: Vec<Vec<Printed>>,
    /// The words of those that had to be looked at.
    wordings: Vec<Option<Wording>>,
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
        let mut like: Vec<u32> = Vec::new();
        for (word, rarer) in &passage.rare {
            let known = self.by_word[shelf(passage, *word)].iter();
            like.extend(known.filter(|p| may_be_copy(passage, *rarer, p)).map(|printed| printed.first));
        }
        like.sort_unstable();
        like.dedup();
        like.retain(|first| self.may_join(passage, *first));
        for first in like {
            for either in [ordinal, first as usize] {
                if self.wordings[either].is_none() {
                    self.wordings[either] = Some(read(either)?);
                }
            }
            let (own, other) = (&self.wordings[ordinal], &self.wordings[first as usize]);
            let Some((own, other)) = own.as_ref().zip(other.as_ref()) else { continue };
            if own.is_copy_of(other) && self.goes_with_others(own, first) {
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
        for (word, rarer) in &passage.rare {
            self.by_word[shelf(passage, *word)].push(Printed {
                first: ordinal as u32,
                words: passage.words,
                rarer: *rarer,
                bits: passage.bits,
            });
        }
        if let Some(speaker) = passage.speaker {
            self.speakers.insert(ordinal as u32, speaker);
        }
        Ok(())
    }

    /// Whether a copy of a first printing does not say otherwise than one that was found before, where both say a little
    /// more than the first.
    fn goes_with_others(&self, own: &Wording, first: u32) -> bool {
        let others = self.reworded.get(&first).into_iter().flatten();
        others.filter_map(|other| self.wordings[*other as usize].as_ref()).all(|other| own.goes_with(other))
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

/// Whether the words, whatever their order, do not speak against it, if the rarest that both have is the one they were
/// found by. If it is not, they are found by that one too.
fn may_be_copy(passage: &Candidate, rarer: u32, printed: &Printed) -> bool {
    let (one, other) = (passage.words, printed.words);
    if one.min(other) < FEW_WORDS as u32 {
        return one == other && passage.bits == printed.bits;
    }
    // The words that both can have, and those that only one of them has.
    let most = (one - rarer).min(other - printed.rarer);
    let apart = || (passage.bits ^ printed.bits).count_ones();
    let (same, of) = (SAME.0 as u32, SAME.1 as u32);
    2 * most * of >= same * (one + other) && apart() * of <= (of - same) * (one + other)
}

#[cfg(test)]
mod tests {
    use super::super::words_in;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::convert::Infallible;

    /// Candidates of texts as an index would make them.
    fn candidates(texts: &[(&str, Option<u32>)]) -> Vec<Candidate> {
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
        let candidate = |(article, words): (usize, &Vec<String>)| {
            let mut rare: Vec<u32> = words.iter().map(|word| rank[word.as_str()]).collect();
            rare.sort_unstable();
            rare.dedup();
            rare.truncate(rarest(words.len() as u32) as usize);
            let rare = rare.into_iter().zip(0..).collect();
            let bits = words.iter().fold(0, |bits, word| bits | bit(hash(word.as_bytes())));
            let (article, speaker) = (article as u32, texts[article].1);
            Candidate { is_quote: true, article, speaker, words: words.len() as u32, bits, rare }
        };
        words.iter().enumerate().map(candidate).collect()
    }

    fn joined(texts: &[(&str, Option<u32>)]) -> Vec<u32> {
        join(&candidates(texts), |i| Ok::<_, Infallible>(Wording::new(texts[i].0))).unwrap()
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
        let mut passages =
            candidates(&[(SAID, None), ("no comment", None), (SAID, None), ("no comment", None)]);
        for (passage, article) in passages.iter_mut().zip([0, 0, 1, 1]) {
            passage.article = article;
        }
        let texts = [SAID, "no comment", SAID, "no comment"];
        assert_eq!(join(&passages, |i| Ok::<_, Infallible>(Wording::new(texts[i]))).unwrap(), [0, 1, 0, 1]);
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
