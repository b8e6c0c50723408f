//! Counts what an index holds.

use super::search::Searcher;
use super::writer::day_of;
use super::{FORMAT, Index};
use crate::archive::Archive;
use crate::error::{Error, Result};
use crate::query::{FacetField, Filters, Query};
use jiff::civil::Date;
use serde::Serialize;
use std::fs;
use std::path::Path;
use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::TermQuery;
use tantivy::schema::{Facet, IndexRecordOption};

/// What an index holds; all counts are exact.
#[derive(Clone, Debug, Serialize)]
pub struct Stats {
    /// Source files read whole.
    pub sources: usize,
    /// Articles.
    pub articles: usize,
    /// Articles without a date.
    pub undated: usize,
    /// Passages: paragraphs and quotes.
    pub passages: usize,
    /// Quotes.
    pub quotes: usize,
    /// Named speakers of quotes.
    pub speakers: usize,
    /// Countries that passages are about.
    pub countries: usize,
    /// Publishers.
    pub publishers: usize,
    /// The first day of publication.
    pub first: Option<Date>,
    /// The last day of publication.
    pub last: Option<Date>,
    /// Bytes on disk.
    pub bytes: u64,
    /// The version of the index's form.
    pub format: u32,
    /// The program that wrote it.
    pub written_by: String,
}

impl Searcher<'_> {
    /// Counts what the index holds.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn stats(&self) -> Result<Stats> {
        let mut query = Query::new("", Filters::default()).map_err(|e| Error::Record(e.to_string()))?;
        query.limit = 0;
        query.facets = vec![FacetField::Speaker, FacetField::Country, FacetField::Publisher];
        let facets = self.search(&query)?.facets;
        let index = self.index();
        let quotes = count(self, index, "quote", None)?;
        let (first, last) = days(self)?;
        Ok(Stats {
            sources: count(self, index, "source", None)?,
            articles: count(self, index, "article", None)?,
            undated: count(self, index, "article", Some(super::facet::UNDATED))?,
            passages: quotes + count(self, index, "paragraph", None)?,
            quotes,
            speakers: facets[0].counts.len(),
            countries: facets[1].counts.iter().filter(|c| c.depth == 2).count(),
            publishers: facets[2].counts.len(),
            first,
            last,
            bytes: bytes(index.dir())?,
            format: FORMAT,
            written_by: index.head.written_by.clone(),
        })
    }
}

pub(super) fn count(searcher: &Searcher, index: &Index, kind: &str, date: Option<&str>) -> Result<usize> {
    let term = |field, path: &str| {
        let term = Term::from_facet(field, &Facet::from_path([path]));
        Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn tantivy::query::Query>
    };
    let mut all = vec![term(index.fields.kind, kind)];
    all.extend(date.map(|d| term(index.fields.date, d)));
    Ok(searcher.engine().search(&tantivy::query::BooleanQuery::intersection(all), &Count)?)
}

/// The first and last day of any live document.
pub(super) fn days(searcher: &Searcher) -> Result<(Option<Date>, Option<Date>)> {
    let (mut first, mut last) = (None, None);
    for segment in searcher.engine().segment_readers() {
        let days = segment.fast_fields().i64("day")?;
        for day in segment.doc_ids_alive().filter_map(|doc| days.first(doc)) {
            first = Some(first.map_or(day, |f: i64| f.min(day)));
            last = Some(last.map_or(day, |l: i64| l.max(day)));
        }
    }
    Ok((first.and_then(day_of), last.and_then(day_of)))
}

fn bytes(dir: &Path) -> Result<u64> {
    let fail = |cause| Error::Read { path: dir.to_owned(), cause };
    let mut total = 0;
    for entry in fs::read_dir(dir).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let metadata = entry.metadata().map_err(fail)?;
        total += if metadata.is_dir() { bytes(&entry.path())? } else { metadata.len() };
    }
    Ok(total)
}
