//! Pairs quotation marks: which stretches of text stand inside them, and which of those are one quotation.
//!
//! Only the outermost marks count. A quotation over several paragraphs, with its opening mark repeated, is one; a
//! mark that is never closed ends with its paragraph. Single marks are told from apostrophes by what stands beside
//! them. Every token is looked at a bounded number of times, whatever the marks.

use crate::lang::Is;
use crate::quote::Para;
use crate::quote::token::{Mark, Shape, Tokens};
use std::ops::Range;

/// How far to look on for a surer end of a single-marked quotation than an `s’`.
const SINGLE_REACH: usize = 200;

/// A stretch of text inside quotation marks, within one paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The tokens inside the marks; never empty.
    pub(crate) inner: Range<usize>,
    /// The tokens with the marks, as far as they are there.
    pub(crate) outer: Range<usize>,
    /// Whether it goes on where the segment before it in the list broke off.
    pub(crate) continues: bool,
    /// Whether its closing mark is there.
    pub(crate) closed: bool,
    /// How many words it has.
    pub(crate) words: usize,
}

/// What closes a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Straight,
    Curly,
    Low,
    Guillemet,
    Reversed,
}

struct Open {
    family: Family,
    at: usize,
    depth: u32,
    continues: bool,
}

/// Pairs the marks of consecutive paragraphs; segments come in order and never overlap.
pub(crate) fn segments(tokens: &Tokens, paras: &[Para]) -> Vec<Segment> {
    let mut pairing =
        Pairing { tokens, list: Vec::new(), end: 0, balanced: true, unclosed: false, singles: true };
    let mut carried = None;
    for para in paras {
        carried = pairing.paragraph(para.tokens.clone(), carried);
    }
    pairing.list
}

struct Pairing<'t, 'a> {
    tokens: &'t Tokens<'a>,
    list: Vec<Segment>,
    /// Where the paragraph ends.
    end: usize,
    /// Whether the paragraph has as many `“` as `”`.
    balanced: bool,
    /// Whether more of its straight marks look like opening ones than like closing ones.
    unclosed: bool,
    /// Whether a single mark may still find its end in the paragraph.
    singles: bool,
}

impl Pairing<'_, '_> {
    /// Pairs the marks of one paragraph; returns the family of a quotation still open at its end.
    fn paragraph(&mut self, range: Range<usize>, carried: Option<Family>) -> Option<Family> {
        self.end = range.end;
        self.singles = true;
        self.balanced = self.count(&range, Mark::Open) == self.count(&range, Mark::Close);
        self.unclosed = self.straight_opens(&range) > 0;
        let mut open: Option<Open> = None;
        let mut at = range.start;
        let mut floor = range.start;
        if let Some(family) = carried
            && at < self.end
            && self.tokens[at].mark().and_then(|m| self.family(m)) == Some(family)
        {
            open = Some(Open { family, at, depth: 1, continues: true });
            at += 1;
        }
        while at < self.end {
            let Some(mark) = self.tokens[at].mark() else {
                at += 1;
                continue;
            };
            match open.as_mut() {
                None => {
                    if let Some(close) = self.single(mark, at) {
                        self.push(at, close, true, false);
                        at = close;
                        floor = at + 1;
                    } else if let Some(family) = self.opens(mark, at) {
                        open = Some(Open { family, at, depth: 1, continues: false });
                    } else if self.is_stray_close(mark, at) {
                        self.infer(floor, at);
                        floor = at + 1;
                    }
                }
                Some(state) => match self.step(state, mark, at) {
                    Step::Inside => {}
                    Step::Close => {
                        self.push(state.at, at, true, state.continues);
                        open = None;
                        floor = at + 1;
                    }
                    Step::Restart => {
                        // What opens in mid-sentence shows that sentence to stand outside the quotation before.
                        let goes_on = self.ends_sentence(at);
                        let stop = (state.at..at).rev().find(|i| self.tokens[*i].shape == Shape::Stop);
                        let end = stop.filter(|_| !goes_on).map_or(at, |stop| stop + 1);
                        self.push(state.at, end, false, state.continues);
                        *state = Open { family: state.family, at, depth: 1, continues: goes_on };
                    }
                },
            }
            at += 1;
        }
        let open = open?;
        self.push(open.at, self.end, false, open.continues);
        Some(open.family)
    }

    fn count(&self, range: &Range<usize>, mark: Mark) -> usize {
        range.clone().filter(|i| self.tokens[*i].mark() == Some(mark)).count()
    }

    /// How many more straight marks look like opening than like closing ones.
    fn straight_opens(&self, range: &Range<usize>) -> i64 {
        let marks = range.clone().filter(|i| self.tokens[*i].mark() == Some(Mark::Straight));
        marks.map(|i| i64::from(self.looks_opening(i)) - i64::from(self.looks_closing(i))).sum()
    }

    /// What a mark inside an open quotation does to it.
    fn step(&self, open: &mut Open, mark: Mark, at: usize) -> Step {
        let closes = match open.family {
            Family::Straight => matches!(mark, Mark::Straight | Mark::Close),
            Family::Curly => mark == Mark::Close || mark == Mark::Straight && self.looks_closing(at),
            Family::Low => matches!(mark, Mark::Open | Mark::Close | Mark::Straight),
            Family::Guillemet => mark == Mark::GuillemetClose,
            Family::Reversed => mark == Mark::GuillemetOpen,
        };
        let opens = match open.family {
            Family::Straight => mark == Mark::Straight && self.looks_opening(at) && !self.looks_closing(at),
            Family::Curly => mark == Mark::Open,
            Family::Low => mark == Mark::Low,
            Family::Guillemet => mark == Mark::GuillemetOpen,
            Family::Reversed => false,
        };
        if opens {
            let after_sentence = self.ends_sentence(at);
            let nests =
                if open.family == Family::Curly { self.balanced } else { !after_sentence && !self.unclosed };
            if !nests {
                return Step::Restart;
            }
            open.depth = open.depth.saturating_add(1);
        } else if closes {
            open.depth -= 1;
            if open.depth == 0 {
                return Step::Close;
            }
        }
        Step::Inside
    }

    fn family(&self, mark: Mark) -> Option<Family> {
        match mark {
            Mark::Straight => Some(Family::Straight),
            Mark::Open => Some(Family::Curly),
            Mark::Low => Some(Family::Low),
            Mark::GuillemetOpen => Some(Family::Guillemet),
            Mark::GuillemetClose => Some(Family::Reversed),
            _ => None,
        }
    }

    fn opens(&self, mark: Mark, at: usize) -> Option<Family> {
        let family = self.family(mark)?;
        let plausible = match family {
            Family::Straight => self.looks_opening(at) || self.tokens.blank_before(at),
            Family::Reversed => self.looks_opening(at),
            _ => true,
        };
        (plausible && at + 1 < self.end).then_some(family)
    }

    /// Blank or a bracket before it, and none after.
    fn looks_opening(&self, at: usize) -> bool {
        let after_bracket = at > 0
            && matches!(
                self.tokens[at - 1].shape,
                Shape::Open | Shape::Dash | Shape::Mark(_) | Shape::Colon | Shape::Other
            );
        !self.tokens.blank_after(at) && (self.tokens.blank_before(at) || after_bracket)
    }

    /// No blank before it, and blank or a mark after it.
    fn looks_closing(&self, at: usize) -> bool {
        let next = self.tokens.get(at + 1).map(|t| t.shape);
        let before_mark = !matches!(next, Some(Shape::Lower | Shape::Capital | Shape::Upper | Shape::Number));
        !self.tokens.blank_before(at) && (self.tokens.blank_after(at) || before_mark)
    }

    fn ends_sentence(&self, at: usize) -> bool {
        at > 0
            && matches!(
                self.tokens[at - 1].shape,
                Shape::Stop | Shape::Asks | Shape::Ellipsis | Shape::Mark(_)
            )
    }

    /// Where the quotation in single marks that begins at `at` ends, if one does.
    fn single(&mut self, mark: Mark, at: usize) -> Option<usize> {
        let opens = matches!(mark, Mark::SingleOpen | Mark::SingleStraight);
        if !opens || !self.singles || !self.looks_opening(at) || self.is_elision(at) {
            return None;
        }
        let mut weak = None;
        for i in at + 1..self.end {
            if weak.is_some_and(|w| i > w + SINGLE_REACH) {
                break;
            }
            match self.closes_single(i) {
                Some(true) => return Some(i),
                Some(false) => weak = weak.or(Some(i)),
                None => {}
            }
        }
        self.singles = weak.is_some();
        weak
    }

    /// Whether an apostrophe stands for letters left out: `’90s`, `’em`.
    fn is_elision(&self, at: usize) -> bool {
        let Some(next) = self.tokens.get(at + 1) else { return true };
        next.is(Is::ELIDED) || next.shape == Shape::Number && self.tokens.span(at + 1).len() <= 3
    }

    /// Whether the mark at `i` closes a single-marked quotation: surely, perhaps (`workers’`), or not at all.
    fn closes_single(&self, i: usize) -> Option<bool> {
        if !matches!(self.tokens[i].mark(), Some(Mark::SingleClose | Mark::SingleStraight))
            || !self.looks_closing(i)
        {
            return None;
        }
        if self.tokens[i - 1].is(Is::ELIDED) && self.tokens.str(i - 1).len() == 1 {
            return None;
        }
        let word_before = self.tokens[i - 1].is_word();
        let plural = word_before && self.tokens.str(i - 1).ends_with(['s', 'S']);
        let before_word = i + 1 < self.end && self.tokens[i + 1].shape == Shape::Lower;
        // `goin’ home`
        let clipped = word_before && self.tokens.str(i - 1).ends_with("in");
        Some(!before_word || !(plural || clipped))
    }

    /// A closing mark whose opening one is missing, with a reporting word close behind.
    fn is_stray_close(&self, mark: Mark, at: usize) -> bool {
        matches!(mark, Mark::Close | Mark::Straight)
            && at > 0
            && matches!(self.tokens[at - 1].shape, Shape::Comma | Shape::Asks)
            && self.looks_closing(at)
            && (at + 1..self.end.min(at + 5))
                .any(|i| self.tokens.words.cue(self.tokens[i].word).is_some_and(|c| c.takes(b'd')))
    }

    /// Takes the sentence before a stray closing mark to be the quotation.
    fn infer(&mut self, floor: usize, close: usize) {
        let last_stop =
            (floor..close.saturating_sub(1)).rev().take(120).find(|i| self.tokens[*i].shape == Shape::Stop);
        let start = last_stop.map_or(floor.max(close.saturating_sub(120)), |i| i + 1);
        if start < close {
            self.add(start..close, start..close + 1, true, false);
        }
    }

    fn push(&mut self, open: usize, end: usize, closed: bool, continues: bool) {
        if open + 1 < end {
            let outer = open..(end + usize::from(closed)).min(self.end);
            self.add(open + 1..end, outer, closed, continues);
        }
    }

    fn add(&mut self, inner: Range<usize>, outer: Range<usize>, closed: bool, continues: bool) {
        let words = inner
            .clone()
            .filter(|i| self.tokens[*i].is_word() || self.tokens[*i].shape == Shape::Number)
            .count();
        if words > 0 {
            let continues = continues && !self.list.is_empty();
            self.list.push(Segment { inner, outer, continues, closed, words });
        }
    }
}

enum Step {
    Inside,
    Close,
    Restart,
}

#[cfg(test)]
mod tests {
    use crate::quote::probe;

    fn quoted(text: &str) -> Vec<String> {
        probe::segments(text, |tokens, segments| {
            segments.iter().map(|s| tokens.cover(s.inner.clone()).of(text).to_owned()).collect()
        })
    }

    #[test]
    fn only_the_outermost_marks_count() {
        assert_eq!(quoted("“a “b” c” d"), ["a “b” c"]);
        assert_eq!(quoted("\"He said 'no' to me.\""), ["He said 'no' to me."]);
        assert_eq!(quoted("«a „b“ c»"), ["a „b“ c"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert!(quoted("The workers’ hall, the ’90s, ’em and don’t.").is_empty());
        assert_eq!(quoted("‘It’s the workers’ hall,’ he said."), ["It’s the workers’ hall,"]);
        assert_eq!(quoted("He is 6' 2\" tall.").len(), 0);
    }

    #[test]
    fn an_open_mark_ends_with_its_paragraph_unless_repeated() {
        assert_eq!(quoted("“One.\n\nTwo.”"), ["One."]);
        let continued = probe::segments("“One.\n\n“Two.”", |_, s| {
            s.iter().map(|s| s.continues).collect::<Vec<_>>()
        });
        assert_eq!(continued, [false, true]);
    }

    #[test]
    fn a_missing_mark_does_not_turn_the_rest_about() {
        assert_eq!(quoted("\"One. \"Two.\" She left. \"Three.\""), ["One.", "Two.", "Three."]);
        assert_eq!(quoted("We shall see,\" said Ann. \"Yes.\""), ["We shall see,", "Yes."]);
    }
}
