//! `onrecord engine`.

use super::error::CommandError;
use super::{Context, Exit};
use clap::Subcommand;
use onrecord::engine::Engine;

/// Makes and looks after an index on an engine, named by --engine.
///
/// An index is made by `init`, filled by `onrecord ingest` or `onrecord load`, and searched by all commands that take
/// --engine. Articles that have changed are loaded into a new one, to which an alias is then moved by `switch`.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Makes the index.
    Init {
        /// Shards of the index; one holds about fifty million passages well. Quickwit has none.
        #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=1024))]
        shards: u32,
        /// Copies of each shard on other machines.
        #[arg(long, value_name = "N", default_value = "0", value_parser = clap::value_parser!(u32).range(0..=16))]
        replicas: u32,
    },
    /// Says what the engine is and what the index holds.
    Status,
    /// Moves an alias to the index, in one step, from wherever it was.
    Switch {
        /// The name that is searched from then on.
        #[arg(value_name = "ALIAS")]
        alias: String,
    },
    /// Drops the index with all that is in it.
    Drop {
        /// That it is meant.
        #[arg(long)]
        yes: bool,
    },
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let Some(engine) = context.engine.connect()? else {
        return Err(CommandError::new("which engine?", "name it with --engine http://HOST:PORT/INDEX"));
    };
    let index = engine.address().index().to_owned();
    match &args.command {
        Command::Init { shards, replicas } => {
            engine.init(*shards, *replicas)?;
            context.output.note(&format!("{index} made on {}", engine.kind()));
        }
        Command::Status => return status(&engine, context),
        Command::Switch { alias } => {
            let was: Vec<String> = engine.switch(alias)?.into_iter().filter(|old| *old != index).collect();
            let from = if was.is_empty() { String::new() } else { format!(", no longer {}", was.join(", ")) };
            context.output.note(&format!("{alias} is {index}{from}"));
        }
        Command::Drop { yes: false } => {
            return Err(CommandError::new(format!("{index} would be gone for good"), "say --yes"));
        }
        Command::Drop { yes: true } => {
            engine.drop_index()?;
            context.output.note(&format!("{index} dropped"));
        }
    }
    Ok(Exit::Success)
}

fn status(engine: &Engine, context: &Context) -> Result<Exit, CommandError> {
    let status = engine.status()?;
    let form = match status.format {
        Some(format) => format!("format {format}"),
        None if status.articles == 0 => "empty".to_owned(),
        None => "in part of other formats: load it anew".to_owned(),
    };
    context.output.results(|out| {
        writeln!(out, "engine    {}", engine.kind())?;
        writeln!(out, "index     {}, {form}", engine.address().index())?;
        writeln!(out, "articles  {}", status.articles)?;
        writeln!(out, "passages  {}, of which quotes {}", status.passages, status.quotes)
    })?;
    Ok(Exit::Success)
}
