//! Finds the printings of a quotation on an engine: what may have them is read and looked at as on disk.

use super::clause::{Bool, Clause};
use super::fetch::{Order, PAGE};
use super::hits::bytes;
use super::searcher::EngineSearcher;
use crate::error::{Error, Result};
use crate::index::compile::Asked;
use crate::index::{Trace, Tracing, record};
use crate::query::{Filters, Query};

impl EngineSearcher<'_> {
    /// The printings of a quotation among what passes the filters.
    ///
    /// # Errors
    ///
    /// [`Error::NotOnEngine`] for a quotation of words that too many passages have; [`Error::Remote`] also where passages
    /// are there before their articles.
    pub(super) fn traced(&self, quotation: &str, filters: &Filters) -> Result<Trace> {
        let mut tracing = Tracing::new(quotation, self.lexicon(), self.aliases())?;
        let query = Query::new("", filters.clone()).map_err(|e| Error::Record(e.to_string()))?;
        let (values, read_as) = self.look_up(&query)?;
        let passing = self.compiler(&values)?.query(&query, Asked::of(&query))?.clause;
        let (words, at_least) = tracing.sought();
        let should = words.into_iter().map(|word| Clause::Term("words", word.clone(), 1.0)).collect();
        let enough = Clause::Bool(Bool { should, at_least, ..Bool::default() });
        let clause = Clause::filter(vec![passing, enough]);
        let what = "for a quotation of these words";
        let mut found = self.read_all(&clause, Order::Place, &["article", "place", "record"], what)?;
        found.sort_by_cached_key(|document| (document.text("article").to_owned(), document.place()));
        let of_one_article = found.chunk_by(|a, b| a.text("article") == b.text("article"));
        for some in of_one_article.collect::<Vec<_>>().chunks(PAGE) {
            let articles = self.articles(some.iter().map(|documents| documents[0].text("article")))?;
            for documents in some {
                let Some(kept) = articles.get(documents[0].text("article")) else {
                    let why = "an article is being loaded, or its load was broken off: its passages cannot be traced";
                    return Err(self.engine().client.fault(&self.engine().path("_search"), why));
                };
                for document in *documents {
                    let record = record::decode(&bytes(document)?)?;
                    tracing.look_at(&kept.article, document.place(), record);
                }
            }
        }
        Ok(tracing.ended(read_as))
    }
}
