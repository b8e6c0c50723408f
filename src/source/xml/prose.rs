//! Sets the content of NITF and XHTML as text: a line a paragraph, blank lines between.

use super::tree::{Element, Node};

/// Elements that stand in a line of text; every other is a paragraph, or holds some.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "alt-code",
    "b",
    "bdo",
    "chron",
    "cite",
    "classifier",
    "code.source",
    "copyrite",
    "em",
    "event",
    "font",
    "frac",
    "frac-num",
    "frac-den",
    "function",
    "i",
    "ins",
    "location",
    "lang",
    "money",
    "num",
    "object.title",
    "org",
    "person",
    "postaddr",
    "pronounce",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "virtloc",
    "name.given",
    "name.family",
    "city",
    "state",
    "region",
    "country",
    "sublocation",
    "time",
];
/// Elements whose words are not the article's own: pictures with their captions, what is no text at all.
const LEFT_OUT: &[&str] = &["del", "head", "media", "noscript", "object", "script", "style", "svg", "video"];
/// What parts the cells of a table's row.
const CELLS: &str = "   ";

/// The paragraphs in an element.
pub(super) fn paragraphs(element: &Element) -> Vec<String> {
    let mut prose = Prose::default();
    prose.walk(element);
    prose.end_paragraph();
    prose.paragraphs
}

#[derive(Default)]
struct Prose {
    paragraphs: Vec<String>,
    current: String,
    /// Whether a blank is due before the next word.
    blank: bool,
}

impl Prose {
    fn walk(&mut self, element: &Element) {
        for node in &element.children {
            match node {
                Node::Text(words) => self.push(words),
                Node::Element(inner) if LEFT_OUT.contains(&inner.name.as_str()) => {}
                Node::Element(inner) if INLINE.contains(&inner.name.as_str()) => self.walk(inner),
                Node::Element(inner) if inner.name == "br" => self.blank = true,
                Node::Element(inner) if matches!(inner.name.as_str(), "td" | "th") => {
                    if !self.current.is_empty() {
                        self.current.push_str(CELLS);
                        self.blank = false;
                    }
                    self.walk(inner);
                }
                Node::Element(inner) => {
                    self.end_paragraph();
                    self.walk(inner);
                    self.end_paragraph();
                }
            }
        }
    }

    fn push(&mut self, text: &str) {
        for (i, word) in text.split(char::is_whitespace).enumerate() {
            self.blank |= i > 0;
            if word.is_empty() {
                continue;
            }
            if self.blank && !self.current.is_empty() && !self.current.ends_with(' ') {
                self.current.push(' ');
            }
            self.current.push_str(word);
            self.blank = false;
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.current);
        self.blank = false;
        if !paragraph.trim().is_empty() {
            self.paragraphs.push(paragraph.trim_end().to_owned());
        }
    }
}

/// Puts a dateline that stands by itself before the first paragraph, with a dash, unless it stands there already.
pub(crate) fn with_dateline(dateline: Option<String>, paragraphs: Vec<String>) -> String {
    let text = paragraphs.join("\n\n");
    match dateline {
        Some(line) if !text.is_empty() && !text.starts_with(line.trim_end_matches([' ', '-', '–', '—'])) =>
        {
            let dash = if line.ends_with(['-', '–', '—']) { " " } else { " - " };
            format!("{line}{dash}{text}")
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::xml::tree::read;

    #[test]
    fn content() {
        let root = read(
            "<body>Harbour <b>op</b>ens.<p>The\n quay,<br/>too.</p><media><media-caption>x</media-caption></media>\
             <ul><li>one</li><li><p>two</p></li></ul><table><tr><td>1</td><td>2</td></tr></table></body>",
        );
        let root = root.unwrap();
        assert_eq!(paragraphs(&root), ["Harbour opens.", "The quay, too.", "one", "two", "1   2"]);
    }

    #[test]
    fn datelines() {
        let text = |line: &str| {
            with_dateline(Some(line.to_owned()), vec!["It opened.".to_owned(), "Ships left.".to_owned()])
        };
        assert_eq!(text("PORTO, March 9"), "PORTO, March 9 - It opened.\n\nShips left.");
        assert_eq!(text("PORTO, March 9 —"), "PORTO, March 9 — It opened.\n\nShips left.");
        assert_eq!(text("It opened"), "It opened.\n\nShips left.");
    }
}
