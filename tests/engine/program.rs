//! The program as a user runs it, before an engine.

use super::proxy::{Act, Proxy};
use super::{connect, with_osmem};
use crate::server::Served;
use crate::testenv::{Outcome, TestEnv};
use serde_json::Value;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Runs the program with an engine.
fn run(env: &TestEnv, proxy: &Proxy, index: &str, args: &[&str]) -> Outcome {
    let url = format!("http://{}/{index}", proxy.place);
    env.run(&[args, &["--engine", &url]].concat())
}

pub(super) const FILES: [(&str, &str); 3] = [
    (
        "turku.txt",
        "date 2025-09-04\n\nHarbour opens\n\n“We will open the harbour in May,” Mayor Ida Tervo said in Turku, Finland.\n\nTervo said the quay was safe.\n",
    ),
    (
        "again.txt",
        "date 2025-09-05\n\nHarbour opens\n\n“We will open the harbour in May,” Mayor Ida Tervo said in Turku, Finland.\n",
    ),
    (
        "oslo.txt",
        "date 2025-09-06\n\nFerry\n\nThe ferry to Oslo, Norway, is late, the operator said on Friday.\n",
    ),
];

#[test]
fn every_command_asks_the_engine() {
    with_osmem(|proxy| {
        let env = TestEnv::with(&FILES);
        let engine = |args: &[&str]| run(&env, proxy, "news-1", args);
        engine(&["search", "harbour"]).status(2).notes(&["news-1", "hint: see that the engine runs"]);
        engine(&["engine", "init"]).status(0).notes(&["news-1 made on OpenSearch"]);
        engine(&["engine", "init"]).status(2).notes(&["already exists"]);
        engine(&["engine", "status"]).status(0).says(&["index     news-1, empty"]);
        engine(&["ingest"]).status(0).notes(&["3 articles new"]);
        engine(&["ingest"]).status(0).notes(&["nothing new: 3 articles unchanged"]);
        engine(&["engine", "status"]).status(0).says(&["articles  3"]);
        let found = engine(&["search", "harbour"]).status(0);
        assert!(found.stdout.contains("Ida Tervo · certain"), "{found}");
        // Two paragraphs, the quotes in them, and what the headline alone has.
        found.notes(&["6 hits", "an engine counts each paragraph and each printing by itself"]);
        let json: Value = engine(&["search", "--speaker", "tervo", "--format", "json"]).status(0).json();
        assert_eq!(json["total"], 3, "{json}");
        assert_eq!(json["hits"][0]["speaker"], "Ida Tervo", "{json}");
        engine(&["facets", "--by", "country"]).status(0).says(&["Finland"]);
        engine(&["timeline", "--by", "day"]).status(0).says(&["2025-09-05"]);
        engine(&["speakers"]).status(0).says(&["3  Ida Tervo  2025-09-04 to 2025-09-05"]);
        engine(&["show", "corpus/oslo.txt"]).status(0).says(&["The ferry to Oslo"]);
        engine(&["show", "corpus/none.txt"]).status(2).notes(&["no article"]);
        engine(&["search", "submarine"])
            .status(1)
            .notes(&["no article has the word “submarine”", "searched 3 articles"]);
        engine(&["search", "harbuor"])
            .status(1)
            .notes(&["no article has the word “harbuor”; did you mean “harbour”?"]);
        engine(&["search", "harbuor~1"]).status(0).notes(&["6 hits"]);
        engine(&["search", "harbour", "--prefer-recent", "1d"]).status(0).says(&["  1  Ida Tervo"]);
        let traced = engine(&["trace", "we will open the harbour"]).status(0);
        traced.notes(&["2 printings in 2 articles"]).says(&["the earliest"]);
        engine(&["trace", "we will close it", "--from", "2025-09-05"])
            .status(1)
            .notes(&["no printing of it"]);
        // What two of three articles have is in too many to tell anything.
        let similar = ["similar", "corpus/oslo.txt", "--from", "2025"];
        engine(&similar).status(1).notes(&["no articles"]);
        env.run(&["ingest"]).status(0);
        env.run(&similar).status(1).notes(&["no articles"]);
        engine(&["similar", "corpus/none.txt"]).status(2).notes(&["no article"]);
        engine(&["search", "harbour", "--speaker", "nobody"])
            .status(2)
            .notes(&["no speaker named \"nobody\""]);
        engine(&["search", "harbour", "--format", "bibtex"]).status(0).says(&["@"]);
        for (args, what) in [
            (&["stats"][..], "for all that is in it"),
            (&["search", "harbour~2"][..], "for words that differ by 2 letters"),
            (&["ingest", "--prune"][..], "--prune has no meaning"),
        ] {
            engine(args).status(2).notes(&[what, "hint: "]);
        }
        engine(&["engine", "switch", "news"]).status(0).notes(&["news is news-1"]);
        run(&env, proxy, "news-2", &["engine", "init"]).status(0);
        run(&env, proxy, "news-2", &["engine", "switch", "news"])
            .status(0)
            .notes(&["news is news-2, no longer news-1"]);
        run(&env, proxy, "news", &["search"]).status(1);
        engine(&["engine", "drop"]).status(2).notes(&["gone for good"]);
        engine(&["engine", "drop", "--yes"]).status(0);
        engine(&["engine", "status"]).status(2);
    });
}

#[test]
fn what_is_withheld_is_neither_shown_nor_counted() {
    with_osmem(|proxy| {
        let env = TestEnv::with(&FILES);
        run(&env, proxy, "news", &["engine", "init"]).status(0);
        run(&env, proxy, "news", &["ingest"]).status(0);
        env.write("down.txt", "corpus/again.txt\ncorpus/gone.txt\n");
        let without = |args: &[&str]| run(&env, proxy, "news", &[args, &["--withhold", "down.txt"]].concat());
        let json: Value = without(&["search", "--speaker", "tervo", "--format", "json"]).status(0).json();
        assert_eq!(json["total"], 2, "{json}");
        without(&["show", "corpus/again.txt"]).status(2).notes(&["no article"]);
        without(&["speakers"]).status(0).says(&["2  Ida Tervo  2025-09-04"]);
        let facets = without(&["facets", "--by", "date"]).status(0);
        assert!(!facets.stdout.contains("2025-09-05"), "{facets}");
    });
}

#[test]
fn what_is_being_loaded_is_counted_and_said_to_be_missing() {
    with_osmem(|proxy| {
        let env = TestEnv::with(&FILES);
        run(&env, proxy, "news", &["engine", "init"]).status(0);
        proxy.rule(|asked| match asked.is("_bulk") {
            true => super::failures::without_articles(asked, |day| day == "2025-09-04"),
            false => Act::Forward,
        });
        run(&env, proxy, "news", &["ingest"]).status(0);
        proxy.rule(|_| Act::Forward);
        let found = run(&env, proxy, "news", &["search", "harbour", "--format", "json"]).status(0);
        let found = found.notes(&["4 hits are not shown: the article is not there yet"]);
        let json: Value = found.json();
        let given = json["hits"].as_array().map(Vec::len);
        assert_eq!((&json["total"], &json["left_out"], given), (&6.into(), &4.into(), Some(2)), "{json}");
        let served = Served::start(&env, &["--engine", &format!("http://{}/news", proxy.place)]);
        let page = served.get("/search?q=harbour").status(200).body;
        assert!(page.contains("6 hits") && page.contains("4 hits not shown"), "{page}");
    });
}

#[test]
fn a_search_of_an_engine_is_saved_and_compared_with_itself() {
    with_osmem(|proxy| {
        let env = TestEnv::with(&FILES);
        let engine = |args: &[&str]| run(&env, proxy, "news", args);
        engine(&["engine", "init"]).status(0);
        engine(&["ingest"]).status(0);
        let save = ["search", "harbour", "--limit", "1", "--save", "port"];
        engine(&save).status(0).notes(&["saved as port: 6 hits"]);
        engine(&save).status(2);
        engine(&["diff", "port"]).status(0).notes(&["0 new, 0 gone, 0 changed", "the index is as it was"]);
        engine(&["diff"]).status(0).says(&["port"]);
        env.write(
            "corpus/more.txt",
            "date 2025-09-08\n\nQuay\n\nThe harbour is full, Mayor Ida Tervo said.\n",
        );
        env.write("down.txt", "corpus/again.txt\n");
        engine(&["ingest"]).status(0);
        let compared = engine(&["diff", "port", "--withhold", "down.txt"]).status(1);
        compared.notes(&["2 new, 2 gone, 0 changed", "3 articles then, 3 now"]).says(&["corpus/more.txt"]);
        let args = ["diff", "port", "--update", "--format", "json"];
        assert_eq!(engine(&args).status(1).json::<Value>()["gone"], serde_json::json!([]));
        engine(&["diff", "port"]).status(0);
        // The index on disk counts otherwise, and may be made where the search is kept.
        env.run(&["ingest"]).status(0);
        env.run(&["diff", "port"])
            .status(2)
            .notes(&["port is a search of http://", "hint: ask it again: --engine http://"]);
        env.run(&["search", "harbour", "--save", "here"]).status(0);
        engine(&["diff", "here"])
            .status(2)
            .notes(&["here is a search of the index on disk", "hint: leave out --engine"]);
    });
}

#[test]
fn a_changed_article_is_told_and_left() {
    with_osmem(|proxy| {
        let env = TestEnv::with(&FILES);
        run(&env, proxy, "news", &["engine", "init"]).status(0);
        run(&env, proxy, "news", &["ingest"]).status(0);
        env.write("corpus/oslo.txt", "date 2025-09-06\n\nFerry\n\nThe ferry to Oslo is on time.\n");
        run(&env, proxy, "news", &["ingest"]).status(1).notes(&["oslo.txt: it has changed", "1 skipped"]);
        run(&env, proxy, "news", &["search", "late"]).status(0);
    });
}

#[test]
fn the_pages_are_those_of_the_engine() {
    with_osmem(|proxy| {
        let env = TestEnv::with(&FILES);
        run(&env, proxy, "news", &["engine", "init"]).status(0);
        run(&env, proxy, "news", &["ingest"]).status(0);
        let served = Served::start(&env, &["--engine", &format!("http://{}/news", proxy.place)]);
        let page = served.get("/search?q=harbour").status(200).body;
        assert!(page.contains("Ida Tervo") && page.contains("each printing by itself"), "{page}");
        for path in [
            "/",
            "/about",
            "/speaker?name=Ida+Tervo",
            "/compare?speaker=Ida+Tervo&speaker=Operator",
            "/article?id=corpus/oslo.txt",
            "/feed?q=harbour",
        ] {
            let got = served.get(path);
            assert!(
                got.status == 200 || path.starts_with("/compare"),
                "{path}: {}\n{}",
                got.status,
                got.body
            );
        }
        let all = served.get("/api/v1/search?q=harbour&format=jsonl&limit=all").status(200).body;
        assert_eq!(all.lines().count(), 6, "{all}");
        // An engine that is away is said to be, and asked again once it is back.
        proxy.rule(|_| Act::HangUp);
        let away = served.get("/search?q=quay");
        assert!(away.status >= 500 && away.body.contains(&proxy.place), "{} {}", away.status, away.body);
        proxy.rule(|_| Act::Forward);
        served.get("/search?q=quay").status(200);
    });
}

#[test]
fn who_asks_is_said() {
    with_osmem(|proxy| {
        let env = TestEnv::new();
        env.write("key", "ApiKey c2VjcmV0\n");
        proxy.rule(|asked| match asked.authorization.as_deref() {
            Some("ApiKey c2VjcmV0" | "Basic YW5uYTpzZWNyZXQ=") => Act::Forward,
            _ => Act::Answer(401, r#"{"error": {"reason": "who are you?"}}"#.to_owned()),
        });
        let refused = run(&env, proxy, "news", &["engine", "init"]).status(2);
        refused.notes(&["401: who are you?", "--engine-auth"]);
        run(&env, proxy, "news", &["engine", "init", "--engine-auth", "key"]).status(0);
        let named = format!("http://anna:secret@{}/news", proxy.place);
        let dropped = env.run(&["engine", "drop", "--yes", "--engine", &named]).status(0);
        assert!(!dropped.stderr.contains("secret"), "{dropped}");
    });
}

/// Few in a plain run; as many as `ONRECORD_KILLS` says, such as 200, in a long one.
#[test]
fn an_ingest_into_an_engine_killed_at_random_moments_goes_on() {
    let kills = crate::kill::wanted();
    with_osmem(|proxy| {
        let env = crate::kill::generated(120);
        let begun = Instant::now();
        run(&env, proxy, "calm", &["engine", "init"]).status(0);
        run(&env, proxy, "calm", &["ingest"]).status(0);
        let whole = begun.elapsed();
        let undisturbed = connect(&proxy.place, "calm").status().expect("a status");
        let url = format!("http://{}/killed", proxy.place);
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        let (mut killed, mut ends) = (0, 0);
        while killed < kills {
            run(&env, proxy, "killed", &["engine", "init"]).status(0);
            for _ in 0..=random % 4 {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                let mut command = env.command(&["ingest", "--engine", &url]);
                let mut child = command.stderr(Stdio::null()).spawn().expect("it starts");
                std::thread::sleep(
                    whole.mul_f64((random % 1000) as f64 / 1000.0).max(Duration::from_millis(5)),
                );
                killed += u32::from(child.try_wait().expect("a child").is_none());
                child.kill().expect("killed");
                child.wait().expect("ended");
            }
            run(&env, proxy, "killed", &["ingest"]).status(0);
            assert_eq!(connect(&proxy.place, "killed").status().expect("a status"), undisturbed);
            run(&env, proxy, "killed", &["engine", "drop", "--yes"]).status(0);
            ends += 1;
        }
        crate::kill::told("ingest --engine", killed, ends);
    });
}

/// Extracts articles of the sample corpus into files, some of which another paper prints again, and finds what takes more
/// than one article.
fn extracted(env: &TestEnv) {
    let files =
        std::fs::read_dir(super::corpus()).expect("a folder").map(|file| file.expect("a file").path());
    let mut texts: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
    texts.sort();
    for (number, path) in texts.iter().take(30).enumerate() {
        let text = std::fs::read_to_string(path).expect("a text");
        env.write(&format!("corpus/{number}.txt"), &text);
        if let Some((_, prose)) = text.split_once('\n').filter(|_| number % 5 == 0) {
            env.write(&format!("corpus/again/{number}.txt"), format!("date 2025-12-30\n{prose}"));
        }
    }
    for shard in ["0/2", "1/2"] {
        env.run(&["extract", "--shard", shard, "--part-bytes", "60000", "--out", "parts", "corpus"])
            .status(0);
    }
    env.run(&["reconcile", "parts"]).status(0).notes(&["groups of copies"]);
}

#[test]
fn what_is_loaded_is_what_is_read_with_its_copies() {
    with_osmem(|proxy| {
        let env = TestEnv::new();
        extracted(&env);
        run(&env, proxy, "loaded", &["engine", "init"]).status(0);
        run(&env, proxy, "loaded", &["load", "parts"]).status(0).notes(&[" documents loaded, 0 were there"]);
        run(&env, proxy, "loaded", &["load", "parts"]).status(0).notes(&[": 0 documents loaded, "]);
        super::fill(&connect(&proxy.place, "read"), &env.path().join("corpus"));
        let status = |index| connect(&proxy.place, index).status().expect("a status");
        assert_eq!(status("loaded"), status("read"));
        env.run(&["ingest"]).status(0);
        let all = [
            "search",
            "--sort",
            "newest",
            "--limit",
            "all",
            "--format",
            "jsonl",
            "--all-passages",
            "--all-copies",
        ];
        let disk: Vec<Value> = env.run(&all).status(0).jsonl();
        let loaded: Vec<Value> = run(&env, proxy, "loaded", &all).status(0).jsonl();
        let copied = loaded.iter().filter(|hit| !hit["copies"].is_null()).count();
        assert!(copied > 10 && copied < loaded.len() / 2, "{copied} of {}", loaded.len());
        for (disk, loaded) in disk.iter().zip(&loaded) {
            assert_eq!(disk, loaded);
        }
        assert_eq!(disk.len(), loaded.len());
    });
}

#[test]
fn a_load_killed_at_random_moments_goes_on() {
    let kills = crate::kill::wanted();
    with_osmem(|proxy| {
        let env = TestEnv::new();
        extracted(&env);
        run(&env, proxy, "calm", &["engine", "init"]).status(0);
        let begun = Instant::now();
        run(&env, proxy, "calm", &["load", "parts"]).status(0);
        let whole = begun.elapsed();
        let undisturbed = connect(&proxy.place, "calm").status().expect("a status");
        let url = format!("http://{}/killed", proxy.place);
        run(&env, proxy, "killed", &["engine", "init"]).status(0);
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        let (mut killed, mut ends, mut number) = (0, 0, 0);
        while killed < kills {
            number += 1;
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            // An engine that takes a part of what is sent, for a killed one is not waited for.
            proxy.rule(move |asked| match asked.is("_bulk") && random.is_multiple_of(2) {
                true => super::failures::half(asked),
                false => Act::Forward,
            });
            let mut child = env
                .command(&["load", "parts", "--engine", &url])
                .stderr(Stdio::null())
                .spawn()
                .expect("it starts");
            std::thread::sleep(whole.mul_f64((random % 1000) as f64 / 1000.0).max(Duration::from_millis(5)));
            killed += u32::from(child.try_wait().expect("a child").is_none());
            child.kill().expect("killed");
            child.wait().expect("ended");
            proxy.rule(|_| Act::Forward);
            if number % 3 == 0 || killed >= kills {
                run(&env, proxy, "killed", &["load", "parts"]).status(0);
                assert_eq!(connect(&proxy.place, "killed").status().expect("a status"), undisturbed);
                run(&env, proxy, "killed", &["engine", "drop", "--yes"]).status(0);
                run(&env, proxy, "killed", &["engine", "init"]).status(0);
                ends += 1;
            }
        }
        crate::kill::told("load", killed, ends);
    });
}

/// The commands that the README shows of engines, at the place of this one.
#[test]
fn the_commands_of_the_readme_work() {
    let readme = include_str!("../../README.md");
    let section = readme.split("## On an engine elsewhere").nth(1).expect("a section");
    let block = section.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).expect("commands");
    with_osmem(|proxy| {
        let env = TestEnv::new();
        std::os::unix::fs::symlink(super::corpus(), env.path().join("corpus")).expect("a link");
        for line in block.lines() {
            let here = line.replace("127.0.0.1:9200", &proxy.place);
            let args: Vec<&str> = here.split_whitespace().skip(1).collect();
            match args[0] {
                "serve" => {
                    let page = Served::start(&env, &args[1..]).get("/search?q=ceasefire").status(200).body;
                    assert!(page.contains("26 hits"), "{page}");
                }
                _ => drop(env.run(&args).status(0)),
            }
        }
        assert!(block.lines().count() >= 5);
    });
}
