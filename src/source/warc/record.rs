//! The heads of records: WARC 0.17 to 1.1, and ARC 1.

use super::http;
use crate::source::date;
use jiff::civil::Date;

/// What the head of a record says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Head {
    /// How many bytes come after it.
    pub(super) length: u64,
    /// Its own id.
    pub(super) id: Option<String>,
    pub(super) url: Option<String>,
    /// When it was fetched.
    pub(super) fetched: Option<Date>,
    /// What the format calls that.
    pub(super) fetched_field: &'static str,
    pub(super) content: Content,
}

/// What a record holds.
#[derive(Debug, PartialEq)]
pub(super) enum Content {
    /// The answer of a server, with its head.
    Answer,
    /// A page without the head of an answer, and its charset.
    Page(Option<String>),
    /// What is passed over, and what that is called, of many.
    Other(&'static str),
}

impl Default for Content {
    fn default() -> Content {
        Content::Other(OTHER)
    }
}

/// Records that are of no kind that is known to hold pages.
const OTHER: &str = "records of other kinds";
/// What is told of how and by whom an archive was made.
const ABOUT: &str = "metadata";
/// What tells programs where they may go.
const ROBOTS: &str = "robots.txt";

/// Whether a line begins a record.
pub(super) fn begins(line: &[u8]) -> bool {
    line.starts_with(b"WARC/") || (line.len() < 10_000 && of_arc(&String::from_utf8_lossy(line)).is_some())
}

/// Reads the head of a WARC record, the line `WARC/1.0` left out; none where it does not say how long the record is.
pub(super) fn of_warc(lines: &[String]) -> Option<Head> {
    let field = |name: &str| {
        let fields = lines.iter().filter_map(|line| line.split_once(':'));
        let mut own = fields.filter(|(known, _)| known.trim().eq_ignore_ascii_case(name));
        own.next().map(|(_, value)| value.trim().trim_start_matches('<').trim_end_matches('>').to_owned())
    };
    let kind = field("Content-Type").unwrap_or_default();
    let url = field("WARC-Target-URI");
    let robots = url.as_deref().is_some_and(|url| url.ends_with("/robots.txt"));
    let content = match field("WARC-Type")?.as_str() {
        "request" => Content::Other("requests"),
        "revisit" => Content::Other("revisits, kept elsewhere"),
        "warcinfo" | "metadata" => Content::Other(ABOUT),
        "response" | "resource" if robots => Content::Other(ROBOTS),
        "response" if kind.is_empty() || kind.starts_with("application/http") => Content::Answer,
        "response" | "resource" if http::is_page(&kind) => {
            Content::Page(http::charset(&kind).map(str::to_owned))
        }
        "response" | "resource" => Content::Other(http::NO_PAGE),
        _ => Content::Other(OTHER),
    };
    Some(Head {
        length: field("Content-Length")?.parse().ok()?,
        id: field("WARC-Record-ID").filter(|id| !id.is_empty()),
        fetched: field("WARC-Date").and_then(|day| date::day_in_field(&day)),
        fetched_field: "WARC-Date",
        url,
        content,
    })
}

/// Reads the line that begins an ARC record: address (which may hold blanks), IP, date, type and length.
pub(super) fn of_arc(line: &str) -> Option<Head> {
    let mut parts = line.trim_end().rsplitn(5, ' ');
    let (length, kind, moment, _, url) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let dated = moment.len() >= 14 && moment.bytes().all(|byte| byte.is_ascii_digit());
    if !dated
        || !url
            .split_once(':')
            .is_some_and(|(scheme, _)| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    {
        return None;
    }
    let content = match url {
        _ if url.starts_with("filedesc:") => Content::Other(ABOUT),
        _ if url.starts_with("dns:") => Content::Other(OTHER),
        _ if url.ends_with("/robots.txt") => Content::Other(ROBOTS),
        _ if http::is_page(kind) => Content::Answer,
        _ => Content::Other(http::NO_PAGE),
    };
    Some(Head {
        length: length.parse().ok()?,
        fetched: date::day_in_field(moment.get(..14)?),
        fetched_field: "Archive-date",
        content,
        url: Some(url.to_owned()),
        id: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let head = of_warc(&lines(
            "WARC-Type: response\nwarc-target-uri: <http://quay.example/1>\nWARC-Date: 2025-03-09T10:11:12Z\n\
             WARC-Record-ID: <urn:uuid:1>\nContent-Type: application/http;msgtype=response\nContent-Length: 12",
        ))
        .unwrap();
        assert_eq!(
            (head.length, head.url.as_deref(), head.id.as_deref()),
            (12, Some("http://quay.example/1"), Some("urn:uuid:1"))
        );
        assert_eq!((head.fetched, head.content), (Some(jiff::civil::date(2025, 3, 9)), Content::Answer));
        assert_eq!(of_warc(&lines("WARC-Type: response\nContent-Length: -1")), None);
        let revisit =
            of_warc(&lines("WARC-Type: revisit\nContent-Type: application/http\nContent-Length: 1"));
        assert_eq!(revisit.unwrap().content, Content::Other("revisits, kept elsewhere"));
    }

    #[test]
    fn lines_of_arc() {
        let head = of_arc("http://quay.example/a b 127.0.0.1 20250309101112 text/html 12\n").unwrap();
        assert_eq!(
            (head.url.as_deref(), head.length, head.content),
            (Some("http://quay.example/a b"), 12, Content::Answer)
        );
        for line in [
            "",
            "a b c d e",
            "http://quay.example/ 127.0.0.1 20250309101112 text/html -1",
            "The harbour opened on Monday at 20250309101112 x 1",
        ] {
            assert_eq!(of_arc(line), None, "{line}");
        }
    }
}
