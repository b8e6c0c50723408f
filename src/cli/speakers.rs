//! `onrecord speakers`.

use super::error::CommandError;
use super::output::FormatArg;
use super::{Context, Exit};
use onrecord::Error;
use onrecord::index::Searcher;
use onrecord::query::hundredths;
use onrecord::render::{escape_line, renderer};

/// Lists who speaks: quotes, first and last day, and the names each goes by.
///
/// Names are one speaker's where they differ in case, accents, hyphens, initials or a usual way of putting a Slavic
/// ending into Latin letters, or where one is a surname that a single person bears. For all else there is `--aliases`.
/// Ends with 0 for speakers, 1 for none, 2 for an error.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Only names of which a word begins so.
    #[arg(value_name = "PREFIX")]
    prefix: Option<String>,
    /// List pairs that may be one speaker instead, likeliest first, as lines for an alias file; nothing is joined.
    #[arg(long, conflicts_with_all = ["prefix", "format"])]
    suggest: bool,
    /// Count only quotes at least this certain, from 0 to 1.
    #[arg(long, value_name = "X", value_parser = hundredths, conflicts_with = "suggest")]
    min_certainty: Option<u64>,
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let opened = context.open()?;
    let searcher = opened.archive(context)?;
    if args.suggest {
        let on_disk =
            searcher.on_disk().ok_or(Error::NotOnEngine { what: "which names may be one".to_owned() })?;
        return suggest(on_disk, context);
    }
    let rows = searcher.roster(args.min_certainty, args.prefix.as_deref())?;
    let renderer = renderer(args.format.format(), &context.lexicon);
    context.output.results(|out| renderer.speakers(&rows, out))?;
    Ok(if rows.is_empty() { Exit::Partly } else { Exit::Success })
}

fn suggest(searcher: &Searcher<'_>, context: &Context) -> Result<Exit, CommandError> {
    let pairs = searcher.speakers()?.suggestions();
    context.output.results(|out| {
        pairs.iter().try_for_each(|(a, b, likeness)| {
            writeln!(out, "{}\t{}\t# {likeness:.2}", escape_line(&a.name), escape_line(&b.name))
        })
    })?;
    Ok(if pairs.is_empty() { Exit::Partly } else { Exit::Success })
}
