//! A search engine for the news record: who said what about X, when, and about which country.
//!
//! # The way the data takes
//!
//! ```text
//! source file ─source→ Article ─paragraph→ [Paragraph] ─quote→ [Quote] ─passage→ [Passage] ─index::Writer→ index
//!                                              └──────country→ [Mention] ────┘
//! Article ─shard→ files ─engine→ an engine elsewhere
//! user text + filters ─query→ Query ─archive::Archive→ Results{hits, facets, total} ─render→ bytes in a Write
//! ```
//!
//! Two things travel: the value, moved forwards and enriched, and a borrowed [`lang::Lexicon`], built once.
//! An [`Article`] has one text; paragraphs, quotes, mentions and passages are byte ranges into it, and no later
//! stage looks for text again. Everything between [`source`] and [`index`] is pure: no I/O, no clock, no globals.
//! [`ingest`] drives the upper line with one thread reading and several extracting; the lower line runs in the
//! thread that asks.
//!
//! | module | what it knows | what it leaves to others |
//! | --- | --- | --- |
//! | [`source`] | files, formats, the frame of an article: id, date, title, publisher | what the text says |
//! | [`paragraph`] | headline, prose, captions, datelines | who speaks |
//! | [`mod@quote`] | marks, cues, mentions, speakers | other articles |
//! | [`country`] | names of countries and what an article is about | who speaks |
//! | [`passage`] | what is searched and shown as one hit | how it is stored |
//! | [`copies`] | which passages are printed again, and how they differ | where words and outcome are kept |
//! | [`index`] | tantivy: schema, commits, the one search path | how an answer looks |
//! | [`query`] | what a user asked, checked | the engine |
//! | [`render`] | text, JSON, CSV, citations | where the bytes go |
//! | [`timeline`] | hits by day gathered into weeks, months, years | what is a hit |
//! | [`saved`] | searches kept with what they found, and what has become of it | when they are run |
//! | [`archive`] | what all that answers queries has in common | which it is |
//! | [`shard`] | extraction into files by many machines, and what is found over them | who loads them |
//! | [`engine`] | the same search over OpenSearch, Elasticsearch or Quickwit | how these store and serve |
//! | [`lang`] | tables of names, titles, cues, countries | |
//!
//! # From a text to a hit
//!
//! ```
//! use onrecord::archive::Archive;
//! use onrecord::index::{Index, Searcher};
//! use onrecord::ingest::{Options, Quiet, ingest};
//! use onrecord::lang::Lexicon;
//! use onrecord::query::{Filters, Query};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let article = "date 2025-09-04\n\n“We will open the harbour,” Mayor Ida Tervo said in Turku, Finland.";
//! std::fs::write(folder.path().join("turku.txt"), article)?;
//!
//! let lexicon = Lexicon::new();
//! let dir = folder.path().join("index");
//! ingest(&dir, &Options::new(vec![folder.path().to_owned()]), &lexicon, &Quiet)?;
//!
//! let index = Index::open(&dir)?;
//! let results = Searcher::new(&index, &lexicon)?.search(&Query::new("harbour", Filters::default())?)?;
//! let speaker = results.hits[0].quote.as_ref().and_then(|q| q.speaker.as_ref());
//! assert_eq!(speaker.map(|s| s.name.as_str()), Some("Ida Tervo"));
//! # Ok(())
//! # }
//! ```

#![warn(missing_docs)]

pub mod archive;
pub mod copies;
pub mod country;
pub mod engine;
pub mod error;
pub mod index;
pub mod ingest;
pub mod lang;
pub mod paragraph;
pub mod passage;
pub mod query;
pub mod quote;
pub mod render;
pub mod saved;
pub mod shard;
pub mod source;
pub mod speaker;
pub mod timeline;

pub use error::{Error, Result};
pub use source::{Article, Span};
