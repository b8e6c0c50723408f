//! Where else a hit is printed, as the last reconciling of the engine's articles has it.

use super::clause::Clause;
use super::fetch::PAGE;
use super::searcher::EngineSearcher;
use crate::error::Result;
use crate::index::{CopiesOf, FirstPrinted};
use std::collections::HashMap;

impl EngineSearcher<'_> {
    /// The digest of the last reconciling, where there was any.
    fn reconciled(&self) -> Result<Option<&str>> {
        if let Some(known) = self.last_reconciled.get() {
            return Ok(known.as_deref());
        }
        let clause = Clause::filter(vec![Clause::value("kind", "reconciled")]);
        let all = self.engine().fetch_every(&clause, &["reconciled", "order"])?;
        let last = all.iter().max_by_key(|one| one.number("order"));
        let digest = last.map(|last| last.text("reconciled").to_owned());
        Ok(self.last_reconciled.get_or_init(|| digest).as_deref())
    }

    /// Where the passages or articles whose documents have these ids are printed, of those that are printed elsewhere;
    /// `kind` is what says so.
    pub(super) fn copies_of(&self, ids: &[String], kind: &str) -> Result<HashMap<String, CopiesOf>> {
        let mut out = HashMap::new();
        let Some(digest) = self.reconciled()?.map(str::to_owned) else { return Ok(out) };
        for ids in ids.chunks(PAGE) {
            let clause = Clause::filter(vec![
                Clause::value("kind", kind),
                Clause::value("reconciled", digest.clone()),
                Clause::Terms("members", ids.to_vec()),
            ]);
            let fields = &["members", "articles", "passages", "first", "first_day"];
            let groups = self.engine().fetch_every(&clause, fields)?;
            let first_of = |id: &str| id.split('-').next().unwrap_or_default().to_owned();
            let firsts: Vec<String> = groups.iter().map(|group| first_of(group.text("first"))).collect();
            let shown = |key: &&str| !key.is_empty() && !self.is_withheld(key);
            let articles = self.articles(firsts.iter().map(String::as_str).filter(shown))?;
            for (group, first) in groups.iter().zip(&firsts) {
                let count =
                    |field| group.number(field).and_then(|n| u32::try_from(n).ok()).unwrap_or_default();
                let printed = |kept: &crate::index::Kept| FirstPrinted {
                    article: kept.article.clone(),
                    of_that_day: count("first_day"),
                };
                let copies = CopiesOf {
                    articles: count("articles"),
                    passages: count("passages"),
                    first: articles.get(first).map(printed),
                };
                let members = group.texts("members");
                out.extend(
                    ids.iter()
                        .filter(|id| members.contains(&id.as_str()))
                        .map(|id| (id.clone(), copies.clone())),
                );
            }
        }
        Ok(out)
    }
}
