//! Reads articles back from an index: by id with their quotes, and of a passage.

use super::of_articles::Which;
use super::record::{self, ArticleRecord, PassageRecord};
use super::results::Found;
use super::search::Searcher;
use super::writer::documents_of;
use crate::error::{Error, Result};
use crate::source::Article;
use tantivy::collector::DocSetCollector;
use tantivy::directory::OwnedBytes;
use tantivy::query::{BooleanQuery, TermQuery};
use tantivy::schema::{Facet, IndexRecordOption};
use tantivy::{DocAddress, Term};

impl Searcher<'_> {
    /// The article with this id, or with this `source#id`, and its quotes.
    pub(super) fn article_with_quotes(&self, id: &str) -> Result<Found> {
        self.with_quotes(self.only_article(id)?)
    }

    pub(super) fn only_article(&self, id: &str) -> Result<(DocAddress, ArticleRecord)> {
        let mut found = self.articles(id)?;
        if found.is_empty()
            && let Some((source, id)) = id.rsplit_once('#')
        {
            found = self.articles(id)?;
            found.retain(|(_, record)| record.article.source == source);
        }
        match found.len() {
            0 => Err(Error::UnknownArticle(id.to_owned())),
            1 => Ok(found.remove(0)),
            _ => {
                let mut sources: Vec<String> = found.into_iter().map(|(_, r)| r.article.source).collect();
                sources.sort();
                Err(Error::AmbiguousArticle { id: id.to_owned(), sources })
            }
        }
    }

    /// The key of the article whose document this is.
    pub(super) fn article_key(&self, address: DocAddress) -> u64 {
        self.columns()[address.segment_ord as usize].key(address.doc_id)
    }

    fn articles(&self, id: &str) -> Result<Vec<(DocAddress, ArticleRecord)>> {
        let term = Term::from_field_text(self.fields().id, id);
        let found =
            self.engine().search(&TermQuery::new(term, IndexRecordOption::Basic), &DocSetCollector)?;
        found.into_iter().map(|at| Ok((at, record::decode(&self.record(at)?)?))).collect()
    }

    fn with_quotes(&self, (address, found): (DocAddress, ArticleRecord)) -> Result<Found> {
        let key = self.article_key(address);
        let fields = self.fields();
        let quotes = BooleanQuery::intersection(vec![
            Box::new(documents_of(key, Which::Passages, self.layout())),
            Box::new(TermQuery::new(
                Term::from_facet(fields.kind, &Facet::from_path(["quote"])),
                IndexRecordOption::Basic,
            )),
        ]);
        let mut out = Vec::new();
        for at in self.engine().search(&quotes, &DocSetCollector)? {
            let mut record: PassageRecord = record::decode(&self.record(at)?)?;
            record.countries.truncate(record.named);
            out.extend(record.quote.map(|quote| (quote, record.countries)));
        }
        out.sort_by_key(|(quote, _)| quote.spans.first().map(|s| (s.start, s.end)));
        let ArticleRecord { article, countries, mentions } = found;
        let hash = self.hash(address);
        Ok(Found { article, hash, countries, mentions, quotes: out })
    }

    /// The article of a passage, which stands right before its passages; and its hash.
    pub(super) fn article_at(&self, passage: DocAddress) -> Result<(Article, u64)> {
        let article = self.columns()[passage.segment_ord as usize].article(passage.doc_id);
        let at = DocAddress::new(passage.segment_ord, article);
        Ok((record::decode_article(&self.record(at)?)?, self.hash(at)))
    }

    /// The hash of all that was read of the article whose document this is.
    pub(super) fn hash(&self, at: DocAddress) -> u64 {
        self.columns()[at.segment_ord as usize].hash.get_val(at.doc_id)
    }

    /// The record of a document.
    pub(super) fn decoded<T: serde::de::DeserializeOwned>(&self, at: DocAddress) -> Result<T> {
        record::decode(&self.record(at)?)
    }

    fn record(&self, at: DocAddress) -> Result<OwnedBytes> {
        self.stored().record(at)
    }
}
