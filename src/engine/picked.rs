//! Puts in order what was read already ([`super::read`]), and picks the hits of a page.

use super::document::UNDATED_DAYS;
use super::fetch::Fetched;
use super::read::Read;
use crate::index::{Gathered, Match, NO_DAY, Recency};
use crate::query::{Group, Query, Sort};
use std::collections::BTreeMap;

/// What undated articles have for their day where the newest go first.
const UNDATED: i64 = -UNDATED_DAYS;

/// A hit, of what was read.
pub(super) struct Picked {
    /// Its passage or, of an article, the best of them, best first.
    pub(super) documents: Vec<Fetched>,
    pub(super) score: f32,
    /// How many passages match.
    pub(super) passages: usize,
}

impl Read {
    /// The hits in the order that a query asks for, those of its page.
    pub(super) fn page(self, query: &Query, recency: Option<Recency>) -> Vec<Picked> {
        let mut all: Vec<Picked> = match query.group {
            Group::None => self.documents.into_iter().map(alone).collect(),
            Group::Articles => gathered(self),
        };
        if let Some(recency) = recency {
            let day = |picked: &Picked| match picked.number("newest") {
                None | Some(UNDATED) => NO_DAY,
                Some(day) => day,
            };
            all.iter_mut().for_each(|picked| picked.score *= recency.factor(day(picked)));
        }
        if recency.is_some() || query.group == Group::Articles {
            sort(&mut all, query.sort());
        }
        all.truncate(query.offset.saturating_add(query.limit));
        all.drain(..query.offset.min(all.len()));
        all
    }
}

fn alone(document: Fetched) -> Picked {
    Picked { score: document.score, documents: vec![document], passages: 1 }
}

impl Picked {
    fn number(&self, field: &str) -> Option<i64> {
        self.documents.first().and_then(|best| best.number(field))
    }
}

/// The articles, each with its best passages.
fn gathered(read: Read) -> Vec<Picked> {
    let mut articles: BTreeMap<u32, Gathered> = BTreeMap::new();
    for (at, (document, hit)) in (0..).zip(read.documents.iter().zip(&read.hits)) {
        let found = Match { score: document.score, place: document.place(), doc: at };
        articles.entry(*hit).or_insert_with(|| Gathered::new(*hit)).add(found);
    }
    let mut documents: Vec<Option<Fetched>> = read.documents.into_iter().map(Some).collect();
    let mut all: Vec<Picked> = Vec::with_capacity(articles.len());
    for gathered in articles.into_values() {
        let best = gathered.best().into_iter().chain(gathered.more().into_iter().flatten());
        let documents = best.filter_map(|found| documents[found.doc as usize].take()).collect();
        all.push(Picked { documents, score: gathered.score(None), passages: gathered.passages as usize });
    }
    all
}

/// Puts hits in order; those that are equal by score and day keep the order of article and place.
fn sort(all: &mut [Picked], sort: Sort) {
    let key = |picked: &Picked| {
        picked.documents.first().map(|best| (best.text("article").to_owned(), best.number("place")))
    };
    all.sort_by(|a, b| {
        let newest = || b.number("newest").cmp(&a.number("newest"));
        let first = match sort {
            Sort::Relevance => b.score.total_cmp(&a.score).then_with(newest),
            Sort::Newest => newest(),
            Sort::Oldest => a.number("oldest").cmp(&b.number("oldest")),
        };
        first.then_with(|| key(a).cmp(&key(b)))
    });
}
