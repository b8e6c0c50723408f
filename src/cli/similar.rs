//! `onrecord similar`.

use super::error::CommandError;
use super::filters::FilterArgs;
use super::search::{Asked, SearchFormat, SortArg, answer, half_life, limit};
use super::{Context, Exit, update};
use onrecord::query::{Copies, FacetField, Query};
use std::path::PathBuf;

/// Finds the articles most like one, by the words that tell it from others.
///
/// Each article is shown once, with the passages that have most of these words. The article itself is left out.
///
/// Ends with 0 for hits, 1 for none, 2 for an error.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The article's id, as it stands below a hit.
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Bring the index up to date with this folder first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Show each copy by itself: articles that share nearly all of their paragraphs are one otherwise.
    #[arg(long)]
    all_copies: bool,
    /// Order of the articles.
    #[arg(long, value_enum, value_name = "ORDER", default_value = "relevance")]
    sort: SortArg,
    /// Let the recent count more, as `onrecord search` does: 30d (d, w, m, y).
    #[arg(long, value_name = "HALF-LIFE", value_parser = half_life)]
    prefer_recent: Option<u32>,
    /// Most articles shown: a number, or all.
    #[arg(long, value_name = "N", default_value = "10", value_parser = limit)]
    limit: usize,
    /// Articles passed over before the first shown.
    #[arg(long, value_name = "N", default_value = "0")]
    offset: usize,
    /// Also count the articles by all that `onrecord facets` counts by.
    #[arg(long)]
    facets: bool,
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: SearchFormat,
    // Last, since what follows would stand under their heading in the help.
    #[command(flatten)]
    filters: FilterArgs,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    args.format.check(args.facets)?;
    if args.format == SearchFormat::Trec {
        return Err(CommandError::new(
            "a TREC run is of a file of queries",
            "take another form, or `onrecord search --queries FILE --group article --format trec`",
        ));
    }
    let mut query = Query::similar(&args.article, args.filters.checked(context)?)?;
    query.half_life = args.prefer_recent;
    query.limit = args.limit;
    query.offset = args.offset;
    query.sort = args.sort.sort();
    if args.all_copies {
        query.copies = Copies::Each;
    }
    if args.facets {
        query.facets = FacetField::shown();
    }
    update(args.corpus.as_deref(), context)?;
    let (format, filters) = (args.format, &args.filters);
    answer(&query, &Asked { explain: false, format, filters, save: None }, context)
}
