//! The story as a book, and what a broken one is.

use super::containers::read;
use super::story::is_the_story;
use std::io::{Cursor, Write};
use zip::CompressionMethod::Stored;
use zip::write::SimpleFileOptions;

const CHAPTER: &str = "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body><a id='top'/>\
    <p>PORTO, March 9 - The harbour board opened both quays on Monday.</p>\
    <p>“We waited for years,” said Marta Quiroga, who runs the ferry.</p><p>Ships left at noon.</p></body></html>";

fn book() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path='a/book.opf'/></rootfiles></container>",
        ),
        (
            "a/book.opf",
            "<package><metadata><dc:title>Harbour &amp; quay open at last</dc:title><dc:publisher>Reuters</dc:publisher>\
             <dc:date>2025-03-09</dc:date></metadata><manifest><item id='c' href='c.xhtml' media-type='application/xhtml+xml'/>\
             </manifest><spine><itemref idref='c'/></spine></package>",
        ),
        ("a/c.xhtml", CHAPTER),
    ] {
        let options = SimpleFileOptions::default();
        let options = if name == "mimetype" { options.compression_method(Stored) } else { options };
        zip.start_file(name, options).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a book").into_inner()
}

#[test]
fn the_story_as_a_book() {
    let found = read("story.epub", &book(), Default::default());
    assert_eq!(found.len(), 1);
    is_the_story(found[0].as_ref().expect("an article"), "story.epub");
}

#[test]
fn a_book_cut_anywhere_is_an_error() {
    let whole = book();
    for length in (60..whole.len()).step_by(97) {
        let found = read("story.epub", &whole[..length], Default::default());
        assert!(found.iter().all(Result::is_err) && !found.is_empty(), "{length}");
    }
}
