//! The threads of an ingest and what goes between them.

use super::plan::{Plan, at_rest, stamp_hash};
use super::{Options, Progress, Summary};
use crate::error::{Error, Result};
use crate::index::{KnownArticle, Manifest, ReadArticle, Writer, article_hash, article_key, source_key};
use crate::lang::Lexicon;
use crate::passage::{extract, passages};
use crate::source::{Article, SourceFile, articles};
use cpu_time::ThreadTime;
use crossbeam_channel::{Receiver, Sender, bounded};
use rustc_hash::FxHashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Articles that may wait to be extracted, for each extracting thread.
const QUEUE: usize = 32;

/// A source on its way: noted as read once the last of its articles has been written.
struct Source {
    name: String,
    key: u64,
    stamp: u64,
    /// Articles on their way, and one more while the source is still being read.
    pending: AtomicUsize,
    faulty: AtomicBool,
    /// Articles read from it.
    articles: AtomicUsize,
    /// Whether it holds no articles at all, and is no source.
    barren: AtomicBool,
}

/// What all threads share.
struct Run<'r, 'l> {
    writer: RwLock<Writer<'l>>,
    plan: &'r Plan,
    manifest: &'r Manifest,
    options: &'r Options,
    lexicon: &'l Lexicon,
    progress: &'r dyn Progress,
    summary: Mutex<Summary>,
    /// Keys of the articles met.
    met: Mutex<FxHashSet<u64>>,
    /// Keys of the sources read to the end without a fault.
    read_whole: Mutex<FxHashSet<u64>>,
    /// And of those with faults.
    read_in_part: Mutex<FxHashSet<u64>>,
    fatal: Mutex<Option<Error>>,
    stop: AtomicBool,
}

pub(super) fn run<'l>(
    writer: Writer<'l>,
    plan: &Plan,
    manifest: &Manifest,
    options: &Options,
    lexicon: &'l Lexicon,
    progress: &dyn Progress,
) -> Result<Summary> {
    let run = Run {
        writer: RwLock::new(writer),
        plan,
        manifest,
        options,
        lexicon,
        progress,
        summary: Mutex::default(),
        met: Mutex::default(),
        read_whole: Mutex::default(),
        read_in_part: Mutex::default(),
        fatal: Mutex::default(),
        stop: AtomicBool::new(false),
    };
    progress.start(plan.found, plan.files.iter().map(|(f, _)| f.bytes).sum());
    let (send, receive) = bounded(QUEUE * options.threads.max(1));
    let (done, ended) = bounded::<()>(0);
    std::thread::scope(|scope| {
        scope.spawn(|| run.read(send));
        for _ in 0..options.threads.max(1) {
            let (receive, done) = (receive.clone(), done.clone());
            let run = &run;
            scope.spawn(move || {
                run.work(&receive);
                drop(done);
            });
        }
        drop((receive, done));
        run.commit_until(&ended);
    });
    progress.finish();
    run.close()
}

impl Run<'_, '_> {
    /// Reads every source of the plan and hands its articles on.
    fn read(&self, send: Sender<(Article, Arc<Source>)>) {
        let clock = ThreadTime::now();
        for problem in &self.plan.problems {
            self.problem(problem);
        }
        for (file, name) in &self.plan.files {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            self.read_source(file, name, &send);
        }
        lock(&self.summary).shares.reading += clock.elapsed();
    }

    fn read_source(&self, file: &SourceFile, name: &str, send: &Sender<(Article, Arc<Source>)>) {
        let source = Arc::new(Source {
            name: name.to_owned(),
            key: source_key(name),
            // A stamp that no file has: the source is looked at again next time.
            stamp: if at_rest(file) { stamp_hash(file) } else { 0 },
            pending: AtomicUsize::new(1),
            faulty: AtomicBool::new(false),
            articles: AtomicUsize::new(0),
            barren: AtomicBool::new(false),
        });
        let mut advanced = 0;
        match articles(file, name) {
            Ok(articles) => {
                for article in articles {
                    if self.stop.load(Ordering::Relaxed) {
                        return;
                    }
                    match article {
                        Ok(article) => {
                            let bytes = (article.text.len() as u64).min(file.bytes.saturating_sub(advanced));
                            advanced += bytes;
                            self.progress.advance(bytes);
                            source.pending.fetch_add(1, Ordering::SeqCst);
                            source.articles.fetch_add(1, Ordering::SeqCst);
                            if send.send((self.dated(article, file), source.clone())).is_err() {
                                return;
                            }
                        }
                        Err(problem) => self.fault(&source, &problem),
                    }
                }
            }
            Err(Error::NotArticles { reason, .. }) => {
                lock(&self.summary).passed_over.push((name.to_owned(), reason));
                source.barren.store(true, Ordering::SeqCst);
            }
            Err(problem) => self.fault(&source, &problem),
        }
        lock(&self.summary).source_bytes += file.bytes;
        self.progress.advance(file.bytes.saturating_sub(advanced));
        self.arrived(&source);
    }

    fn dated(&self, mut article: Article, file: &SourceFile) -> Article {
        if self.plan.roots.date_from_file_time {
            article.date_by_file_time(file);
        }
        article
    }

    /// Extracts and writes articles until there are no more.
    fn work(&self, receive: &Receiver<(Article, Arc<Source>)>) {
        let mut tally = Summary::default();
        let mut met = Vec::new();
        for (article, source) in receive {
            if self.stop.load(Ordering::Relaxed) {
                continue;
            }
            match self.write(article, &mut tally) {
                Ok(key) => {
                    met.push(key);
                    self.arrived(&source);
                }
                Err(error) => self.fail(error),
            }
        }
        lock(&self.met).extend(met);
        let mut all = lock(&self.summary);
        all.added += tally.added;
        all.replaced += tally.replaced;
        all.unchanged += tally.unchanged;
        all.passages += tally.passages;
        all.quotes += tally.quotes;
        all.undated += tally.undated;
        all.text_bytes += tally.text_bytes;
        all.shares.extracting += tally.shares.extracting;
    }

    fn write(&self, article: Article, tally: &mut Summary) -> Result<u64> {
        let (key, hash) = (article_key(&article), article_hash(&article)?);
        let known = self.manifest.articles.get(&key);
        if known.is_some_and(|k| k.hash == hash) {
            tally.unchanged += 1;
            return Ok(key);
        }
        let clock = ThreadTime::now();
        let extract = extract(&article, self.lexicon);
        let passages = passages(&article, &extract);
        tally.shares.extracting += clock.elapsed();
        tally.text_bytes += article.text.len() as u64;
        tally.passages += passages.len() as u64;
        tally.quotes += extract.quotes.len() as u64;
        tally.undated += u64::from(article.date.is_none());
        let read = ReadArticle { article, key, hash, extract, passages };
        self.writer.read().unwrap_or_else(PoisonError::into_inner).put(&read, known.is_some())?;
        if known.is_some() {
            tally.replaced += 1
        } else {
            tally.added += 1
        }
        Ok(key)
    }

    /// Counts one article of a source, or the end of the source itself, as arrived; notes the source with the last.
    fn arrived(&self, source: &Source) {
        if source.pending.fetch_sub(1, Ordering::SeqCst) != 1 {
            return;
        }
        if self.stop.load(Ordering::Relaxed) {
            return;
        }
        // A source with a fault is looked at again next time, so that the fault is told again.
        let faulty = source.faulty.load(Ordering::SeqCst);
        let stamp = if faulty { 0 } else { source.stamp };
        lock(if faulty { &self.read_in_part } else { &self.read_whole }).insert(source.key);
        if faulty && source.articles.load(Ordering::SeqCst) == 0 && !self.is_known(source.key) {
            return;
        }
        let writer = self.writer.read().unwrap_or_else(PoisonError::into_inner);
        if source.barren.load(Ordering::SeqCst) {
            writer.remove(source.key);
        } else if let Err(error) = writer.put_source(&source.name, stamp) {
            self.fail(error);
        }
    }

    /// Commits from time to time until all extracting threads have ended.
    fn commit_until(&self, ended: &Receiver<()>) {
        let mut last = Instant::now();
        let tick = self.options.commit_every.min(Duration::from_secs(1));
        while let Err(crossbeam_channel::RecvTimeoutError::Timeout) = ended.recv_timeout(tick) {
            if last.elapsed() < self.options.commit_every || self.stop.load(Ordering::Relaxed) {
                continue;
            }
            let mut writer = self.writer.write().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = writer.commit(&self.plan.roots) {
                self.fail(error);
            }
            last = Instant::now();
        }
    }

    /// Deals with what is gone, commits, and sums up.
    fn close(self) -> Result<Summary> {
        if let Some(error) = self.fatal.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        let mut summary = self.summary.into_inner().unwrap_or_else(PoisonError::into_inner);
        let met = self.met.into_inner().unwrap_or_else(PoisonError::into_inner);
        let read_whole = self.read_whole.into_inner().unwrap_or_else(PoisonError::into_inner);
        let read_in_part = self.read_in_part.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut writer = self.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (key, known) in &self.manifest.articles {
            if self.plan.unchanged.contains(&known.source) {
                summary.unchanged += 1;
                continue;
            }
            let not_met = !met.contains(key);
            if self.plan.gone.contains(&known.source) || (read_whole.contains(&known.source) && not_met) {
                let (name, source) = named(self.manifest, known)?;
                let forgotten = self.plan.forgets(&source);
                if forgotten {
                    summary.forgotten += 1;
                } else {
                    summary.gone.push(name);
                }
                if self.options.prune || forgotten {
                    writer.remove(*key);
                }
            } else if read_in_part.contains(&known.source) && not_met {
                summary.unaccounted.push(named(self.manifest, known)?.0);
            }
        }
        for source in &self.plan.gone {
            let known =
                self.manifest.sources.get(source).map(|s| self.manifest.source_name(s)).transpose()?;
            if self.options.prune || known.is_some_and(|name| self.plan.forgets(&name)) {
                writer.remove(*source);
            }
        }
        summary.unaccounted.sort();
        summary.missing =
            self.plan.missing.iter().map(|r| format!("{} ({})", r.name, r.path.display())).collect();
        summary.gone.sort();
        summary.pruned = self.options.prune;
        summary.sources = self.plan.found;
        summary.sources_unchanged = self.plan.unchanged.len() as u64;
        let removes = self.options.prune || !self.plan.forgotten.is_empty();
        let changed = summary.written() > 0 || !self.plan.files.is_empty() || removes;
        if changed || self.plan.roots != self.manifest.roots {
            writer.commit(&self.plan.roots)?;
        }
        writer.finish()?;
        Ok(summary)
    }

    fn is_known(&self, source: u64) -> bool {
        self.manifest.sources.contains_key(&source)
    }

    fn fault(&self, source: &Source, problem: &Error) {
        source.faulty.store(true, Ordering::SeqCst);
        self.problem(problem);
    }

    fn problem(&self, problem: &Error) {
        self.progress.problem(problem);
        lock(&self.summary).problems.push(problem.to_string());
        if self.options.strict {
            self.fail(Error::Strict(problem.to_string()));
        }
    }

    fn fail(&self, error: Error) {
        self.stop.store(true, Ordering::Relaxed);
        lock(&self.fatal).get_or_insert(error);
    }
}

/// An article as `id (source)`, and its source's name.
fn named(manifest: &Manifest, article: &KnownArticle) -> Result<(String, String)> {
    let (id, source) = manifest.article_id(article)?;
    Ok((if id == source { id } else { format!("{id} ({source})") }, source))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
