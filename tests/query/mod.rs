//! Prose cases of the query language: a small corpus, then queries with the hits expected of each; and every way in
//! which a query can be wrong, with what is said about it. `README.md` beside says how to add one.

use jiff::civil::{Date, date};
use onrecord::Error;
use onrecord::archive::Archive;
use onrecord::index::{Hit, HitKind, Index, Searcher};
use onrecord::ingest::{Options, Quiet, ingest};
use onrecord::lang::Lexicon;
use onrecord::query::{Filters, Query, QueryError};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Set, it rewrites the cases to what is found, to be read before they are kept.
const WRITE: &str = "ONRECORD_WRITE_CASES";

/// What days such as yesterday are counted from: a Friday.
const TODAY: Date = date(2025, 9, 5);

#[test]
fn prose_cases_hold() {
    for name in ["language.md", "languages.md", "names.md"] {
        prose_cases(name);
    }
}

fn prose_cases(name: &str) {
    hold(name, |markdown| {
        with_corpus(&blocks(markdown), |searcher| {
            let mut inside = false;
            let lines = markdown.lines().map(|line| {
                inside ^= line.starts_with("```");
                let row = !inside && line.starts_with("| `");
                if row { answered(line, searcher) } else { line.to_owned() }
            });
            lines.map(|line| line + "\n").collect()
        })
    });
}

/// Hands over what searches files of these names and texts.
fn with_corpus(files: &[(String, String)], search: impl FnOnce(&Searcher<'_>) -> String) -> String {
    let corpus = TempDir::new().unwrap();
    for (name, text) in files {
        std::fs::write(corpus.path().join(name), text).unwrap();
    }
    let (dir, lexicon) = (corpus.path().join("index"), Lexicon::new());
    ingest(&dir, &Options::new(vec![corpus.path().to_owned()]), &lexicon, &Quiet).unwrap();
    let index = Index::open(&dir).unwrap();
    search(&Searcher::new(&index, &lexicon).unwrap())
}

/// More words that begin alike than a pattern may stand for.
fn many_words() -> String {
    let letters = || 'a'..='z';
    let words = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
    words.take(6_000).map(|three| format!("zz{} ", String::from_iter(three))).collect()
}

#[test]
fn mistakes_are_shown_with_what_would_work() {
    let language = std::fs::read_to_string(folder().join("language.md")).unwrap();
    let mut files = blocks(&language);
    files.push(("words.txt".to_owned(), format!("date 2023-01-02\n\nWords\n\n{}", many_words())));
    hold("mistakes.md", |markdown| with_corpus(&files, |searcher| with_answers(markdown, searcher)));
}

/// The mistakes with what is said about each.
fn with_answers(markdown: &str, searcher: &Searcher<'_>) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in markdown.lines() {
        inside ^= line.starts_with("```");
        match line.strip_prefix("$ ") {
            Some(query) => {
                out.push_str(&format!("$ {query}\n{}", refused(&query.replace("␛", "\u{1b}"), searcher)));
            }
            None if inside && !line.starts_with("```") => {}
            None => out.push_str(&format!("{line}\n")),
        }
    }
    out
}

/// Compares a file of cases with what it should be.
fn hold(name: &str, find: impl Fn(&str) -> String) {
    let path = folder().join(name);
    let expected = std::fs::read_to_string(&path).unwrap();
    let found = find(&expected);
    if std::env::var_os(WRITE).is_some() {
        return std::fs::write(&path, found).unwrap();
    }
    let differ = expected.lines().zip(found.lines()).filter(|(e, f)| e != f);
    let report: String = differ.map(|(e, f)| format!("expected {e}\nfound    {f}\n")).collect();
    assert!(report.is_empty() && expected.lines().count() == found.lines().count(), "{name}\n{report}");
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/query")
}

/// The files of the corpus: blocks headed by their names.
pub(crate) fn blocks(markdown: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in markdown.lines() {
        match line.strip_prefix("```text ") {
            Some(name) => {
                inside = true;
                out.push((name.trim().to_owned(), String::new()));
            }
            None if line == "```" => inside = false,
            None if inside => out.last_mut().unwrap().1.push_str(&format!("{line}\n")),
            None => {}
        }
    }
    out
}

/// A row of a query with its hits, best first, what is marked in each, and what is said beside them.
fn answered(row: &str, searcher: &Searcher<'_>) -> String {
    let typed = row[3..].split("` |").next().unwrap();
    let query = Query::new_on(&typed.replace("¦", "|"), Filters::default(), TODAY);
    let query = query.unwrap_or_else(|e| panic!("{typed}: {e}"));
    let found = match searcher.search(&query) {
        Ok(found) => found,
        Err(error) => return format!("| `{typed}` | | error: {error} |"),
    };
    let hits: Vec<String> = found.hits.iter().map(shown).collect();
    let mut said: Vec<String> = Vec::new();
    if let Some(partly) = found.partly {
        said.push(format!("{} of {}", partly.matched, partly.of));
    }
    for (word, near) in &found.unknown_words {
        let near = if near.is_empty() { String::new() } else { format!(", but {}", near.join(", ")) };
        said.push(format!("no {word}{near}"));
    }
    said.push(searcher.read_as(&query).unwrap_or_default());
    format!("| `{typed}` | {} | {} |", hits.join("; "), said.join("; "))
}

/// `port 2 quote: “corridor”, “grain”`.
fn shown(hit: &Hit) -> String {
    let article = hit.article.id.rsplit('/').next().unwrap().trim_end_matches(".txt");
    let kind = if matches!(hit.kind, HitKind::Quote(_)) { " quote" } else { "" };
    let marked: Vec<&str> = hit.highlights.iter().map(|(s, e)| &hit.text[*s..*e]).collect();
    let marked = if marked.is_empty() { String::new() } else { format!(": {}", marked.join(", ")) };
    format!("{article} {}{kind}{marked}", hit.paragraph + 1)
}

fn refused(query: &str, searcher: &Searcher<'_>) -> String {
    let read = Query::new_on(query, Filters::default(), TODAY);
    let found = read.map(|query| searcher.search(&query));
    let error = match found {
        Ok(Ok(_)) => return "is read\n".to_owned(),
        Ok(Err(Error::Query(error))) | Err(error) => error,
        Ok(Err(error)) => return format!("error without a place: {error}\n"),
    };
    match error {
        QueryError::Syntax(error) => {
            let (line, carets) = error.pointed();
            format!("error: {error}\n  {line}\n  {carets}\nhint: {}\n", error.problem.remedy())
        }
        error => format!("error: {error}\n"),
    }
}
