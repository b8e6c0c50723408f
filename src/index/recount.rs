//! Counts by brute force what a search should count: facets and words, from the stored records alone.
//!
//! Nothing here asks the inverted index or its columns, so that a count that is the same was reached in two ways.

use super::analyzer::terms;
use super::facet::{self, FacetCount};
use super::record::{ArticleRecord, PassageRecord};
use crate::lang::Lexicon;
use crate::passage::words;
use crate::query::{DatesFrom, FacetField};
use crate::speaker::Speakers;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use tantivy::schema::Facet;

/// Words looked for.
const WORDS: usize = 50;

/// Hits by value.
type Counts = BTreeMap<String, u64>;

/// The counts of all passages read so far.
pub(super) struct Recount<'l> {
    lexicon: &'l Lexicon,
    speakers: &'l Speakers,
    /// Hits of a search for everything.
    pub(super) total: u64,
    /// By field, the hits of each value.
    pub(super) facets: BTreeMap<FacetField, Counts>,
    /// Words looked for, each with the hits of a search for it.
    pub(super) words: FxHashMap<String, u64>,
    /// The words with the least hashes so far, which is a fair sample of all.
    sample: BTreeMap<u64, String>,
}

/// An article with its passages, as they are stored.
pub(super) struct Stored {
    pub(super) article: ArticleRecord,
    pub(super) passages: Vec<PassageRecord>,
}

impl<'l> Recount<'l> {
    pub(super) fn new(lexicon: &'l Lexicon, speakers: &'l Speakers) -> Recount<'l> {
        Recount {
            lexicon,
            speakers,
            total: 0,
            facets: BTreeMap::new(),
            words: FxHashMap::default(),
            sample: BTreeMap::new(),
        }
    }

    /// Takes an article's words into the sample of those that are looked for.
    pub(super) fn sample(&mut self, stored: &Stored) {
        for word in terms(&stored.article.article.text) {
            let hash = super::hash64(&[word.text.as_bytes()]);
            if self.sample.len() < WORDS || self.sample.last_key_value().is_some_and(|(most, _)| hash < *most)
            {
                self.sample.insert(hash, word.text);
            }
            if self.sample.len() > WORDS {
                self.sample.pop_last();
            }
        }
    }

    /// Looks for what was sampled in all that is counted from now on.
    pub(super) fn look_for_sample(&mut self) {
        self.words = std::mem::take(&mut self.sample).into_values().map(|word| (word, 0)).collect();
    }

    /// Counts an article's hits.
    pub(super) fn add(&mut self, stored: &Stored) {
        let all = vec![true; stored.passages.len()];
        for passage in hits(stored, &all) {
            self.total += 1;
            self.count(stored, passage);
        }
        for passage in stored.passages.iter().filter(|p| p.quote.is_none()) {
            // Of the kinds, what a filter for paragraphs would find.
            self.tally(FacetField::Kind, [facet::passage_kind(passage.quote.as_ref())]);
        }
        self.look_for_words(stored);
    }

    fn count(&mut self, stored: &Stored, passage: &PassageRecord) {
        let article = &stored.article.article;
        let (lexicon, speakers) = (self.lexicon, self.speakers);
        let country = |code: &crate::country::Code| facet::country(*code, lexicon);
        self.tally(FacetField::Country, passage.countries.iter().map(country));
        let named = &passage.countries[..passage.named_around.min(passage.countries.len())];
        self.tally(FacetField::NamesCountry, named.iter().map(country));
        self.tally(FacetField::Date, [facet::date(article.date)]);
        let publisher = article.publisher.as_deref().filter(|p| !p.is_empty());
        self.tally(FacetField::Publisher, publisher.map(facet::name));
        self.tally(FacetField::Language, article.language.as_deref().map(facet::name));
        let from = article.date_from.map(|from| facet::dates_from(DatesFrom::Place(from)));
        self.tally(FacetField::DateFrom, from);
        let Some(quote) = &passage.quote else { return };
        self.tally(FacetField::Kind, [facet::passage_kind(passage.quote.as_ref())]);
        let speaker = quote.speaker.as_ref().and_then(|s| facet::speaker(s.kind, &s.name));
        let shown =
            speaker.and_then(|s| facet::value_of(FacetField::Speaker, s.encoded_str(), None, speakers));
        self.tally(FacetField::Speaker, shown.map(|name| Facet::from_path([name])));
    }

    /// Counts values and what encloses them, each once for the hit.
    fn tally(&mut self, field: FacetField, values: impl IntoIterator<Item = Facet>) {
        let mut seen: FxHashSet<String> = FxHashSet::default();
        for value in values {
            let encoded = value.encoded_str();
            seen.extend(facet::above(encoded).chain([encoded]).map(str::to_owned));
        }
        let counts = self.facets.entry(field).or_default();
        seen.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
    }

    fn look_for_words(&mut self, stored: &Stored) {
        let article = &stored.article.article;
        let found = |text: &str| -> FxHashSet<String> {
            terms(text).into_iter().map(|t| t.text).filter(|t| self.words.contains_key(t)).collect()
        };
        let title = article.title.as_deref().map(found).unwrap_or_default();
        let texts: Vec<FxHashSet<String>> =
            stored.passages.iter().map(|p| found(&words(&article.text, &p.spans))).collect();
        let mut there: FxHashSet<&String> = texts.iter().flatten().chain(&title).collect();
        let mut counted: Vec<(String, u64)> = Vec::new();
        for word in there.drain() {
            let matches: Vec<bool> =
                texts.iter().map(|text| text.contains(word) || title.contains(word)).collect();
            counted.push((word.clone(), hits(stored, &matches).count() as u64));
        }
        counted.into_iter().for_each(|(word, hits)| *self.words.entry(word).or_default() += hits);
    }
}

/// The passages that are hits where these match: all but paragraphs that a matching quote lies in.
fn hits<'s>(stored: &'s Stored, matches: &'s [bool]) -> impl Iterator<Item = &'s PassageRecord> {
    let covers = |quote: &PassageRecord, paragraph: &PassageRecord| {
        let (Some(first), Some(last)) = (quote.spans.first(), quote.spans.last()) else { return false };
        let span = paragraph.paragraph_span;
        first.start < span.end && last.end > span.start
    };
    let hidden = move |paragraph: &PassageRecord| {
        let quotes =
            stored.passages.iter().zip(matches).filter(|(p, matches)| p.quote.is_some() && **matches);
        paragraph.quote.is_none() && { quotes }.any(|(quote, _)| covers(quote, paragraph))
    };
    let matching = stored.passages.iter().zip(matches).filter(|(_, matches)| **matches);
    matching.map(|(passage, _)| passage).filter(move |passage| !hidden(passage))
}

/// A counted value with what encloses it, as [`Recount`] names it.
pub(super) fn encoded(field: FacetField, counts: &[FacetCount]) -> Counts {
    let mut path: Vec<&str> = Vec::new();
    let mut out = Counts::new();
    for count in counts {
        path.truncate(count.depth);
        path.push(&count.value);
        let name = match field {
            FacetField::Date => count.value.replace('-', "\0"),
            _ => path.join("\0"),
        };
        out.insert(name, count.count);
    }
    out
}
