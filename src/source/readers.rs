//! The readers there are: what each is called, which files it reads, and how it tells them.
//!
//! # How is a format added?
//!
//! 1. Write a reader in a file of its own: `read(Input) -> Drafts`, one error for each bad record with its place, going
//!    on after it; ids that stay the same when the file is read again; no more in memory than one record.
//! 2. Give it a variant of [`Format`] and a line in [`READERS`]. A reader that can tell its files by their first bytes
//!    has a `tells`, which must be sure: it is asked before the file's extension is looked at.
//! 3. Add the story to `tests/formats/story.rs` in the new format; every test there then holds it to the same.

use super::open::only;
use super::reading::Input;
use super::sniff::First;
use super::{
    Drafts, document, epub, factiva, feed, html, json, nexis, plain, reuters, table, trec, warc, xml,
};

/// A format that articles are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A plain text file: one article.
    Plain,
    /// Stories of the Reuters-21578 collection in SGML.
    Reuters,
    /// News Industry Text Format: XML of agencies, and of the New York Times Annotated Corpus.
    Nitf,
    /// NewsML 1, and the XML of Reuters' corpus RCV1.
    NewsMl1,
    /// NewsML-G2 with its text in it.
    NewsMlG2,
    /// SGML of TREC's collections, Gigaword and AQUAINT.
    Trec,
    /// What Nexis exports as text: many articles.
    Nexis,
    /// What Factiva exports as HTML: many articles.
    Factiva,
    /// An RTF document: an export of Nexis or Factiva, else one article.
    Rtf,
    /// A DOCX document, likewise.
    Docx,
    /// A PDF document with a layer of text, likewise; what its paragraphs are is guessed.
    Pdf,
    /// Quotebank: a quotation a line, with its speaker.
    Quotebank,
    /// One JSON document: an object, an array of them, or an object with an array of them.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// A table of comma-separated values, a row an article.
    Csv,
    /// A table of tab-separated values.
    Tsv,
    /// A table in Parquet.
    Parquet,
    /// A page as saved from the web: one article.
    Html,
    /// An archive of the web, WARC or ARC: an article a page.
    Warc,
    /// A feed, RSS or Atom: an article an item.
    Feed,
    /// A book: an article a chapter where those are dated, else one.
    Epub,
}

/// What is known of a format.
pub(super) struct Reader {
    pub(super) format: Format,
    /// What it is called by users.
    pub(super) name: &'static str,
    /// Extensions of files that a walk reads.
    pub(super) extensions: &'static [&'static str],
    /// Tells a file for certain by its first bytes.
    pub(super) tells: fn(&First) -> bool,
    pub(super) read: for<'r> fn(Input<'r>) -> Drafts<'r>,
}

fn never(_: &First) -> bool {
    false
}

/// Every reader, in the order in which they are asked.
pub(super) const READERS: &[Reader] = &[
    Reader {
        format: Format::Reuters,
        name: "reuters",
        extensions: &[],
        tells: reuters::tells,
        read: reuters::read,
    },
    Reader { format: Format::Nitf, name: "nitf", extensions: &[], tells: xml::tells_nitf, read: xml::nitf },
    Reader {
        format: Format::NewsMl1,
        name: "newsml1",
        extensions: &[],
        tells: xml::tells_newsml1,
        read: xml::newsml1,
    },
    Reader {
        format: Format::NewsMlG2,
        name: "newsml-g2",
        extensions: &[],
        tells: xml::tells_newsml_g2,
        read: xml::newsml_g2,
    },
    Reader { format: Format::Trec, name: "trec", extensions: &[], tells: trec::tells, read: trec::read },
    Reader {
        format: Format::Rtf,
        name: "rtf",
        extensions: &["rtf"],
        tells: document::tells_rtf,
        read: document::read,
    },
    Reader {
        format: Format::Docx,
        name: "docx",
        extensions: &["docx"],
        tells: document::tells_docx,
        read: document::read,
    },
    Reader {
        format: Format::Pdf,
        name: "pdf",
        extensions: &["pdf"],
        tells: document::tells_pdf,
        read: document::read_pdf,
    },
    Reader {
        format: Format::Factiva,
        name: "factiva",
        extensions: &[],
        tells: factiva::tells,
        read: factiva::read,
    },
    Reader { format: Format::Nexis, name: "nexis", extensions: &[], tells: nexis::tells, read: nexis::read },
    Reader {
        format: Format::Quotebank,
        name: "quotebank",
        extensions: &[],
        tells: json::tells_quotebank,
        read: json::quotebank,
    },
    Reader {
        format: Format::JsonLines,
        name: "jsonl",
        extensions: &["jsonl", "jsonlines", "ndjson"],
        tells: never,
        read: json::lines,
    },
    Reader { format: Format::Json, name: "json", extensions: &["json"], tells: never, read: json::document },
    Reader { format: Format::Csv, name: "csv", extensions: &["csv"], tells: never, read: table::commas },
    Reader { format: Format::Tsv, name: "tsv", extensions: &["tsv", "tab"], tells: never, read: table::tabs },
    Reader {
        format: Format::Parquet,
        name: "parquet",
        extensions: &["parquet"],
        tells: table::tells_parquet,
        read: table::parquet,
    },
    Reader {
        format: Format::Html,
        name: "html",
        extensions: &["html", "htm", "xhtml"],
        tells: html::tells,
        read: html::read,
    },
    Reader {
        format: Format::Warc,
        name: "warc",
        extensions: &["warc", "arc"],
        tells: warc::tells,
        read: warc::read,
    },
    Reader {
        format: Format::Feed,
        name: "feed",
        extensions: &["rss", "atom"],
        tells: feed::tells,
        read: feed::read,
    },
    Reader {
        format: Format::Epub,
        name: "epub",
        extensions: &["epub"],
        tells: epub::tells,
        read: epub::read,
    },
    Reader {
        format: Format::Plain,
        name: "text",
        extensions: &["text", "txt", "markdown", "md"],
        tells: never,
        read: plain::read,
    },
];

impl Format {
    /// The formats by the names that users know them by.
    pub fn all() -> impl Iterator<Item = (&'static str, Format)> {
        READERS.iter().map(|reader| (reader.name, reader.format))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        reader(self).map_or("", |reader| reader.name)
    }

    /// Whether it is a text whose reader asks for UTF-8: the whole is brought into it first where it is in UTF-16.
    pub(super) fn is_text_of_records(self) -> bool {
        use Format::{
            Csv, Factiva, Feed, Json, JsonLines, NewsMl1, NewsMlG2, Nexis, Nitf, Quotebank, Reuters, Trec,
            Tsv,
        };
        matches!(
            self,
            Factiva
                | Feed
                | Reuters
                | Quotebank
                | Nexis
                | Trec
                | Nitf
                | NewsMl1
                | NewsMlG2
                | Json
                | JsonLines
                | Csv
                | Tsv
        )
    }
}

fn reader(format: Format) -> Option<&'static Reader> {
    READERS.iter().find(|reader| reader.format == format)
}

/// Reads a source in a known format.
pub(super) fn read(format: Format, input: Input<'_>) -> Drafts<'_> {
    match reader(format) {
        Some(reader) => (reader.read)(input),
        None => only(Err(input.not_articles("not a format that is read"))),
    }
}

/// Tells a document, such as of a word processor, that is stored as an archive.
pub(super) fn is_document(first_bytes: &[u8]) -> bool {
    document::is_docx(first_bytes) || epub::is_book(first_bytes)
}
