//! Extraction over many machines: articles in, files of documents out that an engine elsewhere is loaded with.
//!
//! ```text
//! sources ─deal→ buckets ─run→ documents ─part→ part-HASH.ndjson.zst   what an engine is given, a bulk request each
//!                                  └────sketch→ sketch-HASH.zst        what copies and speakers are found by later
//!                                               manifest-BUCKET.json   what there is of the bucket, written last
//! ```
//!
//! Sources are dealt by a hash of their names into buckets, the same number of them however many shards there are; a
//! shard has every N-th. So a bucket's files are the same whoever writes them: N shards give byte for byte what one gives,
//! with any number of threads, on any machine. Nothing is shared while they run, and nothing is remembered but the files:
//! a bucket whose manifest is there, of the same sources and settings, is finished.
//!
//! What takes more than one article (who is one speaker, what is printed again) is found afterwards over the sketches of
//! all shards ([`reconcile()`]).
//!
//! # What is held in memory?
//!
//! Of the sources of a shard their names; of the bucket at hand a line for each source and a key for each article; one
//! part and one sketch; and 32 articles for each thread. Not the rest of the articles, whatever their number.

mod deal;
mod files;
mod load;
mod manifest;
mod part;
mod reconcile;
mod run;
mod sketch;
mod write;

pub use deal::{Input, Shard};
pub use load::{Part, parts, read};
pub use manifest::{Manifest, Manifests, SourceEntry};
pub use part::PartEntry;
pub use reconcile::{Reconciled, reconcile};
pub use run::Summary;

use crate::error::Result;
use crate::ingest::Progress;
use crate::lang::Lexicon;
use crate::source::Reading;
use std::path::PathBuf;
use std::time::Instant;

/// The version of the files' form and of the rules by which sources are dealt and parts are cut.
pub const FORM: u32 = 1;

/// Buckets unless another number is asked for.
pub const BUCKETS: u32 = 64;

/// Most buckets: the file system has a few files of each in one folder.
pub const MOST_BUCKETS: u32 = 65_536;

/// Bytes of a part before compression, unless a single document has more: what engines take in one request.
pub const PART_BYTES: usize = 8_000_000;

/// How to extract.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which of how many shards.
    pub shard: Shard,
    /// Into how many buckets sources are dealt: the same for all shards.
    pub buckets: u32,
    /// Where the files are written.
    pub out: PathBuf,
    /// Folders that are not walked, beside that.
    pub skip: Vec<PathBuf>,
    /// Extracting threads, at least one.
    pub threads: usize,
    /// Most bytes of a part before compression.
    pub part_bytes: usize,
    /// How sources are read.
    pub reading: Reading,
    /// What else decides on the outcome, such as the hash of a model: a bucket written with other settings is written
    /// anew.
    pub settings: Vec<String>,
}

impl Options {
    /// The usual way to extract all into a folder.
    pub fn new(out: PathBuf) -> Options {
        Options {
            shard: Shard::ALL,
            buckets: BUCKETS,
            out,
            skip: Vec::new(),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            part_bytes: PART_BYTES,
            reading: Reading::as_of_today(),
            settings: Vec::new(),
        }
    }
}

/// Extracts the sources of a shard into a folder, leaving alone what is finished there.
///
/// # Errors
///
/// Where a folder that was named is not there, or the files cannot be written. What cannot be read is counted and named.
pub fn extract(
    input: Input,
    options: &Options,
    lexicon: &Lexicon,
    progress: &dyn Progress,
) -> Result<Summary> {
    let begun = Instant::now();
    let processor = cpu_time::ProcessTime::now();
    let folder = files::Folder::make(&options.out)?;
    let buckets = deal::deal(input, options)?;
    let mut summary = run::run(&folder, &buckets, options, lexicon, progress)?;
    summary.wall = begun.elapsed();
    summary.processor = processor.elapsed();
    Ok(summary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::documents;
    use crate::index::{ReadArticle, article_hash, article_key};
    use crate::ingest::Quiet;
    use crate::passage::{extract as read_article, passages};
    use crate::source::{articles, walk};
    use proptest::prelude::*;

    /// What an engine is to be given of all articles below a folder, in any order.
    fn expected(corpus: &std::path::Path, lexicon: &Lexicon) -> Vec<String> {
        let reading = std::sync::Arc::new(Reading::as_of_today());
        let mut out = Vec::new();
        for file in walk(&[corpus.to_owned()], &[]).map(|file| file.unwrap()) {
            let Ok(all) = articles(&file, &format!("news/{}", file.relative), &reading) else { continue };
            for article in all.flatten() {
                let (key, hash) = (article_key(&article), article_hash(&article).unwrap());
                let extract = read_article(&article, lexicon);
                let passages = passages(&article, &extract);
                let read = ReadArticle { article, key, hash, extract, passages };
                for document in documents(&read, lexicon).unwrap() {
                    let mut lines = Vec::new();
                    document.write(&mut lines).unwrap();
                    out.push(String::from_utf8(lines).unwrap());
                }
            }
        }
        out.sort();
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
        /// Whatever the texts are, the parts have the documents of all articles, each once, and the manifests say so.
        #[test]
        fn documents_of_any_texts_are_in_the_parts(
            texts in prop::collection::vec("\\PC{0,80}(\n\n“\\PC{1,30},” Ida Tervo said.)?", 1..9),
            part_bytes in 200..4_000_usize,
        ) {
            let dir = tempfile::tempdir().unwrap();
            let corpus = dir.path().join("news");
            std::fs::create_dir(&corpus).unwrap();
            for (i, text) in texts.iter().enumerate() {
                std::fs::write(corpus.join(format!("{i}.txt")), text).unwrap();
            }
            let lexicon = Lexicon::new();
            let out = dir.path().join("parts");
            let options = Options { buckets: 3, part_bytes, ..Options::new(out.clone()) };
            let summary = extract(Input::Walk(vec![corpus.clone()]), &options, &lexicon, &Quiet).unwrap();
            let manifests = Manifests::read(std::slice::from_ref(&out)).unwrap();
            let mut found = Vec::new();
            for (folder, manifest) in &manifests.all {
                for part in &manifest.parts {
                    let lines = String::from_utf8(part.read(folder).unwrap()).unwrap();
                    let lines: Vec<&str> = lines.split_inclusive('\n').collect();
                    prop_assert_eq!(lines.len() as u64, 2 * part.documents);
                    found.extend(lines.chunks(2).map(|two| two.concat()));
                }
            }
            found.sort();
            prop_assert_eq!(found.len() as u64, summary.articles + summary.passages);
            prop_assert_eq!(found, expected(&corpus, &lexicon));
            let sources: Vec<_> = manifests.all.iter().flat_map(|(_, manifest)| &manifest.sources).collect();
            prop_assert_eq!(sources.len(), texts.len());
            prop_assert!(sources.iter().all(|source| source.articles + source.skipped + source.passed_over == 1));
            let reconciled = reconcile(std::slice::from_ref(&out), &out, None).unwrap();
            prop_assert_eq!(reconciled.passages, summary.passages);
        }
    }
}
