//! The pages, and what they all have around them.

mod about;
mod article;
mod chart;
mod compare;
mod hit;
mod search;
mod side;
mod speaker;

pub(super) use hit::article_href;

use super::Shared;
use super::desk::Desk;
use super::http::{answer, unanswered};
use super::kept::Key;
use super::params::{Fault, Params};
use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use onrecord::Error;
use std::time::Duration;

const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = include_str!("../assets/style.css");
const SCRIPT: &str = include_str!("../assets/page.js");

pub(super) async fn style() -> Response {
    answer("text/css; charset=utf-8", STYLE)
}

pub(super) async fn script() -> Response {
    answer("text/javascript; charset=utf-8", SCRIPT)
}

pub(super) async fn search(state: Shared, query: RawQuery) -> Response {
    page(state, "search", query, search::page).await
}

pub(super) async fn article(state: Shared, query: RawQuery) -> Response {
    page(state, "article", query, article::page).await
}

pub(super) async fn speaker(state: Shared, query: RawQuery) -> Response {
    page(state, "speaker", query, speaker::page).await
}

pub(super) async fn compare(state: Shared, query: RawQuery) -> Response {
    page(state, "compare", query, compare::page).await
}

pub(super) async fn about(state: Shared, query: RawQuery) -> Response {
    page(state, "about", query, about::page).await
}

/// How often is looked whether there is something new to count.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// Makes the first page and the one on the corpus, which count everything, as soon as an ingest has committed: nobody
/// is to wait for that. Goes on for ever.
pub(super) async fn ahead(state: Shared) {
    let mut made = None;
    loop {
        let now = (state.desks.state(), super::today());
        if now.0.is_some() && made != Some(now) {
            for page in
                [search(state.clone(), RawQuery(None)).await, about(state.clone(), RawQuery(None)).await]
            {
                if page.status() == StatusCode::OK {
                    state.counters.count_ahead();
                }
            }
            made = Some(now);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// What a page shows, with its title.
pub(super) struct Page {
    title: String,
    status: StatusCode,
    body: Markup,
}

impl Page {
    fn new(title: impl Into<String>, body: Markup) -> Page {
        Page { title: title.into(), status: StatusCode::OK, body }
    }
}

type Made = Result<Page, Fault>;

async fn page(
    state: Shared,
    name: &str,
    RawQuery(query): RawQuery,
    make: fn(&Desk<'_>, &Params) -> Made,
) -> Response {
    let params = Params::read(query.as_deref());
    let key = Key {
        address: format!("{name}?{}", query.unwrap_or_default()),
        state: state.desks.state(),
        today: super::today(),
    };
    if let Some(page) = state.kept.get(&key) {
        return answer(HTML, page);
    }
    let asked = params.clone();
    let made = state.desks.ask(move |desk: Result<&Desk<'_>, &Error>| match desk {
        Ok(desk) => make(desk, &asked).unwrap_or_else(|fault| told(&fault, &asked)),
        Err(error) => Page {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..Page::new("No index", html! { h1 { "No index" } p.fault role="alert" { (error) } })
        },
    });
    let page = made.await.unwrap_or_else(|why| {
        let (status, reason) = unanswered(why);
        Page {
            status,
            ..Page::new("No answer", html! { h1 { "No answer" } p.fault role="alert" { (reason) } })
        }
    });
    let bytes = Bytes::from(whole(&page, &params).into_string());
    // What does not tell when it changes may have changed.
    if page.status == StatusCode::OK && key.state.is_some() {
        state.kept.put(key, bytes.clone());
    }
    (page.status, answer(HTML, bytes)).into_response()
}

/// A page that says what is wrong with what was asked.
fn told(fault: &Fault, params: &Params) -> Page {
    let (status, reason) = fault.told();
    let body = html! {
        h1.unseen { "Not understood" }
        (box_(params))
        div.fault role="alert" {
            p { (reason) }
            @if let Some((line, carets)) = fault.pointed() { pre { (line) "\n" (carets) } }
            @if let Some(hint) = fault.hint() { p { (hint) } }
        }
    };
    Page { status, ..Page::new("Not understood", body) }
}

fn whole(page: &Page, params: &Params) -> Markup {
    let feed = Params::read(None);
    let feed = params
        .pairs()
        .filter(|(name, _)| *name != "offset")
        .fold(feed, |feed, (name, value)| feed.and(name, value));
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (page.title) " – onrecord" }
                link rel="stylesheet" href="/assets/style.css";
                link rel="alternate" type="application/atom+xml" title="These hits as a feed" href=(feed.href("/feed"));
                script src="/assets/page.js" defer {}
            }
            body {
                a.skip href="#main" { "To the content" }
                header.top {
                    a.name href="/" { "onrecord" }
                    nav aria-label="Pages" {
                        a href="/search" { "Search" }
                        a href="/compare" { "Compare" }
                        a href="/about" { "About this corpus" }
                    }
                }
                main #main { (page.body) }
            }
        }
    }
}

/// The box that is typed into; what else was asked for stays.
pub(super) fn box_(params: &Params) -> Markup {
    let kept = params.pairs().filter(|(name, _)| !matches!(*name, "q" | "offset"));
    html! {
        form.search action="/search" method="get" role="search" {
            label for="q" { "Search the record" }
            input #q type="search" name="q" value=(params.get("q").unwrap_or_default()) autocomplete="off"
                spellcheck="false" placeholder="words, “a phrase”, speaker:name, country:pt, date:2025-09";
            @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
            button type="submit" { "Search" }
        }
    }
}

/// `1 hit`, `12 hits`.
fn count(n: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// A number with its thousands apart.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    groups.join("\u{202f}")
}
