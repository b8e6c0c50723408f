//! A whole ingest beside engines that index alone, in turn, in one run.
//!
//! onrecord reads the files, extracts quotes, speakers and countries, finds copies and indexes; bare tantivy and SQLite's
//! FTS5 are handed the paragraphs as ready strings and only index them, with positions and the text stored. Prints
//! wall and processor time of the fastest of five rounds, and the ratio to bare tantivy.
//!
//! On Reuters-21578 where `../shared/data` is there, else on generated articles. Run with `cargo bench --bench compare`.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

#[path = "../generate/mod.rs"]
mod generate;

use cpu_time::ProcessTime;
use generate::Generator;
use onrecord::ingest::{Options, Quiet, ingest};
use onrecord::lang::Lexicon;
use onrecord::paragraph::split;
use onrecord::source::{articles, walk};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tantivy::indexer::UserOperation;
use tantivy::schema::{IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexSettings, doc};
use tempfile::TempDir;

const ROUNDS: usize = 5;
const GENERATED_BYTES: usize = 15_000_000;
/// Bytes of memory for tantivy's writing threads, as many as onrecord gives them.
const BUDGET: usize = 256 << 20;
const THREADS: usize = 2;
/// Paragraphs handed over at a time.
const BATCH: usize = 1000;

/// Where the articles are, with the folder that holds them where they are generated.
fn corpus() -> (PathBuf, Option<TempDir>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/reuters21578");
    if folder.is_dir() {
        return (folder, None);
    }
    let dir = TempDir::new().expect("a folder");
    let mut generator = Generator::new(1);
    let mut written = 0;
    while written < GENERATED_BYTES {
        let (name, text) = generator.article();
        written += text.len();
        std::fs::write(dir.path().join(name), text).expect("a file");
    }
    (dir.path().to_owned(), Some(dir))
}

/// The paragraphs of all articles, and how many articles there are.
fn paragraphs(folder: &Path) -> (Vec<String>, u64) {
    let (mut texts, mut count) = (Vec::new(), 0);
    for file in walk(&[folder.to_owned()], &[]) {
        let file = file.expect("a file");
        let Ok(found) = articles(&file, &file.relative, &Default::default()) else { continue };
        for article in found.flatten() {
            texts.extend(split(&article).iter().map(|paragraph| paragraph.span.of(&article.text).to_owned()));
            count += 1;
        }
    }
    (texts, count)
}

fn bare_tantivy(texts: &[String], dir: &Path) {
    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer("default")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(words) | STORED);
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let builder = Index::builder().schema(schema.build()).settings(settings);
    let index = builder.create_in_dir(dir).expect("an index");
    let mut writer = index.writer_with_num_threads(THREADS, BUDGET).expect("a writer");
    for batch in texts.chunks(BATCH) {
        let documents = batch.iter().map(|words| UserOperation::Add(doc!(text => words.as_str())));
        writer.run(documents).expect("added");
    }
    writer.commit().expect("a commit");
    writer.wait_merging_threads().expect("merged");
    let searcher = index.reader().expect("a reader").searcher();
    assert_eq!(searcher.num_docs(), texts.len() as u64);
}

fn sqlite(texts: &[String], dir: &Path) {
    let mut database = rusqlite::Connection::open(dir.join("news.db")).expect("a database");
    database.execute_batch("create virtual table news using fts5(text)").expect("a table");
    let all = database.transaction().expect("a transaction");
    {
        let mut insert = all.prepare("insert into news(text) values (?)").expect("a statement");
        for text in texts {
            insert.execute([text]).expect("added");
        }
    }
    all.commit().expect("a commit");
    let count: i64 = database.query_row("select count(*) from news", [], |row| row.get(0)).expect("a count");
    assert_eq!(count, texts.len() as i64);
}

/// The fastest of some rounds.
#[derive(Clone, Copy)]
struct Best {
    wall: Duration,
    processor: Duration,
}

fn timed(best: &mut Option<Best>, run: impl FnOnce(&Path)) {
    let dir = TempDir::new().expect("a folder");
    let (begun, processor) = (Instant::now(), ProcessTime::now());
    run(dir.path());
    let now = Best { wall: begun.elapsed(), processor: processor.elapsed() };
    *best = Some(best.filter(|best| best.wall <= now.wall).unwrap_or(now));
}

fn main() {
    let (folder, _kept) = corpus();
    let (texts, count) = paragraphs(&folder);
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} paragraphs of {count} articles, {:.1} MB", texts.len(), bytes as f64 / 1e6);
    let lexicon = Lexicon::new();
    let [mut bare, mut fts5, mut whole] = [None; 3];
    for _ in 0..ROUNDS {
        timed(&mut bare, |dir| bare_tantivy(&texts, dir));
        timed(&mut fts5, |dir| sqlite(&texts, dir));
        timed(&mut whole, |dir| {
            let options = Options { threads: THREADS, memory: BUDGET, ..Options::new(vec![folder.clone()]) };
            let summary = ingest(&dir.join("index"), &options, &lexicon, &Quiet).expect("an ingest");
            assert_eq!(summary.added, count);
        });
    }
    let of = |best: Option<Best>| best.expect("a round");
    for (name, best) in
        [("bare tantivy", of(bare)), ("SQLite FTS5", of(fts5)), ("onrecord, all of it", of(whole))]
    {
        println!(
            "{name}: {:.2} s, {:.1} MB/s, {:.2} s of processor time; {:.2} of bare tantivy's time",
            best.wall.as_secs_f64(),
            bytes as f64 / 1e6 / best.wall.as_secs_f64(),
            best.processor.as_secs_f64(),
            best.wall.as_secs_f64() / of(bare).wall.as_secs_f64(),
        );
    }
}
