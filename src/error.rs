//! What can go wrong, as facts with path and place; what to do about it is the command line's to say.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of one stage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
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
    /// There is no index in the folder.
    #[error("no index at {}", dir.display())]
    NoIndex {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder holds something that is no index.
    #[error("{} is not an index, and not empty", dir.display())]
    NotAnIndex {
        /// The folder.
        dir: PathBuf,
    },
    /// The index has another format version.
    #[error("the index at {} has format {format}, written by {written_by}; this program reads format {}", dir.display(), crate::index::FORMAT)]
    OtherVersion {
        /// The folder.
        dir: PathBuf,
        /// The index's format version.
        format: u32,
        /// The program that wrote it.
        written_by: String,
    },
    /// Another process is writing to the index.
    #[error("another ingest is writing to the index at {}", dir.display())]
    Locked {
        /// The folder.
        dir: PathBuf,
    },
    /// A folder of the index is not in its place, and a rebuild would lose its articles.
    #[error("the folder {name} is no longer at {}", path.display())]
    FolderGone {
        /// Its name in the index.
        name: String,
        /// Where it was.
        path: PathBuf,
    },
    /// A folder of extracted parts, or a file in it, cannot be used.
    #[error("{}: {reason}", path.display())]
    Parts {
        /// The folder or file.
        path: PathBuf,
        /// Why, in a few words.
        reason: String,
    },
    /// A record in the index cannot be read.
    #[error("a record in the index is damaged: {0}")]
    Record(String),
    /// A filter names a value that the index does not have.
    #[error("no {field} named {value:?}")]
    UnknownValue {
        /// The filter's field.
        field: &'static str,
        /// The value as given.
        value: String,
        /// The nearest known values, best first.
        nearest: Vec<String>,
    },
    /// A pattern in a query stands for more words than are looked for.
    #[error("more than {most} words match {pattern}")]
    TooBroad {
        /// The pattern.
        pattern: String,
        /// Most words it may stand for.
        most: usize,
    },
    /// A query names what the index or the tables do not have, or asks for too much; where in it is said.
    #[error(transparent)]
    Query(#[from] crate::query::QueryError),
    /// A name that no search can be saved under.
    #[error("no search can be saved as {0:?}")]
    SearchName(String),
    /// A search is saved under the name already.
    #[error("a search is saved as {name} already")]
    SearchExists {
        /// The name.
        name: String,
        /// Where it is kept.
        path: PathBuf,
    },
    /// No search is saved under the name.
    #[error("no search is saved as {name}")]
    UnknownSearch {
        /// The name.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A quotation that cannot be traced: it has no word, or too many.
    #[error("a quotation of {words} words cannot be traced: it must have 1 to {most}")]
    Untraceable {
        /// Words it has.
        words: usize,
        /// Most words it may have.
        most: usize,
    },
    /// No article has the id.
    #[error("no article {0:?}")]
    UnknownArticle(String),
    /// Several articles have the id.
    #[error("{} articles have the id {id:?}", sources.len())]
    AmbiguousArticle {
        /// The id.
        id: String,
        /// The sources that hold an article of this id.
        sources: Vec<String>,
    },
    /// Something was skipped where nothing was to be.
    #[error("{0}")]
    Strict(String),
    /// The address of an engine cannot be read, or what it is reached with.
    #[error("{address}: {reason}")]
    EngineAddress {
        /// The address, without a password.
        address: String,
        /// What is wrong, in a few words.
        reason: String,
    },
    /// An engine elsewhere failed, refused, or answered in part.
    #[error("{place}: {reason}")]
    Remote {
        /// What was asked, as an address without a password.
        place: String,
        /// What it said.
        reason: String,
    },
    /// An engine elsewhere cannot be asked this, or not so that its answer would be the same.
    #[error("an engine cannot be asked {what}")]
    NotOnEngine {
        /// What.
        what: String,
    },
    /// What an engine has was written by another version.
    #[error("the engine has records of format {format}; this program reads format {}", crate::index::FORMAT)]
    OtherForm {
        /// The format's version.
        format: i64,
    },
    /// The index engine failed.
    #[error(transparent)]
    Engine(#[from] tantivy::TantivyError),
    /// A file that is certainly no source of articles, and is passed over; no fault.
    #[error("{source_name}: {reason}")]
    NotArticles {
        /// The file as shown to the user.
        source_name: String,
        /// What shows it, in a few words.
        reason: String,
    },
    /// An archive holds records that no article can be in, and they are passed over; no fault.
    #[error("{source_name}: no article in {}", counts.iter().map(|(what, n)| format!("{what} ({n})")).collect::<Vec<_>>().join(", "))]
    OtherRecords {
        /// The archive as shown to the user.
        source_name: String,
        /// What they are, in words of many, with how many there are of each.
        counts: BTreeMap<String, u64>,
    },
}
