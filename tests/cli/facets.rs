use super::{FILES, MATCHINGS};
use crate::testenv::TestEnv;
use onrecord::render::{FacetJson, SearchJson};
use std::collections::BTreeMap;

#[test]
fn counts_are_those_of_the_hits() {
    let env = TestEnv::ingested(&FILES);
    let all: BTreeMap<String, Vec<FacetJson>> = env
        .run(&[
            "facets",
            "--by",
            "speaker",
            "--by",
            "country",
            "--by",
            "date",
            "--by",
            "publisher",
            "--format",
            "json",
        ])
        .status(0)
        .json();
    for count in &all["speaker"] {
        let found: SearchJson = env.run(&["search", "--speaker", &count.value, "--format", "json"]).json();
        assert_eq!(found.total, count.count, "{}", count.value);
    }
    for (field, flag) in [("country", "--country"), ("publisher", "--publisher")] {
        for count in &all[field] {
            let found: SearchJson = env.run(&["search", flag, &count.value, "--format", "json"]).json();
            assert_eq!(found.total, count.count, "{field} {}", count.value);
        }
    }
    for count in &all["date"] {
        let flags: &[&str] =
            if count.value == "undated" { &["--undated"] } else { &["--date", &count.value] };
        let found: SearchJson = env.run(&[&["search", "--format", "json"], flags].concat()).json();
        assert_eq!(found.total, count.count, "{}", count.value);
    }
    let depths = |value: &str| all["date"].iter().find(|c| c.value == value).map(|c| c.depth);
    assert_eq!((depths("undated"), depths("2025"), depths("2025-09")), (Some(0), Some(0), Some(1)));
}

#[test]
fn kinds_and_languages_are_counted_as_their_filters_find() {
    let env = TestEnv::ingested(&FILES);
    let args = ["facets", "grain OR krone", "--by", "kind", "--by", "language", "--format", "json"];
    let all: BTreeMap<String, Vec<FacetJson>> = env.run(&args).status(0).json();
    assert!(all["kind"].iter().any(|c| c.value == "paragraph"), "{all:?}");
    for (field, flag) in [("kind", "--kind"), ("language", "--language")] {
        for count in &all[field] {
            let found: SearchJson =
                env.run(&["search", "grain OR krone", flag, &count.value, "--format", "json"]).json();
            assert_eq!(found.total, count.count, "{field} {}", count.value);
        }
    }
}

#[test]
fn picking_a_value_leaves_the_others_to_pick() {
    let env = TestEnv::with(&[
        ("north.txt", "date 2025-09-04\n\n“The harbour is open,” Ida Tervo said in Turku, Finland.\n"),
        ("south.txt", "date 2025-10-05\n\n“The harbour is shut,” Bruno Salles said in Porto, Portugal.\n"),
    ]);
    env.run(&["ingest", "corpus"]).status(0);
    let counts = |args: &[&str]| -> BTreeMap<String, Vec<(String, u64)>> {
        let all =
            ["facets", "harbour", "--by", "speaker", "--by", "country", "--by", "date", "--format", "json"];
        let all: BTreeMap<String, Vec<FacetJson>> = env.run(&[&all, args].concat()).json();
        let row = |c: FacetJson| (c.value, c.count);
        all.into_iter().map(|(field, counts)| (field, counts.into_iter().map(row).collect())).collect()
    };
    let of = |value: &str, count| (value.to_owned(), count);
    for picked in [&["--speaker", "Tervo"][..], &["--not-speaker", "Salles"]] {
        let found = counts(picked);
        assert_eq!(found["speaker"], [of("Bruno Salles", 1), of("Ida Tervo", 1)], "{picked:?}");
        // His words are not found as a quote, but the paragraph they stand in is.
        assert_eq!(found["country"].contains(&of("PT", 1)), picked[0] == "--not-speaker", "{found:?}");
    }
    // Of both fields: each under the filter on the other.
    let both = counts(&["--speaker", "Tervo", "--country", "Portugal"]);
    assert_eq!(both["speaker"], [of("Bruno Salles", 1), of("Ida Tervo", 0)], "a picked value stays");
    assert!(both["country"].contains(&of("FI", 1)) && both["country"].contains(&of("PT", 0)), "{both:?}");
    assert_eq!(both["date"], [], "under both filters nothing is left");
    let dated = counts(&["--date", "2024-02"]);
    assert!(dated["date"].contains(&of("2025-09-04", 1)) && dated["date"].contains(&of("2024-02", 0)));
    // A region with its countries, each with nought.
    let region = counts(&["--country", "Western Africa"]);
    assert!(
        region["country"].contains(&of("Africa", 0)) && region["country"].contains(&of("Western Africa", 0))
    );
    let total = |args: &[&str]| -> u64 {
        env.run(&[&["search", "harbour", "--format", "json"], args].concat()).json::<SearchJson>().total
    };
    assert_eq!(
        (total(&[]), total(&["--not-speaker", "Salles", "--kind", "quote"]), total(&["--undated"])),
        (2, 1, 0)
    );
    env.run(&["search", "--not-speaker", "Nobody"]).status(2).notes(&["no speaker named"]);
    env.run(&["search", "--undated", "--from", "2025"]).status(2).notes(&["cannot be used with"]);
}

#[test]
fn countries_are_counted_in_their_regions() {
    let env = TestEnv::with(&[(
        "coast.txt",
        "date 1987-09-04\n\nOSLO, Sept 4 - Norway and Denmark sold boats to Moscow, and Norway will sell more.\n\n\
         A buyer came from Nairobi. A seller came from Prague.\n",
    )]);
    env.run(&["ingest", "corpus"]).status(0);
    let counts = |by: &str| -> Vec<(String, u64, usize)> {
        let mut all: BTreeMap<String, Vec<FacetJson>> =
            env.run(&["facets", "--by", by, "--format", "json"]).status(0).json();
        all.remove(by).unwrap().into_iter().map(|c| (c.value, c.count, c.depth)).collect()
    };
    let named = counts("names-country");
    let has = |value: &str, count, depth| named.contains(&(value.to_owned(), count, depth));
    assert!(has("Europe", 2, 0) && has("Northern Europe", 1, 1), "once for Norway and Denmark: {named:?}");
    assert!(has("Eastern Europe", 2, 1) && has("SU", 1, 2) && has("CS", 1, 2) && has("KE", 1, 2));
    assert!(counts("country").contains(&("NO".to_owned(), 2, 2)), "of the whole article");
    for (value, count, _) in &named {
        let found: SearchJson = env.run(&["search", "--names-country", value, "--format", "json"]).json();
        assert_eq!(found.total, *count, "{value}");
    }
    let total = |args: &[&str]| -> u64 {
        let all = [&["search", "--format", "json"], args].concat();
        env.run(&all).json::<SearchJson>().total
    };
    assert_eq!(total(&["--country", "Europe", "--not-country", "Kenya"]), 1);
    assert_eq!(total(&["--country", "Europe", "--not-country", "Northern Europe"]), 0);
    assert_eq!(total(&["--names-country", "Kenia", "--names-country", "Soviet Union"]), 2);
    env.run(&["facets", "--by", "country"]).says(&["Europe\n", "    Northern Europe\n", "      Norway\n"]);
    env.run(&["search", "--country", "European Union"]).status(2).notes(&["no region of UN M49", "Europe"]);
}

#[test]
fn narrowed_by_words_and_filters_in_every_form() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["facets", "grain", "--by", "publisher"]).status(0).says(&["publisher", "1  other.example"]);
    let rows =
        env.run(&["facets", "grain", "--by", "country", "--country", "Kenya", "--format", "csv"]).status(0);
    rows.says(&["field,value,label,count,depth\n", "country,KE,Kenya,"]);
    let lines: Vec<serde_json::Value> =
        env.run(&["facets", "--by", "date", "--from", "2025", "--format", "jsonl"]).status(0).jsonl();
    let days = |year: &str| lines.iter().filter(|l| l["value"].as_str().unwrap().starts_with(year)).count();
    assert!(lines.iter().all(|l| l["field"] == "date") && days("2025") > 0 && days("2024") > 0, "{lines:?}");
    env.run(&["facets", "zeppelin", "--by", "speaker"]).status(1);
    env.run(&["facets", "grain"]).status(2).notes(&["--by"]);
    env.run(&["facets", "--by", "speaker", "--corpus", "corpus"]).status(0);
}

#[test]
fn kept_speakers_are_never_wrong() {
    let env = TestEnv::ingested(&FILES);
    let kept = env.path().join("index/gen-1/speakers.cache");
    let counts = || env.run(&["facets", "--by", "speaker"]).status(0).stdout;
    // Behind the head, which says of which segments they are; those may have been merged meanwhile.
    let speakers = || std::fs::read(&kept).expect("kept by the ingest").split_off(16);
    let (first, right) = (speakers(), counts());
    // Killed between the commit and the keeping: nothing there, and the next ingest makes up for it.
    std::fs::remove_file(&kept).unwrap();
    assert_eq!(counts(), right);
    assert!(!kept.exists(), "a search has no lock to write under");
    env.run(&["ingest"]).status(0);
    assert_eq!(speakers(), first);
    let bytes = std::fs::read(&kept).unwrap();
    // Cut short, damaged, or with words of another index behind the right head.
    for damage in [0, 7, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&kept, &bytes[..damage]).unwrap();
        assert_eq!(counts(), right, "cut to {damage} bytes");
        let mut flipped = bytes.clone();
        flipped[damage] ^= 1;
        std::fs::write(&kept, flipped).unwrap();
        assert_eq!(counts(), right, "byte {damage} flipped");
    }
    // Of an older commit, whole in itself: left by a kill after the next.
    env.write("corpus/late.txt", "date 2025-11-01\n\n“The tide is late,” Eero I. Salonen said.\n");
    env.run(&["ingest"]).status(0);
    let (newer, after) = (speakers(), counts());
    std::fs::write(&kept, &bytes).unwrap();
    assert_eq!(counts(), after);
    env.run(&["ingest"]).status(0);
    assert_eq!(speakers(), newer);
    assert_ne!(first, newer);
    assert_ne!(right, after);
}

#[test]
fn words_match_and_articles_count_as_in_a_search() {
    let env = TestEnv::ingested(&FILES);
    for how in MATCHINGS {
        let search = [&["search", "guarantees grain", "--facets", "--format", "json"], how].concat();
        let facets = [&["facets", "guarantees grain", "--by", "speaker", "--format", "json"], how].concat();
        let found: SearchJson = env.run(&search).json();
        let counts: BTreeMap<String, Vec<FacetJson>> = env.run(&facets).json();
        assert_eq!(counts["speaker"], found.facets["speaker"], "{how:?}");
    }
    let grouped = ["facets", "guarantees grain", "--match", "any", "--by", "date", "--group", "article"];
    env.run(&grouped).status(0).notes(&["articles"]);
    env.run(&["facets", "border", "--by", "speaker"]).status(0).notes(&["of 1 hit\n"]);
}
