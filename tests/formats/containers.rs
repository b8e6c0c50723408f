//! The story compressed and in archives: the same article, whatever it lies in.

use super::story::{PLAIN, is_the_story};
use onrecord::source::{Reading, articles, walk};
use onrecord::{Article, Error};
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::Arc;

/// Makes a compressed stream of bytes.
type Packer = fn(&[u8]) -> Vec<u8>;

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

pub(super) fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

pub(super) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("packed")
}

pub(super) fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::default();
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).expect("a packer");
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

pub(super) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let deflated =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(*name, deflated).expect("begun");
        writer.write_all(bytes).expect("packed");
    }
    writer.finish().expect("packed").into_inner()
}

pub(super) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        // Names that lead upwards are refused by the builder, but not by those who mean harm.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *bytes).expect("packed");
    }
    builder.into_inner().expect("packed")
}

/// What a file of these bytes holds, or why nothing.
pub(super) fn read(name: &str, bytes: &[u8], reading: Reading) -> Vec<Result<Article, String>> {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    read_file(&path, &format!("in/{name}"), reading)
}

fn read_file(path: &Path, name: &str, reading: Reading) -> Vec<Result<Article, String>> {
    let told = |error: Error| match error {
        Error::NotArticles { source_name, reason } => format!("passed over {source_name}: {reason}"),
        other => other.to_string(),
    };
    let folder = path.parent().expect("a folder").to_owned();
    let mut files = walk(&[folder], &[]).map(|file| file.expect("a file"));
    let file = files.find(|file| file.path == path).expect("the file");
    match articles(&file, name, &Arc::new(reading)) {
        Ok(articles) => articles.map(|article| article.map_err(told)).collect(),
        Err(error) => vec![Err(told(error))],
    }
}

#[test]
fn the_story_compressed() {
    let (name, text) = PLAIN;
    let packers: [(&str, Packer); 4] = [("gz", gzip), ("bz2", bzip2), ("zst", zstd), ("xz", xz)];
    for (extension, pack) in packers {
        let found = read(&format!("{name}.{extension}"), &pack(text.as_bytes()), Reading::default());
        let article = found[0].as_ref().expect(extension);
        is_the_story(article, extension);
        assert_eq!((found.len(), article.id.as_str()), (1, format!("in/{name}.{extension}").as_str()));
    }
}

#[test]
fn the_story_in_archives() {
    let (name, text) = PLAIN;
    let inside = format!("2025/03/{name}");
    let files: [(&str, &[u8]); 4] = [
        (&inside, text.as_bytes()),
        ("2025/03/README.md", b"About these articles."),
        ("__MACOSX/2025/._a.txt", b"\0\x05\x16\x07"),
        ("2025/03/bad.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
    ];
    let deep = zip(&[("inner.tar.gz", &gzip(&tar(&files)))]);
    for (archive, bytes, below) in [
        ("a.zip", zip(&files), ""),
        ("a.tar", tar(&files), ""),
        ("a.tgz", gzip(&tar(&files)), ""),
        ("a.tar.xz", xz(&tar(&files)), ""),
        ("deep.zip", deep, "inner.tar.gz/"),
        ("named.dat", zip(&files), ""),
    ] {
        let found = read(archive, &bytes, Reading::default());
        let article = found[0].as_ref().expect(archive);
        is_the_story(article, archive);
        assert_eq!(article.id, format!("in/{archive}/{below}{inside}"));
        assert_eq!(article.source, format!("in/{archive}"));
        let told: Vec<&str> =
            found[1..].iter().map(|found| found.as_ref().expect_err("a reason").as_str()).collect();
        assert_eq!(told.len(), 2, "{archive}: {told:?}");
        assert!(told[0].starts_with("passed over") && told[0].contains("README.md"), "{told:?}");
        assert!(told[1].ends_with("bad.txt: binary"), "{told:?}");
    }
}

#[test]
fn an_archive_cut_short_keeps_what_stood_before() {
    let (name, text) = PLAIN;
    let long = "The harbour opened. ".repeat(5_000);
    let files: [(&str, &[u8]); 2] = [(name, text.as_bytes()), ("2025-03-10.txt", long.as_bytes())];
    for (archive, bytes) in [("a.tar", tar(&files)), ("a.tar.gz", gzip(&tar(&files)))] {
        let cut = if archive.ends_with("gz") { bytes.len() / 2 } else { 2_000 };
        let found = read(archive, &bytes[..cut], Reading::default());
        assert!(found.last().is_some_and(|last| last.is_err()), "{archive}: {found:?}");
    }
    let whole = zip(&files);
    let found = read("a.zip", &whole[..whole.len() - 30], Reading::default());
    assert!(found.len() == 1 && found[0].is_err(), "a zip without its table of contents: {found:?}");
}
