//! Whatever the bytes, no reader panics, and what it gives is sound.

use onrecord::paragraph::{ParagraphKind, split};
use onrecord::source::{Format, articles_from};
use onrecord::{Article, Error, Span};
use proptest::prelude::*;
use std::io::{BufReader, Cursor, Read};

/// Pieces that the readers look for, so that random input gets past their first look.
const PIECES: &[&str] = &[
    "<REUTERS NEWID=\"1\">",
    "</REUTERS>",
    "<TEXT TYPE=\"UNPROC\">",
    "<BODY>",
    "</BODY>",
    "<DATE>26-FEB-1987",
    "</DATE>",
    "<DATELINE>",
    "</DATELINE>",
    "&#3;",
    "&#xD800;",
    "&lt;",
    "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>",
    "<nitf>",
    "</nitf>",
    "<body.content><p>",
    "</p></body.content>",
    "<pubdata date.publication=\"20250904T000000\"/>",
    "<newsitem date=\"2025-09-04\">",
    "<text><p>",
    "</p></text>",
    "</newsitem>",
    "<newsItem guid=\"x\"><contentSet>",
    "<inlineData>",
    "</inlineData>",
    "</contentSet></newsItem>",
    "<DOC>",
    "<DOC id=\"AFP_ENG_20250904.0001\">",
    "</DOC>",
    "<DOCNO>LA010189-0001",
    "<HEADLINE>",
    "<TEXT>",
    "<P>",
    "</TEXT>",
    "<![CDATA[",
    "1 of 2 DOCUMENTS\n",
    "LENGTH: 12 words\n",
    "BODY:\n",
    "LOAD-DATE: September 4, 2025\n",
    "End of Document\n",
    "September 4, 2025 Thursday\n",
    "HD\tQuay\n",
    "LP\tThe quay\n",
    "<tr><td><b>HD</b>&nbsp;</td><td>",
    "</td></tr>",
    "{\\rtf1 ",
    "\\u8220?",
    "\\'94",
    "\\par ",
    "}",
    "{\"text\": \"",
    "\"}",
    "{\"date\": 1756980672, \"title\": \"a\", \"text\": \"b\"}",
    "[",
    "]",
    "<html><body><h1>",
    "<p>",
    "</p>",
    "<article>",
    "<table><td>",
    "<a href=\"/\">",
    "<time datetime=\"2025-09-04\">",
    "<script type=\"application/ld+json\">{\"@type\": \"NewsArticle\", \"headline\": \"a\", \"articleBody\": \"",
    "</script>",
    "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n",
    "http://quay.example/ 127.0.0.1 20250904101112 text/html 60\n",
    "<item><title>",
    "</title>",
    "<content:encoded><![CDATA[",
    "]]></content:encoded></item>",
    "\n",
    "\r\n\r\n",
    "    ",
    "\t",
    "date 2025-09-04",
    "---\n",
    "title: Ünit\n",
    "date: 2025-02-30\n",
    "PORTO, March 9 (AP) — ",
    "É—",
    "(Jané/AP)",
    "Photo: ",
    "The quay is öpen.",
    "“",
    "\u{feff}",
    "\u{2028}",
    "\u{3000}",
    "１９",
];

fn sound(article: &Article, name: &str) {
    let text = &article.text;
    assert!(text.is_char_boundary(article.body_start), "{name}");
    assert!(!article.id.is_empty() && article.source == name);
    assert!(article.date_from.is_some() || article.date_field.is_none());
    assert!(article.date.is_none() || article.date_refused.is_none());
    assert_eq!(article.date.is_some(), article.date_from.is_some());
    assert_eq!(article.language.is_some(), article.language_from.is_some());
    if let Some(title) = article.title_span {
        assert_eq!(Some(title.of(text)), article.title.as_deref());
    }
    let paragraphs = split(article);
    let mut end = article.body_start;
    for paragraph in &paragraphs {
        let Span { start, .. } = paragraph.span;
        assert!(end <= start, "in order, without overlap");
        let words = paragraph.span.of(text);
        assert!(!words.is_empty() && words.trim() == words, "{words:?}");
        if let Some(dateline) = paragraph.dateline {
            assert!(paragraph.span.contains(dateline) && dateline.start == start);
            assert!(!dateline.of(text).is_empty() && !paragraph.prose().of(text).is_empty());
        }
        end = paragraph.span.end;
    }
    let spans: Vec<Span> = paragraphs.iter().map(|paragraph| paragraph.span).collect();
    let left_out = left_out(text, article.body_start, &spans);
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\0' | '#');
    assert!(left_out.chars().all(blank), "no word is lost: {left_out:?}");
    assert!(paragraphs.iter().filter(|p| p.kind == ParagraphKind::Headline).count() <= 1);
}

fn left_out(text: &str, body_start: usize, spans: &[Span]) -> String {
    let mut at = body_start;
    let mut rest = String::new();
    for span in spans {
        rest.push_str(&text[at..span.start]);
        at = span.end;
    }
    rest + &text[at..]
}

fn read_all(bytes: &[u8]) {
    let reading = Default::default();
    for (_, format) in Format::all() {
        for article in articles_from(Box::new(Cursor::new(bytes.to_vec())), "in/a", format, &reading) {
            match article {
                Ok(article) => sound(&article, "in/a"),
                Err(error) => assert!(error.to_string().starts_with("in/a"), "{error}"),
            }
        }
    }
}

proptest! {
    #[test]
    fn bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&bytes);
    }

    #[test]
    fn pieces(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        read_all(pieces.concat().as_bytes());
    }

    #[test]
    fn any_article_is_split(text in "(?s).{0,200}", body_start in 0usize..220, title in (0usize..220, 0usize..220)) {
        let article = Article {
            id: "a".into(), source: "a".into(), position: 0, publisher: None, title: None,
            title_span: (title.0 <= title.1).then(|| Span::new(title.0, title.1)), authors: Vec::new(), date: None,
            date_from: None, date_field: None, date_refused: None, language: None, language_from: None, url: None, text, body_start, given: Vec::new(),
        };
        for paragraph in split(&article) {
            prop_assert!(article.text.get(paragraph.span.start..paragraph.span.end).is_some());
        }
    }
}

/// Gives bytes, and then a fault as of a broken disk.
struct Breaking<'b>(&'b [u8]);

impl Read for Breaking<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            return Err(std::io::Error::other("the disk broke"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn a_fault_in_the_middle_is_told_and_what_stood_before_is_read() {
    for (name, format, content) in super::story::FORMATS {
        let twice = format!("{content}\n{content}");
        let reader = Box::new(BufReader::with_capacity(64, Breaking(twice.as_bytes())));
        let found: Vec<_> = articles_from(reader, "in/a", *format, &Default::default())
            .filter(|found| !matches!(found, Err(Error::OtherRecords { .. })))
            .collect();
        let told = found.last().and_then(|last| last.as_ref().err()).expect(name).to_string();
        assert!(told.contains("the disk broke"), "{name}: {told}");
        assert!(found[..found.len() - 1].iter().all(Result::is_ok), "{name}");
    }
}

/// A reader that looked again and again for what does not come would take minutes.
#[test]
fn long_input_takes_linear_time() {
    let begun = std::time::Instant::now();
    for piece in PIECES.iter().copied().chain([
        "{",
        "<REUTERS>",
        "\n ",
        "-",
        "(",
        "A, ",
        "/AP",
        "--- ",
        "a: b\n",
        "&#",
        ".",
    ]) {
        let many = piece.repeat(200_000 / piece.len());
        read_all(many.as_bytes());
        read_all(format!("---\n<REUTERS><TEXT TYPE=\"UNPROC\">{many}</TEXT></REUTERS>").as_bytes());
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}
