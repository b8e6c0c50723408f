//! `onrecord search`.

use super::error::{CommandError, either};
use super::filters::FilterArgs;
use super::matching::MatchingArgs;
use super::output::width;
use super::{Context, Exit, diff, nothing, queries, update};
use jiff::civil::Date;
use onrecord::index::{Partly, ReadAs, Results};
use onrecord::query::{Copies, FacetField, Filters, Group, Query, QueryError, Sort};
use onrecord::render::{Answer, Format, renderer};
use onrecord::saved::Store;
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
/// names:lima, country:ua, date:2025-09, date:last-week, date:[2025-01 TO 2025-06] and kind:quote (direct, mixed,
/// indirect, paragraph) ask for what a passage is.
///
/// Ends with 0 for hits, 1 for none, 2 for an error.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// What to look for.
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// Answer many queries in one run: a file with an id, a tab and a query on each line; with --format trec or json.
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    queries: Option<PathBuf>,
    #[command(flatten)]
    matching: MatchingArgs,
    /// Bring the index up to date with this folder first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Show each copy by itself: the same words in several articles are one hit otherwise.
    #[arg(long)]
    all_copies: bool,
    /// Order of the hits.
    #[arg(long, value_enum, value_name = "ORDER", default_value = "relevance")]
    sort: SortArg,
    /// Let the recent count more: what is this much older than the newest article loses a quarter of its score, and
    /// however old no more than half: 30d (d, w, m, y).
    #[arg(long, value_name = "HALF-LIFE", value_parser = half_life)]
    prefer_recent: Option<u32>,
    /// Most hits shown: a number, or all.
    #[arg(long, value_name = "N", default_value = "10", value_parser = limit)]
    limit: usize,
    /// Hits passed over before the first shown.
    #[arg(long, value_name = "N", default_value = "0")]
    offset: usize,
    /// Also count the hits by all that `onrecord facets` counts by.
    #[arg(long)]
    facets: bool,
    /// Say how the query was read.
    #[arg(long)]
    pub(super) explain: bool,
    /// Keep the search under this name with all that it finds; `onrecord diff NAME` compares later.
    #[arg(long, value_name = "NAME", conflicts_with = "queries")]
    save: Option<String>,
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: SearchFormat,
    // Last, since what follows would stand under their heading in the help.
    #[command(flatten)]
    filters: FilterArgs,
}

/// Forms that hits can be asked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum SearchFormat {
    /// For people.
    Text,
    /// One JSON object; with --queries one a line.
    Json,
    /// The hits, one JSON object a line.
    Jsonl,
    /// A header row and a row each.
    Csv,
    /// A line for a footnote each.
    Citation,
    /// A BibTeX entry for each article.
    Bibtex,
    /// A TREC run, of --queries with --group article: query, Q0, article, rank, score, onrecord.
    Trec,
}

/// Orders of hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum SortArg {
    /// Best match first; without a query, newest first.
    Relevance,
    /// Latest day first, undated last.
    Newest,
    /// Earliest day first, undated last.
    Oldest,
}

impl SortArg {
    pub(super) fn sort(self) -> Sort {
        match self {
            SortArg::Relevance => Sort::Relevance,
            SortArg::Newest => Sort::Newest,
            SortArg::Oldest => Sort::Oldest,
        }
    }
}

impl SearchFormat {
    /// Refuses facets where there is no room for them.
    pub(super) fn check(self, facets: bool) -> Result<(), CommandError> {
        if facets && !matches!(self, SearchFormat::Text | SearchFormat::Json) {
            return Err(CommandError::new(
                "--facets has no place in rows of hits",
                "take --format json, or count with `onrecord facets`",
            ));
        }
        Ok(())
    }

    pub(super) fn format(self) -> Format {
        match self {
            SearchFormat::Text => Format::Text { width: width() },
            SearchFormat::Json => Format::Json,
            SearchFormat::Jsonl => Format::JsonLines,
            SearchFormat::Csv => Format::Csv,
            SearchFormat::Citation => Format::Citation,
            SearchFormat::Bibtex => Format::Bibtex,
            SearchFormat::Trec => Format::Trec,
        }
    }
}

impl Args {
    /// The request for `text`, checked.
    pub(super) fn query(&self, text: &str, filters: Filters, today: Date) -> Result<Query, QueryError> {
        let mut query = Query::new_on(text, filters, today)?;
        query.limit = self.limit;
        query.offset = self.offset;
        self.matching.ask(&mut query);
        query.half_life = self.prefer_recent;
        // A run is judged article by article.
        if self.all_copies || self.format == SearchFormat::Trec {
            query.copies = Copies::Each;
        }
        query.sort = self.sort.sort();
        if self.facets {
            query.facets = FacetField::shown();
        }
        Ok(query)
    }

    /// The request that the flags make, checked.
    pub(super) fn asked(&self, context: &Context) -> Result<Query, CommandError> {
        let filters = self.filters.checked(context)?;
        Ok(self.query(self.query.as_deref().unwrap_or_default(), filters, context.today)?)
    }

    /// Refuses flags that have no meaning together.
    fn check(&self) -> Result<(), CommandError> {
        self.format.check(self.facets)?;
        let (trec, many) = (self.format == SearchFormat::Trec, self.queries.is_some());
        if trec && !(many && self.matching.of_articles()) {
            return Err(CommandError::new(
                "a TREC run is of a file of queries, and of articles",
                "give --queries FILE --group article",
            ));
        }
        if many && !trec && self.format != SearchFormat::Json {
            return Err(CommandError::new(
                "many answers cannot be printed in this form",
                "take --format json, an object a line, or --group article --format trec",
            ));
        }
        Ok(())
    }
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    args.check()?;
    if let Some(file) = &args.queries {
        let filters = args.filters.checked(context)?;
        update(args.corpus.as_deref(), context)?;
        return queries::run(file, args, &filters, context);
    }
    let query = args.asked(context)?;
    if let Some(name) = &args.save {
        Store::of(&context.index).check_new(name)?;
    }
    update(args.corpus.as_deref(), context)?;
    let typed = args.query.as_deref().unwrap_or_default();
    let save = args.save.as_deref().map(|name| (name, typed));
    answer(
        &query,
        &Asked { explain: args.explain, format: args.format, filters: &args.filters, save },
        context,
    )
}

/// How an answer is wanted.
pub(super) struct Asked<'a> {
    pub(super) explain: bool,
    pub(super) format: SearchFormat,
    pub(super) filters: &'a FilterArgs,
    /// The name to keep the search under, and the words as typed.
    pub(super) save: Option<(&'a str, &'a str)>,
}

/// Prints the answer to a query.
pub(super) fn answer(query: &Query, asked: &Asked<'_>, context: &Context) -> Result<Exit, CommandError> {
    let begun = Instant::now();
    let opened = context.open()?;
    let searcher = opened.archive(context)?;
    let (results, hits) = searcher.stream(query)?.parted();
    let took = begun.elapsed();
    // Before anything is shown, for its reader may go away.
    if let Some((name, typed)) = asked.save {
        diff::save(name, query, typed, &*searcher, context)?;
    }
    let read_as = if asked.explain { searcher.read_as(query) } else { None };
    if let (SearchFormat::Text, Some(read_as)) = (asked.format, &read_as) {
        context.output.note(&format!("read as {read_as}"));
    }
    let nothing = if results.total == 0 { Some(searcher.nothing(query)?) } else { None };
    let answer = Answer { query, id: None, results: &results, took, read_as, nothing };
    let renderer = renderer(asked.format.format(), &context.lexicon);
    context.output.results(|out| renderer.hits(&answer, hits, out))?;
    note_reading(&results, context);
    let what = if query.similar_to.is_some() { "like it by" } else { "also looked for" };
    note_beside(what, &results.beside, context);
    if asked.format == SearchFormat::Text {
        context.output.note(&tally(&answer));
    }
    if let Some(nothing) = answer.nothing.as_ref().filter(|_| asked.format != SearchFormat::Json) {
        nothing::note(nothing, one(query.group), asked.filters, context);
    }
    Ok(if results.total > 0 { Exit::Success } else { Exit::Partly })
}

/// Reads a half-life as days: `30d`, `2w`, `6m`, `1y`.
pub(super) fn half_life(written: &str) -> Result<u32, String> {
    let days = match written.chars().next_back() {
        Some('d') => 1,
        Some('w') => 7,
        Some('m') => 30,
        Some('y') => 365,
        _ => 0,
    };
    let number = written.get(..written.len().saturating_sub(1)).and_then(|n| n.parse::<u32>().ok());
    let days = number.and_then(|number| number.checked_mul(days)).filter(|days| *days > 0);
    days.ok_or_else(|| "a number of days, weeks, months or years is expected: 30d, 2w, 6m, 1y".into())
}

/// Says which speakers a filter was taken to mean, where it was not the full name; what words the index does not have;
/// and how much of the query hits have, where none has it all.
pub(super) fn note_reading<H>(results: &Results<H>, context: &Context) {
    note_read_as(&results.read_as, context);
    if context.asks_an_engine() {
        context.output.note("an engine counts each paragraph and each printing by itself");
    }
    if results.left_out > 0 {
        let (hits, are) = if results.left_out == 1 { ("hit", "is") } else { ("hits", "are") };
        context.output.note(&format!(
            "{} {hits} {are} not shown: the article is not there yet; ask again when the engine is loaded",
            results.left_out
        ));
    }
    for field in &results.uncounted {
        let field = field.name();
        context
            .output
            .note(&format!("{field} is not counted: without its filter too much would have to be read"));
    }
    for (word, nearest) in &results.unknown_words {
        let nearest: Vec<String> = nearest.iter().map(|near| format!("“{near}”")).collect();
        let meant =
            if nearest.is_empty() { String::new() } else { format!("; did you mean {}?", either(&nearest)) };
        context.output.note(&format!("no article has the word “{word}”{meant}"));
    }
    if results.copies_unknown {
        context.output.note(
            "each printing is a hit by itself: what is a copy is not known until an ingest that is at work, or is begun \
             again, has ended",
        );
    }
    if let Some(Partly { matched, of }) = results.partly {
        context
            .output
            .note(&format!("nothing has all {of} parts of the query; these have {matched} of them"));
    }
}

/// Says which words were looked for beside the query's.
pub(super) fn note_beside(what: &str, words: &[String], context: &Context) {
    if !words.is_empty() {
        context.output.note(&format!("{what} {}", words.join(", ")));
    }
}

/// Says which speakers a filter was taken to mean, where it was not the full name.
pub(super) fn note_read_as(read_as: &[ReadAs], context: &Context) {
    for (typed, names) in read_as {
        context.output.note(&format!("speaker {typed:?} read as {}", either(names)));
    }
}

/// Reads how many hits are wanted.
pub(super) fn limit(written: &str) -> Result<usize, String> {
    match written {
        "all" => Ok(usize::MAX),
        number => number.parse().map_err(|_| "a number or all is expected".to_owned()),
    }
}

/// `12 hits, 1 to 10 shown (3.1 ms)`.
fn tally(answer: &Answer<'_>) -> String {
    let (total, query) = (answer.results.total, answer.query);
    let passed_over = total.min(query.offset as u64);
    let shown = (total - passed_over).min(query.limit as u64);
    let took = format!("({:.1} ms)", answer.took.as_secs_f64() * 1e3);
    let found = hits(total, query.group);
    match shown {
        0 if total == 0 => format!("{found} {took}"),
        0 => format!("{found}, none of them shown {took}"),
        all if all == total => format!("\n{found} {took}"),
        _ => format!("\n{found}, {} to {} shown {took}", passed_over + 1, passed_over + shown),
    }
}

/// What a hit is called.
pub(super) fn one(group: Group) -> &'static str {
    match group {
        Group::None => "hit",
        Group::Articles => "article",
    }
}

/// `12 hits`, `1 article`, `no hits`.
pub(super) fn hits(total: u64, group: Group) -> String {
    let one = one(group);
    match total {
        0 => format!("no {one}s"),
        1 => format!("1 {one}"),
        _ => format!("{total} {one}s"),
    }
}
