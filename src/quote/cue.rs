//! Finds the words that say that something was said, and tells them from the nouns that look like them.

use crate::lang::{Cue, Form, Is};
use crate::quote::sentence::Sentence;
use crate::quote::token::Shape;
use std::ops::Range;

/// What sort of cue.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CueKind<'a> {
    /// A verb with a subject.
    Verb(&'a Cue),
    /// `according to` and its like, with the source behind it.
    AccordingTo,
    /// `had this to say`: the verb of a subject, with the content behind a colon.
    Introduces,
}

/// A cue of a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Hit<'a> {
    /// What sort.
    pub(crate) kind: CueKind<'a>,
    /// The whole verb group, adverbs and auxiliaries in front and a particle behind included, in items.
    pub(crate) group: Range<usize>,
}

impl Hit<'_> {
    /// Whether the cue takes `what`, a letter of `cues.tsv`.
    pub(crate) fn takes(&self, what: u8) -> bool {
        match self.kind {
            CueKind::Verb(cue) => cue.takes(what),
            CueKind::AccordingTo => matches!(what, b'd' | b'c'),
            CueKind::Introduces => what == b'd',
        }
    }

    /// The form of its verb.
    pub(crate) fn form(&self) -> Form {
        match self.kind {
            CueKind::Verb(cue) => cue.form,
            _ => Form::Past,
        }
    }
}

/// Finds the cues of a sentence, in order.
pub(crate) fn find<'a>(s: &Sentence<'_, 'a>, headline: bool) -> Vec<Hit<'a>> {
    let mut hits = Vec::new();
    for at in 0..s.len() {
        let Some(token) = s.token(at) else { continue };
        if let Some(hit) = phrase(s, at) {
            hits.push(hit);
        } else if let Some(cue) = s.tokens.words.cue(token.word)
            && let Some(hit) = verb(s, at, cue, headline)
        {
            hits.push(hit);
        }
    }
    hits
}

/// A cue of several words that begins at `at`.
fn phrase<'a>(s: &Sentence, at: usize) -> Option<Hit<'a>> {
    let follows = |words: &[&str]| words.iter().enumerate().all(|(i, w)| s.word(at + i, w));
    let (kind, len) = match s.str(at).len() {
        9 if follows(&["according", "to"]) => (CueKind::AccordingTo, 2),
        3 if s.word(at, "per") && at > 0 && cites(s, at) => (CueKind::AccordingTo, 1),
        2 if follows(&["in", "the", "words", "of"]) => (CueKind::AccordingTo, 4),
        2 if follows(&["in", "the", "opinion", "of"]) || follows(&["in", "the", "view", "of"]) => {
            (CueKind::AccordingTo, 4)
        }
        3 | 4 if (follows(&["had", "this", "to", "say"]) || follows(&["have", "this", "to", "say"])) => {
            (CueKind::Introduces, 4)
        }
        2 | 3
            if follows(&["was", "quoted", "as", "saying"]) || follows(&["is", "quoted", "as", "saying"]) =>
        {
            (CueKind::Introduces, 4)
        }
        _ => return None,
    };
    Some(Hit { kind, group: at..at + len })
}

/// Whether `per` names a source: `…, per the party’s rules`, not `ten dollars per head`.
fn cites(s: &Sentence, at: usize) -> bool {
    let parted = s.shape(at - 1) == Some(Shape::Comma) || s.quoted(at - 1).is_some();
    parted && s.token(at + 1).is_some_and(|t| t.is(Is::DET | Is::POSS) || t.is_capital())
}

fn verb<'a>(s: &Sentence<'_, 'a>, at: usize, cue: &'a Cue, headline: bool) -> Option<Hit<'a>> {
    let token = s.token(at)?;
    if token.is_capital() && !headline && at > 0 {
        return None;
    }
    if token.is_capital() && cue.form == Form::Base {
        return None;
    }
    let end = match cue.particle {
        None => at + 1,
        Some(particle) if s.word(at + 1, particle) => at + 2,
        Some(particle) if s.word(at + 1, "it") && s.word(at + 2, particle) => at + 3,
        Some(_) => return None,
    };
    let first = group_start(s, at);
    plausible(s, at, first, cue).then_some(Hit { kind: CueKind::Verb(cue), group: first..end })
}

/// Walks back over the auxiliaries and adverbs that belong to the verb at `at`.
pub(crate) fn group_start(s: &Sentence, at: usize) -> usize {
    let mut first = at;
    while first > 0 {
        let before = first - 1;
        let Some(token) = s.token(before) else { break };
        let adverb = token.shape == Shape::Lower
            && (token.is(Is::ADV) && !token.is(Is::DET)
                || s.str(before).ends_with("ly") && s.str(before).len() > 4);
        let auxiliary = token.shape != Shape::Clitic && token.is(Is::AUX | Is::NEG) && !token.is(Is::DET);
        let contracted =
            token.shape == Shape::Clitic && before > 0 && s.is(before - 1, Is::SUBJECT | Is::RELATIVE);
        let most = s.word(before, "most") && first < at && s.str(first).ends_with("ly");
        if !(adverb || auxiliary || contracted || most) {
            break;
        }
        first = before;
    }
    first
}

/// Whether the word at `at` is a verb that reports, by the words around it.
fn plausible(s: &Sentence, at: usize, first: usize, cue: &Cue) -> bool {
    let group = first..at;
    if group.clone().any(|i| s.is(i, Is::NEG) || s.str(i).ends_with("n't") || s.str(i).ends_with("n’t")) {
        return false;
    }
    if cue.form != Form::Ing && group.clone().any(|i| is_be(s.str(i))) {
        return false;
    }
    let modal = group.clone().any(|i| is_modal(s.str(i)));
    let before = first.checked_sub(1);
    let Some(before) = before else {
        return cue.form != Form::Base && !s.token(at).is_some_and(|t| t.is_capital());
    };
    let noun_follows = s.is(before, Is::DET | Is::POSS | Is::OF | Is::PREP)
        && !(s.is(before, Is::SUBJECT | Is::RELATIVE) || stands_alone(s, before))
        || s.shape(before) == Some(Shape::Clitic)
        || s.shape(before) == Some(Shape::Number) && cue.takes(b'm');
    match cue.form {
        Form::Base if s.word(before, "to") => {
            before > 0 && (s.word(before - 1, "on") || s.word(before - 1, "Twitter"))
        }
        Form::Base => {
            !modal
                && !noun_follows
                && (plural_subject(s, before, group) || !cue.takes(b'm') && after_names(s, before))
                && (!cue.takes(b'm') || complement(s, at + 1))
        }
        Form::Third => {
            !noun_follows && (!cue.takes(b'm') || singular_subject(s, before) && complement(s, at + 1))
        }
        Form::Past => !noun_follows && !modal,
        Form::Participle => group.clone().any(|i| s.is(i, Is::AUX)) && !modal,
        Form::Ing => !(s.is(before, Is::DET | Is::POSS) || s.shape(before) == Some(Shape::Clitic)),
    }
}

/// `some say`, `many believe`: a determiner that is the whole subject.
fn stands_alone(s: &Sentence, at: usize) -> bool {
    [
        "some", "many", "most", "few", "others", "all", "both", "another", "one", "this", "that", "these",
        "those", "two", "three", "four",
    ]
    .iter()
    .any(|w| s.word(at, w))
}

fn is_be(word: &str) -> bool {
    ["is", "was", "are", "were", "be", "been", "being"].iter().any(|w| word.eq_ignore_ascii_case(w))
}

fn is_modal(word: &str) -> bool {
    ["will", "would", "shall", "should", "can", "could", "may", "might", "must", "cannot"]
        .iter()
        .any(|w| word.eq_ignore_ascii_case(w))
}

/// Whether what begins at `i` can be the object or content of a verb that is also a noun.
fn complement(s: &Sentence, i: usize) -> bool {
    let direct = Is::DET | Is::POSS | Is::SUBJECT | Is::QUESTION | Is::RELATIVE;
    match s.token(i) {
        None => s.quoted(i).is_some(),
        Some(t) if t.is(direct) || s.word(i, "to") => true,
        Some(t) if matches!(t.shape, Shape::Comma | Shape::Colon) => s.quoted(i + 1).is_some(),
        Some(t) => t.is_capital() || t.shape == Shape::Number,
    }
}

/// `X and Y say`, `X (R-Fla.) and Y say`, `X, along with Y, say`
fn after_names(s: &Sentence, before: usize) -> bool {
    s.token(before).is_some_and(|t| t.is_capital() || matches!(t.shape, Shape::Comma | Shape::Close))
}

/// Whether a base form can have what stands at `before` as subject: `they`, `officials`, `and`.
fn plural_subject(s: &Sentence, before: usize, group: Range<usize>) -> bool {
    let Some(token) = s.token(before) else { return false };
    let helped = group.into_iter().any(|i| ["do", "did", "does"].iter().any(|w| s.word(i, w)));
    let pronoun = ["they", "we", "i", "you", "who"].iter().any(|w| s.word(before, w));
    let plural = token.is_word()
        && (token.is(Is::PLURAL) || s.str(before).ends_with('s') && !s.str(before).ends_with("ss"));
    helped
        || pronoun
        || plural
        || stands_alone(s, before)
        || s.word(before, "people")
        || s.word(before, "police")
}

/// Whether a form in -s can have what stands at `before` as subject: a name, `he`, a singular noun.
fn singular_subject(s: &Sentence, before: usize) -> bool {
    let Some(token) = s.token(before) else { return true };
    token.is_capital()
        || token.is(Is::SUBJECT | Is::RELATIVE | Is::ROLE | Is::OFFICE | Is::GROUP | Is::PAPER)
        || matches!(token.shape, Shape::Comma | Shape::Close)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::probe;

    fn cues(text: &str) -> Vec<String> {
        probe::sentences(text, |s| {
            find(s, false).iter().map(|h| probe::text(s, h.group.clone())).collect::<Vec<_>>()
        })
        .concat()
    }

    #[test]
    fn verbs_report() {
        assert_eq!(cues("She has since said it was late."), ["has since said"]);
        assert_eq!(cues("According to Ann it rained."), ["According to"]);
        assert_eq!(cues("He made it clear that it rained."), ["made it clear"]);
        assert_eq!(cues("They claim it rained."), ["claim"]);
    }

    #[test]
    fn nouns_passives_and_negations_do_not() {
        assert!(cues("The claims in the report were false.").is_empty());
        assert!(cues("She did not say that it rained.").is_empty());
        assert!(cues("He was told that it rained.").is_empty());
        assert!(cues("The Washington Post was late.").is_empty());
    }
}
