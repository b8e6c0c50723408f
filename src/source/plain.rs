//! Reads a plain text file: one article, whose text is the file's content, to the byte.

use super::open::only;
use super::reading::Input;
use super::{Article, DateFrom, Draft, Drafts, date, decode, head, title};
use jiff::civil::Date;

/// Words that name a file, not an outlet.
const NO_OUTLETS: &[&str] = &[
    "article", "doc", "document", "draft", "export", "file", "item", "news", "note", "page", "post", "story",
    "text",
];

/// Reads the one article of a file.
pub(crate) fn read(mut input: Input<'_>) -> Drafts<'_> {
    let draft = input.all().map(|bytes| {
        let article = Article { source: input.source.clone(), ..article(bytes, &input.name) };
        Draft::made(article, &input.reading)
    });
    only(draft)
}

/// Makes the article of a file's bytes; `name` is the file as shown, with `/` between folders.
pub(super) fn article(bytes: Vec<u8>, name: &str) -> Article {
    let text = decode::decode(bytes);
    let head = head::read(&text);
    let (date, date_from) = head.date.or_else(|| dated_by_name(name)).unzip();
    let title_span = match &head.title {
        Some(known) => title::at_head(&text, head.body_start, known),
        None => title::find(&text, head.body_start, name),
    };
    Article {
        id: head.id.unwrap_or_else(|| name.to_owned()),
        source: name.to_owned(),
        position: 0,
        publisher: head.publisher.or_else(|| outlet(name)),
        title: head.title.or_else(|| title_span.map(|span| span.of(&text).to_owned())),
        title_span,
        authors: head.authors,
        date,
        date_from,
        date_field: None,
        date_refused: head.date_refused.filter(|_| date.is_none()),
        language: head.language,
        language_from: None,
        url: head.url,
        body_start: head.body_start,
        given: Vec::new(),
        text,
    }
}

/// The day that the file's name or else its folders give.
pub(crate) fn dated_by_name(name: &str) -> Option<(Date, DateFrom)> {
    let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
    let by_name = date::day_in_name(file).map(|(day, _)| (day, DateFrom::FileName));
    by_name.or_else(|| date::day_in_path(folders).map(|day| (day, DateFrom::Path)))
}

/// The outlet before the day in a name such as `huff-post_2016-09-12_slug.txt`.
fn outlet(name: &str) -> Option<String> {
    let file = name.rsplit('/').next()?;
    let (_, at) = date::day_in_name(file)?;
    let outlet = file[..at].strip_suffix('_')?;
    let words = |c: char| c.is_alphanumeric() || c == '-';
    let named =
        outlet.starts_with(char::is_alphabetic) && !outlet.ends_with('-') && outlet.chars().all(words);
    (named && !NO_OUTLETS.contains(&outlet.to_lowercase().as_str())).then(|| outlet.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Stamp};
    use jiff::civil::date;

    #[test]
    fn outlets() {
        assert_eq!(outlet("a/huff-post_2016-09-12_slug.txt").as_deref(), Some("huff-post"));
        assert_eq!(outlet("the quay_2016-09-12_slug.txt"), None);
        assert_eq!(outlet("article_2016-09-12.txt"), None);
        assert_eq!(outlet("2016-09-12_slug.txt"), None);
    }

    #[test]
    fn the_text_is_the_file() {
        let text = "\u{feff}date 2025-09-04\r\n\r\nHarbour opens\r\n\r\nThe harbour opened.\r\n";
        let article = article(text.into(), "in/2024-01-01/a.txt");
        assert_eq!(article.text, text);
        assert_eq!(article.title.as_deref(), Some("Harbour opens"));
        assert_eq!(article.date_from, Some(DateFrom::Head));
        assert_eq!(&article.text[article.body_start..][..7], "Harbour");
    }

    #[test]
    fn the_file_time_dates_only_what_nothing_else_does() {
        let stamp = Stamp { bytes: 1, modified_ns: 1_756_980_672_000_000_000, changed_ns: 0 };
        let file = SourceFile {
            path: "a".into(),
            root: "a".into(),
            relative: "a".into(),
            explicit: true,
            bytes: 1,
            stamp,
        };
        let mut undated = article(b"The harbour opened.".to_vec(), "a.txt");
        undated.date_by_file_time(&file);
        assert_eq!((undated.date, undated.date_from), (Some(date(2025, 9, 4)), Some(DateFrom::FileTime)));
        let mut dated = article(b"date 2024-01-01 The harbour opened.".to_vec(), "a.txt");
        dated.date_by_file_time(&file);
        assert_eq!(dated.date, Some(date(2024, 1, 1)));
    }
}
