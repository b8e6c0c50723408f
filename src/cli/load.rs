//! `onrecord load`.

use super::error::CommandError;
use super::{Context, Exit};
use onrecord::engine::{Bulk, Loaded};
use onrecord::shard::{Part, parts};
use std::path::PathBuf;

/// Loads what `onrecord extract --out DIR` wrote into the index that --engine names.
///
/// What is there already is not loaded again, so that it may be killed and begun again. On Quickwit wait a minute before
/// that, for what it took last is not seen at once.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Folders of parts.
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let Some(engine) = context.engine.connect()? else {
        return Err(CommandError::new("which engine?", "name it with --engine http://HOST:PORT/INDEX"));
    };
    let (mut loaded, mut number) = (Loaded::default(), 0);
    for folder in &args.folders {
        for Part { hash, path, documents } in parts(folder)? {
            let name = path.display().to_string();
            let bulk = Bulk::new(&name, onrecord::shard::read(&path, &hash)?)?;
            if bulk.len() as u64 != documents {
                let why = format!("{name} has {} documents, its manifest says {documents}", bulk.len());
                return Err(CommandError::new(why, "extract it again"));
            }
            loaded.add(engine.load(&hash, &bulk)?);
            number += 1;
        }
    }
    engine.refresh()?;
    let Loaded { created, known } = loaded;
    context.output.note(&format!("{number} parts: {created} documents loaded, {known} were there"));
    Ok(Exit::Success)
}
