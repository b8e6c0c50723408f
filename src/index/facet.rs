//! Paths of facet values, and counting them.

use super::column::{Key, SpeakerColumn};
use super::once::{Once, Spoken};
use super::shared::Tally;
use crate::country::{Area, Code};
use crate::lang::{Lexicon, OTHER, language_name};
use crate::query::{DatesFrom, FacetField, Group, KindName};
use crate::quote::{Kind, Quote, SpeakerKind};
use crate::speaker::Speakers;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use tantivy::columnar::StrColumn;
use tantivy::schema::Facet;
use tantivy::{DocId, SegmentReader};

/// Longest speaker or publisher kept as a facet, in characters.
const MAX_VALUE_CHARS: usize = 200;

/// What an unnamed source is encoded under, when counted.
pub(crate) const UNNAMED: &str = "unnamed";

/// The value under which articles without a date are counted.
pub(crate) const UNDATED: &str = "undated";

/// How often one value occurs among the hits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetCount {
    /// The value as a filter takes it: a name, an ISO code, `2025-09`.
    pub value: String,
    /// The value as it is read.
    pub label: String,
    /// Hits that have it; those of a region have one or more of its countries, each hit counted once.
    pub count: u64,
    /// How many values of the field enclose it: 2 for a country, which stands below its sub-region and region, or a day
    /// in its month and year.
    pub depth: usize,
}

/// The counts of one field, most frequent first; dates in order; what stands in another value below that.
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

/// The words of an unnamed source, which are no facet but what a user's alias may stand for.
pub(crate) fn described(kind: SpeakerKind, name: &str) -> Option<String> {
    (kind == SpeakerKind::Unnamed).then(|| clean(name)).filter(|words| !words.trim().is_empty())
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
    if kind == UNNAMED {
        return Some((SpeakerKind::Unnamed, name));
    }
    kind_of_name(kind).map(|kind| (kind, name))
}

/// The kind of named speakers that goes by this name.
pub(crate) fn kind_of_name(name: &str) -> Option<SpeakerKind> {
    let named = [SpeakerKind::Person, SpeakerKind::Office, SpeakerKind::Organisation];
    named.into_iter().find(|kind| kind_name(*kind) == Some(name))
}

pub(crate) fn country(code: Code, lexicon: &Lexicon) -> Facet {
    let (region, part) = lexicon.region(code).unwrap_or((OTHER, OTHER));
    Facet::from_path([region, part, code.as_str()])
}

/// Where what stands for a country or region stands: a region of the tree itself, else each of its countries.
pub(crate) fn area(area: &Area, lexicon: &Lexicon) -> Vec<Facet> {
    match region(area, lexicon) {
        Some(region) => vec![region],
        None => area.codes.iter().map(|code| country(*code, lexicon)).collect(),
    }
}

/// Where a region or sub-region of the tree stands; none for a country, or a region that encloses others than those.
pub(crate) fn region(area: &Area, lexicon: &Lexicon) -> Option<Facet> {
    match area.codes.iter().find_map(|code| lexicon.region(*code))? {
        (region, part) if part == area.name => Some(Facet::from_path([region, part])),
        (region, _) if region == area.name => Some(Facet::from_path([region])),
        _ => None,
    }
}

/// What encloses an encoded value, from the outside in.
pub(crate) fn above(encoded: &str) -> impl Iterator<Item = &str> {
    encoded.match_indices('\0').map(|(at, _)| &encoded[..at])
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

/// The day, month or year that a range of days is.
pub(crate) fn period((from, to): (Date, Date)) -> Option<Facet> {
    let (year, month) = (format!("{:04}", from.year()), format!("{:02}", from.month()));
    if from == to {
        return Some(date(Some(from)));
    }
    if from.first_of_month() == from && from.last_of_month() == to {
        return Some(Facet::from_path([year, month]));
    }
    (from.first_of_year() == from && from.last_of_year() == to).then(|| Facet::from_path([year]))
}

/// The day that an encoded date is; none for a month, a year, or what is undated.
pub(crate) fn day(encoded: &str) -> Option<Date> {
    encoded.replace('\0', "-").parse().ok()
}

/// Where a kind of passage stands.
pub(crate) fn kind(kind: KindName) -> Facet {
    match kind {
        KindName::Quote => Facet::from_path(["quote"]),
        KindName::Direct => Facet::from_path(["quote", "direct"]),
        KindName::Mixed => Facet::from_path(["quote", "mixed"]),
        KindName::Indirect => Facet::from_path(["quote", "indirect"]),
        KindName::Paragraph => Facet::from_path(["paragraph"]),
    }
}

/// Where dates stand that were found in one place, or are as sure.
pub(crate) fn dates_from(from: DatesFrom) -> Facet {
    match from {
        DatesFrom::Sure(sure) => Facet::from_path([sure.name()]),
        DatesFrom::Place(place) => Facet::from_path([place.sureness().name(), place.name()]),
    }
}

/// Where a passage stands by its kind: a quote's, or none for a paragraph.
pub(crate) fn passage_kind(quote: Option<&Quote>) -> Facet {
    kind(match quote.map(|q| q.kind) {
        None => KindName::Paragraph,
        Some(Kind::Direct) => KindName::Direct,
        Some(Kind::Mixed) => KindName::Mixed,
        Some(Kind::Indirect) => KindName::Indirect,
    })
}

/// A value as the index has it, and for a speaker's name which of its days it was found on.
pub(crate) type RawValue = (String, Option<usize>);

/// A document, and its article's own.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) doc: DocId,
    pub(crate) article: DocId,
}

/// Counts one field's values over the hits of a segment.
pub(crate) struct SegmentCounter {
    pub(crate) field: FacetField,
    column: Counted,
    counts: Vec<u64>,
    /// Where a hit has several documents, what keeps a value from counting twice for it.
    once: Option<Once>,
    /// Counts of names whose speaker not the name alone decides.
    split: FxHashMap<Key, u64>,
    /// Of the field of a tree, what encloses its values.
    tree: Option<Tree>,
    /// Values of hits that have copies, with the groups of these.
    shared: FxHashSet<(Key, u32)>,
}

/// Counts what encloses a field's values, each hit once.
struct Tree {
    /// By value, the numbers of what encloses it.
    above: Vec<Vec<usize>>,
    /// What encloses values, encoded, with its count and the hit it was last counted for.
    nodes: Vec<(String, u64, Option<u64>)>,
}

impl Tree {
    fn new(column: &StrColumn) -> Tree {
        let mut tree = Tree { above: Vec::new(), nodes: Vec::new() };
        let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
        let Ok(mut values) = column.dictionary().stream() else { return tree };
        while values.advance() {
            let encoded = String::from_utf8_lossy(values.key());
            let number = |node: &str| {
                *numbers.entry(node.to_owned()).or_insert_with(|| {
                    tree.nodes.push((node.to_owned(), 0, None));
                    tree.nodes.len() - 1
                })
            };
            tree.above.push(above(&encoded).map(number).collect());
        }
        tree
    }

    fn add(&mut self, hit: u64, ord: u64) {
        for number in &self.above[ord as usize] {
            let (_, count, last) = &mut self.nodes[*number];
            *count += u64::from(*last != Some(hit));
            *last = Some(hit);
        }
    }
}

enum Counted {
    Values(Option<StrColumn>),
    Speakers(Box<SpeakerColumn>),
}

impl SegmentCounter {
    /// Counts `field` of hits that are grouped so; `speakers` are those that days may tell apart.
    pub(crate) fn new(
        field: FacetField,
        segment: &SegmentReader,
        speakers: Option<&Speakers>,
        group: Group,
    ) -> tantivy::Result<SegmentCounter> {
        let mut tree = None;
        let once = (group != Group::None).then(Once::default);
        let (column, values) = match field {
            FacetField::Speaker => {
                let column = SpeakerColumn::new(segment, speakers)?;
                let names = column.num_names();
                (Counted::Speakers(Box::new(column)), names)
            }
            _ => {
                let column = segment.fast_fields().str(field.name())?;
                let values = column.as_ref().map_or(0, |c| c.num_terms());
                tree = column.as_ref().filter(|_| field.is_tree()).map(Tree::new);
                (Counted::Values(column), values)
            }
        };
        let (split, shared) = Default::default();
        Ok(SegmentCounter { field, column, counts: vec![0; values], once, split, tree, shared })
    }

    /// The document that has the field's value.
    fn having_value(&self, at: Place) -> DocId {
        if self.field.is_of_article() { at.article } else { at.doc }
    }

    /// Counts the values of a document of the hit with this number.
    pub(crate) fn add(&mut self, at: Place, hit: u64) {
        let doc = self.having_value(at);
        let (counts, split, once) = (&mut self.counts, &mut self.split, &mut self.once);
        match &self.column {
            Counted::Values(column) => {
                for ord in column.iter().flat_map(|c| c.ords().values_for_doc(doc)) {
                    if once.as_mut().is_some_and(|once| !once.is_first(ord, hit)) {
                        continue;
                    }
                    counts[ord as usize] += 1;
                    if let Some(tree) = &mut self.tree {
                        tree.add(hit, ord);
                    }
                }
            }
            Counted::Speakers(column) => column.each(doc, &mut |key| match once {
                Some(once) => once.note(key, hit),
                None if key.is_plain() => counts[key.ord as usize] += 1,
                None => *split.entry(key).or_default() += 1,
            }),
        }
    }

    /// Notes the values of a document of a hit that has copies, of the group with this number.
    pub(crate) fn share(&mut self, at: Place, group: u32) {
        let doc = self.having_value(at);
        let shared = &mut self.shared;
        match &self.column {
            Counted::Values(column) => {
                let ords = column.iter().flat_map(|c| c.ords().values_for_doc(doc));
                shared.extend(ords.map(|ord| (Key::plain(ord), group)));
            }
            Counted::Speakers(column) => column.each(doc, &mut |key| {
                shared.insert((key, group));
            }),
        }
    }

    /// Who speaks in each hit, where a hit may have several speakers; they are not among the values then.
    pub(crate) fn spoken(&mut self) -> Option<Spoken> {
        match &self.column {
            Counted::Speakers(column) => self.once.take().map(|once| once.spoken(column)),
            Counted::Values(_) => None,
        }
    }

    /// The values that occur.
    pub(crate) fn finish(mut self) -> FxHashMap<RawValue, Tally> {
        let mut out: FxHashMap<RawValue, Tally> = FxHashMap::default();
        for (value, group) in self.shared_values() {
            out.entry(value).or_default().groups.push(group);
        }
        for (value, count) in self.counted() {
            out.entry(value).or_default().alone += count;
        }
        out
    }

    /// The values of hits that have copies, and of a tree what encloses them.
    fn shared_values(&mut self) -> Vec<(RawValue, u32)> {
        let mut names: FxHashMap<Key, Option<String>> = FxHashMap::default();
        let mut out = Vec::new();
        for (key, group) in std::mem::take(&mut self.shared) {
            let name = names.entry(key).or_insert_with(|| match &self.column {
                Counted::Values(column) => {
                    let mut encoded = String::new();
                    let found = column
                        .as_ref()
                        .is_some_and(|c| matches!(c.ord_to_str(key.ord, &mut encoded), Ok(true)));
                    found.then_some(encoded)
                }
                Counted::Speakers(column) => column.encoded(key),
            });
            let Some(name) = name else { continue };
            if self.tree.is_some() {
                out.extend(above(name).map(|above| ((above.to_owned(), None), group)));
            }
            out.push(((name.clone(), key.days), group));
        }
        out
    }

    /// The values of the other hits.
    fn counted(self) -> Vec<(RawValue, u64)> {
        let mut out = Vec::new();
        let nodes = self.tree.into_iter().flat_map(|tree| tree.nodes);
        out.extend(nodes.filter(|n| n.1 > 0).map(|(encoded, count, _)| ((encoded, None), count)));
        let names = match &self.column {
            Counted::Values(column) => column.as_ref(),
            Counted::Speakers(column) => column.names(),
        };
        let (ords, counts): (Vec<u64>, Vec<u64>) =
            (0..).zip(self.counts).filter(|(_, count)| *count > 0).unzip();
        let mut counts = counts.into_iter();
        let mut take = |name: &[u8]| {
            out.extend(
                counts.next().map(|count| ((String::from_utf8_lossy(name).into_owned(), None), count)),
            );
        };
        // In one pass over the names; one by one, each would be found anew from the beginning of its block.
        let _ = names.map(|column| column.dictionary().sorted_ords_to_term_cb(&ords, &mut take));
        if let Counted::Speakers(column) = &self.column {
            let encoded = |key| column.encoded(key).map(|encoded| (encoded, key.days));
            out.extend(self.split.into_iter().filter_map(|(key, count)| Some((encoded(key)?, count))));
        }
        out
    }
}

/// Turns encoded values with their counts into what is shown: those of a tree below what encloses them, dates in order,
/// speakers by the name of whoever bears it.
pub(crate) fn present(
    field: FacetField,
    raw: FxHashMap<RawValue, Tally>,
    lexicon: &Lexicon,
    speakers: &Speakers,
) -> FacetCounts {
    if field.is_tree() {
        let raw = raw.into_iter().map(|(value, tally)| (value, tally.total())).collect();
        return FacetCounts { field, counts: tree(field, &raw, lexicon) };
    }
    let mut merged: FxHashMap<String, Tally> = FxHashMap::default();
    for ((encoded, days), tally) in raw {
        if let Some(value) = value_of(field, &encoded, days, speakers) {
            merged.entry(value).or_default().merge(tally);
        }
    }
    let mut counts: Vec<FacetCount> = merged
        .into_iter()
        .map(|(value, tally)| {
            let label = label(field, &value, lexicon);
            FacetCount { label, value, count: tally.total(), depth: 0 }
        })
        .collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    FacetCounts { field, counts }
}

/// What a value that stands in no other is shown as; nothing for an unnamed source that stands for nobody on its day.
pub(super) fn value_of(
    field: FacetField,
    encoded: &str,
    days: Option<usize>,
    speakers: &Speakers,
) -> Option<String> {
    if field != FacetField::Speaker {
        return Some(encoded.to_owned());
    }
    let (kind, name) = speaker_of(encoded)?;
    match speakers.place(kind, name, days) {
        Some(place) => Some(speakers.all()[place].name.clone()),
        None if kind == SpeakerKind::Unnamed => None,
        None => Some(name.to_owned()),
    }
}

/// Values by what encloses them, each with its last step and its count.
type Nested<'r> = FxHashMap<&'r str, Vec<(&'r str, &'r str, u64)>>;

/// The values of a tree, most frequent first, or dates in order, each followed by those below it.
fn tree(field: FacetField, raw: &FxHashMap<RawValue, u64>, lexicon: &Lexicon) -> Vec<FacetCount> {
    let mut nested = Nested::default();
    for ((encoded, _), count) in raw {
        let (above, step) = encoded.rsplit_once('\0').unwrap_or(("", encoded));
        nested.entry(above).or_default().push((encoded, step, *count));
    }
    for values in nested.values_mut() {
        match field {
            FacetField::Date => values.sort_unstable(),
            _ => values.sort_by(|a, b| b.2.cmp(&a.2).then(a.1.cmp(b.1))),
        }
    }
    let mut counts = Vec::with_capacity(raw.len());
    below(field, &nested, "", lexicon, &mut counts);
    counts
}

fn below(field: FacetField, nested: &Nested, above: &str, lexicon: &Lexicon, counts: &mut Vec<FacetCount>) {
    for (encoded, step, count) in nested.get(above).into_iter().flatten() {
        let value = if field == FacetField::Date { encoded.replace('\0', "-") } else { (*step).to_owned() };
        let depth = encoded.matches('\0').count();
        counts.push(FacetCount { label: label(field, &value, lexicon), value, count: *count, depth });
        below(field, nested, encoded, lexicon, counts);
    }
}

/// A value as it is read.
fn label(field: FacetField, value: &str, lexicon: &Lexicon) -> String {
    match field {
        FacetField::Country | FacetField::NamesCountry => {
            Code::new(value).map_or(value, |code| lexicon.country_name(code)).to_owned()
        }
        FacetField::Language => language_name(value).unwrap_or(value).to_owned(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a facet shows is what a filter by it finds: each region encloses the country, and is asked for by its name.
    #[test]
    fn every_country_stands_where_a_filter_looks_for_it() {
        let lexicon = Lexicon::new();
        let letters = || (b'A'..=b'Z').map(char::from);
        let pairs = letters().flat_map(|a| letters().map(move |b| format!("{a}{b}")));
        let codes: Vec<Code> =
            pairs.filter_map(|pair| lexicon.area(&pair)).filter_map(|area| Code::new(&area.name)).collect();
        assert!(codes.len() > 240, "{}", codes.len());
        for code in codes {
            let own = country(code, &lexicon);
            for step in own.to_path() {
                let sought = lexicon.area(step).unwrap_or_else(|| panic!("{own}: {step}"));
                let found = area(&sought, &lexicon);
                assert!(
                    found.iter().any(|f| *f == own || f.is_prefix_of(&own)),
                    "{own}: {step} is {found:?}"
                );
                // And of no other region than the one that is shown; a country is looked for with what has joined it.
                let is_country = Code::new(step).is_some();
                let of_step = is_country || found.iter().all(|f| f.to_path().contains(&step));
                assert!(of_step, "{own}: {step} is {found:?}");
            }
        }
        let other = lexicon.area("other").expect("where Antarctica stands");
        assert_eq!((other.name.as_str(), other.codes), ("Other", vec![Code::new("AQ").unwrap()]));
    }
}
