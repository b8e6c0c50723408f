//! Makes of the sketches of all shards what copies and speakers are found from: the same as [`crate::index`] makes of its
//! postings.

use crate::copies::{Candidate, Rare, bit, rarest, spread};
use crate::error::{Error, Result};
use crate::index::facet::speaker_of;
use crate::quote::SpeakerKind;
use crate::shard::manifest::unusable;
use crate::shard::sketch::{InSketch, Sketch};
use crate::speaker::{Aliases, Name, Speakers};
use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where a passage stands.
#[derive(Clone, Copy)]
pub(super) struct Passage {
    pub(super) key: u64,
    pub(super) day: Option<i64>,
    /// Its ordinal in its article, from 1 on.
    pub(super) place: u32,
    sketch: u32,
    in_sketch: u32,
}

/// All passages that have words, in the order of printing, with their rarest words.
pub(super) struct Gathered {
    pub(super) speakers: Speakers,
    pub(super) passages: Vec<Passage>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) rare: Vec<Rare>,
    pub(super) articles: u64,
    pub(super) all_passages: u64,
    sketches: Vec<Sketch>,
}

impl Gathered {
    /// Reads sketches.
    ///
    /// # Errors
    ///
    /// Where one is missing or damaged, or an article is in two.
    pub(super) fn read(files: &[PathBuf]) -> Result<Gathered> {
        let sketches: Result<Vec<Sketch>> = files.par_iter().map(|file| Sketch::read(file)).collect();
        let sketches = sketches?;
        each_article_once(&sketches, files)?;
        let speakers = speakers(&sketches);
        let (passages, candidates, rare) = printed(&sketches, &speakers);
        Ok(Gathered {
            articles: sketches.iter().map(|sketch| sketch.articles.len() as u64).sum(),
            all_passages: sketches.iter().map(|sketch| sketch.passages.len() as u64).sum(),
            speakers,
            passages,
            candidates,
            rare,
            sketches,
        })
    }

    /// The words of a passage, in order.
    pub(super) fn wording(&self, ordinal: usize) -> crate::copies::Wording {
        let passage = &self.passages[ordinal];
        let sketch = &self.sketches[passage.sketch as usize];
        sketch.wording(&sketch.passages[passage.in_sketch as usize])
    }
}

fn each_article_once(sketches: &[Sketch], files: &[PathBuf]) -> Result<(), Error> {
    let mut keys: Vec<u64> =
        sketches.iter().flat_map(|sketch| sketch.articles.iter().map(|(key, ..)| *key)).collect();
    keys.sort_unstable();
    match keys.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => {
            let folder = files.first().and_then(|file| file.parent()).unwrap_or(Path::new("."));
            Err(unusable(
                folder,
                &format!("the article {:016x} is there twice, in parts of two inputs", pair[0]),
            ))
        }
    }
}

/// Whose the names are, with the number of their quotes.
fn speakers(sketches: &[Sketch]) -> Speakers {
    let mut quotes: BTreeMap<&str, u64> = BTreeMap::new();
    for sketch in sketches {
        for speaker in sketch.passages.iter().filter_map(|passage| sketch.speaker(passage)) {
            *quotes.entry(&sketch.speakers[speaker]).or_default() += 1;
        }
    }
    let name = |(path, quotes): (&str, u64)| {
        let (kind, name) = named(path)?;
        Some(Name { name, kind, quotes })
    };
    Speakers::new(quotes.into_iter().filter_map(name).collect(), &Aliases::default())
}

/// The kind and name of `person/Ana Lima`.
fn named(path: &str) -> Option<(SpeakerKind, String)> {
    let encoded = path.replacen('/', "\0", 1);
    speaker_of(&encoded).map(|(kind, name)| (kind, name.to_owned()))
}

/// How rare a word is: its place among all, and in how many passages it stands.
type Rarity = (u32, u32);

/// The same of every word, by its hash: ordered as an index orders them.
fn by_rarity(sketches: &[Sketch]) -> FxHashMap<u64, Rarity> {
    let counted: Vec<Vec<u32>> = sketches.par_iter().map(documents).collect();
    let mut words: FxHashMap<u64, Rarity> = FxHashMap::default();
    for (sketch, counted) in sketches.iter().zip(counted) {
        for ((hash, _), documents) in sketch.vocabulary.iter().zip(counted) {
            words.entry(*hash).or_default().1 += documents;
        }
    }
    let mut order: Vec<(u32, u64)> = words.iter().map(|(hash, (_, n))| (*n, *hash)).collect();
    order.sort_unstable();
    for (place, (_, hash)) in (0..).zip(&order) {
        words.entry(*hash).or_default().0 = place;
    }
    words
}

/// In how many passages each word of a sketch stands; of one that is there in several sorts, all are counted with the
/// first.
fn documents(sketch: &Sketch) -> Vec<u32> {
    let mut first: FxHashMap<u64, usize> = FxHashMap::default();
    let known = (0..).zip(&sketch.vocabulary);
    let first: Vec<usize> = known.map(|(number, (hash, _))| *first.entry(*hash).or_insert(number)).collect();
    let mut documents = vec![0_u32; first.len()];
    let mut last = vec![usize::MAX; first.len()];
    for (ordinal, passage) in sketch.passages.iter().enumerate() {
        for word in sketch.numbers(passage).map(|number| first[number]) {
            if last[word] != ordinal {
                last[word] = ordinal;
                documents[word] += 1;
            }
        }
    }
    documents
}

/// A passage with what it is compared by.
type Framed = (Passage, Candidate);

/// All passages with words in the order of printing: by day, those without one last.
fn printed(sketches: &[Sketch], speakers: &Speakers) -> (Vec<Passage>, Vec<Candidate>, Vec<Rare>) {
    let words = by_rarity(sketches);
    let ordinals: Vec<(u32, &Sketch)> = (0..).zip(sketches).collect();
    let read: Vec<(Vec<Framed>, Vec<Rare>)> =
        ordinals.into_par_iter().map(|(ordinal, sketch)| framed(ordinal, sketch, &words, speakers)).collect();
    drop(words);
    let mut all = Vec::with_capacity(read.iter().map(|(passages, _)| passages.len()).sum());
    let mut rare = Vec::with_capacity(read.iter().map(|(_, rare)| rare.len()).sum());
    for (mut passages, of_sketch) in read {
        passages.iter_mut().for_each(|(_, candidate)| candidate.rare.0 += rare.len());
        all.append(&mut passages);
        rare.extend(of_sketch);
    }
    all.sort_unstable_by_key(|(p, _)| (p.day.unwrap_or(i64::MAX), p.key, p.place));
    let mut number = 0;
    let mut last = None;
    for (passage, candidate) in &mut all {
        // Those of an article stand side by side.
        number += u32::from(last.is_some_and(|last| last != passage.key));
        last = Some(passage.key);
        candidate.article = number;
    }
    let (passages, candidates) = all.into_iter().unzip();
    (passages, candidates, rare)
}

fn framed(
    ordinal: u32,
    sketch: &Sketch,
    words: &FxHashMap<u64, Rarity>,
    speakers: &Speakers,
) -> (Vec<Framed>, Vec<Rare>) {
    let known: Vec<(u64, Rarity)> = sketch
        .vocabulary
        .iter()
        .map(|(hash, _)| (*hash, words.get(hash).copied().unwrap_or_default()))
        .collect();
    let whose: Vec<Option<u32>> = sketch
        .speakers
        .iter()
        .map(|path| named(path).and_then(|(kind, name)| speakers.place(kind, &name, None)))
        .map(|place| place.map(|place| place as u32))
        .collect();
    let (mut out, mut rare) = (Vec::with_capacity(sketch.passages.len()), Vec::new());
    for (i, (key, day, begin)) in sketch.articles.iter().enumerate() {
        let end = sketch.articles.get(i + 1).map_or(sketch.passages.len(), |next| next.2);
        for (place, in_sketch) in (1..).zip(*begin..end) {
            let of = &sketch.passages[in_sketch];
            if of.words == 0 {
                continue;
            }
            let passage =
                Passage { key: *key, day: *day, place, sketch: ordinal, in_sketch: in_sketch as u32 };
            let speaker = sketch.speaker(of).and_then(|speaker| whose[speaker]);
            out.push((passage, candidate(sketch, of, speaker, &known, &mut rare)));
        }
    }
    (out, rare)
}

/// What a passage is compared by; its rarest words are added to all.
fn candidate(
    sketch: &Sketch,
    passage: &InSketch,
    speaker: Option<u32>,
    known: &[(u64, Rarity)],
    all_rare: &mut Vec<Rare>,
) -> Candidate {
    let (mut bits, mut all) = (0, 0_u64);
    let mut ranked: Vec<Rarity> = Vec::with_capacity(passage.words as usize);
    for (hash, rarity) in sketch.numbers(passage).map(|number| known[number]) {
        bits |= bit(hash);
        all = all.wrapping_add(spread(hash));
        ranked.push(rarity);
    }
    ranked.sort_unstable();
    ranked.dedup();
    ranked.truncate(rarest(passage.words) as usize);
    let begin = all_rare.len();
    // A word of one passage leads to no other.
    let shared = (0..).zip(ranked).filter(|(_, (_, documents))| *documents > 1);
    all_rare.extend(shared.map(|(rarer, (word, _))| Rare { word, rarer }));
    Candidate {
        is_quote: passage.who > 0,
        article: 0,
        speaker,
        words: passage.words,
        bits,
        all,
        rare: (begin, (all_rare.len() - begin) as u32),
    }
}
