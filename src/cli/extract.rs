//! `onrecord extract`.

use super::error::CommandError;
use super::output::FormatArg;
use super::progress::Bar;
use super::reading::{ReadingArgs, formats};
use super::shard::{self, PartsArgs};
use super::{Context, Exit};
use onrecord::Error;
use onrecord::index::{Roots, article_hash};
use onrecord::ingest::Progress;
use onrecord::passage::{Extract, explain, extract, named_in};
use onrecord::render::{ReadArticle, RenderError, renderer};
use onrecord::source::{Article, STANDARD_INPUT, SourceFile, articles, walk};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// Prints what would be indexed of articles, without an index; with --out, writes it to a folder for an engine elsewhere.
///
/// Ends with 0 when all was read, 1 when something was skipped, 2 when it could not run.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Files and folders of articles, archives of them, or `-` for standard input.
    #[arg(value_name = "PATH", required_unless_present = "from_list")]
    pub(super) paths: Vec<PathBuf>,
    /// Format of the articles, where their content does not tell.
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(super) input_format: Option<String>,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    /// Form of the answer; JSON Lines has an object an article.
    #[arg(long, value_enum, default_value = "text")]
    format: ExtractFormat,
    /// Say of each quote why it has its speaker.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    pub(super) parts: PartsArgs,
}

/// Forms of an extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ExtractFormat {
    /// For people.
    Text,
    /// One JSON object an article.
    Jsonl,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    if let Some(out) = &args.parts.out {
        return shard::run(args, out, context);
    }
    let (input, paths): (Vec<_>, Vec<_>) = args.paths.iter().partition(|p| p.as_os_str() == STANDARD_INPUT);
    let paths = paths.into_iter().map(canonical).collect::<Result<Vec<_>, _>>()?;
    let reading = Arc::new(args.reading.reading(args.input_format.as_deref()));
    let mut roots = Roots::default();
    paths.iter().for_each(|p| roots.add(if p.is_dir() { p } else { p.parent().unwrap_or(p) }, &|_, _| false));
    let format = match args.format {
        ExtractFormat::Text => FormatArg::Text,
        ExtractFormat::Jsonl => FormatArg::Jsonl,
    };
    let renderer = renderer(format.format(), &context.lexicon);
    let progress = Bar::new(&context.output);
    let mut skipped = 0;
    let mut skip = |problem: &Error| {
        skipped += 1;
        progress.problem(problem);
    };
    context.output.results(|out| -> Result<(), RenderError> {
        let mut first = true;
        let files = walk(&paths, std::slice::from_ref(&context.index)).map(|file| {
            let file = file?;
            let name = roots.name_of(&file.path);
            Ok((file, name))
        });
        let input =
            input.iter().take(1).map(|_| Ok((SourceFile::standard_input("stdin"), "stdin".to_owned())));
        for file in input.chain(files) {
            let opened = file.and_then(|(file, name)| articles(&file, &name, &reading));
            for article in opened.unwrap_or_else(|problem| Box::new(std::iter::once(Err(problem)))) {
                match article {
                    Ok(article) => {
                        if format == FormatArg::Text && !std::mem::take(&mut first) {
                            writeln!(out, "\n{}\n", "─".repeat(40))?;
                        }
                        let read = if args.explain { explain } else { extract };
                        let mut read = read(&article, &context.lexicon);
                        read.quotes.iter_mut().for_each(|q| context.aliases.apply(q, article.date));
                        print(&article, read, &*renderer, out)?;
                    }
                    Err(Error::NotArticles { .. } | Error::OtherRecords { .. }) => {}
                    Err(problem) => skip(&problem),
                }
            }
        }
        Ok(())
    })?;
    Ok(if skipped == 0 { Exit::Success } else { Exit::Partly })
}

fn canonical(path: &PathBuf) -> Result<PathBuf, Error> {
    std::fs::canonicalize(path).map_err(|cause| Error::Read { path: path.clone(), cause })
}

fn print(
    article: &Article,
    read: Extract,
    renderer: &dyn onrecord::render::Renderer,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    let quotes: Vec<_> = read
        .quotes
        .into_iter()
        .map(|quote| {
            let countries = named_in(&quote.spans, &read.mentions);
            (quote, countries)
        })
        .collect();
    let hash = article_hash(article)?;
    let (countries, mentions) = (&read.countries, &read.mentions);
    renderer.article(&ReadArticle { article, hash, countries, mentions, quotes: &quotes }, out)?;
    Ok(())
}
