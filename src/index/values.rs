//! Looks up what a filter's value stands for among the names the index has.

use super::schema::Fields;
use crate::error::{Error, Result};
use crate::lang::fold;
use std::collections::BTreeSet;
use tantivy::Searcher;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;

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

/// The speakers that `value` stands for: the one of that name, else all who bear it as a surname.
///
/// # Errors
///
/// [`Error::UnknownValue`] with the nearest names where there is none.
pub(crate) fn speakers(searcher: &Searcher, fields: &Fields, value: &str) -> Result<Vec<String>> {
    let facet = super::facet::name(value.trim());
    let term = tantivy::Term::from_facet(fields.speaker, &facet);
    if searcher.search(&TermQuery::new(term, IndexRecordOption::Basic), &tantivy::collector::Count)? > 0 {
        return Ok(vec![facet.encoded_str().to_owned()]);
    }
    let wanted = key(value);
    let known = names(searcher, "speaker")?;
    let with =
        |test: &dyn Fn(&str) -> bool| known.iter().filter(|n| test(&key(n))).cloned().collect::<Vec<_>>();
    let found = with(&|name| name == wanted);
    let found = if found.is_empty() { with(&|name| is_surname(name, &wanted)) } else { found };
    if found.is_empty() { Err(unknown("speaker", value, &known)) } else { Ok(found) }
}

/// Whether `name` ends in the words of `surname`.
fn is_surname(name: &str, surname: &str) -> bool {
    !surname.is_empty() && name.strip_suffix(surname).is_some_and(|first| first.ends_with(' '))
}

/// The publishers that `value` stands for.
///
/// # Errors
///
/// [`Error::UnknownValue`] with the nearest names where there is none.
pub(crate) fn publishers(searcher: &Searcher, value: &str) -> Result<Vec<String>> {
    let wanted = key(value);
    let known = names(searcher, "publisher")?;
    let found: Vec<String> = known.iter().filter(|n| key(n) == wanted).cloned().collect();
    if found.is_empty() { Err(unknown("publisher", value, &known)) } else { Ok(found) }
}

/// A name without case, accents and doubled blanks.
fn key(name: &str) -> String {
    fold(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unknown(field: &'static str, value: &str, known: &BTreeSet<String>) -> Error {
    let wanted = key(value);
    let likeness = |name: &str| {
        let name = key(name);
        let last = name.rsplit(' ').next().unwrap_or_default().to_owned();
        strsim::jaro_winkler(&wanted, &name).max(strsim::jaro_winkler(&wanted, &last))
    };
    let mut near: Vec<(f64, &String)> =
        known.iter().map(|n| (likeness(n), n)).filter(|(alike, _)| *alike >= ALIKE).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let nearest = near.into_iter().take(SUGGESTIONS).map(|(_, n)| n.clone()).collect();
    Error::UnknownValue { field, value: value.to_owned(), nearest }
}
