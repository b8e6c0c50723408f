//! The day a page was published: what its metadata says, what it shows its readers, what its address says.

use super::clutter;
use super::head::Head;
use super::tree::Tree;
use crate::source::{DateFrom, date};
use jiff::civil::{Date, DateTime};

/// Names of `<meta>` elements that say the day of publication, the surest first.
const METAS: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "sailthru.date",
    "datepublished",
    "citation_publication_date",
    "citation_online_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "dc.created",
    "pubdate",
    "publish-date",
    "publish_date",
    "published-date",
    "publication_date",
    "publication-date",
    "publishdate",
    "published",
    "published_date",
    "originalpublicationdate",
    "og:pubdate",
    "displaydate",
    "date.created",
    "date_published",
    "ptime",
    "rbpubdate",
    "created",
    "article:created",
    "datecreated",
    "article_date_original",
    "article.published",
    "bt:pubdate",
    "iso-8601-publish-date",
    "timestamp",
    "date",
];

/// An element that says a date has no more elements and texts in it.
const DATE_NODES: usize = 30;

/// A day, where it was found, and the field it stood in.
pub(super) type Found = (Date, DateFrom, Option<String>);

/// What stands where the date should, and why it is none.
pub(super) type Refused = Option<String>;

/// Finds the day of publication; `linked` is what JSON-LD says.
pub(super) fn find(
    tree: &Tree,
    head: &Head,
    linked: Option<&str>,
    url: Option<&str>,
) -> (Option<Found>, Refused) {
    let mut stated: Vec<(&str, &str)> = linked.map(|value| ("datePublished", value)).into_iter().collect();
    stated.extend(METAS.iter().filter_map(|name| Some((*name, head.first(&[name])?))));
    let day_first = is_day_first(head.language(tree).as_deref());
    let refused = stated
        .iter()
        .find(|(_, value)| date::day_by_clock(value).is_none())
        .map(|(_, value)| date::refusal(value));
    let read = |(name, value)| Some((date::day_by_clock(value)?, name, value));
    let stated: Vec<(Date, &str, &str)> = stated.into_iter().filter_map(read).collect();
    let of_url = url.and_then(in_address);
    let found = match stated.first() {
        Some(first) => Some(where_published(*first, &stated, of_url)),
        None => shown(tree, day_first)
            .map(|day| (day, DateFrom::Page, None))
            .or(of_url.map(|day| (day, DateFrom::Url, None))),
    };
    let found = found.or_else(|| near_headline(tree, day_first).map(|day| (day, DateFrom::Page, None)));
    (found, refused)
}

/// The day where it was published, of one that may be written in universal time: that of the same moment written in
/// another field by the clock there, or that of the address.
fn where_published(first: (Date, &str, &str), stated: &[(Date, &str, &str)], of_url: Option<Date>) -> Found {
    let (day, name, value) = first;
    let known = |(day, name): (Date, &str)| (day, DateFrom::Metadata, Some(name.to_owned()));
    let Some(moment) = clock(value).filter(|_| is_universal(value)) else { return known((day, name)) };
    let local = stated.iter().find(|(_, _, other)| {
        !is_universal(other) && clock(other).is_some_and(|clock| is_offset(moment, clock))
    });
    if let Some((local, name, _)) = local {
        return known((*local, name));
    }
    let behind = |other: Date| other.tomorrow().ok() == Some(day) && moment.hour() < 12;
    let ahead = |other: Date| other.yesterday().ok() == Some(day) && moment.hour() >= 10;
    match of_url.filter(|other| behind(*other) || ahead(*other)) {
        Some(local) => (local, DateFrom::Url, None),
        None => known((day, name)),
    }
}

/// What the clock showed, by a field that says it to the minute at least.
fn clock(value: &str) -> Option<DateTime> {
    let value = value.trim().replacen(' ', "T", 1);
    let end = value
        .char_indices()
        .skip(16)
        .find(|(_, c)| !matches!(c, '0'..='9' | ':'))
        .map_or(value.len(), |(at, _)| at);
    value.get(..end)?.parse().ok().filter(|_| value.contains(':'))
}

/// Whether two clocks may show one moment, each in its zone: whole quarters of an hour lie between, and less than a day.
fn is_offset(one: DateTime, other: DateTime) -> bool {
    let Ok(between) = other.since((jiff::Unit::Second, one)) else { return false };
    let seconds = between.get_seconds().abs();
    seconds <= 14 * 3600 && {
        let off = seconds % 900;
        off <= 60 || off >= 840
    }
}

/// Whether a moment is written in universal time, so that the day where it was published may be another.
fn is_universal(value: &str) -> bool {
    let value = value.trim_end();
    value.contains(':')
        && ["Z", "z", "+00:00", "+0000", "UTC", "GMT"].iter().any(|zone| value.ends_with(zone))
}

/// Whether pages in a language write the day before the month in digits: all do but some in English.
fn is_day_first(language: Option<&str>) -> bool {
    language.is_some_and(|language| !language.to_lowercase().starts_with("en"))
}

/// The day written in an address; `/2025/09/04/`, `/2025-09-04-harbour`, `/20250904/`.
fn in_address(url: &str) -> Option<Date> {
    let path = url.split(['?', '#']).next()?.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    date::day_in_address(path)
}

/// What the page shows as its date: `<time>`, or an element named after it, near the headline rather than elsewhere.
fn shown(tree: &Tree, day_first: bool) -> Option<Date> {
    let headline = tree.all("h1").next().unwrap_or(0);
    let mut best: Option<(usize, Date)> = None;
    for node in 1..tree.nodes.len() {
        let Some((rank, day)) = dated(tree, node, day_first) else { continue };
        // Above the headline stands the date of today, and far below those of other articles.
        let far = if node < headline { (headline - node) * 2 } else { node - headline };
        let rank = rank * 1000 + far.min(100_000);
        if best.is_none_or(|(held, _)| rank < held) {
            best = Some((rank, day));
        }
    }
    best.map(|(_, day)| day)
}

/// The day that an element shows, and how little that is to be trusted.
fn dated(tree: &Tree, node: usize, day_first: bool) -> Option<(usize, Date)> {
    let element = &tree.nodes[node];
    if element.tag.is_empty() || element.end - node > DATE_NODES {
        return None;
    }
    let itemprop = tree.attribute(node, "itemprop").unwrap_or_default();
    let published =
        itemprop.eq_ignore_ascii_case("datePublished") || tree.attribute(node, "pubdate").is_some();
    let day = || {
        let said = tree.attribute(node, "datetime").or_else(|| tree.attribute(node, "content"));
        let words = || date::day_shown(&tree.words(node), day_first);
        said.and_then(date::day_by_clock).or_else(words)
    };
    if published {
        return Some((0, day()?));
    }
    if itemprop.eq_ignore_ascii_case("dateModified") || itemprop.eq_ignore_ascii_case("startDate") {
        return None;
    }
    if element.tag == "time" {
        return Some((1, day()?));
    }
    let names = clutter::names(tree, node);
    let named = names.split('-').any(|word| {
        matches!(
            word,
            "date"
                | "datum"
                | "fecha"
                | "published"
                | "pubdate"
                | "publish"
                | "timestamp"
                | "datetime"
                | "dateline"
                | "publication"
                | "data"
        )
    });
    let words = named.then(|| tree.words(node)).filter(|words| words.len() < 120)?;
    Some((2, date::day_shown(&words, day_first)?))
}

/// The day written in words soon after the headline.
fn near_headline(tree: &Tree, day_first: bool) -> Option<Date> {
    let headline = tree.all("h1").next()?;
    let texts =
        (tree.nodes[headline].end..tree.nodes.len()).filter(|node| !tree.text(*node).trim().is_empty());
    let mut short = texts.take(40).map(|node| tree.text(node)).filter(|text| text.len() < 120);
    short.find_map(|text| date::day_shown(text, day_first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn of(html: &str, linked: Option<&str>, url: &str) -> Option<Found> {
        let tree = Tree::parse(html).unwrap();
        find(&tree, &Head::of(&tree), linked, Some(url)).0
    }

    #[test]
    fn by_metadata_then_page_then_address() {
        let html = "<meta property='article:published_time' content='2025-03-09T10:00:00+01:00'><h1>x</h1><time datetime=2025-03-10>";
        let field = |name: &str| Some(name.to_owned());
        assert_eq!(
            of(html, Some("2025-03-08"), ""),
            Some((date(2025, 3, 8), DateFrom::Metadata, field("datePublished")))
        );
        assert_eq!(
            of(html, Some("soon"), ""),
            Some((date(2025, 3, 9), DateFrom::Metadata, field("article:published_time")))
        );
        let html =
            "<div><time>1 May 2025</time></div><h1>x</h1><p class='entry-date'>9. März 2025, 10 Uhr</p>";
        assert_eq!(of(&html.replace("time", "i"), None, ""), Some((date(2025, 3, 9), DateFrom::Page, None)));
        assert_eq!(
            of("<h1>x</h1>", None, "https://quay.example/2025/3/9/x?2024-01-01"),
            Some((date(2025, 3, 9), DateFrom::Url, None))
        );
        assert_eq!(
            of("<h1>x</h1><p>Porto, 9 de março de 2025", None, ""),
            Some((date(2025, 3, 9), DateFrom::Page, None))
        );
    }

    #[test]
    fn the_day_is_that_of_where_it_was_published() {
        let late = Some("2025-03-10T02:00:00Z");
        assert_eq!(of("", late, "https://quay.example/2025/03/09/x").unwrap().0, date(2025, 3, 9));
        let meta = "<meta property='article:published_time' content='2025-03-09T18:00:00-08:00'>";
        assert_eq!(of(meta, late, "").unwrap().0, date(2025, 3, 9));
        assert_eq!(of("", late, "https://quay.example/2025/02/09/x").unwrap().0, date(2025, 3, 10));
        let other = "<meta property='article:published_time' content='2025-03-09'>";
        assert_eq!(of(other, late, "").unwrap().0, date(2025, 3, 10));
        assert_eq!(
            of("", Some("2025-03-10T20:00:00Z"), "https://quay.example/2025/03/09/x").unwrap().0,
            date(2025, 3, 10)
        );
    }

    #[test]
    fn a_clock_never_set_is_no_date() {
        assert_eq!(
            of("<time datetime=2025-03-09>", Some("1970-01-01T01:00:00+01:00"), "").unwrap().0,
            date(2025, 3, 9)
        );
    }
}
