//! `onrecord facets`.

use super::error::CommandError;
use super::filters::FilterArgs;
use super::matching::MatchingArgs;
use super::output::FormatArg;
use super::search::{hits, note_beside, note_reading, one};
use super::{Context, Exit, nothing, update};
use onrecord::query::{Copies, FacetField, Query};
use onrecord::render::renderer;
use std::path::PathBuf;

/// Counts hits by speaker, country, date, publisher, language or kind.
///
/// Each field is counted under all filters but those on itself, so that picking one speaker leaves the others to pick; what
/// is picked and has no hits is shown with nought. For hits over time under all filters see `onrecord timeline`.
///
/// Ends with 0 for hits, 1 for none, 2 for an error.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// What to look for; all passages when left out.
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// What to count by; may be given several times.
    #[arg(long, value_enum, value_name = "FIELD", required = true)]
    by: Vec<FieldArg>,
    /// Bring the index up to date with this folder first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    #[command(flatten)]
    matching: MatchingArgs,
    /// Count each copy by itself: the same words in several articles are one hit otherwise.
    #[arg(long)]
    all_copies: bool,
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
    // Last, since what follows would stand under their heading in the help.
    #[command(flatten)]
    filters: FilterArgs,
}

/// Fields to count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FieldArg {
    /// Who is quoted.
    Speaker,
    /// Which country it is about, by region.
    Country,
    /// Which country it names, by region.
    NamesCountry,
    /// The day of publication, by year and month.
    Date,
    /// The paper, agency or site.
    Publisher,
    /// The language of the article.
    Language,
    /// Quotes, by kind, and paragraphs, those that stand behind a quote included.
    Kind,
    /// Where dates were found, by how far they are to be trusted.
    DateFrom,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let mut query = Query::new_on(
        args.query.as_deref().unwrap_or_default(),
        args.filters.checked(context)?,
        context.today,
    )?;
    args.matching.ask(&mut query);
    query.limit = 0;
    if args.all_copies {
        query.copies = Copies::Each;
    }
    for by in &args.by {
        let field = match by {
            FieldArg::Speaker => FacetField::Speaker,
            FieldArg::Country => FacetField::Country,
            FieldArg::NamesCountry => FacetField::NamesCountry,
            FieldArg::Date => FacetField::Date,
            FieldArg::Publisher => FacetField::Publisher,
            FieldArg::Language => FacetField::Language,
            FieldArg::Kind => FacetField::Kind,
            FieldArg::DateFrom => FacetField::DateFrom,
        };
        if !query.facets.contains(&field) {
            query.facets.push(field);
        }
    }
    update(args.corpus.as_deref(), context)?;
    let opened = context.open()?;
    let searcher = opened.archive(context)?;
    let results = searcher.search(&query)?;
    let renderer = renderer(args.format.format(), &context.lexicon);
    context.output.results(|out| renderer.facets(&results.facets, out))?;
    note_reading(&results, context);
    note_beside("also looked for", &results.beside, context);
    if args.format == FormatArg::Text {
        context.output.note(&format!("\nof {}", hits(results.total, query.group)));
        if results.total == 0 {
            nothing::note(&searcher.nothing(&query)?, one(query.group), &args.filters, context);
        }
    }
    Ok(if results.total > 0 { Exit::Success } else { Exit::Partly })
}
