//! What has become of a saved search, in words and as JSON.

use super::{Because, Changed, Difference, Gone, SavedHit, SavedSearch, What};
use crate::index::Fingerprint;
use crate::render::{PartlyJson, escape_line};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// A saved search without its hits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedJson {
    /// Its name.
    pub name: String,
    /// The words as typed.
    pub query: String,
    /// The flags as typed.
    pub flags: Vec<String>,
    /// What there was when it was saved.
    pub then: SideJson,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideJson {
    /// When.
    pub at: Timestamp,
    /// All hits.
    pub hits: usize,
    /// What was searched.
    pub index: Fingerprint,
}

/// What has become of a saved search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DifferenceJson {
    /// Its name.
    pub name: String,
    /// The words as typed.
    pub query: String,
    /// The flags as typed.
    pub flags: Vec<String>,
    /// What there was when it was saved.
    pub then: SideJson,
    /// What there is.
    pub now: SideJson,
    /// Where nothing had all parts of the query: what of it the hits of both sides have.
    pub partly: Option<PartlyJson>,
    /// Hits that were not there.
    pub new: Vec<SavedHit>,
    /// Hits that are no longer found.
    pub gone: Vec<Gone>,
    /// Hits that are not as they were.
    pub changed: Vec<Changed>,
}

/// One difference, as a line of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum ChangeJson {
    /// A hit that was not there.
    New {
        /// The hit.
        hit: SavedHit,
    },
    /// A hit that is no longer found.
    Gone(Gone),
    /// A hit that is not as it was.
    Changed(Changed),
}

impl SideJson {
    fn of(search: &SavedSearch) -> SideJson {
        SideJson { at: search.saved, hits: search.hits.len(), index: search.index.clone() }
    }
}

impl SavedJson {
    /// Makes the JSON form of a saved search.
    pub fn new(search: &SavedSearch) -> SavedJson {
        let SavedSearch { name, query, flags, .. } = search.clone();
        SavedJson { name, query, flags, then: SideJson::of(search) }
    }
}

impl DifferenceJson {
    /// Makes the JSON form of what has become of `was`, which is now `now`.
    pub fn new(was: &SavedSearch, now: &SavedSearch, difference: Difference) -> DifferenceJson {
        let SavedJson { name, query, flags, then } = SavedJson::new(was);
        let Difference { new, gone, changed } = difference;
        DifferenceJson {
            name,
            query,
            flags,
            then,
            now: SideJson::of(now),
            partly: now.partly.clone(),
            new,
            gone,
            changed,
        }
    }
}

impl ChangeJson {
    /// The differences one by one: new, gone, changed.
    pub fn each(difference: Difference) -> impl Iterator<Item = ChangeJson> {
        let new = difference.new.into_iter().map(|hit| ChangeJson::New { hit });
        let gone = difference.gone.into_iter().map(ChangeJson::Gone);
        new.chain(gone).chain(difference.changed.into_iter().map(ChangeJson::Changed))
    }
}

/// Writes differences for people.
///
/// # Errors
///
/// What the stream says.
pub fn text(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    for hit in &difference.new {
        head("new", hit, out)?;
        place(hit, out)?;
    }
    for Gone { hit, because } in &difference.gone {
        head("gone", hit, out)?;
        place(hit, out)?;
        let because = match because {
            Because::ArticleGone => "the article is no longer in the index",
            Because::ArticleChanged => "the article has changed",
            Because::NoLongerFound => "the article is as it was, but this is no longer found in it",
        };
        writeln!(out, "         {because}")?;
    }
    for Changed { hit, was, what } in &difference.changed {
        head("changed", hit, out)?;
        for what in what {
            match what {
                What::Speaker => writeln!(out, "         was said by {}", speaker(was))?,
                What::Text => writeln!(out, "         its words were: {}", words(was))?,
                What::Article => writeln!(out, "         the article has changed")?,
            }
        }
        place(hit, out)?;
    }
    Ok(())
}

fn head(what: &str, hit: &SavedHit, out: &mut dyn Write) -> io::Result<()> {
    let day = hit.date.map_or("undated".to_owned(), |day| day.to_string());
    let by = if hit.kind == "quote" { format!("{} · ", speaker(hit)) } else { String::new() };
    writeln!(out, "{what:<8} {by}{day}\n         {}", words(hit))
}

fn place(hit: &SavedHit, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "         {}, paragraph {}", escape_line(&hit.article), hit.paragraph + 1)
}

fn speaker(hit: &SavedHit) -> String {
    escape_line(hit.speaker.as_deref().unwrap_or("speaker unknown")).into_owned()
}

fn words(hit: &SavedHit) -> String {
    escape_line(&hit.text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// Writes the saved searches of an index for people.
///
/// # Errors
///
/// What the stream says.
pub fn list_text(searches: &[SavedJson], out: &mut dyn Write) -> io::Result<()> {
    for SavedJson { name, query, flags, then } in searches {
        let day = then.at.strftime("%Y-%m-%d");
        let asked = [std::slice::from_ref(query), flags].concat().join(" ");
        writeln!(out, "{:>7}  {} · {day} · {}", then.hits, escape_line(name), escape_line(asked.trim()))?;
    }
    Ok(())
}
