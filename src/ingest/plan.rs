//! Decides what is to be read: which files there are, what they are called, which are as they were.

use super::Options;
use crate::error::{Error, Result};
use crate::index::{KnownSource, Manifest, Root, Roots, source_key};
use crate::source::{Format, Reading, STANDARD_INPUT, SourceFile, Stamp, walk};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// A file's times are only trusted when they lie this far back: a file can change twice within one tick of its clock.
const CLOCK_TICK: Duration = Duration::from_secs(2);

/// A file to open. Of millions of them no more is kept than must be.
pub struct Task {
    path: Box<Path>,
    explicit: bool,
    times: Stamp,
    /// What standard input is called; a file has its name from its folder.
    given: Option<Box<str>>,
    /// How it is read.
    pub reading: Arc<Reading>,
    /// What will tell next time that it need not be opened.
    pub(super) stamp: u64,
}

impl Task {
    fn new(file: SourceFile, given: Option<&str>, reading: Arc<Reading>, stamp: u64) -> Task {
        let SourceFile { path, explicit, stamp: times, .. } = file;
        Task { path: path.into(), explicit, times, given: given.map(Into::into), reading, stamp }
    }

    /// Its size in bytes.
    pub fn bytes(&self) -> u64 {
        self.times.bytes
    }

    /// The source's name.
    pub(super) fn name(&self, roots: &Roots) -> String {
        self.given.as_deref().map_or_else(|| roots.name_of(&self.path), str::to_owned)
    }

    /// The file, which is called by the source's name.
    pub(super) fn file(&self, name: &str) -> SourceFile {
        SourceFile {
            path: self.path.to_path_buf(),
            root: self.path.to_path_buf(),
            relative: name.to_owned(),
            explicit: self.explicit,
            bytes: self.times.bytes,
            stamp: self.times,
        }
    }
}

/// What is to be read.
pub struct Plan {
    /// Files to open.
    pub files: Vec<Task>,
    /// Sources that need not be opened.
    pub unchanged: FxHashSet<u64>,
    /// Sources of the index that lie in the folders read but are there no more.
    pub gone: FxHashSet<u64>,
    /// Faults met on the way.
    pub problems: Vec<Error>,
    /// What lies below these could not be looked at, and is not gone.
    unreadable: Vec<PathBuf>,
    /// Folders of the index that are not in their place.
    pub missing: Vec<Root>,
    /// Names of the folders whose articles are to be removed.
    pub forgotten: Vec<String>,
    /// The folders of the index, the new ones included.
    pub roots: Roots,
    /// Files found.
    pub found: u64,
}

impl Plan {
    /// Looks at every file below the paths of `options`, but opens none.
    ///
    /// # Errors
    ///
    /// Where a path is not there, or a rebuild would lose a folder.
    pub fn make(index_dir: &Path, options: &Options, known: Roots, manifest: &Manifest) -> Result<Plan> {
        let mut roots = known;
        roots.date_from_file_time |= options.date_from_file_time;
        let forgotten = forget(&mut roots, &options.forget)?;
        let mut paths = resolve_all(&options.paths)?;
        for path in &paths {
            // A file named by itself belongs to the folder it is in.
            let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
            roots.add(folder, &|root, folder| manifest.lies_mostly_in(root, folder));
            if path.is_dir() {
                roots.read_as(path, &options.reading);
            }
        }
        let readings = Readings::new(&options.reading);
        if options.rebuild {
            paths.extend(all_of(&roots)?);
        }
        let paths = outermost(paths);
        let mut plan = Plan {
            files: Vec::new(),
            unchanged: FxHashSet::default(),
            gone: FxHashSet::default(),
            problems: Vec::new(),
            unreadable: Vec::new(),
            missing: Vec::new(),
            forgotten,
            roots,
            found: 0,
        };
        let index_dir = fs::canonicalize(index_dir).unwrap_or_else(|_| index_dir.to_owned());
        let mut seen = FxHashSet::default();
        for file in walk(&paths, &[index_dir]) {
            match file {
                Ok(file) => plan.take(file, &readings, manifest, &mut seen),
                Err(problem) => {
                    if let Error::Read { path, .. } = &problem {
                        plan.unreadable.push(path.clone());
                    }
                    plan.problems.push(problem);
                }
            }
        }
        if options.paths.iter().any(|path| path.as_os_str() == STANDARD_INPUT) {
            let file = SourceFile::standard_input(&options.standard_input);
            let reading = readings.of(&file, &plan.roots);
            plan.files.push(Task::new(file, Some(&options.standard_input), reading, 0));
        }
        plan.missing = plan.roots.roots.iter().filter(|r| !r.path.exists()).cloned().collect();
        plan.find_gone(&paths, manifest, &seen)?;
        Ok(plan)
    }

    /// Whether a source lies in a folder that is to be forgotten.
    pub(super) fn forgets(&self, name: &str) -> bool {
        self.forgotten.iter().any(|root| name.strip_prefix(root).is_some_and(|n| n.starts_with('/')))
    }

    fn take(
        &mut self,
        file: SourceFile,
        readings: &Readings,
        manifest: &Manifest,
        seen: &mut FxHashSet<u64>,
    ) {
        let name = self.roots.name_of(&file.path);
        let key = source_key(&name);
        if !seen.insert(key) {
            return;
        }
        self.found += 1;
        let reading = readings.of(&file, &self.roots);
        let stamp = stamp_hash(&file, &reading);
        let known = manifest.sources.get(&key).is_some_and(|s| s.stamp == stamp);
        if known {
            self.unchanged.insert(key);
        } else {
            self.files.push(Task::new(file, None, reading, stamp));
        }
    }

    fn find_gone(&mut self, paths: &[PathBuf], manifest: &Manifest, seen: &FxHashSet<u64>) -> Result<()> {
        // A source of which only some articles were committed has no record of its own; its articles know it.
        let of_articles = manifest.articles.values().map(|a| (a.source, None));
        let sources = manifest.sources.iter().map(|(key, s)| (*key, Some(s)));
        for (key, known) in sources.chain(of_articles) {
            if seen.contains(&key) || self.gone.contains(&key) {
                continue;
            }
            if self.lies_in(paths, key, known, manifest)? {
                self.gone.insert(key);
            }
        }
        Ok(())
    }

    fn lies_in(
        &self,
        paths: &[PathBuf],
        key: u64,
        known: Option<&KnownSource>,
        manifest: &Manifest,
    ) -> Result<bool> {
        let name = match known {
            Some(source) => manifest.source_name(source)?,
            None => match manifest.articles.values().find(|a| a.source == key) {
                Some(article) => manifest.article_id(article)?.1,
                None => return Ok(false),
            },
        };
        if self.forgets(&name) {
            return Ok(true);
        }
        let Some(path) = self.roots.path_of(&name) else { return Ok(false) };
        let below = |all: &[PathBuf]| all.iter().any(|p| path.starts_with(p));
        Ok(below(paths) && !below(&self.unreadable))
    }
}

/// How the files of each folder are read; all of a folder share one.
struct Readings {
    /// How those are read that the user names.
    asked: Reading,
    by_root: RefCell<FxHashMap<String, Arc<Reading>>>,
}

impl Readings {
    fn new(asked: &Reading) -> Readings {
        Readings { asked: asked.clone(), by_root: RefCell::default() }
    }

    fn of(&self, file: &SourceFile, roots: &Roots) -> Arc<Reading> {
        let root = if file.explicit { None } else { roots.root_of(&file.path) };
        let name = root.map_or_else(String::new, |root| root.name.clone());
        let reading = || {
            let mut reading = self.asked.clone();
            if let Some(root) = root {
                (reading.format, reading.map) = root.read_as();
            }
            Arc::new(reading)
        };
        self.by_root.borrow_mut().entry(name).or_insert_with(reading).clone()
    }
}

/// What tells a changed file, or one to be read otherwise, from the one that was read.
fn stamp_hash(file: &SourceFile, reading: &Reading) -> u64 {
    let stamp = &file.stamp;
    let bytes: Vec<u8> = [i128::from(stamp.bytes), stamp.modified_ns.into(), stamp.changed_ns.into()]
        .iter()
        .flat_map(|n| n.to_le_bytes())
        .collect();
    let format = reading.format.map_or("", Format::name);
    crate::index::hash64(&[&bytes, format.as_bytes(), reading.map.to_string().as_bytes()])
}

/// Whether the file had come to rest when it was looked at, so that its stamp will tell the next change.
pub(super) fn at_rest(file: &SourceFile) -> bool {
    let changed = file.stamp.modified_ns.max(file.stamp.changed_ns);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_nanos());
    now.saturating_sub(CLOCK_TICK.as_nanos()) > u128::try_from(changed).unwrap_or(0)
}

fn resolve(path: &Path) -> Result<PathBuf> {
    fs::canonicalize(path).map_err(|cause| Error::Read { path: path.to_owned(), cause })
}

/// The paths given, absolute and with links resolved; standard input is none.
pub(crate) fn resolve_all(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    paths.iter().filter(|p| p.as_os_str() != STANDARD_INPUT).map(|p| resolve(p)).collect()
}

/// The folders a rebuild has to read again, all of which must be there.
fn all_of(roots: &Roots) -> Result<Vec<PathBuf>> {
    let found = |root: &Root| {
        resolve(&root.path)
            .map_err(|_| Error::FolderGone { name: root.name.clone(), path: root.path.clone() })
    };
    roots.roots.iter().map(found).collect()
}

/// Drops folders by their names, and returns these.
fn forget(roots: &mut Roots, names: &[String]) -> Result<Vec<String>> {
    for name in names {
        let before = roots.roots.len();
        roots.roots.retain(|root| root.name != *name);
        if roots.roots.len() == before {
            let nearest = roots.roots.iter().map(|root| root.name.clone()).collect();
            return Err(Error::UnknownValue { field: "folder", value: name.clone(), nearest });
        }
    }
    Ok(names.to_vec())
}

/// Drops paths that lie inside others, so that no file is met twice.
pub(crate) fn outermost(mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    paths.sort();
    paths.dedup();
    let all = paths.clone();
    paths.retain(|p| !all.iter().any(|other| other != p && p.starts_with(other)));
    paths
}
