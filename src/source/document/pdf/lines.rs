//! Puts letters together to words and lines, by where they stand.

use hayro_font::kurbo::Vec2;

/// A letter that begins so near to the one before, in parts of its width, is the same drawn again.
const AGAIN: f64 = 0.4;
/// Parts of a letter's height: a gap that is a blank, one that ends the line, how far a line goes up and down.
const BLANK: f64 = 0.17;
const GUTTER: f64 = 2.5;
const SWAY: f64 = 0.5;

/// A letter on a page.
pub(super) struct Letter {
    /// What it is, where that is known.
    pub(super) words: Option<String>,
    /// Where it begins and ends.
    pub(super) begin: Vec2,
    pub(super) end: Vec2,
    /// The direction of its line, of length 1.
    pub(super) along: Vec2,
    /// How high letters of its font are.
    pub(super) size: f64,
}

/// A line, or the part of one that stands in a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    /// The page, from 0.
    pub(super) page: usize,
    /// Where it begins and ends, and how far up the page it stands, in its own direction.
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) up: f64,
    pub(super) size: f64,
    along: (f64, f64),
    /// Where its last letter begins.
    last: f64,
}

impl Line {
    /// Whether two lines go the same way.
    pub(super) fn is_parallel(&self, other: &Line) -> bool {
        self.along.0 * other.along.0 + self.along.1 * other.along.1 > 0.99
    }

    #[cfg(test)]
    pub(super) fn at(text: &str, page: usize, left: f64, up: f64, size: f64) -> Line {
        let right = left + text.chars().count() as f64 * size * 0.5;
        Line { text: text.to_owned(), page, left, right, up, size, along: (1.0, 0.0), last: right }
    }
}

/// The lines of a document, in the order in which they are drawn.
pub(super) struct Lines {
    done: Vec<Line>,
    open: Option<Line>,
    page: usize,
    bytes: usize,
    most: usize,
    letters: usize,
    riddles: usize,
}

impl Lines {
    /// Begins a text of at most so many bytes.
    pub(super) fn new(most: usize) -> Lines {
        Lines { done: Vec::new(), open: None, page: 0, bytes: 0, most, letters: 0, riddles: 0 }
    }

    /// How many letters there were, blanks left out.
    pub(super) fn letters(&self) -> usize {
        self.letters
    }

    /// How many of them are of no known character.
    pub(super) fn riddles(&self) -> usize {
        self.riddles
    }

    /// Ends the page.
    ///
    /// # Errors
    ///
    /// In words, where there is more text than there may be.
    pub(super) fn end_page(&mut self) -> Result<(), String> {
        self.end_line();
        self.page += 1;
        if self.bytes > self.most {
            Err(format!("its text is more than {} bytes", self.most))
        } else {
            Ok(())
        }
    }

    fn end_line(&mut self) {
        self.done.extend(self.open.take().filter(|line| !line.text.trim().is_empty()));
    }

    /// All lines.
    pub(super) fn done(self) -> Vec<Line> {
        self.done
    }

    /// Takes in the next letter.
    ///
    /// # Errors
    ///
    /// In words, where there is more text than there may be.
    pub(super) fn add(&mut self, letter: Letter) -> Result<(), String> {
        let Letter { words, begin, end, along, size } = letter;
        let words = words.unwrap_or_else(|| "\u{fffd}".to_owned());
        let blank = words.chars().all(|c| c.is_whitespace() || c.is_control());
        self.letters += usize::from(!blank);
        self.riddles += usize::from(words == "\u{fffd}");
        self.bytes += words.len();
        if self.bytes > self.most {
            return Err(format!("its text is more than {} bytes", self.most));
        }
        let across = Vec2::new(-along.y, along.x);
        let (left, right, up) = (begin.dot(along), end.dot(along), begin.dot(across));
        if ![left, right, up, size].iter().all(|number| number.is_finite()) {
            return Ok(());
        }
        let parted = self.open.as_ref().is_none_or(|line| {
            let same_way = line.along.0 * along.x + line.along.1 * along.y > 0.99;
            let gap = left - line.right;
            let size = size.max(line.size);
            !same_way || (up - line.up).abs() > SWAY * size || gap > GUTTER * size || gap < -SWAY * size
        });
        // Letters drawn twice, a little apart, are bold.
        let again = |line: &Line| {
            (left - line.last).abs() < AGAIN * (right - left) && line.text.ends_with(&words) && !blank
        };
        if self.open.as_ref().is_some_and(|line| (up - line.up).abs() < SWAY * size && again(line)) {
            return Ok(());
        }
        if parted {
            self.end_line();
        }
        let page = self.page;
        let line = self.open.get_or_insert_with(|| Line {
            text: String::new(),
            page,
            left,
            right: left,
            up,
            size,
            along: (along.x, along.y),
            last: left,
        });
        let spaced = line.text.is_empty() || line.text.ends_with(' ');
        if (blank || left - line.right > BLANK * size.max(line.size)) && !spaced {
            line.text.push(' ');
        }
        if !blank {
            line.text.extend(words.chars().filter(|c| !c.is_control()));
            (line.last, line.right) = (left, right);
            line.size = line.size.max(size);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(letters: &[(&str, f64, f64)]) -> Vec<String> {
        let mut lines = Lines::new(1000);
        for (words, x, y) in letters {
            let (begin, end) = (Vec2::new(*x, *y), Vec2::new(*x + 5.0, *y));
            let along = Vec2::new(1.0, 0.0);
            lines.add(Letter { words: Some((*words).to_owned()), begin, end, along, size: 10.0 }).unwrap();
        }
        lines.end_page().unwrap();
        lines.done().into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn gaps_are_blanks_and_wide_ones_part() {
        assert_eq!(lines(&[("a", 0.0, 0.0), ("b", 5.0, 0.0), ("c", 13.0, 0.0)]), ["ab c"]);
        assert_eq!(lines(&[("a", 0.0, 0.0), (" ", 5.0, 0.0), ("b", 8.0, 0.0)]), ["a b"]);
        assert_eq!(lines(&[("a", 0.0, 0.0), ("b", 50.0, 0.0)]), ["a", "b"]);
        assert_eq!(lines(&[("a", 0.0, 20.0), ("b", 0.0, 8.0)]), ["a", "b"]);
    }

    #[test]
    fn what_is_drawn_twice_is_there_once() {
        assert_eq!(lines(&[("a", 0.0, 0.0), ("a", 0.4, 0.0), ("b", 5.0, 0.0)]), ["ab"]);
        assert_eq!(lines(&[("l", 0.0, 0.0), ("l", 5.0, 0.0)]), ["ll"]);
    }

    #[test]
    fn no_more_text_than_there_may_be() {
        let mut lines = Lines::new(2);
        let mut add = || {
            let (begin, along) = (Vec2::ZERO, Vec2::new(1.0, 0.0));
            lines.add(Letter { words: None, begin, end: begin, along, size: f64::NAN })
        };
        assert!(add().is_err());
    }
}
