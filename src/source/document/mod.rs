//! Reads documents of word processors: exports of Nexis and Factiva, else one article of the paragraphs there are.

mod docx;
mod rtf;

pub(super) use docx::is_docx;

use super::facts::Facts;
use super::open::only;
use super::reading::Input;
use super::records::{Fault, Spot, article};
use super::sniff::First;
use super::{Article, Draft, Drafts, factiva, layout, nexis, plain};
use crate::Result;

/// Tells RTF by its beginning.
pub(crate) fn tells_rtf(first: &First) -> bool {
    is_rtf(first.bytes)
}

/// Tells DOCX by the names of its parts.
pub(crate) fn tells_docx(first: &First) -> bool {
    is_docx(first.bytes)
}

fn is_rtf(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"{\\rtf")
}

/// Whether bytes are a document that must be unpacked to be read.
pub(super) fn is_packed(bytes: &[u8]) -> bool {
    is_rtf(bytes) || is_docx(bytes)
}

/// Reads the articles of a document.
pub(crate) fn read(mut input: Input<'_>) -> Drafts<'_> {
    match lines(&mut input) {
        Ok(lines) => drafts(&lines, &input),
        Err(error) => only(Err(error)),
    }
}

fn lines(input: &mut Input) -> Result<Vec<String>> {
    let bytes = input.all()?;
    let lines = if is_rtf(&bytes) {
        rtf::lines(&bytes).map_err(str::to_owned)
    } else {
        docx::lines(bytes, input.reading.article_bytes, input.reading.ratio)
    };
    lines.map_err(|reason| input.malformed(None, &reason))
}

fn drafts(lines: &[String], input: &Input) -> Drafts<'static> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let found = if factiva::is_export(&lines) {
        factiva::articles(&lines).into_iter().map(Ok).collect()
    } else if nexis::is_export(lines.iter().copied()) {
        nexis::articles(&lines)
    } else {
        let article = of_paragraphs(&lines, input);
        let draft = article.map(|article| Draft::made(article, &input.reading));
        return only(draft);
    };
    exported(found, input, "article")
}

/// The drafts of what a document of many articles holds.
pub(super) fn exported(found: Vec<Result<Facts, Fault>>, input: &Input, what: &str) -> Drafts<'static> {
    let drafts: Vec<Result<Draft>> = (0..)
        .zip(found)
        .map(|(position, facts)| {
            let Input { source, name, reading, .. } = input;
            let spot = Spot { source: source.clone(), name: name.clone(), position, alone: false };
            Ok(Draft::made(article(facts, spot, Some(format!("{what} {}", position + 1)))?, reading))
        })
        .collect();
    Box::new(drafts.into_iter())
}

/// One article: its paragraphs as a plain text has them, so that its head may say what theirs may.
fn of_paragraphs(lines: &[&str], input: &Input) -> Result<Article> {
    let paragraphs =
        lines.iter().map(|line| line.trim_matches(layout::is_blank)).filter(|line| !line.is_empty());
    let text = paragraphs.collect::<Vec<_>>().join("\n\n");
    if text.is_empty() {
        return Err(input.malformed(None, "no text in it"));
    }
    Ok(Article { source: input.source.clone(), ..plain::article(text.into_bytes(), &input.name) })
}
