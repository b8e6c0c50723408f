//! Answers queries from an engine, with the answers that the index on disk gives.

use super::clause::Clause;
use super::compile::{Compiled, Compiler, not_there};
use super::fetch::{Order, PAGE, Wanted};
use super::hits::EngineHits;
use super::{Engine, compile, look_up};
use crate::archive::Archive;
use crate::error::Result;
use crate::index::compile::{Asked, Values, most_parts};
use crate::index::{
    BoxedHits, Covered, DayCounts, FacetCounts, Found, Highlighter, Nothing, Partly, RawValue, Results,
    SpeakerRow, Stems, Tally, Tongue, day_of, facet, keep_picked, nothing_of, of_any_speaker, spellings,
    tongues_of,
};
use crate::lang::{Lexicon, fold};
use crate::query::{FacetField, Group, Matching, Meanings, Parts, Query, Sort};
use crate::speaker::{Aliases, Speakers};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// Searches an index on an engine. Whatever a query says of it, every passage and every printing is a hit by itself.
pub struct EngineSearcher<'e> {
    engine: &'e Engine,
    lexicon: &'e Lexicon,
    aliases: Aliases,
    withheld: Vec<String>,
    tongues: OnceCell<Vec<Tongue>>,
    /// The digest of the last reconciling, once it has been looked for.
    pub(super) last_reconciled: OnceCell<Option<String>>,
}

impl<'e> EngineSearcher<'e> {
    /// Searches `engine`.
    pub fn new(engine: &'e Engine, lexicon: &'e Lexicon) -> EngineSearcher<'e> {
        let (aliases, withheld) = (Aliases::default(), Vec::new());
        let (tongues, last_reconciled) = (OnceCell::new(), OnceCell::new());
        EngineSearcher { engine, lexicon, aliases, withheld, tongues, last_reconciled }
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

    /// Refuses what an engine cannot be asked.
    fn check(query: &Query) -> Result<()> {
        let refused = [
            (query.group == Group::Articles && !is_of_articles(query), "hits by article"),
            (query.similar_to.is_some(), "articles like another"),
            (query.expand, "words that go with the query's (--expand)"),
            (query.half_life.is_some(), "the recent first (--prefer-recent)"),
        ];
        refused.iter().find(|(is, _)| *is).map_or(Ok(()), |(_, what)| Err(not_there(what)))
    }

    /// Collects what has all of a query or, where nothing has, what has most of it.
    fn collect(&self, query: &Query, values: &Values) -> Result<Collection> {
        Self::check(query)?;
        let mut compiler = self.compiler(values)?;
        let asked = match query.parts {
            Parts::AtLeast(parts) => Asked::at_least(parts),
            Parts::All | Parts::Most => Asked::of(query),
        };
        let compiled = compiler.query(query, asked)?;
        let of = compiled.optional;
        let found = self.counted(query, compiled, asked, &mut compiler)?;
        if let Parts::AtLeast(matched) = query.parts {
            return Ok(Collection { partly: Some(Partly { matched, of }), ..found });
        }
        if found.total > 0 || of < 2 || query.matching == Matching::Any || query.parts == Parts::All {
            return Ok(found);
        }
        let some = most_parts(of, |middle| {
            let tried = compiler.query(query, Asked::at_least(middle))?;
            Ok(self.engine.count(&tried.clause)? > 0)
        })?;
        if some == 0 {
            return Ok(found);
        }
        let asked = Asked::at_least(some);
        let compiled = compiler.query(query, asked)?;
        let found = self.counted(query, compiled, asked, &mut compiler)?;
        Ok(Collection { partly: Some(Partly { matched: some, of }), ..found })
    }

    /// Counts what matches, and its values: of a field that is filtered without its filters.
    fn counted(
        &self,
        query: &Query,
        compiled: Compiled,
        asked: Asked,
        compiler: &mut Compiler<'_>,
    ) -> Result<Collection> {
        let (picked, free): (Vec<FacetField>, Vec<FacetField>) =
            query.facets.iter().partition(|field| query.filters.pick_from(**field));
        let clause = compiled.clause;
        let free: Vec<&'static str> = free.into_iter().map(field_of).collect();
        let mut clauses = vec![(clause.clone(), free)];
        for field in picked {
            let compiled = compiler.query(query, asked.apart_from(field))?;
            clauses.push((compiled.clause, vec![field_of(field)]));
        }
        let wanted: Vec<Wanted<'_>> =
            clauses.iter().map(|(clause, counted)| Wanted { counted, ..Wanted::count(clause) }).collect();
        let pages = self.engine.fetch_all(&wanted)?;
        let total = pages[0].total;
        let counts = pages.into_iter().flat_map(|page| page.counts).collect();
        Ok(Collection { clause, total, counts, partly: None })
    }

    fn facets(
        &self,
        query: &Query,
        values: &Values,
        counts: Vec<(&'static str, Vec<(String, u64)>)>,
    ) -> Result<Vec<FacetCounts>> {
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
                raw.insert((encoded(*field, value), None), Tally::alone(*count));
            }
            keep_picked(*field, &query.filters, values, self.lexicon, &mut raw);
            out.push(facet::present(*field, raw, self.lexicon, &speakers));
        }
        Ok(out)
    }

    /// The words of a query that no document has in any form.
    fn unknown_words(&self, query: &Query, values: &Values) -> Result<Vec<(String, Vec<String>)>> {
        let Some(text) = &query.text else { return Ok(Vec::new()) };
        let words = look_up::words(text);
        let mut compiler = self.compiler(values)?;
        let clauses: Vec<Clause> = words.iter().map(|word| compiler.word(word, compile::ANYWHERE)).collect();
        let wanted: Vec<Wanted<'_>> = clauses.iter().map(Wanted::count).collect();
        let pages = self.engine.fetch_all(&wanted)?;
        let unknown = words.iter().zip(pages).filter(|(_, page)| page.total == 0);
        Ok(unknown.map(|(word, _)| (fold(word).into_owned(), Vec::new())).collect())
    }

    fn answer(&self, query: &Query) -> Result<(Results<()>, Collection)> {
        let (values, read_as) = self.look_up(query)?;
        let mut found = self.collect(query, &values)?;
        let facets = self.facets(query, &values, std::mem::take(&mut found.counts))?;
        let lacks = found.total == 0 || found.partly.is_some();
        let unknown_words = if lacks { self.unknown_words(query, &values)? } else { Vec::new() };
        let (total, partly, beside, copies_unknown) = (found.total, found.partly, Vec::new(), false);
        Ok((
            Results { total, hits: (), facets, read_as, partly, unknown_words, beside, copies_unknown },
            found,
        ))
    }

    /// The first or the last day of what matches.
    fn day(&self, clause: &Clause, order: Order) -> Result<Option<Date>> {
        let dated = Clause::filter(vec![clause.clone(), Clause::Exists("day")]);
        let wanted = Wanted { order, size: 1, fields: &["day"], ..Wanted::count(&dated) };
        let documents = self.engine.fetch(&wanted)?.documents;
        Ok(documents.first().and_then(|document| day_of(document.number("day")?)))
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
            self.engine.count(&Clause::filter(vec![clause.clone(), quotes.clone(), no_speaker, described]))
        };
        Ok((count(Clause::not(Clause::Exists("described")))?, count(Clause::Exists("described"))?))
    }
}

/// What was found for a query.
struct Collection {
    clause: Clause,
    total: u64,
    counts: Vec<(&'static str, Vec<(String, u64)>)>,
    partly: Option<Partly>,
}

/// The field that a facet is counted by.
fn field_of(field: FacetField) -> &'static str {
    match field {
        FacetField::NamesCountry => "names_country",
        FacetField::DateFrom => "date_from",
        other => other.name(),
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

/// Whether what is asked of articles is asked of them alone, so that they can be counted by their own documents.
fn is_of_articles(query: &Query) -> bool {
    let filters = &query.filters;
    let mut of_passages = FacetField::ALL.iter().filter(|field| !field.is_of_article());
    query.text.is_none()
        && query.limit == 0
        && filters.least_certain.is_none()
        && !of_passages.any(|field| filters.pick_from(*field))
        && query.facets.iter().all(|field| field.is_of_article())
}

impl Archive for EngineSearcher<'_> {
    fn stream(&self, query: &Query) -> Result<Results<BoxedHits<'_>>> {
        let (mut results, found) = self.answer(query)?;
        let order = match query.sort() {
            Sort::Relevance => Order::Score,
            Sort::Newest => Order::Newest,
            Sort::Oldest => Order::Oldest,
        };
        let named = |name: &str| [spellings(name), Vec::new()];
        let highlighter = Highlighter::new(query.text.as_ref(), &named);
        let range = (query.limit, query.offset);
        let hits = EngineHits::new(self, found.clause, order, range, found.total, highlighter)?;
        let facets = std::mem::take(&mut results.facets);
        Ok(results.with(Box::new(hits) as BoxedHits<'_>, facets))
    }

    fn days(&self, query: &Query) -> Result<(Results<()>, DayCounts)> {
        let query = Query { facets: Vec::new(), ..query.clone() };
        let (results, found) = self.answer(&query)?;
        let page = self.engine.fetch(&Wanted { counted: &["day"], ..Wanted::count(&found.clause) })?;
        let counts = page.counts.into_iter().flat_map(|(_, values)| values);
        let day = |(value, count): (String, u64)| Some((day_of(value.parse().ok()?)?, count));
        let mut days: DayCounts = counts.filter_map(day).collect();
        days.sort_unstable();
        Ok((results, days))
    }

    fn nothing(&self, query: &Query) -> Result<Nothing> {
        let count = |query: &Query| {
            let (results, _) = self.answer(query)?;
            Ok((results.total, results.partly))
        };
        let nameless = of_any_speaker(query).map(|rest| self.nameless(&rest)).transpose()?;
        nothing_of(query, &count, nameless, self.covered()?)
    }

    fn article(&self, id: &str) -> Result<Found> {
        self.whole_article(id)
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

    fn country(&self, typed: &str) -> String {
        self.lexicon.country_meant(typed).to_owned()
    }
}
