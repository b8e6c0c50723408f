//! The threads of an extraction: one reads, several extract, one puts all in order and writes.
//!
//! What the reading thread meets goes two ways: articles to whichever thread has time for them, and a row of everything
//! in its order, in which an article is the promise of what will be made of it. So the outcome does not depend on which
//! thread is the faster, and no more than the row's length is ever on its way.

use super::Options;
use super::deal::{Bucket, Listed, Unreadable};
use super::files::Folder;
use super::manifest::{Manifest, SourceEntry};
use super::part::{Kind, Together};
use super::sketch::{Sketched, sketched};
use super::write::{Writing, input_digest, is_finished};
use crate::engine::documents;
use crate::error::{Error, Result};
use crate::index::{ReadArticle, article_hash, article_key};
use crate::ingest::{Event, Progress, SourceReport};
use crate::lang::Lexicon;
use crate::passage::{extract, passages};
use crate::source::{Draft, drafts};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Articles that may be on their way at a time, for each extracting thread.
pub(super) const WAITING: usize = 32;

/// What an extraction did.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Buckets of the shard.
    pub buckets: u64,
    /// Those that were finished already.
    pub finished: u64,
    /// Sources of the shard.
    pub sources: u64,
    /// Articles in the parts of the shard's buckets, whether they were written now or before; so for all that follows.
    pub articles: u64,
    /// Articles without a date.
    pub undated: u64,
    /// Passages.
    pub passages: u64,
    /// Quotes among them.
    pub quotes: u64,
    /// Dates that were not taken.
    pub dates_refused: u64,
    /// Sources and articles that could not be read.
    pub skipped: u64,
    /// Sources, and parts of them, that hold no articles.
    pub passed_over: u64,
    /// Articles left out because another one has their key.
    pub same_key: u64,
    /// Records of archives that no article can be in, by what they are.
    pub other_records: BTreeMap<String, u64>,
    /// Parts.
    pub parts: u64,
    /// Bytes of the parts and sketches, as they lie on disk.
    pub bytes: u64,
    /// Bytes of the sketches alone.
    pub sketch_bytes: u64,
    /// Bytes of the articles' texts that were extracted now.
    pub text_bytes: u64,
    /// Passages that were extracted now.
    pub passages_now: u64,
    /// Time from beginning to end.
    pub wall: Duration,
    /// Processor time of all threads.
    pub processor: Duration,
}

impl Summary {
    fn add(&mut self, manifest: &Manifest, now: bool) {
        self.sources += manifest.sources.len() as u64;
        self.articles += manifest.articles;
        self.undated += manifest.undated;
        self.passages += manifest.passages;
        self.quotes += manifest.quotes;
        self.dates_refused += manifest.dates_refused;
        self.skipped += manifest.skipped;
        self.passed_over += manifest.passed_over;
        self.same_key += manifest.same_key;
        for (what, count) in manifest.sources.iter().flat_map(|source| &source.other_records) {
            *self.other_records.entry(what.clone()).or_default() += count;
        }
        self.parts += manifest.parts.len() as u64;
        self.bytes += manifest.files().map(|(_, bytes)| bytes).sum::<u64>();
        self.sketch_bytes += manifest.sketches.iter().map(|sketch| sketch.packed).sum::<u64>();
        if now {
            self.text_bytes += manifest.text_bytes;
            self.passages_now += manifest.passages;
        } else {
            self.finished += 1;
        }
        self.buckets += 1;
    }
}

/// What the reading thread meets, in order.
enum Met {
    Bucket,
    Source,
    Article(Receiver<Result<Made>>),
    Fault(Error),
    /// The source could not be opened.
    Closed(Unreadable),
    SourceEnd,
    BucketEnd,
}

/// What was made of an article.
pub(super) struct Made {
    pub(super) key: u64,
    pub(super) id: String,
    pub(super) date_refused: Option<String>,
    pub(super) is_dated: bool,
    pub(super) text_bytes: u64,
    pub(super) passages: u64,
    pub(super) quotes: u64,
    pub(super) documents: Together,
    pub(super) sketch: Sketched,
}

type Work = (Draft, Sender<Result<Made>>);

pub(super) fn run(
    folder: &Folder,
    buckets: &[Bucket],
    options: &Options,
    lexicon: &Lexicon,
    progress: &dyn Progress,
) -> Result<Summary> {
    let mut summary = Summary::default();
    let mut todo = Vec::new();
    for bucket in buckets {
        let digest = input_digest(bucket, options);
        match is_finished(folder, bucket, &digest, options.buckets)? {
            Some(manifest) => {
                manifest.sources.iter().for_each(|source| progress.event(&Event::Source(as_before(source))));
                summary.add(&manifest, false);
            }
            None => todo.push((bucket, digest)),
        }
    }
    let sources = || todo.iter().flat_map(|(bucket, _)| &bucket.sources);
    progress.start(sources().count() as u64, sources().map(|source| source.file().bytes).sum());
    let threads = options.threads.max(1);
    let (send, in_order) = bounded(WAITING * threads);
    let (give, work) = bounded::<Work>(WAITING * threads);
    let written = std::thread::scope(|scope| {
        let reading = Arc::new(options.reading.clone());
        let todo = &todo;
        scope.spawn(move || {
            // An end in the middle is the writer's: nobody hears what follows.
            let _ = todo.iter().try_for_each(|(bucket, _)| read_bucket(bucket, &reading, &send, &give));
        });
        for _ in 0..threads {
            let work = work.clone();
            scope.spawn(move || {
                for (draft, promise) in work {
                    // Where nobody waits for it, the run has ended.
                    let _ = promise.send(make(draft, lexicon));
                }
            });
        }
        drop(work);
        write(folder, todo, in_order, options, progress, &mut summary)
    });
    progress.finish();
    written.map(|()| summary)
}

/// What a report says of a source of a bucket that was finished.
fn as_before(source: &SourceEntry) -> SourceReport {
    SourceReport {
        source: source.source.clone(),
        not_opened: true,
        found: source.articles + source.skipped + source.passed_over,
        unchanged: source.articles,
        skipped: source.skipped,
        passed_over: source.passed_over,
        other_records: source.other_records.clone(),
        ..SourceReport::default()
    }
}

/// The writer has gone.
struct Gone;

fn read_bucket(
    bucket: &Bucket,
    reading: &Arc<crate::source::Reading>,
    send: &Sender<Met>,
    give: &Sender<Work>,
) -> Result<(), Gone> {
    let tell = |met| send.send(met).map_err(|_| Gone);
    tell(Met::Bucket)?;
    for source in &bucket.sources {
        tell(Met::Source)?;
        match &source.stamp {
            Err(fault) => tell(Met::Closed(fault.clone()))?,
            Ok(_) => read_source(source, reading, &tell, give)?,
        }
        tell(Met::SourceEnd)?;
    }
    tell(Met::BucketEnd)
}

fn read_source(
    source: &Listed,
    reading: &Arc<crate::source::Reading>,
    tell: &dyn Fn(Met) -> Result<(), Gone>,
    give: &Sender<Work>,
) -> Result<(), Gone> {
    let drafts = match drafts(&source.file(), &source.name, reading) {
        Ok(drafts) => drafts,
        Err(Error::Read { cause, .. }) => return tell(Met::Closed(Unreadable::of(&cause))),
        Err(problem) => return tell(Met::Fault(problem)),
    };
    for draft in drafts {
        match draft {
            Ok(draft) => {
                let (promise, made) = bounded(1);
                tell(Met::Article(made))?;
                give.send((draft, promise)).map_err(|_| Gone)?;
            }
            Err(problem) => tell(Met::Fault(problem))?,
        }
    }
    Ok(())
}

/// Makes of a draft all that is written of it.
fn make(draft: Draft, lexicon: &Lexicon) -> Result<Made> {
    let article = draft.article()?;
    let (key, hash) = (article_key(&article), article_hash(&article)?);
    let extract = extract(&article, lexicon);
    let passages = passages(&article, &extract);
    let read = ReadArticle { article, key, hash, extract, passages };
    let mut written = Together::default();
    let kinds = std::iter::once(Kind::Article).chain(
        read.passages
            .iter()
            .map(|passage| if read.quote(passage).is_some() { Kind::Quote } else { Kind::Paragraph }),
    );
    for (kind, document) in kinds.zip(documents(&read, lexicon)?) {
        written.add(kind, |out| document.write(out))?;
    }
    Ok(Made {
        key,
        id: read.article.id.clone(),
        date_refused: read.article.date_refused.clone(),
        is_dated: read.article.date.is_some(),
        text_bytes: read.article.text.len() as u64,
        passages: read.passages.len() as u64,
        quotes: read.extract.quotes.len() as u64,
        documents: written,
        sketch: sketched(&read),
    })
}

/// Writes what is met, bucket by bucket.
fn write(
    folder: &Folder,
    todo: &[(&Bucket, String)],
    in_order: Receiver<Met>,
    options: &Options,
    progress: &dyn Progress,
    summary: &mut Summary,
) -> Result<()> {
    for (bucket, digest) in todo {
        let mut writing: Option<Writing> = None;
        for met in &in_order {
            match (met, &mut writing) {
                (Met::Bucket, none) => {
                    *none = Some(Writing::begin(folder, bucket, digest, options, progress)?)
                }
                (Met::BucketEnd, _) => break,
                (_, None) => {}
                (Met::Source, Some(writing)) => writing.source(),
                (Met::SourceEnd, Some(writing)) => writing.source_end(),
                (Met::Closed(fault), Some(writing)) => writing.closed(&fault),
                (Met::Fault(problem), Some(writing)) => writing.fault(problem)?,
                (Met::Article(promise), Some(writing)) => match promise.recv() {
                    Ok(Ok(made)) => writing.article(made)?,
                    Ok(Err(problem)) => writing.fault(problem)?,
                    // Its thread has ended before its time, which ends the run as well.
                    Err(_) => return Err(Error::Record("an article was lost on its way".to_owned())),
                },
            }
        }
        if let Some(writing) = writing {
            summary.add(&writing.finish()?, true);
        }
    }
    Ok(())
}
