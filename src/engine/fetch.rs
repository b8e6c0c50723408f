//! Asks for documents and counts, and reads them.

use super::Engine;
use super::clause::Clause;
use super::client::Ask;
use super::document::document_id;
use crate::error::Result;
use serde_json::{Map, Value, json};

/// Most documents of one page, and most that may be asked for in the order of their scores.
pub(super) const PAGE: usize = 1_000;
pub(super) const MOST_BY_SCORE: usize = 10_000;

/// How often what changes while it is read is read.
const ROUNDS: usize = 4;

/// The order of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Best match first.
    Score,
    /// Latest day first, undated last.
    Newest,
    /// Earliest day first, undated last.
    Oldest,
    /// As in the article.
    Place,
}

/// What is asked for.
pub(super) struct Wanted<'a> {
    pub(super) clause: &'a Clause,
    pub(super) order: Order,
    /// Most documents.
    pub(super) size: usize,
    /// Documents passed over, in the order of scores.
    pub(super) from: usize,
    /// The order of the last document before the first wanted.
    pub(super) after: Option<&'a Value>,
    /// The fields that are wanted of each.
    pub(super) fields: &'a [&'static str],
    /// The fields whose values are counted.
    pub(super) counted: &'a [&'static str],
    /// The field of which it is asked how many values there are, which an engine estimates.
    pub(super) distinct: Option<&'static str>,
}

impl<'a> Wanted<'a> {
    /// How many match, and no more.
    pub(super) fn count(clause: &'a Clause) -> Wanted<'a> {
        let (order, fields, counted): (_, &[_], &[_]) = (Order::Newest, &[], &[]);
        Wanted { clause, order, size: 0, from: 0, after: None, fields, counted, distinct: None }
    }

    /// As the engine is asked; of values at most so many are counted.
    fn json(&self, most_values: usize) -> Value {
        let sort = match self.order {
            Order::Score => json!([{ "_score": { "order": "desc" } }, { "passage_key": { "order": "asc" } }]),
            Order::Newest => {
                json!([{ "newest": { "order": "desc" } }, { "passage_key": { "order": "asc" } }])
            }
            Order::Oldest => json!([{ "oldest": { "order": "asc" } }, { "passage_key": { "order": "asc" } }]),
            Order::Place => json!([{ "passage_key": { "order": "asc" } }]),
        };
        let mut body = json!({
            "query": self.clause.json(),
            "size": self.size,
            "track_total_hits": true,
        });
        if self.size > 0 {
            body["sort"] = sort;
        }
        if self.from > 0 {
            body["from"] = json!(self.from);
        }
        if let Some(after) = self.after {
            body["search_after"] = after.clone();
        }
        if !self.counted.is_empty() {
            let terms = |field: &&str| {
                ((*field).to_owned(), json!({ "terms": { "field": field, "size": most_values } }))
            };
            body["aggs"] = Value::Object(self.counted.iter().map(terms).collect::<Map<_, _>>());
        }
        if let Some(field) = self.distinct {
            body["aggs"][DISTINCT] = json!({ "cardinality": { "field": field } });
        }
        body
    }
}

/// How many things are asked for in one request.
const AT_A_TIME: usize = 200;

/// What the number of values is asked under.
const DISTINCT: &str = "distinct";

/// What was found.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) total: u64,
    pub(super) documents: Vec<Fetched>,
    /// Values with their counts, by field.
    pub(super) counts: Vec<(&'static str, Vec<(String, u64)>)>,
    /// How many values there are, about, where that was asked.
    pub(super) distinct: u64,
}

/// A document that was found.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) score: f32,
    pub(super) order: Value,
    pub(super) fields: Value,
}

impl Fetched {
    pub(super) fn text(&self, field: &str) -> &str {
        self.texts(field).first().copied().unwrap_or_default()
    }

    /// The id that the document was made under.
    pub(super) fn id(&self) -> String {
        document_id(self.text("article"), self.number("place").unwrap_or_default())
    }

    /// Where a passage stands among those of its article.
    pub(super) fn place(&self) -> u64 {
        self.number("place").and_then(|place| u64::try_from(place).ok()).unwrap_or_default()
    }

    pub(super) fn texts(&self, field: &str) -> Vec<&str> {
        match &self.fields[field] {
            Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
            value => value.as_str().into_iter().collect(),
        }
    }

    /// The terms of a field of words, or the values of another.
    pub(super) fn terms<'f>(&'f self, field: &str) -> impl Iterator<Item = &'f str> {
        let is_of_words = matches!(field, "words" | "roots" | "title_words" | "title_roots");
        self.texts(field).into_iter().flat_map(move |text| text.split(move |c| is_of_words && c == ' '))
    }

    pub(super) fn number(&self, field: &str) -> Option<i64> {
        match &self.fields[field] {
            Value::Array(values) => values.first().and_then(Value::as_i64),
            value => value.as_i64(),
        }
    }
}

impl Engine {
    /// Asks for documents.
    pub(super) fn fetch(&self, wanted: &Wanted<'_>) -> Result<Page> {
        let path = self.path(&format!("_search?_source_includes={}", fields(wanted)));
        let reply = self.client.ask(&path, Ask::Post(&wanted.json(self.client.most_values)))?;
        let body = self.client.whole(&path, reply)?;
        self.read(&path, &body, wanted)
    }

    /// All documents that match, in the order of their passage keys.
    pub(super) fn fetch_every(&self, clause: &Clause, fields: &[&'static str]) -> Result<Vec<Fetched>> {
        let mut out: Vec<Fetched> = Vec::new();
        loop {
            let after = out.last().map(|last| &last.order);
            let wanted = Wanted { order: Order::Place, size: PAGE, after, fields, ..Wanted::count(clause) };
            let Page { total, documents, .. } = self.fetch(&wanted)?;
            let is_last = documents.len() < PAGE;
            out.extend(documents);
            if is_last && out.len() as u64 == total {
                return Ok(out);
            }
            // A cursor that stays where it is would go round for ever.
            if is_last || out.len() as u64 > total {
                let why = format!("{} of {total} documents were given", out.len());
                return Err(self.client.fault(&self.path("_search"), &why));
            }
        }
    }

    /// All documents that match, in an order, of which there are `total` or so; nothing if they change all the while.
    ///
    /// # Errors
    ///
    /// [`Error::Remote`].
    pub(super) fn fetch_in_order(
        &self,
        clause: &Clause,
        order: Order,
        fields: &[&'static str],
        mut total: u64,
    ) -> Result<Option<Vec<Fetched>>> {
        for _ in 0..ROUNDS {
            let mut out: Vec<Fetched> = Vec::new();
            let mut there = total;
            while (out.len() as u64) < total && there == total {
                let by_score = order == Order::Score;
                let wanted = Wanted {
                    order,
                    size: PAGE.min(total as usize - out.len()),
                    from: if by_score { out.len() } else { 0 },
                    after: out.last().map(|last| &last.order).filter(|_| !by_score),
                    fields,
                    ..Wanted::count(clause)
                };
                let page = self.fetch(&wanted)?;
                there = if page.documents.len() < wanted.size { page.total + 1 } else { page.total };
                out.extend(page.documents);
            }
            let once: std::collections::HashSet<String> = out.iter().map(Fetched::id).collect();
            if there == total && once.len() as u64 == total {
                return Ok(Some(out));
            }
            total = self.count(clause)?;
        }
        Ok(None)
    }

    /// Asks for several things, many at a time; all are answered, or nothing is.
    pub(super) fn fetch_all(&self, wanted: &[Wanted<'_>]) -> Result<Vec<Page>> {
        let mut pages = Vec::with_capacity(wanted.len());
        for some in wanted.chunks(AT_A_TIME) {
            pages.extend(self.fetch_at_once(some)?);
        }
        Ok(pages)
    }

    fn fetch_at_once(&self, wanted: &[Wanted<'_>]) -> Result<Vec<Page>> {
        if let [one] = wanted {
            return Ok(vec![self.fetch(one)?]);
        }
        let index = self.client.address().index();
        let mut lines = String::new();
        for one in wanted {
            let mut body = one.json(self.client.most_values);
            body["_source"] = if one.fields.is_empty() { json!(false) } else { json!(one.fields) };
            lines.push_str(&format!("{}\n{body}\n", json!({ "index": index })));
        }
        let path = "/_msearch";
        let reply = self.client.ask(path, Ask::Lines(lines.as_bytes()))?;
        let body = self.client.whole(path, reply)?;
        let answers = body["responses"].as_array().filter(|answers| answers.len() == wanted.len());
        let answers =
            answers.ok_or_else(|| self.client.fault(path, "the answer leaves some questions out"))?;
        answers.iter().zip(wanted).map(|(answer, wanted)| self.read(path, answer, wanted)).collect()
    }

    fn read(&self, path: &str, body: &Value, wanted: &Wanted<'_>) -> Result<Page> {
        let missing = |what: &str| self.client.fault(path, &format!("the answer has no {what}"));
        let total = &body["hits"]["total"];
        if total["relation"] == "gte" {
            return Err(self.client.fault(path, "the total is not counted to its end"));
        }
        let total = total["value"].as_u64().or_else(|| total.as_u64()).ok_or_else(|| missing("total"))?;
        let hits = body["hits"]["hits"].as_array().ok_or_else(|| missing("hits"))?;
        let document = |hit: &Value| Fetched {
            score: hit["_score"].as_f64().unwrap_or(0.0) as f32,
            order: hit["sort"].clone(),
            fields: hit["_source"].clone(),
        };
        let documents: Vec<Fetched> = hits.iter().map(document).collect();
        let due = total.saturating_sub(wanted.from as u64).min(wanted.size as u64) as usize;
        if wanted.after.is_none() && documents.len() < due {
            return Err(self
                .client
                .fault(path, &format!("{} of {due} documents were given", documents.len())));
        }
        let mut counts = Vec::new();
        for field in wanted.counted {
            let found = self.counted(path, &body["aggregations"][*field])?;
            let found = match found {
                Counted::All(values) => values,
                Counted::Most(_) => self.count_apart(wanted.clause, field)?,
            };
            counts.push((*field, found));
        }
        let distinct = match wanted.distinct {
            // Some engines answer with a fraction.
            Some(_) => body["aggregations"][DISTINCT]["value"]
                .as_f64()
                .ok_or_else(|| missing("number of values"))? as u64,
            None => 0,
        };
        Ok(Page { total, documents, counts, distinct })
    }

    /// Values with their counts, of which there may be more than are counted at a time.
    pub(super) fn count_values(&self, clause: &Clause, field: &'static str) -> Result<Counted> {
        let path = self.path("_search?_source_includes=format");
        let wanted = Wanted { counted: &[field], ..Wanted::count(clause) };
        let reply = self.client.ask(&path, Ask::Post(&wanted.json(self.client.most_values)))?;
        let body = self.client.whole(&path, reply)?;
        self.counted(&path, &body["aggregations"][field])
    }

    fn counted(&self, path: &str, found: &Value) -> Result<Counted> {
        let buckets = found["buckets"].as_array();
        let buckets = buckets.ok_or_else(|| self.client.fault(path, "the answer has no counts"))?;
        let more = found["sum_other_doc_count"].as_u64().unwrap_or(0);
        let error = found["doc_count_error_upper_bound"].as_u64().unwrap_or(0);
        let value = |bucket: &Value| {
            let key = match &bucket["key"] {
                Value::String(key) => key.clone(),
                other => other.to_string(),
            };
            Some((key, bucket["doc_count"].as_u64()?))
        };
        let values = buckets.iter().filter_map(value).collect();
        Ok(if more > 0 || error > 0 { Counted::Most(values) } else { Counted::All(values) })
    }
}

/// Values of a field with their counts.
pub(super) enum Counted {
    /// All, exactly.
    All(Vec<(String, u64)>),
    /// Some of them, most of them rightly counted.
    Most(Vec<(String, u64)>),
}

fn fields(wanted: &Wanted<'_>) -> String {
    // Some engines give everything where nothing is named.
    if wanted.fields.is_empty() { "format".to_owned() } else { wanted.fields.join(",") }
}
