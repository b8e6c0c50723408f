//! `onrecord search`.

use super::error::{CommandError, either};
use super::filters::FilterArgs;
use super::output::FormatArg;
use super::{Context, Exit, update};
use onrecord::index::{Index, Partly, Results, Searcher};
use onrecord::query::{FacetField, Query, Sort};
use onrecord::render::{Answer, renderer};
use std::path::PathBuf;
use std::time::Instant;

/// Finds quotes and paragraphs, best match first.
///
/// All words must match, in any form, in the passage or its headline; where nothing has them all, what has most is
/// shown and said. Without a query all that passes the filters is listed, newest first.
///
/// "words in quotation marks" match word for word, "near words"~5 with at most 5 others among them, "same sentence"~s in
/// one sentence; prefix* and fuzzy~1 match words that begin so or differ by a letter. `-word` or NOT leaves out, `+word`
/// must match in any case, OR means either, AND both, and brackets group. title:word asks the headline; speaker:lima,
/// names:lima, country:ua, date:2025-09, date:[2025-01 TO 2025-06] and kind:quote (direct, mixed, indirect, paragraph)
/// ask for what a passage is.
///
/// Ends with 0 for hits, 1 for none, 2 for an error.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// What to look for.
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// Bring the index up to date with this folder first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Order of the hits.
    #[arg(long, value_enum, value_name = "ORDER", default_value = "relevance")]
    sort: SortArg,
    /// Most hits shown.
    #[arg(long, value_name = "N", default_value = "10")]
    limit: usize,
    /// Hits passed over before the first shown.
    #[arg(long, value_name = "N", default_value = "0")]
    offset: usize,
    /// Also count the hits by speaker, country, date and publisher.
    #[arg(long)]
    facets: bool,
    /// Say how the query was read.
    #[arg(long)]
    explain: bool,
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
}

/// Orders of hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum SortArg {
    /// Best match first; without a query, newest first.
    Relevance,
    /// Latest day first, undated last.
    Newest,
    /// Earliest day first, undated last.
    Oldest,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let mut query = Query::new(args.query.as_deref().unwrap_or_default(), args.filters.checked(context)?)?;
    query.limit = args.limit;
    query.offset = args.offset;
    query.sort = match args.sort {
        SortArg::Relevance => Sort::Relevance,
        SortArg::Newest => Sort::Newest,
        SortArg::Oldest => Sort::Oldest,
    };
    if args.facets {
        query.facets = FacetField::ALL.to_vec();
    }
    if args.facets && matches!(args.format, FormatArg::Csv | FormatArg::Jsonl) {
        return Err(CommandError::new(
            "--facets has no place in rows of hits",
            "take --format json, or count with `onrecord facets`",
        ));
    }
    update(args.corpus.as_deref(), context)?;
    let begun = Instant::now();
    let index = Index::open(&context.index)?;
    let searcher = Searcher::new(&index, &context.lexicon)?.with_aliases(context.aliases.clone());
    let results = searcher.search(&query)?;
    let took = begun.elapsed();
    let read_as = if args.explain { searcher.read_as(&query) } else { None };
    if let (FormatArg::Text, Some(read_as)) = (args.format, &read_as) {
        context.output.note(&format!("read as {read_as}"));
    }
    let answer = Answer { query: &query, results: &results, took, read_as };
    let renderer = renderer(args.format.format(), &context.lexicon);
    context.output.results(|out| renderer.hits(&answer, out))?;
    note_reading(&results, context);
    if args.format == FormatArg::Text {
        context.output.note(&tally(&answer));
    }
    Ok(if results.total > 0 { Exit::Success } else { Exit::Partly })
}

/// Says which speakers a filter was taken to mean, where it was not the full name; what words the index does not have;
/// and how much of the query hits have, where none has it all.
pub(super) fn note_reading(results: &Results, context: &Context) {
    for (typed, names) in &results.read_as {
        context.output.note(&format!("speaker {typed:?} read as {}", either(names)));
    }
    for (word, nearest) in &results.unknown_words {
        let nearest: Vec<String> = nearest.iter().map(|near| format!("“{near}”")).collect();
        let meant =
            if nearest.is_empty() { String::new() } else { format!("; did you mean {}?", either(&nearest)) };
        context.output.note(&format!("no article has the word “{word}”{meant}"));
    }
    if let Some(Partly { matched, of }) = results.partly {
        context
            .output
            .note(&format!("nothing has all {of} parts of the query; these have {matched} of them"));
    }
}

/// `12 hits, 1 to 10 shown (3.1 ms)`.
fn tally(answer: &Answer<'_>) -> String {
    let (total, shown) = (answer.results.total, &answer.results.hits);
    let took = format!("({:.1} ms)", answer.took.as_secs_f64() * 1e3);
    let hits = if total == 1 { "hit" } else { "hits" };
    match (shown.first(), shown.last()) {
        (Some(first), Some(last)) if (shown.len() as u64) < total => {
            format!("\n{total} {hits}, {} to {} shown {took}", first.rank, last.rank)
        }
        (Some(_), _) => format!("\n{total} {hits} {took}"),
        _ if total > 0 => format!("{total} {hits}, none of them shown {took}"),
        _ => format!("no hits {took}"),
    }
}
