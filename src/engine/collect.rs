//! Counts what matches a query, and its values: by the engine or, where that cannot be asked for just what is wanted, here.

use super::clause::Clause;
use super::compile::{self, Compiled, Compiler, not_there};
use super::fetch::Wanted;
use super::read::{DaysRead, Read};
use super::searcher::EngineSearcher;
use crate::error::{Error, Result};
use crate::index::compile::{Asked, Values, most_parts};
use crate::index::{Partly, Tally};
use crate::query::{FacetField, Group, Matching, Parts, Query};

/// What was found for a query.
pub(super) struct Collection {
    pub(super) clause: Clause,
    pub(super) total: u64,
    pub(super) counts: Counts,
    pub(super) partly: Option<Partly>,
    /// All of it, where it had to be read.
    pub(super) read: Option<Read>,
}

/// What is read of passages that are put in order and shown.
const SHOWN: [&str; 4] = ["record", "newest", "oldest", "day"];

/// Values with the hits that have them, by field.
pub(super) type Counts = Vec<(&'static str, Vec<(String, Tally)>)>;

/// The field that a facet is counted by.
pub(super) fn field_of(field: FacetField) -> &'static str {
    match field {
        FacetField::NamesCountry => "names_country",
        FacetField::DateFrom => "date_from",
        other => other.name(),
    }
}

impl EngineSearcher<'_> {
    /// Collects what has all of a query or, where nothing has, what has most of it.
    pub(super) fn collect(&self, query: &Query, values: &Values, by_day: bool) -> Result<Collection> {
        let mut compiler = self.compiler(values)?;
        let asked = match query.parts {
            Parts::AtLeast(parts) => Asked::at_least(parts),
            Parts::All | Parts::Most => Asked::of(query),
        };
        let compiled = compiler.query(query, asked)?;
        let of = compiled.optional;
        let found = self.counted(query, compiled, asked, by_day, &mut compiler)?;
        if let Parts::AtLeast(matched) = query.parts {
            return Ok(Collection { partly: Some(Partly { matched, of }), ..found });
        }
        if found.total > 0 || of < 2 || query.matching == Matching::Any || query.parts == Parts::All {
            return Ok(found);
        }
        let some = most_parts(of, |middle| {
            let tried = compiler.query(query, Asked::at_least(middle))?;
            Ok(self.count(&tried.clause)? > 0)
        })?;
        if some == 0 {
            return Ok(found);
        }
        let asked = Asked::at_least(some);
        let compiled = compiler.query(query, asked)?;
        let found = self.counted(query, compiled, asked, by_day, &mut compiler)?;
        Ok(Collection { partly: Some(Partly { matched: some, of }), ..found })
    }

    /// Counts what matches, and its values: of a field that is filtered without its filters; and if asked its days.
    fn counted(
        &self,
        query: &Query,
        compiled: Compiled,
        asked: Asked,
        by_day: bool,
        compiler: &mut Compiler<'_>,
    ) -> Result<Collection> {
        let (picked, free): (Vec<FacetField>, Vec<FacetField>) =
            query.facets.iter().partition(|field| query.filters.pick_from(**field));
        let clause = compiled.clause;
        let free = free.into_iter().map(field_of).chain(by_day.then_some("day")).collect();
        let mut clauses = vec![(clause.clone(), free)];
        for field in picked {
            let compiled = compiler.query(query, asked.apart_from(field))?;
            clauses.push((compiled.clause, vec![field_of(field)]));
        }
        if !clause.is_exact() || query.group == Group::Articles && !compile::is_of_articles(query) {
            return self.counted_here(query, clauses);
        }
        let wanted: Vec<Wanted<'_>> =
            clauses.iter().map(|(clause, counted)| Wanted { counted, ..Wanted::count(clause) }).collect();
        let pages = self.engine().fetch_all(&wanted)?;
        // No engine counts the recent more: what may be shown is put in order here.
        let is_reordered = query.prefers_recent().is_some() && query.limit > 0;
        let read = is_reordered.then(|| self.read(query, &clause, &SHOWN)).transpose()?;
        let total = read.as_ref().map_or(pages[0].total, |read| read.total);
        let counts = pages.into_iter().flat_map(|page| page.counts);
        let alone = |(value, count)| (value, Tally::alone(count));
        let counts = counts.map(|(field, values)| (field, values.into_iter().map(alone).collect()));
        Ok(Collection { counts: counts.collect(), total, clause, partly: None, read })
    }

    /// Counts the same by reading all of it; the first clause is the query's, with what is to be counted.
    fn counted_here(&self, query: &Query, clauses: Vec<(Clause, Vec<&'static str>)>) -> Result<Collection> {
        if let [(clause, counted)] = clauses.as_slice()
            && let Some((days, read)) = self.days_known(query, clause, counted)
        {
            let (total, read, counts) = (read.total, Some(read), vec![("day", days)]);
            return Ok(Collection { clause: clause.clone(), total, counts, partly: None, read });
        }
        let mut found: Option<(Clause, Read)> = None;
        let mut counts = Vec::new();
        for (clause, counted) in clauses {
            let shown: &[&str] = match query.limit > 0 && found.is_none() {
                true => &SHOWN,
                false => &[],
            };
            let read = match self.read(query, &clause, &[shown, &counted[..]].concat()) {
                // Hits are shown without what else could be picked, where that is too much to read.
                Err(Error::NotOnEngine { .. }) if found.is_some() && query.limit > 0 => continue,
                read => read?,
            };
            counts.extend(counted.into_iter().map(|field| (field, read.values(field))));
            if query.limit > 0 && found.is_none() {
                self.days_read.replace(Some(DaysRead::of(query, &clause, &read)));
            }
            found.get_or_insert((clause, read));
        }
        let Some((clause, read)) = found else { return Err(not_there("for nothing")) };
        Ok(Collection { clause, total: read.total, counts, partly: None, read: Some(read) })
    }
}
