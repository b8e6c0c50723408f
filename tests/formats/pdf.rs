//! The story as a PDF, set as printers set it, and what broken and hostile ones are.

use super::containers::read;
use super::story::is_the_story;
use jiff::civil::date;
use onrecord::source::{DateFrom, Reading, Sureness};
use std::fmt::Write as _;
use std::io::Write as _;

/// What a page of the story shows: lines with the column and height each begins at, and the size of its letters.
const STORY: &[(i32, i32, i32, &str)] = &[
    (72, 760, 18, "Harbour & quay open at last"),
    (72, 728, 10, "PORTO, March 9 - The harbour"),
    (72, 716, 10, "board opened both quays on Mon-"),
    (72, 704, 10, "day."),
    (82, 692, 10, "\u{201c}We waited for years,\u{201d} said Marta"),
    (72, 680, 10, "Quiroga, who runs the ferry."),
    (82, 668, 10, "Ships left at noon."),
];

/// The instructions that draw lines, in letters of Windows.
pub(super) fn page(lines: &[(i32, i32, i32, &str)]) -> Vec<u8> {
    let mut drawn = Vec::new();
    for (x, y, size, text) in lines {
        let mut line = format!("BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm (").into_bytes();
        let escaped = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        line.extend_from_slice(&encoding_rs::WINDOWS_1252.encode(&escaped).0);
        line.extend_from_slice(b") Tj ET\n");
        drawn.extend(line);
    }
    drawn
}

/// A document of objects, from number 1, with its table of them; the first is its catalogue.
fn document(objects: &[Vec<u8>], more: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", bytes.len()).expect("a line");
        bytes.extend(format!("{number} 0 obj\n").into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let at = bytes.len();
    bytes.extend(
        format!(
            "{table}trailer\n<</Size {} /Root 1 0 R {more}>>\nstartxref\n{at}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    bytes
}

pub(super) fn stream(dict: &str, bytes: &[u8]) -> Vec<u8> {
    [format!("<<{dict} /Length {}>>\nstream\n", bytes.len()).as_bytes(), bytes, b"\nendstream"].concat()
}

const FONT: &str = "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>";

/// A document of pages, each a stream, and of other objects from number 20 on.
fn pages(contents: &[Vec<u8>], more: &str, others: &[Vec<u8>]) -> Vec<u8> {
    pages_in(FONT, contents, more, others)
}

/// The same, set in a font.
pub(super) fn pages_in(font: &str, contents: &[Vec<u8>], more: &str, others: &[Vec<u8>]) -> Vec<u8> {
    let kids: String = (0..contents.len()).map(|page| format!("{} 0 R ", 4 + 2 * page)).collect();
    let mut objects = vec![
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        format!("<</Type /Pages /Kids [{kids}] /Count {}>>", contents.len()).into_bytes(),
        font.as_bytes().to_vec(),
    ];
    for (page, content) in contents.iter().enumerate() {
        let dict = format!(
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R /Resources <</Font <</F1 3 0 R>> /XObject <</X 20 0 R>>>>>>",
            5 + 2 * page
        );
        objects.extend([dict.into_bytes(), content.clone()]);
    }
    objects.resize(19.max(objects.len()), b"null".to_vec());
    objects.extend_from_slice(others);
    document(&objects, more)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("packed")
}

fn story() -> Vec<u8> {
    pages(&[stream("/Filter /FlateDecode", &packed(&page(STORY)))], "", &[])
}

fn told(name: &str, bytes: &[u8]) -> String {
    match read(name, bytes, Reading::default()).remove(0) {
        Ok(article) => format!("read: {}", article.text),
        Err(reason) => reason,
    }
}

#[test]
fn the_story_as_a_pdf() {
    let name = "Reuters_2025-03-09_quay.pdf";
    let found = read(name, &story(), Reading::default());
    is_the_story(found[0].as_ref().expect("an article"), "pdf");
    // Told by its mark, whatever it is called and whatever stands before.
    let found = read("Reuters_2025-03-09_quay.dat", &[&b"\n\n"[..], &story()].concat(), Reading::default());
    is_the_story(found[0].as_ref().expect("an article"), "dat");
}

#[test]
fn the_story_over_two_pages_in_a_form_and_without_a_table_of_objects() {
    let (first, second) = STORY.split_at(3);
    let numbers: [(i32, i32, i32, &str); 2] = [(300, 20, 8, "- 1 -"), (300, 20, 8, "- 2 -")];
    let of = |lines: &[(i32, i32, i32, &str)], number| stream("", &page(&[lines, &[number]].concat()));
    let found = read(
        "Reuters_2025-03-09_a.pdf",
        &pages(&[of(first, numbers[0]), of(second, numbers[1])], "", &[]),
        Reading::default(),
    );
    is_the_story(found[0].as_ref().expect("an article"), "two pages");

    let form = stream("/Type /XObject /Subtype /Form /BBox [0 0 612 792]", &page(STORY));
    let found = read(
        "Reuters_2025-03-09_b.pdf",
        &pages(&[stream("", b"q /X Do Q")], "", &[form]),
        Reading::default(),
    );
    is_the_story(found[0].as_ref().expect("an article"), "a form");

    let whole = story();
    let at = memchr::memmem::find(&whole, b"xref\n").expect("a table");
    let broken = [&whole[..at], b"xref\n0 9\ngarbage\nstartxref\n999999\n%%EOF"].concat();
    for (what, bytes) in [("a broken table", broken), ("no table", whole[..at].to_vec())] {
        let found = read("Reuters_2025-03-09_c.pdf", &bytes, Reading::default());
        is_the_story(found[0].as_ref().expect("an article"), what);
    }
}

#[test]
fn its_day_is_the_one_it_shows_else_the_one_it_was_made_on() {
    let dated = |shown: &str| {
        let mut lines = STORY.to_vec();
        lines.insert(1, (72, 744, 9, shown));
        let made = "<</CreationDate (D:20250412093000+02'00') /Title (quay_final_3.qxd)>>";
        let bytes = pages(&[stream("", &page(&lines))], "/Info 20 0 R", &[made.as_bytes().to_vec()]);
        let article = read("quay.pdf", &bytes, Reading::default()).remove(0).expect("an article");
        (article.date, article.date_from, article.date_field)
    };
    assert_eq!(
        dated("The Quay, Sunday, 9 March 2025, page 3"),
        (Some(date(2025, 3, 9)), Some(DateFrom::Page), None)
    );
    let made = (Some(date(2025, 4, 12)), Some(DateFrom::Document), Some("CreationDate".to_owned()));
    assert_eq!(dated("The Quay, page 3"), made);
    assert_eq!(DateFrom::Document.sureness(), Sureness::Latest);
}

#[test]
fn what_has_no_words_says_so() {
    let scan = pages(
        &[stream("", b"q 612 0 0 792 0 0 cm /X Do Q")],
        "",
        &[stream("/Subtype /Image /Width 1 /Height 1", b"x")],
    );
    assert_eq!(told("scan.pdf", &scan), "in/scan.pdf: no text layer: pictures of pages, or nothing");
    let locked = pages(
        &[stream("", &page(STORY))],
        "/Encrypt <</Filter /Standard /V 1 /R 2 /P -44 /O (01234567890123456789012345678901) /U (01234567890123456789012345678901)>> /ID [(a) (a)]",
        &[],
    );
    assert_eq!(told("locked.pdf", &locked), "in/locked.pdf: encrypted: it opens with a password only");
    for (name, bytes) in [("empty.pdf", &b"%PDF-1.4\n"[..]), ("cut.pdf", &story()[..40])] {
        assert_eq!(told(name, bytes), format!("in/{name}: its parts cannot be found: broken, or cut off"));
    }
    let riddle = String::from_utf8_lossy(FONT.as_bytes())
        .replace("/WinAnsiEncoding", "<</Differences [65 /g1 /g2 /g3]>>");
    let content = b"BT /F1 10 Tf 1 0 0 1 72 700 Tm (ABCABCABC) Tj ET";
    let bytes = pages(&[stream("", content)], "", &[]);
    let at = memchr::memmem::find(&bytes, FONT.as_bytes()).expect("a font");
    let bytes = [&bytes[..at], riddle.as_bytes(), &bytes[at + FONT.len()..]].concat();
    assert!(
        told("riddle.pdf", &bytes).contains("9 of 9 letters are of no known character"),
        "{}",
        told("riddle.pdf", &bytes)
    );
}

#[test]
fn letters_of_a_font_that_is_missing_are_seen_to_be_missing() {
    let mut drawn = page(STORY);
    drawn.extend(b"BT /F9 10 Tf 1 0 0 1 72 640 Tm (No) Tj ET");
    let found = told("a.pdf", &pages(&[stream("", &drawn)], "", &[]));
    assert!(found.ends_with("Ships left at noon.\n\n\u{fffd}\u{fffd}"), "{found}");
    let bytes = pages(&[stream("", b"BT /F9 10 Tf 1 0 0 1 72 640 Tm (No) Tj ET")], "", &[]);
    assert!(told("a.pdf", &bytes).contains("2 of 2 letters are of no known character"));
}

#[test]
fn hostile_documents_end_in_bounded_time_and_memory() {
    let begun = std::time::Instant::now();
    // Thirty kilobytes that unpack to thirty megabytes, once and twice packed, and packed in a way that tells nothing.
    let swollen = packed(&vec![b' '; 32 << 20]);
    let unpacked = "is, or may be, more than";
    assert!(
        told("bomb.pdf", &pages(&[stream("/Filter /FlateDecode", &swollen)], "", &[])).contains(unpacked)
    );
    let twice = stream("/Filter [/FlateDecode /FlateDecode]", &packed(&swollen));
    assert!(told("twice.pdf", &pages(&[twice], "", &[])).contains(unpacked));
    let older = stream("/Filter /LZWDecode", &vec![0x55; 1 << 20]);
    assert!(told("older.pdf", &pages(&[older], "", &[])).contains(unpacked));
    // Forms that draw each other: tenfold at each step, and without end.
    let laughs = stream("/Subtype /Form /BBox [0 0 9 9]", "/X Do ".repeat(10).as_bytes());
    let told_of_laughs = told("laughs.pdf", &pages(&[stream("", b"/X Do")], "", &[laughs]));
    assert!(told_of_laughs.contains("more is drawn on its pages than is followed"), "{told_of_laughs}");
    // Nesting of arrays, of states, of pages.
    let deep = [b"[".repeat(1 << 20), page(STORY)].concat();
    assert!(!told("arrays.pdf", &pages(&[stream("", &deep)], "", &[])).is_empty());
    let kept = [b"q ".repeat(1 << 20), page(STORY)].concat();
    assert!(told("states.pdf", &pages(&[stream("", &kept)], "", &[])).starts_with("read: Harbour"));
    let mut tree = vec![b"<</Type /Catalog /Pages 2 0 R>>".to_vec()];
    tree.extend(
        (2..20_000).map(|node| format!("<</Type /Pages /Kids [{} 0 R] /Count 1>>", node + 1).into_bytes()),
    );
    assert!(told("tree.pdf", &document(&tree, "")).contains("no text layer"));
    let ring = [
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2>>".to_vec(),
    ];
    assert!(told("ring.pdf", &document(&ring, "/Prev 9")).contains("no text layer"));
    // Numbers out of all bounds.
    let wild =
        b"BT /F1 1e300 Tf 1e300 0 0 1e300 -1e300 1e300 Tm (Quay) Tj 99999999999999999999 Tc (Quay) Tj ET";
    assert!(!told("wild.pdf", &pages(&[stream("", wild)], "", &[])).is_empty());
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn no_more_text_than_an_article_may_have() {
    let long: Vec<_> = (0..400).map(|line| (72, 760 - line, 10, "The harbour opened on Monday.")).collect();
    let bytes = pages(&[stream("", &page(&long))], "", &[]);
    let reading = Reading { article_bytes: 40_000, ..Reading::default() };
    assert!(read("a.pdf", &bytes, reading.clone())[0].is_ok());
    let reading = Reading { article_bytes: 8_000, ..reading };
    let told = read("a.pdf", &bytes, reading).remove(0).expect_err("too much");
    assert!(told.contains("larger than an article may be (8000 bytes)"), "{told}");
}
