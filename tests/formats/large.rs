//! Sources far larger than what may be held of them, and folders of very many files: all is read, in bounded memory.

use crate::testenv::TestEnv;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use zip::write::SimpleFileOptions;

/// Articles of a large source, and bytes that each takes up beside its words.
const ARTICLES: usize = 240;
const PADDING: usize = 512 << 10;
/// The most that one article may have, and the most memory that reading all may take: a third of the source.
const MOST: &str = "1000000";
const MEMORY_KB: u64 = 110 << 10;

const DAY: &str = "2025-03-09";
const WORDS: &str = "The harbour board opened both quays on Monday.";

/// Runs the program and watches its memory: what it wrote, and the most it held, in kB. None where the system does not say.
fn watched(env: &TestEnv, args: &[&str]) -> (String, Option<u64>) {
    let out = env.path().join("stdout");
    let stdout = Stdio::from(File::create(&out).expect("a file"));
    let stderr = Stdio::from(File::create(env.path().join("stderr")).expect("a file"));
    let mut child = env.command(args).stdout(stdout).stderr(stderr).spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most = None;
    let ended = loop {
        if let Some(ended) = child.try_wait().expect("a child") {
            break ended;
        }
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let held = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        most = held.and_then(|kb| kb.parse::<u64>().ok()).max(most);
        std::thread::sleep(Duration::from_millis(10));
    };
    let told = std::fs::read_to_string(env.path().join("stderr")).expect("text");
    assert!(ended.success(), "{args:?}: {told}");
    (std::fs::read_to_string(out).expect("text"), most)
}

/// Writes a source of many articles, piece by piece: what stands before the articles, each of them, what stands behind.
fn write(path: &Path, before: &str, each: impl Fn(usize) -> String, behind: &str) {
    let mut out = BufWriter::new(File::create(path).expect("a file"));
    out.write_all(before.as_bytes()).expect("written");
    for number in 0..ARTICLES {
        out.write_all(each(number).as_bytes()).expect("written");
    }
    out.write_all(behind.as_bytes()).expect("written");
}

/// Writes an archive of files that are not compressed.
fn write_stored(path: &Path, files: &[(&str, &str)]) {
    let mut zip = zip::ZipWriter::new(BufWriter::new(File::create(path).expect("a file")));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in files {
        zip.start_file(*name, stored).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("an archive");
}

/// A book whose chapters are dated.
fn write_book(path: &Path, chapter: impl Fn(usize) -> String) {
    let (mut items, mut spine) = (String::new(), String::new());
    for number in 0..ARTICLES {
        items += &format!("<item id='c{number}' href='c{number}.xhtml' media-type='application/xhtml+xml'/>");
        spine += &format!("<itemref idref='c{number}'/>");
    }
    let package = format!("<package><dc:title>The year</dc:title>{items}{spine}</package>");
    let chapters: Vec<(String, String)> =
        (0..ARTICLES).map(|number| (format!("c{number}.xhtml"), chapter(number))).collect();
    let mut files = vec![
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", "<container><rootfile full-path='a.opf'/></container>"),
        ("a.opf", &package),
    ];
    files.extend(chapters.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    write_stored(path, &files);
}

/// That the articles of a source are all there, and what reading it took.
fn all_there(env: &TestEnv, name: &str) {
    let (read, most) = watched(env, &["extract", name, "--format", "jsonl", "--max-article", MOST]);
    assert_eq!(read.lines().count(), ARTICLES, "{name}: {}", read.lines().next().unwrap_or_default());
    for line in read.lines() {
        assert!(line.contains(DAY) && line.contains(WORDS), "{name}: {line}");
    }
    if let Some(most) = most {
        assert!(most < MEMORY_KB, "{name}: {most} kB");
    }
}

#[test]
fn a_source_of_many_articles_is_read_one_by_one() {
    let env = TestEnv::new();
    let padding = "x ".repeat(PADDING / 2);
    let path = |name: &str| env.path().join(name);
    write(
        &path("feed.rss"),
        "<rss version=\"2.0\"><channel><title>The Quay</title>",
        |n| {
            format!(
                "<item><title>Quay {n}</title><pubDate>{DAY}</pubDate><description>{WORDS}</description><media:text>{padding}</media:text></item>\n"
            )
        },
        "</channel></rss>",
    );
    all_there(&env, "feed.rss");
    std::fs::remove_file(path("feed.rss")).expect("removed");
    write(
        &path("factiva.html"),
        "<!DOCTYPE html><html><body>",
        |n| {
            let row =
                |code: &str, cell: &str| format!("<tr><td><b>{code}</b>&nbsp;</td><td>{cell}</td></tr>\n");
            let rows = row("HD", &format!("Quay {n}")) + &row("PD", "9 March 2025") + &row("SN", "The Quay");
            let rest = row("TD", &format!("<p>{WORDS}</p>")) + &row("AN", &format!("Document QT{n}"));
            format!("<div class=\"article\"><table>{rows}{rest}</table><!-- {padding} --></div>")
        },
        "</body></html>",
    );
    all_there(&env, "factiva.html");
    std::fs::remove_file(path("factiva.html")).expect("removed");
    write_book(&path("book.epub"), |n| {
        format!(
            "<html><head><meta name='date' content='{DAY}'/></head><body><!-- {padding} --><h1>Quay {n}</h1><p>{WORDS}</p></body></html>"
        )
    });
    all_there(&env, "book.epub");
    std::fs::remove_file(path("book.epub")).expect("removed");
    let exported = |n: usize| {
        [
            &format!("Quay {n}"),
            "The Quay",
            "March 9, 2025",
            "Length: 8 words",
            "Body",
            WORDS,
            "End of Document",
        ]
        .map(str::to_owned)
    };
    let par = |n| exported(n).map(|line| line + "\\par\n").concat();
    write(
        &path("nexis.rtf"),
        "{\\rtf1\\ansi ",
        |n| format!("{{\\pict {}}}{}", padding.replace(['x', ' '], "0"), par(n)),
        "}",
    );
    all_there(&env, "nexis.rtf");
    std::fs::remove_file(path("nexis.rtf")).expect("removed");
    let par = |n| exported(n).map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).concat();
    let body: String = (0..ARTICLES).map(|n| format!("<!--{padding}-->{}", par(n))).collect();
    let text = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    drop(body);
    write_stored(
        &path("nexis.docx"),
        &[("[Content_Types].xml", "<Types/>"), ("_rels/.rels", "<x/>"), ("word/document.xml", &text)],
    );
    all_there(&env, "nexis.docx");
}

#[test]
fn an_item_that_is_too_large_costs_no_other() {
    let env = TestEnv::new();
    let item = |n: usize, words: &str| {
        format!(
            "<item><title>Quay {n}</title><pubDate>{DAY}</pubDate><description>{words}</description></item>"
        )
    };
    let large = "The quay. ".repeat(20_000);
    let feed = [item(1, WORDS), item(2, &large), item(3, WORDS)].concat();
    env.write("corpus/a.rss", format!("<rss><channel><title>The Quay</title>{feed}</channel></rss>"));
    let row = |code: &str, cell: &str| format!("<tr><td><b>{code}</b>&nbsp;</td><td>{cell}</td></tr>\n");
    let exported = |n: usize, words: &str| {
        let head = row("HD", &format!("Quay {n}")) + &row("PD", "9 March 2025") + &row("SN", "The Quay");
        head + &row("TD", &format!("<p>{words}</p>")) + &row("AN", &format!("Document QT{n}"))
    };
    let rows = [exported(1, WORDS), exported(2, &large), exported(3, WORDS)].concat();
    env.write("corpus/b.html", format!("<html><body><table>{rows}</table></body></html>"));
    let ran = env.run(&["ingest", "--max-article", "100000"]).status(1);
    let ran = ran.notes(&[
        "a.rss, item 2: larger than an article may be",
        "b.html, article 2: larger than an article may be",
    ]);
    assert!(ran.stderr.contains("4 articles") || ran.stderr.contains("4 new"), "{ran}");
}

/// A folder of very many tiny files, ten thousand unless `ONRECORD_FILES` says how many.
#[test]
fn a_million_tiny_files() {
    let files: usize = std::env::var("ONRECORD_FILES").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let env = TestEnv::new();
    for folder in 0..files.div_ceil(1000) {
        let dir = env.path().join(format!("corpus/{folder}"));
        std::fs::create_dir_all(&dir).expect("a folder");
        for number in (folder * 1000)..files.min((folder + 1) * 1000) {
            // Fewer words than are looked for in other articles: all of these are alike.
            let text = format!("date {DAY}\n\nShip {number} left at noon.\n");
            std::fs::write(dir.join(format!("{number}.txt")), text).expect("written");
        }
    }
    let (_, most) = watched(&env, &["ingest"]);
    let stats: serde_json::Value = env.run(&["stats", "--format", "json"]).status(0).json();
    assert_eq!(stats["articles"], files);
    // What is known of a file and of its one passage, beside what an ingest takes.
    let allowed_kb = (200 << 10) + files as u64 * 2;
    assert!(most.is_none_or(|most| most < allowed_kb), "{most:?} kB of {allowed_kb}");
    let (_, again) = watched(&env, &["ingest"]);
    assert!(again.is_none_or(|again| again < allowed_kb), "{again:?} kB of {allowed_kb}");
}
