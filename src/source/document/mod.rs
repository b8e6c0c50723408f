//! Reads documents of word processors, and PDF: exports of Nexis and Factiva, else one article of the paragraphs there are.

mod docx;
mod pdf;
mod rtf;
mod taker;

pub(super) use docx::is_docx;
pub(super) use pdf::is_pdf;

use super::facts::Facts;
use super::handed::handed;
use super::open::only;
use super::reading::{Input, unpacked_bytes};
use super::records::{Fault, Spot, article};
use super::sniff::First;
use super::{Article, DateFrom, Draft, Drafts, date, factiva, layout, nexis, plain};
use crate::{Error, Result};
use jiff::civil::Date;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;
use taker::Taker;

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

/// What a document is read from.
trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// Reads the articles of a document in RTF or DOCX.
pub(crate) fn read(mut input: Input<'_>) -> Drafts<'_> {
    if input.reader.fill_buf().is_ok_and(is_pdf) {
        return read_pdf(input);
    }
    let rtf = input.reader.fill_buf().is_ok_and(is_rtf);
    let opened: Result<(Box<dyn Source>, u64)> = match &input.file {
        Some(path) => File::open(path)
            .and_then(|file| {
                let bytes = file.metadata()?.len();
                Ok((Box::new(BufReader::new(file)) as Box<dyn Source>, bytes))
            })
            .map_err(|cause| input.read_fault(cause)),
        None => input.all().map(|bytes| {
            let packed = bytes.len() as u64;
            (Box::new(Cursor::new(bytes)) as Box<dyn Source>, packed)
        }),
    };
    let (document, packed) = match opened {
        Ok(opened) => opened,
        Err(error) => return only(Err(error)),
    };
    let (source, name, reading) = (input.source.clone(), input.name.clone(), input.reading.clone());
    handed(&input.name, move |out| {
        let (most, unpacked) = (reading.article_bytes, unpacked_bytes(packed, reading.ratio));
        let mut taker = Taker::new(source, name, reading, out);
        let mut line = |line| taker.line(line);
        let read = if rtf {
            rtf::each_line(document, most, &mut line)
        } else {
            docx::each_line(document, most, unpacked, &mut line)
        };
        taker.end(read);
    })
}

/// Reads the articles of a PDF.
///
/// One that is an export is read here, since how many articles it has must be known; its first pages show it. Any other is
/// one article, and where it lies in a file, that is read by whoever makes the article.
pub(crate) fn read_pdf(mut input: Input<'_>) -> Drafts<'_> {
    let bytes = match input.all() {
        Ok(bytes) => Arc::new(bytes),
        Err(error) => return only(Err(error)),
    };
    let most = input.reading.unpacked_article_bytes(bytes.len() as u64) as usize;
    if let Some(path) = &input.file
        && !pdf::begin(&bytes, most).is_ok_and(|lines| lines.iter().any(|line| is_sign_of_export(line)))
    {
        return only(Ok(draft_of_pdf(path.clone(), bytes.len(), most, &input)));
    }
    match pdf::read(&bytes, most) {
        Ok(said) => drafts(&said, &input),
        Err(reason) => only(Err(input.malformed(None, &reason))),
    }
}

fn is_sign_of_export(line: &str) -> bool {
    factiva::is_sign(line) || nexis::is_sign(line)
}

/// The draft of a PDF that is no export, of so many bytes. It keeps where these are and not them: many may wait.
fn draft_of_pdf(path: PathBuf, bytes: usize, most: usize, input: &Input) -> Draft {
    let (source, name) = (input.source.clone(), input.name.clone());
    let make = move || {
        let read = File::open(&path).and_then(|file| {
            // It may have grown meanwhile.
            let mut read = Vec::with_capacity(bytes);
            file.take(bytes as u64).read_to_end(&mut read)?;
            Ok(Arc::new(read))
        });
        let read = read.map_err(|cause| Error::Read { path: name.as_str().into(), cause })?;
        let malformed = |reason| Error::Malformed { source_name: name.clone(), place: None, reason };
        let said = pdf::read(&read, most).map_err(malformed)?;
        Ok(dated_as_shown(whole(&said.paragraphs, &source, &name)?, said.made))
    };
    Draft::later(input.name.clone(), bytes, &input.reading, make)
}

/// The drafts of what a PDF says.
fn drafts(said: &pdf::Said, input: &Input) -> Drafts<'static> {
    let lines: Vec<&str> = said.paragraphs.iter().map(String::as_str).collect();
    let found: Vec<_> = if factiva::is_export(&lines) {
        factiva::articles(&lines).into_iter().map(Ok).collect()
    } else if nexis::is_export(lines.iter().copied()) {
        nexis::articles(&lines)
    } else {
        let article = whole(&lines, &input.source, &input.name);
        return only(article.map(|article| Draft::made(dated_as_shown(article, said.made), &input.reading)));
    };
    let drafts: Vec<Result<Draft>> =
        (0..).zip(found).map(|(position, found)| exported(found, input, "article", position)).collect();
    Box::new(drafts.into_iter())
}

/// The draft of an article at `position`, from 0, of a source of many.
pub(super) fn exported(
    found: Result<Facts, Fault>,
    input: &Input,
    what: &str,
    position: u64,
) -> Result<Draft> {
    let Input { source, name, reading, .. } = input;
    let spot = Spot { source: source.clone(), name: name.clone(), position, alone: false };
    Ok(Draft::made(article(found, spot, Some(format!("{what} {}", position + 1)))?, reading))
}

/// The one article of all lines of a document. Its paragraphs are as a plain text has them, so that its head may say what
/// that of one may.
fn whole(lines: &[impl AsRef<str>], source: &str, name: &str) -> Result<Article> {
    let paragraphs = lines.iter().map(|line| line.as_ref().trim_matches(layout::is_blank));
    let text = paragraphs.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n");
    if text.is_empty() {
        let reason = "no text in it".to_owned();
        return Err(Error::Malformed { source_name: name.to_owned(), place: None, reason });
    }
    Ok(Article { source: source.to_owned(), ..plain::article(text.into_bytes(), name) })
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
