//! `onrecord verify`.

use super::error::CommandError;
use super::{Context, Exit};
use onrecord::index::{Check, Index, verify};
use std::io::{self, Write};

/// Most faults of one check that are shown as text.
const SHOWN: usize = 20;

/// Checks the index: every file, article, id and span; recounts facets and a sample of words by brute force.
///
/// Ends with 0 where all is right, 1 where something is wrong, 2 for an index that cannot be read.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: VerifyFormat,
}

/// Forms of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum VerifyFormat {
    /// For people.
    Text,
    /// One JSON array of checks, with all faults.
    Json,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    context.only_on_disk("whether it is whole")?;
    let index = Index::open(&context.index)?;
    let checks = verify(&index, &context.lexicon)?;
    context.output.results(|out| match args.format {
        VerifyFormat::Text => checks.iter().try_for_each(|check| write(check, out)),
        VerifyFormat::Json => {
            serde_json::to_writer(&mut *out, &checks)?;
            out.write_all(b"\n")
        }
    })?;
    let faults: usize = checks.iter().map(|check| check.faults.len()).sum();
    if faults == 0 {
        return Ok(Exit::Success);
    }
    context.output.note(&format!("{faults} faults; `onrecord ingest --rebuild` reads everything anew"));
    Ok(Exit::Partly)
}

fn write(check: &Check, out: &mut dyn Write) -> io::Result<()> {
    let state = match check.faults.len() {
        0 => "right".to_owned(),
        1 => "1 fault".to_owned(),
        many => format!("{many} faults"),
    };
    writeln!(out, "{:<13}{:>9}  {state}", check.what, check.checked)?;
    for fault in check.faults.iter().take(SHOWN) {
        writeln!(out, "  {}", onrecord::render::escape_line(fault))?;
    }
    if check.faults.len() > SHOWN {
        writeln!(out, "  and {} more", check.faults.len() - SHOWN)?;
    }
    Ok(())
}
