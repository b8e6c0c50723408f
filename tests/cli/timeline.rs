use super::{FILES, MATCHINGS};
use crate::testenv::TestEnv;
use onrecord::render::{SearchJson, TimelineJson};

#[test]
fn every_hit_is_in_one_bar() {
    let env = TestEnv::ingested(&FILES);
    let all: SearchJson = env.run(&["search", "--format", "json"]).json();
    for by in ["day", "week", "month", "year"] {
        let line: TimelineJson = env.run(&["timeline", "--by", by, "--format", "json"]).status(0).json();
        let dated: u64 = line.buckets.iter().map(|b| b.count).sum();
        assert_eq!((line.by.as_str(), line.total, dated + line.undated), (by, all.total, all.total));
        for bucket in line.buckets.iter().filter(|b| b.count > 0) {
            let (from, to) = (bucket.first.to_string(), bucket.last.to_string());
            let found: SearchJson =
                env.run(&["search", "--from", &from, "--to", &to, "--format", "json"]).json();
            assert_eq!(found.total, bucket.count, "{}", bucket.label);
        }
    }
}

#[test]
fn under_all_filters_in_every_form() {
    let env = TestEnv::with(&[
        ("a.txt", "date 2025-01-06\n\n“The tide is high,” Ida Tervo said.\n\nThe tide turned.\n"),
        ("b.txt", "date 2025-03-01\n\n“The tide is low,” Ida Tervo said.\n"),
        ("c.txt", "“The tide is late,” Bruno Salles said.\n"),
    ]);
    env.run(&["ingest", "corpus"]).status(0);
    let drawn = env.run(&["timeline", "tide", "--by", "month"]).status(0);
    drawn.says(&["2025-01  2  █", "2025-02  0  \n", "2025-03  1  █"]).notes(&["4 hits by month, 1 undated"]);
    env.run(&["timeline", "tide", "--by", "day"]).says(&["⋮", "53 days without hits"]);
    env.run(&["timeline", "tide", "--from", "2025-02"]).says(&["2025-03-01  1"]).notes(&["1 hit by day"]);
    env.run(&["timeline", "tide", "--speaker", "Salles"]).status(0).notes(&["1 hit by day, 1 undated"]);
    let rows = env.run(&["timeline", "tide", "--by", "week", "--format", "csv"]).status(0).stdout;
    assert!(rows.starts_with("week,first,last,count\n2025-W02,2025-01-06,2025-01-12,2\n"), "{rows}");
    assert!(rows.ends_with("undated,,,1\n"), "{rows}");
    let lines: Vec<serde_json::Value> =
        env.run(&["timeline", "tide", "--by", "year", "--format", "jsonl"]).jsonl();
    assert_eq!(lines[0]["count"], 3);
    env.run(&["timeline", "zeppelin"]).status(1).notes(&["no article has the word"]);
}

#[test]
fn words_match_as_they_do_in_a_search() {
    let env = TestEnv::ingested(&FILES);
    for how in MATCHINGS {
        let search = [&["search", "guarantees grain", "--all-copies", "--format", "json"], how].concat();
        let line = [&["timeline", "guarantees grain", "--by", "year", "--format", "json"], how].concat();
        let (found, line): (SearchJson, TimelineJson) = (env.run(&search).json(), env.run(&line).json());
        let dated: u64 = line.buckets.iter().map(|b| b.count).sum();
        assert_eq!((line.total, dated + line.undated), (found.total, found.total), "{how:?}");
    }
    let grouped = ["timeline", "guarantees grain", "--match", "any", "--by", "year", "--group", "article"];
    env.run(&grouped).status(0).notes(&["articles by year"]);
}

#[test]
fn an_empty_one_says_why() {
    let env = TestEnv::ingested(&FILES);
    let why = ["no hits by day", "searched 4 articles", "without --speaker Mwangi: 1 hit"];
    env.run(&["timeline", "border", "--speaker", "Mwangi"]).status(1).notes(&why);
}
