//! Any search as an Atom feed (RFC 4287), newest first, so that a feed reader is an alert.

use super::Shared;
use super::api::made;
use super::pages::article_href;
use super::params::Params;
use axum::extract::RawQuery;
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::response::Response;
use maud::{Markup, PreEscaped, html};
use onrecord::index::{Hit, Results};
use onrecord::query::Sort;

/// Entries of a feed.
const ENTRIES: usize = 50;

pub(super) async fn feed(state: Shared, headers: HeaderMap, query: RawQuery) -> Response {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost").to_owned();
    made(state, query, move |desk, params| {
        let params = params.without("offset").without("limit");
        let mut query = params.query(desk.lexicon, super::today())?;
        query.sort = Sort::Newest;
        query.limit = ENTRIES;
        let feed = written(&desk.searcher.search(&query)?, &params, &format!("http://{host}"));
        Ok(("application/atom+xml; charset=utf-8", feed.into_string().into_bytes()))
    })
    .await
}

fn written(results: &Results, params: &Params, base: &str) -> Markup {
    let newest = results.hits.iter().filter_map(|hit| hit.article.date).max();
    let moment = |date: Option<jiff::civil::Date>| {
        format!("{}T00:00:00Z", date.unwrap_or(jiff::civil::date(1970, 1, 1)))
    };
    html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"))
        feed xmlns="http://www.w3.org/2005/Atom" {
            title { "onrecord: " (params.get("q").unwrap_or("everything")) }
            id { (base) (params.href("/feed")) }
            (PreEscaped("<link rel=\"self\" href=\"")) (base) (params.href("/feed")) (PreEscaped("\"/>"))
            updated { (moment(newest)) }
            @for hit in &results.hits { (entry(hit, base, &moment(hit.article.date))) }
        }
    }
}

fn entry(hit: &Hit, base: &str, moment: &str) -> Markup {
    let speaker =
        hit.quote.as_ref().and_then(|quote| quote.speaker.as_ref()).map(|speaker| speaker.name.as_str());
    let href = format!("{base}{}#p{}", article_href(&hit.article.id), hit.paragraph + 1);
    let title = speaker.or(hit.article.title.as_deref()).unwrap_or(&hit.article.id);
    let spans: Vec<String> = hit.spans.iter().map(|span| format!("{}-{}", span.start, span.end)).collect();
    html! {
        entry {
            title { (printable(title)) }
            id { (base) (article_href(&hit.article.id)) "&at=" (spans.join(",")) }
            (PreEscaped("<link href=\"")) (href) (PreEscaped("\"/>"))
            updated { (moment) }
            author { name { (printable(hit.article.publisher.as_deref().unwrap_or("not known"))) } }
            summary { (printable(&hit.text)) }
        }
    }
}

/// XML has no place for most control characters.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}
