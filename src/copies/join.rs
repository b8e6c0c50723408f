//! Finds which passages are copies of which.

use super::Wording;
use super::candidate::{Candidate, Passage, Rare, is_short};
use super::group::{Found, Gathering};
use super::shelf::Shelves;
use super::window::{Known, PRINTED_BEFORE, Window};
use lru::LruCache;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Joins passages that are given in the order of printing: each with the first that it is a copy of, among those
/// printed last before it ([`PRINTED_BEFORE`]). `read` reads the words of one.
///
/// # Errors
///
/// What `passages` and `read` say.
pub(crate) fn join<A: Copy, W, E>(
    passages: impl Iterator<Item = Result<Candidate<A, W>, E>>,
    read: impl FnMut(&Passage<A>, &W) -> Result<Wording, E>,
) -> Result<Found<A>, E> {
    join_within(PRINTED_BEFORE, passages, read)
}

fn join_within<A: Copy, W, E>(
    printed_before: usize,
    passages: impl Iterator<Item = Result<Candidate<A, W>, E>>,
    read: impl FnMut(&Passage<A>, &W) -> Result<Wording, E>,
) -> Result<Found<A>, E> {
    let mut joining = Joining {
        sweep_every: (printed_before / SWEEPS) as u32,
        window: Window::new(printed_before),
        reworded: FxHashMap::default(),
        shelves: Shelves::default(),
        words: Words { read, known: LruCache::unbounded(), words: 0 },
        long: FxHashMap::default(),
        gathering: Gathering::new(),
    };
    let mut article: Vec<Candidate<A, W>> = Vec::new();
    for passage in passages {
        let passage = passage?;
        if article.last().is_some_and(|last| last.passage.key != passage.passage.key) {
            joining.place_article(std::mem::take(&mut article))?;
        }
        article.push(passage);
    }
    joining.place_article(article)?;
    Ok(joining.gathering.finish())
}

/// Most first printings that are compared with a passage word by word in vain, from the first on; then only those that have
/// all of its words. Reports made by one pattern, each with other figures, are all alike and no copies.
const MOST_COMPARED: usize = 128;

/// How often what has left the window is swept from all that knows it, while the window moves by its own length.
const SWEEPS: usize = 4;

struct Joining<A, W, R> {
    window: Window<A, W>,
    sweep_every: u32,
    /// By first printing, its copies that have other words.
    reworded: FxHashMap<u32, Vec<u32>>,
    shelves: Shelves,
    words: Words<R>,
    /// By article, the first printings of the longer passages that it shares with others.
    long: FxHashMap<u32, Vec<u32>>,
    gathering: Gathering<A>,
}

impl<A: Copy, W, R> Joining<A, W, R> {
    fn place_article<E>(&mut self, passages: Vec<Candidate<A, W>>) -> Result<(), E>
    where
        R: FnMut(&Passage<A>, &W) -> Result<Wording, E>,
    {
        let paragraphs = passages.iter().filter(|passage| !passage.is_quote);
        let article = self.gathering.article(paragraphs.map(|passage| passage.words).sum());
        let added = self.window.add(article, passages);
        // The longer ones first: what it shares of them says whether its short ones belong together with others.
        for short in [false, true] {
            for (ordinal, rare) in &added {
                let known = self.window.get(*ordinal).filter(|known| known.words > 0);
                if known.is_some_and(|known| is_short(known.words) == short) {
                    self.place(*ordinal, rare)?;
                }
            }
        }
        self.window.shift();
        self.sweep();
        Ok(())
    }

    fn place<E>(&mut self, ordinal: u32, rare: &[Rare]) -> Result<(), E>
    where
        R: FnMut(&Passage<A>, &W) -> Result<Wording, E>,
    {
        let Some(passage) = self.window.get(ordinal) else { return Ok(()) };
        let all = passage.all;
        let mut compared = 0;
        for first in self.shelves.like(passage, rare, &self.window) {
            let same_words = self.window.get(first).is_some_and(|first| first.all == all);
            if !(same_words || compared < MOST_COMPARED) || !self.may_join(ordinal, first) {
                continue;
            }
            if self.is_copy(ordinal, first)? {
                self.note(ordinal, first);
                return Ok(());
            }
            compared += 1;
        }
        self.shelves.add(ordinal, rare, &self.window);
        Ok(())
    }

    /// Whether the words say so.
    fn is_copy<E>(&mut self, ordinal: u32, first: u32) -> Result<bool, E>
    where
        R: FnMut(&Passage<A>, &W) -> Result<Wording, E>,
    {
        let (own, other) = (self.words.of(ordinal, &self.window)?, self.words.of(first, &self.window)?);
        if !own.is_copy_of(&other) {
            return Ok(false);
        }
        // Nor may it say otherwise than a copy that was found before, where both say a little more than the first.
        let reworded = self.reworded.get(&first).map(Vec::as_slice).unwrap_or_default();
        for before in reworded {
            if !own.goes_with(&*self.words.of(*before, &self.window)?) {
                return Ok(false);
            }
        }
        if own != other {
            self.reworded.entry(first).or_default().push(ordinal);
        }
        Ok(true)
    }

    /// Whether who speaks, and where, does not speak against it.
    fn may_join(&self, ordinal: u32, first: u32) -> bool {
        let (Some(one), Some(other)) = (self.window.get(ordinal), self.window.get(first)) else {
            return false;
        };
        match (one.speaker, other.speaker) {
            (Some(one), Some(other)) => one == other,
            _ => {
                !(is_short(one.words) || is_short(other.words)) || self.share_more(one.article, other.article)
            }
        }
    }

    /// Whether two articles share a longer passage, or are one.
    fn share_more(&self, one: u32, other: u32) -> bool {
        let long = |article| self.long.get(&article).map(Vec::as_slice).unwrap_or_default();
        one == other || long(one).iter().any(|first| long(other).contains(first))
    }

    /// Notes that a passage is a copy.
    fn note(&mut self, ordinal: u32, first: u32) {
        for at in [first, ordinal] {
            let Some(known) = self.window.get(at).filter(|known| at != first || !known.is_copied) else {
                continue;
            };
            if let Some(begin) = self.window.get(known.begin) {
                self.gathering.add(first, at, known, begin);
            }
        }
        let (Some(one), Some(other)) = (self.window.get(ordinal), self.window.get(first)) else { return };
        let (speaker, articles) = (one.speaker, [one.article, other.article]);
        if !is_short(one.words) && !is_short(other.words) {
            for article in articles {
                let long = self.long.entry(article).or_default();
                if !long.contains(&first) {
                    long.push(first);
                }
            }
        }
        if let Some(first) = self.window.get_mut(first) {
            first.is_copied = true;
            first.speaker = speaker.or(first.speaker);
        }
    }

    /// Drops what is known of passages that have left the window, which nothing asks for any more.
    fn sweep(&mut self) {
        let begin = self.window.begin();
        if self.shelves.sweep(begin, self.sweep_every) {
            let article = self.window.get(begin).map_or(0, |first| first.article);
            self.reworded.retain(|first, _| *first >= begin);
            self.long.retain(|of, _| *of >= article);
        }
    }
}

/// Words that are kept once read, of all passages together; others are read again when they are wanted.
const KEPT_WORDS: usize = 1 << 21;

/// The words of the passages looked at last.
struct Words<R> {
    read: R,
    known: LruCache<u32, Rc<Wording>>,
    /// How many words they have.
    words: usize,
}

impl<R> Words<R> {
    fn of<A, W, E>(&mut self, ordinal: u32, window: &Window<A, W>) -> Result<Rc<Wording>, E>
    where
        R: FnMut(&Passage<A>, &W) -> Result<Wording, E>,
    {
        if let Some(known) = self.known.get(&ordinal) {
            return Ok(known.clone());
        }
        // What has left the window has no words, and is a copy of nothing.
        let known: Option<&Known<A, W>> = window.get(ordinal);
        let wording =
            known.map_or_else(|| Ok(Wording::default()), |k| (self.read)(&k.passage, &k.wording))?;
        self.words += wording.len();
        while self.words > KEPT_WORDS {
            let Some((_, gone)) = self.known.pop_lru() else { break };
            self.words -= gone.len();
        }
        let wording = Rc::new(wording);
        self.known.put(ordinal, wording.clone());
        Ok(wording)
    }
}

#[cfg(test)]
mod tests {
    use super::super::candidate::{Rarity, bit, hash, rarest_of, spread};
    use super::super::shelf::MOST_KNOWN;
    use super::super::words_in;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::convert::Infallible;

    type Text = Candidate<u32, ()>;

    /// Candidates of texts as an index would make them, each an article of its own, with who speaks.
    fn candidates(texts: &[(&str, Option<u32>)]) -> Vec<Text> {
        let words: Vec<Vec<u64>> = texts
            .iter()
            .map(|(text, _)| words_in(text).iter().map(|(word, _)| hash(word.as_bytes())).collect())
            .collect();
        let mut rarity = Rarity::new();
        for words in &words {
            words.iter().collect::<BTreeSet<_>>().into_iter().for_each(|word| rarity.add(*word, 1));
        }
        let candidate = |(at, words): (u32, &Vec<u64>)| Candidate {
            passage: Passage { day: None, key: u64::from(at), place: u64::from(at), at },
            is_quote: true,
            speaker: texts[at as usize].1,
            words: words.len() as u32,
            bits: words.iter().fold(0, |bits, word| bits | bit(*word)),
            all: words.iter().fold(0_u64, |all, word| all.wrapping_add(spread(*word))),
            rare: rarest_of(words.iter().map(|word| rarity.rank(*word)).collect(), words.len() as u32),
            wording: (),
        };
        (0..).zip(&words).map(candidate).collect()
    }

    /// The first printing of each of some texts, looked for among so many before it.
    fn joined_within(most: usize, passages: Vec<Text>, texts: &[&str]) -> Vec<u32> {
        let passages = passages.into_iter().map(Ok::<_, Infallible>);
        let found = join_within(most, passages, |passage, ()| Ok(Wording::new(texts[passage.at as usize])));
        let mut first: Vec<u32> = (0..texts.len() as u32).collect();
        for group in &found.unwrap().passages {
            group.iter().for_each(|member| first[member.ordinal as usize] = group[0].ordinal);
        }
        first
    }

    fn joined(given: &[(&str, Option<u32>)]) -> Vec<u32> {
        let texts: Vec<&str> = given.iter().map(|(text, _)| *text).collect();
        joined_within(PRINTED_BEFORE, candidates(given), &texts)
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
        let texts = [SAID, "no comment", SAID, "no comment"];
        let mut passages = candidates(&texts.map(|text| (text, None)));
        for (passage, article) in passages.iter_mut().zip([0, 0, 1, 1]) {
            passage.passage.key = article;
        }
        assert_eq!(joined_within(PRINTED_BEFORE, passages, &texts), [0, 1, 0, 1]);
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
        /// Against the plain way: each compared with every first printing before it that the window holds.
        #[test]
        fn nothing_is_missed(texts in prop::collection::vec("[a-c]( [a-d]){0,14}", 1..24), most in 1..30_usize) {
            let wordings: Vec<Wording> = texts.iter().map(|text| Wording::new(text)).collect();
            let mut plain: Vec<u32> = Vec::new();
            for (i, wording) in wordings.iter().enumerate() {
                let copied = |first: &usize| plain[*first] as usize == *first && wording.is_copy_of(&wordings[*first]);
                let first = (i.saturating_sub(most)..i).find(copied).unwrap_or(i);
                plain.push(first as u32);
            }
            // One speaker, so that few words are enough.
            let given: Vec<(&str, Option<u32>)> = texts.iter().map(|text| (text.as_str(), Some(7))).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            prop_assert_eq!(joined_within(most, candidates(&given), &texts), plain);
        }
    }
}
