//! Reads sources that are a row of elements, each an article: the frame that such formats share.
//!
//! The source is cut into elements in order, and each is handed on as bytes with what makes an article of it.

use super::cut::{Cut, Cutter};
use super::facts::Facts;
use super::reading::{Input, numbered, too_large};
use super::{Article, Draft, Drafts, decode};
use crate::{Error, Result};
use encoding_rs::{Encoding, UTF_8};
use std::io::Result as IoResult;

/// What is known of a format of elements.
pub(super) struct Kind {
    /// Local names of the elements.
    pub(super) tags: &'static [&'static str],
    /// Whether they may be in capitals or not.
    pub(super) any_case: bool,
    /// What one is called where its place is told.
    pub(super) what: &'static str,
    /// The format's own id of an element.
    pub(super) id: fn(&[u8]) -> Option<String>,
    /// Makes the article of an element; of one that lacks its end, the last says so.
    pub(super) make: fn(&str, &Spot, bool) -> Result<Facts, Fault>,
}

/// Why an element gives no article.
pub(super) enum Fault {
    /// It is broken.
    Broken(String),
    /// It is something else.
    Other(String),
}

/// Says that an element lacks its end.
pub(super) const NO_END: &str = "it does not end";

/// Where an element stands.
#[derive(Clone)]
pub(super) struct Spot {
    pub(super) source: String,
    pub(super) name: String,
    pub(super) position: u64,
    /// Whether it is all that the source holds.
    pub(super) alone: bool,
}

/// Reads the articles of a source of elements.
pub(super) fn read<'r>(mut input: Input<'r>, kind: &'static Kind) -> Drafts<'r> {
    let cutter = Cutter::new(input.take_reader(), kind.tags, kind.any_case, input.reading.article_bytes);
    Box::new(Records { input, kind, cutter, encoding: None, position: 0, next: None, ended: false })
}

struct Records<'r> {
    input: Input<'r>,
    kind: &'static Kind,
    cutter: Cutter<'r>,
    encoding: Option<&'static Encoding>,
    position: u64,
    /// The element after the one that is handed on.
    next: Option<IoResult<Cut>>,
    ended: bool,
}

impl Records<'_> {
    /// The next element, and whether it is all there is.
    fn cut(&mut self) -> IoResult<Option<(Cut, bool)>> {
        if self.position == 0 {
            self.encoding = decode::declared_by_xml(self.cutter.first_bytes()?);
            self.next = self.cutter.next().transpose();
        }
        let Some(cut) = self.next.take().transpose()? else { return Ok(None) };
        self.next = self.cutter.next().transpose();
        Ok(Some((cut, self.position == 0 && self.next.is_none())))
    }

    fn draft(&self, cut: Cut, alone: bool) -> Result<Draft> {
        let Input { source, name, reading, .. } = &self.input;
        let place = (!alone).then(|| format!("{} {}", self.kind.what, self.position + 1));
        let (bytes, ends) = match cut {
            Cut::Whole(bytes) => (bytes, true),
            Cut::Open(bytes) => (bytes, false),
            Cut::TooLarge => return Err(self.input.malformed(place, &too_large(reading.article_bytes))),
        };
        let spot = Spot { source: source.clone(), name: name.clone(), position: self.position, alone };
        let other = || if alone { name.clone() } else { numbered(name, self.position) };
        let id = (self.kind.id)(&bytes).unwrap_or_else(other);
        let (make, encoding) = (self.kind.make, self.encoding);
        Ok(Draft::later(id, bytes.len(), reading, move || {
            let text = decoded(bytes, encoding);
            article(make(&text, &spot, ends), spot, place)
        }))
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Result<Draft>> {
        if self.ended {
            return None;
        }
        let found = match self.cut() {
            Ok(Some((cut, alone))) => Some(self.draft(cut, alone)),
            Ok(None) if self.position == 0 => {
                let reason = format!("no <{}> in it", self.kind.tags.join("> or <"));
                Some(Err(self.input.malformed(None, &reason)))
            }
            Ok(None) => None,
            Err(cause) => Some(Err(self.input.read_fault(cause))),
        };
        self.ended = self.next.is_none();
        self.position += 1;
        found
    }
}

/// Makes the article of what an element says, or says why there is none.
pub(super) fn article(made: Result<Facts, Fault>, spot: Spot, place: Option<String>) -> Result<Article> {
    let malformed = |place, reason| Err(Error::Malformed { source_name: spot.name.clone(), place, reason });
    match made {
        Ok(facts) if facts.is_article() => {
            Ok(facts.article_at(&spot.source, &spot.name, spot.position, spot.alone))
        }
        Ok(_) => malformed(place, "neither text nor title".to_owned()),
        Err(Fault::Broken(reason)) => malformed(place, reason),
        Err(Fault::Other(reason)) => {
            let place = place.map(|place| format!(", {place}")).unwrap_or_default();
            Err(Error::NotArticles { source_name: format!("{}{place}", spot.name), reason })
        }
    }
}

fn decoded(bytes: Vec<u8>, encoding: Option<&'static Encoding>) -> String {
    match encoding {
        Some(encoding) if encoding != UTF_8 => encoding.decode_without_bom_handling(&bytes).0.into_owned(),
        _ => decode::decode(bytes),
    }
}
