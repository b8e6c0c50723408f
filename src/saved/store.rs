//! The folder of saved searches, a file each, written whole or not at all.

use super::{SavedSearch, VERSION};
use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder, in that of the index.
pub(crate) const FOLDER: &str = "searches";

/// Most characters of a name.
const MOST_CHARS: usize = 80;

/// The saved searches of an index.
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// Those of the index in `dir`; nothing is made or read yet.
    pub fn of(dir: &Path) -> Store {
        Store { folder: dir.join(FOLDER) }
    }

    /// Checks that a name can be given to a search that is not there yet.
    ///
    /// # Errors
    ///
    /// [`Error::SearchName`], [`Error::SearchExists`].
    pub fn check_new(&self, name: &str) -> Result<()> {
        let path = self.path(name)?;
        if path.exists() { Err(Error::SearchExists { name: name.to_owned(), path }) } else { Ok(()) }
    }

    /// Keeps a search, in place of what was kept under its name.
    ///
    /// # Errors
    ///
    /// [`Error::SearchName`], and what the file system says; what was there is then there still.
    pub fn put(&self, search: &SavedSearch) -> Result<()> {
        let path = self.path(&search.name)?;
        fs::create_dir_all(&self.folder).map_err(|cause| self.fail(cause))?;
        let next = self.folder.join(format!(".{}.{}.new", search.name, std::process::id()));
        let written = write(&next, search).and_then(|()| fs::rename(&next, &path));
        written.map_err(|cause| {
            let _ = fs::remove_file(&next);
            Error::Read { path, cause }
        })
    }

    /// Reads a search.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownSearch`] where there is none of the name, [`Error::Malformed`] for one that cannot be read.
    pub fn get(&self, name: &str) -> Result<SavedSearch> {
        let path = self.path(name)?;
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                return Err(Error::UnknownSearch { name: name.to_owned(), known: self.names()? });
            }
            Err(cause) => return Err(Error::Read { path, cause }),
        };
        read(&bytes).map_err(|reason| Error::Malformed {
            source_name: path.display().to_string(),
            place: None,
            reason,
        })
    }

    /// The names of all, sorted.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn names(&self) -> Result<Vec<String>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(self.fail(cause)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let file = entry.map_err(|cause| self.fail(cause))?.file_name();
            let name = file.to_str().and_then(|file| file.strip_suffix(".json"));
            names.extend(name.filter(|name| is_name(name)).map(str::to_owned));
        }
        names.sort();
        Ok(names)
    }

    fn path(&self, name: &str) -> Result<PathBuf> {
        if !is_name(name) {
            return Err(Error::SearchName(name.to_owned()));
        }
        Ok(self.folder.join(format!("{name}.json")))
    }

    fn fail(&self, cause: io::Error) -> Error {
        Error::Read { path: self.folder.clone(), cause }
    }
}

/// Whether a name is safe as a file's on every system: letters, digits, `-`, `_`, and dots but for the first.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    (1..=MOST_CHARS).contains(&name.chars().count()) && name.chars().all(fits) && !name.starts_with('.')
}

fn write(path: &Path, search: &SavedSearch) -> io::Result<()> {
    let mut file = io::BufWriter::new(File::create(path)?);
    serde_json::to_writer_pretty(&mut file, search)?;
    file.write_all(b"\n")?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

fn read(bytes: &[u8]) -> Result<SavedSearch, String> {
    #[derive(serde::Deserialize)]
    struct Head {
        version: u32,
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|e| format!("not a saved search: {e}"))?;
    if !(1..=VERSION).contains(&head.version) {
        return Err(format!("a saved search of version {}; this program reads 1 to {VERSION}", head.version));
    }
    serde_json::from_slice(bytes).map_err(|e| format!("not a saved search: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names() {
        for good in ["grain", "grain-2025_v1.2", "зерно"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", ".", "..", ".grain", "a/b", "a\\b", "a b", "a:b", "a\nb", &"x".repeat(81)] {
            assert!(!is_name(bad), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn no_name_leaves_the_folder(name in any::<String>()) {
            let store = Store::of(Path::new("index"));
            if let Ok(path) = store.path(&name) {
                prop_assert_eq!(path.parent(), Some(Path::new("index/searches")));
            }
        }
    }
}
