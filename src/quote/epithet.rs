//! Tells whom a description means that stands in the place of a name just met: `the striker`, `the 27-year-old`.

use crate::lang::{Gender, Is};
use crate::quote::naming;
use crate::quote::resolve::{Resolved, Resolver};
use crate::quote::token::Shape;
use std::ops::Range;

/// How far back, in tokens, whoever is meant must have been named or have spoken.
const REACH: usize = 80;

/// Those who are told apart by the place they are from.
const POLITICIANS: [&str; 12] = [
    "senator",
    "governor",
    "congressman",
    "congresswoman",
    "lawmaker",
    "politician",
    "mayor",
    "representative",
    "democrat",
    "republican",
    "socialist",
    "conservative",
];

/// Parts by which an article goes on to speak of whom it has named.
const PARTS: [&str; 28] = [
    "minister",
    "secretary",
    "director",
    "envoy",
    "ambassador",
    "representative",
    "chairman",
    "chairwoman",
    "chief",
    "boss",
    "leader",
    "manager",
    "founder",
    "executive",
    "mayor",
    "councillor",
    "governor",
    "senator",
    "lawmaker",
    "congressman",
    "congresswoman",
    "professor",
    "economist",
    "coach",
    "candidate",
    "nominee",
    "bishop",
    "archbishop",
];

/// Titles that tell no part.
const COURTESY: [&str; 11] =
    ["mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "baroness", "doctor"];

/// So many tokens back nobody may have been brought in by the part.
const BROUGHT_IN: usize = 400;

/// How sure it is who is meant.
const SURE: f32 = 0.65;

impl Resolver<'_, '_> {
    /// The person meant by a description whose noun stands at `last` (`the 34-year-old mother of three`), unless it introduces somebody or stands for a
    /// source that was described so before.
    pub(super) fn by_epithet(&mut self, phrase: &Range<usize>, last: usize) -> Option<Resolved> {
        let the = self.tokens.str(phrase.start).eq_ignore_ascii_case("the");
        let tail = last + 1..phrase.end;
        let bare = tail.is_empty() || tail.len() == 2 && self.tokens[last + 2].is(Is::DET);
        if !the || !bare || self.was_described(last) {
            return None;
        }
        let person = self.nearest(phrase.start, self.gender_of_noun(last), 0.0)?;
        let stands = self.is_epithet(last) || self.is_told_apart(phrase.start + 1..last, last);
        let known = &self.people.list[person].roles;
        let partless = known.iter().all(|role| COURTESY.contains(&role.trim_end_matches('.')));
        let holds = || partless && self.is_first_told(phrase.start, last);
        let fits = self.is_at_hand(person, phrase.start) && (stands || holds());
        fits.then(|| self.person(person, phrase.start, SURE))
    }

    /// Whether a part is one that tells what somebody just named is (`Sir Alun Prys told the Commons … The foreign
    /// secretary said`), and nobody has been brought in by it before.
    fn is_first_told(&self, start: usize, last: usize) -> bool {
        let noun = naming::lower(self.tokens, last);
        let of_part = |i: usize| {
            let word = self.tokens.str(i);
            let singular = word.strip_suffix('s').filter(|_| word.len() > noun.len()).unwrap_or(word);
            singular.eq_ignore_ascii_case(&noun)
        };
        PARTS.contains(&noun.as_str()) && !(start.saturating_sub(BROUGHT_IN)..start).any(of_part)
    }

    /// Whether the words before a part say of whom it is: `the 34-year-old mother`, `the former minister`,
    /// `the Vermont senator`.
    fn is_told_apart(&self, words: Range<usize>, last: usize) -> bool {
        let noun = &self.tokens[last];
        let former = ["former", "outgoing", "veteran", "ex"].contains(&self.tokens.str(words.start));
        let from = !words.is_empty()
            && words
                .clone()
                .all(|i| self.tokens[i].shape == Shape::Capital && !self.tokens[i].is(Is::TITLE | Is::ROLE))
            && POLITICIANS.contains(&naming::lower(self.tokens, last).as_str());
        noun.is(Is::ROLE)
            && !noun.is(Is::PLURAL | Is::GROUP | Is::OFFICE)
            && (former || from || words.clone().any(|i| self.is_epithet(i)))
    }

    /// Whether the word at `last` is of those that stand for a name.
    pub(super) fn is_epithet(&self, last: usize) -> bool {
        let token = &self.tokens[last];
        self.tokens.str(last).ends_with("-year-old") || token.is(Is::EPITHET) && !token.is(Is::PLURAL)
    }

    fn was_described(&self, last: usize) -> bool {
        let noun = naming::lower(self.tokens, last);
        self.unnamed.iter().rev().take(20).any(|(_, known, _)| *known == noun)
    }

    fn gender_of_noun(&self, last: usize) -> Option<Gender> {
        match &self.tokens[last] {
            token if token.is(Is::MALE) => Some(Gender::Male),
            token if token.is(Is::FEMALE) => Some(Gender::Female),
            _ => None,
        }
    }

    /// Whether a person has spoken or been named within reach of token `at`.
    fn is_at_hand(&self, person: usize, at: usize) -> bool {
        let spoke =
            self.last_speaker.is_some_and(|(spoke, who)| who == person && spoke < at && at - spoke < REACH);
        let end = self.people.named.partition_point(|n| n.tokens.start < at);
        let near = self.people.named[..end].iter().rev().take_while(|n| at - n.tokens.start < REACH);
        spoke || near.into_iter().any(|n| n.person == person)
    }
}
