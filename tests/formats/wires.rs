//! The story in the forms of agencies, archives and data bases; held to the same as in every other.

use super::story::is_the_story;
use onrecord::source::{Format, articles, articles_from, walk};
use onrecord::{Article, Error};
use std::io::{Cursor, Write};

/// A file name, its format, and the story in it.
const FORMATS: &[(&str, Format, &str)] = &[
    (
        "story-nitf.xml",
        Format::Nitf,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nitf SYSTEM \"nitf.dtd\">\n<nitf><head>\
         <title>Quay</title><pubdata date.publication=\"20250309T000000\" name=\"Reuters\"/></head><body><body.head>\
         <hedline><hl1>Harbour &amp; quay open at last</hl1></hedline><dateline>PORTO, March 9</dateline></body.head>\
         <body.content><block class=\"lead_paragraph\"><p>LEAD: The harbour board.</p></block>\
         <block class=\"full_text\"><p>The harbour board opened both\n quays on <em>Monday</em>.</p>\
         <p>&#8220;We waited for years,&rdquo; said <person>Marta Quiroga</person>, who runs the ferry.</p>\
         <p>Ships left at noon.</p></block></body.content></body></nitf>",
    ),
    (
        "story-rcv1.xml",
        Format::NewsMl1,
        "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<newsitem itemid=\"1\" id=\"root\" date=\"2025-03-09\" xml:lang=\"en\">\
         <title>PORTUGAL: Harbour &amp; quay</title><headline>Harbour &amp; quay open at last</headline>\
         <dateline>PORTO, March 9</dateline><text>\n<p>The harbour board opened both quays on Monday.</p>\n\
         <p>“We waited for years,” said Marta Quiroga, who runs the ferry.</p>\n<p>Ships left at noon.</p>\n</text>\
         <copyright>(c) The agency 2025</copyright></newsitem>",
    ),
    (
        "story-g2.xml",
        Format::NewsMlG2,
        "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet><newsItem guid=\"urn:newsml:quay.example:1\">\
         <itemMeta><provider><name>Reuters</name></provider><versionCreated>2025-03-10T01:00:00Z</versionCreated></itemMeta>\
         <contentMeta><contentCreated>2025-03-09T23:10:00-08:00</contentCreated>\
         <headline>Harbour &amp; quay open at last</headline></contentMeta><contentSet><inlineXML>\
         <html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>x</title></head><body>\
         <p>PORTO, March 9 - The harbour board opened both quays on Monday.</p>\
         <p>“We waited for years,” said <b>Marta Quiroga</b>, who runs the ferry.</p><p>Ships left at noon.</p></body></html>\
         </inlineXML></contentSet></newsItem></itemSet></newsMessage>",
    ),
    (
        "story-trec",
        Format::Trec,
        "<DOC>\n<DOCNO> QT20250309-0001 </DOCNO>\n<PUB>Reuters</PUB>\n<HEADLINE>\n<P>Harbour &amp; quay\nopen at last\n\
         </HEADLINE>\n<DATELINE> PORTO, March 9 </DATELINE>\n<TEXT>\n<P>\nThe harbour board opened both quays\non Monday.\n\
         </P>\n<P>\n“We waited for years,” said Marta Quiroga,\nwho runs the ferry.\n<P>\nShips left at noon.\n</TEXT>\n</DOC>\n",
    ),
    (
        "story-nexis.txt",
        Format::Nexis,
        "\n                               1 of 1 DOCUMENTS\n\n\n                                  Reuters\n\n\
         \x20                         March 9, 2025 Sunday\n                              Late Edition\n\n\
         Harbour & quay open at last\n\nBYLINE: By Jane Doe\n\nLENGTH: 23 words\n\nDATELINE: PORTO, March 9\n\n\
         The harbour board opened both\nquays on Monday.\n\n“We waited for years,” said Marta Quiroga, who\nruns the ferry.\n\n\
         Ships left at noon.\n\nLOAD-DATE: March 10, 2025\n\nLANGUAGE: ENGLISH\n\n           Copyright 2025 Reuters\n",
    ),
    (
        "story-nexis.rtf",
        Format::Rtf,
        "{\\rtf1\\ansi\\ansicpg1252\\uc1{\\fonttbl{\\f0 Arial;}}{\\header Page 1\\par}{\\b Harbour & quay open at last}\\par\n\
         Reuters\\par March 9, 2025 Sunday\\par\\par Copyright 2025 Reuters\\par\\par Section: NEWS\\par Length: 23 words\\par\n\
         Dateline: PORTO, March 9\\par\\par {\\b Body}\\par\\par The harbour board opened both quays on Monday.\\par\\par\n\
         \\u8220?We waited for years,\\'94 said Marta Quiroga, who runs the ferry.\\par\\par Ships left at noon.\\par\\par\n\
         Classification\\par\\par Language: ENGLISH\\par\\par Load-Date: March 10, 2025\\par\\par End of Document\\par}",
    ),
    (
        "story-factiva.htm",
        Format::Factiva,
        "<html><head><title>Factiva</title></head><body><div class=\"article\"><table><tr><td><b>HD</b>&nbsp;</td><td>Harbour &amp; quay\n\
         open at last</td></tr><tr><td><b>WC</b>&nbsp;</td><td>23 words</td></tr><tr><td><b>PD</b>&nbsp;</td><td>9 March 2025</td></tr>\
         <tr><td><b>SN</b>&nbsp;</td><td>Reuters</td></tr><tr><td><b>LP</b>&nbsp;</td><td><p>PORTO, March 9 - The harbour board opened\n\
         both quays on Monday.</p></td></tr><tr><td><b>TD</b>&nbsp;</td><td><p>“We waited for years,” said Marta Quiroga, who runs the\n\
         ferry.</p><p>Ships left at noon.</p></td></tr><tr><td><b>AN</b>&nbsp;</td><td>Document QT1</td></tr></table></div></body></html>",
    ),
];

/// A Word document of some lines.
pub(super) fn docx(lines: &[&str]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let paragraphs: String = lines
        .iter()
        .map(|line| {
            format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", line.replace('&', "&amp;").replace('<', "&lt;"))
        })
        .collect();
    let text = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>"
    );
    for (name, part) in
        [("[Content_Types].xml", "<Types/>"), ("_rels/.rels", "<x/>"), ("word/document.xml", &text)]
    {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        archive.write_all(part.as_bytes()).expect("written");
    }
    archive.finish().expect("finished").into_inner()
}

fn of_file(name: &str, bytes: &[u8]) -> Vec<Result<Article, Error>> {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join(name), bytes).expect("written");
    let file = walk(&[dir.path().to_owned()], &[]).next().expect("one").expect("a file");
    articles(&file, &file.relative, &Default::default()).expect("read").collect()
}

#[test]
fn word_documents() {
    let paragraphs = [
        "PORTO, March 9 - The harbour board opened both quays on Monday.",
        "“We waited for years,” said Marta Quiroga, who runs the ferry.",
        "Ships left at noon.",
    ];
    let alone = [&["Harbour & quay open at last", ""], &paragraphs[..]].concat();
    let found = of_file("Reuters_2025-03-09_quay.docx", &docx(&alone));
    is_the_story(found[0].as_ref().expect("an article"), "alone");
    let head = ["Harbour & quay open at last", "Reuters", "March 9, 2025 Sunday", "Length: 23 words", "Body"];
    let one = [&head[..], &paragraphs, &["Classification", "Language: ENGLISH", "End of Document"]].concat();
    let found = of_file("export.docx", &docx(&[&one[..], &one].concat()));
    assert_eq!(found.len(), 2);
    for article in &found {
        is_the_story(article.as_ref().expect("an article"), "export");
    }
    assert_eq!(found[1].as_ref().expect("an article").id, "export.docx#2");
}

#[test]
fn documents_that_are_broken_or_swell_are_refused() {
    let of = |name: &str, bytes: &[u8]| match of_file(name, bytes).remove(0) {
        Ok(article) => format!("read: {}", article.text.len()),
        Err(error) => error.to_string(),
    };
    let bomb = docx(&["a".repeat(30 << 20).as_str()]);
    assert!(bomb.len() < 100_000);
    assert!(of("bomb.docx", &bomb).contains("it unpacks to more than it may"), "{}", of("bomb.docx", &bomb));
    let cut = &docx(&["The quay opened."])[..200];
    assert!(of("cut.docx", cut).starts_with("cut.docx: "));
    assert_eq!(
        of("deep.rtf", &[&b"{\\rtf1 "[..], &b"{".repeat(1 << 20)].concat()),
        "deep.rtf: groups are nested too deep"
    );
    assert_eq!(of("empty.rtf", b"{\\rtf1 }"), "empty.rtf: no text in it");
    assert!(of("cut.rtf", b"{\\rtf1 The quay").contains("ends in the middle"));
}

#[test]
fn hostile_markup_is_refused_in_bounded_time() {
    let begun = std::time::Instant::now();
    let of = |name: &str, text: String| match of_file(name, text.as_bytes()).remove(0) {
        Ok(article) => format!("read: {}", article.text),
        Err(error) => error.to_string(),
    };
    let bomb = "<!DOCTYPE nitf [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<nitf><body><body.content><p>&b;</p>\
                </body.content></body></nitf>";
    assert_eq!(of("bomb.xml", bomb.to_owned()), "read: &b;");
    let deep = format!("<nitf>{}</nitf>", "<p>".repeat(1 << 20));
    assert!(of("deep.xml", deep).contains("more than 200 elements deep"));
    let wide = format!("<newsItem>{}</newsItem>", "<p/>".repeat(1 << 20));
    assert!(of("wide.xml", wide).contains("more than 200000 elements"));
    assert!(of("open.xml", format!("<newsitem>{}", "a<".repeat(1 << 20))).ends_with("it does not end"));
    assert!(of("open", format!("<DOC>{}", "<P><TEXT><HL>".repeat(1 << 17))).ends_with("it does not end"));
    assert!(of("nul", format!("<DOC><TEXT>{}a</TEXT></DOC>", "\0".repeat(1 << 20))) == "read: a");
    let labels = format!("1 of 1 DOCUMENTS\nLENGTH: 1 words\n{}", "BYLINE: a\n".repeat(1 << 18));
    assert!(of("labels.txt", labels).contains("no article"));
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

#[test]
fn reads_the_same_in_every_format() {
    for (name, format, content) in FORMATS {
        let bytes = Box::new(Cursor::new(content.as_bytes()));
        let mut articles = articles_from(bytes, &format!("in/{name}"), *format, &Default::default());
        is_the_story(&articles.next().expect("an article").expect("no error"), name);
        assert!(articles.next().is_none(), "{name}");
    }
}

#[test]
fn each_format_is_told_in_a_walk() {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, _, content) in FORMATS {
        std::fs::write(dir.path().join(name), content).expect("written");
    }
    let mut read = 0;
    for file in walk(&[dir.path().to_owned()], &[]) {
        let file = file.expect("a file");
        let found: Vec<_> = articles(&file, &file.relative, &Default::default()).expect("read").collect();
        assert_eq!(found.len(), 1, "{}", file.relative);
        is_the_story(found[0].as_ref().expect("an article"), &file.relative);
        read += 1;
    }
    assert_eq!(read, FORMATS.len());
}
