//! `onrecord show`.

use super::error::CommandError;
use super::output::FormatArg;
use super::{Context, Exit};
use onrecord::index::{Index, Searcher};
use onrecord::render::{ReadArticle, renderer};

/// Shows one article, its quotes marked with speaker and certainty.
///
/// In text, `[1 …]` marks a quote and the note below its paragraph says who spoke, the mention it was told by, the
/// kind of quote, the cue, the certainty and the rule that decided.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The article's id, as it stands below a hit.
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Form of the answer; JSON is the form of `extract`, CSV lists the quotes.
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let index = Index::open(&context.index)?;
    let found = Searcher::new(&index, &context.lexicon)?.article(&args.article)?;
    let read = ReadArticle { article: &found.article, countries: &found.countries, quotes: &found.quotes };
    let renderer = renderer(args.format.format(), &context.lexicon);
    context.output.results(|out| renderer.article(&read, out))?;
    Ok(Exit::Success)
}
