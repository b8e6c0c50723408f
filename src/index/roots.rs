//! The folders that were ingested, and how the files in them are named.
//!
//! A source is named by its folder's name and the path below it (`corpus/2025/a.txt`), whichever way the folder was
//! spelled on the command line and from wherever, so that an article keeps its id and its place in the index. Roots
//! are kept in the index, in the same commit as the passages.

use crate::source::{FieldMap, Format, Reading};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A folder that was ingested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// What the names of its sources begin with; no two roots have the same.
    pub name: String,
    /// Where it is, absolute.
    pub path: PathBuf,
    /// The format its files were once said to have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    /// Which fields were once said to be which facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    map: Option<String>,
}

impl Root {
    /// How its files are read: in which format, if one was ever said, and with which fields.
    pub fn read_as(&self) -> (Option<Format>, FieldMap) {
        let format = Format::all().find(|(name, _)| self.format.as_deref() == Some(*name));
        let map = self.map.as_deref().and_then(|map| map.parse().ok()).unwrap_or_default();
        (format.map(|(_, format)| format), map)
    }
}

/// The folders known to an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roots {
    /// In the order in which they were first ingested.
    pub roots: Vec<Root>,
    /// Whether articles that nothing else dates are dated by their file's modification time, as once asked for.
    #[serde(default)]
    pub date_from_file_time: bool,
}

impl Roots {
    /// Takes in a folder (absolute, links resolved): one below a known root belongs to that root; one of the name of
    /// a root that is no longer in its place keeps that name if it `holds` what is known of the root, and has moved.
    pub fn add(&mut self, folder: &Path, holds: &dyn Fn(&Root, &Path) -> bool) {
        if self.root_of(folder).is_some() {
            return;
        }
        let name = folder.file_name().map_or("root".into(), |n| n.to_string_lossy().into_owned());
        let has_moved = |r: &&mut Root| same_name(&r.name, &name) && !r.path.exists() && holds(r, folder);
        if let Some(moved) = self.roots.iter_mut().find(has_moved) {
            moved.path = folder.to_owned();
            return;
        }
        let taken = |n: &str| self.roots.iter().any(|r| r.name == n);
        let unique =
            (1..).map(|i| if i == 1 { name.clone() } else { format!("{name}~{i}") }).find(|n| !taken(n));
        self.roots.push(Root {
            name: unique.unwrap_or(name),
            path: folder.to_owned(),
            format: None,
            map: None,
        });
    }

    /// Notes how the files of the root that holds `path` are read, as far as it is said.
    pub fn read_as(&mut self, path: &Path, reading: &Reading) {
        let Some(name) = self.root_of(path).map(|root| root.name.clone()) else { return };
        for root in self.roots.iter_mut().filter(|root| root.name == name) {
            root.format = reading.format.map(|format| format.name().to_owned()).or(root.format.take());
            if !reading.map.is_empty() {
                root.map = Some(reading.map.to_string());
            }
        }
    }

    /// The innermost root that holds `path`.
    pub fn root_of(&self, path: &Path) -> Option<&Root> {
        let holding = self.roots.iter().filter(|r| path.starts_with(&r.path));
        holding.max_by_key(|r| r.path.components().count())
    }

    /// The name of the source at `path` (absolute): its root's name and the path below, with `/` between.
    pub fn name_of(&self, path: &Path) -> String {
        let (name, below) = match self.root_of(path) {
            Some(root) => (root.name.as_str(), path.strip_prefix(&root.path).unwrap_or(path)),
            None => ("", path),
        };
        let mut steps: Vec<String> = Vec::new();
        if !name.is_empty() {
            steps.push(name.to_owned());
        }
        steps.extend(below.components().map(|c| c.as_os_str().to_string_lossy().into_owned()));
        steps.join("/")
    }

    /// Where the source of this name is.
    pub fn path_of(&self, name: &str) -> Option<PathBuf> {
        let root =
            self.roots.iter().find(|r| name.strip_prefix(&r.name).is_some_and(|n| n.starts_with('/')))?;
        Some(root.path.join(&name[root.name.len() + 1..]))
    }
}

/// Whether a root's name is `name`, but for the number that tells namesakes apart.
fn same_name(root: &str, name: &str) -> bool {
    root == name || root.strip_prefix(name).is_some_and(|rest| rest.starts_with('~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_keeps_its_name_however_its_folder_is_given() {
        let mut roots = Roots::default();
        roots.add(Path::new("/data/news/2025"), &|_, _| true);
        roots.add(Path::new("/data/news"), &|_, _| true);
        roots.add(Path::new("/data/news/2024"), &|_, _| true);
        assert_eq!(roots.roots.len(), 2);
        assert_eq!(roots.name_of(Path::new("/data/news/2025/a.txt")), "2025/a.txt");
        assert_eq!(roots.name_of(Path::new("/data/news/2024/b.txt")), "news/2024/b.txt");
        assert_eq!(roots.path_of("news/2024/b.txt"), Some(PathBuf::from("/data/news/2024/b.txt")));
    }

    #[test]
    fn a_moved_folder_keeps_its_name_and_a_namesake_gets_another() {
        let kept = tempfile::tempdir().unwrap();
        let mut roots = Roots::default();
        roots.add(Path::new("/gone/wire"), &|_, _| true);
        roots.add(Path::new("/here/wire"), &|_, _| true);
        assert_eq!(
            roots.roots,
            [Root { name: "wire".into(), path: "/here/wire".into(), format: None, map: None }]
        );
        let mut roots = Roots::default();
        roots.add(Path::new("/gone/wire"), &|_, _| true);
        roots.add(Path::new("/here/wire"), &|_, _| false);
        assert_eq!(roots.name_of(Path::new("/here/wire/x.txt")), "wire~2/x.txt");
        let first = kept.path().join("a/wire");
        std::fs::create_dir_all(&first).unwrap();
        let mut roots = Roots::default();
        roots.add(&first, &|_, _| true);
        roots.add(Path::new("/there/wire"), &|_, _| true);
        assert_eq!(roots.name_of(Path::new("/there/wire/x.txt")), "wire~2/x.txt");
    }
}
