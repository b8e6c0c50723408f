//! `onrecord timeline`.

use super::error::CommandError;
use super::filters::FilterArgs;
use super::matching::MatchingArgs;
use super::output::FormatArg;
use super::search::{hits, note_beside, note_reading, one};
use super::{Context, Exit, nothing, update};
use onrecord::query::{Copies, Query};
use onrecord::render::renderer;
use onrecord::timeline::By;
use std::path::PathBuf;

/// Draws the hits over time.
///
/// A bar for each day, week, month or year from the first with hits to the last, under all filters; what is undated is
/// said. Each copy counts by itself, as with `onrecord search --all-copies`.
///
/// Ends with 0 for hits, 1 for none, 2 for an error.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// What to look for; all passages when left out.
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// What a bar stands for; left out, the finest that is taken in at a glance.
    #[arg(long, value_enum, value_name = "STRETCH")]
    by: Option<ByArg>,
    /// Bring the index up to date with this folder first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    #[command(flatten)]
    matching: MatchingArgs,
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
    // Last, since what follows would stand under their heading in the help.
    #[command(flatten)]
    filters: FilterArgs,
}

/// What a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ByArg {
    /// A day.
    Day,
    /// A week, from Monday on.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let mut query = Query::new_on(
        args.query.as_deref().unwrap_or_default(),
        args.filters.checked(context)?,
        context.today,
    )?;
    args.matching.ask(&mut query);
    // What is said of an empty answer is counted as the bars would be.
    query.copies = Copies::Each;
    update(args.corpus.as_deref(), context)?;
    let opened = context.open()?;
    let searcher = opened.archive(context)?;
    let by = args.by.map(|by| match by {
        ByArg::Day => By::Day,
        ByArg::Week => By::Week,
        ByArg::Month => By::Month,
        ByArg::Year => By::Year,
    });
    let (results, timeline) = searcher.timeline(&query, by)?;
    let renderer = renderer(args.format.format(), &context.lexicon);
    context.output.results(|out| renderer.timeline(&timeline, out))?;
    note_reading(&results, context);
    note_beside("also looked for", &results.beside, context);
    if args.format == FormatArg::Text {
        let undated =
            if timeline.undated == 0 { String::new() } else { format!(", {} undated", timeline.undated) };
        context.output.note(&format!(
            "\n{} by {}{undated}",
            hits(timeline.total, query.group),
            timeline.by.name()
        ));
        if timeline.total == 0 {
            nothing::note(&searcher.nothing(&query)?, one(query.group), &args.filters, context);
        }
    }
    Ok(if timeline.total > 0 { Exit::Success } else { Exit::Partly })
}
