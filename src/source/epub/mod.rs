//! Reads books: an article a chapter where the chapters are dated, as in what readers make of a day's paper, else the
//! whole book as one.

mod package;

use super::html::{self, Chapter};
use super::open::only;
use super::reading::{Input, numbered, too_large};
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
    let opened = Package::open(&mut input).and_then(|mut package| {
        let book = package.book().map_err(|reason| input.malformed(None, &reason))?;
        Ok((package, book))
    });
    match opened {
        Ok((package, book)) => drafts(package, book, input),
        Err(fault) => only(Err(fault)),
    }
}

/// What is seen of a book's chapters when each has been looked at.
#[derive(Default)]
struct Seen {
    /// The paths of those with text.
    chapters: Vec<String>,
    dated: usize,
    /// The paragraphs of all, as long as they are no more than an article may have; a book of dated chapters needs none.
    paragraphs: Vec<String>,
    bytes: usize,
    faults: Vec<Result<Draft>>,
}

fn seen(package: &mut Package, book: &Book, input: &Input) -> Seen {
    let mut seen = Seen::default();
    for path in &book.chapters {
        match chapter(package, path) {
            Ok(chapter) if chapter.paragraphs.is_empty() => {}
            Ok(chapter) => {
                seen.chapters.push(path.clone());
                seen.dated += usize::from(chapter.date.is_some());
                seen.bytes += chapter.paragraphs.iter().map(String::len).sum::<usize>();
                if seen.bytes > input.reading.article_bytes {
                    seen.paragraphs = Vec::new();
                } else {
                    seen.paragraphs.extend(chapter.paragraphs);
                }
            }
            Err(reason) => seen.faults.push(Err(input.malformed(Some(path.clone()), &reason))),
        }
    }
    seen
}

fn chapter(package: &mut Package, path: &str) -> Result<Chapter, String> {
    html::chapter(&package.text(path)?).ok_or_else(|| "a page of more than two million elements".to_owned())
}

fn drafts<'r>(mut package: Package, book: Book, input: Input<'r>) -> Drafts<'r> {
    let unpacked = package.left();
    let seen = seen(&mut package, &book, &input);
    let (chapters, faults) = (seen.chapters, seen.faults.into_iter());
    if chapters.is_empty() && faults.len() == 0 {
        return only(Err(input.not_articles("a book without text")));
    }
    if seen.dated >= 2 && seen.dated * 2 > chapters.len() {
        // Each is read again, so that no more than one is held.
        package.unpack_again(unpacked);
        let each = (0..).zip(chapters);
        return Box::new(
            each.map(move |(at, path)| of_chapter(&mut package, &book, &path, at, &input)).chain(faults),
        );
    }
    let whole = (!chapters.is_empty()).then(|| {
        if seen.bytes > input.reading.article_bytes {
            return Err(input.malformed(None, &too_large(input.reading.article_bytes)));
        }
        Ok(Draft::made(article(&book, book.title.clone(), &seen.paragraphs, &input), &input.reading))
    });
    Box::new(whole.into_iter().chain(faults))
}

/// The article of the chapter at `position`, from 0.
fn of_chapter(package: &mut Package, book: &Book, path: &str, position: u64, input: &Input) -> Result<Draft> {
    let chapter = chapter(package, path).map_err(|reason| input.malformed(Some(path.to_owned()), &reason))?;
    let mut article = article(book, chapter.title, &chapter.paragraphs, input);
    article.position = position;
    article.id = numbered(&input.name, position);
    if let Some(day) = chapter.date {
        article.date_by(day, DateFrom::Page, None);
    }
    Ok(Draft::made(article, &input.reading))
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
