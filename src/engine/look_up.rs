//! Finds out what names in a query stand for, without reading all names that an engine has.
//!
//! Names are joined between articles where they have their last word in common ([`crate::speaker`]). So all that have that
//! word are enough to join one as the whole archive would.

use super::clause::Clause;
use super::fetch::Wanted;
use super::searcher::EngineSearcher;
use super::slips::with_slips;
use crate::error::{Error, Result};
use crate::index::compile::{Role, Values, speakers_typed};
use crate::index::{ReadAs, facet, placed, publishers_among, unknown_value};
use crate::query::{Field, Node, Query, Text};
use crate::quote::SpeakerKind;
use crate::speaker::{self, Name, Speakers};
use std::collections::{BTreeMap, BTreeSet};

/// Most words of names that are looked up at a time.
const MOST_NAMES: usize = 10_000;

impl EngineSearcher<'_> {
    /// The speakers who bear one of these names, or share a last word with it.
    pub(super) fn speakers_like<'n>(&self, names: impl Iterator<Item = &'n str>) -> Result<Speakers> {
        let mut last_words: BTreeSet<String> = BTreeSet::new();
        let mut add = |name: &str| {
            let key = speaker::key(name);
            last_words.extend(key.rsplit(' ').next().filter(|word| !word.is_empty()).map(str::to_owned));
        };
        let mut own: Vec<&str> = names.collect();
        own.sort_unstable();
        own.dedup();
        own.iter().for_each(|name| add(name));
        // Of a name that the user has given others, all are wanted.
        self.aliases().all_names().filter(|_| !own.is_empty()).for_each(add);
        if last_words.is_empty() {
            return Ok(Speakers::default());
        }
        let last_words: Vec<String> = last_words.into_iter().collect();
        let counted: &[_] = if self.aliases().is_empty() { &["speaker"] } else { &["speaker", "described"] };
        // A name may have several of the words, and then has the same count each time.
        let mut found: BTreeMap<(&str, String), u64> = BTreeMap::new();
        for words in last_words.chunks(MOST_NAMES) {
            let clause = Clause::filter(vec![Clause::Terms("speaker_key", words.to_vec())]);
            let page = self.engine().fetch(&Wanted { counted, ..Wanted::count(&clause) })?;
            let values = page.counts.into_iter().flat_map(|(field, values)| {
                values.into_iter().map(move |(value, quotes)| ((field, value), quotes))
            });
            found.extend(values);
        }
        let mut names = Vec::new();
        for ((field, value), quotes) in found {
            let name = match field {
                "speaker" => named(&value),
                _ => Some((SpeakerKind::Unnamed, value.as_str())).filter(|(_, v)| self.aliases().knows(v)),
            };
            names.extend(name.map(|(kind, name)| Name { name: name.to_owned(), kind, quotes }));
        }
        Ok(Speakers::new(names, self.aliases()))
    }

    /// Looks up all names of a query, words with slips, and what is looked for beside its words.
    pub(super) fn look_up(&self, query: &Query) -> Result<(Values, Vec<ReadAs>)> {
        let mut all = Values::default();
        let mut read_as = Vec::new();
        let mut typed: Vec<&String> = Vec::new();
        if let Some(text) = &query.text {
            text.root.visit_fields(&mut |field| {
                if let Field::Names(name) = field {
                    typed.push(name);
                }
            });
        }
        let slips = query.text.as_ref().map(with_slips).transpose()?;
        for word in slips.into_iter().flatten() {
            let like = self.like(&word)?;
            all.slips.insert(word, like);
        }
        for typed in typed {
            all.named.persons.insert(typed.clone(), self.named_persons(typed)?);
        }
        for (typed, role) in speakers_typed(query) {
            let speakers = self.speakers_like(std::iter::once(typed.as_str()))?;
            let found = speakers.named(typed);
            if found.is_empty() {
                let error = self.unknown_speaker(typed)?;
                return Err(if role == Role::InText { placed(error, query) } else { error });
            }
            read_as.extend(all.take(typed, role, &found));
        }
        let filters = &query.filters;
        if !(filters.publishers.is_empty() && filters.not_publishers.is_empty()) {
            let known = self.values("publisher")?;
            for typed in &filters.publishers {
                all.publishers.extend(publishers_among(&known, typed)?);
            }
            for typed in &filters.not_publishers {
                all.not_publishers.extend(publishers_among(&known, typed)?);
            }
        }
        self.look_beside(query, &mut all)?;
        Ok((all, read_as))
    }

    /// The values that a field has.
    pub(super) fn values(&self, field: &'static str) -> Result<BTreeSet<String>> {
        let clause = Clause::filter(vec![Clause::All]);
        let page = self.engine().fetch(&Wanted { counted: &[field], ..Wanted::count(&clause) })?;
        Ok(page.counts.into_iter().flat_map(|(_, values)| values).map(|(value, _)| value).collect())
    }

    /// What is said of a speaker who is not there, with the nearest of those who are.
    fn unknown_speaker(&self, typed: &str) -> Result<Error> {
        let first: String = speaker::key(typed).chars().take(2).collect();
        let clause = Clause::filter(vec![Clause::Prefix("speaker_key", first)]);
        let page = self.engine().fetch(&Wanted { counted: &["speaker"], ..Wanted::count(&clause) });
        // So many may begin so that they are not looked through: then nobody is suggested.
        let values = page.map(|page| page.counts).unwrap_or_default();
        let values = values.iter().flat_map(|(_, values)| values);
        let known = values.filter_map(|(value, _)| named(value)).map(|(_, name)| name.to_owned()).collect();
        Ok(unknown_value("speaker", typed, &known))
    }
}

/// The kind and name of `person/Ana Lima`.
pub(super) fn named(value: &str) -> Option<(SpeakerKind, &str)> {
    let (kind, name) = value.split_once('/')?;
    facet::kind_of_name(kind).map(|kind| (kind, name))
}

/// Words of a query that have to be there: each by itself, to be told of where it is not.
pub(super) fn words(text: &Text) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    text.root.visit(&mut |node| match node {
        Node::Word(word) if !out.contains(&word.as_str()) => out.push(word),
        _ => {}
    });
    out
}
