//! What is looked for beside a query's own words: words that go with them, or those that tell what an article is about.

use super::clause::words_of;
use super::collect::HitCollector;
use super::compile::Values;
use super::evidence::{Evidence, Weighted, leaves, typed};
use super::in_text::placed;
use super::rank::{NO_DAY, Recency};
use super::search::Searcher;
use crate::error::Result;
use crate::query::{FacetField, Group, Query, Sort};
use crate::source::Article;
use crate::speaker::Speakers;

/// How many of the best articles are taken for what the query is about.
pub(crate) const BEST_ARTICLES: usize = 5;

/// How many words are added to a query.
pub(crate) const ADDED_WORDS: usize = 20;

/// What the most telling of the added words counts beside one of the query's.
pub(crate) const ADDED_WEIGHT: f32 = 0.5;

/// How many words of an article others are to be like it by.
pub(crate) const LIKE_WORDS: usize = 30;

/// The words that a query looks for itself.
pub(crate) fn own_words(query: &Query) -> Vec<String> {
    let mut own = Vec::new();
    query.text.iter().for_each(|text| leaves(&text.root, &mut own));
    own.into_iter().flat_map(typed).flat_map(words_of).collect()
}

impl Searcher<'_> {
    /// Finds the words to look for beside the query's.
    ///
    /// # Errors
    ///
    /// [`crate::Error::UnknownArticle`] or [`crate::Error::AmbiguousArticle`] of one that others are to be like, and what
    /// the engine says.
    pub(super) fn look_beside(&self, query: &Query, values: &mut Values) -> Result<()> {
        if let Some(id) = &query.similar_to {
            let (address, found) = self.only_article(id)?;
            values.like = Some(self.article_key(address));
            let frame = self.frame()?;
            let named = std::mem::take(&mut values.named);
            values.beside = self.clauses(&named).telling(&[(&found.article, 1.0)], &[], LIKE_WORDS, frame)?;
            values.named = named;
        } else if query.expand && query.is_ranked() {
            values.beside = self.words_beside(query, values)?;
        }
        Ok(())
    }

    /// The words that tell the best articles of a query from others.
    fn words_beside(&self, query: &Query, values: &Values) -> Result<Vec<Weighted>> {
        let (group, sort, limit) = (Group::Articles, Sort::Relevance, BEST_ARTICLES);
        let query =
            Query { group, sort, limit, offset: 0, facets: Vec::new(), expand: false, ..query.clone() };
        let nobody = Speakers::default();
        let collector = self.ranking(&query, values, Vec::new(), &nobody)?;
        let found = self.collect(&query, values, &collector)?.all;
        let mut articles: Vec<(Article, f32)> = Vec::new();
        for at in &found.best {
            articles.push((self.article_at(at.address)?.0, at.score));
        }
        let articles: Vec<(&Article, f32)> =
            articles.iter().map(|(article, score)| (article, *score)).collect();
        let own = own_words(&query);
        let mut clauses = self.clauses(&values.named);
        let own = clauses.roots(own.iter().map(String::as_str));
        let mut added = clauses.telling(&articles, &own, ADDED_WORDS, self.frame()?)?;
        added.iter_mut().for_each(|word| word.weight *= ADDED_WEIGHT);
        Ok(added)
    }

    /// What is collected for a query, to be ranked by all that counts.
    pub(super) fn ranking<'s>(
        &'s self,
        query: &Query,
        values: &Values,
        facets: Vec<FacetField>,
        speakers: &'s Speakers,
    ) -> Result<HitCollector<'s>> {
        let mut collector = self.collector(query, facets, speakers)?;
        if collector.keep == 0 || collector.sort != Sort::Relevance {
            return Ok(collector);
        }
        if query.group == Group::Articles {
            collector.evidence = Some(self.evidence(query, values)?);
        }
        if let Some(half_life) = query.half_life {
            collector.recency = Some(Recency { newest: self.newest(), half_life });
        }
        Ok(collector)
    }

    fn evidence(&self, query: &Query, values: &Values) -> Result<Evidence> {
        let text = query.text.as_ref().map(|text| &text.root);
        let found = self.clauses(&values.named).evidence(text, &values.beside, self.frame()?);
        found.map_err(|error| placed(error, query))
    }

    /// The day of the newest article.
    fn newest(&self) -> i64 {
        let mut newest = NO_DAY;
        for (segment, columns) in self.engine().segment_readers().iter().zip(self.columns()) {
            let living = segment.doc_ids_alive().map(|doc| columns.day(doc));
            newest = newest.max(living.max().unwrap_or(NO_DAY));
        }
        newest
    }
}
