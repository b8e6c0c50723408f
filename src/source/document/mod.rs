//! Reads documents of word processors, and PDF: exports of Nexis and Factiva, else one article of the paragraphs there are.

mod docx;
mod pdf;
mod rtf;

pub(super) use docx::is_docx;
pub(super) use pdf::is_pdf;

use super::facts::Facts;
use super::open::only;
use super::reading::Input;
use super::records::{Fault, Spot, article};
use super::sniff::First;
use super::{Article, DateFrom, Draft, Drafts, date, factiva, layout, nexis, plain};
use crate::Result;
use jiff::civil::Date;

/// Where a PDF shows its date, it does so in one of its first paragraphs, and one of no more bytes.
const DATED_PARAGRAPHS: usize = 8;
const DATED_BYTES: usize = 120;

/// Tells RTF by its beginning.
pub(crate) fn tells_rtf(first: &First) -> bool {
    is_rtf(first.bytes)
}

/// Tells DOCX by the names of its parts.
pub(crate) fn tells_docx(first: &First) -> bool {
    is_docx(first.bytes)
}

/// Tells PDF by its mark.
pub(crate) fn tells_pdf(first: &First) -> bool {
    is_pdf(first.bytes)
}

fn is_rtf(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"{\\rtf")
}

/// Whether bytes are a document that must be unpacked to be read.
pub(super) fn is_packed(bytes: &[u8]) -> bool {
    is_rtf(bytes) || is_docx(bytes) || is_pdf(bytes)
}

/// Reads the articles of a document.
pub(crate) fn read(mut input: Input<'_>) -> Drafts<'_> {
    match lines(&mut input) {
        Ok(lines) => drafts(&lines, &input, plain_article),
        Err(error) => only(Err(error)),
    }
}

/// Reads the articles of a PDF.
pub(crate) fn read_pdf(mut input: Input<'_>) -> Drafts<'_> {
    let said = input.all().and_then(|bytes| {
        let most = input.reading.unpacked_article_bytes(bytes.len() as u64) as usize;
        pdf::read(bytes, most).map_err(|reason| input.malformed(None, &reason))
    });
    match said {
        Ok(pdf::Said { paragraphs, made }) => {
            drafts(&paragraphs, &input, |text, name| dated_as_shown(plain_article(text, name), made))
        }
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

/// The drafts of what a document says; `article` makes the one of a document that is no export.
fn drafts(lines: &[String], input: &Input, article: impl FnOnce(String, &str) -> Article) -> Drafts<'static> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let found = if factiva::is_export(&lines) {
        factiva::articles(&lines).into_iter().map(Ok).collect()
    } else if nexis::is_export(lines.iter().copied()) {
        nexis::articles(&lines)
    } else {
        let article = of_paragraphs(&lines, input, article);
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

/// One article of the paragraphs there are.
fn of_paragraphs(
    lines: &[&str],
    input: &Input,
    article: impl FnOnce(String, &str) -> Article,
) -> Result<Article> {
    let paragraphs =
        lines.iter().map(|line| line.trim_matches(layout::is_blank)).filter(|line| !line.is_empty());
    let text = paragraphs.collect::<Vec<_>>().join("\n\n");
    if text.is_empty() {
        return Err(input.malformed(None, "no text in it"));
    }
    Ok(Article { source: input.source.clone(), ..article(text, &input.name) })
}

/// An article whose paragraphs are as a plain text has them, so that its head may say what theirs may.
fn plain_article(text: String, name: &str) -> Article {
    plain::article(text.into_bytes(), name)
}

/// Dates an article by the day it shows near its head, else by that on which its document was made.
///
/// The name of a file is asked before both: it was given by whoever keeps it.
fn dated_as_shown(mut article: Article, made: Option<Date>) -> Article {
    if article.date.is_some() || article.date_refused.is_some() {
        return article;
    }
    let mut head = article.text.split("\n\n").take(DATED_PARAGRAPHS).filter(|line| line.len() <= DATED_BYTES);
    if let Some(day) = head.find_map(|line| date::day_shown(line, false)) {
        article.date_by(day, DateFrom::Page, None);
    } else if let Some(day) = made {
        article.date_by(day, DateFrom::Document, Some("CreationDate"));
    }
    article
}
