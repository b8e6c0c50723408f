use crate::testenv::TestEnv;
use onrecord::render::{ArticleJson, FacetJson, SearchJson};
use serde_json::Value;
use std::collections::BTreeMap;

/// Two spellings of one name, a surname alone, and two people of one surname.
const FILES: [(&str, &str); 4] = [
    ("a.txt", "date 2025-01-02\n\n“We will not wait,” Danylo Orlovsky said in Kyiv.\n"),
    ("b.txt", "date 2025-03-04\n\n“Nobody waits for us,” Danylo Orlovskyy said in Kyiv.\n"),
    ("c.txt", "date 2025-05-06\n\n“The road is open,” Ana Lima said. “The road is shut,” Rui Lima said.\n"),
    (
        "d.txt",
        "date 2025-07-08\n\n“I have a lock on my door,” Yevhen Horobets said.\n\n“And so have I,” Evgen Gorobets said.\n",
    ),
];

#[test]
fn one_speaker_in_every_article() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["speakers"]).status(0).says(&[
        "      2  Danylo Orlovsky  2025-01-02 to 2025-03-04, also Danylo Orlovskyy",
        "      1  Ana Lima  2025-05-06",
    ]);
    env.run(&["speakers", "orl"]).status(0).says(&["Danylo Orlovsky"]).lacks(&["Lima"]);
    env.run(&["speakers", "nobody"]).status(1);
    env.run(&["search", "--speaker", "Danylo Orlovskiy"]).status(0).says(&["“We will", "“Nobody waits"]);
    env.run(&["search", "--speaker", "Lima"]).status(0).notes(&["read as Ana Lima or Rui Lima"]);
    env.run(&["facets", "--by", "speaker"]).status(0).says(&["      2  Danylo Orlovsky\n"]);
    env.run(&["stats"]).status(0).says(&["speakers   5\n"]);
    let rows: Value = env.run(&["speakers", "--format", "json"]).status(0).json();
    assert_eq!(rows[0]["variants"], serde_json::json!(["Danylo Orlovsky", "Danylo Orlovskyy"]));
    assert_eq!(env.run(&["speakers", "--format", "jsonl"]).jsonl::<Value>().len(), 5);
    env.run(&["speakers", "--format", "csv"]).status(0).says(&["name,kind,quotes,first,last,variants\n"]);
}

#[test]
fn suggestions_join_nothing_and_aliases_do() {
    let env = TestEnv::ingested(&FILES);
    let suggested = env.run(&["speakers", "--suggest"]).status(0);
    assert_eq!(suggested.stdout, "Evgen Gorobets\tYevhen Horobets\t# 1.00\n");
    env.run(&["stats"]).says(&["speakers   5\n"]);
    env.write("names.tsv", suggested.stdout.as_bytes());
    env.run(&["speakers", "--aliases", "names.tsv"])
        .status(0)
        .says(&["      2  Evgen Gorobets  2025-07-08, also Yevhen"]);
    env.run(&["search", "--speaker", "Horobets", "--aliases", "names.tsv"])
        .status(0)
        .says(&["a lock", "so have I"]);
    env.write("names.toml", "[[speaker]]\nname = \"Evgen Gorobets\"\nvariants = [\"Yevhen Horobets\"]\n");
    env.run(&["speakers", "--aliases", "names.toml"]).status(0).says(&["      2  Evgen Gorobets"]);
    env.write("bad.toml", "[[speaker]]\nname = \"Evgen Gorobets\"\nvariant = []\n");
    env.run(&["speakers", "--aliases", "bad.toml"]).status(2).notes(&[
        "bad.toml, line 3",
        "unknown field",
        "variants = [",
    ]);
    env.write("bad.tsv", "Evgen Gorobets\n");
    env.run(&["speakers", "--aliases", "bad.tsv"]).status(2).notes(&["bad.tsv, line 1", "parted by tabs"]);
}

/// Two holders of one office and one surname, named by both in turn, and an article without a date.
const OFFICE: [(&str, &str); 5] = [
    (
        "a.txt",
        "date 2021-01-02\n\n“The pier will be mended,” the mayor said.\n\n“It will,” Mr Lima said again.\n",
    ),
    (
        "b.txt",
        "date 2024-03-04\n\n“The pier will be sold,” the mayor said.\n\n“Soon, I hope,” Mr Lima said again.\n",
    ),
    ("c.txt", "date 2024-05-06\n\n“The pier is old,” Rui Lima said. “So am I,” Ana Lima said.\n"),
    ("d.txt", "“Whose pier is it, then,” the mayor said.\n\n“Not mine,” Mr Lima said to nobody.\n"),
    ("e.txt", "date 2019-03-04\n\n“There is no pier at all,” the mayor said.\n"),
];

const BY_DAY: &str = "Ana Lima\tthe mayor\tLima\tfrom=2020-01-01\tto=2022-12-31\n\
                      Rui Lima\tthe mayor\tLima\tfrom=2023-01-01\n";

#[test]
fn an_alias_may_hold_on_some_days_only() {
    let env = TestEnv::ingested(&OFFICE);
    env.write("names.tsv", BY_DAY);
    let of = |speaker: &str, aliases: &[&str]| -> SearchJson {
        env.run(&[&["search", "--format", "json", "--speaker", speaker], aliases].concat()).json()
    };
    let aliases = ["--aliases", "names.tsv"];
    let dates = |found: &SearchJson| {
        let mut all: Vec<String> = found.hits.iter().map(|h| h.date.unwrap().to_string()).collect();
        all.sort();
        all
    };
    assert_eq!(dates(&of("Ana Lima", &aliases)), ["2021-01-02", "2021-01-02", "2024-05-06"]);
    assert_eq!(dates(&of("Rui Lima", &aliases)), ["2024-03-04", "2024-03-04", "2024-05-06"]);
    assert!(of("Rui Lima", &aliases).hits.iter().all(|h| h.speaker.as_deref() == Some("Rui Lima")));
    assert_eq!(of("Rui Lima", &[]).total, 1);
    let extracted: Vec<ArticleJson> =
        env.run(&["extract", "corpus", "--format", "jsonl", "--aliases", "names.tsv"]).status(0).jsonl();
    let speakers = |i: usize| -> Vec<_> {
        extracted[i].quotes.iter().map(|q| q.speaker.as_deref().unwrap_or_default()).collect()
    };
    assert_eq!((speakers(0), speakers(1)), (vec!["Ana Lima"; 2], vec!["Rui Lima"; 2]));
    assert_eq!((speakers(3), speakers(4)), (vec!["the mayor", "Lima"], vec!["the mayor"]));
    env.run(&["show", "corpus/b.txt", "--explain", "--aliases", "names.tsv"])
        .status(0)
        .says(&["[1] Rui Lima (“the mayor”)", "the mayor is Rui Lima by the alias file"]);
}

#[test]
fn counts_agree_with_searches_whatever_the_aliases() {
    let env = TestEnv::ingested(&OFFICE);
    env.write("by-day.tsv", BY_DAY);
    env.write("always.tsv", "Ana Lima\tthe mayor\n");
    env.write("none.tsv", "# nobody\n");
    for (aliases, speakers) in [("by-day.tsv", 3), ("always.tsv", 3), ("none.tsv", 3)] {
        for least in ["0", "0.95"] {
            let with = ["--aliases", aliases, "--min-certainty", least, "--format", "json"];
            let run = |args: &[&str]| env.run(&[args, &with[..]].concat());
            let rows: Vec<Value> = run(&["speakers"]).json();
            let counted: BTreeMap<String, Vec<FacetJson>> = run(&["facets", "--by", "speaker"]).json();
            if least == "0" {
                assert_eq!(rows.len(), speakers, "{aliases}: {rows:?}");
            }
            let mut listed: Vec<(String, u64)> = Vec::new();
            for row in &rows {
                let (name, quotes) = (row["name"].as_str().unwrap(), row["quotes"].as_u64().unwrap());
                // A surname means all who bear it; a full name one.
                if name.contains(' ') {
                    let found: SearchJson = run(&["search", "--speaker", name]).json();
                    assert_eq!(found.total, quotes, "{aliases} {least} {name}");
                }
                listed.push((name.to_owned(), quotes));
            }
            let mut facets: Vec<(String, u64)> =
                counted["speaker"].iter().map(|f| (f.value.clone(), f.count)).collect();
            listed.sort();
            facets.sort();
            assert_eq!(listed, facets, "{aliases} {least}");
        }
    }
}
