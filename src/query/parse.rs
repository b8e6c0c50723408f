//! Reads the query language.
//!
//! ```text
//! query   = either*                       all must match
//! either  = both ("OR" both)*             OR binds what stands beside it: a b OR c is a, and b or c
//! both    = unary ("AND" unary)*          AND binds closer than OR
//! unary   = ("NOT" | "-" | "+") unary | primary
//! primary = "(" query ")" | field ":" value | word | word "*" | word "~" [1|2] | quoted ["~" (number | "s")]
//! ```
//!
//! Why not tantivy's own grammar crate? Its strict parser does not say where it failed, and neither of its two knows
//! curly quotation marks or `word~1`; both call themselves for every bracket without a limit, so that some thousands
//! of them overflow the stack, which nothing can catch. This parser reads the text once from left to right, goes at
//! most [`MAX_DEPTH`] deep, and makes at most [`MAX_CLAUSES`] leaves.

use super::error::{Problem, SyntaxError};
use super::text::{Field, KindName, Node, Places, Within};
use super::{MAX_CLAUSES, MAX_DEPTH, MAX_DISTANCE, MAX_EDITS, MAX_PATTERNS, MIN_PREFIX_CHARS, date};
use jiff::civil::Date;
use std::ops::Range;

type Read<T> = Result<T, SyntaxError>;

/// A query being read.
pub(super) struct Parser<'t> {
    text: &'t str,
    /// Bytes read.
    at: usize,
    depth: usize,
    clauses: usize,
    /// Words with `*` or `~`.
    patterns: usize,
    places: Places,
    today: Option<Date>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str, today: Option<Date>) -> Parser<'t> {
        Parser { text, at: 0, depth: 0, clauses: 0, patterns: 0, places: Vec::new(), today }
    }

    /// Reads the whole query, nothing where it has no word; with the places of the parts that an index may not know.
    pub(super) fn all(mut self) -> Read<(Option<Node>, Places)> {
        let root = self.query()?;
        match self.peek() {
            None => Ok((root, self.places)),
            Some(_) => Err(self.error(Problem::UnopenedBracket, self.at..self.at + 1)),
        }
    }

    fn query(&mut self) -> Read<Option<Node>> {
        let mut parts = Vec::new();
        while let Some(part) = self.either()? {
            parts.push(part);
        }
        if let Some((word, at)) = self.operator() {
            return Err(self.error(Problem::NothingBefore(word), at));
        }
        Ok(match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ => Some(Node::All(parts)),
        })
    }

    fn either(&mut self) -> Read<Option<Node>> {
        self.joined("OR", Node::Any, Self::both)
    }

    fn both(&mut self) -> Read<Option<Node>> {
        self.joined("AND", Node::All, Self::unary)
    }

    /// Reads things with `word` between them.
    fn joined(
        &mut self,
        word: &'static str,
        join: fn(Vec<Node>) -> Node,
        part: fn(&mut Self) -> Read<Option<Node>>,
    ) -> Read<Option<Node>> {
        let Some(first) = part(self)? else { return Ok(None) };
        let mut parts = vec![first];
        while let Some((_, at)) = self.operator().filter(|(found, _)| *found == word) {
            self.at = at.end;
            match part(self)? {
                Some(next) => parts.push(next),
                None => return Err(self.error(Problem::NothingBehind(word), at)),
            }
        }
        Ok(if parts.len() == 1 { parts.pop() } else { Some(join(parts)) })
    }

    fn unary(&mut self) -> Read<Option<Node>> {
        self.noise();
        let (sign, at) = match self.operator() {
            Some(("NOT", at)) => ("NOT", at),
            Some(_) => return Ok(None),
            None => match self.peek() {
                Some('-') => ("-", self.at..self.at + 1),
                Some('+') => ("+", self.at..self.at + 1),
                _ => return self.primary(),
            },
        };
        self.at = at.end;
        self.enter(at.clone())?;
        self.noise();
        // A sign belongs to what it touches.
        let part = if sign != "NOT" && self.at > at.end { None } else { self.unary()? };
        self.depth -= 1;
        let Some(part) = part else { return Err(self.error(Problem::NothingBehind(sign), at)) };
        Ok(Some(match (sign, part) {
            ("+", part) => Node::Required(Box::new(part)),
            (_, Node::Not(part)) => *part,
            (_, part) => Node::Not(Box::new(part)),
        }))
    }

    fn primary(&mut self) -> Read<Option<Node>> {
        match self.peek() {
            None | Some(')') => Ok(None),
            Some('(') => self.group().map(Some),
            Some(c) if is_mark(c) => self.quoted().map(Some),
            Some(_) => self.word().map(Some),
        }
    }

    fn group(&mut self) -> Read<Node> {
        let open = self.at..self.at + 1;
        self.enter(open.clone())?;
        self.at += 1;
        let inside = self.query()?;
        self.depth -= 1;
        if self.peek() != Some(')') {
            return Err(self.error(Problem::UnclosedBracket, open));
        }
        self.at += 1;
        inside.ok_or_else(|| self.error(Problem::EmptyBrackets, open.start..self.at))
    }

    /// A phrase, with how near its words must be where that is said.
    fn quoted(&mut self) -> Read<Node> {
        let start = self.at;
        self.count(start)?;
        let words = self.between_marks()?;
        if self.peek() != Some('~') {
            return Ok(Node::Phrase(words));
        }
        let chunk = self.chunk();
        let at = self.at..self.at + chunk.len();
        self.at = at.end;
        let within = match chunk[1..].trim_end_matches([',', ';', '.']) {
            "s" | "sentence" => Some(Within::Sentence),
            number => number.parse().ok().filter(|n| *n <= MAX_DISTANCE).map(Within::Words),
        };
        let Some(within) = within else { return Err(self.error(Problem::Distance, at)) };
        if words.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).nth(1).is_none() {
            return Err(self.error(Problem::OneWord, start..at.start));
        }
        Ok(Node::Near(words, within))
    }

    /// What stands between the quotation mark here and the next.
    fn between_marks(&mut self) -> Read<String> {
        let start = self.at;
        let open = self.peek().map_or(0, char::len_utf8);
        let inside = &self.text[start + open..];
        let Some((end, close)) = inside.char_indices().find(|(_, c)| is_mark(*c)) else {
            return Err(self.error(Problem::UnclosedQuote, start..start + open));
        };
        self.at = start + open + end + close.len_utf8();
        Ok(inside[..end].trim().to_owned())
    }

    /// A word, or a field with its value.
    fn word(&mut self) -> Read<Node> {
        let chunk = self.chunk();
        let at = self.at..self.at + chunk.len();
        if let Some((name, value)) = chunk.split_once(':')
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
        {
            if let Some(name) = field(name) {
                self.at += name.1 + 1;
                return self.field(name.0, at.start);
            }
            let behind = self.text[self.at + name.len() + 1..].chars().next();
            if behind.is_some_and(|c| c.is_alphanumeric() || is_mark(c)) && !value.starts_with("//") {
                return Err(
                    self.error(Problem::UnknownField(name.to_owned()), at.start..at.start + name.len())
                );
            }
        }
        self.at = at.end;
        self.count(at.start)?;
        self.plain(chunk, at.start)
    }

    /// A word with what may stand at its end, at a byte of the query.
    fn plain(&mut self, chunk: &str, start: usize) -> Read<Node> {
        if chunk.contains(['~', '*']) {
            self.patterns += 1;
            if self.patterns > MAX_PATTERNS {
                return Err(self.error(Problem::TooManyPatterns, start..start + chunk.len()));
            }
        }
        if let Some(tilde) = chunk.rfind('~') {
            let at = start + tilde..start + chunk.len();
            let word = &chunk[..tilde];
            let edits = match chunk[tilde + 1..].trim_end_matches([',', ';', '.']) {
                "" => Some(1),
                number => number.parse().ok().filter(|n| (1..=MAX_EDITS).contains(n)),
            };
            return match edits {
                _ if !word.contains(char::is_alphanumeric) => Err(self.error(Problem::LooseTilde, at)),
                None => Err(self.error(Problem::Edits, at)),
                Some(edits) => Ok(self.placed(Node::Fuzzy(word.to_owned(), edits), start..at.end)),
            };
        }
        let Some(star) = chunk.find('*') else { return Ok(Node::Word(chunk.to_owned())) };
        let word = &chunk[..star];
        if !chunk[star + 1..].trim_end_matches([',', ';', '.']).is_empty()
            || !word.ends_with(char::is_alphanumeric)
        {
            return Err(self.error(Problem::Star, start + star..start + star + 1));
        }
        if word.chars().filter(|c| c.is_alphanumeric()).count() < MIN_PREFIX_CHARS {
            return Err(self.error(Problem::ShortPrefix(word.to_owned()), start..start + chunk.len()));
        }
        Ok(self.placed(Node::Prefix(word.to_owned()), start..start + star + 1))
    }

    /// The value of the field whose colon was read; its name stands at byte `start`.
    fn field(&mut self, name: &'static str, start: usize) -> Read<Node> {
        let value_at = self.at;
        let value = match self.peek() {
            Some('(') if name == "title" => return self.group().map(|part| Node::Title(Box::new(part))),
            Some('(') => return Err(self.error(Problem::NoBrackets(name), start..value_at + 1)),
            Some(c) if is_mark(c) && name == "title" => {
                let part = self.quoted()?;
                return match self.text[value_at..self.at].contains(char::is_alphanumeric) {
                    true => Ok(Node::Title(Box::new(part))),
                    false => Err(self.error(Problem::NoValue(name), start..self.at)),
                };
            }
            Some('[') if name == "date" => return self.range(start),
            Some(c) if is_mark(c) => self.between_marks()?,
            _ => {
                let chunk = self.chunk();
                self.at += chunk.len();
                chunk.trim_end_matches([',', ';']).to_owned()
            }
        };
        self.count(start)?;
        if !value.contains(char::is_alphanumeric) {
            return Err(self.error(Problem::NoValue(name), start..self.at));
        }
        let at = value_at..value_at + self.text[value_at..self.at].trim_end_matches([',', ';']).len();
        let place = at.clone();
        let node = Node::Field(match name {
            "title" => return self.plain(&value, value_at).map(|part| Node::Title(Box::new(part))),
            "speaker" => Field::Speaker(value),
            "names" => Field::Names(value),
            "country" => Field::Country(value),
            "kind" => match kind(&value) {
                Some(kind) => Field::Kind(kind),
                None => return Err(self.error(Problem::Kind(value), at)),
            },
            _ => match date::span(&value, self.today) {
                Some((from, to)) => Field::Date { from: Some(from), to: Some(to) },
                None => return Err(self.error(self.no_date(value), at)),
            },
        });
        Ok(self.placed(node, place))
    }

    /// `[2025-01 TO 2025-06]`, either end of which may be `*`.
    fn range(&mut self, start: usize) -> Read<Node> {
        self.count(start)?;
        let open = self.at;
        let inside = &self.text[open + 1..];
        let end = inside
            .find(|c: char| c == ']' || c == '[' || is_mark(c))
            .filter(|i| inside[*i..].starts_with(']'));
        let Some(end) = end else { return Err(self.error(Problem::Range, open..self.text.len())) };
        self.at = open + 1 + end + 1;
        let words: Vec<&str> = inside[..end].split_whitespace().collect();
        let [from, "TO", to] = words.as_slice() else {
            return Err(self.error(Problem::Range, open..self.at));
        };
        let bound = |written: &str| match written {
            "*" => Ok(None),
            _ => match date::stretch(written, self.today) {
                Some(days) => Ok(Some(days)),
                None => {
                    let at = open + self.text[open..].find(written).unwrap_or(0);
                    Err(self.error(self.no_date(written.to_owned()), at..at + written.len()))
                }
            },
        };
        let (from, to) = (bound(from)?.map(|(first, _)| first), bound(to)?.map(|(_, last)| last));
        match (from, to) {
            (Some(first), Some(last)) if first > last => {
                Err(self.error(Problem::Backwards(first, last), open..self.at))
            }
            _ => Ok(Node::Field(Field::Date { from, to })),
        }
    }

    /// What is wrong with a day that is not read.
    fn no_date(&self, written: String) -> Problem {
        if date::is_relative(&written) { Problem::NoToday(written) } else { Problem::Date(written) }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// The text from here to white space, a quotation mark or a round bracket.
    fn chunk(&self) -> &'t str {
        let rest = &self.text[self.at..];
        &rest[..rest
            .find(|c: char| c.is_whitespace() || is_mark(c) || matches!(c, '(' | ')'))
            .unwrap_or(rest.len())]
    }

    /// The operator that stands next, with its place.
    fn operator(&mut self) -> Option<(&'static str, Range<usize>)> {
        self.noise();
        let chunk = self.chunk();
        let word = ["OR", "AND", "NOT"].into_iter().find(|word| *word == chunk)?;
        Some((word, self.at..self.at + chunk.len()))
    }

    /// Passes over white space and over marks that ask for nothing: dashes between blanks, stops, empty quotation
    /// marks.
    fn noise(&mut self) {
        while let Some(c) = self.peek() {
            let behind = &self.text[self.at + c.len_utf8()..];
            if c.is_whitespace() {
                self.at += c.len_utf8();
            } else if is_mark(c) {
                let Some(end) = behind.find(is_mark) else { return };
                if behind[..end].contains(char::is_alphanumeric) {
                    return;
                }
                let close = behind[end..].chars().next().map_or(0, char::len_utf8);
                self.at += c.len_utf8() + end + close;
            } else if matches!(c, '(' | ')') {
                return;
            } else if matches!(c, '-' | '+') {
                let sign = behind.starts_with(|next: char| {
                    next.is_alphanumeric() || is_mark(next) || matches!(next, '(' | '+' | '-')
                });
                if sign && !behind.starts_with(c) {
                    return;
                }
                self.at += self.text[self.at..].find(|next| next != c).unwrap_or(behind.len() + 1);
            } else {
                let chunk = self.chunk();
                if chunk.contains(|c: char| c.is_alphanumeric() || matches!(c, '*' | '~')) {
                    return;
                }
                self.at += chunk.len();
            }
        }
    }

    /// Notes where a part stands.
    fn placed(&mut self, part: Node, at: Range<usize>) -> Node {
        self.places.push((part.clone(), at));
        part
    }

    fn enter(&mut self, at: Range<usize>) -> Read<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(self.error(Problem::TooDeep, at)) } else { Ok(()) }
    }

    /// Counts a word, a phrase or a field that stands at byte `start`.
    fn count(&mut self, start: usize) -> Read<()> {
        self.clauses += 1;
        match self.clauses > MAX_CLAUSES {
            true => Err(self.error(Problem::TooManyClauses, start..start)),
            false => Ok(()),
        }
    }

    fn error(&self, problem: Problem, at: Range<usize>) -> SyntaxError {
        SyntaxError { problem, query: self.text.to_owned(), at }
    }
}

/// A field by one of its names, with the length of that name.
fn field(name: &str) -> Option<(&'static str, usize)> {
    let field = match name.to_ascii_lowercase().as_str() {
        "title" | "headline" => "title",
        "speaker" | "said-by" => "speaker",
        "names" | "mentions" => "names",
        "country" | "about" => "country",
        "date" => "date",
        "kind" => "kind",
        _ => return None,
    };
    Some((field, name.len()))
}

fn kind(name: &str) -> Option<KindName> {
    Some(match name.to_ascii_lowercase().as_str() {
        "quote" => KindName::Quote,
        "direct" => KindName::Direct,
        "mixed" => KindName::Mixed,
        "indirect" => KindName::Indirect,
        "paragraph" => KindName::Paragraph,
        _ => return None,
    })
}

/// Whether a quotation mark, of whichever form.
fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}
