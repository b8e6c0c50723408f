//! Filters as people write them, in a command or in an address: names and values, still to be checked.

use super::{DatesFrom, End, Filters, KindName, QueryError, date_bound, date_span};
use crate::lang::{Lexicon, language_code, nearest_language};
use jiff::civil::Date;

/// A filter that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// There is no filter of this name.
    #[error("no filter named {0:?}")]
    Name(String),
    /// No country or region has this name.
    #[error("no country or region named {name:?}")]
    Area {
        /// The name as written.
        name: String,
        /// A country of a similar name.
        nearest: Option<String>,
    },
    /// No language has this name.
    #[error("no language named {name:?}")]
    Language {
        /// The name as written.
        name: String,
        /// A language of a similar name.
        nearest: Option<String>,
    },
    /// One of a few values is expected, and this is none.
    #[error("no {filter} named {value:?}")]
    Value {
        /// The filter.
        filter: &'static str,
        /// The value as written.
        value: String,
        /// What it may be.
        known: Vec<&'static str>,
    },
    /// A share is expected.
    #[error("{0:?} is no number from 0 to 1")]
    Share(String),
    /// A date that is not read.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// What is no region of UN M49, though a country may be asked for by it.
const UNIONS: [&str; 5] = ["eu", "e.u.", "european union", "ec", "european community"];

/// Whether a name is that of a union of countries which is no region of UN M49.
pub fn is_union(name: &str) -> bool {
    UNIONS.contains(&name.trim().to_lowercase().as_str())
}

/// Reads filters from names and values, such as `("speaker", "Lima")`; a name may stand more than once. `today` is what
/// relative days are counted from.
///
/// ```
/// use onrecord::lang::Lexicon;
/// use onrecord::query::filters_written;
///
/// let written = [("country", "Portugal"), ("from", "2025-09")];
/// let filters = filters_written(&written, &Lexicon::new(), jiff::civil::date(2025, 9, 4)).unwrap();
/// assert_eq!(filters.from, Some(jiff::civil::date(2025, 9, 1)));
/// ```
///
/// # Errors
///
/// [`FilterError`] for a name or a value that cannot be read.
pub fn filters_written(
    written: &[(&str, &str)],
    lexicon: &Lexicon,
    today: Date,
) -> Result<Filters, FilterError> {
    let mut filters = Filters::default();
    for (name, value) in written {
        let text = || (*value).to_owned();
        let area = || {
            let nearest = || lexicon.nearest_country(value).map(ToString::to_string);
            lexicon.area(value).ok_or_else(|| FilterError::Area { name: text(), nearest: nearest() })
        };
        match *name {
            "speaker" => filters.speakers.push(text()),
            "not-speaker" => filters.not_speakers.push(text()),
            "country" => filters.countries.push(area()?),
            "names-country" => filters.names_countries.push(area()?),
            "not-country" => filters.not_countries.push(area()?),
            "publisher" => filters.publishers.push(text()),
            "not-publisher" => filters.not_publishers.push(text()),
            "language" => filters.languages.push(language(value)?),
            "date-from" => filters.dates_from.push(one_of("date-from", value, DatesFrom::all())?),
            "kind" => filters.kinds.push(one_of("kind", value, KindName::all())?),
            "from" => filters.from = Some(date_bound(value, today, End::From)?),
            "to" => filters.to = Some(date_bound(value, today, End::To)?),
            "date" => {
                let (from, to) = date_span(value, today)?;
                (filters.from, filters.to) = (Some(from), Some(to));
            }
            "undated" => filters.undated = true,
            "min-certainty" => filters.least_certain = Some(hundredths(value)?),
            _ => return Err(FilterError::Name((*name).to_owned())),
        }
    }
    Ok(filters)
}

fn language(name: &str) -> Result<String, FilterError> {
    let nearest = || nearest_language(name).map(ToString::to_string);
    language_code(name)
        .map(str::to_owned)
        .ok_or_else(|| FilterError::Language { name: name.to_owned(), nearest: nearest() })
}

fn one_of<T: Copy>(
    filter: &'static str,
    value: &str,
    known: impl Iterator<Item = (&'static str, T)>,
) -> Result<T, FilterError> {
    let known: Vec<(&'static str, T)> = known.collect();
    let found = known.iter().find(|(name, _)| *name == value).map(|(_, found)| *found);
    found.ok_or_else(|| FilterError::Value {
        filter,
        value: value.to_owned(),
        known: known.iter().map(|(name, _)| *name).collect(),
    })
}

/// Reads a share from 0 to 1 as hundredths, rounded up.
///
/// # Errors
///
/// [`FilterError::Share`] for anything else.
pub fn hundredths(written: &str) -> Result<u64, FilterError> {
    let share = written.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    let share: f64 = share.ok_or_else(|| FilterError::Share(written.to_owned()))?;
    // What cannot be written exactly in binary, such as 0.55, must not count for more.
    Ok((share * 100.0 - 1e-9).ceil() as u64)
}
