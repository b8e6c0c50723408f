//! Puts lines together to paragraphs, by the gaps between them, their indents and how they end.
//!
//! Numbers of pages and what stands at the edge of page after page are left out, since they would stand in the middle
//! of sentences.

use super::lines::Line;
use crate::source::layout::ends_sentence;
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// On so many pages the same line is no part of the text.
const PAGES_ALIKE: usize = 3;
/// A line that ends so short of the column, in parts of its width, ends its paragraph whatever it ends with.
const SHORT: f64 = 0.35;

/// What stands at the end of a line in the middle of a word.
const HYPHENS: [char; 3] = ['-', '\u{ad}', '\u{2010}'];
/// What stands before an item of a list.
const BULLETS: [char; 5] = ['•', '●', '▪', '■', '◦'];

/// The paragraphs of lines, in their order.
pub(super) fn of(lines: Vec<Line>) -> Vec<String> {
    let lines = without_edges(lines);
    let pitch = pitch(&lines);
    let known: HashSet<String> =
        lines.iter().flat_map(|line| words(&line.text)).map(str::to_lowercase).collect();
    let rights = rights(&lines);
    let mut paragraphs = Vec::new();
    let mut open = String::new();
    for (at, line) in lines.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &lines[before]);
        if before.is_some_and(|before| is_new(before, line, lines.get(at + 1), pitch, rights[at - 1])) {
            paragraphs.push(std::mem::take(&mut open));
        }
        join(&mut open, &line.text, &known);
    }
    paragraphs.push(open);
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    paragraphs
}

/// Leaves out numbers of pages and lines that stand at the edge of many pages.
fn without_edges(lines: Vec<Line>) -> Vec<Line> {
    let digits = |line: &Line| line.text.replace(|c: char| c.is_ascii_digit(), "0");
    let at_edge = |at: usize| {
        let page = |other: Option<usize>| other.and_then(|other| lines.get(other)).map(|line| line.page);
        let here = Some(lines[at].page);
        page(at.checked_sub(1)) != here || page(at.checked_add(1)) != here
    };
    let edges: Vec<bool> = (0..lines.len()).map(at_edge).collect();
    let mut alike: HashMap<String, HashSet<usize>> = HashMap::new();
    for (line, _) in lines.iter().zip(&edges).filter(|(_, edge)| **edge) {
        alike.entry(digits(line)).or_default().insert(line.page);
    }
    let is_number = |line: &Line| {
        line.text.len() <= 9
            && line.text.trim_matches(['-', '–', '—', ' ', '|']).bytes().all(|b| b.is_ascii_digit())
    };
    let pages = lines.last().map_or(0, |line| line.page + 1);
    let left_out = |line: &Line, edge: bool| {
        edge && ((pages > 1 && is_number(line))
            || alike.get(&digits(line)).is_some_and(|pages| pages.len() >= PAGES_ALIKE))
    };
    let kept: Vec<bool> = lines.iter().zip(&edges).map(|(line, edge)| !left_out(line, *edge)).collect();
    lines.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(line, _)| line).collect()
}

/// How far lines of a paragraph are apart, in parts of their height: what is commonest, from line to line.
fn pitch(lines: &[Line]) -> f64 {
    let mut steps: HashMap<i64, usize> = HashMap::new();
    for pair in lines.windows(2) {
        let step = (pair[0].up - pair[1].up) / pair[0].size.max(f64::MIN_POSITIVE);
        if pair[0].page == pair[1].page && (0.8..3.0).contains(&step) {
            *steps.entry((step * 20.0).round() as i64).or_default() += 1;
        }
    }
    let best = steps.into_iter().max_by_key(|(step, count)| (*count, -*step));
    best.map_or(1.2, |(step, _)| step as f64 / 20.0)
}

/// The right edge of each line's column: the farthest end of the lines of its page that begin where it does.
fn rights(lines: &[Line]) -> Vec<f64> {
    let column = |line: &Line| (line.page, (line.left / (3.0 * line.size).max(1.0)).round() as i64);
    let mut edges: HashMap<(usize, i64), f64> = HashMap::new();
    for line in lines {
        let edge = edges.entry(column(line)).or_insert(line.right);
        *edge = edge.max(line.right);
    }
    lines.iter().map(|line| edges[&column(line)]).collect()
}

/// Whether a line begins a paragraph; `right` is the edge of the column of the line before.
fn is_new(before: &Line, line: &Line, next: Option<&Line>, pitch: f64, right: f64) -> bool {
    let size = before.size.max(line.size).max(f64::MIN_POSITIVE);
    if !before.is_parallel(line) || before.size.min(line.size) < 0.87 * size {
        return true;
    }
    if line.text.starts_with(BULLETS) {
        return true;
    }
    let down = (before.up - line.up) / size;
    let column = (right - before.left).max(size);
    let room = right - before.right;
    // The first word of the line would have had room at the end of the one before, with what stands before and behind it.
    let first = line.text.split_whitespace().next().map_or(0, |word| word.chars().count()) as f64;
    let width = (line.right - line.left) / line.text.chars().count().max(1) as f64;
    let ended = ends_sentence(&before.text);
    let goes_on = line.text.starts_with(char::is_lowercase) || before.text.ends_with(HYPHENS);
    let short = (ended && room > (first + 1.0) * width) || (!goes_on && room > SHORT * column);
    let indented =
        line.left - next.filter(|next| next.page == line.page).map_or(before.left, |next| next.left);
    let indented = indented > 0.8 * size && indented < 6.0 * size;
    if before.page != line.page || down < 0.0 {
        // The next page, or column.
        return short || (ended && (indented || line.text.starts_with(|c: char| !c.is_lowercase())));
    }
    let further = line.left - before.left;
    down > pitch.max(1.0) * 1.3 || short || (further > 0.8 * size && ended) || (indented && ended)
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Adds a line; a word that is parted by a hyphen at the end is one, unless the document has it with the hyphen.
fn join(text: &mut String, line: &str, known: &HashSet<String>) {
    let line = composed(line.trim());
    let parted = text.strip_suffix(HYPHENS).map(str::len);
    let goes_on = line.starts_with(char::is_lowercase);
    match parted {
        Some(end) if goes_on && text[..end].ends_with(char::is_alphabetic) => {
            let first = words(text).next_back().unwrap_or_default().to_lowercase();
            let second = words(&line).next().unwrap_or_default().to_lowercase();
            let whole = known.contains(&format!("{first}{second}"));
            if whole || text.ends_with('\u{ad}') || !known.contains(&format!("{first}-{second}")) {
                text.truncate(end);
            }
        }
        // `Anglo-` and `French` on two lines.
        Some(end) if text[..end].ends_with(char::is_alphabetic) => {}
        _ if !text.is_empty() => text.push(' '),
        _ => {}
    }
    text.push_str(&line);
}

/// The letters that were drawn as one, such as `ﬁ`, by themselves; soft hyphens within are no letters.
fn composed(line: &str) -> String {
    let end = line.trim_end_matches('\u{ad}').len();
    let inside = line[..end].chars().filter(|c| *c != '\u{ad}');
    let apart = inside.flat_map(|c| {
        let drawn = ('\u{fb00}'..='\u{fb06}').contains(&c);
        let letters: Vec<char> = if drawn { c.to_string().nfkc().collect() } else { vec![c] };
        letters
    });
    apart.chain(line[end..].chars().take(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(lines: &[(&str, usize, f64, f64)]) -> Vec<String> {
        of(lines.iter().map(|(text, page, left, up)| Line::at(text, *page, *left, *up, 10.0)).collect())
    }

    #[test]
    fn gaps_and_indents_part() {
        let column = [
            ("The harbour board opened both quays", 0, 0.0, 100.0),
            ("on Monday, and ships left at noon.", 0, 0.0, 88.0),
            ("The ferry goes on Sunday as it did.", 0, 0.0, 64.0),
            ("Fish is cheap.", 0, 0.0, 52.0),
            ("   Bread is dear and will be dearer.", 0, 15.0, 40.0),
            ("Nobody says why that should be so..", 0, 0.0, 28.0),
        ];
        let expected = [
            "The harbour board opened both quays on Monday, and ships left at noon.",
            "The ferry goes on Sunday as it did. Fish is cheap.",
            "Bread is dear and will be dearer. Nobody says why that should be so..",
        ];
        assert_eq!(paragraphs(&column), expected);
    }

    #[test]
    fn a_quotation_mark_takes_room_too() {
        let column = [
            ("\u{201c}It is open,\u{201d} she said. So", 0, 0.0, 100.0),
            ("it was. Ten ships left.", 0, 0.0, 88.0),
            ("\u{201c}A ship left,\u{201d} they said.", 0, 0.0, 76.0),
        ];
        assert_eq!(paragraphs(&column).len(), 1);
    }

    #[test]
    fn hyphens_at_the_end_of_lines() {
        let lines = |a: &'static str, b: &'static str, c: &'static str| {
            paragraphs(&[(a, 0, 0.0, 100.0), (b, 0, 0.0, 88.0), (c, 0, 0.0, 76.0)]).join(" | ")
        };
        assert_eq!(lines("The har-", "bour is open", "and free"), "The harbour is open and free");
        assert_eq!(lines("A well-", "known and", "a well-known"), "A well-known and a well-known");
        assert_eq!(lines("The Anglo-", "French and", "others go"), "The Anglo-French and others go");
        assert_eq!(lines("The o\u{fb03}ce", "of the quay", "is here"), "The office of the quay is here");
        assert_eq!(lines("It is 2019-", "20 as it", "was then"), "It is 2019- 20 as it was then");
    }

    #[test]
    fn pages_join_and_their_edges_are_left_out() {
        let mut lines = Vec::new();
        for page in 0..3 {
            lines.push(("The Quay, page 1", page, 0.0, 200.0));
            lines.push(("the ships of the harbour that left and", page, 0.0, 100.0));
            lines.push(("the ferries of the town, which were on", page, 0.0, 88.0));
            lines.push(("12", page, 0.0, 10.0));
        }
        let text = "the ships of the harbour that left and the ferries of the town, which were on";
        assert_eq!(paragraphs(&lines), [[text; 3].join(" ")]);
    }
}
