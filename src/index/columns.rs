//! The numbers that are kept of each passage, by segment: opened once for all that one searcher is asked, since opening
//! them takes longer than a search for a rare word.

use super::of_articles::{Places, article_doc, places};
use super::rank::NO_DAY;
use crate::error::Result;
use std::sync::Arc;
use tantivy::columnar::{Column, ColumnValues, StrColumn};
use tantivy::{DocId, Searcher, SegmentReader};

/// A segment's numbers.
#[derive(Clone)]
pub(crate) struct Columns {
    /// 0 for a quote, else 1 + how many passages back the first quote stands that covers a part of the paragraph.
    pub(super) fold: Arc<dyn ColumnValues<u64>>,
    /// A passage's ordinal in its article, from 1 on; 0 for the article itself.
    pub(super) place: Places,
    article: Arc<dyn ColumnValues<u64>>,
    /// Words of a passage or, on an article's own document, of all of it.
    pub(super) words: Arc<dyn ColumnValues<u64>>,
    /// Of an article's own document, the hash of all that was read of it.
    pub(super) hash: Arc<dyn ColumnValues<u64>>,
    day: Column<i64>,
    certainty: Column<u64>,
    speaker: Option<StrColumn>,
}

impl Columns {
    /// Opens the columns of every segment, in order.
    pub(super) fn of(searcher: &Searcher) -> Result<Vec<Columns>> {
        Ok(searcher.segment_readers().iter().map(Columns::open).collect::<tantivy::Result<_>>()?)
    }

    fn open(segment: &SegmentReader) -> tantivy::Result<Columns> {
        let fields = segment.fast_fields();
        let number = |name: &str| Ok::<_, tantivy::TantivyError>(fields.u64(name)?.first_or_default_col(0));
        Ok(Columns {
            fold: number("fold")?,
            place: places(segment)?,
            article: number("article")?,
            words: number("words")?,
            hash: number("hash")?,
            day: fields.i64("day")?,
            certainty: fields.u64("certainty")?,
            speaker: fields.str("speaker")?,
        })
    }

    /// The document of the article of a passage, or the article's own.
    pub(super) fn article(&self, doc: DocId) -> DocId {
        article_doc(doc, self.place.get_val(doc))
    }

    /// The key of the article of this document, or of a source.
    pub(super) fn key(&self, article: DocId) -> u64 {
        self.article.get_val(article)
    }

    /// The day of the article of this document: days since 1970-01-01, [`NO_DAY`] where it is undated.
    pub(super) fn day(&self, article: DocId) -> i64 {
        self.day.first(article).unwrap_or(NO_DAY)
    }

    /// How well a quote's speaker is told: one with a name before one without, then by certainty; 0 for a paragraph.
    pub(super) fn told(&self, doc: DocId) -> u64 {
        let named = self.speaker.as_ref().is_some_and(|names| names.ords().first(doc).is_some());
        self.certainty.first(doc).map_or(0, |hundredths| 1 + hundredths + if named { 1_000 } else { 0 })
    }

    /// The document of the article of a paragraph, and whether the paragraph is its first; nothing for a quote.
    pub(super) fn article_of(&self, paragraph: DocId) -> Option<(DocId, bool)> {
        let (fold, place) = (self.fold.get_val(paragraph), self.place.get_val(paragraph));
        (fold > 0).then(|| (article_doc(paragraph, place), place == fold))
    }
}
