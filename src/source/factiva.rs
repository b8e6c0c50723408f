//! Reads what Factiva exports: articles whose fields have codes of two or three letters, in HTML or RTF.
//!
//! `HD` is the headline, `LP` and `TD` the text, `AN` the number by which the article is known. Both forms are tables,
//! a field a row.

use super::cut::Cutter;
use super::facts::{Fact, Facts};
use super::layout::one_line;
use super::reading::{Input, too_large};
use super::sniff::First;
use super::tags::tags;
use super::{Draft, Drafts, decode, document};
use crate::Result;
use std::collections::VecDeque;

/// The tags that begin a line of a page; rows of its tables are among them.
const LINES: &[&str] = &["tr", "p", "div", "br", "table"];
/// What stands between two of them is read in pieces of so many bytes, more or less.
const PIECE_BYTES: usize = 1 << 20;
/// A row's code stands in its first bytes, tags before it included.
const CODE_BYTES: usize = 2048;

/// The codes that begin a field.
const CODES: &[&str] = &[
    "AN", "ART", "BY", "CLM", "CO", "CR", "CT", "CX", "CY", "DE", "ED", "ET", "HD", "IN", "IPC", "IPD", "LA",
    "LP", "NS", "PD", "PG", "PUB", "RE", "RF", "RST", "SC", "SE", "SN", "TD", "VOL", "WC",
];

/// Tells an export in HTML by its table.
pub(crate) fn tells(first: &First) -> bool {
    let has = |code: &str| first.text.contains(&format!("<b>{code}</b>"));
    first.text.starts_with('<') && has("HD") && has("PD") && has("SN")
}

/// Whether the lines of a document are of such an export.
pub(super) fn is_export(lines: &[&str]) -> bool {
    let mut signs = Signs::default();
    lines.iter().any(|line| signs.note(line))
}

/// Whether a line is one that hardly any text has but such an export.
pub(super) fn is_sign(line: &str) -> bool {
    coded(line).is_some_and(|(code, _)| matches!(code, "HD" | "PD" | "SN"))
}

/// Reads the articles of an export, in whichever form it is.
pub(crate) fn read(mut input: Input<'_>) -> Drafts<'_> {
    if input.reader.fill_buf().is_ok_and(document::is_packed) {
        return document::read(input);
    }
    let cutter = Cutter::new(input.take_reader(), LINES, true, input.reading.article_bytes);
    let (marks, parts, ready) = (Marks::default(), Vec::new(), VecDeque::new());
    Box::new(Exported { input, cutter, parts, marks, position: 0, ready, large: false, ended: false })
}

/// The articles of a page, in order; no more of it is held than one.
struct Exported<'r> {
    input: Input<'r>,
    cutter: Cutter<'r>,
    /// What has been read of an article, or of what stands between two.
    parts: Vec<u8>,
    marks: Marks,
    /// Articles met.
    position: u64,
    ready: VecDeque<Result<Draft>>,
    /// Whether the article is larger than it may be.
    large: bool,
    ended: bool,
}

impl Exported<'_> {
    /// Reads up to where the next article begins.
    fn read_on(&mut self) -> std::io::Result<()> {
        let most = self.input.reading.article_bytes;
        let Some((piece, begins)) = self.cutter.piece(PIECE_BYTES)? else {
            self.ended = true;
            self.close();
            return Ok(());
        };
        if begins && self.marks.begins_article(code_of(&piece)) {
            self.close();
        }
        self.large |= self.parts.len() + piece.len() > most;
        if self.large {
            self.parts.clear();
        } else {
            self.parts.extend_from_slice(&piece);
        }
        Ok(())
    }

    /// Makes what has been read ready to be handed on.
    fn close(&mut self) {
        if std::mem::take(&mut self.large) {
            let reason = too_large(self.input.reading.article_bytes);
            self.ready.push_back(Err(self
                .input
                .malformed(Some(format!("article {}", self.position + 1)), &reason)));
            self.position += 1;
        }
        let text = lines(&decode::decode(std::mem::take(&mut self.parts)));
        let found = articles(&text.lines().collect::<Vec<_>>());
        for facts in found {
            self.ready.push_back(document::exported(Ok(facts), &self.input, "article", self.position));
            self.position += 1;
        }
    }
}

impl Iterator for Exported<'_> {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Result<Draft>> {
        while self.ready.is_empty() && !self.ended {
            if let Err(cause) = self.read_on() {
                self.ended = true;
                return Some(Err(self.input.read_fault(cause)));
            }
        }
        if self.position == 0 {
            self.position = 1;
            return Some(Err(self.input.malformed(None, "no article in it")));
        }
        self.ready.pop_front()
    }
}

/// The code that a row begins with; only its beginning is looked at.
fn code_of(row: &[u8]) -> Option<&'static str> {
    let head = String::from_utf8_lossy(&row[..row.len().min(CODE_BYTES)]);
    coded(lines(&head).trim_start_matches('\n')).map(|(code, _)| code)
}

/// The code that a line of a document begins with.
pub(super) fn code(line: &str) -> Option<&'static str> {
    coded(line).map(|(code, _)| code)
}

/// What shows that a document is an export, as far as its lines have shown it.
#[derive(Default)]
pub(super) struct Signs {
    headline: bool,
    day: bool,
    text: bool,
}

impl Signs {
    /// Notes a line; whether the document is an export.
    pub(super) fn note(&mut self, line: &str) -> bool {
        match code(line) {
            Some("HD") => self.headline = true,
            Some("PD") => self.day = true,
            Some("LP" | "TD") => self.text = true,
            _ => {}
        }
        self.headline && self.day && self.text
    }
}

/// What has been met of an article, by which the next is told.
#[derive(Default)]
pub(super) struct Marks {
    number: bool,
    headline: bool,
}

impl Marks {
    /// Whether a code begins the next article; notes the code.
    pub(super) fn begins_article(&mut self, code: Option<&str>) -> bool {
        let begins = (self.number && matches!(code, Some("HD" | "SE" | "CLM")))
            || (self.headline && code == Some("HD"));
        if begins {
            *self = Marks::default();
        }
        self.number |= code == Some("AN");
        self.headline |= code == Some("HD");
        begins
    }
}

/// The lines of a page: a row of a table each, a tab between its cells, and a line for each paragraph in one.
fn lines(page: &str) -> String {
    let (mut text, mut at, mut skipped) = (String::with_capacity(page.len()), 0, None);
    for tag in tags(page) {
        let name = tag.name.as_str();
        let hidden = matches!(name, "SCRIPT" | "STYLE" | "HEAD");
        if let Some(until) = &skipped {
            if tag.ends && *until == name {
                (skipped, at) = (None, tag.end);
            }
            continue;
        }
        // Line ends of the source are no more than blanks.
        push(&mut text, &page[at..tag.start]);
        at = tag.end;
        match name {
            _ if hidden && !tag.ends => skipped = Some(name.to_owned()),
            "TR" | "P" | "DIV" | "BR" | "TABLE" => text.push('\n'),
            "TD" | "TH" if tag.ends => text.push('\t'),
            _ => {}
        }
    }
    if skipped.is_none() {
        push(&mut text, &page[at..]);
    }
    text
}

fn push(text: &mut String, words: &str) {
    for c in html_escape::decode_html_entities(words).chars() {
        // Blanks in a row are one, as a page shows them.
        if !c.is_whitespace() || c == NO_BREAK {
            text.push(c);
        } else if !text.ends_with(char::is_whitespace) {
            text.push(' ');
        }
    }
}

/// The blank that stands behind a code in a page.
const NO_BREAK: char = '\u{a0}';

/// The code at the head of a line, and what stands behind it.
fn coded(line: &str) -> Option<(&'static str, &str)> {
    let line = line.trim_start_matches([' ', '\u{feff}', NO_BREAK]);
    let length = line.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(line.len());
    let code = CODES.iter().find(|code| **code == &line[..length])?;
    let rest = &line[length..];
    let value = rest.trim();
    // A word in capitals that a sentence or a table begins with has blanks behind it, a code has a cell to itself.
    let parted = value.is_empty() || rest.trim_start_matches(' ').starts_with(['\t', NO_BREAK]);
    parted.then_some((code, value))
}

/// The articles in the lines of an export; what stands before the first and after the last is the list of them.
pub(super) fn articles(lines: &[&str]) -> Vec<Facts> {
    let mut articles = Vec::new();
    let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut marks = Marks::default();
    for line in lines {
        match coded(line) {
            Some((code, value)) => {
                if marks.begins_article(Some(code)) {
                    articles.extend(article(&std::mem::take(&mut fields)));
                }
                fields.push((code, Some(value).filter(|value| !value.is_empty()).into_iter().collect()));
            }
            None => {
                // The number is one line; below it stands what belongs to no article.
                let open = fields.last_mut().filter(|(code, words)| *code != "AN" || words.is_empty());
                if let Some((_, words)) = open
                    && !line.trim().is_empty()
                {
                    words.push(line.trim());
                }
            }
        }
    }
    articles.extend(article(&fields));
    articles
}

fn article(fields: &[(&str, Vec<&str>)]) -> Option<Facts> {
    let words = |code: &str| {
        let found = fields.iter().find(|(known, words)| *known == code && !words.is_empty())?;
        Some(one_line(&found.1.join(" ")))
    };
    let mut facts = Facts::default();
    facts.offer_word(Fact::Title, 1, "HD", words("HD"));
    facts.offer_word(Fact::Date, 1, "PD", words("PD"));
    facts.offer_word(Fact::Publisher, 1, "SN", words("SN"));
    facts.offer_word(Fact::Language, 1, "LA", words("LA"));
    let number = words("AN").map(|number| number.trim_start_matches("Document ").to_owned());
    facts.offer_word(Fact::Id, 1, "AN", number.filter(|number| !number.contains(' ')));
    facts.offer_byline(1, "BY", words("BY").as_deref());
    let text = fields.iter().filter(|(code, _)| matches!(*code, "LP" | "TD"));
    let paragraphs: Vec<String> =
        text.flat_map(|(_, lines)| lines.iter().map(|line| one_line(line))).collect();
    facts.offer(Fact::Text, 1, "LP", vec![paragraphs.join("\n\n")]);
    facts.is_article().then_some(facts)
}

#[cfg(test)]
mod tests {
    use crate::source::{Article, Format, articles_from};

    fn read(text: &str) -> Vec<Result<Article, String>> {
        articles_from(Box::new(text.as_bytes()), "in/Factiva.htm", Format::Factiva, &Default::default())
            .map(|article| article.map_err(|error| error.to_string()))
            .collect()
    }

    const PAGE: &str = "<!DOCTYPE html><html><head><title>Factiva</title><style>td {}</style></head><body>\
        <div id=\"x\"><p>Search Summary</p></div><div class=\"article enArticle\"><table>\
        <tr><td class=\"index\"><b>SE</b>&nbsp;</td><td>News</td></tr>\
        <tr><td class=\"index\"><b>HD</b>&nbsp;</td><td><span class='enHeadline'>\nHarbour &amp; quay\nopen\n</span></td></tr>\
        <tr><td><b>BY</b>&nbsp;</td><td>By Jane Doe</td></tr><tr><td><b>WC</b>&nbsp;</td><td>12 words</td></tr>\
        <tr><td><b>PD</b>&nbsp;</td><td>4 September 2025</td></tr><tr><td><b>SN</b>&nbsp;</td><td>The Quay Times</td></tr>\
        <tr><td><b>LA</b>&nbsp;</td><td>English</td></tr><tr><td><b>CY</b>&nbsp;</td><td>(c) 2025 The Quay Times</td></tr>\
        <tr><td><b>LP</b>&nbsp;</td><td><p class=\"articleParagraph\">It opened\nagain.</p></td></tr>\
        <tr><td><b>TD</b>&nbsp;</td><td><p>Ships left.</p><p>IN   all, five.</p></td></tr>\
        <tr><td><b>RE</b>&nbsp;</td><td>port : Portugal</td></tr>\
        <tr><td><b>AN</b>&nbsp;</td><td>Document QUAYT00020250904el9400003</td></tr></table></div>\
        <div class=\"article\"><table><tr><td><b>HD</b>&nbsp;</td><td>Other</td></tr><tr><td><b>PD</b></td><td>09/04/2025</td></tr>\
        <tr><td><b>SN</b></td><td>The Quay Times</td></tr></table></div><p>Search Summary</p></body></html>";

    #[test]
    fn a_page() {
        let found = read(PAGE);
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.title.as_deref(), Some("Harbour & quay open"));
        assert_eq!(
            (article.publisher.as_deref(), &*article.authors),
            (Some("The Quay Times"), &["Jane Doe".to_owned()][..])
        );
        assert_eq!(article.date.unwrap().to_string(), "2025-09-04");
        assert_eq!(
            (article.id.as_str(), article.language.as_deref()),
            ("QUAYT00020250904el9400003", Some("en"))
        );
        assert_eq!(article.text, "It opened again.\n\nShips left.\n\nIN all, five.");
        let other = found[1].as_ref().unwrap();
        assert_eq!((other.title.as_deref(), other.id.as_str()), (Some("Other"), "in/Factiva.htm#2"));
        assert_eq!(other.date_refused.as_deref(), Some("09/04/2025: day or month first?"));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_document() {
        let row = |code: &str, value: &str| format!("\\trowd {code}\\cell {value}\\cell\\row\n");
        let rtf = format!(
            "{{\\rtf1\\ansi {}{}{}{}{}}}",
            row("HD", "Harbour opens"),
            row("PD", "4 September 2025"),
            row("SN", "The Quay Times"),
            row("LP", "It opened.\\par Ships left."),
            row("AN", "Document QUAYT1")
        );
        let found = read(&rtf);
        let article = found[0].as_ref().unwrap();
        assert_eq!((article.text.as_str(), article.id.as_str()), ("It opened.\n\nShips left.", "QUAYT1"));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn what_is_no_export_is_said() {
        assert_eq!(read("<p>x"), [Err("in/Factiva.htm: no article in it".to_owned())]);
    }
}
