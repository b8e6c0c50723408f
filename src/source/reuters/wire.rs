//! Sets the words of a story as they came over the wire: paragraphs to a line each, tables as they are.
//!
//! A body has lines wrapped at some sixty columns, each paragraph indented, tables among them, and after it all the
//! agency's sign-off.

use crate::source::layout;
use memchr::memmem;
use std::borrow::Cow;

/// Entities decoded, the control characters of the wire left out, which stand there as entities too.
pub(super) fn clean(raw: &str) -> String {
    let mut text = html_escape::decode_html_entities(&without_controls(raw)).into_owned();
    text.retain(|c| c == '\n' || c == '\t' || !c.is_control());
    text
}

/// Leaves out `&#2;` and its like.
fn without_controls(raw: &str) -> Cow<'_, str> {
    if memmem::find(raw.as_bytes(), b"&#").is_none() {
        return Cow::Borrowed(raw);
    }
    let mut parts = raw.split("&#");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(';') {
            Some((number, rest)) if number.parse().is_ok_and(|code: u32| code < 32 || code == 127) => {
                text.push_str(rest)
            }
            _ => text.extend(["&#", part]),
        }
    }
    Cow::Owned(text)
}

/// A paragraph or a table as it came over the wire.
struct Piece<'w> {
    lines: Vec<&'w str>,
    after_blank: bool,
}

/// Sets the words of the wire: a line a paragraph, blank lines between, tables as they are.
pub(super) fn laid_out(wire: &str, heading_first: bool) -> String {
    let mut pieces = pieces(wire);
    if heading_first {
        part_heading(&mut pieces);
    }
    let mut text = String::with_capacity(wire.len());
    let mut table_before = false;
    for (i, piece) in pieces.iter().enumerate() {
        let heading = heading_first && i == 0 && piece.lines.iter().all(|line| is_heading(line));
        let table = !heading && is_table(piece);
        if i > 0 {
            text.push_str(if table && table_before && !piece.after_blank { "\n" } else { "\n\n" });
        }
        table_before = table;
        if table {
            push_lines(&mut text, &piece.lines);
        } else {
            push_words(&mut text, &piece.lines);
        }
    }
    text
}

/// Makes a piece of the lines in capitals that stand right above prose.
fn part_heading(pieces: &mut Vec<Piece>) {
    let Some(first) = pieces.first_mut() else { return };
    let headings = first.lines.iter().take_while(|line| is_heading(line)).count();
    if headings > 0 && headings < first.lines.len() {
        let lines = first.lines.split_off(headings);
        pieces.insert(1, Piece { lines, after_blank: true });
    }
}

fn is_heading(line: &str) -> bool {
    !line.chars().any(char::is_lowercase)
}

/// Parts lines at blank lines and indents, without the sign-off at the end.
fn pieces(wire: &str) -> Vec<Piece<'_>> {
    let mut lines: Vec<&str> = wire.lines().map(str::trim_end).collect();
    while lines.pop_if(|line| line.is_empty() || is_sign_off(line)).is_some() {}
    let mut pieces: Vec<Piece> = Vec::new();
    let mut after_blank = true;
    for line in lines {
        if line.is_empty() {
            after_blank = true;
            continue;
        }
        match pieces.last_mut() {
            Some(piece) if !after_blank && !line.starts_with("  ") => piece.lines.push(line),
            _ => pieces.push(Piece { lines: vec![line], after_blank }),
        }
        after_blank = false;
    }
    pieces
}

fn is_sign_off(line: &str) -> bool {
    matches!(line.trim_matches([' ', '.', '*']).to_ascii_uppercase().as_str(), "REUTER" | "REUTERS")
}

/// Tells lines in columns or with leaders, and a short line by itself that ends no sentence.
fn is_table(piece: &Piece) -> bool {
    let in_columns = |line: &&&str| layout::has_columns(line.trim()) || has_leaders(line);
    let columns = piece.lines.iter().filter(in_columns).count();
    let short = piece.lines.len() == 1 && !layout::ends_sentence(piece.lines[0]);
    short || columns * 2 > piece.lines.len()
}

fn has_leaders(line: &str) -> bool {
    line.as_bytes().windows(4).any(|four| four == b"....")
}

fn push_lines(text: &mut String, lines: &[&str]) {
    for (i, line) in lines.iter().enumerate() {
        if i > 0 {
            text.push('\n');
        }
        text.push_str(line.trim());
    }
}

fn push_words(text: &mut String, lines: &[&str]) {
    for (i, word) in lines.iter().flat_map(|line| line.split_whitespace()).enumerate() {
        if i > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_entities() {
        assert_eq!(clean("&#2;a&#22;&#127;b &amp;&lt;c> &#233; &#x; \u{5}d"), "ab &<c> é &#x; d");
    }

    #[test]
    fn tables_stay_lines() {
        let wire = "Rates were -\n    Term     Rate\n One       5.0\n Two       5.1\n    They hold\nuntil May.\n REUTER\n\n Reuter\n";
        assert_eq!(
            laid_out(wire, false),
            "Rates were -\nTerm     Rate\nOne       5.0\nTwo       5.1\n\nThey hold until May."
        );
    }

    #[test]
    fn a_heading_right_above_prose() {
        assert_eq!(
            laid_out("QUAY OPENS\n PORTO, March 2 - The quay\nopened.", true),
            "QUAY OPENS\n\nPORTO, March 2 - The quay opened."
        );
        assert_eq!(laid_out("ALL OF IT\nIN CAPITALS.", true), "ALL OF IT IN CAPITALS.");
    }
}
