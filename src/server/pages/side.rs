//! The facets beside the hits: values to pick, picked ones to drop, and ones to leave out.

use crate::server::params::Params;
use maud::{Markup, html};
use onrecord::index::{FacetCount, FacetCounts};
use onrecord::query::FacetField;

/// Values shown before the rest is folded away.
const SHOWN: usize = 8;
/// Values shown at all; the whole list is an export.
const MOST: usize = 200;

/// Shows the facets that hits can be narrowed by.
pub(super) fn side(facets: &[FacetCounts], params: &Params) -> Markup {
    html! {
        aside.facets aria-label="Narrow the hits" {
            (picked(params))
            @for facet in facets.iter().filter(|facet| !facet.counts.is_empty()) {
                section {
                    h2 { (title(facet.field)) }
                    (list(facet, params))
                }
            }
        }
    }
}

/// What is picked, with a link that drops it.
fn picked(params: &Params) -> Markup {
    let filters: Vec<(&str, &str)> = params.filters().collect();
    html! {
        @if !filters.is_empty() {
            section.picked {
                h2 { "Picked" }
                ul {
                    @for (name, value) in &filters {
                        li {
                            a.drop href=(params.without_value(name, value).without("offset").href("/search"))
                                aria-label=(format!("Drop {name} {value}")) { "×" }
                            " " (name) ": " bdi { (value) }
                        }
                    }
                }
                a href=(filters.iter().fold(params.without("offset"), |p, (name, _)| p.without(name)).href("/search")) { "Drop all" }
            }
        }
    }
}

fn list(facet: &FacetCounts, params: &Params) -> Markup {
    let values: Vec<&FacetCount> =
        facet.counts.iter().filter(|c| is_shown(facet.field, c)).take(MOST).collect();
    let (first, rest) = values.split_at(values.len().min(SHOWN));
    html! {
        ul { @for count in first { (value(facet.field, count, params)) } }
        @if !rest.is_empty() {
            details {
                summary { (rest.len()) " more" }
                ul { @for count in rest { (value(facet.field, count, params)) } }
            }
        }
    }
}

/// Days are what the chart is for.
fn is_shown(field: FacetField, count: &FacetCount) -> bool {
    field != FacetField::Date || count.depth < 2
}

fn value(field: FacetField, count: &FacetCount, params: &Params) -> Markup {
    let name = field.name();
    let is_picked = params.has(name, &count.value);
    let base = params.without("offset");
    let base = if field == FacetField::Date {
        base.without("from").without("to").without("date").without("undated")
    } else {
        base
    };
    let pick = match (is_picked, count.value.as_str()) {
        (true, value) => base.without_value(name, value),
        (false, "undated") if field == FacetField::Date => base.with("undated", "1"),
        (false, value) if field == FacetField::Date => base.with("date", value),
        (false, value) => base.and(name, value),
    };
    let exclude = match field {
        FacetField::Speaker => Some("not-speaker"),
        FacetField::Country => Some("not-country"),
        FacetField::Publisher => Some("not-publisher"),
        _ => None,
    };
    html! {
        li.(format!("depth{}", count.depth.min(2))) {
            a.pick href=(pick.href("/search")) aria-current=[is_picked.then_some("true")] { bdi { (count.label) } }
            " " span.n { (super::grouped(count.count)) }
            @if let Some(exclude) = exclude.filter(|_| !is_picked && count.value != "unnamed") {
                " " a.out href=(base.and(exclude, &count.value).href("/search"))
                    aria-label=(format!("Leave out {}", count.label)) { "−" }
            }
        }
    }
}

fn title(field: FacetField) -> &'static str {
    match field {
        FacetField::Speaker => "Who speaks",
        FacetField::Country => "About",
        FacetField::NamesCountry => "Names",
        FacetField::Date => "When",
        FacetField::Publisher => "Published by",
        FacetField::Language => "Language",
        FacetField::Kind => "Kind",
        FacetField::DateFrom => "Date found in",
    }
}
