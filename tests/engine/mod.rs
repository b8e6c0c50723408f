//! The same answers from every index: on disk, from an engine, and by looking at every passage; and engines that fail.

mod conformance;
mod failures;
mod lint;
mod looked_at;
mod oracle;
mod osmem;
mod program;
mod proxy;
mod tls;

use onrecord::engine::{Address, Engine, Manner};
use onrecord::index::Index;
use onrecord::ingest::{Options, Quiet, Summary};
use onrecord::lang::Lexicon;
use onrecord::query::{Copies, Paragraphs, Query};
use onrecord::source::Reading;
use osmem::Osmem;
use proxy::Proxy;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// Names another engine that the same is asked of, such as `http://127.0.0.1:9200`.
const OTHER_ENGINE: &str = "ONRECORD_TEST_ENGINE_URL";

/// The sample corpus.
fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The address of an index on an engine.
fn address(place: &str, index: &str) -> Address {
    Address::parse(&format!("http://{place}/{index}")).expect("an address")
}

/// Asks again at once what has failed, and asks often.
fn hasty() -> Manner {
    Manner {
        patience: Duration::from_secs(20),
        first_wait: Duration::from_millis(1),
        request_bytes: 200_000,
        ..Manner::default()
    }
}

/// Reaches an index.
fn connect(place: &str, index: &str) -> Engine {
    connect_as(place, index, &hasty())
}

/// Reaches an index in a manner of its own.
fn connect_as(place: &str, index: &str, manner: &Manner) -> Engine {
    Engine::connect(address(place, index), manner).expect("an engine")
}

/// Makes an index of folders on disk, which lasts as long as its own folder.
fn on_disk(folders: &[PathBuf], lexicon: &Lexicon) -> (TempDir, Index) {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("index");
    onrecord::ingest::ingest(&dir, &Options::new(folders.to_vec()), lexicon, &Quiet).expect("an ingest");
    (folder, Index::open(&dir).expect("an index"))
}

/// Takes every passage and every printing as a hit, as an engine does.
fn each(query: Query) -> Query {
    Query { copies: Copies::Each, paragraphs: Paragraphs::Each, ..query }
}

/// Makes an index and reads a folder into it.
fn fill(engine: &Engine, folder: &Path) {
    engine.init(1, 0).expect("an index");
    assert!(read(engine, folder).expect("an ingest").added > 0);
}

/// Reads a folder into an index.
fn read(engine: &Engine, folder: &Path) -> onrecord::Result<Summary> {
    let reading = Arc::new(Reading::as_of_today());
    onrecord::engine::ingest(engine, &[folder.to_owned()], &reading, &Lexicon::new(), &Quiet)
}

/// Hands over an engine with a name, before which a proxy stands.
fn with_osmem(test: impl FnOnce(&Proxy)) {
    let Some(osmem) = Osmem::start() else { return };
    let proxy = Proxy::start(&osmem.place);
    test(&proxy);
    proxy.check();
}
