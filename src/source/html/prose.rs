//! Finds the article among the blocks of a page: the element whose blocks are most like prose, and of it what is prose.

use super::blocks::{Block, blocks};
use super::linked::letters;
use super::tree::Tree;
use super::{bylines, clutter, notices, whole};
use crate::source::layout;

/// Fewest characters of a block that is prose by itself.
const PROSE_CHARS: usize = 60;

/// Finds the paragraphs of the article, in order; `body` is its text as JSON-LD has it, `about` how it is described.
pub(super) fn find(tree: &Tree, title: Option<&str>, about: Option<&str>, body: Option<&str>) -> Vec<String> {
    let marks = Marks::of(tree);
    let all = blocks(tree, &marks.clutter);
    let found = found(tree, &all, &marks, title, about);
    let chosen = match body.map(|body| whole::choose(&all, &found, body, tree)) {
        Some(whole::Choice::Blocks(chosen)) => chosen,
        Some(whole::Choice::Text(paragraphs)) => return paragraphs,
        Some(whole::Choice::Shown) | None => found,
    };
    chosen.into_iter().map(|at| all[at].text.clone()).collect()
}

/// The paragraphs of what is all an article's text.
pub(super) fn all(tree: &Tree) -> Vec<String> {
    blocks(tree, &vec![false; tree.nodes.len()]).into_iter().map(|block| block.text).collect()
}

/// The numbers of the blocks that are the article's.
fn found(tree: &Tree, all: &[Block], marks: &Marks, title: Option<&str>, about: Option<&str>) -> Vec<usize> {
    let Some(node) = best(tree, all, marks) else { return Vec::new() };
    let node = joined(tree, node, marks);
    let inside = |node: usize| move |at: &usize| (node..tree.nodes[node].end).contains(&all[*at].node);
    let mut numbers: Vec<usize> = (0..all.len()).filter(inside(node)).collect();
    trim(tree, all, &mut numbers, title);
    let mut chosen = leads(tree, all, &numbers, title, about);
    chosen.append(&mut numbers);
    chosen
}

/// What the elements of a page are by their names.
struct Marks {
    clutter: Vec<bool>,
    content: Vec<bool>,
}

impl Marks {
    fn of(tree: &Tree) -> Marks {
        let mut marks =
            Marks { clutter: vec![false; tree.nodes.len()], content: vec![false; tree.nodes.len()] };
        let prose = prose_before(tree);
        let all = prose.last().copied().unwrap_or(0);
        for node in 1..tree.nodes.len() {
            let element = &tree.nodes[node];
            if element.tag.is_empty() || matches!(element.tag, "html" | "body" | "script") {
                continue;
            }
            let names = clutter::names(tree, node);
            let much = (prose[element.end] - prose[node]) * 5 > all * 2
                && all > 0
                && !clutter::is_of_readers(&names);
            marks.clutter[node] = !much && clutter::is_clutter(tree, node, &names);
            marks.content[node] = clutter::is_content(&names);
        }
        marks
    }
}

/// How many bytes of prose stand before each node.
fn prose_before(tree: &Tree) -> Vec<usize> {
    let mut before = vec![0; tree.nodes.len() + 1];
    let mut passed_to = 0;
    for (node, element) in tree.nodes.iter().enumerate() {
        if matches!(
            element.tag,
            "a" | "button" | "noscript" | "script" | "style" | "template" | "textarea" | "svg"
        ) {
            passed_to = element.end.max(passed_to);
        }
        let text = if node < passed_to { "" } else { tree.text(node).trim() };
        before[node + 1] = before[node] + if text.len() >= PROSE_CHARS { text.len() } else { 0 };
    }
    before
}

/// How much a block speaks for an article, or against.
fn value(tree: &Tree, block: &Block) -> f64 {
    let links = block.link_share();
    let tag = tree.nodes[block.node].tag;
    let sentence = tag == "p" || (tag == "div" && layout::ends_sentence(&block.text));
    let prose = block.chars >= PROSE_CHARS || (sentence && block.chars >= 30);
    if links > 0.5 {
        -(block.chars.min(60) as f64) - 20.0
    } else if prose {
        let of_kind = if matches!(tag, "p" | "div" | "section" | "article" | "blockquote" | "main") {
            1.0
        } else {
            0.6
        };
        block.chars as f64 * (1.0 - 2.0 * links) * of_kind
    } else if clutter::is_heading(tag) {
        0.0
    } else {
        -5.0
    }
}

/// The element whose blocks speak most for it.
fn best(tree: &Tree, blocks: &[Block], marks: &Marks) -> Option<usize> {
    let mut scores = vec![0.0f64; tree.nodes.len()];
    for block in blocks {
        let value = value(tree, block);
        tree.line(block.node).for_each(|node| scores[node] += value);
    }
    let weighed = |node: usize| {
        let own = if marks.content[node] {
            1.25
        } else if tree.nodes[node].tag == "article" {
            1.15
        } else {
            1.0
        };
        scores[node] * own
    };
    let mut best: Option<(usize, f64)> = None;
    for block in blocks {
        for node in tree.line(block.node) {
            let score = weighed(node);
            if score > 0.0 && best.is_none_or(|(held, most)| score > most || (score == most && node > held)) {
                best = Some((node, score));
            }
        }
    }
    best.map(|(node, _)| node)
}

/// What holds an article that is set in several elements of one class, of which the best is only one.
fn joined(tree: &Tree, best: usize, marks: &Marks) -> usize {
    let Some(class) = tree.attribute(best, "class").filter(|_| marks.content[best]) else { return best };
    let like = |node: &usize| marks.content[*node] && tree.attribute(*node, "class") == Some(class);
    let alike: Vec<usize> = (1..tree.nodes.len()).filter(like).collect();
    let (Some(first), Some(last)) = (alike.first(), alike.last()) else { return best };
    let holds = |node: &usize| *node <= *first && tree.nodes[*node].end > *last;
    let Some(holder) = tree.line(best).find(holds) else { return best };
    let headlines = (*first..tree.nodes[*last].end).filter(|node| tree.nodes[*node].tag == "h1").count();
    let near = tree.line(best).position(|node| node == holder).is_some_and(|steps| steps <= 3);
    if headlines == 0 && near { holder } else { best }
}

/// Leaves out what is no prose among the blocks of an article.
fn trim(tree: &Tree, all: &[Block], numbers: &mut Vec<usize>, title: Option<&str>) {
    let title = title.map(letters);
    let same = |title: &String, own: &str| title.starts_with(own) || own.starts_with(title.as_str());
    let tag = |at: &usize| tree.nodes[all[*at].node].tag;
    let headline = |at: &usize| {
        tag(at) == "h1" && title.as_ref().is_none_or(|title| same(title, &letters(&all[*at].text)))
    };
    if let Some(at) = numbers.iter().position(headline) {
        numbers.drain(..=at);
    }
    numbers.retain(|at| {
        let block = &all[*at];
        let linked = block.link_share();
        let heading = clutter::is_heading(tag(at));
        let pointing = linked > 0.6 && (heading || block.chars < 200);
        !pointing
            && !bylines::is_credit(&block.text)
            && !notices::is_notice(&block.text, linked, block.bold)
            && title.as_deref() != Some(&letters(&block.text))
    });
    while numbers.last().is_some_and(|at| clutter::is_heading(tag(at)) || is_stub(&all[*at], tag(at))) {
        numbers.pop();
    }
    drop_byline(all, numbers, |at| clutter::is_heading(tag(at)));
}

/// A word or two alone at the end: an agency's sign-off, the head of a list that has been left out.
fn is_stub(block: &Block, tag: &str) -> bool {
    block.chars <= 25
        && !matches!(tag, "li" | "td" | "dd")
        && !block.text.contains('\n')
        && !layout::ends_sentence(&block.text)
}

/// Leaves out who wrote it and when, which stand before the first paragraph.
fn drop_byline(all: &[Block], numbers: &mut Vec<usize>, heading: impl Fn(&usize) -> bool) {
    let first =
        numbers.iter().position(|at| all[*at].chars >= PROSE_CHARS && !bylines::is_byline(&all[*at].text));
    let mut place = 0;
    numbers.retain(|at| {
        place += 1;
        let before = first.is_some_and(|first| place <= first);
        !before || heading(at) || !bylines::is_byline(&all[*at].text)
    });
}

/// What stands between the headline and the article's first block and opens it.
fn leads(
    tree: &Tree,
    all: &[Block],
    numbers: &[usize],
    title: Option<&str>,
    about: Option<&str>,
) -> Vec<usize> {
    let Some(first) = numbers.first() else { return Vec::new() };
    let title = title.map(letters).unwrap_or_default();
    let tag = |at: &usize| tree.nodes[all[*at].node].tag;
    let of_title = |at: &usize| clutter::is_heading(tag(at)) && letters(&all[*at].text) == title;
    let main = (0..*first).rev().find(|at| tag(at) == "h1");
    let Some(headline) = main.or_else(|| (0..*first).rev().find(of_title)) else { return Vec::new() };
    let about = about.map(letters).unwrap_or_default();
    let held: String = numbers.iter().take(3).map(|at| letters(&all[*at].text)).collect();
    (headline + 1..*first)
        .filter(|at| {
            let block = &all[*at];
            let own = letters(&block.text);
            let named =
                tree.line(block.node).take(3).any(|node| clutter::is_lead(&clutter::names(tree, node)));
            let told =
                own.len() >= 30 && (about.contains(&own) || (!about.is_empty() && own.contains(&about)));
            let prose = block.chars >= PROSE_CHARS
                && first - headline < 25
                && matches!(tree.nodes[block.node].tag, "p" | "h2" | "div");
            own != title
                && !bylines::is_byline(&block.text)
                && !bylines::is_credit(&block.text)
                && block.chars >= 25
                && block.link_share() < 0.3
                && (named || told || prose)
                && !held.contains(&own)
        })
        .collect()
}
