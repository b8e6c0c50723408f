//! Checks an index against itself: files, ids, spans, and counts by brute force.

use super::facet::FacetCounts;
use super::record::{self, ArticleRecord, PassageRecord};
use super::recount::{Recount, Stored, encoded};
use super::stored as in_place;
use super::{Index, Searcher, article_hash, article_key};
use crate::archive::Archive;
use crate::error::{Error, Result};
use crate::lang::Lexicon;
use crate::query::{Copies, FacetField, Filters, Query};
use crate::source::{Article, Span};
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::collections::BTreeMap;
use tantivy::columnar::Column;
use tantivy::schema::Facet;
use tantivy::{DocAddress, DocId, SegmentReader};

/// Blocks of the store kept at hand; documents are read in order.
const BLOCKS: usize = 1;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// What was checked.
    pub what: &'static str,
    /// How many of them.
    pub checked: u64,
    /// What is wrong, each with its place.
    pub faults: Vec<String>,
}

/// Checks an index.
struct Verifier<'i> {
    index: &'i Index,
    searcher: &'i Searcher<'i>,
    files: Check,
    articles: Check,
    passages: Check,
    keys: FxHashSet<u64>,
}

/// Checks every file, article and passage of an index, and recounts its facets and a sample of its words.
///
/// # Errors
///
/// Where the index cannot be read at all; what is wrong in it is no error but a fault.
pub fn verify(index: &Index, lexicon: &Lexicon) -> Result<Vec<Check>> {
    let searcher = Searcher::new(index, lexicon)?;
    let check = |what| Check { what, checked: 0, faults: Vec::new() };
    let mut verifier = Verifier {
        index,
        searcher: &searcher,
        files: check("files"),
        articles: check("articles"),
        passages: check("passages"),
        keys: FxHashSet::default(),
    };
    verifier.check_files()?;
    let mut recount = Recount::new(lexicon, searcher.speakers()?);
    verifier.each_article(&mut |stored| recount.sample(stored), false)?;
    recount.look_for_sample();
    verifier.each_article(&mut |stored| recount.add(stored), true)?;
    let facets = facets(&searcher, &recount)?;
    let words = words(&searcher, &recount)?;
    Ok(vec![verifier.files, verifier.articles, verifier.passages, facets, words])
}

/// A segment's numbers, as they are: what has none has none, and not nought.
struct Numbers {
    article: Column<u64>,
    hash: Column<u64>,
    place: Column<u64>,
}

impl Numbers {
    fn open(segment: &SegmentReader) -> Result<Numbers> {
        let fields = segment.fast_fields();
        Ok(Numbers {
            article: fields.u64("article")?,
            hash: fields.u64("hash")?,
            place: fields.u64("place")?,
        })
    }
}

impl Verifier<'_> {
    fn check_files(&mut self) -> Result<()> {
        let damaged = self.index.tantivy.validate_checksum()?;
        self.files.checked = self.index.tantivy.directory().list_managed_files().len() as u64;
        self.files.faults = damaged.iter().map(|path| format!("{}: damaged", path.display())).collect();
        self.files.faults.sort();
        Ok(())
    }

    /// Gives `take` every article; with `check`, notes what is wrong with it.
    fn each_article(&mut self, take: &mut dyn FnMut(&Stored), check: bool) -> Result<()> {
        let engine = self.searcher.engine().clone();
        let stored = in_place::Stored::new(&engine, self.index.fields.record, BLOCKS)?;
        for (ordinal, segment) in (0..).zip(engine.segment_readers()) {
            let facets = segment.facet_reader("kind")?;
            let numbers = Numbers::open(segment)?;
            let mut at_hand: Option<Stored> = None;
            for doc in segment.doc_ids_alive() {
                let mut kind = Facet::default();
                let Some(ord) = facets.facet_ords(doc).next() else { continue };
                facets.facet_from_ord(ord, &mut kind)?;
                let bytes = stored.record(DocAddress::new(ordinal, doc))?;
                match kind.to_path().first() {
                    Some(&"article") => {
                        at_hand.take().iter().for_each(&mut *take);
                        at_hand = self.article(&bytes, &numbers, doc, check)?;
                    }
                    Some(&"source") => {}
                    _ => self.passage(&bytes, at_hand.as_mut(), &numbers, doc, check)?,
                }
            }
            at_hand.iter().for_each(&mut *take);
        }
        Ok(())
    }

    fn article(
        &mut self,
        bytes: &[u8],
        numbers: &Numbers,
        doc: DocId,
        check: bool,
    ) -> Result<Option<Stored>> {
        let article: ArticleRecord = match record::decode(bytes) {
            Ok(article) => article,
            Err(error) => {
                if check {
                    self.articles.checked += 1;
                    self.articles.faults.push(format!("document {doc}: {error}"));
                }
                return Ok(None);
            }
        };
        if check {
            self.check_article(&article.article, numbers, doc)?;
        }
        Ok(Some(Stored { article, passages: Vec::new() }))
    }

    fn check_article(&mut self, article: &Article, numbers: &Numbers, doc: DocId) -> Result<()> {
        self.articles.checked += 1;
        let mut fault = |what: &str| self.articles.faults.push(format!("{}: {what}", article.id));
        let key = article_key(article);
        if numbers.article.first(doc) != Some(key) {
            fault("its key is another article's");
        }
        if !self.keys.insert(key) {
            fault("it is there twice");
        }
        if numbers.hash.first(doc) != Some(article_hash(article)?) {
            fault("what is stored is not what was read");
        }
        let by_id = format!("{}#{}", article.source, article.id);
        match self.searcher.article(&article.id).or_else(|_| self.searcher.article(&by_id)) {
            Ok(found) if found.article == *article => {}
            Ok(_) => fault("its id leads to another article"),
            Err(error) => fault(&format!("its id does not lead to it: {error}")),
        }
        Ok(())
    }

    fn passage(
        &mut self,
        bytes: &[u8],
        article: Option<&mut Stored>,
        numbers: &Numbers,
        doc: DocId,
        check: bool,
    ) -> Result<()> {
        let passage = record::decode::<PassageRecord>(bytes);
        let mut fault = |what: String| {
            if check {
                self.passages.faults.push(what);
            }
        };
        match (article, passage) {
            (None, _) => fault(format!("document {doc}: a passage without an article")),
            (_, Err(error)) => fault(format!("document {doc}: {error}")),
            (Some(stored), Ok(passage)) => {
                let (article, place) = (&stored.article.article, stored.passages.len());
                if numbers.place.first(doc) != Some(1 + place as u64) {
                    fault(format!("{}, passage {place}: a passage is missing before it", article.id));
                }
                if let Some(what) = fault_of(&passage, &article.text) {
                    fault(format!("{}, passage {place}: {what}", article.id));
                }
                stored.passages.push(passage);
            }
        }
        self.passages.checked += u64::from(check);
        Ok(())
    }
}

/// What is wrong with the places of a passage in its article's text.
fn fault_of(passage: &PassageRecord, text: &str) -> Option<&'static str> {
    let lies = |span: &Span| text.get(span.start..span.end).is_some();
    if !lies(&passage.paragraph_span) || !passage.spans.iter().all(lies) {
        return Some("a span that is no part of the text");
    }
    if passage.spans.windows(2).any(|pair| pair[0].end > pair[1].start) {
        return Some("its pieces overlap or are out of order");
    }
    let Some(quote) = &passage.quote else {
        let inside = passage.spans.iter().all(|span| passage.paragraph_span.contains(*span));
        return (!inside).then_some("a paragraph with words outside of it");
    };
    if quote.spans != passage.spans {
        return Some("its quote stands elsewhere");
    }
    if quote.spans.iter().any(Span::is_empty) || quote.spans.is_empty() {
        return Some("a quote of nothing");
    }
    if ![quote.speaker_span, quote.cue_span].iter().flatten().all(lies) {
        return Some("a mention or cue that is no part of the text");
    }
    (!(0.0..=1.0).contains(&quote.certainty)).then_some("a certainty that is none")
}

/// A search for everything, with all facets, against what was counted.
fn facets(searcher: &Searcher<'_>, recount: &Recount<'_>) -> Result<Check> {
    let mut query = everything("")?;
    query.facets = FacetField::ALL.to_vec();
    let found = searcher.search(&query)?;
    let mut check = Check { what: "facet values", checked: 0, faults: Vec::new() };
    if found.total != recount.total {
        check.faults.push(format!("{} hits, {} counted by brute force", found.total, recount.total));
    }
    for FacetCounts { field, counts } in &found.facets {
        let mut counted = recount.facets.get(field).cloned().unwrap_or_default();
        check.checked += counted.len() as u64;
        for (value, count) in encoded(*field, counts) {
            let right = counted.remove(&value).unwrap_or(0);
            if right != count {
                check.faults.push(fault(field.name(), &value, count, right));
            }
        }
        check.faults.extend(counted.iter().map(|(value, right)| fault(field.name(), value, 0, *right)));
    }
    Ok(check)
}

/// Searches for single words against what was counted.
fn words(searcher: &Searcher<'_>, recount: &Recount<'_>) -> Result<Check> {
    let mut check = Check { what: "words", checked: 0, faults: Vec::new() };
    for (word, right) in recount.words.iter().collect::<BTreeMap<_, _>>() {
        let found = searcher.search(&everything(&format!("\"{word}\""))?)?.total;
        check.checked += 1;
        if found != *right {
            check.faults.push(fault("word", word, found, *right));
        }
    }
    Ok(check)
}

fn everything(text: &str) -> Result<Query> {
    let mut query = Query::new(text, Filters::default()).map_err(|e| Error::Record(e.to_string()))?;
    query.limit = 0;
    // Copies are told apart by their words, which brute force counts one by one.
    query.copies = Copies::Each;
    Ok(query)
}

fn fault(field: &str, value: &str, found: u64, right: u64) -> String {
    format!("{field} {}: {found} hits, {right} counted by brute force", value.replace('\0', "/"))
}
