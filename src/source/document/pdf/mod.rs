//! Reads the words of a PDF document that has them as text: its paragraphs, as far as they can be told.
//!
//! A page says where each letter stands, not what is a line, a word or a paragraph; all of these are guessed, in the
//! order in which the page draws its letters. A scan without a layer of text has none, and is said to be that. Of a page
//! only what shows text is read: no pictures, no annotations, no forms filled in. Nothing is unpacked beyond the limits.

mod bounds;
mod lines;
mod page;
mod paragraphs;
mod setting;

use crate::source::caught::quietly;
use crate::source::date;
use hayro_syntax::{LoadPdfError, Pdf};
use jiff::civil::Date;
use lines::Lines;
use std::sync::Arc;

/// Of so many letters one may be without a known character; of a text with more, nothing can be made.
const LETTERS_A_RIDDLE: usize = 20;
/// Where a document is an export, one of so many pages shows it.
const FIRST_PAGES: usize = 3;
/// What a document is looked for its mark in, in bytes.
const MARK_BYTES: usize = 1024;

/// What a document says.
pub(super) struct Said {
    /// Its paragraphs, each a line.
    pub(super) paragraphs: Vec<String>,
    /// The day on which it was made, as it says itself.
    pub(super) made: Option<Date>,
}

/// Tells a document by its mark, which some have bytes before.
pub(crate) fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(MARK_BYTES)];
    let blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 0xef | 0xbb | 0xbf);
    memchr::memmem::find(head, b"%PDF-").is_some_and(|at| head[..at].iter().all(blank))
}

/// Reads a document of which no part unpacks to more than `most` bytes, and its text has no more.
///
/// # Errors
///
/// What is wrong, in words.
pub(super) fn read(bytes: &Arc<Vec<u8>>, most: usize) -> Result<Said, String> {
    caught(bytes, most, usize::MAX)
}

/// Reads no more than its first pages; the paragraphs of these, where they can be read.
pub(super) fn begin(bytes: &Arc<Vec<u8>>, most: usize) -> Result<Vec<String>, String> {
    caught(bytes, most, FIRST_PAGES).map(|said| said.paragraphs)
}

fn caught(bytes: &Arc<Vec<u8>>, most: usize, pages: usize) -> Result<Said, String> {
    bounds::packed(bytes, most)?;
    // The library is made not to panic; if it does, one document is lost and not the ingest.
    let said = quietly(|| said(bytes, most, pages));
    said.unwrap_or_else(|| Err("what it holds cannot be read".to_owned()))
}

fn said(bytes: &Arc<Vec<u8>>, most: usize, pages: usize) -> Result<Said, String> {
    let pdf = Pdf::new(bytes.clone()).map_err(|error| {
        let reason = match error {
            LoadPdfError::Decryption(_) => "encrypted: it opens with a password only",
            LoadPdfError::Invalid => "its parts cannot be found: broken, or cut off",
        };
        reason.to_owned()
    })?;
    let mut lines = Lines::new(most);
    page::read(&pdf, &mut lines, most, pages)?;
    let (letters, riddles) = (lines.letters(), lines.riddles());
    if letters == 0 {
        return Err("no text layer: pictures of pages, or nothing".to_owned());
    }
    if riddles * LETTERS_A_RIDDLE > letters {
        return Err(format!(
            "no text layer that can be read: {riddles} of {letters} letters are of no known character"
        ));
    }
    Ok(Said { paragraphs: paragraphs::of(lines.done()), made: made(&pdf) })
}

/// The day on which the document was made; of a bare year it would be the first of January, and is none.
fn made(pdf: &Pdf) -> Option<Date> {
    let made = pdf.metadata().creation_date?;
    let time = (made.month, made.day, made.hour, made.minute, made.second);
    let (year, month, day) =
        (made.year.try_into().ok()?, made.month.try_into().ok()?, made.day.try_into().ok()?);
    date::day(year, month, day).filter(|_| time != (1, 1, 0, 0, 0))
}
