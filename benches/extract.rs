//! Extraction alone, stage by stage, on one thread, in MB of article text a second: paragraphs; quotes with their
//! speakers; countries; all of them with the cutting into passages.
//!
//! On 5 MB of generated articles (seed 3) and, where `../shared/data` is there, on the 15,000 stories of
//! Reuters-21578. Run with `cargo bench --bench extract`.

#![expect(clippy::print_stderr, reason = "a bench says what it passes over")]

mod generate;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use generate::Generator;
use onrecord::lang::Lexicon;
use onrecord::passage::{extract, passages};
use onrecord::source::{Article, articles, walk};
use onrecord::{country, paragraph, quote};
use std::path::Path;

const GENERATED_BYTES: usize = 5_000_000;

fn generated() -> Vec<Article> {
    let mut generator = Generator::new(3);
    let mut all = Vec::new();
    let mut bytes = 0;
    while bytes < GENERATED_BYTES {
        let (name, text) = generator.article();
        bytes += text.len();
        all.push(Article::of_text(&name, &text));
    }
    all
}

fn reuters() -> Option<Vec<Article>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/reuters21578");
    let files = walk(&[folder.is_dir().then_some(folder)?], &[]);
    let read = |file: onrecord::source::SourceFile| articles(&file, &file.relative, &Default::default()).ok();
    Some(files.flatten().filter_map(read).flatten().flatten().collect())
}

fn measure(criterion: &mut Criterion, name: &str, articles: &[Article]) {
    let lexicon = Lexicon::new();
    let mut group = criterion.benchmark_group(format!("extract {name}"));
    group.sample_size(10);
    group.throughput(Throughput::Bytes(articles.iter().map(|a| a.text.len() as u64).sum()));
    let split: Vec<_> = articles.iter().map(paragraph::split).collect();
    let with_paragraphs = || articles.iter().zip(&split);
    let expected: usize = with_paragraphs().map(|(a, p)| quote::extract(a, p, &lexicon).len()).sum();
    assert!(expected > articles.len() / 2, "{expected} quotes in {} articles", articles.len());
    group.bench_function("paragraphs", |b| {
        b.iter(|| articles.iter().map(|a| paragraph::split(a).len()).sum::<usize>());
    });
    group.bench_function("quotes", |b| {
        b.iter(|| {
            let found: usize = with_paragraphs().map(|(a, p)| quote::extract(a, p, &lexicon).len()).sum();
            assert_eq!(found, expected);
        });
    });
    group.bench_function("countries", |b| {
        b.iter(|| with_paragraphs().map(|(a, p)| country::mentions(a, p, &lexicon).len()).sum::<usize>());
    });
    group.bench_function("all", |b| {
        b.iter(|| articles.iter().map(|a| passages(a, &extract(a, &lexicon)).len()).sum::<usize>());
    });
    group.finish();
}

fn extracts(criterion: &mut Criterion) {
    measure(criterion, "generated", &generated());
    match reuters() {
        Some(stories) => measure(criterion, "Reuters-21578", &stories),
        None => eprintln!("passed over Reuters-21578: ../shared/data is not there"),
    }
}

criterion_group!(benches, extracts);
criterion_main!(benches);
