//! Hits over time as a bar chart: SVG that needs no style of its own, and the same as a table.

use crate::server::params::Params;
use maud::{Markup, html};
use onrecord::timeline::Timeline;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 96.0;
/// The most bars that are drawn with links; of more, a bar would be too thin to hit.
const MOST_BARS: usize = 400;

/// Draws a timeline under this id; a bar leads to the same search on its days.
pub(super) fn chart(id: &str, timeline: &Timeline, params: &Params, path: &str) -> Markup {
    let highest = timeline.buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0);
    if highest == 0 || timeline.buckets.len() > MOST_BARS {
        return html! {};
    }
    let step = WIDTH / timeline.buckets.len() as f64;
    let bars = timeline.buckets.iter().enumerate().map(|(i, bucket)| {
        let height =
            (bucket.count as f64 / highest as f64 * HEIGHT).max(if bucket.count > 0 { 2.0 } else { 0.0 });
        let days = params.without("date").without("offset").without("undated");
        let days = days.with("from", &bucket.first.to_string()).with("to", &bucket.last.to_string());
        (i as f64 * step, height, bucket, days.href(path))
    });
    let bars: Vec<_> = bars.collect();
    html! {
        figure.timeline {
            svg #(id) viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" role="group"
                aria-label=(format!("Hits by {}; the table below says the same", timeline.by.name())) {
                @for (x, height, bucket, href) in &bars {
                    a href=(href) tabindex="-1" aria-label=(format!("{}: {}", bucket.label, bucket.count)) data-from=(bucket.first) data-to=(bucket.last) {
                        rect.ground x=(format!("{x:.1}")) y="0" width=(format!("{:.1}", step)) height=(HEIGHT) {}
                        rect.bar x=(format!("{:.1}", x + step * 0.1)) y=(format!("{:.1}", HEIGHT - height))
                            width=(format!("{:.1}", step * 0.8)) height=(format!("{height:.1}")) {
                            title { (bucket.label) ": " (bucket.count) }
                        }
                    }
                }
            }
            figcaption {
                @if let (Some(first), Some(last)) = (timeline.buckets.first(), timeline.buckets.last()) {
                    span { (first.label) } span { "by " (timeline.by.name()) } span { (last.label) }
                }
            }
            details {
                summary { "As a table" }
                table {
                    thead { tr { th scope="col" { (timeline.by.name()) } th scope="col" { "hits" } } }
                    tbody {
                        @for (_, _, bucket, href) in bars.iter().filter(|(_, _, bucket, _)| bucket.count > 0) {
                            tr { th scope="row" { a href=(href) { (bucket.label) } } td { (bucket.count) } }
                        }
                    }
                }
            }
        }
    }
}
