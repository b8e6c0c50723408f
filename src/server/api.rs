//! The same answers as the command line's, over HTTP: `/api/v1/…`, the same names and the same JSON.

use super::Shared;
use super::desk::Desk;
use super::http::{answer, no_answer, problem};
use super::params::{Fault, Params};
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use onrecord::query::FacetField;
use onrecord::render::{Answer, Format, RenderError, Renderer, renderer};
use onrecord::timeline::By;
use std::time::Instant;

/// Bytes of this type.
pub(super) type Made = Result<(&'static str, Vec<u8>), Fault>;

impl From<RenderError> for Fault {
    fn from(error: RenderError) -> Fault {
        match error {
            RenderError::Read(error) => error.into(),
            RenderError::Write(cause) => Fault::Index(onrecord::Error::Read { path: "answer".into(), cause }),
        }
    }
}

/// The answer that `make` has for the address, or why there is none.
pub(super) async fn made(
    state: Shared,
    RawQuery(query): RawQuery,
    make: impl FnOnce(&Desk<'_>, &Params) -> Made + Send + 'static,
) -> Response {
    let params = Params::read(query.as_deref());
    let answered = state.desks.ask(move |desk| match desk {
        Ok(desk) => make(desk, &params).map_err(|fault| Box::new(fault.response())),
        Err(error) => Err(Box::new(problem(StatusCode::SERVICE_UNAVAILABLE, &error.to_string(), None))),
    });
    match answered.await {
        Ok(Ok((content_type, bytes))) => answer(content_type, bytes),
        Ok(Err(response)) => *response,
        Err(why) => no_answer(why),
    }
}

/// The form that an answer is asked for in.
struct Form {
    format: Format,
    content_type: &'static str,
}

impl Form {
    const JSON: Form = Form { format: Format::Json, content_type: "application/json" };

    /// The one named under `format`.
    fn of(params: &Params) -> Result<Form, Fault> {
        match params.get("format").unwrap_or("json") {
            "json" => Ok(Form::JSON),
            "jsonl" => Ok(Form { format: Format::JsonLines, content_type: "application/x-ndjson" }),
            "csv" => Ok(Form { format: Format::Csv, content_type: "text/csv; charset=utf-8" }),
            other => Err(Fault::Value(format!("format must be one of json, jsonl, csv, not {other:?}"))),
        }
    }

    /// What `write` writes in it.
    fn written<E: Into<RenderError>>(
        &self,
        desk: &Desk<'_>,
        write: impl FnOnce(&dyn Renderer, &mut Vec<u8>) -> Result<(), E>,
    ) -> Made {
        let mut out = Vec::new();
        write(&*renderer(self.format, desk.lexicon), &mut out).map_err(Into::into)?;
        Ok((self.content_type, out))
    }
}

/// `facets=speaker,country`, or the usual ones for `facets=all`.
fn fields(params: &Params, name: &str) -> Result<Vec<FacetField>, Fault> {
    let known = |written: &str| FacetField::ALL.into_iter().find(|field| field.name() == written);
    let mut fields = Vec::new();
    for written in params.all(name).flat_map(|value| value.split(',')).map(str::trim) {
        match (written, known(written)) {
            ("all", _) => fields.extend(FacetField::shown()),
            (_, Some(field)) if !fields.contains(&field) => fields.push(field),
            (_, Some(_)) => {}
            (other, None) => return Err(Fault::Value(format!("nothing is counted by {other:?}"))),
        }
    }
    Ok(fields)
}

pub(super) async fn search(state: Shared, RawQuery(query): RawQuery) -> Response {
    let params = Params::read(query.as_deref());
    match Form::of(&params) {
        Ok(Form { format: Format::Json, .. }) => {}
        Ok(form) => return super::export::hits(state, params, form.format, form.content_type).await,
        Err(fault) => return fault.response(),
    }
    made(state, RawQuery(query), |desk, params| {
        let mut query = params.without("facets").query(desk.lexicon, super::today())?;
        query.facets = fields(params, "facets")?;
        let begun = Instant::now();
        let (results, hits) = desk.searcher.stream(&query)?.parted();
        let nothing = if results.total == 0 { Some(desk.searcher.nothing(&query)?) } else { None };
        let read_as = desk.searcher.read_as(&query);
        let answer =
            Answer { query: &query, id: None, results: &results, took: begun.elapsed(), read_as, nothing };
        Form::JSON.written(desk, |renderer, out| renderer.hits(&answer, hits, out))
    })
    .await
}

pub(super) async fn facets(state: Shared, query: RawQuery) -> Response {
    made(state, query, |desk, params| {
        let form = Form::of(params)?;
        let mut query = params.without("by").query(desk.lexicon, super::today())?;
        query.limit = 0;
        query.facets = fields(params, "by")?;
        if query.facets.is_empty() {
            query.facets = FacetField::shown();
        }
        let results = desk.searcher.search(&query)?;
        form.written(desk, |renderer, out| renderer.facets(&results.facets, out))
    })
    .await
}

pub(super) async fn timeline(state: Shared, query: RawQuery) -> Response {
    made(state, query, |desk, params| {
        let form = Form::of(params)?;
        let by = params.get("by").map(stretch).transpose()?;
        let query = params.without("by").query(desk.lexicon, super::today())?;
        let (_, timeline) = desk.searcher.timeline(&query, by)?;
        form.written(desk, |renderer, out| renderer.timeline(&timeline, out))
    })
    .await
}

/// What a bar stands for, by its name.
fn stretch(name: &str) -> Result<By, Fault> {
    By::ALL.into_iter().find(|by| by.name() == name).ok_or_else(|| {
        let known = By::ALL.map(By::name).join(", ");
        Fault::Value(format!("by must be one of {known}, not {name:?}"))
    })
}

pub(super) async fn article(state: Shared, Path(id): Path<String>) -> Response {
    made(state, RawQuery(None), move |desk, _| {
        let mut found = desk.searcher.article(&id)?;
        found.name_as(desk.aliases);
        Form::JSON.written(desk, |renderer, out| renderer.article(&(&found).into(), out))
    })
    .await
}

pub(super) async fn speakers(state: Shared, query: RawQuery) -> Response {
    made(state, query, |desk, params| {
        let form = Form::of(params)?;
        let certain = params.get("min-certainty").map(onrecord::query::hundredths).transpose()?;
        let rows = desk.searcher.roster(certain, params.get("prefix"))?;
        form.written(desk, |renderer, out| renderer.speakers(&rows, out))
    })
    .await
}

/// Whether searches are answered.
pub(super) async fn health(state: Shared) -> Response {
    let well = state.desks.ask(|desk| desk.map(drop).map_err(ToString::to_string)).await;
    match well {
        Ok(Ok(())) => answer("application/json", "{\"status\":\"ok\"}"),
        Ok(Err(reason)) => problem(StatusCode::SERVICE_UNAVAILABLE, &reason, None),
        Err(why) => no_answer(why),
    }
}

pub(super) async fn metrics(state: Shared) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/plain; version=0.0.4"));
    (headers, state.counters.text()).into_response()
}
