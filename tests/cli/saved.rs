//! A search is kept, and what has become of it is told.

use super::FILES;
use crate::testenv::{Outcome, TestEnv};
use jiff::{ToSpan, ZonedDateTime};
use onrecord::saved::{Because, ChangeJson, DifferenceJson, SavedJson, SavedSearch, What};

const FILE: &str = "index/searches/guarantees.json";

/// The usual articles, and a search for guarantees saved.
fn saved() -> TestEnv {
    let env = TestEnv::ingested(&FILES);
    env.run(&["search", "guarantees", "--limit", "1", "--save", "guarantees"])
        .status(0)
        .notes(&["saved as guarantees: 3 hits", "3 hits, 1 to 1 shown"]);
    env
}

fn kept(env: &TestEnv) -> SavedSearch {
    serde_json::from_str(&std::fs::read_to_string(env.path().join(FILE)).unwrap()).unwrap()
}

fn diff(env: &TestEnv) -> Outcome {
    env.run(&["diff", "guarantees", "--format", "json"])
}

#[test]
fn nothing_has_changed() {
    let env = saved();
    let same = env.run(&["diff", "guarantees"]).status(0);
    assert_eq!(same.stdout, "");
    same.notes(&["0 new, 0 gone, 0 changed", "3 hits then, 3 now; the index is as it was"]);
    // Reading all anew makes other files of the same articles.
    env.run(&["ingest", "--rebuild"]).status(0);
    let same: DifferenceJson = diff(&env).status(0).json();
    assert_eq!(same.then.index, same.now.index);
    assert_eq!((same.then.index.articles, same.then.hits, same.now.hits), (4, 3, 3));
}

#[test]
fn what_is_kept() {
    let env = saved();
    let search = kept(&env);
    assert_eq!((search.version, search.hits.len(), search.query.as_str()), (2, 3, "guarantees"));
    let quote = search.hits.iter().find(|h| h.article.contains("lisbon") && h.kind == "quote").unwrap();
    assert_eq!(quote.speaker.as_deref(), Some("Matilde Sequeira"));
    let chars: Vec<char> = FILES[0].1.chars().collect();
    assert_eq!(chars[quote.spans[0][0]..quote.spans[0][1]].iter().collect::<String>(), quote.text);
    let left: Vec<_> = std::fs::read_dir(env.path().join("index/searches")).unwrap().collect();
    assert_eq!(left.len(), 1, "no file is left half written");
}

#[test]
fn new_gone_and_changed() {
    let env = saved();
    env.write("corpus/2025-10-01-new.txt", "date 2025-10-01\n\nThe guarantees were signed at noon.\n");
    std::fs::remove_file(env.path().join("corpus/2025-08-30-helsinki.txt")).unwrap();
    env.write("corpus/2025-09-04-lisbon.txt", FILES[0].1.replace("Portugal will not", "Portugal will never"));
    env.run(&["ingest", "--prune"]).status(0);
    let found: DifferenceJson = diff(&env).status(1).json();
    assert_eq!((found.new.len(), found.new[0].article.as_str()), (1, "corpus/2025-10-01-new.txt"));
    assert_eq!((found.gone.len(), found.gone[0].because), (1, Because::ArticleGone));
    let of = |kind: &str| found.changed.iter().find(|c| c.hit.kind == kind).unwrap();
    assert_eq!(of("quote").what, [What::Text, What::Article]);
    assert!(of("quote").was.text.contains("will not") && of("quote").hit.text.contains("will never"));
    assert_eq!(of("paragraph").what, [What::Article], "its words are as they were, and moved");
    assert_ne!(of("paragraph").was.spans, of("paragraph").hit.spans);
    env.run(&["diff", "guarantees"])
        .status(1)
        .says(&[
            "new      2025-10-01",
            "gone     Eero Salonen",
            "no longer in the index",
            "its words were: Portugal",
        ])
        .notes(&["1 new, 1 gone, 2 changed", "4 articles then, 4 now"]);
    let lines: Vec<ChangeJson> = env.run(&["diff", "guarantees", "--format", "jsonl"]).status(1).jsonl();
    assert_eq!(lines.len(), 4);
    assert!(matches!(&lines[1], ChangeJson::Gone(gone) if gone.because == Because::ArticleGone));
}

#[test]
fn an_update_is_the_next_comparison() {
    let env = saved();
    env.write("corpus/2025-10-01-new.txt", "date 2025-10-01\n\nThe guarantees were signed at noon.\n");
    env.run(&["diff", "guarantees", "--corpus", "corpus"]).status(1);
    env.run(&["diff", "guarantees", "--update"]).status(1).says(&["new "]);
    env.run(&["diff", "guarantees"]).status(0).lacks(&["new "]);
    assert_eq!(kept(&env).hits.len(), 4);
}

#[test]
fn another_speaker_is_a_change() {
    let env = saved();
    env.write("aliases.tsv", "Matilde Sequeira e Silva\tMatilde Sequeira\n");
    let found: DifferenceJson =
        env.run(&["diff", "guarantees", "--aliases", "aliases.tsv", "--format", "json"]).status(1).json();
    assert_eq!((found.new.len(), found.gone.len(), found.changed.len()), (0, 0, 1));
    assert_eq!(found.changed[0].what, [What::Speaker]);
    // A search that was saved with aliases is run with them, wherever from.
    env.run(&["search", "sign", "--aliases", "aliases.tsv", "--save", "sign"]).status(0);
    env.run(&["diff", "sign"]).status(0);
}

#[test]
fn flags_are_kept_as_typed_and_days_are_those_of_the_day() {
    let day = ZonedDateTime::now().date();
    let env = TestEnv::with(&FILES);
    let recent = day.checked_sub(5.days()).unwrap();
    env.write("corpus/recent.txt", format!("date {recent}\n\nThe guarantees, Ana Costa said, were late.\n"));
    env.run(&["ingest"]).status(0);
    let typed = ["search", "-zebra guarantees", "--from", "-30d", "--not-country", "South Sudan", "--facets"];
    env.run(&[&typed[..], &["--sort", "oldest", "--save", "guarantees"]].concat()).status(0);
    let search = kept(&env);
    assert_eq!(search.flags, ["--not-country=South Sudan", "--from=-30d"]);
    assert_eq!(search.from, Some(day.checked_sub(30.days()).unwrap()));
    env.run(&["diff", "guarantees"]).status(0);
    let text = std::fs::read_to_string(env.path().join(FILE)).unwrap();
    env.write(FILE, text.replace("--from=-30d", "--from=-1d"));
    let found: DifferenceJson = diff(&env).status(1).json();
    assert!(found.gone.iter().all(|gone| gone.because == Because::NoLongerFound));
    assert_eq!(found.gone.len(), search.hits.len());
}

#[test]
fn passages_are_kept_however_they_are_shown() {
    let env = TestEnv::ingested(&FILES);
    let typed = ["search", "guarantees zeppelin", "--match", "any", "--group", "article", "--limit", "1"];
    env.run(&[&typed[..], &["--save", "guarantees"]].concat()).status(0).notes(&["2 articles, 1 to 1 shown"]);
    let search = kept(&env);
    assert_eq!((search.flags, search.hits.len()), (vec!["--match=any".to_owned()], 3));
    env.run(&["diff", "guarantees"]).status(0);
    // What a reader that goes away has not seen is kept all the same.
    let mut child = env
        .command(&["search", "grain", "--save", "grain"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    child.wait().unwrap();
    env.run(&["diff", "grain"]).status(0);
}

#[test]
fn a_speaker_who_is_gone_is_no_error() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["search", "--speaker", "Salonen", "--save", "guarantees"]).status(0);
    std::fs::remove_file(env.path().join("corpus/2025-08-30-helsinki.txt")).unwrap();
    env.run(&["ingest", "--prune"]).status(0);
    env.run(&["ingest", "--rebuild"]).status(0);
    let found = env.run(&["diff", "guarantees"]).status(1);
    found.says(&["gone     Eero Salonen"]).notes(&["no longer has a speaker named \"Salonen\""]);
}

#[test]
fn a_search_that_finds_nothing_can_wait_for_something() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["search", "zeppelin", "--save", "zeppelin"]).status(1).notes(&["saved as zeppelin: 0 hits"]);
    env.run(&["diff", "zeppelin"]).status(0);
    env.write("corpus/z.txt", "date 2025-11-11\n\nA zeppelin was seen over Turku. It left.\n");
    env.run(&["diff", "zeppelin", "--corpus", "corpus"]).status(1).says(&["A zeppelin was seen"]);
}

#[test]
fn like_is_compared_with_like() {
    let files = [
        ("a.txt", "date 2025-09-04\n\nA ferry left. It was late.\n"),
        ("b.txt", "date 2025-09-05\n\nThe pilot slept.\n"),
    ];
    let env = TestEnv::ingested(&files);
    env.run(&["search", "ferry pilot", "--save", "guarantees"]).status(0).notes(&["these have 1 of them"]);
    let partly = kept(&env).partly.unwrap();
    assert_eq!((partly.matched, partly.of, kept(&env).hits.len()), (1, 2, 2));
    env.run(&["diff", "guarantees"]).status(0).notes(&["the index is as it was"]);
    // What has both is new, and what has one is no less found for it.
    env.write("corpus/c.txt", "date 2025-09-06\n\nThe pilot of the ferry woke.\n");
    let found: DifferenceJson =
        env.run(&["diff", "guarantees", "--corpus", "corpus", "--format", "json"]).status(1).json();
    assert_eq!((found.new.len(), found.gone.len(), found.now.hits), (1, 0, 3));
    assert_eq!(found.partly.map(|partly| partly.matched), Some(1));
    env.run(&["diff", "guarantees"]).notes(&[
        "compared is what has 1 parts of the query, as when it was saved; the best now has all parts",
    ]);
    // And one that had all of it is not compared with what has a part.
    env.run(&["search", "ferry pilot", "--save", "both"]).status(0);
    std::fs::remove_file(env.path().join("corpus/c.txt")).unwrap();
    env.run(&["ingest", "--prune"]).status(0);
    let found = env.run(&["diff", "both"]).status(1).says(&["gone "]).lacks(&["new "]);
    found.notes(&[
        "0 new, 1 gone",
        "compared is what has all parts of the query",
        "the best now has 1 parts",
    ]);
    // Kept before it was said what the hits have: compared with what is found, as it was then.
    let text = std::fs::read_to_string(env.path().join(FILE)).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut older = value.as_object().unwrap().clone();
    older.remove("partly");
    older.insert("version".to_owned(), 1.into());
    env.write(FILE, serde_json::to_vec(&older).unwrap());
    env.run(&["diff", "guarantees"]).status(0).notes(&["0 new, 0 gone, 0 changed"]);
}

#[test]
fn without_a_name_all_are_listed() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["diff"]).status(0).notes(&["no saved searches"]);
    env.run(&["search", "grain", "--kind", "paragraph", "--save", "grain"]).status(0);
    env.run(&["search", "--speaker", "Salonen", "--save", "a.salonen-2"]).status(0);
    env.run(&["diff"]).status(0).says(&["  a.salonen-2 · ", "  grain · ", "· grain --kind=paragraph\n"]);
    let all: Vec<SavedJson> = env.run(&["diff", "--format", "json"]).status(0).json();
    assert_eq!(all.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["a.salonen-2", "grain"]);
    assert_eq!(env.run(&["diff", "--format", "jsonl"]).status(0).jsonl::<SavedJson>(), all);
}

#[test]
fn mistakes() {
    let env = saved();
    let taken = ["a search is saved as guarantees already", "onrecord diff guarantees --update"];
    env.run(&["search", "grain", "--save", "guarantees"]).status(2).notes(&taken);
    assert_eq!(kept(&env).query, "guarantees", "what was saved is kept");
    for name in ["../x", "a/b", "", ".x", "a b"] {
        env.run(&["search", "grain", "--save", name])
            .status(2)
            .notes(&["no search can be saved as", "letters"]);
    }
    env.run(&["diff", "nobody"]).status(2).notes(&["no search is saved as nobody", "give guarantees"]);
    env.run(&["diff", "--update"]).status(2);
    env.write("index/searches/later.json", "{\"version\": 9}");
    env.run(&["diff", "later"]).status(2).notes(&["version 9; this program reads 1 to 2"]);
    env.write("index/searches/broken.json", "{");
    env.run(&["diff", "broken"]).status(2).notes(&["not a saved search"]);
}

#[test]
fn what_decides_by_which_articles_a_search_is_expanded_is_kept() {
    let env = TestEnv::ingested(&FILES);
    let typed =
        ["search", "guarantees", "--match", "any", "--expand", "--prefer-recent", "3d", "--sort", "newest"];
    env.run(&[&typed[..], &["--save", "guarantees"]].concat()).status(0);
    assert_eq!(kept(&env).flags, ["--match=any", "--expand", "--prefer-recent=3d"]);
    env.run(&["diff", "guarantees"]).status(0).notes(&["0 new, 0 gone, 0 changed"]);
}
