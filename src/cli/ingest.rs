//! `onrecord ingest`.

use super::error::CommandError;
use super::output::Output;
use super::progress::Bar;
use super::reading::{ReadingArgs, formats};
use super::report::Report;
use super::{Context, Exit};
use onrecord::ingest::{Options, Summary};
use onrecord::source::STANDARD_INPUT;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// Reads articles, extracts what they say, and indexes it.
///
/// Only what is new or changed is read. Ends with 0 when all was read, 1 when something was skipped, 2 when it could
/// not run.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Files and folders of articles, archives of them, or `-` for standard input.
    #[arg(value_name = "PATH", default_value = "corpus")]
    paths: Vec<PathBuf>,
    /// Format of the articles, where their content does not tell; for folders it holds in later ingests too.
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    format: Option<String>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// What articles from standard input are named after.
    #[arg(long, value_name = "NAME", default_value = "stdin")]
    name: String,
    /// Write what became of every source, and why what was skipped was, to a file of JSON Lines.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Remove articles whose file, or whose place in it, is gone.
    #[arg(long)]
    prune: bool,
    /// Take this folder, by the name its articles' ids begin with, out of the index with all its articles.
    #[arg(long, value_name = "NAME")]
    forget: Vec<String>,
    /// End at the first file or article that cannot be read, without a commit.
    #[arg(long)]
    strict: bool,
    /// Read everything anew into a new index, which takes the place of the old one when it is complete.
    #[arg(long)]
    rebuild: bool,
    /// Date articles that have no other date by their file's modification time, now and in later ingests.
    #[arg(long)]
    date_from_mtime: bool,
    /// Extracting threads; by default as many as there are processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Bytes of memory for the index's writing threads, 15 MB each at least.
    #[arg(long, value_name = "BYTES")]
    memory: Option<usize>,
    /// Seconds between commits.
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    commit_every: f64,
    /// Also name the files that hold no articles, and the dates that were not taken.
    #[arg(long, short)]
    verbose: bool,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let mut options = Options::new(args.paths.clone());
    options.prune = args.prune;
    options.forget = args.forget.clone();
    options.strict = args.strict;
    options.rebuild = args.rebuild;
    options.date_from_file_time = args.date_from_mtime;
    options.commit_every = Duration::try_from_secs_f64(args.commit_every).map_err(|_| {
        CommandError::new(
            format!("--commit-every {}: no length of time", args.commit_every),
            "give seconds, such as 30",
        )
    })?;
    if let Some(threads) = args.threads {
        options.threads = threads.into();
    }
    if let Some(memory) = args.memory {
        options.memory = memory;
    }
    options.reading = args.reading.reading(args.format.as_deref());
    options.standard_input = args.name.clone();
    let engine = context.engine.connect()?;
    if engine.is_some() {
        args.check_for_engine()?;
    }
    let progress = Report::new(Bar::new(&context.output), args.report.as_deref(), args.verbose)?;
    let summary = match &engine {
        Some(engine) => {
            let reading = std::sync::Arc::new(options.reading.clone());
            onrecord::engine::ingest(engine, &options.paths, &reading, &context.lexicon, &progress)
        }
        None => onrecord::ingest::ingest(&context.index, &options, &context.lexicon, &progress),
    };
    progress.close()?;
    let summary = summary?;
    report(&summary, args.verbose, &context.output);
    if engine.is_some() && summary.written() > 0 {
        context.output.note(
            "what of it is printed again is not known: `onrecord extract --out DIR`, `reconcile DIR` and `load DIR` find it",
        );
    }
    Ok(if summary.skipped == 0 { Exit::Success } else { Exit::Partly })
}

impl Args {
    /// Refuses what has no meaning for an engine, which keeps what it has.
    fn check_for_engine(&self) -> Result<(), CommandError> {
        let given = [
            (self.prune, "--prune"),
            (!self.forget.is_empty(), "--forget"),
            (self.strict, "--strict"),
            (self.rebuild, "--rebuild"),
            (self.date_from_mtime, "--date-from-mtime"),
            (self.memory.is_some(), "--memory"),
            (self.paths.iter().any(|path| path.as_os_str() == STANDARD_INPUT), "-"),
        ];
        match given.iter().find(|(is, _)| *is) {
            Some((_, flag)) => Err(CommandError::new(
                format!("{flag} has no meaning for an engine, which keeps what it has"),
                "load into a new index and move an alias to it with `onrecord engine switch`",
            )),
            None => Ok(()),
        }
    }
}

/// Says what was done; results of an ingest are in the index, so this goes to stderr.
fn report(summary: &Summary, verbose: bool, out: &Output) {
    if summary.written() == 0 {
        out.note(&format!("nothing new: {} unchanged", count(summary.unchanged, "article")));
    } else {
        out.note(&written(summary));
        out.note(&speed(summary));
    }
    skipped(summary, verbose, out);
    gone(summary, out);
}

/// What a search with `--corpus` says: nothing when nothing changed.
pub(super) fn report_update(summary: &Summary, out: &mut Output) {
    if summary.written() > 0 {
        out.note(&written(summary));
    }
    skipped(summary, false, out);
    gone(summary, out);
}

fn written(summary: &Summary) -> String {
    let mut parts = vec![format!("{} new", count(summary.added, "article"))];
    if summary.replaced > 0 {
        parts.push(format!("{} changed", summary.replaced));
    }
    if summary.unchanged > 0 {
        parts.push(format!("{} unchanged", summary.unchanged));
    }
    if summary.undated > 0 {
        parts.push(format!("{} undated", summary.undated));
    }
    let (passages, quotes) = (count(summary.passages, "passage"), count(summary.quotes, "quote"));
    format!("{}: {passages}, of which {quotes}", parts.join(", "))
}

fn speed(summary: &Summary) -> String {
    let [reading, extracting, indexing] = summary.shares.percent();
    format!(
        "{:.1} MB of text in {:.2} s: {:.1} MB/s, {:.0} articles/s; {:.2} s of processor time: {reading:.0} % reading, \
         {extracting:.0} % extracting, {indexing:.0} % indexing",
        summary.text_bytes as f64 / 1e6,
        summary.wall.as_secs_f64(),
        summary.mb_per_second(),
        summary.articles_per_second(),
        summary.shares.all().as_secs_f64(),
    )
}

fn skipped(summary: &Summary, verbose: bool, out: &Output) {
    if summary.skipped > 0 {
        out.note(&format!("{} skipped, named above or in a --report", summary.skipped));
    }
    not_taken(summary.dates_refused, &summary.other_records, verbose, out);
    if summary.passed_over == 0 {
        return;
    }
    let files = count(summary.passed_over, "file");
    if verbose {
        return out.note(&format!("{files} passed over, not articles, each named above"));
    }
    let names = &summary.passed_over_first;
    let more = if summary.passed_over > names.len() as u64 { ", …; --verbose names them all" } else { "" };
    out.note(&format!("{files} passed over, not articles: {}{more}", names.join(", ")));
}

/// Says which dates were not taken, and what archives held that no article can be in.
pub(super) fn not_taken(dates: u64, other_records: &BTreeMap<String, u64>, verbose: bool, out: &Output) {
    if dates > 0 {
        let named = if verbose { "named above" } else { "--verbose names them" };
        out.note(&format!("{} not taken, {named}", count(dates, "date")));
    }
    if !other_records.is_empty() {
        let of_each: Vec<String> =
            other_records.iter().map(|(what, count)| format!("{what} ({count})")).collect();
        let all = count(other_records.values().sum(), "record");
        out.note(&format!("{all} without an article: {}", of_each.join(", ")));
    }
}

fn gone(summary: &Summary, out: &Output) {
    let list = |what: String, names: &[String]| {
        if !names.is_empty() {
            out.note(&what);
            names.iter().for_each(|name| out.note(&format!("  {name}")));
        }
    };
    let articles = |n: usize| count(n as u64, "article");
    if summary.forgotten > 0 {
        out.note(&format!("{} forgotten", count(summary.forgotten, "article")));
    }
    let gone = match summary.pruned {
        true => format!("{} removed, gone from the folder:", articles(summary.gone.len())),
        false => {
            let n = articles(summary.gone.len());
            format!("{n} gone from the folder, still in the index (--prune removes them):")
        }
    };
    list(gone, &summary.gone);
    let n = articles(summary.unaccounted.len());
    list(format!("{n} not met in files with faults, kept in the index:"), &summary.unaccounted);
    let n = count(summary.missing.len() as u64, "folder");
    let forget = "their articles stay (--forget NAME removes them)";
    list(format!("{n} no longer in place, {forget}:"), &summary.missing);
}

/// `1 article`, `2 articles`.
pub(super) fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
