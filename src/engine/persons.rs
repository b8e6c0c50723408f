//! Who is meant by a name that passages are to name, as [`crate::index`] finds it out on disk.

use super::clause::{Bool, Clause};
use super::compile::{not_there, row_in};
use super::fetch::{PAGE, Wanted};
use super::searcher::EngineSearcher;
use crate::error::Result;
use crate::index::{Family, families};

impl EngineSearcher<'_> {
    /// The names that `typed` stands for, by surname.
    pub(super) fn families(&self, typed: &str) -> Result<Vec<Family>> {
        let speakers = self.speakers_like(std::iter::once(typed))?;
        Ok(families(typed, &speakers.named(typed), self.lexicon()))
    }

    /// The same with the articles in which a surname alone is the person's.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotOnEngine`] for a name that more articles have than are read.
    pub(super) fn named_persons(&self, typed: &str) -> Result<Vec<Family>> {
        let mut families = self.families(typed)?;
        for family in families.iter_mut().filter(|family| !family.surnames.is_empty()) {
            family.articles = self.articles_of(family)?;
        }
        Ok(families)
    }

    fn articles_of(&self, family: &Family) -> Result<Vec<u64>> {
        let full = |field| family.full.iter().map(move |words| row_in(words, field, 1.0));
        let introduced = Clause::any(full("words").chain(full("title_words")).collect());
        let mut introduced = self.keys_of(&Clause::filter(vec![introduced]))?;
        introduced.retain(|key| !self.is_withheld(key));
        let most = self.engine().client.most_read;
        if introduced.len() > most {
            let name = family.names.first().map(String::as_str).unwrap_or_default();
            let many = introduced.len();
            let what = format!("for “{name}”, whom {many} articles name, by the surname: {most} can be read");
            return Err(not_there(&what));
        }
        let surname = |surname: &String| Clause::Term("words", surname.clone(), 1.0);
        let surnames = Clause::any(family.surnames.iter().map(surname).collect());
        let mut found = Vec::new();
        for keys in introduced.chunks(PAGE) {
            let alone = Bool {
                filter: vec![surnames.clone(), Clause::Terms("article", keys.to_vec())],
                must_not: full("words").collect(),
                ..Bool::default()
            };
            let alone = self.keys_of(&Clause::Bool(alone))?;
            for keys in alone.chunks(PAGE / 10) {
                let articles = self.articles(keys.iter().map(String::as_str))?;
                let is_hers = |key: &&String| {
                    articles
                        .get(*key)
                        .is_some_and(|kept| family.is_only_one_in(&kept.article, self.lexicon()))
                };
                found.extend(keys.iter().filter(is_hers).filter_map(|key| u64::from_str_radix(key, 16).ok()));
            }
        }
        Ok(found)
    }

    /// The keys of the articles that have something which matches, in order.
    fn keys_of(&self, clause: &Clause) -> Result<Vec<String>> {
        let page = self.engine().fetch(&Wanted { counted: &["article"], ..Wanted::count(clause) })?;
        let mut keys: Vec<String> =
            page.counts.into_iter().flat_map(|(_, values)| values).map(|(key, _)| key).collect();
        keys.sort_unstable();
        Ok(keys)
    }
}
