//! What can go wrong, as facts with path and place; what to do about it is the command line's to say.

use std::path::PathBuf;

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of one stage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("{}: {cause}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A source, or one article of it, is not what its format asks for.
    #[error("{source_name}{}: {reason}", place.as_ref().map(|p| format!(", {p}")).unwrap_or_default())]
    Malformed {
        /// The source as shown to the user.
        source_name: String,
        /// Where in the source, such as `line 12` or `story 3`.
        place: Option<String>,
        /// What is wrong, in a few words.
        reason: String,
    },
    /// A file that is certainly no source of articles, and is passed over; no fault.
    #[error("{source_name}: {reason}")]
    NotArticles {
        /// The file as shown to the user.
        source_name: String,
        /// What shows it, in a few words.
        reason: String,
    },
}
