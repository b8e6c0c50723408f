//! Writes one bucket: its parts and sketches as they come, and at the end its manifest.

use super::Options;
use super::deal::{Bucket, Unreadable};
use super::files::{Folder, hash_of};
use super::manifest::{MOST_NAMED, Manifest, SourceEntry, unusable};
use super::part::Parts;
use super::run::Made;
use super::sketch::Sketches;
use crate::error::{Error, Result};
use crate::ingest::{Event, LeftOut, Progress, SourceReport};
use crate::source::Format;
use rustc_hash::FxHashSet;
use std::time::UNIX_EPOCH;

/// What a bucket is made of: its sources' names and sizes, and all that decides what is made of them.
pub(super) fn input_digest(bucket: &Bucket, options: &Options) -> String {
    let reading = &options.reading;
    let settings = [
        crate::index::FORMAT.to_string(),
        super::FORM.to_string(),
        env!("CARGO_PKG_VERSION").to_owned(),
        options.buckets.to_string(),
        options.part_bytes.to_string(),
        reading.format.map_or("", Format::name).to_owned(),
        reading.map.to_string(),
        reading.article_bytes.to_string(),
        reading.ratio.to_string(),
    ];
    let mut all = Vec::new();
    let mut put = |text: &str| {
        all.extend((text.len() as u64).to_le_bytes());
        all.extend(text.as_bytes());
    };
    settings.iter().chain(&options.settings).for_each(|setting| put(setting));
    for source in &bucket.sources {
        put(&source.name);
        put(&source
            .stamp
            .as_ref()
            .map_or_else(|fault| fault.reason.clone(), |stamp| stamp.bytes.to_string()));
    }
    hash_of(&all)
}

/// The manifest of a bucket that need not be written again: it is of this input, all that it names is there, and no source
/// has changed since.
///
/// # Errors
///
/// Where the folder has another number of buckets.
pub(super) fn is_finished(
    folder: &Folder,
    bucket: &Bucket,
    digest: &str,
    buckets: u32,
) -> Result<Option<Manifest>> {
    let Some(manifest) = Manifest::read(folder, bucket.number) else { return Ok(None) };
    let path = folder.file(&Manifest::file_name(bucket.number));
    if manifest.buckets != buckets {
        let there = manifest.buckets;
        return Err(unusable(&path, &format!("the folder has parts of {there} buckets, not of {buckets}")));
    }
    // A file may change and keep its size; when it did, its time says.
    let written = path.metadata().and_then(|metadata| metadata.modified()).ok();
    let written = written.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let written = written.and_then(|time| i64::try_from(time.as_nanos()).ok()).unwrap_or(0);
    let changed = |modified: i64| modified >= written;
    let is_finished = manifest.input == digest
        && !manifest.incomplete
        && manifest.files().all(|(file, bytes)| folder.has(file, bytes))
        && !bucket.sources.iter().flat_map(|source| &source.stamp).any(|stamp| changed(stamp.modified_ns));
    Ok(is_finished.then_some(manifest))
}

/// A bucket that is being written.
pub(super) struct Writing<'w> {
    folder: &'w Folder,
    bucket: &'w Bucket,
    progress: &'w dyn Progress,
    work: String,
    parts: Parts<'w>,
    sketches: Sketches<'w>,
    /// Keys of its articles.
    keys: FxHashSet<u64>,
    manifest: Manifest,
    /// Of the source at hand, what its report says.
    report: SourceReport,
}

impl<'w> Writing<'w> {
    pub(super) fn begin(
        folder: &'w Folder,
        bucket: &'w Bucket,
        digest: &str,
        options: &Options,
        progress: &'w dyn Progress,
    ) -> Result<Writing<'w>> {
        let work = bucket.number.to_string();
        folder.clean(&work)?;
        let manifest = Manifest {
            form: super::FORM,
            format: crate::index::FORMAT,
            written_by: format!("onrecord {}", env!("CARGO_PKG_VERSION")),
            bucket: bucket.number,
            buckets: options.buckets,
            input: digest.to_owned(),
            ..Manifest::default()
        };
        Ok(Writing {
            folder,
            bucket,
            progress,
            parts: Parts::new(folder, &work, options.part_bytes),
            sketches: Sketches::new(folder, &work),
            work,
            keys: FxHashSet::default(),
            manifest,
            report: SourceReport::default(),
        })
    }

    /// The next source begins.
    pub(super) fn source(&mut self) {
        let Some(source) = self.bucket.sources.get(self.manifest.sources.len()) else { return };
        self.report = SourceReport { source: source.name.clone(), ..SourceReport::default() };
        let bytes = source.stamp.as_ref().ok().map(|stamp| stamp.bytes);
        let entry = SourceEntry { source: source.name.clone(), bytes, ..SourceEntry::default() };
        self.manifest.sources.push(entry);
    }

    pub(super) fn source_end(&mut self) {
        let report = std::mem::take(&mut self.report);
        let found = report.new + report.skipped + report.passed_over;
        self.progress.event(&Event::Source(SourceReport { found, ..report }));
        if let Some(bytes) = self.manifest.sources.last().and_then(|entry| entry.bytes) {
            self.progress.advance(bytes);
        }
    }

    pub(super) fn article(&mut self, made: Made) -> Result<()> {
        if !self.keys.insert(made.key) {
            self.manifest.same_key += 1;
            let reason = format!("another article has the key of {}", made.id);
            self.left_out(self.report.source.clone(), None, reason, true);
            return Ok(());
        }
        let manifest = &mut self.manifest;
        manifest.articles += 1;
        manifest.passages += made.passages;
        manifest.quotes += made.quotes;
        manifest.text_bytes += made.text_bytes;
        manifest.undated += u64::from(!made.is_dated);
        if let Some(entry) = manifest.sources.last_mut() {
            entry.articles += 1;
        }
        self.report.new += 1;
        self.report.undated += u64::from(!made.is_dated);
        if let Some(reason) = made.date_refused {
            manifest.dates_refused += 1;
            let source = self.report.source.clone();
            self.progress.event(&Event::DateRefused { source, id: made.id, reason });
        }
        self.parts.add(&made.documents)?;
        self.sketches.add(made.sketch)
    }

    /// The source could not be opened.
    pub(super) fn closed(&mut self, fault: &Unreadable) {
        self.manifest.incomplete |= fault.again;
        if let Some(entry) = self.manifest.sources.last_mut() {
            entry.bytes = None;
        }
        self.left_out(self.report.source.clone(), None, fault.reason.clone(), true);
    }

    /// Something of the source is no article, or could not be read.
    pub(super) fn fault(&mut self, problem: Error) -> Result<()> {
        let own = self.report.source.clone();
        match problem {
            Error::NotArticles { source_name, reason } => self.left_out(source_name, None, reason, false),
            Error::Malformed { source_name, place, reason } => {
                self.left_out(source_name, place, reason, true);
            }
            Error::Read { path, cause } => {
                self.manifest.incomplete = true;
                // A path of this machine is not told: the manifest is the same on every one.
                let inside = path.to_str().filter(|path| path.starts_with(&own)).map(str::to_owned);
                self.left_out(inside.unwrap_or(own), None, cause.to_string(), true);
            }
            Error::OtherRecords { counts, .. } => {
                for (what, count) in counts {
                    *self.report.other_records.entry(what.clone()).or_default() += count;
                    if let Some(entry) = self.manifest.sources.last_mut() {
                        *entry.other_records.entry(what).or_default() += count;
                    }
                }
            }
            other => return Err(other),
        }
        Ok(())
    }

    fn left_out(&mut self, source: String, place: Option<String>, reason: String, skipped: bool) {
        let event = match skipped {
            true => Event::Skipped { source: source.clone(), place: place.clone(), reason: reason.clone() },
            false => Event::PassedOver { source: source.clone(), reason: reason.clone() },
        };
        if skipped {
            let (source_name, place, reason) = (source.clone(), place.clone(), reason.clone());
            self.progress.problem(&Error::Malformed { source_name, place, reason });
        }
        self.progress.event(&event);
        let count = u64::from(skipped);
        self.manifest.skipped += count;
        self.manifest.passed_over += 1 - count;
        self.report.skipped += count;
        self.report.passed_over += 1 - count;
        let Some(entry) = self.manifest.sources.last_mut() else { return };
        entry.skipped += count;
        entry.passed_over += 1 - count;
        if entry.left_out.len() < MOST_NAMED {
            entry.left_out.push(LeftOut { source, place, reason, skipped });
        }
    }

    /// Ends the last part and writes the manifest.
    pub(super) fn finish(self) -> Result<Manifest> {
        let mut manifest = self.manifest;
        manifest.parts = self.parts.finish()?;
        manifest.sketches = self.sketches.finish()?;
        manifest.write(self.folder, &self.work)?;
        Ok(manifest)
    }
}
