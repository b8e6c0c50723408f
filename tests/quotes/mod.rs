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

/// Set, it rewrites the todo marks of all cases to what is found, instead of comparing.
const MARK: &str = "ONRECORD_MARK_TODO";

#[test]
fn prose_cases_hold() {
    let lexicon = Lexicon::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/quotes");
    let mut report = String::new();
    let mut count = 0;
    for file in markdown_files(&folder) {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut edits = Vec::new();
        for case in case::read(&text) {
            count += 1;
            let wrong = check(&case, &lexicon);
            if !wrong.is_empty() {
                let name = file.file_name().unwrap().to_string_lossy();
                let lines: String = wrong.iter().map(|(line, _)| format!("  {line}\n")).collect();
                write!(report, "\n{name}: {}\n{lines}", case.heading).unwrap();
            }
            edits.extend(wrong.into_iter().map(|(_, edit)| edit));
        }
        if std::env::var_os(MARK).is_some() && !edits.is_empty() {
            std::fs::write(&file, edited(&text, &edits)).unwrap();
        }
    }
    assert!(count > 0, "no cases in {}", folder.display());
    assert!(report.is_empty() || std::env::var_os(MARK).is_some(), "{report}");
}

fn markdown_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_case = |p: &PathBuf| p.extension().is_some_and(|e| e == "md") && !p.ends_with("README.md");
    let mut files: Vec<PathBuf> = entries.filter(is_case).collect();
    files.sort();
    files
}

/// What would make a case hold: a mark put on or taken off a line, or a line put behind it.
enum Edit {
    Put(usize),
    TakeOff(usize),
    Insert(usize, String),
    /// A quote of the words of a miss goes with its mark.
    Nothing,
}

fn edited(text: &str, edits: &[Edit]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut inserted: Vec<(usize, &String)> = Vec::new();
    for edit in edits {
        match edit {
            Edit::Nothing => {}
            Edit::Put(at) => {
                lines[*at] = format!("{} todo |", lines[*at].trim_end().trim_end_matches('|').trim_end())
            }
            Edit::TakeOff(at) => {
                let bare = lines[*at]
                    .trim_end()
                    .trim_end_matches('|')
                    .trim_end()
                    .trim_end_matches("todo")
                    .trim_end();
                lines[*at] = format!("{bare} |");
            }
            Edit::Insert(at, row) => inserted.push((*at, row)),
        }
    }
    for (at, row) in inserted.into_iter().rev() {
        lines.insert(at + 1, row.clone());
    }
    lines.join("\n") + "\n"
}

/// What of a case does not hold, a line each, and what would make it; empty when all does.
fn check(case: &Case, lexicon: &Lexicon) -> Vec<(String, Edit)> {
    let found = found(case, lexicon);
    let mut unclaimed: Vec<&Row> = found.iter().filter(|row| case.lists(&row.kind)).collect();
    let mut missed: Vec<&Row> = Vec::new();
    let mut wrong = Vec::new();
    for expected in &case.rows {
        let holds = if expected.kind == "none" {
            unclaimed.retain(|row| row.quote != expected.quote);
            !found.iter().any(|row| row.quote == expected.quote)
        } else {
            let hit = found.iter().find(|row| expected.is_met_by(row));
            unclaimed.retain(|row| Some(*row) != hit);
            hit.is_some()
        };
        match (holds, expected.todo) {
            (true, true) => {
                wrong.push((
                    format!("passes now, take the todo off: {expected}"),
                    Edit::TakeOff(expected.line),
                ));
            }
            (false, false) => wrong.push((format!("expected: {expected}"), Edit::Put(expected.line))),
            _ => {}
        }
        if !holds {
            missed.push(expected);
        }
    }
    // A miss may show as another quote of the same words.
    unclaimed.retain(|row| !missed.iter().any(|m| m.todo && m.shares_words_with(row)));
    for row in unclaimed {
        let known = format!("| {} | {} | none | todo |", row.quote, row.speaker);
        let by_miss = missed.iter().any(|m| m.shares_words_with(row));
        let edit = if by_miss { Edit::Nothing } else { Edit::Insert(case.last_line, known) };
        wrong.push((format!("found, not expected: {row}"), edit));
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
    let article = source::articles_from(reader, name, source::Format::Plain, &Default::default())
        .next()
        .unwrap()
        .unwrap();
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
        line: 0,
    }
}
