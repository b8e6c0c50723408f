//! A progress bar on a terminal; silence elsewhere. Problems are told as they are met.

use super::output::Output;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use onrecord::Error;
use onrecord::ingest::{Event, Progress};
use onrecord::render::escape_line;

/// Most problems told as they are met; the summary counts them all.
const TOLD: u64 = 50;

/// Shows how an ingest goes.
pub(super) struct Bar {
    bar: ProgressBar,
    told: std::sync::atomic::AtomicU64,
}

impl Bar {
    pub(super) fn new(output: &Output) -> Bar {
        let target =
            if output.watched() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let form = "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left {msg}";
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        Bar { bar, told: 0.into() }
    }
}

impl Progress for Bar {
    fn start(&self, _files: u64, bytes: u64) {
        self.bar.set_length(bytes);
    }

    fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn problem(&self, problem: &Error) {
        let told = self.told.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let line = match told {
            n if n < TOLD => format!("skipped {}", escape_line(&problem.to_string())),
            TOLD => "… more were skipped; the summary counts them".to_owned(),
            _ => return,
        };
        self.bar.suspend(|| anstream::eprintln!("{line}"));
    }

    /// What only a wordy ingest tells.
    fn event(&self, event: &Event) {
        let line = match event {
            Event::PassedOver { source, reason } => format!("passed over {source}: {reason}"),
            Event::DateRefused { source, id, reason } if source == id => format!("{id}: date {reason}"),
            Event::DateRefused { source, id, reason } => format!("{id} ({source}): date {reason}"),
            Event::Skipped { .. } | Event::Source(_) => return,
        };
        self.bar.suspend(|| anstream::eprintln!("{}", escape_line(&line)));
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
