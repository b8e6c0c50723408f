//! Prose cases: an article, then the quotes, speakers, kinds and rules expected of it; `README.md` beside says how
//! to add one.

mod case;
mod properties;

use case::{Case, Row};
use onrecord::lang::Lexicon;
use onrecord::quote::Quote;
use onrecord::{paragraph, quote, source};
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[test]
fn prose_cases_hold() {
    let lexicon = Lexicon::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/quotes");
    let mut report = String::new();
    let mut count = 0;
    for file in markdown_files(&folder) {
        let text = std::fs::read_to_string(&file).unwrap();
        for case in case::read(&text) {
            count += 1;
            let wrong = check(&case, &lexicon);
            if !wrong.is_empty() {
                let name = file.file_name().unwrap().to_string_lossy();
                write!(report, "\n{name}: {}\n{wrong}", case.heading).unwrap();
            }
        }
    }
    assert!(count > 0, "no cases in {}", folder.display());
    assert!(report.is_empty(), "{report}");
}

fn markdown_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_case = |p: &PathBuf| p.extension().is_some_and(|e| e == "md") && !p.ends_with("README.md");
    let mut files: Vec<PathBuf> = entries.filter(is_case).collect();
    files.sort();
    files
}

/// What of a case does not hold, a line each; empty when all does.
fn check(case: &Case, lexicon: &Lexicon) -> String {
    let found = found(case, lexicon);
    let mut unclaimed: Vec<&Row> = found.iter().filter(|row| case.lists(&row.kind)).collect();
    let mut wrong = String::new();
    for expected in &case.rows {
        if expected.kind == "none" {
            let spurious = found.iter().any(|row| row.quote == expected.quote);
            unclaimed.retain(|row| row.quote != expected.quote);
            match (spurious, expected.todo) {
                (true, false) => writeln!(wrong, "  no quote, but found: {expected}").unwrap(),
                (false, true) => writeln!(wrong, "  passes now, take the todo off: {expected}").unwrap(),
                _ => {}
            }
            continue;
        }
        let hit = found.iter().find(|row| expected.is_met_by(row));
        if let Some(hit) = hit {
            unclaimed.retain(|row| *row != hit);
        }
        match (hit.is_some(), expected.todo) {
            (true, true) => writeln!(wrong, "  passes now, take the todo off: {expected}").unwrap(),
            (false, false) => writeln!(wrong, "  expected: {expected}").unwrap(),
            _ => {}
        }
    }
    // A known miss may show as another quote of the same words.
    unclaimed
        .retain(|row| !case.rows.iter().any(|expected| expected.todo && expected.shares_words_with(row)));
    for row in unclaimed {
        writeln!(wrong, "  found, not expected: {row}").unwrap();
    }
    wrong
}

fn found(case: &Case, lexicon: &Lexicon) -> Vec<Row> {
    let (bytes, name) = match &case.path {
        Some(path) => {
            (std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap(), path.as_str())
        }
        None => (case.text.clone().into_bytes(), "case.txt"),
    };
    let reader = Box::new(std::io::Cursor::new(bytes));
    let article = source::articles_from(reader, name, source::Format::Plain).next().unwrap().unwrap();
    let paragraphs = paragraph::split(&article);
    quote::extract(&article, &paragraphs, lexicon).iter().map(|q| row(q, &article.text)).collect()
}

fn row(quote: &Quote, text: &str) -> Row {
    let spans: Vec<&str> = quote.spans.iter().map(|span| span.of(text)).collect();
    Row {
        quote: case::normal(&spans.join(" … ")),
        speaker: quote.speaker.as_ref().map_or("-".to_owned(), |s| s.name.clone()),
        kind: format!("{:?}", quote.kind).to_lowercase(),
        rule: quote.rule.name().to_owned(),
        todo: false,
    }
}
