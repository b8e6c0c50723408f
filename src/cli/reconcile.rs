//! `onrecord reconcile`.

use super::error::CommandError;
use super::ingest::count;
use super::{Context, Exit};
use std::path::PathBuf;

/// Finds what is printed again, and who is one speaker, over all parts that `extract --out` wrote.
///
/// Reads the sketches beside the parts, not the text, and writes what it found as further parts. All shards must have
/// ended. Ends with 0 when it was done, 2 when it could not run.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Folders of parts; their order does not matter.
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// Where to write what was found; by default the first folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// A number that is greater for a later reconciling; by default how many passages there are.
    #[arg(long, value_name = "N")]
    order: Option<u64>,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let begun = std::time::Instant::now();
    let processor = cpu_time::ProcessTime::now();
    let out = args.out.as_ref().unwrap_or(&args.folders[0]);
    let found = onrecord::shard::reconcile(&args.folders, out, args.order)?;
    context.output.note(&format!(
        "{} and {} in {} looked at: {} of copies with {}, {} of whole articles, {} of several names",
        count(found.articles, "article"),
        count(found.passages, "passage"),
        count(found.manifests, "bucket"),
        count(found.copies, "group"),
        count(found.copied, "passage"),
        count(found.article_copies, "group"),
        count(found.speakers, "speaker"),
    ));
    context.output.note(&format!(
        "{} written; {:.2} s, {:.2} s of processor time",
        count(found.parts.len() as u64, "part"),
        begun.elapsed().as_secs_f64(),
        processor.elapsed().as_secs_f64(),
    ));
    Ok(Exit::Success)
}
