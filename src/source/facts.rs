//! The facts of an article as fields give them: JSON keys, columns of a table.
//!
//! A fact may stand under several names; the table says in which order they are asked, and a user's own come first. A
//! field that says nothing (empty, no date) leaves the fact to the next.

use super::reading::{Input, numbered};
use super::{Article, DateFrom, plain, title};
use super::{byline, date};
use crate::{Error, Result};
use jiff::civil::Date;
use std::borrow::Cow;
use std::str::FromStr;

/// A fact that a field may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    Date,
    Text,
    Title,
    Authors,
    Publisher,
    Language,
    Url,
    Id,
}

/// The names of each fact's fields, the first asked first.
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
            "datePublished",
            "published_date",
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
    (
        Fact::Text,
        &[
            "maintext",
            "text",
            "articleBody",
            "body",
            "content",
            "content_text",
            "article",
            "bodyText",
            "full_text",
        ],
    ),
    (Fact::Title, &["title", "headline", "webTitle"]),
    (Fact::Authors, &["authors", "author", "byline"]),
    (Fact::Publisher, &["publisher", "source_domain", "domain", "source", "outlet", "publication"]),
    (Fact::Language, &["language", "lang"]),
    (Fact::Url, &["url", "link", "webUrl"]),
    (Fact::Id, &["id", "uuid"]),
];

/// What users call the facts in a map.
const NAMES: &[(&str, Fact)] = &[
    ("date", Fact::Date),
    ("text", Fact::Text),
    ("title", Fact::Title),
    ("author", Fact::Authors),
    ("publisher", Fact::Publisher),
    ("language", Fact::Language),
    ("url", Fact::Url),
    ("id", Fact::Id),
];

/// Tells the fact of a field by its name, and its turn, from 1; 0 is a user's own.
pub(crate) fn fact(key: &str) -> Option<(Fact, usize)> {
    KEYS.iter()
        .find_map(|(fact, keys)| keys.iter().position(|known| *known == key).map(|turn| (*fact, turn + 1)))
}

/// Which fields give which facts, as a user says: `date=published,text=body.content`.
///
/// ```
/// use onrecord::source::FieldMap;
/// let map: FieldMap = "date=published,text=body.content".parse()?;
/// assert_eq!(map.to_string(), "date=published,text=body.content");
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldMap(Vec<(Fact, String)>);

impl FieldMap {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The facts with their fields; the steps of a field within others are parted by dots.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (Fact, &str)> {
        self.0.iter().map(|(fact, field)| (*fact, field.as_str()))
    }
}

impl FromStr for FieldMap {
    type Err = Error;

    fn from_str(text: &str) -> Result<FieldMap> {
        let mut map = FieldMap::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, field) = part.split_once('=').unwrap_or((part, ""));
            let fact = NAMES.iter().find(|(known, _)| *known == name.trim());
            let (Some((_, fact)), false) = (fact, field.trim().is_empty()) else {
                let nearest = NAMES.iter().map(|(known, _)| (*known).to_owned()).collect();
                return Err(Error::UnknownValue { field: "fact", value: part.to_owned(), nearest });
            };
            map.0.push((*fact, field.trim().to_owned()));
        }
        Ok(map)
    }
}

impl std::fmt::Display for FieldMap {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        for (i, (fact, field)) in self.0.iter().enumerate() {
            let name = NAMES.iter().find(|(_, known)| known == fact).map_or("", |(name, _)| name);
            write!(f, "{}{name}={field}", if i == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

/// A fact with the turn of the field it was taken from.
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

    fn take(&mut self) -> Option<T> {
        self.0.take().map(|(_, value)| value)
    }
}

/// What one record says of an article.
#[derive(Default)]
pub(crate) struct Facts {
    date: Slot<(Date, String)>,
    /// A date that could not be read, as it was written.
    unread: Slot<String>,
    text: Slot<String>,
    title: Slot<String>,
    authors: Slot<Vec<String>>,
    publisher: Slot<String>,
    language: Slot<String>,
    url: Slot<String>,
    id: Slot<String>,
}

impl Facts {
    /// Whether it has a text or a title.
    pub(crate) fn is_article(&self) -> bool {
        self.text.0.is_some() || self.title.0.is_some()
    }

    /// Whether it has no text.
    pub(crate) fn has_no_text(&self) -> bool {
        self.text.0.is_none()
    }

    /// Whether a field of this turn would be taken.
    pub(crate) fn wants(&self, fact: Fact, turn: usize) -> bool {
        match fact {
            Fact::Date => self.date.wants(turn),
            Fact::Text => self.text.wants(turn),
            Fact::Title => self.title.wants(turn),
            Fact::Authors => self.authors.wants(turn),
            Fact::Publisher => self.publisher.wants(turn),
            Fact::Language => self.language.wants(turn),
            Fact::Url => self.url.wants(turn),
            Fact::Id => self.id.wants(turn),
        }
    }

    /// Takes in what the field `key` says, in one string or, where it is a list, in several.
    pub(crate) fn offer(&mut self, fact: Fact, turn: usize, key: &str, words: Vec<String>) {
        match fact {
            Fact::Date => self.offer_date(turn, key, words),
            Fact::Text => self.text.offer(turn, text(words)),
            Fact::Title => self.title.offer(turn, one(words)),
            Fact::Authors => self.authors.offer(turn, all(words)),
            Fact::Publisher => self.publisher.offer(turn, one(words)),
            Fact::Language => self.language.offer(turn, one(words)),
            Fact::Url => self.url.offer(turn, one(words)),
            Fact::Id => self.id.offer(turn, words.into_iter().next().filter(|word| !word.is_empty())),
        }
    }

    /// Takes in one word, or nothing.
    pub(crate) fn offer_word(&mut self, fact: Fact, turn: usize, key: &str, word: Option<impl Into<String>>) {
        self.offer(fact, turn, key, word.map(Into::into).into_iter().collect());
    }

    /// Takes in the authors that a line names, such as `By Jane Doe and John Roe`.
    pub(crate) fn offer_byline(&mut self, turn: usize, key: &str, line: Option<&str>) {
        self.offer(Fact::Authors, turn, key, line.map(byline::names).unwrap_or_default());
    }

    fn offer_date(&mut self, turn: usize, key: &str, words: Vec<String>) {
        let Some(word) = one(words) else { return };
        match date::day_in_field(&word) {
            Some(day) => self.date.offer(turn, Some((day, key.to_owned()))),
            None => self.unread.offer(turn, Some(date::refusal(&word))),
        }
    }

    /// Makes the article at `position`, from 0, of a source; `alone` where it is all that the source holds.
    pub(crate) fn article(self, input: &Input, position: u64, alone: bool) -> Article {
        self.article_at(&input.source, &input.name, position, alone)
    }

    /// The same for a source whose input is read on meanwhile.
    pub(crate) fn article_at(mut self, source: &str, name: &str, position: u64, alone: bool) -> Article {
        let other = || if alone { name.to_owned() } else { numbered(name, position) };
        let by_field = self.date.take();
        let date_refused = if by_field.is_none() { self.unread.take() } else { None };
        let (by_field, date_field) = by_field.map(|(day, key)| ((day, DateFrom::Metadata), key)).unzip();
        // The name of a file of many articles tells when it was written, not them.
        let (date, date_from) = by_field.or_else(|| alone.then(|| plain::dated_by_name(name))?).unzip();
        let (title, text) = (self.title.take(), self.text.take().unwrap_or_default());
        Article {
            id: self.id.take().unwrap_or_else(other),
            source: source.to_owned(),
            position,
            publisher: self.publisher.take(),
            title_span: title.as_deref().and_then(|title| title::at_head(&text, 0, title)),
            title,
            authors: self.authors.take().unwrap_or_default(),
            date,
            date_from,
            date_field,
            date_refused,
            language: self.language.take(),
            language_from: None,
            url: self.url.take(),
            text,
            body_start: 0,
            given: Vec::new(),
        }
    }
}

fn all(words: Vec<String>) -> Option<Vec<String>> {
    let words: Vec<String> =
        words.iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then_some(words)
}

fn one(words: Vec<String>) -> Option<String> {
    all(words)?.into_iter().next()
}

/// A text as it is; a list is one of paragraphs.
fn text(mut words: Vec<String>) -> Option<String> {
    let text = if words.len() == 1 { words.pop()? } else { words.join("\n\n") };
    (!text.trim().is_empty()).then_some(text)
}

/// Tells the fact of a table's column by its name, in whatever case and spelling.
pub(crate) fn fact_of_column(name: &str) -> Option<(Fact, usize)> {
    let known = |name: &str| fact(name).or_else(|| fact(&name.to_lowercase()));
    let name: Cow<str> = name.trim().into();
    known(&name).or_else(|| known(&name.replace([' ', '-'], "_")))
}
