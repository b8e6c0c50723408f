//! Reads books: an article a chapter where the chapters are dated, as in what readers make of a day's paper, else the
//! whole book as one.

mod package;

use super::html::{self, Chapter};
use super::open::only;
use super::reading::{Input, numbered};
use super::sniff::First;
use super::{Article, DateFrom, Draft, Drafts, date, title};
use crate::Result;
use package::{Book, Package};

/// Tells a book by its first bytes: its kind stands first, as it is.
pub(super) fn is_book(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") && bytes.get(30..58) == Some(b"mimetypeapplication/epub+zip")
}

pub(super) fn tells(first: &First) -> bool {
    is_book(first.bytes)
}

/// The articles of a book.
pub(super) fn read(mut input: Input<'_>) -> Drafts<'_> {
    match articles(&mut input) {
        Ok(drafts) => Box::new(drafts.into_iter()),
        Err(fault) => only(Err(fault)),
    }
}

fn articles(input: &mut Input) -> Result<Vec<Result<Draft>>> {
    let bytes = input.all()?;
    let mut faults = Vec::new();
    let mut package =
        Package::open(bytes, &input.reading).map_err(|reason| input.malformed(None, &reason))?;
    let book = package.book().map_err(|reason| input.malformed(None, &reason))?;
    let mut chapters = Vec::new();
    for path in &book.chapters {
        match package.text(path) {
            Ok(text) => chapters.extend(html::chapter(&text)),
            Err(reason) => faults.push(Err(input.malformed(Some(path.clone()), &reason))),
        }
    }
    chapters.retain(|chapter| !chapter.paragraphs.is_empty());
    if chapters.is_empty() && faults.is_empty() {
        return Err(input.not_articles("a book without text"));
    }
    let mut articles = made(&book, chapters, input);
    articles.append(&mut faults);
    Ok(articles)
}

fn made(book: &Book, chapters: Vec<Chapter>, input: &Input) -> Vec<Result<Draft>> {
    if chapters.is_empty() {
        return Vec::new();
    }
    let dated = chapters.iter().filter(|chapter| chapter.date.is_some()).count();
    let articles: Vec<Article> = if dated >= 2 && dated * 2 > chapters.len() {
        let of_chapter = |(at, chapter): (usize, Chapter)| {
            let mut article = article(book, chapter.title, &chapter.paragraphs, input);
            article.position = at as u64;
            article.id = numbered(&input.name, article.position);
            if let Some(day) = chapter.date {
                article.date_by(day, DateFrom::Page, None);
            }
            article
        };
        chapters.into_iter().enumerate().map(of_chapter).collect()
    } else {
        let paragraphs: Vec<String> = chapters.into_iter().flat_map(|chapter| chapter.paragraphs).collect();
        vec![article(book, book.title.clone(), &paragraphs, input)]
    };
    articles.into_iter().map(|article| Ok(Draft::made(article, &input.reading))).collect()
}

fn article(book: &Book, headline: Option<String>, paragraphs: &[String], input: &Input) -> Article {
    let new = headline.iter().filter(|headline| paragraphs.first() != Some(headline));
    let parts: Vec<&str> = new.chain(paragraphs).map(String::as_str).collect();
    let mut article = Article::of_text(&input.source, &parts.join("\n\n"));
    article.id.clone_from(&input.name);
    article.title_span = headline.as_deref().and_then(|headline| title::at_head(&article.text, 0, headline));
    article.title = headline;
    article.publisher.clone_from(&book.publisher);
    article.authors.clone_from(&book.authors);
    article.language.clone_from(&book.language);
    article.date_by_fields(book.date.as_deref().map(|said| ("dc:date", said)), date::day_by_clock);
    article
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Format, articles_from};
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    fn book(chapters: &[&str]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |name: &str, text: &str| {
            let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            zip.start_file(name, if name == "mimetype" { stored } else { SimpleFileOptions::default() })
                .unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        add("mimetype", "application/epub+zip");
        add(
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path='OEBPS/a.opf'/></rootfiles></container>",
        );
        let (mut manifest, mut spine) = (String::new(), String::new());
        for (at, chapter) in chapters.iter().enumerate() {
            add(
                &format!("OEBPS/text/c {at}.xhtml"),
                &format!("<?xml version='1.0'?><html><head><title/></head><body>{chapter}</body></html>"),
            );
            manifest +=
                &format!("<item id='c{at}' href='text/c%20{at}.xhtml' media-type='application/xhtml+xml'/>");
            spine += &format!("<itemref idref='c{at}'/>");
        }
        add(
            "OEBPS/a.opf",
            &format!(
                "<package><metadata><dc:title>The Quay &amp; Harbour</dc:title><dc:creator>Jane Doe</dc:creator><dc:language>en</dc:language>\
             <dc:date>2025-03-09</dc:date></metadata><manifest>{manifest}</manifest><spine>{spine}</spine></package>"
            ),
        );
        zip.finish().unwrap().into_inner()
    }

    fn read(bytes: Vec<u8>) -> Vec<Result<Article, String>> {
        let articles =
            articles_from(Box::new(Cursor::new(bytes)), "a.epub", Format::Epub, &Default::default());
        articles.map(|article| article.map_err(|error| error.to_string())).collect()
    }

    #[test]
    fn a_book_is_one_article() {
        let bytes = book(&["<a id='x'/><h1>One</h1><p>The harbour opened.</p>", "<p>Ships left.</p>"]);
        assert!(is_book(&bytes));
        let found = read(bytes);
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.text, "The Quay & Harbour\n\nOne\n\nThe harbour opened.\n\nShips left.");
        assert_eq!(
            (article.id.as_str(), article.date_field.as_deref(), found.len()),
            ("a.epub", Some("dc:date"), 1)
        );
        assert_eq!(article.authors, ["Jane Doe"]);
    }

    #[test]
    fn dated_chapters_are_an_article_each() {
        let chapter = |day: &str| {
            format!("<h1>Harbour</h1><p class='date'>{day} March 2025</p><p>The harbour opened.</p>")
        };
        let found = read(book(&[&chapter("7"), &chapter("8")]));
        let days: Vec<String> =
            found.iter().map(|article| article.as_ref().unwrap().date.unwrap().to_string()).collect();
        assert_eq!(days, ["2025-03-07", "2025-03-08"]);
        assert_eq!(found[1].as_ref().unwrap().id, "a.epub#2");
        assert_eq!(found[1].as_ref().unwrap().title.as_deref(), Some("Harbour"));
    }

    #[test]
    fn bombs_and_broken_books_are_errors() {
        let found = read(book(&[&format!("<p>{}</p>", "a".repeat(80 << 20))]));
        assert!(found[0].as_ref().is_err_and(|error| error.contains("text/c 0.xhtml")), "{found:?}");
        assert!(read(b"PK\x03\x04".to_vec())[0].is_err());
        let mut cut = book(&["<p>a</p>"]);
        cut.truncate(cut.len() - 40);
        assert!(read(cut)[0].is_err());
    }
}
