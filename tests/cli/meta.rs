use super::FILES;
use crate::testenv::TestEnv;

#[test]
fn stats_in_every_form() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["stats"]).status(0).says(&[
        "articles   4, 1 undated",
        "sources    3",
        "publishers 2",
        "dates      2024-03-18 to 2025-09-04",
        "format     8, written by onrecord",
    ]);
    let json: serde_json::Value = env.run(&["stats", "--format", "json"]).status(0).json();
    assert_eq!((json["articles"].as_u64(), json["undated"].as_u64()), (Some(4), Some(1)));
    assert!(json["quotes"].as_u64().unwrap() >= 3 && json["bytes"].as_u64().unwrap() > 1000);
    env.run(&["stats", "--format", "csv"]).status(0).says(&["what,value\n", "articles,4\n"]);
    env.run(&["stats", "--format", "jsonl"]).status(0).says(&["\"articles\":4"]);
}

#[test]
fn the_index_can_be_named_by_the_environment() {
    let env = TestEnv::with(&FILES);
    let ended = env.command(&["ingest"]).env("ONRECORD_INDEX", "named").status().unwrap();
    assert!(ended.success() && env.path().join("named/onrecord.json").exists());
}

#[test]
fn completions_and_manual_pages() {
    let env = TestEnv::new();
    env.run(&["completions", "bash"]).status(0).says(&["complete -F _onrecord", "--speaker"]);
    env.run(&["completions", "zsh"]).status(0).says(&["#compdef onrecord"]);
    env.run(&["man"]).status(0).says(&[".TH onrecord", "ingest"]);
    env.run(&["man", "search"]).status(0).says(&["\\-\\-publisher"]);
    env.run(&["man", "dance"]).status(2).notes(&["ingest, search, serve, facets"]);
}

#[test]
fn help_and_version_go_to_stdout_and_mistakes_to_stderr() {
    let env = TestEnv::new();
    env.run(&["--help"]).status(0).says(&["who said what about X", "ingest", "search"]);
    env.run(&["--version"]).status(0).says(&["onrecord 0.1.0"]);
    env.run(&["dance"]).status(2).notes(&["unrecognized subcommand"]);
    env.run(&[]).status(2).notes(&["Usage"]);
}

#[test]
fn only_filters_stand_under_their_heading() {
    let env = TestEnv::new();
    for command in ["search", "facets", "timeline", "trace", "similar"] {
        let help = env.run(&[command, "-h"]).status(0).stdout;
        let (above, filters) = help.split_once("\nFilters (").expect(command);
        assert!(above.contains("--format") && filters.contains("--min-certainty"), "{help}");
        for flag in ["--format", "--limit", "--sort", "--group", "--all-copies"] {
            assert!(!filters.contains(flag), "{command} {flag}");
        }
    }
}

#[test]
fn a_file_that_is_not_there_is_not_taken_for_articles() {
    let env = TestEnv::ingested(&FILES);
    for flag in ["--aliases", "--model"] {
        let found = env.run(&["search", "grain", flag, "none.tsv"]).status(2);
        found.notes(&["none.tsv", "hint: name a file or folder that is there"]);
    }
}
