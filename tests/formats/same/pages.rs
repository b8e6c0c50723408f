//! Stories as pages of the web, alone and in archives, as chapters of a book, and as texts with a head.

use super::{LANGUAGE, PUBLISHER, Story, each_p, xml};
use crate::formats::containers::gzip;
use serde_json::json;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

/// A page that says all for machines, its text too.
pub(super) fn linked(s: &Story) -> String {
    let said = json!({"@context": "https://schema.org", "@type": "NewsArticle", "headline": s.title,
        "datePublished": s.date.to_string(), "inLanguage": LANGUAGE, "articleBody": s.paragraphs.join("\n\n"),
        "publisher": {"@type": "Organization", "name": PUBLISHER}});
    let said = said.to_string().replace("</", "<\\/");
    let title = xml(&s.title);
    format!(
        "<!DOCTYPE html><html><head><title>{title} | {PUBLISHER}</title><script type=\"application/ld+json\">{said}</script></head>\
         <body><nav><a href=\"/\">Home</a> <a href=\"/world\">World</a></nav><h1>{title}</h1><div>{}</div></body></html>",
        each_p(s),
    )
}

/// A page that shows them: a head, a `<time>`, paragraphs.
pub(super) fn shown(s: &Story) -> String {
    let title = xml(&s.title);
    format!(
        "<!DOCTYPE html><html lang=\"{LANGUAGE}\"><head><title>{title}</title><meta property=\"og:site_name\" content=\"{PUBLISHER}\">\
         </head><body><nav><a href=\"/\">Home</a> <a href=\"/world\">World</a></nav><article><h1>{title}</h1><time datetime=\"{}\">{}</time>\
         {}</article></body></html>",
        s.date,
        s.date.strftime("%-d %B %Y"),
        each_p(s),
    )
}

/// A record of an archive that a page was fetched into, some day much later.
fn fetched(number: usize, story: &Story) -> Vec<u8> {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}", shown(story));
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://quay.example/{number}.html\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n\
         WARC-Date: 2026-04-01T10:11:12Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len(),
    )
    .into_bytes()
}

pub(super) fn warc(stories: &[Story]) -> Vec<u8> {
    stories.iter().enumerate().flat_map(|(number, story)| fetched(number, story)).collect()
}

/// Each record a member of the stream.
pub(super) fn warc_by_record(stories: &[Story]) -> Vec<u8> {
    stories.iter().enumerate().flat_map(|(number, story)| gzip(&fetched(number, story))).collect()
}

/// A book whose chapters are dated.
pub(super) fn epub(stories: &[Story]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        let stored =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, if name == "mimetype" { stored } else { Default::default() }).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    };
    add("mimetype", "application/epub+zip");
    add(
        "META-INF/container.xml",
        "<container><rootfiles><rootfile full-path='a/book.opf'/></rootfiles></container>",
    );
    let (mut manifest, mut spine) = (String::new(), String::new());
    for (number, story) in stories.iter().enumerate() {
        let _ = write!(
            manifest,
            "<item id='c{number}' href='c{number}.xhtml' media-type='application/xhtml+xml'/>"
        );
        let _ = write!(spine, "<itemref idref='c{number}'/>");
        let chapter = format!(
            "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/><meta name='date' content='{}'/></head>\
             <body><h1>{}</h1>{}</body></html>",
            story.date,
            xml(&story.title),
            each_p(story),
        );
        add(&format!("a/c{number}.xhtml"), &chapter);
    }
    add(
        "a/book.opf",
        &format!(
            "<package><metadata><dc:title>The year</dc:title><dc:publisher>{PUBLISHER}</dc:publisher><dc:language>{LANGUAGE}</dc:language>\
             </metadata><manifest>{manifest}</manifest><spine>{spine}</spine></package>"
        ),
    );
    zip.finish().expect("a book").into_inner()
}

pub(super) fn markdown(s: &Story) -> String {
    let title = s.title.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "---\ntitle: \"{title}\"\ndate: {}\nsource: {PUBLISHER}\nlanguage: {LANGUAGE}\n---\n\n{}\n",
        s.date,
        s.paragraphs.join("\n\n"),
    )
}

/// A text that begins with its day; the paper stands in the file's name.
pub(super) fn plain(s: &Story) -> String {
    format!("date {}\n\n{}\n\n{}\n", s.date, s.title, s.paragraphs.join("\n\n"))
}
