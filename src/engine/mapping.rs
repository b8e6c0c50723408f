//! How an engine is to keep documents: the fields of [`super::document`], in the words of each kind of engine.

use serde_json::{Map, Value, json};

/// How a field is searched.
#[derive(Clone, Copy, PartialEq)]
enum Kept {
    /// An exact value, to filter, count and sort by.
    Exact,
    /// A whole number.
    Number,
    /// Terms parted by blanks, with their places.
    Terms,
    /// A day.
    Day,
    /// Given back and no more.
    Record,
}

/// All fields.
const FIELDS: [(&str, Kept); 39] = [
    ("kind", Kept::Exact),
    ("article", Kept::Exact),
    ("place", Kept::Number),
    ("passage_key", Kept::Number),
    ("newest", Kept::Number),
    ("oldest", Kept::Number),
    ("published_at", Kept::Day),
    ("day", Kept::Number),
    ("date", Kept::Exact),
    ("date_from", Kept::Exact),
    ("publisher", Kept::Exact),
    ("language", Kept::Exact),
    ("id", Kept::Exact),
    ("source", Kept::Exact),
    ("speaker", Kept::Exact),
    ("speaker_key", Kept::Exact),
    ("described", Kept::Exact),
    ("certainty", Kept::Number),
    ("country", Kept::Exact),
    ("names_country", Kept::Exact),
    ("words", Kept::Terms),
    ("roots", Kept::Terms),
    ("title_words", Kept::Terms),
    ("title_roots", Kept::Terms),
    ("format", Kept::Number),
    ("hash", Kept::Exact),
    ("record", Kept::Record),
    // The part that a document came in.
    ("part", Kept::Exact),
    // Of what is said of several articles.
    ("reconciled", Kept::Exact),
    ("order", Kept::Number),
    ("parts", Kept::Number),
    ("members", Kept::Exact),
    ("articles", Kept::Number),
    ("passages", Kept::Number),
    ("first", Kept::Exact),
    ("first_day", Kept::Number),
    ("name", Kept::Exact),
    ("speaker_kind", Kept::Exact),
    ("variants", Kept::Exact),
];

/// What makes an index on OpenSearch or Elasticsearch, in so many shards.
pub(super) fn opensearch(shards: u32, replicas: u32) -> Value {
    let field = |kept: Kept| match kept {
        Kept::Exact => json!({ "type": "keyword" }),
        Kept::Number => json!({ "type": "long" }),
        Kept::Terms => json!({ "type": "text", "analyzer": "blanks" }),
        Kept::Day => json!({ "type": "date", "format": "yyyy-MM-dd" }),
        Kept::Record => json!({ "type": "keyword", "index": false, "doc_values": false }),
    };
    let properties: Map<String, Value> =
        FIELDS.iter().map(|(name, kept)| ((*name).to_owned(), field(*kept))).collect();
    json!({
        "settings": {
            "index": { "number_of_shards": shards, "number_of_replicas": replicas },
            "analysis": { "analyzer": { "blanks": { "type": "custom", "tokenizer": "whitespace" } } },
        },
        "mappings": { "dynamic": "strict", "properties": properties },
    })
}

/// What makes an index on Quickwit.
pub(super) fn quickwit(index: &str) -> Value {
    let field = |(name, kept): &(&str, Kept)| match kept {
        Kept::Exact => {
            json!({ "name": name, "type": "array<text>", "tokenizer": "raw", "fast": { "normalizer": "raw" } })
        }
        Kept::Number => json!({ "name": name, "type": "i64", "fast": true }),
        Kept::Terms => {
            json!({ "name": name, "type": "text", "tokenizer": "whitespace", "record": "position", "fieldnorms": true })
        }
        Kept::Day => {
            json!({ "name": name, "type": "datetime", "input_formats": ["%Y-%m-%d"], "fast_precision": "seconds", "fast": true })
        }
        // What is not indexed may name no tokenizer.
        Kept::Record => json!({ "name": name, "type": "text", "indexed": false, "stored": true }),
    };
    json!({
        "version": "0.9",
        "index_id": index,
        "doc_mapping": { "mode": "strict", "field_mappings": FIELDS.iter().map(field).collect::<Vec<_>>() },
        "search_settings": { "default_search_fields": ["words"] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_named_twice() {
        let mut names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FIELDS.len());
        assert_eq!(opensearch(1, 0)["mappings"]["properties"].as_object().map(Map::len), Some(FIELDS.len()));
    }
}
