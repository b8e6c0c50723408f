//! The commands of the README are run, and what it says they print is what they print.

use crate::server::Served;
use crate::testenv::{Outcome, TestEnv};
use std::process::Command;

const README: &str = include_str!("../README.md");

/// The lines of the README's code blocks marked `console`, as commands with what follows each.
fn commands() -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in README.lines() {
        match (inside, line.strip_prefix("$ ")) {
            (false, _) => inside = line == "```console",
            (true, _) if line == "```" => inside = false,
            (true, Some(command)) => out.push((command.to_owned(), Vec::new())),
            (true, None) => out.last_mut().expect("a command before its output").1.push(line.to_owned()),
        }
    }
    out
}

/// Splits a command as a shell would, as far as the README needs it.
fn arguments(command: &str) -> Vec<String> {
    let (mut out, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in command.chars() {
        match quote {
            Some(mark) if c == mark => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == ' ' => out.push(std::mem::take(&mut word)),
            _ => word.push(c),
        }
    }
    out.push(word);
    out.retain(|w| !w.is_empty());
    out
}

/// Replaces what differs from run to run: times and speeds.
fn steady(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let words = line.split(' ').map(|word| {
            let number = word.trim_matches(|c: char| !c.is_ascii_digit());
            if !number.is_empty() && number.contains('.') { "N" } else { word }
        });
        out.push_str(words.collect::<Vec<_>>().join(" ").trim_end());
        out.push('\n');
    }
    out
}

#[test]
fn commands_print_what_the_readme_shows() {
    let env = TestEnv::new();
    let index = env.path().join("index");
    let root = env!("CARGO_MANIFEST_DIR");
    let mut ran = 0;
    for (command, shown) in commands() {
        let args = arguments(&command);
        let args = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["cargo", "run", "--release", "--", ..] => &args[4..],
            ["onrecord", ..] => &args[1..],
            ["cargo", "test"] => continue,
            other => panic!("the README shows a command that no test runs: {other:?}"),
        };
        let mut program = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        if args[0] == "serve" {
            // It goes on until it is interrupted, at a port that may be taken.
            program.args(args).args(["--port", "0"]).current_dir(root).env("ONRECORD_INDEX", &index);
            Served::started(program).get("/healthz").status(200);
            ran += 1;
            continue;
        }
        program.args(args).current_dir(root).env("ONRECORD_INDEX", &index).env("COLUMNS", "100");
        let outcome = Outcome::of(command.clone(), program.output().unwrap());
        assert!(outcome.status < 2, "{outcome}");
        ran += 1;
        if shown.iter().all(|line| line.is_empty()) {
            continue;
        }
        // `…` alone on a line stands for lines left out.
        let printed = steady(&format!("{}{}", outcome.stdout, outcome.stderr));
        let mut rest = printed.as_str();
        for part in shown.join("\n").split("\n…\n") {
            let part = steady(part.trim_end_matches("\n…"));
            let at = rest.find(part.trim_end()).unwrap_or_else(|| panic!("not printed:\n{part}\n{outcome}"));
            rest = &rest[at + part.trim_end().len()..];
        }
    }
    assert!(ran >= 8, "only {ran} commands of the README are run");
}

#[test]
fn the_two_commands_stand_at_the_top() {
    let first_screen: Vec<&str> = README.lines().take(40).collect();
    for command in ["cargo run --release -- search --corpus corpus \"ceasefire\"", "cargo test"] {
        assert!(first_screen.iter().any(|line| line.trim_start_matches("$ ") == command), "{command}");
    }
}

#[test]
fn the_table_of_commands_is_the_programs() {
    let help = TestEnv::new().run(&["--help"]).stdout;
    for command in [
        "ingest",
        "serve",
        "search",
        "diff",
        "facets",
        "similar",
        "show",
        "extract",
        "load",
        "engine",
        "reconcile",
        "speakers",
        "stats",
        "trace",
        "train",
        "completions",
        "man",
    ] {
        assert!(
            help.contains(&format!("  {command} ")) && README.contains(&format!("`onrecord {command}")),
            "{command}"
        );
    }
}
