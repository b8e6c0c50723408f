//! Extraction into files, as one shard or several, and what is found over them.

use crate::testenv::TestEnv;
use onrecord::shard::{Manifest, Manifests, Reconciled};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
const README: &str = include_str!("../../README.md");

/// All files of a folder.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|e| (e.file_name().into_string().unwrap(), std::fs::read(e.path()).unwrap())).collect()
}

/// Sees that two folders have the same files, byte for byte.
#[track_caller]
pub(crate) fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(other[name] == *bytes, "{name} differs");
    }
}

/// The documents of a folder's parts by their ids, no id twice.
fn documents(folder: &Path) -> BTreeMap<String, Value> {
    let mut out = BTreeMap::new();
    let manifests = Manifests::read(&[folder.to_owned()]).unwrap();
    let found = Reconciled::read(folder).unwrap();
    let parts = manifests.all.iter().flat_map(|(_, manifest)| &manifest.parts);
    for part in parts.chain(found.iter().flat_map(|found| &found.parts)) {
        let lines = String::from_utf8(part.read(folder).unwrap()).unwrap();
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len() as u64, 2 * part.documents);
        for pair in lines.chunks(2) {
            let id = pair[0]["create"]["_id"].as_str().unwrap().to_owned();
            assert!(out.insert(id.clone(), pair[1].clone()).is_none(), "{id} is there twice");
        }
    }
    out
}

fn manifests(folder: &Path) -> Vec<Manifest> {
    let all = Manifests::read(&[folder.to_owned()]).unwrap().all;
    all.into_iter().map(|(_, manifest)| manifest).collect()
}

#[test]
fn any_number_of_shards_and_threads_writes_the_same_files() {
    let env = TestEnv::new();
    let small = ["--buckets", "8", "--part-bytes", "30000"];
    env.run(&[&["extract", "--out", "one", CORPUS][..], &small].concat()).status(0).notes(&["88 articles"]);
    let one = env.path().join("one");
    for threads in ["1", "2", "4"] {
        env.run(&[&["extract", "--out", threads, CORPUS, "--threads", threads][..], &small].concat())
            .status(0);
        assert_same(&one, &env.path().join(threads));
    }
    for shards in [2, 3, 7] {
        let out = format!("of-{shards}");
        // The last first: no shard needs another.
        for shard in (0..shards).rev() {
            let shard = format!("{shard}/{shards}");
            env.run(&[&["extract", "--out", &out, "--shard", &shard, CORPUS][..], &small].concat()).status(0);
        }
        assert_same(&one, &env.path().join(out));
    }
    let parts: Vec<_> = manifests(&one).into_iter().flat_map(|manifest| manifest.parts).collect();
    assert!(parts.len() > 20, "{} parts", parts.len());
    assert!(parts.iter().all(|part| part.bytes <= 30_000 || part.documents == 1));
    // Named by what is in them, with nothing beside what the manifests name.
    let named: BTreeSet<String> = manifests(&one)
        .iter()
        .flat_map(|m| {
            m.files()
                .map(|(file, _)| file.to_owned())
                .chain([Manifest::file_name(m.bucket)])
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(files(&one).into_keys().collect::<BTreeSet<_>>(), named);
    let stats = env.run(&["ingest", "--index", "index", CORPUS]).status(0);
    stats.notes(&["88 articles new", "1703 passages, of which 876 quotes"]);
    let all = documents(&one);
    let of_kind = |kind: &str| all.values().filter(|d| d["kind"][0] == kind).count();
    assert_eq!((of_kind("article"), of_kind("quote"), all.len()), (88, 876, 88 + 1703));
}

#[test]
fn a_list_is_read_as_the_folder_is() {
    let env = TestEnv::with(&super::FILES);
    env.run(&["extract", "--out", "walked", "corpus"]).status(0);
    let list = "corpus/wire.jsonl\n./corpus/README.md\ncorpus/2025-08-30-helsinki.txt\ncorpus/2025-09-04-lisbon.txt\n\
                corpus/wire.jsonl\n";
    env.write("list", list);
    env.run(&["extract", "--from-list", "list", "--out", "listed", "corpus"]).status(0);
    assert_same(&env.path().join("walked"), &env.path().join("listed"));
    env.run_with_input(&["extract", "--from-list", "-", "--out", "piped"], list).status(0);
    assert_same(&env.path().join("walked"), &env.path().join("piped"));
}

/// What each source's manifest says was left out of it, as `source: reason`.
fn left_out(folder: &Path) -> Vec<String> {
    let of = |manifest: Manifest| {
        manifest.sources.into_iter().flat_map(|source| {
            assert_eq!(source.skipped + source.passed_over, source.left_out.len() as u64);
            source.left_out.into_iter().map(|left| {
                let place = left.place.map(|place| format!(", {place}")).unwrap_or_default();
                format!("{}{place}: {}", left.source, left.reason)
            })
        })
    };
    let mut all: Vec<String> = manifests(folder).into_iter().flat_map(of).collect();
    all.sort();
    all
}

#[test]
fn what_is_missing_or_broken_is_counted_and_named() {
    let env = TestEnv::with(&super::FILES);
    env.write("corpus/empty.txt", "");
    env.write("corpus/broken.jsonl", "{\"text\": \"The harbour opened.\", \"id\": \"b1\"}\n{\"text\": \n");
    let listed = |n: usize| format!("corpus/gone-{n}.txt\n");
    let list: String =
        super::FILES.iter().map(|(name, _)| format!("corpus/{name}\n")).chain((0..6).map(listed)).collect();
    env.write("list", format!("{list}corpus/empty.txt\ncorpus/broken.jsonl\nlist\n"));
    let args = ["extract", "--from-list", "list", "--out", "parts", "corpus"];
    let said = env.run(&args).status(1);
    said.notes(&[
        "5 articles of 13 files",
        "9 skipped, named in the manifests",
        "skipped corpus/gone-3.txt: No such file",
    ]);
    let parts = env.path().join("parts");
    let named = left_out(&parts);
    let gone = named.iter().filter(|line| line.starts_with("corpus/gone-") && line.contains("No such file"));
    assert_eq!(gone.count(), 6, "{named:?}");
    assert_eq!(named.len(), 10, "{named:?}");
    assert!(named.iter().any(|line| line.starts_with("corpus/broken.jsonl, line 2: ")), "{named:?}");
    assert!(named.iter().any(|line| line == "list: lies in none of the folders named"), "{named:?}");
    // Again the same, told by the exit code though nothing is read; and what comes back is read.
    let reported = [&args[..], &["--report", "report.jsonl"]].concat();
    env.run(&reported).status(1).notes(&["64 of 64 buckets finished before", "9 skipped"]);
    let report = std::fs::read_to_string(env.path().join("report.jsonl")).unwrap();
    let report: Vec<Value> = report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(report.len() == 13 && report.iter().all(|source| source["not_opened"] == true), "{report:?}");
    env.write("corpus/gone-3.txt", "The ferry came back on Monday.");
    env.run(&args).status(1).notes(&[
        "6 articles of 13 files",
        "63 of 64 buckets finished before",
        "8 skipped",
    ]);
    let sources: Vec<_> = manifests(&parts).into_iter().flat_map(|manifest| manifest.sources).collect();
    assert_eq!(sources.len(), 13);
    assert_eq!(sources.iter().map(|source| source.articles).sum::<u64>(), 6);
    env.run(&["extract", "--out", "none", "nowhere"]).status(2).notes(&["nowhere"]);
}

#[test]
fn a_restart_writes_what_has_changed_and_nothing_else() {
    let env = TestEnv::with(&super::FILES);
    let args = ["extract", "--out", "parts", "--buckets", "4", "corpus"];
    env.run(&args).status(0);
    let parts = env.path().join("parts");
    env.write("parts/notes.txt", "not ours");
    let before = files(&parts);
    env.run(&args).status(0).notes(&["4 of 4 buckets finished before"]);
    assert_eq!(files(&parts), before);
    // As long as before, and no other name: only the time of the file tells.
    env.write("corpus/2025-09-04-lisbon.txt", super::FILES[0].1.replace("Lisbon", "Lisboa"));
    env.run(&args).status(0).notes(&["3 of 4 buckets finished before"]);
    let text: Vec<Value> = documents(&parts).into_values().filter(|d| d["kind"][0] == "quote").collect();
    assert!(
        text.iter().any(|quote| quote["title_words"].as_str().is_some_and(|title| title.contains("lisboa")))
    );
    // What the changed bucket had is gone, what is not ours is there.
    let after = files(&parts);
    assert_eq!((after.len(), &after["notes.txt"]), (before.len(), &before["notes.txt"]));
    let part = after.keys().find(|name| name.starts_with("part-")).unwrap();
    std::fs::remove_file(parts.join(part)).unwrap();
    env.run(&args).status(0).notes(&["3 of 4 buckets finished before"]);
    assert_eq!(files(&parts), after);
    // Other settings are other parts.
    env.run(&[&args[..], &["--max-article", "9000"]].concat())
        .status(0)
        .notes(&["4 articles of 4 files"])
        .notes(&["passages/s"]);
    assert_ne!(files(&parts), after);
}

#[test]
fn flags_that_do_not_go_together_are_told() {
    let env = TestEnv::with(&super::FILES);
    env.run(&["extract", "--shard", "0/2", "corpus"]).status(2).notes(&["--out"]);
    env.run(&["extract", "--shard", "2/2", "--out", "parts", "corpus"]).status(2).notes(&["I from 0 to N-1"]);
    env.run(&["extract", "--shard", "0/9", "--buckets", "8", "--out", "parts", "corpus"])
        .status(2)
        .notes(&["9 shards"]);
    env.run(&["extract", "--out", "parts", "--format", "jsonl", "corpus"]).status(2);
    env.run(&["extract", "--out", "parts", "-"]).status(2).notes(&["standard input", "--from-list -"]);
    env.run(&["extract", "--out", "parts", "--buckets", "8", "corpus"]).status(0);
    let said = env.run(&["extract", "--out", "parts", "--buckets", "9", "corpus"]).status(2);
    said.notes(&["parts of 8 buckets, not of 9"]);
    env.run(&["reconcile", "corpus"]).status(2).notes(&["no manifest of extracted parts"]);
    env.run(&["reconcile"]).status(2);
}

/// Papers that print the same, with speakers of several names.
fn papers() -> TestEnv {
    let env = TestEnv::new();
    let story = |speaker: &str, more: &str| {
        format!(
            "“We will open the old harbour of Turku again before the long winter ends,” Mayor {speaker} said in Turku \
             on Monday.\n\nThe ferry company has asked the city for a new pier on the northern side of the river \
             {more}.\n\n{speaker} added that the price of the work would be paid by the state and by nobody else.\n"
        )
    };
    for (i, (speaker, more)) in
        [("Ida Tervo", "Aura"), ("Ida Tervo", "Aura this year"), ("IDA TERVO", "Aura"), ("Tervo", "Kymi")]
            .into_iter()
            .enumerate()
    {
        env.write(&format!("corpus/2025-05-0{}-paper.txt", 1 + i / 2), story(speaker, more));
        env.write(
            &format!("corpus/paper-{i}.txt"),
            format!("date 2025-05-0{}\n\n{}", 4 - i, story(speaker, more)),
        );
    }
    env.write("corpus/undated.txt", story("Ida Tervo", "Aura"));
    for entry in std::fs::read_dir(CORPUS).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, env.path().join("corpus").join(path.file_name().unwrap())).unwrap();
        }
    }
    env
}

/// How often each article has a copied passage of which so much is said.
type Copies = BTreeMap<(String, u64, u64, Option<String>, u64), u64>;

/// What was reconciled of copies, as a search says it of its hits.
fn reconciled_copies(all: &BTreeMap<String, Value>, kind: &str) -> Copies {
    let articles = all.values().filter(|d| d["kind"][0] == "article");
    let ids: BTreeMap<&str, &str> =
        articles.map(|d| (d["article"].as_str().unwrap(), d["id"].as_str().unwrap())).collect();
    let article = |member: &Value| ids[member.as_str().unwrap().split('-').next().unwrap()].to_owned();
    let mut out = Copies::new();
    for group in all.values().filter(|d| d["kind"][0] == kind) {
        let first = group.get("first").map(article);
        let count = |key: &str| group[key].as_u64().unwrap();
        let members = group["members"].as_array().unwrap();
        assert_eq!(members.len() as u64, count("passages"));
        for member in members {
            assert!(all.contains_key(member.as_str().unwrap()), "{member} is no document");
            let told =
                (article(member), count("articles"), count("passages"), first.clone(), count("first_day"));
            *out.entry(told).or_default() += 1;
        }
    }
    out
}

fn indexed_copies(env: &TestEnv, searches: &[&[&str]]) -> Copies {
    let mut out = Copies::new();
    for search in searches {
        let all = ["search", "--limit", "all", "--format", "jsonl", "--all-copies"];
        for hit in env.run(&[&all[..], search].concat()).jsonl::<Value>() {
            let Some(copies) = hit.get("copies").filter(|copies| !copies.is_null()) else { continue };
            let first = &copies["first"];
            let told = (
                hit["article"].as_str().unwrap().to_owned(),
                copies["articles"].as_u64().unwrap(),
                copies["passages"].as_u64().unwrap(),
                first["article"].as_str().map(str::to_owned),
                first["articles"].as_u64().unwrap_or(0),
            );
            *out.entry(told).or_default() += 1;
        }
    }
    out
}

/// Sees that what is found over the parts of a corpus is what an index of it finds.
fn assert_as_an_index(env: &TestEnv, corpus: &str) -> Reconciled {
    env.run(&["extract", "--out", "parts", "--buckets", "16", corpus]).status(0);
    env.run(&["reconcile", "parts"]).status(0);
    env.run(&["ingest", corpus]).status(0);
    let all = documents(&env.path().join("parts"));
    let copies = indexed_copies(env, &[&["--kind", "quote"], &["--kind", "paragraph"]]);
    assert_eq!(reconciled_copies(&all, "copies"), copies);
    let of_articles = indexed_copies(env, &[&["--group", "article"]]);
    assert_eq!(reconciled_copies(&all, "article-copies"), of_articles);
    let speakers = all.values().filter(|d| d["kind"][0] == "speaker").map(|speaker| {
        let variants = speaker["variants"].as_array().unwrap().iter();
        let mut names: Vec<&str> =
            variants.map(|path| path.as_str().unwrap().split_once('/').unwrap().1).collect();
        names.sort_unstable();
        json!([speaker["name"], speaker["speaker_kind"], names]).to_string()
    });
    let known: Vec<Value> = env.run(&["speakers", "--format", "json"]).json();
    let known = known.iter().filter(|s| s["variants"].as_array().unwrap().len() > 1).map(|speaker| {
        let mut names: Vec<&str> =
            speaker["variants"].as_array().unwrap().iter().map(|n| n.as_str().unwrap()).collect();
        names.sort_unstable();
        json!([speaker["name"], speaker["kind"], names]).to_string()
    });
    assert_eq!(speakers.collect::<BTreeSet<_>>(), known.collect::<BTreeSet<_>>());
    let found = Reconciled::read(&env.path().join("parts")).unwrap().unwrap();
    assert_eq!(found.copied, copies.values().sum::<u64>());
    found
}

#[test]
fn copies_and_speakers_are_those_of_an_index() {
    let found = assert_as_an_index(&papers(), "corpus");
    assert!(found.copies > 3 && found.article_copies > 0 && found.speakers > 4, "{found:?}");
}

#[test]
#[expect(clippy::print_stdout, reason = "a test says what it passes over")]
fn copies_and_speakers_of_newswire_are_those_of_an_index() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/reuters21578");
    if !folder.is_dir() {
        println!("passed over: ../shared is not there");
        return;
    }
    let found = assert_as_an_index(&TestEnv::new(), folder.to_str().unwrap());
    assert!(found.copied > 12_000 && found.article_copies > 300 && found.speakers > 140, "{found:?}");
}

#[test]
fn what_is_found_does_not_depend_on_where_the_parts_lie() {
    let env = papers();
    let extract = |out: &str, shard: &str| {
        env.run(&["extract", "--out", out, "--buckets", "9", "--shard", shard, "corpus"]).status(0);
    };
    extract("one", "0/1");
    extract("two-a", "0/2");
    // Not yet all of it.
    env.run(&["reconcile", "two-a"])
        .status(2)
        .notes(&["4 of 9 buckets are not finished, the first of them 1"]);
    extract("two-b", "1/2");
    env.run(&["reconcile", "one", "--out", "a"]).status(0);
    env.run(&["reconcile", "two-a", "two-b", "--out", "b"]).status(0);
    env.run(&["reconcile", "two-b", "two-a", "one", "--out", "c"]).status(0);
    for other in ["b", "c"] {
        assert_same(&env.path().join("a"), &env.path().join(other));
    }
    // The last part says that it was done; another order is another last part, and the one before is gone.
    let found = Reconciled::read(&env.path().join("a")).unwrap().unwrap();
    let last = |found: &Reconciled| -> Value {
        let lines = found.parts.last().unwrap().read(&env.path().join("a")).unwrap();
        serde_json::from_slice(lines.split(|b| *b == b'\n').nth(1).unwrap()).unwrap()
    };
    assert_eq!(
        (&last(&found)["kind"][0], &last(&found)["order"]),
        (&json!("reconciled"), &json!(found.passages))
    );
    env.run(&["reconcile", "one", "--out", "a", "--order", "99999"]).status(0);
    let again = Reconciled::read(&env.path().join("a")).unwrap().unwrap();
    assert_eq!((&again.reconciled, last(&again)["order"].as_u64()), (&found.reconciled, Some(99_999)));
    assert_eq!(files(&env.path().join("a")).len(), again.parts.len() + 1);
}

#[test]
fn parts_that_do_not_belong_together_or_are_damaged_are_told() {
    let env = papers();
    env.run(&["extract", "--out", "one", "--buckets", "4", "corpus"]).status(0);
    env.write("more/corpus/another.txt", "Ida Tervo said the ferry would come back.");
    std::fs::copy(env.path().join("corpus/undated.txt"), env.path().join("more/corpus/undated.txt")).unwrap();
    env.run(&["extract", "--out", "two", "--buckets", "4", "more/corpus"]).status(0);
    env.run(&["reconcile", "one", "two"]).status(2).notes(&["is there twice, in parts of two inputs"]);
    env.run(&["extract", "--out", "three", "--buckets", "5", "more/corpus"]).status(0);
    env.run(&["reconcile", "one", "three"]).status(2).notes(&["buckets where others have"]);
    let sketch =
        files(&env.path().join("one")).into_iter().find(|(name, _)| name.starts_with("sketch-")).unwrap();
    let mut bytes = sketch.1.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    env.write(&format!("one/{}", sketch.0), bytes);
    env.run(&["reconcile", "one"]).status(2).notes(&["the sketch is damaged", &sketch.0]);
    std::fs::remove_file(env.path().join("one").join(&sketch.0)).unwrap();
    env.run(&["reconcile", "one"]).status(2).notes(&[&sketch.0]);
    env.run(&["extract", "--out", "one", "--buckets", "4", "corpus"])
        .status(0)
        .notes(&["3 of 4 buckets finished"]);
    env.run(&["reconcile", "one"]).status(0);
}

/// A folder with the program in it, before all others in which programs are looked for.
fn path_with_program() -> String {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_onrecord"));
    format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default())
}

#[track_caller]
fn shell(env: &TestEnv, command: &str, variables: &[(&str, &str)]) {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(env.path()).env("PATH", path_with_program());
    let done = shell.envs(variables.iter().copied()).output().unwrap();
    assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
}

/// What of a job's manifest is to fit together.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    api_version: String,
    kind: String,
    spec: JobSpec,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JobSpec {
    completion_mode: String,
    completions: u32,
    parallelism: u32,
    template: Template,
}

#[derive(Deserialize)]
struct Template {
    spec: Pod,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pod {
    restart_policy: String,
    containers: Vec<Container>,
    volumes: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    command: Vec<String>,
    volume_mounts: Vec<Mount>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mount {
    name: String,
    mount_path: String,
}

/// What the README shows is run: all shards at once, and the command of the job for each of its numbers.
#[test]
fn the_commands_of_the_readme_extract_all() {
    let env = TestEnv::with(&super::FILES);
    env.run(&["extract", "--out", "whole", "corpus"]).status(0);
    let xargs = README.lines().find(|line| line.contains("| xargs -P")).expect("a line with xargs");
    shell(&env, xargs.trim(), &[]);
    assert_same(&env.path().join("whole"), &env.path().join("parts"));
    std::fs::remove_dir_all(env.path().join("parts")).unwrap();
    let yaml = README.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a job");
    let job: Job = serde_saphyr::from_str(yaml).unwrap();
    assert_eq!((job.api_version.as_str(), job.kind.as_str()), ("batch/v1", "Job"));
    // Only such a job has numbers, and only a job that runs them all ends.
    assert_eq!(job.spec.completion_mode, "Indexed");
    assert!(job.spec.parallelism <= job.spec.completions);
    let pod = &job.spec.template.spec;
    assert_eq!(pod.restart_policy, "Never");
    let [container] = pod.containers.as_slice() else { panic!("one container") };
    let [mount] = container.volume_mounts.as_slice() else { panic!("one folder") };
    assert_eq!(pod.volumes[0]["name"], mount.name);
    let [program, flag, line] = container.command.as_slice() else { panic!("{:?}", container.command) };
    assert_eq!((program.as_str(), flag.as_str()), ("sh", "-c"));
    assert!(line.contains(&format!("$JOB_COMPLETION_INDEX/{} ", job.spec.completions)), "{line}");
    let line = line.replace(&format!("{}/", mount.mount_path), "");
    for index in 0..job.spec.completions {
        shell(&env, &line, &[("JOB_COMPLETION_INDEX", &index.to_string())]);
    }
    assert_same(&env.path().join("whole"), &env.path().join("parts"));
}
