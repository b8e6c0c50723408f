//! `onrecord show`.

use super::error::CommandError;
use super::output::CiteFormatArg;
use super::{Context, Exit};
use onrecord::index::Found;
use onrecord::lang::Lexicon;
use onrecord::passage;
use onrecord::quote::Quote;
use onrecord::render::renderer;
use std::collections::HashMap;

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
    format: CiteFormatArg,
    /// Say of each quote why it has its speaker: the mentions on the way with their paragraphs, the rule in words,
    /// and what its certainty means.
    #[arg(long)]
    explain: bool,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    let opened = context.open()?;
    let mut found = opened.archive(context)?.article(&args.article)?;
    if args.explain {
        if !matches!(args.format, CiteFormatArg::Text | CiteFormatArg::Json | CiteFormatArg::Jsonl) {
            return Err(CommandError::new(
                "--explain has no place in rows of quotes or citations",
                "take --format json",
            ));
        }
        note_otherwise(explain(&mut found, &context.lexicon), context);
    }
    found.name_as(&context.aliases);
    let renderer = renderer(args.format.format(), &context.lexicon);
    context.output.results(|out| renderer.article(&(&found).into(), out))?;
    Ok(Exit::Success)
}

/// Reads the article anew and gives each quote the reasons that are found for it; counts those that are now read
/// otherwise than when they were indexed.
fn explain(found: &mut Found, lexicon: &Lexicon) -> usize {
    let mut anew: HashMap<(usize, usize), Quote> = HashMap::new();
    for quote in passage::explain(&found.article, lexicon).quotes {
        anew.insert(place(&quote), quote);
    }
    let mut otherwise = 0;
    for (quote, _) in &mut found.quotes {
        match anew.remove(&place(quote)) {
            Some(read) if (Quote { because: None, ..read.clone() }) == *quote => quote.because = read.because,
            _ => otherwise += 1,
        }
    }
    otherwise + anew.len()
}

/// Where a quote begins and where its first piece ends, which no two have in common.
fn place(quote: &Quote) -> (usize, usize) {
    quote.spans.first().map_or((0, 0), |span| (span.start, span.end))
}

fn note_otherwise(quotes: usize, context: &Context) {
    if quotes > 0 {
        let are = if quotes == 1 { "quote is" } else { "quotes are" };
        context.output.note(&format!(
            "{quotes} {are} read otherwise now than when the article was indexed (another model or program), and \
             not explained"
        ));
    }
}
