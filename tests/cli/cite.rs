//! Hits and articles as footnotes and BibTeX.

use crate::testenv::TestEnv;
use biblatex::{Bibliography, ChunksExt, DateValue, PermissiveType};

const WIRE: &str = concat!(
    r#"{"id": "w1", "title": "Harbour & ice: 5% more", "authors": ["Nora Vik", "Per Lund"], "date": "2025-09-04", "source_domain": "fjord.example", "url": "https://fjord.example/a_b%20c", "text": "TURKU — All was quiet on Monday.\n\n“We will open the harbour,” Mayor Ida Tervo said.\n\nThe mayor said the ice would go."}"#,
    "\n",
    r#"{"id": "w2", "title": "Harbour vote", "date": "2025-09-04", "source_domain": "fjord.example", "text": "The harbour is {not} open."}"#,
    "\n"
);

fn env() -> TestEnv {
    TestEnv::ingested(&[("wire.jsonl", WIRE), ("notes.txt", "Nobody saw the harbour. It was dark.\n")])
}

#[test]
fn a_line_for_a_footnote() {
    let env = env();
    env.run(&["search", "harbour", "--kind", "quote", "--format", "citation"]).status(0).says(&[
        "Ida Tervo, “We will open the harbour,” in Nora Vik and Per Lund, “Harbour & ice: 5% more,” fjord.example, \
         4 September 2025, https://fjord.example/a_b%20c, paragraph 2.\n",
    ]);
    let all = env.run(&["search", "harbour", "--limit", "all", "--format", "citation"]).status(0);
    all.says(&["“Nobody saw the harbour. It was dark,” n.d., corpus/notes.txt, paragraph 1.\n"]);
    let reported = env.run(&["show", "w1", "--format", "citation"]).status(0);
    reported.says(&["Ida Tervo, “We will open", "Ida Tervo, as reported: “the ice would go,” in Nora Vik"]);
    env.run(&["show", "w2", "--format", "citation"])
        .status(0)
        .says(&["“Harbour vote,” fjord.example, 4 September 2025, w2.\n"]);
}

#[test]
fn bibtex_has_an_entry_an_article_that_others_can_read() {
    let env = env();
    let said = env.run(&["search", "harbour OR quiet", "--limit", "all", "--format", "bibtex"]).status(0);
    let read = Bibliography::parse(&said.stdout).unwrap_or_else(|e| panic!("{e}\n{said}"));
    assert_eq!(read.len(), 3, "{said}");
    let entry = read.get("vik-2025-09-04-harbour").expect("the first author's");
    assert_eq!(entry.title().unwrap().format_verbatim(), "Harbour & ice: 5% more");
    let authors: Vec<String> = entry.author().unwrap().into_iter().map(|a| a.name).collect();
    assert_eq!(authors, ["Vik", "Lund"]);
    assert_eq!(entry.url().unwrap(), "https://fjord.example/a_b%20c");
    let PermissiveType::Typed(date) = entry.date().unwrap() else { panic!("{said}") };
    let DateValue::At(day) = date.value else { panic!("{said}") };
    assert_eq!((day.year, day.month, day.day), (2025, Some(8), Some(3)), "months and days from 0");
    let note = entry.note().unwrap().format_verbatim();
    assert!(note.contains("Ida Tervo, “We will open the harbour” (paragraph 2)"), "{note}");
    assert!(note.contains("“TURKU — All was quiet on Monday” (paragraph 1)"), "{note}");
    assert_eq!(read.get("nd-notes").unwrap().entry_type.to_string(), "misc");
    assert!(read.get("fjordexample-2025-09-04-harbour").is_some(), "{said}");
    let shown = env.run(&["show", "w1", "--format", "bibtex"]).status(0);
    assert!(shown.stdout.starts_with("@article{vik-2025-09-04-harbour,") && !shown.stdout.contains("note ="));
}

#[test]
fn counts_cannot_be_cited() {
    let env = env();
    env.run(&["facets", "--by", "speaker", "--format", "bibtex"])
        .status(2)
        .notes(&["invalid value 'bibtex'"]);
    env.run(&["search", "harbour", "--facets", "--format", "citation"]).status(2).notes(&["--facets"]);
    env.run(&["show", "w1", "--explain", "--format", "citation"]).status(2).notes(&["--explain"]);
}
