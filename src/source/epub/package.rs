//! The package of a book: what its files are, and in which order they are read.

use crate::Result;
use crate::source::html::charset;
use crate::source::reading::{Input, unpacked_bytes};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use zip::ZipArchive;

/// What is known of a book.
#[derive(Default)]
pub(super) struct Book {
    pub(super) title: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) date: Option<String>,
    /// The paths of its chapters in their order.
    pub(super) chapters: Vec<String>,
}

/// What a book is read from.
trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// A book that has been opened.
pub(super) struct Package {
    zip: ZipArchive<Box<dyn Source>>,
    /// How many bytes it may still unfold to.
    left: u64,
    /// How many a file in it may.
    most: u64,
}

impl Package {
    /// Opens a book, in its file where it lies in one.
    pub(super) fn open(input: &mut Input) -> Result<Package> {
        let (source, packed): (Box<dyn Source>, u64) = match &input.file {
            Some(path) => {
                let file = File::open(path).map_err(|cause| input.read_fault(cause))?;
                let bytes = file.metadata().map_err(|cause| input.read_fault(cause))?.len();
                (Box::new(BufReader::new(file)), bytes)
            }
            None => {
                let bytes = input.all()?;
                let packed = bytes.len() as u64;
                (Box::new(Cursor::new(bytes)), packed)
            }
        };
        let left = unpacked_bytes(packed, input.reading.ratio);
        let zip = ZipArchive::new(source).map_err(|error| input.malformed(None, &error.to_string()))?;
        Ok(Package { zip, left, most: input.reading.article_bytes as u64 })
    }

    /// How many bytes it may still unfold to.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// Lets it unfold again to so many.
    pub(super) fn unpack_again(&mut self, left: u64) {
        self.left = left;
    }

    /// The text of a file in it.
    pub(super) fn text(&mut self, path: &str) -> Result<String, String> {
        let file = self.zip.by_name(path).map_err(|error| error.to_string())?;
        let most = self.left.min(self.most);
        let mut bytes = Vec::new();
        file.take(most + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        let read = bytes.len() as u64;
        self.left = self.left.saturating_sub(read);
        if read > most {
            return Err("larger than a chapter may be".to_owned());
        }
        Ok(charset::decode(&bytes, None))
    }

    /// Reads what the book says of itself.
    pub(super) fn book(&mut self) -> Result<Book, String> {
        let container = self.text("META-INF/container.xml")?;
        let mut root = None;
        elements(&container, |start, _| {
            if local(start) == "rootfile" {
                root = root.take().or_else(|| attribute(start, "full-path"));
            }
        })?;
        let root = root.ok_or("a book without a package")?;
        let package = self.text(&root)?;
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        read_package(&package, folder)
    }
}

fn read_package(package: &str, folder: &str) -> Result<Book, String> {
    let mut book = Book::default();
    let mut files = HashMap::new();
    let mut order = Vec::new();
    elements(package, |start, text| {
        let text = || Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        match local(start).as_str() {
            "title" => book.title = book.title.take().or_else(text),
            "creator" => book.authors.extend(text()),
            "publisher" => book.publisher = book.publisher.take().or_else(text),
            "language" => book.language = book.language.take().or_else(text),
            "date" => book.date = book.date.take().or_else(text),
            "item" if attribute(start, "properties").is_none_or(|properties| !properties.contains("nav")) => {
                let text = attribute(start, "media-type").is_some_and(|kind| kind.contains("html"));
                if let (Some(id), Some(path), true) = (attribute(start, "id"), attribute(start, "href"), text)
                {
                    files.insert(id, path_in(folder, &path));
                }
            }
            "itemref" => order.extend(attribute(start, "idref")),
            _ => {}
        }
    })?;
    book.chapters = order.iter().filter_map(|id| files.remove(id)).collect();
    Ok(book)
}

/// Calls back for each element with the text that follows its tag.
fn elements(xml: &str, mut each: impl FnMut(&BytesStart, &str)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    let mut open: Option<(BytesStart<'static>, String)> = None;
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match &event {
            Event::Text(text) => push(&mut open, &text.xml10_content()),
            Event::CData(text) => push(&mut open, &text.xml10_content()),
            Event::GeneralRef(name) => {
                let name: &str = name;
                push(&mut open, &html_escape::decode_html_entities(&format!("&{name};")));
            }
            _ => {
                if let Some((start, text)) = open.take() {
                    each(&start, &text);
                }
            }
        }
        match event {
            Event::Start(start) => open = Some((start.into_owned(), String::new())),
            Event::Empty(start) => each(&start, ""),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn push(open: &mut Option<(BytesStart<'static>, String)>, more: &str) {
    if let Some((_, text)) = open {
        text.push_str(more);
    }
}

fn local(start: &BytesStart) -> String {
    let name = start.name();
    let name: &str = name.as_ref();
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    let found = start
        .html_attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)?;
    Some(html_escape::decode_html_entities(&found.value).into_owned())
}

/// The path of a file in the archive, by its address from the package's folder.
fn path_in(folder: &str, address: &str) -> String {
    let address = unescaped(address.split('#').next().unwrap_or_default());
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in address.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// `%20` as a blank.
fn unescaped(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
