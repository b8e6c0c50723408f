use super::FILES;
use crate::testenv::TestEnv;

#[test]
fn reads_what_is_new_and_says_what_it_did() {
    let env = TestEnv::with(&FILES);
    env.run(&["ingest"]).status(0).notes(&[
        "4 articles new",
        "quotes",
        "MB/s",
        "articles/s",
        "% reading",
        "% extracting",
        "% indexing",
        "1 file passed over, not articles: corpus/README.md",
    ]);
    env.run(&["ingest", "corpus"]).status(0).notes(&["nothing new: 4 articles unchanged"]);
    env.run(&["ingest", "-v"]).status(0).notes(&["corpus/README.md: "]);
}

#[test]
fn replaces_what_changed_and_only_that() {
    let env = TestEnv::ingested(&FILES);
    env.write("corpus/2025-08-30-helsinki.txt", "date 2025-08-30\n\nThe herring are back in Helsinki.\n");
    env.run(&["ingest"]).status(0).notes(&["0 articles new, 1 changed, "]);
    env.run(&["search", "herring"]).status(0).says(&["2025-08-30-helsinki"]);
    env.run(&["search", "century"]).status(1);
    env.run(&["stats"]).says(&["articles   4"]);
}

#[test]
fn one_changed_line_replaces_one_article() {
    let env = TestEnv::ingested(&FILES);
    let wire = FILES[2].1.replace("was quiet", "was loud");
    env.write("corpus/wire.jsonl", wire);
    env.run(&["ingest"]).status(0).notes(&["1 changed, 3 unchanged"]);
}

#[test]
fn an_article_whose_file_is_gone_stays_until_pruned() {
    let env = TestEnv::ingested(&FILES);
    std::fs::remove_file(env.path().join("corpus/2025-09-04-lisbon.txt")).unwrap();
    env.write("corpus/wire.jsonl", FILES[2].1.lines().next().unwrap());
    let gone =
        ["2 articles gone from the folder", "  corpus/2025-09-04-lisbon.txt", "  w2 (corpus/wire.jsonl)"];
    env.run(&["ingest"]).status(0).notes(&gone).notes(&["--prune"]);
    env.run(&["search", "Sequeira"]).status(0);
    env.run(&["ingest", "--prune"])
        .status(0)
        .notes(&["2 articles removed", "  corpus/2025-09-04-lisbon.txt"]);
    env.run(&["search", "Sequeira"]).status(1);
    env.run(&["stats"]).says(&["articles   2", "sources    2"]);
    env.run(&["ingest", "--prune"]).status(0).notes(&["nothing new: 2 articles unchanged"]);
}

#[test]
fn a_folder_is_the_same_however_it_is_named() {
    let env = TestEnv::ingested(&FILES);
    let absolute = env.path().join("corpus");
    env.run(&["ingest", absolute.to_str().unwrap()]).status(0).notes(&["nothing new"]);
    env.run(&["ingest", "./corpus/../corpus/wire.jsonl"]).status(0).notes(&["nothing new"]);
    std::fs::rename(&absolute, env.path().join("moved")).unwrap();
    std::fs::create_dir(env.path().join("elsewhere")).unwrap();
    std::fs::rename(env.path().join("moved"), env.path().join("elsewhere/corpus")).unwrap();
    env.run(&["ingest", "elsewhere/corpus"]).status(0).notes(&["nothing new: 4 articles unchanged"]);
}

#[test]
fn bad_files_are_named_counted_and_passed_over() {
    let env = TestEnv::with(&FILES);
    env.write("corpus/empty.txt", "");
    env.write("corpus/photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0");
    env.write("corpus/bad.jsonl", "{\"id\": \"ok\", \"text\": \"A line. And more.\"}\n{\"id\": broken\n");
    let named =
        ["corpus/empty.txt", "corpus/photo.txt", "corpus/bad.jsonl, line 2", "3 skipped", "5 articles new"];
    env.run(&["ingest"]).status(1).notes(&named);
    // They are told again, for they are still missing.
    env.run(&["ingest"]).status(1).notes(&["3 skipped", "nothing new: 5 articles unchanged"]);
}

#[test]
fn strict_ends_at_the_first_fault() {
    let env = TestEnv::with(&FILES);
    env.write("corpus/empty.txt", "");
    env.run(&["ingest", "--strict"]).status(2).notes(&["empty.txt", "leave out --strict"]);
    env.run(&["search", "grain"]).status(1);
}

#[test]
fn what_cannot_run_says_why() {
    let env = TestEnv::with(&FILES);
    env.run(&["ingest", "nowhere"]).status(2).notes(&["error: nowhere: "]);
    env.write("full/notes.txt", "mine");
    env.run(&["ingest", "--index", "full"])
        .status(2)
        .notes(&["full is not an index", "hint: name another folder"]);
    env.run(&["ingest", "--commit-every=-3"]).status(2).notes(&["--commit-every"]);
    env.run(&["ingest", "--threads", "0"]).status(2);
}

#[test]
fn rebuild_reads_everything_anew_and_drops_another_version() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["ingest", "--rebuild"]).status(0).notes(&["4 articles new"]);
    env.run(&["stats"]).says(&["articles   4"]);
    let head = env.path().join("index/onrecord.json");
    let other = std::fs::read_to_string(&head).unwrap().replace("\"format\":", "\"format\":9");
    std::fs::write(&head, other.replace("onrecord 0.1.0", "onrecord 7.5.0")).unwrap();
    for command in [&["search", "grain"][..], &["ingest"], &["stats"]] {
        env.run(command)
            .status(2)
            .notes(&["written by onrecord 7.5.0", "hint: run `onrecord ingest --rebuild`"]);
    }
    env.run(&["ingest", "--rebuild"]).status(0).notes(&["4 articles new"]);
    env.run(&["search", "grain"]).status(0);
}

#[test]
fn dates_by_mtime_only_when_asked() {
    let env = TestEnv::with(&[("plain.txt", "The harbour froze. Nobody came.\n")]);
    env.run(&["ingest"]).status(0);
    env.run(&["search", "harbour"]).status(0).says(&["undated"]);
    env.run(&["ingest", "--rebuild", "--date-from-mtime"]).status(0);
    env.run(&["search", "harbour"]).status(0).lacks(&["undated"]);
}

#[test]
fn any_number_of_threads_gives_the_same_answers() {
    let env = TestEnv::new();
    let mut generator = crate::generate::Generator::new(7);
    for _ in 0..300 {
        let (name, text) = generator.article();
        env.write(&format!("corpus/{name}"), text);
    }
    let ask = |index: &str| {
        env.run(&["search", "--index", index, "security guarantees", "--limit", "50", "--format", "jsonl"])
            .stdout
    };
    env.run(&["ingest", "--index", "one", "--threads", "1"]).status(0);
    env.run(&["ingest", "--index", "five", "--threads", "5"]).status(0);
    let (one, five) = (ask("one"), ask("five"));
    assert_eq!(one.lines().count(), 50);
    assert!(one == five, "first lines:\n{:?}\n{:?}", one.lines().next(), five.lines().next());
}

#[test]
fn hidden_files_and_the_index_itself_are_left_out() {
    let env = TestEnv::with(&FILES);
    env.write("corpus/.draft.txt", "date 2025-01-01\n\nNot yet. Not ever.\n");
    env.run(&["ingest", "--index", "corpus/idx"]).status(0).notes(&["4 articles new"]);
    env.run(&["ingest", "--index", "corpus/idx"]).status(0).notes(&["nothing new: 4 articles"]);
}

#[test]
fn what_could_not_be_looked_at_is_not_gone() {
    let env = TestEnv::new();
    env.write("real/a.txt", "date 2025-01-01\n\nThe ferry left. Nobody waved.\n");
    env.write("corpus/b.txt", "date 2025-01-02\n\nThe ferry came back. It was late.\n");
    std::os::unix::fs::symlink("../real", env.path().join("corpus/sub")).unwrap();
    env.run(&["ingest"]).status(0).notes(&["2 articles new"]);
    std::fs::rename(env.path().join("real"), env.path().join("away")).unwrap();
    let outcome = env.run(&["ingest", "--prune"]).status(1).notes(&["skipped"]);
    assert!(!outcome.stderr.contains("removed"), "{outcome}");
    env.run(&["stats"]).says(&["articles   2"]);
}

#[test]
fn a_folder_that_is_gone_is_named_and_can_be_forgotten() {
    let env = TestEnv::ingested(&FILES);
    env.write("other/x.txt", "date 2025-01-01\n\nThe ferry left. Nobody waved.\n");
    env.run(&["ingest", "other"]).status(0);
    std::fs::rename(env.path().join("corpus"), env.path().join("away")).unwrap();
    env.run(&["ingest", "other"]).status(0).notes(&["1 folder no longer in place", "  corpus ("]);
    env.run(&["ingest", "other", "--rebuild"]).status(2).notes(&["--forget corpus"]);
    env.run(&["ingest", "other", "--forget", "korpus"]).status(2).notes(&["did you mean"]);
    env.run(&["ingest", "other", "--forget", "corpus"]).status(0).notes(&["4 articles forgotten"]);
    env.run(&["stats"]).says(&["articles   1", "sources    1"]);
    env.run(&["ingest", "other", "--rebuild"]).status(0);
}

#[test]
fn a_namesake_is_not_taken_for_the_folder_that_moved() {
    let env = TestEnv::ingested(&FILES);
    std::fs::rename(env.path().join("corpus"), env.path().join("away")).unwrap();
    env.write("elsewhere/corpus/wire.jsonl", "{\"id\": \"n1\", \"text\": \"Another paper. Another day.\"}\n");
    env.run(&["ingest", "elsewhere/corpus"]).status(0).notes(&["1 article new"]);
    env.run(&["stats"]).says(&["articles   5"]);
    env.run(&["show", "n1", "--format", "json"]).status(0).says(&["corpus~2/wire.jsonl"]);
}

#[test]
fn a_file_with_a_fault_hides_nothing() {
    let env = TestEnv::new();
    let line = |id: &str| format!("{{\"id\": \"{id}\", \"text\": \"A line of news. And more.\"}}\n");
    env.write("corpus/a.jsonl", line("one") + "{bad\n" + &line("three"));
    env.run(&["ingest"]).status(1).notes(&["2 articles new", "1 skipped"]);
    env.run(&["stats"]).says(&["sources    1"]);
    env.write("corpus/a.jsonl", line("one") + "{bad\n");
    env.run(&["ingest", "--prune"])
        .status(1)
        .notes(&["1 article not met in files with faults", "  three (corpus/a.jsonl)"]);
    env.write("corpus/a.jsonl", line("one"));
    env.run(&["ingest", "--prune"]).status(0).notes(&["1 article removed", "  three (corpus/a.jsonl)"]);
}

#[test]
fn articles_are_told_from_papers_about_them_by_what_they_hold() {
    let env = TestEnv::with(&FILES);
    env.write("corpus/README.jsonl", "{\"id\": \"r\", \"text\": \"A line of news. And more.\"}\n");
    env.write("corpus/notice.txt", "date 2025-01-01\n\nThe ferry left. Nobody waved.\n");
    env.run(&["ingest"]).status(0).notes(&["6 articles new, 2 undated", "1 file passed over"]);
}

#[test]
fn a_damaged_index_can_be_rebuilt() {
    let env = TestEnv::ingested(&FILES);
    env.write("index/onrecord.json", "");
    env.run(&["search", "grain"]).status(2);
    env.run(&["ingest", "--rebuild"]).status(0).notes(&["4 articles new"]);
    std::fs::remove_dir_all(env.path().join("index/gen-2")).unwrap();
    env.run(&["search", "grain"]).status(2).notes(&["ingest --rebuild"]);
    env.run(&["ingest", "--rebuild"]).status(0).notes(&["4 articles new"]);
    env.write("index/gen-9/left", "by a rebuild that did not end");
    env.run(&["ingest"]).status(0);
    assert!(!env.path().join("index/gen-9").exists());
}

#[test]
fn nothing_is_made_for_a_folder_that_is_not_there() {
    let env = TestEnv::new();
    env.run(&["search", "--corpus", "nowhere", "grain"]).status(2).notes(&["error: nowhere: "]);
    assert!(!env.path().join("index").exists());
}

#[test]
fn a_pipe_is_no_article() {
    let env = TestEnv::with(&FILES);
    let pipe = env.path().join("pipe.txt");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    env.run(&["ingest", "pipe.txt"]).status(1).notes(&["neither a file nor a folder"]);
}
