//! What an index holds, read from its fast fields: which sources, which articles, in which state.

use super::record::{self, ArticleRecord, SourceRecord};
use super::stored::Stored;
use super::{Index, Root, Roots};
use crate::error::Result;
use rustc_hash::FxHashMap;
use std::path::Path;
use tantivy::collector::DocSetCollector;
use tantivy::directory::OwnedBytes;
use tantivy::query::TermQuery;
use tantivy::schema::{Facet, IndexRecordOption};
use tantivy::{DocAddress, Searcher, Term};

/// Blocks of stored records kept at hand.
const BLOCKS: usize = 16;

/// What is known of an article that has been ingested.
#[derive(Clone, Copy, Debug)]
pub struct KnownArticle {
    /// The hash of all that was read of it.
    pub hash: u64,
    /// The key of its source.
    pub source: u64,
    address: DocAddress,
}

/// What is known of a source that has been ingested whole.
#[derive(Clone, Copy, Debug)]
pub struct KnownSource {
    /// The hash of its size and times.
    pub stamp: u64,
    address: DocAddress,
}

/// What an index holds, by key.
pub struct Manifest {
    /// The articles.
    pub articles: FxHashMap<u64, KnownArticle>,
    /// The sources.
    pub sources: FxHashMap<u64, KnownSource>,
    /// The folders ingested so far.
    pub roots: Roots,
    searcher: Searcher,
    stored: Stored,
}

impl Manifest {
    /// Reads what the last commit holds; `roots` are the folders it came from ([`Index::roots`]).
    ///
    /// # Errors
    ///
    /// Where the index cannot be read.
    pub fn read(index: &Index, roots: Roots) -> Result<Manifest> {
        let searcher = index.searcher()?;
        let mut manifest = Manifest {
            articles: FxHashMap::default(),
            sources: FxHashMap::default(),
            roots,
            stored: Stored::new(&searcher, index.fields.record, BLOCKS)?,
            searcher,
        };
        let docs = |kind: &str| {
            let term = Term::from_facet(index.fields.kind, &Facet::from_path([kind]));
            manifest.searcher.search(&TermQuery::new(term, IndexRecordOption::Basic), &DocSetCollector)
        };
        let (articles, sources) = (docs("article")?, docs("source")?);
        let mut columns = Vec::new();
        for segment in manifest.searcher.segment_readers() {
            let number = |name| segment.fast_fields().u64(name);
            columns.push((number("article")?, number("hash")?, number("source")?));
        }
        for address in articles {
            let (key, hash, source) = &columns[address.segment_ord as usize];
            let read = |c: &tantivy::columnar::Column<u64>| c.first(address.doc_id).unwrap_or_default();
            let known = KnownArticle { hash: read(hash), source: read(source), address };
            manifest.articles.insert(read(key), known);
        }
        for address in sources {
            let (key, hash, _) = &columns[address.segment_ord as usize];
            let read = |c: &tantivy::columnar::Column<u64>| c.first(address.doc_id).unwrap_or_default();
            manifest.sources.insert(read(key), KnownSource { stamp: read(hash), address });
        }
        Ok(manifest)
    }

    /// Whether most of what is known of a root lies in `folder`, so that the folder is the root at another place.
    pub fn lies_mostly_in(&self, root: &Root, folder: &Path) -> bool {
        let (mut known, mut there) = (0, 0);
        for source in self.sources.values() {
            let Ok(name) = self.source_name(source) else { continue };
            if let Some(below) = name.strip_prefix(&root.name).and_then(|n| n.strip_prefix('/')) {
                known += 1;
                there += usize::from(folder.join(below).is_file());
            }
        }
        2 * there > known
    }

    /// The name of a known source.
    ///
    /// # Errors
    ///
    /// Where its record cannot be read.
    pub fn source_name(&self, source: &KnownSource) -> Result<String> {
        Ok(record::decode::<SourceRecord>(&self.record(source.address)?)?.name)
    }

    /// The id and the source's name of a known article.
    ///
    /// # Errors
    ///
    /// Where its record cannot be read.
    pub fn article_id(&self, article: &KnownArticle) -> Result<(String, String)> {
        let article = record::decode::<ArticleRecord>(&self.record(article.address)?)?.article;
        Ok((article.id, article.source))
    }

    fn record(&self, address: DocAddress) -> Result<OwnedBytes> {
        self.stored.record(address)
    }
}
