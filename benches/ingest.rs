//! A whole ingest by the program itself: walking, reading, quotes, speakers, countries, copies, index and commit.
//!
//! On generated articles (seed 1, a file each) of 10 and 100 MB, and with `-- 1000` of as many megabytes as that, and on
//! the 15,000 stories of Reuters-21578 where `../shared/data` is there. Prints megabytes of text, articles and passages a
//! second, processor time and its share by stage, index bytes for each byte of text, and peak memory: cost must grow in
//! proportion, memory must not grow. Run with `cargo bench --bench ingest`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench says what it measured")]

mod generate;

use generate::Generator;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Rounds of each, of which the fastest is shown; one of what takes minutes.
const ROUNDS: usize = 3;

/// Files of generated articles of about `bytes` in all, and how many there are.
fn generated(bytes: usize) -> (TempDir, u64) {
    let dir = TempDir::new().expect("a folder");
    let mut generator = Generator::new(1);
    let (mut written, mut articles) = (0, 0);
    while written < bytes {
        let (name, text) = generator.article();
        written += text.len();
        // A folder for each thousand: no file system likes them all in one.
        let folder = dir.path().join(format!("{:04}", articles / 1000));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(name), text).expect("a file");
        articles += 1;
    }
    (dir, articles)
}

fn reuters() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/reuters21578");
    folder.is_dir().then_some(folder)
}

fn size(path: &Path) -> u64 {
    if path.is_file() {
        return path.metadata().map_or(0, |metadata| metadata.len());
    }
    std::fs::read_dir(path).expect("a folder").flatten().map(|entry| size(&entry.path())).sum()
}

/// Memory of a process, in bytes.
#[derive(Clone, Copy, Default)]
struct Memory {
    /// All of it, the index's files that are read through memory included: what the system may take back at any time.
    all: u64,
    own: u64,
}

/// The most memory that the process has had so far, and what of its own it has now.
fn memory(child: &Child) -> Option<Memory> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let bytes = |of: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(of))?;
        Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
    };
    Some(Memory { all: bytes("VmHWM:")?, own: bytes("RssAnon:")? })
}

/// One run of the program.
struct Run {
    wall: Duration,
    peak: Memory,
    index_bytes: u64,
    /// What it said of its speed, from the processor time on.
    shares: String,
    articles: u64,
    passages: u64,
    text_bytes: f64,
}

fn run(folder: &Path, threads: usize) -> Run {
    let dir = TempDir::new().expect("a folder");
    let index = dir.path().join("index");
    let program = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.arg("--index").arg(&index);
        command
    };
    let begun = Instant::now();
    let mut ingest = program();
    ingest.args(["ingest", "--threads", &threads.to_string()]).arg(folder);
    let mut child = ingest.stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut peak = Memory::default();
    while child.try_wait().expect("a process").is_none() {
        let now = memory(&child).unwrap_or_default();
        peak = Memory { all: now.all.max(peak.all), own: now.own.max(peak.own) };
        std::thread::sleep(Duration::from_millis(5));
    }
    let wall = begun.elapsed();
    let ended = child.wait_with_output().expect("the program ends");
    assert!(ended.status.success());
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    let speed = said.lines().find(|line| line.contains("MB of text in")).expect("its speed").to_owned();
    let stats = program().args(["stats", "--format", "json"]).output().expect("stats").stdout;
    let stats: Value = serde_json::from_slice(&stats).expect("JSON");
    Run {
        wall,
        peak,
        index_bytes: size(&index),
        shares: speed.split("; ").nth(1).unwrap_or_default().to_owned(),
        articles: stats["articles"].as_u64().expect("a number"),
        passages: stats["passages"].as_u64().expect("a number"),
        text_bytes: speed.split(' ').next().and_then(|mb| mb.parse::<f64>().ok()).expect("megabytes") * 1e6,
    }
}

fn measure(name: &str, folder: &Path, articles: u64, rounds: usize) {
    for threads in [1, 2] {
        let runs = (0..rounds).map(|_| run(folder, threads));
        let best = runs.min_by_key(|run| run.wall).expect("a run");
        assert_eq!(best.articles, articles, "{name}");
        let seconds = best.wall.as_secs_f64();
        println!(
            "{name}, {threads} threads: {:.1} MB of text in {seconds:.2} s: {:.1} MB/s, {:.0} articles/s, {:.0} passages/s; \
             {}; index {:.2} bytes for each of text; {:.0} MB of memory, {:.0} of its own",
            best.text_bytes / 1e6,
            best.text_bytes / 1e6 / seconds,
            best.articles as f64 / seconds,
            best.passages as f64 / seconds,
            best.shares,
            best.index_bytes as f64 / best.text_bytes,
            best.peak.all as f64 / 1e6,
            best.peak.own as f64 / 1e6,
        );
    }
}

fn main() {
    let more = std::env::args().skip(1).find_map(|argument| argument.parse::<usize>().ok());
    match reuters() {
        Some(folder) => measure("Reuters-21578", &folder, 15_000, ROUNDS),
        None => eprintln!("passed over Reuters-21578: ../shared/data is not there"),
    }
    for megabytes in [10, 100].into_iter().chain(more) {
        let (folder, articles) = generated(megabytes * 1_000_000);
        let rounds = if megabytes > 100 { 1 } else { ROUNDS };
        measure(&format!("generated {megabytes} MB"), folder.path(), articles, rounds);
    }
}
