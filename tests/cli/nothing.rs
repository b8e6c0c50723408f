//! An empty answer says what was searched and what emptied it.

use super::FILES;
use crate::testenv::TestEnv;
use onrecord::render::{NothingJson, SearchJson};

fn ask(env: &TestEnv, args: &[&str]) -> SearchJson {
    env.run(&[&["search", "--format", "json"], args].concat()).json()
}

fn nothing(env: &TestEnv, args: &[&str]) -> NothingJson {
    ask(env, args).nothing.expect("no hits")
}

fn without(nothing: &NothingJson) -> Vec<(&str, u64)> {
    nothing.without.iter().map(|w| (w.part.as_str(), w.hits)).collect()
}

#[test]
fn what_was_covered() {
    let env = TestEnv::ingested(&FILES);
    let found = nothing(&env, &["zeppelin"]).covered;
    assert_eq!((found.articles, found.undated, found.publishers), (4, 1, 2));
    let days = [found.first, found.last].map(|day| day.unwrap().to_string());
    assert_eq!(days, ["2024-03-18", "2025-09-04"]);
    assert!(ask(&env, &["grain"]).nothing.is_none());
    let said = "searched 4 articles, 2 publishers, 2024-03-18 to 2025-09-04, 1 undated";
    env.run(&["search", "zeppelin"]).status(1).notes(&["no hits", said]);
    env.run(&["search", "zeppelin", "--format", "csv"]).status(1).notes(&[said]);
    env.run(&["facets", "zeppelin", "--by", "speaker"]).status(1).notes(&[said]);
    let json = env.run(&["search", "zeppelin", "--format", "json"]).status(1);
    assert!(!json.stderr.contains("searched"), "{json}");
}

#[test]
fn words_beside_find_more_here_too() {
    let files = [
        (
            "a.txt",
            "date 2025-09-04\n\n“The zeppelin and its hangar burned,” Ida Tervo said. The zeppelin fell on the hangar.\n",
        ),
        (
            "b.txt",
            "date 2025-09-05\n\n“The hangar is empty, and nobody guards it at night,” someone said at the gate.\n",
        ),
        ("c.txt", "date 2025-09-06\n\nBread is dear.\n\n“Bread is dear,” Aino Salo said.\n"),
        ("d.txt", "date 2025-09-07\n\nThe mill is shut.\n"),
        ("e.txt", "date 2025-09-08\n\nThe school is open.\n"),
        ("f.txt", "date 2025-09-09\n\nA ferry sank.\n"),
        ("g.txt", "date 2025-09-10\n\nSnow fell.\n"),
        ("h.txt", "date 2025-09-11\n\nThe poll is on Sunday.\n"),
    ];
    let env = TestEnv::ingested(&files);
    let asked = ["zeppelin", "--match", "any", "--expand", "--speaker", "Salo"];
    let found = nothing(&env, &asked);
    let without = ask(&env, &asked[..4]);
    assert!(without.also_looked_for.contains(&"hangar".to_owned()), "{:?}", without.also_looked_for);
    assert_eq!(found.without[0].hits, without.total);
    let nameless = found.unknown_speaker.unwrap() + found.unnamed_speaker.unwrap();
    let quotes = ask(&env, &[&asked[..4], &["--kind", "quote"]].concat());
    assert_eq!(nameless, quotes.hits.iter().filter(|hit| hit.article == "corpus/b.txt").count() as u64);
    assert_eq!(nameless, 1);
}

#[test]
fn which_filter_emptied_it() {
    let env = TestEnv::ingested(&FILES);
    let total = |args: &[&str]| ask(&env, args).total;
    let found = nothing(&env, &["guarantees", "--speaker", "Salonen", "--country", "Portugal"]);
    assert_eq!(
        without(&found),
        [
            ("speaker", total(&["guarantees", "--country", "Portugal"])),
            ("country", total(&["guarantees", "--speaker", "Salonen"])),
            ("filters", total(&["guarantees"])),
            ("query", total(&["--speaker", "Salonen", "--country", "Portugal"])),
        ]
    );
    assert!(found.without[0].hits > 0 && found.without[1].hits > 0);
    env.run(&["search", "guarantees", "--speaker", "eero salonen", "--from", "2025-09", "--to", "2025"])
        .status(1)
        .notes(&[
            "without --speaker \"eero salonen\": 2 hits",
            "without --from 2025-09 --to 2025: 1 hit\n",
            "without any filter: 3 hits",
            "without the query, under the filters: 0 hits",
        ]);
}

#[test]
fn every_filter_is_told_of() {
    let env = TestEnv::ingested(&FILES);
    for (part, args) in [
        ("speaker", &["--speaker", "Mwangi"][..]),
        ("country", &["--country", "Kenya"]),
        ("names-country", &["--names-country", "Kenya"]),
        ("not-country", &["--not-country", "Portugal"]),
        ("publisher", &["--publisher", "wire.example"]),
        ("kind", &["--kind", "indirect"]),
        ("dates", &["--to", "2024"]),
        ("min-certainty", &["--min-certainty", "1"]),
    ] {
        let found = nothing(&env, &[&["Portugal sign"], args].concat());
        assert_eq!(without(&found), [(part, 1), ("query", ask(&env, args).total)], "{part}");
        let flag = args[0].trim_start_matches("--to");
        env.run(&[&["search", "Portugal sign"], args].concat()).status(1).notes(&["without --", flag]);
    }
}

#[test]
fn fields_of_the_query_are_told_of_too() {
    let env = TestEnv::ingested(&FILES);
    let found = nothing(&env, &["guarantees speaker:salonen country:portugal"]);
    assert_eq!(without(&found), [("speaker:salonen", 2), ("country:portugal", 1)]);
    env.run(&["search", "date:2020 guarantees"])
        .status(1)
        .notes(&["without date:[2020-01-01 TO 2020-12-31]: 3 hits"]);
}

#[test]
fn a_part_of_the_words_is_said_to_be_that() {
    let env = TestEnv::ingested(&FILES);
    let found = nothing(&env, &["guarantees zeppelin", "--from", "2026"]);
    let partly = found.without[0].partly.as_ref().map(|p| (p.matched, p.of));
    assert_eq!((found.without[0].hits, partly), (3, Some((1, 2))));
    let articles = nothing(&env, &["guarantees", "--from", "2026", "--group", "article"]);
    assert_eq!(without(&articles), [("dates", 2), ("query", 0)]);
    env.run(&["search", "guarantees", "--from", "2026", "--group", "article"])
        .status(1)
        .notes(&["no articles (", "without --from 2026: 2 articles"]);
    env.run(&["search", "guarantees zeppelin", "--from", "2026"])
        .status(1)
        .notes(&["without --from 2026: 3 hits, with 1 of 2 parts of the query"]);
}

#[test]
fn whether_quotes_without_a_known_speaker_would_match() {
    let article = "date 2025-01-01\n\nIda Tervo opened the meeting in Turku.\n\n“We will leave,” Ida Tervo said.\n\n\
        “The harbour is shut,” an official said.\n\n“The harbour may never open,” said the notice.\n\n\
        The harbour froze. “Harbour master wanted, no questions asked.”\n";
    let env = TestEnv::ingested(&[("a.txt", article)]);
    let all = ask(&env, &["harbour", "--kind", "quote"]);
    let found = nothing(&env, &["harbour", "--speaker", "Tervo"]);
    let nameless = found.unknown_speaker.unwrap() + found.unnamed_speaker.unwrap();
    assert_eq!(all.total, nameless, "{all:?}");
    assert!(found.unnamed_speaker >= Some(1), "{found:?}");
    let unknown = all.hits.iter().filter(|h| h.speaker.is_none()).count() as u64;
    assert_eq!(found.unknown_speaker, Some(unknown));
    assert_eq!(nothing(&env, &["harbour speaker:tervo"]).unnamed_speaker, found.unnamed_speaker);
    assert_eq!(nothing(&env, &["zeppelin"]).unknown_speaker, None);
    env.run(&["search", "harbour", "--speaker", "Tervo"]).status(1).notes(&["of a source without a name"]);
    env.run(&["search", "zeppelin", "--speaker", "Tervo"])
        .status(1)
        .notes(&["no quote without a named speaker matches either"]);
    // A source that an alias names is known.
    env.write("aliases.tsv", "Nils Aho\tan official\n");
    let named = nothing(&env, &["harbour", "--speaker", "Tervo", "--aliases", "aliases.tsv"]);
    assert_eq!(named.unnamed_speaker, found.unnamed_speaker.map(|n| n - 1));
}

#[test]
fn a_certainty_is_said_as_a_share() {
    let env = TestEnv::ingested(&FILES);
    let args = ["search", "border", "--kind", "quote", "--min-certainty", "1"];
    env.run(&args).status(1).notes(&["without --min-certainty 1: 1 hit"]);
    env.run(&["search", "zeppelin", "--min-certainty", "0.55"])
        .status(1)
        .notes(&["without --min-certainty 0.55: 0"]);
}
