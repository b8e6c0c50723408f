//! Whose the quotes of a segment are, by the names in its columns and, where the user says so, by the day.

use super::facet::{self, UNNAMED};
use super::of_articles::{Places, article_doc, places};
use super::writer::day_number;
use crate::quote::SpeakerKind;
use crate::speaker::{Days, Speakers};
use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader, TantivyError};

/// A name of a segment, and which of its days ([`Speakers::splits`]) a quote falls on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    described: bool,
    /// Of the name.
    pub(crate) ord: u64,
    pub(crate) days: Option<usize>,
}

impl Key {
    /// A value by its ordinal.
    pub(crate) fn plain(ord: u64) -> Key {
        Key { described: false, ord, days: None }
    }

    /// Whether nothing but the name decides.
    pub(crate) fn is_plain(&self) -> bool {
        !self.described && self.days.is_none()
    }
}

/// First and last day, counted from 1970-01-01.
type Range = (i64, i64);

/// The speakers of a segment's quotes.
pub(crate) struct SpeakerColumn {
    names: Option<StrColumn>,
    described: Option<StrColumn>,
    /// Of articles' own documents.
    day: Column<i64>,
    places: Places,
    /// Names by ordinal whose speaker depends on the day; of unnamed sources, those that stand for somebody.
    split: FxHashMap<(bool, u64), Vec<Range>>,
}

impl SpeakerColumn {
    /// Opens the columns; `speakers` are those that days may tell apart.
    pub(crate) fn new(
        segment: &SegmentReader,
        speakers: Option<&Speakers>,
    ) -> tantivy::Result<SpeakerColumn> {
        let fields = segment.fast_fields();
        let (names, described, day) = (fields.str("speaker")?, fields.str("described")?, fields.i64("day")?);
        let mut split = FxHashMap::default();
        for (kind, name, days) in speakers.into_iter().flat_map(Speakers::splits) {
            let is_described = kind == SpeakerKind::Unnamed;
            let (column, term) = match is_described {
                true => (&described, Some(name.to_owned())),
                false => (&names, facet::speaker(kind, name).map(|f| f.encoded_str().to_owned())),
            };
            let (Some(column), Some(term)) = (column, term) else { continue };
            if let Some(ord) = column.dictionary().term_ord(term.as_bytes()).map_err(TantivyError::from)? {
                split.insert((is_described, ord), days.iter().map(range).collect());
            }
        }
        Ok(SpeakerColumn { names, described, day, places: places(segment)?, split })
    }

    /// How many names there are.
    pub(crate) fn num_names(&self) -> usize {
        self.names.as_ref().map_or(0, |c| c.num_terms())
    }

    /// The day of a document's article.
    pub(crate) fn day(&self, doc: DocId) -> Option<i64> {
        self.day.first(article_doc(doc, self.places.get_val(doc)))
    }

    /// Gives `take` what names the speakers of a document.
    pub(crate) fn each(&self, doc: DocId, take: &mut dyn FnMut(Key)) {
        for ord in self.names.iter().flat_map(|c| c.ords().values_for_doc(doc)) {
            let days = self.split.get(&(false, ord)).and_then(|days| self.falls_on(doc, days));
            take(Key { described: false, ord, days });
        }
        if self.split.is_empty() {
            return;
        }
        for ord in self.described.iter().flat_map(|c| c.ords().values_for_doc(doc)) {
            if let Some(days) = self.split.get(&(true, ord)) {
                take(Key { described: true, ord, days: self.falls_on(doc, days) });
            }
        }
    }

    fn falls_on(&self, doc: DocId, days: &[Range]) -> Option<usize> {
        let day = self.day(doc)?;
        days.iter().position(|(from, to)| (*from..=*to).contains(&day))
    }

    /// The names, encoded.
    pub(crate) fn names(&self) -> Option<&StrColumn> {
        self.names.as_ref()
    }

    /// The kind and name that a key stands for, as [`facet::speaker_of`] reads them.
    pub(crate) fn encoded(&self, key: Key) -> Option<String> {
        let column = if key.described { &self.described } else { &self.names };
        let mut text = String::new();
        column.as_ref()?.ord_to_str(key.ord, &mut text).ok().filter(|found| *found)?;
        Some(if key.described { format!("{UNNAMED}\0{text}") } else { text })
    }
}

fn range(days: &Days) -> Range {
    (days.from.map_or(i64::MIN, day_number), days.to.map_or(i64::MAX, day_number))
}
