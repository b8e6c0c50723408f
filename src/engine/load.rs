//! Hands documents to an engine: each once, whatever is killed, refused or sent again.
//!
//! Documents are created under ids of our own, so that one that is there already is told apart from one that is new. Where
//! an engine knows no ids, what is there of a part is looked up before the rest of it is sent.

use super::clause::Clause;
use super::client::{Ask, reason};
use super::fetch::{Fetched, PAGE};
use super::{Engine, Kind};
use crate::error::{Error, Result};
use serde_json::Value;
use std::collections::HashSet;
use std::thread::sleep;

/// How often documents that an engine was too busy for are sent again.
const ATTEMPTS: u32 = 8;

/// What has become of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Those that are new to the engine.
    pub created: u64,
    /// Those that it had.
    pub known: u64,
}

impl Loaded {
    /// Adds others.
    pub fn add(&mut self, other: Loaded) {
        self.created += other.created;
        self.known += other.known;
    }
}

/// The body of a bulk request: for each document a line that says what to do, and a line of its fields.
#[derive(Clone, Debug, Default)]
pub struct Bulk {
    lines: Vec<u8>,
    /// Where each document begins.
    begins: Vec<usize>,
}

impl Bulk {
    /// Reads a body.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] for one that ends within a document; `name` is what it is called.
    pub fn new(name: &str, lines: Vec<u8>) -> Result<Bulk> {
        let mut begins = Vec::new();
        let mut ends = memchr::memchr_iter(b'\n', &lines).map(|at| at + 1);
        let mut at = 0;
        while at < lines.len() {
            begins.push(at);
            at = ends.next().and_then(|_| ends.next()).ok_or_else(|| Error::Malformed {
                source_name: name.to_owned(),
                place: Some(format!("document {}", begins.len())),
                reason: "it ends before its fields do".to_owned(),
            })?;
        }
        Ok(Bulk { lines, begins })
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.begins.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.begins.is_empty()
    }

    /// Says of each document which part it came in.
    #[must_use]
    pub fn of_part(&self, part: &str) -> Bulk {
        let field = format!(",\"part\":\"{part}\"}}\n");
        let mut out = Bulk::default();
        for at in 0..self.len() {
            let document = self.document(at);
            out.begins.push(out.lines.len());
            // Fields are an object that is never empty.
            out.lines.extend_from_slice(document.trim_ascii_end().strip_suffix(b"}").unwrap_or(document));
            out.lines.extend_from_slice(field.as_bytes());
        }
        out
    }

    /// The two lines of a document.
    fn document(&self, at: usize) -> &[u8] {
        let end = self.begins.get(at + 1).copied().unwrap_or(self.lines.len());
        &self.lines[self.begins[at]..end]
    }

    /// The id of a document.
    fn id(&self, at: usize) -> Option<String> {
        let line = self.document(at).split(|byte| *byte == b'\n').next()?;
        let action: Value = serde_json::from_slice(line).ok()?;
        action["create"]["_id"].as_str().map(str::to_owned)
    }

    /// The key of a document's article.
    fn article(&self, at: usize) -> Option<String> {
        self.id(at)?.split_once('-').map(|(article, _)| article.to_owned())
    }

    /// Some of the documents.
    fn only(&self, keep: impl Iterator<Item = usize>) -> Bulk {
        let mut out = Bulk::default();
        for at in keep {
            out.begins.push(out.lines.len());
            out.lines.extend_from_slice(self.document(at));
        }
        out
    }
}

impl Engine {
    /// Hands over a part, or what the engine does not have of it.
    ///
    /// # Errors
    ///
    /// [`Error::Remote`] with the first reason, where a document was not taken.
    pub fn load(&self, part: &str, bulk: &Bulk) -> Result<Loaded> {
        let there = self.count(&Clause::value("part", part))?;
        let all = bulk.len() as u64;
        if there >= all {
            return Ok(Loaded { created: 0, known: all });
        }
        let bulk = bulk.of_part(part);
        match there {
            0 => self.send(bulk),
            _ => self.send_rest(&bulk, &Clause::value("part", part)),
        }
    }

    /// Hands over documents, of which an engine that knows no ids may have some.
    ///
    /// # Errors
    ///
    /// As [`Engine::load`].
    pub(super) fn send_missing(&self, bulk: Bulk) -> Result<Loaded> {
        if let Kind::OpenSearch(_) = self.kind {
            return self.send(bulk);
        }
        let mut articles: Vec<String> = (0..bulk.len()).filter_map(|at| bulk.article(at)).collect();
        articles.dedup();
        self.send_rest(&bulk, &Clause::Terms("article", articles))
    }

    /// Hands over what is not among what the engine has of `there`.
    fn send_rest(&self, bulk: &Bulk, there: &Clause) -> Result<Loaded> {
        let known = self.ids_of(there)?;
        let missing = (0..bulk.len()).filter(|at| bulk.id(*at).is_none_or(|id| !known.contains(&id)));
        let missing = bulk.only(missing);
        let known = (bulk.len() - missing.len()) as u64;
        let mut loaded = self.send(missing)?;
        loaded.known += known;
        Ok(loaded)
    }

    /// Hands over documents; those that the engine is too busy for are sent again.
    ///
    /// # Errors
    ///
    /// As [`Engine::load`].
    pub fn send(&self, mut bulk: Bulk) -> Result<Loaded> {
        let mut loaded = Loaded::default();
        let mut wait = self.client.first_wait;
        for attempt in 1.. {
            if bulk.is_empty() {
                break;
            }
            let (answer, again) = self.once(&bulk)?;
            loaded.add(answer);
            if again.is_empty() {
                break;
            }
            if attempt == ATTEMPTS {
                let why = format!("{} documents were not taken, for it is too busy", again.len());
                return Err(self.client.fault(&self.path("_bulk"), &why));
            }
            bulk = bulk.only(again.into_iter());
            sleep(wait);
            wait *= 2;
        }
        Ok(loaded)
    }

    /// Hands documents over; gives those that are to be sent again.
    fn once(&self, bulk: &Bulk) -> Result<(Loaded, Vec<usize>)> {
        let path = match self.kind {
            // There it says nothing before the documents can be found, and so is lasting.
            Kind::Quickwit(_) => self.path("_bulk?refresh=wait_for"),
            Kind::OpenSearch(_) => self.path("_bulk"),
        };
        let reply = match &self.kind {
            Kind::OpenSearch(_) => self.client.ask(&path, Ask::Lines(&bulk.lines))?,
            // What may have been taken is not sent twice: it would be there twice.
            Kind::Quickwit(_) => self.client.once(&path, Ask::Lines(&bulk.lines))?.0,
        };
        if reply.status == 429 {
            return Ok((Loaded::default(), (0..bulk.len()).collect()));
        }
        let body = self.client.whole(&path, reply)?;
        let items = body["items"].as_array().map(Vec::as_slice).unwrap_or_default();
        if items.is_empty() && body["errors"] == false {
            return Ok((Loaded { created: bulk.len() as u64, known: 0 }, Vec::new()));
        }
        if items.len() != bulk.len() {
            let why = format!("of {} documents {} are answered for", bulk.len(), items.len());
            return Err(self.client.fault(&path, &why));
        }
        let (mut loaded, mut again) = (Loaded::default(), Vec::new());
        for (at, item) in items.iter().enumerate() {
            let item = item.as_object().and_then(|item| item.values().next()).unwrap_or(&Value::Null);
            match item["status"].as_u64().unwrap_or(0) {
                200..300 => loaded.created += 1,
                409 => loaded.known += 1,
                429 | 502 | 503 | 504 => again.push(at),
                status => {
                    let id = bulk.id(at).unwrap_or_default();
                    return Err(self
                        .client
                        .fault(&path, &format!("document {id}: {status}: {}", reason(item))));
                }
            }
        }
        Ok((loaded, again))
    }

    /// The ids of what the engine has of something.
    fn ids_of(&self, there: &Clause) -> Result<HashSet<String>> {
        let clause = Clause::filter(vec![there.clone()]);
        Ok(self.fetch_every(&clause, &["article", "place"])?.iter().map(Fetched::id).collect())
    }

    /// Which of these articles, by key, the engine has, with the hash of what was read of each.
    ///
    /// # Errors
    ///
    /// [`Error::Remote`].
    pub fn known(&self, keys: &[u64]) -> Result<std::collections::HashMap<u64, u64>> {
        let mut out = std::collections::HashMap::new();
        for keys in keys.chunks(PAGE) {
            let named = keys.iter().map(|key| format!("{key:016x}")).collect();
            let clause =
                Clause::filter(vec![Clause::value("kind", "article"), Clause::Terms("article", named)]);
            for document in self.fetch_every(&clause, &["article", "hash"])? {
                let key = u64::from_str_radix(document.text("article"), 16).unwrap_or_default();
                out.insert(key, super::hits::hash(&document));
            }
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_apart_and_named_after_their_part() {
        let lines = b"{\"create\":{\"_id\":\"a-0\"}}\n{\"kind\":[\"article\"]}\n{\"create\":{\"_id\":\"a-1\"}}\n{\"kind\":[\"quote\"]}\n";
        let bulk = Bulk::new("part", lines.to_vec()).unwrap();
        assert_eq!((bulk.len(), bulk.id(1).as_deref()), (2, Some("a-1")));
        let of_part = bulk.of_part("x").only([1].into_iter());
        assert_eq!(of_part.lines, b"{\"create\":{\"_id\":\"a-1\"}}\n{\"kind\":[\"quote\"],\"part\":\"x\"}\n");
        assert!(Bulk::new("part", lines[..30].to_vec()).is_err());
        assert!(Bulk::new("part", Vec::new()).unwrap().is_empty());
    }
}
