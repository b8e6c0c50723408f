//! Comma- or tab-separated values with a line of names at the top; a quoted cell may hold lines.

use super::{Column, columns, fault, offer};
use crate::source::facts::Facts;
use crate::source::reading::{Input, too_large};
use crate::source::{Draft, Drafts, decode};
use crate::{Error, Result};
use csv::{ByteRecord, ReaderBuilder};
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// Reads a table whose cells are parted by commas, or by semicolons where its first line has more of these.
pub(in crate::source) fn commas(input: Input<'_>) -> Drafts<'_> {
    read(input, b",;\t|")
}

/// Reads a table whose cells are parted by tabs.
pub(in crate::source) fn tabs(input: Input<'_>) -> Drafts<'_> {
    read(input, b"\t")
}

fn read<'r>(mut input: Input<'r>, delimiters: &[u8]) -> Drafts<'r> {
    input.skip_mark();
    let mut reader = input.take_reader();
    let first = reader.fill_buf().unwrap_or_default();
    let line = first.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |delimiter: &u8| line.iter().filter(|b| *b == delimiter).count();
    // Of several that stand equally often the last would be taken, and the first is the usual one.
    let delimiter = delimiters.iter().rev().copied().max_by_key(count).unwrap_or(b',');
    let taken = Rc::new(Cell::new(0));
    let bounded = Bounded { reader, taken: taken.clone(), most: input.reading.article_bytes };
    let rows = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bounded);
    Box::new(Rows {
        input,
        rows,
        taken,
        columns: Vec::new(),
        position: 0,
        row: ByteRecord::new(),
        ended: false,
    })
}

/// Refuses to give more than so many bytes for one row: a quotation mark that is never closed would take in the rest.
struct Bounded<'r> {
    reader: Box<dyn BufRead + 'r>,
    /// Bytes given since the last row.
    taken: Rc<Cell<usize>>,
    most: usize,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken.get() > self.most {
            return Err(io::Error::other(format!(
                "a row is {}; what follows is not read",
                too_large(self.most)
            )));
        }
        let read = self.reader.read(buffer)?;
        self.taken.set(self.taken.get() + read);
        Ok(read)
    }
}

struct Rows<'r> {
    input: Input<'r>,
    rows: csv::Reader<Bounded<'r>>,
    taken: Rc<Cell<usize>>,
    columns: Vec<Column>,
    position: u64,
    row: ByteRecord,
    ended: bool,
}

impl Rows<'_> {
    fn next_row(&mut self) -> Result<bool> {
        self.taken.set(0);
        self.rows.read_byte_record(&mut self.row).map_err(|error| self.fault(error))
    }

    fn fault(&self, error: csv::Error) -> Error {
        let place = error.position().map(|position| format!("line {}", position.line()));
        match error.into_kind() {
            csv::ErrorKind::Io(cause) => self.input.read_fault(cause),
            _ => self.input.malformed(place, "not a row of a table"),
        }
    }

    fn read_names(&mut self) -> Result<()> {
        let names = self.rows.byte_headers().map(|names| names.iter().map(cell).collect::<Vec<_>>());
        let names = names.map_err(|error| self.fault(error))?;
        self.columns = columns(names.iter().map(String::as_str), &self.input);
        match fault(&self.columns) {
            Some(reason) => Err(self.input.not_articles(&reason)),
            None => Ok(()),
        }
    }

    fn draft(&self) -> Result<Draft> {
        let malformed = |reason: &str| {
            let line = self.row.position().map_or(0, csv::Position::line);
            self.input.malformed(Some(format!("line {line}")), reason)
        };
        let (cells, columns) = (self.row.len(), self.columns.len());
        if cells != columns {
            return Err(malformed(&format!("{cells} cells in a table of {columns} columns")));
        }
        let mut facts = Facts::default();
        for (column, bytes) in self.columns.iter().zip(&self.row) {
            offer(&mut facts, column, || vec![cell(bytes)]);
        }
        if !facts.is_article() {
            return Err(malformed("neither text nor title"));
        }
        Ok(Draft::made(facts.article(&self.input, self.position - 1, false), &self.input.reading))
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Result<Draft>> {
        if self.ended {
            return None;
        }
        let named = if self.columns.is_empty() { self.read_names() } else { Ok(()) };
        match named.and_then(|()| self.next_row()) {
            Ok(true) => {
                self.position += 1;
                Some(self.draft())
            }
            Ok(false) => None,
            Err(fault) => {
                self.ended = true;
                Some(Err(fault))
            }
        }
    }
}

fn cell(bytes: &[u8]) -> String {
    decode::text(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use crate::source::{Article, Format, Reading, articles_from};
    use std::sync::Arc;

    fn read(text: &str, reading: Reading) -> Vec<Result<Article, String>> {
        articles_from(Box::new(text.as_bytes()), "in/a.csv", Format::Csv, &Arc::new(reading))
            .map(|article| article.map_err(|error| error.to_string()))
            .collect()
    }

    #[test]
    fn rows_with_quoted_lines() {
        let text = "\u{feff},Title,Publish Date,article\r\n0,\"Harbour, open\",2025-09-04 10:11:12,\"One.\n\n\"\"Two,\"\" she said.\"\r\n";
        let article = read(text, Reading::default()).remove(0).unwrap();
        assert_eq!(article.title.as_deref(), Some("Harbour, open"));
        assert_eq!(article.text, "One.\n\n\"Two,\" she said.");
        assert_eq!(article.date.unwrap().to_string(), "2025-09-04");
        assert_eq!(
            (article.id.as_str(), article.date_field.as_deref()),
            ("in/a.csv#1", Some("Publish Date"))
        );
    }

    #[test]
    fn semicolons_and_a_users_own_columns() {
        let reading = Reading { map: "text=Inhalt,date=Tag".parse().unwrap(), ..Reading::default() };
        let article = read("Tag;Inhalt\n2025-09-04;Der Hafen, endlich\n", reading).remove(0).unwrap();
        assert_eq!((article.text.as_str(), article.date.is_some()), ("Der Hafen, endlich", true));
    }

    #[test]
    fn bad_rows_are_told_and_the_next_is_read() {
        let found = read("title,text\na\nb,\"c\nd\"\n,\ne,f\n", Reading::default());
        assert_eq!(found[0], Err("in/a.csv, line 2: 1 cells in a table of 2 columns".to_owned()));
        assert_eq!(found[1].as_ref().unwrap().text, "c\nd");
        assert_eq!(found[2], Err("in/a.csv, line 5: neither text nor title".to_owned()));
        assert_eq!(found[3].as_ref().unwrap().id, "in/a.csv#4");
    }

    #[test]
    fn a_table_of_something_else() {
        let found = read("ship,berth\na,b\n", Reading::default());
        assert_eq!(found, [Err("in/a.csv: no column is known to hold a text: ship, berth".to_owned())]);
    }

    #[test]
    fn a_mark_never_closed_ends_at_the_limit() {
        let text = format!("text\nfirst\n\"{}", "a,b\n".repeat(100_000));
        let found = read(&text, Reading { article_bytes: 10_000, ..Reading::default() });
        assert!(found[0].is_ok() && found.len() == 2);
        assert!(found[1].as_ref().unwrap_err().contains("what follows is not read"));
    }
}
