//! The comparison: two to five speakers or queries over time on one chart.

use super::{Made, Page, count};
use crate::server::desk::Desk;
use crate::server::params::{Fault, Params};
use maud::{Markup, html};
use onrecord::query::{Copies, Query};
use onrecord::timeline::{By, Timeline};

/// Most lines that are still told apart.
const MOST: usize = 5;
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 160.0;

pub(super) fn page(desk: &Desk<'_>, params: &Params) -> Made {
    let asked: Vec<(&str, &str)> =
        params.pairs().filter(|(name, _)| matches!(*name, "speaker" | "q")).collect();
    if asked.len() > MOST {
        return Err(Fault::Value(format!("at most {MOST} can be compared")));
    }
    let mut lines = Vec::new();
    for (name, value) in &asked {
        let one = Params::default().with(name, value);
        let query = one.query(desk.lexicon, crate::server::today())?;
        let (results, days) = desk.searcher.days(&Query { copies: Copies::Each, ..query })?;
        lines.push(((*value).to_owned(), one, results.total, days));
    }
    let mut all: Vec<_> = lines.iter().flat_map(|(.., days)| days.iter().copied()).collect();
    all.sort_unstable();
    let by = By::fitting(&all);
    let timelines: Vec<Timeline> =
        lines.iter().map(|(_, _, total, days)| Timeline::new(days, *total, by)).collect();
    let body = html! {
        h1 { "Compare" }
        form.compare action="/compare" method="get" {
            @for (name, value) in &asked { label { (name) " " input name=(name) value=(value); } }
            @if asked.len() < MOST {
                label { "speaker " input name="speaker"; } label { "words " input name="q"; }
            }
            button type="submit" { "Compare" }
        }
        (drawn(&timelines))
        ul.legend {
            @for (i, (label, params, total, _)) in lines.iter().enumerate() {
                li { span.(format!("key c{i}")) {} " " a href=(params.href("/search")) { bdi { (label) } } " " span.n { (count(*total, "hit")) } }
            }
        }
    };
    Ok(Page::new("Compare", body))
}

/// One line each, from the first day that any has to the last.
fn drawn(timelines: &[Timeline]) -> Markup {
    let mut labels: Vec<(&jiff::civil::Date, &str)> = timelines
        .iter()
        .flat_map(|t| &t.buckets)
        .map(|bucket| (&bucket.first, bucket.label.as_str()))
        .collect();
    labels.sort_unstable();
    labels.dedup();
    let highest = timelines.iter().flat_map(|t| &t.buckets).map(|bucket| bucket.count).max().unwrap_or(0);
    if labels.is_empty() || highest == 0 {
        return html! {};
    }
    let x = |i: usize| WIDTH * (i as f64 + 0.5) / labels.len() as f64;
    let points = |timeline: &Timeline| {
        let height = |label: &str| {
            let count =
                timeline.buckets.iter().find(|bucket| bucket.label == label).map_or(0, |bucket| bucket.count);
            HEIGHT - count as f64 / highest as f64 * (HEIGHT - 4.0) - 2.0
        };
        let points =
            labels.iter().enumerate().map(|(i, (_, label))| format!("{:.1},{:.1}", x(i), height(label)));
        points.collect::<Vec<_>>().join(" ")
    };
    html! {
        figure.timeline {
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label="Hits over time; the table below says the same" {
                @for (i, timeline) in timelines.iter().enumerate() { polyline.(format!("line c{i}")) points=(points(timeline)) {} }
            }
            figcaption { span { (labels[0].1) } span { "most: " (highest) } span { (labels[labels.len() - 1].1) } }
            details {
                summary { "As a table" }
                table {
                    tbody {
                        @for (_, label) in &labels {
                            tr {
                                th scope="row" { (label) }
                                @for timeline in timelines {
                                    td { (timeline.buckets.iter().find(|bucket| bucket.label == *label).map_or(0, |bucket| bucket.count)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
