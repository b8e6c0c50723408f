#![no_main]
use onrecord::archive::Archive;
use onrecord::index::{Index, Searcher};
use onrecord::ingest::{Options, Quiet, ingest};
use onrecord::lang::Lexicon;
use onrecord::query::{Filters, Query};
use std::sync::OnceLock;

static LEXICON: OnceLock<Lexicon> = OnceLock::new();
static INDEX: OnceLock<(tempfile::TempDir, Index)> = OnceLock::new();

fn index() -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().expect("a folder");
    let text = "date 2025-09-04\n\n“We will open the harbour,” Mayor Ida Tervo said in Turku, Finland.";
    std::fs::write(dir.path().join("a.txt"), text).expect("written");
    let path = dir.path().join("index");
    let lexicon = LEXICON.get_or_init(Lexicon::new);
    ingest(&path, &Options::new(vec![dir.path().to_owned()]), lexicon, &Quiet).expect("an ingest");
    let index = Index::open(&path).expect("an index");
    (dir, index)
}

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(query) = Query::new(text, Filters::default()) else { return };
    let (_, index) = INDEX.get_or_init(index);
    let searcher = Searcher::new(index, LEXICON.get_or_init(Lexicon::new)).expect("a searcher");
    let _ = searcher.search(&query);
});
