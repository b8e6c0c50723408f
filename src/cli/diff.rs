//! `onrecord diff`, and keeping a search for it.

use super::error::CommandError;
use super::search;
use super::{Context, Exit, read_aliases, typed, update};
use clap::Parser;
use onrecord::Error;
use onrecord::archive::Archive;
use onrecord::index::Partly;
use onrecord::query::{Copies, Group, Parts, Problem, Query, QueryError, SyntaxError};
use onrecord::render::PartlyJson;
use onrecord::saved::{
    ChangeJson, Difference, DifferenceJson, SavedHit, SavedJson, SavedSearch, Store, VERSION, compare,
    list_text, text,
};
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

/// Runs a saved search again and lists what is new, gone or changed since; without a name, lists saved searches.
///
/// A search is saved by `onrecord search … --save NAME`. A hit has changed where its speaker, its words or anything in
/// its article has. Days such as -30d are those of the day it runs on. Ends with 0 for no difference, 1 for some, 2 for
/// an error.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The name the search was saved under.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Keep what is found now, for the next time.
    #[arg(long, requires = "name")]
    update: bool,
    /// Bring the index up to date with this folder first.
    #[arg(long, value_name = "DIR", requires = "name")]
    corpus: Option<PathBuf>,
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    format: DiffFormat,
}

/// Forms of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum DiffFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Jsonl,
}

/// A search by itself, as it is read again from what was typed.
#[derive(Parser)]
struct Again {
    #[command(flatten)]
    args: search::Args,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let store = Store::of(&context.index);
    let Some(name) = &args.name else { return list(&store, args.format, context) };
    let was = store.get(name)?;
    same_place(&was, context)?;
    update(args.corpus.as_deref(), context)?;
    if let (None, Some(path)) = (&context.alias_file, &was.aliases) {
        context.aliases = read_aliases(path.as_ref())?;
    }
    let query = Query { parts: was.parts(), ..read_again(&was, context)? };
    let opened = context.open()?;
    let searcher = opened.archive(context)?;
    note_parts(&was, &query, &*searcher, context)?;
    let (from, to) = (query.filters.from, query.filters.to);
    let (hits, partly) = found(&*searcher, query, context)?;
    let now = SavedSearch {
        version: VERSION,
        saved: jiff::Timestamp::now(),
        written_by: written_by(),
        from,
        to,
        partly,
        index: searcher.fingerprint()?,
        hits,
        ..was.clone()
    };
    let hash_of =
        |source: &str, id: &str| Ok(searcher.hash_of(source, id)?.map(|hash| format!("{hash:016x}")));
    let difference = compare(&was.hits, &now.hits, &hash_of)?;
    let (same, tally) = (difference.is_empty(), tally(&was, &now, &difference));
    context.output.results(|out| write(args.format, &was, &now, difference, out))?;
    if args.format == DiffFormat::Text {
        context.output.note(&tally);
    }
    if args.update {
        store.put(&now)?;
    }
    Ok(if same { Exit::Success } else { Exit::Partly })
}

/// Keeps a search with all that it finds, however many are shown.
pub(super) fn save(
    name: &str,
    query: &Query,
    typed_query: &str,
    searcher: &dyn Archive,
    context: &Context,
) -> Result<(), CommandError> {
    let (hits, partly) = found(searcher, query.clone(), context)?;
    let number = hits.len();
    let search = SavedSearch {
        version: VERSION,
        name: name.to_owned(),
        saved: jiff::Timestamp::now(),
        written_by: written_by(),
        query: typed_query.to_owned(),
        flags: typed::search_flags(&context.typed)?,
        aliases: context.alias_file.as_ref().map(|path| path.display().to_string()),
        from: query.filters.from,
        to: query.filters.to,
        partly,
        engine: context.engine.address()?.map(|address| address.to_string()),
        index: searcher.fingerprint()?,
        hits,
    };
    Store::of(&context.index).put(&search)?;
    context.output.note(&format!("saved as {name}: {number} hits; `onrecord diff {name}` compares"));
    Ok(())
}

/// Refuses to compare what an engine has with what the index on disk or another engine has: they count otherwise.
fn same_place(was: &SavedSearch, context: &Context) -> Result<(), CommandError> {
    let now = context.engine.address()?.map(|address| address.to_string());
    let place = |engine: &Option<String>| match engine {
        Some(address) => format!("of {address}"),
        None => "of the index on disk".to_owned(),
    };
    if was.engine == now {
        return Ok(());
    }
    let hint = match &was.engine {
        Some(address) => format!("ask it again: --engine {address}"),
        None => "leave out --engine, or save it anew under another name".to_owned(),
    };
    let (name, was, now) = (&was.name, place(&was.engine), place(&now));
    Err(CommandError::new(format!("{name} is a search {was}, and cannot be compared with one {now}"), hint))
}

fn written_by() -> String {
    format!("onrecord {}", env!("CARGO_PKG_VERSION"))
}

/// Says where a search would answer with another share of its query than the hits that are compared have.
fn note_parts(
    was: &SavedSearch,
    query: &Query,
    searcher: &dyn Archive,
    context: &Context,
) -> Result<(), CommandError> {
    let best = Query { parts: Parts::Most, limit: 0, facets: Vec::new(), ..query.clone() };
    let Ok(best) = searcher.stream(&best) else { return Ok(()) };
    let now = best.partly.map(|partly| partly.matched).filter(|_| best.total > 0);
    let then = was.partly.as_ref().map(|partly| partly.matched);
    if was.version < 2 || best.total == 0 || now == then {
        return Ok(());
    }
    let parts = |matched: Option<usize>| match matched {
        Some(matched) => format!("{matched} parts of the query"),
        None => "all parts of the query".to_owned(),
    };
    let (then, now) = (parts(then), parts(now));
    context
        .output
        .note(&format!("compared is what has {then}, as when it was saved; the best now has {now}"));
    Ok(())
}

/// All hits of a query, each passage by itself, and what of it they have. A name that the index no longer has is one that
/// nobody bears.
fn found(searcher: &dyn Archive, query: Query, context: &Context) -> Result<Kept, CommandError> {
    let all = Query {
        limit: usize::MAX,
        offset: 0,
        group: Group::None,
        copies: Copies::Each,
        facets: Vec::new(),
        ..query
    };
    let found = match searcher.stream(&all) {
        Err(error) => match unknown(&error) {
            Some((field, value)) => {
                context.output.note(&format!("the index no longer has a {field} named {value:?}"));
                return Ok((Vec::new(), None));
            }
            None => return Err(error.into()),
        },
        Ok(found) => found,
    };
    if found.left_out > 0 {
        let why = format!("{} hits cannot be read: their articles are not there yet", found.left_out);
        return Err(CommandError::new(why, "save or compare when the engine is loaded"));
    }
    let partly = found.partly.map(|Partly { matched, of }| PartlyJson { matched, of });
    let hits = found.hits.map(|hit| hit.map(|hit| SavedHit::new(&hit)));
    Ok((hits.collect::<Result<_, Error>>()?, partly))
}

/// Hits as they are kept, and what of the query they have.
type Kept = (Vec<SavedHit>, Option<PartlyJson>);

/// The field and the name, where a name that nobody bears is what is wrong.
fn unknown(error: &Error) -> Option<(&'static str, &str)> {
    match error {
        Error::UnknownValue { field, value, .. } => Some((field, value)),
        Error::Query(QueryError::Syntax(SyntaxError {
            problem: Problem::Unknown { field, value, .. },
            ..
        })) => Some((field, value)),
        _ => None,
    }
}

/// The query of a saved search, with the days it means today.
fn read_again(search: &SavedSearch, context: &Context) -> Result<Query, CommandError> {
    let words = ["onrecord", "--"].map(str::to_owned);
    let typed = [&words[..1], &search.flags, &words[1..], std::slice::from_ref(&search.query)].concat();
    let again = Again::try_parse_from(typed).map_err(|error| {
        let first = error.to_string().lines().next().unwrap_or_default().to_owned();
        CommandError::new(
            format!("the saved search {} cannot be read: {first}", search.name),
            "save it anew under another name",
        )
    })?;
    again.args.asked(context)
}

fn tally(was: &SavedSearch, now: &SavedSearch, difference: &Difference) -> String {
    let Difference { new, gone, changed } = difference;
    let index = match was.index.is_as(&now.index) {
        true => "the index is as it was".to_owned(),
        false => format!("{} articles then, {} now", was.index.articles, now.index.articles),
    };
    format!(
        "{}: {} new, {} gone, {} changed since {}; {} hits then, {} now; {index}",
        was.name,
        new.len(),
        gone.len(),
        changed.len(),
        was.saved.strftime("%Y-%m-%d %H:%M UTC"),
        was.hits.len(),
        now.hits.len()
    )
}

fn write(
    format: DiffFormat,
    was: &SavedSearch,
    now: &SavedSearch,
    difference: Difference,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        DiffFormat::Text => text(&difference, out),
        DiffFormat::Json => line(&DifferenceJson::new(was, now, difference), out),
        DiffFormat::Jsonl => ChangeJson::each(difference).try_for_each(|change| line(&change, out)),
    }
}

fn list(store: &Store, format: DiffFormat, context: &Context) -> Result<Exit, CommandError> {
    let read = |name: &String| store.get(name).map(|search| SavedJson::new(&search));
    let searches = store.names()?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    context.output.results(|out| match format {
        DiffFormat::Text => list_text(&searches, out),
        DiffFormat::Json => line(&searches, out),
        DiffFormat::Jsonl => searches.iter().try_for_each(|search| line(search, out)),
    })?;
    if searches.is_empty() && format == DiffFormat::Text {
        context.output.note("no saved searches; `onrecord search … --save NAME` keeps one");
    }
    Ok(Exit::Success)
}

fn line<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
