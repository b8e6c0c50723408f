//! A page as blocks of words, in order: what its paragraphs are, how much of each is links, where it hangs.

use super::clutter;
use super::tree::{Tree, folded, is_block};

/// A run of words that stands by itself.
pub(super) struct Block {
    /// The block element it stands in.
    pub(super) node: usize,
    pub(super) text: String,
    /// Its characters, and those of them in links.
    pub(super) chars: usize,
    pub(super) linked: usize,
    /// Whether all its words are set bold, or it is a heading.
    pub(super) bold: bool,
}

impl Block {
    /// The share of its characters that are in links, from 0 to 1.
    pub(super) fn link_share(&self) -> f64 {
        self.linked as f64 / self.chars.max(1) as f64
    }
}

/// Elements without words of an article.
const WITHOUT: &[&str] = &[
    "audio",
    "button",
    "canvas",
    "dialog",
    "embed",
    "figcaption",
    "head",
    "iframe",
    "input",
    "label",
    "menu",
    "nav",
    "noscript",
    "object",
    "option",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "video",
];

/// The blocks of a page; `clutter` tells the elements to pass over by their number.
pub(super) fn blocks(tree: &Tree, clutter: &[bool]) -> Vec<Block> {
    let mut reader = Reader {
        tree,
        owner: vec![0; tree.nodes.len()],
        linked_to: 0,
        bold_to: 0,
        plain: false,
        breaks: 0,
        words: Words::default(),
        blocks: Vec::new(),
    };
    let mut at = 1;
    while at < tree.nodes.len() {
        let tag = tree.nodes[at].tag;
        let parent_owner = reader.owner[tree.nodes[at].parent];
        if !tag.is_empty() && (WITHOUT.contains(&tag) || clutter[at]) {
            if is_block(tag) {
                reader.end();
            }
            at = tree.nodes[at].end;
            continue;
        }
        reader.owner[at] = if is_block(tag) { at } else { parent_owner };
        reader.node(at, tag);
        at += 1;
    }
    reader.end();
    reader.blocks
}

#[derive(Default)]
struct Words {
    node: usize,
    text: String,
    linked: usize,
}

struct Reader<'t> {
    tree: &'t Tree,
    /// The block that each node stands in.
    owner: Vec<usize>,
    /// Up to where the link, and the bold words, go that are being read.
    linked_to: usize,
    bold_to: usize,
    /// Whether some words of the block are not bold.
    plain: bool,
    /// Line ends since the last words.
    breaks: usize,
    words: Words,
    blocks: Vec<Block>,
}

impl Reader<'_> {
    fn node(&mut self, at: usize, tag: &str) {
        match tag {
            "" => self.text(at),
            "br" => {
                self.breaks += 1;
                if self.breaks > 1 {
                    self.end();
                } else {
                    self.words.text.push('\n');
                }
            }
            "a" => self.linked_to = self.linked_to.max(self.tree.nodes[at].end),
            "b" | "strong" => self.bold_to = self.bold_to.max(self.tree.nodes[at].end),
            tag if is_block(tag) => self.end(),
            _ => {}
        }
    }

    fn text(&mut self, at: usize) {
        let text = self.tree.text(at);
        if self.words.node != self.owner[at] {
            self.end();
            self.words.node = self.owner[at];
        }
        let chars = text.chars().filter(|c| !c.is_whitespace()).count();
        if chars == 0 {
            self.words.text.push(' ');
            return;
        }
        self.breaks = 0;
        self.words.linked += if at < self.linked_to { chars } else { 0 };
        self.plain |= at >= self.bold_to;
        self.words.text.extend(text.chars().map(|c| if c == '\n' || c == '\r' { ' ' } else { c }));
    }

    /// Ends a block.
    fn end(&mut self) {
        let words = std::mem::take(&mut self.words);
        let plain = std::mem::take(&mut self.plain);
        let lines: Vec<String> = words.text.split('\n').map(folded).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        let text = lines.join("\n");
        let chars = text.chars().filter(|c| !c.is_whitespace()).count();
        let heading = clutter::is_heading(self.tree.nodes[words.node].tag);
        self.blocks.push(Block {
            node: words.node,
            chars,
            linked: words.linked.min(chars),
            bold: heading || !plain,
            text,
        });
    }
}
