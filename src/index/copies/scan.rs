//! Reads from an index what is needed to find copies: of each passage its frame and its rarest words, and the words
//! themselves of those that have to be compared. Segments are read side by side, one a thread.

use crate::copies::{Candidate, Rare, Wording, bit, hash, rarest, spread};
use crate::error::Result;
use crate::index::analyzer::is_word;
use crate::index::facet::speaker_of;
use crate::index::of_articles::{article_doc, places};
use crate::index::record::{self, PassageRecord};
use crate::index::schema::Fields;
use crate::index::stored::Stored;
use crate::source::Article;
use crate::speaker::Speakers;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tantivy::columnar::StrColumn;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED};

/// A passage that has words, and where it stands.
pub(super) struct Passage {
    pub(super) at: DocAddress,
    pub(super) day: Option<i64>,
    /// The key of its article.
    pub(super) key: u64,
    place: u64,
}

/// All passages of an index in the order of printing, with their rarest words.
pub(super) struct Passages {
    pub(super) passages: Vec<Passage>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) rare: Vec<Rare>,
}

/// A word in one segment.
struct InSegment {
    hash: u64,
    /// Passages that have it and are not deleted.
    documents: u32,
    /// The passage, where there is one only.
    only: DocId,
    info: TermInfo,
}

/// Of the documents of a segment: how many words, their bits, all of them in one number.
struct Segment<'s> {
    ordinal: u32,
    reader: &'s SegmentReader,
    index: Arc<InvertedIndexReader>,
    words: Vec<u32>,
    bits: Vec<u128>,
    all: Vec<u64>,
    /// Its words, until they are ordered.
    terms: Vec<InSegment>,
}

/// The passages of an index in the order of printing: by day, those without one last.
pub(super) fn passages(searcher: &Searcher, fields: &Fields, speakers: &Speakers) -> Result<Passages> {
    let segments: Vec<(u32, &SegmentReader)> = (0..).zip(searcher.segment_readers()).collect();
    let counted: Result<Vec<Segment>> =
        segments.into_par_iter().map(|(ordinal, reader)| Segment::count(ordinal, reader, fields)).collect();
    let counted = counted?;
    let words = by_rarity(&counted);
    let read = counted.into_par_iter().map(|segment| segment.read(&words, speakers));
    let mut out = Vec::new();
    let mut rare = Vec::new();
    for (mut passages, of_segment) in read.collect::<Result<Vec<_>>>()? {
        passages.iter_mut().for_each(|(_, candidate)| candidate.rare.0 += rare.len());
        out.append(&mut passages);
        rare.extend(of_segment);
    }
    out.sort_unstable_by_key(|(p, _)| (p.day.unwrap_or(i64::MAX), p.key, p.place));
    number_articles(&mut out);
    let (passages, candidates) = out.into_iter().unzip();
    Ok(Passages { passages, candidates, rare })
}

/// How rare each word is: its place among all, and in how many passages it stands; by the word's hash.
fn by_rarity(segments: &[Segment]) -> FxHashMap<u64, (u32, u32)> {
    let mut words: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
    for term in segments.iter().flat_map(|segment| &segment.terms) {
        words.entry(term.hash).or_default().1 += term.documents;
    }
    let mut order: Vec<(u32, u64)> = words.iter().map(|(hash, (_, n))| (*n, *hash)).collect();
    order.sort_unstable();
    for (place, (_, hash)) in (0..).zip(&order) {
        words.entry(*hash).or_default().0 = place;
    }
    words
}

/// The passages of a segment with what they are compared by, and their rare words.
type Scanned = (Vec<(Passage, Candidate)>, Vec<Rare>);

impl<'s> Segment<'s> {
    /// Counts the words of each document.
    fn count(ordinal: u32, reader: &'s SegmentReader, fields: &Fields) -> Result<Segment<'s>> {
        let (index, documents) = (reader.inverted_index(fields.text)?, reader.max_doc() as usize);
        let (mut words, mut bits, mut all) = (vec![0; documents], vec![0; documents], vec![0_u64; documents]);
        let mut terms = Vec::new();
        let mut stream = index.terms().stream().map_err(tantivy::TantivyError::from)?;
        while stream.advance() {
            if !is_word(stream.key()) {
                continue;
            }
            let (hash, info) = (hash(stream.key()), stream.value().clone());
            let (bit, spread) = (bit(hash), spread(hash));
            let mut postings = read(&index, &info, IndexRecordOption::WithFreqs)?;
            let (mut documents, mut only) = (0, 0);
            while postings.doc() != TERMINATED {
                let (id, doc) = (postings.doc(), postings.doc() as usize);
                if !reader.is_deleted(id) {
                    let times = postings.term_freq();
                    words[doc] += times;
                    bits[doc] |= bit;
                    all[doc] = all[doc].wrapping_add(spread.wrapping_mul(u64::from(times)));
                    (documents, only) = (documents + 1, id);
                }
                postings.advance();
            }
            terms.push(InSegment { hash, documents, only, info });
        }
        Ok(Segment { ordinal, reader, index, words, bits, all, terms })
    }

    /// Its passages that have words, with the rarest of these.
    fn read(mut self, words: &FxHashMap<u64, (u32, u32)>, speakers: &Speakers) -> Result<Scanned> {
        let mut terms: Vec<((u32, u32), InSegment)> = std::mem::take(&mut self.terms)
            .into_iter()
            .map(|term| (words.get(&term.hash).copied().unwrap_or_default(), term))
            .collect();
        terms.sort_unstable_by_key(|(place, _)| *place);
        let begins = self.room();
        let mut rare = vec![Rare::default(); begins.last().copied().unwrap_or(0)];
        // How many rarest words of each have been met, and how many of those are kept.
        let mut met: Vec<(u32, u32)> = vec![(0, 0); self.words.len()];
        let mut wanted = self.words.iter().filter(|words| **words > 0).count();
        let mut meet = |id: DocId, (place, documents): (u32, u32)| {
            let doc = id as usize;
            let (met, kept) = &mut met[doc];
            let most = rarest(self.words[doc]);
            if *met >= most {
                return 0;
            }
            // A word of one document leads to no other.
            if documents > 1 {
                rare[begins[doc] + *kept as usize] = Rare { word: place, rarer: *met };
                *kept += 1;
            }
            *met += 1;
            usize::from(*met == most)
        };
        for (known, term) in &terms {
            match term.documents {
                0 => {}
                1 => wanted -= meet(term.only, *known),
                _ => {
                    let mut postings = read(&self.index, &term.info, IndexRecordOption::Basic)?;
                    while postings.doc() != TERMINATED {
                        wanted -= meet(postings.doc(), *known);
                        postings.advance();
                    }
                }
            }
            if wanted == 0 {
                break;
            }
        }
        let kept: Vec<u32> = met.into_iter().map(|(_, kept)| kept).collect();
        Ok((self.frames(&begins, &kept, speakers)?, rare))
    }

    /// Where the rarest words of each document begin, were they all kept; and where those of the last end.
    fn room(&self) -> Vec<usize> {
        let mut end = 0;
        let begins = self.words.iter().map(|words| {
            let begin = end;
            end += rarest(*words) as usize;
            begin
        });
        let mut begins: Vec<usize> = begins.collect();
        begins.push(end);
        begins
    }

    /// The passages that have words.
    fn frames(
        &self,
        begins: &[usize],
        kept: &[u32],
        speakers: &Speakers,
    ) -> Result<Vec<(Passage, Candidate)>> {
        let fields = self.reader.fast_fields();
        let (article, places) = (fields.u64("article")?, places(self.reader)?);
        let (fold, day) = (fields.u64("fold")?, fields.i64("day")?);
        let names = fields.str("speaker")?;
        let known = names.as_ref().map(|names| speakers_by_name(names, speakers)).transpose()?;
        let passages = (0..self.reader.max_doc()).filter(|id| self.words[*id as usize] > 0).map(|id| {
            let doc = id as usize;
            let name = names.as_ref().and_then(|names| names.ords().first(id));
            let candidate = Candidate {
                is_quote: fold.first(id) == Some(0),
                article: 0,
                speaker: name.and_then(|name| *known.as_ref()?.get(name as usize)?),
                words: self.words[doc],
                bits: self.bits[doc],
                all: self.all[doc],
                rare: (begins[doc], kept[doc]),
            };
            let place = places.get_val(id);
            let of = article_doc(id, place);
            let passage = Passage {
                at: DocAddress::new(self.ordinal, id),
                day: day.first(of),
                key: article.first(of).unwrap_or_default(),
                place,
            };
            (passage, candidate)
        });
        Ok(passages.collect())
    }
}

/// The speaker that each name of a segment stands for, in the order of the names, which are read in one pass.
fn speakers_by_name(names: &StrColumn, speakers: &Speakers) -> Result<Vec<Option<u32>>> {
    let mut out = Vec::with_capacity(names.num_terms());
    let mut stream = names.dictionary().stream().map_err(tantivy::TantivyError::from)?;
    while stream.advance() {
        let name = std::str::from_utf8(stream.key()).ok().and_then(speaker_of);
        let place = name.and_then(|(kind, name)| speakers.place(kind, name, None));
        out.push(place.map(|place| place as u32));
    }
    Ok(out)
}

fn read(
    index: &InvertedIndexReader,
    info: &TermInfo,
    option: IndexRecordOption,
) -> Result<tantivy::postings::SegmentPostings> {
    Ok(index.read_postings_from_terminfo(info, option).map_err(tantivy::TantivyError::from)?)
}

/// Numbers the articles in the order of printing.
fn number_articles(passages: &mut [(Passage, Candidate)]) {
    let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
    for (passage, candidate) in passages {
        let next = numbers.len() as u32;
        candidate.article = *numbers.entry(passage.key).or_insert(next);
    }
}

/// Blocks of stored texts, of 16 KB, that are kept while copies are looked for: copies lie far apart.
const CACHED_BLOCKS: usize = 1_000;

/// Articles that are kept when read: a story's passages are compared in turn with those of its first printings.
const KEPT: usize = 16;

/// Reads the words of passages.
pub(super) struct Texts {
    stored: Stored,
    /// Articles read last, with their keys, the last one first.
    last: Vec<(u64, Article)>,
}

impl Texts {
    pub(super) fn new(searcher: &Searcher, fields: &Fields) -> Result<Texts> {
        Ok(Texts { stored: Stored::new(searcher, fields.record, CACHED_BLOCKS)?, last: Vec::new() })
    }

    pub(super) fn wording(&mut self, passage: &Passage) -> Result<Wording> {
        let spans = record::decode::<PassageRecord>(&self.stored.record(passage.at)?)?.spans;
        let known = self.last.iter().position(|(key, _)| *key == passage.key);
        let known = match known {
            Some(place) => self.last.remove(place),
            None => {
                self.last.truncate(KEPT - 1);
                let doc = article_doc(passage.at.doc_id, passage.place);
                let at = DocAddress::new(passage.at.segment_ord, doc);
                (passage.key, record::decode_article(&self.stored.record(at)?)?)
            }
        };
        let wording = Wording::of_pieces(spans.iter().map(|span| span.of(&known.1.text)));
        self.last.insert(0, known);
        Ok(wording)
    }
}
