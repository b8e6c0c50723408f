//! `onrecord extract --out`: extraction into files, alone or as one of many.

use super::error::CommandError;
use super::extract::Args;
use super::ingest::{count, not_taken};
use super::progress::Bar;
use super::report::Report;
use super::{Context, Exit};
use jiff::civil::Date;
use onrecord::Error;
use onrecord::shard::{BUCKETS, Input, MOST_BUCKETS, Options, PART_BYTES, Shard, Summary, extract};
use onrecord::source::STANDARD_INPUT;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Flags of an extraction into files.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Extraction into files")]
pub(super) struct PartsArgs {
    /// Write what an engine elsewhere is given to a folder, in parts of one request each with a manifest for each bucket;
    /// what is finished there, of the same files and settings, is left alone.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["format", "explain"])]
    pub(super) out: Option<PathBuf>,
    /// Only the I-th of N shards, I from 0 to N-1. Files are dealt by a hash of their names, so all shards must be given
    /// the same paths; a file of many articles is dealt as one.
    #[arg(long, value_name = "I/N", default_value = "0/1", hide_default_value = true, requires = "out")]
    shard: Shard,
    /// Read the files named in a list, a path a line (`-` is standard input), instead of all below PATH; each lies below
    /// a PATH and is named after it, or, where no PATH is given, is named as it is listed.
    #[arg(long, value_name = "FILE", requires = "out")]
    from_list: Option<PathBuf>,
    /// Into how many buckets files are dealt, the same for all shards: more than shards, for a restart goes on at the
    /// bucket that was not finished.
    #[arg(long, value_name = "N", default_value_t = BUCKETS, requires = "out",
          value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_BUCKETS)))]
    buckets: u32,
    /// Most bytes of a part before compression; a larger document stands alone.
    #[arg(long, value_name = "BYTES", default_value_t = PART_BYTES, requires = "out")]
    part_bytes: usize,
    /// Refuse dates later than the day after this one, instead of today: for shards that run on different days.
    #[arg(long, value_name = "DATE", requires = "out")]
    as_of: Option<Date>,
    /// Extracting threads; by default as many as there are processors.
    #[arg(long, value_name = "N", requires = "out", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Write what became of every file, and why what was skipped was, to a file of JSON Lines.
    #[arg(long, value_name = "FILE", requires = "out")]
    report: Option<PathBuf>,
    /// Also name the files that hold no articles, and the dates that were not taken.
    #[arg(long, short, requires = "out")]
    verbose: bool,
}

/// Extracts into the folder `out`.
pub(super) fn run(args: &Args, out: &Path, context: &mut Context) -> Result<Exit, CommandError> {
    let parts = &args.parts;
    if parts.shard.of() > parts.buckets {
        return Err(CommandError::new(
            format!("{} shards cannot share {} buckets", parts.shard.of(), parts.buckets),
            "give all shards the same --buckets, several times their number",
        ));
    }
    if args.paths.iter().any(|path| path.as_os_str() == STANDARD_INPUT) {
        return Err(CommandError::new(
            "standard input cannot be dealt to shards",
            "write it to a file, or name files in a list: --from-list -",
        ));
    }
    let mut options = Options::new(out.to_owned());
    options.shard = parts.shard;
    options.buckets = parts.buckets;
    options.part_bytes = parts.part_bytes;
    options.skip = vec![context.index.clone()];
    options.reading = args.reading.reading(args.input_format.as_deref());
    if let Some(day) = parts.as_of {
        options.reading.last_day = day.tomorrow().ok();
        options.settings.push(format!("as of {day}"));
    }
    options.settings.extend(context.model.as_ref().map(|hash| format!("model {hash}")));
    if let Some(threads) = parts.threads {
        options.threads = threads.into();
    }
    let input = match &parts.from_list {
        None => Input::Walk(args.paths.clone()),
        Some(list) => Input::List { lines: lines(list)?, folders: args.paths.clone() },
    };
    let progress = Report::new(Bar::new(&context.output), parts.report.as_deref(), parts.verbose)?;
    let summary = extract(input, &options, &context.lexicon, &progress);
    progress.close()?;
    let summary = summary?;
    tell(&summary, parts.verbose, context);
    Ok(if summary.skipped == 0 { Exit::Success } else { Exit::Partly })
}

fn lines(list: &Path) -> Result<Box<dyn BufRead>, CommandError> {
    if list.as_os_str() == STANDARD_INPUT {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let file = File::open(list).map_err(|cause| Error::Read { path: list.to_owned(), cause })?;
    Ok(Box::new(BufReader::new(file)))
}

/// Says what was done; the outcome is in files, so this goes to stderr.
fn tell(summary: &Summary, verbose: bool, context: &Context) {
    let out = &context.output;
    let (articles, sources) = (count(summary.articles, "article"), count(summary.sources, "file"));
    let undated = if summary.undated > 0 { format!(", {} undated", summary.undated) } else { String::new() };
    let (passages, quotes) = (count(summary.passages, "passage"), count(summary.quotes, "quote"));
    let (parts, megabytes) = (count(summary.parts, "part"), summary.bytes as f64 / 1e6);
    out.note(&format!(
        "{articles} of {sources}{undated}: {passages}, of which {quotes}; {parts}, {megabytes:.1} MB"
    ));
    if summary.finished > 0 {
        let finished = summary.finished;
        out.note(&format!("{finished} of {} finished before", count(summary.buckets, "bucket")));
    }
    if summary.passages_now > 0 {
        let seconds = summary.wall.as_secs_f64().max(1e-9);
        out.note(&format!(
            "{:.1} MB of text in {seconds:.2} s: {:.1} MB/s, {:.0} passages/s; {:.2} s of processor time; \
             sketches {:.0} bytes a passage",
            summary.text_bytes as f64 / 1e6,
            summary.text_bytes as f64 / 1e6 / seconds,
            summary.passages_now as f64 / seconds,
            summary.processor.as_secs_f64(),
            summary.sketch_bytes as f64 / summary.passages as f64,
        ));
    }
    tell_left_out(summary, verbose, context);
}

fn tell_left_out(summary: &Summary, verbose: bool, context: &Context) {
    let out = &context.output;
    if summary.skipped > 0 {
        out.note(&format!("{} skipped, named in the manifests, with the reasons", summary.skipped));
    }
    not_taken(summary.dates_refused, &summary.other_records, verbose, out);
    if summary.passed_over > 0 {
        let files = count(summary.passed_over, "file");
        out.note(&format!("{files} passed over, not articles, named in the manifests"));
    }
}
