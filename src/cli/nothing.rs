//! What is said beside an empty answer.

use super::Context;
use super::filters::FilterArgs;
use onrecord::index::{Covered, Nothing, Part, Without};
use onrecord::render::written;

/// Says what was searched, what one thing less would find (a `what`: hits, articles), and whether quotes without a known
/// speaker would match.
pub(super) fn note(nothing: &Nothing, what: &str, typed: &FilterArgs, context: &Context) {
    context.output.note(&covered(&nothing.covered));
    for without in &nothing.without {
        context.output.note(&format!("without {}: {}", part(&without.part, typed), hits(without, what)));
    }
    if let (Some(unknown), Some(unnamed)) = (nothing.unknown_speaker, nothing.unnamed_speaker) {
        context.output.note(&nameless(unknown, unnamed));
    }
}

fn covered(covered: &Covered) -> String {
    let days = match (covered.first, covered.last) {
        (Some(first), Some(last)) if first == last => format!(", of {first}"),
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    let undated = match covered.undated {
        0 => String::new(),
        n => format!(", {n} undated"),
    };
    let by = match covered.publishers {
        0 => String::new(),
        n => format!(", {}", count(n as u64, "publisher")),
    };
    format!("searched {}{by}{days}{undated}", count(covered.articles as u64, "article"))
}

fn part(part: &Part, typed: &FilterArgs) -> String {
    match part {
        Part::Filter(filter) => typed.written(*filter),
        Part::Field(field) => written(field),
        Part::AllFilters => "any filter".to_owned(),
        Part::Text => "the query, under the filters".to_owned(),
    }
}

fn hits(without: &Without, what: &str) -> String {
    let partly = match without.partly {
        Some(partly) => format!(", with {} of {} parts of the query", partly.matched, partly.of),
        None => String::new(),
    };
    format!("{}{partly}", count(without.hits, what))
}

fn nameless(unknown: u64, unnamed: u64) -> String {
    match (unknown, unnamed) {
        (0, 0) => "no quote without a named speaker matches either".to_owned(),
        (n, 0) => format!("{} whose speaker is not known would match", count(n, "quote")),
        (0, n) => format!("{} of a source without a name would match", count(n, "quote")),
        (a, b) => format!(
            "{} whose speaker is not known would match, and {} of a source without a name",
            count(a, "quote"),
            count(b, "quote")
        ),
    }
}

/// `1 hit`, `2 hits`.
fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
