use super::FILES;
use crate::testenv::TestEnv;
use onrecord::render::ArticleJson;

#[test]
fn shows_an_article_with_its_quotes_marked() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["show", "corpus/2025-09-04-lisbon.txt"]).status(0).says(&[
        "A seat at the table for Lisbon",
        "2025-09-04 · Portugal",
        "[1 ",
        "  [1] Matilde Sequeira",
        "certainty 0.",
        "The grain ships left",
    ]);
    env.run(&["show", "corpus/2025-09-04-lisbon.txt", "--format", "csv"])
        .status(0)
        .says(&["Matilde Sequeira,"]);
}

#[test]
fn its_json_is_that_of_extract() {
    let env = TestEnv::ingested(&FILES);
    let shown: ArticleJson = env.run(&["show", "w1", "--format", "json"]).status(0).json();
    let extracted: Vec<ArticleJson> = env.run(&["extract", "corpus/wire.jsonl", "--format", "jsonl"]).jsonl();
    assert_eq!(shown, extracted[0]);
}

#[test]
fn an_id_that_is_unknown_or_taken_twice() {
    let env = TestEnv::with(&FILES);
    env.write("corpus/copy.jsonl", FILES[2].1.replace("quiet", "loud"));
    env.run(&["ingest"]).status(0).notes(&["6 articles new"]);
    env.run(&["show", "w9"]).status(2).notes(&["no article \"w9\""]);
    let either = "corpus/copy.jsonl#w2 or corpus/wire.jsonl#w2";
    env.run(&["show", "w2"]).status(2).notes(&["2 articles have the id \"w2\"", either]);
    env.run(&["show", "corpus/copy.jsonl#w2"]).status(0).says(&["was loud"]);
}
