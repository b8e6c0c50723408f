//! Cuts text into words and marks, each with its place, its shape and what the lexicon knows of it.
//!
//! News text is nearly all ASCII, so bytes are told apart by one match and only other letters are decoded. Words keep
//! their inner hyphens, full stops (`U.S.`, `J.B.`, `Mr.`) and apostrophes (`don't`, `O'Neill`); a possessive or a
//! contracted verb (`'s`, `’ll`) is a word of its own, so that a name is the same word with and without it.

use crate::lang::{Is, Lexicon, Word, Words};
use crate::source::Span;
use unicode_normalization::char::is_combining_mark;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A word in lower case.
    Lower,
    /// A word with a capital first.
    Capital,
    /// A word of two or more capitals.
    Upper,
    /// Digits first.
    Number,
    /// `'s`, `’ll`: what follows a word's apostrophe.
    Clitic,
    /// `,`
    Comma,
    /// `.`
    Stop,
    /// `?` or `!`
    Asks,
    /// `…`, `...`
    Ellipsis,
    /// `:`
    Colon,
    /// `;`
    Semicolon,
    /// `—`, `–`, `--`, or a hyphen between blanks.
    Dash,
    /// `(` or `[`
    Open,
    /// `)` or `]`
    Close,
    /// A quotation mark, or an apostrophe that may be one.
    Mark(Mark),
    /// Anything else.
    Other,
}

/// Which quotation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// `"`, or two apostrophes: opens or closes.
    Straight,
    /// `“`, or two backticks or `‘‘`; also closes German `„…“`.
    Open,
    /// `”`, `’’`
    Close,
    /// `„`
    Low,
    /// `«`
    GuillemetOpen,
    /// `»`
    GuillemetClose,
    /// `‘` or a backtick
    SingleOpen,
    /// `’`: closes, or an apostrophe
    SingleClose,
    /// `'`: opens, closes, or an apostrophe
    SingleStraight,
}

/// A word or mark.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    start: u32,
    len: u32,
    /// What it is.
    pub(crate) shape: Shape,
    /// What the lexicon knows of it.
    pub(crate) word: Word,
}

impl Token {
    /// Whether it is a word of letters.
    pub(crate) fn is_word(&self) -> bool {
        matches!(self.shape, Shape::Lower | Shape::Capital | Shape::Upper)
    }

    /// Whether it is a word with a capital.
    pub(crate) fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper)
    }

    /// Whether it is of any of these classes.
    pub(crate) fn is(&self, classes: Is) -> bool {
        self.word.is.any(classes)
    }

    /// Whether a quotation mark.
    pub(crate) fn mark(&self) -> Option<Mark> {
        match self.shape {
            Shape::Mark(mark) => Some(mark),
            _ => None,
        }
    }
}

/// The tokens of a stretch of an article, and the text they lie in.
pub(crate) struct Tokens<'a> {
    /// The article's text.
    pub(crate) text: &'a str,
    /// The lexicon's words.
    pub(crate) words: &'a Words,
    base: usize,
    list: Vec<Token>,
}

impl<'a> Tokens<'a> {
    /// Starts an empty list whose stretch begins at byte `base`; no stretch may pass 4 GB.
    pub(crate) fn new(text: &'a str, lexicon: &'a Lexicon, base: usize) -> Tokens<'a> {
        Tokens { text, words: lexicon.words(), base, list: Vec::new() }
    }

    /// Cuts the bytes of `span` and appends their tokens.
    pub(crate) fn push(&mut self, span: Span) {
        let mut scan = Scan { text: &self.text[..span.end], at: span.start };
        let mut lower = String::with_capacity(32);
        while let Some((start, end, shape)) = scan.token(&mut lower, self.words) {
            let word = match shape {
                Shape::Lower | Shape::Capital | Shape::Upper | Shape::Clitic => self.words.get(&lower),
                _ => Word::default(),
            };
            let (start, len) = ((start - self.base) as u32, (end - start) as u32);
            self.list.push(Token { start, len, shape, word });
        }
    }

    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The token at `i`, if there is one.
    pub(crate) fn get(&self, i: usize) -> Option<&Token> {
        self.list.get(i)
    }

    /// The bytes of the token at `i`.
    pub(crate) fn span(&self, i: usize) -> Span {
        let start = self.base + self.list[i].start as usize;
        Span::new(start, start + self.list[i].len as usize)
    }

    /// The bytes from the first of `range` to its last.
    pub(crate) fn cover(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.span(range.start).start, self.span(range.end - 1).end)
    }

    /// The text of the token at `i`.
    pub(crate) fn str(&self, i: usize) -> &'a str {
        self.span(i).of(self.text)
    }

    /// Whether blank or an edge of the text stands before token `i`.
    pub(crate) fn blank_before(&self, i: usize) -> bool {
        self.text[..self.span(i).start].chars().next_back().is_none_or(char::is_whitespace)
    }

    /// Whether blank or an edge of the text stands after token `i`.
    pub(crate) fn blank_after(&self, i: usize) -> bool {
        self.text[self.span(i).end..].chars().next().is_none_or(char::is_whitespace)
    }
}

impl std::ops::Index<usize> for Tokens<'_> {
    type Output = Token;
    fn index(&self, i: usize) -> &Token {
        &self.list[i]
    }
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl Scan<'_> {
    fn byte(&self, i: usize) -> u8 {
        self.text.as_bytes().get(i).copied().unwrap_or(b' ')
    }

    fn char_at(&self, i: usize) -> Option<char> {
        self.text.get(i..).and_then(|t| t.chars().next())
    }

    /// The next token; leaves a word's lower-case form in `lower`.
    fn token(&mut self, lower: &mut String, words: &Words) -> Option<(usize, usize, Shape)> {
        loop {
            let start = self.at;
            let byte = *self.text.as_bytes().get(start)?;
            if byte.is_ascii_whitespace() {
                self.at += 1;
                continue;
            }
            if byte.is_ascii_alphanumeric() {
                return Some(self.word(start, lower, words));
            }
            if matches!(byte, b'\'' | 0xe2) && self.after_letter(start) {
                let after = start + if byte == b'\'' { 1 } else { 3 };
                if matches!(self.char_at(start), Some('\'' | '’')) && self.is_clitic(after) {
                    self.at = self.letters_end(after);
                    lower.clear();
                    return Some((start, self.at, Shape::Clitic));
                }
            }
            if byte < 0x80 {
                let (len, shape) = self.ascii_mark(start, byte);
                self.at = start + len;
                return Some((start, self.at, shape));
            }
            let c = self.char_at(start)?;
            if c.is_alphanumeric() {
                return Some(self.word(start, lower, words));
            }
            self.at = start + c.len_utf8();
            if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' {
                continue;
            }
            return Some(self.other_mark(start, c));
        }
    }

    fn ascii_mark(&self, at: usize, byte: u8) -> (usize, Shape) {
        let next = self.byte(at + 1);
        let doubled = next == byte && self.byte(at + 2) != byte;
        match byte {
            b',' => (1, Shape::Comma),
            b'.' if next == b'.' => {
                (self.text.as_bytes()[at..].iter().take_while(|b| **b == b'.').count(), Shape::Ellipsis)
            }
            b'.' => (1, Shape::Stop),
            b'?' | b'!' => (1, Shape::Asks),
            b':' => (1, Shape::Colon),
            b';' => (1, Shape::Semicolon),
            b'(' | b'[' => (1, Shape::Open),
            b')' | b']' => (1, Shape::Close),
            b'"' => (1, Shape::Mark(Mark::Straight)),
            b'\'' if doubled => (2, Shape::Mark(Mark::Straight)),
            b'`' if doubled => (2, Shape::Mark(Mark::Open)),
            b'\'' => (1, Shape::Mark(Mark::SingleStraight)),
            b'`' => (1, Shape::Mark(Mark::SingleOpen)),
            b'-' if next == b'-' => {
                (self.text.as_bytes()[at..].iter().take_while(|b| **b == b'-').count(), Shape::Dash)
            }
            b'-' if next.is_ascii_whitespace() => (1, Shape::Dash),
            _ => (1, Shape::Other),
        }
    }

    fn other_mark(&mut self, start: usize, c: char) -> (usize, usize, Shape) {
        let twice = self.char_at(self.at) == Some(c);
        let mut two = |shape| {
            self.at += c.len_utf8();
            shape
        };
        let shape = match c {
            '“' | '‟' | '〝' => Shape::Mark(Mark::Open),
            '”' | '〞' | '″' => Shape::Mark(Mark::Close),
            '„' | '‚' => Shape::Mark(Mark::Low),
            '«' | '‹' => Shape::Mark(Mark::GuillemetOpen),
            '»' | '›' => Shape::Mark(Mark::GuillemetClose),
            '‘' | '‛' if twice => two(Shape::Mark(Mark::Open)),
            '’' if twice => two(Shape::Mark(Mark::Close)),
            '‘' | '‛' => Shape::Mark(Mark::SingleOpen),
            '’' => Shape::Mark(Mark::SingleClose),
            '—' | '–' | '―' => Shape::Dash,
            '…' => Shape::Ellipsis,
            _ => Shape::Other,
        };
        (start, self.at, shape)
    }

    fn word(&mut self, start: usize, lower: &mut String, words: &Words) -> (usize, usize, Shape) {
        let end = self.word_end(start);
        let text = &self.text[start..end];
        lower.clear();
        if text.is_ascii() {
            lower.push_str(text);
            lower.make_ascii_lowercase();
        } else {
            lower.extend(text.chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase));
        }
        self.at = end;
        if self.byte(end) == b'.' && self.byte(end + 1) != b'.' {
            lower.push('.');
            let numbered = lower == "no." && text.starts_with('N') && self.byte(end + 2).is_ascii_digit();
            if numbered || is_abbreviation(text, lower, words) {
                self.at += 1;
            } else {
                lower.pop();
            }
        }
        (start, self.at, shape_of(text))
    }

    /// Where the word that begins at `start` ends, its inner hyphens, apostrophes and stops included.
    fn word_end(&self, start: usize) -> usize {
        let mut at = start;
        loop {
            at = self.letters_end(at);
            let Some(joint) = self.char_at(at) else { return at };
            let after = at + joint.len_utf8();
            let joins = match joint {
                '-' | '&' => self.starts_letter(after),
                '.' => self.starts_letter(after) && !self.starts_sentence(at, after),
                ',' => self.byte(at - 1).is_ascii_digit() && self.byte(after).is_ascii_digit(),
                '\'' | '’' => self.starts_letter(after) && !self.is_clitic(after),
                _ => false,
            };
            if !joins {
                return at;
            }
            at = after;
        }
    }

    fn letters_end(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            match self.char_at(at) {
                Some(c) if byte >= 0x80 && (c.is_alphanumeric() || is_combining_mark(c)) => {
                    at += c.len_utf8()
                }
                _ => break,
            }
        }
        at
    }

    fn after_letter(&self, at: usize) -> bool {
        self.text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '.')
    }

    fn starts_letter(&self, at: usize) -> bool {
        self.char_at(at).is_some_and(char::is_alphanumeric)
    }

    /// Whether a stop without a blank after it ends a sentence all the same (`done.Then`), as where lines were lost.
    fn starts_sentence(&self, stop: usize, after: usize) -> bool {
        let long =
            stop >= 2 && self.byte(stop - 1).is_ascii_lowercase() && self.byte(stop - 2).is_ascii_lowercase();
        long && self.char_at(after).is_some_and(char::is_uppercase)
    }

    fn is_clitic(&self, after: usize) -> bool {
        let end = self.letters_end(after);
        matches!(
            &self.text[after..end],
            "s" | "S" | "d" | "m" | "ll" | "re" | "ve" | "LL" | "RE" | "VE" | "M" | "D"
        )
    }
}

fn is_abbreviation(text: &str, with_stop: &str, words: &Words) -> bool {
    let letters = text.chars().count();
    let initial = letters == 1 && text.chars().all(char::is_uppercase);
    let dotted = text.contains('.') && text.chars().all(|c| c == '.' || c.is_alphabetic()) && letters <= 7;
    // `D-Calif.` is what `Calif.` is.
    let class = words.get(with_stop.rsplit('-').next().unwrap_or(with_stop)).is;
    let capital = text.starts_with(char::is_uppercase);
    initial
        || dotted
        || class.any(Is::ABBR_BEFORE | Is::ABBR_EITHER) && (capital || class.any(Is::ABBR_LOWER))
}

fn shape_of(text: &str) -> Shape {
    let mut chars = text.chars();
    match chars.next() {
        Some(c) if c.is_numeric() => Shape::Number,
        Some(c) if c.is_uppercase() => {
            let mut letters = chars.filter(|c| c.is_alphabetic()).peekable();
            if letters.peek().is_some() && letters.all(char::is_uppercase) {
                Shape::Upper
            } else {
                Shape::Capital
            }
        }
        // A name such as `al-Assad` or `d'Hondt` counts as one with a capital.
        _ if text.split(['-', '\'', '’']).nth(1).is_some_and(|t| t.starts_with(char::is_uppercase)) => {
            Shape::Capital
        }
        _ => Shape::Lower,
    }
}

/// Whether a word ends a company's name with a full stop, which may end its sentence too: `Corp.`
pub(crate) fn ends_company(word: &str) -> bool {
    matches!(word, "Corp." | "Inc." | "Ltd." | "Co." | "Plc." | "PLC." | "LLC.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let lexicon = Lexicon::new();
        let mut tokens = Tokens::new(text, &lexicon, 0);
        tokens.push(Span::new(0, text.len()));
        (0..tokens.len()).map(|i| tokens.str(i).to_owned()).collect()
    }

    #[test]
    fn keeps_words_whole() {
        assert_eq!(
            cut("Mr. J. B. O’Neill’s U.S. tour"),
            ["Mr.", "J.", "B.", "O’Neill", "’s", "U.S.", "tour"]
        );
        assert_eq!(cut("don't al-Assad 1,000.50."), ["don't", "al-Assad", "1,000.50", "."]);
        assert_eq!(cut("he’ll – wait...\"No\""), ["he", "’ll", "–", "wait", "...", "\"", "No", "\""]);
    }

    #[test]
    fn doubled_marks_are_one() {
        assert_eq!(cut("``Yes,'' he"), ["``", "Yes", ",", "''", "he"]);
    }

    #[test]
    fn tells_shapes() {
        assert_eq!(shape_of("NATO"), Shape::Upper);
        assert_eq!(shape_of("A"), Shape::Capital);
        assert_eq!(shape_of("Élan"), Shape::Capital);
        assert_eq!(shape_of("al-Assad"), Shape::Capital);
        assert_eq!(shape_of("then-president"), Shape::Lower);
    }
}
