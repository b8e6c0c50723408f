//! The words that mark one speaker's quotes off from everybody else's.

use super::analyzer::terms;
use super::compile::kinds_named;
use super::search::Searcher;
use crate::archive::Archive;
use crate::error::Result;
use crate::lang::Is;
use crate::passage::words;
use crate::query::{Copies, KindName, Query, Sort};
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, TermQuery};
use tantivy::schema::IndexRecordOption;

/// Quotes that are read, the newest: those of decades would take seconds.
const READ: usize = 2_000;

/// Words that are looked at, the most frequent.
const LOOKED_AT: usize = 200;

/// Fewest quotes that have a word which is to mark anything off, and fewest letters of it.
const FEWEST: u64 = 2;
const LETTERS: usize = 3;

/// A word that is more frequent in some quotes than in all others.
#[derive(Clone, Debug, PartialEq)]
pub struct SaidWord {
    /// The word, folded.
    pub word: String,
    /// How many of the quotes have it.
    pub quotes: u64,
    /// How many of all quotes in the index have it, copies and these included.
    pub of_all: u64,
}

impl Searcher<'_> {
    /// The words that mark the quotes of a query off from all others, the most telling first: by the likelihood ratio of
    /// Dunning, “Accurate Methods for the Statistics of Surprise and Coincidence” (1993), a quote counting once.
    ///
    /// # Errors
    ///
    /// As [`Searcher::search`].
    pub fn said_words(&self, query: &Query, most: usize) -> Result<Vec<SaidWord>> {
        let query = Query {
            limit: READ,
            offset: 0,
            sort: Sort::Newest,
            copies: Copies::Each,
            facets: Vec::new(),
            ..query.clone()
        };
        let mut counted: FxHashMap<String, u64> = FxHashMap::default();
        let mut read = 0;
        for hit in self.stream(&query)?.parted().1 {
            let hit = hit?;
            if hit.quote.is_none() {
                continue;
            }
            read += 1;
            let said = words(&hit.article.text, &hit.spans);
            let once: FxHashSet<String> = terms(&said).into_iter().map(|term| term.text).collect();
            once.into_iter()
                .filter(|word| self.says_much(word))
                .for_each(|word| *counted.entry(word).or_default() += 1);
        }
        let mut often: Vec<(String, u64)> =
            counted.into_iter().filter(|(_, quotes)| *quotes >= FEWEST).collect();
        often.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        often.truncate(LOOKED_AT);
        let all = self.engine().search(&kinds_named(&[KindName::Quote], self.fields()), &Count)? as u64;
        let mut found: Vec<(f64, SaidWord)> = Vec::new();
        for (word, quotes) in often {
            let of_all = self.quotes_with(&word)?;
            let ratio = likelihood((quotes, read), (of_all.max(quotes), all.max(read)));
            found.extend((ratio > 0.0).then_some((ratio, SaidWord { word, quotes, of_all })));
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.word.cmp(&b.1.word)));
        Ok(found.into_iter().take(most).map(|(_, word)| word).collect())
    }

    fn says_much(&self, word: &str) -> bool {
        word.chars().count() >= LETTERS
            && word.chars().all(char::is_alphabetic)
            && !self.lexicon().words().get(word).is.any(Is::FUNCTION)
    }

    fn quotes_with(&self, word: &str) -> Result<u64> {
        let word = Term::from_field_text(self.fields().text, word);
        let word = Box::new(TermQuery::new(word, IndexRecordOption::Basic));
        let quote = kinds_named(&[KindName::Quote], self.fields());
        Ok(self.engine().search(&BooleanQuery::intersection(vec![word, quote]), &Count)? as u64)
    }
}

/// How much more often something occurs in `some` than in the rest of `all`, each as occurrences of so many; 0 where it
/// does not.
fn likelihood(some: (u64, u64), all: (u64, u64)) -> f64 {
    let (have, of) = (some.0 as f64, some.1 as f64);
    let (rest_have, rest_of) = ((all.0 - some.0) as f64, (all.1 - some.1) as f64);
    if of == 0.0 || rest_of == 0.0 || have / of <= rest_have / rest_of {
        return 0.0;
    }
    let expected = |of: f64| of * all.0 as f64 / all.1 as f64;
    let part = |seen: f64, expected: f64| if seen == 0.0 { 0.0 } else { seen * (seen / expected).ln() };
    2.0 * (part(have, expected(of)) + part(rest_have, expected(rest_of)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_frequent_elsewhere_tells_nothing() {
        assert_eq!(likelihood((10, 100), (100, 1_000)), 0.0);
        assert_eq!(likelihood((5, 100), (100, 1_000)), 0.0);
        assert!(likelihood((20, 100), (100, 1_000)) > likelihood((12, 100), (100, 1_000)));
        assert!(likelihood((20, 100), (20, 1_000)) > likelihood((2, 10), (2, 100)));
        assert_eq!(likelihood((3, 3), (3, 3)), 0.0);
    }
}
