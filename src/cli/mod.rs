//! The commands, a file each; what they share is here.

mod completions;
mod diff;
mod engine;
mod error;
mod extract;
mod facets;
mod filters;
mod ingest;
mod load;
mod matching;
mod nothing;
mod opened;
mod output;
mod progress;
mod queries;
mod reading;
mod reconcile;
mod report;
mod search;
mod serve;
mod shard;
mod show;
mod similar;
mod speakers;
mod stats;
mod timeline;
mod trace;
mod train;
mod typed;
mod verify;

use clap::{ArgMatches, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};
use error::CommandError;
use onrecord::lang::Lexicon;
use onrecord::speaker::Aliases;
use output::Output;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A search engine for the news record: who said what about X, when, and about which country.
#[derive(Parser)]
#[command(name = "onrecord", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Flags of every command.
#[derive(clap::Args, Clone, Debug)]
struct Global {
    /// Folder of the index.
    #[arg(long, global = true, value_name = "DIR", default_value = "index", env = "ONRECORD_INDEX")]
    index: PathBuf,
    /// Names that are one speaker's: lines of a name and its variants, parted by tabs, or TOML.
    #[arg(long, global = true, value_name = "FILE", env = "ONRECORD_ALIASES")]
    aliases: Option<PathBuf>,
    /// Model that tells quotes and their sources, instead of the built-in one; see `onrecord train`.
    #[arg(long, global = true, value_name = "FILE", env = "ONRECORD_MODEL")]
    model: Option<PathBuf>,
    /// When to use colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    #[command(flatten)]
    engine: opened::EngineArgs,
}

#[derive(Subcommand)]
enum Command {
    Ingest(ingest::Args),
    Search(search::Args),
    Serve(serve::Args),
    Facets(facets::Args),
    Diff(diff::Args),
    Timeline(timeline::Args),
    Similar(similar::Args),
    Show(show::Args),
    Extract(extract::Args),
    Reconcile(reconcile::Args),
    Speakers(speakers::Args),
    Stats(stats::Args),
    Verify(verify::Args),
    Trace(trace::Args),
    Train(train::Args),
    Completions(completions::CompletionArgs),
    Man(completions::ManArgs),
    Load(load::Args),
    Engine(engine::Args),
}

/// How a command ended, as the shell sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Hits were found; all was ingested.
    Success,
    /// Nothing was found; some of it was skipped.
    Partly,
    /// It could not be done.
    Failure,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Success => 0,
            Exit::Partly => 1,
            Exit::Failure => 2,
        })
    }
}

/// What a command needs of its surroundings.
struct Context {
    index: PathBuf,
    /// The engine to ask instead, where one is named.
    engine: opened::EngineArgs,
    output: Output,
    lexicon: Lexicon,
    aliases: Aliases,
    /// Where the aliases were read from, as a whole path.
    alias_file: Option<PathBuf>,
    /// The hash of the model that was given.
    model: Option<String>,
    /// What was typed.
    typed: ArgMatches,
    /// What days such as yesterday are counted from: one day for the whole of a command.
    today: jiff::civil::Date,
}

pub(crate) fn main() -> ExitCode {
    let matches = Cli::command().try_get_matches();
    let parsed = matches.and_then(|typed| Ok((Cli::from_arg_matches(&typed)?, typed)));
    let (cli, typed) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help and version are no errors, and a closed pipe is the reader's choice.
            let _ = error.print();
            return Exit::from_clap(&error).into();
        }
    };
    let mut context = Context {
        index: cli.global.index.clone(),
        engine: cli.global.engine.clone(),
        output: Output::new(cli.global.color),
        lexicon: Lexicon::new(),
        aliases: Aliases::default(),
        alias_file: None,
        model: None,
        typed,
        today: jiff::ZonedDateTime::now().date(),
    };
    if let Some(path) = &cli.global.aliases {
        match read_aliases(path) {
            Ok(read) => context.aliases = read,
            Err(error) => return context.output.report(&error).into(),
        }
        context.alias_file = std::fs::canonicalize(path).ok();
    }
    if let Some(path) = &cli.global.model {
        match use_model(path, &mut context.lexicon) {
            Ok(hash) => context.model = Some(hash),
            Err(error) => return context.output.report(&error).into(),
        }
    }
    let done = match cli.command {
        Command::Ingest(args) => ingest::run(&args, &mut context),
        Command::Search(args) => search::run(&args, &mut context),
        Command::Serve(args) => serve::run(&args, &mut context),
        Command::Diff(args) => diff::run(&args, &mut context),
        Command::Facets(args) => facets::run(&args, &mut context),
        Command::Timeline(args) => timeline::run(&args, &mut context),
        Command::Similar(args) => similar::run(&args, &mut context),
        Command::Show(args) => show::run(&args, &mut context),
        Command::Extract(args) => extract::run(&args, &mut context),
        Command::Reconcile(args) => reconcile::run(&args, &mut context),
        Command::Speakers(args) => speakers::run(&args, &mut context),
        Command::Stats(args) => stats::run(&args, &mut context),
        Command::Verify(args) => verify::run(&args, &mut context),
        Command::Trace(args) => trace::run(&args, &mut context),
        Command::Train(args) => train::run(&args, &mut context),
        Command::Completions(args) => completions::run(&args, &mut context),
        Command::Load(args) => load::run(&args, &mut context),
        Command::Engine(args) => engine::run(&args, &mut context),
        Command::Man(args) => completions::man(&args, &mut context),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(error) => context.output.report(&error).into(),
    }
}

impl Exit {
    fn from_clap(error: &clap::Error) -> Exit {
        if error.use_stderr() { Exit::Failure } else { Exit::Success }
    }
}

/// Reads a user's alias file.
fn read_aliases(path: &Path) -> Result<Aliases, CommandError> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| onrecord::Error::Read { path: path.to_owned(), cause })?;
    let toml = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) || Aliases::is_toml(&text);
    let (read, hint) = match toml {
        true => (
            Aliases::parse_toml(&text),
            "write [[speaker]] with name = \"…\", variants = [\"…\"], and perhaps from and to as 2025-09-04",
        ),
        false => (
            Aliases::parse(&text),
            "write a name and its variants on a line, parted by tabs, and perhaps from=2025-09-04 and to=2025-09-04",
        ),
    };
    read.map_err(|error| {
        let place = format!("{}, line {}: {}", path.display(), error.line, error.reason);
        CommandError::new(place, hint)
    })
}

/// Reads a model file in place of the built-in model; its hash.
fn use_model(path: &Path, lexicon: &mut Lexicon) -> Result<String, CommandError> {
    let file = std::fs::read(path).map_err(|cause| onrecord::Error::Read { path: path.to_owned(), cause })?;
    match lexicon.use_model(&file) {
        true => Ok(blake3::hash(&file).to_string()),
        false => Err(CommandError::new(
            format!("{} is no model of this version", path.display()),
            "make one with `onrecord train GOLD_DIR --out FILE`",
        )),
    }
}

/// The whole command line, for completions and manual pages.
fn command() -> clap::Command {
    Cli::command()
}

/// Brings the index up to date with a folder before it is searched, without a word unless something was skipped.
fn update(corpus: Option<&Path>, context: &mut Context) -> Result<(), CommandError> {
    let Some(corpus) = corpus else { return Ok(()) };
    context.only_on_disk("to be brought up to date by a search")?;
    let options = onrecord::ingest::Options::new(vec![corpus.to_owned()]);
    let progress = progress::Bar::new(&context.output);
    let summary = onrecord::ingest::ingest(&context.index, &options, &context.lexicon, &progress)?;
    drop(progress);
    ingest::report_update(&summary, &mut context.output);
    Ok(())
}
