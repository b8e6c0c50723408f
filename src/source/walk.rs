//! Walks files and folders for sources.
//!
//! The order is that of the file names, so that two runs over the same folder are the same. What a file holds is
//! not looked at here.

use super::STANDARD_INPUT;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// A file that articles may be read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it is, below the argument as it was written.
    pub path: PathBuf,
    /// The argument it came from.
    pub root: PathBuf,
    /// The path below the root with `/` between folders; the file's name when the root is the file.
    pub relative: String,
    /// Whether the user named the file itself, not a folder above it.
    pub explicit: bool,
    /// Its size.
    pub bytes: u64,
    /// What tells that it has changed.
    pub stamp: Stamp,
}

/// What tells, without reading a file, that it is not the file of last time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// The size.
    pub bytes: u64,
    /// When the content was last changed, in nanoseconds since 1970; 0 where the system does not say.
    pub modified_ns: i64,
    /// When content or name was last changed, which no program can set back; 0 where the system does not say.
    pub changed_ns: i64,
}

impl SourceFile {
    /// Standard input as a source, called `name`.
    pub fn standard_input(name: &str) -> SourceFile {
        SourceFile {
            path: STANDARD_INPUT.into(),
            root: STANDARD_INPUT.into(),
            relative: name.to_owned(),
            explicit: true,
            bytes: 0,
            stamp: Stamp::default(),
        }
    }

    /// Whether it is standard input.
    pub fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == STANDARD_INPUT
    }
}

impl Stamp {
    /// Takes the stamp of a file.
    pub fn of(metadata: &Metadata) -> Stamp {
        let since_1970 =
            metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let modified_ns = since_1970.and_then(|time| i64::try_from(time.as_nanos()).ok()).unwrap_or(0);
        Stamp { bytes: metadata.len(), modified_ns, changed_ns: changed_ns(metadata) }
    }
}

#[cfg(unix)]
fn changed_ns(metadata: &Metadata) -> i64 {
    use std::os::unix::fs::MetadataExt;
    metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed_ns(_: &Metadata) -> i64 {
    0
}

/// Walks files and folders in the order given, and each folder in the order of its file names.
///
/// Hidden files and folders are left out, unless a root is one itself; so are the folders of `skip_dir`. Links are
/// followed; one that leads back to a folder above it, and all that cannot be read, is an error in its place.
pub fn walk(paths: &[PathBuf], skip_dir: &[PathBuf]) -> impl Iterator<Item = Result<SourceFile>> + use<> {
    let skipped: Vec<PathBuf> = skip_dir.iter().filter_map(|dir| dir.canonicalize().ok()).collect();
    let roots = paths.to_vec();
    roots.into_iter().flat_map(move |root| {
        let skipped = skipped.clone();
        WalkDir::new(&root)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(move |entry| !is_hidden(entry) && !is_skipped(entry, &skipped))
            .filter_map(move |entry| source_file(&root, entry).transpose())
    })
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// Tells a folder to skip; the system is asked only of a folder whose name fits, or which is a link.
fn is_skipped(entry: &DirEntry, skipped: &[PathBuf]) -> bool {
    let may_be = |dir: &PathBuf| {
        entry.depth() == 0 || entry.path_is_symlink() || dir.file_name() == Some(entry.file_name())
    };
    entry.file_type().is_dir()
        && skipped.iter().any(may_be)
        && entry.path().canonicalize().is_ok_and(|path| skipped.contains(&path))
}

/// Makes the source file of an entry; a folder is none, nor is a device or socket below a folder.
fn source_file(root: &Path, entry: walkdir::Result<DirEntry>) -> Result<Option<SourceFile>> {
    let entry = entry.map_err(|error| fault(root, error))?;
    let explicit = entry.depth() == 0;
    if entry.file_type().is_dir() || !(explicit || entry.file_type().is_file()) {
        return Ok(None);
    }
    let metadata = entry.metadata().map_err(|error| fault(root, error))?;
    if !metadata.is_file() {
        // A pipe or a device has no end that one could wait for.
        let cause = std::io::Error::other("neither a file nor a folder");
        return Err(Error::Read { path: entry.into_path(), cause });
    }
    let stamp = Stamp::of(&metadata);
    let relative = relative(root, entry.path());
    Ok(Some(SourceFile {
        path: entry.into_path(),
        root: root.to_owned(),
        relative,
        explicit,
        bytes: stamp.bytes,
        stamp,
    }))
}

fn fault(root: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(root).to_owned();
    let message = error.to_string();
    Error::Read { path, cause: error.into_io_error().unwrap_or_else(|| std::io::Error::other(message)) }
}

fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    if below.as_os_str().is_empty() {
        return readable(path.file_name().unwrap_or(path.as_os_str()));
    }
    let parts: Vec<String> = below.components().map(|part| readable(part.as_os_str())).collect();
    parts.join("/")
}

/// A name as text; bytes that are not UTF-8 are written `\xNN`, so that two names never become one.
fn readable(name: &std::ffi::OsStr) -> String {
    let chunks = name.as_encoded_bytes().utf8_chunks();
    chunks.fold(String::new(), |mut text, chunk| {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02X}"));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(roots: &[PathBuf], skip: &[PathBuf]) -> Vec<String> {
        walk(roots, skip)
            .map(|file| file.map_or_else(|error| format!("! {error}"), |file| file.relative))
            .collect()
    }

    #[test]
    fn sorted_and_without_hidden_or_skipped() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join(".news");
        for file in
            ["b/2.txt", "b/1.txt", "a.txt", ".hidden/x.txt", ".x.txt", "index/meta.txt", "b/index/c.txt"]
        {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let skip = [root.join("index"), root.join("none")];
        assert_eq!(
            names(std::slice::from_ref(&root), &skip),
            ["a.txt", "b/1.txt", "b/2.txt", "b/index/c.txt"]
        );
        assert!(names(&[root.join("index")], &skip).is_empty());
        let file = walk(&[root.join(".x.txt")], &[]).next().unwrap().unwrap();
        assert_eq!((file.relative.as_str(), file.explicit, file.bytes), (".x.txt", true, 1));
    }

    #[test]
    fn a_missing_root_is_an_error_and_the_rest_is_walked() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.txt"), "x").unwrap();
        let found = names(&[dir.path().join("none"), dir.path().to_owned()], &[]);
        assert!(found[0].starts_with("! ") && found[0].contains("none: "), "{found:?}");
        assert_eq!(found[1..], ["a.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_loops_are_errors() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.txt"), "x").unwrap();
        symlink(dir.path().join("a.txt"), dir.path().join("b.txt")).unwrap();
        symlink(dir.path(), dir.path().join("loop")).unwrap();
        symlink(dir.path().join("gone"), dir.path().join("z.txt")).unwrap();
        let found = names(&[dir.path().to_owned()], &[]);
        assert_eq!(found[..2], ["a.txt", "b.txt"]);
        assert!(found.len() == 4 && found[2..].iter().all(|error| error.starts_with("! ")), "{found:?}");
    }

    #[test]
    fn a_stamp_has_the_size_and_the_times() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "four").unwrap();
        let stamp = Stamp::of(&fs::metadata(file.path()).unwrap());
        assert_eq!(stamp.bytes, 4);
        assert!(stamp.modified_ns > 1_500_000_000_000_000_000);
    }
}
