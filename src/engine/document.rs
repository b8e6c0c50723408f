//! What an engine is given of an article: one document for it and one for each passage.
//!
//! Engines differ in how they cut and fold words, in what they sort by and in what of a document they can give back. So
//! a document has nothing but terms that are ready (parted by blanks), exact values, whole numbers, and one record that
//! no engine looks into. Values that stand within others are given with all that encloses them, as paths with `/`.

use crate::error::Result;
use crate::index::facet;
use crate::index::record;
use crate::index::{FORMAT, PassageTerms, ReadArticle, day_number};
use crate::lang::Lexicon;
use crate::passage::PassageKind;
use crate::query::DatesFrom;
use crate::quote::SpeakerKind;
use crate::source::Article;
use crate::speaker;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;

/// Bits of a passage key that are the ordinal of a passage in its article.
const PLACE_BITS: u32 = 14;

/// Bits of a passage key in all: as many as a number has that an engine may keep as a fraction.
const KEY_BITS: u32 = 53;

/// What undated articles are sorted under, whichever the order.
pub(super) const UNDATED_DAYS: i64 = 10_000_000;

/// Strength of the compression of articles; they are written once and read often.
const ARTICLE_LEVEL: i32 = 9;

/// A document of an article, or of one of its passages.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What no other document has.
    pub id: String,
    body: Body,
}

/// The fields of a document, by the names that the engine has them under.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(default)]
struct Body {
    /// `article`, `paragraph`, `quote` and `quote/direct`.
    kind: Vec<String>,
    /// The key of the article, in sixteen hexadecimal digits.
    article: String,
    /// Of a passage, its ordinal in its article from 1 on; 0 of the article itself.
    place: u64,
    /// What orders hits of one day or score, as on disk: by the key of the article, then by place.
    passage_key: i64,
    /// Days since 1970-01-01; before all others without a date.
    newest: i64,
    /// The same; after all others without a date.
    oldest: i64,
    /// The day of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<String>,
    /// Days since 1970-01-01.
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<i64>,
    /// `2025`, `2025/09`, `2025/09/04`, or `undated`.
    date: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    date_from: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// Of an article, its id and its source.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// `person/Ana Lima`.
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<String>,
    /// What the speaker may be looked up by: the whole name folded, and each of its ends that may be a surname.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    speaker_key: Vec<String>,
    /// An unnamed source, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    described: Option<String>,
    /// In hundredths.
    #[serde(skip_serializing_if = "Option::is_none")]
    certainty: Option<u64>,
    /// What it is about: `Europe`, `Europe/Northern Europe`, `Europe/Northern Europe/FI`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    country: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    names_country: Vec<String>,
    /// Terms of its words in order, of each word one.
    #[serde(skip_serializing_if = "String::is_empty")]
    words: String,
    /// Terms of the roots of those words that are not their own.
    #[serde(skip_serializing_if = "String::is_empty")]
    roots: String,
    /// The same of its article's headline.
    #[serde(skip_serializing_if = "String::is_empty")]
    title_words: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    title_roots: String,
    /// The form of the records ([`FORMAT`]).
    format: u32,
    /// Of an article, what tells a changed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    /// What is shown, in base64; of an article compressed by zstd before.
    record: String,
}

impl Document {
    /// Appends the document as an engine's bulk request has it: a line that says what to do, and a line of its fields.
    ///
    /// # Errors
    ///
    /// Where it cannot be encoded.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        #[derive(Serialize)]
        struct Create<'a> {
            create: Target<'a>,
        }
        #[derive(Serialize)]
        struct Target<'a> {
            _id: &'a str,
        }
        let create = Create { create: Target { _id: &self.id } };
        serde_json::to_writer(&mut *out, &create).map_err(record::fault)?;
        out.push(b'\n');
        serde_json::to_writer(&mut *out, &self.body).map_err(record::fault)?;
        out.push(b'\n');
        Ok(())
    }
}

/// The id of the document at a place of an article.
pub(super) fn document_id(article: &str, place: impl std::fmt::Display) -> String {
    format!("{article}-{place}")
}

/// What an engine is given of an article that has been read: the article first, then its passages in order.
///
/// # Errors
///
/// Where a record cannot be encoded.
pub fn documents(read: &ReadArticle, lexicon: &Lexicon) -> Result<Vec<Document>> {
    let mut terms = PassageTerms::new(&read.article);
    let frame = Frame::of(&read.article, read.key, &mut terms);
    let mut out = Vec::with_capacity(read.passages.len() + 1);
    out.push(article(read, &frame, lexicon)?);
    for place in 0..read.passages.len() {
        out.push(passage(read, place, &frame, &mut terms, lexicon)?);
    }
    Ok(out)
}

/// What all documents of an article have in common.
struct Frame {
    body: Body,
    key: u64,
}

impl Frame {
    fn of(article: &Article, key: u64, terms: &mut PassageTerms) -> Frame {
        let day = article.date.map(day_number);
        let mut body = Body {
            article: format!("{key:016x}"),
            newest: day.unwrap_or(-UNDATED_DAYS),
            oldest: day.unwrap_or(UNDATED_DAYS),
            published_at: article.date.map(|date| date.to_string()),
            day,
            date: steps(facet::date(article.date)),
            language: article.language.clone(),
            format: FORMAT,
            ..Body::default()
        };
        if let Some(from) = article.date_from {
            body.date_from = steps(facet::dates_from(DatesFrom::Place(from)));
        }
        if let Some(publisher) = article.publisher.as_deref().filter(|p| !p.is_empty()) {
            body.publisher = facet::name(publisher).to_path().first().map(|&name| name.to_owned());
        }
        if let Some(title) = &article.title {
            (body.title_words, body.title_roots) = terms.of(title);
        }
        Frame { body, key }
    }

    /// A document of the article: its own at place 0, or that of a passage.
    fn document(&self, place: u64, more: impl FnOnce(&mut Body)) -> Document {
        let last = (1_u64 << PLACE_BITS) - 1;
        let key = self.key >> (u64::BITS + PLACE_BITS - KEY_BITS) << PLACE_BITS | place.min(last);
        let mut body = Body { place, passage_key: key as i64, ..self.body.clone() };
        more(&mut body);
        Document { id: document_id(&self.body.article, place), body }
    }
}

fn article(read: &ReadArticle, frame: &Frame, lexicon: &Lexicon) -> Result<Document> {
    let packed = zstd::bulk::compress(&read.article_record()?, ARTICLE_LEVEL);
    let packed = packed.map_err(record::fault)?;
    Ok(frame.document(0, |body| {
        body.kind = vec!["article".to_owned()];
        body.id = Some(read.article.id.clone());
        body.source = Some(read.article.source.clone());
        body.hash = Some(format!("{:016x}", read.hash));
        body.country = countries(read.extract.countries.iter().map(|(code, _)| *code), lexicon);
        body.record = BASE64_STANDARD.encode(packed);
    }))
}

fn passage(
    read: &ReadArticle,
    place: usize,
    frame: &Frame,
    terms: &mut PassageTerms,
    lexicon: &Lexicon,
) -> Result<Document> {
    let passage = &read.passages[place];
    let quote = read.quote(passage);
    let shown = read.record(passage);
    let encoded = BASE64_STANDARD.encode(record::encode(&shown)?);
    Ok(frame.document(1 + place as u64, |body| {
        body.kind = steps(facet::passage_kind(quote));
        if passage.kind != PassageKind::Headline || !passage.spans.is_empty() {
            let pieces: Vec<&str> = passage.spans.iter().map(|span| span.of(&read.article.text)).collect();
            (body.words, body.roots) = terms.of_pieces(&pieces);
        }
        if let Some(speaker) = quote.and_then(|quote| quote.speaker.as_ref()) {
            body.speaker = speaker_path(speaker.kind, &speaker.name);
            body.described = facet::described(speaker.kind, &speaker.name);
            if speaker.kind != SpeakerKind::Unnamed {
                body.speaker_key = ends_of(&speaker::key(&speaker.name));
            }
        }
        body.certainty = quote.map(|quote| quote.hundredths());
        body.country = countries(shown.countries.iter().copied(), lexicon);
        body.names_country = countries(shown.countries[..shown.named_around].iter().copied(), lexicon);
        body.record = encoded;
    }))
}

/// A speaker with a name as an engine has one: `person/Ana Lima`.
pub(crate) fn speaker_path(kind: SpeakerKind, name: &str) -> Option<String> {
    facet::speaker(kind, name).map(|facet| facet.to_path().join("/"))
}

/// A name with each of its ends: `anna de souza`, `de souza`, `souza`.
pub(super) fn ends_of(key: &str) -> Vec<String> {
    let ends = key.match_indices(' ').map(|(at, _)| &key[at + 1..]);
    std::iter::once(key).chain(ends).map(str::to_owned).collect()
}

fn countries(codes: impl Iterator<Item = crate::country::Code>, lexicon: &Lexicon) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for step in codes.flat_map(|code| steps(facet::country(code, lexicon))) {
        if !out.contains(&step) {
            out.push(step);
        }
    }
    out
}

/// A path with all that encloses it, from the outside in.
fn steps(facet: tantivy::schema::Facet) -> Vec<String> {
    let path = facet.to_path();
    (1..=path.len()).map(|end| path[..end].join("/")).collect()
}
