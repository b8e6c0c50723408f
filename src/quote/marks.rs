//! Pairs quotation marks: which stretches of text stand inside them, and which of those are one quotation.
//!
//! Only the outermost marks count. A quotation over several paragraphs, with its opening mark repeated, is one; a
//! mark that is never closed ends with its paragraph. Single marks are told from apostrophes by what stands beside
//! them. Every token is looked at a bounded number of times, whatever the marks.

use crate::lang::{Form, Is};
use crate::quote::Para;
use crate::quote::token::{Mark, Shape, Tokens};
use std::ops::Range;

/// How far to look on for a surer end of a single-marked quotation than an `s’`.
const SINGLE_REACH: usize = 200;

/// How far into a quotation without a closing mark to look for its attribution, in tokens.
const UNCLOSED_REACH: usize = 400;

/// How far before a closing mark without an opening one the quotation may begin, in tokens.
const UNOPENED_REACH: usize = 120;

/// How far before an opening mark to look for the stop that ended a quotation, in tokens.
const NARRATION_REACH: usize = 60;

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
                        self.push_singles(at, close);
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
                        self.push_unclosed(state.at, at, state.continues);
                        *state = Open { family: state.family, at, depth: 1, continues: goes_on };
                    }
                },
            }
            at += 1;
        }
        let open = open?;
        self.push_unclosed(open.at, self.end, open.continues);
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
            Family::Curly => {
                mark == Mark::Close
                    || mark == Mark::Straight && self.looks_closing(at)
                    || mark == Mark::Open && self.is_mistyped_close(at)
            }
            Family::Low => matches!(mark, Mark::Open | Mark::Close | Mark::Straight),
            Family::Guillemet => mark == Mark::GuillemetClose,
            Family::Reversed => mark == Mark::GuillemetOpen,
        };
        let opens = match open.family {
            Family::Straight => mark == Mark::Straight && self.looks_opening(at) && !self.looks_closing(at),
            Family::Curly => mark == Mark::Open && !self.is_mistyped_close(at),
            Family::Low => mark == Mark::Low,
            Family::Guillemet => mark == Mark::GuillemetOpen,
            Family::Reversed => false,
        };
        if opens {
            let after_sentence = self.ends_sentence(at);
            let nests = match open.family {
                Family::Curly => self.balanced,
                _ => !after_sentence && !self.unclosed && self.narration(open.at, at).is_none(),
            };
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

    /// An opening mark typed where a closing one belongs: `“It was,“ he said`.
    fn is_mistyped_close(&self, at: usize) -> bool {
        let pauses = at > 0
            && matches!(
                self.tokens[at - 1].shape,
                Shape::Comma | Shape::Stop | Shape::Asks | Shape::Ellipsis
            );
        pauses && !self.tokens.blank_before(at) && self.tokens.blank_after(at)
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

    /// Takes the words between single marks, parted where one opens anew with a sentence: `‘One. ‘Two.’`
    fn push_singles(&mut self, open: usize, close: usize) {
        let opens = |i: &usize| {
            let mark = matches!(self.tokens[*i].mark(), Some(Mark::SingleOpen | Mark::SingleStraight));
            let stop = matches!(self.tokens[i - 1].shape, Shape::Stop | Shape::Asks);
            mark && stop && self.tokens.blank_before(*i) && self.looks_opening(*i) && !self.is_elision(*i)
        };
        let anew: Vec<usize> = (open + 2..close).filter(opens).collect();
        let mut from = open;
        for at in anew {
            self.push(from, at, false, from > open);
            from = at;
        }
        self.push(from, close, true, from > open);
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

    /// A closing mark whose opening one is missing.
    fn is_stray_close(&self, mark: Mark, at: usize) -> bool {
        matches!(mark, Mark::Close | Mark::Straight)
            && at > 0
            && matches!(self.tokens[at - 1].shape, Shape::Comma | Shape::Asks | Shape::Stop)
            && self.looks_closing(at)
    }

    /// Whether a word that reports speech stands among these tokens.
    fn reports(&self, tokens: Range<usize>) -> bool {
        tokens.clone().any(|i| self.tokens.words.cue(self.tokens[i].word).is_some_and(|c| c.takes(b'd')))
    }

    /// Where a quotation without its opening mark begins: behind `X said,` or `X said:`, behind the attribution of the
    /// quotation before, or else with the sentence, if a reporting word follows.
    fn missing_open(&self, floor: usize, close: usize) -> Option<usize> {
        let first = floor.max(close.saturating_sub(UNOPENED_REACH));
        let shape = |i: usize| self.tokens[i].shape;
        let announced = (first + 1..close.saturating_sub(1)).rev().find(|i| {
            matches!(shape(*i), Shape::Comma | Shape::Colon)
                && self.tokens[i + 1].is_capital()
                && self.reports(first.max(i.saturating_sub(4))..*i)
        });
        if let Some(mark) = announced {
            return Some(mark + 1);
        }
        let follows = self.reports(close + 1..self.end.min(close + 5));
        let stop = (first..close.saturating_sub(1)).find(|i| shape(*i) == Shape::Stop);
        let after_quote = floor > 0 && floor == first && self.tokens[floor - 1].mark().is_some();
        if let Some(stop) = stop.filter(|s| after_quote && s - floor < 30 && self.reports(floor..*s)) {
            return Some(stop + 1);
        }
        let last_stop = (first..close.saturating_sub(1)).rev().find(|i| shape(*i) == Shape::Stop);
        follows.then(|| last_stop.map_or(first, |i| i + 1))
    }

    /// Takes the words before a stray closing mark to be the quotation.
    fn infer(&mut self, floor: usize, close: usize) {
        if let Some(start) = self.missing_open(floor, close)
            && start < close
        {
            self.add(start..close, start..close + 1, true, false);
        }
    }

    /// Takes a quotation whose closing mark is missing to end where its attribution begins, if it has one:
    /// `“It was late, she said. “We slept.”`
    fn push_unclosed(&mut self, open: usize, end: usize, continues: bool) {
        let attributed =
            (open + 2..end.min(open + UNCLOSED_REACH)).find(|i| self.attribution_follows(*i, end));
        match attributed {
            Some(comma) => self.add(open + 1..comma + 1, open..comma + 1, true, continues),
            None => match self.narration(open, end) {
                Some(stop) => self.add(open + 1..stop + 1, open..stop + 1, true, continues),
                None => self.push(open, end, false, continues),
            },
        }
    }

    /// The stop after which the words up to the opening mark at `at` are no longer quoted but tell of somebody else:
    /// `“We will appeal. The chairman called it a “win””`
    fn narration(&self, open: usize, at: usize) -> Option<usize> {
        let opens = self.tokens.get(at).is_some_and(|t| t.mark().is_some());
        let first = (open + 2).max(at.saturating_sub(NARRATION_REACH));
        let stop = (first..at.saturating_sub(2)).rev().find(|i| self.tokens[*i].shape == Shape::Stop)?;
        let told = |i: usize| {
            self.tokens
                .words
                .cue(self.tokens[i].word)
                .is_some_and(|c| matches!(c.form, Form::Past | Form::Third))
        };
        let own = |i: usize| ["i", "we", "you"].iter().any(|w| self.tokens.str(i).eq_ignore_ascii_case(w));
        let words = stop + 1..at;
        (opens && words.clone().any(told) && !words.clone().any(own)).then_some(stop)
    }

    /// Whether the comma or other mark at `i` parts words from `X said` or `said X`, and a stop or comma ends that.
    fn attribution_follows(&self, i: usize, end: usize) -> bool {
        if !matches!(self.tokens[i].shape, Shape::Comma | Shape::Asks) {
            return false;
        }
        let reach = end.min(i + 7);
        let mark = |j: &usize| !self.tokens[*j].is_word() && self.tokens[*j].shape != Shape::Clitic;
        let stop = (i + 1..reach).find(mark).unwrap_or(reach);
        let verb = |j: usize| {
            self.tokens.words.cue(self.tokens[j].word).is_some_and(|c| c.takes(b'd') && c.form == Form::Past)
        };
        let another = |j: usize| {
            let own = ["i", "we", "you"].iter().any(|w| self.tokens.str(j).eq_ignore_ascii_case(w));
            !own && (self.tokens[j].is(Is::SUBJECT)
                || self.tokens[j].is_capital()
                || self.tokens[j].is(Is::ROLE))
        };
        let Some(cue) = (i + 1..stop).find(|j| verb(*j)) else { return false };
        let subject = if cue == i + 1 { cue + 1 } else { cue - 1 };
        let closes = stop <= cue + 3 || self.tokens.get(stop).is_some_and(|t| t.shape == Shape::Stop);
        subject < stop && closes && another(subject)
    }

    fn push(&mut self, open: usize, end: usize, closed: bool, continues: bool) {
        if open + 1 < end && !self.is_nickname(open, end) {
            let outer = open..(end + usize::from(closed)).min(self.end);
            self.add(open + 1..end, outer, closed, continues);
        }
    }

    /// Whether the marks hold a name by which somebody goes: `Marta “Mim” Pell`.
    fn is_nickname(&self, open: usize, end: usize) -> bool {
        let name =
            |i: usize| self.tokens.get(i).is_some_and(|t| t.is_capital() && !t.is(Is::TIME | Is::PREP));
        let inside = end - open <= 3 && (open + 1..end).all(name);
        inside && open > 0 && name(open - 1) && name(end + 1)
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
    fn a_nickname_is_no_quotation() {
        assert!(quoted("Marta \"Mim\" Pell and Jon “Red” Roe sang.").is_empty());
        assert_eq!(quoted("Marta Pell's \"Mim\" won."), ["Mim"]);
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
        assert_eq!(quoted("“One,“ she said. “Two.”"), ["One,", "Two."]);
        assert_eq!(quoted("“It was late, Ms Pell said. “We slept.” He left."), ["It was late,", "We slept."]);
        assert_eq!(
            quoted("\"It was, she added. \"No, I said, we are shut.\""),
            ["It was,", "No, I said, we are shut."]
        );
        assert_eq!(
            quoted("\"We will appeal. The chairman called it a \"win for all\"."),
            ["We will appeal.", "win for all"]
        );
        assert_eq!(quoted("He continued: The left was late.\" Then he left."), ["The left was late."]);
        assert_eq!(
            quoted("“We are shut,” he said. There is a reason. None came.” Rain fell."),
            ["We are shut,", "There is a reason. None came."]
        );
        assert_eq!(quoted("We shall see,\" said Ann. \"Yes.\""), ["We shall see,", "Yes."]);
    }
}
