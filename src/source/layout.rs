//! Finds the blocks of a text, one for each paragraph, whatever way its lines were set.
//!
//! Three settings are in use: blank lines between paragraphs; lines wrapped at a column, each paragraph indented
//! and no blank lines (the wires of the 1980s); one long line a paragraph. A block is only a range without white
//! space around it; what it is (headline, caption) is not told here.

use super::Span;

/// A mean length in characters above which lines that end in full stops are paragraphs, not wrapped.
const LONG_LINE: usize = 100;
/// A mean length that no wrapping reaches.
const UNWRAPPED_LINE: usize = 200;

/// One line that is not blank.
#[derive(Clone, Copy)]
struct Line {
    /// Without white space around it.
    span: Span,
    /// Whether it begins further in than the margin.
    indented: bool,
    /// Whether a blank line, or nothing, stands before it.
    after_blank: bool,
}

/// Finds the blocks of `text` from byte `start` on, in order.
pub(crate) fn blocks(text: &str, start: usize) -> Vec<Span> {
    let lines = lines(text, start);
    let spaced = lines.iter().skip(1).any(|line| line.after_blank);
    let mut blocks = Vec::new();
    for group in lines.chunk_by(|_, next| !next.after_blank) {
        block_of_lines(text, group, spaced, &mut blocks);
    }
    blocks
}

/// Splits lines that no blank line parts, where indents or the length of the lines say so.
fn block_of_lines(text: &str, group: &[Line], spaced: bool, blocks: &mut Vec<Span>) {
    let each_line = group.len() > 1 && is_line_each(text, group, spaced);
    let table = group.len() > 1 && is_table(text, group);
    for part in group.chunk_by(|_, next| !each_line && (table || !next.indented)) {
        let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
        blocks.push(Span::new(first.span.start, last.span.end));
    }
}

/// Tells whether each line is a paragraph.
fn is_line_each(text: &str, group: &[Line], spaced: bool) -> bool {
    let (_, before_last) = match group.split_last() {
        Some(split) => split,
        None => return false,
    };
    let total: usize = before_last.iter().map(|line| line.span.of(text).chars().count()).sum();
    let mean = total / before_last.len().max(1);
    let ended = before_last.iter().filter(|line| ends_sentence(line.span.of(text))).count();
    let every_line_ends = !spaced && ended == before_last.len() && !group.iter().any(|line| line.indented);
    mean > UNWRAPPED_LINE || (mean > LONG_LINE && ended * 2 >= before_last.len()) || every_line_ends
}

/// Tells whether most lines are set in columns, parted by three blanks or more.
fn is_table(text: &str, group: &[Line]) -> bool {
    let columns = group.iter().filter(|line| has_columns(line.span.of(text))).count();
    columns * 2 > group.len()
}

/// Tells whether a line, without white space around it, is set in columns.
pub(crate) fn has_columns(line: &str) -> bool {
    line.contains("   ") || line.contains('\t')
}

/// Tells whether a text ends as a sentence does, quotation marks and brackets after the stop aside.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let closing = ['"', '\'', '”', '’', '»', ')', ']', '」', '』'];
    text.trim_end_matches(closing).ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।'])
}

fn lines(text: &str, start: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut after_blank = true;
    let mut at = start;
    let Some(rest) = text.get(start..) else { return lines };
    for raw in rest.split(is_line_end) {
        let body = raw.trim_matches(is_blank);
        let inset = raw.len() - raw.trim_start_matches(is_blank).len();
        if body.is_empty() {
            // The nothing between the two bytes of CR LF is no blank line.
            after_blank |= !between_cr_lf(text, at);
        } else {
            let from = at + inset;
            let indented = raw.starts_with("  ") || raw.starts_with('\t') || raw.starts_with('\u{3000}');
            lines.push(Line { span: Span::new(from, from + body.len()), indented, after_blank });
            after_blank = false;
        }
        at += raw.len() + text[at + raw.len()..].chars().next().map_or(0, char::len_utf8);
    }
    lines
}

fn between_cr_lf(text: &str, at: usize) -> bool {
    at > 0 && text.as_bytes().get(at - 1..=at) == Some(b"\r\n")
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}')
}

/// A text in one line, its words with single blanks between them.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tells white space, with the byte order mark, which stands at the head of many files.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&str> {
        blocks(text, 0).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn blank_lines_part_and_wrapped_lines_join() {
        assert_eq!(of("One line\nand its rest.\n\n  \nTwo.\n"), ["One line\nand its rest.", "Two."]);
        assert_eq!(of("One line\r\nand its rest.\r\n\r\nTwo.\r\n"), ["One line\r\nand its rest.", "Two."]);
    }

    #[test]
    fn indents_part_where_no_blank_line_does() {
        let wire =
            "PORTO, March 9 - The harbour opened\nagain today.\n    Ships left at noon.\n    More follow.\n";
        assert_eq!(
            of(wire),
            ["PORTO, March 9 - The harbour opened\nagain today.", "Ships left at noon.", "More follow."]
        );
    }

    #[test]
    fn a_line_each_when_every_line_is_a_sentence() {
        assert_eq!(
            of("The harbour opened.\nShips left at noon.\nMore follow."),
            ["The harbour opened.", "Ships left at noon.", "More follow."]
        );
        assert_eq!(of("The harbour opened and\nships left at noon.").len(), 1);
    }

    #[test]
    fn long_lines_are_paragraphs_even_beside_blank_lines() {
        let long = "The harbour board met again on the quay and went through the list of ships. ".repeat(3);
        assert_eq!(of(&format!("{long}\n{long}\n\nShort.")).len(), 3);
    }

    #[test]
    fn a_table_is_one_block() {
        assert_eq!(of("    Net    12    13\n    Tax     4     5\n    Sum    16    18").len(), 1);
    }
}
