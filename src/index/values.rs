//! Looks up what a filter's value stands for among the names the index has.

use super::facet;
use super::schema::Fields;
use crate::country::Area;
use crate::error::{Error, Result};
use crate::lang::{Lexicon, fold};
use crate::quote::SpeakerKind;
use crate::speaker::{Aliases, Name, Speaker, Speakers};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::Searcher;

/// How alike a name must be to be suggested, from 0 to 1 (Jaro-Winkler).
const ALIKE: f64 = 0.75;

/// Most names suggested.
const SUGGESTIONS: usize = 3;

/// The names in a facet field that are not all of deleted documents.
fn names(searcher: &Searcher, field: &str) -> Result<BTreeSet<String>> {
    let mut out = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let Some(column) = segment.fast_fields().str(field)? else { continue };
        let mut stream = column.dictionary().stream().map_err(tantivy::TantivyError::from)?;
        while stream.advance() {
            out.insert(String::from_utf8_lossy(stream.key()).into_owned());
        }
    }
    Ok(out)
}

/// The speakers of all that has ever been in the index, joined by what the user and their names say.
pub(crate) fn speakers(searcher: &Searcher, fields: &Fields, aliases: &Aliases) -> Result<Speakers> {
    let mut quotes: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.speaker)?;
        let mut stream = index.terms().stream().map_err(tantivy::TantivyError::from)?;
        while stream.advance() {
            if let Ok(encoded) = std::str::from_utf8(stream.key()) {
                *quotes.entry(encoded.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
        }
    }
    let mut described: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.segment_readers().iter().filter(|_| !aliases.is_empty()) {
        let index = segment.inverted_index(fields.described)?;
        let mut stream = index.terms().stream().map_err(tantivy::TantivyError::from)?;
        while stream.advance() {
            if let Some(words) = std::str::from_utf8(stream.key()).ok().filter(|words| aliases.knows(words)) {
                *described.entry(words.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
        }
    }
    let described =
        described.into_iter().map(|(name, quotes)| Name { name, kind: SpeakerKind::Unnamed, quotes });
    let name = |(encoded, quotes): (String, u64)| {
        let (kind, name) = facet::speaker_of(&encoded)?;
        Some(Name { name: name.to_owned(), kind, quotes })
    };
    Ok(Speakers::new(quotes.into_iter().filter_map(name).chain(described).collect(), aliases))
}

/// The speakers that `typed` stands for.
///
/// # Errors
///
/// [`Error::UnknownValue`] with the nearest names where there is none.
pub(crate) fn named<'s>(speakers: &'s Speakers, typed: &str) -> Result<Vec<&'s Speaker>> {
    let found = speakers.named(typed);
    if !found.is_empty() {
        return Ok(found);
    }
    let known = speakers.all().iter().map(|s| s.name.clone()).collect();
    Err(unknown("speaker", typed, &known))
}

/// The publishers that `value` stands for.
///
/// # Errors
///
/// [`Error::UnknownValue`] with the nearest names where there is none.
pub(crate) fn publishers(searcher: &Searcher, value: &str) -> Result<Vec<String>> {
    publishers_among(&names(searcher, "publisher")?, value)
}

/// Those of the known publishers that `value` stands for.
///
/// # Errors
///
/// As [`publishers`].
pub(crate) fn publishers_among(known: &BTreeSet<String>, value: &str) -> Result<Vec<String>> {
    let wanted = publisher_key(value);
    let found: Vec<String> = known.iter().filter(|n| publisher_key(n) == wanted).cloned().collect();
    if found.is_empty() { Err(unknown("publisher", value, known)) } else { Ok(found) }
}

/// The country or region that `typed` stands for.
///
/// # Errors
///
/// [`Error::UnknownValue`] with the nearest name where there is none.
pub(crate) fn area(typed: &str, lexicon: &Lexicon) -> Result<Area> {
    lexicon.area(typed).ok_or_else(|| {
        let nearest = lexicon.nearest_country(typed).map(str::to_owned).into_iter().collect();
        Error::UnknownValue { field: "country", value: typed.to_owned(), nearest }
    })
}

/// A name without case, accents and doubled blanks.
fn publisher_key(name: &str) -> String {
    fold(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is said of a value that is not there, with the nearest of those that are.
pub(crate) fn unknown(field: &'static str, value: &str, known: &BTreeSet<String>) -> Error {
    let wanted = publisher_key(value);
    let likeness = |name: &str| {
        let name = publisher_key(name);
        let last = name.rsplit(' ').next().unwrap_or_default().to_owned();
        strsim::jaro_winkler(&wanted, &name).max(strsim::jaro_winkler(&wanted, &last))
    };
    let mut near: Vec<(f64, &String)> =
        known.iter().map(|n| (likeness(n), n)).filter(|(alike, _)| *alike >= ALIKE).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let nearest = near.into_iter().take(SUGGESTIONS).map(|(_, n)| n.clone()).collect();
    Error::UnknownValue { field, value: value.to_owned(), nearest }
}
