//! Reads the words of a DOCX document: its lines, a tab between the cells of a table.
//!
//! Of the archive only `word/document.xml` is unpacked, and no more of it held than an article may have. What was deleted
//! with its changes shown, field codes and pictures are left out.

use crate::source::reading::too_large;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{BufReader, Read, Seek};
use zip::ZipArchive;

/// The part that holds the text.
const TEXT: &str = "word/document.xml";
/// Elements whose words are no text of the document.
const LEFT_OUT: &[&str] =
    &["del", "delText", "instrText", "drawing", "pPr", "pict", "object", "Fallback", "moveFrom"];

/// Whether an archive is such a document, by its first bytes: its parts are named there.
pub(crate) fn is_docx(first_bytes: &[u8]) -> bool {
    let has = |name: &[u8]| memchr::memmem::find(first_bytes, name).is_some();
    first_bytes.starts_with(b"PK\x03\x04")
        && (has(b"word/") && (has(b"[Content_Types].xml") || has(b"_rels/.rels")))
}

/// Reads the lines of a document of which no more than `unpacked` bytes are unpacked, and no more than `most` held; `line`
/// is given each, and says whether it wants more.
///
/// # Errors
///
/// What is wrong, in words.
pub(super) fn each_line(
    document: impl Read + Seek,
    most: usize,
    unpacked: u64,
    line: &mut dyn FnMut(String) -> bool,
) -> Result<(), String> {
    let mut archive = ZipArchive::new(document).map_err(|error| error.to_string())?;
    let part = archive.by_name(TEXT).map_err(|error| format!("{TEXT}: {error}"))?;
    words(Bounded { reader: part, left: unpacked, held: 0, most }, line)
}

/// A stream that ends in an error where more is read than may be, in all or before something is made of it.
struct Bounded<R> {
    reader: R,
    left: u64,
    held: usize,
    most: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.held > self.most {
            return Err(std::io::Error::other(too_large(self.most)));
        }
        let read = self.reader.read(buffer)?;
        self.held += read;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(std::io::Error::other("it unpacks to more than it may")),
        }
        Ok(read)
    }
}

fn words(xml: Bounded<impl Read>, line: &mut dyn FnMut(String) -> bool) -> Result<(), String> {
    let most = xml.most;
    let mut reader = Reader::from_reader(BufReader::new(xml));
    let mut buffer = Vec::new();
    let mut text = String::new();
    let (mut left_out, mut in_text) = (0usize, false);
    // Where the cells that are open begin.
    let mut cells = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().get_mut().held = text.len();
        let event = reader.read_event_into(&mut buffer);
        match event.map_err(|error| format!("{TEXT}: {error}, at its byte {}", reader.error_position()))? {
            Event::Start(start) => {
                let name = start.local_name();
                left_out += usize::from(left_out > 0 || LEFT_OUT.contains(&name.as_ref()));
                in_text = name.as_ref() == "t";
                if name.as_ref() == "tc" {
                    cells.push(text.len());
                }
            }
            Event::End(end) => {
                left_out = left_out.saturating_sub(1);
                in_text = false;
                match end.local_name().as_ref() {
                    "p" | "tr" if left_out == 0 => text.push('\n'),
                    "tc" => end_cell(&mut text, cells.pop().unwrap_or_default()),
                    _ => {}
                }
            }
            Event::Empty(empty) if left_out == 0 => match empty.local_name().as_ref() {
                "tab" => text.push('\t'),
                "br" | "cr" | "p" => text.push('\n'),
                "noBreakHyphen" => text.push('-'),
                _ => {}
            },
            Event::Text(words) if in_text && left_out == 0 => text.push_str(&words),
            Event::CData(words) if in_text && left_out == 0 => text.push_str(&words),
            Event::GeneralRef(reference) if in_text && left_out == 0 => {
                text.push_str(&html_escape::decode_html_entities(&format!("&{};", &*reference)));
            }
            Event::Eof => break,
            _ => {}
        }
        if text.len() > most {
            return Err(too_large(most));
        }
        // The end of a cell joins its last line to the next cell.
        while let Some(end) = text.find('\n').filter(|_| cells.is_empty()) {
            let rest = text.split_off(end + 1);
            text.truncate(end);
            if !line(std::mem::replace(&mut text, rest)) {
                return Ok(());
            }
        }
    }
    text.split('\n').all(|rest| line(rest.to_owned()));
    Ok(())
}

/// Ends a cell that begins at a byte: its last paragraph ends in it.
fn end_cell(text: &mut String, start: usize) {
    let end = text.trim_end_matches('\n').len().max(start);
    text.truncate(end);
    text.push('\t');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_breaks_and_tables() {
        let xml = "<w:document xmlns:w=\"w\"><w:body><w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>Quay &amp; </w:t></w:r><w:r><w:t xml:space=\"preserve\">harbour</w:t></w:r>\
                   <w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p><w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:p>\
                   <w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
                   </w:body></w:document>";
        let (mut lines, reader) = (Vec::new(), xml.as_bytes());
        let xml = Bounded { reader, left: 10_000, held: 0, most: 1000 };
        words(xml, &mut |line| {
            lines.push(line);
            true
        })
        .unwrap();
        assert_eq!(
            lines.iter().map(|line| line.trim()).collect::<Vec<_>>(),
            ["Quay & harbour", "a", "b", "1\t2", ""]
        );
    }

    #[test]
    fn what_is_no_document() {
        assert!(each_line(std::io::Cursor::new(b"PK\x03\x04"), 1000, 200, &mut |_| true).is_err());
        assert!(
            !is_docx(b"PK\x03\x04\x00a.txt")
                && is_docx(b"PK\x03\x04..[Content_Types].xml..word/document.xml")
        );
    }
}
