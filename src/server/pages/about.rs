//! What the corpus covers: how many articles, when, of which papers, and where their dates come from.

use super::{Made, Page, chart, count, grouped};
use crate::server::desk::Desk;
use crate::server::params::Params;
use maud::{Markup, html};
use onrecord::ingest::LastIngest;
use onrecord::query::{Copies, FacetField, Filters, Group, Query};

pub(super) fn page(desk: &Desk<'_>, _: &Params) -> Made {
    let stats = desk.searcher.on_disk().map(|searcher| searcher.stats()).transpose()?;
    let mut query = Query::new("", Filters::default())?;
    query.group = Group::Articles;
    query.copies = Copies::Each;
    query.limit = 0;
    let (_, timeline) = desk.searcher.timeline(&query, None)?;
    query.facets = vec![FacetField::Publisher, FacetField::DateFrom, FacetField::Language];
    let counted = desk.searcher.search(&query)?;
    query.group = Group::None;
    let (_, of_passages) = desk.searcher.timeline(&query, None)?;
    query.facets = vec![FacetField::Publisher];
    let passages = desk.searcher.search(&query)?.facets;
    let passages = |field: FacetField, value: &str| {
        let facet = passages.iter().find(|facet| facet.field == field)?;
        facet.counts.iter().find(|count| count.value == value).map(|count| count.count)
    };
    let body = html! {
        h1 { "About this corpus" }
        @if let Some(stats) = stats { p.told {
            (count(stats.articles as u64, "article")) " with " (count(stats.passages as u64, "passage")) " and "
            (count(stats.quotes as u64, "quote")) ", from " (count(stats.sources as u64, "source")) "."
        } }
        h2 { "Articles" }
        (chart::chart("timeline", &timeline, &Params::default().with("group", "article"), "/search"))
        h2 { "Passages and quotes" }
        (chart::chart("passages", &of_passages, &Params::default(), "/search"))
        @for facet in &counted.facets {
            section {
                h2 { (match facet.field { FacetField::Publisher => "Published by", FacetField::DateFrom => "Where dates were found", _ => "Languages" }) }
                table {
                    thead { tr { th scope="col" { "value" } th scope="col" { "articles" } @if facet.field == FacetField::Publisher { th scope="col" { "hits" } } } }
                    tbody {
                        @for value in &facet.counts {
                            tr {
                                th scope="row" { a href=(Params::default().with(facet.field.name(), &value.value).with("group", "article").href("/search")) { bdi { (value.label) } } }
                                td { (grouped(value.count)) }
                                @if let Some(hits) = passages(facet.field, &value.value) { td { (grouped(hits)) } }
                            }
                        }
                    }
                }
            }
        }
        @if let Some(last) = desk.searcher.on_disk().and_then(|searcher| LastIngest::of(searcher.index())) { (left_out(&last)) }
        @if timeline.undated > 0 { p { a href=(Params::default().with("undated", "1").with("group", "article").href("/search")) { (count(timeline.undated, "article")) " without a date" } } }
    };
    Ok(Page::new("About this corpus", body))
}

/// What the last ingest left out, and why.
fn left_out(last: &LastIngest) -> Markup {
    html! {
        section {
            h2 { "Left out" }
            p {
                "The last ingest, which ended " time datetime=(last.ended) { (last.ended.strftime("%F %H:%M UTC")) } ", could not read "
                (count(last.skipped, "source or article")) " and passed over " (count(last.passed_over, "file")) " that " (if last.passed_over == 1 { "is" } else { "are" }) " no article."
            }
            @if !last.first.is_empty() {
                details {
                    summary { "Which, and why" }
                    table {
                        thead { tr { th scope="col" { "source" } th scope="col" { "why" } } }
                        tbody {
                            @for one in &last.first {
                                tr {
                                    th scope="row" { bdi { (one.source) } @if let Some(place) = &one.place { ", " bdi { (place) } } }
                                    td.why { @if !one.skipped { "passed over: " } (one.reason) }
                                }
                            }
                        }
                    }
                    @let more = (last.skipped + last.passed_over).saturating_sub(last.first.len() as u64);
                    @if more > 0 { p { "and " (grouped(more)) " more" } }
                }
            }
        }
    }
}
