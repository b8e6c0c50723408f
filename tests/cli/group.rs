//! Hits that are articles, queries of which any word will do, and files of queries.

use super::FILES;
use crate::testenv::TestEnv;
use onrecord::render::{HitJson, SearchJson};
use std::collections::BTreeSet;

fn ask(env: &TestEnv, args: &[&str]) -> SearchJson {
    let all: &[&str] = if args.contains(&"--limit") { &[] } else { &["--limit", "100"] };
    env.run(&[&["search", "--format", "json"], all, args].concat()).json()
}

fn articles(found: &SearchJson) -> Vec<&str> {
    found.hits.iter().map(|hit| hit.article.as_str()).collect()
}

/// One article in which a speaker has two names, quoted often; the same story from elsewhere; and one beside it.
const REPORTS: [(&str, &str); 3] = [
    (
        "2025-03-01-port.txt",
        "date 2025-03-01\n\nThe harbour of Varna waits\n\n\
         “The harbour is full,” Mayor Ida Tervo said in Varna.\n\n\
         “The harbour stays shut,” Tervo said on Monday in Bulgaria.\n\n\
         “A harbour without ships is a pond,” Ida Tervo told reporters in Romania.\n\n\
         The harbour had been quiet since January.\n",
    ),
    ("2025-03-02-harbour.txt", "date 2025-03-02\n\nThe harbour opened in Bulgaria. Ships came in.\n"),
    ("2025-03-03-ships.txt", "date 2025-03-03\n\nShips waited.\n\nNobody spoke of grain.\n"),
];

#[test]
fn an_article_is_one_hit_with_its_best_passages() {
    let env = TestEnv::ingested(&REPORTS);
    let (single, grouped) = (ask(&env, &["harbour"]), ask(&env, &["harbour", "--group", "article"]));
    assert_eq!((single.total, grouped.total), (5, 2));
    let of_port = |h: &&HitJson| h.article.contains("port");
    let port = grouped.hits.iter().find(of_port).unwrap();
    let passages = port.passages.as_ref().unwrap();
    assert_eq!((passages.total, passages.more.len()), (4, 2));
    assert!(passages.more[0].score >= passages.more[1].score);
    // The best of the article, then the next best, in the order they have by themselves.
    let alone: Vec<&str> = single.hits.iter().filter(of_port).map(|h| h.text.as_str()).collect();
    let together: Vec<&str> =
        [port.text.as_str()].into_iter().chain(passages.more.iter().map(|p| p.text.as_str())).collect();
    assert_eq!(together, alone[..3]);
    assert!(single.hits.iter().all(|hit| hit.passages.is_none()));
    env.run(&["search", "harbour", "--group", "article"])
        .status(0)
        .says(&["2025-03-01 · 4 passages", "Ida Tervo · certain 0.", "2025-03-02 · 1 passage"])
        .notes(&["2 articles ("]);
}

#[test]
fn facets_count_an_article_once_for_each_value() {
    let env = TestEnv::ingested(&REPORTS);
    let found = ask(&env, &["harbour", "--group", "article", "--facets"]);
    let count = |field: &str, value: &str| {
        let mut counts = found.facets[field].iter();
        counts.find(|c| c.label == value || c.value == value).map_or(0, |c| c.count)
    };
    // Three quotes under two names, and two countries of one region.
    assert_eq!(count("speaker", "Ida Tervo"), 1);
    assert_eq!((count("country", "Bulgaria"), count("country", "Romania")), (2, 1));
    assert_eq!(count("country", "Eastern Europe"), 2);
    assert_eq!(count("date", "2025-03"), 2);
    // What is counted is what a filter then finds.
    for facet in ["speaker", "country"] {
        for value in &found.facets[facet] {
            let filter = format!("--{facet}");
            let filtered = ask(&env, &["harbour", "--group", "article", &filter, &value.value]);
            assert_eq!(filtered.total, value.count, "{facet} {}", value.value);
        }
    }
}

#[test]
fn articles_come_in_every_order_and_on_pages() {
    let env = TestEnv::ingested(&FILES);
    let group = ["--group", "article"];
    let newest = ask(&env, &[&group[..], &["guarantees", "--sort", "newest"]].concat());
    assert_eq!(articles(&newest), ["corpus/2025-09-04-lisbon.txt", "corpus/2025-08-30-helsinki.txt"]);
    let oldest = ask(&env, &[&group[..], &["guarantees", "--sort", "oldest"]].concat());
    assert!(articles(&oldest).into_iter().eq(articles(&newest).into_iter().rev()));
    let all = ask(&env, &group);
    assert_eq!((all.total, all.hits.len()), (4, 4));
    let distinct: BTreeSet<&str> = articles(&all).into_iter().collect();
    assert_eq!(distinct.len(), 4);
    let mut paged: Vec<HitJson> = Vec::new();
    for offset in ["0", "1", "2", "3", "4"] {
        let page = ask(&env, &[&group[..], &["--limit", "1", "--offset", offset]].concat());
        assert_eq!(page.total, 4);
        paged.extend(page.hits);
    }
    assert_eq!(paged, all.hits);
}

#[test]
fn any_word_will_do() {
    let env = TestEnv::ingested(&REPORTS);
    assert_eq!(ask(&env, &["harbour grain"]).partly.map(|p| (p.matched, p.of)), Some((1, 2)));
    let any = ask(&env, &["harbour grain ships", "--match", "any", "--group", "article"]);
    assert_eq!((any.total, any.partly), (3, None));
    // What excludes, requires or asks of a field does so still.
    let total = |query: &str| ask(&env, &[query, "--match", "any", "--group", "article"]).total;
    assert_eq!(total("harbour grain -ships"), 2);
    assert_eq!(total("harbour +grain ships"), 1);
    assert_eq!(total("harbour grain country:romania"), 1);
    assert_eq!(total("date:2025-03-03"), 1);
    // Under it AND and OR bind nothing.
    assert_eq!(total("harbour AND grain AND ships"), 3);
    assert_eq!(total("zeppelin"), 0);
    let read =
        ask(&env, &["harbour (grain OR ships) -quiet", "--match", "any", "--explain"]).read_as.unwrap();
    assert_eq!(
        read,
        "at least one of “harbour” in any form or “grain” in any form or “ships” in any form; and not “quiet” in any form"
    );
    // The same articles in whichever order.
    let newest = ask(&env, &["harbour grain ships", "--match", "any", "--sort", "newest"]);
    assert_eq!(newest.total, ask(&env, &["harbour grain ships", "--match", "any"]).total);
}

#[test]
fn a_paragraph_that_has_more_of_the_words_than_its_quote_stands_beside_it() {
    let env = TestEnv::ingested(&[(
        "a.txt",
        "date 2025-01-01\n\n“The harbour froze,” Ida Tervo said, while grain rotted in the ships of Turku.\n",
    )]);
    let found = ask(&env, &["harbour grain ships", "--match", "any"]);
    assert_eq!((found.total, found.hits[0].kind.as_str()), (2, "paragraph"));
    assert_eq!(ask(&env, &["harbour", "--match", "any"]).total, 1);
}

#[test]
fn a_file_of_queries_is_answered_in_one_run() {
    let env = TestEnv::ingested(&REPORTS);
    env.write("queries.tsv", "1\tharbour ships\n\nb 2\tgrain\nno id here\n4\t“harbour\n5\tzeppelin\n");
    let args = ["search", "--queries", "queries.tsv", "--match", "any", "--group", "article", "--format"];
    let run = env.run(&[&args[..], &["trec"]].concat()).status(2);
    run.clone().notes(&[
        "queries.tsv, line 4",
        "no id before the query",
        "queries.tsv, line 5",
        "quotation mark",
    ]);
    let lines: Vec<Vec<&str>> = run.stdout.lines().map(|line| line.split(' ').collect()).collect();
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|line| line.len() == 6 && line[1] == "Q0" && line[5] == "onrecord"));
    assert_eq!(lines[3][0], "b%202");
    let ranks: Vec<&str> = lines.iter().map(|line| line[3]).collect();
    assert_eq!(ranks, ["1", "2", "3", "1"]);
    let answers: Vec<SearchJson> = env.run(&[&args[..], &["json"]].concat()).jsonl();
    let ids: Vec<_> = answers.iter().map(|answer| answer.id.clone().unwrap()).collect();
    assert_eq!(ids, ["1", "b 2", "5"]);
    assert_eq!((answers[0].total, answers[2].total), (3, 0));
    env.write("one.tsv", "1\tgrain\n");
    env.run(&["search", "--queries", "one.tsv", "--format", "json"]).status(0);
    env.write("none.tsv", "1\tzeppelin\n");
    env.run(&["search", "--queries", "none.tsv", "--format", "json"]).status(1);
    env.run(&["search", "--queries", "one.tsv"]).status(2).notes(&["take --format json"]);
    env.run(&["search", "grain", "--format", "trec"]).status(2).notes(&["--queries FILE --group article"]);
    env.run(&["search", "--queries", "gone.tsv", "--format", "json"]).status(2).notes(&["gone.tsv"]);
}

#[test]
fn a_file_of_queries_that_is_not_there_is_told() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["search", "--queries", "none.tsv", "--format", "json"])
        .status(2)
        .notes(&["none.tsv", "hint: name a file with an id, a tab and a query on each line"]);
}
