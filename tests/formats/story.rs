//! The same invented story, written in every format, reads the same.

use jiff::civil::date;
use onrecord::paragraph::{ParagraphKind, split};
use onrecord::source::{Format, articles, articles_from, walk};
use onrecord::{Article, Error};

const TITLE: &str = "Harbour & quay open at last";
const PARAGRAPHS: [&str; 3] = [
    "PORTO, March 9 - The harbour board opened both quays on Monday.",
    "“We waited for years,” said Marta Quiroga, who runs the ferry.",
    "Ships left at noon.",
];

/// A file name, its format, and the story in it.
pub(super) const FORMATS: &[(&str, Format, &str)] = &[
    (
        "Reuters_2025-03-09_head.txt",
        Format::Plain,
        "date 2025-03-09\n\nHarbour & quay open at last\n\n\
         PORTO, March 9 - The harbour board opened both quays on Monday.\n\n\
         “We waited for years,” said Marta Quiroga, who runs the ferry.\n\nShips left at noon.\n",
    ),
    (
        "front.txt",
        Format::Plain,
        "\u{feff}---\r\ntitle: Harbour & quay open at last\r\ndate: 2025-03-09\r\nsource: Reuters\r\n---\r\n\r\n\
         PORTO, March 9 - The harbour board opened both quays on Monday.\r\n\r\n\
         “We waited for years,” said Marta Quiroga, who runs the ferry.\r\n\r\nShips left at noon.",
    ),
    (
        "Reuters_2025-03-09_indented.txt",
        Format::Plain,
        "Harbour & quay open at last\n\
         \x20   PORTO, March 9 - The harbour board opened both quays on Monday.\n\
         \x20   “We waited for years,” said Marta Quiroga, who runs the ferry.\n    Ships left at noon.\n",
    ),
    (
        "Reuters_20250309_lines.txt",
        Format::Plain,
        "Harbour & quay open at last\n\
         PORTO, March 9 - The harbour board opened both quays on Monday.\n\
         “We waited for years,” said Marta Quiroga, who runs the ferry.\nShips left at noon.",
    ),
    (
        "story.sgm",
        Format::Reuters,
        "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS NEWID=\"1\">\n<DATE> 9-MAR-2025 10:11:12.13</DATE>\n\
         <TEXT>&#2;\n<TITLE>Harbour &amp; quay open at last</TITLE>\n\
         <DATELINE>    PORTO, March 9 - </DATELINE><BODY>The harbour board opened both quays on\nMonday.\n\
         \x20   “We waited for years,” said Marta Quiroga, who runs the\nferry.\n\
         \x20   Ships left at noon.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n",
    ),
    (
        "story.json",
        Format::Json,
        "{\n \"headline\": \"Harbour & quay open at last\",\n \"publishedAt\": \"2025-03-09T23:10:00-08:00\",\n \
         \"source\": {\"name\": \"Reuters\"},\n \"content\": \"PORTO, March 9 - The harbour board opened both quays \
         on Monday.\\n\\n“We waited for years,” said Marta Quiroga, who runs the ferry.\\n\\nShips left at noon.\"\n}",
    ),
    (
        "story.jsonl",
        Format::JsonLines,
        "{\"title\": \"Harbour & quay open at last\", \"date_publish\": \"2025-03-09 10:11:12\", \
         \"source_domain\": \"Reuters\", \"maintext\": \"Harbour & quay open at last\\nPORTO, March 9 - The harbour \
         board opened both quays on Monday.\\n\\u201cWe waited for years,\\u201d said Marta Quiroga, who runs the \
         ferry.\\nShips left at noon.\"}\n",
    ),
    (
        "story.csv",
        Format::Csv,
        "title,date,publication,content\nHarbour & quay open at last,2025-03-09,Reuters,\"PORTO, March 9 - The harbour \
         board opened both quays on Monday.\n\n“We waited for years,” said Marta Quiroga, who runs the ferry.\n\nShips \
         left at noon.\"\n",
    ),
    (
        "story.tsv",
        Format::Tsv,
        "Headline\tPublished At\tSource\tBody\r\nHarbour & quay open at last\t2025-03-09T10:11:12Z\tReuters\t\"PORTO, \
         March 9 - The harbour board opened both quays on Monday.\r\n\r\n“We waited for years,” said Marta Quiroga, \
         who runs the ferry.\r\n\r\nShips left at noon.\"\r\n",
    ),
    ("page-linked.html", Format::Html, include_str!("stories/page-linked.html")),
    ("page-meta.html", Format::Html, include_str!("stories/page-meta.html")),
    ("page-plain.htm", Format::Html, include_str!("stories/page-plain.htm")),
    ("story.rss", Format::Feed, include_str!("stories/story.rss")),
    ("story.atom", Format::Feed, include_str!("stories/story.atom")),
    ("story.warc", Format::Warc, include_str!("stories/story.warc")),
];

/// The story as a file: `date 2025-03-09` and its paragraphs.
pub(super) const PLAIN: (&str, &str) = ("Reuters_2025-03-09_head.txt", FORMATS[0].2);

fn read(name: &str, format: Format, content: &'static str) -> Article {
    let mut articles = articles_from(Box::new(content.as_bytes()), name, format, &Default::default())
        .filter(|found| !matches!(found, Err(Error::OtherRecords { .. })));
    let article = articles.next().expect("an article").expect("no error");
    assert!(articles.next().is_none(), "{name}");
    article
}

#[test]
fn reads_the_same_in_every_format() {
    for (name, format, content) in FORMATS {
        let article = read(&format!("in/{name}"), *format, content);
        assert_eq!(article.source, format!("in/{name}"));
        is_the_story(&article, name);
    }
}

/// Holds an article to the story, in whatever form it came; `name` is said where it does not hold.
pub(super) fn is_the_story(article: &Article, name: &str) {
    assert_eq!(article.title.as_deref(), Some(TITLE), "{name}");
    assert_eq!(article.date, Some(date(2025, 3, 9)), "{name}");
    assert_eq!(article.publisher.as_deref(), Some("Reuters"), "{name}");
    let paragraphs = split(article);
    let texts = |kind| {
        let of_kind = paragraphs.iter().filter(move |paragraph| paragraph.kind == kind);
        of_kind.map(|paragraph| paragraph.span.of(&article.text)).collect::<Vec<_>>()
    };
    assert_eq!(texts(ParagraphKind::Body), PARAGRAPHS, "{name}");
    let headlines = texts(ParagraphKind::Headline);
    assert_eq!(headlines.len(), usize::from(article.title_span.is_some()), "{name}");
    assert!(headlines.iter().all(|headline| *headline == TITLE), "{name}");
    let first =
        paragraphs.iter().find(|paragraph| paragraph.kind == ParagraphKind::Body).expect("a paragraph");
    assert_eq!(first.dateline.map(|span| span.of(&article.text)), Some("PORTO, March 9 - "), "{name}");
    assert!(first.prose().of(&article.text).starts_with("The harbour"), "{name}");
}

#[test]
fn a_plain_text_is_the_file_to_the_byte() {
    for (name, format, content) in FORMATS.iter().filter(|(_, format, _)| *format == Format::Plain) {
        assert_eq!(read(name, *format, content).text, *content, "{name}");
    }
}

#[test]
fn each_format_is_told_in_a_walk() {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, _, content) in FORMATS {
        std::fs::write(dir.path().join(name), content).expect("written");
    }
    std::fs::write(dir.path().join("README.md"), "About these articles.").expect("written");
    std::fs::write(dir.path().join("notes.ann"), "T1 Source 0 4 Text").expect("written");
    std::fs::write(dir.path().join("empty.txt"), "\n").expect("written");
    let (mut ids, mut passed_over, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for file in walk(&[dir.path().to_owned()], &[]) {
        let file = file.expect("a file");
        match articles(&file, &format!("in/{}", file.relative), &Default::default()) {
            Ok(articles) => ids.extend(
                articles
                    .filter(|found| !matches!(found, Err(Error::OtherRecords { .. })))
                    .map(|article| article.expect("an article").id),
            ),
            Err(Error::NotArticles { source_name, .. }) => passed_over.push(source_name),
            Err(error) => faults.push(error.to_string()),
        }
    }
    assert_eq!(
        ids,
        [
            "in/Reuters_2025-03-09_head.txt",
            "in/Reuters_2025-03-09_indented.txt",
            "in/Reuters_20250309_lines.txt",
            "in/front.txt",
            "in/page-linked.html",
            "in/page-meta.html",
            "in/page-plain.htm",
            "tag:q-1",
            "in/story.csv#1",
            "in/story.json",
            "in/story.jsonl#1",
            "q-1",
            "story.sgm#1",
            "in/story.tsv#1",
            "urn:uuid:1",
        ]
    );
    assert_eq!(passed_over, ["in/README.md", "in/notes.ann"]);
    assert_eq!(faults, ["in/empty.txt: empty"]);
}

#[test]
fn an_id_given_twice_is_told_apart() {
    let lines = "{\"id\": \"x\", \"text\": \"a\"}\n{\"id\": \"x~2\", \"text\": \"b\"}\n\
                 {\"id\": \"x\", \"text\": \"c\"}\n{\"id\": \"x\", \"text\": \"d\"}\n";
    let articles =
        articles_from(Box::new(lines.as_bytes()), "a.jsonl", Format::JsonLines, &Default::default());
    let ids: Vec<String> = articles.map(|article| article.expect("an article").id).collect();
    assert_eq!(ids, ["x", "x~2", "x~3", "x~4"]);
}
