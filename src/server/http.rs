//! What goes around every answer: who is let in, the headers that keep a browser safe, a line in the log, the counters.

use super::desk::Unanswered;
use super::{Shared, State};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Most bytes of an address.
const MOST_URI_BYTES: usize = 8 * 1024;

/// No script but our own file, no style, image or request from anywhere else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Who is let in.
pub(super) struct Guard {
    /// What must be shown; nothing where everybody is let in.
    pub(super) token: Option<String>,
}

impl Guard {
    /// Whether a request shows the token, as a bearer or as the password of basic authentication.
    fn admits(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let given =
            headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let bearer = given.strip_prefix("Bearer ").is_some_and(|shown| same(shown, token));
        let basic = given.strip_prefix("Basic ").and_then(decoded);
        bearer || basic.is_some_and(|pair| pair.split_once(':').is_some_and(|(_, shown)| same(shown, token)))
    }
}

/// Compares in a time that does not tell how much is right.
fn same(shown: &str, token: &str) -> bool {
    let (shown, token) = (blake3::hash(shown.as_bytes()), blake3::hash(token.as_bytes()));
    shown == token
}

fn decoded(encoded: &str) -> Option<String> {
    String::from_utf8(base64::prelude::BASE64_STANDARD.decode(encoded).ok()?).ok()
}

/// Counts for `/metrics`.
pub(super) struct Counters {
    log: bool,
    begun: Instant,
    /// Answers by the first digit of their status, from 1xx.
    answers: [AtomicU64; 5],
    microseconds: AtomicU64,
    /// Pages made before anybody asked for them.
    ahead: AtomicU64,
}

impl Counters {
    pub(super) fn new(log: bool) -> Counters {
        Counters {
            log,
            begun: Instant::now(),
            answers: Default::default(),
            microseconds: AtomicU64::default(),
            ahead: AtomicU64::default(),
        }
    }

    fn count(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.answers[class].fetch_add(1, Ordering::Relaxed);
        self.microseconds.fetch_add(took.as_micros() as u64, Ordering::Relaxed);
    }

    /// Counts a page that was made before anybody asked for it.
    pub(super) fn count_ahead(&self) {
        self.ahead.fetch_add(1, Ordering::Relaxed);
    }

    /// The counters in the form that Prometheus reads.
    pub(super) fn text(&self) -> String {
        let mut text = String::from("# TYPE onrecord_requests_total counter\n");
        for (i, answers) in self.answers.iter().enumerate() {
            let answers = answers.load(Ordering::Relaxed);
            let _ = writeln!(text, "onrecord_requests_total{{status=\"{}xx\"}} {answers}", i + 1);
        }
        let seconds = self.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = writeln!(
            text,
            "# TYPE onrecord_request_seconds_total counter\nonrecord_request_seconds_total {seconds}"
        );
        let ahead = self.ahead.load(Ordering::Relaxed);
        let _ = writeln!(
            text,
            "# TYPE onrecord_pages_made_ahead_total counter\nonrecord_pages_made_ahead_total {ahead}"
        );
        let up = self.begun.elapsed().as_secs_f64();
        let _ = writeln!(text, "# TYPE onrecord_uptime_seconds gauge\nonrecord_uptime_seconds {up:.3}");
        text
    }
}

/// Goes around every request.
pub(super) async fn around(state: Shared, request: Request, next: Next) -> Response {
    let state: Arc<State> = state.0;
    let begun = Instant::now();
    let line = format!("{} {}", request.method(), request.uri());
    let mut response = if !state.guard.admits(request.headers()) {
        refused()
    } else if line.len() > MOST_URI_BYTES {
        problem(StatusCode::URI_TOO_LONG, "the address is too long", None)
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let took = begun.elapsed();
    state.counters.count(response.status(), took);
    if state.counters.log {
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        anstream::eprintln!(
            "{} {line} {} {:.1} ms",
            jiff::Timestamp::now(),
            response.status().as_u16(),
            took.as_secs_f64() * 1e3
        );
    }
    response
}

fn refused() -> Response {
    let mut response = problem(StatusCode::UNAUTHORIZED, "a token is asked for", None);
    let challenge = HeaderValue::from_static("Basic realm=\"onrecord\", charset=\"UTF-8\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}

/// A fault as RFC 9457 has it.
#[derive(serde::Serialize, schemars::JsonSchema)]
pub(super) struct ProblemJson {
    /// Nothing is told but what the status means.
    #[serde(rename = "type")]
    kind: String,
    /// What is wrong.
    title: String,
    /// The status of the answer.
    status: u16,
    /// What would help, where that is known.
    detail: Option<String>,
}

/// A fault as RFC 9457 problem details.
pub(super) fn problem(status: StatusCode, title: &str, detail: Option<&str>) -> Response {
    let body = ProblemJson {
        kind: "about:blank".to_owned(),
        title: title.to_owned(),
        status: status.as_u16(),
        detail: detail.map(str::to_owned),
    };
    let headers = [(header::CONTENT_TYPE, "application/problem+json")];
    (status, headers, serde_json::to_string(&body).unwrap_or_default()).into_response()
}

/// What is said where there is no answer.
pub(super) fn unanswered(why: Unanswered) -> (StatusCode, &'static str) {
    match why {
        Unanswered::Busy => {
            (StatusCode::TOO_MANY_REQUESTS, "too many searches are waiting; try again in a moment")
        }
        Unanswered::Slow => {
            (StatusCode::SERVICE_UNAVAILABLE, "the search took too long; ask for less at once")
        }
        Unanswered::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "the search broke down"),
    }
}

/// The same as an answer.
pub(super) fn no_answer(why: Unanswered) -> Response {
    let (status, reason) = unanswered(why);
    let mut response = problem(status, reason, None);
    if status != StatusCode::INTERNAL_SERVER_ERROR {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// An answer of this type.
pub(super) fn answer(content_type: &'static str, body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, content_type)], body.into()).into_response()
}

pub(super) async fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND, "there is nothing at this address", None)
}
