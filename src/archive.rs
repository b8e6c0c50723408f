//! What answers queries, wherever it is: the index on disk, or an engine that runs elsewhere.
//!
//! Commands and pages ask an [`Archive`] and do not know which it is. What only the index on disk can answer they find
//! through [`Archive::on_disk`].

use crate::error::Result;
use crate::index::{BoxedHits, DayCounts, Fingerprint, Found, Nothing, Results, Searcher, SpeakerRow, Trace};
use crate::query::{Copies, Filters, Meanings, Query};
use crate::speaker::Speaker;
use crate::timeline::{By, Timeline};

/// Answers queries from one state of an archive.
pub trait Archive: Meanings {
    /// Answers a query with hits that are read one by one as they are asked for, so that there may be any number.
    ///
    /// # Errors
    ///
    /// [`crate::Error::UnknownValue`] for a filter's speaker or publisher that is not there, [`crate::Error::Query`] with the
    /// place for a name in the query's text, [`crate::Error::NotOnEngine`] for what cannot be asked; each hit has its own.
    fn stream(&self, query: &Query) -> Result<Results<BoxedHits<'_>>>;

    /// How many hits each day has, days in order, under all filters; with the answer, without its hits.
    ///
    /// # Errors
    ///
    /// As [`Archive::stream`].
    fn days(&self, query: &Query) -> Result<(Results<()>, DayCounts)>;

    /// Says of a query that finds nothing what was searched, and what there would be with one thing less.
    ///
    /// # Errors
    ///
    /// As [`Archive::stream`].
    fn nothing(&self, query: &Query) -> Result<Nothing>;

    /// Finds the printings of a quotation among what passes the filters: quotes that are it, or a part of it, or hold
    /// it, word for word or slightly reworded; and paragraphs that have half of it, where none of their quotes has.
    ///
    /// # Errors
    ///
    /// As [`Archive::stream`]; [`crate::Error::Untraceable`] for a quotation without a word, or of too many.
    fn trace(&self, quotation: &str, filters: &Filters) -> Result<Trace>;

    /// Says of a quotation that has no printing among what passes the filters why that is: hits are printings.
    ///
    /// # Errors
    ///
    /// As [`Archive::trace`].
    fn no_printing(&self, quotation: &str, filters: &Filters) -> Result<Nothing>;

    /// The article with this id, or with this `source#id` where several sources hold one of the same id.
    ///
    /// # Errors
    ///
    /// [`crate::Error::UnknownArticle`], [`crate::Error::AmbiguousArticle`].
    fn article(&self, id: &str) -> Result<Found>;

    /// The speakers that a typed name stands for.
    ///
    /// # Errors
    ///
    /// Where they cannot be read.
    fn speakers_named(&self, typed: &str) -> Result<Vec<Speaker>>;

    /// The speakers of quotes, most quoted first; only of quotes at least so certain, in hundredths, and only those of whose
    /// names a word begins with `prefix`.
    ///
    /// # Errors
    ///
    /// Where they cannot be read.
    fn roster(&self, least_certain: Option<u64>, prefix: Option<&str>) -> Result<Vec<SpeakerRow>>;

    /// Tells one state of what is searched from another by its articles.
    ///
    /// # Errors
    ///
    /// Where they cannot be read.
    fn fingerprint(&self) -> Result<Fingerprint>;

    /// The hash of all that was read of an article, by the name of its source and its id there; none where it is not there.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    fn hash_of(&self, source: &str, id: &str) -> Result<Option<u64>>;

    /// Says in words how a query's text was read; nothing for a query without one.
    fn read_as(&self, query: &Query) -> Option<String>;

    /// The index on disk, if it is that.
    fn on_disk(&self) -> Option<&Searcher<'_>> {
        None
    }

    /// Answers a query.
    ///
    /// # Errors
    ///
    /// As [`Archive::stream`].
    fn search(&self, query: &Query) -> Result<Results> {
        let (mut results, hits) = self.stream(query)?.parted();
        let facets = std::mem::take(&mut results.facets);
        Ok(results.with(hits.collect::<Result<_>>()?, facets))
    }

    /// The hits over time under all filters, by `by` or what fits; a story that goes on being printed goes on being counted.
    /// With the answer, without its hits.
    ///
    /// # Errors
    ///
    /// As [`Archive::stream`].
    fn timeline(&self, query: &Query, by: Option<By>) -> Result<(Results<()>, Timeline)> {
        let (results, days) = self.days(&Query { copies: Copies::Each, ..query.clone() })?;
        let timeline = Timeline::new(&days, results.total, by.unwrap_or_else(|| By::fitting(&days)));
        Ok((results, timeline))
    }
}
