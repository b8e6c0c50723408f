//! The words that tell what articles are about: frequent in them, rare elsewhere.
//!
//! From the best articles of a search they are words that go with the query's (a relevance model, as in RM3); from
//! one article, what others must have to be like it.

use super::analyzer::terms;
use super::clause::Clauses;
use super::evidence::{Frame, Weighted};
use crate::error::Result;
use crate::source::Article;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Fewest letters of a word that tells anything.
const LETTERS: usize = 3;

/// Words in more than one of so many articles tell nothing.
const COMMON: u64 = 4;

/// A word in its forms.
#[derive(Default)]
struct Forms {
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
        let mut words: FxHashMap<String, Forms> = FxHashMap::default();
        for (article, weight) in articles {
            let title = article.title.as_deref().filter(|_| article.title_span.is_none()).unwrap_or_default();
            let all: Vec<String> =
                terms(title).into_iter().chain(terms(&article.text)).map(|term| term.text).collect();
            let share = weight / all.len().max(1) as f32;
            for word in all {
                let root = self.stems.other(&word).unwrap_or(&word).to_owned();
                let forms = words.entry(root).or_default();
                forms.share += share;
                *forms.forms.entry(word).or_default() += 1;
            }
        }
        let tells = |root: &String| {
            root.chars().count() >= LETTERS && root.starts_with(char::is_alphabetic) && !known.contains(root)
        };
        words.retain(|root, _| tells(root));
        let mut found: Vec<Weighted> = Vec::new();
        for (root, forms) in words {
            let articles = self.articles_with(&root)?;
            if articles >= 2 && articles * COMMON <= frame.articles {
                found.extend(forms.weighted((frame.articles as f32 / articles as f32).ln()));
            }
        }
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.word.cmp(&b.word)));
        found.truncate(most);
        let first = found.first().map_or(1.0, |first| first.weight);
        found.iter_mut().for_each(|word| word.weight /= first);
        Ok(found)
    }

    /// The roots of words.
    pub(crate) fn roots<'w>(&mut self, words: impl Iterator<Item = &'w str>) -> Vec<String> {
        words.map(|word| self.stems.other(word).unwrap_or(word).to_owned()).collect()
    }
}
