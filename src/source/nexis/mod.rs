//! Reads what Nexis Uni and LexisNexis export: many articles in one text, RTF or Word document.
//!
//! Each article has a head (paper, day, headline), labels (`BYLINE:`, `Length:`), the text, and labels again. Older
//! exports begin each with `3 of 100 DOCUMENTS`, newer ones end each with `End of Document`, in the language of the
//! user; both are known in several.

mod article;
mod labels;

use super::facts::Facts;
use super::reading::{Input, numbered, too_large};
use super::records::{Fault, Spot, article};
use super::sniff::First;
use super::{Draft, Drafts, decode, document};
use crate::Result;
use labels::{is_end, is_start};
use std::io::{BufRead, Read};

/// No line that parts articles is longer, in bytes.
const LINE_BYTES: u64 = 4096;

/// Tells an export by its labels.
pub(crate) fn tells(first: &First) -> bool {
    !document::is_packed(first.bytes) && is_export(first.text.lines())
}

/// Whether lines are of such an export: lengths are told, and one more sign of it.
pub(super) fn is_export<'l>(mut lines: impl Iterator<Item = &'l str> + Clone) -> bool {
    // Every text is asked this, and hardly any has a line that tells a length.
    lines.clone().any(labels::is_length)
        && lines.any(|line| is_start(line) || is_end(line) || labels::is_sign(line))
}

/// What shows that a document is an export, as far as its lines have shown it.
#[derive(Default)]
pub(super) struct Signs {
    length: bool,
    other: bool,
}

impl Signs {
    /// Notes a line; whether the document is an export.
    pub(super) fn note(&mut self, line: &str) -> bool {
        self.length |= labels::is_length(line);
        self.other |= parts_articles(line) || labels::is_sign(line);
        self.length && self.other
    }
}

/// Whether a line ends an article or begins the next.
pub(super) fn parts_articles(line: &str) -> bool {
    is_start(line) || is_end(line)
}

/// Whether a line numbers the article below it.
pub(super) fn numbers_article(line: &str) -> bool {
    is_start(line)
}

/// Whether a line is one that hardly any text has but such an export.
pub(super) fn is_sign(line: &str) -> bool {
    parts_articles(line) || labels::is_sign(line) || labels::is_length(line) || article::is_cover(line)
}

/// Reads the articles of an export, in whichever form it is.
pub(crate) fn read(mut input: Input<'_>) -> Drafts<'_> {
    if input.reader.fill_buf().is_ok_and(document::is_packed) {
        return document::read(input);
    }
    input.skip_mark();
    Box::new(Exported { input, chunks: 0, position: 0, buffer: Vec::new(), numbered: false, ended: false })
}

/// The articles of a text, in order.
struct Exported<'r> {
    input: Input<'r>,
    chunks: u64,
    position: u64,
    buffer: Vec<u8>,
    /// Whether the chunk to come begins with a line that numbers it.
    numbered: bool,
    ended: bool,
}

/// The lines of one article, and whether a line that numbers it stood before.
struct Chunk {
    bytes: Vec<u8>,
    numbered: bool,
    too_large: bool,
}

impl Exported<'_> {
    /// Reads up to the line that ends an article or begins the next.
    fn chunk(&mut self) -> std::io::Result<Option<Chunk>> {
        let most = self.input.reading.article_bytes;
        let mut chunk = Chunk { bytes: Vec::new(), numbered: self.numbered, too_large: false };
        loop {
            self.buffer.clear();
            // A line that parts articles is short; a longer one is read in pieces.
            if (&mut self.input.reader).take(LINE_BYTES).read_until(b'\n', &mut self.buffer)? == 0 {
                self.ended = true;
                let blank = chunk.bytes.trim_ascii().is_empty() && !chunk.too_large;
                return Ok((!blank).then_some(chunk));
            }
            let line = String::from_utf8_lossy(&self.buffer);
            self.numbered = is_start(&line);
            if self.numbered || is_end(&line) {
                if !chunk.bytes.trim_ascii().is_empty() || chunk.too_large {
                    return Ok(Some(chunk));
                }
                chunk.numbered = self.numbered;
            } else if chunk.bytes.len() + self.buffer.len() > most {
                chunk.too_large = true;
                chunk.bytes.clear();
            } else if !chunk.too_large {
                chunk.bytes.extend_from_slice(&self.buffer);
            }
        }
    }

    fn draft(&self, chunk: Chunk) -> Result<Draft> {
        let place = Some(format!("article {}", self.position + 1));
        let Input { source, name, reading, .. } = &self.input;
        if chunk.too_large {
            return Err(self.input.malformed(place, &too_large(reading.article_bytes)));
        }
        let spot = Spot { source: source.clone(), name: name.clone(), position: self.position, alone: false };
        let id = numbered(name, self.position);
        Ok(Draft::later(id, chunk.bytes.len(), reading, move || {
            let text = decode::decode(chunk.bytes);
            let lines: Vec<&str> = text.lines().collect();
            article(facts(&lines, chunk.numbered, true), spot, place)
        }))
    }
}

impl Iterator for Exported<'_> {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Result<Draft>> {
        if self.ended {
            return None;
        }
        let draft = match self.chunk() {
            Ok(None) if self.chunks == 0 => Err(self.input.malformed(None, "no article in it")),
            Ok(chunk) => self.draft(chunk?),
            Err(cause) => {
                self.ended = true;
                Err(self.input.read_fault(cause))
            }
        };
        self.chunks += 1;
        self.position += 1;
        Some(draft)
    }
}

/// What the lines of one article say; `wrapped` where a paragraph may be several lines.
pub(super) fn facts(lines: &[&str], numbered: bool, wrapped: bool) -> Result<Facts, Fault> {
    let none = || Fault::Other("a cover page or notes, no article".to_owned());
    article::read(lines, numbered, wrapped).ok_or_else(none)
}

/// The articles in the lines of a document.
pub(super) fn articles(lines: &[&str]) -> Vec<Result<Facts, Fault>> {
    let (mut found, mut begun, mut numbered) = (Vec::new(), 0, false);
    for at in 0..=lines.len() {
        let line = lines.get(at).copied();
        if line.is_some_and(|line| !is_start(line) && !is_end(line)) {
            continue;
        }
        let chunk = &lines[begun..at];
        if chunk.iter().any(|line| !line.trim().is_empty()) {
            found.push(facts(chunk, numbered, false));
        }
        (begun, numbered) = (at + 1, line.is_some_and(is_start));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::source::{Article, Format, LanguageFrom, articles_from};

    fn read(text: &str) -> Vec<Result<Article, String>> {
        articles_from(Box::new(text.as_bytes()), "in/export.txt", Format::Nexis, &Default::default())
            .map(|article| article.map_err(|error| error.to_string()))
            .collect()
    }

    #[test]
    fn older_exports_number_their_articles() {
        let found = read(
            "\u{feff}\n                               1 of 2 DOCUMENTS\n\n\n                           The Quay Times\n\n\
             \x20                     September 4, 2025 Thursday\n                         Late Edition - Final\n\nHarbour opens at\nlast\n\n\
             BYLINE: By JANE DOE and\nJOHN ROE\n\nSECTION: Section A; Pg. 1\n\nLENGTH: 23 words\n\nDATELINE: PORTO, Sept. 3\n\n\
             The harbour opened\nagain on Wednesday.\n\n“Section: one,” she said.\n\nURL: https://quay.example/1\n\nGRAPHIC: PHOTO: A quay\n\n\
             LOAD-DATE: September 5, 2025\n\nLANGUAGE: ENGLISH\n\n      Copyright 2025 The Quay Times\n           All Rights Reserved\n\n\n\
             \x20                              2 of 2 DOCUMENTS\n\n\nDie Kaizeitung\n\n4. September 2025\n\nHafen offen\n\nLÄNGE: 5 Wörter\n\nBODY:\n\nEr ist offen.\n\n\
             UPDATE: 5. September 2025\n\nSPRACHE: GERMAN; DEUTSCH\n",
        );
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.title.as_deref(), Some("Harbour opens at last"));
        assert_eq!(
            (article.publisher.as_deref(), article.id.as_str()),
            (Some("The Quay Times"), "in/export.txt#1")
        );
        assert_eq!(article.date.unwrap().to_string(), "2025-09-04");
        assert_eq!(article.authors, ["JANE DOE", "JOHN ROE"]);
        assert_eq!(article.url.as_deref(), Some("https://quay.example/1"));
        assert_eq!(
            article.text,
            "PORTO, Sept. 3 - The harbour opened again on Wednesday.\n\n“Section: one,” she said."
        );
        let article = found[1].as_ref().unwrap();
        assert_eq!((article.title.as_deref(), article.text.as_str()), (Some("Hafen offen"), "Er ist offen."));
        assert_eq!(
            (article.date.unwrap().to_string().as_str(), article.language.as_deref()),
            ("2025-09-04", Some("de"))
        );
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn newer_exports_end_their_articles() {
        let found = read(
            "User Name: = Jane\nDate and Time: Friday, September 5, 2025 10:11:00 AM EDT\nJob Number: 1\nDocuments (2)\n1. Harbour opens\n\
             Client/Matter: -None-\nSearch Terms: quay\n\nHarbour opens\nThe Quay Times\nSeptember 4, 2025 Thursday\n\n\
             Copyright 2025 The Quay Times All Rights Reserved\n\nSection: NEWS; Pg. 1\nLength: 23 words\nByline: Jane Doe\n\nBody\n\n\
             It opened.\n\nLength: of the quay, 5 metres.\n\nClassification\n\nLanguage: ENGLISH\n\nLoad-Date: September 6, 2025\n\nEnd of Document\n\n\n\
             Quay: a date to keep, 5 May 2024\nThe Quay Times\n09/04/2025\nLength: 3 words\nBody\nIt is open.\nEnd of Document\n",
        );
        let article = found[0].as_ref().unwrap();
        assert_eq!(
            (article.title.as_deref(), article.publisher.as_deref()),
            (Some("Harbour opens"), Some("The Quay Times"))
        );
        assert_eq!(article.text, "It opened.\n\nLength: of the quay, 5 metres.");
        assert_eq!(article.language_from, Some(LanguageFrom::Metadata));
        assert_eq!(article.date.unwrap().to_string(), "2025-09-04");
        let article = found[1].as_ref().unwrap();
        assert_eq!(article.title.as_deref(), Some("Quay: a date to keep, 5 May 2024"));
        assert_eq!(article.date_refused.as_deref(), Some("09/04/2025: day or month first?"));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn what_is_no_article_is_said() {
        assert_eq!(read("\n"), [Err("in/export.txt: no article in it".to_owned())]);
        let found = read(
            "Terms and conditions\n\n1 of 1 DOCUMENTS\n\nThe Quay\n\nMay 4, 2025\n\nOpen\n\nLENGTH: 1 words\n\nIt is.\n",
        );
        assert_eq!(found[0], Err("in/export.txt, article 1: a cover page or notes, no article".to_owned()));
        assert_eq!(found[1].as_ref().unwrap().text, "It is.");
    }
}
