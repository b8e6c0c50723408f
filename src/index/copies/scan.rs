//! Reads from an index what is needed to find copies: of each passage its frame and its rarest words, and the words
//! themselves of those that have to be compared.

use crate::copies::{Candidate, Wording, bit, hash, rarest};
use crate::error::{Error, Result};
use crate::index::analyzer::is_word;
use crate::index::column::SpeakerColumn;
use crate::index::facet::speaker_of;
use crate::index::record::{self, ArticleRecord, PassageRecord};
use crate::index::schema::Fields;
use crate::source::Article;
use crate::speaker::Speakers;
use rustc_hash::FxHashMap;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument};

/// A passage that has words, and where it stands.
pub(super) struct Passage {
    pub(super) at: DocAddress,
    pub(super) day: Option<i64>,
    /// The key of its article.
    pub(super) key: u64,
    place: u64,
}

/// A word, and the segments that have it.
struct Known {
    documents: u32,
    hash: u64,
    segments: Vec<(usize, TermInfo)>,
}

/// Of the documents of a segment: words, bits, the rarest words.
struct Segment {
    words: Vec<u32>,
    bits: Vec<u128>,
    /// How many rarest words have been met.
    met: Vec<u32>,
    rare: Vec<Vec<(u32, u32)>>,
}

/// The passages of an index in the order of printing: by day, those without one last.
pub(super) fn passages(
    searcher: &Searcher,
    fields: &Fields,
    speakers: &Speakers,
) -> Result<(Vec<Passage>, Vec<Candidate>)> {
    let indexes: Vec<_> = searcher
        .segment_readers()
        .iter()
        .map(|segment| segment.inverted_index(fields.text))
        .collect::<tantivy::Result<_>>()?;
    let mut segments: Vec<Segment> = searcher.segment_readers().iter().map(Segment::new).collect();
    let words = count_words(&indexes, &mut segments)?;
    for (segment, reader) in segments.iter_mut().zip(searcher.segment_readers()) {
        segment.drop_deleted(reader);
    }
    find_rarest(&indexes, &words, &mut segments)?;
    let mut out = Vec::new();
    let mut speaking = FxHashMap::default();
    for (ordinal, (reader, segment)) in searcher.segment_readers().iter().zip(segments).enumerate() {
        out.extend(read_frames(ordinal as u32, reader, segment, speakers, &mut speaking)?);
    }
    out.sort_unstable_by_key(|(p, _)| (p.day.unwrap_or(i64::MAX), p.key, p.place));
    number_articles(&mut out);
    Ok(out.into_iter().unzip())
}

impl Segment {
    fn new(reader: &SegmentReader) -> Segment {
        let documents = reader.max_doc() as usize;
        Segment {
            words: vec![0; documents],
            bits: vec![0; documents],
            met: vec![0; documents],
            rare: vec![Vec::new(); documents],
        }
    }

    fn drop_deleted(&mut self, reader: &SegmentReader) {
        if let Some(alive) = reader.alive_bitset() {
            for doc in (0..reader.max_doc()).filter(|doc| alive.is_deleted(*doc)) {
                self.words[doc as usize] = 0;
            }
        }
    }
}

/// Counts the words of each document, and gives the words of all, rarest first.
fn count_words(
    indexes: &[std::sync::Arc<InvertedIndexReader>],
    segments: &mut [Segment],
) -> Result<Vec<Known>> {
    let mut words: Vec<Known> = Vec::new();
    let mut numbers: FxHashMap<u64, usize> = FxHashMap::default();
    for (ordinal, index) in indexes.iter().enumerate() {
        let mut stream = index.terms().stream().map_err(tantivy::TantivyError::from)?;
        while stream.advance() {
            if !is_word(stream.key()) {
                continue;
            }
            let (hash, info) = (hash(stream.key()), stream.value().clone());
            let mut postings = read(index, &info, IndexRecordOption::WithFreqs)?;
            let bit = bit(hash);
            while postings.doc() != TERMINATED {
                let doc = postings.doc() as usize;
                segments[ordinal].words[doc] += postings.term_freq();
                segments[ordinal].bits[doc] |= bit;
                postings.advance();
            }
            let number = *numbers.entry(hash).or_insert_with(|| {
                words.push(Known { documents: 0, hash, segments: Vec::new() });
                words.len() - 1
            });
            words[number].documents += info.doc_freq;
            words[number].segments.push((ordinal, info));
        }
    }
    words.sort_unstable_by_key(|word| (word.documents, word.hash));
    Ok(words)
}

/// Notes of each document its rarest words.
fn find_rarest(
    indexes: &[std::sync::Arc<InvertedIndexReader>],
    words: &[Known],
    segments: &mut [Segment],
) -> Result<()> {
    let mut wanted: usize = segments.iter().map(|s| s.words.iter().filter(|words| **words > 0).count()).sum();
    for (number, word) in words.iter().enumerate() {
        for (ordinal, info) in &word.segments {
            let segment = &mut segments[*ordinal];
            let mut postings = read(&indexes[*ordinal], info, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                let doc = postings.doc() as usize;
                let most = rarest(segment.words[doc]);
                let met = &mut segment.met[doc];
                if *met < most {
                    // A word of one document leads to no other.
                    if word.documents > 1 {
                        segment.rare[doc].push((number as u32, *met));
                    }
                    *met += 1;
                    wanted -= usize::from(*met == most);
                }
                postings.advance();
            }
        }
        if wanted == 0 {
            break;
        }
    }
    Ok(())
}

fn read(
    index: &InvertedIndexReader,
    info: &TermInfo,
    option: IndexRecordOption,
) -> Result<tantivy::postings::SegmentPostings> {
    Ok(index.read_postings_from_terminfo(info, option).map_err(tantivy::TantivyError::from)?)
}

/// The passages of a segment that have words.
fn read_frames(
    ordinal: u32,
    reader: &SegmentReader,
    segment: Segment,
    speakers: &Speakers,
    speaking: &mut FxHashMap<usize, u32>,
) -> Result<Vec<(Passage, Candidate)>> {
    let fields = reader.fast_fields();
    let (article, place) = (fields.u64("article")?, fields.u64("place")?);
    let (fold, day) = (fields.u64("fold")?, fields.i64("day")?);
    let names = SpeakerColumn::new(reader, None)?;
    let mut known = FxHashMap::default();
    let mut out = Vec::new();
    let Segment { words, bits, rare, .. } = segment;
    for (doc, rare) in rare.into_iter().enumerate().filter(|(doc, _)| words[*doc] > 0) {
        let id = doc as u32;
        let mut speaker = None;
        names.each(id, &mut |key| {
            let find = || {
                let encoded = names.encoded(key)?;
                let (kind, name) = speaker_of(&encoded)?;
                let place = speakers.place(kind, name, None)?;
                let next = speaking.len() as u32;
                Some(*speaking.entry(place).or_insert(next))
            };
            speaker = *known.entry(key).or_insert_with(find);
        });
        let candidate = Candidate {
            is_quote: fold.first(id) == Some(0),
            article: 0,
            speaker,
            words: words[doc],
            bits: bits[doc],
            rare,
        };
        let passage = Passage {
            at: DocAddress::new(ordinal, id),
            day: day.first(id),
            key: article.first(id).unwrap_or_default(),
            place: place.first(id).unwrap_or_default(),
        };
        out.push((passage, candidate));
    }
    Ok(out)
}

/// Numbers the articles in the order of printing.
fn number_articles(passages: &mut [(Passage, Candidate)]) {
    let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
    for (passage, candidate) in passages {
        let next = numbers.len() as u32;
        candidate.article = *numbers.entry(passage.key).or_insert(next);
    }
}

/// Articles that are kept when read: a story's passages are compared in turn with those of its first printings.
const KEPT: usize = 16;

/// Reads the words of passages.
pub(super) struct Texts<'s> {
    searcher: &'s Searcher,
    fields: &'s Fields,
    /// Where articles stand, by key.
    articles: FxHashMap<u64, DocAddress>,
    /// Those read last, with their keys, the last one first.
    last: Vec<(u64, Article)>,
}

impl<'s> Texts<'s> {
    pub(super) fn new(searcher: &'s Searcher, fields: &'s Fields) -> Result<Texts<'s>> {
        let mut articles = FxHashMap::default();
        for (ordinal, reader) in searcher.segment_readers().iter().enumerate() {
            let columns = reader.fast_fields();
            // An article's own document is the one that knows its source.
            let (key, source) = (columns.u64("article")?, columns.u64("source")?);
            for doc in reader.doc_ids_alive().filter(|doc| source.first(*doc).is_some()) {
                articles.insert(key.first(doc).unwrap_or_default(), DocAddress::new(ordinal as u32, doc));
            }
        }
        Ok(Texts { searcher, fields, articles, last: Vec::new() })
    }

    pub(super) fn wording(&mut self, passage: &Passage) -> Result<Wording> {
        let spans = record::decode::<PassageRecord>(&self.record(passage.at)?)?.spans;
        let known = self.last.iter().position(|(key, _)| *key == passage.key);
        let known = match known {
            Some(place) => self.last.remove(place),
            None => {
                let at = self.articles.get(&passage.key);
                let at = *at.ok_or_else(|| Error::Record("a passage has no article".into()))?;
                self.last.truncate(KEPT - 1);
                (passage.key, record::decode::<ArticleRecord>(&self.record(at)?)?.article)
            }
        };
        let wording = Wording::of_pieces(spans.iter().map(|span| span.of(&known.1.text)));
        self.last.insert(0, known);
        Ok(wording)
    }

    fn record(&self, at: DocAddress) -> Result<Vec<u8>> {
        let doc: TantivyDocument = self.searcher.doc(at)?;
        Ok(doc.get_first(self.fields.record).and_then(|v| v.as_bytes()).unwrap_or_default().to_vec())
    }
}
