//! A search engine for the news record: who said what about X, when, and about which country.
//!
//! # The way the data takes
//!
//! ```text
//! source file ─source→ Article ─paragraph→ [Paragraph] ─quote→ [Quote] ─passage→ [Passage] ─index::writer→ index
//!                                              └──────country→ [Mention] ────┘
//! user text + filters ─query→ Query ─index::search→ Results{hits, facets, total} ─render→ bytes in a Write
//! ```
//!
//! Two things travel: the value, moved forwards and enriched, and a borrowed [`lang::Lexicon`], built once.
//! An [`Article`] has one text; paragraphs, quotes, mentions and passages are byte ranges into it, and no later
//! stage looks for text again. Everything between [`source`] and [`index`] is pure: no I/O, no clock, no globals.

#![warn(missing_docs)]

pub mod country;
pub mod error;
pub mod index;
pub mod ingest;
pub mod lang;
pub mod paragraph;
pub mod passage;
pub mod query;
pub mod quote;
pub mod render;
pub mod source;

pub use error::{Error, Result};
pub use source::{Article, Span};
