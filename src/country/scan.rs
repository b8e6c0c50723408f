//! Finds names in a paragraph: whole words that begin with a capital, the longest name at each place.

use crate::lang::country_names::{Name, Names, first_word};
use crate::source::Span;
use jiff::civil::Date;

/// A name of the tables as it stands in the text, not yet judged by what is around it.
#[derive(Clone, Copy)]
pub(super) struct Found<'l> {
    pub(super) name: &'l Name,
    pub(super) span: Span,
    /// Whether a city before it tells that America's is meant: `Athens, Georgia`.
    pub(super) is_american: bool,
}

/// Appends the names in `within`, in order and without overlap.
pub(super) fn names<'l>(
    text: &str,
    within: Span,
    day: Option<Date>,
    names: &'l Names,
    found: &mut Vec<Found<'l>>,
) {
    let text = &text[..within.end];
    let mut at = within.start;
    while let Some(start) = next_word(text, at) {
        let (hash, length) = first_word(&text[start..]);
        at = start + length.max(1);
        if let Some((name, end)) = names.at(text, start, hash, day) {
            found.push(Found { name, span: Span::new(start, end), is_american: false });
            at = end;
        }
    }
}

/// The next byte at which a word begins that may be a name: with a capital, or a letter beyond ASCII.
fn next_word(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut in_word = false;
    let mut at = from;
    while let Some(&b) = bytes.get(at) {
        if b.is_ascii() {
            if !in_word && b.is_ascii_uppercase() {
                return Some(at);
            }
            in_word = b.is_ascii_alphanumeric();
            at += 1;
        } else {
            let c = text[at..].chars().next()?;
            if !in_word && c.is_uppercase() {
                return Some(at);
            }
            in_word = c.is_alphanumeric();
            at += c.len_utf8();
        }
    }
    None
}
