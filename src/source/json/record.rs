//! One article as a JSON object with the usual keys, taken in without building a tree of values.
//!
//! A fact may stand under several keys; the table says in which order they are asked. A key whose value says nothing
//! (null, empty, no date) leaves the fact to the next.

use crate::source::date;
use jiff::civil::Date;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A fact that a record may give.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fact {
    Date,
    Text,
    Title,
    Authors,
    Publisher,
    Language,
    Url,
    Id,
    /// Records one level down.
    Articles,
}

/// The keys of each fact, the first asked first.
const KEYS: &[(Fact, &[&str])] = &[
    (
        Fact::Date,
        &[
            "date_publish",
            "date_published",
            "publish_date",
            "published",
            "published_at",
            "publishedAt",
            "date",
            "datetime",
            "pub_date",
            "publication_date",
            "pubDate",
            "webPublicationDate",
            "timestamp",
            "created",
            "created_at",
        ],
    ),
    (Fact::Text, &["maintext", "text", "body", "content", "article"]),
    (Fact::Title, &["title", "headline"]),
    (Fact::Authors, &["authors", "author", "byline"]),
    (Fact::Publisher, &["publisher", "source_domain", "domain", "source", "outlet", "publication"]),
    (Fact::Language, &["language", "lang"]),
    (Fact::Url, &["url", "link"]),
    (Fact::Id, &["id"]),
    (Fact::Articles, &["articles", "data"]),
];

/// Tells the fact of a key and its turn.
fn fact(key: &str) -> Option<(Fact, usize)> {
    KEYS.iter().find_map(|(fact, keys)| keys.iter().position(|known| *known == key).map(|turn| (*fact, turn)))
}

/// A fact with the turn of the key it was taken from.
struct Slot<T>(Option<(usize, T)>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Slot(None)
    }
}

impl<T> Slot<T> {
    fn wants(&self, turn: usize) -> bool {
        self.0.as_ref().is_none_or(|(taken, _)| turn < *taken)
    }

    fn offer(&mut self, turn: usize, value: Option<T>) {
        if let Some(value) = value.filter(|_| self.wants(turn)) {
            self.0 = Some((turn, value));
        }
    }

    fn take(self) -> Option<T> {
        self.0.map(|(_, value)| value)
    }
}

/// What one JSON object says of an article.
#[derive(Default)]
pub(super) struct Record {
    date: Slot<Date>,
    text: Slot<String>,
    title: Slot<String>,
    authors: Slot<Vec<String>>,
    publisher: Slot<String>,
    language: Slot<String>,
    url: Slot<String>,
    id: Slot<String>,
    /// Records in an `articles` or `data` array.
    pub(super) below: Vec<Option<Record>>,
}

/// A record's facts by name.
pub(super) struct Facts {
    pub(super) date: Option<Date>,
    pub(super) text: Option<String>,
    pub(super) title: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    pub(super) id: Option<String>,
}

impl Record {
    /// Whether it has a text or a title.
    pub(super) fn is_article(&self) -> bool {
        self.text.0.is_some() || self.title.0.is_some()
    }

    /// The facts that won.
    pub(super) fn facts(self) -> Facts {
        Facts {
            date: self.date.take(),
            text: self.text.take(),
            title: self.title.take(),
            authors: self.authors.take().unwrap_or_default(),
            publisher: self.publisher.take(),
            language: self.language.take(),
            url: self.url.take(),
            id: self.id.take(),
        }
    }

    /// Takes in the value of one key.
    fn read<'de, M: MapAccess<'de>>(&mut self, map: &mut M, fact: Fact, turn: usize) -> Result<(), M::Error> {
        if fact == Fact::Articles {
            if let Below::Records(records) = map.next_value()? {
                self.below.extend(records);
            }
            return Ok(());
        }
        if !self.wants(fact, turn) {
            return map.next_value::<IgnoredAny>().map(|_| ());
        }
        let mut words: Words = map.next_value()?;
        match fact {
            Fact::Date => self.date.offer(turn, words.0.first().and_then(|word| date::day_in_field(word))),
            Fact::Text => self.text.offer(turn, words.text()),
            Fact::Title => self.title.offer(turn, words.one()),
            Fact::Authors => self.authors.offer(turn, words.all()),
            Fact::Publisher => self.publisher.offer(turn, words.one()),
            Fact::Language => self.language.offer(turn, words.one()),
            Fact::Url => self.url.offer(turn, words.one()),
            Fact::Id => self.id.offer(turn, words.exact()),
            Fact::Articles => {}
        }
        Ok(())
    }

    fn wants(&self, fact: Fact, turn: usize) -> bool {
        match fact {
            Fact::Date => self.date.wants(turn),
            Fact::Text => self.text.wants(turn),
            Fact::Title => self.title.wants(turn),
            Fact::Authors => self.authors.wants(turn),
            Fact::Publisher => self.publisher.wants(turn),
            Fact::Language => self.language.wants(turn),
            Fact::Url => self.url.wants(turn),
            Fact::Id => self.id.wants(turn),
            Fact::Articles => true,
        }
    }
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
            Some((fact, turn)) => record.read(&mut map, fact, turn)?,
            None => map.next_value::<IgnoredAny>().map(|_| ())?,
        }
    }
    Ok(record)
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

impl Words {
    fn all(&mut self) -> Option<Vec<String>> {
        let words: Vec<String> =
            self.0.drain(..).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
        (!words.is_empty()).then_some(words)
    }

    fn one(&mut self) -> Option<String> {
        self.all()?.into_iter().next()
    }

    /// The first, with the white space it has.
    fn exact(&mut self) -> Option<String> {
        self.0.drain(..).next().filter(|word| !word.is_empty())
    }

    /// A text as it is; a list is one of paragraphs.
    fn text(&mut self) -> Option<String> {
        let text = if self.0.len() == 1 { self.0.pop()? } else { self.0.join("\n\n") };
        (!text.trim().is_empty()).then_some(text)
    }
}

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
