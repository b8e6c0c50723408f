//! Warm searches on one thread: from a checked query to ten hits with their articles, totals and facets exact.
//!
//! On 10,000 generated articles (seed 2, one JSON Lines file) and, where `../shared/data` is there, on the 15,000
//! stories of Reuters-21578. Run with `cargo bench --bench search`.

#![expect(clippy::print_stderr, reason = "a bench says what it passes over")]

mod generate;

use criterion::{Criterion, criterion_group, criterion_main};
use generate::Generator;
use onrecord::archive::Archive;
use onrecord::index::{Index, Searcher};
use onrecord::ingest::{Options, Quiet, ingest};
use onrecord::lang::Lexicon;
use onrecord::query::{FacetField, Filters, Group, KindName, Matching, Query};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A query with its name.
fn queries(words: [&str; 2], country: &str) -> Vec<(&'static str, Query)> {
    let [a, b] = words;
    let query = |text: &str, filters: Filters| Query::new(text, filters).expect("a query");
    let none = Filters::default;
    let area = || Lexicon::new().area(country).into_iter().collect();
    let place = || Filters { countries: area(), ..none() };
    let quotes = || Filters { kinds: vec![KindName::Quote], ..none() };
    let mut faceted = query(a, none());
    faceted.facets = FacetField::ALL.to_vec();
    let by_article = |query: Query| Query { group: Group::Articles, ..query };
    let any = |query: Query| Query { matching: Matching::Any, ..query };
    vec![
        ("word", query(a, none())),
        ("two words", query(&format!("{a} {b}"), none())),
        ("either word", query(&format!("{a} OR {b}"), none())),
        ("phrase", query(&format!("\"{a} {b}\""), none())),
        ("near words", query(&format!("\"{a} {b}\"~5"), none())),
        ("same sentence", query(&format!("\"{a} {b}\"~s"), none())),
        ("beginning", query(&format!("{}*", &a[..a.len() - 1]), none())),
        ("word in quotes", query(a, quotes())),
        ("word and country", query(a, place())),
        ("word with facets", faceted.clone()),
        ("word, by article", by_article(query(a, none()))),
        ("word, by article with facets", by_article(faceted)),
        ("any of two words", any(query(&format!("{a} {b}"), none()))),
        ("any of two words, by article", by_article(any(query(&format!("{a} {b}"), none())))),
        ("country, newest first", query("", place())),
    ]
}

fn measure(criterion: &mut Criterion, name: &str, folder: &Path, words: [&str; 2], country: &str) {
    let dir = TempDir::new().expect("a folder");
    let lexicon = Lexicon::new();
    let options = Options::new(vec![folder.to_owned()]);
    ingest(&dir.path().join("index"), &options, &lexicon, &Quiet).expect("an ingest");
    let index = Index::open(&dir.path().join("index")).expect("an index");
    let searcher = Searcher::new(&index, &lexicon).expect("a searcher");
    let mut group = criterion.benchmark_group(format!("search {name}"));
    for (what, query) in queries(words, country) {
        let first = searcher.search(&query).expect("an answer");
        assert!(first.total > 0 && !first.hits.is_empty(), "{what} finds nothing");
        let facets: u64 = first
            .facets
            .iter()
            .filter(|f| f.field == FacetField::Date)
            .flat_map(|f| &f.counts)
            .filter(|c| c.depth == 0)
            .map(|c| c.count)
            .sum();
        assert!(first.facets.is_empty() || facets == first.total, "every hit has one date");
        group.bench_function(what, |bencher| {
            bencher.iter(|| {
                let found = searcher.search(&query).expect("an answer");
                assert_eq!(found.total, first.total);
                found.hits.len()
            });
        });
    }
    group.finish();
}

fn reuters() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/reuters21578");
    folder.is_dir().then_some(folder)
}

fn searches(criterion: &mut Criterion) {
    let folder = TempDir::new().expect("a folder");
    let mut generator = Generator::new(2);
    let mut lines = String::new();
    for _ in 0..10_000 {
        let (id, text) = generator.article();
        let date = &id[..10];
        lines.push_str(&serde_json::json!({"id": id, "text": text, "date": date}).to_string());
        lines.push('\n');
    }
    std::fs::write(folder.path().join("articles.jsonl"), lines).expect("a file");
    measure(criterion, "generated", folder.path(), ["security", "guarantees"], "UA");
    match reuters() {
        Some(folder) => measure(criterion, "Reuters-21578", &folder, ["money", "supply"], "GB"),
        None => eprintln!("passed over Reuters-21578: ../shared/data is not there"),
    }
}

criterion_group!(benches, searches);
criterion_main!(benches);
