//! Says where in a query's text what went wrong was asked for.
//!
//! The compiler of queries knows parts, not places; the text knows its places, not the index. An error of a part that
//! stands in the text comes back with the place, as one of reading it does.

use super::clause::words_of;
use crate::error::Error;
use crate::query::{Field, Node, Problem, Query, QueryError};

/// The error with the place in the query's text that it is about, where it is about one.
pub(crate) fn placed(error: Error, query: &Query) -> Error {
    let Some(text) = &query.text else { return error };
    let wrong = match &error {
        Error::UnknownValue { field, value, nearest } => {
            let problem = Problem::Unknown { field, value: value.clone(), nearest: nearest.clone() };
            text.wrong(|part| asks_for(part, field, value), problem)
        }
        Error::TooBroad { pattern, most } => {
            text.wrong(|part| pattern_of(part).is_some_and(|own| own == *pattern), Problem::TooBroad(*most))
        }
        _ => None,
    };
    wrong.map_or(error, |wrong| QueryError::Syntax(wrong).into())
}

fn asks_for(part: &Node, field: &str, value: &str) -> bool {
    match part {
        Node::Field(Field::Speaker(typed)) => field == "speaker" && typed == value,
        Node::Field(Field::Country(typed)) => field == "country" && typed == value,
        _ => false,
    }
}

/// A pattern as it is named where it stands for too much.
fn pattern_of(part: &Node) -> Option<String> {
    let last = |word: &str| words_of(word).pop().unwrap_or_default();
    match part {
        Node::Prefix(word) => Some(format!("{}*", last(word))),
        Node::Fuzzy(word, edits) => Some(format!("{}~{edits}", last(word))),
        _ => None,
    }
}
