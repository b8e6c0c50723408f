//! A whole ingest: walking, reading, quotes, speakers, countries, index and commit, in MB of source a second.
//!
//! On 10 MB of generated articles (seed 1, a file each) and, where `../shared/data` is there, on the 15,000 stories of
//! Reuters-21578. Run with `cargo bench --bench ingest`.

#![expect(clippy::print_stderr, reason = "a bench says what it passes over")]

mod generate;

use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement,
};
use generate::Generator;
use onrecord::ingest::{Options, Quiet, Summary, ingest};
use onrecord::lang::Lexicon;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const GENERATED_BYTES: usize = 10_000_000;

/// Files of generated articles of about `bytes` in all, and how many there are.
fn generated(bytes: usize) -> (TempDir, u64) {
    let dir = TempDir::new().expect("a folder");
    let mut generator = Generator::new(1);
    let (mut written, mut articles) = (0, 0);
    while written < bytes {
        let (name, text) = generator.article();
        written += text.len();
        articles += 1;
        std::fs::write(dir.path().join(name), text).expect("a file");
    }
    (dir, articles)
}

fn reuters() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/reuters21578");
    folder.is_dir().then_some(folder)
}

fn size(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).expect("a folder");
    files.flatten().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum()
}

fn once(folder: &Path, threads: usize) -> Summary {
    let index = TempDir::new().expect("a folder");
    let mut options = Options::new(vec![folder.to_owned()]);
    options.threads = threads;
    ingest(&index.path().join("index"), &options, &Lexicon::new(), &Quiet).expect("an ingest")
}

fn measure(group: &mut BenchmarkGroup<'_, measurement::WallTime>, name: &str, folder: &Path, articles: u64) {
    group.throughput(Throughput::Bytes(size(folder)));
    for threads in [1, 2] {
        group.bench_function(format!("{name}, {threads} threads"), |bencher| {
            bencher.iter_batched(
                || (),
                |()| assert_eq!(once(folder, threads).added, articles),
                BatchSize::PerIteration,
            );
        });
    }
}

fn ingests(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ingest");
    group.sample_size(10);
    let (folder, articles) = generated(GENERATED_BYTES);
    measure(&mut group, "generated 10 MB", folder.path(), articles);
    match reuters() {
        Some(folder) => measure(&mut group, "Reuters-21578", &folder, 15_000),
        None => eprintln!("passed over Reuters-21578: ../shared/data is not there"),
    }
    group.finish();
}

criterion_group!(benches, ingests);
criterion_main!(benches);
