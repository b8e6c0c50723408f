//! Tells how a quote came to its speaker: the mentions on the way, for those who check.

use crate::paragraph::Paragraph;
use crate::quote::people::People;
use crate::quote::token::Tokens;
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Why a quote has its speaker.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Because {
    /// From the mention the quote is attributed to, by the nearest that names the speaker, to the fullest name.
    pub trail: Vec<Step>,
    /// The model's score, from 0 to 1, where it had a part in the decision.
    pub score: Option<f32>,
    /// How sure it is who the mention is, from 0 to 1; the quote's certainty has it as a factor.
    pub named: f32,
    /// The name that the article gives, where the user's aliases have another.
    pub alias_of: Option<String>,
}

/// A mention on the way to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it stands, in bytes of the article's text.
    pub span: Span,
    /// Ordinal of its paragraph, from 0.
    pub paragraph: usize,
}

/// What the resolver took a mention to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Somebody known by name, or their office.
    Person(usize),
    /// The unnamed source met at this token before.
    Earlier(usize),
}

/// The unnamed sources met in a section.
#[derive(Default)]
pub(crate) struct Met {
    /// By first token: the phrase, and the first token of the phrase that introduced the same source.
    phrases: FxHashMap<usize, (Range<usize>, usize)>,
}

impl Met {
    /// Notes an unnamed source, the same as the one at token `earlier` where there is one.
    pub(crate) fn add(&mut self, phrase: &Range<usize>, earlier: Option<usize>) {
        let known = earlier.and_then(|at| self.phrases.get(&at));
        let first = known.map_or(phrase.start, |(_, first)| *first);
        self.phrases.entry(phrase.start).or_insert((phrase.clone(), first));
    }

    /// The phrase at a token, then the one that introduced the same source.
    fn trail(&self, at: usize) -> impl Iterator<Item = Range<usize>> + '_ {
        let here = self.phrases.get(&at);
        let first = here.and_then(|(_, first)| self.phrases.get(first));
        here.into_iter().chain(first).map(|(phrase, _)| phrase.clone())
    }
}

/// Finds the ways from mentions to names in a section.
pub(crate) struct Trails<'t, 'a> {
    tokens: &'t Tokens<'a>,
    people: &'t People,
    paragraphs: &'t [Paragraph],
    /// Ordinals of the places where each person is named, in order.
    places: Vec<Vec<usize>>,
}

impl<'t, 'a> Trails<'t, 'a> {
    pub(crate) fn new(tokens: &'t Tokens<'a>, people: &'t People, paragraphs: &'t [Paragraph]) -> Self {
        let mut places = vec![Vec::new(); people.list.len()];
        for (i, named) in people.named.iter().enumerate() {
            places[named.person].push(i);
        }
        Trails { tokens, people, paragraphs, places }
    }

    /// The way from `phrase` to what it was told to be.
    pub(crate) fn of(&self, phrase: &Range<usize>, told: Option<Told>, met: &Met) -> Vec<Step> {
        let mut way = vec![phrase.clone()];
        match told {
            Some(Told::Person(person)) => self.to_name(person, phrase, &mut way),
            Some(Told::Earlier(at)) => way.extend(met.trail(at)),
            None => {}
        }
        let mut steps: Vec<Step> = Vec::new();
        for range in way {
            let step = self.step(self.tokens.cover(range));
            if steps.iter().all(|known| !known.span.overlaps(step.span)) {
                steps.push(step);
            }
        }
        steps
    }

    /// Adds the nearest place before `phrase` that names the person, and the first that has the fullest name.
    fn to_name(&self, person: usize, phrase: &Range<usize>, way: &mut Vec<Range<usize>>) {
        let places = &self.places[person];
        let before = places.partition_point(|i| self.people.named[*i].tokens.start < phrase.end);
        let near = before.checked_sub(1).or(Some(before)).and_then(|i| places.get(i));
        let name = &self.people.list[person].name;
        // An article names somebody in full early or not at all; a bound keeps long ones linear.
        let full = places.iter().take(100).find(|i| self.name(**i) == *name);
        way.extend(near.into_iter().chain(full).map(|i| self.titled(&self.people.named[*i].tokens)));
    }

    fn name(&self, place: usize) -> String {
        let text = self.tokens.cover(self.people.named[place].tokens.clone()).of(self.tokens.text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A name with the title before it: `Mr`, `Prime Minister`.
    fn titled(&self, name: &Range<usize>) -> Range<usize> {
        let title = |i: &usize| self.tokens[*i].is_capital() && self.tokens[*i].is(crate::lang::Is::TITLE);
        let titles = (0..name.start).rev().take(3).take_while(title).count();
        name.start - titles..name.end
    }

    fn step(&self, span: Span) -> Step {
        let paragraph = self.paragraphs.partition_point(|p| p.span.start <= span.start).saturating_sub(1);
        Step { span, paragraph }
    }
}
