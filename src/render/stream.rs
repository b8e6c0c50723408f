//! Hits as a JSON array that is written while they are read.

use super::json::HitJson;
use crate::error::Error;
use crate::index::BoxedHits;
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};
use std::cell::RefCell;

/// Hits that can be serialized, once.
pub(super) struct HitSeq<'s> {
    // Serializing takes a shared reference, reading hits an exclusive one.
    hits: RefCell<BoxedHits<'s>>,
    failed: RefCell<Option<Error>>,
}

impl<'s> HitSeq<'s> {
    pub(super) fn new(hits: BoxedHits<'s>) -> HitSeq<'s> {
        HitSeq { hits: RefCell::new(hits), failed: RefCell::new(None) }
    }

    /// What kept a hit from being read, which the serializer only knows as a message.
    pub(super) fn ended(self) -> Result<(), Error> {
        self.failed.into_inner().map_or(Ok(()), Err)
    }
}

impl Serialize for HitSeq<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut array = serializer.serialize_seq(None)?;
        for hit in &mut *self.hits.borrow_mut() {
            match hit {
                Ok(hit) => array.serialize_element(&HitJson::new(&hit))?,
                Err(error) => {
                    let message = S::Error::custom(&error);
                    *self.failed.borrow_mut() = Some(error);
                    return Err(message);
                }
            }
        }
        array.end()
    }
}
