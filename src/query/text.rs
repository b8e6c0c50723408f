//! Reads the words of a query: words that must all match, `"phrases"`, `-exclusions`, and `OR` between two.

use super::{MAX_CLAUSES, MAX_QUERY_CHARS, QueryError};

/// One thing to look for: a word, or several words in a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Clause {
    /// The word or phrase as typed, without its marks.
    pub words: String,
    /// Whether the words must stand in a row.
    pub phrase: bool,
}

/// The words of a query: every group must match by one of its clauses, no excluded clause may.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// As typed.
    pub typed: String,
    /// Groups of alternatives; all groups must match.
    pub groups: Vec<Vec<Clause>>,
    /// What must not match.
    pub excluded: Vec<Clause>,
}

impl Text {
    /// Reads a user's words; curly quotation marks mean the same as straight ones, and an unclosed one runs to the
    /// end.
    ///
    /// ```
    /// # use onrecord::query::Text;
    /// let text = Text::parse("“security guarantees” troops OR peacekeepers -poll").unwrap();
    /// assert_eq!(text.groups.len(), 2);
    /// assert_eq!(text.groups[1].len(), 2);
    /// assert_eq!(text.excluded[0].words, "poll");
    /// ```
    ///
    /// # Errors
    ///
    /// [`QueryError`] for text that is too long, holds no word, or only exclusions.
    pub fn parse(typed: &str) -> Result<Text, QueryError> {
        let chars = typed.chars().count();
        if chars > MAX_QUERY_CHARS {
            return Err(QueryError::TooLong(chars));
        }
        let mut text = Text { typed: typed.to_owned(), groups: Vec::new(), excluded: Vec::new() };
        let (mut either, mut clauses) = (false, 0);
        for piece in pieces(typed) {
            if !piece.clause.phrase && !piece.excluded && piece.clause.words == "OR" {
                either = !text.groups.is_empty();
                continue;
            }
            if !piece.clause.words.contains(char::is_alphanumeric) {
                continue;
            }
            clauses += 1;
            match text.groups.last_mut() {
                _ if piece.excluded => text.excluded.push(piece.clause),
                Some(group) if either => group.push(piece.clause),
                _ => text.groups.push(vec![piece.clause]),
            }
            either = false;
        }
        match (clauses, text.groups.is_empty()) {
            (n, _) if n > MAX_CLAUSES => Err(QueryError::TooManyClauses(n)),
            (0, _) => Err(QueryError::NoWord(typed.trim().to_owned())),
            (_, true) => Err(QueryError::OnlyExclusions(typed.trim().to_owned())),
            _ => Ok(text),
        }
    }
}

struct Piece {
    clause: Clause,
    excluded: bool,
}

/// Cuts the text at white space and quotation marks.
fn pieces(typed: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() {
        let excluded = rest.len() > 1 && rest.starts_with('-');
        let body = if excluded { &rest[1..] } else { rest };
        let (words, phrase, after) = match body.strip_prefix(is_mark) {
            Some(inside) => {
                let end = inside.find(is_mark).unwrap_or(inside.len());
                (&inside[..end], true, inside[end..].strip_prefix(is_mark).unwrap_or(""))
            }
            None => {
                let end = body.find(|c: char| c.is_whitespace() || is_mark(c)).unwrap_or(body.len());
                (&body[..end], false, &body[end..])
            }
        };
        out.push(Piece { clause: Clause { words: words.to_owned(), phrase }, excluded });
        rest = after.trim_start();
    }
    out
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(typed: &str) -> String {
        let text = Text::parse(typed).unwrap();
        let show = |c: &Clause| if c.phrase { format!("“{}”", c.words) } else { c.words.clone() };
        let mut out: Vec<String> =
            text.groups.iter().map(|g| g.iter().map(show).collect::<Vec<_>>().join("|")).collect();
        out.extend(text.excluded.iter().map(|c| format!("not {}", show(c))));
        out.join(" ")
    }

    #[test]
    fn words_phrases_exclusions_and_alternatives() {
        assert_eq!(read("grain corridor"), "grain corridor");
        assert_eq!(read("\"grain corridor\" -\"black sea\" OR"), "“grain corridor” not “black sea”");
        assert_eq!(read("a OR b OR “c d” e"), "a|b|“c d” e");
        assert_eq!(read("OR x - - 'y'"), "x 'y'");
        assert_eq!(read("end „unclosed phrase"), "end “unclosed phrase”");
    }

    #[test]
    fn says_what_it_cannot_read() {
        assert_eq!(Text::parse("-poll"), Err(QueryError::OnlyExclusions("-poll".into())));
        assert_eq!(Text::parse(" ?! "), Err(QueryError::NoWord("?!".into())));
        assert_eq!(Text::parse(&"a ".repeat(500)), Err(QueryError::TooManyClauses(500)));
        assert_eq!(Text::parse(&"ä".repeat(2001)), Err(QueryError::TooLong(2001)));
    }

    proptest! {
        #[test]
        fn no_text_panics_and_every_clause_was_typed(typed in any::<String>()) {
            if let Ok(text) = Text::parse(&typed) {
                for clause in text.groups.iter().flatten().chain(&text.excluded) {
                    prop_assert!(typed.contains(&clause.words));
                }
            }
        }
    }
}
