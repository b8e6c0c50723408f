//! `onrecord trace`.

use super::error::CommandError;
use super::filters::FilterArgs;
use super::output::FormatArg;
use super::search::{limit, note_read_as};
use super::{Context, Exit, nothing, update};
use onrecord::index::Trace;
use onrecord::query::Query;
use onrecord::render::{TraceAnswer, renderer};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Finds the printings of a quotation, in order of date, with what each cuts or changes.
///
/// A printing is a quote that has the words in order, or a good part of them, or a paragraph where no quote has. Each is
/// compared with the earliest: [-cut-] and {+added+} words are marked, and how much is the same is said. Filters leave
/// printings out, and then the earliest is the earliest of those that are left.
///
/// Ends with 0 for printings, 1 for none, 2 for an error.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The quotation, whole or in part.
    #[arg(value_name = "QUOTATION", allow_hyphen_values = true)]
    quotation: String,
    /// Bring the index up to date with this folder first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Most printings shown, the earliest first: a number, or all. How many there are is said of all.
    #[arg(long, value_name = "N", default_value = "all", value_parser = limit)]
    limit: usize,
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
    // Last, since what follows would stand under their heading in the help.
    #[command(flatten)]
    filters: FilterArgs,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let filters = Query::new("", args.filters.checked(context)?)?.filters;
    update(args.corpus.as_deref(), context)?;
    let begun = Instant::now();
    let opened = context.open()?;
    let searcher = opened.archive(context)?;
    let trace = searcher.trace(&args.quotation, &filters)?;
    let took = begun.elapsed();
    let nothing = match trace.printings.is_empty() {
        true => Some(searcher.no_printing(&args.quotation, &filters)?),
        false => None,
    };
    let answer = TraceAnswer { quotation: &args.quotation, trace: &trace, limit: args.limit, took, nothing };
    let renderer = renderer(args.format.format(), &context.lexicon);
    context.output.results(|out| renderer.trace(&answer, out))?;
    note_read_as(&trace.read_as, context);
    if args.format == FormatArg::Text {
        context.output.note(&tally(&trace, args.limit, answer.took));
    }
    if let Some(nothing) = answer.nothing.as_ref().filter(|_| args.format != FormatArg::Json) {
        nothing::note(nothing, "printing", &args.filters, context);
        context.output.note(
            "fewer of its words may be found; `onrecord search --match any` finds what has some of them",
        );
    }
    Ok(if trace.printings.is_empty() { Exit::Partly } else { Exit::Success })
}

/// `5 printings in 4 articles (3.1 ms)`, `5 printings in 4 articles, 1 to 2 shown (3.1 ms)`.
fn tally(trace: &Trace, limit: usize, took: Duration) -> String {
    let took = format!("({:.1} ms)", took.as_secs_f64() * 1e3);
    let number = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    match trace.printings.len() {
        0 => format!("no printing of it {took}"),
        printings => {
            let shown = match limit {
                0 => ", none of them shown".to_owned(),
                some if some < printings => format!(", 1 to {some} shown"),
                _ => String::new(),
            };
            let articles = number(trace.articles(), "article");
            let gap = if limit == 0 { "" } else { "\n" };
            format!("{gap}{} in {articles}{shown} {took}", number(printings, "printing"))
        }
    }
}
