//! Tells a headline at the head of a plain text from its first paragraph.
//!
//! A missed headline is still found as a paragraph; a first sentence taken for a headline would never be quoted
//! from. In doubt it is prose.

use super::{Span, layout};

/// No headline is longer, in characters.
const TITLE_CHARS: usize = 150;
/// A file's name says what the headline is only with this many letters or more.
const SLUG_LETTERS: usize = 12;

/// Finds the headline of a text: its first block, when more follow and it reads like one, or the file is named after it.
pub(crate) fn find(text: &str, body_start: usize, name: &str) -> Option<Span> {
    let first = first_line(text, body_start)?;
    if !reads_like_headline(first.of(text), name) {
        return None;
    }
    let rest = layout::blocks(text, first.end);
    let blocks = layout::blocks(text, body_start);
    let stands_alone = blocks.first() == Some(&first) || (blocks.len() == 1 && line_each(text, first, &rest));
    (stands_alone && !rest.is_empty()).then_some(first)
}

/// Finds a title known from elsewhere as the first line of a text; the mark of a Markdown heading is left out.
pub(crate) fn at_head(text: &str, body_start: usize, title: &str) -> Option<Span> {
    let mut first = first_line(text, body_start)?;
    first.start = first.end - first.of(text).trim_start_matches('#').trim_start().len();
    (!title.is_empty() && first.of(text) == title).then_some(first)
}

/// Tells whether the lines below the first are a paragraph each, so that the first is one too.
fn line_each(text: &str, first: Span, rest: &[Span]) -> bool {
    let lines =
        text[first.end..].lines().filter(|line| !line.trim_matches(layout::is_blank).is_empty()).count();
    let sentence = |line: &str| layout::ends_sentence(line) && !line.starts_with(char::is_lowercase);
    lines > 1 && lines == rest.len() && rest.iter().all(|span| sentence(span.of(text)))
}

fn first_line(text: &str, from: usize) -> Option<Span> {
    let body = text.get(from..)?;
    let start = text.len() - body.trim_start_matches(layout::is_blank).len();
    let line = text[start..].split(['\n', '\r']).next()?.trim_end_matches(layout::is_blank);
    (!line.is_empty()).then(|| Span::new(start, start + line.len()))
}

/// Tells a line that reads like a headline, or that the file is named after.
fn reads_like_headline(line: &str, name: &str) -> bool {
    if line.chars().take(TITLE_CHARS + 1).count() > TITLE_CHARS || line.starts_with(['(', '[', '—', '–', '-'])
    {
        return false;
    }
    if is_named_after(name, line) {
        return true;
    }
    let byline = line.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("by "));
    if byline || line.ends_with([',', ';', ':', '—', '–', '-', '/']) || has_dateline(line) {
        return false;
    }
    !layout::ends_sentence(line) || is_mostly_capitalised(line)
}

/// Tells a file such as `2016-09-12_harbour-opens-at-la.txt` whose name is the line's beginning.
///
/// Many exporters leave out digits and cut the name at some length.
fn is_named_after(name: &str, line: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let slug = letters(stem.rsplit('_').next().unwrap_or_default());
    slug.chars().count() >= SLUG_LETTERS && letters(line).starts_with(&slug)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

/// Tells a place in capitals, or an agency in brackets, before a dash: prose comes after it.
fn has_dateline(line: &str) -> bool {
    let dash =
        [" - ", " – ", " — ", " -- ", "—", ") -", ") –"].iter().filter_map(|dash| line.find(dash)).min();
    let Some(before) = dash.map(|at| &line[..at]) else { return false };
    let place = before.split([',', '(']).next().unwrap_or_default().trim();
    let shouted = line.chars().filter(|c| c.is_lowercase()).count() == 0;
    let capitals = place.chars().any(char::is_alphabetic) && !place.chars().any(char::is_lowercase);
    !shouted && (capitals || before.contains('('))
}

/// Tells a line most of whose longer words begin with a capital.
fn is_mostly_capitalised(line: &str) -> bool {
    let words = line.split_whitespace().map(|word| word.trim_start_matches(|c: char| !c.is_alphanumeric()));
    let (mut long, mut capitals) = (0, 0);
    for word in words.filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 3) {
        long += 1;
        capitals += usize::from(word.starts_with(char::is_uppercase));
    }
    long >= 3 && capitals * 10 >= long * 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<&str> {
        find(text, 0, "a.txt").map(|span| span.of(text))
    }

    #[test]
    fn headlines() {
        assert_eq!(of("Harbour opens at last\n\nThe harbour opened.\n"), Some("Harbour opens at last"));
        assert_eq!(
            of("\n Harbour Opens After Years.\n\nThe harbour opened."),
            Some("Harbour Opens After Years.")
        );
        assert_eq!(of("HARBOUR OPENS\n    PORTO, March 9 - The harbour\nopened."), Some("HARBOUR OPENS"));
        assert_eq!(of("Harbour opens\nThe harbour opened.\nShips left at noon."), Some("Harbour opens"));
    }

    #[test]
    fn a_known_title_at_the_head() {
        let of = |text| at_head(text, 0, "Harbour opens").map(|span| (span.start, span.end));
        assert_eq!(of("Harbour opens\nPORTO - It did."), Some((0, 13)));
        assert_eq!(of("\n# Harbour opens\n\nIt did."), Some((3, 16)));
        assert_eq!(of("Harbour opens at last\n\nIt did."), None);
    }

    #[test]
    fn a_file_is_named_after_its_headline() {
        let text = "The harbour’s 2 quays opened on Monday.\n\nShips left.";
        assert!(find(text, 0, "in/quay_2025-09-04_the-harbour-s-quays-ope.txt").is_some());
        assert!(find(text, 0, "in/quay_2025-09-04_the-harbour-board.txt").is_none());
        assert!(find(text, 0, "in/the-harbour.txt").is_none());
    }

    #[test]
    fn prose_is_no_headline() {
        for text in [
            "The harbour opened on Monday.\n\nShips left.",
            "PORTO, March 9 - The harbour opened on Monday\n\nShips left.",
            "PORTO (AP) — The harbour opened\n\nShips left.",
            "PORTO—The harbour opened\n\nShips left.",
            "By Jane Doe\n\nThe harbour opened.",
            "Harbour opens at last",
            "The harbour opened on Monday and\nships left at noon.\n\nMore follow.",
            "“The harbour is open.”\n\nShe left.",
            "These are the terms:\n\nOne.",
            "",
        ] {
            assert_eq!(of(text), None, "{text:?}");
        }
    }
}
