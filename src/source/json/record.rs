//! One article as a JSON object with the usual keys, taken in without building a tree of values.
//!
//! Only where a user says which fields are which facts is there a tree, since such a field may lie deep.

use crate::source::FieldMap;
use crate::source::facts::{Facts, fact};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

/// Keys whose value may be an array of records.
const ARTICLES: &[&str] = &["articles", "data", "docs", "items", "posts", "response", "results"];

/// What one JSON object says of an article.
#[derive(Default)]
pub(super) struct Record {
    pub(super) facts: Facts,
    /// Records in an array one level down.
    pub(super) below: Vec<Option<Record>>,
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RecordVisitor;
        impl<'de> Visitor<'de> for RecordVisitor {
            type Value = Record;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Record, M::Error> {
                record(map)
            }
        }
        deserializer.deserialize_map(RecordVisitor)
    }
}

fn record<'de, M: MapAccess<'de>>(mut map: M) -> Result<Record, M::Error> {
    let mut record = Record::default();
    while let Some(Key(key)) = map.next_key()? {
        match fact(&key) {
            Some((fact, turn)) if record.facts.wants(fact, turn) => {
                let Words(words) = map.next_value()?;
                record.facts.offer(fact, turn, &key, words);
            }
            None if ARTICLES.contains(&&*key) => match map.next_value()? {
                Below::Records(records) => record.below.extend(records),
                Below::Record(mut inner) => record.below.append(&mut inner.below),
                Below::Other => {}
            },
            _ => map.next_value::<IgnoredAny>().map(|_| ())?,
        }
    }
    Ok(record)
}

impl Below {
    /// Reads a value with a user's own map of fields.
    pub(super) fn mapped(value: &Value, map: &FieldMap) -> Below {
        match value {
            Value::Object(_) => Below::Record(Box::new(Record::mapped(value, map))),
            Value::Array(list) => {
                let record = |value: &Value| value.is_object().then(|| Record::mapped(value, map));
                Below::Records(list.iter().map(record).collect())
            }
            _ => Below::Other,
        }
    }
}

impl Record {
    /// Whether it is only what others are wrapped in.
    pub(super) fn is_wrapper(&self) -> bool {
        !self.below.is_empty() && self.facts.has_no_text()
    }

    fn mapped(value: &Value, map: &FieldMap) -> Record {
        let mut record = Record::default();
        for (fact, path) in map.fields() {
            let found = path.split('.').try_fold(value, |value, step| value.get(step));
            // A key may have dots of its own.
            if let Some(found) = found.or_else(|| value.get(path)) {
                record.facts.offer(fact, 0, path, words(found));
            }
        }
        for (key, value) in value.as_object().into_iter().flatten() {
            if let Some((fact, turn)) = fact(key) {
                record.facts.offer(fact, turn, key, words(value));
            } else if ARTICLES.contains(&&**key)
                && let Below::Records(records) = Below::mapped(value, map)
            {
                record.below.extend(records);
            }
        }
        record
    }
}

/// The strings of a value.
fn words(value: &Value) -> Vec<String> {
    Words::deserialize(value).map(|Words(words)| words).unwrap_or_default()
}

/// A key, borrowed where it has no escapes.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// The strings of a value: one, a list, the `name` of an object; a number as it is written in JSON.
struct Words(Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordsVisitor)
    }
}

struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, word: &str) -> Result<Words, E> {
        Ok(Words(vec![word.to_owned()]))
    }

    fn visit_string<E>(self, word: String) -> Result<Words, E> {
        Ok(Words(vec![word]))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Words, E> {
        Ok(Words(vec![number.to_string()]))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Words, E> {
        Ok(Words(vec![number.to_string()]))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Words, E> {
        Ok(Words(vec![number.to_string()]))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Words, E> {
        Ok(Words(Vec::new()))
    }

    fn visit_unit<E>(self) -> Result<Words, E> {
        Ok(Words(Vec::new()))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Words, S::Error> {
        let mut words = Vec::new();
        while let Some(Words(more)) = list.next_element()? {
            words.extend(more);
        }
        Ok(Words(words))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Words, M::Error> {
        let mut words = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            if words.is_empty() && matches!(&*key, "name" | "$date") {
                Words(words) = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Words(words))
    }
}

/// The value of `articles` or `data`: records where it is an array.
pub(super) enum Below {
    /// One for each element, none where the element is no object.
    Records(Vec<Option<Record>>),
    /// An object.
    Record(Box<Record>),
    /// Neither.
    Other,
}

impl<'de> Deserialize<'de> for Below {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BelowVisitor)
    }
}

struct BelowVisitor;

impl<'de> Visitor<'de> for BelowVisitor {
    type Value = Below;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object or an array of objects")
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Below, M::Error> {
        record(map).map(|record| Below::Record(Box::new(record)))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Below, S::Error> {
        let mut records = Vec::new();
        while let Some(element) = list.next_element::<Below>()? {
            records.push(match element {
                Below::Record(record) => Some(*record),
                Below::Records(_) | Below::Other => None,
            });
        }
        Ok(Below::Records(records))
    }

    fn visit_str<E>(self, _: &str) -> Result<Below, E> {
        Ok(Below::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Below, E> {
        Ok(Below::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Below, E> {
        Ok(Below::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Below, E> {
        Ok(Below::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Below, E> {
        Ok(Below::Other)
    }

    fn visit_unit<E>(self) -> Result<Below, E> {
        Ok(Below::Other)
    }
}
