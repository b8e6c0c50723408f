//! A page as a tree: its elements in the order of the page, with what can be asked of them.

mod build;

/// One element, or a run of text.
pub(super) struct Node {
    /// The element's name; empty for text.
    pub(super) tag: &'static str,
    pub(super) parent: usize,
    /// One past its last descendant.
    pub(super) end: usize,
    /// Of a text: where it stands among all texts; of an element: its attributes.
    range: (usize, usize),
}

/// A page: its nodes in order, each before what is in it. The first is the page itself.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    text: String,
    attributes: Vec<(&'static str, String)>,
}

impl Tree {
    /// The text of a node that is one.
    pub(super) fn text(&self, node: usize) -> &str {
        match &self.nodes[node] {
            Node { tag: "", range: (from, to), .. } => &self.text[*from..*to],
            _ => "",
        }
    }

    /// An attribute of an element.
    pub(super) fn attribute(&self, node: usize, name: &str) -> Option<&str> {
        let Node { tag, range: (from, to), .. } = &self.nodes[node];
        let own = if tag.is_empty() { &[] } else { &self.attributes[*from..*to] };
        own.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The elements of a name, in order.
    pub(super) fn all<'t>(&'t self, tag: &'static str) -> impl Iterator<Item = usize> + 't {
        (0..self.nodes.len()).filter(move |node| self.nodes[*node].tag == tag)
    }

    /// All text in a node as it stands.
    pub(super) fn raw(&self, node: usize) -> String {
        (node..self.nodes[node].end).map(|inner| self.text(inner)).collect()
    }

    /// All text in a node with white space folded.
    pub(super) fn words(&self, node: usize) -> String {
        let mut words = String::new();
        for inner in node..self.nodes[node].end {
            if is_block(self.nodes[inner].tag) || self.nodes[inner].tag == "br" {
                words.push(' ');
            }
            words.push_str(self.text(inner));
        }
        folded(&words)
    }

    /// A node and those it stands in, from the inside out.
    pub(super) fn line(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(node), |node| (*node > 0).then(|| self.nodes[*node].parent))
    }
}

/// Whether an element is a block.
pub(super) fn is_block(tag: &str) -> bool {
    build::is_block(tag)
}

/// White space folded to single blanks, characters without width left out.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\0')));
    }
    folded
}
