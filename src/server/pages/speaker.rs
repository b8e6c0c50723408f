//! The speaker page: all that one person said.

use super::search::paging;
use super::{Made, Page, chart, count, hit};
use crate::server::desk::Desk;
use crate::server::params::{Fault, Params};
use maud::html;
use onrecord::query::{FacetField, Sort};

/// Countries shown, and words.
const COUNTRIES: usize = 12;
const WORDS: usize = 24;

pub(super) fn page(desk: &Desk<'_>, params: &Params) -> Made {
    let name = params.get("name").ok_or_else(|| Fault::Value("which speaker? give a name".to_owned()))?;
    let search = params.without("name").with("speaker", name);
    let mut query = search.query(desk.lexicon, crate::server::today())?;
    query.facets = vec![FacetField::Country];
    query.sort = Sort::Newest;
    let results = desk.searcher.search(&query)?;
    let (_, timeline) = desk.searcher.timeline(&query, None)?;
    let words = desk.searcher.on_disk().map(|searcher| searcher.said_words(&query, WORDS)).transpose()?;
    let people = desk.searcher.speakers_named(name)?;
    let variants: Vec<&str> =
        people.iter().flat_map(|speaker| speaker.forms.iter().map(|form| form.name.as_str())).collect();
    let countries = results.facets.iter().flat_map(|facet| &facet.counts).filter(|count| count.depth == 2);
    // A link leads to the first of its hits.
    let elsewhere = search.without("offset");
    let body = html! {
        h1 { bdi { (name) } }
        p.told { strong { (count(results.total, "quote")) } @if variants.len() > 1 { ", under the names " bdi { (variants.join(", ")) } } }
        (chart::chart("timeline", &timeline, &search, "/search"))
        p { "Speaks about: "
            @for country in countries.take(COUNTRIES) {
                a href=(elsewhere.and("country", &country.value).href("/search")) { (country.label) } " " span.n { (country.count) } " "
            }
        }
        @if let Some(words) = words.filter(|words| !words.is_empty()) {
            p { "Says more than others: "
                @for said in &words {
                    a href=(elsewhere.with("q", &said.word).href("/search"))
                        title=(format!("in {} of these quotes, in {} of all", said.quotes, said.of_all)) { bdi { (said.word) } }
                    " " span.n { (said.quotes) } " "
                }
            }
        }
        p { a href=(elsewhere.href("/search")) { "Search in what was said" } " · " a href=(Params::default().and("speaker", name).href("/compare")) { "Compare with others" } }
        ol.hits start=(query.offset + 1) { @for found in &results.hits { (hit::hit(found, &search)) } }
        (paging(results.total, &query, params, "/speaker"))
    };
    Ok(Page::new(name, body))
}
