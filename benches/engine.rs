//! An engine elsewhere, in memory on this machine (`osmem-server` 0.1.6, as `.ci/run` installs it): articles read into it
//! by one process; extracted into files first, and these loaded; and warm searches.
//!
//! On 3,000 stories of Reuters-21578 (its first three files) where `../shared/data` is there, else on 3 MB of generated
//! articles (seed 1): that engine takes a millisecond a document. What it takes says how fast documents are made and sent, and nothing of how fast a real one keeps them. Run with
//! `cargo bench --bench engine`.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

mod generate;

use onrecord::archive::Archive;
use onrecord::engine::{Address, Engine, EngineSearcher, Manner};
use onrecord::lang::Lexicon;
use onrecord::query::{FacetField, Filters, Query, Sort};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Searches of each kind, of which the median is shown.
const SEARCHES: usize = 50;

struct Osmem(Child);

impl Drop for Osmem {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts an engine; says where it is.
fn osmem() -> Option<(Osmem, String)> {
    let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/osmem/lib");
    let program =
        |version: std::fs::DirEntry| version.path().join("site-packages/osmem_server/bin/osmem-server");
    let program = std::fs::read_dir(lib).ok()?.flatten().map(program).find(|program| program.is_file())?;
    let mut command = Command::new(program);
    command.args(["-addr", "127.0.0.1:0", "-no-stdin-watch"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("it says where it is");
    let ready: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    Some((Osmem(child), ready["url"].as_str().expect("an address").to_owned()))
}

/// Three megabytes of articles, a file each.
fn generated() -> TempDir {
    let dir = TempDir::new().expect("a folder");
    let mut generator = generate::Generator::new(1);
    let mut written = 0;
    while written < 3_000_000 {
        let (name, text) = generator.article();
        written += text.len();
        std::fs::write(dir.path().join(name), text).expect("a file");
    }
    dir
}

/// The first files of Reuters-21578, where they are there.
fn reuters() -> Option<TempDir> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/reuters21578");
    let dir = TempDir::new().expect("a folder");
    for number in 0..3 {
        let name = format!("reut2-{number:03}.sgm");
        std::fs::copy(folder.join(&name), dir.path().join(&name)).ok()?;
    }
    Some(dir)
}

/// Runs the program; says how long it took.
fn run(args: &[&str]) -> Duration {
    let begun = Instant::now();
    let ended = Command::new(env!("CARGO_BIN_EXE_onrecord")).args(args).output().expect("the program starts");
    assert!(ended.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&ended.stderr));
    begun.elapsed()
}

fn connect(url: &str, index: &str) -> Engine {
    let address = Address::parse(&format!("{url}/{index}")).expect("an address");
    Engine::connect(address, &Manner::default()).expect("an engine")
}

fn main() {
    let Some((_osmem, url)) = osmem() else {
        return println!("passed over: there is no osmem-server; .ci/run says how to install it");
    };
    let (made, is_reuters) = reuters().map_or_else(|| (generated(), false), |made| (made, true));
    let folder = made.path().to_str().expect("UTF-8");
    let dir = TempDir::new().expect("a folder");
    let parts = dir.path().join("parts");
    let parts = parts.to_str().expect("UTF-8");

    let direct = format!("{url}/direct");
    run(&["engine", "init", "--engine", &direct]);
    let read = run(&["ingest", folder, "--engine", &direct]);
    let status = connect(&url, "direct").status().expect("a status");
    let speed = |took: Duration| status.passages as f64 / took.as_secs_f64();
    println!("{folder}: {} articles, {} passages", status.articles, status.passages);
    println!("read and sent by one process: {read:.2?}, {:.0} passages/s", speed(read));

    let extracted = run(&["extract", folder, "--out", parts]);
    let found = run(&["reconcile", parts]);
    let loaded_into = format!("{url}/loaded");
    run(&["engine", "init", "--engine", &loaded_into]);
    let loaded = run(&["load", parts, "--engine", &loaded_into]);
    let again = run(&["load", parts, "--engine", &loaded_into]);
    let loaded_status = connect(&url, "loaded").status().expect("a status");
    assert_eq!(loaded_status, status, "what is loaded is what is read");
    println!(
        "extracted into files: {extracted:.2?}, {:.0} passages/s; reconciled: {found:.2?}",
        speed(extracted)
    );
    println!("loaded: {loaded:.2?}, {:.0} passages/s; when all was there: {again:.2?}", speed(loaded));

    let engine = connect(&url, "loaded");
    let lexicon = Lexicon::new();
    let searcher = EngineSearcher::new(&engine, &lexicon);
    for (name, text, facets, sort) in [
        ("word, ten best", "market", false, Sort::Relevance),
        ("two words, ten best", "trade deficit", false, Sort::Relevance),
        ("phrase, ten newest", "\"prime minister\"", false, Sort::Newest),
        ("word with all facets", "market", true, Sort::Relevance),
    ] {
        let mut query = Query::new(text, Filters::default()).expect("a query");
        query.sort = sort;
        query.facets = if facets { FacetField::shown() } else { Vec::new() };
        let mut times: Vec<Duration> = (0..SEARCHES)
            .map(|_| {
                let begun = Instant::now();
                let found = searcher.search(&query).expect("hits");
                assert!(!is_reuters || found.total > 0, "{text}");
                begun.elapsed()
            })
            .collect();
        times.sort_unstable();
        println!("{name}: p50 {:.1?}, p99 {:.1?}", times[SEARCHES / 2], times[SEARCHES * 99 / 100]);
    }
}
