//! What the index stores to show a hit or an article, in a compact binary form guarded by the format version.

use crate::country::{Code, Mention};
use crate::error::{Error, Result};
use crate::quote::Quote;
use crate::source::{Article, Span};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// What is shown of a passage; its words are ranges into the article's text.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PassageRecord<Q = Quote> {
    pub(crate) spans: Vec<Span>,
    /// Ordinal of the paragraph, and where it stands.
    pub(crate) paragraph: usize,
    pub(crate) paragraph_span: Span,
    /// What the passage is about: countries named in it, then those of its article.
    pub(crate) countries: Vec<Code>,
    /// How many of these are named in it.
    pub(crate) named: usize,
    /// How many of these are named in it or, for a quote, in its paragraphs.
    pub(crate) named_around: usize,
    pub(crate) quote: Option<Q>,
}

/// An article as it was read.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ArticleRecord {
    /// Stands first, to be read alone ([`decode_article`]).
    pub(crate) article: Article,
    /// What it is about.
    pub(crate) countries: Vec<(Code, usize)>,
    /// What it names.
    pub(crate) mentions: Vec<Mention>,
}

/// A source file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SourceRecord {
    pub(crate) name: String,
}

pub(crate) fn encode<T: Serialize>(record: &T) -> Result<Vec<u8>> {
    encode_in(record, 0)
}

/// Encodes a record that will be about so many bytes long.
pub(crate) fn encode_in<T: Serialize>(record: &T, bytes: usize) -> Result<Vec<u8>> {
    postcard::to_extend(record, Vec::with_capacity(bytes)).map_err(fault)
}

/// Encodes an [`ArticleRecord`] from its parts, which are long enough not to be copied for it.
pub(crate) fn encode_article(
    article: &Article,
    countries: &[(Code, usize)],
    mentions: &[Mention],
) -> Result<Vec<u8>> {
    const FRAME_BYTES: usize = 512;
    encode_in(&(article, countries, mentions), article.text.len() + FRAME_BYTES)
}

/// The article of an [`ArticleRecord`], without what follows it.
pub(crate) fn decode_article(bytes: &[u8]) -> Result<Article> {
    let (article, _) = postcard::take_from_bytes(bytes).map_err(fault)?;
    Ok(article)
}

pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    postcard::from_bytes(bytes).map_err(fault)
}

/// What cannot be encoded or decoded.
pub(crate) fn fault(cause: impl std::fmt::Display) -> Error {
    Error::Record(cause.to_string())
}
