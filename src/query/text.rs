//! What a query's text asks for: a tree of words, phrases and fields, as [`Text::parse`] reads it.

use super::parse::Parser;
use super::{MAX_QUERY_CHARS, Matching, Problem, QueryError, SyntaxError};
use jiff::civil::Date;
use std::ops::Range;

/// How near words must be to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Within {
    /// In any order, with at most so many other words among them.
    Words(u32),
    /// In any order, in the same sentence.
    Sentence,
}

/// A kind of passage, as `kind:` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KindName {
    /// A quote of any kind.
    Quote,
    /// Words between quotation marks.
    Direct,
    /// In part between quotation marks.
    Mixed,
    /// Reported without quotation marks.
    Indirect,
    /// A whole paragraph.
    Paragraph,
}

impl KindName {
    /// All there are, with the names that users know them by.
    pub fn all() -> impl Iterator<Item = (&'static str, KindName)> {
        [
            ("quote", KindName::Quote),
            ("direct", KindName::Direct),
            ("mixed", KindName::Mixed),
            ("indirect", KindName::Indirect),
            ("paragraph", KindName::Paragraph),
        ]
        .into_iter()
    }
}

/// What a passage must be, whatever its words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// A quote of whoever bears this name.
    Speaker(String),
    /// One in which this name stands.
    Names(String),
    /// About this country, as typed.
    Country(String),
    /// Published on or between these days.
    Date {
        /// The first day.
        from: Option<Date>,
        /// The last day.
        to: Option<Date>,
    },
    /// Of this kind.
    Kind(KindName),
}

/// A part of a query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A word in any of its forms.
    Word(String),
    /// Words in a row, each exactly as typed.
    Phrase(String),
    /// Words as typed, near each other.
    Near(String, Within),
    /// Any word that begins so.
    Prefix(String),
    /// Any word that differs by at most so many letters.
    Fuzzy(String, u8),
    /// What the headline must say.
    Title(Box<Node>),
    /// What the passage must be.
    Field(Field),
    /// Something not to be given up where nothing has all that is asked for.
    Required(Box<Node>),
    /// What must not match.
    Not(Box<Node>),
    /// All of these; what is [`Node::Not`] excludes.
    All(Vec<Node>),
    /// Any of these.
    Any(Vec<Node>),
}

/// Parts of a text with the ranges of bytes that they stand at.
pub(crate) type Places = Vec<(Node, Range<usize>)>;

/// The text of a query, read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// As typed.
    pub typed: String,
    /// What it asks for.
    pub root: Node,
    /// Where those parts stand in it that an index may not know what to make of: names, countries, patterns.
    pub(crate) places: Places,
}

impl Text {
    /// Reads a user's words.
    ///
    /// ```
    /// # use onrecord::query::{Node, Text};
    /// let text = Text::parse("“security guarantees” troops OR peacekeepers -poll").unwrap();
    /// let Node::All(parts) = text.root else { panic!() };
    /// assert_eq!(parts[0], Node::Phrase("security guarantees".into()));
    /// assert_eq!(parts[2], Node::Not(Box::new(Node::Word("poll".into()))));
    /// ```
    ///
    /// # Errors
    ///
    /// [`QueryError`] for text that is too long or too deep, cannot be read, holds no word, or only exclusions.
    pub fn parse(typed: &str) -> Result<Text, QueryError> {
        Text::parse_on(typed, None)
    }

    /// Reads the same; days that are counted from today are, where `today` is given, and refused where not.
    ///
    /// # Errors
    ///
    /// As [`Text::parse`].
    pub fn parse_on(typed: &str, today: Option<Date>) -> Result<Text, QueryError> {
        let chars = typed.chars().count();
        if chars > MAX_QUERY_CHARS {
            return Err(QueryError::TooLong(chars));
        }
        let (root, places) = Parser::new(typed, today).all()?;
        match root {
            None => Err(QueryError::NoWord(typed.trim().to_owned())),
            Some(root) if !root.says_what_to_find() => {
                Err(QueryError::OnlyExclusions(typed.trim().to_owned()))
            }
            Some(root) => Ok(Text { typed: typed.to_owned(), root, places }),
        }
    }

    /// Says what is wrong with the part that `is` is true of, and where it stands; nothing for a part that an index always
    /// knows what to make of.
    pub fn wrong(&self, is: impl Fn(&Node) -> bool, problem: Problem) -> Option<SyntaxError> {
        let (_, at) = self.places.iter().find(|(part, _)| is(part))?;
        Some(SyntaxError { problem, query: self.typed.clone(), at: at.clone() })
    }

    /// Whether any words are looked for, so that one hit can be better than another.
    pub fn has_words(&self) -> bool {
        self.root.any(&|node| node.is_words())
    }
}

impl Node {
    /// The parts that match or do not each by itself; where any will do, what AND, OR and brackets join is no less
    /// optional, unless something is excluded or asked of a field among it.
    pub fn parts(&self, matching: Matching) -> Vec<&Node> {
        match (self, matching) {
            (Node::All(parts), Matching::All) => parts.iter().collect(),
            (Node::All(parts), Matching::Any) => parts.iter().flat_map(Node::words_apart).collect(),
            (_, Matching::All) => vec![self],
            (_, Matching::Any) => self.words_apart(),
        }
    }

    fn words_apart(&self) -> Vec<&Node> {
        match self {
            Node::All(parts) | Node::Any(parts) if parts.iter().all(Node::is_optional) => {
                parts.iter().flat_map(Node::words_apart).collect()
            }
            _ => vec![self],
        }
    }

    /// Whether the node, as a part of a query, is one that some hit may do without.
    pub fn is_optional(&self) -> bool {
        !matches!(self, Node::Not(_) | Node::Required(_) | Node::Field(_))
    }

    /// Whether the node is itself a word, a phrase, or a like thing to find in a text.
    pub fn is_words(&self) -> bool {
        matches!(
            self,
            Node::Word(_)
                | Node::Phrase(_)
                | Node::Near(..)
                | Node::Prefix(_)
                | Node::Fuzzy(..)
                | Node::Title(_)
        )
    }

    /// Whether something outside exclusions is true of `test`.
    pub fn any(&self, test: &dyn Fn(&Node) -> bool) -> bool {
        test(self)
            || match self {
                Node::All(parts) | Node::Any(parts) => parts.iter().any(|part| part.any(test)),
                Node::Required(part) | Node::Title(part) => part.any(test),
                _ => false,
            }
    }

    /// Calls `visit` with every node outside exclusions, headlines' parts after their headline.
    pub fn visit<'n>(&'n self, visit: &mut dyn FnMut(&'n Node)) {
        visit(self);
        match self {
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| part.visit(visit)),
            Node::Required(part) | Node::Title(part) => part.visit(visit),
            _ => {}
        }
    }

    /// Calls `visit` with every field, those of exclusions included.
    pub fn visit_fields<'n>(&'n self, visit: &mut dyn FnMut(&'n Field)) {
        match self {
            Node::Field(field) => visit(field),
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| part.visit_fields(visit)),
            Node::Required(part) | Node::Not(part) | Node::Title(part) => part.visit_fields(visit),
            _ => {}
        }
    }

    fn says_what_to_find(&self) -> bool {
        self.any(&|node| node.is_words() || matches!(node, Node::Field(_)))
    }
}
