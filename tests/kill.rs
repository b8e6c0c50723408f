//! Killed in the middle, run twice at once: the index stays whole and what was committed is there.

use crate::generate::Generator;
use crate::testenv::TestEnv;
use std::process::Stdio;
use std::time::Duration;

/// All that an index holds, without ranks and copies, which differ in a part of the whole.
fn contents(env: &TestEnv, index: &str) -> Vec<String> {
    let all = env
        .run(&["search", "--index", index, "--limit", "1000000", "--format", "jsonl", "--all-copies"])
        .stdout;
    let alone = |line: &str| {
        let mut hit: serde_json::Value = serde_json::from_str(line).expect("a hit");
        let keys = hit.as_object_mut().expect("an object");
        keys.remove("rank");
        keys.remove("copies");
        hit.to_string()
    };
    let mut lines: Vec<String> = all.lines().map(alone).collect();
    lines.sort();
    lines
}

fn generated(articles: usize) -> TestEnv {
    let env = TestEnv::new();
    let mut generator = Generator::new(2026);
    let mut lines = String::new();
    for i in 0..articles {
        let (name, text) = generator.article();
        if i % 2 == 0 {
            env.write(&format!("corpus/{name}"), text);
        } else {
            lines.push_str(&format!(
                "{}\n",
                serde_json::json!({"id": name, "text": text, "date": "2025-05-05"})
            ));
        }
    }
    env.write("corpus/wire.jsonl", lines);
    env
}

#[test]
fn a_kill_loses_at_most_what_was_not_committed() {
    let env = generated(1200);
    env.run(&["ingest", "--index", "calm"]).status(0);
    let undisturbed = contents(&env, "calm");
    let ingest = ["ingest", "--index", "killed", "--commit-every", "0.03"];
    // Waits that grow until a run gets to its end, so that kills fall from the first moment to the last.
    let mut wait = Duration::from_millis(5);
    let mut kills = 0;
    loop {
        let mut child = env.command(&ingest).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(wait);
        if child.try_wait().unwrap().is_some() {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        // Readable at once, or not yet there; and no article is there by half or twice.
        let stats = env.run(&["stats", "--index", "killed", "--format", "json"]);
        if stats.status == 0 {
            let articles = stats.json::<serde_json::Value>()["articles"].as_u64().unwrap();
            assert!(articles <= 1200, "{stats}");
            if kills % 4 == 0 {
                let held = contents(&env, "killed");
                assert!(held.windows(2).all(|pair| pair[0] != pair[1]), "a passage is there twice");
                assert!(held.iter().all(|line| undisturbed.binary_search(line).is_ok()));
            }
        } else {
            assert!(stats.stderr.contains("no index at"), "{stats}");
        }
        wait += wait / 3;
    }
    env.run(&ingest).status(0).notes(&["nothing new: 1200 articles unchanged"]);
    assert!(kills > 3, "only {kills} kills");
    assert_eq!(contents(&env, "killed"), undisturbed);
}

#[test]
fn a_second_ingest_fails_at_once_and_a_search_does_not() {
    let env = generated(400);
    env.run(&["ingest"]).status(0);
    let _first = onrecord::index::Lock::take(&env.path().join("index")).unwrap();
    env.run(&["ingest"]).status(2).notes(&["another ingest is writing to the index", "wait for it to end"]);
    env.run(&["search", "--corpus", "corpus", "grain"]).status(2).notes(&["another ingest"]);
    env.run(&["search", "grain"]).status(0);
}
