//! Which passages and articles are copies of which, as bytes that are read in place.
//!
//! ```text
//! segments, groups, articles          three numbers of 4 bytes
//! a segment each: its id (16 bytes), its passages that are copies or have some
//! a group each: articles, passages, articles of the first day, segment and document of the first
//! passages: document, group           ordered by segment and document
//! articles: key (8 bytes), group      ordered by key
//! ```
//!
//! Numbers are of 4 bytes, little-endian. Nothing is unpacked: a search reads the few entries it needs.

use rustc_hash::FxHashMap;
use std::sync::Arc;
use tantivy::{DocAddress, DocId, SegmentReader};

/// Stands for no document.
const NONE: u32 = u32::MAX;

const SEGMENT: usize = 20;
const GROUP: usize = 20;
const PASSAGE: usize = 8;
const ARTICLE: usize = 12;

/// The id of a segment.
pub(super) fn id_of(segment: &SegmentReader) -> [u8; 16] {
    u128::from_str_radix(&segment.segment_id().uuid_string(), 16).unwrap_or_default().to_le_bytes()
}

/// A group of copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// Articles that have one.
    pub(crate) articles: u32,
    /// Passages.
    pub(crate) passages: u32,
    /// Articles that have one and are of the first day.
    pub(crate) first_day: u32,
    /// The first printing, where any has a day.
    pub(crate) first: Option<DocAddress>,
}

/// A document and its group.
pub(super) type Copied = (DocId, u32);

/// All that is written to a table.
#[derive(Default)]
pub(super) struct Contents {
    /// Ids of the segments, and of each the documents with their groups in order.
    pub(super) segments: Vec<([u8; 16], Vec<Copied>)>,
    pub(super) groups: Vec<Group>,
    /// Keys of articles with their groups.
    pub(super) articles: Vec<(u64, u32)>,
}

impl Contents {
    pub(super) fn bytes(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut put = |number: u32| out.extend(number.to_le_bytes());
        put(self.segments.len() as u32);
        put(self.groups.len() as u32);
        put(self.articles.len() as u32);
        for (id, passages) in &self.segments {
            out.extend(id);
            out.extend((passages.len() as u32).to_le_bytes());
        }
        let mut put = |number: u32| out.extend(number.to_le_bytes());
        for group in &self.groups {
            let (segment, doc) = group.first.map_or((NONE, NONE), |at| (at.segment_ord, at.doc_id));
            [group.articles, group.passages, group.first_day, segment, doc].into_iter().for_each(&mut put);
        }
        for (doc, group) in self.segments.iter().flat_map(|(_, passages)| passages) {
            [*doc, *group].into_iter().for_each(&mut put);
        }
        self.articles.sort_unstable();
        for (key, group) in &self.articles {
            out.extend(key.to_le_bytes());
            out.extend(group.to_le_bytes());
        }
        out
    }
}

/// A table, read in place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Copies {
    bytes: Arc<Vec<u8>>,
    /// Where the table begins in them.
    begin: usize,
    segments: usize,
    groups: usize,
    articles: usize,
    /// By segment id: its ordinal, where its passages begin and how many they are.
    by_id: Arc<FxHashMap<[u8; 16], (u32, usize, usize)>>,
}

impl Copies {
    /// Reads a table that begins so far into the bytes; nothing where it is not of the length that it says.
    pub(super) fn new(bytes: Vec<u8>, begin: usize) -> Option<Copies> {
        let mut copies = Copies { bytes: Arc::new(bytes), begin, ..Copies::default() };
        let count = |at: usize| copies.number(at).map(|number| number as usize);
        let (segments, groups, articles) = (count(0)?, count(4)?, count(8)?);
        let groups_at = 12 + segments.checked_mul(SEGMENT)?;
        let mut at = groups_at.checked_add(groups.checked_mul(GROUP)?)?;
        let mut by_id = FxHashMap::default();
        for segment in 0..segments {
            let head = 12 + segment * SEGMENT;
            let id: [u8; 16] = copies.slice(head)?;
            let passages = copies.number(head + 16)? as usize;
            by_id.insert(id, (segment as u32, at, passages));
            at = at.checked_add(passages.checked_mul(PASSAGE)?)?;
        }
        let whole = at.checked_add(articles.checked_mul(ARTICLE)?)?.checked_add(begin)? == copies.bytes.len();
        copies.by_id = Arc::new(by_id);
        (copies.segments, copies.groups, copies.articles) = (segments, groups, articles);
        whole.then_some(copies)
    }

    /// The bytes at a place of the table.
    fn slice<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        let at = at.checked_add(self.begin)?;
        self.bytes.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    fn number(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.slice(at)?))
    }

    /// The copies among the passages of a segment, to be asked in the order of its documents.
    pub(crate) fn of_segment(&self, segment: &SegmentReader) -> SegmentCopies {
        let place = self.by_id.get(&id_of(segment));
        let (_, at, left) = place.copied().unwrap_or((0, 0, 0));
        let next = self.number(at).unwrap_or(NONE);
        SegmentCopies { copies: self.clone(), at, left, next }
    }

    /// A group by its number.
    pub(crate) fn group(&self, number: u32) -> Option<Group> {
        let at = 12 + self.segments * SEGMENT + number as usize * GROUP;
        let [articles, passages, first_day, segment, doc] =
            [0, 4, 8, 12, 16].map(|offset| self.number(at + offset));
        let first = (segment? != NONE).then_some(DocAddress::new(segment?, doc?));
        ((number as usize) < self.groups).then_some(Group {
            articles: articles?,
            passages: passages?,
            first_day: first_day?,
            first,
        })
    }

    /// The group of an article, by its key.
    pub(crate) fn of_article(&self, key: u64) -> Option<u32> {
        let begin = self.bytes.len() - self.begin - self.articles * ARTICLE;
        let entry = |place: usize| -> Option<(u64, u32)> {
            let at = begin + place * ARTICLE;
            Some((u64::from_le_bytes(self.slice(at)?), self.number(at + 8)?))
        };
        let (mut low, mut high) = (0, self.articles);
        while low < high {
            let middle = usize::midpoint(low, high);
            match entry(middle)? {
                (found, group) if found == key => return Some(group),
                (found, _) if found < key => low = middle + 1,
                _ => high = middle,
            }
        }
        None
    }
}

/// The copies of a segment from some document on.
#[derive(Clone, Debug, Default)]
pub(crate) struct SegmentCopies {
    copies: Copies,
    at: usize,
    left: usize,
    /// The document at `at`: most that are asked for stand before it.
    next: DocId,
}

impl SegmentCopies {
    /// The group of an article, by its key.
    pub(crate) fn of_article(&self, key: u64) -> Option<u32> {
        self.copies.of_article(key)
    }

    /// The group of a document; documents must be asked for in order.
    pub(crate) fn group_of(&mut self, doc: DocId) -> Option<u32> {
        if self.left == 0 || doc < self.next {
            return None;
        }
        // In steps that double, then by halves: matches may be many or few.
        let id = |place: usize| self.copies.number(self.at + place * PASSAGE).unwrap_or(NONE);
        let mut step = 1;
        while step < self.left && id(step) <= doc {
            step *= 2;
        }
        let (mut low, mut high) = (step / 2, step.min(self.left));
        while high - low > 1 {
            let middle = usize::midpoint(low, high);
            if id(middle) <= doc { low = middle } else { high = middle }
        }
        let found = id(low) == doc;
        // What stands before the document is not asked for again.
        let passed = if found { low } else { low + 1 };
        self.next = if passed < self.left { id(passed) } else { NONE };
        self.at += passed * PASSAGE;
        self.left -= passed;
        if found { self.copies.number(self.at + 4) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn table(passages: &BTreeMap<u32, u32>, articles: &BTreeMap<u64, u32>) -> Copies {
        let group =
            |n| Group { articles: n, passages: n + 1, first_day: 1, first: Some(DocAddress::new(0, n)) };
        let mut contents = Contents {
            segments: vec![
                ([7; 16], vec![(5, 1)]),
                ([8; 16], passages.iter().map(|(d, g)| (*d, *g)).collect()),
            ],
            groups: (0..3).map(group).collect(),
            articles: articles.iter().map(|(k, g)| (*k, *g)).collect(),
        };
        Copies::new(contents.bytes(), 0).expect("a whole table")
    }

    proptest! {
        #[test]
        fn what_was_written_is_found(
            passages in prop::collection::btree_map(0..500_u32, 0..3_u32, 0..60),
            articles in prop::collection::btree_map(any::<u64>(), 0..3_u32, 0..60),
            asked in prop::collection::btree_set(0..520_u32, 0..80),
        ) {
            let copies = table(&passages, &articles);
            let (_, at, left) = copies.by_id[&[8; 16]];
            let next = copies.number(at).unwrap_or(NONE);
            let mut segment = SegmentCopies { copies: copies.clone(), at, left, next };
            for doc in asked {
                prop_assert_eq!(segment.group_of(doc), passages.get(&doc).copied());
            }
            for (key, group) in &articles {
                prop_assert_eq!(copies.of_article(*key), Some(*group));
                prop_assert_eq!(copies.of_article(key.wrapping_add(1)), articles.get(&key.wrapping_add(1)).copied());
            }
            prop_assert_eq!(copies.group(2).map(|g| (g.articles, g.passages)), Some((2, 3)));
            prop_assert_eq!(copies.group(3), None);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(0..3_u8, 0..200)) {
            if let Some(copies) = Copies::new(bytes, 0) {
                let _ = (copies.group(0), copies.of_article(1));
            }
        }
    }
}
