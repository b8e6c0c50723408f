//! The threads that search. Each has the index open, and opens it again when an ingest has committed.
//!
//! A question waits in a short queue; where that is full, or a search takes too long, the asker is told so at once. A
//! search that was given up goes on to its end in its thread, so that there are never more searches than threads.

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use onrecord::Error;
use onrecord::archive::Archive;
use onrecord::engine::{Engine, EngineSearcher};
use onrecord::index::{CommitStamp, Index, Searcher, commit_stamp};
use onrecord::lang::Lexicon;
use onrecord::speaker::Aliases;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// Questions that may wait for each thread.
const QUEUE: usize = 16;

/// What a question is answered with: a searcher and the tables.
pub(super) struct Desk<'d> {
    pub(super) searcher: &'d (dyn Archive + 'd),
    pub(super) lexicon: &'d Lexicon,
    pub(super) aliases: &'d Aliases,
}

/// Why a question was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// Too many are waiting.
    Busy,
    /// It took too long.
    Slow,
    /// The search broke down.
    Broken,
}

type Question = Box<dyn FnOnce(Result<&Desk<'_>, &Error>) + Send>;

/// What is searched.
#[derive(Clone)]
pub(crate) enum Place {
    /// The index in this folder.
    Disk(PathBuf),
    /// An engine elsewhere, of whose articles those with these ids are not shown.
    Engine(Arc<Engine>, Arc<Vec<String>>),
}

/// The threads.
pub(super) struct Desks {
    place: Place,
    ask: Sender<Question>,
    patience: Duration,
    exports: Arc<Semaphore>,
}

/// What the threads share.
struct Shared {
    place: Place,
    lexicon: Lexicon,
    aliases: Aliases,
    questions: Receiver<Question>,
}

impl Desks {
    /// Starts so many threads; they end when the engine is dropped.
    pub(super) fn start(
        place: Place,
        lexicon: Lexicon,
        aliases: Aliases,
        threads: usize,
        patience: Duration,
    ) -> std::io::Result<Desks> {
        let threads = threads.max(1);
        let (ask, questions) = bounded(QUEUE * threads);
        let shared = Arc::new(Shared { place: place.clone(), lexicon, aliases, questions });
        for _ in 0..threads {
            let shared = shared.clone();
            std::thread::Builder::new().name("search".to_owned()).spawn(move || shared.answer())?;
        }
        let exports = Arc::new(Semaphore::new(threads.div_ceil(2)));
        Ok(Desks { place, ask, patience, exports })
    }

    /// Has a question answered by the next free thread.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(Result<&Desk<'_>, &Error>) -> T + Send + 'static,
    ) -> Result<T, Unanswered> {
        self.ask_first(|desk, send| drop(send.send(question(desk)))).await
    }

    /// Has a question answered whose thread goes on when its answer is given: to write what is too long to be kept.
    pub(super) async fn ask_first<T: Send + 'static>(
        &self,
        question: impl FnOnce(Result<&Desk<'_>, &Error>, oneshot::Sender<T>) + Send + 'static,
    ) -> Result<T, Unanswered> {
        let (send, answer) = oneshot::channel();
        let question: Question = Box::new(move |desk| question(desk, send));
        match self.ask.try_send(question) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(Unanswered::Busy),
            Err(TrySendError::Disconnected(_)) => return Err(Unanswered::Broken),
        }
        match tokio::time::timeout(self.patience, answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(Unanswered::Broken),
            Err(_) => Err(Unanswered::Slow),
        }
    }

    /// The state of the index; nothing of what does not tell when it changes.
    pub(super) fn state(&self) -> Option<CommitStamp> {
        self.place.state()
    }

    /// Longest time that a search may take, or somebody who takes an export may leave it waiting.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// The right to an export, of which there may be as many at a time as leave half of the threads to others.
    pub(super) async fn export(&self) -> Result<OwnedSemaphorePermit, Unanswered> {
        let free = self.exports.clone().acquire_owned();
        match tokio::time::timeout(self.patience, free).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) => Err(Unanswered::Broken),
            Err(_) => Err(Unanswered::Busy),
        }
    }
}

impl Place {
    fn state(&self) -> Option<CommitStamp> {
        match self {
            Place::Disk(dir) => commit_stamp(dir),
            Place::Engine(..) => None,
        }
    }
}

impl Shared {
    /// Answers questions until nobody can ask any more.
    fn answer(&self) {
        let mut waiting = None;
        loop {
            let stamp = self.place.state();
            let ended = match &self.place {
                Place::Disk(dir) => match Index::open(dir) {
                    Ok(index) => self.answer_from(&index, stamp, &mut waiting),
                    Err(error) => self.refuse(&error, stamp, &mut waiting),
                },
                Place::Engine(engine, withheld) => self.answer_by(engine, withheld, &mut waiting),
            };
            if ended {
                return;
            }
        }
    }

    /// Answers from an open index; true when nobody can ask any more, false when there is a newer commit.
    fn answer_from(&self, index: &Index, stamp: Option<CommitStamp>, waiting: &mut Option<Question>) -> bool {
        let searcher = match Searcher::new(index, &self.lexicon) {
            Ok(searcher) => searcher.with_aliases(self.aliases.clone()),
            Err(error) => return self.refuse(&error, stamp, waiting),
        };
        let desk = Desk { searcher: &searcher, lexicon: &self.lexicon, aliases: &self.aliases };
        self.each(stamp, waiting, |question| question(Ok(&desk)))
    }

    /// Answers from an engine. One that is away now may be back for the next question.
    fn answer_by(&self, engine: &Engine, withheld: &[String], waiting: &mut Option<Question>) -> bool {
        let Ok(question) = waiting.take().map_or_else(|| self.questions.recv(), Ok) else { return true };
        let searcher = EngineSearcher::new(engine, &self.lexicon)
            .with_aliases(self.aliases.clone())
            .and_then(|searcher| searcher.withholding(withheld));
        let _ = catch_unwind(AssertUnwindSafe(|| match &searcher {
            Ok(searcher) => question(Ok(&Desk { searcher, lexicon: &self.lexicon, aliases: &self.aliases })),
            Err(error) => question(Err(error)),
        }));
        false
    }

    fn refuse(&self, error: &Error, stamp: Option<CommitStamp>, waiting: &mut Option<Question>) -> bool {
        self.each(stamp, waiting, |question| question(Err(error)))
    }

    fn each(
        &self,
        stamp: Option<CommitStamp>,
        waiting: &mut Option<Question>,
        answer: impl Fn(Question),
    ) -> bool {
        loop {
            let next = waiting.take().map_or_else(|| self.questions.recv(), Ok);
            let Ok(question) = next else { return true };
            if self.place.state() != stamp {
                *waiting = Some(question);
                return false;
            }
            // One question that breaks a search down must not take the thread from all others.
            let _ = catch_unwind(AssertUnwindSafe(|| answer(question)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn who_cannot_be_answered_is_told_so() {
        let dir = tempfile::tempdir().expect("a folder");
        let patience = Duration::from_millis(50);
        let engine = Desks::start(
            Place::Disk(dir.path().join("none")),
            Lexicon::new(),
            Aliases::default(),
            1,
            patience,
        )
        .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (go_on, held) = mpsc::channel::<()>();
        runtime.block_on(async {
            assert_eq!(engine.ask(|desk| desk.is_err()).await, Ok(true));
            let held = engine.ask(move |_| held.recv().is_ok()).await;
            assert_eq!(held, Err(Unanswered::Slow));
            // The thread is still held up: so many wait, and the next is sent away.
            let mut waiting = tokio::task::JoinSet::new();
            let engine = Arc::new(engine);
            for _ in 0..QUEUE + 1 {
                let engine = engine.clone();
                waiting.spawn(async move { engine.ask(|_| ()).await });
            }
            let mut answers = waiting.join_all().await;
            answers.sort_by_key(|answer| *answer == Err(Unanswered::Busy));
            assert_eq!(answers.iter().filter(|a| **a == Err(Unanswered::Slow)).count(), QUEUE);
            assert_eq!(answers.last(), Some(&Err(Unanswered::Busy)));
            drop(go_on);
            let _export = engine.export().await.expect("the first");
            assert_eq!(engine.export().await.err(), Some(Unanswered::Busy));
        });
    }
}
