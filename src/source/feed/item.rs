//! One item of a feed: the texts of its elements by their names, whatever the feed's kind.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Prefixes of elements that are the item's own; `media:title` is that of a picture.
const PREFIXES: &[&str] = &["", "atom", "content", "dc", "dcterms"];

/// One item, or what a feed says of itself.
#[derive(Default)]
pub(super) struct Item {
    /// Local names with what stands in them, markup of theirs kept.
    fields: Vec<(String, String)>,
    fault: Option<&'static str>,
}

impl Item {
    /// Parses an item from its first tag to its last.
    pub(super) fn parse(xml: &str) -> Item {
        let mut item = Item::default();
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = true;
        let mut depth = 0;
        loop {
            match reader.read_event() {
                Ok(Event::Start(start)) if depth == 0 => {
                    depth = 1;
                    item.attributes(&start);
                }
                Ok(Event::Start(start)) => {
                    let Ok(inner) = reader.read_text(start.name()) else {
                        item.fault = Some("an element without an end");
                        return item;
                    };
                    item.element(&start, inner.into_inner().as_ref());
                }
                Ok(Event::Empty(empty)) => item.attributes(&empty),
                Ok(Event::End(_)) => depth = 0,
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(_) => {
                    item.fault = Some("not well-formed XML");
                    return item;
                }
            }
        }
        if depth > 0 {
            item.fault = Some("cut off");
        }
        item
    }

    /// Why it cannot be read.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let empty = self.first(&["title"]).is_none() && self.content().is_empty();
        self.fault.or_else(|| empty.then_some("neither text nor title"))
    }

    fn attributes(&mut self, start: &BytesStart) {
        let get = |name: &str| {
            start
                .html_attributes()
                .with_checks(false)
                .flatten()
                .find(|a| a.key.as_ref() == name)
                .map(|a| decoded(&a.value))
        };
        let name = own_name(start).unwrap_or_default();
        let rel = get("rel");
        if name == "link" && rel.as_deref().is_none_or(|rel| rel == "alternate") {
            self.push("link", get("href"));
        }
        self.push("xml:lang", get("xml:lang"));
        self.push("about", get("rdf:about"));
    }

    fn element(&mut self, start: &BytesStart, inner: &str) {
        self.attributes(start);
        let Some(name) = own_name(start) else { return };
        let markup = start.attributes_raw().contains("xhtml");
        let text = if markup && name == "content" { inner.to_owned() } else { decoded(inner) };
        let text = match name.as_str() {
            "author" => between(&text, "<name>", "</name>").unwrap_or(&text).to_owned(),
            _ => text,
        };
        self.push(&name, Some(text));
    }

    fn push(&mut self, name: &str, text: Option<String>) {
        let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        self.fields.extend(text.map(|text| (name.to_owned(), text)));
    }

    /// The first field that says something, of several in their order.
    pub(super) fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.all(name).next())
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// The text as HTML, in full where it is there.
    pub(super) fn content(&self) -> &str {
        self.first(&["encoded", "content", "description", "summary", "abstract"]).unwrap_or_default()
    }

    pub(super) fn id(&self) -> Option<String> {
        self.first(&["guid", "id", "about"]).map(str::to_owned)
    }

    pub(super) fn link(&self) -> Option<String> {
        let links = self.all("link").find(|link| link.starts_with("http"));
        links
            .or_else(|| self.first(&["guid", "about"]).filter(|link| link.starts_with("http")))
            .map(str::to_owned)
    }

    pub(super) fn language(&self) -> Option<String> {
        self.first(&["language", "xml:lang"]).map(str::to_owned)
    }

    pub(super) fn authors(&self) -> Vec<String> {
        let of = |name: &&str| self.all(name).map(str::to_owned).collect::<Vec<_>>();
        ["creator", "author"].iter().map(of).find(|authors| !authors.is_empty()).unwrap_or_default()
    }

    /// What may be the day of publication, with the field's name, the surest first.
    pub(super) fn dates(&self) -> impl Iterator<Item = (&'static str, &str)> {
        ["pubDate", "published", "issued", "date", "created", "updated"]
            .into_iter()
            .filter_map(|name| Some((name, self.first(&[name])?)))
    }
}

/// The local name of an element that is the item's own.
fn own_name(start: &BytesStart) -> Option<String> {
    let name = start.name();
    let name: &str = name.as_ref();
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    PREFIXES.contains(&prefix).then(|| local.to_owned())
}

/// Sections of bare text as they are, entities decoded elsewhere; none that a document declares is expanded.
fn decoded(xml: &str) -> String {
    let mut text = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some((before, after)) = rest.split_once("<![CDATA[") {
        text.push_str(&entities(before));
        let (inside, after) = after.split_once("]]>").unwrap_or((after, ""));
        text.push_str(inside);
        rest = after;
    }
    text + &entities(rest)
}

fn entities(text: &str) -> Cow<'_, str> {
    html_escape::decode_html_entities(text)
}

fn between<'t>(text: &'t str, begin: &str, end: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(begin)?;
    rest.split_once(end).map(|(inside, _)| inside.trim())
}
