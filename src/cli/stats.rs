//! `onrecord stats`.

use super::error::CommandError;
use super::output::FormatArg;
use super::{Context, Exit};
use onrecord::index::{Index, Searcher};
use onrecord::render::renderer;

/// Says what the index holds: articles, passages, quotes, speakers, countries, dates, size.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    context.only_on_disk("for all that is in it")?;
    let index = Index::open(&context.index)?;
    let stats = Searcher::new(&index, &context.lexicon)?.stats()?;
    let renderer = renderer(args.format.format(), &context.lexicon);
    context.output.results(|out| renderer.stats(&stats, out))?;
    Ok(Exit::Success)
}
