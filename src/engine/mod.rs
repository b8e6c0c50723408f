//! The same search over an engine that runs elsewhere: OpenSearch, Elasticsearch or Quickwit.
//!
//! An archive of a billion passages does not fit one machine's index. Then what is read and extracted here is handed to an
//! engine that already stores and serves well: [`documents`] makes of an article what the engine is given, in its plainest
//! terms. Words are cut, folded and brought to their roots here, so that every engine searches the same terms; what is
//! shown comes back in the same records that the index on disk keeps.

mod document;

pub use document::{Document, documents};
