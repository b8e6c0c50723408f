//! The threads of an ingest and what goes between them.

use super::plan::{Plan, Task};
use super::report::{Event, SourceReport};
use super::source::Source;
use super::{Options, Progress, Summary};
use crate::error::{Error, Result};
use crate::index::{KnownArticle, Manifest, ReadArticle, Writer, article_hash, article_key};
use crate::lang::Lexicon;
use crate::passage::{extract, passages};
use crate::source::{Article, Draft, drafts};
use cpu_time::ThreadTime;
use crossbeam_channel::{Receiver, Sender, bounded};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Articles that may wait to be extracted, for each extracting thread.
const QUEUE: usize = 32;

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
    progress.start(plan.found, plan.files.iter().map(Task::bytes).sum());
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
    fn read(&self, send: Sender<(Draft, Arc<Source>)>) {
        let clock = ThreadTime::now();
        for problem in &self.plan.problems {
            self.problem(problem);
        }
        for task in &self.plan.files {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            self.read_source(task, &send);
        }
        lock(&self.summary).shares.reading += clock.elapsed();
    }

    fn read_source(&self, task: &Task, send: &Sender<(Draft, Arc<Source>)>) {
        let source = Arc::new(Source::new(task, task.name(&self.plan.roots)));
        let bytes = task.bytes();
        match drafts(&source.file, &source.name, &task.reading) {
            Ok(drafts) => {
                let mut advanced = 0;
                for draft in drafts {
                    if self.stop.load(Ordering::Relaxed) {
                        return;
                    }
                    match draft {
                        Ok(draft) => {
                            let read = (draft.bytes() as u64).min(bytes.saturating_sub(advanced));
                            advanced += read;
                            self.progress.advance(read);
                            source.expect_one();
                            if send.send((draft, source.clone())).is_err() {
                                return;
                            }
                        }
                        Err(problem) => self.fault(&source, &problem),
                    }
                }
                self.progress.advance(bytes.saturating_sub(advanced));
            }
            Err(problem) => {
                if matches!(problem, Error::NotArticles { .. }) {
                    source.is_none();
                }
                self.fault(&source, &problem);
                self.progress.advance(bytes);
            }
        }
        lock(&self.summary).source_bytes += bytes;
        self.arrived(&source);
    }

    /// Makes, extracts and writes articles until there are no more.
    fn work(&self, receive: &Receiver<(Draft, Arc<Source>)>) {
        let mut tally = Summary::default();
        let mut met = Vec::new();
        for (draft, source) in receive {
            if self.stop.load(Ordering::Relaxed) {
                continue;
            }
            let clock = ThreadTime::now();
            let article = draft.article();
            tally.shares.reading += clock.elapsed();
            match article {
                Ok(article) => match self.write(self.dated(article, &source), &source, &mut tally) {
                    Ok(key) => met.push(key),
                    Err(error) => self.fail(error),
                },
                Err(problem) => self.fault(&source, &problem),
            }
            self.arrived(&source);
        }
        lock(&self.met).extend(met);
        lock(&self.summary).add(&tally);
    }

    fn dated(&self, mut article: Article, source: &Source) -> Article {
        if self.plan.roots.date_from_file_time {
            article.date_by_file_time(&source.file);
        }
        article
    }

    fn write(&self, article: Article, source: &Source, tally: &mut Summary) -> Result<u64> {
        let (key, hash) = (article_key(&article), article_hash(&article)?);
        let known = self.manifest.articles.get(&key);
        let undated = u64::from(article.date.is_none());
        let unchanged = known.is_some_and(|k| k.hash == hash);
        source.count(|report| {
            report.undated += undated;
            match known {
                Some(_) if unchanged => report.unchanged += 1,
                Some(_) => report.replaced += 1,
                None => report.new += 1,
            }
        });
        if unchanged {
            return Ok(key);
        }
        if let Some(reason) = &article.date_refused {
            tally.dates_refused += 1;
            let (source, id, reason) = (source.name.clone(), article.id.clone(), reason.clone());
            self.progress.event(&Event::DateRefused { source, id, reason });
        }
        let clock = ThreadTime::now();
        let extract = extract(&article, self.lexicon);
        let passages = passages(&article, &extract);
        tally.shares.extracting += clock.elapsed();
        tally.text_bytes += article.text.len() as u64;
        tally.passages += passages.len() as u64;
        tally.quotes += extract.quotes.len() as u64;
        tally.undated += undated;
        let read = ReadArticle { article, key, hash, extract, passages };
        self.writer.read().unwrap_or_else(PoisonError::into_inner).put(&read, known.is_some())?;
        Ok(key)
    }

    /// Counts one article of a source, or the end of the source itself, as arrived; notes the source with the last.
    fn arrived(&self, source: &Source) {
        if !source.was_last() || self.stop.load(Ordering::Relaxed) {
            return;
        }
        let report = source.report();
        lock(&self.summary).add_source(&report);
        self.progress.event(&Event::Source(report.clone()));
        if source.file.is_standard_input() {
            // It cannot be looked at again, and what it does not hold today is not gone.
            return;
        }
        // A source with a fault is looked at again next time, so that the fault is told again.
        let faulty = report.skipped > 0;
        let stamp = if faulty { 0 } else { source.stamp };
        lock(if faulty { &self.read_in_part } else { &self.read_whole }).insert(source.key);
        if faulty && report.found == report.skipped && !self.is_known(source.key) {
            return;
        }
        let writer = self.writer.read().unwrap_or_else(PoisonError::into_inner);
        // Whoever names standard input may name it as a file.
        let replace = self.is_known(source.key) || source.file.is_standard_input();
        let written = match source.is_barren() {
            true if replace => writer.remove(source.key),
            true => Ok(()),
            false => writer.put_source(&source.name, stamp, replace),
        };
        if let Err(error) = written {
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
        let mut not_opened: FxHashMap<u64, u64> = self.plan.unchanged.iter().map(|key| (*key, 0)).collect();
        for (key, known) in &self.manifest.articles {
            if let Some(unchanged) = not_opened.get_mut(&known.source) {
                summary.unchanged += 1;
                *unchanged += 1;
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
                    writer.remove(*key)?;
                }
            } else if read_in_part.contains(&known.source) && not_met {
                summary.unaccounted.push(named(self.manifest, known)?.0);
            }
        }
        for source in &self.plan.gone {
            let known =
                self.manifest.sources.get(source).map(|s| self.manifest.source_name(s)).transpose()?;
            if self.options.prune || known.is_some_and(|name| self.plan.forgets(&name)) {
                writer.remove(*source)?;
            }
        }
        for (source, unchanged) in not_opened {
            let Some(known) = self.manifest.sources.get(&source) else { continue };
            let source = self.manifest.source_name(known)?;
            let report =
                SourceReport { source, not_opened: true, found: unchanged, unchanged, ..Default::default() };
            self.progress.event(&Event::Source(report));
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

    /// Tells and counts what could not be read, or was passed over.
    fn fault(&self, source: &Source, problem: &Error) {
        if let Error::NotArticles { source_name, reason } = problem {
            source.count(|report| report.passed_over += 1);
            let mut summary = lock(&self.summary);
            if summary.passed_over_first.len() < Summary::NAMED {
                summary.passed_over_first.push(source_name.clone());
            }
            drop(summary);
            let (source, reason) = (source_name.clone(), reason.clone());
            return self.progress.event(&Event::PassedOver { source, reason });
        }
        if let Error::OtherRecords { counts, .. } = problem {
            return source.count(|report| {
                for (what, count) in counts {
                    *report.other_records.entry(what.clone()).or_default() += count;
                }
            });
        }
        source.count(|report| report.skipped += 1);
        self.problem(problem);
    }

    fn problem(&self, problem: &Error) {
        self.progress.problem(problem);
        self.progress.event(&skipped(problem));
        lock(&self.summary).skipped += 1;
        if self.options.strict {
            self.fail(Error::Strict(problem.to_string()));
        }
    }

    fn fail(&self, error: Error) {
        self.stop.store(true, Ordering::Relaxed);
        lock(&self.fatal).get_or_insert(error);
    }
}

/// A problem as a report tells it.
pub(crate) fn skipped(problem: &Error) -> Event {
    match problem {
        Error::Malformed { source_name, place, reason } => {
            Event::Skipped { source: source_name.clone(), place: place.clone(), reason: reason.clone() }
        }
        Error::Read { path, cause } => {
            Event::Skipped { source: path.display().to_string(), place: None, reason: cause.to_string() }
        }
        other => Event::Skipped { source: String::new(), place: None, reason: other.to_string() },
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
