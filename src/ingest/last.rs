//! What the last ingest left out, kept beside the index: who looks at a corpus later asks as well why something is not
//! there.

use super::{Event, Progress};
use crate::error::Error;
use crate::index::Index;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs;
use std::sync::{Mutex, PoisonError};

const FILE: &str = "last-ingest.json";

/// Most that is told one by one.
const TOLD: usize = 500;

/// What the last ingest left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastIngest {
    /// When it ended.
    pub ended: Timestamp,
    /// Sources, and articles in them, that could not be read.
    pub skipped: u64,
    /// Sources, and parts of them, that are certainly no articles.
    pub passed_over: u64,
    /// The first of both, some hundreds at most.
    pub first: Vec<LeftOut>,
}

/// One thing that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The source, or the file in an archive.
    pub source: String,
    /// Where in it, such as `line 12`.
    pub place: Option<String>,
    /// Why.
    pub reason: String,
    /// Whether it could not be read, rather than being no article.
    pub skipped: bool,
}

impl LastIngest {
    /// Reads what is kept with an index; none where no ingest has ended yet, or the file is damaged.
    pub fn of(index: &Index) -> Option<LastIngest> {
        serde_json::from_slice(&fs::read(index.files().join(FILE)).ok()?).ok()
    }

    fn add(&mut self, event: &Event) {
        let (source, place, reason, skipped) = match event {
            Event::Skipped { source, place, reason } => (source, place.clone(), reason, true),
            Event::PassedOver { source, reason } => (source, None, reason, false),
            Event::DateRefused { .. } | Event::Source(_) => return,
        };
        *(if skipped { &mut self.skipped } else { &mut self.passed_over }) += 1;
        if self.first.len() < TOLD {
            let (source, reason) = (source.clone(), reason.clone());
            self.first.push(LeftOut { source, place, reason, skipped });
        }
    }
}

/// Notes what is left out, and passes everything on.
pub(super) struct Noting<'p> {
    to: &'p dyn Progress,
    noted: Mutex<LastIngest>,
}

impl<'p> Noting<'p> {
    pub(super) fn new(to: &'p dyn Progress) -> Noting<'p> {
        Noting { to, noted: Mutex::default() }
    }

    /// Keeps what was noted. A failure to write is none of the ingest's: then nothing is known of it.
    pub(super) fn keep(self, index: &Index) {
        let mut noted = self.noted.into_inner().unwrap_or_else(PoisonError::into_inner);
        noted.ended = Timestamp::now();
        // Threads meet things in any order.
        noted.first.sort_by(|a, b| (&a.source, &a.place).cmp(&(&b.source, &b.place)));
        let path = index.files().join(FILE);
        let written = serde_json::to_vec(&noted).map(|bytes| fs::write(&path, bytes));
        if !matches!(written, Ok(Ok(()))) {
            let _ = fs::remove_file(&path);
        }
    }
}

impl Progress for Noting<'_> {
    fn start(&self, files: u64, bytes: u64) {
        self.to.start(files, bytes);
    }

    fn advance(&self, bytes: u64) {
        self.to.advance(bytes);
    }

    fn problem(&self, problem: &Error) {
        self.to.problem(problem);
    }

    fn event(&self, event: &Event) {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).add(event);
        self.to.event(event);
    }

    fn finish(&self) {
        self.to.finish();
    }
}
