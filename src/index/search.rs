//! Answers queries: the one search path that everything which shows hits goes through.

use super::clause::{Clauses, Named};
use super::collect::{Collected, HitCollector};
use super::columns::Columns;
use super::compile::{Asked, Role, Values, most_parts, speakers_typed};
use super::copies::Copies;
use super::evidence::Frame;
use super::expand;
use super::facet;
use super::fingerprint::Fingerprint;
use super::first::FirstCollector;
use super::hits::{BoxedHits, Hits};
use super::in_text::placed;
use super::inflect::{Tongue, tongues};
use super::nothing::Nothing;
use super::of_articles::{AllPlaces, Layout};
use super::rank::Ranked;
use super::results::{CopiesOf, DayCounts, FirstPrinted, Found, Partly, ReadAs, Results};
use super::roster::SpeakerRow;
use super::schema::Fields;
use super::stem::Stems;
use super::stored::Stored;
use super::trace::Trace;
use super::{CACHED_BLOCKS, Index, picked, values};
use crate::archive::Archive;
use crate::error::Result;
use crate::lang::Lexicon;
use crate::query::{self, FacetField, Field, Filters, Group, Matching, Meanings, Parts, Query};
use crate::speaker::{Aliases, Speaker, Speakers};
use std::cell::OnceCell;
use std::collections::HashMap;
use tantivy::{DocAddress, SegmentReader};

/// Most unknown words of a query for which others are suggested.
pub(crate) const MOST_UNKNOWN: usize = 10;

/// Searches one state of an index: what had been committed when it was made.
pub struct Searcher<'i> {
    index: &'i Index,
    searcher: tantivy::Searcher,
    lexicon: &'i Lexicon,
    aliases: Aliases,
    speakers: OnceCell<Speakers>,
    copies: OnceCell<Option<Copies>>,
    frame: OnceCell<Frame>,
    columns: Vec<Columns>,
    places: AllPlaces,
    stored: Stored,
    /// The languages other than English that it has.
    tongues: Vec<Tongue>,
}

impl<'i> Searcher<'i> {
    /// Opens the index's last commit.
    ///
    /// # Errors
    ///
    /// Where the engine cannot read it.
    pub fn new(index: &'i Index, lexicon: &'i Lexicon) -> Result<Searcher<'i>> {
        let (aliases, speakers) = (Aliases::default(), OnceCell::new());
        let (copies, frame) = (OnceCell::new(), OnceCell::new());
        let searcher = index.searcher()?;
        let columns = Columns::of(&searcher)?;
        let segments = searcher.segment_readers().iter().map(SegmentReader::segment_id);
        let places = AllPlaces::new(segments.zip(columns.iter().map(|columns| columns.place.clone())));
        let stored = Stored::new(&searcher, index.fields.record, CACHED_BLOCKS)?;
        let tongues = tongues(&searcher, &index.fields)?;
        Ok(Searcher {
            index,
            searcher,
            lexicon,
            aliases,
            speakers,
            copies,
            frame,
            columns,
            places,
            stored,
            tongues,
        })
    }

    /// Joins speakers as the user's aliases say.
    pub fn with_aliases(mut self, aliases: Aliases) -> Searcher<'i> {
        self.aliases = aliases;
        self.speakers = OnceCell::new();
        self
    }

    /// Who speaks in the index: which names are the same speaker's.
    ///
    /// # Errors
    ///
    /// Where the engine cannot read it.
    pub fn speakers(&self) -> Result<&Speakers> {
        if let Some(speakers) = self.speakers.get() {
            return Ok(speakers);
        }
        let kept = if self.aliases.is_empty() { self.index.kept_speakers(&self.searcher) } else { None };
        let read = match kept {
            Some(kept) => kept,
            None => values::speakers(&self.searcher, &self.index.fields, &self.aliases)?,
        };
        Ok(self.speakers.get_or_init(|| read))
    }

    /// The copies, where they are known.
    fn copies(&self) -> Result<Option<&Copies>> {
        let copies = match self.copies.get() {
            Some(copies) => copies,
            None => {
                let found = self.index.copies(&self.searcher)?;
                self.copies.get_or_init(|| found)
            }
        };
        Ok(copies.as_ref())
    }

    /// Answers a query with hits that are read one by one as they are asked for, so that there may be any number.
    ///
    /// # Errors
    ///
    /// As [`Archive::stream`].
    pub(super) fn streamed(&self, query: &Query) -> Result<Results<Hits<'_>>> {
        let (values, read_as) = self.look_up(query)?;
        let none = Speakers::default();
        let speakers = if query.facets.contains(&FacetField::Speaker) { self.speakers()? } else { &none };
        let (picked, free): (Vec<FacetField>, Vec<FacetField>) =
            query.facets.iter().partition(|field| query.filters.pick_from(**field));
        let mut found = self.collect(query, &values, &self.ranking(query, &values, free, speakers)?)?;
        let mut raw = std::mem::take(&mut found.all.facets);
        for field in picked {
            let collector = HitCollector { keep: 0, ..self.collector(query, vec![field], speakers)? };
            let mut clauses = self.clauses(&values.named);
            let asked = found.asked.apart_from(field).query(query, &values, &mut clauses)?;
            raw.extend(self.searcher.search(&asked, &collector)?.facets);
        }
        let facets = query.facets.iter().filter_map(|field| {
            let at = raw.iter().position(|(counted, _)| counted == field)?;
            let (field, mut raw) = raw.swap_remove(at);
            picked::keep(field, &query.filters, &values, self.lexicon, &mut raw);
            Some(facet::present(field, raw, self.lexicon, speakers))
        });
        let facets = facets.collect();
        let mut best = std::mem::take(&mut found.all.best);
        best.drain(..query.offset.min(best.len()));
        let results = self.without_hits(query, found, values, read_as)?;
        Ok(results.with(Hits::new(self, query, best), facets))
    }

    /// How many hits each day has, days in order, under all filters; with the answer, without its hits.
    ///
    /// # Errors
    ///
    /// As [`Archive::stream`].
    pub(super) fn counted_by_day(&self, query: &Query) -> Result<(Results<()>, DayCounts)> {
        let (values, read_as) = self.look_up(query)?;
        let none = Speakers::default();
        let collector = HitCollector { keep: 0, ..self.collector(query, vec![FacetField::Date], &none)? };
        let mut found = self.collect(query, &values, &collector)?;
        let counts = std::mem::take(&mut found.all.facets).into_iter().flat_map(|(_, raw)| raw);
        let days = counts.filter_map(|((encoded, _), count)| Some((facet::day(&encoded)?, count.total())));
        let mut days: DayCounts = days.collect();
        days.sort_unstable();
        Ok((self.without_hits(query, found, values, read_as)?, days))
    }

    /// What is said of an answer beside its hits and facets.
    fn without_hits(
        &self,
        query: &Query,
        found: Collection,
        values: Values,
        read_as: Vec<ReadAs>,
    ) -> Result<Results<()>> {
        let nearest = |word: String| {
            let nearest = expand::nearest(&self.searcher, &self.index.fields, &word)?;
            Ok((word, nearest))
        };
        let unknown = found.unknown.into_iter().take(MOST_UNKNOWN);
        let unknown_words = unknown.map(nearest).collect::<Result<_>>()?;
        let (total, partly) = (found.all.total, found.partly);
        let beside = values.beside.into_iter().map(|word| word.word).collect();
        let copies_unknown = query.copies == query::Copies::Once && self.copies()?.is_none();
        let said = Results { total, read_as, partly, unknown_words, beside, ..Results::default() };
        Ok(Results { copies_unknown, ..said })
    }

    /// What is collected for a query, unless it is to be ranked by more than its passages.
    pub(super) fn collector<'s>(
        &'s self,
        query: &Query,
        facets: Vec<FacetField>,
        speakers: &'s Speakers,
    ) -> Result<HitCollector<'s>> {
        let keep = if query.limit == 0 { 0 } else { query.offset.saturating_add(query.limit) };
        let (sort, matching, group) = (query.sort(), query.matching, query.group);
        let paragraphs = query.paragraphs;
        let copies = match query.copies {
            query::Copies::Once => self.copies()?,
            query::Copies::Each => None,
        };
        let by_day = !self.aliases.is_empty();
        let (evidence, recency) = (None, None);
        let columns = &self.columns;
        Ok(HitCollector {
            columns,
            sort,
            matching,
            group,
            paragraphs,
            copies,
            keep,
            facets,
            speakers,
            by_day,
            evidence,
            recency,
        })
    }

    /// Collects what has all of a query or, where nothing has, what has most of it.
    pub(super) fn collect(
        &self,
        query: &Query,
        values: &Values,
        collector: &HitCollector,
    ) -> Result<Collection> {
        let mut clauses = self.clauses(&values.named);
        let asked = match query.parts {
            Parts::AtLeast(parts) => Asked::at_least(parts),
            Parts::All | Parts::Most => Asked::of(query),
        };
        let compiled = asked.compile(query, values, &mut clauses)?;
        let unknown = std::mem::take(&mut clauses.unknown);
        let of = compiled.optional;
        let all: Collected = self.searcher.search(&asked.joined(compiled), collector)?;
        let first = |all| Collection { all, asked, partly: None, unknown: unknown.clone() };
        if let Parts::AtLeast(matched) = query.parts {
            return Ok(Collection { all, asked, partly: Some(Partly { matched, of }), unknown });
        }
        if all.total > 0 || of < 2 || query.matching == Matching::Any || query.parts == Parts::All {
            return Ok(first(all));
        }
        let some = most_parts(of, |middle| {
            let query = Asked::at_least(middle).query(query, values, &mut clauses)?;
            Ok(self.searcher.search(&query, &FirstCollector)?)
        })?;
        if some == 0 {
            return Ok(first(all));
        }
        let asked = Asked::at_least(some);
        let all = self.searcher.search(&asked.query(query, values, &mut clauses)?, collector)?;
        Ok(Collection { all, asked, partly: Some(Partly { matched: some, of }), unknown })
    }

    pub(super) fn clauses<'a>(&'a self, named: &'a Named) -> Clauses<'a> {
        Clauses {
            searcher: &self.searcher,
            columns: &self.columns,
            layout: self.layout(),
            lexicon: self.lexicon,
            named,
            stems: Stems::default(),
            tongues: &self.tongues,
            expanded: HashMap::new(),
            unknown: Vec::new(),
        }
    }

    /// Looks up all names of a query, and what is looked for beside its words.
    pub(super) fn look_up(&self, query: &Query) -> Result<(Values, Vec<ReadAs>)> {
        let mut all = Values::default();
        let mut read_as = Vec::new();
        let mut names: Vec<&String> = Vec::new();
        if let Some(text) = &query.text {
            text.root.visit_fields(&mut |field| {
                if let Field::Names(typed) = field {
                    names.push(typed);
                }
            });
        }
        for typed in names {
            all.named.persons.insert(typed.clone(), self.named_persons(typed)?);
        }
        for (typed, role) in speakers_typed(query) {
            let found = values::named(self.speakers()?, typed);
            let found =
                if role == Role::InText { found.map_err(|error| placed(error, query))? } else { found? };
            read_as.extend(all.take(typed, role, &found));
        }
        let filters = &query.filters;
        for typed in &filters.publishers {
            all.publishers.extend(values::publishers(&self.searcher, typed)?);
        }
        for typed in &filters.not_publishers {
            all.not_publishers.extend(values::publishers(&self.searcher, typed)?);
        }
        self.look_beside(query, &mut all)?;
        Ok((all, read_as))
    }

    /// Where else a hit is printed.
    pub(super) fn copies_of(&self, at: &Ranked, group: Group) -> Result<Option<CopiesOf>> {
        let Some(copies) = self.copies()? else { return Ok(None) };
        let number = match group {
            Group::None => {
                let segment = self.searcher.segment_reader(at.address.segment_ord);
                copies.of_segment(segment).group_of(at.address.doc_id)
            }
            Group::Articles => copies.of_article(at.article),
        };
        let Some(group) = number.and_then(|number| copies.group(number)) else { return Ok(None) };
        let printed = |first: DocAddress| -> Result<FirstPrinted> {
            let article = std::rc::Rc::new(self.article_at(first)?.0);
            Ok(FirstPrinted { article, of_that_day: group.first_day })
        };
        let first = group.first.map(printed).transpose()?;
        Ok(Some(CopiesOf { articles: group.articles, passages: group.passages, first }))
    }

    /// The index that is searched.
    pub fn index(&self) -> &Index {
        self.index
    }

    pub(super) fn stored(&self) -> &Stored {
        &self.stored
    }

    pub(super) fn columns(&self) -> &[Columns] {
        &self.columns
    }

    pub(super) fn layout(&self) -> Layout<'_> {
        Layout { fields: &self.index.fields, places: &self.places }
    }

    pub(super) fn frame(&self) -> Result<Frame> {
        if let Some(frame) = self.frame.get() {
            return Ok(*frame);
        }
        let read = Frame::of(&self.searcher, &self.columns, &self.index.fields)?;
        Ok(*self.frame.get_or_init(|| read))
    }

    pub(super) fn aliases(&self) -> &Aliases {
        &self.aliases
    }

    pub(super) fn lexicon(&self) -> &Lexicon {
        self.lexicon
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.index.fields
    }

    pub(crate) fn engine(&self) -> &tantivy::Searcher {
        &self.searcher
    }
}

/// What was collected for a query, and what of the query it has.
pub(super) struct Collection {
    pub(super) all: Collected,
    asked: Asked,
    partly: Option<Partly>,
    unknown: Vec<String>,
}

impl Archive for Searcher<'_> {
    fn stream(&self, query: &Query) -> Result<Results<BoxedHits<'_>>> {
        let (mut results, hits) = self.streamed(query)?.parted();
        let facets = std::mem::take(&mut results.facets);
        Ok(results.with(Box::new(hits), facets))
    }

    fn days(&self, query: &Query) -> Result<(Results<()>, DayCounts)> {
        self.counted_by_day(query)
    }

    fn nothing(&self, query: &Query) -> Result<Nothing> {
        self.why_nothing(query)
    }

    fn trace(&self, quotation: &str, filters: &Filters) -> Result<Trace> {
        Searcher::trace(self, quotation, filters)
    }

    fn no_printing(&self, quotation: &str, filters: &Filters) -> Result<Nothing> {
        Searcher::no_printing(self, quotation, filters)
    }

    fn article(&self, id: &str) -> Result<Found> {
        self.article_with_quotes(id)
    }

    fn speakers_named(&self, typed: &str) -> Result<Vec<Speaker>> {
        Ok(Searcher::speakers(self)?.named(typed).into_iter().cloned().collect())
    }

    fn roster(&self, least_certain: Option<u64>, prefix: Option<&str>) -> Result<Vec<SpeakerRow>> {
        let mut rows = self.all_speakers(least_certain)?;
        rows.retain(|row| prefix.is_none_or(|prefix| row.begins_with(prefix)));
        Ok(rows)
    }

    fn fingerprint(&self) -> Result<Fingerprint> {
        self.fingerprint_of_all()
    }

    fn hash_of(&self, source: &str, id: &str) -> Result<Option<u64>> {
        self.hash_of_article(source, id)
    }

    fn read_as(&self, query: &Query) -> Option<String> {
        query.read_as(self)
    }

    fn on_disk(&self) -> Option<&Searcher<'_>> {
        Some(self)
    }
}

impl Meanings for Searcher<'_> {
    fn speakers(&self, typed: &str) -> Vec<String> {
        let known = self.speakers().map(|speakers| speakers.named(typed));
        let names: Vec<String> = known.into_iter().flatten().map(|s| s.name.clone()).collect();
        if names.is_empty() { vec![typed.to_owned()] } else { names }
    }

    fn names(&self, typed: &str) -> String {
        self.told(typed)
    }

    fn country(&self, typed: &str) -> String {
        self.lexicon.country_meant(typed).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Options, Quiet, ingest};

    #[test]
    fn each_printing_counts_where_copies_are_not_known() {
        let dir = tempfile::tempdir().unwrap();
        let said =
            "date 2025-09-04\n\nThe old harbour of Turku will open again before the long winter ends.\n";
        for name in ["Morning Post.txt", "Evening Post.txt"] {
            std::fs::write(dir.path().join(name), said).unwrap();
        }
        let (at, lexicon) = (dir.path().join("index"), Lexicon::new());
        ingest(&at, &Options::new(vec![dir.path().to_owned()]), &lexicon, &Quiet).unwrap();
        let index = Index::open(&at).unwrap();
        let query = Query::new("harbour", Filters::default()).unwrap();
        let answer = |searcher: &Searcher<'_>| {
            let (results, _) = searcher.streamed(&query).unwrap().parted();
            (results.total, results.copies_unknown)
        };
        let searcher = Searcher::new(&index, &lexicon).unwrap();
        assert_eq!(answer(&searcher), (1, false));
        let searcher = Searcher::new(&index, &lexicon).unwrap();
        searcher.copies.set(None).unwrap();
        assert_eq!(answer(&searcher), (2, true));
    }
}
