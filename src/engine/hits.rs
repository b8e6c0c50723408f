//! Reads hits page by page as they are asked for.

use super::clause::Clause;
use super::fetch::{Fetched, MOST_BY_SCORE, Order, PAGE, Wanted};
use super::searcher::EngineSearcher;
use crate::error::{Error, Result};
use crate::index::record::{self, ArticleRecord, PassageRecord};
use crate::index::{BoxedHits, Highlighter, Hit, Kept, ReadHits, hit};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use std::collections::HashMap;
use std::rc::Rc;

/// Most bytes that the record of one article may have when it is unpacked.
const LARGEST_ARTICLE: usize = 1 << 30;

/// Makes hits of fetched passages.
pub(super) struct Reader<'s> {
    pub(super) searcher: &'s EngineSearcher<'s>,
    pub(super) highlighter: Highlighter,
    pub(super) is_ranked: bool,
}

impl Reader<'_> {
    /// The hits of passages, the first of which has the rank behind `rank`; none of one whose article is not there yet.
    pub(super) fn read(&self, documents: Vec<Fetched>, rank: usize) -> Result<Vec<Option<Hit>>> {
        let articles = self.searcher.articles(documents.iter().map(|document| document.text("article")))?;
        let ids: Vec<String> = documents.iter().map(Fetched::id).collect();
        let copies = self.searcher.copies_of(&ids, "copies")?;
        let mut out = Vec::with_capacity(documents.len());
        for (at, document) in documents.into_iter().enumerate() {
            let Some(kept) = articles.get(document.text("article")) else {
                out.push(None);
                continue;
            };
            let mut passage: PassageRecord = record::decode(&bytes(&document)?)?;
            if let Some(quote) = &mut passage.quote {
                self.searcher.aliases().apply(quote, kept.article.date);
            }
            let score = if self.is_ranked { document.score } else { 0.0 };
            let copies = copies.get(&ids[at]).cloned();
            let hit = hit(rank + at + 1, score, passage, kept.clone(), &self.highlighter);
            out.push(Some(Hit { copies, ..hit }));
        }
        Ok(out)
    }

    fn fault(&self, why: &str) -> Error {
        self.searcher.engine().client.fault(&self.searcher.engine().path("_search"), why)
    }

    /// What is said of hits that were left out.
    pub(super) fn not_yet(&self, hits: u64) -> Error {
        self.fault(&format!(
            "{hits} hits were left out: their articles are being loaded, or their load was broken off"
        ))
    }
}

/// The hits of a query in order.
pub(super) struct EngineHits<'s> {
    reader: Reader<'s>,
    clause: Clause,
    order: Order,
    /// Hits that are still to be fetched, and those passed over before them.
    left: usize,
    passed_over: usize,
    /// What has been fetched and not given yet, the next one last.
    page: Vec<Hit>,
    /// How many have been fetched, those passed over included.
    fetched: usize,
    after: Option<Value>,
    /// Hits whose articles are not there yet, and as many of them as have been told of.
    left_out: u64,
    told: u64,
    failed: bool,
}

impl<'s> EngineHits<'s> {
    /// The hits of a clause, of which there are `total`, and how many of the first page are left out.
    pub(super) fn new(
        reader: Reader<'s>,
        clause: Clause,
        order: Order,
        (limit, offset): (usize, usize),
        total: u64,
    ) -> Result<(EngineHits<'s>, u64)> {
        let left = usize::try_from(total).unwrap_or(usize::MAX).saturating_sub(offset).min(limit);
        if order == Order::Score && left > 0 && offset + left > MOST_BY_SCORE {
            return Err(Error::NotOnEngine {
                what: format!("for more than {MOST_BY_SCORE} hits by how well they match; by days it can"),
            });
        }
        let mut hits = EngineHits {
            reader,
            clause,
            order,
            left,
            passed_over: offset,
            page: Vec::new(),
            fetched: 0,
            after: None,
            left_out: 0,
            told: 0,
            failed: false,
        };
        if left > 0 {
            hits.turn()?;
        }
        hits.told = hits.left_out;
        let left_out = hits.left_out;
        Ok((hits, left_out))
    }

    /// Fetches the next page; there may be nothing on it.
    fn turn(&mut self) -> Result<()> {
        let by_score = self.order == Order::Score;
        loop {
            // By score what is passed over is counted by the engine, by days it is walked past.
            let passing = if by_score { 0 } else { self.passed_over.saturating_sub(self.fetched) };
            let size = if passing > 0 { passing.min(PAGE) } else { self.left.min(PAGE) };
            let fields: &[&str] = if passing > 0 { &["place"] } else { &["article", "place", "record"] };
            let wanted = Wanted {
                order: self.order,
                size,
                from: if by_score { self.passed_over + self.fetched } else { 0 },
                after: self.after.as_ref().filter(|_| !by_score),
                fields,
                ..Wanted::count(&self.clause)
            };
            let documents = self.reader.searcher.engine().fetch(&wanted)?.documents;
            let last = documents.last().map(|document| document.order.clone());
            // A cursor that stays where it is would go round for ever.
            if documents.len() < size || (!by_score && last == self.after) {
                return Err(self.reader.fault(&format!("of the hits counted {} were not given", self.left)));
            }
            self.after = last;
            self.fetched += documents.len();
            if passing == 0 {
                let rank =
                    if by_score { self.passed_over + self.fetched } else { self.fetched } - documents.len();
                self.left -= documents.len();
                let read = self.reader.read(documents, rank)?;
                self.left_out += read.iter().filter(|hit| hit.is_none()).count() as u64;
                self.page = read.into_iter().flatten().collect();
                self.page.reverse();
                return Ok(());
            }
        }
    }
}

impl Iterator for EngineHits<'_> {
    type Item = Result<Hit>;

    fn next(&mut self) -> Option<Result<Hit>> {
        while self.page.is_empty() && self.left > 0 && !self.failed {
            if let Err(error) = self.turn() {
                self.failed = true;
                return Some(Err(error));
            }
        }
        let hit = self.page.pop().filter(|_| !self.failed);
        if hit.is_none() && !self.failed && self.left_out > self.told {
            self.failed = true;
            return Some(Err(self.reader.not_yet(self.left_out - self.told)));
        }
        hit.map(Ok)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left + self.page.len()))
    }
}

impl ReadHits for EngineHits<'_> {
    fn by_article<'b>(self: Box<Self>) -> BoxedHits<'b>
    where
        Self: 'b,
    {
        by_article(*self)
    }
}

/// Hits, article by article. All are held for it: nobody knows before the last which articles have more.
pub(super) fn by_article<'b>(hits: impl Iterator<Item = Result<Hit>>) -> BoxedHits<'b> {
    let mut articles: Vec<(String, Vec<Result<Hit>>)> = Vec::new();
    for found in hits {
        let name = found
            .as_ref()
            .map_or_else(|_| String::new(), |hit| format!("{}\0{}", hit.article.source, hit.article.id));
        match articles.iter_mut().find(|(known, _)| *known == name) {
            Some((_, hits)) => hits.push(found),
            None => articles.push((name, vec![found])),
        }
    }
    Box::new(Gathered(articles.into_iter().flat_map(|(_, hits)| hits).collect::<Vec<_>>().into_iter()))
}

/// Hits that have been read.
struct Gathered(std::vec::IntoIter<Result<Hit>>);

impl Iterator for Gathered {
    type Item = Result<Hit>;

    fn next(&mut self) -> Option<Result<Hit>> {
        self.0.next()
    }
}

impl ReadHits for Gathered {
    fn by_article<'b>(self: Box<Self>) -> BoxedHits<'b>
    where
        Self: 'b,
    {
        self
    }
}

impl EngineSearcher<'_> {
    /// Articles by their keys.
    pub(super) fn articles<'k>(&self, keys: impl Iterator<Item = &'k str>) -> Result<HashMap<String, Kept>> {
        let mut keys: Vec<String> = keys.map(str::to_owned).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut out = HashMap::with_capacity(keys.len());
        for keys in keys.chunks(PAGE) {
            let is_article = Clause::value("kind", "article");
            let clause = Clause::filter(vec![is_article, Clause::Terms("article", keys.to_vec())]);
            for document in self.engine().fetch_every(&clause, &["article", "record", "hash", "format"])? {
                let ArticleRecord { article, .. } = article_record(&document)?;
                let hash = hash(&document);
                out.insert(document.text("article").to_owned(), Kept { article: Rc::new(article), hash });
            }
        }
        Ok(out)
    }
}

/// What tells a changed article.
pub(super) fn hash(document: &Fetched) -> u64 {
    u64::from_str_radix(document.text("hash"), 16).unwrap_or_default()
}

/// The record of a document.
pub(super) fn bytes(document: &Fetched) -> Result<Vec<u8>> {
    BASE64_STANDARD.decode(document.text("record")).map_err(record::fault)
}

/// The record of an article's document.
///
/// # Errors
///
/// [`Error::OtherForm`] for one that another version wrote.
pub(super) fn article_record(document: &Fetched) -> Result<ArticleRecord> {
    let format = document.number("format").unwrap_or_default();
    if format != i64::from(crate::index::FORMAT) {
        return Err(Error::OtherForm { format });
    }
    let packed = bytes(document)?;
    let unpacked =
        zstd::bulk::Decompressor::upper_bound(&packed).unwrap_or(LARGEST_ARTICLE).min(LARGEST_ARTICLE);
    record::decode(&zstd::bulk::decompress(&packed, unpacked).map_err(record::fault)?)
}
