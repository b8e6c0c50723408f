//! The same search over an engine that runs elsewhere: OpenSearch, Elasticsearch or Quickwit.
//!
//! ```text
//! read article ─documents→ [Document] ─load→ the engine
//! Query ─compile→ Clause ─client→ the engine ─records→ Results
//! ```
//!
//! An archive of a billion passages does not fit one machine's index. Then what is read and extracted here is handed to an
//! engine that already stores and serves well: [`documents`] makes of an article what the engine is given, in its plainest
//! terms. Words are cut, folded and brought to their roots here, so that every engine searches the same terms; what is
//! shown comes back in the same records that the index on disk keeps.
//!
//! # What is other than on disk?
//!
//! A passage that matches is a hit by itself: a paragraph beside the quotes in it ([`crate::query::Paragraphs::Each`]) and
//! every printing of the same words ([`crate::query::Copies::Each`]), for engines count documents. How hits are scored is
//! the engine's own affair.
//!
//! # What of that which engines do not understand?
//!
//! Words near each other, hits by article, their order where the recent count more and the printings of a quotation are
//! looked at here, in all that may match, and refused where that is too much ([`crate::Error::NotOnEngine`]). Words with a
//! slip are found by asking for all that one slip makes.
//!
//! # Why no client library?
//!
//! Those of the engines are large, each speaks to one kind alone, and none to Quickwit. What is needed are eight calls.

mod address;
mod articles;
mod beside;
mod clause;
mod client;
mod collect;
mod compile;
mod copies;
mod document;
mod fetch;
mod hits;
mod ingest;
mod lifecycle;
mod listed;
mod load;
mod look_up;
mod mapping;
mod matches;
mod persons;
mod picked;
mod read;
mod reconciled;
mod roster;
mod searcher;
mod slips;
mod trace;
mod values;

pub use address::Address;
pub use client::Manner;
pub(crate) use document::speaker_path;
pub use document::{Document, documents};
pub use ingest::ingest;
pub use lifecycle::{Kind, Status};
pub use load::{Bulk, Loaded};
pub(crate) use reconciled::{Reconciling, reconciled};
pub use searcher::EngineSearcher;

use crate::error::Result;
use client::Client;

/// An index on an engine.
pub struct Engine {
    client: Client,
    kind: Kind,
}

impl Engine {
    /// Reaches the engine at an address and asks what it is; the index need not be there yet.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Remote`] where it cannot be reached, lets nobody in, or is none that is known.
    pub fn connect(address: Address, manner: &Manner) -> Result<Engine> {
        let mut client = Client::new(address, manner)?;
        let kind = lifecycle::kind_of(&mut client)?;
        Ok(Engine { client, kind })
    }

    /// Where it is.
    pub fn address(&self) -> &Address {
        self.client.address()
    }

    /// What it is.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The path of a call about the index.
    fn path(&self, call: &str) -> String {
        format!("/{}/{call}", self.client.address().index())
    }
}
