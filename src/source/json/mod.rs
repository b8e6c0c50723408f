//! Reads JSON: an object a line, or a document, which is an object, an array of them, several after one another, or an
//! object with an array of them.

mod quotebank;
mod record;
mod values;

use super::reading::{Input, too_large};
use super::{Draft, Drafts, decode};
use crate::{Error, Result};
pub(crate) use quotebank::tells as tells_quotebank;
use record::{Below, Record};
use std::collections::VecDeque;
use std::io::{BufRead, Read};
use values::Values;

/// The articles of a JSON Lines source; blank lines are left out.
pub(crate) fn lines(input: Input<'_>) -> Drafts<'_> {
    Box::new(Lines {
        input,
        make: of_object,
        lines: 0,
        buffer: Vec::new(),
        more: VecDeque::new(),
        failed: false,
    })
}

/// The quotations of a Quotebank source, an article for each printing.
pub(crate) fn quotebank(input: Input<'_>) -> Drafts<'_> {
    Box::new(Lines {
        input,
        make: quotebank::drafts,
        lines: 0,
        buffer: Vec::new(),
        more: VecDeque::new(),
        failed: false,
    })
}

/// Makes the drafts of a line, at a position from 0; where there are none, says why.
type Make = fn(&[u8], &Input, u64) -> Result<Vec<Draft>, String>;

fn of_object(line: &[u8], input: &Input, position: u64) -> Result<Vec<Draft>, String> {
    match parse(line, input).map_err(|error| without_place(&error))? {
        Below::Record(record) => {
            draft(*record, input, position, false).map(|draft| vec![draft]).ok_or_else(|| NEITHER.to_owned())
        }
        Below::Records(_) | Below::Other => Err("not an object".to_owned()),
    }
}

struct Lines<'r> {
    input: Input<'r>,
    make: Make,
    /// Lines read.
    lines: u64,
    buffer: Vec<u8>,
    /// Further drafts of the line.
    more: VecDeque<Draft>,
    failed: bool,
}

impl Lines<'_> {
    /// Reads the next line; tells whether there is one. Of one that is too long no more is kept than shows it.
    fn next_line(&mut self) -> std::io::Result<bool> {
        self.buffer.clear();
        let most = self.input.reading.article_bytes as u64 + 1;
        if (&mut self.input.reader).take(most).read_until(b'\n', &mut self.buffer)? == 0 {
            return Ok(false);
        }
        self.lines += 1;
        if self.is_too_long() {
            self.input.reader.skip_until(b'\n')?;
        }
        Ok(true)
    }

    fn is_too_long(&self) -> bool {
        self.buffer.len() > self.input.reading.article_bytes && !self.buffer.ends_with(b"\n")
    }

    /// The first draft of the line; any others wait.
    fn draft(&mut self) -> Option<Result<Draft>> {
        let line = self.buffer.strip_prefix(decode::BYTE_ORDER_MARK).unwrap_or(&self.buffer).trim_ascii();
        let drafts = (!line.is_empty()).then(|| {
            let malformed = |reason: &str| self.input.malformed(Some(format!("line {}", self.lines)), reason);
            if self.is_too_long() {
                return Err(malformed(&too_large(self.input.reading.article_bytes)));
            }
            (self.make)(line, &self.input, self.lines - 1).map_err(|reason| malformed(&reason))
        });
        match drafts? {
            Ok(drafts) => self.more.extend(drafts),
            Err(fault) => return Some(Err(fault)),
        }
        self.more.pop_front().map(Ok)
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Result<Draft>> {
        if let Some(draft) = self.more.pop_front() {
            return Some(Ok(draft));
        }
        while !self.failed {
            match self.next_line() {
                Ok(false) => return None,
                Ok(true) => {}
                Err(cause) => {
                    self.failed = true;
                    return Some(Err(self.input.read_fault(cause)));
                }
            }
            let draft = self.draft();
            if draft.is_some() {
                return draft;
            }
        }
        None
    }
}

const NEITHER: &str = "neither text nor title";

fn draft(record: Record, input: &Input, position: u64, alone: bool) -> Option<Draft> {
    let article = record.facts.is_article().then(|| record.facts.article(input, position, alone))?;
    Some(Draft::made(article, &input.reading))
}

fn parse(bytes: &[u8], input: &Input) -> serde_json::Result<Below> {
    let text = decode::text(bytes);
    match &input.reading.map {
        map if map.is_empty() => serde_json::from_str(&text),
        map => serde_json::from_str(&text).map(|value| Below::mapped(&value, map)),
    }
}

/// What serde_json says, without its ` at line 1 column 5`: the place is told in the source's own terms.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(at) if error.line() < 2 => format!("{}, at its byte {}", &message[..at], error.column()),
        Some(at) => format!("{}, at its line {}", &message[..at], error.line()),
        None => message,
    }
}

/// The articles of a JSON document; several documents after one another are read as one array.
pub(crate) fn document(mut input: Input<'_>) -> Drafts<'_> {
    input.skip_mark();
    let values = Values::new(input.take_reader(), input.reading.article_bytes);
    Box::new(Document { input, values, position: 0, waiting: VecDeque::new(), ended: false })
}

/// A record on its way, or why there is none.
type Found = Result<Record, String>;

struct Document<'r> {
    input: Input<'r>,
    values: Values<'r>,
    position: u64,
    waiting: VecDeque<Found>,
    ended: bool,
}

impl Document<'_> {
    /// Reads the next value into what waits; tells whether there was one.
    fn fill(&mut self) -> Result<bool> {
        let value = self.values.next().map_err(|cause| self.input.read_fault(cause))?;
        let Some(value) = value else { return Ok(false) };
        let parsed = match value {
            Ok(bytes) => parse(&bytes, &self.input).map_err(|error| without_place(&error)),
            Err("") => Err(too_large(self.input.reading.article_bytes)),
            Err(reason) => Err(reason.to_owned()),
        };
        let not_an_object = || "not an object".to_owned();
        match parsed {
            Ok(Below::Record(record)) if record.is_wrapper() => {
                self.values.of_array = true;
                self.waiting.extend(record.below.into_iter().map(|record| record.ok_or_else(not_an_object)));
            }
            Ok(Below::Record(record)) => self.waiting.push_back(Ok(*record)),
            Ok(Below::Records(_) | Below::Other) => self.waiting.push_back(Err(not_an_object())),
            Err(reason) => self.waiting.push_back(Err(reason)),
        }
        Ok(true)
    }

    /// The next record, and whether it is all there is.
    fn record(&mut self) -> Result<Option<(Found, bool)>> {
        while self.waiting.is_empty() && self.fill()? {}
        let Some(found) = self.waiting.pop_front() else { return Ok(None) };
        let first = self.position == 0 && self.waiting.is_empty() && !self.values.of_array;
        Ok(Some((found, first && !self.fill()?)))
    }
}

impl Iterator for Document<'_> {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Result<Draft>> {
        if self.ended {
            return None;
        }
        let (found, alone) = match self.record() {
            Ok(found) => found?,
            Err(fault) => {
                self.ended = true;
                return Some(Err(fault));
            }
        };
        let position = self.position;
        self.position += 1;
        let place = (!alone).then(|| format!("record {}", position + 1));
        Some(match found {
            Ok(record) => draft(record, &self.input, position, alone)
                .ok_or_else(|| self.input.malformed(place, NEITHER)),
            Err(reason) => Err::<_, Error>(self.input.malformed(place, &reason)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Article, DateFrom, Format, Reading, articles_from};
    use std::sync::Arc;

    fn read(text: &str, name: &str, format: Format, map: &str) -> Vec<Result<Article, String>> {
        let reading =
            Arc::new(Reading { map: map.parse().unwrap(), article_bytes: 2000, ..Reading::default() });
        articles_from(Box::new(text.as_bytes()), name, format, &reading)
            .map(|article| article.map_err(|error| error.to_string()))
            .collect()
    }

    fn lines(text: &str) -> Vec<Result<Article, String>> {
        read(text, "a.jsonl", Format::JsonLines, "")
    }

    fn documents(text: &str) -> Vec<Result<Article, String>> {
        read(text, "2025-09-04.json", Format::Json, "")
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
        assert_eq!(article.language.as_deref(), Some("en"));
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
            found[0].is_ok()
                && found[1].as_ref().is_err_and(|error| error.contains("record 2: the document ends")),
            "{found:?}"
        );
        assert_eq!(documents("7"), [Err("2025-09-04.json: not an object".to_owned())]);
    }

    #[test]
    fn a_user_says_which_fields_are_which() {
        let text = "{\"meta\": {\"when\": \"2025-09-04\"}, \"date\": \"2020-01-01\", \"body\": {\"p\": [\"a\", \"b\"]}}";
        let found = read(text, "a.jsonl", Format::JsonLines, "date=meta.when, text=body.p");
        let article = found[0].as_ref().unwrap();
        assert_eq!(
            (article.date.unwrap().to_string().as_str(), article.text.as_str()),
            ("2025-09-04", "a\n\nb")
        );
        assert_eq!(article.date_field.as_deref(), Some("meta.when"));
        assert!("when=x".parse::<crate::source::FieldMap>().is_err());
    }

    #[test]
    fn a_record_too_long_is_skipped_and_the_next_is_read() {
        let long = format!("{{\"text\": \"{}\"}}", "a".repeat(3000));
        for (name, text, format) in [
            ("a.jsonl", format!("{long}\n{{\"text\": \"b\"}}\n"), Format::JsonLines),
            ("a.json", format!("[{long}, {{\"text\": \"b\"}}]"), Format::Json),
        ] {
            let found = read(&text, name, format, "");
            assert!(found[0].as_ref().unwrap_err().contains("larger than an article may be (2000 bytes)"));
            assert_eq!(found[1].as_ref().unwrap().text, "b");
        }
    }

    #[test]
    fn a_date_that_cannot_be_read_is_told() {
        let found =
            lines("{\"text\": \"a\", \"date\": \"soon\"}\n{\"text\": \"a\", \"date\": \"1492-10-12\"}");
        assert_eq!(found[0].as_ref().unwrap().date_refused.as_deref(), Some("soon: not a date"));
        assert_eq!(found[1].as_ref().unwrap().date_refused.as_deref(), Some("1492-10-12: before 1600"));
    }
}
