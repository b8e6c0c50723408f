//! Lists who speaks in an index: quotes, first and last day, the names each goes by.

use super::Searcher;
use super::facet::speaker_of;
use super::writer::day_of;
use crate::error::Result;
use crate::quote::SpeakerKind;
use crate::speaker::Speaker;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// A speaker with what there is of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpeakerRow {
    /// The name shown.
    pub name: String,
    /// What sort of speaker.
    pub kind: SpeakerKind,
    /// Quotes, exactly.
    pub quotes: u64,
    /// The day of the first dated one.
    pub first: Option<Date>,
    /// The day of the last dated one.
    pub last: Option<Date>,
    /// All names that occur, the one shown first.
    pub variants: Vec<String>,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    quotes: u64,
    days: Option<(i64, i64)>,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.quotes += other.quotes;
        self.days = match (self.days, other.days) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (one, other) => one.or(other),
        };
    }
}

impl Searcher<'_> {
    /// The speakers of the quotes in the index, most quoted first.
    ///
    /// # Errors
    ///
    /// Where the engine cannot read it.
    pub fn roster(&self) -> Result<Vec<SpeakerRow>> {
        let tallies = self.tallies()?;
        let row = |speaker: &Speaker| {
            let mut all = Tally::default();
            let mut variants = Vec::new();
            for name in &speaker.variants {
                if let Some(tally) = tallies.get(&(speaker.kind, name.clone())) {
                    all.add(*tally);
                    variants.push(name.clone());
                }
            }
            SpeakerRow {
                name: speaker.name.clone(),
                kind: speaker.kind,
                quotes: all.quotes,
                first: all.days.and_then(|d| day_of(d.0)),
                last: all.days.and_then(|d| day_of(d.1)),
                variants,
            }
        };
        let mut rows: Vec<SpeakerRow> =
            self.speakers()?.all().iter().map(row).filter(|row| row.quotes > 0).collect();
        rows.sort_by(|a, b| b.quotes.cmp(&a.quotes).then_with(|| a.name.cmp(&b.name)));
        Ok(rows)
    }

    /// Quotes and days of each name, over the documents that are not deleted.
    fn tallies(&self) -> Result<FxHashMap<(SpeakerKind, String), Tally>> {
        let mut all: FxHashMap<(SpeakerKind, String), Tally> = FxHashMap::default();
        for segment in self.engine().segment_readers() {
            let Some(names) = segment.fast_fields().str("speaker")? else { continue };
            let days = segment.fast_fields().i64("day")?;
            let mut tallies = vec![Tally::default(); names.num_terms()];
            for doc in segment.doc_ids_alive() {
                for name in names.ords().values_for_doc(doc) {
                    let day = days.first(doc);
                    tallies[name as usize].add(Tally { quotes: 1, days: day.map(|d| (d, d)) });
                }
            }
            for (ord, tally) in tallies.into_iter().enumerate().filter(|(_, t)| t.quotes > 0) {
                let mut encoded = String::new();
                if names.ord_to_str(ord as u64, &mut encoded).is_ok_and(|found| found)
                    && let Some((kind, name)) = speaker_of(&encoded)
                {
                    all.entry((kind, name.to_owned())).or_default().add(tally);
                }
            }
        }
        Ok(all)
    }
}
