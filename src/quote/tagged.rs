//! Joins what the model makes of a sentence with what the rules made of it.
//!
//! The model decides what was said and by which words; the rules give the noun phrase around a tagged source, and
//! stand in where the model names no source or passes over words that stand in quotation marks.

use crate::lang::Is;
use crate::quote::Kind;
use crate::quote::attribute::{self, Attribution, Content, Reading, kind, tokens_of};
use crate::quote::block::{self, Block, Order};
use crate::quote::marks::Segment;
use crate::quote::mention::{self, Head, Phrase};
use crate::quote::rule::Rule;
use crate::quote::sentence::{Item, Sentence};
use crate::quote::tag::feature::Claim;
use crate::quote::tag::{self, Model, Tagged};
use crate::quote::token::Shape;
use std::ops::Range;

/// The attributions of a sentence that the rules have read.
pub(crate) fn joined(s: &Sentence, read: &[Reading], model: &Model) -> Vec<Attribution> {
    let claims: Vec<Claim> = read.iter().map(attribute::claim).collect();
    let mut list: Vec<Attribution> =
        tag::tag(s, &claims, model).iter().filter_map(|found| attribution(s, found, read)).collect();
    for reading in read.iter().filter(|reading| is_quoted(s, reading)) {
        let ruled = attribute::ruled(s, reading);
        let taken = |a: &Attribution| a.content.iter().any(|c| ruled.content.iter().any(|r| overlap(c, r)));
        if !list.iter().any(taken) {
            list.push(ruled);
        } else if let Some(outer) = list.iter_mut().find(|a| leads_up(s, a, &ruled)) {
            end_before(outer, ruled.content[0].start - 1);
            outer.kind = kind_of(s, &outer.content);
            list.push(ruled);
        } else if let Some(outer) = list.iter_mut().find(|a| holds(a, &ruled))
            && cut(outer, &ruled)
        {
            list.push(ruled);
        }
    }
    list.sort_by_key(|a| a.cue.as_ref().map_or(0, |c| c.start));
    for inner in 1..list.len() {
        let at = goes_on(s, &list[inner]);
        let within =
            |a: &Attribution| at.is_some_and(|at| a.content.iter().any(|c| c.start + 1 < at && at < c.end));
        if let Some(at) = at
            && let Some(outer) = list[..inner].iter_mut().rfind(|a| within(a))
        {
            end_before(outer, at);
            outer.kind = kind_of(s, &outer.content);
        }
    }
    list
}

/// Where a sentence leaves off what somebody said for a new report, beside the first and not within it:
/// `Ann said it rained, but she said that …`.
fn goes_on(s: &Sentence, inner: &Attribution) -> Option<usize> {
    let (source, cue) = (inner.source.as_ref()?, inner.cue.as_ref()?);
    let and = source.phrase.start.checked_sub(1)?;
    let comma = |t: usize| matches!(s.tokens[t].shape, Shape::Comma | Shape::Semicolon);
    let before_mark = |t: usize| matches!(s.tokens[t].shape, Shape::Mark(_)) && t > 0 && comma(t - 1);
    let parted = and > 0 && s.tokens[and].is(Is::AND) && (comma(and - 1) || before_mark(and - 1));
    (parted && source.phrase.end <= cue.start && inner.content.iter().all(|c| c.start >= cue.end))
        .then_some(and)
}

/// How content in tokens is given: by what of it stands in marks.
fn kind_of(s: &Sentence, content: &[Range<usize>]) -> Kind {
    let mut quoted = s.items.iter().filter_map(|item| match item {
        Item::Quoted(segment) => s.segments.get(*segment),
        Item::Token(_) => None,
    });
    let holds = |q: &Segment| content.iter().any(|c| c.start < q.inner.end && q.inner.start < c.end);
    match content {
        [only] if quoted.clone().any(|q| q.inner == *only) => Kind::Direct,
        _ if quoted.any(holds) => Kind::Mixed,
        _ => Kind::Indirect,
    }
}

/// Whether a reading is of a quotation beside its cue, which the rules seldom get wrong.
fn is_quoted(s: &Sentence, (block, content, rule): &Reading) -> bool {
    kind(s, content) == Kind::Direct
        && matches!(rule, Rule::AfterCue | Rule::AfterInverted | Rule::BeforeCue)
        && block.source.as_ref().is_none_or(|p| p.head != Head::Relative)
}

/// Whether what somebody is reported to have said holds another's quotation with its cue and its source.
fn holds(outer: &Attribution, inner: &Attribution) -> bool {
    let within = |r: &Range<usize>| outer.content.iter().any(|c| c.start <= r.start && r.end <= c.end);
    outer.kind == Kind::Mixed
        && inner.rule == Rule::BeforeCue
        && inner.cue.as_ref().is_some_and(within)
        && inner.source.as_ref().is_some_and(|source| within(&source.phrase))
        && inner.content.iter().all(within)
}

/// Whether what somebody is reported to have said takes in a quotation behind it that has an attribution of its own:
/// `Ann said it was late: “Too late,” she claimed.`
fn leads_up(s: &Sentence, outer: &Attribution, own: &Attribution) -> bool {
    let behind = matches!(own.rule, Rule::AfterCue | Rule::AfterInverted) && outer.cue != own.cue;
    let [quoted] = own.content.as_slice() else { return false };
    let pauses = s.tokens[quoted.end - 1].shape == Shape::Comma;
    let holds = |c: &Range<usize>| c.start + 2 < quoted.start && quoted.end <= c.end;
    behind
        && pauses
        && outer.cue.as_ref().is_some_and(|cue| cue.end <= quoted.start)
        && own.source.as_ref().is_some_and(|source| source.head != Head::Relative)
        && outer.content.last().is_some_and(holds)
}

/// Ends the content of `outer` before the source of the quotation it holds: `Ann noted that, asked again, Ben said: “…”`
/// gives Ben's words to Ben alone. Returns whether anything is left.
fn cut(outer: &mut Attribution, inner: &Attribution) -> bool {
    let Some(source) = &inner.source else { return false };
    let at = source.phrase.start;
    if !outer.content.iter().any(|c| c.start + 1 < at) {
        return false;
    }
    end_before(outer, at);
    outer.kind = Kind::Indirect;
    true
}

/// Leaves off the content of `outer` at token `at`.
fn end_before(outer: &mut Attribution, at: usize) {
    outer.content.retain(|c| c.start + 1 < at);
    if let Some(last) = outer.content.last_mut() {
        last.end = last.end.min(at);
    }
}

fn attribution(s: &Sentence, found: &Tagged, read: &[Reading]) -> Option<Attribution> {
    let runs = found.content.iter().map(|run| leads_in(s, found, run.clone()));
    let mut content: Content = runs.filter_map(|run| trimmed(s, run)).collect();
    content.retain(|run| run.len() > 1 || !attribute::names_programme(s, run.start));
    if content.is_empty() || kind(s, &content) == Kind::Indirect && says_nothing(s, &content) {
        return None;
    }
    let ruled = read.iter().find(|(block, _, _)| block.hit.group.contains(&found.at));
    let block = ruled.map(|(block, _, _)| block);
    let inside = inside_cue(s, found).or_else(|| turned(s, found, &mut content));
    let cue = inside.as_ref().map_or(found.cue.clone(), |p| found.cue.start..p.items.start);
    let phrase = inside
        .or_else(|| source(s, found, block))
        .or_else(|| beside(s, found, &content))
        .or_else(|| clause_subject(s, found, &content));
    Some(Attribution {
        kind: kind(s, &content),
        content: tokens_of(s, &content),
        cue: Some(s.token_range(cue)),
        source: phrase.map(|p| attribute::source(s, &p)),
        rule: ruled.map_or_else(|| arrangement(s, found, &content), |(_, _, rule)| *rule),
        score: Some(found.score),
    })
}

/// Whether a report has no words of its own: `asked not to be named`, `asked her`.
fn says_nothing(s: &Sentence, content: &Content) -> bool {
    let mut items = content.iter().cloned().flatten();
    let first = content[0].start;
    let to = first + usize::from(s.word(first, "not"));
    let unnamed = ["named", "identified", "quoted"].iter().any(|w| s.word(to + 2, w));
    let stays_unnamed = s.word(to, "to") && s.word(to + 1, "be") && unnamed;
    stays_unnamed
        || items
            .all(|i| s.is(i, Is::SUBJECT | Is::POSS | Is::RELATIVE) || s.word(i, "him") || s.word(i, "them"))
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// A run of content without the `that` before it and the marks around it.
fn trimmed(s: &Sentence, run: Range<usize>) -> Option<Range<usize>> {
    let Range { mut start, mut end } = run;
    let mark = |i: usize| {
        matches!(
            s.shape(i),
            Some(Shape::Comma | Shape::Stop | Shape::Colon | Shape::Semicolon | Shape::Dash | Shape::Asks)
        )
    };
    while start < end && mark(start) {
        start += 1;
    }
    if end > start + 1 && s.word(start, "that") {
        start += 1;
    }
    while end > start && mark(end - 1) {
        end -= 1;
    }
    (start < end).then_some(start..end)
}

/// The noun phrase of the tagged source; the rule's own where both mean the same or the model names none.
fn source(s: &Sentence, found: &Tagged, ruled: Option<&Block>) -> Option<Phrase> {
    let own = ruled.and_then(|block| block.source.clone());
    let near = |run: &&Range<usize>| run.start.abs_diff(found.at).min(run.end.abs_diff(found.at));
    let Some(run) = found.source.iter().min_by_key(near) else { return own };
    if let Some(phrase) = own.as_ref().filter(|p| overlap(&p.items, run)) {
        return Some(phrase.clone());
    }
    // After winning in X, Gov. Jan Roe said: what somebody did is no source, but who stands before the cue may be.
    let deed = s.shape(run.start) == Some(Shape::Lower) && s.str(run.start).ends_with("ing");
    if deed && let Some(subject) = mention::before(s, found.cue.start, 0).filter(|p| p.head == Head::Name) {
        return Some(subject);
    }
    let read = mention::after(s, run.start)
        .filter(|p| overlap(&p.items, run))
        .or_else(|| mention::before(s, run.end, 0).filter(|p| overlap(&p.items, run)));
    // She sent a list, saying “…”: the subject goes on, not what stands before the comma.
    let things = read.as_ref().is_none_or(|p| p.head == Head::Common && !block::speaks(s, p));
    if things
        && ruled.is_some_and(|b| b.order == Order::Shared)
        && let Some(subject) = own.as_ref().filter(|p| matches!(p.head, Head::Name | Head::Pronoun))
    {
        return Some(subject.clone());
    }
    // What no noun phrase is read in is shown as it stands.
    if read.is_none() && own.is_none() && run.clone().any(|i| s.quoted(i).is_some_and(|q| q.words > 3)) {
        return None;
    }
    let whole = || Phrase { items: run.clone(), core: run.clone(), head: Head::Common, extent: run.clone() };
    read.or(own).or_else(|| Some(whole()))
}

/// Whether the verb may stand before its subject: `said X`, but not `told X`.
fn turns(s: &Sentence, found: &Tagged) -> bool {
    s.token(found.at).and_then(|t| s.tokens.words.cue(t.word)).is_some_and(|c| c.takes(b'v'))
}

/// A name that was tagged as part of the cue: `Said X: “…”`.
fn inside_cue(s: &Sentence, found: &Tagged) -> Option<Phrase> {
    let tagged = found.source.is_empty() && found.cue.len() > 1 && turns(s, found);
    mention::after(s, found.at + 1)
        .filter(|p| tagged && p.head == Head::Name && p.items.start < found.cue.end)
        .filter(|p| s.shape(p.items.start).is_some_and(|shape| shape != Shape::Lower))
}

/// A name that was tagged as the beginning of what was said, which is taken off it: `Said X: “…”`.
fn turned(s: &Sentence, found: &Tagged, content: &mut Content) -> Option<Phrase> {
    let first = content.first_mut().filter(|run| found.source.is_empty() && run.start == found.at + 1)?;
    if !turns(s, found) {
        return None;
    }
    let phrase = mention::after(s, first.start).filter(|p| p.head == Head::Name)?;
    let end = phrase.items.end;
    let quotes = matches!(s.shape(end), Some(Shape::Colon | Shape::Comma))
        && end + 1 < first.end
        && s.quoted(end + 1).is_some();
    if !quotes {
        return None;
    }
    first.start = end + 1;
    Some(phrase)
}

/// The name or pronoun beside the cue of quoted words: `X on Monday told Y: “…”`.
fn beside(s: &Sentence, found: &Tagged, content: &Content) -> Option<Phrase> {
    let usable = |p: &Phrase| matches!(p.head, Head::Name | Head::Pronoun) && is_free(content, p);
    if kind(s, content) != Kind::Direct {
        return None;
    }
    mention::before(s, found.cue.start, 0)
        .filter(usable)
        .or_else(|| mention::after(s, found.cue.end).filter(|p| turns(s, found) && usable(p)))
}

/// The subject of the clause of a verb whose own is not named: `After saying it was “…,” X left`.
fn clause_subject(s: &Sentence, found: &Tagged, content: &Content) -> Option<Phrase> {
    let passive = (found.cue.start..found.at).any(|i| s.is(i, Is::AUX)) && s.str(found.at).ends_with("ed");
    if kind(s, content) == Kind::Indirect || passive {
        return None;
    }
    let goes_on = s.str(found.at).ends_with("ing");
    block::clause_subject(s, s.len()).filter(|p| {
        let tells = goes_on && p.head != Head::Relative || block::speaks(s, p);
        tells && is_free(content, p) && !p.items.contains(&found.at)
    })
}

/// `After saying it was “…,” X left`: what was said ends before the clause that follows.
fn leads_in(s: &Sentence, found: &Tagged, run: Range<usize>) -> Range<usize> {
    let first = found.cue.start <= 1 && s.str(found.at).ends_with("ing") && run.start > found.at;
    let comma = |i: &usize| s.shape(*i).or(s.last_quoted(*i)) == Some(Shape::Comma);
    let end = run.clone().find(|i| first && comma(i));
    end.map_or(run.clone(), |i| run.start..i + usize::from(s.quoted(i).is_some()))
}

fn is_free(content: &Content, phrase: &Phrase) -> bool {
    !content.iter().any(|run| overlap(run, &phrase.items))
}

/// The rule that a tagged attribution without one comes nearest to.
fn arrangement(s: &Sentence, found: &Tagged, content: &Content) -> Rule {
    let direct = content.iter().flat_map(|c| c.clone()).all(|i| s.quoted(i).is_some());
    let before = content[0].start < found.at;
    match (direct, before) {
        (true, true) => Rule::AfterCue,
        (true, false) => Rule::BeforeCue,
        (false, true) => Rule::ClauseBeforeCue,
        (false, false) => Rule::ClauseAfterCue,
    }
}
