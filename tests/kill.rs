//! Killed in the middle, run twice at once: the index stays whole and what was committed is there.

use crate::generate::Generator;
use crate::testenv::TestEnv;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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

/// How often a long run kills, as `ONRECORD_KILLS` says; few times in a plain one.
pub(crate) fn wanted() -> u32 {
    std::env::var("ONRECORD_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(6)
}

/// Says what a run of kills has come to.
#[expect(clippy::print_stderr, reason = "who asks for many kills is to know how many fell before an end")]
pub(crate) fn told(what: &str, killed: u32, ends: u32) {
    eprintln!(
        "{what}: killed {killed} times before its end, brought to its end {ends} times, the same each time"
    );
}

pub(crate) fn generated(articles: usize) -> TestEnv {
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

/// Kills at random moments of ingests that begin from nothing, each brought to its end afterwards.
///
/// Few in a plain run; as many as `ONRECORD_KILLS` says, such as 200, in a long one.
#[test]
fn an_ingest_killed_at_random_moments_ends_as_an_undisturbed_one() {
    let kills: u32 = wanted();
    let env = generated(600);
    let begun = Instant::now();
    env.run(&["ingest", "--index", "calm"]).status(0);
    let whole = begun.elapsed();
    let undisturbed = contents(&env, "calm");
    let ingest = ["ingest", "--index", "killed", "--commit-every", "0.05"];
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let (mut killed, mut ends) = (0, 0);
    while killed < kills {
        // A run of its own, killed once to four times before it may end.
        for _ in 0..=random % 4 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let mut child = env.command(&ingest).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(whole.mul_f64((random % 1000) as f64 / 1000.0));
            killed += u32::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
            let stats = env.run(&["stats", "--index", "killed"]);
            assert!(stats.status == 0 || stats.stderr.contains("no index at"), "{stats}");
        }
        env.run(&ingest).status(0);
        assert_eq!(contents(&env, "killed"), undisturbed);
        env.run(&["verify", "--index", "killed"]).status(0);
        std::fs::remove_dir_all(env.path().join("killed")).unwrap();
        ends += 1;
    }
    told("ingest", killed, ends);
}

/// Kills at random moments of a shard, whose finished files stand after each as they do in an undisturbed run.
#[test]
fn an_extraction_killed_at_random_moments_ends_as_an_undisturbed_one() {
    let kills: u32 = wanted();
    let env = generated(900);
    let extract = |out: &str, shard: &str| {
        let args =
            ["extract", "--shard", shard, "--buckets", "24", "--part-bytes", "40000", "--out", out, "corpus"];
        let mut command = env.command(&args);
        command.stderr(Stdio::null());
        command
    };
    let begun = Instant::now();
    assert!(extract("calm", "0/1").status().unwrap().success());
    let half = begun.elapsed() / 2;
    let calm = env.path().join("calm");
    let undisturbed = crate::cli::shards::files(&calm);
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let (mut killed, mut ends) = (0, 0);
    while killed < kills {
        let out = env.path().join("killed");
        for turn in 0..=random % 5 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let mut child = extract("killed", ["0/2", "1/2"][turn as usize % 2]).spawn().unwrap();
            std::thread::sleep(half.mul_f64((random % 1000) as f64 / 1000.0));
            killed += u32::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
            let there = if out.is_dir() { crate::cli::shards::files(&out) } else { Default::default() };
            for (name, bytes) in there.iter().filter(|(name, _)| !name.starts_with("unfinished-")) {
                assert!(
                    undisturbed.get(name) == Some(bytes),
                    "{name} is not what it is in an undisturbed run"
                );
            }
        }
        for shard in ["0/2", "1/2"] {
            assert!(extract("killed", shard).status().unwrap().success());
        }
        crate::cli::shards::assert_same(&calm, &out);
        std::fs::remove_dir_all(&out).unwrap();
        ends += 1;
    }
    told("extract --shard", killed, ends);
}

/// A small file system in memory that is full soon; gone with the value.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None where the system does not let one be made.
    fn new(path: PathBuf, size: &str) -> Option<SmallDisk> {
        std::fs::create_dir_all(&path).unwrap();
        let made = Command::new("mount").args(["-t", "tmpfs", "-o", size, "tmpfs"]).arg(&path).output();
        made.is_ok_and(|made| made.status.success()).then_some(SmallDisk(path))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test says what it passes over")]
fn a_full_disk_ends_an_ingest_and_the_next_goes_on() {
    let env = generated(800);
    env.run(&["ingest", "--index", "calm"]).status(0);
    let Some(disk) = SmallDisk::new(env.path().join("disk"), "size=700k") else {
        eprintln!("passed over the full disk: no file system can be mounted here");
        return;
    };
    let index = "disk/index";
    let full = env.run(&["ingest", "--index", index, "--commit-every", "0.05"]);
    assert!(full.status == 2 && full.stderr.contains("No space left"), "{full}");
    let stats = env.run(&["stats", "--index", index]);
    assert!(stats.status == 0 || stats.stderr.contains("no index at"), "{stats}");
    let grown = Command::new("mount").args(["-o", "remount,size=64m"]).arg(&disk.0).status().unwrap();
    assert!(grown.success());
    env.run(&["ingest", "--index", index]).status(0);
    assert_eq!(contents(&env, index), contents(&env, "calm"));
    env.run(&["verify", "--index", index]).status(0);
}

/// `/proc/self/mem` is a file whose first byte nobody may read.
#[test]
#[expect(clippy::print_stderr, reason = "a test says what it passes over")]
fn a_file_that_cannot_be_read_is_told_and_the_rest_is_ingested() {
    let env = generated(20);
    let unreadable = env.path().join("corpus/m.txt");
    if std::os::unix::fs::symlink("/proc/self/mem", &unreadable).is_err() || !unreadable.exists() {
        eprintln!("passed over a read error: there is no file that gives one");
        return;
    }
    env.run(&["ingest"]).status(1).notes(&["skipped", "corpus/m.txt", "20 articles new"]);
}

#[test]
fn a_search_during_an_ingest_sees_whole_commits() {
    let env = generated(1200);
    let mut child = env.command(&["ingest", "--commit-every", "0.02"]).stderr(Stdio::null()).spawn().unwrap();
    let mut seen = Vec::new();
    while child.try_wait().unwrap().is_none() {
        let stats = env.run(&["stats", "--format", "json"]);
        if stats.status == 0 {
            seen.push(stats.json::<serde_json::Value>()["articles"].as_u64().unwrap());
        }
    }
    assert!(child.wait().unwrap().success());
    assert!(seen.is_sorted() && seen.iter().all(|articles| *articles <= 1200), "{seen:?}");
    env.run(&["stats"]).says(&["articles   1200"]);
}

#[test]
fn a_folder_that_changes_while_it_is_read() {
    let env = generated(800);
    let mut child = env.command(&["ingest"]).stderr(Stdio::null()).spawn().unwrap();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(env.path().join("corpus")).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for (i, file) in
        files.iter().rev().enumerate().filter(|(_, file)| file.extension().is_some_and(|e| e == "txt"))
    {
        match i % 3 {
            0 => std::fs::remove_file(file).unwrap(),
            1 => std::fs::write(file, "date 2025-05-06\n\nThe harbour opened on Monday.\n").unwrap(),
            _ => {}
        }
    }
    env.write("corpus/2025-05-07_late.txt", "The late harbour opened on Tuesday.\n");
    let status = child.wait().unwrap();
    assert!(matches!(status.code(), Some(0 | 1)), "{status}");
    // What was missed the first time is found the second.
    env.run(&["ingest", "--prune"]).status(0);
    env.run(&["ingest", "--index", "calm"]).status(0);
    assert_eq!(contents(&env, "index"), contents(&env, "calm"));
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
