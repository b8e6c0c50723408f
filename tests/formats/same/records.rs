//! Stories as records: JSON, tables, SGML of collections, XML of agencies, feeds.

use super::{LANGUAGE, PUBLISHER, Story, each_p, xml};
use crate::formats::parquet;
use serde_json::json;
use std::fmt::Write;

pub(super) fn lines(stories: &[Story]) -> String {
    let record = |s: &Story| {
        json!({"title": s.title, "date": s.date, "publisher": PUBLISHER, "language": LANGUAGE,
               "text": s.paragraphs.join("\n\n")})
    };
    stories.iter().map(|story| format!("{}\n", record(story))).collect()
}

/// As some crawlers write them: the text is all that the page shows.
pub(super) fn headed(stories: &[Story]) -> String {
    let with_headline = |s: &Story| {
        let paragraphs = [std::slice::from_ref(&s.title), s.paragraphs.as_slice()].concat();
        Story { paragraphs, ..s.clone() }
    };
    lines(&stories.iter().map(with_headline).collect::<Vec<_>>())
}

pub(super) fn array(stories: &[Story]) -> String {
    let record = |s: &Story| json!({"headline": s.title, "published": s.date, "source": PUBLISHER, "lang": LANGUAGE, "body": s.paragraphs});
    json!({"status": "ok", "articles": stories.iter().map(record).collect::<Vec<_>>()}).to_string()
}

pub(super) fn commas(stories: &[Story]) -> String {
    table(stories, ",")
}

pub(super) fn tabs(stories: &[Story]) -> String {
    table(stories, "\t")
}

fn table(stories: &[Story], delimiter: &str) -> String {
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut out = ["title", "date", "publisher", "language", "content"].join(delimiter) + "\n";
    for s in stories {
        let text = cell(&s.paragraphs.join("\n\n"));
        let cells = [cell(&s.title), s.date.to_string(), PUBLISHER.to_owned(), LANGUAGE.to_owned(), text];
        let _ = writeln!(out, "{}", cells.join(delimiter));
    }
    out
}

pub(super) fn columns(stories: &[Story]) -> Vec<u8> {
    let texts: Vec<String> = stories.iter().map(|story| story.paragraphs.join("\n\n")).collect();
    let since_1970 = |story: &Story| {
        let days = jiff::civil::date(1970, 1, 1).until(story.date).expect("a day").get_days();
        i64::from(days) * 24 * 60 * 60 * 1000
    };
    let rows: Vec<_> =
        stories.iter().zip(&texts).map(|(s, text)| (&*s.title, since_1970(s), &**text)).collect();
    parquet::table(&rows, 30)
}

pub(super) fn trec(stories: &[Story]) -> String {
    let mut out = String::new();
    for (i, s) in stories.iter().enumerate() {
        let title = xml(&s.title);
        let text = each_p(s).replace("<p>", "<P>").replace("</p>", "</P>");
        let _ = writeln!(
            out,
            "<DOC>\n<DOCNO> Q-{i} </DOCNO>\n<PUB>{PUBLISHER}</PUB>\n<DATE> {} </DATE>\n<HEADLINE>\n{title}\n</HEADLINE>\n<TEXT>\n{text}</TEXT>\n</DOC>",
            s.date
        );
    }
    out
}

/// The collection of 1987, whose paragraphs are indented lines.
pub(super) fn reuters(stories: &[Story]) -> String {
    let mut out = String::from("<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n");
    for (i, s) in stories.iter().enumerate() {
        let day = s.date.strftime("%d-%b-%Y").to_string().to_uppercase();
        let body: Vec<String> = s.paragraphs.iter().map(|paragraph| xml(paragraph)).collect();
        let _ = writeln!(
            out,
            "<REUTERS NEWID=\"{i}\">\n<DATE>{day} 10:11:12.13</DATE>\n<TEXT>&#2;\n<TITLE>{}</TITLE>\n<BODY>{}\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>",
            xml(&s.title),
            body.join("\n    "),
        );
    }
    out
}

pub(super) fn rss(stories: &[Story]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\
         <title>{PUBLISHER}</title><language>{LANGUAGE}</language>"
    );
    for (i, s) in stories.iter().enumerate() {
        let _ = write!(
            out,
            "<item><title>{}</title><guid>q-{i}</guid><pubDate>{}</pubDate><content:encoded>{}</content:encoded></item>",
            xml(&s.title),
            s.date,
            xml(&each_p(s)),
        );
    }
    out + "</channel></rss>"
}

pub(super) fn atom(stories: &[Story]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{LANGUAGE}\"><title>{PUBLISHER}</title>"
    );
    for (i, s) in stories.iter().enumerate() {
        let _ = write!(
            out,
            "<entry><id>q-{i}</id><title>{}</title><published>{}T10:11:12Z</published><content type=\"xhtml\">\
             <div xmlns=\"http://www.w3.org/1999/xhtml\">{}</div></content></entry>",
            xml(&s.title),
            s.date,
            each_p(s),
        );
    }
    out + "</feed>"
}

pub(super) fn nitf(s: &Story) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><nitf xml:lang=\"{LANGUAGE}\"><head><pubdata date.publication=\"{}T000000\" \
         name=\"{PUBLISHER}\"/></head><body><body.head><hedline><hl1>{}</hl1></hedline></body.head><body.content>\
         <block class=\"full_text\">{}</block></body.content></body></nitf>",
        s.date.strftime("%Y%m%d"),
        xml(&s.title),
        each_p(s),
    )
}

/// As in the corpus RCV1.
pub(super) fn newsitem(s: &Story) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><newsitem itemid=\"1\" date=\"{}\" xml:lang=\"{LANGUAGE}\"><headline>{}</headline>\
         <text>{}</text></newsitem>",
        s.date,
        xml(&s.title),
        each_p(s),
    )
}

pub(super) fn newsml1(stories: &[Story]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?><NewsML>");
    for s in stories {
        let _ = write!(
            out,
            "<NewsItem><Identification><NewsIdentifier><ProviderId>{PUBLISHER}</ProviderId></NewsIdentifier></Identification>\
             <NewsManagement><FirstCreated>{}T101112Z</FirstCreated></NewsManagement><NewsComponent><NewsLines><HeadLine>{}</HeadLine>\
             </NewsLines><DescriptiveMetadata><Language FormalName=\"{LANGUAGE}\"/></DescriptiveMetadata><ContentItem><DataContent>{}\
             </DataContent></ContentItem></NewsComponent></NewsItem>",
            s.date.strftime("%Y%m%d"),
            xml(&s.title),
            each_p(s),
        );
    }
    out + "</NewsML>"
}

pub(super) fn newsml_g2(stories: &[Story]) -> String {
    let mut out = String::from("<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet>");
    for (i, s) in stories.iter().enumerate() {
        let _ = write!(
            out,
            "<newsItem guid=\"urn:newsml:quay.example:{i}\" xml:lang=\"{LANGUAGE}\"><itemMeta><provider><name>{PUBLISHER}</name></provider>\
             </itemMeta><contentMeta><contentCreated>{}</contentCreated><headline>{}</headline></contentMeta><contentSet><inlineXML>\
             <html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/></head><body>{}</body></html></inlineXML></contentSet></newsItem>",
            s.date,
            xml(&s.title),
            each_p(s),
        );
    }
    out + "</itemSet></newsMessage>"
}
