//! The words that tell what articles are about: frequent in them, rare elsewhere.
//!
//! From the best articles of a search they are words that go with the query's (a relevance model, as in RM3); from
//! one article, what others must have to be like it.

use super::analyzer::terms;
use super::clause::Clauses;
use super::evidence::{Frame, Weighted};
use super::stem::Stems;
use crate::error::Result;
use crate::source::Article;
use std::collections::BTreeMap;

/// Fewest letters of a word that tells anything.
const LETTERS: usize = 3;

/// Words in more than one of so many articles tell nothing.
const COMMON: u64 = 4;

/// A word in its forms.
#[derive(Default)]
pub(crate) struct Forms {
    /// Its share of the words of the articles, each by its weight.
    share: f32,
    /// The forms, with how often each occurs.
    forms: BTreeMap<String, u32>,
}

impl Forms {
    /// The word in its most frequent form, by its share and how rare it is.
    fn weighted(self, rarity: f32) -> Option<Weighted> {
        let (word, _) = self.forms.into_iter().rev().max_by_key(|(_, times)| *times)?;
        Some(Weighted { word, weight: self.share * rarity })
    }
}

/// The words of articles by their roots, without those that tell nothing by themselves and those whose roots are in
/// `known`; roots in order.
pub(crate) fn words_by_root(
    articles: &[(&Article, f32)],
    known: &[String],
    stems: &mut Stems,
) -> BTreeMap<String, Forms> {
    let mut words: BTreeMap<String, Forms> = BTreeMap::new();
    for (article, weight) in articles {
        let title = article.title.as_deref().filter(|_| article.title_span.is_none()).unwrap_or_default();
        let all: Vec<String> =
            terms(title).into_iter().chain(terms(&article.text)).map(|term| term.text).collect();
        let share = weight / all.len().max(1) as f32;
        for word in all {
            let root = stems.root(&word).to_owned();
            let forms = words.entry(root).or_default();
            forms.share += share;
            *forms.forms.entry(word).or_default() += 1;
        }
    }
    let tells = |root: &String| {
        root.chars().count() >= LETTERS && root.starts_with(char::is_alphabetic) && !known.contains(root)
    };
    words.retain(|root, _| tells(root));
    words
}

/// The most telling of some words, of each of which it is given how many of `all` articles have it; the most telling first,
/// which weighs 1.
pub(crate) fn most_telling(
    words: impl Iterator<Item = (Forms, u64)>,
    all: u64,
    most: usize,
) -> Vec<Weighted> {
    let tells = |articles: u64| articles >= 2 && articles * COMMON <= all;
    let mut found: Vec<Weighted> = words
        .filter(|(_, articles)| tells(*articles))
        .filter_map(|(forms, articles)| forms.weighted((all as f32 / articles as f32).ln()))
        .collect();
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.word.cmp(&b.word)));
    found.truncate(most);
    let first = found.first().map_or(1.0, |first| first.weight);
    found.iter_mut().for_each(|word| word.weight /= first);
    found
}

impl Clauses<'_> {
    /// The most telling words of articles with their weights, the most telling first, which weighs 1; without those
    /// whose roots are in `known`.
    pub(crate) fn telling(
        &mut self,
        articles: &[(&Article, f32)],
        known: &[String],
        most: usize,
        frame: Frame,
    ) -> Result<Vec<Weighted>> {
        let words = words_by_root(articles, known, &mut self.stems);
        let counted = words.into_iter().map(|(root, forms)| Ok((forms, self.articles_with(&root)?)));
        let counted: Vec<(Forms, u64)> = counted.collect::<Result<_>>()?;
        Ok(most_telling(counted.into_iter(), frame.articles, most))
    }

    /// The roots of words.
    pub(crate) fn roots<'w>(&mut self, words: impl Iterator<Item = &'w str>) -> Vec<String> {
        words.map(|word| self.stems.root(word).to_owned()).collect()
    }
}
