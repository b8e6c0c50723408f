//! Reads folders of articles, extracts what they say, and hands it to an engine.
//!
//! One thread reads and extracts a batch of articles after the other, over all processors; another sends what is ready. An
//! engine cannot take one version of an article for another, so a changed one is told and left: it goes into a new index.

use super::{Bulk, Engine, Loaded, documents};
use crate::error::{Error, Result};
use crate::index::{ReadArticle, Roots, article_hash, article_key};
use crate::ingest::{Event, Progress, SourceReport, Summary};
use crate::lang::Lexicon;
use crate::passage::{extract, passages};
use crate::source::{Article, Draft, Reading, SourceFile, drafts, walk};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// Bytes of text of the articles that are extracted at a time, and most of them.
const BATCH_BYTES: usize = 8 << 20;
const BATCH_ARTICLES: usize = 512;

/// Requests that may wait to be sent.
const WAITING: usize = 2;

/// Reads `paths` into the index of an engine.
///
/// # Errors
///
/// Where a path is not there, or the engine fails; what it has taken by then it keeps, and the next run goes on from there.
pub fn ingest(
    engine: &Engine,
    paths: &[PathBuf],
    reading: &Arc<Reading>,
    lexicon: &Lexicon,
    progress: &dyn Progress,
) -> Result<Summary> {
    let begun = Instant::now();
    let processor = cpu_time::ProcessTime::now();
    let canonical = |path: &PathBuf| {
        std::fs::canonicalize(path).map_err(|cause| Error::Read { path: path.clone(), cause })
    };
    let paths = paths.iter().map(canonical).collect::<Result<Vec<_>>>()?;
    let mut roots = Roots::default();
    paths.iter().for_each(|p| roots.add(if p.is_dir() { p } else { p.parent().unwrap_or(p) }, &|_, _| false));
    let (send, receive) = crossbeam_channel::bounded::<Bulk>(WAITING);
    let mut run = Run {
        engine,
        lexicon,
        progress,
        met: FxHashSet::default(),
        summary: Summary::default(),
        reports: Vec::new(),
        batch: Vec::new(),
        bytes: 0,
        send,
    };
    let sent = std::thread::scope(|scope| {
        let sender = scope.spawn(move || -> Result<Loaded> {
            let mut loaded = Loaded::default();
            for bulk in receive {
                loaded.add(engine.send_missing(bulk)?);
            }
            Ok(loaded)
        });
        let read = run.read(&paths, &roots, reading);
        let Run { summary, send, .. } = run;
        // The sender ends when nobody can hand it any more.
        drop(send);
        let sent = sender
            .join()
            .unwrap_or_else(|_| Err(engine.client.fault("/_bulk", "the sending thread broke down")));
        // Why it ended is why nothing could be handed to it.
        sent.and(read).map(|()| summary)
    });
    progress.finish();
    let mut summary = sent?;
    engine.refresh()?;
    summary.wall = begun.elapsed();
    summary.shares.indexing = processor.elapsed();
    Ok(summary)
}

/// An ingest under way.
struct Run<'a> {
    engine: &'a Engine,
    lexicon: &'a Lexicon,
    progress: &'a dyn Progress,
    /// Keys of the articles met.
    met: FxHashSet<u64>,
    summary: Summary,
    /// What has become of the sources of which there are articles in the batch, and of the one that is being read.
    reports: Vec<SourceReport>,
    /// Articles to be extracted, each with the place of its source among the reports; and the bytes of their texts.
    batch: Vec<(Draft, usize)>,
    bytes: usize,
    send: crossbeam_channel::Sender<Bulk>,
}

impl Run<'_> {
    fn read(&mut self, paths: &[PathBuf], roots: &Roots, reading: &Arc<Reading>) -> Result<()> {
        let files: Vec<Result<SourceFile>> = walk(paths, &[]).collect();
        let bytes = files.iter().flatten().map(|file| file.bytes).sum();
        self.progress.start(files.len() as u64, bytes);
        for file in files {
            match file {
                Ok(file) => self.source(&file, &roots.name_of(&file.path), reading)?,
                Err(problem) => self.skip(&problem, None),
            }
        }
        self.extract()?;
        self.tell(0);
        Ok(())
    }

    fn source(&mut self, file: &SourceFile, name: &str, reading: &Arc<Reading>) -> Result<()> {
        self.reports.push(SourceReport { source: name.to_owned(), ..SourceReport::default() });
        self.summary.sources += 1;
        match drafts(file, name, reading) {
            Ok(drafts) => {
                for draft in drafts {
                    let source = self.reports.len() - 1;
                    match draft {
                        Ok(draft) => {
                            self.bytes += draft.bytes();
                            self.batch.push((draft, source));
                        }
                        Err(problem) => self.skip(&problem, Some(source)),
                    }
                    if self.bytes >= BATCH_BYTES || self.batch.len() >= BATCH_ARTICLES {
                        self.extract()?;
                        self.tell(1);
                    }
                }
            }
            Err(problem) => self.skip(&problem, Some(self.reports.len() - 1)),
        }
        self.summary.source_bytes += file.bytes;
        self.progress.advance(file.bytes);
        Ok(())
    }

    /// Tells of all sources but the last so many, of which there may be more to read.
    fn tell(&mut self, open: usize) {
        let left = self.reports.split_off(self.reports.len() - open);
        for mut report in std::mem::replace(&mut self.reports, left) {
            report.found = report.new + report.unchanged + report.skipped + report.passed_over;
            self.summary.added += report.new;
            self.summary.unchanged += report.unchanged;
            self.progress.event(&Event::Source(report));
        }
    }

    /// Extracts what the engine does not have of the batch, and hands it on.
    fn extract(&mut self) -> Result<()> {
        self.bytes = 0;
        let read: Vec<(Result<Keyed>, usize)> = std::mem::take(&mut self.batch)
            .into_par_iter()
            .map(|(draft, source)| {
                let keyed = |article: Article| {
                    let (key, hash) = (article_key(&article), article_hash(&article)?);
                    Ok((article, key, hash))
                };
                (draft.article().and_then(keyed), source)
            })
            .collect();
        let keys: Vec<u64> = read.iter().filter_map(|(read, _)| Some(read.as_ref().ok()?.1)).collect();
        let known = self.engine.known(&keys)?;
        let mut new = Vec::new();
        for (read, source) in read {
            let (article, key, hash) = match read {
                Ok(read) => read,
                Err(problem) => {
                    self.skip(&problem, Some(source));
                    continue;
                }
            };
            if !self.met.insert(key) {
                self.skip(&left(&article, "another article of this source has the same id"), Some(source));
            } else if known.get(&key).is_some_and(|known| *known == hash) {
                self.reports[source].unchanged += 1;
            } else if known.contains_key(&key) {
                let why = "it has changed since it was loaded, and an engine keeps what it has: load all into a new index";
                self.skip(&left(&article, why), Some(source));
            } else {
                self.reports[source].undated += u64::from(article.date.is_none());
                self.reports[source].new += 1;
                new.push((article, key, hash));
            }
        }
        let lexicon = self.lexicon;
        let written: Vec<Result<Written>> =
            new.into_par_iter().map(|(article, key, hash)| written(article, key, hash, lexicon)).collect();
        self.hand_over(written)
    }

    /// Hands over the passages, then the articles: an article that is there is there whole, whenever this is broken off.
    fn hand_over(&mut self, written: Vec<Result<Written>>) -> Result<()> {
        let (mut passages, mut articles) = (Vec::new(), Vec::new());
        for written in written {
            let Written { documents, text_bytes, passages: count, quotes, is_undated } = written?;
            self.summary.text_bytes += text_bytes;
            self.summary.passages += count;
            self.summary.quotes += quotes;
            self.summary.undated += u64::from(is_undated);
            let mut documents = documents.into_iter();
            articles.extend(documents.next());
            passages.extend(documents);
        }
        self.send(passages)?;
        self.send(articles)
    }

    fn send(&self, documents: Vec<Vec<u8>>) -> Result<()> {
        let mut lines: Vec<u8> = Vec::new();
        // Where the sender has ended, it says why by itself.
        let send = |lines: Vec<u8>| Bulk::new("articles", lines).map(|bulk| drop(self.send.send(bulk)));
        for document in documents {
            if !lines.is_empty() && lines.len() + document.len() > self.engine.client.request_bytes {
                send(std::mem::take(&mut lines))?;
            }
            lines.extend(document);
        }
        if lines.is_empty() { Ok(()) } else { send(lines) }
    }

    /// Tells and counts what could not be read, or was passed over.
    fn skip(&mut self, problem: &Error, source: Option<usize>) {
        let mut nobody = SourceReport::default();
        let report = source.map_or(&mut nobody, |source| &mut self.reports[source]);
        match problem {
            Error::NotArticles { source_name, reason } => {
                report.passed_over += 1;
                self.summary.passed_over += 1;
                if self.summary.passed_over_first.len() < Summary::NAMED {
                    self.summary.passed_over_first.push(source_name.clone());
                }
                let (source, reason) = (source_name.clone(), reason.clone());
                self.progress.event(&Event::PassedOver { source, reason });
            }
            Error::OtherRecords { counts, .. } => {
                for (what, count) in counts {
                    *report.other_records.entry(what.clone()).or_default() += count;
                    *self.summary.other_records.entry(what.clone()).or_default() += count;
                }
            }
            problem => {
                report.skipped += 1;
                self.summary.skipped += 1;
                self.progress.problem(problem);
                self.progress.event(&crate::ingest::skipped(problem));
            }
        }
    }
}

/// An article with its key, and the hash of all that was read of it.
type Keyed = (Article, u64, u64);

/// An article as it is sent.
struct Written {
    /// The article's own first, then those of its passages.
    documents: Vec<Vec<u8>>,
    text_bytes: u64,
    passages: u64,
    quotes: u64,
    is_undated: bool,
}

fn written(article: Article, key: u64, hash: u64, lexicon: &Lexicon) -> Result<Written> {
    let extract = extract(&article, lexicon);
    let passages = passages(&article, &extract);
    let read = ReadArticle { article, key, hash, extract, passages };
    let mut lines = Vec::with_capacity(read.passages.len() + 1);
    for document in documents(&read, lexicon)? {
        let mut line = Vec::new();
        document.write(&mut line)?;
        lines.push(line);
    }
    Ok(Written {
        documents: lines,
        text_bytes: read.article.text.len() as u64,
        passages: read.passages.len() as u64,
        quotes: read.extract.quotes.len() as u64,
        is_undated: read.article.date.is_none(),
    })
}

fn left(article: &Article, reason: &str) -> Error {
    Error::Malformed {
        source_name: article.source.clone(),
        place: Some(article.id.clone()),
        reason: reason.to_owned(),
    }
}
