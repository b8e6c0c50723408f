//! An XML element with all that is in it, small enough to be walked.
//!
//! Entities that a document declares are never expanded: the five of XML and those of HTML are known, any other stays
//! as it is written. Names are taken without their prefix; comments and processing instructions are left out.

use crate::source::layout::one_line;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements of elements are followed no further.
const DEPTH: usize = 200;
/// No article has more elements and texts.
const NODES: usize = 200_000;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The value of an attribute, by its local name, unless empty.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Its elements.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of a name in it, at any depth, in order, but not those in others of the name.
    pub(super) fn all<'e>(&'e self, name: &str) -> Vec<&'e Element> {
        let mut found = Vec::new();
        self.collect(name, &mut found);
        found
    }

    fn collect<'e>(&'e self, name: &str, found: &mut Vec<&'e Element>) {
        for element in self.elements() {
            if element.name == name { found.push(element) } else { element.collect(name, found) }
        }
    }

    /// The first element of a name in it, at any depth.
    pub(super) fn first(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(
            |element| {
                if element.name == name { Some(element) } else { element.first(name) }
            },
        )
    }

    /// The words in it, a blank between each; none where there are none.
    pub(super) fn words(&self) -> Option<String> {
        let mut text = String::new();
        self.push_text(&mut text);
        let words = one_line(&text);
        (!words.is_empty()).then_some(words)
    }

    /// The text in it as it is written.
    pub(super) fn push_text(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Element(element) => element.push_text(text),
                Node::Text(words) => text.push_str(words),
            }
        }
    }
}

/// Reads a text that is one element, or some.
///
/// # Errors
///
/// What is wrong, in words.
pub(super) fn read(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut open = vec![Element::default()];
    let mut nodes = 0;
    loop {
        nodes += 1;
        if nodes > NODES {
            return Err(format!("more than {NODES} elements"));
        }
        match reader.read_event().map_err(|error| fault(&error, reader.error_position()))? {
            Event::Start(start) if open.len() > DEPTH => {
                return Err(format!("<{}> more than {DEPTH} elements deep", name(&start)));
            }
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => close(&mut open, element(&start)),
            Event::End(_) => {
                let done = open.pop().unwrap_or_default();
                close(&mut open, done);
            }
            Event::Text(words) => push(&mut open, &words),
            Event::CData(words) => push(&mut open, &words),
            Event::GeneralRef(reference) => {
                let written = format!("&{};", &*reference);
                push(&mut open, &html_escape::decode_html_entities(&written));
            }
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
        }
    }
    match open.pop() {
        Some(root) if open.is_empty() => Ok(root),
        Some(unclosed) => Err(format!("<{}> does not end", unclosed.name)),
        None => Ok(Element::default()),
    }
}

fn fault(error: &quick_xml::Error, byte: u64) -> String {
    format!("{error}, at its byte {byte}")
}

fn close(open: &mut [Element], done: Element) {
    if let Some(above) = open.last_mut() {
        above.children.push(Node::Element(done));
    }
}

fn push(open: &mut [Element], words: &str) {
    let Some(above) = open.last_mut() else { return };
    match above.children.last_mut() {
        Some(Node::Text(text)) => text.push_str(words),
        _ => above.children.push(Node::Text(words.to_owned())),
    }
}

fn name(start: &BytesStart) -> String {
    start.local_name().as_ref().to_owned()
}

fn element(start: &BytesStart) -> Element {
    let mut attributes = start.html_attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let value = html_escape::decode_html_entities(&*attribute.value).into_owned();
        (attribute.key.local_name().as_ref().to_owned(), value)
    });
    Element { name: name(start), attributes: attributes.collect(), children: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_entities() {
        let root = read(
            "<a x:id='1 &amp; 2'><b> &lt;c&gt; caf&eacute; &bomb;\n&#x2014; R&D</b><!-- x --><![CDATA[<d>]]></a>",
        );
        let root = root.unwrap();
        let a = root.first("a").unwrap();
        assert_eq!(a.attribute("id"), Some("1 & 2"));
        assert_eq!(a.words().as_deref(), Some("<c> café &bomb; — R&D<d>"));
    }

    #[test]
    fn what_is_broken_is_said() {
        for (text, reason) in [
            ("<a><b></a>", "ill-formed document: expected `</b>`, but `</a>` was found, at its byte 6"),
            ("<a>", "<a> does not end"),
            (&"<a>".repeat(100_000), "<a> more than 200 elements deep"),
            (&"<a/>".repeat(300_000), "more than 200000 elements"),
        ] {
            assert_eq!(read(text).unwrap_err(), reason);
        }
    }
}
