//! Finds tags in SGML and in the HTML of exports, whatever else stands there.

/// A tag of a text.
pub(super) struct Tag {
    /// In capitals.
    pub(super) name: String,
    pub(super) ends: bool,
    /// Bytes from its `<` to after its `>`.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tags of a text, in order; a `<` that begins no name is text.
pub(super) fn tags(text: &str) -> impl Iterator<Item = Tag> {
    let mut at = 0;
    // Without any `>` further on, nothing further on is a tag.
    let last = text.rfind('>').map_or(0, |last| last + 1);
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..last)?.find('<')?;
            let inside = &text[start + 1..last];
            let (ends, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            let name = &inside[..inside.find(|c| !is_name(c)).unwrap_or(inside.len())];
            at = start + 1;
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let Some(close) = inside.find(['<', '>']).filter(|close| inside[*close..].starts_with('>'))
            else {
                continue;
            };
            at = last - inside.len() + close + 1;
            return Some(Tag { name: name.to_ascii_uppercase(), ends, start, end: at });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::tags;

    #[test]
    fn what_is_a_tag() {
        let text = "<p class='a'>1 < 2 <b>x</B> <c <d> </e";
        let found: Vec<&str> = tags(text).map(|tag| &text[tag.start..tag.end]).collect();
        assert_eq!(found, ["<p class='a'>", "<b>", "</B>", "<d>"]);
    }
}
