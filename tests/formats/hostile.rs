//! Input made to do harm: a clear reason, bounded memory and time, no panic.

use super::containers::{bzip2, gzip, read, tar, xz, zip, zstd};
use onrecord::source::Reading;
use std::time::{Duration, Instant};

/// Says within how long something is done.
fn within(seconds: u64, what: &str, act: impl FnOnce()) {
    let begun = Instant::now();
    act();
    assert!(begun.elapsed() < Duration::from_secs(seconds), "{what}: {:?}", begun.elapsed());
}

fn small() -> Reading {
    Reading { article_bytes: 1 << 20, ratio: 50, ..Reading::default() }
}

#[test]
fn bombs() {
    let zeros = "date 2025-03-09 The harbour opened on Monday. ".repeat(1 << 19).into_bytes();
    let lines = b"{\"text\": \"The harbour opened.\"}\n".repeat(600_000);
    for (name, bytes) in [
        ("a.txt.gz", gzip(&zeros)),
        ("a.txt.bz2", bzip2(&zeros)),
        ("a.txt.zst", zstd(&zeros)),
        ("a.txt.xz", xz(&zeros)),
        ("a.zip", zip(&[("a.txt", &zeros)])),
        ("a.tar.gz", gzip(&tar(&[("a.txt", &zeros)]))),
        ("c.zip", zip(&[("a.jsonl", &lines)])),
        ("b.zip", zip(&[("a.txt.gz", &gzip(&zeros))])),
    ] {
        within(60, name, || {
            let found = read(name, &bytes, small());
            let reason = found.last().and_then(|last| last.as_ref().err()).expect(name);
            let told =
                reason.contains("50 times its size") || reason.contains("larger than an article may be");
            assert!(told, "{name}: {reason}");
        });
    }
}

#[test]
fn archives_in_archives_in_archives() {
    let mut bytes = b"date 2025-03-09 The harbour opened on Monday.".to_vec();
    let mut name = "a.txt".to_owned();
    for _ in 0..8 {
        bytes = zip(&[(&name, &bytes)]);
        name = "a.zip".to_owned();
    }
    let found = read("a.zip", &bytes, Reading::default());
    assert!(found[0].as_ref().expect_err("too deep").contains("an archive in an archive"), "{found:?}");
}

#[test]
fn names_that_lead_out_of_an_archive() {
    let text = b"date 2025-03-09 The harbour opened on Monday.";
    let archive = tar(&[("../../../tmp/onrecord-was-here.txt", text), ("/etc/harbour.txt", text)]);
    let found = read("a.tar", &archive, Reading::default());
    let ids: Vec<&str> = found.iter().map(|found| found.as_ref().expect("an article").id.as_str()).collect();
    assert_eq!(ids, ["in/a.tar/tmp/onrecord-was-here.txt", "in/a.tar/etc/harbour.txt"]);
    assert!(!std::path::Path::new("/tmp/onrecord-was-here.txt").exists());
}

#[test]
fn links_in_an_archive_are_not_followed() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    header.set_cksum();
    builder.append_link(&mut header, "2025-03-09.txt", "/etc/passwd").expect("packed");
    let found = read("a.tar", &builder.into_inner().expect("packed"), Reading::default());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_line_without_an_end() {
    let line = format!("{{\"text\": \"{}\"}}\n{{\"text\": \"The end.\"}}", "a".repeat(8 << 20));
    let found = read("a.jsonl", line.as_bytes(), small());
    assert!(found[0].as_ref().expect_err("too long").contains("larger than an article may be"));
    assert_eq!(found[1].as_ref().expect("the next line").text, "The end.");
    let found = read(
        "2025-03-09.txt",
        "The quay. ".repeat(1000).as_bytes(),
        Reading { article_bytes: 1000, ..Reading::default() },
    );
    assert_eq!(found.len(), 1);
    assert!(found[0].is_err());
}

#[test]
fn json_nested_deep() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"text\":[", "]}")] {
        let (n, m) = (200_000, open.len());
        let text = format!(
            "[{{\"text\": \"One.\"}}, {}{}, {{\"text\": \"Two.\"}}]",
            open.repeat(n / m),
            close.repeat(n / m)
        );
        within(60, open, || {
            let found = read("a.json", text.as_bytes(), Reading::default());
            let texts: Vec<&str> = found.iter().flatten().map(|article| article.text.as_str()).collect();
            assert_eq!(texts, ["One.", "Two."], "{open}");
            assert_eq!(found.len(), 3);
        });
    }
}

#[test]
fn bytes_that_are_no_text() {
    for (name, bytes) in [
        ("2025-03-09.txt", &b"The \xff\xfe harbour \x80 opened on Monday."[..]),
        ("2025-03-10.txt", b"\xef\xbb\xbfThe harbour opened on Monday.\n\xc3"),
        ("a.jsonl", b"{\"text\": \"The \xff harbour.\"}\n"),
        ("a.csv", b"date,text\n2025-03-09,The \xff harbour.\n"),
    ] {
        let found = read(name, bytes, Reading::default());
        assert!(found[0].as_ref().expect(name).text.contains("harbour"), "{name}");
    }
    let found = read("2025-03-09.txt", b"The harbour\0 opened\0 on Monday.", Reading::default());
    assert_eq!(found, [Err("in/2025-03-09.txt: binary".to_owned())]);
}
