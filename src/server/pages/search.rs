//! The search page.

use super::{Made, Page, box_, chart, count, hit, side};
use crate::server::desk::Desk;
use crate::server::params::Params;
use maud::{Markup, html};
use onrecord::index::{Covered, Nothing, Results};
use onrecord::query::{FacetField, Group, Query};

/// Fields that hits are counted by on the page.
const FACETS: [FacetField; 6] = [
    FacetField::Speaker,
    FacetField::Country,
    FacetField::Date,
    FacetField::Publisher,
    FacetField::Language,
    FacetField::Kind,
];

pub(super) fn page(desk: &Desk<'_>, params: &Params) -> Made {
    let mut query = params.query(desk.lexicon, crate::server::today())?;
    query.facets = FACETS.to_vec();
    let results = desk.searcher.search(&query)?;
    let nothing = if results.total == 0 { Some(desk.searcher.nothing(&query)?) } else { None };
    let (_, timeline) = desk.searcher.timeline(&query, None)?;
    let read_as = desk.searcher.read_as(&query);
    let title = params.get("q").map_or_else(|| "The news record".to_owned(), |q| format!("“{q}”"));
    let body = html! {
        h1.unseen { (title) }
        (box_(params))
        div.columns {
            (side::side(&results.facets, params))
            section.results aria-label="Hits" {
                (told(&results, read_as.as_deref(), &query, params, desk.searcher.on_disk().is_some()))
                (chart::chart("timeline", &timeline, params, "/search"))
                @if let Some(nothing) = &nothing { (empty(nothing)) }
                ol.hits start=(query.offset + 1) { @for found in &results.hits { (hit::hit(found, params)) } }
                (paging(results.total, &query, params, "/search"))
            }
        }
    };
    Ok(Page::new(title, body))
}

/// How many there are, how the query was read, and what else can be done with them.
fn told(
    results: &Results,
    read_as: Option<&str>,
    query: &Query,
    params: &Params,
    is_on_disk: bool,
) -> Markup {
    let what = if query.group == Group::Articles { "article" } else { "hit" };
    let other = |name: &str, value: &str, usual: &str, label: &str| {
        let on = params.get(name).unwrap_or(usual) == value;
        let link = if value == usual { params.without(name) } else { params.with(name, value) };
        html! { a href=(link.without("offset").href("/search")) aria-current=[on.then_some("true")] { (label) } " " }
    };
    html! {
        div.told {
            p { strong { (count(results.total, what)) } @if let Some(read_as) = read_as { ", read as " span.read { (read_as) } } }
            @for (typed, names) in &results.read_as { p { "speaker " bdi { (typed) } " read as " bdi { (names.join(" or ")) } } }
            @for (word, nearest) in &results.unknown_words {
                p { "no article has the word “" bdi { (word) } "”"
                    @if !nearest.is_empty() {
                        "; did you mean "
                        @for near in nearest {
                            a href=(params.with("q", &params.get("q").unwrap_or_default().replace(word.as_str(), near)).href("/search")) { bdi { (near) } } " "
                        }
                        "?"
                    }
                }
            }
            @if results.copies_unknown {
                p { "each printing is a hit by itself: what is a copy is not known until an ingest has ended" }
            }
            @if results.left_out > 0 {
                p { (count(results.left_out, "hit")) " not shown: the article is not there yet, for the engine is being loaded" }
            }
            @for field in &results.uncounted {
                p { (field.name()) " is not counted: without its filter too much would have to be read" }
            }
            @if let Some(partly) = results.partly {
                p { "nothing has all " (partly.of) " parts of the query; these have " (partly.matched) " of them" }
            }
            p.order {
                "Order: " (other("sort", "relevance", "relevance", "best")) (other("sort", "newest", "relevance", "newest"))
                (other("sort", "oldest", "relevance", "oldest"))
                "· Show: " (other("group", "passage", "passage", "passages")) (other("group", "article", "passage", "articles"))
                @if is_on_disk {
                    "· Copies: " (other("copies", "once", "once", "once")) (other("copies", "each", "once", "each"))
                } @else { "· An engine counts each paragraph and each printing by itself. " }
                "· Take away: "
                a href=(params.with("format", "csv").without("offset").without("limit").href("/api/v1/search")) { "CSV" } " "
                a href=(params.with("format", "jsonl").without("offset").without("limit").href("/api/v1/search")) { "JSON Lines" } " "
                a href=(params.without("offset").href("/feed")) { "feed" }
            }
        }
    }
}

/// What was searched, where nothing was found.
fn empty(nothing: &Nothing) -> Markup {
    let Covered { articles, undated, publishers, first, last } = nothing.covered;
    html! {
        div.empty role="status" {
            p {
                "Searched " (count(articles as u64, "article"))
                @if publishers > 0 { " of " (count(publishers as u64, "publisher")) }
                @if let (Some(first), Some(last)) = (first, last) { ", " (first) " to " (last) }
                @if undated > 0 { ", " (undated) " undated" }
                "."
            }
            @for without in &nothing.without {
                p { "Without " (part(&without.part)) ": " (count(without.hits, "hit")) }
            }
            @if let Some(unknown) = nothing.unknown_speaker.filter(|unknown| *unknown > 0) {
                p { (count(unknown, "quote")) " whose speaker is not known would match" }
            }
        }
    }
}

fn part(part: &onrecord::index::Part) -> String {
    use onrecord::index::Part;
    match part {
        Part::Filter(filter) => filter.name().to_owned(),
        Part::Field(field) => onrecord::render::written(field),
        Part::AllFilters => "any filter".to_owned(),
        Part::Text => "the query, under the filters".to_owned(),
    }
}

/// Leads to the hits before and after those of a page at `path`.
pub(super) fn paging(total: u64, query: &Query, params: &Params, path: &str) -> Markup {
    let (offset, limit) = (query.offset, query.limit.max(1));
    let more = ((offset + limit) as u64) < total;
    let at = |offset: usize| {
        if offset == 0 { params.without("offset") } else { params.with("offset", &offset.to_string()) }
    };
    html! {
        nav.paging aria-label="More hits" {
            @if offset > 0 { a rel="prev" href=(at(offset.saturating_sub(limit)).href(path)) { "← before" } }
            @if total > 0 { span { (offset + 1) " to " ((offset + limit).min(total as usize)) " of " (super::grouped(total)) } }
            @if more { a rel="next" href=(at(offset + limit).href(path)) { "after →" } }
        }
    }
}
