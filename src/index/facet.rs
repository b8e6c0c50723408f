//! Paths of facet values, and counting them.

use crate::country::Code;
use crate::lang::Lexicon;
use crate::query::FacetField;
use crate::quote::SpeakerKind;
use crate::speaker::Speakers;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::columnar::StrColumn;
use tantivy::schema::Facet;
use tantivy::{DocId, SegmentReader};

/// Longest speaker or publisher kept as a facet, in characters.
const MAX_VALUE_CHARS: usize = 200;

/// The value under which articles without a date are counted.
pub(crate) const UNDATED: &str = "undated";

/// How often one value occurs among the hits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetCount {
    /// The value as a filter takes it: a name, an ISO code, `2025-09`.
    pub value: String,
    /// The value as it is read.
    pub label: String,
    /// Hits that have it.
    pub count: u64,
}

/// The counts of one field, most frequent first; dates in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// The field.
    pub field: FacetField,
    /// Its values.
    pub counts: Vec<FacetCount>,
}

pub(crate) fn name(value: &str) -> Facet {
    Facet::from_path([clean(value)])
}

/// A value that fits a facet: not too long, and without the character that parts the steps of its path.
fn clean(value: &str) -> String {
    value.chars().take(MAX_VALUE_CHARS).map(|c| if c == '\0' { ' ' } else { c }).collect()
}

/// `/person/Ana Lima`, `/office/…`, `/organisation/…`; unnamed speakers are no facet.
pub(crate) fn speaker(kind: SpeakerKind, name: &str) -> Option<Facet> {
    let kind = kind_name(kind)?;
    let clean = clean(name);
    (!clean.trim().is_empty()).then(|| Facet::from_path([kind, &clean]))
}

fn kind_name(kind: SpeakerKind) -> Option<&'static str> {
    match kind {
        SpeakerKind::Person => Some("person"),
        SpeakerKind::Office => Some("office"),
        SpeakerKind::Organisation => Some("organisation"),
        SpeakerKind::Unnamed => None,
    }
}

/// The kind and name of an encoded speaker.
pub(crate) fn speaker_of(encoded: &str) -> Option<(SpeakerKind, &str)> {
    let (kind, name) = encoded.split_once('\0')?;
    let named = [SpeakerKind::Person, SpeakerKind::Office, SpeakerKind::Organisation];
    named.into_iter().find(|k| kind_name(*k) == Some(kind)).map(|kind| (kind, name))
}

pub(crate) fn country(code: Code, lexicon: &Lexicon) -> Facet {
    let region = lexicon.region(code).map_or("Other", |(region, _)| region);
    Facet::from_path([region, code.as_str()])
}

pub(crate) fn date(day: Option<Date>) -> Facet {
    match day {
        Some(d) => Facet::from_path([
            format!("{:04}", d.year()),
            format!("{:02}", d.month()),
            format!("{:02}", d.day()),
        ]),
        None => Facet::from_path([UNDATED]),
    }
}

/// Counts one field's values over the documents of a segment.
pub(crate) struct SegmentCounter {
    pub(crate) field: FacetField,
    column: Option<StrColumn>,
    counts: Vec<u64>,
}

impl SegmentCounter {
    pub(crate) fn new(field: FacetField, segment: &SegmentReader) -> tantivy::Result<SegmentCounter> {
        let column = segment.fast_fields().str(field.name())?;
        let values = column.as_ref().map_or(0, |c| c.num_terms());
        Ok(SegmentCounter { field, column, counts: vec![0; values] })
    }

    pub(crate) fn add(&mut self, doc: DocId) {
        if let Some(column) = &self.column {
            for ord in column.ords().values_for_doc(doc) {
                self.counts[ord as usize] += 1;
            }
        }
    }

    /// The values that occur, in their encoded form.
    pub(crate) fn finish(self) -> Vec<(String, u64)> {
        let mut out = Vec::new();
        let Some(column) = self.column else { return out };
        for (ord, count) in self.counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let mut encoded = String::new();
            if matches!(column.ord_to_str(ord as u64, &mut encoded), Ok(true)) {
                out.push((encoded, count));
            }
        }
        out
    }
}

/// Turns encoded values with their counts into what is shown: countries by code, dates by month, speakers by the name
/// of whoever bears it.
pub(crate) fn present(
    field: FacetField,
    raw: FxHashMap<String, u64>,
    lexicon: &Lexicon,
    speakers: &Speakers,
) -> FacetCounts {
    let mut merged: FxHashMap<String, u64> = FxHashMap::default();
    for (encoded, count) in raw {
        *merged.entry(value_of(field, &encoded, speakers)).or_default() += count;
    }
    let mut counts: Vec<FacetCount> = merged
        .into_iter()
        .map(|(value, count)| FacetCount { label: label_of(field, &value, lexicon), value, count })
        .collect();
    match field {
        FacetField::Date => counts.sort_by(|a, b| a.value.cmp(&b.value)),
        _ => counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value))),
    }
    FacetCounts { field, counts }
}

fn value_of(field: FacetField, encoded: &str, speakers: &Speakers) -> String {
    let mut steps = encoded.split('\0');
    match field {
        FacetField::Country => steps.next_back().unwrap_or(encoded).to_owned(),
        FacetField::Date => steps.take(2).collect::<Vec<_>>().join("-"),
        FacetField::Publisher => encoded.to_owned(),
        FacetField::Speaker => match speaker_of(encoded) {
            Some((kind, name)) => speakers.of(kind, name).map_or(name, |s| &s.name).to_owned(),
            None => encoded.to_owned(),
        },
    }
}

fn label_of(field: FacetField, value: &str, lexicon: &Lexicon) -> String {
    match (field, Code::new(value)) {
        (FacetField::Country, Some(code)) => lexicon.country_name(code).to_owned(),
        _ => value.to_owned(),
    }
}
