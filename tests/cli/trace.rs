//! One quotation through its printings.

use crate::testenv::TestEnv;
use onrecord::render::{PrintingJson, TraceJson};

const FILES: [(&str, &str); 5] = [
    (
        "wire.jsonl",
        concat!(
            r#"{"id": "w1", "date_publish": "2025-09-04 08:00:00", "source_domain": "wire.example", "text": "“We will open the old harbour before the winter, and the town pays nothing for it,” Mayor Ida Tervo said in Turku."}"#,
            "\n",
            r#"{"id": "w2", "date_publish": "2025-09-09 08:00:00", "source_domain": "post.example", "text": "“We will open the harbour before the winter,” Ida Tervo told reporters on Monday."}"#
        ),
    ),
    (
        "b.txt",
        "date 2025-09-06\n\n“We will open the old harbour before the summer, and the town pays nothing for it,” Ida Tervo said.\n",
    ),
    (
        "c.txt",
        "date 2025-10-01\n\nThe wall of the customs house in Turku still bears the words we will open the old harbour before \
         the winter, and the town pays nothing for it. Few read them, and fewer care.\n",
    ),
    ("d.txt", "“The old harbour will be open before the winter,” Ida Tervo said.\n"),
    ("e.txt", "date 2025-09-05\n\n“We will close the old school before the winter,” Aino Salo said.\n"),
];

const SAID: &str = "We will open the old harbour before the winter, and the town pays nothing for it";

fn trace(env: &TestEnv, args: &[&str]) -> TraceJson {
    env.run(&[&["trace", "--format", "json"], args].concat()).json()
}

fn ids(trace: &TraceJson) -> Vec<&str> {
    trace.printings.iter().map(|p| p.article.rsplit('/').next().unwrap()).collect()
}

#[test]
fn printings_come_in_order_of_date_with_what_is_cut_and_changed() {
    let env = TestEnv::ingested(&FILES);
    let found = trace(&env, &[SAID]);
    assert_eq!(ids(&found), ["w1", "b.txt", "w2", "c.txt", "d.txt"]);
    assert_eq!((found.total, found.articles), (5, 5));
    let changes = |p: &PrintingJson| -> Vec<String> {
        let changed = p.changes.iter().filter(|c| c.change != "same");
        changed.map(|c| format!("{} {}", c.change, c.text)).collect()
    };
    let [first, changed, cut, paragraph, undated] = &found.printings[..] else { panic!("{found:?}") };
    assert_eq!((first.same, changes(first).len()), (1.0, 0));
    assert_eq!(changes(changed), ["cut winter", "added summer"]);
    assert_eq!(changes(cut), ["cut old", "cut and the town pays nothing for it"]);
    assert_eq!((cut.publisher.as_deref(), cut.speaker.as_deref()), (Some("post.example"), Some("Ida Tervo")));
    // Of a paragraph no more than what it has of the quotation.
    assert_eq!((paragraph.kind.as_str(), changes(paragraph).len()), ("paragraph", 0));
    assert!(paragraph.text.starts_with("we will open") && paragraph.text.ends_with("for it"));
    assert_eq!(undated.date, None);
    assert!(undated.same < cut.same && cut.same < changed.same && changed.same < 1.0);
}

#[test]
fn spans_are_characters_of_the_texts_they_are_of() {
    let env = TestEnv::ingested(&FILES);
    let found = trace(&env, &[SAID]);
    for printing in &found.printings {
        for change in &printing.changes {
            let text = if change.change == "cut" { &found.printings[0].text } else { &printing.text };
            let [start, end] = change.span;
            assert_eq!(text.chars().skip(start).take(end - start).collect::<String>(), change.text);
        }
    }
}

#[test]
fn a_part_of_a_quotation_finds_the_whole() {
    let env = TestEnv::ingested(&FILES);
    assert_eq!(ids(&trace(&env, &["the town pays nothing"])), ["w1", "b.txt", "c.txt"]);
    assert_eq!(ids(&trace(&env, &["“The TOWN pays nothing”"])), ["w1", "b.txt", "c.txt"]);
    assert_eq!(ids(&trace(&env, &["close the old school"])), ["e.txt"]);
}

#[test]
fn filters_leave_printings_out_and_the_earliest_is_of_the_rest() {
    let env = TestEnv::ingested(&FILES);
    assert_eq!(ids(&trace(&env, &[SAID, "--from", "2025-09-05"])), ["b.txt", "w2", "c.txt"]);
    assert_eq!(ids(&trace(&env, &[SAID, "--publisher", "post.example"])), ["w2"]);
    // A paragraph must have half of it.
    assert_eq!(ids(&trace(&env, &[SAID, "--kind", "paragraph"])), ["w1", "b.txt", "c.txt"]);
    assert_eq!(trace(&env, &[SAID, "--speaker", "Tervo"]).total, 4);
    env.run(&["trace", SAID, "--from", "2026"]).status(1).notes(&["no printing of it"]);
}

#[test]
fn some_are_shown_and_all_are_counted() {
    let env = TestEnv::ingested(&FILES);
    let found = trace(&env, &[SAID, "--limit", "2"]);
    assert_eq!((ids(&found), found.total, found.articles), (vec!["w1", "b.txt"], 5, 5));
    let lines: Vec<PrintingJson> =
        env.run(&["trace", SAID, "--limit", "2", "--format", "jsonl"]).status(0).jsonl();
    assert_eq!(lines, found.printings);
    let table = env.run(&["trace", SAID, "--limit", "2", "--format", "csv"]).status(0);
    assert_eq!(csv::Reader::from_reader(table.stdout.as_bytes()).records().count(), 2);
    env.run(&["trace", SAID, "--limit", "2"])
        .status(0)
        .lacks(&["  3  "])
        .notes(&["5 printings in 5 articles, 1 to 2 shown ("]);
    env.run(&["trace", SAID, "--limit", "0"])
        .status(0)
        .notes(&["5 printings in 5 articles, none of them shown"]);
    assert_eq!(trace(&env, &[SAID, "--limit", "all"]).printings.len(), 5);
    env.run(&["trace", SAID, "--limit", "some"]).status(2).notes(&["a number or all is expected"]);
}

#[test]
fn none_is_an_answer_too() {
    let env = TestEnv::ingested(&FILES);
    let empty = ["trace", SAID, "--from", "2026", "--publisher", "wire.example"];
    env.run(&empty).status(1).notes(&[
        "no printing of it (",
        "searched 6 articles, 2 publishers, 2025-09-04 to 2025-10-01, 1 undated",
        "without --publisher wire.example: 0 printings\n",
        "without --from 2026: 1 printing\n",
        "without any filter: 5 printings",
        "`onrecord search --match any`",
    ]);
    let json = env.run(&[&empty[..], &["--format", "json"]].concat()).status(1);
    assert!(!json.stderr.contains("searched"), "{json}");
    let nothing = json.json::<TraceJson>().nothing.expect("nothing is found");
    let without: Vec<(&str, u64)> = nothing.without.iter().map(|w| (w.part.as_str(), w.hits)).collect();
    assert_eq!(without, [("publisher", 0), ("dates", 1), ("filters", 5)]);
    assert!(trace(&env, &[SAID]).nothing.is_none());
}

#[test]
fn every_form_tells_the_same() {
    let env = TestEnv::ingested(&FILES);
    let json = trace(&env, &[SAID]);
    let lines: Vec<PrintingJson> = env.run(&["trace", SAID, "--format", "jsonl"]).status(0).jsonl();
    assert_eq!(lines, json.printings);
    let table = env.run(&["trace", SAID, "--format", "csv"]).status(0);
    let mut rows = csv::Reader::from_reader(table.stdout.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert!(rows.iter().zip(&json.printings).all(|(row, p)| row[5] == p.text && row[9] == p.article));
    assert_eq!(
        &rows[2][7],
        "We will open the [-old-] harbour before the winter [-and the town pays nothing for it-],"
    );
    env.run(&["trace", SAID])
        .status(0)
        .says(&[
            "  1  2025-09-04 · wire.example · Ida Tervo · certain 0.",
            " · the earliest\n",
            "before the [-winter-] {+summer+}, and the town",
            "  4  2025-10-01 · in a paragraph · the same words\n",
            "  5  undated · Ida Tervo",
        ])
        .notes(&["5 printings in 5 articles ("]);
    env.run(&["trace", SAID, "--color", "always"]).says(&["\u{1b}[9m\u{1b}[31m[-winter-]"]);
}

#[test]
fn a_paragraph_is_no_printing_beside_its_quote() {
    let env = TestEnv::ingested(&FILES[1..2]);
    let found = trace(&env, &["we will open the old harbour before the summer"]);
    assert_eq!((found.total, found.printings[0].kind.as_str()), (1, "quote"));
}

#[test]
fn what_cannot_be_traced_is_told() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["trace", "…"])
        .status(2)
        .notes(&["a quotation of 0 words cannot be traced", "hint: write the words"]);
    env.run(&["trace", &"word ".repeat(501)]).status(2).notes(&["a sentence or two"]);
    env.run(&["trace", "zeppelins over the lagoon"]).status(1);
    env.run(&["trace", SAID, "--from", "2025-02", "--to", "2025-01"])
        .status(2)
        .notes(&["swap --from and --to"]);
    env.run(&["trace", SAID, "--speaker", "Tervoo"]).status(2).notes(&["did you mean Ida Tervo"]);
}
