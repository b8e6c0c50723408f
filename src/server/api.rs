//! The same answers as the command line's, over HTTP: `/api/v1/…`, the same names and the same JSON.

use super::Shared;
use super::engine::Desk;
use super::http::{answer, problem, unanswered};
use super::params::{Fault, Params};
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use onrecord::query::{Copies, FacetField, Query};
use onrecord::render::{Answer, Format, ReadArticle, RenderError, renderer};
use onrecord::timeline::{By, Timeline};
use std::time::Instant;

/// Most hits of an export in one answer.
const MOST_EXPORTED: usize = 10_000;

/// Bytes of this type.
type Made = Result<(&'static str, Vec<u8>), Fault>;

impl From<RenderError> for Fault {
    fn from(error: RenderError) -> Fault {
        match error {
            RenderError::Read(error) => error.into(),
            RenderError::Write(cause) => Fault::Index(onrecord::Error::Read { path: "answer".into(), cause }),
        }
    }
}

async fn made(
    state: Shared,
    params: Params,
    make: impl FnOnce(&Desk<'_>, &Params) -> Made + Send + 'static,
) -> Response {
    let answered = state.engine.ask(move |desk| match desk {
        Ok(desk) => make(desk, &params).map_err(|fault| Box::new(fault.response())),
        Err(error) => Err(Box::new(problem(StatusCode::SERVICE_UNAVAILABLE, &error.to_string(), None))),
    });
    match answered.await {
        Ok(Ok((content_type, bytes))) => answer(content_type, bytes),
        Ok(Err(response)) => *response,
        Err(why) => {
            let (status, reason) = unanswered(why);
            problem(status, reason, None)
        }
    }
}

/// The form asked for under `format`, with its type.
fn form(params: &Params) -> Result<(Format, &'static str), Fault> {
    match params.get("format").unwrap_or("json") {
        "json" => Ok((Format::Json, "application/json")),
        "jsonl" => Ok((Format::JsonLines, "application/x-ndjson")),
        "csv" => Ok((Format::Csv, "text/csv; charset=utf-8")),
        other => Err(Fault::Value(format!("format must be one of json, jsonl, csv, not {other:?}"))),
    }
}

/// `facets=speaker,country`, or the usual ones for `facets=all`.
fn fields(params: &Params, name: &str) -> Result<Vec<FacetField>, Fault> {
    let known = |written: &str| FacetField::ALL.into_iter().find(|field| field.name() == written);
    let mut fields = Vec::new();
    for written in params.all(name).flat_map(|value| value.split(',')).map(str::trim) {
        match (written, known(written)) {
            ("all", _) => fields.extend(FacetField::SHOWN),
            (_, Some(field)) if !fields.contains(&field) => fields.push(field),
            (_, Some(_)) => {}
            (other, None) => return Err(Fault::Value(format!("nothing is counted by {other:?}"))),
        }
    }
    Ok(fields)
}

pub(super) async fn search(state: Shared, RawQuery(query): RawQuery) -> Response {
    let params = Params::read(query.as_deref());
    made(state, params, |desk, params| {
        let (format, content_type) = form(params)?;
        let mut query = params.without("facets").query(desk.lexicon, super::today())?;
        query.facets = fields(params, "facets")?;
        if format != Format::Json && params.get("limit").is_none() {
            query.limit = MOST_EXPORTED;
        }
        let begun = Instant::now();
        let (results, hits) = desk.searcher.stream(&query)?.parted();
        let nothing = if results.total == 0 { Some(desk.searcher.nothing(&query)?) } else { None };
        let read_as = desk.searcher.read_as(&query);
        let answer =
            Answer { query: &query, id: None, results: &results, took: begun.elapsed(), read_as, nothing };
        let mut out = Vec::new();
        renderer(format, desk.lexicon).hits(&answer, hits, &mut out)?;
        Ok((content_type, out))
    })
    .await
}

pub(super) async fn facets(state: Shared, RawQuery(query): RawQuery) -> Response {
    let params = Params::read(query.as_deref());
    made(state, params, |desk, params| {
        let (format, content_type) = form(params)?;
        let mut query = params.without("by").query(desk.lexicon, super::today())?;
        query.limit = 0;
        query.facets = fields(params, "by")?;
        if query.facets.is_empty() {
            query.facets = FacetField::SHOWN.to_vec();
        }
        let results = desk.searcher.search(&query)?;
        let mut out = Vec::new();
        renderer(format, desk.lexicon).facets(&results.facets, &mut out).map_err(RenderError::from)?;
        Ok((content_type, out))
    })
    .await
}

pub(super) async fn timeline(state: Shared, RawQuery(query): RawQuery) -> Response {
    let params = Params::read(query.as_deref());
    made(state, params, |desk, params| {
        let (format, content_type) = form(params)?;
        let query = params.without("by").query(desk.lexicon, super::today())?;
        let (results, days) = desk.searcher.days(&Query { copies: Copies::Each, ..query })?;
        let by = match params.get("by") {
            None => By::fitting(&days),
            Some("day") => By::Day,
            Some("week") => By::Week,
            Some("month") => By::Month,
            Some("year") => By::Year,
            Some(other) => {
                return Err(Fault::Value(format!("by must be one of day, week, month, year, not {other:?}")));
            }
        };
        let timeline = Timeline::new(&days, results.total, by);
        let mut out = Vec::new();
        renderer(format, desk.lexicon).timeline(&timeline, &mut out).map_err(RenderError::from)?;
        Ok((content_type, out))
    })
    .await
}

pub(super) async fn article(state: Shared, Path(id): Path<String>) -> Response {
    made(state, Params::default(), move |desk, _| {
        let mut found = desk.searcher.article(&id)?;
        let date = found.article.date;
        found.quotes.iter_mut().for_each(|(quote, _)| desk.aliases.apply(quote, date));
        let read = ReadArticle {
            article: &found.article,
            hash: found.hash,
            countries: &found.countries,
            mentions: &found.mentions,
            quotes: &found.quotes,
        };
        let mut out = Vec::new();
        renderer(Format::Json, desk.lexicon).article(&read, &mut out).map_err(RenderError::from)?;
        Ok(("application/json", out))
    })
    .await
}

pub(super) async fn speakers(state: Shared, RawQuery(query): RawQuery) -> Response {
    let params = Params::read(query.as_deref());
    made(state, params, |desk, params| {
        let (format, content_type) = form(params)?;
        let certain = params.get("min-certainty").map(onrecord::query::hundredths).transpose()?;
        let mut rows = desk.searcher.roster(certain)?;
        if let Some(prefix) = params.get("prefix") {
            rows.retain(|row| row.begins_with(prefix));
        }
        let mut out = Vec::new();
        renderer(format, desk.lexicon).speakers(&rows, &mut out).map_err(RenderError::from)?;
        Ok((content_type, out))
    })
    .await
}

/// Whether searches are answered.
pub(super) async fn health(state: Shared) -> Response {
    let well = state.engine.ask(|desk| desk.map(drop).map_err(ToString::to_string)).await;
    match well {
        Ok(Ok(())) => answer("application/json", "{\"status\":\"ok\"}"),
        Ok(Err(reason)) => problem(StatusCode::SERVICE_UNAVAILABLE, &reason, None),
        Err(why) => problem(StatusCode::SERVICE_UNAVAILABLE, unanswered(why).1, None),
    }
}

pub(super) async fn metrics(state: Shared) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/plain; version=0.0.4"));
    (headers, state.counters.text()).into_response()
}
