//! Tells who a mention is: the person of that name, the one a pronoun or role stands for, an office, a body.

use crate::lang::{Gender, Is};
use crate::quote::attribute::Source;
use crate::quote::mention::Head;
use crate::quote::naming;
use crate::quote::people::{Named, Part, People};
use crate::quote::token::{Shape, Tokens};
use crate::quote::trail::{Met, Told};
use crate::quote::transcript::asks;
use crate::quote::{Speaker, SpeakerKind};
use std::ops::Range;

/// How much more the subject of a sentence counts that opens it, against one of a later clause.
const TOPIC: f32 = 1.25;

/// What somebody counts whom the sentence before a pronoun introduces.
const INTRODUCED: f32 = 2.0;

/// So many tokens on, `he` is still the unnamed source of before, if nobody else has been named.
const TAKEN_OVER: usize = 100;

/// What somebody counts who is named in what was said: few speak of themselves by name.
const SPOKEN_OF: f32 = 0.7;

/// So many of the names in what somebody said are looked at, so that the time taken stays linear.
const NAMED_IN: usize = 20;

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
    /// What the mention told last was told by.
    pub(crate) told: Option<Told>,
    /// What the source at hand said: whom it names is seldom `he` who said it.
    pub(crate) said: Vec<Range<usize>>,
    /// Unnamed sources so far, by phrase.
    pub(crate) met: Met,
}

impl Resolver<'_, '_> {
    /// Tells who `source` is; the same mention is the same speaker for each of its quotes.
    pub(crate) fn resolve(&mut self, source: &Source) -> Resolved {
        if let Some((start, resolved)) = &self.latest
            && *start == source.phrase.start
        {
            return resolved.clone();
        }
        self.told = None;
        let resolved = self.tell(source);
        self.latest = Some((source.phrase.start, resolved.clone()));
        resolved
    }

    fn tell(&mut self, source: &Source) -> Resolved {
        if let Some(named) = source.apposed.as_ref().and_then(|range| self.people.named_in(range))
            && (source.head == Head::Common || self.only_titles(&source.core))
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

    /// `the Taoiseach`, `the Foreign Secretary`: a part with a capital.
    fn only_titles(&self, core: &Range<usize>) -> bool {
        self.tokens[core.end - 1].is(Is::TITLE | Is::ROLE) && self.people.named_in(core).is_none()
    }

    fn phrase(&mut self, phrase: &Range<usize>, core: &Range<usize>) -> Resolved {
        let word = |i: &usize| self.tokens[*i].is_word() || self.is_epithet(*i);
        let last = core.clone().rev().find(word).unwrap_or(core.start);
        if self.is_short_part(last) && self.named_by_role(phrase, last).is_some() {
            return self.role(phrase, last);
        }
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

    pub(super) fn person(&mut self, person: usize, at: usize, certainty: f32) -> Resolved {
        let known = &self.people.list[person];
        self.last_speaker = Some((at, person));
        self.told = Some(Told::Person(person));
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
        match self.named_by_role(phrase, last) {
            Some((person, only)) => self.person(person, phrase.start, if only { 0.85 } else { 0.65 }),
            None => self.by_epithet(phrase, last).unwrap_or_else(|| self.described(phrase, last)),
        }
    }

    /// Who was introduced by the part whose noun stands at `last`, and whether nobody else was.
    fn named_by_role(&self, phrase: &Range<usize>, last: usize) -> Option<(usize, bool)> {
        let whose = self.tokens.get(phrase.start + 1).is_some_and(|t| t.shape == Shape::Clitic);
        let the = self.tokens.str(phrase.start).eq_ignore_ascii_case("the") || self.tokens[last].is_capital();
        let part = self.part(phrase, last, whose && !the)?;
        self.people.by_role(&part, phrase.start).filter(|_| the || whose)
    }

    fn part(&self, phrase: &Range<usize>, last: usize, exact: bool) -> Option<Part> {
        if self.is_short_part(last) {
            let of = if self.tokens.str(last) == "CM" { "chief" } else { "prime" };
            return Some(Part {
                noun: "minister".into(),
                qualifier: Some(of.into()),
                divides: true,
                exact: true,
            });
        }
        let token = &self.tokens[last];
        if !token.is(Is::ROLE) || token.is(Is::PLURAL) {
            return None;
        }
        let noun = naming::lower(self.tokens, last);
        let qualifier = naming::qualifier(self.tokens, last, phrase.start);
        let place = qualifier.is_some()
            && last > phrase.start
            && self.tokens[last - 1].is_capital()
            && !self.tokens[last - 1].is(Is::ROLE | Is::TITLE)
            && self.tokens.str(last - 1) != "Democratic";
        let divides = qualifier.is_some() && (place || noun == "minister" || noun == "secretary");
        Some(Part { noun, qualifier, divides, exact })
    }

    /// `the PM`, `the CM`
    fn is_short_part(&self, last: usize) -> bool {
        matches!(self.tokens.str(last), "PM" | "CM")
    }

    /// An unnamed source: `the official` is the senior official of before.
    fn described(&mut self, phrase: &Range<usize>, last: usize) -> Resolved {
        let noun = self.tokens.str(last).to_lowercase();
        let the = self.tokens.str(phrase.start).eq_ignore_ascii_case("the") && phrase.len() == 2;
        let (speaker, certainty) = self.unnamed(phrase, last);
        let known = self.unnamed.iter().rev().take(20).find(|(_, n, _)| *n == noun).filter(|_| the);
        let earlier = known.map(|(at, _, _)| *at);
        let speaker = known.map(|(_, _, s)| s.clone()).or(speaker);
        self.met.add(phrase, earlier);
        self.told = earlier.map(Told::Earlier);
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
            self.people.named_in(&behind).map(|n| n.person).or_else(|| self.head_by_role(&behind))
        } else if self.tokens[core.start].is(Is::POSS) {
            let gender = match self.tokens.str(core.start).to_lowercase().as_str() {
                "his" => Some(Gender::Male),
                "her" => Some(Gender::Female),
                _ => None,
            };
            gender.and_then(|g| self.nearest(core.start, Some(g), 1.0))
        } else {
            let before = core.start..last;
            self.people.named_in(&before).map(|n| n.person).or_else(|| self.head_by_role(&before))
        };
        match head.map(|p| &self.people.list[p]).filter(|p| !p.body && (p.sure || p.name.contains(' '))) {
            Some(person) => {
                let name = format!("{}’s office", person.name);
                self.told = head.map(Told::Person);
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

    /// `a spokesman for the prime minister`, `the prime minister’s office`
    fn head_by_role(&self, range: &Range<usize>) -> Option<usize> {
        let the = range.clone().find(|i| self.tokens.str(*i).eq_ignore_ascii_case("the"))?;
        let told = (the + 1..range.end).rev().find_map(|i| self.named_by_role(&(the..i + 1), i));
        told.filter(|(_, only)| *only).map(|(person, _)| person)
    }

    /// Somebody unnamed who is the subject of a sentence before token `at`, and has not been followed by another.
    fn anonymous_before(&self, at: usize, gender: Gender) -> Option<Resolved> {
        let before = self.people.anonymous.partition_point(|a| a.end < at);
        let subject = &self.people.anonymous[before.checked_sub(1)?];
        let (start, noun) = (subject.phrase.start, subject.phrase.end - 1);
        let spoke_since = self.last_speaker.is_some_and(|(last, _)| last > start && last < at);
        let unnamed_since = self.unnamed.last().is_some_and(|(spoke, _, _)| *spoke > start && *spoke < at);
        let fits = at - start < TAKEN_OVER
            && !spoke_since
            && !unnamed_since
            && self.can_be(self.tokens.str(noun), gender)
            && !self.named_between(start, at, gender);
        fits.then(|| (self.unnamed(&subject.phrase, noun).0, 0.6))
    }

    fn pronoun(&mut self, at: usize) -> Resolved {
        let word = self.tokens.str(at).to_lowercase();
        let gender = match word.as_str() {
            "he" | "him" | "his" => Gender::Male,
            "she" | "her" => Gender::Female,
            "it" | "its" => return self.body_before(at),
            "they" | "them" | "their" => return self.several_before(at),
            _ => return self.unnamed(&(at..at + 1), at),
        };
        let unnamed = self.unnamed.iter().rev().take(20).find(|(spoke, _, _)| *spoke < at);
        let near = unnamed.filter(|(spoke, noun, s)| {
            let later = self.last_speaker.is_none_or(|(last, _)| last < *spoke || last >= at);
            let person = self.can_be(noun, gender) || self.may_be(noun, s);
            later && at - spoke < TAKEN_OVER && s.kind != SpeakerKind::Person && person
        });
        if let Some((spoke, _, speaker)) = near
            && !self.named_between(*spoke, at, gender)
        {
            self.told = Some(Told::Earlier(*spoke));
            return (Some(speaker.clone()), 0.7);
        }
        if let Some(resolved) = self.anonymous_before(at, gender) {
            return resolved;
        }
        match self.nearest(at, Some(gender), SPOKEN_OF) {
            Some(person) => self.person(person, at, 0.8),
            None => (None, 0.5),
        }
    }

    /// Whether a common noun can be of a gender: a person's part, one person, no word of the other gender, nor one who
    /// asks what another answers.
    fn can_be(&self, noun: &str, gender: Gender) -> bool {
        let other = match gender {
            Gender::Male => Is::FEMALE,
            Gender::Female => Is::MALE,
        };
        let is = self.tokens.words.get(noun).is;
        is.any(Is::ROLE | Is::OFFICE) && !asks(noun) && !is.any(other | Is::GROUP | Is::PAPER | Is::PLURAL)
    }

    /// Whether a noun in no table is rather a person's: one who was brought in as `a …` and has spoken.
    fn may_be(&self, noun: &str, speaker: &Speaker) -> bool {
        let one = ["a ", "an ", "one ", "another "].iter().any(|a| speaker.name.starts_with(a));
        let known = self.tokens.words.get(noun).is;
        one && !noun.ends_with('s')
            && !known.any(Is::ROLE | Is::OFFICE | Is::GROUP | Is::PAPER | Is::BODY | Is::PLACE)
    }

    /// Whether somebody who may be of a gender is named as a subject between two tokens.
    fn named_between(&self, from: usize, to: usize, gender: Gender) -> bool {
        let start = self.people.named.partition_point(|n| n.tokens.start < from);
        self.people.named[start..]
            .iter()
            .take_while(|n| n.tokens.start < to)
            .filter(|n| n.subject && !n.quoted)
            .map(|n| &self.people.list[n.person])
            .any(|p| p.gender == Some(gender) || p.gender.is_none() && p.sure && !p.body)
    }

    /// Whether the word at `i` has its capital only because it opens a sentence.
    fn lowers(&self, i: usize) -> bool {
        let common = Is::DET | Is::POSS | Is::ROLE | Is::OFFICE | Is::GROUP | Is::PAPER | Is::SUBJECT;
        self.tokens[i].shape == Shape::Capital && self.tokens[i].is(common) && !self.tokens.str(i).eq("I")
            || self.tokens.str(i) == "A"
    }

    /// The person most likely meant at token `at`, of a gender where that is told.
    /// Whom the words at hand name counts `spoken_of` times as much.
    pub(super) fn nearest(&self, at: usize, gender: Option<Gender>, spoken_of: f32) -> Option<usize> {
        let end = self.people.named.partition_point(|n| n.tokens.start < at);
        let named = self.spoken_of();
        let mut best: Option<(f32, usize)> = None;
        let mut consider = |score: f32, person: usize| {
            let known = &self.people.list[person];
            let fits = match known.gender {
                // A lone name that is also a given name may be a place: Kenya, Chelsea.
                Some(g) if gender.is_some_and(|gender| g != gender) => return,
                Some(_) if !known.sure && !known.name.contains(' ') => 0.3,
                Some(_) => 1.0,
                None if known.sure => 0.7,
                None if known.name.contains(' ') => 0.3,
                // A place or body, for all that is known.
                None => return,
            };
            if known.body {
                return;
            }
            let score = score * fits * if named.contains(&person) { spoken_of } else { 1.0 };
            if score > 0.0 && best.is_none_or(|(b, _)| score > b) {
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

    /// Those whom the words at hand name.
    fn spoken_of(&self) -> Vec<usize> {
        let named = &self.people.named;
        let within = |said: &Range<usize>| {
            let first = named.partition_point(|n| n.tokens.start < said.start);
            let end = said.end;
            named[first..].iter().take(NAMED_IN).take_while(move |n| n.tokens.start < end).map(|n| n.person)
        };
        self.said.iter().take(NAMED_IN).flat_map(within).collect()
    }

    /// Whether a subject has been named since anybody spoke, and close by.
    fn is_topic(&self, named: usize, at: usize) -> bool {
        at - named < 40 && self.last_speaker.is_some_and(|(spoke, _)| spoke < named)
    }

    /// Whether the sentence before names somebody in full for the first time, after whoever spoke last had spoken:
    /// `The ministry sent Ann Poe to the talks. She said`
    fn is_introduced(&self, named: &Named, at: usize) -> bool {
        let stops = |range: Range<usize>| range.filter(|i| self.tokens[*i].shape == Shape::Stop).count();
        let (start, end) = (named.tokens.start, named.tokens.end);
        let spoke = self.last_speaker.map_or(start, |(spoke, _)| spoke);
        let full = named.tokens.len() > 1 && at - start < 40 && spoke < start && start - spoke < TAKEN_OVER;
        let before = self.people.named.partition_point(|n| n.tokens.start < start);
        let known = || self.people.named[..before].iter().rev().take(40).any(|n| n.person == named.person);
        full && stops(end..at) == 1 && stops(spoke..start) > 0 && !known()
    }

    fn salience(&self, named: &Named, at: usize) -> f32 {
        let place = if named.quoted {
            0.3
        } else if self.is_introduced(named, at) {
            INTRODUCED
        } else if named.opens && self.is_topic(named.tokens.start, at) {
            TOPIC
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
    fn several_before(&mut self, at: usize) -> Resolved {
        let Some((spoke, _, speaker)) = self.unnamed_before(at, Is::PLURAL | Is::GROUP) else {
            return (None, 0.5);
        };
        let (spoke, resolved) = (*spoke, (Some(speaker.clone()), 0.7));
        self.told = Some(Told::Earlier(spoke));
        resolved
    }

    /// Whoever spoke last before token `at`, if that may be a body.
    fn body_speaking(&self, at: usize) -> Option<usize> {
        let (spoke, person) =
            self.last_speaker.filter(|(spoke, _)| *spoke < at && at - spoke < TAKEN_OVER)?;
        let known = &self.people.list[person];
        (spoke < at && !known.sure && known.gender.is_none() && !known.name.contains(' ')).then_some(person)
    }

    fn body_before(&mut self, at: usize) -> Resolved {
        let unnamed = self.unnamed_before(at, Is::GROUP | Is::PAPER);
        let end = self.people.named.partition_point(|n| n.tokens.start < at);
        let mut before = self.people.named[..end].iter().rev().take(20);
        let last_body = before.find(|n| n.subject && self.people.list[n.person].body);
        if let Some(person) = self.body_speaking(at).filter(|_| unnamed.is_none() && last_body.is_none()) {
            return self.person(person, at, 0.6);
        }
        if let Some((spoke, _, speaker)) = unnamed
            && last_body.is_none_or(|n| n.tokens.start < *spoke)
        {
            let (spoke, resolved) = (*spoke, (Some(speaker.clone()), 0.7));
            self.told = Some(Told::Earlier(spoke));
            return resolved;
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
