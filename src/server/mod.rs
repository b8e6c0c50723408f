//! `onrecord serve`: the same search in a browser, and as JSON over HTTP.
//!
//! ```text
//! request ─limits→ Params ─Query→ a searching thread ─Results→ page, JSON, feed ─headers, log→ answer
//! ```
//!
//! Every page is a function from what was found to HTML; the address holds the whole state, and no feature needs a
//! script. Searching is done by threads of their own ([`desk`]), never by those that talk to browsers.

mod api;
mod desk;
mod export;
mod feed;
mod http;
mod kept;
mod openapi;
mod pages;
mod params;

use axum::Router;
use axum::middleware;
use axum::routing::get;
use desk::Desks;
pub(crate) use desk::Place;
use http::Guard;
use onrecord::lang::Lexicon;
use onrecord::speaker::Aliases;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// How to serve.
pub(crate) struct Options {
    /// What is searched.
    pub(crate) place: Place,
    /// Where to listen.
    pub(crate) address: SocketAddr,
    /// What must be shown to be let in.
    pub(crate) token: Option<String>,
    /// Searching threads.
    pub(crate) threads: usize,
    /// Longest time that a search may take.
    pub(crate) patience: Duration,
    /// Whether requests are logged.
    pub(crate) log: bool,
}

/// What every request is answered from.
pub(crate) struct State {
    desks: Desks,
    kept: kept::Kept,
    guard: Guard,
    counters: http::Counters,
}

type Shared = axum::extract::State<Arc<State>>;

/// Serves until it is told to end (SIGINT, SIGTERM); `ready` hears the address once it listens.
///
/// # Errors
///
/// Where the address cannot be listened on.
pub(crate) fn serve(
    options: Options,
    lexicon: Lexicon,
    aliases: Aliases,
    ready: impl FnOnce(SocketAddr),
) -> std::io::Result<()> {
    let Options { place, address, token, threads, patience, log } = options;
    let desks = Desks::start(place, lexicon, aliases, threads, patience)?;
    let state = Arc::new(State {
        desks,
        kept: kept::Kept::new(),
        guard: Guard { token },
        counters: http::Counters::new(log),
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        ready(listener.local_addr()?);
        tokio::spawn(pages::ahead(axum::extract::State(state.clone())));
        axum::serve(listener, router(state)).with_graceful_shutdown(ended()).await
    })
}

fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/", get(pages::search))
        .route("/search", get(pages::search))
        .route("/article", get(pages::article))
        .route("/speaker", get(pages::speaker))
        .route("/compare", get(pages::compare))
        .route("/about", get(pages::about))
        .route("/feed", get(feed::feed))
        .route("/assets/style.css", get(pages::style))
        .route("/assets/page.js", get(pages::script))
        .route("/api/v1/search", get(api::search))
        .route("/api/v1/facets", get(api::facets))
        .route("/api/v1/timeline", get(api::timeline))
        .route("/api/v1/articles/{*id}", get(api::article))
        .route("/api/v1/speakers", get(api::speakers))
        .route("/api/openapi.json", get(openapi::document))
        .route("/healthz", get(api::health))
        .route("/metrics", get(api::metrics))
        .fallback(http::not_found)
        .layer(middleware::from_fn_with_state(state.clone(), http::around))
        .with_state(state)
}

/// What relative days are counted from.
fn today() -> jiff::civil::Date {
    jiff::ZonedDateTime::now().date()
}

/// Waits for the signal to end.
async fn ended() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
