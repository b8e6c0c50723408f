//! Stands between the program and an engine: holds all that is asked to what every engine understands, and fails as
//! engines do.

use super::lint;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What is asked of the engine.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    /// By what right.
    pub(super) authorization: Option<String>,
    pub(super) body: String,
}

impl Asked {
    /// Whether it is a call of this name, such as `_bulk`.
    pub(super) fn is(&self, call: &str) -> bool {
        self.path.split('?').next().is_some_and(|path| path.ends_with(call))
    }
}

/// What is done with it.
pub(super) enum Act {
    /// The engine is asked.
    Forward,
    /// The engine is asked something else, and what it answers is given in other words.
    Instead(String, Box<dyn FnOnce(Value) -> Value + Send>),
    /// It is answered so, and the engine never hears of it.
    Answer(u16, String),
    /// The engine is asked, and its answer lost.
    Lose,
    /// Nothing is answered for so long.
    Wait(Duration),
    /// The connection is closed.
    HangUp,
}

type Rule = Box<dyn FnMut(&Asked) -> Act + Send>;

/// A proxy; what breaks the rules is kept and told when it is dropped.
pub(super) struct Proxy {
    pub(super) place: String,
    shared: Arc<Shared>,
}

struct Shared {
    engine: Mutex<String>,
    rule: Mutex<Rule>,
    broken: Mutex<Vec<String>>,
    asked: Mutex<usize>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Proxy {
    /// Stands before the engine at `engine`.
    pub(super) fn start(engine: &str) -> Proxy {
        Proxy::speaking(engine, |stream, shared| shared.serve(stream))
    }

    /// The same, who speaks TLS.
    pub(super) fn start_tls(engine: &str, config: Arc<ServerConfig>) -> Proxy {
        Proxy::speaking(engine, move |stream, shared| {
            let connection = ServerConnection::new(config.clone()).expect("a connection");
            shared.serve(StreamOwned::new(connection, stream));
        })
    }

    fn speaking(engine: &str, speak: impl Fn(TcpStream, &Shared) + Clone + Send + 'static) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let place = listener.local_addr().expect("an address").to_string();
        let shared = Arc::new(Shared {
            engine: Mutex::new(engine.to_owned()),
            rule: Mutex::new(Box::new(|_| Act::Forward)),
            broken: Mutex::default(),
            asked: Mutex::default(),
        });
        let for_all = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (shared, speak) = (for_all.clone(), speak.clone());
                std::thread::spawn(move || speak(stream, &shared));
            }
        });
        Proxy { place, shared }
    }

    /// Lets `rule` decide what is done with all that is asked from now on.
    pub(super) fn rule(&self, rule: impl FnMut(&Asked) -> Act + Send + 'static) {
        *lock(&self.shared.rule) = Box::new(rule);
    }

    /// How much was asked so far.
    pub(super) fn asked(&self) -> usize {
        *lock(&self.shared.asked)
    }

    /// Fails where anything was asked that not every engine understands.
    #[track_caller]
    pub(super) fn check(&self) {
        let broken = lock(&self.shared.broken);
        assert!(broken.is_empty(), "{} times, such as\n{}", broken.len(), broken[0]);
    }
}

impl Shared {
    /// Answers one connection until it is closed.
    fn serve(&self, stream: impl Read + Write) {
        let mut stream = BufReader::new(stream);
        while let Some(asked) = read(&mut stream) {
            *lock(&self.asked) += 1;
            if let Err(reason) = lint::check(&asked) {
                let body: String = asked.body.chars().take(600).collect();
                lock(&self.broken).push(format!("{reason}\n{} {}\n{body}", asked.method, asked.path));
            }
            let act = (lock(&self.rule))(&asked);
            let answer = match act {
                Act::Forward => self.forward(&asked, &asked.body),
                Act::Instead(body, words) => self.forward(&asked, &body).map(|(status, answer)| {
                    let answer = serde_json::from_str(&answer).map(words).expect("JSON");
                    (status, answer.to_string())
                }),
                Act::Answer(status, body) => Some((status, body)),
                Act::Lose => self.forward(&asked, &asked.body).and(None),
                Act::Wait(time) => {
                    std::thread::sleep(time);
                    None
                }
                Act::HangUp => None,
            };
            let Some((status, body)) = answer else { return };
            // In one piece, or the second waits until the first is acknowledged.
            let answer = format!(
                "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let writer = stream.get_mut();
            if writer.write_all(answer.as_bytes()).and_then(|()| writer.flush()).is_err() {
                return;
            }
        }
    }

    fn forward(&self, asked: &Asked, body: &str) -> Option<(u16, String)> {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let url = format!("http://{}{}", lock(&self.engine), asked.path);
        let kind = if asked.is("_bulk") || asked.is("_msearch") {
            "application/x-ndjson"
        } else {
            "application/json"
        };
        let answer = match asked.method.as_str() {
            "GET" => agent.get(url).call(),
            "DELETE" => agent.delete(url).call(),
            "PUT" => agent.put(url).content_type(kind).send(body),
            _ => agent.post(url).content_type(kind).send(body),
        };
        let mut answer = answer.ok()?;
        let text = answer.body_mut().with_config().limit(1 << 30).read_to_string().ok()?;
        Some((answer.status().as_u16(), text))
    }
}

/// Reads a request; none where there is no more.
fn read(reader: &mut impl BufRead) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut length, mut authorization) = (0, None);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        if header.trim().is_empty() {
            break;
        }
        let (name, value) = header.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        } else if name.eq_ignore_ascii_case("authorization") {
            authorization = Some(value.trim().to_owned());
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, path, authorization, body: String::from_utf8(body).ok()? })
}
