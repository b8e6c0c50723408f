//! `onrecord train`.

use super::error::CommandError;
use super::{Context, Exit};
use std::path::PathBuf;

/// Trains the model that tells what was said, by which cue and by whom, from hand annotation.
///
/// The folder holds `text/NAME.txt` and, for each, `attributions/NAME.ann` in brat's standoff form with `Content`,
/// `Cue` and `Source`. The same files give the same model, byte for byte.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Folder of annotated articles.
    #[arg(value_name = "GOLD_DIR")]
    gold: PathBuf,
    /// Where to write the model.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let model = onrecord::quote::train(&args.gold, &context.lexicon)?;
    std::fs::write(&args.out, &model)
        .map_err(|cause| onrecord::Error::Read { path: args.out.clone(), cause })?;
    context.output.note(&format!("{}: {} bytes", args.out.display(), model.len()));
    Ok(Exit::Success)
}
