//! Reads from an index what is needed to find copies: of each passage its frame and its rarest words, and the words
//! themselves of those that have to be compared. Segments are read in blocks of documents, some at a time side by side,
//! so that memory does not grow with the index.

use crate::copies::{
    Candidate, InOrder, Order, Passage, Rank, Rare, Rarity, Wording, bit, hash, rarest, spread,
};
use crate::error::Result;
use crate::index::analyzer::is_word;
use crate::index::facet::speaker_of;
use crate::index::of_articles::{article_doc, places};
use crate::index::record::{self, PassageRecord};
use crate::index::schema::Fields;
use crate::index::stored::Stored;
use crate::source::Article;
use crate::speaker::Speakers;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use tantivy::columnar::StrColumn;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader};

/// Documents of a segment that are read at once.
const BLOCK: u32 = 1 << 17;

/// Blocks that are read side by side, at most.
const SIDE_BY_SIDE: usize = 4;

/// A document: its segment, and its number there.
pub(super) type At = (u32, DocId);

/// A passage, whose words are read from the index.
pub(super) type Indexed = Candidate<At, ()>;

/// The passages of an index in the order of printing; many of them are brought into it in `folder`.
pub(super) fn passages(
    searcher: &Searcher,
    fields: &Fields,
    speakers: &Speakers,
    folder: &Path,
) -> Result<InOrder<At, ()>> {
    let segments: Result<Vec<Segment>> = (0..)
        .zip(searcher.segment_readers())
        .map(|(ordinal, reader)| Segment::open(ordinal, reader, fields, speakers))
        .collect();
    let segments = segments?;
    let mut rarity = Rarity::new();
    for segment in &segments {
        segment.count(&mut rarity)?;
    }
    let blocks = |segment| Segment::blocks(segment).map(move |docs| (segment, docs));
    let blocks: Vec<(&Segment, Range<DocId>)> = segments.iter().flat_map(blocks).collect();
    let mut order = Order::new(folder);
    for some in blocks.chunks(SIDE_BY_SIDE) {
        let read = some.par_iter().map(|(segment, docs)| Block::read(segment, docs.clone(), &rarity));
        for candidate in read.collect::<Result<Vec<_>>>()?.into_iter().flatten() {
            order.add(candidate)?;
        }
    }
    order.finish()
}

/// A segment, and who its names are.
struct Segment<'s> {
    ordinal: u32,
    reader: &'s SegmentReader,
    index: Arc<InvertedIndexReader>,
    names: Option<StrColumn>,
    /// By the number of a name.
    speakers: Vec<Option<u32>>,
}

impl<'s> Segment<'s> {
    fn open(
        ordinal: u32,
        reader: &'s SegmentReader,
        fields: &Fields,
        speakers: &Speakers,
    ) -> Result<Segment<'s>> {
        let names = reader.fast_fields().str("speaker")?;
        let speakers = names.as_ref().map(|names| speakers_by_name(names, speakers)).transpose()?;
        let index = reader.inverted_index(fields.text)?;
        Ok(Segment { ordinal, reader, index, names, speakers: speakers.unwrap_or_default() })
    }

    fn blocks(&self) -> impl Iterator<Item = Range<DocId>> + use<> {
        let end = self.reader.max_doc();
        (0..end).step_by(BLOCK as usize).map(move |begin| begin..end.min(begin.saturating_add(BLOCK)))
    }

    /// Calls `each` with every word: the hash, and where its postings are.
    fn words(&self, mut each: impl FnMut(u64, &TermInfo) -> Result<()>) -> Result<()> {
        let mut stream = self.index.terms().stream().map_err(tantivy::TantivyError::from)?;
        while stream.advance() {
            if is_word(stream.key()) {
                each(hash(stream.key()), stream.value())?;
            }
        }
        Ok(())
    }

    fn postings(&self, info: &TermInfo, option: IndexRecordOption) -> Result<SegmentPostings> {
        Ok(self.index.read_postings_from_terminfo(info, option).map_err(tantivy::TantivyError::from)?)
    }

    /// Counts in how many passages each word stands: of those that are not deleted, so that the order of words does not
    /// hang on when the engine clears these away.
    fn count(&self, rarity: &mut Rarity) -> Result<()> {
        self.words(|hash, info| {
            let documents = match self.reader.alive_bitset() {
                None => info.doc_freq,
                Some(alive) => self.postings(info, IndexRecordOption::Basic)?.doc_freq_given_deletes(alive),
            };
            rarity.add(hash, documents);
            Ok(())
        })
    }
}

/// A word in a block.
struct InBlock {
    rank: Rank,
    /// Where its postings are in the segment: where they begin, how many bytes, of how many documents.
    postings: (u64, u32, u32),
    /// Passages of the block that have it and are not deleted.
    documents: u32,
    /// The passage, where there is one only.
    only: DocId,
}

impl InBlock {
    fn info(&self) -> TermInfo {
        let (begin, bytes, doc_freq) = self.postings;
        let begin = begin as usize;
        // Positions are not asked for.
        TermInfo { doc_freq, postings_range: begin..begin + bytes as usize, positions_range: 0..0 }
    }
}

/// Of some documents of a segment, one after the other: how many words, their bits, all of them in one number.
struct Block<'s> {
    segment: &'s Segment<'s>,
    docs: Range<DocId>,
    words: Vec<u32>,
    bits: Vec<u128>,
    all: Vec<u64>,
}

impl<'s> Block<'s> {
    /// The passages among some documents of a segment that have words, with the rarest of these.
    fn read(segment: &'s Segment<'s>, docs: Range<DocId>, rarity: &Rarity) -> Result<Vec<Indexed>> {
        let count = docs.len();
        let (words, bits, all) = (vec![0; count], vec![0; count], vec![0; count]);
        let mut block = Block { segment, docs, words, bits, all };
        let terms = block.count(rarity)?;
        let rare = block.rarest(&terms)?;
        block.frames(rare)
    }

    /// Counts the words of each document, and returns them from the rarest on.
    fn count(&mut self, rarity: &Rarity) -> Result<Vec<InBlock>> {
        let Block { segment, docs, words, bits, all } = self;
        let mut terms = Vec::new();
        segment.words(|hash, info| {
            let (bit, spread) = (bit(hash), spread(hash));
            let mut postings = segment.postings(info, IndexRecordOption::WithFreqs)?;
            let (mut documents, mut only) = (0, 0);
            let mut id = from(&mut postings, docs.start);
            while id < docs.end {
                if !segment.reader.is_deleted(id) {
                    let (doc, times) = ((id - docs.start) as usize, postings.term_freq());
                    words[doc] += times;
                    bits[doc] |= bit;
                    all[doc] = u64::wrapping_add(all[doc], spread.wrapping_mul(u64::from(times)));
                    (documents, only) = (documents + 1, id);
                }
                id = postings.advance();
            }
            if documents > 0 {
                let at = &info.postings_range;
                let postings = (at.start as u64, at.len() as u32, info.doc_freq);
                terms.push(InBlock { rank: rarity.rank(hash), postings, documents, only });
            }
            Ok(())
        })?;
        terms.sort_unstable_by_key(|term| term.rank);
        Ok(terms)
    }

    /// The rarest words of each document, by the words of the block from the rarest on.
    fn rarest(&self, terms: &[InBlock]) -> Result<Vec<Met>> {
        let most: Vec<u32> = self.words.iter().map(|words| rarest(*words)).collect();
        let mut met: Vec<Met> = most.iter().map(|most| Met::new(*most)).collect();
        let mut wanted = most.iter().filter(|most| **most > 0).count();
        let mut meet = |id: DocId, rank: Rank| {
            let doc = (id - self.docs.start) as usize;
            usize::from(met[doc].meet(rank, most[doc]))
        };
        for term in terms {
            if term.documents == 1 {
                wanted -= meet(term.only, term.rank);
            } else {
                let mut postings = self.segment.postings(&term.info(), IndexRecordOption::Basic)?;
                let mut id = from(&mut postings, self.docs.start);
                while id < self.docs.end {
                    wanted -= meet(id, term.rank);
                    id = postings.advance();
                }
            }
            if wanted == 0 {
                break;
            }
        }
        Ok(met)
    }

    /// The passages that have words.
    fn frames(&self, met: Vec<Met>) -> Result<Vec<Indexed>> {
        let Segment { ordinal, reader, names, speakers, .. } = self.segment;
        let fields = reader.fast_fields();
        let (article, places) = (fields.u64("article")?, places(reader)?);
        let (fold, day) = (fields.u64("fold")?, fields.i64("day")?);
        let mut out = Vec::new();
        for (doc, met) in met.into_iter().enumerate().filter(|(doc, _)| self.words[*doc] > 0) {
            let id = self.docs.start + doc as u32;
            let place = places.get_val(id);
            let of = article_doc(id, place);
            let name = names.as_ref().and_then(|names| names.ords().first(id));
            out.push(Candidate {
                passage: Passage {
                    day: day.first(of),
                    key: article.first(of).unwrap_or_default(),
                    place,
                    at: (*ordinal, id),
                },
                is_quote: fold.first(id) == Some(0),
                speaker: name.and_then(|name| *speakers.get(name as usize)?),
                words: self.words[doc],
                bits: self.bits[doc],
                all: self.all[doc],
                rare: met.rare,
                wording: (),
            });
        }
        Ok(out)
    }
}

/// The rarest words of a document that have been met.
struct Met {
    count: u32,
    rare: Vec<Rare>,
}

impl Met {
    fn new(most: u32) -> Met {
        Met { count: 0, rare: Vec::with_capacity(most as usize) }
    }

    /// Meets the next word; whether it is the last of so many that are looked for.
    fn meet(&mut self, rank: Rank, most: u32) -> bool {
        if self.count >= most {
            return false;
        }
        self.rare.extend(Rare::new(rank, self.count));
        self.count += 1;
        self.count == most
    }
}

/// The first document of a list from this one on.
fn from(postings: &mut SegmentPostings, begin: DocId) -> DocId {
    if postings.doc() < begin { postings.seek(begin) } else { postings.doc() }
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

/// Blocks of stored texts, of 16 KB, that are kept while copies are looked for: copies lie far apart.
const CACHED_BLOCKS: usize = 2_000;

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

    pub(super) fn wording(&mut self, passage: &Passage<At>) -> Result<Wording> {
        let (segment, doc) = passage.at;
        let of_passage = self.stored.record(DocAddress::new(segment, doc))?;
        let spans = record::decode::<PassageRecord>(&of_passage)?.spans;
        let known = self.last.iter().position(|(key, _)| *key == passage.key);
        let known = match known {
            Some(place) => self.last.remove(place),
            None => {
                self.last.truncate(KEPT - 1);
                let at = DocAddress::new(segment, article_doc(doc, passage.place));
                (passage.key, record::decode_article(&self.stored.record(at)?)?)
            }
        };
        let wording = Wording::of_pieces(spans.iter().map(|span| span.of(&known.1.text)));
        self.last.insert(0, known);
        Ok(wording)
    }
}
