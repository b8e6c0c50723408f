//! Finds the sources and deals them: by a hash of the name, which is the same on every machine.

use super::Options;
use crate::error::{Error, Result};
use crate::index::{Roots, source_key};
use crate::ingest::{outermost, resolve_all};
use crate::source::{SourceFile, Stamp, walk};
use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

/// Which of how many shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u32,
    of: u32,
}

impl Shard {
    /// The one that has everything.
    pub const ALL: Shard = Shard { number: 0, of: 1 };

    /// Whether a bucket is this shard's.
    pub fn has(self, bucket: u32) -> bool {
        bucket % self.of == self.number
    }

    /// How many shards there are.
    pub fn of(self) -> u32 {
        self.of
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `I/N`, I from 0 to N-1.
    fn from_str(written: &str) -> Result<Shard, String> {
        let parts = written.split_once('/').map(|(number, of)| (number.trim().parse(), of.trim().parse()));
        match parts {
            Some((Ok(number), Ok(of))) if number < of => Ok(Shard { number, of }),
            _ => Err("write I/N, such as 0/4, with I from 0 to N-1".to_owned()),
        }
    }
}

/// Where sources are looked for.
pub enum Input {
    /// All files and folders below these.
    Walk(Vec<PathBuf>),
    /// The files named by the lines of a list.
    List {
        /// The list, a path a line.
        lines: Box<dyn BufRead>,
        /// Folders that the files lie in, after which they are named; with none, they are named as they are listed.
        folders: Vec<PathBuf>,
    },
}

/// A source of a bucket.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// Whether the user named the file itself.
    pub(super) explicit: bool,
    /// What tells that it has changed; or why it cannot be read.
    pub(super) stamp: Result<Stamp, Unreadable>,
}

/// Why a source cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) reason: String,
    /// Whether it may be otherwise the next time, with nothing changed that one could see.
    pub(super) again: bool,
}

impl Unreadable {
    pub(super) fn of(cause: &std::io::Error) -> Unreadable {
        Unreadable { reason: cause.to_string(), again: cause.kind() != std::io::ErrorKind::NotFound }
    }

    fn always(reason: &str) -> Unreadable {
        Unreadable { reason: reason.to_owned(), again: false }
    }
}

impl Listed {
    pub(super) fn file(&self) -> SourceFile {
        let stamp = self.stamp.as_ref().copied().unwrap_or_default();
        SourceFile {
            path: self.path.clone(),
            root: self.path.clone(),
            relative: self.name.clone(),
            explicit: self.explicit,
            bytes: stamp.bytes,
            stamp,
        }
    }
}

/// The sources of a bucket, in the order of their names.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    pub(super) number: u32,
    pub(super) sources: Vec<Listed>,
}

/// The bucket that a source of this name is dealt into.
pub(super) fn bucket_of(name: &str, buckets: u32) -> u32 {
    (source_key(name) % u64::from(buckets.max(1))) as u32
}

/// The buckets of a shard with their sources, in order; a bucket may be empty.
pub(super) fn deal(input: Input, options: &Options) -> Result<Vec<Bucket>> {
    let own = (0..options.buckets).filter(|bucket| options.shard.has(*bucket));
    let mut dealing = Dealing {
        buckets: own.map(|number| (number, Bucket { number, sources: Vec::new() })).collect(),
        options,
    };
    match input {
        Input::Walk(paths) => dealing.walk(&paths)?,
        Input::List { lines, folders } => dealing.list(lines, &folders)?,
    }
    let mut buckets: Vec<Bucket> = dealing.buckets.into_values().collect();
    buckets.iter_mut().for_each(|bucket| sort(&mut bucket.sources));
    Ok(buckets)
}

/// Puts sources in order, each once; where two files have one name, the second is none.
fn sort(sources: &mut Vec<Listed>) {
    sources.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
    sources.dedup_by(|second, first| second.name == first.name && is_one(&second.path, &first.path));
    for i in 1..sources.len() {
        if sources[i].name == sources[i - 1].name {
            sources[i].stamp = Err(Unreadable::always("another file has the same name"));
        }
    }
}

/// Whether two paths are one file's.
fn is_one(path: &Path, other: &Path) -> bool {
    let resolved = |path: &Path| path.canonicalize().ok();
    path == other || resolved(path).is_some_and(|path| resolved(other) == Some(path))
}

struct Dealing<'o> {
    buckets: BTreeMap<u32, Bucket>,
    options: &'o Options,
}

impl Dealing<'_> {
    fn take(&mut self, source: Listed) {
        // Those of other shards are forgotten at once.
        if let Some(bucket) = self.buckets.get_mut(&bucket_of(&source.name, self.options.buckets)) {
            bucket.sources.push(source);
        }
    }

    fn walk(&mut self, paths: &[PathBuf]) -> Result<()> {
        let paths = resolve_all(paths)?;
        let roots = roots(&paths);
        let skip: Vec<PathBuf> = self.options.skip.iter().chain([&self.options.out]).cloned().collect();
        for file in walk(&outermost(paths), &skip) {
            match file {
                Ok(file) => {
                    let name = roots.name_of(&file.path);
                    let SourceFile { path, explicit, stamp, .. } = file;
                    self.take(Listed { name, path, explicit, stamp: Ok(stamp) });
                }
                Err(Error::Read { path, cause }) => {
                    let mut stamp = Unreadable::of(&cause);
                    if cause.raw_os_error().is_none() && cause.to_string().contains("loop") {
                        // The walk names folders of this machine.
                        stamp = Unreadable::always("a link that leads back to a folder above it");
                    }
                    let name = roots.name_of(&path);
                    self.take(Listed { name, path, explicit: false, stamp: Err(stamp) });
                }
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    fn list(&mut self, mut lines: Box<dyn BufRead>, folders: &[PathBuf]) -> Result<()> {
        let naming = Naming::new(folders)?;
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = lines.read_until(b'\n', &mut line);
            if read.map_err(|cause| Error::Read { path: "the list".into(), cause })? == 0 {
                return Ok(());
            }
            let end = line.len() - line.iter().rev().take_while(|b| matches!(b, b'\n' | b'\r')).count();
            if end > 0 {
                self.take(naming.listed(path_of(&line[..end])));
            }
        }
    }
}

/// The folders that files are named after.
fn roots(paths: &[PathBuf]) -> Roots {
    let mut roots = Roots::default();
    for path in paths {
        roots.add(if path.is_dir() { path } else { path.parent().unwrap_or(path) }, &|_, _| false);
    }
    roots
}

#[cfg(unix)]
fn path_of(line: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(line).into()
}

#[cfg(not(unix))]
fn path_of(line: &[u8]) -> PathBuf {
    String::from_utf8_lossy(line).into_owned().into()
}

/// Names the files of a list.
struct Naming {
    /// Folders as they were given, whole, and with links resolved.
    folders: Vec<(PathBuf, PathBuf)>,
    roots: Roots,
}

impl Naming {
    fn new(folders: &[PathBuf]) -> Result<Naming> {
        let resolved = resolve_all(folders)?;
        let whole = folders.iter().map(|path| std::path::absolute(path).unwrap_or(path.clone()));
        let roots = roots(&resolved);
        Ok(Naming { folders: whole.zip(resolved).collect(), roots })
    }

    fn listed(&self, path: PathBuf) -> Listed {
        let stamp = match std::fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => Ok(Stamp::of(&metadata)),
            Ok(metadata) if metadata.is_dir() => Err(Unreadable::always("a folder, not a file")),
            Ok(_) => Err(Unreadable::always("neither a file nor a folder")),
            Err(cause) => Err(Unreadable::of(&cause)),
        };
        let (name, stamp) = match (self.name_of(&path), stamp) {
            (Some(name), stamp) => (name, stamp),
            (None, Err(reason)) => (as_written(&path), Err(reason)),
            (None, Ok(_)) => {
                (as_written(&path), Err(Unreadable::always("lies in none of the folders named")))
            }
        };
        let path = std::path::absolute(&path).unwrap_or(path);
        Listed { name, path, explicit: false, stamp }
    }

    fn name_of(&self, path: &Path) -> Option<String> {
        if self.folders.is_empty() {
            return Some(as_written(path));
        }
        let whole = std::path::absolute(path).ok()?;
        let below = self.folders.iter().find_map(|(given, resolved)| {
            let below = whole.strip_prefix(given).ok()?;
            (!below.components().any(|part| part == Component::ParentDir)).then(|| resolved.join(below))
        });
        let resolved = below.or_else(|| path.canonicalize().ok())?;
        self.roots.root_of(&resolved).map(|_| self.roots.name_of(&resolved))
    }
}

/// A path as a name: with `/` between folders, and without what says nothing.
fn as_written(path: &Path) -> String {
    let parts = path
        .components()
        .filter(|part| !matches!(part, Component::CurDir | Component::RootDir | Component::Prefix(_)));
    parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Cursor;

    #[test]
    fn a_shard_is_written_with_its_number_below_theirs() {
        assert_eq!("2/7".parse(), Ok(Shard { number: 2, of: 7 }));
        for wrong in ["7/7", "0/0", "1", "-1/2", "a/b", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
        assert!((0..9).all(|bucket| Shard::ALL.has(bucket)));
    }

    fn names(input: Input, options: &Options) -> Vec<String> {
        let of = |source: &Listed| match &source.stamp {
            Ok(_) => source.name.clone(),
            Err(fault) => format!("{}: {}", source.name, fault.reason),
        };
        let mut names: Vec<String> =
            deal(input, options).unwrap().iter().flat_map(|bucket| bucket.sources.iter().map(of)).collect();
        names.sort();
        names
    }

    #[test]
    fn a_list_gives_the_names_of_a_walk_whatever_its_order() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = dir.path().join("corpus");
        for file in ["b/2.txt", "a.txt", "b/1.txt"] {
            fs::create_dir_all(corpus.join(file).parent().unwrap()).unwrap();
            fs::write(corpus.join(file), "x").unwrap();
        }
        let options = Options::new(dir.path().join("out"));
        let walked = names(Input::Walk(vec![corpus.clone()]), &options);
        assert_eq!(walked, ["corpus/a.txt", "corpus/b/1.txt", "corpus/b/2.txt"]);
        let list = |files: &[&str], folders: Vec<PathBuf>| {
            let lines: String =
                files.iter().map(|file| format!("{}\n", corpus.join(file).display())).collect();
            names(Input::List { lines: Box::new(Cursor::new(lines)), folders }, &options)
        };
        let files = ["b/1.txt", "b/../b/2.txt", "", "a.txt", "b/1.txt", "a.txt\r"];
        assert_eq!(list(&files[..2], vec![corpus.clone()]), ["corpus/b/1.txt", "corpus/b/2.txt"]);
        let all = list(&files, vec![corpus.clone()]);
        assert!(all.iter().all(|name| walked.contains(name) || name.ends_with("a folder, not a file")));
        let missing = list(&["none.txt", "a.txt"], vec![corpus.clone()]);
        assert!(missing[1].starts_with("corpus/none.txt: No such file"), "{missing:?}");
        let elsewhere = list(&["a.txt"], vec![corpus.join("b")]);
        assert!(elsewhere[0].ends_with("corpus/a.txt: lies in none of the folders named"), "{elsewhere:?}");
        assert_eq!(as_written(Path::new("./news//2025/a.txt")), "news/2025/a.txt");
    }

    #[test]
    fn every_source_is_in_one_shard() {
        let dir = tempfile::tempdir().unwrap();
        (0..40).for_each(|i| fs::write(dir.path().join(format!("{i}.txt")), "x").unwrap());
        let mut dealt = Vec::new();
        for shard in ["0/3", "1/3", "2/3"] {
            let mut options = Options::new(dir.path().join("out"));
            options.shard = shard.parse().unwrap();
            let own = names(Input::Walk(vec![dir.path().to_owned()]), &options);
            assert!(own.len() > 3, "{own:?}");
            dealt.extend(own);
        }
        dealt.sort();
        assert_eq!(
            dealt,
            names(Input::Walk(vec![dir.path().to_owned()]), &Options::new(dir.path().join("out")))
        );
    }
}
