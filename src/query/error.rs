//! What can be wrong with a query, and where in it.

use super::written::is_union;
use super::{
    MAX_CLAUSES, MAX_DEPTH, MAX_DISTANCE, MAX_EDITS, MAX_PATTERNS, MAX_QUERY_CHARS, MIN_PREFIX_CHARS,
};
use jiff::civil::Date;
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The text is longer than [`MAX_QUERY_CHARS`].
    #[error("the query has {0} characters; at most {MAX_QUERY_CHARS} are read")]
    TooLong(usize),
    /// Only exclusions were given.
    #[error("the query only says what to leave out: {0}")]
    OnlyExclusions(String),
    /// The text holds no letter and no digit.
    #[error("the query has no word in it: {0}")]
    NoWord(String),
    /// A place that cannot be read.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// A date that is not read.
    #[error("not a date: {0}")]
    Date(String),
    /// A first day after the last.
    #[error("the first day, {from}, is after the last, {to}")]
    EmptyRange {
        /// The first day asked for.
        from: Date,
        /// The last day asked for.
        to: Date,
    },
    /// Only undated articles, and only those of certain days.
    #[error("an article without a date is on no day")]
    UndatedOnDays,
}

/// A place in a query that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct SyntaxError {
    /// What is wrong there.
    pub problem: Problem,
    /// The query as typed.
    pub query: String,
    /// The place, a range of bytes of `query`; empty at its end for something that is missing.
    pub at: Range<usize>,
}

/// What is wrong at a place in a query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A quotation mark that opens and never closes.
    #[error("a quotation mark opens here and is not closed")]
    UnclosedQuote,
    /// A bracket that opens and never closes.
    #[error("a bracket opens here and is not closed")]
    UnclosedBracket,
    /// A bracket that closes what was not opened.
    #[error("a bracket closes here that was not opened")]
    UnopenedBracket,
    /// Brackets around nothing.
    #[error("there is nothing between these brackets")]
    EmptyBrackets,
    /// An operator with nothing before it.
    #[error("there is nothing before this {0}")]
    NothingBefore(&'static str),
    /// An operator with nothing behind it.
    #[error("there is nothing behind this {0}")]
    NothingBehind(&'static str),
    /// A field that there is not.
    #[error("there is no field named {0:?}")]
    UnknownField(String),
    /// A field without a value.
    #[error("the field {0} has no value")]
    NoValue(&'static str),
    /// A value in brackets, of a field that takes none.
    #[error("the field {0} takes no brackets")]
    NoBrackets(&'static str),
    /// A day that is not read.
    #[error("not a date: {0}")]
    Date(String),
    /// A day that is counted from today, where no day is given to count from.
    #[error("{0} is counted from today, and no day is today here")]
    NoToday(String),
    /// A range of days that is not read.
    #[error("a range of days is not finished")]
    Range,
    /// A first day after the last.
    #[error("the first day, {0}, is after the last, {1}")]
    Backwards(Date, Date),
    /// A kind that there is not.
    #[error("there is no kind named {0:?}")]
    Kind(String),
    /// A name that the index or the tables do not have.
    #[error("no {field} named {value:?}")]
    Unknown {
        /// The field it was asked for in.
        field: &'static str,
        /// The name as written.
        value: String,
        /// The nearest known names, best first.
        nearest: Vec<String>,
    },
    /// A pattern that stands for more words than are looked for.
    #[error("more than {0} words match this")]
    TooBroad(usize),
    /// A distance between words that is not read.
    #[error("how near the words must be is not understood")]
    Distance,
    /// One word, near nothing.
    #[error("a single word is near nothing")]
    OneWord,
    /// Letters that may differ, not read.
    #[error("how many letters may differ is not understood")]
    Edits,
    /// `~` on its own.
    #[error("there is nothing before this ~")]
    LooseTilde,
    /// A `*` that is not at the end of a word.
    #[error("a * stands here that does not end a word")]
    Star,
    /// A prefix that is too short.
    #[error("{0:?} is too short a beginning")]
    ShortPrefix(String),
    /// More than [`MAX_DEPTH`] brackets within each other.
    #[error("more than {MAX_DEPTH} brackets or exclusions stand within each other")]
    TooDeep,
    /// More than [`MAX_CLAUSES`] words and phrases.
    #[error("the query has more than {MAX_CLAUSES} words and phrases")]
    TooManyClauses,
    /// More than [`MAX_PATTERNS`] beginnings and words with slips.
    #[error("the query has more than {MAX_PATTERNS} words with * or ~")]
    TooManyPatterns,
}

impl Problem {
    /// What would work, in words for a user.
    pub fn remedy(&self) -> String {
        match self {
            Problem::UnclosedQuote => "close it, or leave it out".into(),
            Problem::UnclosedBracket => "close it with ), or put it in quotation marks".into(),
            Problem::UnopenedBracket => "open it with (, or leave it out".into(),
            Problem::EmptyBrackets => "put words between them, or leave them out".into(),
            Problem::NothingBefore(word) | Problem::NothingBehind(word) => match *word {
                "OR" | "AND" => format!("{word} stands between two things: grain {word} corridor; the word itself is {}", word.to_lowercase()),
                _ => format!("write it before what it is about: {word}{}grain", if *word == "NOT" { " " } else { "" }),
            },
            Problem::UnknownField(_) => {
                "fields are title, speaker, names, country, date and kind; put it in quotation marks to search for it as it stands".into()
            }
            Problem::NoValue(field) => format!("write it right behind the colon: {field}:{}", example(field)),
            Problem::NoBrackets(field) => format!("write {field}:{}; for one of two, {field}:… OR {field}:…", example(field)),
            Problem::Date(_) => "write 2025-09-04, 2025-09, 2025, today, yesterday, this-month, last-week or 30d (d, w, m, y)".into(),
            Problem::NoToday(_) => "write 2025-09-04, 2025-09 or 2025".into(),
            Problem::Range => "write date:[2025-01 TO 2025-06], or * for an open end".into(),
            Problem::Backwards(..) => "swap them".into(),
            Problem::Kind(_) => "kinds are quote, direct, mixed, indirect and paragraph".into(),
            Problem::Unknown { field, value, nearest } => known(field, value, nearest),
            Problem::TooBroad(_) => "write more of the word".into(),
            Problem::Distance => {
                format!("write \"grain corridor\"~5 for up to 5 words between (at most {MAX_DISTANCE}), \"grain corridor\"~s for the same sentence")
            }
            Problem::OneWord => "put two or more words between the quotation marks".into(),
            Problem::Edits => format!("write corridor~1 or corridor~{MAX_EDITS}"),
            Problem::LooseTilde => "write it right behind a word, corridor~1, or a phrase, \"grain corridor\"~5".into(),
            Problem::Star => "a * goes at the end of a word: corrid*; put it in quotation marks to search without it".into(),
            Problem::ShortPrefix(_) => format!("write at least {MIN_PREFIX_CHARS} letters before the *"),
            Problem::TooDeep | Problem::TooManyClauses | Problem::TooManyPatterns => "ask for less at once".into(),
        }
    }
}

/// What may be asked for in place of a name that is not known.
fn known(field: &str, value: &str, nearest: &[String]) -> String {
    let written = |name: &String| match name.contains(|c: char| !c.is_alphanumeric()) {
        true => format!("{field}:\"{name}\""),
        false => format!("{field}:{name}"),
    };
    match nearest.iter().map(written).collect::<Vec<_>>().as_slice() {
        _ if field == "country" && is_union(value) => {
            "it is no region of UN M49: write country:Europe, or (country:fr OR country:de) for members".into()
        }
        [] if field == "country" => {
            "write a name such as country:Ukraine, a code such as country:ua, or a region such as country:\"Northern Europe\""
                .into()
        }
        [] => "write a full name or a surname of somebody whom an article quotes; names:… finds who is only named".into(),
        [one] => format!("did you mean {one}?"),
        [first @ .., last] => format!("did you mean {} or {last}?", first.join(", ")),
    }
}

fn example(field: &str) -> &'static str {
    match field {
        "title" => "corridor",
        "speaker" | "names" => "\"Ana Lima\"",
        "country" => "ua",
        "date" => "2025-09",
        _ => "quote",
    }
}

/// Most columns of a query shown around a place.
const SHOWN_COLUMNS: usize = 72;

impl SyntaxError {
    /// The query around the place, on one line, with a line of carets under it.
    ///
    /// Columns are those of a terminal: wide characters take two, marks over letters none.
    pub fn pointed(&self) -> (String, String) {
        let columns = |text: &str| text.chars().map(width).sum::<usize>();
        let (mut from, before) = (0, &self.query[..self.at.start]);
        if columns(before) > SHOWN_COLUMNS / 2 {
            let mut left = 0;
            from = before
                .char_indices()
                .rev()
                .find(|(_, c)| {
                    left += width(*c);
                    left > SHOWN_COLUMNS / 2
                })
                .map_or(0, |(i, c)| i + c.len_utf8());
        }
        let (mut line, mut carets) = (String::new(), String::new());
        if from > 0 {
            line.push_str("… ");
            carets.push_str("  ");
        }
        let mut shown = 0;
        for (i, c) in self.query[from..].char_indices().map(|(i, c)| (from + i, c)) {
            shown += width(c);
            if shown > SHOWN_COLUMNS {
                line.push_str(" …");
                break;
            }
            line.push(visible(c));
            if i < self.at.end.max(self.at.start) {
                let mark = if i >= self.at.start { '^' } else { ' ' };
                carets.extend(std::iter::repeat_n(mark, width(c)));
            }
        }
        if !carets.ends_with('^') {
            carets.push('^');
        }
        (line, carets)
    }
}

/// A character as it is shown: what has no form, or would steer a terminal, as a replacement.
fn visible(c: char) -> char {
    let steers = matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    match c {
        '\n' | '\r' | '\t' => ' ',
        _ if c.is_control() || steers => '\u{fffd}',
        _ => c,
    }
}

fn width(c: char) -> usize {
    visible(c).width().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str, at: Range<usize>) -> String {
        let error = SyntaxError { problem: Problem::Star, query: query.to_owned(), at };
        let (line, carets) = error.pointed();
        format!("{line}\n{carets}")
    }

    #[test]
    fn carets_stand_under_the_place_as_a_terminal_shows_it() {
        assert_eq!(shown("ab cd", 3..5), "ab cd\n   ^^");
        assert_eq!(shown("ab", 2..2), "ab\n  ^");
        // Two columns each.
        assert_eq!(shown("東京 x", 7..8), "東京 x\n     ^");
        // A letter and a mark over it take one.
        assert_eq!(shown("e\u{301} x", 4..5), "e\u{301} x\n  ^");
        assert_eq!(shown("a\u{1b}\nx", 3..4), "a\u{fffd} x\n   ^");
    }

    #[test]
    fn a_long_query_is_shown_around_the_place() {
        let query = format!("{}*b{}", "word ".repeat(100), " word".repeat(100));
        let (line, carets) = SyntaxError { problem: Problem::Star, at: 500..501, query }.pointed();
        assert!(line.starts_with("… ") && line.ends_with(" …") && line.chars().count() < 80, "{line}");
        assert_eq!(line.chars().nth(carets.chars().count() - 1), Some('*'), "{line}\n{carets}");
    }
}
