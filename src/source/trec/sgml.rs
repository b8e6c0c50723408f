//! Finds fields and paragraphs in SGML that nobody checked: tags in capitals or not, end tags that lack.

use super::is_field as is_any_field;
use crate::source::layout::one_line;
use crate::source::tags::{Tag, tags};
use std::borrow::Cow;

/// No document has more tags of fields.
const FIELD_TAGS: usize = 2000;

/// A field of a document.
pub(super) struct Field<'d> {
    /// The name of its tag, in capitals.
    pub(super) name: String,
    /// What stands in it, tags and entities as written.
    pub(super) content: &'d str,
    /// Whether it has its end tag.
    pub(super) ends: bool,
    /// Bytes of the document that it takes up with its tags.
    start: usize,
    end: usize,
}

/// The fields of a document, in order. One that lacks its end tag ends where the next begins; one may lie in another.
pub(super) fn fields(text: &str, is_field: fn(&str) -> bool) -> Vec<Field<'_>> {
    let mut fields: Vec<Field> = Vec::new();
    let mut open: Vec<Tag> = Vec::new();
    let field = |tag: Tag, end: usize, after: usize, ends: bool| {
        let content = &text[tag.end..end];
        Field { name: tag.name, content, ends, start: tag.start, end: after }
    };
    for tag in tags(text).filter(|tag| is_field(&tag.name)).take(FIELD_TAGS) {
        if !tag.ends {
            // What was open already goes on around this one if it ends later, else it ended here.
            open.push(tag);
            continue;
        }
        let Some(index) = open.iter().rposition(|begun| begun.name == tag.name) else { continue };
        let inner: Vec<Tag> = open.drain(index + 1..).collect();
        let next: Vec<usize> = inner.iter().skip(1).map(|tag| tag.start).chain([tag.start]).collect();
        fields.extend(inner.into_iter().zip(next).map(|(begun, end)| field(begun, end, end, false)));
        if let Some(begun) = open.pop() {
            fields.push(field(begun, tag.start, tag.end, true));
        }
    }
    let end = text.len() - trailing(text);
    let next: Vec<usize> = open.iter().skip(1).map(|tag| tag.start).chain([end]).collect();
    let unended: Vec<Field> = open
        .into_iter()
        .zip(next)
        .map(|(begun, end)| {
            // A field that ended meanwhile ends it too.
            let inner = fields.iter().map(|field| field.start).filter(|start| *start >= begun.end).min();
            let end = inner.map_or(end, |inner| inner.min(end)).max(begun.end);
            field(begun, end, end, false)
        })
        .collect();
    fields.extend(unended);
    fields.sort_by_key(|field| field.start);
    fields
}

/// The bytes of `</DOC>` at the end.
fn trailing(text: &str) -> usize {
    let at = text
        .rfind("</")
        .filter(|at| text[*at..].get(2..5).is_some_and(|name| name.eq_ignore_ascii_case("DOC")));
    at.map_or(0, |at| text.len() - at)
}

/// What stands in no field.
pub(super) fn outside(text: &str, fields: &[Field]) -> String {
    let (mut rest, mut at) = (String::new(), 0);
    for field in fields {
        if field.start > at {
            rest.push_str(&text[at..field.start]);
        }
        at = at.max(field.end);
    }
    rest + text.get(at..).unwrap_or_default()
}

/// The value of an attribute of the first tag.
pub(super) fn attribute(text: &str, name: &str) -> Option<String> {
    let tag = &text[..text.find('>')?];
    let words = tag.split_ascii_whitespace().skip(1);
    let value =
        words.filter_map(|word| word.split_once('=')).find(|(key, _)| key.eq_ignore_ascii_case(name))?.1;
    let value = value.trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_owned())
}

/// The words of a field in a row; none where there are none.
pub(super) fn words(content: &str) -> Option<String> {
    let words = one_line(&clean(&without_tags(content)));
    (!words.is_empty()).then_some(words)
}

/// The paragraphs of a field: as `<P>` says, a line each; where there is none, the lines as they are.
pub(super) fn paragraphs(content: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut marked = false;
    for tag in tags(content).filter(|tag| tag.name == "P") {
        marked = true;
        pieces.push(&content[at..tag.start]);
        at = tag.end;
    }
    pieces.push(&content[at..]);
    if !marked {
        let text = clean(&without_tags(content));
        let text = text.trim_matches(['\n', '\r']).trim_end();
        return if text.trim().is_empty() { Vec::new() } else { vec![text.trim_start().to_owned()] };
    }
    pieces.into_iter().filter_map(words).collect()
}

fn without_tags(content: &str) -> Cow<'_, str> {
    if !content.contains('<') {
        return Cow::Borrowed(content);
    }
    let (mut text, mut at) = (String::with_capacity(content.len()), 0);
    for tag in tags(content) {
        text.push_str(&content[at..tag.start]);
        at = tag.end;
        if is_any_field(&tag.name) || tag.name == "BR" {
            text.push('\n');
        }
    }
    Cow::Owned(text + &content[at..])
}

/// Entities of the collections that HTML does not know; those of typesetting stand for nothing.
const ENTITIES: &[(&str, &str)] = &[
    ("&hyph;", "-"),
    ("&blank;", " "),
    ("&LR;", ""),
    ("&UR;", ""),
    ("&QC;", ""),
    ("&QL;", ""),
    ("&QR;", ""),
    ("&TLR;", ""),
    ("&LW;", ""),
];

/// Entities decoded, control characters left out.
fn clean(text: &str) -> String {
    let mut text = Cow::Borrowed(text);
    if text.contains('&') {
        for (entity, meaning) in
            ENTITIES.iter().filter(|(entity, _)| text.contains(entity)).collect::<Vec<_>>()
        {
            text = Cow::Owned(text.replace(entity, meaning));
        }
    }
    let mut text = html_escape::decode_html_entities(&text).into_owned();
    text.retain(|c| matches!(c, '\n' | '\t') || !c.is_control());
    text
}
