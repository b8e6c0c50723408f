//! All hits written out, each with what it takes to check it.

use super::FILES;
use crate::testenv::TestEnv;
use onrecord::render::{ArticleJson, HitJson, SearchJson};
use std::collections::HashMap;

fn export(env: &TestEnv, args: &[&str]) -> Vec<HitJson> {
    env.run(&[&["search", "--limit", "all", "--format", "jsonl"], args].concat()).status(0).jsonl()
}

#[test]
fn every_hit_can_be_checked_against_its_article() {
    let env = TestEnv::ingested(&FILES);
    let articles: Vec<ArticleJson> = env.run(&["extract", "corpus", "--format", "jsonl"]).status(0).jsonl();
    let articles: HashMap<&str, &ArticleJson> = articles.iter().map(|a| (a.id.as_str(), a)).collect();
    let hits = export(&env, &[]);
    assert!(hits.iter().any(|h| h.kind == "quote") && hits.iter().any(|h| h.kind == "paragraph"));
    for hit in &hits {
        let article = articles[hit.article.as_str()];
        assert_eq!((&hit.hash, hit.hash.len(), &hit.url), (&article.hash, 16, &article.url));
        let chars: Vec<char> = article.text.chars().collect();
        let pieces: Vec<String> = hit.spans.iter().map(|[s, e]| chars[*s..*e].iter().collect()).collect();
        assert_eq!(pieces.join(" … "), hit.text);
        let quote = article.quotes.iter().find(|q| q.spans == hit.spans).filter(|_| hit.kind == "quote");
        assert_eq!(quote.is_some(), hit.kind == "quote", "{hit:?}");
        assert_eq!(quote.map(|q| q.kind), hit.quote_kind);
        assert_eq!(quote.map(|q| &q.rule), hit.rule.as_ref());
        assert_eq!(quote.map(|q| q.certainty), hit.certainty);
    }
}

#[test]
fn passages_of_an_article_can_be_checked_too() {
    let env = TestEnv::ingested(&FILES);
    let found: SearchJson =
        env.run(&["search", "guarantees", "--group", "article", "--format", "json"]).status(0).json();
    let hit = found.hits.iter().find(|h| h.article.contains("lisbon")).unwrap();
    let chars: Vec<char> = FILES[0].1.chars().collect();
    let more = &hit.passages.as_ref().unwrap().more;
    assert_eq!(more.len(), 1);
    assert_eq!(chars[more[0].spans[0][0]..more[0].spans[0][1]].iter().collect::<String>(), more[0].text);
    assert_eq!(
        (more[0].quote_kind.is_some(), more[0].rule.is_some()),
        (more[0].kind == "quote", more[0].kind == "quote")
    );
}

#[test]
fn a_hash_is_that_of_show_and_changes_with_the_article() {
    let env = TestEnv::ingested(&FILES);
    let hash = || export(&env, &["security guarantees", "--kind", "quote"])[0].hash.clone();
    let shown: ArticleJson =
        env.run(&["show", "corpus/2025-09-04-lisbon.txt", "--format", "json"]).status(0).json();
    let before = hash();
    assert_eq!(before, shown.hash);
    env.run(&["show", "corpus/2025-09-04-lisbon.txt", "--format", "csv"])
        .status(0)
        .says(&["spans,hash", &before]);
    env.write("corpus/2025-09-04-lisbon.txt", FILES[0].1.replace("or a date", "or a day"));
    env.run(&["ingest"]).status(0);
    assert_ne!(before, hash());
}

#[test]
fn all_of_them_and_any_number_under_the_filters() {
    let mut lines = String::new();
    for n in 0..1500 {
        let day = 1 + n % 28;
        lines += &format!(
            "{{\"id\": \"a{n}\", \"date\": \"2025-{:02}-{day:02}\", \"text\": \"The harbour of pier {n} froze.\"}}\n",
            1 + n % 12
        );
    }
    let env = TestEnv::ingested(&[("many.jsonl", &lines)]);
    let all = export(&env, &["harbour"]);
    assert_eq!(all.len(), 1500);
    assert!(all.iter().enumerate().all(|(i, hit)| hit.rank == i + 1));
    let june = export(&env, &["harbour", "--from", "2025-06", "--to", "2025-06"]);
    assert_eq!(june.len(), 125);
    let whole: SearchJson =
        env.run(&["search", "harbour", "--limit", "all", "--format", "json", "--facets"]).status(0).json();
    assert_eq!((whole.total, whole.hits == all), (1500, true));
    assert_eq!(whole.facets["date"].iter().filter(|c| c.depth == 0).map(|c| c.count).sum::<u64>(), 1500);
    let rest: Vec<HitJson> = env
        .run(&["search", "harbour", "--limit", "all", "--offset", "1200", "--format", "jsonl"])
        .status(0)
        .jsonl();
    assert_eq!(rest, all[1200..]);
    let table = env.run(&["search", "harbour", "--limit", "1001", "--format", "csv"]).status(0);
    assert_eq!(csv::Reader::from_reader(table.stdout.as_bytes()).records().count(), 1001);
    env.run(&["search", "harbour", "--limit", "all"]).status(0).notes(&["1500 hits ("]);
    env.run(&["search", "harbour", "--limit", "7"]).status(0).notes(&["1500 hits, 1 to 7 shown"]);
    env.run(&["search", "harbour", "--limit", "most"]).status(2).notes(&["a number or all is expected"]);
}

#[test]
fn columns_for_checking_stand_at_the_end() {
    let env = TestEnv::ingested(&FILES);
    let table = env.run(&["search", "guarantees", "--format", "csv", "--limit", "all"]).status(0);
    let mut rows = csv::Reader::from_reader(table.stdout.as_bytes());
    let columns: Vec<String> = rows.headers().unwrap().iter().skip(14).map(str::to_owned).collect();
    let checking = ["certainty", "hash", "spans", "quote_kind", "rule", "url"];
    let printed = ["in_articles", "first_date", "first_article"];
    assert_eq!(columns, [&checking[..], &printed].concat());
    let hits = export(&env, &["guarantees"]);
    for (row, hit) in rows.records().map(Result::unwrap).zip(&hits) {
        let spans: Vec<String> = hit.spans.iter().map(|[s, e]| format!("{s}-{e}")).collect();
        assert_eq!((&row[15], &row[16]), (hit.hash.as_str(), spans.join(";").as_str()));
        assert_eq!(row[18], *hit.rule.as_deref().unwrap_or_default());
    }
}

#[test]
fn a_hit_that_cannot_be_read_is_an_error_after_those_before_it() {
    let mut lines = String::new();
    for n in 0..600u64 {
        // Words that do not compress to nothing, so that there are many blocks.
        let words: Vec<String> = (1..60)
            .map(|w| format!("{:x}", (n + 7).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_mul(2 * w + 1)))
            .collect();
        lines += &format!("{{\"id\": \"a{n}\", \"text\": \"Harbour {}.\"}}\n", words.join(" "));
    }
    let env = TestEnv::with(&[("many.jsonl", &lines)]);
    // One thread, so that what is read first lies in one place and what is damaged in another.
    env.run(&["ingest", "--threads", "1"]).status(0);
    for file in std::fs::read_dir(env.path().join("index/gen-1")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == "store") {
            let mut bytes = std::fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle..middle + 200].fill(0xff);
            std::fs::write(&path, bytes).unwrap();
        }
    }
    for format in ["json", "jsonl", "csv", "text", "citation", "bibtex"] {
        let ended = env.run(&["search", "harbour", "--limit", "all", "--format", format]).status(2);
        assert!(
            ended.stderr.contains("error: ") && ended.stderr.contains("hint: "),
            "{format}\n{}",
            ended.stderr
        );
        assert!(!ended.stderr.contains("cannot write"), "{format}\n{}", ended.stderr);
        assert!(ended.stdout.contains("a1"), "{format}: what was read before is written");
    }
}
