//! What takes more than one article, found over the sketches of all shards: one speaker under several names, what is
//! printed again, and where first.
//!
//! No text is read. The outcome is what one index of all these articles would have found ([`crate::copies`],
//! [`crate::speaker`]), for it is found by the same rules from the same words in the same order. It is written as further
//! parts, of documents that stand beside those of the articles; the last part has one document, which says that the others
//! are all there.
//!
//! Memory does not grow with the passages: a few sketches are read at a time, the passages are brought into order through
//! files, and a copy is looked for among those printed last. It grows with the names of speakers, with the copies found, and
//! by a few bytes with each article.

mod gather;

use super::files::Folder;
use super::manifest::{Manifests, unusable, write_json};
use super::part::{Kind, PartEntry, Parts, Together};
use super::{FORM, PART_BYTES};
use crate::copies::{Member, Passage, Wording, join, told_of};
use crate::engine::{Reconciling, reconciled};
use crate::error::{Error, Result};
use crate::index::FORMAT;
use gather::{Gathered, Passages, gather};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// The manifest's file.
const FILE: &str = "manifest-reconciled.json";

/// Begins the names of files while they are written.
const WORK: &str = "reconciled";

/// What was found, and the parts that it is written in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciled {
    /// The version of these files' form ([`FORM`]).
    pub form: u32,
    /// The version of the records' form ([`crate::index::FORMAT`]).
    pub format: u32,
    /// The program.
    pub written_by: String,
    /// A digest of the manifests that were read: every document has it.
    pub reconciled: String,
    /// What is greater for a later reconciling: the number of passages, unless one was given.
    pub order: u64,
    /// Manifests read.
    pub manifests: u64,
    /// Articles that were looked at.
    pub articles: u64,
    /// Passages that were looked at.
    pub passages: u64,
    /// Groups of passages that are copies.
    pub copies: u64,
    /// Passages in these groups.
    pub copied: u64,
    /// Groups of articles that are copies.
    pub article_copies: u64,
    /// Speakers of two or more names.
    pub speakers: u64,
    /// The parts, in order.
    pub parts: Vec<PartEntry>,
}

impl Reconciled {
    /// What was found last and written to a folder; none where nothing was.
    ///
    /// # Errors
    ///
    /// Where its manifest cannot be read.
    pub fn read(folder: &Path) -> Result<Option<Reconciled>> {
        let path = folder.join(FILE);
        match fs::read(&path) {
            Ok(bytes) => match serde_json::from_slice(&bytes) {
                Ok(found) => Ok(Some(found)),
                Err(cause) => Err(unusable(&path, &cause.to_string())),
            },
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::Read { path, cause }),
        }
    }
}

/// Finds copies and speakers over the parts in `folders`, and writes what was found to the folder `out`; `order` is what
/// tells a later reconciling, where the number of passages does not.
///
/// # Errors
///
/// Where the parts of a bucket are missing, a file is damaged or cannot be read or written, or an article is there twice.
pub fn reconcile(folders: &[PathBuf], out: &Path, order: Option<u64>) -> Result<Reconciled> {
    let manifests = Manifests::read_briefly(folders)?;
    let folder = Folder::make(out)?;
    folder.clean(WORK)?;
    let (gathered, passages) = gathered(&manifests, out)?;
    let mut found = found(&gathered, &manifests, order);
    let mut finding = Finding { digest: &manifests.digest, number: 0 };
    let mut parts = Parts::new(&folder, WORK, PART_BYTES);
    add_copies(passages, &mut found, &mut |of| finding.add(of, &mut parts))?;
    for speaker in gathered.speakers.all().iter().filter(|speaker| speaker.variants.len() > 1) {
        found.speakers += 1;
        finding.add(&Reconciling::Speaker(speaker), &mut parts)?;
    }
    found.parts = parts.finish()?;
    let mut last = Parts::new(&folder, WORK, PART_BYTES);
    let parts = manifests.all.iter().map(|(_, manifest)| manifest.parts.len() as u64).sum();
    let Reconciled { articles, passages, order, .. } = found;
    finding.add(&Reconciling::Done { parts, articles, passages, order }, &mut last)?;
    found.parts.extend(last.finish()?);
    write(&found, &folder)?;
    Ok(found)
}

/// Reads the sketches of the manifests.
fn gathered(manifests: &Manifests, out: &Path) -> Result<(Gathered, Passages)> {
    let files = manifests
        .all
        .iter()
        .flat_map(|(folder, manifest)| manifest.sketches.iter().map(|sketch| folder.join(&sketch.file)));
    let files: Vec<PathBuf> = files.collect();
    let (gathered, in_order) = gather(&files, out)?;
    let wanted =
        |count: fn(&super::Manifest) -> u64| manifests.all.iter().map(|(_, m)| count(m)).sum::<u64>();
    if (gathered.articles, gathered.passages) != (wanted(|m| m.articles), wanted(|m| m.passages)) {
        let folder = manifests.all.first().map_or(Path::new("."), |(folder, _)| folder);
        return Err(unusable(folder, "the sketches have other articles than the manifests say"));
    }
    Ok((gathered, in_order))
}

fn found(gathered: &Gathered, manifests: &Manifests, order: Option<u64>) -> Reconciled {
    Reconciled {
        form: FORM,
        format: FORMAT,
        written_by: format!("onrecord {}", env!("CARGO_PKG_VERSION")),
        reconciled: manifests.digest.clone(),
        order: order.unwrap_or(gathered.passages),
        manifests: manifests.all.len() as u64,
        articles: gathered.articles,
        passages: gathered.passages,
        ..Reconciled::default()
    }
}

/// Numbers the documents.
struct Finding<'d> {
    digest: &'d str,
    number: u64,
}

impl Finding<'_> {
    fn add(&mut self, found: &Reconciling, parts: &mut Parts) -> Result<()> {
        let mut document = Together::default();
        document.add(Kind::Reconciled, |out| reconciled(found, self.digest, self.number, out))?;
        self.number += 1;
        parts.add(&document)
    }
}

/// Finds the copies among passages, then among articles.
fn add_copies(
    passages: Passages,
    found: &mut Reconciled,
    add: &mut dyn FnMut(&Reconciling) -> Result<()>,
) -> Result<()> {
    let copies = join(passages, |_, words: &Wording| Ok::<_, Error>(words.clone()))?;
    for group in &copies.passages {
        found.copies += 1;
        found.copied += group.len() as u64;
        add(&said_of(group, false))?;
    }
    for group in &copies.articles {
        found.article_copies += 1;
        add(&said_of(group, true))?;
    }
    Ok(())
}

/// What is said of copies, given in the order of printing: of passages, or of articles by their first ones.
fn said_of(group: &[Member<()>], whole: bool) -> Reconciling<'static> {
    let told = told_of(group);
    let id = |member: &Member<()>| {
        let Passage { key, place, .. } = member.passage;
        format!("{key:016x}-{}", if whole { 0 } else { place })
    };
    let members: Vec<String> = group.iter().map(id).collect();
    let first = members.first().filter(|_| told.is_dated).cloned();
    Reconciling::Copies { members, whole, articles: told.articles, first, first_day: told.first_day }
}

/// Writes the manifest, and removes the parts that an earlier one named and this does not.
fn write(found: &Reconciled, folder: &Folder) -> Result<()> {
    // One that cannot be read names nothing that could be removed.
    let earlier = fs::read(folder.file(FILE)).ok();
    let earlier = earlier.and_then(|bytes| serde_json::from_slice::<Reconciled>(&bytes).ok());
    write_json(found, folder, WORK, FILE)?;
    let is_named = |file: &str| found.parts.iter().any(|part| part.file == file);
    for part in earlier.iter().flat_map(|earlier| &earlier.parts).filter(|part| !is_named(&part.file)) {
        folder.remove(&part.file)?;
    }
    Ok(())
}
