//! Judges the text of an article in JSON-LD against what a page shows: where the one is whole, it tells which blocks of
//! the page the article is; where the page shows less, it is taken itself.

use super::blocks::Block;
use super::clutter;
use super::linked::letters;
use super::tree::Tree;
use memchr::memmem;

/// A text in JSON-LD of more bytes, or a page of more blocks, is not compared.
const BODY_BYTES: usize = 300_000;
const BLOCKS: usize = 5_000;

/// What an article's text is.
pub(super) enum Choice {
    /// What the page shows, as it was found without JSON-LD.
    Shown,
    /// These blocks of the page, by their numbers.
    Blocks(Vec<usize>),
    /// The text of JSON-LD, in paragraphs.
    Text(Vec<String>),
}

/// Chooses; `found` are the blocks that would be taken without JSON-LD.
pub(super) fn choose(all: &[Block], found: &[usize], body: &str, tree: &Tree) -> Choice {
    let paragraphs = paragraphs(body);
    let told = letters(&paragraphs.concat());
    if told.len() > BODY_BYTES || told.is_empty() {
        return Choice::Shown;
    }
    let shown: usize = found.iter().map(|at| letters(&all[*at].text).len()).sum();
    // Some carry no more than the beginning.
    if told.len() * 4 < shown * 3 {
        return Choice::Shown;
    }
    let in_told: Vec<(usize, usize)> = all
        .iter()
        .take(BLOCKS)
        .enumerate()
        .filter_map(|(at, block)| Some((at, held(&block.text, &told)?)))
        .collect();
    let covered: usize = in_told.iter().map(|(_, length)| length).sum();
    if covered * 100 >= told.len() * 85 {
        Choice::Blocks(with_headings(all, in_told, found, tree))
    } else if shown * 100 < told.len() * 85 {
        Choice::Text(paragraphs)
    } else {
        Choice::Shown
    }
}

/// How many bytes of letters a block has, where they are in the text told.
fn held(text: &str, told: &str) -> Option<usize> {
    let own = letters(text);
    (own.len() >= 12 && memmem::find(told.as_bytes(), own.as_bytes()).is_some()).then_some(own.len())
}

/// The blocks with the headings among them, and what opens the article before them.
fn with_headings(all: &[Block], in_told: Vec<(usize, usize)>, found: &[usize], tree: &Tree) -> Vec<usize> {
    let mut seen = std::collections::HashSet::new();
    let mut chosen: Vec<usize> =
        in_told.into_iter().map(|(at, _)| at).filter(|at| found.binary_search(at).is_ok()).collect();
    let (Some(first), Some(last)) = (chosen.first().copied(), chosen.last().copied()) else {
        return found.to_vec();
    };
    let kept =
        |at: &&usize| **at < first || (**at < last && clutter::is_heading(tree.nodes[all[**at].node].tag));
    chosen.extend(found.iter().filter(kept));
    chosen.sort_unstable();
    chosen.retain(|at| seen.insert(*at));
    chosen
}

/// The paragraphs of a text in JSON-LD: HTML, lines, or sentences run together where lines ended.
fn paragraphs(body: &str) -> Vec<String> {
    if body.contains("</p>") || body.contains("<br") || body.contains("</") {
        return super::page::paragraphs(body);
    }
    let lines: Vec<String> = body.lines().map(super::tree::folded).filter(|line| !line.is_empty()).collect();
    if lines.len() > 1 { lines } else { lines.iter().flat_map(|line| parted(line)).collect() }
}

/// Parts a text where a sentence ends and the next begins without a blank, as where two paragraphs were joined.
fn parted(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = line.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let Some(part) = parts.last_mut() else { break };
        part.push(c);
        let ends = matches!(c, '.' | '!' | '?') && (before.is_lowercase() || before == ')')
            || (matches!(c, '"' | '”') && matches!(before, '.' | '!' | '?'));
        if ends
            && chars.peek().is_some_and(|next| next.is_uppercase() || matches!(next, '“' | '«' | '¿' | '¡'))
        {
            parts.push(String::new());
        }
        before = c;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_a_text_told() {
        assert_eq!(paragraphs("<p>One.</p><p>Two &amp; three.</p>"), ["One.", "Two & three."]);
        assert_eq!(paragraphs("One.\n\n Two."), ["One.", "Two."]);
        assert_eq!(
            paragraphs("It opened.The board met. “Good.”Ships left."),
            ["It opened.", "The board met. “Good.”", "Ships left."]
        );
        assert_eq!(
            paragraphs("The U.S.A. and quay.example agreed."),
            ["The U.S.A. and quay.example agreed."]
        );
    }
}
