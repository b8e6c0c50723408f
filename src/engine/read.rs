//! Reads all that an engine finds for a query where it cannot be asked for just what is wanted, and looks at it here:
//! which words are near each other, which passages are of one article.
//!
//! So no count is guessed, and what would be too much to read is refused.

use super::clause::Clause;
use super::compile::not_there;
use super::fetch::{Fetched, Order, PAGE};
use super::hits::bytes;
use super::matches::Seen;
use super::searcher::EngineSearcher;
use crate::error::Result;
use crate::index::Tally;
use crate::index::record::{self, PassageRecord};
use crate::query::{Group, Query, Sort};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All that was found.
pub(super) struct Read {
    pub(super) documents: Vec<Fetched>,
    /// Of each document the number of its hit.
    pub(super) hits: Vec<u32>,
    pub(super) total: u64,
    /// Passages that cannot be looked at, for their articles are not there yet.
    pub(super) left_out: u64,
}

/// The days of what was read to be shown, so that it is not read again for them.
pub(super) struct DaysRead {
    clause: Clause,
    group: Group,
    days: Vec<(String, Tally)>,
    total: u64,
    left_out: u64,
}

impl DaysRead {
    pub(super) fn of(query: &Query, clause: &Clause, read: &Read) -> DaysRead {
        let Read { total, left_out, .. } = *read;
        DaysRead { clause: clause.clone(), group: query.group, days: read.values("day"), total, left_out }
    }
}

impl EngineSearcher<'_> {
    /// The days of what matches, where these alone are wanted and it was read just before.
    pub(super) fn days_known(
        &self,
        query: &Query,
        clause: &Clause,
        counted: &[&str],
    ) -> Option<(Vec<(String, Tally)>, Read)> {
        let known = self.days_read.borrow();
        let is_it = |known: &&DaysRead| known.group == query.group && known.clause == *clause;
        let known = known.as_ref().filter(|_| query.limit == 0 && counted == ["day"]).filter(is_it)?;
        let (documents, hits) = (Vec::new(), Vec::new());
        let read = Read { documents, hits, total: known.total, left_out: known.left_out };
        Some((known.days.clone(), read))
    }

    /// Reads what matches, as much of it as fields say, and counts an article once where hits are grouped.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotOnEngine`] where it is too much.
    pub(super) fn read(&self, query: &Query, clause: &Clause, fields: &[&'static str]) -> Result<Read> {
        let order = match query.sort() {
            _ if query.limit == 0 => Order::Place,
            Sort::Oldest if !query.is_ranked() || query.group == Group::None => Order::Oldest,
            Sort::Newest if !query.is_ranked() || query.group == Group::None => Order::Newest,
            // Whatever the order of articles, the best of their passages are shown.
            _ => Order::Score,
        };
        let (documents, left_out) = self.looked_at(clause, order, fields, query.group)?;
        Ok(Read::of(documents, left_out, query.group))
    }

    /// How many passages match, which may be the engine's to say.
    pub(super) fn count(&self, clause: &Clause) -> Result<u64> {
        match clause.is_exact() {
            true => self.engine().count(clause),
            false => Ok(self.looked_at(clause, Order::Place, &[], Group::None)?.0.len() as u64),
        }
    }

    /// What of the documents found a clause is true of, and of how many nobody can tell yet.
    pub(super) fn looked_at(
        &self,
        clause: &Clause,
        order: Order,
        fields: &[&'static str],
        group: Group,
    ) -> Result<(Vec<Fetched>, u64)> {
        let mut all: BTreeSet<&'static str> = fields.iter().copied().chain(["article", "place"]).collect();
        if !clause.is_exact() {
            clause.fields(&mut all);
        }
        let what = match (clause.is_exact(), group) {
            (false, _) => "for words near each other",
            (true, Group::Articles) => "for hits by article",
            (true, Group::None) => "for the recent first",
        };
        let fields: Vec<&'static str> = all.into_iter().collect();
        let documents = self.read_all(clause, order, &fields, what)?;
        if clause.is_exact() { Ok((documents, 0)) } else { self.true_ones(clause, documents) }
    }

    /// All documents that an engine gives for a clause, which are read for `what`.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotOnEngine`] where these are too many.
    pub(super) fn read_all(
        &self,
        clause: &Clause,
        order: Order,
        fields: &[&'static str],
        what: &str,
    ) -> Result<Vec<Fetched>> {
        let (most, total) = (self.engine().client.most_read, self.engine().count(clause)?);
        if total > most as u64 {
            return Err(not_there(&format!(
                "{what} where {total} passages have to be looked at, and {most} can be: narrow it by a date, a country or a speaker"
            )));
        }
        let path = self.engine().path("_search");
        let changes = || self.engine().client.fault(&path, "what is found changes while it is read");
        self.engine().fetch_in_order(clause, order, fields, total)?.ok_or_else(changes)
    }

    fn true_ones(&self, clause: &Clause, documents: Vec<Fetched>) -> Result<(Vec<Fetched>, u64)> {
        if !clause.asks_for_sentences() {
            let is_true = |document: &Fetched| clause.is_true_of(&Seen { document, text: None });
            return Ok((documents.into_iter().filter(is_true).collect(), 0));
        }
        let (mut out, mut left_out) = (Vec::new(), 0);
        let mut documents = documents.into_iter().peekable();
        while documents.peek().is_some() {
            let some: Vec<Fetched> = documents.by_ref().take(PAGE).collect();
            let articles = self.articles(some.iter().map(|document| document.text("article")))?;
            for document in some {
                let Some(kept) = articles.get(document.text("article")) else {
                    left_out += 1;
                    continue;
                };
                let passage: PassageRecord = record::decode(&bytes(&document)?)?;
                let text = Some((kept.article.clone(), passage));
                if clause.is_true_of(&Seen { document: &document, text }) {
                    out.push(document);
                }
            }
        }
        Ok((out, left_out))
    }
}

impl Read {
    /// What was read, in the order of which documents are hits.
    pub(super) fn of(documents: Vec<Fetched>, left_out: u64, group: Group) -> Read {
        let (mut numbers, mut hits) = (HashMap::new(), Vec::with_capacity(documents.len()));
        for (at, document) in (0..).zip(&documents) {
            hits.push(match group {
                Group::None => at,
                Group::Articles => {
                    let next = numbers.len() as u32;
                    *numbers.entry(document.text("article").to_owned()).or_insert(next)
                }
            });
        }
        let total = if group == Group::None { documents.len() } else { numbers.len() } as u64;
        Read { documents, hits, total, left_out }
    }

    /// The hits that have each value of a field.
    pub(super) fn values(&self, field: &str) -> Vec<(String, Tally)> {
        let mut found: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (document, hit) in self.documents.iter().zip(&self.hits) {
            let number = document.number(field).map(|number| number.to_string());
            let texts = document.texts(field).into_iter().map(str::to_owned);
            texts.chain(number).for_each(|value| found.entry(value).or_default().push(*hit));
        }
        found.into_iter().map(|(value, hits)| (value, Tally::numbered(hits))).collect()
    }
}
