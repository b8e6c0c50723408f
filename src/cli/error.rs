//! Turns the library's facts into messages that say what to do next.

use onrecord::Error;
use onrecord::query::{FilterError, QueryError, is_union};
use onrecord::render::RenderError;
use std::io;

/// A failure of a command, with a hint where one helps.
#[derive(Debug)]
pub(super) enum CommandError {
    /// What to say, and what to do about it.
    Failed { message: String, hint: Option<String> },
    /// A query that cannot be read: what is wrong, the query with carets under the place, what would work.
    Query { message: String, line: String, carets: String, hint: String },
    /// The reader of our output has gone; nothing is wrong.
    ClosedPipe,
}

impl CommandError {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> CommandError {
        CommandError::Failed { message: message.into(), hint: Some(hint.into()) }
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> CommandError {
        match error.kind() {
            io::ErrorKind::BrokenPipe => CommandError::ClosedPipe,
            _ => CommandError::Failed { message: format!("cannot write the output: {error}"), hint: None },
        }
    }
}

impl From<RenderError> for CommandError {
    fn from(error: RenderError) -> CommandError {
        match error {
            RenderError::Read(error) => error.into(),
            RenderError::Write(error) => error.into(),
        }
    }
}

impl From<QueryError> for CommandError {
    fn from(error: QueryError) -> CommandError {
        let hint = match &error {
            QueryError::Syntax(at) => {
                let (line, carets) = at.pointed();
                return CommandError::Query {
                    message: error.to_string(),
                    line,
                    carets,
                    hint: at.problem.remedy(),
                };
            }
            QueryError::TooLong(_) => "ask for less at once",
            QueryError::OnlyExclusions(_) => {
                "add a word to look for; to search for a hyphen’s word, leave the hyphen out"
            }
            QueryError::NoWord(_) => "leave the query out to list all that passes the filters",
            QueryError::Date(_) => {
                "write 2025-09-04, 2025-09, 2025, today, yesterday, this-month, last-week or 30d (d, w, m, y)"
            }
            QueryError::EmptyRange { .. } => "swap --from and --to",
            QueryError::UndatedOnDays => "drop --undated, or the days",
        };
        CommandError::new(error.to_string(), hint)
    }
}

impl From<FilterError> for CommandError {
    fn from(error: FilterError) -> CommandError {
        let meant = |nearest: &Option<String>, otherwise: &str| match nearest {
            Some(nearest) => format!("did you mean {nearest}?"),
            None => otherwise.to_owned(),
        };
        let hint = match &error {
            FilterError::Query(error) => return error.clone().into(),
            FilterError::Area { name, .. } if is_union(name) => {
                "it is no region of UN M49: give Europe, or --country for each member".to_owned()
            }
            FilterError::Area { nearest, .. } => meant(
                nearest,
                "give a name such as Ukraine, an ISO code such as UA, or a region such as Northern Europe",
            ),
            FilterError::Language { nearest, .. } => {
                meant(nearest, "give a name such as German or Deutsch, or an ISO code such as de")
            }
            FilterError::Value { known, .. } => {
                format!("give {}", either(&known.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>()))
            }
            FilterError::Share(_) => "a number from 0 to 1 is expected".to_owned(),
            FilterError::Name(_) => return CommandError::Failed { message: error.to_string(), hint: None },
        };
        CommandError::new(error.to_string(), hint)
    }
}

impl From<Error> for CommandError {
    fn from(error: Error) -> CommandError {
        if let Error::Query(error) = error {
            return error.into();
        }
        CommandError::Failed { hint: hint(&error), message: error.to_string() }
    }
}

fn hint(error: &Error) -> Option<String> {
    Some(match error {
        Error::Read { cause, .. } if cause.kind() == io::ErrorKind::NotFound => {
            "name a file or folder that is there".into()
        }
        Error::Read { cause, .. } if cause.kind() == io::ErrorKind::StorageFull => {
            "make room and ingest again; what had been committed is there".into()
        }
        Error::NoIndex { .. } => "make one with `onrecord ingest DIR`, or search with --corpus DIR".into(),
        Error::NotAnIndex { .. } => "name another folder with --index".into(),
        Error::OtherVersion { .. } => "run `onrecord ingest --rebuild` to read everything anew".into(),
        Error::FolderGone { name, .. } => format!("bring it back, or leave it out with --forget {name}"),
        Error::Engine(_) => "run `onrecord ingest --rebuild` to read everything anew".into(),
        Error::Locked { .. } => "wait for it to end; searching without --corpus works meanwhile".into(),
        Error::Record(_) => "run `onrecord ingest --rebuild`".into(),
        Error::Parts { .. } => "extract again what is named: what is finished is left alone".into(),
        Error::UnknownValue { field, nearest, .. } if nearest.is_empty() => {
            format!("`onrecord facets --by {field}` lists all there are")
        }
        Error::UnknownValue { nearest, .. } => format!("did you mean {}?", either(nearest)),
        Error::TooBroad { .. } => "write more of the word".into(),
        Error::SearchName(_) => {
            "use up to 80 letters, digits, `-`, `_` and `.`, the first of them no dot".into()
        }
        Error::SearchExists { name, path } => format!(
            "take another name, bring it up to date with `onrecord diff {name} --update`, or remove {}",
            path.display()
        ),
        Error::UnknownSearch { known, .. } if known.is_empty() => {
            "`onrecord search … --save NAME` saves one".into()
        }
        Error::UnknownSearch { known, .. } => format!("give {}", either(known)),
        Error::Untraceable { words: 0, .. } => "write the words of a quotation".into(),
        Error::Untraceable { .. } => "a sentence or two of it are enough".into(),
        Error::UnknownArticle(_) => {
            "the id stands below every hit, and in the field `article` of JSON and CSV".into()
        }
        Error::AmbiguousArticle { id, sources } => {
            let all: Vec<String> = sources.iter().map(|s| format!("{s}#{id}")).collect();
            format!("name one as {}", either(&all))
        }
        Error::EngineAddress { .. } => {
            "write http://HOST:PORT/INDEX, with https:// where it has a certificate".into()
        }
        Error::Remote { .. } => {
            "see that the engine runs, that the index is made (`onrecord engine init`), and --engine-auth"
                .into()
        }
        Error::NotOnEngine { .. } => "leave out --engine to ask the index on disk, or ask for less".into(),
        Error::OtherForm { .. } => {
            "load it anew into another index, with `onrecord engine init` and `onrecord load`".into()
        }
        Error::Strict(_) => "leave out --strict to pass over what cannot be read".into(),
        _ => return None,
    })
}

/// Most names of one list that are read.
const MOST_NAMED: usize = 8;

/// `a`, `a or b`, `a, b or c`; of many the first few, `a, b or 30 others`.
pub(super) fn either(values: &[String]) -> String {
    match values {
        many if many.len() > MOST_NAMED + 1 => {
            format!("{} or {} others", many[..MOST_NAMED].join(", "), many.len() - MOST_NAMED)
        }
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::either;

    #[test]
    fn long_lists_are_cut() {
        let names = |n: usize| (1..=n).map(|i| format!("n{i}")).collect::<Vec<_>>();
        assert_eq!(either(&names(3)), "n1, n2 or n3");
        assert!(either(&names(9)).ends_with("n8 or n9"));
        assert!(either(&names(40)).ends_with("n8 or 32 others"));
    }
}
