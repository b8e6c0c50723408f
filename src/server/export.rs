//! Exports: all hits of a search, written while they are sent, in flat memory.
//!
//! What cannot be read in the middle breaks the answer off, so that no one takes a part for the whole.

use super::Shared;
use super::desk::Desk;
use super::http::{no_answer, problem};
use super::params::{Fault, Params};
use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use onrecord::query::Query;
use onrecord::render::{Answer, Format, renderer};
use std::io::{self, Write};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Bytes that are sent at a time.
const PIECE: usize = 32 * 1024;

/// Pieces that wait to be taken.
const QUEUE: usize = 4;

/// How long a full queue is left before it is looked at again.
const PAUSE: Duration = Duration::from_millis(2);

/// All hits of what an address asks for, or as many as it says.
pub(super) async fn hits(
    state: Shared,
    params: Params,
    format: Format,
    content_type: &'static str,
) -> Response {
    let permit = match state.desks.export().await {
        Ok(permit) => permit,
        Err(why) => return no_answer(why),
    };
    let (send, mut pieces) = mpsc::channel(QUEUE);
    let mut sending = Sending { to: send, piece: Vec::new(), patience: state.desks.patience() };
    let answered = state.desks.ask_first(move |desk, begin| {
        let _permit = permit;
        let desk = match desk {
            Ok(desk) => desk,
            Err(error) => {
                let _ = begin.send(Err(problem(StatusCode::SERVICE_UNAVAILABLE, &error.to_string(), None)));
                return;
            }
        };
        match asked(desk, &params) {
            Ok(query) => {
                let mut begin = Some(begin);
                let written = write(desk, &query, format, &mut sending, || {
                    if let Some(begin) = begin.take() {
                        let _ = begin.send(Ok(()));
                    }
                });
                match (written, begin) {
                    (Ok(()), _) => {}
                    (Err(fault), Some(begin)) => drop(begin.send(Err(fault.response()))),
                    (Err(fault), None) => sending.break_off(&fault.told().1),
                }
            }
            Err(fault) => drop(begin.send(Err(fault.response()))),
        }
    });
    match answered.await {
        Ok(Ok(())) => {
            let pieces = stream::poll_fn(move |context| pieces.poll_recv(context));
            ([(header::CONTENT_TYPE, content_type)], Body::from_stream(pieces)).into_response()
        }
        Ok(Err(response)) => response,
        Err(why) => no_answer(why),
    }
}

fn asked(desk: &Desk<'_>, params: &Params) -> Result<Query, Fault> {
    let mut query = params.without("facets").without("limit").query(desk.lexicon, super::today())?;
    query.limit = match params.get("limit") {
        None | Some("all") => usize::MAX,
        Some(limit) => limit
            .parse()
            .map_err(|_| Fault::Value(format!("limit must be a number or all, not {limit:?}")))?,
    };
    Ok(query)
}

/// Writes the hits; calls `begin` once it is known that there is an answer.
fn write(
    desk: &Desk<'_>,
    query: &Query,
    format: Format,
    sending: &mut Sending,
    begin: impl FnOnce(),
) -> Result<(), Fault> {
    let begun = Instant::now();
    let (results, hits) = desk.searcher.stream(query)?.parted();
    begin();
    let answer =
        Answer { query, id: None, results: &results, took: begun.elapsed(), read_as: None, nothing: None };
    renderer(format, desk.lexicon).hits(&answer, hits, sending)?;
    sending.flush().map_err(|cause| Fault::Index(onrecord::Error::Read { path: "answer".into(), cause }))
}

/// Bytes on their way to who asked for them.
struct Sending {
    to: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
    patience: Duration,
}

impl Sending {
    /// Sends a piece as soon as there is room, if that is soon enough.
    fn send(&self, piece: io::Result<Bytes>) -> io::Result<()> {
        let begun = Instant::now();
        let mut piece = piece;
        loop {
            piece = match self.to.try_send(piece) {
                Ok(()) => return Ok(()),
                Err(mpsc::error::TrySendError::Closed(_)) => return Err(io::ErrorKind::BrokenPipe.into()),
                Err(mpsc::error::TrySendError::Full(piece)) => piece,
            };
            if begun.elapsed() > self.patience {
                return Err(io::ErrorKind::TimedOut.into());
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Ends the answer so that its end shows that it is not whole.
    fn break_off(&self, reason: &str) {
        let _ = self.send(Err(io::Error::other(reason.to_owned())));
    }
}

impl Write for Sending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.piece);
        self.send(Ok(Bytes::from(piece)))
    }
}
