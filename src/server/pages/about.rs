//! What the corpus covers: how many articles, when, of which papers, and where their dates come from.

use super::{Made, Page, chart, count, grouped};
use crate::server::engine::Desk;
use crate::server::params::Params;
use maud::html;
use onrecord::query::{Copies, FacetField, Filters, Group, Query};

pub(super) fn page(desk: &Desk<'_>, _: &Params) -> Made {
    let stats = desk.searcher.stats()?;
    let mut query = Query::new("", Filters::default())?;
    query.group = Group::Articles;
    query.copies = Copies::Each;
    query.limit = 0;
    let (_, timeline) = desk.searcher.timeline(&query, None)?;
    query.facets = vec![FacetField::Publisher, FacetField::DateFrom, FacetField::Language];
    let counted = desk.searcher.search(&query)?;
    let body = html! {
        h1 { "About this corpus" }
        p.told {
            (count(stats.articles as u64, "article")) " with " (count(stats.passages as u64, "passage")) " and "
            (count(stats.quotes as u64, "quote")) ", from " (count(stats.sources as u64, "source")) "."
        }
        (chart::chart(&timeline, &Params::default().with("group", "article"), "/search"))
        @for facet in &counted.facets {
            section {
                h2 { (match facet.field { FacetField::Publisher => "Published by", FacetField::DateFrom => "Where dates were found", _ => "Languages" }) }
                table {
                    thead { tr { th scope="col" { "value" } th scope="col" { "articles" } } }
                    tbody {
                        @for value in &facet.counts {
                            tr {
                                th scope="row" { a href=(Params::default().with(facet.field.name(), &value.value).with("group", "article").href("/search")) { bdi { (value.label) } } }
                                td { (grouped(value.count)) }
                            }
                        }
                    }
                }
            }
        }
        @if timeline.undated > 0 { p { a href=(Params::default().with("undated", "1").with("group", "article").href("/search")) { (count(timeline.undated, "article")) " without a date" } } }
    };
    Ok(Page::new("About this corpus", body))
}
