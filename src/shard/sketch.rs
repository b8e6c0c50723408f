//! Sketches: of each passage what it takes to find copies and speakers, without the text.
//!
//! A passage is its words as numbers, in order, with who speaks; what the numbers stand for (hashes of words, and what
//! sort of word it is) and the speakers' names stand once in each sketch. That is all that [`crate::copies`] asks of an
//! index, so copies found over sketches are those that an index of the same articles has. Less would not do: whether a
//! passage is reworded, and whether that changes a figure, a name or a `not`, only its words in order can tell.
//!
//! Sketches merge by lying side by side: no number of one means anything in another, only hashes and names do.

use super::files::{Folder, hash_of};
use super::manifest::{SketchFile, unusable};
use super::part::pack;
use crate::copies::Wording;
use crate::engine::speaker_path;
use crate::error::Result;
use crate::index::{ReadArticle, day_number, record};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Words of a sketch after which the next one is begun: at 9 bytes each, what is held while it is made.
const MOST_WORDS: usize = 2_000_000;

/// Strength of the compression.
const LEVEL: i32 = 9;

/// An article in a sketch.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sketched {
    pub(super) key: u64,
    /// Days since 1970-01-01.
    pub(super) day: Option<i64>,
    pub(super) passages: Vec<SketchedPassage>,
}

/// A passage in a sketch.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SketchedPassage {
    /// Its ordinal in its article, from 1 on.
    pub(super) place: u64,
    pub(super) who: Who,
    pub(super) words: Wording,
}

/// Who speaks in a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// It is a paragraph.
    Nobody,
    /// A quote whose speaker has no name.
    Unnamed,
    /// `person/Ana Lima`.
    Named(String),
}

/// What a sketch has of an article.
pub(super) fn sketched(read: &ReadArticle) -> Sketched {
    let passage = |(place, passage): (u64, &crate::passage::Passage)| {
        let pieces = passage.spans.iter().map(|span| span.of(&read.article.text));
        let who = match read.quote(passage) {
            None => Who::Nobody,
            Some(quote) => match quote.speaker.as_ref().and_then(|s| speaker_path(s.kind, &s.name)) {
                Some(name) => Who::Named(name),
                None => Who::Unnamed,
            },
        };
        SketchedPassage { place, who, words: Wording::of_pieces(pieces) }
    };
    let passages = (1..).zip(&read.passages).map(passage).collect();
    Sketched { key: read.key, day: read.article.date.map(day_number), passages }
}

/// A sketch as it is written: columns of what is alike.
#[derive(Serialize, Deserialize)]
struct Columns {
    form: u32,
    /// Eight bytes for each word, the most frequent first.
    hashes: Vec<u8>,
    weights: Vec<u8>,
    speakers: Vec<String>,
    articles: Vec<Row>,
    /// The numbers of all words, seven bits a byte.
    words: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    key: [u8; 8],
    day: Option<i64>,
    /// How many words each passage has, and who speaks: 0 for nobody, 1 for somebody, 2 and more for a speaker.
    passages: Vec<(u32, u32)>,
}

/// Sketches of a bucket on their way.
pub(super) struct Sketches<'f> {
    folder: &'f Folder,
    work: String,
    most: usize,
    open: Vec<Sketched>,
    words: usize,
    written: Vec<SketchFile>,
}

impl<'f> Sketches<'f> {
    pub(super) fn new(folder: &'f Folder, work: &str) -> Sketches<'f> {
        let (open, written) = (Vec::new(), Vec::new());
        Sketches { folder, work: work.to_owned(), most: MOST_WORDS, open, words: 0, written }
    }

    pub(super) fn add(&mut self, article: Sketched) -> Result<()> {
        self.words += article.passages.iter().map(|passage| passage.words.len()).sum::<usize>();
        self.open.push(article);
        if self.words >= self.most { self.cut() } else { Ok(()) }
    }

    fn cut(&mut self) -> Result<()> {
        let articles = std::mem::take(&mut self.open);
        self.words = 0;
        let bytes = record::encode(&columns(&articles))?;
        let packed = pack(&bytes, LEVEL)?;
        let sketch = SketchFile {
            file: format!("sketch-{}.zst", hash_of(&bytes)),
            articles: articles.len() as u64,
            passages: articles.iter().map(|article| article.passages.len() as u64).sum(),
            packed: packed.len() as u64,
        };
        self.folder.keep(&self.work, &sketch.file, &packed)?;
        self.written.push(sketch);
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Vec<SketchFile>> {
        if !self.open.is_empty() {
            self.cut()?;
        }
        Ok(self.written)
    }
}

fn columns(articles: &[Sketched]) -> Columns {
    let passages = || articles.iter().flat_map(|article| &article.passages);
    let mut times: FxHashMap<(u64, u8), u32> = FxHashMap::default();
    passages()
        .flat_map(|passage| passage.words.packed())
        .for_each(|word| *times.entry(word).or_default() += 1);
    let mut known: Vec<((u64, u8), u32)> = times.into_iter().collect();
    known.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let number: FxHashMap<(u64, u8), u32> = (0..).zip(&known).map(|(n, (word, _))| (*word, n)).collect();
    let mut speakers: Vec<String> = passages()
        .filter_map(|passage| if let Who::Named(name) = &passage.who { Some(name.clone()) } else { None })
        .collect();
    speakers.sort_unstable();
    speakers.dedup();
    let who = |who: &Who| match who {
        Who::Nobody => 0,
        Who::Unnamed => 1,
        Who::Named(name) => 2 + speakers.binary_search(name).unwrap_or_default() as u32,
    };
    let row = |article: &Sketched| Row {
        key: article.key.to_le_bytes(),
        day: article.day,
        passages: article.passages.iter().map(|p| (p.words.len() as u32, who(&p.who))).collect(),
    };
    let rows = articles.iter().map(row).collect();
    let mut words = Vec::new();
    passages().flat_map(|passage| passage.words.packed()).for_each(|word| put(number[&word], &mut words));
    Columns {
        form: super::FORM,
        hashes: known.iter().flat_map(|((hash, _), _)| hash.to_le_bytes()).collect(),
        weights: known.iter().map(|((_, weight), _)| *weight).collect(),
        speakers,
        articles: rows,
        words,
    }
}

/// Appends a number, seven bits a byte.
fn put(mut number: u32, out: &mut Vec<u8>) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number off the front; none where the bytes end.
fn take(bytes: &mut &[u8]) -> Option<u32> {
    let (mut number, mut shift) = (0_u32, 0);
    loop {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(first & 0x7f).checked_shl(shift)?;
        if *first < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

/// A sketch that has been read: its words stay as they are packed.
pub(super) struct Sketch {
    /// The words that its passages are made of.
    pub(super) vocabulary: Vec<(u64, u8)>,
    pub(super) speakers: Vec<String>,
    /// Keys and days of its articles, each with where its passages begin.
    pub(super) articles: Vec<(u64, Option<i64>, usize)>,
    pub(super) passages: Vec<InSketch>,
    words: Vec<u8>,
}

/// A passage in a sketch that has been read.
#[derive(Clone, Copy)]
pub(super) struct InSketch {
    /// Where its words begin.
    begin: usize,
    /// How many they are.
    pub(super) words: u32,
    /// 0 for nobody, 1 for somebody, 2 and more for a speaker.
    pub(super) who: u32,
}

impl Sketch {
    /// Reads a sketch, and sees that it is what its name says.
    pub(super) fn read(path: &Path) -> Result<Sketch> {
        let packed =
            std::fs::read(path).map_err(|cause| crate::Error::Read { path: path.to_owned(), cause })?;
        let damaged = || unusable(path, "the sketch is damaged");
        let bytes = zstd::decode_all(&packed[..]).map_err(|_| damaged())?;
        let named = path.file_name().is_some_and(|name| *name == *format!("sketch-{}.zst", hash_of(&bytes)));
        let columns: Columns = record::decode(&bytes).map_err(|_| damaged())?;
        if !named || columns.form != super::FORM {
            return Err(damaged());
        }
        Sketch::of(columns).ok_or_else(damaged)
    }

    fn of(columns: Columns) -> Option<Sketch> {
        let hashes =
            columns.hashes.chunks_exact(8).map(|b| b.try_into().map(u64::from_le_bytes).unwrap_or(0));
        let vocabulary: Vec<(u64, u8)> = hashes.zip(columns.weights).collect();
        let (mut articles, mut passages) = (Vec::with_capacity(columns.articles.len()), Vec::new());
        let mut left = &columns.words[..];
        let most = 2 + columns.speakers.len() as u32;
        for Row { key, day, passages: rows } in &columns.articles {
            articles.push((u64::from_le_bytes(*key), *day, passages.len()));
            for (words, who) in rows {
                passages.push(InSketch { begin: columns.words.len() - left.len(), words: *words, who: *who });
                for _ in 0..*words {
                    vocabulary.get(take(&mut left)? as usize)?;
                }
                (*who < most).then_some(())?;
            }
        }
        Some(Sketch { vocabulary, speakers: columns.speakers, articles, passages, words: columns.words })
    }

    /// The numbers of a passage's words in the vocabulary, in order.
    pub(super) fn numbers(&self, passage: &InSketch) -> impl Iterator<Item = usize> + '_ {
        let mut left = self.words.get(passage.begin..).unwrap_or_default();
        (0..passage.words).map_while(move |_| take(&mut left)).map(|number| number as usize)
    }

    /// The words of a passage as they are compared.
    pub(super) fn wording(&self, passage: &InSketch) -> Wording {
        Wording::of_packed(self.numbers(passage).map(|number| self.vocabulary[number]))
    }

    /// The speaker of a passage who has a name, by the place among the speakers.
    pub(super) fn speaker(&self, passage: &InSketch) -> Option<usize> {
        (passage.who as usize).checked_sub(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_all(folder: &Folder, files: &[SketchFile]) -> Vec<Sketched> {
        let mut all = Vec::new();
        for file in files {
            let sketch = Sketch::read(&folder.file(&file.file)).unwrap();
            for (i, (key, day, begin)) in sketch.articles.iter().enumerate() {
                let end = sketch.articles.get(i + 1).map_or(sketch.passages.len(), |next| next.2);
                let passage = |(place, passage): (u64, &InSketch)| SketchedPassage {
                    place,
                    who: match sketch.speaker(passage) {
                        Some(speaker) => Who::Named(sketch.speakers[speaker].clone()),
                        None if passage.who == 0 => Who::Nobody,
                        None => Who::Unnamed,
                    },
                    words: sketch.wording(passage),
                };
                let passages = (1..).zip(&sketch.passages[*begin..end]).map(passage).collect();
                all.push(Sketched { key: *key, day: *day, passages });
            }
        }
        all
    }

    fn who() -> impl Strategy<Value = Who> {
        prop_oneof![Just(Who::Nobody), Just(Who::Unnamed), "person/\\PC{1,9}".prop_map(Who::Named)]
    }

    proptest! {
        #[test]
        fn what_is_sketched_comes_back(
            articles in prop::collection::vec(
                (any::<u64>(), prop::option::of(-200_000_i64..40_000), prop::collection::vec(("\\PC{0,60}", who()), 0..5)),
                0..9,
            ),
            most in 1..40_usize,
        ) {
            let dir = tempfile::tempdir().unwrap();
            let folder = Folder::make(dir.path()).unwrap();
            let mut sketches = Sketches::new(&folder, "0");
            sketches.most = most;
            let passage = |(place, (text, who)): (u64, (String, Who))| SketchedPassage { place, who, words: Wording::new(&text) };
            let given: Vec<Sketched> = articles
                .into_iter()
                .map(|(key, day, passages)| Sketched { key, day, passages: (1..).zip(passages).map(passage).collect() })
                .collect();
            given.iter().for_each(|article| sketches.add(article.clone()).unwrap());
            let files = sketches.finish().unwrap();
            prop_assert_eq!(read_all(&folder, &files), given);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), numbers in prop::collection::vec(any::<u8>(), 0..20)) {
            if let Ok(columns) = record::decode::<Columns>(&bytes) {
                let _ = Sketch::of(columns);
            }
            let mut left = &numbers[..];
            while take(&mut left).is_some() {}
        }
    }
}
