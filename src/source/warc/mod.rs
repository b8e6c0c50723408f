//! Reads archives of the web, WARC and ARC: the article of each page that was fetched.
//!
//! Only what a server answered with a page is read; requests, revisits, metadata, images and the like are passed over,
//! counted by what they are, and told at the end. When a page was fetched is its date only where the page has none, and is said to be that. A broken record is one
//! error, and reading goes on at the next record that can be found; so it does after a broken member of a gzip stream.

mod http;
mod record;

use super::html::{self, Sent};
use super::reading::{Input, numbered, too_large};
use super::sniff::First;
use super::{DateFrom, Draft, Drafts};
use crate::{Error, Result};
use http::Answer;
use record::{Content, Head};
use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufRead, Read};

/// The head of a record or an answer has no more bytes.
const HEAD_BYTES: u64 = 256 * 1024;

/// Most faults that wait while it is not known whether a page is the only one.
const FAULTS_WAITING: usize = 100;

/// Tells an archive of the web.
pub(super) fn tells(first: &First) -> bool {
    first.begins_with("WARC/1.") || first.begins_with("WARC/0.1") || first.begins_with("filedesc://")
}

/// The articles of an archive.
pub(super) fn read(input: Input<'_>) -> Drafts<'_> {
    Box::new(Records {
        input,
        records: 0,
        pages: 0,
        others: BTreeMap::new(),
        first: None,
        ready: VecDeque::new(),
        line: Vec::new(),
        lost: false,
        faults: 0,
        ended: false,
    })
}

struct Records<'r> {
    input: Input<'r>,
    /// Records begun.
    records: u64,
    /// Pages found.
    pages: u64,
    /// Records that hold no page, by what they are.
    others: BTreeMap<String, u64>,
    /// The first page, until it is known whether there is another.
    first: Option<Page>,
    /// What is to be handed on, in this order.
    ready: VecDeque<Result<Draft>>,
    /// The line that begins the next record, where it has been read.
    line: Vec<u8>,
    /// Whether the beginning of the next record is being looked for after a fault.
    lost: bool,
    /// Faults of the stream since it last gave anything.
    faults: u32,
    ended: bool,
}

/// A page as it was found.
struct Page {
    position: u64,
    head: Head,
    answer: Answer,
    charset: Option<String>,
    body: Vec<u8>,
}

/// What is wrong with a record, or with the stream.
enum Fault {
    Record(&'static str),
    TooLarge,
    Stream(io::Error),
}

impl From<io::Error> for Fault {
    fn from(cause: io::Error) -> Fault {
        Fault::Stream(cause)
    }
}

impl Records<'_> {
    /// Reads on to the next page; none at the end.
    fn next_page(&mut self) -> Result<Option<Page>, Fault> {
        while self.find_record()? {
            self.records += 1;
            let head = self.head()?;
            let mut left = head.length;
            let found = self.page(head, &mut left);
            let skipped = self.skip(left);
            let page = found?;
            if !skipped? {
                return if page.is_some() { Ok(page) } else { Err(Fault::Record("cut off")) };
            }
            if page.is_some() {
                return Ok(page);
            }
        }
        Ok(None)
    }

    /// Finds the line that begins a record; between two there are blank lines only.
    fn find_record(&mut self) -> Result<bool, Fault> {
        loop {
            if self.line.is_empty() && !self.read_line()? {
                return Ok(false);
            }
            if record::begins(&self.line) {
                self.lost = false;
                return Ok(true);
            }
            let blank = self.line.trim_ascii().is_empty();
            self.line.clear();
            if !blank && !self.lost {
                self.lost = true;
                return Err(Fault::Record("what comes after it is no record; its length is wrong"));
            }
        }
    }

    /// Reads a line, or as much of one as is looked at; false at the end.
    fn read_line(&mut self) -> Result<bool, Fault> {
        self.line.clear();
        let read = (&mut self.input.reader).take(HEAD_BYTES).read_until(b'\n', &mut self.line)?;
        self.faults = 0;
        Ok(read > 0)
    }

    /// Reads the head of the record that has been found.
    fn head(&mut self) -> Result<Head, Fault> {
        let first = std::mem::take(&mut self.line);
        if !first.starts_with(b"WARC/") {
            let head = record::of_arc(&String::from_utf8_lossy(&first));
            return head.ok_or(Fault::Record("no head of a record"));
        }
        let mut left = HEAD_BYTES;
        let lines = self.lines(&mut left)?;
        record::of_warc(&lines).ok_or_else(|| {
            self.lost = true;
            Fault::Record("its head does not say its kind and length")
        })
    }

    /// Reads lines up to a blank one, of at most so many bytes.
    fn lines(&mut self, left: &mut u64) -> Result<Vec<String>, Fault> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = Vec::new();
        let most = (*left).min(HEAD_BYTES);
        let mut taken = 0;
        loop {
            line.clear();
            let read = (&mut self.input.reader).take(most - taken).read_until(b'\n', &mut line)? as u64;
            taken += read;
            *left -= read;
            if read == 0 || line.trim_ascii().is_empty() {
                return Ok(lines);
            }
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            match lines.last_mut().filter(|_| text.starts_with([' ', '\t'])) {
                Some(last) => last.push_str(&text),
                None => lines.push(text),
            }
        }
    }

    /// Reads the page in a record; none where it holds something else. `left` is how much of the record is to come.
    fn page(&mut self, head: Head, left: &mut u64) -> Result<Option<Page>, Fault> {
        let (answer, charset) = match &head.content {
            Content::Other(what) => return self.other((*what).into()),
            Content::Page(charset) => (Answer::default(), charset.clone()),
            Content::Answer => {
                let answer = Answer::of(&self.lines(left)?);
                let charset = answer.charset().map(str::to_owned);
                if let Some(what) = answer.no_page() {
                    return self.other(what);
                }
                (answer, charset)
            }
        };
        if *left > self.input.reading.article_bytes as u64 {
            return Err(Fault::TooLarge);
        }
        let mut body = Vec::new();
        let read = (&mut self.input.reader).take(*left).read_to_end(&mut body);
        *left -= body.len() as u64;
        read?;
        if *left > 0 {
            return Err(Fault::Record("cut off"));
        }
        let position = self.pages;
        self.pages += 1;
        Ok(Some(Page { position, head, answer, charset, body }))
    }

    /// Counts a record that holds no page.
    fn other(&mut self, what: Cow<'static, str>) -> Result<Option<Page>, Fault> {
        *self.others.entry(what.into_owned()).or_default() += 1;
        Ok(None)
    }

    /// The draft of a page; `alone` where it is all that the archive holds.
    fn draft(&self, page: Page, alone: bool) -> Draft {
        let Page { position, head, answer, charset, body } = page;
        let input = &self.input;
        let id = head.id.unwrap_or_else(|| numbered(&input.name, position));
        let (source, url, reading) = (input.source.clone(), head.url, input.reading.clone());
        let name = format!("{}, {}", input.name, url.as_deref().unwrap_or(&id));
        let (fetched, field, length) = (head.fetched, head.fetched_field, body.len());
        let make = move || {
            let body = answer.unwrapped(body, &reading).map_err(|cause| Error::Malformed {
                source_name: name.clone(),
                place: None,
                reason: cause.to_string(),
            })?;
            let sent = Sent { bytes: &body, charset: charset.as_deref(), url: url.as_deref(), alone };
            let mut article = html::article(&sent, &name)?;
            (article.source, article.position) = (source, position);
            if let Some(day) = fetched.filter(|_| article.date.is_none()) {
                article.date_by(day, DateFrom::Fetched, Some(field));
            }
            Ok(article)
        };
        Draft::later(id, length, &self.input.reading, make)
    }

    /// Steps over bytes; false where the stream ends before.
    fn skip(&mut self, mut left: u64) -> Result<bool, Fault> {
        while left > 0 {
            let there = self.input.reader.fill_buf()?.len() as u64;
            if there == 0 {
                return Ok(false);
            }
            let step = there.min(left);
            self.input.reader.consume(step as usize);
            left -= step;
        }
        Ok(true)
    }

    fn error(&mut self, fault: Fault) -> Error {
        let place = Some(format!("record {}", self.records.max(1)));
        match fault {
            Fault::Record(reason) => self.input.malformed(place, reason),
            Fault::TooLarge => self.input.malformed(place, &too_large(self.input.reading.article_bytes)),
            Fault::Stream(cause) => {
                self.faults += 1;
                self.lost = true;
                self.line.clear();
                self.input.read_fault(cause)
            }
        }
    }
}

impl Records<'_> {
    /// Reads on to the next page or fault, and puts what is ready to be handed on in the row.
    fn read_on(&mut self) {
        match self.next_page() {
            Ok(Some(page)) if self.pages == 1 => self.first = Some(page),
            Ok(Some(page)) => {
                self.release(false);
                self.ready.push_back(Ok(self.draft(page, false)));
            }
            Ok(None) => {
                self.ended = true;
                self.release(true);
            }
            // Where the stream gives nothing more but the same fault again, there is no going on.
            Err(Fault::Stream(_)) if self.faults > 0 => {
                self.ended = true;
                self.release(true);
            }
            Err(fault) => {
                let fault = self.error(fault);
                self.ready.push_back(Err(fault));
                if self.ready.len() > FAULTS_WAITING {
                    self.release(false);
                }
            }
        }
        if self.ended && !self.others.is_empty() {
            let (source_name, counts) = (self.input.name.clone(), std::mem::take(&mut self.others));
            self.ready.push_back(Err(Error::OtherRecords { source_name, counts }));
        }
    }

    /// Lets the first page go, before the faults that came after it.
    fn release(&mut self, alone: bool) {
        if let Some(first) = self.first.take() {
            self.ready.push_front(Ok(self.draft(first, alone)));
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Result<Draft>> {
        while !self.ended && (self.first.is_some() || self.ready.is_empty()) {
            self.read_on();
        }
        self.ready.pop_front()
    }
}
