//! What articles lie in: compressed streams, and archives of files.
//!
//! Nothing is ever written from an archive, so a path in it is only a name. What an archive holds is read by a thread
//! of its own, entry by entry, with no more of it in memory than a few articles.

mod archive;
mod compressed;
mod members;
mod name;

pub(super) use archive::{Archive, drafts};
pub(super) use compressed::{Compression, layers, unpacked};
pub(super) use name::shown;

/// How deep archives may lie in each other.
const DEPTH: usize = 4;
