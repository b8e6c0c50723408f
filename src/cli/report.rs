//! The report of an ingest: a line of JSON for each thing that happened, written as it happens.

use super::error::CommandError;
use onrecord::Error;
use onrecord::ingest::{Event, Progress};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Hands all it hears on, and writes what a report tells.
pub(super) struct Report<P> {
    progress: P,
    verbose: bool,
    file: Option<Mutex<Written>>,
}

struct Written {
    path: PathBuf,
    out: BufWriter<File>,
    fault: Option<std::io::Error>,
}

impl<P: Progress> Report<P> {
    pub(super) fn new(progress: P, path: Option<&Path>, verbose: bool) -> Result<Self, CommandError> {
        let create = |path: &Path| -> Result<_, CommandError> {
            let out = File::create(path).map_err(|cause| Error::Read { path: path.to_owned(), cause })?;
            Ok(Mutex::new(Written { path: path.to_owned(), out: BufWriter::new(out), fault: None }))
        };
        Ok(Report { progress, verbose, file: path.map(create).transpose()? })
    }

    /// Ends the report.
    pub(super) fn close(self) -> Result<(), CommandError> {
        let Some(file) = self.file else { return Ok(()) };
        let Written { path, mut out, fault } = file.into_inner().unwrap_or_else(PoisonError::into_inner);
        let flushed = out.flush();
        match fault.map_or(flushed, Err) {
            Ok(()) => Ok(()),
            Err(cause) => Err(Error::Read { path, cause }.into()),
        }
    }
}

impl<P: Progress> Progress for Report<P> {
    fn start(&self, files: u64, bytes: u64) {
        self.progress.start(files, bytes);
    }

    fn advance(&self, bytes: u64) {
        self.progress.advance(bytes);
    }

    fn problem(&self, problem: &Error) {
        self.progress.problem(problem);
    }

    fn event(&self, event: &Event) {
        if self.verbose {
            self.progress.event(event);
        }
        let Some(file) = &self.file else { return };
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.fault.is_none() {
            let written = serde_json::to_writer(&mut file.out, event).map_err(std::io::Error::from);
            file.fault = written.and_then(|()| file.out.write_all(b"\n")).err();
        }
    }

    fn finish(&self) {
        self.progress.finish();
    }
}
