//! Countries as data: codes, regions and names, looked up for filters; the names in text are in [`super::country_names`].
//!
//! A lookup reads through the tables as they are, which takes a fraction of a millisecond and keeps a search that
//! filters by one country from paying for the matcher that reading articles needs.

use super::country_names::Names;
use super::{Lexicon, fold};
use crate::country::{Area, Code};
use std::sync::OnceLock;

const COUNTRIES: &str = include_str!("countries.tsv");
pub(super) const NAMES: &str = include_str!("countries_names.tsv");
pub(super) const CITIES: &str = include_str!("countries_cities.tsv");
pub(super) const GIVEN: &str = include_str!("countries_given.tsv");
const ABROAD: &str = include_str!("countries_abroad.tsv");
const REGIONS: &str = include_str!("countries_regions.tsv");

/// Where countries stand that are in no region of UN M49.
pub(crate) const OTHER: &str = "Other";

/// Below this likeness (0 to 1) a name is no suggestion.
const LIKE: f64 = 0.75;

/// A longer name, in characters, is no misspelt one.
const MISSPELT: usize = 80;

/// What is built only when first asked for.
#[derive(Default)]
pub(super) struct Countries {
    rows: OnceLock<Vec<Country>>,
    names: OnceLock<Names>,
}

/// A row of the table of countries, sorted by code.
struct Country {
    code: Code,
    alpha3: &'static str,
    region: (&'static str, &'static str),
    name: &'static str,
    is_past: bool,
    /// Of a state that is no more, the one present country that it went into.
    into: Option<Code>,
}

impl Countries {
    fn rows(&self) -> &[Country] {
        self.rows.get_or_init(|| table(COUNTRIES).filter_map(country).collect())
    }
}

/// The lines of a table that are no comments, each cut at its tabs.
pub(super) fn table(text: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(|l| l.split('\t'))
}

fn country(mut cells: std::str::Split<'static, char>) -> Option<Country> {
    let mut next = || cells.next();
    Some(Country {
        code: Code::new(next()?)?,
        alpha3: next()?,
        region: (next()?, next()?),
        name: next()?,
        is_past: next() == Some("past"),
        into: next().and_then(Code::new),
    })
}

impl Lexicon {
    /// Finds a country by name (English and 36 other languages), demonym, or ISO 3166-1 alpha-2 or alpha-3 code,
    /// whatever the case and accents; a state that is no more by those it had.
    ///
    /// ```
    /// let lexicon = onrecord::lang::Lexicon::new();
    /// let britain = lexicon.country("Großbritannien").expect("a known name");
    /// assert_eq!(lexicon.country_name(britain), "United Kingdom");
    /// assert_eq!(lexicon.region(britain), Some(("Europe", "Northern Europe")));
    /// assert_eq!(lexicon.nearest_country("Grate Britain"), Some("Great Britain"));
    /// ```
    pub fn country(&self, name: &str) -> Option<Code> {
        let wanted = name_key(name);
        self.by_code(&wanted).or_else(|| by_name(&wanted))
    }

    /// The usual English name of the country that `typed` stands for, or `typed` itself where it is none.
    pub fn country_meant<'a>(&'a self, typed: &'a str) -> &'a str {
        self.country(typed).map_or(typed, |code| self.country_name(code))
    }

    /// The usual English name of a country, or an empty string where no country has the code.
    pub fn country_name(&self, code: Code) -> &str {
        self.row(code).map_or("", |c| c.name)
    }

    /// The UN M49 region and sub-region of a country (`Europe`, `Eastern Europe`); Antarctica has none.
    pub fn region(&self, code: Code) -> Option<(&str, &str)> {
        self.row(code).map(|c| c.region).filter(|r| !r.0.is_empty())
    }

    /// The known name most like an unknown one, for "did you mean".
    pub fn nearest_country(&self, name: &str) -> Option<&str> {
        let wanted = name_key(name);
        if wanted.chars().count() > MISSPELT {
            return None;
        }
        let known =
            table(NAMES).filter(|r| is_sought(r.clone())).chain(table(ABROAD)).filter_map(|mut r| r.next());
        let known = known.chain(table(REGIONS).filter_map(|mut r| r.nth(1)));
        let likeness = |n: &&str| strsim::normalized_damerau_levenshtein(&name_key(n), &wanted);
        let (like, nearest) =
            known.map(|n| (likeness(&n), n)).reduce(|a, b| if b.0 > a.0 { b } else { a })?;
        (like >= LIKE).then_some(nearest)
    }

    /// Finds what a filter may ask for: a country, with those that have become a part of it, or a region of UN M49.
    ///
    /// ```
    /// # use onrecord::country::Code;
    /// let lexicon = onrecord::lang::Lexicon::new();
    /// let germany = lexicon.area("Alemania").expect("a known name");
    /// assert_eq!((germany.name.as_str(), germany.codes), ("DE", vec![Code::new("DE").unwrap(), Code::new("DD").unwrap()]));
    /// assert_eq!(lexicon.area("australasia").map(|a| a.codes.len()), Some(6));
    /// assert_eq!(lexicon.area("European Union"), None);
    /// ```
    pub fn area(&self, name: &str) -> Option<Area> {
        let Some(code) = self.country(name) else {
            let folded = name_key(name);
            let other = || folded.eq_ignore_ascii_case(OTHER).then(|| self.without_region());
            return region(&folded).or_else(other);
        };
        let past = self.countries.rows().iter().filter(|c| c.into == Some(code)).map(|c| c.code);
        Some(Area { name: code.to_string(), codes: std::iter::once(code).chain(past).collect() })
    }

    /// The countries that stand in no region of UN M49.
    fn without_region(&self) -> Area {
        let codes = self.countries.rows().iter().filter(|c| c.region.0.is_empty()).map(|c| c.code);
        Area { name: OTHER.to_owned(), codes: codes.collect() }
    }

    /// Whether a code is that of a state that is no more.
    pub fn is_past(&self, code: Code) -> bool {
        self.row(code).is_some_and(|c| c.is_past)
    }

    /// The names to be found in text, built when first asked for.
    pub(crate) fn names_in_text(&self) -> &Names {
        self.countries.names.get_or_init(Names::new)
    }

    fn row(&self, code: Code) -> Option<&Country> {
        let rows = self.countries.rows();
        rows.binary_search_by_key(&code, |c| c.code).ok().map(|i| &rows[i])
    }

    fn by_code(&self, folded: &str) -> Option<Code> {
        match folded.len() {
            2 => self.row(Code::new(folded)?).map(|c| c.code),
            3 => self.countries.rows().iter().find(|c| c.alpha3.eq_ignore_ascii_case(folded)).map(|c| c.code),
            _ => None,
        }
    }
}

/// A region by its folded name or M49 number; one that is called like a country is not asked for.
fn region(folded: &str) -> Option<Area> {
    let is_called = |row: &mut std::str::Split<'static, char>| {
        let mut next = || row.next().unwrap_or_default();
        let (number, name, codes, others) = (next(), next(), next(), next());
        let is_it = number == folded || name.eq_ignore_ascii_case(folded);
        (is_it || others.split('|').any(|other| other == folded)).then_some((name, codes))
    };
    let (name, codes) = table(REGIONS).find_map(|mut row| is_called(&mut row))?;
    Some(Area { name: name.to_owned(), codes: codes.split(' ').filter_map(Code::new).collect() })
}

fn by_name(folded: &str) -> Option<Code> {
    let undotted = folded.replace('.', "");
    let names = table(NAMES).filter(|r| is_sought(r.clone())).chain(table(ABROAD));
    let mut matching = names.filter(|r| r.clone().next().is_some_and(|n| is_folded(n, folded, &undotted)));
    // Of rows for certain days that for all days, which has fewer cells.
    let first = matching.next()?;
    let always = std::iter::once(first.clone()).chain(matching).find(|r| r.clone().count() < 5);
    always.or(Some(first)).and_then(|mut r| Code::new(r.nth(1)?))
}

/// Whether a name folds to what is wanted, most names being ASCII; every accented one stands unaccented beside it.
fn is_folded(name: &str, folded: &str, undotted: &str) -> bool {
    name.eq_ignore_ascii_case(folded) || name.eq_ignore_ascii_case(undotted)
}

/// Whether a row of the names is one that a filter may ask for: no shortened state, no name of nothing.
fn is_sought(mut row: std::str::Split<'static, char>) -> bool {
    matches!(row.nth(2), Some("name" | "people" | "nation"))
}

/// A name folded, with single spaces and no article before it.
fn name_key(name: &str) -> String {
    let plain = fold(name).replace('&', " and ");
    let spaced = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.strip_prefix("the ").map(str::to_owned).unwrap_or(spaced)
}
