//! Answers queries from an engine, with the answers that the index on disk gives.

use super::clause::Clause;
use super::collect::{Collection, Counts, field_of};
use super::compile::{Compiler, not_there};
use super::fetch::{Order, PAGE, Wanted};
use super::hits::{EngineHits, Reader};
use super::listed::Listed;
use super::read::DaysRead;
use super::{Engine, compile, look_up};
use crate::archive::Archive;
use crate::error::{Error, Result};
use crate::index::compile::{Asked, Values};
use crate::index::{
    BoxedHits, Covered, DayCounts, FacetCounts, Fingerprint, Found, Highlighter, MOST_UNKNOWN, NO_DAY,
    Nothing, RawValue, Recency, Results, SpeakerRow, Stems, Tally, Tongue, Trace, day_number, day_of, facet,
    keep_picked, key_of, marked, no_printing_of, nothing_of, of_any_speaker, spellings, told, tongues_of,
    words_of,
};
use crate::lang::Lexicon;
use crate::query::{FacetField, Filters, Group, Meanings, Query, Sort};
use crate::speaker::{Aliases, Speakers};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};

/// Searches an index on an engine. Whatever a query says of it, every passage and every printing is a hit by itself.
pub struct EngineSearcher<'e> {
    engine: &'e Engine,
    lexicon: &'e Lexicon,
    aliases: Aliases,
    withheld: Vec<String>,
    tongues: OnceCell<Vec<Tongue>>,
    /// The digest of the last reconciling, once it has been looked for.
    pub(super) last_reconciled: OnceCell<Option<String>>,
    /// The days of what was read last to be shown, for who wants them as well.
    pub(super) days_read: RefCell<Option<DaysRead>>,
}

impl<'e> EngineSearcher<'e> {
    /// Searches `engine`.
    pub fn new(engine: &'e Engine, lexicon: &'e Lexicon) -> EngineSearcher<'e> {
        let (aliases, withheld) = (Aliases::default(), Vec::new());
        let (tongues, last_reconciled) = (OnceCell::new(), OnceCell::new());
        let days_read = RefCell::new(None);
        EngineSearcher { engine, lexicon, aliases, withheld, tongues, last_reconciled, days_read }
    }

    /// Joins speakers as the user's aliases say.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotOnEngine`] for aliases that hold on some days only.
    pub fn with_aliases(self, aliases: Aliases) -> Result<EngineSearcher<'e>> {
        if aliases.are_by_day() {
            return Err(not_there("aliases that hold on some days only"));
        }
        Ok(EngineSearcher { aliases, ..self })
    }

    /// Shows nothing of the articles with these ids, or `source#id`, though the engine has them: what is deleted there may
    /// be found for hours.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Remote`].
    pub fn withholding(self, ids: &[String]) -> Result<EngineSearcher<'e>> {
        let mut withheld = Vec::new();
        for ids in ids.chunks(PAGE / 2) {
            let of_source = |id: &String| id.rsplit_once('#').map(|(_, id)| id.to_owned());
            let sought = ids.iter().cloned().chain(ids.iter().filter_map(of_source)).collect();
            let clause = Clause::filter(vec![Clause::value("kind", "article"), Clause::Terms("id", sought)]);
            for document in self.engine.fetch_every(&clause, &["article", "id", "source"])? {
                let (id, source) = (document.text("id"), document.text("source"));
                let of_source = format!("{source}#{id}");
                if ids.iter().any(|named| named == id || *named == of_source) {
                    withheld.push(document.text("article").to_owned());
                }
            }
        }
        Ok(EngineSearcher { withheld, ..self })
    }

    pub(super) fn engine(&self) -> &'e Engine {
        self.engine
    }

    /// The keys of articles that are not to be shown.
    pub(super) fn withheld(&self) -> &[String] {
        &self.withheld
    }

    /// Whether the article with a key is not to be shown.
    pub(super) fn is_withheld(&self, key: &str) -> bool {
        self.withheld.iter().any(|withheld| withheld == key)
    }

    pub(super) fn aliases(&self) -> &Aliases {
        &self.aliases
    }

    /// The languages other than English that the engine has articles in, as far as their words have roots.
    fn tongues(&self) -> Result<&[Tongue]> {
        if let Some(tongues) = self.tongues.get() {
            return Ok(tongues);
        }
        let found = tongues_of(self.values("language")?.iter());
        Ok(self.tongues.get_or_init(|| found))
    }

    pub(super) fn compiler<'c>(&'c self, values: &'c Values) -> Result<Compiler<'c>> {
        let (tongues, stems) = (self.tongues()?, Stems::default());
        Ok(Compiler { lexicon: self.lexicon, values, tongues, stems, withheld: &self.withheld })
    }

    pub(super) fn lexicon(&self) -> &'e Lexicon {
        self.lexicon
    }

    fn facets(&self, query: &Query, values: &Values, counts: Counts) -> Result<Vec<FacetCounts>> {
        let names = counts.iter().filter(|(field, _)| *field == "speaker").flat_map(|(_, values)| values);
        let names = names.filter_map(|(value, _)| look_up::named(value)).map(|(_, name)| name);
        let speakers = if query.facets.contains(&FacetField::Speaker) {
            self.speakers_like(names)?
        } else {
            Speakers::default()
        };
        let mut out = Vec::new();
        for field in &query.facets {
            let Some((_, found)) = counts.iter().find(|(name, _)| *name == field_of(*field)) else {
                continue;
            };
            let mut raw: FxHashMap<RawValue, Tally> = FxHashMap::default();
            for (value, count) in found {
                raw.insert((encoded(*field, value), None), count.clone());
            }
            keep_picked(*field, &query.filters, values, self.lexicon, &mut raw);
            out.push(facet::present(*field, raw, self.lexicon, &speakers));
        }
        Ok(out)
    }

    /// The words of a query that no document has in any form.
    fn unknown_words(&self, query: &Query, values: &Values) -> Result<Vec<(String, Vec<String>)>> {
        let Some(text) = &query.text else { return Ok(Vec::new()) };
        let mut compiler = self.compiler(values)?;
        let (mut words, mut clauses) = (Vec::new(), Vec::new());
        for written in look_up::words(text) {
            if let [word] = words_of(written).as_slice() {
                words.push(word.clone());
                clauses.push(compiler.word(written, compile::ANYWHERE));
            }
        }
        let counts = self.counted_each(&clauses)?;
        let unknown = words.into_iter().zip(counts).filter(|(_, count)| *count == 0).take(MOST_UNKNOWN);
        let with_nearest = |(word, _): (String, u64)| {
            let nearest = self.nearest(&word)?;
            Ok((word, nearest))
        };
        unknown.map(with_nearest).collect()
    }

    fn answer(&self, query: &Query, by_day: bool) -> Result<(Results<()>, Collection)> {
        let (values, read_as) = self.look_up(query)?;
        let mut found = self.collect(query, &values, by_day)?;
        let days = found.counts.iter().position(|(field, _)| *field == "day");
        let days = days.map(|at| found.counts.swap_remove(at));
        let is_uncounted =
            |field: &FacetField| !found.counts.iter().any(|(name, _)| *name == field_of(*field));
        let uncounted = query.facets.iter().copied().filter(is_uncounted).collect();
        let facets = self.facets(query, &values, std::mem::take(&mut found.counts))?;
        let lacks = found.total == 0 || found.partly.is_some();
        let unknown_words = if lacks { self.unknown_words(query, &values)? } else { Vec::new() };
        found.counts.extend(days);
        let left_out = found.read.as_ref().map_or(0, |read| read.left_out);
        let said =
            Results { total: found.total, facets, read_as, partly: found.partly, ..Results::default() };
        let beside = values.beside.into_iter().map(|word| word.word).collect();
        Ok((Results { unknown_words, left_out, uncounted, beside, ..said }, found))
    }

    /// The first or the last day of what matches.
    fn day(&self, clause: &Clause, order: Order) -> Result<Option<Date>> {
        let dated = Clause::filter(vec![clause.clone(), Clause::Exists("day")]);
        let wanted = Wanted { order, size: 1, fields: &["day"], ..Wanted::count(&dated) };
        let documents = self.engine.fetch(&wanted)?.documents;
        Ok(documents.first().and_then(|document| day_of(document.number("day")?)))
    }

    /// How much the recent count more, where they are to.
    pub(super) fn recency(&self, query: &Query) -> Result<Option<Recency>> {
        let Some(half_life) = query.prefers_recent() else { return Ok(None) };
        let articles = Clause::Bool(compile::shown(Clause::value("kind", "article"), &self.withheld));
        let newest = self.day(&articles, Order::Newest)?.map_or(NO_DAY, day_number);
        Ok(Some(Recency { newest, half_life }))
    }

    fn covered(&self) -> Result<Covered> {
        let articles = Clause::Bool(compile::shown(Clause::value("kind", "article"), &self.withheld));
        let undated = Clause::filter(vec![articles.clone(), Clause::value("date", facet::UNDATED)]);
        Ok(Covered {
            articles: self.engine.count(&articles)? as usize,
            undated: self.engine.count(&undated)? as usize,
            publishers: self.values("publisher")?.len(),
            first: self.day(&articles, Order::Oldest)?,
            last: self.day(&articles, Order::Newest)?,
        })
    }

    /// How many quotes match that have no speaker, and that have one without a name.
    fn nameless(&self, query: &Query) -> Result<(u64, u64)> {
        let (values, _) = self.look_up(query)?;
        let clause = self.compiler(&values)?.query(query, Asked::of(query))?.clause;
        let quotes = Clause::value("kind", "quote");
        let count = |described: Clause| {
            let no_speaker = Clause::not(Clause::Exists("speaker"));
            self.count(&Clause::filter(vec![clause.clone(), quotes.clone(), no_speaker, described]))
        };
        Ok((count(Clause::not(Clause::Exists("described")))?, count(Clause::Exists("described"))?))
    }
}

/// A value as the index on disk has it: of a tree with all that encloses it, of a speaker with the kind.
fn encoded(field: FacetField, value: &str) -> String {
    match field {
        FacetField::Speaker => value.replacen('/', "\0", 1),
        field if field.is_tree() => value.replace('/', "\0"),
        _ => value.to_owned(),
    }
}

impl Archive for EngineSearcher<'_> {
    fn stream(&self, query: &Query) -> Result<Results<BoxedHits<'_>>> {
        let (mut results, found) = self.answer(query, false)?;
        let order = match query.sort() {
            Sort::Relevance => Order::Score,
            Sort::Newest => Order::Newest,
            Sort::Oldest => Order::Oldest,
        };
        let named = |name: &str| match self.families(name) {
            Ok(families) => marked(&families),
            Err(_) => [spellings(name), Vec::new()],
        };
        let highlighter = Highlighter::new(query.text.as_ref(), &named);
        let of_articles = query.group == Group::Articles && query.is_ranked();
        let reader = Reader { searcher: self, highlighter, is_ranked: order == Order::Score || of_articles };
        let facets = std::mem::take(&mut results.facets);
        let (hits, left_out): (BoxedHits<'_>, u64) = match found.read {
            Some(read) => {
                let page = read.page(query, self.recency(query)?);
                let (hits, left_out) = Listed::new(reader, query.group, page, query.offset)?;
                (Box::new(hits), left_out)
            }
            None => {
                let range = (query.limit, query.offset);
                let (hits, left_out) = EngineHits::new(reader, found.clause, order, range, found.total)?;
                (Box::new(hits), left_out)
            }
        };
        results.left_out += left_out;
        Ok(results.with(hits, facets))
    }

    fn days(&self, query: &Query) -> Result<(Results<()>, DayCounts)> {
        let query = Query { facets: Vec::new(), limit: 0, ..query.clone() };
        let (results, found) = self.answer(&query, true)?;
        let counts = found.counts.into_iter().flat_map(|(_, values)| values);
        let day = |(value, hits): (String, Tally)| Some((day_of(value.parse().ok()?)?, hits.total()));
        let mut days: DayCounts = counts.filter_map(day).collect();
        days.sort_unstable();
        Ok((results, days))
    }

    fn nothing(&self, query: &Query) -> Result<Nothing> {
        let count = |query: &Query| match self.answer(query, false) {
            Ok((results, _)) => Ok(Some((results.total, results.partly))),
            // What would have to be read is too much: it is not guessed at.
            Err(Error::NotOnEngine { .. }) => Ok(None),
            Err(error) => Err(error),
        };
        let nameless = of_any_speaker(query).map(|rest| self.nameless(&rest)).transpose();
        let nameless = match nameless {
            Err(Error::NotOnEngine { .. }) => None,
            nameless => nameless?,
        };
        nothing_of(query, &count, nameless, self.covered()?)
    }

    fn trace(&self, quotation: &str, filters: &Filters) -> Result<Trace> {
        self.traced(quotation, filters)
    }

    fn no_printing(&self, quotation: &str, filters: &Filters) -> Result<Nothing> {
        let trace = |rest: &Filters| match self.traced(quotation, rest) {
            Ok(trace) => Ok(Some(trace)),
            Err(Error::NotOnEngine { .. }) => Ok(None),
            Err(error) => Err(error),
        };
        no_printing_of(filters, &trace, self.covered()?)
    }

    fn article(&self, id: &str) -> Result<Found> {
        self.whole_article(id)
    }

    fn fingerprint(&self) -> Result<Fingerprint> {
        self.fingerprint_of_all()
    }

    fn hash_of(&self, source: &str, id: &str) -> Result<Option<u64>> {
        let key = key_of(source, id);
        let there = !self.is_withheld(&format!("{key:016x}"));
        Ok(self.engine.known(&[key])?.get(&key).copied().filter(|_| there))
    }

    fn read_as(&self, query: &Query) -> Option<String> {
        query.read_as(self)
    }

    fn speakers_named(&self, typed: &str) -> Result<Vec<crate::speaker::Speaker>> {
        let speakers = self.speakers_like(std::iter::once(typed))?;
        Ok(speakers.named(typed).into_iter().cloned().collect())
    }

    fn roster(&self, least_certain: Option<u64>, prefix: Option<&str>) -> Result<Vec<SpeakerRow>> {
        self.speaker_rows(least_certain, prefix)
    }
}

impl Meanings for EngineSearcher<'_> {
    fn speakers(&self, typed: &str) -> Vec<String> {
        let found = self.speakers_named(typed).unwrap_or_default();
        if found.is_empty() {
            vec![typed.to_owned()]
        } else {
            found.into_iter().map(|speaker| speaker.name).collect()
        }
    }

    fn names(&self, typed: &str) -> String {
        told(typed, &self.families(typed).unwrap_or_default())
    }

    fn country(&self, typed: &str) -> String {
        self.lexicon.country_meant(typed).to_owned()
    }
}
