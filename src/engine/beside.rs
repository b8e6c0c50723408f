//! What is looked for beside a query's own words, as [`crate::index`] does on disk: words that go with them, or those that
//! tell what an article is about.
//!
//! How few articles have a word is the engine's estimate, good to a few in a hundred and exact where they are few. It
//! decides which words are taken, and these are told; what they find is counted exactly.

use super::clause::{Bool, Clause};
use super::fetch::{Order, PAGE, Wanted};
use super::read::Read;
use super::searcher::EngineSearcher;
use crate::error::Result;
use crate::index::compile::Values;
use crate::index::{
    ADDED_WEIGHT, ADDED_WORDS, BEST_ARTICLES, LIKE_WORDS, Stems, Weighted, most_telling, own_words,
    words_by_root,
};
use crate::query::{Group, Query, Sort};
use crate::source::Article;

impl EngineSearcher<'_> {
    /// Finds the words to look for beside the query's.
    ///
    /// # Errors
    ///
    /// [`crate::Error::UnknownArticle`] or [`crate::Error::AmbiguousArticle`] of one that others are to be like, and what
    /// the engine says.
    pub(super) fn look_beside(&self, query: &Query, values: &mut Values) -> Result<()> {
        if let Some(id) = &query.similar_to {
            let (key, _, record) = self.only_article(id)?;
            values.like = u64::from_str_radix(&key, 16).ok();
            values.beside = self.telling(&[(&record.article, 1.0)], &[], LIKE_WORDS)?;
        } else if query.expand && query.is_ranked() {
            values.beside = self.words_beside(query, values)?;
        }
        Ok(())
    }

    /// The words that tell the best articles of a query from others: the best by their best passages.
    fn words_beside(&self, query: &Query, values: &Values) -> Result<Vec<Weighted>> {
        let (sort, expand) = (Sort::Relevance, false);
        let alone = Query {
            sort,
            expand,
            limit: 0,
            offset: 0,
            group: Group::None,
            facets: Vec::new(),
            ..query.clone()
        };
        let found = self.collect(&alone, values, false)?;
        let fields: &[&str] = &["article", "place", "newest", "oldest"];
        let documents = match found.clause.is_exact() {
            true => {
                let wanted =
                    Wanted { order: Order::Score, size: PAGE, fields, ..Wanted::count(&found.clause) };
                self.engine().fetch(&wanted)?.documents
            }
            false => self.looked_at(&found.clause, Order::Score, fields, Group::None)?.0,
        };
        let best = Query { group: Group::Articles, limit: BEST_ARTICLES, ..alone };
        let best = Read::of(documents, 0, Group::Articles).page(&best, self.recency(query)?);
        let keys = || {
            best.iter().filter_map(|picked| Some((picked.documents.first()?.text("article"), picked.score)))
        };
        let articles = self.articles(keys().map(|(key, _)| key))?;
        let scored = keys().filter_map(|(key, score)| Some((&*articles.get(key)?.article, score)));
        let scored: Vec<(&Article, f32)> = scored.collect();
        let mut stems = Stems::default();
        let own: Vec<String> = own_words(query).iter().map(|word| stems.root(word).to_owned()).collect();
        let mut added = self.telling(&scored, &own, ADDED_WORDS)?;
        added.iter_mut().for_each(|word| word.weight *= ADDED_WEIGHT);
        Ok(added)
    }

    /// The most telling words of articles, without those whose roots are in `known`.
    fn telling(&self, articles: &[(&Article, f32)], known: &[String], most: usize) -> Result<Vec<Weighted>> {
        let mut stems = Stems::default();
        let words = words_by_root(articles, known, &mut stems);
        let having: Vec<Clause> = words.keys().map(|root| of_root(root, &mut stems)).collect();
        let wanted = |clause| Wanted { distinct: Some("article"), ..Wanted::count(clause) };
        let pages = self.engine().fetch_all(&having.iter().map(wanted).collect::<Vec<_>>())?;
        let counts = pages.into_iter().map(|page| page.distinct);
        let all = self.engine().count(&Clause::filter(vec![Clause::value("kind", "article")]))?;
        Ok(most_telling(words.into_values().zip(counts), all, most))
    }
}

/// What has a word of a root in its text.
fn of_root(root: &str, stems: &mut Stems) -> Clause {
    let term = |field| Clause::Term(field, root.to_owned(), 1.0);
    // If it has another root itself, it is no form of this one.
    let own = stems.other(root).is_none().then(|| term("words"));
    let should = own.into_iter().chain([term("roots")]).collect();
    let filter = vec![Clause::value("kind", "paragraph")];
    Clause::Bool(Bool { filter, should, at_least: 1, ..Bool::default() })
}
