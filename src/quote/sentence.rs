//! Cuts a paragraph into sentences, a quoted stretch counting as one item of its sentence.
//!
//! `“I did. I won’t stop,” he said.` is one sentence here: what stands between the marks does not end it, unless the
//! quotation itself is a whole sentence and a new one begins behind it.

use crate::lang::{Form, Is};
use crate::quote::marks::Segment;
use crate::quote::mention::{self, Head, Phrase};
use crate::quote::token::{Shape, Token, Tokens, ends_company};
use std::ops::Range;

/// A sentence is cut after this many items, so that what is done for each of its words stays bounded.
const LONGEST: usize = 250;

/// A token outside quotation marks, or a whole quoted segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// The token of that index.
    Token(usize),
    /// The segment of that index.
    Quoted(usize),
}

/// A sentence, or any run of items, with what its items point to.
#[derive(Clone, Copy)]
pub(crate) struct Sentence<'s, 'a> {
    /// The tokens pointed to.
    pub(crate) tokens: &'s Tokens<'a>,
    /// The quoted segments pointed to.
    pub(crate) segments: &'s [Segment],
    /// Its items.
    pub(crate) items: &'s [Item],
}

impl<'s, 'a> Sentence<'s, 'a> {
    /// How many items it has.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// The token at item `i`, if it is one.
    pub(crate) fn token(&self, i: usize) -> Option<&'s Token> {
        match self.items.get(i)? {
            Item::Token(t) => self.tokens.get(*t),
            Item::Quoted(_) => None,
        }
    }

    /// The segment at item `i`, if it is one.
    pub(crate) fn quoted(&self, i: usize) -> Option<&'s Segment> {
        match self.items.get(i)? {
            Item::Quoted(s) => self.segments.get(*s),
            Item::Token(_) => None,
        }
    }

    /// Whether item `i` is a token of any of these classes.
    pub(crate) fn is(&self, i: usize, classes: Is) -> bool {
        self.token(i).is_some_and(|t| t.is(classes))
    }

    /// The shape of item `i`, if it is a token.
    pub(crate) fn shape(&self, i: usize) -> Option<Shape> {
        self.token(i).map(|t| t.shape)
    }

    /// The shape of the last token inside the marks of item `i`, if it is a segment.
    pub(crate) fn last_quoted(&self, i: usize) -> Option<Shape> {
        self.quoted(i).map(|segment| self.tokens[segment.inner.end - 1].shape)
    }

    /// The text of item `i`, if it is a token.
    pub(crate) fn str(&self, i: usize) -> &'a str {
        match self.items.get(i) {
            Some(Item::Token(t)) => self.tokens.str(*t),
            _ => "",
        }
    }

    /// Whether item `i` is that word, in any case.
    pub(crate) fn word(&self, i: usize, word: &str) -> bool {
        self.str(i).eq_ignore_ascii_case(word)
    }

    /// The tokens of the items in `range`, marks included.
    pub(crate) fn token_range(&self, range: Range<usize>) -> Range<usize> {
        let first = self.token_span(range.start);
        let last = self.token_span(range.end - 1);
        first.start..last.end
    }

    fn token_span(&self, i: usize) -> Range<usize> {
        match self.items[i] {
            Item::Token(t) => t..t + 1,
            Item::Quoted(s) => self.segments[s].outer.clone(),
        }
    }
}

/// The items of a paragraph's tokens; `first` is the first segment that may lie in it.
pub(crate) fn items(tokens: Range<usize>, segments: &[Segment], first: usize) -> Vec<Item> {
    let mut items = Vec::with_capacity(tokens.len());
    let mut next = first;
    let mut at = tokens.start;
    while at < tokens.end {
        match segments.get(next) {
            Some(segment) if segment.outer.start == at => {
                items.push(Item::Quoted(next));
                at = segment.outer.end;
                next += 1;
            }
            _ => {
                items.push(Item::Token(at));
                at += 1;
            }
        }
    }
    items
}

/// The sentences of a paragraph, as ranges of its items that leave none out.
pub(crate) fn sentences(paragraph: &Sentence) -> Vec<Range<usize>> {
    let mut list = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < paragraph.len() {
        let ends = ends_after(paragraph, at) || at - start >= LONGEST;
        at += 1;
        if ends {
            // Brackets and stray marks that close stay with their sentence.
            while matches!(paragraph.shape(at), Some(Shape::Close))
                || matches!(paragraph.shape(at), Some(Shape::Mark(_))) && at + 1 == paragraph.len()
            {
                at += 1;
            }
            list.push(start..at);
            start = at;
        }
    }
    if start < paragraph.len() {
        list.push(start..paragraph.len());
    }
    list
}

/// Whether a sentence ends with item `at`.
fn ends_after(p: &Sentence, at: usize) -> bool {
    if let Some(segment) = p.quoted(at) {
        return quoted_ends(p, at, segment);
    }
    let Some(token) = p.token(at) else { return false };
    match token.shape {
        // Rep. Ann Poe (D-N.Y.) said
        Shape::Stop => p.shape(at + 1) != Some(Shape::Close) || begins(p, at + 2),
        Shape::Asks | Shape::Ellipsis => {
            begins(p, at + 1) && !matches!(p.shape(at + 1), Some(Shape::Asks | Shape::Stop))
        }
        _ if p.str(at).ends_with('.') => {
            company_ends(p, at)
                || !token.is(Is::ABBR_BEFORE)
                    && at > 0
                    && match p.quoted(at + 1) {
                        Some(next) => next.words > 3,
                        None => p.token(at + 1).is_some_and(|t| t.is_capital() && t.is(Is::OPENER)),
                    }
        }
        _ => false,
    }
}

/// `… of Pell Steel Corp. Pell said …`: whether a company's name ends its sentence, a speaker opening the next.
fn company_ends(p: &Sentence, at: usize) -> bool {
    let past = |i: usize| {
        let cue = p.token(i).and_then(|t| p.tokens.words.cue(t.word));
        cue.is_some_and(|c| c.form == Form::Past && c.takes(b'd'))
    };
    ends_company(p.str(at)) && at > 1 && p.token(at + 1).is_some_and(|t| t.is_capital()) && past(at + 2)
}

/// Whether a quoted segment ends its sentence: it is itself a whole one, and a new one begins behind it.
fn quoted_ends(p: &Sentence, at: usize, segment: &Segment) -> bool {
    // … I better get someone from this school.’”
    let mark = |i: &usize| matches!(p.tokens[*i].shape, Shape::Mark(_));
    let end = segment.inner.clone().rev().find(|i| !mark(i)).unwrap_or(segment.inner.end - 1);
    let last = p.tokens[end].shape;
    let whole = !segment.closed || matches!(last, Shape::Stop | Shape::Asks | Shape::Ellipsis);
    let abbreviation = p.tokens.str(end).ends_with('.');
    if !(whole || abbreviation) || !begins(p, at + 1) {
        return false;
    }
    // “Is it?” Mr Smith asked.
    !(matches!(last, Shape::Asks | Shape::Ellipsis) && !led_in(p, at) && attribution_follows(p, at + 1))
}

/// Whether the reporting word for what is quoted at `at` stands before it: `She added: “Why now?” Mr Smith left.`
fn led_in(p: &Sentence, at: usize) -> bool {
    let colon = at.checked_sub(1).filter(|i| matches!(p.shape(*i), Some(Shape::Comma | Shape::Colon)));
    let reports =
        |i: usize| p.token(i).and_then(|t| p.tokens.words.cue(t.word)).is_some_and(|c| c.takes(b'd'));
    colon.is_some_and(|colon| {
        p.shape(colon) == Some(Shape::Colon) || (colon.saturating_sub(4)..colon).any(reports)
    })
}

/// How far behind a quotation the reporting word may stand whose subject is described at length, in items.
const DESCRIBED: usize = 24;

/// `“Enough!” Joan Pell, the chief engineer of the board, shouted`
fn described_speaker(p: &Sentence, from: usize) -> bool {
    let ends = |i: &usize| matches!(p.shape(*i), None | Some(Shape::Stop | Shape::Asks));
    let past = |i: &usize| {
        let cue = p.token(*i).and_then(|t| p.tokens.words.cue(t.word));
        cue.is_some_and(|c| c.takes(b'd') && c.form == Form::Past)
    };
    let cue = (from..p.len().min(from + DESCRIBED)).take_while(|i| !ends(i)).find(past);
    let subject = cue.and_then(|cue| mention::before(p, cue, from));
    let described = |s: &Phrase| s.head == Head::Name || s.extent.end > s.items.end;
    // “Enough!” Ann Poe’s niece, Joan Pell (D-Leeds), shouted
    let opens = |s: &Phrase| {
        let start = s.items.start;
        start == from || start < from + 6 && start > from && p.shape(start - 1) == Some(Shape::Comma)
    };
    subject.is_some_and(|subject| opens(&subject) && described(&subject))
}

/// Whether a reporting word stands close behind a quotation, and does not go on to what else was said:
/// `“Is it?” Mr Smith said there was no doubt.`
fn attribution_follows(p: &Sentence, from: usize) -> bool {
    let cue = (from..p.len().min(from + 6))
        .take_while(|i| !matches!(p.shape(*i), None | Some(Shape::Stop | Shape::Asks | Shape::Comma)))
        .find_map(|i| {
            Some((i, p.token(i).and_then(|t| p.tokens.words.cue(t.word)).filter(|c| c.takes(b'd'))?))
        });
    let Some((at, cue)) = cue else { return described_speaker(p, from) };
    let goes_on =
        |i: usize| p.is(i, Is::SUBJECT) && !p.is(i, Is::DET) || p.word(i, "there") || p.word(i, "that");
    let told = at > from && !cue.takes(b'h') && p.is(at + 1, Is::DET | Is::POSS);
    !(at > from && goes_on(at + 1) || told)
}

/// Whether a sentence can begin with item `at`.
fn begins(p: &Sentence, at: usize) -> bool {
    match p.token(at) {
        Some(token) => {
            token.is_capital()
                || matches!(
                    token.shape,
                    Shape::Number | Shape::Open | Shape::Other | Shape::Mark(_) | Shape::Asks
                )
        }
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::quote::probe;

    fn cut(text: &str) -> Vec<String> {
        probe::sentences(text, |s| probe::text(s, 0..s.len()))
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        let one = "Mr. J. B. Pell of the U.S. Navy met Sen. Ann Poe (D-Calif.) on Jan. 5.";
        assert_eq!(cut(one), [one]);
        let bracket = "“No,” Rep. Ann Poe (D-N.Y.) said.";
        assert_eq!(cut(bracket), [bracket]);
        assert_eq!(
            cut("It was made in the U.S. The rest was not."),
            ["It was made in the U.S.", "The rest was not."]
        );
    }

    #[test]
    fn a_quotation_ends_a_sentence_only_when_a_new_one_begins() {
        assert_eq!(cut("“I did. I won’t stop,” he said. “No.” She left.").len(), 3);
        assert_eq!(cut("“Is it so?” Ann asked."), ["“Is it so?” Ann asked."]);
        assert_eq!(cut("“Is it so?” Ann walked out."), ["“Is it so?”", "Ann walked out."]);
    }
}
