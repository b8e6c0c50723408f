//! Makes drafts of the lines of a document as they come: of an export article by article, so that no more than one is held,
//! else one article of all lines.

use crate::source::factiva::{self, Marks};
use crate::source::handed::Out;
use crate::source::reading::{Reading, numbered, too_large};
use crate::source::records::{Spot, article};
use crate::source::{Draft, nexis};
use crate::{Error, Result};
use std::sync::Arc;

/// What a document is, as far as its lines have shown.
enum Kind {
    /// No export yet.
    Open,
    Nexis,
    Factiva,
}

/// Takes the lines of a document and hands drafts over.
pub(super) struct Taker<'o> {
    source: String,
    name: String,
    reading: Arc<Reading>,
    out: &'o Out,
    kind: Kind,
    signs: (factiva::Signs, nexis::Signs),
    /// Lines of the article that is being read, or of all while it is not known what the document is.
    lines: Vec<String>,
    bytes: usize,
    /// Whether those are more than an article may have.
    large: bool,
    /// Whether a line that numbers the article stood before it.
    numbered: bool,
    marks: Marks,
    position: u64,
    wanted: bool,
}

impl<'o> Taker<'o> {
    pub(super) fn new(source: String, name: String, reading: Arc<Reading>, out: &'o Out) -> Self {
        Taker {
            source,
            name,
            reading,
            out,
            kind: Kind::Open,
            signs: Default::default(),
            lines: Vec::new(),
            bytes: 0,
            large: false,
            numbered: false,
            marks: Marks::default(),
            position: 0,
            wanted: true,
        }
    }

    /// Takes a line; false where no more are wanted.
    pub(super) fn line(&mut self, line: String) -> bool {
        if !matches!(self.kind, Kind::Open) {
            self.sort(line);
            return self.wanted;
        }
        let (factiva, nexis) = &mut self.signs;
        let of_factiva = factiva.note(&line);
        let of_nexis = nexis.note(&line);
        self.add(line);
        if of_factiva || of_nexis {
            self.kind = if of_factiva { Kind::Factiva } else { Kind::Nexis };
            self.bytes = 0;
            std::mem::take(&mut self.lines).into_iter().for_each(|line| self.sort(line));
        }
        self.wanted && !(self.large && matches!(self.kind, Kind::Open))
    }

    /// Takes a line of an export.
    fn sort(&mut self, line: String) {
        match self.kind {
            Kind::Factiva => {
                if self.marks.begins_article(factiva::code(&line)) {
                    self.close();
                }
                self.add(line);
            }
            _ if nexis::parts_articles(&line) => {
                self.close();
                self.numbered = nexis::numbers_article(&line);
            }
            _ => self.add(line),
        }
    }

    fn add(&mut self, line: String) {
        self.bytes += line.len() + 1;
        self.large |= self.bytes > self.reading.article_bytes;
        if self.large {
            self.lines.clear();
        } else {
            self.lines.push(line);
        }
    }

    /// Hands on the article that has been read.
    fn close(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let bytes = std::mem::take(&mut self.bytes);
        if std::mem::take(&mut self.large) {
            let place = Some(self.place());
            self.hand(Err(self.malformed(place, too_large(self.reading.article_bytes))));
        } else if lines.iter().all(|line| line.trim().is_empty()) {
        } else if matches!(self.kind, Kind::Factiva) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            for facts in factiva::articles(&lines) {
                let made = article(Ok(facts), self.spot(), Some(self.place()));
                self.hand(made.map(|article| Draft::made(article, &self.reading)));
            }
        } else {
            let (spot, place, numbers) = (self.spot(), self.place(), self.numbered);
            let make = move || {
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                article(nexis::facts(&lines, numbers, false), spot, Some(place))
            };
            self.hand(Ok(Draft::later(numbered(&self.name, self.position), bytes, &self.reading, make)));
        }
    }

    fn hand(&mut self, draft: Result<Draft>) {
        self.position += 1;
        self.wanted &= self.out.hand(draft);
    }

    /// Ends with the last line, or with what went wrong; what was read of an article then is not taken for it.
    pub(super) fn end(mut self, read: Result<(), String>) {
        match (read, &self.kind) {
            (Err(reason), _) => {
                self.out.hand(Err(self.malformed(None, reason)));
            }
            (Ok(()), Kind::Open) if self.large => {
                self.out.hand(Err(self.malformed(None, too_large(self.reading.article_bytes))));
            }
            (Ok(()), Kind::Open) => {
                let made = super::whole(&self.lines, &self.source, &self.name);
                self.out.hand(made.map(|article| Draft::made(article, &self.reading)));
            }
            (Ok(()), _) => self.close(),
        }
    }

    fn malformed(&self, place: Option<String>, reason: String) -> Error {
        Error::Malformed { source_name: self.name.clone(), place, reason }
    }

    fn place(&self) -> String {
        format!("article {}", self.position + 1)
    }

    fn spot(&self) -> Spot {
        let (source, name) = (self.source.clone(), self.name.clone());
        Spot { source, name, position: self.position, alone: false }
    }
}
