//! Finds the printings of one quotation, in the order of their days.

use super::clause::Boxed;
use super::compile::{self, unscored};
use super::record::PassageRecord;
use super::results::ReadAs;
use super::search::Searcher;
use super::writer::day_number;
use crate::copies::{Piece, Printed, Quotation, pieces, words_in};
use crate::error::{Error, Result};
use crate::lang::{Is, Lexicon};
use crate::passage::words;
use crate::query::{Filters, KindName, Query};
use crate::quote::Quote;
use crate::source::{Article, Span};
use crate::speaker::Aliases;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, Occur, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};

/// Most words of a quotation that is traced.
pub const MAX_TRACED_WORDS: usize = 500;

/// The printings of a quotation.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The earliest first, undated ones last; of one day, what has more of the quotation first.
    pub printings: Vec<Printing>,
    /// The speakers that the speaker filters were taken to mean, where that is not just what was typed.
    pub read_as: Vec<ReadAs>,
}

/// A printing of a quotation.
#[derive(Clone, Debug)]
pub struct Printing {
    /// Its words: a quote's, or those of a paragraph from the first in common with the quotation to the last.
    pub text: String,
    /// The quote, for one.
    pub quote: Option<Quote>,
    /// Ordinal of its paragraph in the article, from 0.
    pub paragraph: usize,
    /// What is cut and added against the earliest printing; spans are bytes of `text`, or of the earliest's.
    pub changes: Vec<Piece>,
    /// How much of the words of both is the same, from 0 to 1.
    pub same: f64,
    /// The article it is from.
    pub article: Rc<Article>,
    /// Where it stands among the passages of its article.
    place: u64,
    spans: Vec<Span>,
    /// Words in common with the quotation.
    common: usize,
}

impl Trace {
    /// In how many articles the quotation stands.
    pub fn articles(&self) -> usize {
        let ids = |p: &Printing| (p.article.source.clone(), p.article.id.clone());
        self.printings.iter().map(ids).collect::<BTreeSet<_>>().len()
    }
}

/// A quotation that is being traced, and its printings so far.
pub(crate) struct Tracing<'t> {
    lexicon: &'t Lexicon,
    aliases: &'t Aliases,
    terms: Vec<String>,
    quotation: Quotation,
    printings: Vec<Printing>,
}

impl<'t> Tracing<'t> {
    /// Begins with no printing.
    ///
    /// # Errors
    ///
    /// [`Error::Untraceable`] for a quotation without a word, or of too many.
    pub(crate) fn new(quotation: &str, lexicon: &'t Lexicon, aliases: &'t Aliases) -> Result<Tracing<'t>> {
        let terms: Vec<String> = words_in(quotation).into_iter().map(|(word, _)| word).collect();
        if terms.is_empty() || terms.len() > MAX_TRACED_WORDS {
            return Err(Error::Untraceable { words: terms.len(), most: MAX_TRACED_WORDS });
        }
        let quotation = Quotation::new(&terms, |word| is_own(word, lexicon));
        Ok(Tracing { lexicon, aliases, terms, quotation, printings: Vec::new() })
    }

    /// Words of the quotation, each once, and how many of them a passage has at least that has a printing.
    pub(crate) fn sought(&self) -> (Vec<&String>, usize) {
        let distinct: BTreeSet<&String> = self.terms.iter().collect();
        let is_own = |word: &&String| is_own(word, self.lexicon);
        let own: Vec<&String> = distinct.iter().copied().filter(|word| is_own(word)).collect();
        if own.is_empty() {
            return (distinct.into_iter().collect(), 1);
        }
        // A word that stands twice in the quotation may be in common twice.
        let twice = self.terms.iter().filter(is_own).count() > own.len();
        let least = if twice { 1 } else { self.quotation.fewest().1.clamp(1, own.len()) };
        (own, least)
    }

    /// Looks for the quotation in a passage of an article, right after the passages that stand before it there; `article`
    /// is the same for all of these.
    pub(crate) fn look_at(&mut self, article: &Rc<Article>, place: u64, record: PassageRecord) {
        let shows_it = |p: &Printing| {
            p.quote.is_some() && p.spans.iter().any(|span| record.spans.iter().any(|own| own.overlaps(*span)))
        };
        let mut of_article = self.printings.iter().rev().take_while(|p| Rc::ptr_eq(&p.article, article));
        if record.quote.is_none() && of_article.any(shows_it) {
            return;
        }
        let text = words(&article.text, &record.spans);
        let own = |word: &str| is_own(word, self.lexicon);
        let found = self.quotation.find(&text, record.quote.is_some(), own);
        let Some(Printed { span, words }) = found else { return };
        let mut quote = record.quote;
        if let Some(quote) = &mut quote {
            self.aliases.apply(quote, article.date);
        }
        self.printings.push(Printing {
            text: if quote.is_some() { text } else { text[span].to_owned() },
            quote,
            paragraph: record.paragraph,
            changes: Vec::new(),
            same: 1.0,
            article: article.clone(),
            place,
            spans: record.spans,
            common: words,
        });
    }

    /// The printings in order, each compared with the first.
    pub(crate) fn ended(self, read_as: Vec<ReadAs>) -> Trace {
        Trace { printings: compared(without_inner(self.printings)), read_as }
    }
}

/// Whether a word says something by itself.
fn is_own(word: &str, lexicon: &Lexicon) -> bool {
    !lexicon.words().get(word).is.any(Is::FUNCTION)
}

impl Searcher<'_> {
    /// Finds the printings of a quotation among what passes the filters: quotes that are it, or a part of it, or hold
    /// it, word for word or slightly reworded; and paragraphs that have half of it, where none of their quotes has.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownValue`] for a speaker or publisher the index does not have; [`Error::Untraceable`] for a quotation
    /// without a word, or of too many.
    pub fn trace(&self, quotation: &str, filters: &Filters) -> Result<Trace> {
        let mut tracing = Tracing::new(quotation, self.lexicon(), self.aliases())?;
        let (query, read_as) = self.holding(&tracing, filters)?;
        let mut candidates: Vec<DocAddress> =
            self.engine().search(&query, &DocSetCollector)?.into_iter().collect();
        candidates.sort_unstable();
        let mut articles: HashMap<u64, Rc<Article>> = HashMap::new();
        for at in candidates {
            let columns = &self.columns()[at.segment_ord as usize];
            let key = columns.key(columns.article(at.doc_id));
            let article = match articles.get(&key) {
                Some(article) => article.clone(),
                None => articles.entry(key).or_insert(Rc::new(self.article_at(at)?.0)).clone(),
            };
            tracing.look_at(&article, columns.place.get_val(at.doc_id), self.decoded(at)?);
        }
        Ok(tracing.ended(read_as))
    }

    /// What has enough of the words of a quotation, in any order, and passes the filters.
    fn holding(&self, tracing: &Tracing<'_>, filters: &Filters) -> Result<(BooleanQuery, Vec<ReadAs>)> {
        let fields = self.fields();
        let clause = |word: &String| -> (Occur, Boxed) {
            let term = Term::from_field_text(fields.text, word);
            (Occur::Should, unscored(Box::new(TermQuery::new(term, IndexRecordOption::Basic))))
        };
        let (words, least) = tracing.sought();
        let words = words.into_iter().map(clause).collect();
        let query = Query::new("", filters.clone()).map_err(|e| Error::Record(e.to_string()))?;
        let (values, read_as) = self.look_up(&query)?;
        let mut all = compile::filtered(&query.filters, &values, self.layout(), self.lexicon());
        all.push((Occur::Must, Box::new(BooleanQuery::with_minimum_required_clauses(words, least))));
        all.push((Occur::Must, compile::kinds_named(&[KindName::Quote, KindName::Paragraph], fields)));
        Ok((BooleanQuery::new(all), read_as))
    }
}

/// Leaves out quotes that overlap another of the same article which has as much of the quotation.
fn without_inner(printings: Vec<Printing>) -> Vec<Printing> {
    let is_inner = |inner: &Printing| {
        printings.iter().any(|other| {
            let length = |p: &Printing| p.text.len();
            other.place != inner.place
                && Rc::ptr_eq(&other.article, &inner.article)
                && inner.spans.iter().any(|span| other.spans.iter().any(|o| o.overlaps(*span)))
                && (other.common, Reverse(length(other)), Reverse(other.place))
                    > (inner.common, Reverse(length(inner)), Reverse(inner.place))
        })
    };
    let keep: Vec<bool> = printings.iter().map(|p| !is_inner(p)).collect();
    printings.into_iter().zip(keep).filter_map(|(p, keep)| keep.then_some(p)).collect()
}

/// Puts printings in order and compares each with the first.
fn compared(mut printings: Vec<Printing>) -> Vec<Printing> {
    printings.sort_by_cached_key(|p| {
        let day = p.article.date.map_or(i64::MAX, day_number);
        (day, Reverse(p.common), p.article.id.clone(), p.article.source.clone(), p.paragraph, p.place)
    });
    let Some(first) = printings.first().map(|p| p.text.clone()) else { return printings };
    for printing in &mut printings {
        printing.changes = pieces(&first, &printing.text);
        printing.same = crate::copies::likeness(&first, &printing.text);
    }
    printings
}
