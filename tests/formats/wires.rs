//! The story in the forms of agencies, archives and data bases; held to the same as in every other.

use super::story::is_the_story;
use onrecord::source::{Format, articles, articles_from, walk};
use std::io::Cursor;

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
];

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
