//! A source on its way through the threads: noted as read once the last of its articles has been written.

use super::plan::{Task, at_rest};
use super::report::SourceReport;
use crate::index::source_key;
use crate::source::SourceFile;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// A source on its way.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) key: u64,
    pub(super) stamp: u64,
    pub(super) file: SourceFile,
    /// Articles on their way, and one more while the source is still being read.
    pending: AtomicUsize,
    /// Whether it holds no articles at all, and is no source.
    barren: AtomicBool,
    report: Mutex<SourceReport>,
}

impl Source {
    pub(super) fn new(task: &Task, name: String) -> Source {
        let file = task.file(&name);
        let report = SourceReport { source: name.clone(), ..SourceReport::default() };
        Source {
            key: source_key(&name),
            // A stamp that no file has: the source is looked at again next time.
            stamp: if at_rest(&file) { task.stamp } else { 0 },
            name,
            file,
            pending: AtomicUsize::new(1),
            barren: AtomicBool::new(false),
            report: Mutex::new(report),
        }
    }

    /// One more article is on its way.
    pub(super) fn expect_one(&self) {
        self.pending.fetch_add(1, Ordering::SeqCst);
    }

    /// Counts an article, or the end of the reading, as arrived; whether it was the last.
    pub(super) fn was_last(&self) -> bool {
        self.pending.fetch_sub(1, Ordering::SeqCst) == 1
    }

    /// Notes that it is no source of articles.
    pub(super) fn is_none(&self) {
        self.barren.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_barren(&self) -> bool {
        self.barren.load(Ordering::SeqCst)
    }

    pub(super) fn count(&self, add: impl FnOnce(&mut SourceReport)) {
        add(&mut self.report.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What has become of it.
    pub(super) fn report(&self) -> SourceReport {
        let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner).clone();
        report.found = report.new + report.replaced + report.unchanged + report.skipped + report.passed_over;
        report
    }
}
