//! Where articles come from, through the binary: archives, standard input, tables, and what is told of each.

use super::FILES;
use crate::testenv::TestEnv;
use serde_json::Value;

const TABLE: &str = "when,who,what\n2025-09-04,The Quay,\"“We will open,” Ida Tervo said in Turku.\"\n\
                     2099-01-01,The Quay,The harbour will be gone.\nsoon,The Quay,The harbour will open.\n";

fn report(env: &TestEnv) -> Vec<Value> {
    let written = std::fs::read_to_string(env.path().join("report.jsonl")).unwrap();
    written.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of<'r>(report: &'r [Value], event: &str) -> Vec<&'r Value> {
    report.iter().filter(|line| line["event"] == event).collect()
}

#[test]
fn a_users_own_columns_are_kept_for_later_ingests() {
    let env = TestEnv::new();
    env.write("corpus/a.csv", TABLE);
    env.run(&["ingest"]).status(0).notes(&["1 file passed over, not articles: corpus/a.csv"]);
    env.run(&["ingest", "--map", "date=when,publisher=who,text=what"]).status(0).notes(&[
        "3 articles new",
        "2 undated",
        "2 dates not taken, --verbose names them",
    ]);
    env.run(&["search", "--publisher", "The Quay", "open"]).status(0).says(&["Ida Tervo"]);
    env.write("corpus/b.csv", TABLE.replace("open", "shut"));
    env.run(&["ingest", "-v"]).status(0).notes(&[
        "3 articles new",
        "3 unchanged",
        "corpus/b.csv#2 (corpus/b.csv): date 2099-01-01: in the future",
        "corpus/b.csv#3 (corpus/b.csv): date soon: not a date",
    ]);
    env.run(&["ingest", "--map", "when=date"]).status(2).notes(&["when=date"]);
}

#[test]
fn every_source_is_in_the_report() {
    let env = TestEnv::with(&FILES);
    env.write("corpus/bad.jsonl", "{\"id\": \"ok\", \"text\": \"A line. And more.\"}\n{\"id\": broken\n");
    env.run(&["ingest", "--report", "report.jsonl"]).status(1);
    let lines = report(&env);
    assert_eq!(of(&lines, "skipped")[0]["place"], "line 2");
    assert_eq!(of(&lines, "passed_over")[0]["source"], "corpus/README.md");
    let sources = of(&lines, "source");
    let bad = sources.iter().find(|line| line["source"] == "corpus/bad.jsonl").unwrap();
    assert_eq!((&bad["found"], &bad["new"], &bad["skipped"]), (&2.into(), &1.into(), &1.into()));
    env.run(&["ingest", "--report", "report.jsonl"]).status(1);
    let lines = report(&env);
    let sources = of(&lines, "source");
    let unchanged: u64 = sources.iter().map(|line| line["unchanged"].as_u64().unwrap()).sum();
    assert_eq!(unchanged, 5, "{sources:?}");
    env.run(&["ingest", "--report", "no/such/report"]).status(2).notes(&["no/such/report"]);
}

#[test]
fn records_of_the_web_that_hold_no_page_are_counted_and_are_no_fault() {
    let record = |kind: &str, body: &str| {
        let length = body.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://quay.example/a/b\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n"
        )
    };
    let env = TestEnv::new();
    let text =
        "The harbour board opened both quays on Monday, after years in which it had only met about them. "
            .repeat(2);
    let page =
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Harbour opens</h1><p>{text}</p>");
    let gone = "HTTP/1.1 410 Gone\r\nContent-Type: text/html\r\n\r\n";
    let all = [
        record("warcinfo", "x"),
        record("request", "GET"),
        record("response", &page),
        record("response", gone),
    ];
    env.write("corpus/a.warc", all.concat());
    env.write("corpus/b.warc", record("request", "GET"));
    env.run(&["ingest", "--report", "report.jsonl"]).status(0).notes(&[
        "1 article new",
        "4 records without an article: answers of status 410 (1), metadata (1), requests (2)",
    ]);
    let lines = report(&env);
    let sources = of(&lines, "source");
    let first = sources.iter().find(|line| line["source"] == "corpus/a.warc").unwrap();
    assert_eq!((&first["found"], &first["passed_over"]), (&1.into(), &0.into()));
    let expected = serde_json::json!({"answers of status 410": 1, "metadata": 1, "requests": 1});
    assert_eq!(first["other_records"], expected);
    env.run(&["extract", "corpus/a.warc"]).status(0).says(&["Harbour opens"]);
}

#[test]
fn standard_input_is_a_source() {
    let env = TestEnv::new();
    let first = "{\"id\": \"a\", \"date\": \"2025-09-04\", \"text\": \"The harbour opened on Monday.\"}\n";
    env.run_with_input(&["ingest", "-"], first).status(0).notes(&["1 article new"]);
    env.run_with_input(&["ingest", "-", "--name", "wire"], first).status(0).notes(&["1 article new"]);
    // What came before is not gone because something else comes today.
    let second = first.replace("\"a\"", "\"b\"");
    env.run_with_input(&["ingest", "-", "--prune"], &second).status(0).notes(&["1 article new"]);
    env.run(&["stats"]).says(&["articles   3"]);
    env.run_with_input(&["extract", "-"], "“We will open,” Ida Tervo said in Turku.").says(&["Ida Tervo"]);
}

#[test]
fn a_format_can_be_named() {
    let env = TestEnv::new();
    env.write("corpus/a.txt", "text\tdate\nThe harbour opened on Monday.\t2025-09-04\n");
    env.run(&["ingest", "--format", "tsv"]).status(0).notes(&["1 article new"]);
    env.run(&["search", "harbour"]).says(&["2025-09-04"]);
    env.run(&["extract", "--input-format", "tsv", "--format", "jsonl", "corpus/a.txt"])
        .says(&["\"date_from\":\"metadata\",\"date_field\":\"date\",\"date_sureness\":\"stated\""]);
    env.run(&["ingest", "--format", "harbour"]).status(2).notes(&["tsv"]);
}

#[test]
fn dates_are_filtered_and_counted_by_where_they_were_found() {
    let env = TestEnv::new();
    env.write("corpus/a.txt", "date 2025-09-04\n\nThe harbour opened on Monday.\n");
    env.write("corpus/2025-09-05_b.txt", "The harbour shut on Tuesday.\n");
    env.run(&["ingest"]).status(0);
    env.run(&["search", "harbour", "--date-from", "inferred"])
        .status(0)
        .says(&["Tuesday"])
        .lacks(&["Monday"]);
    env.run(&["search", "harbour", "--date-from", "head"]).status(0).says(&["Monday"]).lacks(&["Tuesday"]);
    env.run(&["search", "harbour", "--date-from", "fetched"]).status(1);
    env.run(&["facets", "harbour", "--by", "date-from"]).status(0).says(&[
        "stated",
        "head",
        "inferred",
        "file_name",
    ]);
    env.run(&["verify"]).status(0);
}

#[test]
fn memory_too_small_is_refused_with_a_reason() {
    let env = TestEnv::with(&FILES);
    env.run(&["ingest", "--memory", "1000", "--threads", "1"]).status(2).notes(&["memory"]);
    env.run(&["ingest", "--memory", "20000000", "--threads", "1"]).status(0);
}

#[test]
fn quotations_are_taken_with_the_speakers_they_have() {
    let env = TestEnv::new();
    let line = |id: &str, words: &str, speaker: &str, share: &str| {
        format!(
            "{{\"quoteID\": \"{id}\", \"quotation\": \"{words}\", \"speaker\": \"{speaker}\", \"date\": \"2020-01-16 12:00:13\", \
             \"probas\": [[\"{speaker}\", \"{share}\"]], \"urls\": [\"https://www.quay.example/1\"]}}\n"
        )
    };
    let lines = line("q-1", "We waited for years, said the ferry.", "Marta Quiroga", "0.8867")
        + &line("q-2", "We waited for the harbour.", "None", "0.9");
    env.write("corpus/quotes-2020.json", lines);
    env.run(&["ingest"]).status(0).notes(&["2 articles new"]);
    let hits: Vec<Value> =
        env.run(&["search", "waited", "--kind", "quote", "--format", "jsonl"]).status(0).jsonl();
    let of = |id: &str| hits.iter().find(|hit| hit["article"] == id).unwrap();
    assert_eq!(
        (of("q-1")["speaker"].as_str(), of("q-1")["rule"].as_str()),
        (Some("Marta Quiroga"), Some("given"))
    );
    assert_eq!((&of("q-1")["publisher"], &of("q-1")["date"]), (&"quay.example".into(), &"2020-01-16".into()));
    assert!(of("q-2")["speaker"].is_null());
    env.run(&["show", "q-1", "--explain"]).status(0).says(&["given", "the source gives the quote with its"]);
}

#[test]
fn a_date_that_could_be_two_days_is_told() {
    let env = TestEnv::new();
    let item = |id: &str, date: &str| {
        format!("<newsitem itemid=\"{id}\" date=\"{date}\"><text><p>It opened.</p></text></newsitem>")
    };
    env.write("corpus/wire.xml", item("1", "September 4, 2025") + &item("2", "09/04/2025") + "<newsitem>");
    env.run(&["ingest", "-v"]).status(1).notes(&[
        "2 articles new",
        "corpus/wire.xml#2 (corpus/wire.xml): date 09/04/2025: day or month first?",
        "corpus/wire.xml, item 3: it does not end",
    ]);
    env.run(&["search", "opened", "--date", "2025-09-04"]).status(0).says(&["corpus/wire.xml"]);
}
