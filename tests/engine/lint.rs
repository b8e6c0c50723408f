//! What may be asked of an engine, so that OpenSearch, Elasticsearch and Quickwit all understand it, and alike. Written down
//! here a second time, apart from the code that asks.

use super::proxy::Asked;
use serde_json::{Map, Value};

const NUMBERS: [&str; 9] =
    ["place", "passage_key", "newest", "oldest", "day", "certainty", "format", "order", "first_day"];
const TEXTS: [&str; 4] = ["words", "roots", "title_words", "title_roots"];
const MOST_BY_SCORE: u64 = 10_000;
const MOST_VALUES: usize = 65_535;

type Checked = Result<(), String>;

/// Refuses what not every engine understands.
pub(super) fn check(asked: &Asked) -> Checked {
    let (path, parameters) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    let call = path.rsplit('/').next().unwrap_or_default();
    let index = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let json = || serde_json::from_str::<Value>(&asked.body).map_err(|e| format!("no JSON: {e}"));
    match (asked.method.as_str(), call) {
        ("GET", "") if path == "/" => Ok(()),
        ("GET", "_elastic") | ("GET", "") => Ok(()),
        ("POST", "_search") => {
            let fields = parameters.strip_prefix("_source_includes=");
            let fields = fields.ok_or("all of the documents is asked for")?;
            if fields.is_empty() {
                return Err("no field is asked for".into());
            }
            search(&json()?, false)
        }
        ("POST", "_count") => {
            let body = json()?;
            only(object(&body)?, &["query"])?;
            clause(&body["query"])
        }
        ("POST", "_msearch") if path == "/_msearch" => {
            let lines: Vec<&str> = asked.body.lines().collect();
            if !lines.len().is_multiple_of(2) || !asked.body.ends_with('\n') {
                return Err("a question without its index".into());
            }
            lines.chunks(2).try_for_each(|pair| {
                let head: Value = serde_json::from_str(pair[0]).map_err(|e| e.to_string())?;
                only(object(&head)?, &["index"])?;
                search(&serde_json::from_str(pair[1]).map_err(|e| e.to_string())?, true)
            })
        }
        ("POST", "_bulk") if !index.starts_with('_') => bulk(&asked.body),
        ("PUT" | "DELETE", name) if path == format!("/{name}") && !name.starts_with('_') => Ok(()),
        // What OpenSearch and Elasticsearch alone are asked.
        ("POST", "_refresh" | "_aliases") => Ok(()),
        ("GET", _) if path.starts_with("/_alias/") => Ok(()),
        (method, _) => Err(format!("{method} {path} is no call of all engines")),
    }
}

fn bulk(body: &str) -> Checked {
    if body.len() > 10_000_000 {
        return Err("a request of more than ten million bytes".into());
    }
    let lines: Vec<&str> = body.lines().collect();
    if !lines.len().is_multiple_of(2) || !body.ends_with('\n') {
        return Err("a document without its fields".into());
    }
    lines.chunks(2).try_for_each(|pair| {
        let action: Value = serde_json::from_str(pair[0]).map_err(|e| e.to_string())?;
        only(object(&action)?, &["create"])?;
        only(object(&action["create"])?, &["_id"])?;
        let fields: Value = serde_json::from_str(pair[1]).map_err(|e| e.to_string())?;
        let beyond = |number: i64| number.unsigned_abs() > 1 << 53;
        match object(&fields)?.iter().find(|(_, value)| value.as_i64().is_some_and(beyond)) {
            Some((name, value)) => Err(format!("{name} {value} is no number that all keep exactly")),
            None => Ok(()),
        }
    })
}

fn search(body: &Value, in_many: bool) -> Checked {
    let mut known = vec!["query", "size", "from", "sort", "search_after", "track_total_hits", "aggs"];
    known.extend(in_many.then_some("_source"));
    only(object(body)?, &known)?;
    clause(&body["query"])?;
    if body["track_total_hits"] != true {
        return Err("totals that are not counted to their end".into());
    }
    let size = body["size"].as_u64().ok_or("no size")?;
    if size > 0 {
        sort(body)?;
    } else if body.get("sort").is_some() || body.get("search_after").is_some() {
        return Err("an order of nothing".into());
    }
    let from = body["from"].as_u64().unwrap_or(0);
    if from > 0 && from + size > MOST_BY_SCORE {
        return Err(format!("documents beyond the first {MOST_BY_SCORE}"));
    }
    body["aggs"].as_object().into_iter().flatten().try_for_each(|(_, counted)| {
        if let Some(distinct) = counted.get("cardinality") {
            only(object(counted)?, &["cardinality"])?;
            only(object(distinct)?, &["field"])?;
            return if distinct["field"] == "article" {
                Ok(())
            } else {
                Err(format!("values of {distinct}"))
            };
        }
        only(object(counted)?, &["terms"])?;
        let terms = object(&counted["terms"])?;
        only(terms, &["field", "size"])?;
        let field = terms["field"].as_str().ok_or("a count of no field")?;
        if TEXTS.contains(&field) || field == "record" {
            return Err(format!("the words of {field} are counted"));
        }
        let most = terms["size"].as_u64().ok_or("a count without a bound")?;
        if most as usize > MOST_VALUES { Err("more values than engines count".into()) } else { Ok(()) }
    })
}

fn sort(body: &Value) -> Checked {
    let keys = body["sort"].as_array().ok_or("no order")?;
    let named: Vec<&str> =
        keys.iter().filter_map(|key| key.as_object()?.keys().next().map(String::as_str)).collect();
    match named.as_slice() {
        ["_score", "passage_key"] if body.get("search_after").is_none() => Ok(()),
        ["_score", "passage_key"] => Err("a cursor by score, which may stand still".into()),
        ["newest" | "oldest", "passage_key"] | ["passage_key"] if body.get("from").is_none() => Ok(()),
        other => Err(format!("an order by {other:?}")),
    }
}

fn clause(clause: &Value) -> Checked {
    let (name, inside) = single(clause)?;
    match name.as_str() {
        "match_all" => only(object(inside)?, &[]),
        "term" => {
            let (field, value) = single(inside)?;
            text(field)?;
            only(object(value)?, &["value", "boost"])?;
            match value["value"].as_str() {
                Some(term) if !term.is_empty() => Ok(()),
                _ => Err(format!("no term of {field}")),
            }
        }
        "terms" => {
            let (field, values) = single(inside)?;
            let values = values.as_array().ok_or("no values")?;
            if TEXTS.contains(&field.as_str()) || NUMBERS.contains(&field.as_str()) {
                return Err(format!("values of {field}"));
            }
            if values.is_empty() || values.len() > MOST_VALUES || !values.iter().all(Value::is_string) {
                return Err(format!("{} values of {field}", values.len()));
            }
            Ok(())
        }
        "match_phrase" => {
            let (field, words) = single(inside)?;
            text(field)?;
            let words = words.as_str().ok_or("no words")?;
            if words.split(' ').count() < 2 { Err("a row of one word".into()) } else { Ok(()) }
        }
        "prefix" => {
            let (field, value) = single(inside)?;
            only(object(value)?, &["value"])?;
            if NUMBERS.contains(&field.as_str()) || field == "record" {
                return Err(format!("a beginning of {field}"));
            }
            Ok(())
        }
        "range" => {
            let (field, bounds) = single(inside)?;
            only(object(bounds)?, &["gte", "lte"])?;
            let whole = object(bounds)?.values().all(|bound| bound.is_i64() || bound.is_u64());
            if !NUMBERS.contains(&field.as_str()) || object(bounds)?.is_empty() || !whole {
                return Err(format!("a range of {field}: {bounds}"));
            }
            Ok(())
        }
        "exists" => {
            only(object(inside)?, &["field"])?;
            if inside["field"].is_string() { Ok(()) } else { Err("whether nothing exists".into()) }
        }
        "bool" => group(object(inside)?),
        other => Err(format!("a clause {other}")),
    }
}

fn group(parts: &Map<String, Value>) -> Checked {
    only(parts, &["must", "filter", "must_not", "should", "minimum_should_match"])?;
    for (name, list) in parts.iter().filter(|(name, _)| *name != "minimum_should_match") {
        let list = list.as_array().filter(|list| !list.is_empty()).ok_or(format!("an empty {name}"))?;
        list.iter().try_for_each(clause)?;
    }
    if parts.contains_key("should") != parts.contains_key("minimum_should_match") {
        return Err("parts of which it is not said how many must match".into());
    }
    if !["must", "filter", "should"].iter().any(|name| parts.contains_key(*name)) {
        return Err("a group that only excludes".into());
    }
    Ok(())
}

fn text(field: &str) -> Checked {
    if TEXTS.contains(&field) { Ok(()) } else { Err(format!("words of {field}")) }
}

fn object(value: &Value) -> Result<&Map<String, Value>, String> {
    value.as_object().ok_or_else(|| format!("no object: {value}"))
}

fn single(value: &Value) -> Result<(&String, &Value), String> {
    let object = object(value)?;
    match object.len() {
        1 => Ok(object.iter().next().expect("one")),
        n => Err(format!("{n} things where one should be: {value}")),
    }
}

fn only(object: &Map<String, Value>, known: &[&str]) -> Checked {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("{key} where only {known:?} may be")),
        None => Ok(()),
    }
}

#[test]
fn what_some_engine_misreads_is_refused() {
    let search = |body: &str| {
        let body = body.replace("TAIL", "\"size\": 0, \"track_total_hits\": true");
        check(&Asked {
            method: "POST".into(),
            path: "/news/_search?_source_includes=format".into(),
            authorization: None,
            body,
        })
    };
    assert_eq!(search(r#"{"query": {"match_all": {}}, TAIL}"#), Ok(()));
    for wrong in [
        r#"{"query": {"match_all": {}}, "size": 0}"#,
        r#"{"query": {"match": {"words": "a b"}}, TAIL}"#,
        r#"{"query": {"bool": {"must": [{"match_all": {}}], "boost": 2}}, TAIL}"#,
        r#"{"query": {"bool": {"should": [{"match_all": {}}]}}, TAIL}"#,
        r#"{"query": {"bool": {"must_not": [{"match_all": {}}]}}, TAIL}"#,
        r#"{"query": {"terms": {"words": ["a"]}}, TAIL}"#,
        r#"{"query": {"range": {"published_at": {"gte": "1950-01-01"}}}, TAIL}"#,
        r#"{"query": {"prefix": {"day": {"value": "2"}}}, TAIL}"#,
        r#"{"query": {"match_phrase": {"words": {"query": "a b", "slop": 2}}}, TAIL}"#,
        r#"{"query": {"match_all": {}}, "highlight": {}, TAIL}"#,
        r#"{"query": {"match_all": {}}, "aggs": {"a": {"top_hits": {}}}, TAIL}"#,
        r#"{"query": {"match_all": {}}, "aggs": {"a": {"cardinality": {"field": "words"}}}, TAIL}"#,
        r#"{"query": {"match_all": {}}, "aggs": {"a": {"date_histogram": {"calendar_interval": "month"}}}, TAIL}"#,
        r#"{"query": {"match_all": {}}, "size": 1, "track_total_hits": true, "sort": [{"title": "asc"}]}"#,
        r#"{"query": {"match_all": {}}, "size": 1, "track_total_hits": true, "sort": [{"_score": "desc"}, {"passage_key": "asc"}], "search_after": [1, 2]}"#,
    ] {
        assert!(search(wrong).is_err(), "{wrong}");
    }
}
