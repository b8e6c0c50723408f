//! Reads JSON Lines by the line, and a JSON document whole: one object, an array, or an object with an array.

mod record;

use super::open::Articles;
use super::{Article, DateFrom, decode, plain, title};
use crate::{Error, Result};
use record::{Below, Record};
use std::io::BufRead;

/// Where the records of a source stand.
struct Place<'n> {
    name: &'n str,
    position: u64,
    /// `line` or `record`.
    unit: &'static str,
    /// Whether the source is this one record.
    alone: bool,
}

impl Place<'_> {
    fn malformed(&self, reason: impl Into<String>) -> Error {
        let place = (!self.alone).then(|| format!("{} {}", self.unit, self.position + 1));
        Error::Malformed { source_name: self.name.to_owned(), place, reason: reason.into() }
    }

    fn article(&self, record: Option<Record>) -> Result<Article> {
        let record = record.ok_or_else(|| self.malformed("not an object"))?;
        if !record.is_article() {
            return Err(self.malformed("neither text nor title"));
        }
        let facts = record.facts();
        let by_field = facts.date.map(|day| (day, DateFrom::Metadata));
        // The name of a file of many articles tells when it was written, not them.
        let (date, date_from) =
            by_field.or_else(|| self.alone.then(|| plain::dated_by_name(self.name))?).unzip();
        let text = facts.text.unwrap_or_default();
        let title_span = facts.title.as_deref().and_then(|title| title::at_head(&text, 0, title));
        Ok(Article {
            id: facts.id.unwrap_or_else(|| self.id()),
            source: self.name.to_owned(),
            position: self.position,
            publisher: facts.publisher,
            title: facts.title,
            title_span,
            authors: facts.authors,
            date,
            date_from,
            language: facts.language,
            language_from: None,
            url: facts.url,
            text,
            body_start: 0,
        })
    }

    fn id(&self) -> String {
        if self.alone { self.name.to_owned() } else { format!("{}#{}", self.name, self.position + 1) }
    }
}

/// The articles of a JSON Lines source; blank lines are left out.
pub(crate) struct Lines {
    reader: Box<dyn BufRead + Send>,
    name: String,
    /// Lines read.
    lines: u64,
    buffer: Vec<u8>,
    failed: bool,
}

impl Lines {
    pub(crate) fn new(reader: Box<dyn BufRead + Send>, name: &str) -> Self {
        Lines { reader, name: name.to_owned(), lines: 0, buffer: Vec::new(), failed: false }
    }

    fn article(&self) -> Option<Result<Article>> {
        let place = Place { name: &self.name, position: self.lines - 1, unit: "line", alone: false };
        let line = without_mark(&self.buffer).trim_ascii();
        (!line.is_empty()).then(|| match parse_line(line) {
            Ok(below) => place.article(one(below)),
            Err(error) => Err(place.malformed(without_place(&error))),
        })
    }
}

impl Iterator for Lines {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Result<Article>> {
        while !self.failed {
            self.buffer.clear();
            match self.reader.read_until(b'\n', &mut self.buffer) {
                Ok(0) => return None,
                Ok(_) => self.lines += 1,
                Err(cause) => {
                    self.failed = true;
                    return Some(Err(Error::Read { path: self.name.as_str().into(), cause }));
                }
            }
            let article = self.article();
            if article.is_some() {
                return article;
            }
        }
        None
    }
}

fn parse_line(line: &[u8]) -> serde_json::Result<Below> {
    match std::str::from_utf8(line) {
        Ok(line) => serde_json::from_str(line),
        Err(_) => serde_json::from_str(&decode::decode(line.to_vec())),
    }
}

fn one(below: Below) -> Option<Record> {
    match below {
        Below::Record(record) => Some(*record),
        Below::Records(_) | Below::Other => None,
    }
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// What serde_json says, without its ` at line 1 column 5`: the place is told in the source's own terms.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(at) => format!("{}, at its byte {}", &message[..at], error.column()),
        None => message,
    }
}

/// The articles of a JSON document, read whole; several documents after one another are read as one array.
pub(crate) fn document(mut reader: Box<dyn BufRead + Send>, name: &str) -> Articles {
    let mut bytes = Vec::new();
    if let Err(cause) = reader.read_to_end(&mut bytes) {
        return Box::new(std::iter::once(Err(Error::Read { path: name.into(), cause })));
    }
    let text = decode::decode(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut records = Vec::new();
    let mut alone = true;
    let fault = read_document(text, &mut records, &mut alone).err();
    let name = name.to_owned();
    let fault = fault.map(|error| Error::Malformed {
        source_name: name.clone(),
        place: Some(format!("line {}", error.line())),
        reason: without_place(&error),
    });
    let articles = records.into_iter().enumerate().map(move |(i, record)| {
        let place = Place { name: &name, position: i as u64, unit: "record", alone };
        place.article(record)
    });
    Box::new(articles.chain(fault.map(Err)))
}

/// Reads all documents of a text; what was read before a fault is kept.
fn read_document(text: &str, records: &mut Vec<Option<Record>>, alone: &mut bool) -> serde_json::Result<()> {
    for below in serde_json::Deserializer::from_str(text).into_iter::<Below>() {
        match below? {
            Below::Records(list) => {
                *alone = false;
                records.extend(list);
            }
            Below::Record(mut record) if !record.below.is_empty() => {
                *alone = false;
                records.append(&mut record.below);
            }
            Below::Record(record) => {
                *alone &= records.is_empty();
                records.push(Some(*record));
            }
            Below::Other => records.push(None),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &'static str) -> Vec<Result<Article, String>> {
        Lines::new(Box::new(text.as_bytes()), "a.jsonl").map(|a| a.map_err(|e| e.to_string())).collect()
    }

    fn documents(text: &'static str) -> Vec<Result<Article, String>> {
        document(Box::new(text.as_bytes()), "2025-09-04.json").map(|a| a.map_err(|e| e.to_string())).collect()
    }

    #[test]
    fn a_bad_line_is_one_error() {
        let found = lines("{\"text\": \"a\"}\n\n{\"text\": \n[1]\n{\"x\": 1}\n{\"title\": \"b\", \"id\": 7}");
        assert_eq!(found[0].as_ref().unwrap().id, "a.jsonl#1");
        assert!(found[1].as_ref().unwrap_err().starts_with("a.jsonl, line 3: EOF"), "{found:?}");
        assert_eq!(found[2], Err("a.jsonl, line 4: not an object".to_owned()));
        assert_eq!(found[3], Err("a.jsonl, line 5: neither text nor title".to_owned()));
        let last = found[4].as_ref().unwrap();
        assert_eq!((last.id.as_str(), last.position), ("7", 5));
    }

    #[test]
    fn keys_are_asked_in_their_order() {
        let found = lines(
            "{\"date\": \"2024-01-01\", \"published\": \"\", \"date_publish\": null, \"publishedAt\": \
             \"2025-09-04T23:00:00-07:00\", \"content\": \"c\", \"text\": \" t\\u00e9 \", \"maintext\": \"\", \
             \"author\": {\"name\": \"Jane Doe\"}, \"source\": {\"id\": 1, \"name\": \"The Quay\"}, \"lang\": \"EN-us\"}",
        );
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.date.unwrap().to_string(), "2025-09-04");
        assert_eq!(article.text, " té ");
        assert_eq!(article.authors, ["Jane Doe"]);
        assert_eq!(article.publisher.as_deref(), Some("The Quay"));
        assert_eq!(article.language.as_deref(), Some("EN-us"));
    }

    #[test]
    fn documents_of_every_shape() {
        let alone = documents("\u{feff}{\n \"text\": \"a\"\n}");
        let article = alone[0].as_ref().unwrap();
        assert_eq!((article.id.as_str(), article.date_from), ("2025-09-04.json", Some(DateFrom::FileName)));
        for text in [
            "[{\"text\": \"a\"}, {\"text\": \"b\"}]",
            "{\"status\": \"ok\", \"articles\": [{\"text\": \"a\"}, {\"text\": \"b\"}]}",
            "{\"data\": [{\"text\": \"a\"}, {\"text\": \"b\"}]}",
            "{\"text\": \"a\"} {\"text\": \"b\"}",
        ] {
            let found = documents(text);
            let ids: Vec<&str> = found.iter().map(|article| article.as_ref().unwrap().id.as_str()).collect();
            assert_eq!(ids, ["2025-09-04.json#1", "2025-09-04.json#2"], "{text}");
            assert_eq!(found[1].as_ref().unwrap().date, None);
        }
    }

    #[test]
    fn a_broken_document_keeps_what_stood_before() {
        assert_eq!(
            documents("[1, {\"text\": \"b\"}]")[0],
            Err("2025-09-04.json, record 1: not an object".to_owned())
        );
        let found = documents("{\"text\": \"a\"}\n{\"text\"");
        assert!(
            found[0].is_ok() && found[1].as_ref().is_err_and(|error| error.contains("line 2")),
            "{found:?}"
        );
        assert_eq!(documents("7"), [Err("2025-09-04.json: not an object".to_owned())]);
    }
}
