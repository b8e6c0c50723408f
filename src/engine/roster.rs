//! Lists who speaks: quotes, first and last day, the names each goes by.

use super::clause::Clause;
use super::compile;
use super::fetch::{Order, Page, Wanted};
use super::look_up;
use super::searcher::EngineSearcher;
use crate::error::Result;
use crate::index::compile::{Asked, Values};
use crate::index::{SpeakerRow, day_of};
use crate::query::{Filters, KindName, Query};
use crate::speaker::Speaker;

/// Speakers that are asked for at a time.
const AT_A_TIME: usize = 50;

impl EngineSearcher<'_> {
    /// The speakers of quotes at least so certain, of whose names a word begins so.
    pub(super) fn speaker_rows(
        &self,
        least_certain: Option<u64>,
        prefix: Option<&str>,
    ) -> Result<Vec<SpeakerRow>> {
        let query =
            Query::new("", Filters { kinds: vec![KindName::Quote], least_certain, ..Filters::default() })?;
        let values = Values::default();
        let quotes = self.compiler(&values)?.query(&query, Asked::of(&query))?.clause;
        let mut all = vec![quotes.clone(), Clause::Exists("speaker")];
        // A name is found by each of its words' beginnings, the surname among them, but what it is joined with may not be.
        let begins = prefix.map(|prefix| Clause::Prefix("speaker_key", crate::speaker::key(prefix)));
        all.extend(begins.filter(|_| self.aliases().is_empty()));
        let clause = Clause::filter(all);
        let page = self.engine().fetch(&Wanted { counted: &["speaker"], ..Wanted::count(&clause) })?;
        let values: Vec<(String, u64)> = page.counts.into_iter().flat_map(|(_, values)| values).collect();
        let names = values.iter().filter_map(|(value, _)| look_up::named(value)).map(|(_, name)| name);
        let speakers = self.speakers_like(names)?;
        let mut rows: Vec<SpeakerRow> = Vec::new();
        let asked: Vec<Clause> = speakers
            .all()
            .iter()
            .map(|speaker| Clause::filter(vec![quotes.clone(), compile::speakers(&speaker.forms)]))
            .collect();
        for (speakers, clauses) in speakers.all().chunks(AT_A_TIME).zip(asked.chunks(AT_A_TIME)) {
            rows.extend(self.rows(speakers, clauses)?);
        }
        rows.retain(|row| row.quotes > 0 && prefix.is_none_or(|prefix| row.begins_with(prefix)));
        rows.sort_by(|a, b| b.quotes.cmp(&a.quotes).then_with(|| a.name.cmp(&b.name)));
        Ok(rows)
    }
    /// What there is of some speakers, whose quotes the clauses ask for.
    fn rows(&self, speakers: &[Speaker], clauses: &[Clause]) -> Result<Vec<SpeakerRow>> {
        let dated: Vec<Clause> = clauses
            .iter()
            .map(|clause| Clause::filter(vec![clause.clone(), Clause::Exists("day")]))
            .collect();
        let one = |(clause, order)| Wanted { order, size: 1, fields: &["day"], ..Wanted::count(clause) };
        let all = clauses.iter().map(|clause| Wanted { counted: &["speaker"], ..Wanted::count(clause) });
        let first = dated.iter().map(|clause| one((clause, Order::Oldest)));
        let last = dated.iter().map(|clause| one((clause, Order::Newest)));
        let pages = self.engine().fetch_all(&all.chain(first).chain(last).collect::<Vec<_>>())?;
        let count = speakers.len();
        let day = |page: &Page| page.documents.first().and_then(|found| day_of(found.number("day")?));
        let row = |(at, speaker): (usize, &Speaker)| {
            let there: Vec<&str> = pages[at]
                .counts
                .iter()
                .flat_map(|(_, values)| values)
                .filter_map(|(v, _)| look_up::named(v))
                .map(|(_, name)| name)
                .collect();
            SpeakerRow {
                name: speaker.name.clone(),
                kind: speaker.kind,
                quotes: pages[at].total,
                first: day(&pages[count + at]),
                last: day(&pages[2 * count + at]),
                variants: speaker
                    .variants
                    .iter()
                    .filter(|name| there.contains(&name.as_str()))
                    .cloned()
                    .collect(),
            }
        };
        Ok(speakers.iter().enumerate().map(row).collect())
    }
}
