//! What the fuzz targets share: bytes read as one format, and what must hold of the articles.
//!
//! `cargo +nightly fuzz run NAME` (`cargo install cargo-fuzz`), one target for each reader, one for what is told by its content
//! and unpacked, one for the extractor, one for the query.

use onrecord::source::{Format, Reading, SourceFile, articles, articles_from, walk};
use onrecord::{Article, Error};
use std::sync::Arc;

/// Small limits, so that a fuzzer's input gets past them.
fn reading() -> Arc<Reading> {
    Arc::new(Reading { article_bytes: 1 << 20, ..Reading::default() })
}

/// Reads bytes as the format of this name.
pub fn read(format: &str, bytes: &[u8]) {
    let format = Format::all().find(|(name, _)| *name == format).expect("a format").1;
    for article in articles_from(Box::new(bytes), "in/a", format, &reading()) {
        check(article);
    }
}

/// Reads bytes as a file is read that lies in a folder, whatever it is.
pub fn open(bytes: &[u8]) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("2025-09-04_a");
    std::fs::write(&path, bytes).expect("written");
    let file: SourceFile = walk(&[path], &[]).next().expect("a file").expect("no error");
    if let Ok(found) = articles(&file, "in/a", &reading()) {
        found.for_each(check);
    }
}

fn check(article: Result<Article, Error>) {
    let Ok(article) = article else { return };
    assert!(article.text.is_char_boundary(article.body_start));
    assert!(!article.id.is_empty());
    assert_eq!(article.date.is_some(), article.date_from.is_some());
    if let Some(title) = article.title_span {
        assert_eq!(Some(title.of(&article.text)), article.title.as_deref());
    }
    for paragraph in onrecord::paragraph::split(&article) {
        assert!(!paragraph.span.of(&article.text).trim().is_empty());
    }
}
