use super::FILES;
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
    assert!(all["date"].iter().any(|c| c.value == "undated"));
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
    rows.says(&["field,value,label,count\n", "country,KE,Kenya,"]);
    let lines: Vec<serde_json::Value> =
        env.run(&["facets", "--by", "date", "--from", "2025", "--format", "jsonl"]).status(0).jsonl();
    assert!(lines.iter().all(|l| l["field"] == "date" && l["value"].as_str().unwrap().starts_with("2025-")));
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
