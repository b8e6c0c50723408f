//! Tells who a mention is: the person of that name, the one a pronoun or role stands for, an office, a body.

use crate::lang::{Gender, Is};
use crate::quote::attribute::Source;
use crate::quote::mention::Head;
use crate::quote::people::{Named, People};
use crate::quote::token::{Shape, Tokens};
use crate::quote::{Speaker, SpeakerKind};
use std::ops::Range;

/// Who a mention is, and how far that is to be trusted.
pub(crate) type Resolved = (Option<Speaker>, f32);

/// Tells the speakers of a section's quotes, in the order of their mentions.
pub(crate) struct Resolver<'t, 'a> {
    /// The section's tokens.
    pub(crate) tokens: &'t Tokens<'a>,
    /// Everybody the article has named.
    pub(crate) people: &'t People,
    /// Who spoke last: where, and whom.
    pub(crate) last_speaker: Option<(usize, usize)>,
    /// The mention told last, by its first token: quotes come in the order of their mentions.
    pub(crate) latest: Option<(usize, Resolved)>,
    /// Unnamed sources so far: where, the noun they were introduced by, and how they are shown.
    pub(crate) unnamed: Vec<(usize, String, Speaker)>,
}

impl Resolver<'_, '_> {
    /// Tells who `source` is; the same mention is the same speaker for each of its quotes.
    pub(crate) fn resolve(&mut self, source: &Source) -> Resolved {
        if let Some((start, resolved)) = &self.latest
            && *start == source.phrase.start
        {
            return resolved.clone();
        }
        let resolved = self.tell(source);
        self.latest = Some((source.phrase.start, resolved.clone()));
        resolved
    }

    fn tell(&mut self, source: &Source) -> Resolved {
        if let Some(named) = source.apposed.as_ref().and_then(|range| self.people.named_in(range))
            && source.head == Head::Common
            && !self.people.list[named.person].body
        {
            return self.person(named.person, named.tokens.start, 0.95);
        }
        match source.head {
            Head::Pronoun => self.pronoun(source.phrase.start),
            Head::Relative => match &source.antecedent {
                Some((phrase, core)) => self.phrase(phrase, core),
                None => (None, 0.5),
            },
            Head::Name | Head::Common => self.phrase(&source.phrase, &source.core),
        }
    }

    fn phrase(&mut self, phrase: &Range<usize>, core: &Range<usize>) -> Resolved {
        let last = core.clone().rev().find(|i| self.tokens[*i].is_word()).unwrap_or(core.start);
        if core.len() == 1 && self.tokens[last].is(Is::SUBJECT) {
            return self.pronoun(last);
        }
        if self.tokens[last].is_capital() {
            if let Some(named) = self.people.named_in(core).filter(|n| n.tokens.end > last) {
                let (person, at) = (named.person, named.tokens.start);
                return self.person(person, at, 1.0);
            }
            // `the Chief of Staff, X`, `Secretary of State X`: the name hangs on the title.
            let behind = self.people.named_in(phrase).filter(|n| {
                let known = &self.people.list[n.person];
                n.tokens.end == phrase.end && !known.body && known.name.contains(' ')
            });
            if let Some(named) = behind.filter(|_| self.tokens[last].is(Is::TITLE | Is::ROLE)) {
                return self.person(named.person, named.tokens.start, 0.95);
            }
            return self.role(phrase, last);
        }
        if self.tokens[last].is(Is::OFFICE)
            || self.tokens[last].shape == Shape::Lower && self.is_campaign(last)
        {
            return self.office(phrase, core, last);
        }
        self.role(phrase, last)
    }

    fn is_campaign(&self, i: usize) -> bool {
        ["campaign", "administration"].contains(&self.tokens.str(i))
    }

    fn person(&mut self, person: usize, at: usize, certainty: f32) -> Resolved {
        let known = &self.people.list[person];
        self.last_speaker = Some((at, person));
        let kind = if known.body || !known.sure && !known.name.contains(' ') && self.single_body(person) {
            SpeakerKind::Organisation
        } else {
            SpeakerKind::Person
        };
        (Some(Speaker { name: known.name.clone(), kind }), certainty)
    }

    /// Whether a single unknown capitalised word is rather a body or place (`Moscow said`) than a person.
    fn single_body(&self, person: usize) -> bool {
        self.people.list[person].gender.is_none()
    }

    /// `the prime minister`, `the senator`: whoever was introduced so; else shown as written.
    fn role(&mut self, phrase: &Range<usize>, last: usize) -> Resolved {
        let the = self.tokens.str(phrase.start).eq_ignore_ascii_case("the") || self.tokens[last].is_capital();
        if the && self.tokens[last].is(Is::ROLE) && !self.tokens[last].is(Is::PLURAL) {
            let role = self.tokens.str(last).to_lowercase();
            if let Some((person, only)) = self.people.by_role(&role, phrase.start) {
                return self.person(person, phrase.start, if only { 0.85 } else { 0.65 });
            }
        }
        self.described(phrase, last)
    }

    /// An unnamed source: `the official` is the senior official of before.
    fn described(&mut self, phrase: &Range<usize>, last: usize) -> Resolved {
        let noun = self.tokens.str(last).to_lowercase();
        let the = self.tokens.str(phrase.start).eq_ignore_ascii_case("the") && phrase.len() == 2;
        let (speaker, certainty) = self.unnamed(phrase, last);
        let known = self.unnamed.iter().rev().take(20).find(|(_, n, _)| *n == noun).filter(|_| the);
        let speaker = known.map(|(_, _, s)| s.clone()).or(speaker);
        if let Some(speaker) = &speaker {
            self.unnamed.push((phrase.start, noun, speaker.clone()));
        }
        (speaker, certainty)
    }

    /// A source as it is written; `last` is the last word of its core.
    fn unnamed(&self, phrase: &Range<usize>, last: usize) -> Resolved {
        let text = self.tokens.cover(phrase.clone()).of(self.tokens.text);
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let capital = self.tokens[last].is_capital() && last > phrase.start && !self.lowers(last);
        let kind = if capital { SpeakerKind::Organisation } else { SpeakerKind::Unnamed };
        let name = match name.split_once(' ') {
            Some((the, rest)) if capital && the.eq_ignore_ascii_case("the") => rest.to_owned(),
            _ if self.lowers(phrase.start) => lower_first(&name),
            _ => name,
        };
        (Some(Speaker { name, kind }), 0.95)
    }

    /// `Sir Keir’s office`, `a spokesman for Mr X`, `her office`: the office, with its head's full name.
    fn office(&mut self, phrase: &Range<usize>, core: &Range<usize>, last: usize) -> Resolved {
        let behind = core.end..phrase.end.max(core.end);
        let head = if !behind.is_empty() {
            self.people.named_in(&behind).map(|n| n.person)
        } else if self.tokens[core.start].is(Is::POSS) {
            let gender = match self.tokens.str(core.start).to_lowercase().as_str() {
                "his" => Some(Gender::Male),
                "her" => Some(Gender::Female),
                _ => None,
            };
            gender.and_then(|g| self.nearest(core.start, g))
        } else {
            self.people.named_in(&(core.start..last)).map(|n| n.person)
        };
        match head.map(|p| &self.people.list[p]).filter(|p| !p.body && (p.sure || p.name.contains(' '))) {
            Some(person) => {
                let name = format!("{}’s office", person.name);
                (Some(Speaker { name, kind: SpeakerKind::Office }), 0.9)
            }
            None => {
                let (speaker, certainty) = self.described(phrase, last);
                let named = head.is_some();
                (
                    speaker.map(|s| if named { Speaker { kind: SpeakerKind::Office, ..s } } else { s }),
                    certainty,
                )
            }
        }
    }

    fn pronoun(&mut self, at: usize) -> Resolved {
        let word = self.tokens.str(at).to_lowercase();
        let gender = match word.as_str() {
            "he" => Gender::Male,
            "she" => Gender::Female,
            "it" => return self.body_before(at),
            "they" => return self.several_before(at),
            _ => return self.unnamed(&(at..at + 1), at),
        };
        let unnamed = self.unnamed.iter().rev().take(20).find(|(spoke, _, _)| *spoke < at);
        let near = unnamed.filter(|(spoke, noun, s)| {
            let later = self.last_speaker.is_none_or(|(last, _)| last < *spoke || last >= at);
            later && at - spoke < 60 && s.kind != SpeakerKind::Person && self.can_be(noun, gender)
        });
        if let Some((spoke, _, speaker)) = near
            && !self.named_between(*spoke, at, gender)
        {
            return (Some(speaker.clone()), 0.7);
        }
        match self.nearest(at, gender) {
            Some(person) => self.person(person, at, 0.8),
            None => (None, 0.5),
        }
    }

    /// Whether a common noun can be of a gender: a person's part, one person, and no word of the other gender.
    fn can_be(&self, noun: &str, gender: Gender) -> bool {
        let other = match gender {
            Gender::Male => Is::FEMALE,
            Gender::Female => Is::MALE,
        };
        let is = self.tokens.words.get(noun).is;
        is.any(Is::ROLE | Is::OFFICE) && !is.any(other | Is::GROUP | Is::PAPER | Is::PLURAL)
    }

    /// Whether somebody of a gender is named as a subject between two tokens.
    fn named_between(&self, from: usize, to: usize, gender: Gender) -> bool {
        let start = self.people.named.partition_point(|n| n.tokens.start < from);
        self.people.named[start..]
            .iter()
            .take_while(|n| n.tokens.start < to)
            .any(|n| n.subject && !n.quoted && self.people.list[n.person].gender == Some(gender))
    }

    /// Whether the word at `i` has its capital only because it opens a sentence.
    fn lowers(&self, i: usize) -> bool {
        let common = Is::DET | Is::POSS | Is::ROLE | Is::OFFICE | Is::GROUP | Is::PAPER | Is::SUBJECT;
        self.tokens[i].shape == Shape::Capital && self.tokens[i].is(common) && !self.tokens.str(i).eq("I")
            || self.tokens.str(i) == "A"
    }

    /// The person of a gender most likely meant at token `at`.
    fn nearest(&self, at: usize, gender: Gender) -> Option<usize> {
        let end = self.people.named.partition_point(|n| n.tokens.start < at);
        let mut best: Option<(f32, usize)> = None;
        let mut consider = |score: f32, person: usize| {
            let known = &self.people.list[person];
            let fits = match known.gender {
                // A lone name that is also a given name may be a place: Kenya, Chelsea.
                Some(g) if g == gender && !known.sure && !known.name.contains(' ') => 0.3,
                Some(g) if g == gender => 1.0,
                Some(_) => return,
                None if known.sure => 0.7,
                None if known.name.contains(' ') => 0.3,
                // A place or body, for all that is known.
                None => return,
            };
            if known.body {
                return;
            }
            let score = score * fits;
            if best.is_none_or(|(b, _)| score > b) {
                best = Some((score, person));
            }
        };
        for named in self.people.named[..end].iter().rev().take(40) {
            consider(self.salience(named, at), named.person);
        }
        if let Some((spoke, person)) = self.last_speaker.filter(|(spoke, _)| *spoke < at) {
            consider(1.3 * decay(at - spoke), person);
        }
        best.map(|(_, person)| person)
    }

    fn salience(&self, named: &Named, at: usize) -> f32 {
        let place = if named.quoted {
            0.3
        } else if named.subject {
            1.0
        } else {
            0.6
        };
        place * decay(at - named.tokens.start)
    }

    /// The unnamed source last shown before token `at`, where its noun is of these classes.
    fn unnamed_before(&self, at: usize, classes: Is) -> Option<&(usize, String, Speaker)> {
        let near =
            self.unnamed.iter().rev().take(20).find(|(spoke, _, _)| *spoke < at && at - spoke < 100)?;
        self.tokens.words.get(&near.1).is.any(classes).then_some(near)
    }

    /// `they said`: the officials, the police, the body that spoke before.
    fn several_before(&self, at: usize) -> Resolved {
        match self.unnamed_before(at, Is::PLURAL | Is::GROUP) {
            Some((_, _, speaker)) => (Some(speaker.clone()), 0.7),
            None => (None, 0.5),
        }
    }

    fn body_before(&mut self, at: usize) -> Resolved {
        let unnamed = self.unnamed_before(at, Is::GROUP | Is::PAPER);
        let end = self.people.named.partition_point(|n| n.tokens.start < at);
        let mut before = self.people.named[..end].iter().rev().take(20);
        let last_body = before.find(|n| self.people.list[n.person].body);
        if let Some((spoke, _, speaker)) = unnamed
            && last_body.is_none_or(|n| n.tokens.start < *spoke)
        {
            return (Some(speaker.clone()), 0.7);
        }
        match last_body.map(|n| n.person) {
            Some(person) => self.person(person, at, 0.6),
            None => (None, 0.5),
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_lowercase).chain(chars).collect()
}

/// How much a mention counts that stands so many tokens back.
fn decay(tokens: usize) -> f32 {
    1.0 / (1.0 + tokens as f32 / 40.0)
}
