//! Tells one state of an index from another by its articles.

use super::search::Searcher;
use super::writer::key_of;
use crate::error::Result;
use serde::{Deserialize, Serialize};
use tantivy::Term;
use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::{Facet, IndexRecordOption};

/// Which articles an index holds, in which state; the same for the same articles, however they got there. Of an engine with
/// more articles than are read for it nothing but their number is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprint {
    /// How many articles.
    pub articles: usize,
    /// A hash of their keys and hashes, in 16 hexadecimal digits; empty where it is not known.
    pub hash: String,
}

impl Fingerprint {
    /// Of articles by their keys, with what tells a changed one.
    pub(crate) fn new(mut states: Vec<[u64; 2]>) -> Fingerprint {
        states.sort_unstable();
        let bytes: Vec<u8> = states.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
        Fingerprint { articles: states.len(), hash: format!("{:016x}", super::hash64(&[&bytes])) }
    }

    /// Whether the articles are known to be the same.
    pub fn is_as(&self, other: &Fingerprint) -> bool {
        self == other && !self.hash.is_empty()
    }
}

impl Searcher<'_> {
    pub(super) fn fingerprint_of_all(&self) -> Result<Fingerprint> {
        let article = Term::from_facet(self.index().fields.kind, &Facet::from_path(["article"]));
        let articles =
            self.engine().search(&TermQuery::new(article, IndexRecordOption::Basic), &DocSetCollector)?;
        let state = |address: &tantivy::DocAddress| {
            let columns = &self.columns()[address.segment_ord as usize];
            [columns.key(address.doc_id), columns.hash.get_val(address.doc_id)]
        };
        Ok(Fingerprint::new(articles.iter().map(state).collect()))
    }

    pub(super) fn hash_of_article(&self, source: &str, id: &str) -> Result<Option<u64>> {
        let key = Term::from_field_u64(self.index().fields.article, key_of(source, id));
        let docs = self.engine().search(&TermQuery::new(key, IndexRecordOption::Basic), &DocSetCollector)?;
        for at in docs {
            let fields = self.engine().segment_reader(at.segment_ord).fast_fields();
            // Of an article's documents only its own has one.
            if let Some(hash) = fields.u64("hash")?.first(at.doc_id) {
                return Ok(Some(hash));
            }
        }
        Ok(None)
    }
}
