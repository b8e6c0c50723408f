//! Tells the format of a file by its first bytes, and what is certainly no article.
//!
//! A file is passed over only in a walk and only on plain grounds; one that the user names is read if it is text.

use super::readers::READERS;
use super::{Format, decode, head, layout, plain};
use crate::{Error, Result};

/// How many bytes of a file are looked at.
pub(crate) const SNIFF_BYTES: usize = 64 * 1024;

/// The first bytes of a file, and what it is called.
pub(crate) struct First<'f> {
    /// The bytes, no longer compressed.
    pub(crate) bytes: &'f [u8],
    /// The same as text, as far as they are one; blanks at the head left out.
    pub(crate) text: String,
    /// The file as shown, without what it was compressed by.
    pub(crate) name: &'f str,
    /// Its extension in lower case.
    pub(crate) extension: String,
    /// Whether the user named the file itself.
    pub(crate) explicit: bool,
}

impl<'f> First<'f> {
    pub(crate) fn new(bytes: &'f [u8], name: &'f str, explicit: bool) -> Self {
        let text = prefix_text(bytes).trim_start_matches(layout::is_blank).to_owned();
        First { bytes, text, name, extension: extension(name), explicit }
    }

    /// Whether the text begins with a mark, in capitals or not.
    pub(crate) fn begins_with(&self, mark: &str) -> bool {
        begins_with(&self.text, mark)
    }

    fn is(&self, known: &[&str]) -> bool {
        known.contains(&&*self.extension)
    }
}

const MARKDOWN: &[&str] = &["markdown", "md"];
/// Names of files that go with a collection and are no part of it.
const ABOUT_FILES: &[&str] = &["changelog", "copying", "licence", "license", "notice", "readme"];

/// Tells the format of a file.
///
/// # Errors
///
/// [`Error::NotArticles`] for what is passed over, [`Error::Malformed`] for an empty or binary file.
pub(crate) fn sniff(first: &First) -> Result<Format> {
    let name = first.name.to_owned();
    let pass_over = |reason: String| Err(Error::NotArticles { source_name: first.name.to_owned(), reason });
    if let Some(reader) = READERS.iter().find(|reader| (reader.tells)(first)) {
        return Ok(reader.format);
    }
    let of_extension = READERS.iter().find(|reader| first.is(reader.extensions));
    let read_in_walk = first.extension.is_empty() || of_extension.is_some();
    if !first.explicit && !read_in_walk {
        return pass_over(format!("not a format that is read: .{}", first.extension));
    }
    if let Some(reason) = fault(first.bytes, &first.text) {
        return Err(Error::Malformed { source_name: name, place: None, reason: reason.to_owned() });
    }
    let markdown = first.is(MARKDOWN);
    let named_lines = of_extension.is_some_and(|reader| reader.format == Format::JsonLines);
    if let Some(format) = json(&first.text, named_lines).filter(|_| read_in_walk && !markdown) {
        return Ok(format);
    }
    if let Some(reader) = of_extension.filter(|reader| reader.format != Format::Plain) {
        return Ok(reader.format);
    }
    if !first.explicit && is_about(first.name) && super::head::read(&first.text).date.is_none() {
        return pass_over("tells of a collection, by its name".to_owned());
    }
    match no_article(&first.text, first.name, &first.extension).filter(|_| !first.explicit) {
        Some(reason) => pass_over(reason.to_owned()),
        None => Ok(Format::Plain),
    }
}

/// The extension in lower case; one of digits alone is the end of a name such as `wire.2025.09.04`.
fn extension(relative: &str) -> String {
    let file = relative.rsplit('/').next().unwrap_or_default();
    let extension =
        file.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or("", |(_, extension)| extension);
    if extension.bytes().all(|b| b.is_ascii_digit()) { String::new() } else { extension.to_lowercase() }
}

/// Tells `README`, `readme.md`, `LICENSE-MIT`, but not `notice-to-quit-in-porto.txt`.
fn is_about(relative: &str) -> bool {
    let file = relative.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    let word = stem.split(['-', '_', ' ']).next().unwrap_or_default();
    let known = ABOUT_FILES.contains(&word.to_lowercase().as_str());
    known && (word == stem || !word.chars().any(char::is_lowercase))
}

/// Tells JSON by how it begins; one object on one line is a line only where the file's name says so.
fn json(text: &str, named_lines: bool) -> Option<Format> {
    if let Some(inside) = text.strip_prefix('[') {
        return begins_object(inside.trim_start()).then_some(Format::Json);
    }
    let lines = named_lines || is_lines(text);
    begins_object(text).then_some(if lines { Format::JsonLines } else { Format::Json })
}

/// Whether a text begins with a mark, in capitals or not.
pub(crate) fn begins_with(text: &str, mark: &str) -> bool {
    text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark))
}

fn begins_object(text: &str) -> bool {
    text.strip_prefix('{').is_some_and(|inside| inside.trim_start().starts_with(['"', '}']))
}

/// Tells objects a line from one document: some line is an object by itself, and another line begins one.
fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let begun = lines.clone().filter(|line| begins_object(line)).count();
    begun > 1 && lines.all(begins_object) && text.lines().any(is_object)
}

fn is_object(line: &str) -> bool {
    line.trim_end().ends_with('}') && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
}

/// The first bytes as text; a character cut in two at their end is left out.
fn prefix_text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Err(cut) if cut.error_len().is_none() => decode::text(&bytes[..cut.valid_up_to()]).into_owned(),
        _ => decode::text(bytes).into_owned(),
    }
}

/// What makes a file unfit to be read at all.
fn fault(bytes: &[u8], text: &str) -> Option<&'static str> {
    if text.is_empty() && !bytes.contains(&0) {
        return Some("empty");
    }
    let binary = (!decode::is_utf16(bytes) && bytes.contains(&0)) || has_many_controls(text);
    binary.then_some("binary")
}

fn has_many_controls(text: &str) -> bool {
    let (mut controls, mut all) = (0, 0);
    for c in text.chars() {
        all += 1;
        controls += usize::from(c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\u{c}'));
    }
    controls * 20 > all
}

/// What shows that a text found in a walk is no article.
fn no_article(text: &str, name: &str, extension: &str) -> Option<&'static str> {
    if extension.is_empty() && ["<!doctype", "<html", "<?xml"].iter().any(|mark| begins_with(text, mark)) {
        return Some("not a format that is read: markup");
    }
    let dated = head::read(text).date.is_some();
    if MARKDOWN.contains(&extension) && !dated {
        return Some("Markdown without a date at its head");
    }
    (!dated && plain::dated_by_name(name).is_none() && !text.lines().any(has_sentence))
        .then_some("a list, without a date or a sentence")
}

/// Tells a line that holds a sentence, or part of a long one.
fn has_sentence(line: &str) -> bool {
    let words = || line.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
    let letters_beyond_ascii = line.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
    let stops = words().any(layout::ends_sentence) && words().count() >= 4;
    let unspaced = line.contains(['。', '！', '？']) || (letters_beyond_ascii >= 40 && words().count() < 8);
    stops || unspaced || words().count() >= 10
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, explicit: bool, bytes: &[u8]) -> Result<Format, String> {
        sniff(&First::new(bytes, name, explicit)).map_err(|error| match error {
            Error::NotArticles { reason, .. } => format!("passed over: {reason}"),
            other => other.to_string(),
        })
    }

    #[test]
    fn formats_by_content() {
        assert_eq!(of("a", false, b"<!DOCTYPE lewis SYSTEM \"lewis.dtd\">"), Ok(Format::Reuters));
        assert_eq!(of("a.xyz", false, b"\n<REUTERS NEWID=\"1\">"), Ok(Format::Reuters));
        assert_eq!(of("a.txt", false, b"[\n {\"text\": \"x\"}]"), Ok(Format::Json));
        assert_eq!(of("a.json", false, b"{\n \"text\": \"x\"}"), Ok(Format::Json));
        assert_eq!(of("a.json", false, b"{\"a\": 1}\n{\"a\": 2}\n"), Ok(Format::JsonLines));
        assert_eq!(of("a.jsonl", false, b"{\"a\": 1}"), Ok(Format::JsonLines));
        assert_eq!(of("a.json", false, b"{\"a\": 1}"), Ok(Format::Json));
        assert_eq!(
            of("a.txt", false, b"[Image: the quay]\n\nThe harbour opened on Monday."),
            Ok(Format::Plain)
        );
        assert_eq!(of("a.2025.09.04", false, b"x"), Ok(Format::Plain));
        assert_eq!(of("a", false, &[0xff, 0xfe, b'T', 0, b'h', 0, b'.', 0][..]), of("a", false, b"Th."));
    }

    #[test]
    fn faults() {
        for (name, bytes) in [("a.txt", &b" \r\n"[..]), ("a.txt", b""), ("a.jsonl", b"")] {
            assert_eq!(of(name, false, bytes), Err(format!("{name}: empty")));
        }
        assert_eq!(of("a.txt", false, b"ab\0cd"), Err("a.txt: binary".to_owned()));
        assert_eq!(of("a.jpg", true, b"\x01\x02\x03\x04ab"), Err("a.jpg: binary".to_owned()));
    }

    #[test]
    fn what_is_no_article() {
        let prose = b"The harbour opened on Monday.";
        for name in
            ["README", "sub/readme.md", "LICENSE-MIT", "NOTICE.txt", "CHANGELOG.md", "a.ann", "a.py", "a.md"]
        {
            assert!(of(name, false, prose).is_err_and(|reason| reason.starts_with("passed over")), "{name}");
            assert_eq!(of(name, true, prose), Ok(Format::Plain), "{name}");
        }
        assert_eq!(of("notice-to-quit.txt", false, prose), Ok(Format::Plain));
        assert_eq!(of("a.md", false, b"---\ndate: 2025-09-04\n---\nThe harbour opened."), Ok(Format::Plain));
        assert_eq!(of("a.ann", false, prose), Err("passed over: not a format that is read: .ann".to_owned()));
        let list = b"porto\nlisbon\nbraga\nthe azores\n";
        assert!(of("places.txt", false, list).is_err());
        assert_eq!(of("places.txt", true, list), Ok(Format::Plain));
        assert_eq!(of("2025-09-04.txt", false, list), Ok(Format::Plain));
    }
}
