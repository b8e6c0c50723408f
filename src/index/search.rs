//! Answers queries: the one search path that everything which shows hits goes through.

use super::clause::{Clauses, Named};
use super::collect::{Collected, HitCollector};
use super::columns::{Columns, article_doc};
use super::compile::{Asked, Values};
use super::copies::Copies;
use super::evidence::Frame;
use super::expand;
use super::facet::{self, FacetCounts};
use super::first::FirstCollector;
use super::highlight::Highlighter;
use super::hits::{Hits, Kept};
use super::inflect::{Tongue, tongues};
use super::rank::Ranked;
use super::record::{self, ArticleRecord, PassageRecord};
use super::schema::Fields;
use super::stem::Stems;
use super::{Index, picked, values};
use crate::country::{Code, Mention};
use crate::error::{Error, Result};
use crate::lang::Lexicon;
use crate::passage::words;
use crate::query::{self, FacetField, Field, Group, Matching, Meanings, Query};
use crate::quote::{Kind, Quote};
use crate::source::{Article, Span};
use crate::speaker::{Aliases, Speakers};
use jiff::civil::Date;
use std::cell::OnceCell;
use std::collections::HashMap;
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, TermQuery};
use tantivy::schema::{Facet, IndexRecordOption, Value};
use tantivy::{DocAddress, TantivyDocument, Term};

/// Most unknown words of a query for which others are suggested.
const MOST_UNKNOWN: usize = 10;

/// What a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitKind {
    /// A quote.
    Quote(Kind),
    /// A paragraph, or the headline of an article that has no text.
    Paragraph,
}

/// A hit.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its place among all hits, from 1.
    pub rank: usize,
    /// How well it matches, of a group how well all of it; 0 where hits are not ranked.
    pub score: f32,
    /// What it is.
    pub kind: HitKind,
    /// Its words; pieces of a broken quotation are joined by ` … `.
    pub text: String,
    /// Where its pieces stand in the article's text; none for a headline that is no part of it.
    pub spans: Vec<Span>,
    /// Where the query's words stand in `text`, as ranges of bytes.
    pub highlights: Vec<(usize, usize)>,
    /// The quote, for one.
    pub quote: Option<Quote>,
    /// Countries named in it, then those its article is about.
    pub countries: Vec<Code>,
    /// Ordinal of its paragraph in the article, from 0.
    pub paragraph: usize,
    /// The paragraph it is in, or is.
    pub context: String,
    /// The article it is from.
    pub article: std::rc::Rc<Article>,
    /// The hash of all that was read of the article ([`article_hash`](super::article_hash)).
    pub hash: u64,
    /// Where hits are grouped: what else of its group matches, of which this is the best.
    pub grouped: Option<Grouped>,
    /// Where else it is printed, if it is.
    pub copies: Option<CopiesOf>,
}

/// The passages of a group.
#[derive(Clone, Debug)]
pub struct Grouped {
    /// How many match, the best included.
    pub passages: usize,
    /// The next best of them, best first; each has the rank of its group and a score of its own.
    pub more: Vec<Hit>,
}

/// Where else the words of a hit, or an article that is one, are printed in the index, whatever the query's filters.
#[derive(Clone, Debug)]
pub struct CopiesOf {
    /// Articles that have them, this one included.
    pub articles: u32,
    /// How often they stand there, more often than there are articles where one has them twice.
    pub passages: u32,
    /// The first printing, where any has a day.
    pub first: Option<FirstPrinted>,
}

/// The first printing of words that are printed more than once.
#[derive(Clone, Debug)]
pub struct FirstPrinted {
    /// Its article; of several of that day the one with the lowest key, which says nothing.
    pub article: std::rc::Rc<Article>,
    /// How many articles of that day have them.
    pub of_that_day: u32,
}

/// A speaker as typed, with the names it was taken to mean.
pub type ReadAs = (String, Vec<String>);

/// Days with how many hits each has, in order.
pub type DayCounts = Vec<(Date, u64)>;

/// The answer to a query, with the hits themselves, something that reads them one by one ([`Hits`]), or nothing.
#[derive(Clone, Debug)]
pub struct Results<H = Vec<Hit>> {
    /// All hits there are, not only those returned.
    pub total: u64,
    /// The hits asked for, in order.
    pub hits: H,
    /// Counts of all hits, in the order of the fields asked for.
    pub facets: Vec<FacetCounts>,
    /// The speakers that the speaker filters were taken to mean, where that is not just what was typed.
    pub read_as: Vec<ReadAs>,
    /// Where nothing has all that was asked for: how much of it the hits have.
    pub partly: Option<Partly>,
    /// Words that the index does not have, with the nearest that it has.
    pub unknown_words: Vec<(String, Vec<String>)>,
    /// Words looked for beside the query's, or those that an article was found like another by; most telling first.
    pub beside: Vec<String>,
}

impl<H> Results<H> {
    /// Parts the hits from what is said of them all.
    pub fn parted(self) -> (Results<()>, H) {
        let Results { total, hits, facets, read_as, partly, unknown_words, beside } = self;
        (Results { total, hits: (), facets, read_as, partly, unknown_words, beside }, hits)
    }

    /// The same with these hits and counts.
    fn with<I>(self, hits: I, facets: Vec<FacetCounts>) -> Results<I> {
        let Results { total, read_as, partly, unknown_words, beside, .. } = self;
        Results { total, hits, facets, read_as, partly, unknown_words, beside }
    }
}

/// How much of a query its hits have, where none has it all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partly {
    /// Words and phrases that each hit has at least.
    pub matched: usize,
    /// Words and phrases of the query.
    pub of: usize,
}

/// An article as it was read, with its quotes.
#[derive(Clone, Debug)]
pub struct Found {
    /// The article.
    pub article: Article,
    /// The hash of all that was read of it ([`article_hash`](super::article_hash)).
    pub hash: u64,
    /// What it is about, with the number of times each is named.
    pub countries: Vec<(Code, usize)>,
    /// The countries that it names, in order of place.
    pub mentions: Vec<Mention>,
    /// Its quotes in order, each with the countries named in it.
    pub quotes: Vec<(Quote, Vec<Code>)>,
}

/// Searches one state of an index: what had been committed when it was made.
pub struct Searcher<'i> {
    index: &'i Index,
    searcher: tantivy::Searcher,
    lexicon: &'i Lexicon,
    aliases: Aliases,
    speakers: OnceCell<Speakers>,
    copies: OnceCell<Copies>,
    frame: OnceCell<Frame>,
    columns: Vec<Columns>,
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
        let tongues = tongues(&searcher, &index.fields)?;
        Ok(Searcher { index, searcher, lexicon, aliases, speakers, copies, frame, columns, tongues })
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

    fn copies(&self) -> Result<&Copies> {
        match self.copies.get() {
            Some(copies) => Ok(copies),
            None => {
                let found = self.index.copies(&self.searcher)?;
                Ok(self.copies.get_or_init(|| found))
            }
        }
    }

    /// Answers a query.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownValue`] for a speaker or publisher the index does not have.
    pub fn search(&self, query: &Query) -> Result<Results> {
        let (mut results, hits) = self.stream(query)?.parted();
        let facets = std::mem::take(&mut results.facets);
        Ok(results.with(hits.collect::<Result<_>>()?, facets))
    }

    /// Answers a query with hits that are read one by one as they are asked for, so that there may be any number.
    ///
    /// # Errors
    ///
    /// As [`Searcher::search`]; each hit has its own.
    pub fn stream(&self, query: &Query) -> Result<Results<Hits<'_>>> {
        let (mut values, read_as) = self.look_up(query)?;
        self.look_beside(query, &mut values)?;
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
        let mut results = self.without_hits(found, read_as)?;
        results.beside = values.beside.into_iter().map(|word| word.word).collect();
        Ok(results.with(Hits::new(self, query, best), facets))
    }

    /// How many hits each day has, days in order, under all filters; with the answer, without its hits.
    ///
    /// # Errors
    ///
    /// As [`Searcher::search`].
    pub fn days(&self, query: &Query) -> Result<(Results<()>, DayCounts)> {
        let (mut values, read_as) = self.look_up(query)?;
        self.look_beside(query, &mut values)?;
        let none = Speakers::default();
        let collector = HitCollector { keep: 0, ..self.collector(query, vec![FacetField::Date], &none)? };
        let mut found = self.collect(query, &values, &collector)?;
        let counts = std::mem::take(&mut found.all.facets).into_iter().flat_map(|(_, raw)| raw);
        let days = counts.filter_map(|((encoded, _), count)| Some((facet::day(&encoded)?, count.total())));
        let mut days: DayCounts = days.collect();
        days.sort_unstable();
        let mut results = self.without_hits(found, read_as)?;
        results.beside = values.beside.into_iter().map(|word| word.word).collect();
        Ok((results, days))
    }

    /// What is said of an answer beside its hits and facets.
    fn without_hits(&self, found: Collection, read_as: Vec<ReadAs>) -> Result<Results<()>> {
        let nearest = |word: String| {
            let nearest = expand::nearest(&self.searcher, &self.index.fields, &word)?;
            Ok((word, nearest))
        };
        let unknown = found.unknown.into_iter().take(MOST_UNKNOWN);
        let unknown_words = unknown.map(nearest).collect::<Result<_>>()?;
        let (total, partly) = (found.all.total, found.partly);
        let (facets, beside) = (Vec::new(), Vec::new());
        Ok(Results { total, hits: (), facets, read_as, partly, unknown_words, beside })
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
        let copies = match query.copies {
            query::Copies::Once => Some(self.copies()?),
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
        let asked = Asked::of(query);
        let compiled = asked.compile(query, values, &mut clauses)?;
        let unknown = std::mem::take(&mut clauses.unknown);
        let of = compiled.optional;
        let all: Collected = self.searcher.search(&asked.joined(compiled), collector)?;
        let first = |all| Collection { all, asked, partly: None, unknown: unknown.clone() };
        if all.total > 0 || of < 2 || query.matching == Matching::Any {
            return Ok(first(all));
        }
        // What has so many of the words has fewer as well, so the most that anything has is found by halving.
        let (mut some, mut none) = (0, of);
        while none - some > 1 {
            let middle = usize::midpoint(some, none);
            let query = Asked::at_least(middle).query(query, values, &mut clauses)?;
            match self.searcher.search(&query, &FirstCollector)? {
                true => some = middle,
                false => none = middle,
            }
        }
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
            fields: &self.index.fields,
            lexicon: self.lexicon,
            named,
            stems: Stems::default(),
            tongues: &self.tongues,
            expanded: HashMap::new(),
            unknown: Vec::new(),
        }
    }

    /// Says in words how a query's text was read; nothing for a query without one.
    pub fn read_as(&self, query: &Query) -> Option<String> {
        query.read_as(self)
    }

    /// The article with this id, or with this `source#id` where several sources hold one of the same id.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownArticle`], [`Error::AmbiguousArticle`].
    pub fn article(&self, id: &str) -> Result<Found> {
        self.with_quotes(self.only_article(id)?)
    }

    pub(super) fn only_article(&self, id: &str) -> Result<(DocAddress, ArticleRecord)> {
        let mut found = self.articles(id)?;
        if found.is_empty()
            && let Some((source, id)) = id.rsplit_once('#')
        {
            found = self.articles(id)?;
            found.retain(|(_, record)| record.article.source == source);
        }
        match found.len() {
            0 => Err(Error::UnknownArticle(id.to_owned())),
            1 => Ok(found.remove(0)),
            _ => {
                let mut sources: Vec<String> = found.into_iter().map(|(_, r)| r.article.source).collect();
                sources.sort();
                Err(Error::AmbiguousArticle { id: id.to_owned(), sources })
            }
        }
    }

    pub(super) fn article_key(&self, address: DocAddress) -> Result<u64> {
        let segment = self.searcher.segment_reader(address.segment_ord);
        Ok(segment.fast_fields().u64("article")?.first(address.doc_id).unwrap_or_default())
    }

    fn articles(&self, id: &str) -> Result<Vec<(DocAddress, ArticleRecord)>> {
        let term = Term::from_field_text(self.index.fields.id, id);
        let found =
            self.searcher.search(&TermQuery::new(term, IndexRecordOption::Basic), &DocSetCollector)?;
        found.into_iter().map(|at| Ok((at, record::decode(&self.record(at)?)?))).collect()
    }

    fn with_quotes(&self, (address, found): (DocAddress, ArticleRecord)) -> Result<Found> {
        let key = self.article_key(address)?;
        let fields = &self.index.fields;
        let quotes = BooleanQuery::intersection(vec![
            Box::new(TermQuery::new(Term::from_field_u64(fields.article, key), IndexRecordOption::Basic)),
            Box::new(TermQuery::new(
                Term::from_facet(fields.kind, &Facet::from_path(["quote"])),
                IndexRecordOption::Basic,
            )),
        ]);
        let mut out = Vec::new();
        for at in self.searcher.search(&quotes, &DocSetCollector)? {
            let mut record: PassageRecord = record::decode(&self.record(at)?)?;
            record.countries.truncate(record.named);
            out.extend(record.quote.map(|quote| (quote, record.countries)));
        }
        out.sort_by_key(|(quote, _)| quote.spans.first().map(|s| (s.start, s.end)));
        let ArticleRecord { article, countries, mentions } = found;
        let hash = self.hash(address);
        Ok(Found { article, hash, countries, mentions, quotes: out })
    }

    pub(super) fn look_up(&self, query: &Query) -> Result<(Values, Vec<ReadAs>)> {
        let mut all = Values::default();
        let mut read_as = Vec::new();
        let mut typed_in_text: Vec<&String> = Vec::new();
        if let Some(text) = &query.text {
            text.root.visit_fields(&mut |field| match field {
                Field::Speaker(typed) if !typed_in_text.contains(&typed) => typed_in_text.push(typed),
                _ => {}
            });
        }
        let filters = &query.filters;
        let picked = filters.speakers.iter().map(|typed| (typed, Role::Speaker));
        let left_out = filters.not_speakers.iter().map(|typed| (typed, Role::NotSpeaker));
        let in_text = typed_in_text.into_iter().map(|typed| (typed, Role::InText));
        for (typed, role) in picked.chain(left_out).chain(in_text) {
            let found = values::named(self.speakers()?, typed)?;
            let mut names: Vec<String> = found.iter().map(|s| s.name.clone()).collect();
            // A name may be a person's in one article and a body's in another.
            names.dedup();
            if names.len() != 1 || names[0] != typed.trim() {
                read_as.push((typed.clone(), names));
            }
            if !matches!(role, Role::InText) {
                all.picked.extend(found.iter().map(|s| (s.kind, s.name.clone())));
            }
            let forms = found.into_iter().flat_map(|speaker| speaker.forms.iter().cloned());
            match role {
                Role::InText => all.named.entry(typed.clone()).or_default().extend(forms),
                Role::Speaker => all.speakers.extend(forms),
                Role::NotSpeaker => all.not_speakers.extend(forms),
            }
        }
        for typed in &filters.publishers {
            all.publishers.extend(values::publishers(&self.searcher, typed)?);
        }
        for typed in &filters.not_publishers {
            all.not_publishers.extend(values::publishers(&self.searcher, typed)?);
        }
        Ok((all, read_as))
    }

    /// Where else a hit is printed.
    pub(super) fn copies_of(&self, at: &Ranked, group: Group) -> Result<Option<CopiesOf>> {
        let copies = self.copies()?;
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

    /// The article of a passage, which stands right before its passages; and its hash.
    pub(super) fn article_at(&self, passage: DocAddress) -> Result<(Article, u64)> {
        let columns = &self.columns[passage.segment_ord as usize];
        let doc = article_doc(passage.doc_id, columns.place.get_val(passage.doc_id));
        if columns.article.get_val(doc) != columns.article.get_val(passage.doc_id) {
            return Err(Error::Record("a passage has no article".into()));
        }
        let at = DocAddress::new(passage.segment_ord, doc);
        Ok((record::decode_article(&self.record(at)?)?, self.hash(at)))
    }

    /// The hash of all that was read of the article whose document this is.
    fn hash(&self, at: DocAddress) -> u64 {
        self.columns[at.segment_ord as usize].hash.get_val(at.doc_id)
    }

    /// The record of a document.
    pub(super) fn decoded<T: serde::de::DeserializeOwned>(&self, at: DocAddress) -> Result<T> {
        record::decode(&self.record(at)?)
    }

    pub(super) fn index(&self) -> &Index {
        self.index
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

    fn record(&self, at: DocAddress) -> Result<Vec<u8>> {
        let doc: TantivyDocument = self.searcher.doc(at)?;
        Ok(doc.get_first(self.index.fields.record).and_then(|v| v.as_bytes()).unwrap_or_default().to_vec())
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

/// Where the name of a speaker was typed.
#[derive(Clone, Copy)]
enum Role {
    Speaker,
    NotSpeaker,
    InText,
}

/// What was collected for a query, and what of the query it has.
pub(super) struct Collection {
    pub(super) all: Collected,
    asked: Asked,
    partly: Option<Partly>,
    unknown: Vec<String>,
}

impl Meanings for Searcher<'_> {
    fn speakers(&self, typed: &str) -> Vec<String> {
        let known = self.speakers().map(|speakers| speakers.named(typed));
        let names: Vec<String> = known.into_iter().flatten().map(|s| s.name.clone()).collect();
        if names.is_empty() { vec![typed.to_owned()] } else { names }
    }

    fn country(&self, typed: &str) -> String {
        self.lexicon.country(typed).map_or(typed, |code| self.lexicon.country_name(code)).to_owned()
    }
}

pub(super) fn hit(
    rank: usize,
    score: f32,
    passage: PassageRecord,
    kept: Kept,
    highlighter: &Highlighter,
) -> Hit {
    let Kept { article, hash } = kept;
    let text = match passage.spans.is_empty() {
        true => article.title.clone().unwrap_or_default(),
        false => words(&article.text, &passage.spans),
    };
    let kind = passage.quote.as_ref().map_or(HitKind::Paragraph, |q| HitKind::Quote(q.kind));
    Hit {
        rank,
        score,
        kind,
        highlights: highlighter.find(&text, article.language.as_deref()),
        text,
        spans: passage.spans,
        countries: passage.countries,
        paragraph: passage.paragraph,
        context: span_text(&article, passage.paragraph_span),
        quote: passage.quote,
        article,
        hash,
        grouped: None,
        copies: None,
    }
}

fn span_text(article: &Article, span: Span) -> String {
    article.text.get(span.start..span.end).unwrap_or_default().to_owned()
}
