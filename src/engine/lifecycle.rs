//! Makes an index on an engine, says how it is, moves an alias to it, drops it.

use super::clause::Clause;
use super::client::{Ask, Client};
use super::{Engine, mapping};
use crate::error::{Error, Result};
use crate::index::FORMAT;
use serde_json::{Value, json};
use std::fmt;

/// What an engine is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// OpenSearch or Elasticsearch, with its name and version.
    OpenSearch(String),
    /// Quickwit, with its version.
    Quickwit(String),
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::OpenSearch(version) => f.write_str(version),
            Kind::Quickwit(version) => write!(f, "Quickwit {version}"),
        }
    }
}

/// How an index on an engine is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Articles.
    pub articles: u64,
    /// Passages: quotes and paragraphs.
    pub passages: u64,
    /// Quotes.
    pub quotes: u64,
    /// The form of the records.
    pub format: Option<u64>,
}

/// Where Quickwit has the interface that all have.
const ELASTIC: &str = "/api/v1/_elastic";

/// Asks an engine what it is.
pub(super) fn kind_of(client: &mut Client) -> Result<Kind> {
    let reply = client.ask("/", Ask::Get)?;
    if reply.status == 200 && reply.body["version"]["number"].is_string() {
        let name = match reply.body["version"]["distribution"].as_str() {
            Some("opensearch") => "OpenSearch",
            _ => "Elasticsearch",
        };
        let version = reply.body["version"]["number"].as_str().unwrap_or_default();
        return Ok(Kind::OpenSearch(format!("{name} {version}")));
    }
    if matches!(reply.status, 401 | 403) {
        return Err(client.refused("/", &reply));
    }
    client.prefix = ELASTIC;
    let reply = client.ask("/", Ask::Get)?;
    let number = reply.body["version"]["number"].as_str().unwrap_or_default();
    match reply.body["version"]["distribution"].as_str() {
        Some("quickwit") if reply.status == 200 => Ok(Kind::Quickwit(number.to_owned())),
        _ => Err(client.fault("/", "this is neither OpenSearch, Elasticsearch nor Quickwit")),
    }
}

impl Engine {
    /// Makes the index, in so many shards; on Quickwit these are its own affair.
    ///
    /// # Errors
    ///
    /// [`Error::Remote`], also where there is one of that name.
    pub fn init(&self, shards: u32, replicas: u32) -> Result<()> {
        let index = self.client.address().index();
        let (path, ask) = match self.kind {
            Kind::OpenSearch(_) => (format!("/{index}"), Ask::Put(&mapping::opensearch(shards, replicas))),
            Kind::Quickwit(_) => return self.native("/api/v1/indexes", Ask::Post(&mapping::quickwit(index))),
        };
        // Once: were its answer lost, it would seem to have been there before.
        let (reply, _) = self.client.once(&path, ask)?;
        self.client.whole(&path, reply).map(drop)
    }

    /// Drops the index with all that is in it.
    ///
    /// # Errors
    ///
    /// [`Error::Remote`], also where there is none.
    pub fn drop_index(&self) -> Result<()> {
        let index = self.client.address().index();
        if let Kind::Quickwit(_) = self.kind {
            return self.native(&format!("/api/v1/indexes/{index}"), Ask::Delete);
        }
        let path = format!("/{index}");
        let (reply, _) = self.client.once(&path, Ask::Delete)?;
        self.client.whole(&path, reply).map(drop)
    }

    /// Asks Quickwit in its own words.
    fn native(&self, path: &str, ask: Ask<'_>) -> Result<()> {
        let reply = self.client.ask_apart(path, ask)?;
        self.client.whole(path, reply).map(drop)
    }

    /// Moves an alias to this index, in one step, from wherever it was; says from where.
    ///
    /// # Errors
    ///
    /// [`Error::NotOnEngine`] on Quickwit, which has no aliases; [`Error::Remote`].
    pub fn switch(&self, alias: &str) -> Result<Vec<String>> {
        if let Kind::Quickwit(_) = self.kind {
            return Err(Error::NotOnEngine { what: "an alias".to_owned() });
        }
        let alias = self.client.address().with_index(alias)?.index().to_owned();
        let index = self.client.address().index();
        let path = format!("/_alias/{alias}");
        let reply = self.client.ask(&path, Ask::Get)?;
        let was: Vec<String> = match reply.status {
            404 => Vec::new(),
            _ => self
                .client
                .whole(&path, reply)?
                .as_object()
                .into_iter()
                .flat_map(|found| found.keys().cloned())
                .collect(),
        };
        let removed = was.iter().filter(|old| *old != index);
        let mut actions: Vec<Value> =
            removed.map(|old| json!({ "remove": { "index": old, "alias": alias } })).collect();
        actions.push(json!({ "add": { "index": index, "alias": alias } }));
        let reply = self.client.ask("/_aliases", Ask::Post(&json!({ "actions": actions })))?;
        self.client.whole("/_aliases", reply)?;
        Ok(was)
    }

    /// Counts what is in the index.
    ///
    /// # Errors
    ///
    /// [`Error::Remote`], also where there is none.
    pub fn status(&self) -> Result<Status> {
        let of = |kind: &str| self.count(&Clause::value("kind", kind));
        let (articles, quotes) = (of("article")?, of("quote")?);
        let other = Clause::any(vec![
            Clause::Range("format", None, Some(i64::from(FORMAT) - 1)),
            Clause::Range("format", Some(i64::from(FORMAT) + 1), None),
        ]);
        let format = match self.count(&other)? {
            0 if articles > 0 => Some(u64::from(FORMAT)),
            _ => None,
        };
        Ok(Status { articles, passages: quotes + of("paragraph")?, quotes, format })
    }

    /// Makes what was written visible to searches; on Quickwit, which does so by itself, nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Remote`].
    pub fn refresh(&self) -> Result<()> {
        if let Kind::Quickwit(_) = self.kind {
            return Ok(());
        }
        let path = self.path("_refresh");
        let reply = self.client.ask(&path, Ask::Post(&json!({})))?;
        self.client.whole(&path, reply).map(drop)
    }

    /// How many documents match.
    pub(super) fn count(&self, clause: &Clause) -> Result<u64> {
        let path = self.path("_count");
        let reply = self.client.ask(&path, Ask::Post(&json!({ "query": clause.json() })))?;
        let body = self.client.whole(&path, reply)?;
        body["count"].as_u64().ok_or_else(|| self.client.fault(&path, "the answer has no count"))
    }
}
