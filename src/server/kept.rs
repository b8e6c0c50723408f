//! Pages that were made already, until an ingest commits or the day ends.
//!
//! The first page and the one on the corpus count everything there is; they are the most asked for, and the same for all.

use axum::body::Bytes;
use jiff::civil::Date;
use lru::LruCache;
use onrecord::index::CommitStamp;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

/// Most pages that are kept, and most bytes of one.
const PAGES: NonZeroUsize = NonZeroUsize::new(64).expect("some");
const PAGE_BYTES: usize = 1 << 20;

/// What a page depends on: its address, the state of the index, and what relative days are counted from.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) address: String,
    pub(super) state: Option<CommitStamp>,
    pub(super) today: Date,
}

/// The pages.
pub(super) struct Kept(Mutex<LruCache<Key, Bytes>>);

impl Kept {
    pub(super) fn new() -> Kept {
        Kept(Mutex::new(LruCache::new(PAGES)))
    }

    /// The page, where it was made.
    pub(super) fn get(&self, key: &Key) -> Option<Bytes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Keeps a page, unless it is long.
    pub(super) fn put(&self, key: Key, page: Bytes) {
        if page.len() <= PAGE_BYTES {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, page);
        }
    }
}
