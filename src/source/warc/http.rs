//! An answer of a web server: its head, and its body out of what it was wrapped in to be sent.
//!
//! Archives are not of one mind on whether the body they keep is still wrapped, whatever the head says; so each
//! wrapping is taken off where it is there.

use crate::source::Reading;
use std::borrow::Cow;
use std::io::{self, Read};

/// What is no page: pictures, data, documents.
pub(super) const NO_PAGE: &str = "pictures and other files that are no pages";

/// The head of an answer.
#[derive(Debug, Default)]
pub(super) struct Answer {
    status: u16,
    kind: String,
    encoding: String,
    chunked: bool,
}

impl Answer {
    /// Reads the lines of a head, the status line first.
    pub(super) fn of(lines: &[String]) -> Answer {
        let status = lines.first().filter(|line| line.starts_with("HTTP/"));
        let status = status.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0);
        let mut answer = Answer { status, ..Answer::default() };
        for (name, value) in lines.iter().filter_map(|line| line.split_once(':')) {
            let value = value.trim().to_ascii_lowercase();
            match name.trim().to_ascii_lowercase().as_str() {
                "content-type" => answer.kind = value,
                "content-encoding" => answer.encoding = value,
                "transfer-encoding" => answer.chunked = value.contains("chunked"),
                _ => {}
            }
        }
        answer
    }

    /// Why it is no page that was found, in words of many.
    pub(super) fn no_page(&self) -> Option<Cow<'static, str>> {
        match self.status {
            200 if is_page(&self.kind) => None,
            200 => Some(NO_PAGE.into()),
            status @ 100..600 => Some(format!("answers of status {status}").into()),
            _ => Some("answers without a status".into()),
        }
    }

    /// The charset it names.
    pub(super) fn charset(&self) -> Option<&str> {
        charset(&self.kind)
    }

    /// Unwraps a body, to no more than it may unpack to.
    ///
    /// # Errors
    ///
    /// Where the body is broken, or unfolds to more.
    pub(super) fn unwrapped(&self, body: Vec<u8>, reading: &Reading) -> io::Result<Vec<u8>> {
        let body = if self.chunked { joined(&body).unwrap_or(body) } else { body };
        let most = reading.unpacked_article_bytes(body.len() as u64);
        self.encoding.rsplit(',').map(str::trim).try_fold(body, |body, encoding| match encoding {
            "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
                bounded(flate2::read::MultiGzDecoder::new(&*body), most)
            }
            "deflate" if is_zlib(&body) => bounded(flate2::read::ZlibDecoder::new(&*body), most),
            "deflate" if !is_markup(&body) => bounded(flate2::read::DeflateDecoder::new(&*body), most),
            "br" if !is_markup(&body) => bounded(brotli_decompressor::Decompressor::new(&*body, 4096), most),
            "zstd" if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
                bounded(zstd::Decoder::new(&*body)?, most)
            }
            _ => Ok(body),
        })
    }
}

/// Whether a content type is that of a page.
pub(super) fn is_page(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
}

/// The charset in a content type.
pub(super) fn charset(kind: &str) -> Option<&str> {
    kind.split(';').skip(1).find_map(|part| part.trim().strip_prefix("charset="))
}

fn bounded(reader: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    let read = reader.take(most + 1).read_to_end(&mut body);
    if body.len() as u64 > most {
        return Err(io::Error::other("unpacks to more than an article may be"));
    }
    match read {
        // A body that was cut off is a page all the same, as far as it goes.
        Err(cause) if body.is_empty() => Err(cause),
        _ => Ok(body),
    }
}

fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31))
}

fn is_markup(body: &[u8]) -> bool {
    body.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| *byte == b'<')
}

/// Joins the chunks of a body; none where it is not in chunks.
fn joined(body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let end = memchr::memchr(b'\n', rest.get(..rest.len().min(200))?)?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(&rest[..size.min(rest.len())]);
        if size + 2 >= rest.len() {
            return Some(joined);
        }
        rest = rest[size..].trim_ascii_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn answer(head: &str) -> Answer {
        Answer::of(&head.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    fn unwrapped(head: &str, body: &[u8]) -> String {
        let body =
            answer(head).unwrapped(body.to_vec(), &Reading { article_bytes: 1000, ..Reading::default() });
        body.map_or_else(|error| error.to_string(), |body| String::from_utf8(body).unwrap())
    }

    #[test]
    fn heads() {
        let page = answer("HTTP/1.1 200 OK\ncontent-TYPE: Text/HTML; charset=Utf-8");
        assert!(page.no_page().is_none() && page.charset() == Some("utf-8"));
        let no_page = |head: &str| answer(head).no_page().unwrap_or_default().into_owned();
        assert_eq!(no_page("HTTP/1.1 404 Not Found\nContent-Type: text/html"), "answers of status 404");
        assert_eq!(no_page("HTTP/1.1 200 OK\nContent-Type: image/png"), NO_PAGE);
        assert_eq!(no_page("HTTP/1.1 OK\nContent-Type: text/html"), "answers without a status");
    }

    #[test]
    fn wrappings_that_are_there_are_taken_off() {
        let chunked = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked";
        assert_eq!(unwrapped(chunked, b"3\r\n<p>\r\n4;x=y\r\nOne.\r\n0\r\n\r\n"), "<p>One.");
        assert_eq!(unwrapped(chunked, b"<p>One."), "<p>One.");
        assert_eq!(unwrapped(chunked, b"ff\r\n<p>One."), "<p>One.");
        let gzipped = "HTTP/1.1 200 OK\nContent-Encoding: gzip";
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(b"<p>One.").unwrap();
        let packed = encoder.finish().unwrap();
        assert_eq!(unwrapped(gzipped, &packed), "<p>One.");
        assert_eq!(unwrapped(gzipped, b"<p>One."), "<p>One.");
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&[b' '; 5000]).unwrap();
        let bomb = encoder.finish().unwrap();
        assert!(
            unwrapped("HTTP/1.1 200 OK\nContent-Encoding: deflate", &bomb).contains("more than an article")
        );
        let brotli = [0x0b, 0x03, 0x80, b'<', b'p', b'>', b'O', b'n', b'e', b'.', 0x03];
        assert_eq!(unwrapped("HTTP/1.1 200 OK\nContent-Encoding: br", &brotli), "<p>One.");
        assert_eq!(unwrapped("HTTP/1.1 200 OK\nContent-Encoding: br", b"<p>One."), "<p>One.");
    }
}
