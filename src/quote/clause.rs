//! Finds the reported clause of a cue: where it begins behind the hearer and the circumstances, and where it ends.

use crate::lang::Is;
use crate::quote::block::Block;
use crate::quote::cue::Hit;
use crate::quote::sentence::Sentence;
use crate::quote::token::Shape;
use std::ops::Range;

/// The content behind a cue that ends at item `from`, up to `reach`.
pub(crate) fn after(s: &Sentence, hit: &Hit, from: usize, reach: usize) -> Option<Range<usize>> {
    let mut start = from;
    if hit.takes(b'h') {
        start = skip_hearer(s, start, reach);
    }
    // Before any hearer, and behind one: warned of a flood, warned the town of a flood.
    if let Some(from) = topic(s, hit, from, reach).or_else(|| topic(s, hit, start, reach)) {
        return Some(from..trim_end(s, from, reach));
    }
    let told = start;
    if let Some(that) = that_ahead(s, start, reach).filter(|_| hit.takes(b't')) {
        start = that;
    } else if !begins_content(s, hit, start) {
        start = skip_adjuncts(s, start, reach);
    }
    let punctuation = matches!(s.shape(start), Some(Shape::Comma | Shape::Colon | Shape::Dash));
    let colon = s.shape(start) == Some(Shape::Colon);
    if punctuation && start + 1 < reach && (s.quoted(start + 1).is_some() || colon && hit.takes(b'd')) {
        return Some(start + 1..reach);
    }
    if punctuation && s.is(start + 1, Is::RELATIVE) && s.word(start + 1, "that") && hit.takes(b't') {
        return Some(start + 2..reach).filter(|r| !r.is_empty());
    }
    if start >= reach {
        return None;
    }
    if s.quoted(start).is_some() {
        return Some(start..reach);
    }
    let takes = |what| hit.takes(what);
    let attitude = takes(b'a');
    let fits = if s.word(start, "that") {
        takes(b't')
    } else if s.word(start, "to") {
        takes(b'i')
    } else if s.is(start, Is::QUESTION) {
        takes(b'w')
    } else if s
        .token(start)
        .is_some_and(|t| t.is_word() || t.shape == Shape::Number || t.shape == Shape::Other)
    {
        let led_in = s.is(start, Is::AND | Is::AUX)
            || s.is(start, Is::OF | Is::PREP | Is::SUB) && start == told && !takes(b's');
        takes(b'c') && clause_like(s, start..reach) || takes(b'n') && !attitude && !led_in
    } else {
        false
    };
    let start = if s.word(start, "that") { start + 1 } else { start };
    let unnamed = s.word(start, "to")
        && s.word(start + 1, "be")
        && ["named", "identified", "called", "quoted"].iter().any(|w| s.word(start + 2, w));
    if unnamed || s.word(start, "not") && s.word(start + 1, "to") {
        return None;
    }
    (fits && start < reach && !(reach - start < 2 && s.is(start, Is::SUBJECT | Is::TIME | Is::ADV)))
        .then(|| start..trim_end(s, start, reach))
}

/// Where what a cue is about begins: `called for …`, `warned of …`, `referred to …`.
fn topic(s: &Sentence, hit: &Hit, at: usize, reach: usize) -> Option<usize> {
    let about = ["for", "of", "about", "against", "on"].iter().any(|w| s.word(at, w)) && hit.takes(b'o');
    let to = s.word(at, "to") && hit.takes(b'r');
    let time = s.is(at + 1, Is::TIME) && s.token(at + 1).is_some_and(|t| t.is_capital());
    // said of him: “…”
    let announces = (at + 1..reach).any(|i| s.shape(i) == Some(Shape::Colon) && s.quoted(i + 1).is_some());
    ((about || to) && !time && !announces && at + 1 < reach && !s.is(at + 1, Is::HEARER)).then_some(at + 1)
}

/// A `that` a few plain words ahead: `said shortly afterwards that …`, `told Polish radio on Monday that …`.
fn that_ahead(s: &Sentence, from: usize, reach: usize) -> Option<usize> {
    let plain = |i: &usize| {
        s.token(*i).is_some_and(|t| {
            let verb = s.tokens.words.cue(t.word).is_some_and(|c| !c.takes(b'm'))
                || t.is(Is::AUX | Is::SUBJECT | Is::QUESTION);
            t.is_word() && (!verb || t.is(Is::DET)) || t.shape == Shape::Clitic
        })
    };
    let leads = from >= reach || !s.is(from, Is::DET | Is::SUBJECT) || s.word(from, "that");
    (from..reach.min(from + 8)).take_while(plain).find(|i| s.word(*i, "that")).filter(|_| leads)
}

/// Whether content begins at once, so that nothing is to be skipped.
fn begins_content(s: &Sentence, hit: &Hit, i: usize) -> bool {
    s.word(i, "that") || s.word(i, "to") && hit.takes(b'i') || s.is(i, Is::QUESTION) && hit.takes(b'w')
}

/// Whether a run of items can be a clause: long enough, with a subject and room for a verb.
fn clause_like(s: &Sentence, range: Range<usize>) -> bool {
    let words =
        range.clone().filter(|i| s.quoted(*i).is_some() || s.token(*i).is_some_and(|t| t.is_word())).count();
    words >= 2 && !s.is(range.start, Is::AND)
}

/// Walks over who is told: `told reporters`, `warned the committee`.
fn skip_hearer(s: &Sentence, from: usize, reach: usize) -> usize {
    let mut i = from;
    let opens = begins_clause(s, i);
    if opens || i >= reach {
        return i;
    }
    // told Polish radio on Monday that …
    let plain = |i: &usize| {
        s.token(*i).is_some_and(|t| {
            t.is_word() && !t.is(Is::SUBJECT | Is::AUX) || t.is(Is::DET) || t.shape == Shape::Clitic
        })
    };
    let that = (i..reach.min(i + 8)).take_while(plain).find(|i| s.word(*i, "that"));
    if let Some(that) = that {
        return that;
    }
    if s.is(i, Is::HEARER)
        || ["me", "him", "her", "us", "them", "you", "himself", "herself", "themselves"]
            .iter()
            .any(|w| s.word(i, w))
            && !noun_after(s, i)
    {
        return i + 1;
    }
    let mut capital = false;
    while i < reach {
        let Some(token) = s.token(i) else { break };
        let now = token.is_capital();
        let stops = token.is(Is::SUBJECT | Is::SUB | Is::AUX | Is::RELATIVE | Is::PREP | Is::QUESTION)
            && !(token.is(Is::DET) && i == from)
            || begins_clause(s, i)
            || i > from && token.is(Is::DET | Is::POSS) && !s.is(i - 1, Is::OF | Is::AND)
            || i > from && token.is(Is::OF) && !s.word(i, "of")
            || capital && !now && !token.is(Is::OF | Is::AND) && token.shape != Shape::Clitic
            || token.is(Is::TIME) && now;
        let words = token.is_word() || matches!(token.shape, Shape::Clitic | Shape::Number);
        if stops || !words {
            break;
        }
        capital = now;
        i += 1;
        if token.is(Is::HEARER) {
            break;
        }
    }
    i
}

fn noun_after(s: &Sentence, i: usize) -> bool {
    s.word(i, "her")
        && s.token(i + 1).is_some_and(|t| {
            t.shape == Shape::Lower
                && !t.is(Is::SUB | Is::RELATIVE | Is::OF | Is::PREP | Is::QUESTION | Is::DET | Is::SUBJECT)
        })
}

fn begins_clause(s: &Sentence, i: usize) -> bool {
    s.word(i, "that") || s.word(i, "to") || s.is(i, Is::QUESTION) || s.quoted(i).is_some()
}

/// Walks over when, where and to whom: `on Monday`, `in a statement`, `at a rally in Leeds`, `to reporters`.
pub(crate) fn skip_adjuncts(s: &Sentence, from: usize, reach: usize) -> usize {
    let mut i = from;
    loop {
        let start = i;
        while i < reach
            && (s.is(i, Is::TIME) || s.is(i, Is::ADV) && !s.is(i, Is::DET | Is::SUB | Is::SUBJECT))
            && (!s.is(i, Is::DET | Is::RELATIVE) || s.is(i + 1, Is::TIME))
        {
            i += 1;
        }
        if i < reach && s.is(i, Is::OF | Is::PREP | Is::SUB) && leads_adjunct(s, i) {
            i = skip_phrase(s, i + 1, reach);
        }
        if i == start {
            return i;
        }
    }
}

fn leads_adjunct(s: &Sentence, i: usize) -> bool {
    let leads = [
        "in",
        "on",
        "at",
        "during",
        "after",
        "before",
        "to",
        "of",
        "via",
        "through",
        "from",
        "by",
        "following",
        "with",
        "outside",
        "near",
        "as",
    ];
    let numeral = s.word(i + 1, "least") || s.word(i + 1, "most");
    leads.iter().any(|w| s.word(i, w)) && !numeral
}

/// Walks over the noun phrase behind a preposition.
fn skip_phrase(s: &Sentence, from: usize, reach: usize) -> usize {
    let mut i = from;
    while i < reach {
        let Some(token) = s.token(i) else { break };
        let again = i > from
            && token.is(Is::DET | Is::POSS | Is::SUBJECT)
            && !s.is(i - 1, Is::OF | Is::PREP | Is::DET | Is::AND);
        let stops = again
            || token.is(Is::SUB | Is::RELATIVE | Is::AUX | Is::QUESTION | Is::SUBJECT)
                && !token.is(Is::DET | Is::OF | Is::PREP)
            || s.word(i, "that")
            || token.is(Is::AND)
            || i > from + 1
                && token.is_capital()
                && s.token(i - 1).is_some_and(|t| {
                    t.shape == Shape::Lower && !t.is(Is::DET | Is::OF | Is::PREP | Is::POSS)
                });
        let fits = token.is_word() || matches!(token.shape, Shape::Number | Shape::Clitic);
        if stops || !fits {
            break;
        }
        i += 1;
    }
    i
}

/// The clause before a block that a comma parts from it: `The vote was lost, X said.`; one that goes on behind the
/// block (`broken`) may be short.
pub(crate) fn before(s: &Sentence, block: &Block, left: usize, broken: bool) -> Option<Range<usize>> {
    let comma = block.start.checked_sub(1)?;
    if !matches!(s.shape(comma), Some(Shape::Comma | Shape::Dash)) || !block.hit.takes(b'c') {
        return None;
    }
    let first = trim_start(s, left, comma);
    let circumstance = s.is(first, Is::PREP | Is::OF | Is::SUB) && comma < first + 6;
    let long = comma >= first + if broken { 1 } else { 3 };
    (long && !circumstance).then_some(first..comma)
}

/// The first item from `left` on that can begin content.
pub(crate) fn trim_start(s: &Sentence, left: usize, end: usize) -> usize {
    let mut first = left;
    while first < end
        && (matches!(
            s.shape(first),
            Some(Shape::Comma | Shape::Dash | Shape::Semicolon | Shape::Stop | Shape::Colon)
        ) || left > 0 && s.is(first, Is::AND) && first == left + 1)
    {
        first += 1;
    }
    first
}

/// The end of a clause without the punctuation it is parted by, and without an aside behind its last quoted words.
fn trim_end(s: &Sentence, start: usize, mut end: usize) -> usize {
    let last = (start..end).rev().find(|i| s.quoted(*i).is_some());
    if let Some(last) = last
        && last > start
        && s.shape(last + 1) == Some(Shape::Comma)
        && !s.is(last + 2, Is::AND)
    {
        end = last + 1;
    }
    while end > start + 1
        && matches!(
            s.shape(end - 1),
            Some(Shape::Comma | Shape::Stop | Shape::Dash | Shape::Semicolon | Shape::Colon)
        )
    {
        end -= 1;
    }
    end
}
