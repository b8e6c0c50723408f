//! Keeps what a user has picked among a facet's values, though nothing may have it: a value that vanishes cannot be
//! let go of.

use super::compile::Values;
use super::facet::{self, RawValue};
use super::shared::Tally;
use crate::country::{Area, Code};
use crate::lang::Lexicon;
use crate::query::{FacetField, Filters};
use rustc_hash::FxHashMap;
use tantivy::schema::Facet;

/// Adds the values of a field that the filters pick or leave out, with nought where they are not counted.
pub(crate) fn keep(
    field: FacetField,
    filters: &Filters,
    values: &Values,
    lexicon: &Lexicon,
    raw: &mut FxHashMap<RawValue, Tally>,
) {
    let areas = |areas: &[Area]| areas.iter().map(|area| path(area, lexicon)).collect::<Vec<_>>();
    let picked = match field {
        FacetField::Speaker => {
            values.picked.iter().filter_map(|(kind, name)| facet::speaker(*kind, name)).collect()
        }
        FacetField::Country => [areas(&filters.countries), areas(&filters.not_countries)].concat(),
        FacetField::NamesCountry => areas(&filters.names_countries),
        FacetField::Date if filters.undated => vec![facet::date(None)],
        FacetField::Date => filters.from.zip(filters.to).and_then(facet::period).into_iter().collect(),
        FacetField::Publisher => {
            values.publishers.iter().chain(&values.not_publishers).map(|name| facet::name(name)).collect()
        }
        FacetField::Language => filters.languages.iter().map(|code| facet::name(code)).collect(),
        FacetField::DateFrom => filters.dates_from.iter().map(|from| facet::dates_from(*from)).collect(),
        FacetField::Kind => filters.kinds.iter().map(|kind| facet::kind(*kind)).collect(),
    };
    for facet in picked {
        let encoded = facet.encoded_str();
        // With what encloses it, without which it would not be shown.
        let above = facet::above(encoded).filter(|_| field.is_tree());
        for value in above.chain([encoded]) {
            raw.entry((value.to_owned(), None)).or_default();
        }
    }
}

/// Where a country or region stands; a region that encloses others than those counted stands alone.
fn path(area: &Area, lexicon: &Lexicon) -> Facet {
    match Code::new(&area.name) {
        Some(code) => facet::country(code, lexicon),
        None => facet::region(area, lexicon).unwrap_or_else(|| Facet::from_path([area.name.as_str()])),
    }
}
