//! Answers a file of queries in one run, as evaluations and scripts ask them.

use super::error::CommandError;
use super::search::{Args, SearchFormat};
use super::{Context, Exit};
use onrecord::archive::Archive;
use onrecord::query::Filters;
use onrecord::render::{Answer, renderer};
use std::path::Path;
use std::time::Instant;

const HINT: &str = "name a file with an id, a tab and a query on each line";

/// Prints the answers to the queries of `file`, an id, a tab and a query on each line. One that cannot be read is
/// reported and the rest go on; the command fails in the end.
pub(super) fn run(
    file: &Path,
    args: &Args,
    filters: &Filters,
    context: &mut Context,
) -> Result<Exit, CommandError> {
    let text = std::fs::read_to_string(file)
        .map_err(|cause| CommandError::new(format!("{}: {cause}", file.display()), HINT))?;
    let opened = context.open()?;
    let searcher = opened.archive(context)?;
    let (mut hits, mut failed) = (0, false);
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match answer(line, args, filters, &*searcher, context) {
            Ok(total) => hits += total,
            Err(CommandError::ClosedPipe) => return Err(CommandError::ClosedPipe),
            Err(error) => {
                context.output.note(&format!("{}, line {number}:", file.display()));
                context.output.report(&error);
                failed = true;
            }
        }
    }
    Ok(match hits {
        _ if failed => Exit::Failure,
        0 => Exit::Partly,
        _ => Exit::Success,
    })
}

/// Prints the answer to one line; returns how many hits there are.
fn answer(
    line: &str,
    args: &Args,
    filters: &Filters,
    searcher: &dyn Archive,
    context: &Context,
) -> Result<u64, CommandError> {
    let (id, text) = line.split_once('\t').filter(|(id, _)| !id.trim().is_empty()).ok_or_else(|| {
        CommandError::new("no id before the query", "write an id, a tab and a query on each line")
    })?;
    let query = args.query(text, filters.clone(), context.today)?;
    let begun = Instant::now();
    let (results, hits) = searcher.stream(&query)?.parted();
    let took = begun.elapsed();
    let json = args.format == SearchFormat::Json;
    let nothing = if json && results.total == 0 { Some(searcher.nothing(&query)?) } else { None };
    let read_as = if args.explain { searcher.read_as(&query) } else { None };
    let answer = Answer { query: &query, id: Some(id.trim()), results: &results, took, read_as, nothing };
    let renderer = renderer(args.format.format(), &context.lexicon);
    context.output.results(|out| renderer.hits(&answer, hits, out))?;
    Ok(results.total)
}
