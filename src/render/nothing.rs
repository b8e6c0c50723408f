//! What is said where nothing was found: in words for people, and as JSON.

use super::json::PartlyJson;
use crate::index::{Covered, Nothing, Part, Without};
use crate::query::{Field, KindName};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why there are no hits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NothingJson {
    /// What was searched.
    pub covered: CoveredJson,
    /// What there would be with one thing less.
    pub without: Vec<WithoutJson>,
    /// Quotes whose speaker is not known that match all else, where a speaker was asked for.
    pub unknown_speaker: Option<u64>,
    /// Quotes of a source without a name that match all else, where a speaker was asked for.
    pub unnamed_speaker: Option<u64>,
}

/// What was searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoveredJson {
    /// Articles.
    pub articles: usize,
    /// Those of them without a date.
    pub undated: usize,
    /// Papers, agencies and sites.
    pub publishers: usize,
    /// The first day of publication.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub first: Option<Date>,
    /// The last day of publication.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub last: Option<Date>,
}

/// What there would be without a part of the query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithoutJson {
    /// A filter by its flag (`speaker`; `dates` for `from` and `to`), a field of the text (`speaker:lima`), `filters`
    /// for all of them, `query` for the text.
    pub part: String,
    /// Hits of the rest.
    pub hits: u64,
    /// Where nothing has all words of the rest: how much of it those hits have.
    pub partly: Option<PartlyJson>,
}

impl NothingJson {
    /// Makes the JSON form.
    pub fn new(nothing: &Nothing) -> NothingJson {
        let Covered { articles, undated, publishers, first, last } = nothing.covered;
        let without = |without: &Without| WithoutJson {
            part: match &without.part {
                Part::Filter(filter) => filter.name().to_owned(),
                Part::Field(field) => written(field),
                Part::AllFilters => "filters".to_owned(),
                Part::Text => "query".to_owned(),
            },
            hits: without.hits,
            partly: without.partly.map(|p| PartlyJson { matched: p.matched, of: p.of }),
        };
        NothingJson {
            covered: CoveredJson { articles, undated, publishers, first, last },
            without: nothing.without.iter().map(without).collect(),
            unknown_speaker: nothing.unknown_speaker,
            unnamed_speaker: nothing.unnamed_speaker,
        }
    }
}

/// A field of a query as it is written there.
pub fn written(field: &Field) -> String {
    let quoted = |value: &str| match value.contains(char::is_whitespace) {
        true => format!("\"{value}\""),
        false => value.to_owned(),
    };
    match field {
        Field::Speaker(name) => format!("speaker:{}", quoted(name)),
        Field::Names(name) => format!("names:{}", quoted(name)),
        Field::Country(name) => format!("country:{}", quoted(name)),
        Field::Date { from, to } => {
            let end = |day: &Option<Date>| day.map_or("*".to_owned(), |day| day.to_string());
            format!("date:[{} TO {}]", end(from), end(to))
        }
        Field::Kind(kind) => {
            let kind = match kind {
                KindName::Quote => "quote",
                KindName::Direct => "direct",
                KindName::Mixed => "mixed",
                KindName::Indirect => "indirect",
                KindName::Paragraph => "paragraph",
            };
            format!("kind:{kind}")
        }
    }
}
