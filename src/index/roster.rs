//! Lists who speaks in an index: quotes, first and last day, the names each goes by.

use super::Searcher;
use super::column::{Key, SpeakerColumn};
use super::facet::speaker_of;
use super::writer::day_of;
use crate::error::Result;
use crate::lang::fold;
use crate::quote::SpeakerKind;
use crate::speaker::Speaker;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use tantivy::SegmentReader;

/// A speaker with what there is of them.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SpeakerRow {
    /// The name shown.
    pub name: String,
    /// What sort of speaker.
    pub kind: SpeakerKind,
    /// Quotes, exactly.
    pub quotes: u64,
    /// The day of the first dated one.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub first: Option<Date>,
    /// The day of the last dated one.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub last: Option<Date>,
    /// All names that occur, the one shown first.
    pub variants: Vec<String>,
}

impl SpeakerRow {
    /// Whether a name of the speaker has a word, or words, that begin with `prefix`, whatever its case and accents.
    pub fn begins_with(&self, prefix: &str) -> bool {
        let prefix = fold(prefix);
        self.variants.iter().any(|name| {
            let name = fold(name);
            name.starts_with(&*prefix)
                || name.match_indices([' ', '-']).any(|(at, _)| name[at + 1..].starts_with(&*prefix))
        })
    }
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
    /// The speakers of the quotes in the index, most quoted first; only of quotes at least so certain, in hundredths.
    ///
    /// # Errors
    ///
    /// Where the engine cannot read it.
    pub(super) fn all_speakers(&self, least_certain: Option<u64>) -> Result<Vec<SpeakerRow>> {
        let speakers = self.speakers()?;
        let mut tallies = vec![(Tally::default(), FxHashSet::default()); speakers.all().len()];
        for segment in self.engine().segment_readers() {
            let column = SpeakerColumn::new(segment, Some(speakers))?;
            for (key, tally) in tally(segment, &column, least_certain)? {
                let Some(encoded) = column.encoded(key) else { continue };
                let Some((kind, name)) = speaker_of(&encoded) else { continue };
                let Some(place) = speakers.place(kind, name, key.days) else { continue };
                tallies[place].0.add(tally);
                tallies[place].1.insert(name.to_owned());
            }
        }
        let row = |(speaker, (tally, names)): (&Speaker, (Tally, FxHashSet<String>))| SpeakerRow {
            name: speaker.name.clone(),
            kind: speaker.kind,
            quotes: tally.quotes,
            first: tally.days.and_then(|d| day_of(d.0)),
            last: tally.days.and_then(|d| day_of(d.1)),
            variants: speaker.variants.iter().filter(|v| names.contains(*v)).cloned().collect(),
        };
        let all = speakers.all().iter().zip(tallies);
        let mut rows: Vec<SpeakerRow> = all.map(row).filter(|row| row.quotes > 0).collect();
        rows.sort_by(|a, b| b.quotes.cmp(&a.quotes).then_with(|| a.name.cmp(&b.name)));
        Ok(rows)
    }
}

/// Quotes and days of each name of a segment, over the documents that are not deleted.
fn tally(
    segment: &SegmentReader,
    column: &SpeakerColumn,
    least_certain: Option<u64>,
) -> Result<FxHashMap<Key, Tally>> {
    let certainty = segment.fast_fields().u64("certainty")?;
    let passes = |doc| least_certain.is_none_or(|least| certainty.first(doc) >= Some(least));
    let mut tallies: FxHashMap<Key, Tally> = FxHashMap::default();
    for doc in segment.doc_ids_alive().filter(|doc| passes(*doc)) {
        let days = column.day(doc).map(|day| (day, day));
        column.each(doc, &mut |key| tallies.entry(key).or_default().add(Tally { quotes: 1, days }));
    }
    Ok(tallies)
}
