//! Reads hits one by one as they are asked for, so that all of them can be written out in little memory: held are where
//! they lie, some hundred bytes a hit, and the articles met last.

use super::highlight::Highlighter;
use super::rank::{Match, Ranked};
use super::record::PassageRecord;
use super::results::{Grouped, Hit, HitKind};
use super::search::Searcher;
use crate::error::Result;
use crate::passage::words;
use crate::query::{Group, Query};
use crate::source::{Article, Span};
use lru::LruCache;
use rustc_hash::FxHashMap;
use std::rc::Rc;
use tantivy::DocAddress;

/// Bytes of text of the articles that are kept for their next hit.
const KEPT_BYTES: usize = 4 << 20;

/// Hits that are read one by one.
pub trait ReadHits: Iterator<Item = Result<Hit>> {
    /// Gives the hits of an article one after the other, where its first one stands.
    fn by_article<'b>(self: Box<Self>) -> BoxedHits<'b>
    where
        Self: 'b;
}

/// Hits that are read one by one, wherever from.
pub type BoxedHits<'b> = Box<dyn ReadHits + 'b>;

/// The hits of a query in order, each read when it is asked for.
pub struct Hits<'s> {
    searcher: &'s Searcher<'s>,
    ranked: Vec<Ranked>,
    /// Hits that stand before the first.
    offset: usize,
    /// The order to give them in, where it is not that of their ranks.
    order: Option<Vec<u32>>,
    given: usize,
    group: Group,
    highlighter: Highlighter,
    articles: Articles,
}

impl<'s> Hits<'s> {
    /// Reads `ranked`, before which `query` passes over others.
    pub(super) fn new(searcher: &'s Searcher<'s>, query: &Query, ranked: Vec<Ranked>) -> Hits<'s> {
        Hits {
            searcher,
            ranked,
            offset: query.offset,
            order: None,
            given: 0,
            group: query.group,
            highlighter: Highlighter::new(query.text.as_ref(), &|name| searcher.marked(name)),
            articles: Articles::new(),
        }
    }

    fn gathered(mut self) -> Hits<'s> {
        let mut firsts: FxHashMap<u64, u32> = FxHashMap::default();
        for (at, ranked) in (0..).zip(&self.ranked) {
            firsts.entry(ranked.article).or_insert(at);
        }
        let mut order: Vec<u32> = (0..).take(self.ranked.len()).collect();
        order.sort_by_key(|at| firsts[&self.ranked[*at as usize].article]);
        self.order = Some(order);
        self
    }

    fn read(&mut self, at: usize) -> Result<Hit> {
        let ranked = self.ranked[at];
        let kept = match self.articles.get(ranked.article) {
            Some(kept) => kept,
            None => self.articles.keep(ranked.article, self.searcher.article_at(ranked.address)?),
        };
        let passage = |address, score| -> Result<Hit> {
            let mut passage: PassageRecord = self.searcher.decoded(address)?;
            if let Some(quote) = &mut passage.quote {
                self.searcher.aliases().apply(quote, kept.article.date);
            }
            Ok(hit(self.offset + at + 1, score, passage, kept.clone(), &self.highlighter))
        };
        let mut best = passage(ranked.address, ranked.score)?;
        if self.group != Group::None {
            let next = |m: &Match| passage(DocAddress::new(ranked.address.segment_ord, m.doc), m.score);
            let more = ranked.more.iter().flatten().map(next).collect::<Result<_>>()?;
            best.grouped = Some(Grouped { passages: ranked.passages as usize, more });
        }
        best.copies = self.searcher.copies_of(&ranked, self.group)?;
        Ok(best)
    }
}

impl ReadHits for Hits<'_> {
    fn by_article<'b>(self: Box<Self>) -> BoxedHits<'b>
    where
        Self: 'b,
    {
        Box::new(self.gathered())
    }
}

impl Iterator for Hits<'_> {
    type Item = Result<Hit>;

    fn next(&mut self) -> Option<Result<Hit>> {
        let at = match &self.order {
            Some(order) => *order.get(self.given)? as usize,
            None => self.given,
        };
        if at >= self.ranked.len() {
            return None;
        }
        self.given += 1;
        Some(self.read(at))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.ranked.len() - self.given;
        (left, Some(left))
    }
}

/// An article of hits, with the hash of all that was read of it.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) article: Rc<Article>,
    pub(crate) hash: u64,
}

/// The articles met last, by key.
struct Articles {
    kept: LruCache<u64, Kept>,
    bytes: usize,
}

impl Articles {
    fn new() -> Articles {
        Articles { kept: LruCache::unbounded(), bytes: 0 }
    }

    fn get(&mut self, key: u64) -> Option<Kept> {
        self.kept.get(&key).cloned()
    }

    fn keep(&mut self, key: u64, (article, hash): (Article, u64)) -> Kept {
        self.bytes += article.text.len();
        let kept = Kept { article: Rc::new(article), hash };
        self.kept.push(key, kept.clone());
        while self.bytes > KEPT_BYTES
            && self.kept.len() > 1
            && let Some((_, oldest)) = self.kept.pop_lru()
        {
            self.bytes -= oldest.article.text.len();
        }
        kept
    }
}

/// A hit, of what is kept of its passage and its article.
pub(crate) fn hit(
    rank: usize,
    score: f32,
    passage: PassageRecord,
    kept: Kept,
    highlighter: &Highlighter,
) -> Hit {
    let Kept { article, hash } = kept;
    let text = match passage.spans.is_empty() {
        true => article.title.clone().unwrap_or_default(),
        false => words(&article.text, &passage.spans),
    };
    let kind = passage.quote.as_ref().map_or(HitKind::Paragraph, |q| HitKind::Quote(q.kind));
    Hit {
        rank,
        score,
        kind,
        highlights: highlighter.find(&text, article.language.as_deref()),
        text,
        spans: passage.spans,
        countries: passage.countries,
        paragraph: passage.paragraph,
        context: span_text(&article, passage.paragraph_span),
        quote: passage.quote,
        article,
        hash,
        grouped: None,
        copies: None,
    }
}

fn span_text(article: &Article, span: Span) -> String {
    article.text.get(span.start..span.end).unwrap_or_default().to_owned()
}
