//! What the API offers, as an OpenAPI 3.1 document: schemas come from the types that answers are written from, names and
//! values from the tables that addresses are read by.

use super::http::{ProblemJson, answer};
use super::params::{COPIES, FORMATS, GROUPS, MATCHING, MOST_ON_PAGE, SORTS};
use axum::response::Response;
use onrecord::index::SpeakerRow;
use onrecord::query::{DatesFrom, FacetField, KindName};
use onrecord::render::{ArticleJson, FacetJson, HitJson, SearchJson, TimelineJson};
use onrecord::timeline::By;
use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A name that may stand behind `?`, with its schema and what it says.
struct Param(&'static str, Value, &'static str);

pub(super) async fn document() -> Response {
    answer("application/json", made().to_string())
}

fn made() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut schemas = settings.into_generator();
    let paths = paths(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "onrecord",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Who said what, when, and about which country: a search engine for the news record.",
            "license": { "name": env!("CARGO_PKG_LICENSE"), "identifier": env!("CARGO_PKG_LICENSE") },
        },
        "paths": paths,
        "components": {
            "schemas": Value::Object(schemas.take_definitions(true)),
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "where the server was started with --token" },
            },
        },
        "security": [{}, { "token": [] }],
    })
}

fn paths(schemas: &mut SchemaGenerator) -> Value {
    let lines = || json!({ "schema": { "type": "string" } });
    let table = "text/csv";
    let hits = listed::<SearchJson>(schemas, &[(table, lines()), ("application/x-ndjson", lines())]);
    // What stands on a line is described though no answer is one.
    schemas.subschema_for::<HitJson>();
    let counts = listed::<BTreeMap<String, Vec<FacetJson>>>(schemas, &[(table, lines())]);
    let timeline = listed::<TimelineJson>(schemas, &[(table, lines())]);
    let article = listed::<ArticleJson>(schemas, &[]);
    let speakers = listed::<Vec<SpeakerRow>>(schemas, &[(table, lines())]);
    let fields: Vec<&str> = FacetField::ALL.into_iter().map(FacetField::name).collect();
    let counted = |name| {
        let says = "fields to count hits by, parted by commas, or `all`";
        Param(name, text(), if name == "by" { says } else { "fields whose counts come with the hits" })
    };
    let mut search = asked();
    search.extend(paged());
    search.extend([counted("facets"), format()]);
    let mut facets = asked();
    facets.extend([counted("by"), format()]);
    let mut over_time = asked();
    let stretches = By::ALL.map(By::name);
    over_time.extend([Param("by", one_of(&stretches), "what a bar stands for; else what fits"), format()]);
    let who = vec![
        Param("prefix", text(), "the beginning of a name, or of a word of it"),
        Param("min-certainty", share(), "count only quotes that are at least so certain"),
        format(),
    ];
    let id = Param("id", text(), "the article's id, as hits give it");
    json!({
        "/api/v1/search": {
            "get": operation("search", "Passages and quotes that match", &search, "query", hits, schemas),
        },
        "/api/v1/facets": {
            "get": operation("facets", &format!("Hits by {}", fields.join(", ")), &facets, "query", counts, schemas),
        },
        "/api/v1/timeline": {
            "get": operation("timeline", "Hits over time", &over_time, "query", timeline, schemas),
        },
        "/api/v1/articles/{id}": {
            "get": operation("article", "An article with its quotes and countries", &[id], "path", article, schemas),
        },
        "/api/v1/speakers": {
            "get": operation("speakers", "Who speaks in the index", &who, "query", speakers, schemas),
        },
    })
}

/// An answer of a type in JSON, or in other forms.
fn listed<T: JsonSchema>(schemas: &mut SchemaGenerator, others: &[(&str, Value)]) -> Value {
    let mut content = Map::new();
    content.insert("application/json".to_owned(), json!({ "schema": schemas.subschema_for::<T>() }));
    content.extend(others.iter().map(|(name, form)| ((*name).to_owned(), form.clone())));
    Value::Object(content)
}

fn operation(
    name: &str,
    summary: &str,
    params: &[Param],
    place: &str,
    content: Value,
    schemas: &mut SchemaGenerator,
) -> Value {
    let params = params.iter().map(|Param(name, schema, says)| {
        json!({ "name": name, "in": place, "required": place == "path", "schema": schema, "description": says })
    });
    let problem = schemas.subschema_for::<ProblemJson>();
    let problem = json!({ "application/problem+json": { "schema": problem } });
    let mut responses = Map::new();
    responses.insert("200".to_owned(), json!({ "description": "the answer", "content": content }));
    for (status, says) in [
        ("400", "what is asked for cannot be read"),
        ("401", "a token is asked for"),
        ("404", "there is no such article"),
        ("414", "the address is too long"),
        ("429", "too many searches are waiting"),
        ("503", "the search took too long, or there is no index"),
    ] {
        responses.insert(status.to_owned(), json!({ "description": says, "content": problem }));
    }
    json!({
        "operationId": name,
        "summary": summary,
        "parameters": params.collect::<Vec<_>>(),
        "responses": responses,
    })
}

fn text() -> Value {
    json!({ "type": "string" })
}

/// Any number of texts, each under the name again.
fn texts() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

fn share() -> Value {
    json!({ "type": "number", "minimum": 0, "maximum": 1 })
}

fn one_of(values: &[&str]) -> Value {
    json!({ "type": "string", "enum": values })
}

fn format() -> Param {
    Param("format", one_of(&FORMATS), "the form of the answer")
}

/// The query and its filters.
fn asked() -> Vec<Param> {
    let kinds: Vec<&str> = KindName::all().map(|(name, _)| name).collect();
    let from: Vec<&str> = DatesFrom::all().map(|(name, _)| name).collect();
    let any = |values: &[&str]| json!({ "type": "array", "items": one_of(values) });
    vec![
        Param("q", text(), "words, “phrases” and fields, in the query language"),
        Param("match", one_of(&MATCHING.map(|(name, _)| name)), "whether all words must match, or any"),
        Param("group", one_of(&GROUPS.map(|(name, _)| name)), "what is one hit"),
        Param("copies", one_of(&COPIES.map(|(name, _)| name)), "whether copies are one hit"),
        Param("speaker", texts(), "who speaks"),
        Param("not-speaker", texts(), "who does not"),
        Param("country", texts(), "a country or region that it is about"),
        Param("not-country", texts(), "one that it is not about"),
        Param("names-country", texts(), "one that it names"),
        Param("publisher", texts(), "who published it"),
        Param("not-publisher", texts(), "who did not"),
        Param("language", texts(), "its language"),
        Param("kind", any(&kinds), "what a hit is"),
        Param("date", text(), "a day, month or year: 2025-09-04, 2025-09, 2025"),
        Param("from", text(), "the first day"),
        Param("to", text(), "the last day"),
        Param("undated", text(), "only what has no date"),
        Param("date-from", any(&from), "where the date was found, or how sure it is"),
        Param("min-certainty", share(), "how certain a quote must be"),
    ]
}

/// Which hits, in which order.
fn paged() -> Vec<Param> {
    let number = json!({ "type": "integer", "minimum": 0 });
    let says = "how many hits: on a page up to 200, as CSV or JSON Lines any number, all where none is given";
    debug_assert_eq!(MOST_ON_PAGE, 200);
    vec![
        Param("sort", one_of(&SORTS.map(|(name, _)| name)), "their order"),
        Param("limit", number.clone(), says),
        Param("offset", number, "how many are passed over, up to 10,000"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::params::Params;
    use onrecord::lang::Lexicon;

    #[test]
    fn every_name_that_is_described_is_read() {
        let today = jiff::civil::date(2025, 9, 4);
        for Param(name, schema, _) in asked().into_iter().chain(paged()) {
            let schema = schema.get("items").unwrap_or(&schema).clone();
            let value = match (name, schema["enum"][0].as_str()) {
                (_, Some(first)) => first,
                ("country" | "not-country" | "names-country", _) => "PT",
                ("language", _) => "en",
                ("date" | "from" | "to", _) => "2025-09",
                _ => "1",
            };
            let params = Params::default().with(name, value);
            assert!(params.query(&Lexicon::new(), today).is_ok(), "{name}={value}");
        }
    }

    #[test]
    fn references_lead_somewhere() {
        let document = made();
        let text = document.to_string();
        let referred = text.split("\"$ref\":\"#/components/schemas/").skip(1);
        let names: Vec<&str> = referred.filter_map(|rest| rest.split('"').next()).collect();
        assert!(names.len() > 10, "{text}");
        for name in names {
            assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
        }
    }
}
