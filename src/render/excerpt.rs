//! Cuts a long text to what is worth showing of it: the part with the most of the query's words.

/// A part of a text with the matches in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Excerpt<'t> {
    pub(super) text: &'t str,
    /// Byte ranges in the part.
    pub(super) highlights: Vec<(usize, usize)>,
    pub(super) cut_before: bool,
    pub(super) cut_after: bool,
}

/// The part of `text`, about `bytes` long and cut at blanks, that holds the most `highlights`.
pub(super) fn excerpt<'t>(text: &'t str, highlights: &[(usize, usize)], bytes: usize) -> Excerpt<'t> {
    let (start, end) = if text.len() <= bytes { (0, text.len()) } else { window(text, highlights, bytes) };
    let inside = highlights.iter().filter(|(s, e)| *s >= start && *e <= end);
    Excerpt {
        text: &text[start..end],
        highlights: inside.map(|(s, e)| (s - start, e - start)).collect(),
        cut_before: start > 0,
        cut_after: end < text.len(),
    }
}

fn window(text: &str, highlights: &[(usize, usize)], bytes: usize) -> (usize, usize) {
    let held = |from: usize| highlights.iter().filter(|(s, e)| *s >= from && *e <= from + bytes).count();
    // The first of the best windows that begin at a match.
    let best = highlights.iter().map(|h| h.0).rev().max_by_key(|from| held(*from)).unwrap_or(0);
    // A third of the window for what stands before the match, unless the text ends first.
    let start = best.saturating_sub(bytes / 3).min(text.len() - bytes);
    let first = word_start(text, start);
    (first, word_end(text, first, start + bytes))
}

/// The beginning of the first word at or after `at`, or `at` where none begins soon.
fn word_start(text: &str, at: usize) -> usize {
    if at == 0 {
        return 0;
    }
    let at = (at..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    let near = text[at..].char_indices().take(40).find(|(_, c)| c.is_whitespace());
    near.map_or(at, |(i, c)| at + i + c.len_utf8())
}

/// The end of the last word after `first` and at or before `at`, or `at` where none ends soon.
fn word_end(text: &str, first: usize, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    let at = (first..=at.max(first)).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(first);
    let near = text[first..at].char_indices().rev().take(40).find(|(_, c)| c.is_whitespace());
    near.map_or(at, |(i, _)| first + i)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shows_where_the_matches_are() {
        let text = format!("{} the grain corridor is open {}", "before ".repeat(50), "after ".repeat(50));
        let at = text.find("grain").unwrap();
        let cut = excerpt(&text, &[(at, at + 5), (at + 6, at + 14)], 90);
        assert!(cut.text.contains("grain corridor is open") && cut.text.len() <= 90);
        assert!(cut.cut_before && cut.cut_after);
        let marked: Vec<&str> = cut.highlights.iter().map(|(s, e)| &cut.text[*s..*e]).collect();
        assert_eq!(marked, ["grain", "corridor"]);
    }

    proptest! {
        #[test]
        fn cuts_on_characters(text in "\\PC{0,200}", bytes in 20usize..80) {
            let spots: Vec<usize> = text.char_indices().map(|(i, _)| i).step_by(7).collect();
            let highlights: Vec<_> = spots.windows(2).step_by(2).map(|w| (w[0], w[1])).collect();
            let cut = excerpt(&text, &highlights, bytes);
            for (s, e) in cut.highlights {
                prop_assert!(cut.text.get(s..e).is_some());
            }
        }
    }
}
