//! Makes the tree of a page: the tokens of html5gum set into elements.
//!
//! Nothing here is recursive and nothing is moved, so time and memory grow with the page whatever is in it: elements
//! nested deeper than anybody writes hang from the last that is not, and misnested ones are closed rather than opened
//! again, as the letter of HTML has it (which lets a page of kilobytes become a tree of gigabytes).

use super::{Node, Tree};
use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use std::borrow::Cow;

/// Elements are not nested deeper.
const DEPTH: usize = 400;
/// A page has no more nodes.
const NODES: usize = 2_000_000;

/// Elements that are told apart beside [`BLOCKS`]; all others are as `span`.
const TAGS: &[&str] = &[
    "a", "abbr", "audio", "b", "base", "br", "button", "canvas", "cite", "code", "em", "embed", "head", "i",
    "iframe", "img", "input", "label", "link", "meta", "noscript", "object", "option", "picture", "q",
    "script", "select", "source", "span", "strong", "style", "sub", "sup", "svg", "template", "textarea",
    "time", "title", "u", "video", "wbr",
];
const VOID: &[&str] = &["base", "br", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"];
/// Elements that begin a block of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// What an end tag of another element does not reach beyond.
const WALLS: &[&str] = &["table", "td", "th"];
/// The attributes that are kept.
const ATTRIBUTES: &[&str] = &[
    "aria-hidden",
    "class",
    "content",
    "datetime",
    "hidden",
    "href",
    "id",
    "itemprop",
    "lang",
    "name",
    "property",
    "pubdate",
    "rel",
    "role",
    "style",
    "type",
];

impl Tree {
    /// Parses a page; none where it has more elements than a page may have.
    pub(in crate::source::html) fn parse(html: &str) -> Option<Tree> {
        let xml = html.trim_start().starts_with("<?xml");
        let html = if xml { with_ends(html) } else { html.into() };
        let mut builder = Builder::new(html.len(), xml);
        let mut full = false;
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| {
            if builder.tree.nodes.len() < NODES {
                builder.take(event);
            } else {
                full = true;
            }
            None::<std::convert::Infallible>
        });
        emitter.naively_switch_states(true);
        Tokenizer::new_with_emitter(&*html, emitter).for_each(drop);
        (!full).then(|| builder.finish())
    }
}

/// XHTML with an end to each element of bare text that ends where it begins, such as `<script src="…"/>`: in HTML all
/// that comes after it would be in it.
fn with_ends(html: &str) -> Cow<'_, str> {
    const BARE: &[&str] = &["<script", "<style", "<title", "<textarea", "<iframe", "<noscript"];
    let mut set = String::new();
    let mut rest = html;
    while let Some(at) = rest.find("/>") {
        let begun = rest[..at].rfind('<').map_or("", |tag| &rest[tag..at]);
        set.push_str(&rest[..at]);
        match BARE.iter().find(|bare| begun.starts_with(**bare)) {
            Some(bare) => set.extend(["></", &bare[1..], ">"]),
            None => set.push_str("/>"),
        }
        rest = &rest[at + 2..];
    }
    if set.is_empty() { html.into() } else { (set + rest).into() }
}

/// Whether an element is a block.
pub(super) fn is_block(tag: &str) -> bool {
    BLOCKS.binary_search(&tag).is_ok()
}

struct Builder {
    tree: Tree,
    open: Vec<usize>,
    /// How many elements are open beyond the depth.
    beyond: usize,
    /// Whether an element may end where it begins, `<a id="x"/>`.
    xml: bool,
    /// The attribute that is being read, where it is kept.
    attribute: Option<&'static str>,
}

impl Builder {
    fn new(length: usize, xml: bool) -> Self {
        let root = Node { tag: "html", parent: 0, end: 0, range: (0, 0) };
        let tree =
            Tree { nodes: vec![root], text: String::with_capacity(length / 2), attributes: Vec::new() };
        Builder { tree, open: vec![0], beyond: 0, xml, attribute: None }
    }

    fn take(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.begin(name),
            CallbackEvent::AttributeName { name } => self.name_attribute(name),
            CallbackEvent::AttributeValue { value } => {
                if self.attribute.take().is_some()
                    && let Some((_, last)) = self.tree.attributes.last_mut()
                {
                    last.push_str(&String::from_utf8_lossy(value));
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => self.opened(self_closing && self.xml),
            CallbackEvent::EndTag { name } => self.end(known(name)),
            CallbackEvent::String { value } => self.push_text(&String::from_utf8_lossy(value)),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn begin(&mut self, name: &[u8]) {
        let tag = known(name);
        self.end_implied(tag);
        let at = self.tree.attributes.len();
        self.push(Node { tag, parent: 0, end: 0, range: (at, at) });
    }

    fn push(&mut self, node: Node) {
        let at = self.tree.nodes.len();
        let parent = self.open.last().copied().unwrap_or(0);
        self.tree.nodes.push(Node { parent, end: at + 1, ..node });
    }

    fn name_attribute(&mut self, name: &[u8]) {
        let known = ATTRIBUTES.iter().find(|known| known.as_bytes() == name).copied();
        self.attribute = known;
        if let (Some(known), Some(node)) =
            (known, self.tree.nodes.last_mut().filter(|node| !node.tag.is_empty()))
        {
            self.tree.attributes.push((known, String::new()));
            node.range.1 = self.tree.attributes.len();
        }
    }

    fn opened(&mut self, ended: bool) {
        let at = self.tree.nodes.len() - 1;
        let tag = self.tree.nodes[at].tag;
        if ended || tag.is_empty() || VOID.contains(&tag) {
        } else if self.open.len() < DEPTH {
            self.open.push(at);
        } else {
            self.beyond += 1;
        }
    }

    /// Ends what the beginning of an element ends without a word.
    fn end_implied(&mut self, tag: &'static str) {
        let (ended, within): (&[&str], &[&str]) = match tag {
            "li" => (&["li"], &["ol", "ul", "menu"]),
            "dd" | "dt" => (&["dd", "dt"], &["dl"]),
            "option" => (&["option"], &["select"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table", "tbody", "thead", "tfoot"]),
            "tbody" | "tfoot" | "thead" => (&["tbody", "tfoot", "thead"], &["table"]),
            "a" => (&["a"], BLOCKS),
            "body" => (&["head"], &[]),
            tag if is_block(tag) => (&["p"], BLOCKS),
            _ => return,
        };
        let tag_at = |at: &usize| self.tree.nodes[*at].tag;
        let stop = |tag: &str| ended.contains(&tag) || within.contains(&tag) || WALLS.contains(&tag);
        let found = self.open.iter().rposition(|at| stop(tag_at(at)));
        if let Some(at) = found.filter(|at| *at > 0 && ended.contains(&tag_at(&self.open[*at]))) {
            self.close(at);
        }
    }

    fn end(&mut self, tag: &'static str) {
        if matches!(tag, "html" | "body") || VOID.contains(&tag) {
            return;
        }
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let inline = !is_block(tag);
        let stop = |at: &usize| {
            let open = self.tree.nodes[*at].tag;
            open == tag || (inline && is_block(open)) || (WALLS.contains(&open) && !is_of_table(tag))
        };
        let found = self.open.iter().rposition(stop);
        if let Some(at) = found.filter(|at| *at > 0 && self.tree.nodes[self.open[*at]].tag == tag) {
            self.close(at);
        }
    }

    /// Closes what is open from a place on.
    fn close(&mut self, from: usize) {
        let end = self.tree.nodes.len();
        for node in self.open.drain(from..) {
            self.tree.nodes[node].end = end;
        }
    }

    fn push_text(&mut self, text: &str) {
        let from = self.tree.text.len();
        self.tree.text.push_str(text);
        self.push(Node { tag: "", parent: 0, end: 0, range: (from, self.tree.text.len()) });
    }

    fn finish(mut self) -> Tree {
        self.close(0);
        self.tree
    }
}

fn is_of_table(tag: &str) -> bool {
    matches!(tag, "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr")
}

fn known(name: &[u8]) -> &'static str {
    let find =
        |tags: &[&'static str]| tags.binary_search_by(|tag| tag.as_bytes().cmp(name)).ok().map(|at| tags[at]);
    find(BLOCKS).or_else(|| find(TAGS)).unwrap_or("span")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(html: &str) -> Vec<String> {
        let tree = Tree::parse(html).unwrap();
        tree.all("p").map(|node| tree.words(node)).collect()
    }

    #[test]
    fn what_is_not_closed_ends_where_it_must() {
        assert_eq!(
            paragraphs("<p>One<p>Two <b>and</p> three<div>x</div><p>Four"),
            ["One", "Two and", "Four"]
        );
        assert_eq!(paragraphs("<ul><li><p>a<li><p>b</ul><p>c</span></div></p>"), ["a", "b", "c"]);
        assert_eq!(paragraphs("<table><tr><td><p>a</table></div><p>b"), ["a", "b"]);
        assert!(TAGS.is_sorted() && BLOCKS.is_sorted());
    }

    #[test]
    fn scripts_and_entities() {
        let tree =
            Tree::parse("<script>if (a<p>b) {}</script><p id=x class='a b'>caf&eacute; &amp; &#8220;bar")
                .unwrap();
        let p = tree.all("p").next().unwrap();
        assert_eq!(tree.words(p), "café & “bar");
        assert_eq!((tree.attribute(p, "class"), tree.attribute(p, "id")), (Some("a b"), Some("x")));
    }

    #[test]
    fn elements_of_xml_end_where_they_begin() {
        let html = "<?xml version='1.0'?><html><title/><script src='a'/><p><a id='x'/>One</p><p>Two";
        assert_eq!(paragraphs(html), ["One", "Two"]);
        let tree = Tree::parse(html).unwrap();
        assert!(tree.all("a").all(|a| tree.words(a).is_empty()));
    }

    #[test]
    fn a_hundred_thousand_levels_are_a_few() {
        let begun = std::time::Instant::now();
        for tag in ["div", "b", "p", "li", "table", "td", "a", "x", "svg"] {
            let html = format!("<{tag}>").repeat(100_000)
                + "deep"
                + &format!("</{tag}>").repeat(100_000)
                + "<p>after";
            let tree = Tree::parse(&html).unwrap();
            assert!(tree.words(0).contains("deep"), "{tag}");
            assert!((0..tree.nodes.len()).all(|node| tree.line(node).take(DEPTH + 2).count() <= DEPTH + 1));
        }
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }
}
