//! Reads articles back from an engine, with their quotes.

use super::clause::Clause;
use super::compile::shown;
use super::fetch::Fetched;
use super::hits::{article_record, bytes, hash};
use super::searcher::EngineSearcher;
use crate::error::{Error, Result};
use crate::index::record::{self, ArticleRecord, PassageRecord};
use crate::index::{Fingerprint, Found};

impl EngineSearcher<'_> {
    /// The article with an id, or with a `source#id`.
    pub(super) fn whole_article(&self, id: &str) -> Result<Found> {
        let (key, hash, record) = self.only_article(id)?;
        let quote = |mut record: PassageRecord| {
            record.countries.truncate(record.named);
            record.quote.map(|quote| (quote, record.countries))
        };
        let mut quotes: Vec<_> = self.quotes_of(&key)?.into_iter().filter_map(quote).collect();
        quotes.sort_by_key(|(quote, _)| quote.spans.first().map(|s| (s.start, s.end)));
        let ArticleRecord { article, countries, mentions } = record;
        Ok(Found { article, hash, countries, mentions, quotes })
    }

    /// The key, the hash and the record of the article with an id, or with a `source#id`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownArticle`], [`Error::AmbiguousArticle`].
    pub(super) fn only_article(&self, id: &str) -> Result<(String, u64, ArticleRecord)> {
        let mut found = self.of_id(id)?;
        if found.len() > 1 {
            let mut sources: Vec<String> =
                found.into_iter().map(|(_, _, record)| record.article.source).collect();
            sources.sort();
            return Err(Error::AmbiguousArticle { id: id.to_owned(), sources });
        }
        found.pop().ok_or_else(|| Error::UnknownArticle(id.to_owned()))
    }

    /// The articles with an id, or with a `source#id` where none has that for its id.
    fn of_id(&self, id: &str) -> Result<Vec<(String, u64, ArticleRecord)>> {
        let found = self.article_documents(id)?;
        match id.rsplit_once('#') {
            Some((source, id)) if found.is_empty() => {
                let mut found = self.article_documents(id)?;
                found.retain(|(_, _, record)| record.article.source == source);
                Ok(found)
            }
            _ => Ok(found),
        }
    }

    fn article_documents(&self, id: &str) -> Result<Vec<(String, u64, ArticleRecord)>> {
        let clause = Clause::filter(vec![Clause::value("kind", "article"), Clause::value("id", id)]);
        let fields = &["article", "record", "hash", "format"];
        let documents = self.engine().fetch_every(&clause, fields)?.into_iter();
        let shown = documents.filter(|document| !self.is_withheld(document.text("article")));
        shown
            .map(|document| {
                Ok((document.text("article").to_owned(), hash(&document), article_record(&document)?))
            })
            .collect()
    }

    /// The fingerprint of all articles; of more than are read it has the number alone.
    pub(super) fn fingerprint_of_all(&self) -> Result<Fingerprint> {
        let articles = Clause::Bool(shown(Clause::value("kind", "article"), self.withheld()));
        let (count, most) = (self.engine().count(&articles)?, self.engine().client.most_read);
        if count > most as u64 {
            return Ok(Fingerprint { articles: count as usize, hash: String::new() });
        }
        let key = |document: &Fetched| u64::from_str_radix(document.text("article"), 16).unwrap_or_default();
        let documents = self.engine().fetch_every(&articles, &["article", "hash"])?;
        Ok(Fingerprint::new(documents.iter().map(|document| [key(document), hash(document)]).collect()))
    }

    fn quotes_of(&self, key: &str) -> Result<Vec<PassageRecord>> {
        let clause = Clause::filter(vec![Clause::value("article", key), Clause::value("kind", "quote")]);
        let documents = self.engine().fetch_every(&clause, &["record"])?;
        documents.iter().map(|document| record::decode(&bytes(document)?)).collect()
    }
}
