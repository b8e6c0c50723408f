//! Runs the early stages on a text, for the tests of the later ones.

use crate::lang::Lexicon;
use crate::quote::Para;
use crate::quote::marks::{self, Segment};
use crate::quote::sentence::{self, Sentence};
use crate::quote::token::Tokens;
use crate::source::Span;

/// Gives `look` the tokens and quoted segments of a text, its paragraphs parted by blank lines.
pub(crate) fn segments<R>(text: &str, look: impl FnOnce(&Tokens, &[Segment]) -> R) -> R {
    let lexicon = Lexicon::new();
    let mut tokens = Tokens::new(text, &lexicon, 0);
    let mut paras = Vec::new();
    let mut at = 0;
    for (index, paragraph) in text.split("\n\n").enumerate() {
        let start = tokens.len();
        tokens.push(Span::new(at, at + paragraph.len()));
        paras.push(Para { index, headline: false, tokens: start..tokens.len() });
        at += paragraph.len() + 2;
    }
    let segments = marks::segments(&tokens, &paras);
    look(&tokens, &segments)
}

/// Gives `look` each sentence of a paragraph in turn, and collects what it says.
pub(crate) fn sentences<R>(text: &str, mut look: impl FnMut(&Sentence) -> R) -> Vec<R> {
    segments(text, |tokens, segments| {
        let items = sentence::items(0..tokens.len(), segments, 0);
        let whole = Sentence { tokens, segments, items: &items };
        let ranges = sentence::sentences(&whole);
        ranges.into_iter().map(|range| look(&Sentence { items: &items[range], ..whole })).collect()
    })
}

/// The text of a sentence's items in `range`.
pub(crate) fn text(s: &Sentence, range: std::ops::Range<usize>) -> String {
    s.tokens.cover(s.token_range(range)).of(s.tokens.text).to_owned()
}
