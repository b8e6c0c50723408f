//! Writes articles to the index: an article's documents are replaced together, or not at all.

use super::doc::{Doc, Held};
use super::facet;
use super::of_articles::{AllPlaces, Layout, OfArticles, Which};
use super::record::{self, PassageRecord, SourceRecord};
use super::schema::Fields;
use super::written::Analyzer;
use super::{Index, Lock, Roots};
use crate::country::Code;
use crate::error::Result;
use crate::lang::Lexicon;
use crate::passage::{Extract, Passage, PassageKind, named_in};
use crate::query::DatesFrom;
use crate::quote::Quote;
use crate::source::{Article, Span};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::indexer::UserOperation;
use tantivy::query::TermQuery;
use tantivy::schema::{Facet, IndexRecordOption};
use tantivy::{IndexWriter, Term};

/// Days are counted from here.
const EPOCH: Date = date(1970, 1, 1);

/// Days since 1970-01-01.
pub(crate) fn day_number(day: Date) -> i64 {
    i64::from((day - EPOCH).get_days())
}

/// The day of a number of days since 1970-01-01, where the calendar reaches so far.
pub(crate) fn day_of(number: i64) -> Option<Date> {
    EPOCH.checked_add(number.days()).ok()
}

/// The key of an article: of its source's name and its id there.
pub fn article_key(article: &Article) -> u64 {
    key_of(&article.source, &article.id)
}

/// The key of the article with this id in the source of this name.
pub(crate) fn key_of(source: &str, id: &str) -> u64 {
    hash64(&[b"article", source.as_bytes(), id.as_bytes()])
}

/// The documents of the article, or of the source, with this key.
pub(super) fn documents_of(key: u64, which: Which, layout: Layout<'_>) -> OfArticles {
    let key = Term::from_field_u64(layout.fields.article, key);
    OfArticles::new(Box::new(TermQuery::new(key, IndexRecordOption::Basic)), which, layout)
}

/// The key of a source.
pub fn source_key(name: &str) -> u64 {
    hash64(&[b"source", name.as_bytes()])
}

/// A hash of all that was read of an article, which tells a changed one from the one in the index.
///
/// # Errors
///
/// Where the article cannot be encoded.
pub fn article_hash(article: &Article) -> Result<u64> {
    Ok(hash64(&[&record::encode(article)?]))
}

/// The first eight bytes of a BLAKE3 hash of the parts and their lengths.
pub(crate) fn hash64(parts: &[&[u8]]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// Writes to an index; what is written is seen after [`Writer::commit`].
pub struct Writer<'l> {
    writer: IndexWriter<Doc>,
    fields: Fields,
    lexicon: &'l Lexicon,
    /// What no thread has at hand just now.
    hands: Mutex<Vec<Hand>>,
    _lock: &'l Lock,
}

/// What a thread that hands articles over has at hand of those before.
struct Hand {
    analyzer: Analyzer,
    countries: FxHashMap<Code, Arc<str>>,
}

impl Hand {
    fn new() -> Hand {
        Hand { analyzer: Analyzer::keeping(), countries: FxHashMap::default() }
    }

    /// Where a country stands.
    fn country(&mut self, code: Code, lexicon: &Lexicon) -> Held {
        let encoded = || facet::country(code, lexicon).encoded_str().into();
        Held::Common(self.countries.entry(code).or_insert_with(encoded).clone())
    }
}

/// What the documents of an article are made from.
struct Made<'r> {
    read: &'r ReadArticle,
    /// The terms of all its words.
    terms: Arc<String>,
    /// Those of the headline.
    title: Range<usize>,
    /// And of each passage's spans.
    passages: Vec<Vec<Range<usize>>>,
    /// How many words each passage has, as blanks part them.
    words: Vec<usize>,
}

impl<'r> Made<'r> {
    fn new(read: &'r ReadArticle, analyzer: &mut Analyzer) -> Made<'r> {
        let text = read.article.text.as_str();
        analyzer.speak(read.article.language.as_deref());
        let paragraphs: Vec<Span> = read.extract.paragraphs.iter().map(|p| p.span).collect();
        let mut terms = analyzer.write(text, &paragraphs);
        let title = read.article.title.as_deref().unwrap_or_default();
        let title = analyzer.other(title, &mut terms);
        let mut ranges = |passage: &Passage| {
            let range = |span: &Span| analyzer.range(text, *span, &mut terms);
            passage.spans.iter().map(range).collect()
        };
        let passages = read.passages.iter().map(&mut ranges).collect();
        let words = |p: &Passage| p.spans.iter().map(|s| s.of(text).split_whitespace().count()).sum();
        let words = read.passages.iter().map(words).collect();
        Made { read, terms: Arc::new(terms.into_written()), title, passages, words }
    }

    fn doc(&self) -> Doc {
        Doc::new(self.terms.clone())
    }
}

impl<'l> Writer<'l> {
    /// Opens the index for writing with `threads` indexing threads and `memory` bytes for all of them.
    ///
    /// # Errors
    ///
    /// Where the engine cannot, such as for a budget under 15 MB a thread.
    pub fn new(
        index: &Index,
        lock: &'l Lock,
        lexicon: &'l Lexicon,
        threads: usize,
        memory: usize,
    ) -> Result<Writer<'l>> {
        let writer = index.tantivy.writer_with_num_threads(threads, memory)?;
        Ok(Writer { writer, fields: index.fields, lexicon, hands: Mutex::default(), _lock: lock })
    }

    /// Adds an article with its passages, in place of the one with its key where `replace` says there is one.
    ///
    /// # Errors
    ///
    /// Where the engine cannot write.
    pub fn put(&self, read: &ReadArticle, replace: bool) -> Result<()> {
        if replace {
            self.remove(read.key)?;
        }
        let mut hand = self.hands().pop().unwrap_or_else(Hand::new);
        let operations = self.operations(read, &mut hand);
        self.hands().push(hand);
        self.writer.run(operations?)?;
        Ok(())
    }

    fn hands(&self) -> std::sync::MutexGuard<'_, Vec<Hand>> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn operations(&self, read: &ReadArticle, hand: &mut Hand) -> Result<Vec<UserOperation<Doc>>> {
        let made = Made::new(read, &mut hand.analyzer);
        let mut operations = Vec::with_capacity(read.passages.len() + 1);
        operations.push(UserOperation::Add(self.article_doc(&made, hand)?));
        for place in 0..read.passages.len() {
            operations.push(UserOperation::Add(self.passage_doc(&made, place, hand)?));
        }
        Ok(operations)
    }

    /// Notes that a source has been read whole in the state of `stamp`, in place of what was noted of it where `replace`
    /// says that there is such. To remove what is not there costs memory until the next commit, and time in it.
    ///
    /// # Errors
    ///
    /// Where the engine cannot write.
    pub fn put_source(&self, name: &str, stamp: u64, replace: bool) -> Result<()> {
        let (key, fields) = (source_key(name), self.fields);
        let mut doc = Doc::new(Arc::default());
        doc.add(fields.kind, Held::Facet(Facet::from_path(["source"])));
        doc.add(fields.article, Held::U64(key));
        self.add_no_place(&mut doc);
        doc.add(fields.words, Held::U64(0));
        doc.add(fields.hash, Held::U64(stamp));
        let record = record::encode(&SourceRecord { name: name.to_owned() })?;
        doc.add(fields.record, Held::Bytes(record));
        if replace {
            self.remove(key)?;
        }
        self.writer.add_document(doc)?;
        Ok(())
    }

    /// Removes an article with its passages, or a source, by its key.
    ///
    /// # Errors
    ///
    /// Where the engine cannot.
    pub fn remove(&self, key: u64) -> Result<()> {
        let layout = Layout { fields: &self.fields, places: &AllPlaces::default() };
        let documents = documents_of(key, Which::All, layout);
        self.writer.delete_query(Box::new(documents))?;
        Ok(())
    }

    /// Makes all that was written so far visible and lasting, in one step, with the folders it came from.
    ///
    /// # Errors
    ///
    /// Where the engine cannot write; the index is then as it was after the last commit.
    pub fn commit(&mut self, roots: &Roots) -> Result<()> {
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&serde_json::to_string(roots).map_err(|e| crate::Error::Record(e.to_string()))?);
        prepared.commit()?;
        Ok(())
    }

    /// Waits for the merging of segments that goes on in the background.
    ///
    /// # Errors
    ///
    /// Where a merge failed.
    pub fn finish(self) -> Result<()> {
        self.writer.wait_merging_threads()?;
        Ok(())
    }

    /// Fills what only passages have: a column in which all documents have a number is read faster.
    fn add_no_place(&self, doc: &mut Doc) {
        doc.add(self.fields.place, Held::U64(0));
        doc.add(self.fields.fold, Held::U64(0));
    }

    fn article_doc(&self, made: &Made, hand: &mut Hand) -> Result<Doc> {
        let (read, fields) = (made.read, self.fields);
        let article = &read.article;
        let mut doc = made.doc();
        doc.add(fields.kind, Held::Facet(Facet::from_path(["article"])));
        doc.add(fields.article, Held::U64(read.key));
        doc.add(fields.source, Held::U64(source_key(&article.source)));
        self.add_no_place(&mut doc);
        doc.add(fields.hash, Held::U64(read.hash));
        doc.add(fields.id, Held::Text(article.id.clone()));
        if article.title.is_some() {
            doc.add(fields.title, Held::Terms(made.title.clone()));
        }
        let paragraph = |(passage, _): &(&Passage, &usize)| passage.kind == PassageKind::Paragraph;
        let words: usize =
            read.passages.iter().zip(&made.words).filter(paragraph).map(|(_, words)| words).sum();
        doc.add(fields.words, Held::U64(words as u64));
        for (code, _) in &read.extract.countries {
            doc.add(fields.about, hand.country(*code, self.lexicon));
        }
        self.add_frame(&mut doc, article);
        doc.add(fields.record, Held::Bytes(read.article_record()?));
        Ok(doc)
    }

    /// What an article's passages have in common: when, and by whom published.
    fn add_frame(&self, doc: &mut Doc, article: &Article) {
        doc.add(self.fields.date, Held::Facet(facet::date(article.date)));
        if let Some(date) = article.date {
            doc.add(self.fields.day, Held::I64(day_number(date)));
        }
        if let Some(from) = article.date_from {
            doc.add(self.fields.date_from, Held::Facet(facet::dates_from(DatesFrom::Place(from))));
        }
        if let Some(publisher) = article.publisher.as_deref().filter(|p| !p.is_empty()) {
            doc.add(self.fields.publisher, Held::Facet(facet::name(publisher)));
        }
        if let Some(language) = &article.language {
            doc.add(self.fields.language, Held::Facet(facet::name(language)));
        }
    }

    fn passage_doc(&self, made: &Made, place: usize, hand: &mut Hand) -> Result<Doc> {
        let (read, fields) = (made.read, self.fields);
        let passage = &read.passages[place];
        let quote = read.quote(passage);
        let mut doc = made.doc();
        doc.add(fields.kind, Held::Facet(facet::passage_kind(quote)));
        doc.add(fields.place, Held::U64(1 + place as u64));
        let fold = if quote.is_some() { 0 } else { 1 + passage.quotes_back as u64 };
        doc.add(fields.fold, Held::U64(fold));
        made.passages[place].iter().for_each(|range| doc.add(fields.text, Held::Terms(range.clone())));
        doc.add(fields.words, Held::U64(made.words[place] as u64));
        let speaker = quote.and_then(|q| q.speaker.as_ref());
        if let Some(facet) = speaker.and_then(|s| facet::speaker(s.kind, &s.name)) {
            doc.add(fields.speaker, Held::Facet(facet));
        }
        if let Some(described) = speaker.and_then(|s| facet::described(s.kind, &s.name)) {
            doc.add(fields.described, Held::Text(described));
        }
        if let Some(quote) = quote {
            doc.add(fields.certainty, Held::U64(quote.hundredths()));
        }
        let record = read.record(passage);
        for code in &record.countries {
            doc.add(fields.country, hand.country(*code, self.lexicon));
        }
        for code in &record.countries[..record.named_around] {
            doc.add(fields.names_country, hand.country(*code, self.lexicon));
        }
        doc.add(fields.record, Held::Bytes(record::encode_in(&record, RECORD_BYTES)?));
        Ok(doc)
    }
}

/// About how long the record of a passage is.
const RECORD_BYTES: usize = 96;

/// Appends those that are not there yet.
fn add(codes: &mut Vec<Code>, more: impl Iterator<Item = Code>) {
    for code in more {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
}

/// An article with all that was read from it, ready to be written.
pub struct ReadArticle {
    /// The article.
    pub article: Article,
    /// Its key.
    pub key: u64,
    /// The hash of all that was read of it.
    pub hash: u64,
    /// What it says.
    pub extract: Extract,
    /// What is searched of it.
    pub passages: Vec<Passage>,
}

impl ReadArticle {
    /// The quote that a passage is.
    pub(crate) fn quote(&self, passage: &Passage) -> Option<&Quote> {
        match passage.kind {
            PassageKind::Quote(ordinal) => self.extract.quotes.get(ordinal),
            PassageKind::Paragraph | PassageKind::Headline => None,
        }
    }

    /// The paragraphs that a quote lies in.
    fn around(&self, passage: &Passage) -> impl Iterator<Item = Span> + '_ {
        let until = passage.spans.last().map_or(0, |s| s.end);
        let quote = matches!(passage.kind, PassageKind::Quote(_));
        let from = if quote { passage.paragraph } else { self.extract.paragraphs.len() };
        let paragraphs = self.extract.paragraphs[from..].iter().map(|p| p.span);
        paragraphs.take_while(move |span| span.start < until)
    }

    /// What is shown of the article, encoded.
    pub(crate) fn article_record(&self) -> Result<Vec<u8>> {
        record::encode_article(&self.article, &self.extract.countries, &self.extract.mentions)
    }

    /// What is shown of a passage.
    pub(crate) fn record(&self, passage: &Passage) -> PassageRecord<&Quote> {
        let mut countries = passage.countries.clone();
        let named = countries.len();
        // Those of its paragraphs too: a filter that the paragraph passes must not part it from its quote.
        let around = self.around(passage).flat_map(|span| named_in(&[span], &self.extract.mentions));
        add(&mut countries, around);
        let named_around = countries.len();
        add(&mut countries, self.extract.countries.iter().map(|(code, _)| *code));
        let paragraph_span = match passage.kind {
            PassageKind::Headline => passage.spans.first().copied().unwrap_or(Span::new(0, 0)),
            _ => self.extract.paragraphs[passage.paragraph].span,
        };
        PassageRecord {
            spans: passage.spans.clone(),
            paragraph: passage.paragraph,
            paragraph_span,
            countries,
            named,
            named_around,
            quote: self.quote(passage),
        }
    }
}
