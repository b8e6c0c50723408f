//! Makes of the sketches of all shards what copies and speakers are found from: the same as [`crate::index`] makes of its
//! postings. Sketches are read twice, some at a time, so that memory does not grow with their number.

use crate::copies::{Candidate, InOrder, Order, Passage, Rank, Rarity, Wording, bit, rarest_of, spread};
use crate::error::Result;
use crate::index::facet::speaker_of;
use crate::quote::SpeakerKind;
use crate::shard::manifest::unusable;
use crate::shard::sketch::{InSketch, Sketch};
use crate::speaker::{Aliases, Name, Speakers};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Sketches that are held in memory at once.
const SIDE_BY_SIDE: usize = 4;

/// What is known of all articles together.
pub(super) struct Gathered {
    pub(super) speakers: Speakers,
    pub(super) articles: u64,
    pub(super) passages: u64,
}

/// The passages that have words in the order of printing, each with its words.
pub(super) type Passages = InOrder<(), Wording>;

/// Reads sketches; many passages are brought into order in `folder`.
///
/// # Errors
///
/// Where one is missing or damaged, an article is in two, or files cannot be written.
pub(super) fn gather(files: &[PathBuf], folder: &Path) -> Result<(Gathered, Passages)> {
    let mut counts = Counts::new();
    for some in files.chunks(SIDE_BY_SIDE) {
        let read = some.par_iter().map(|file| Sketch::read(file).map(|sketch| (documents(&sketch), sketch)));
        for (documents, sketch) in read.collect::<Result<Vec<_>>>()? {
            counts.add(&sketch, &documents);
        }
    }
    let Counts { keys, quotes, rarity, passages } = counts;
    let articles = keys.len() as u64;
    each_article_once(keys, files)?;
    let speakers = speakers(quotes);
    let mut in_order = Order::new(folder);
    for some in files.chunks(SIDE_BY_SIDE) {
        let read = some.par_iter().map(|file| Ok(framed(&Sketch::read(file)?, &rarity, &speakers)));
        for candidate in read.collect::<Result<Vec<_>>>()?.into_iter().flatten() {
            in_order.add(candidate)?;
        }
    }
    Ok((Gathered { speakers, articles, passages }, in_order.finish()?))
}

/// What is counted over all sketches.
struct Counts {
    keys: Vec<u64>,
    /// By the path of a name, its quotes.
    quotes: BTreeMap<String, u64>,
    rarity: Rarity,
    passages: u64,
}

impl Counts {
    fn new() -> Counts {
        Counts { keys: Vec::new(), quotes: BTreeMap::new(), rarity: Rarity::new(), passages: 0 }
    }

    fn add(&mut self, sketch: &Sketch, documents: &[u32]) {
        self.keys.extend(sketch.articles.iter().map(|(key, ..)| *key));
        self.passages += sketch.passages.len() as u64;
        let mut quotes = vec![0; sketch.speakers.len()];
        sketch
            .passages
            .iter()
            .filter_map(|passage| sketch.speaker(passage))
            .for_each(|name| quotes[name] += 1);
        for (name, quotes) in sketch.speakers.iter().zip(quotes) {
            *self.quotes.entry(name.clone()).or_default() += quotes;
        }
        for ((hash, _), documents) in sketch.vocabulary.iter().zip(documents) {
            self.rarity.add(*hash, *documents);
        }
    }
}

fn each_article_once(mut keys: Vec<u64>, files: &[PathBuf]) -> Result<()> {
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
fn speakers(quotes: BTreeMap<String, u64>) -> Speakers {
    let name = |(path, quotes): (String, u64)| {
        let (kind, name) = named(&path)?;
        Some(Name { name, kind, quotes })
    };
    Speakers::new(quotes.into_iter().filter_map(name).collect(), &Aliases::default())
}

/// The kind and name of `person/Ana Lima`.
fn named(path: &str) -> Option<(SpeakerKind, String)> {
    let encoded = path.replacen('/', "\0", 1);
    speaker_of(&encoded).map(|(kind, name)| (kind, name.to_owned()))
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

/// The passages of a sketch that have words, with what they are compared by.
fn framed(sketch: &Sketch, rarity: &Rarity, speakers: &Speakers) -> Vec<Candidate<(), Wording>> {
    let place = |path: &String| {
        let place = named(path).and_then(|(kind, name)| speakers.place(kind, &name, None));
        place.map(|place| place as u32)
    };
    let whose: Vec<Option<u32>> = sketch.speakers.iter().map(place).collect();
    let mut out = Vec::with_capacity(sketch.passages.len());
    for (i, (key, day, begin)) in sketch.articles.iter().enumerate() {
        let end = sketch.articles.get(i + 1).map_or(sketch.passages.len(), |next| next.2);
        for (place, of) in (1..).zip(&sketch.passages[*begin..end]).filter(|(_, of)| of.words > 0) {
            let passage = Passage { day: *day, key: *key, place, at: () };
            let speaker = sketch.speaker(of).and_then(|speaker| whose[speaker]);
            out.push(candidate(sketch, of, passage, speaker, rarity));
        }
    }
    out
}

fn candidate(
    sketch: &Sketch,
    of: &InSketch,
    passage: Passage<()>,
    speaker: Option<u32>,
    rarity: &Rarity,
) -> Candidate<(), Wording> {
    let hashes = || sketch.numbers(of).map(|number| sketch.vocabulary[number].0);
    let ranks: Vec<Rank> = hashes().map(|hash| rarity.rank(hash)).collect();
    Candidate {
        passage,
        is_quote: of.who > 0,
        speaker,
        words: of.words,
        bits: hashes().fold(0, |bits, hash| bits | bit(hash)),
        all: hashes().fold(0, |all, hash| all.wrapping_add(spread(hash))),
        rare: rarest_of(ranks, of.words),
        wording: sketch.wording(of),
    }
}
