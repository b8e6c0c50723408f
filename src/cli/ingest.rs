//! `onrecord ingest`.

use super::error::CommandError;
use super::output::Output;
use super::progress::Bar;
use super::{Context, Exit};
use onrecord::ingest::{Options, Summary};
use std::path::PathBuf;
use std::time::Duration;

/// Reads articles, extracts what they say, and indexes it.
///
/// Only what is new or changed is read. Ends with 0 when all was read, 1 when something was skipped, 2 when it could
/// not run.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Files and folders of articles.
    #[arg(value_name = "PATH", default_value = "corpus")]
    paths: Vec<PathBuf>,
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
    /// Seconds between commits.
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    commit_every: f64,
    /// Also name the files that hold no articles.
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
    let progress = Bar::new(&context.output);
    let summary = onrecord::ingest::ingest(&context.index, &options, &context.lexicon, &progress)?;
    drop(progress);
    report(&summary, args.verbose, &context.output);
    Ok(if summary.problems.is_empty() { Exit::Success } else { Exit::Partly })
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
    if !summary.problems.is_empty() {
        out.note(&format!("{} skipped, each named above", summary.problems.len()));
    }
    if summary.passed_over.is_empty() {
        return;
    }
    let files = count(summary.passed_over.len() as u64, "file");
    if verbose {
        out.note(&format!("{files} passed over, not articles:"));
        summary.passed_over.iter().for_each(|(name, reason)| out.note(&format!("  {name}: {reason}")));
    } else {
        let names: Vec<&str> = summary.passed_over.iter().take(3).map(|(name, _)| name.as_str()).collect();
        let more = if summary.passed_over.len() > 3 { ", …; --verbose names them all" } else { "" };
        out.note(&format!("{files} passed over, not articles: {}{more}", names.join(", ")));
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
fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
