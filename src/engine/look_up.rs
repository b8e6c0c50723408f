//! Finds out what names in a query stand for, without reading all names that an engine has.
//!
//! Names are joined between articles where they have their last word in common ([`crate::speaker`]). So all that have that
//! word are enough to join one as the whole archive would.

use super::clause::Clause;
use super::fetch::Wanted;
use super::searcher::EngineSearcher;
use crate::error::{Error, Result};
use crate::index::compile::Values;
use crate::index::{facet, placed, publisher_key, unknown_value};
use crate::lang::Lexicon;
use crate::query::{Field, Node, Query, Text};
use crate::quote::SpeakerKind;
use crate::speaker::{self, Name, Speakers};
use std::collections::BTreeSet;

/// Speakers as typed, with the names they were taken to mean.
type ReadAs = Vec<(String, Vec<String>)>;

/// Where the name of a speaker was typed.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Speaker,
    NotSpeaker,
    InText,
}

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
        let clause = Clause::filter(vec![Clause::Terms("speaker_key", last_words.into_iter().collect())]);
        let counted: &[_] = if self.aliases().is_empty() { &["speaker"] } else { &["speaker", "described"] };
        let page = self.engine().fetch(&Wanted { counted, ..Wanted::count(&clause) })?;
        let mut names = Vec::new();
        for (field, values) in page.counts {
            for (value, quotes) in values {
                let name = match field {
                    "speaker" => named(&value),
                    _ => {
                        Some((SpeakerKind::Unnamed, value.as_str())).filter(|(_, v)| self.aliases().knows(v))
                    }
                };
                names.extend(name.map(|(kind, name)| Name { name: name.to_owned(), kind, quotes }));
            }
        }
        Ok(Speakers::new(names, self.aliases()))
    }

    /// Looks up all names of a query.
    pub(super) fn look_up(&self, query: &Query) -> Result<(Values, ReadAs)> {
        let mut all = Values::default();
        let mut read_as = ReadAs::new();
        let filters = &query.filters;
        let in_text = query.text.iter().flat_map(named_in).map(|typed| (typed, Role::InText));
        let picked = filters.speakers.iter().map(|typed| (typed, Role::Speaker));
        let left_out = filters.not_speakers.iter().map(|typed| (typed, Role::NotSpeaker));
        for (typed, role) in picked.chain(left_out).chain(in_text) {
            let speakers = self.speakers_like(std::iter::once(typed.as_str()))?;
            let found = speakers.named(typed);
            if found.is_empty() {
                let error = self.unknown_speaker(typed)?;
                return Err(if role == Role::InText { placed(error, query) } else { error });
            }
            let mut names: Vec<String> = found.iter().map(|s| s.name.clone()).collect();
            names.dedup();
            if names.len() != 1 || names[0] != typed.trim() {
                read_as.push((typed.clone(), names));
            }
            if role != Role::InText {
                all.picked.extend(found.iter().map(|s| (s.kind, s.name.clone())));
            }
            let forms = found.into_iter().flat_map(|speaker| speaker.forms.iter().cloned());
            match role {
                Role::InText => all.named.speakers.entry(typed.clone()).or_default().extend(forms),
                Role::Speaker => all.speakers.extend(forms),
                Role::NotSpeaker => all.not_speakers.extend(forms),
            }
        }
        if !(filters.publishers.is_empty() && filters.not_publishers.is_empty()) {
            let known = self.values("publisher")?;
            let find = |typed: &String| publishers(typed, &known);
            all.publishers = each(&filters.publishers, find)?;
            all.not_publishers = each(&filters.not_publishers, find)?;
        }
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

/// The speakers that a text names.
fn named_in(text: &Text) -> Vec<&String> {
    let mut out: Vec<&String> = Vec::new();
    text.root.visit_fields(&mut |field| match field {
        Field::Speaker(typed) if !out.contains(&typed) => out.push(typed),
        _ => {}
    });
    out
}

/// The kind and name of `person/Ana Lima`.
pub(super) fn named(value: &str) -> Option<(SpeakerKind, &str)> {
    let (kind, name) = value.split_once('/')?;
    facet::kind_of_name(kind).map(|kind| (kind, name))
}

fn publishers(typed: &str, known: &BTreeSet<String>) -> Result<Vec<String>> {
    let wanted = publisher_key(typed);
    let found: Vec<String> = known.iter().filter(|name| publisher_key(name) == wanted).cloned().collect();
    if found.is_empty() { Err(unknown_value("publisher", typed, known)) } else { Ok(found) }
}

fn each(typed: &[String], find: impl Fn(&String) -> Result<Vec<String>>) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for typed in typed {
        out.extend(find(typed)?);
    }
    Ok(out)
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

/// The country that a typed name stands for, in words.
pub(super) fn country(typed: &str, lexicon: &Lexicon) -> String {
    lexicon.country(typed).map_or(typed, |code| lexicon.country_name(code)).to_owned()
}
