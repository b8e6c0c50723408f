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
