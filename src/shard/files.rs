//! Files that are there whole or not at all, and that others may be writing beside.

use crate::error::{Error, Result};
use std::collections::hash_map::RandomState;
use std::fs::{self, File};
use std::hash::{BuildHasher, Hasher};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Begins the names of files that are being written; a killed run leaves some, which the next removes.
const UNFINISHED: &str = "unfinished-";

/// How often a file is written again that another run of the same shard has taken for one left behind.
const TRIES: usize = 5;

/// A folder of parts.
pub(super) struct Folder {
    path: PathBuf,
}

/// The name of a file by its content: so many hexadecimal digits tell it from any other.
pub(super) fn hash_of(bytes: &[u8]) -> String {
    const DIGITS: usize = 32;
    let mut hash = blake3::hash(bytes).to_hex().to_string();
    hash.truncate(DIGITS);
    hash
}

impl Folder {
    /// The folder at `path`, made where there is none.
    pub(super) fn make(path: &Path) -> Result<Folder> {
        fs::create_dir_all(path).map_err(|cause| Error::Read { path: path.to_owned(), cause })?;
        Ok(Folder { path: path.to_owned() })
    }

    /// The file of this name in it.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Whether it has a file of this name and size.
    pub(super) fn has(&self, name: &str, bytes: u64) -> bool {
        self.file(name).metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes)
    }

    /// Removes what runs that were killed have left of the work called so.
    pub(super) fn clean(&self, work: &str) -> Result<()> {
        let begin = format!("{UNFINISHED}{work}-");
        for entry in fs::read_dir(&self.path).map_err(|cause| self.fault(cause))? {
            let name = entry.map_err(|cause| self.fault(cause))?.file_name();
            if name.to_string_lossy().starts_with(&begin) {
                self.remove(&name.to_string_lossy())?;
            }
        }
        Ok(())
    }

    /// Removes a file, if it is there.
    pub(super) fn remove(&self, name: &str) -> Result<()> {
        match fs::remove_file(self.file(name)) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => {
                Err(Error::Read { path: self.file(name), cause })
            }
            _ => Ok(()),
        }
    }

    /// Writes a file in one step, unless it is there already.
    pub(super) fn keep(&self, work: &str, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.file(name);
        if self.has(name, bytes.len() as u64) && fs::read(&path).is_ok_and(|there| there == bytes) {
            return Ok(());
        }
        // By chance and not by the process: those of two machines may have one number.
        let chance = RandomState::new().build_hasher().finish();
        let unfinished = self.file(&format!("{UNFINISHED}{work}-{chance:016x}-{name}"));
        let mut left = TRIES;
        loop {
            left -= 1;
            match write(&unfinished, &path, bytes) {
                Err(cause) if cause.kind() == ErrorKind::NotFound && left > 0 => {}
                Err(cause) => return Err(Error::Read { path, cause }),
                Ok(()) => return Ok(()),
            }
        }
    }

    /// Makes the names of all files written so far as lasting as the files.
    pub(super) fn settle(&self) -> Result<()> {
        // Not every system lets a folder be opened; there its names are lasting by themselves.
        match File::open(&self.path) {
            Ok(folder) => folder.sync_all().map_err(|cause| self.fault(cause)),
            Err(_) => Ok(()),
        }
    }

    fn fault(&self, cause: std::io::Error) -> Error {
        Error::Read { path: self.path.clone(), cause }
    }
}

fn write(unfinished: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_what_others_left_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::make(dir.path()).unwrap();
        fs::write(folder.file("unfinished-3-17-part"), "half").unwrap();
        fs::write(folder.file("unfinished-33-17-part"), "half, of another").unwrap();
        fs::write(folder.file("part"), "torn").unwrap();
        folder.clean("3").unwrap();
        folder.keep("3", "part", b"whole").unwrap();
        folder.settle().unwrap();
        let mut names: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["part", "unfinished-33-17-part"]);
        assert_eq!(fs::read(folder.file("part")).unwrap(), b"whole");
        folder.remove("part").unwrap();
        folder.remove("part").unwrap();
        assert_eq!(hash_of(b"").len(), 32);
    }
}
