//! Extraction into files by the program itself: one shard of one, then two shards of two at once, each a process with one
//! thread; then the reconciling of both.
//!
//! On 20 MB of generated articles (seed 1, a file each), with `-- 100` of as many megabytes as that, and on the 15,000
//! stories of Reuters-21578 where `../shared/data` is there. Prints passages a second and their ratio, processor time, bytes
//! a passage of the text, the parts and the sketches, and of the reconciling its time and memory. The fastest of three
//! rounds counts. Run with `cargo bench --bench shards`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench says what it measured")]

mod generate;

use generate::Generator;
use onrecord::shard::{Manifests, Reconciled};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Rounds of each, of which the fastest is shown.
const ROUNDS: usize = 3;

/// Files of generated articles of about `bytes` in all, and how many there are.
fn generated(bytes: usize) -> (TempDir, u64) {
    let dir = TempDir::new().expect("a folder");
    let mut generator = Generator::new(1);
    let (mut written, mut articles) = (0, 0);
    while written < bytes {
        let (name, text) = generator.article();
        written += text.len();
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

fn start(args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(args).stderr(Stdio::piped()).spawn().expect("the program starts")
}

/// The most memory the process has had so far, in bytes.
fn peak(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

/// What a run took: from beginning to end, the processor time that it told, most memory.
struct Run {
    wall: Duration,
    processor: f64,
    peak: u64,
}

/// Waits for all; whoever is watched is not slowed by it.
fn end(begun: Instant, mut children: Vec<Child>) -> Run {
    let mut highest = 0;
    while children.iter_mut().any(|child| child.try_wait().expect("a process").is_none()) {
        highest = children.iter().filter_map(peak).max().unwrap_or(0).max(highest);
        std::thread::sleep(Duration::from_millis(5));
    }
    let wall = begun.elapsed();
    let mut processor = 0.0;
    for child in children {
        let ended = child.wait_with_output().expect("the program ends");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(ended.status.success(), "{said}");
        let before = said.split(" s of processor time").next().expect("its processor time");
        processor += before.rsplit(' ').next().and_then(|s| s.parse::<f64>().ok()).expect("a number");
    }
    Run { wall, processor, peak: highest }
}

/// So many shards at once, each a process of one thread.
fn extract(folder: &Path, out: &Path, shards: usize) -> Run {
    let _ = std::fs::remove_dir_all(out);
    let (folder, out) = (folder.to_str().expect("UTF-8"), out.to_str().expect("UTF-8"));
    let begun = Instant::now();
    let shard = |i| format!("{i}/{shards}");
    let args = |i| {
        ["extract", "--threads", "1", "--out", out, "--shard"]
            .map(str::to_owned)
            .into_iter()
            .chain([shard(i), folder.to_owned()])
    };
    let all = (0..shards)
        .map(|i| start(&args(i).collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>()));
    end(begun, all.collect())
}

fn fastest(mut run: impl FnMut() -> Run) -> Run {
    (0..ROUNDS).map(|_| run()).min_by_key(|run| run.wall).expect("a run")
}

fn measure(name: &str, folder: &Path, articles: u64) {
    let dir = TempDir::new().expect("a folder");
    let out = dir.path().join("parts");
    let one = fastest(|| extract(folder, &out, 1));
    let digest = Manifests::read(std::slice::from_ref(&out)).expect("manifests").digest;
    let two = fastest(|| extract(folder, &out, 2));
    let manifests = Manifests::read(std::slice::from_ref(&out)).expect("manifests");
    assert_eq!(manifests.digest, digest, "two shards write what one writes");
    let sum = |count: fn(&onrecord::shard::Manifest) -> u64| {
        manifests.all.iter().map(|(_, m)| count(m)).sum::<u64>()
    };
    assert_eq!(sum(|m| m.articles), articles, "{name}");
    let passages = sum(|m| m.passages) as f64;
    let speed = |run: &Run| passages / run.wall.as_secs_f64();
    println!(
        "{name}, {passages} passages: one shard {:.0} passages/s ({:.2} s of processor time), two at once {:.0} ({:.2} s): {:.2} times; \
         bytes a passage: text {:.0}, parts {:.0} packed and {:.0} unpacked, sketches {:.1}; {:.0} MB of memory a shard",
        speed(&one),
        one.processor,
        speed(&two),
        two.processor,
        speed(&two) / speed(&one),
        sum(|m| m.text_bytes) as f64 / passages,
        sum(|m| m.parts.iter().map(|part| part.packed).sum()) as f64 / passages,
        sum(|m| m.parts.iter().map(|part| part.bytes).sum()) as f64 / passages,
        sum(|m| m.sketches.iter().map(|sketch| sketch.packed).sum()) as f64 / passages,
        two.peak as f64 / 1e6,
    );
    let reconciled =
        fastest(|| end(Instant::now(), vec![start(&["reconcile", out.to_str().expect("UTF-8")])]));
    let found = Reconciled::read(&out).expect("a manifest").expect("something found");
    assert_eq!(found.articles, articles, "{name}");
    println!(
        "{name}, reconciled: {:.2} s, {:.2} s of processor time, {:.0} passages/s; {:.0} MB of memory; {} groups of {} passages, \
         {} of articles, {} speakers of several names",
        reconciled.wall.as_secs_f64(),
        reconciled.processor,
        passages / reconciled.wall.as_secs_f64(),
        reconciled.peak as f64 / 1e6,
        found.copies,
        found.copied,
        found.article_copies,
        found.speakers,
    );
}

fn main() {
    let more = std::env::args().skip(1).find_map(|argument| argument.parse::<usize>().ok());
    match reuters() {
        Some(folder) => measure("Reuters-21578", &folder, 15_000),
        None => eprintln!("passed over Reuters-21578: ../shared/data is not there"),
    }
    for megabytes in [20].into_iter().chain(more) {
        let (folder, articles) = generated(megabytes * 1_000_000);
        measure(&format!("generated {megabytes} MB"), folder.path(), articles);
    }
}
