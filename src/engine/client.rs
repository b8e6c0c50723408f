//! Talks to an engine over HTTP, and takes no answer for more than it is.
//!
//! What is busy (429, 502, 503, 504), cannot be reached or answers in part is asked again, each time later, and then said
//! to have failed. Only what may be done twice is asked again.

use super::Address;
use crate::error::{Error, Result};
use serde_json::Value;
use std::thread::sleep;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// How often something is asked before it has failed.
const ATTEMPTS: u32 = 5;

/// Longest that an engine may ask to be left alone.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Most bytes of an answer: ten thousand records.
const LONGEST_ANSWER: u64 = 1 << 30;

/// How to talk to an engine.
#[derive(Clone, Debug)]
pub struct Manner {
    /// Longest that one answer may take.
    pub patience: Duration,
    /// What is waited before something is asked a second time; each time twice as long.
    pub first_wait: Duration,
    /// Bytes of documents that are sent at a time; some engines take no more than ten million.
    pub request_bytes: usize,
    /// Most values of a field that are asked for at a time; engines give no more than 65,535.
    pub most_values: usize,
    /// Most documents that are read to be looked at here, where an engine cannot be asked for just what is wanted; no more
    /// than 10,000.
    pub most_read: usize,
    /// Certificates in PEM of those who may vouch for the engine, in place of the well-known ones.
    pub authorities: Option<Vec<u8>>,
}

impl Default for Manner {
    fn default() -> Manner {
        Manner {
            patience: Duration::from_secs(60),
            first_wait: Duration::from_millis(200),
            request_bytes: 6 << 20,
            most_values: 50_000,
            most_read: 10_000,
            authorities: None,
        }
    }
}

/// A connection to an engine.
pub(super) struct Client {
    agent: Agent,
    address: Address,
    pub(super) first_wait: Duration,
    pub(super) request_bytes: usize,
    pub(super) most_values: usize,
    pub(super) most_read: usize,
    /// What stands between the engine's address and a path of the interface that all engines have.
    pub(super) prefix: &'static str,
}

/// What an engine answered.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// What is asked.
#[derive(Clone, Copy)]
pub(super) enum Ask<'b> {
    Get,
    Delete,
    Put(&'b Value),
    Post(&'b Value),
    /// Lines of JSON.
    Lines(&'b [u8]),
}

impl Client {
    pub(super) fn new(address: Address, manner: &Manner) -> Result<Client> {
        let mut tls = TlsConfig::builder();
        if let Some(pem) = &manner.authorities {
            tls = tls.root_certs(authorities(&address, pem)?);
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(manner.patience))
            .timeout_connect(Some(manner.patience.min(Duration::from_secs(10))))
            .user_agent(concat!("onrecord/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build());
        let Manner { first_wait, request_bytes, most_values, most_read, .. } = *manner;
        let agent = config.build().into();
        Ok(Client { agent, address, first_wait, request_bytes, most_values, most_read, prefix: "" })
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Asks, again and again while it may get better; any answer that is none of the engine being busy is given.
    pub(super) fn ask(&self, path: &str, ask: Ask<'_>) -> Result<Reply> {
        let mut wait = self.first_wait;
        for attempt in 1.. {
            let (error, after) = match self.once(path, ask) {
                Ok((reply, _)) if !is_busy(&reply) => return Ok(reply),
                Ok((reply, after)) => (self.refused(path, &reply), after),
                Err(error) => (error, None),
            };
            if attempt == ATTEMPTS {
                return Err(error);
            }
            sleep(after.unwrap_or(wait).min(LONGEST_WAIT));
            wait *= 2;
        }
        unreachable!("the last attempt has an end");
    }

    /// Asks once what all engines understand.
    pub(super) fn once(&self, path: &str, ask: Ask<'_>) -> Result<(Reply, Option<Duration>)> {
        self.send(path, format!("{}{}{path}", self.address.base(), self.prefix), ask)
    }

    /// Asks once what one kind of engine alone understands.
    pub(super) fn ask_apart(&self, path: &str, ask: Ask<'_>) -> Result<Reply> {
        self.send(path, format!("{}{path}", self.address.base()), ask).map(|(reply, _)| reply)
    }

    fn send(&self, path: &str, url: String, ask: Ask<'_>) -> Result<(Reply, Option<Duration>)> {
        let failed = |cause: &dyn std::fmt::Display| self.fault(path, &cause.to_string());
        let sent = match ask {
            Ask::Get => self.known(self.agent.get(&url)).call(),
            Ask::Delete => self.known(self.agent.delete(&url)).call(),
            Ask::Put(body) => {
                self.known(self.agent.put(&url)).content_type("application/json").send(body.to_string())
            }
            Ask::Post(body) => {
                self.known(self.agent.post(&url)).content_type("application/json").send(body.to_string())
            }
            Ask::Lines(lines) => {
                self.known(self.agent.post(&url)).content_type("application/x-ndjson").send(lines)
            }
        };
        let mut answer = sent.map_err(|cause| failed(&cause))?;
        let after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let body = answer.body_mut().with_config().limit(LONGEST_ANSWER).read_to_vec();
        let body = body.map_err(|cause| failed(&cause))?;
        let status = answer.status().as_u16();
        let body = match serde_json::from_slice(&body) {
            Ok(body) => body,
            // What stands before an engine answers in other words.
            Err(_) if status >= 300 => {
                Value::String(String::from_utf8_lossy(&body).chars().take(200).collect())
            }
            Err(cause) => return Err(failed(&format!("the answer is no JSON: {cause}"))),
        };
        Ok((Reply { status, body }, after.map(Duration::from_secs)))
    }

    fn known<B>(&self, request: ureq::RequestBuilder<B>) -> ureq::RequestBuilder<B> {
        match self.address.authorization() {
            Some(header) => request.header("authorization", header),
            None => request,
        }
    }

    /// The body of an answer that says it went well and whole.
    pub(super) fn whole(&self, path: &str, reply: Reply) -> Result<Value> {
        if reply.status >= 300 {
            return Err(self.refused(path, &reply));
        }
        match broken(&reply.body) {
            Some(reason) => Err(self.fault(path, &reason)),
            None => Ok(reply.body),
        }
    }

    /// What an engine says when it does not do what it is asked, or not all of it.
    pub(super) fn refused(&self, path: &str, reply: &Reply) -> Error {
        match broken(&reply.body) {
            Some(why) => self.fault(path, &why),
            None => self.fault(path, &format!("{}: {}", reply.status, reason(&reply.body))),
        }
    }

    pub(super) fn fault(&self, path: &str, reason: &str) -> Error {
        let path = path.split('?').next().unwrap_or(path);
        Error::Remote { place: format!("{}{path}", self.address.base()), reason: reason.to_owned() }
    }
}

/// What an engine gives as the reason, in the words it has for it.
pub(super) fn reason(body: &Value) -> String {
    let error = &body["error"];
    let found = [&error["root_cause"][0]["reason"], &error["reason"], error, &body["message"], body];
    found
        .iter()
        .find_map(|value| value.as_str())
        .map_or_else(|| body.to_string().chars().take(300).collect(), str::to_owned)
}

fn is_busy(reply: &Reply) -> bool {
    matches!(reply.status, 429 | 502 | 503 | 504) || (reply.status < 300 && broken(&reply.body).is_some())
}

/// Why a search is not all of it, where some shards failed or time ran out.
fn broken(body: &Value) -> Option<String> {
    let of = |body: &Value| {
        let failed = body["_shards"]["failed"].as_u64().unwrap_or(0);
        if failed > 0 {
            let why = &body["_shards"]["failures"][0]["reason"]["reason"];
            let why = why.as_str().map(|why| format!(": {why}")).unwrap_or_default();
            return Some(format!("{failed} of {} shards failed{why}", body["_shards"]["total"]));
        }
        (body["timed_out"] == true).then(|| "the engine ran out of time".to_owned())
    };
    of(body).or_else(|| {
        let each = body["responses"].as_array()?;
        each.iter().find_map(|one| match one["error"].is_null() {
            false => Some(reason(one)),
            true => of(one),
        })
    })
}

fn authorities(address: &Address, pem: &[u8]) -> Result<RootCerts> {
    let wrong = |reason: String| Error::EngineAddress { address: address.to_string(), reason };
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) =
            item.map_err(|cause| wrong(format!("a certificate cannot be read: {cause}")))?
        {
            found.push(certificate);
        }
    }
    if found.is_empty() {
        return Err(wrong("there is no certificate in the file".to_owned()));
    }
    Ok(RootCerts::from(found))
}
