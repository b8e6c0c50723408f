//! Finds the printings of one quotation, in the order of their days.

use super::clause::Boxed;
use super::compile::{self, unscored};
use super::record::PassageRecord;
use super::results::ReadAs;
use super::search::Searcher;
use super::writer::day_number;
use crate::copies::{Piece, Printed, Quotation, pieces, words_in};
use crate::error::{Error, Result};
use crate::lang::Is;
use crate::passage::words;
use crate::query::{Filters, KindName, Query};
use crate::quote::Quote;
use crate::source::{Article, Span};
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
    at: DocAddress,
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

impl Searcher<'_> {
    /// Finds the printings of a quotation among what passes the filters: quotes that are it, or a part of it, or hold
    /// it, word for word or slightly reworded; and paragraphs that have half of it, where none of their quotes has.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownValue`] for a speaker or publisher the index does not have; [`Error::Untraceable`] for a quotation
    /// without a word, or of too many.
    pub fn trace(&self, quotation: &str, filters: &Filters) -> Result<Trace> {
        let terms: Vec<String> = words_in(quotation).into_iter().map(|(word, _)| word).collect();
        if terms.is_empty() || terms.len() > MAX_TRACED_WORDS {
            return Err(Error::Untraceable { words: terms.len(), most: MAX_TRACED_WORDS });
        }
        let traced = Quotation::new(&terms, |word| self.is_own(word));
        let (query, read_as) = self.holding(&terms, &traced, filters)?;
        let mut candidates: Vec<DocAddress> =
            self.engine().search(&query, &DocSetCollector)?.into_iter().collect();
        candidates.sort_unstable();
        let mut articles: HashMap<u64, Rc<Article>> = HashMap::new();
        let mut printings: Vec<Printing> = Vec::new();
        for at in candidates {
            if let Some(printing) = self.printing(at, &traced, &printings, &mut articles)? {
                printings.push(printing);
            }
        }
        Ok(Trace { printings: compared(without_inner(printings)), read_as })
    }

    /// Whether a word says something by itself.
    fn is_own(&self, word: &str) -> bool {
        !self.lexicon().words().get(word).is.any(Is::FUNCTION)
    }

    /// What has enough of the words of a quotation, in any order, and passes the filters.
    fn holding(
        &self,
        terms: &[String],
        quotation: &Quotation,
        filters: &Filters,
    ) -> Result<(BooleanQuery, Vec<ReadAs>)> {
        let distinct: BTreeSet<&String> = terms.iter().collect();
        let own: Vec<&String> = distinct.iter().copied().filter(|word| self.is_own(word)).collect();
        let fields = self.fields();
        let clause = |word: &&String| -> (Occur, Boxed) {
            let term = Term::from_field_text(fields.text, word);
            (Occur::Should, unscored(Box::new(TermQuery::new(term, IndexRecordOption::Basic))))
        };
        let any = |words: &[&String], least: usize| -> Boxed {
            let clauses = words.iter().map(clause).collect();
            Box::new(BooleanQuery::with_minimum_required_clauses(clauses, least.clamp(1, words.len())))
        };
        // A word that stands twice in the quotation may be in common twice.
        let twice = terms.iter().filter(|word| self.is_own(word)).count() > own.len();
        let own = match own.len() {
            0 => any(&distinct.into_iter().collect::<Vec<_>>(), 1),
            _ => any(&own, if twice { 1 } else { quotation.fewest().1 }),
        };
        let query = Query::new("", filters.clone()).map_err(|e| Error::Record(e.to_string()))?;
        let (values, read_as) = self.look_up(&query)?;
        let mut all = compile::filtered(&query.filters, &values, self.layout(), self.lexicon());
        all.push((Occur::Must, own));
        all.push((Occur::Must, compile::kinds_named(&[KindName::Quote, KindName::Paragraph], fields)));
        Ok((BooleanQuery::new(all), read_as))
    }

    /// Looks for the quotation in a passage; `before` are the printings in passages that stand before it in the index.
    fn printing(
        &self,
        at: DocAddress,
        quotation: &Quotation,
        before: &[Printing],
        articles: &mut HashMap<u64, Rc<Article>>,
    ) -> Result<Option<Printing>> {
        let columns = &self.columns()[at.segment_ord as usize];
        let fold = columns.fold.get_val(at.doc_id);
        let is_covered = |p: &&Printing| {
            p.at.segment_ord == at.segment_ord
                && p.quote.is_some()
                && u64::from(at.doc_id - p.at.doc_id) < fold
        };
        if fold > 0 && before.iter().rev().find(|p| p.quote.is_some()).is_some_and(|p| is_covered(&p)) {
            return Ok(None);
        }
        let key = columns.key(columns.article(at.doc_id));
        let article = match articles.get(&key) {
            Some(article) => article.clone(),
            None => articles.entry(key).or_insert(Rc::new(self.article_at(at)?.0)).clone(),
        };
        let record: PassageRecord = self.decoded(at)?;
        let text = words(&article.text, &record.spans);
        let Some(Printed { span, words }) =
            quotation.find(&text, record.quote.is_some(), |word| self.is_own(word))
        else {
            return Ok(None);
        };
        let mut quote = record.quote;
        if let Some(quote) = &mut quote {
            self.aliases().apply(quote, article.date);
        }
        Ok(Some(Printing {
            text: if quote.is_some() { text } else { text[span].to_owned() },
            quote,
            paragraph: record.paragraph,
            changes: Vec::new(),
            same: 1.0,
            article,
            at,
            spans: record.spans,
            common: words,
        }))
    }
}

/// Leaves out quotes that overlap another of the same article which has as much of the quotation.
fn without_inner(printings: Vec<Printing>) -> Vec<Printing> {
    let is_inner = |inner: &Printing| {
        printings.iter().any(|other| {
            let length = |p: &Printing| p.text.len();
            other.at != inner.at
                && Rc::ptr_eq(&other.article, &inner.article)
                && inner.spans.iter().any(|span| other.spans.iter().any(|o| o.overlaps(*span)))
                && (other.common, Reverse(length(other)), Reverse(other.at))
                    > (inner.common, Reverse(length(inner)), Reverse(inner.at))
        })
    };
    let keep: Vec<bool> = printings.iter().map(|p| !is_inner(p)).collect();
    printings.into_iter().zip(keep).filter_map(|(p, keep)| keep.then_some(p)).collect()
}

/// Puts printings in order and compares each with the first.
fn compared(mut printings: Vec<Printing>) -> Vec<Printing> {
    printings.sort_by_cached_key(|p| {
        let day = p.article.date.map_or(i64::MAX, day_number);
        (day, Reverse(p.common), p.article.id.clone(), p.article.source.clone(), p.paragraph, p.at)
    });
    let Some(first) = printings.first().map(|p| p.text.clone()) else { return printings };
    for printing in &mut printings {
        printing.changes = pieces(&first, &printing.text);
        printing.same = crate::copies::likeness(&first, &printing.text);
    }
    printings
}
