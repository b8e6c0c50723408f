//! Joins content, cue and source: what of a sentence was said, by whom it was said, and by which rule that is told.

use crate::lang::Is;
use crate::quote::Kind;
use crate::quote::block::{self, Block, Order};
use crate::quote::clause;
use crate::quote::cue::CueKind;
use crate::quote::marks::Segment;
use crate::quote::mention::{self, Head, Phrase};
use crate::quote::rule::Rule;
use crate::quote::sentence::Sentence;
use crate::quote::tag::Model;
use crate::quote::tag::feature::Claim;
use crate::quote::tagged;
use crate::quote::token::Shape;
use std::ops::Range;

/// The mention a quote is attributed to, in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// The whole noun phrase.
    pub(crate) phrase: Range<usize>,
    /// Its part before `of …`.
    pub(crate) core: Range<usize>,
    /// What it refers by.
    pub(crate) head: Head,
    /// A name in apposition: `a critic, X,`.
    pub(crate) apposed: Option<Range<usize>>,
    /// For `who`: the phrase it stands for.
    pub(crate) antecedent: Option<(Range<usize>, Range<usize>)>,
}

/// A quote before its speaker is resolved, in tokens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attribution {
    /// What was said, in order.
    pub(crate) content: Vec<Range<usize>>,
    /// How it is given.
    pub(crate) kind: Kind,
    /// The verb group.
    pub(crate) cue: Option<Range<usize>>,
    /// The mention.
    pub(crate) source: Option<Source>,
    /// What decided.
    pub(crate) rule: Rule,
    /// The model's score, where it had a part in it.
    pub(crate) score: Option<f32>,
}

/// Turns a phrase of a sentence into a source.
pub(crate) fn source(s: &Sentence, phrase: &Phrase) -> Source {
    let antecedent = (phrase.head == Head::Relative)
        .then(|| {
            let at = phrase.items.start;
            let end = if at > 0 && s.shape(at - 1) == Some(Shape::Comma) { at - 1 } else { at };
            let near = mention::before(s, end, 0).filter(|p| p.head != Head::Relative)?;
            Some(described(s, &near).unwrap_or(near))
        })
        .flatten();
    let behind = phrase.items.end;
    let end = (behind + 1..phrase.extent.end)
        .find(|i| s.shape(*i) == Some(Shape::Comma))
        .unwrap_or(phrase.extent.end);
    let apposed = (s.shape(behind) == Some(Shape::Comma)
        && behind + 1 < end
        && s.token(behind + 1).is_some_and(|t| t.is_capital()))
    .then(|| s.token_range(behind + 1..end));
    Source {
        apposed,
        phrase: s.token_range(phrase.items.clone()),
        core: s.token_range(phrase.core.clone()),
        head: phrase.head,
        antecedent: antecedent.map(|p| (s.token_range(p.items), s.token_range(p.core))),
    }
}

/// The name that a phrase describes: `X, a native of Y`.
fn described(s: &Sentence, phrase: &Phrase) -> Option<Phrase> {
    let comma = phrase.items.start.checked_sub(1)?;
    let apposed =
        phrase.head == Head::Common && s.shape(comma) == Some(Shape::Comma) && s.is(comma + 1, Is::DET);
    mention::before(s, comma, 0).filter(|p| apposed && p.head == Head::Name)
}

/// A cue with its source, its content in items, and the rule by which it was found.
pub(crate) type Reading<'a> = (Block<'a>, Content, Rule);

/// Content, cue and source of a sentence, by rule.
fn read<'a>(s: &Sentence<'_, 'a>, headline: bool) -> Vec<Reading<'a>> {
    let blocks = block::blocks(s, headline);
    let mut list = Vec::new();
    let mut taken = 0;
    let mut outer: Content = Vec::new();
    for (i, block) in blocks.iter().enumerate() {
        let reach = aside_end(s, block, reach(s, &blocks, i));
        let Some((content, rule)) = content(s, block, taken, taken.max(left_limit(&blocks, i)), reach) else {
            continue;
        };
        if repeats(s, block, &content, &outer) {
            continue;
        }
        outer.extend(content.iter().cloned());
        taken = taken.max(if matches!(rule, Rule::AfterCue | Rule::AfterInverted) { block.end } else { 0 });
        let rule = if block.order == Order::Shared { Rule::Participle } else { rule };
        list.push((block.clone(), content, rule));
    }
    list
}

/// What the rules make of a sentence, for the model to look at.
pub(crate) fn claims(s: &Sentence, headline: bool) -> Vec<Claim> {
    read(s, headline).iter().map(claim).collect()
}

pub(crate) fn claim((block, content, rule): &Reading) -> Claim {
    Claim {
        cue: block.hit.group.clone(),
        content: content.clone(),
        source: block.source.as_ref().map(|p| p.items.clone()),
        rule: *rule as u8,
    }
}

/// Finds what a sentence says was said; segments inside its marks that no cue claims are left to the caller.
pub(crate) fn sentence(s: &Sentence, headline: bool, model: Option<&Model>) -> Vec<Attribution> {
    let read = read(s, headline);
    let mut list: Vec<Attribution> = match model {
        Some(model) => tagged::joined(s, &read, model),
        None => read.iter().map(|reading| ruled(s, reading)).collect(),
    };
    if list.is_empty() {
        list.extend(after_colon(s));
    }
    if headline
        && list.iter().all(|a| a.kind == Kind::Indirect)
        && let Some(colon) = headline_colon(s)
    {
        list = vec![colon];
    }
    list
}

pub(crate) fn ruled(s: &Sentence, (block, content, rule): &Reading) -> Attribution {
    Attribution {
        kind: kind(s, content),
        content: tokens_of(s, content),
        cue: Some(s.token_range(block.hit.group.clone())),
        source: block.source.as_ref().map(|p| source(s, p)),
        rule: *rule,
        score: None,
    }
}

/// Whether a cue inside what was said only goes on about its speaker: `X said he expected rain`.
fn repeats(s: &Sentence, block: &Block, content: &[Range<usize>], outer: &[Range<usize>]) -> bool {
    let own = block.source.as_ref().is_none_or(|p| p.head == Head::Pronoun && !s.word(p.items.start, "i"));
    let inside = |c: &Range<usize>| outer.iter().any(|o| o.start <= c.start && c.end <= o.end);
    own && content.iter().all(inside)
}

/// Where the words before a cue begin that can be its content.
fn left_limit(blocks: &[Block], i: usize) -> usize {
    i.checked_sub(1).map_or(0, |before| blocks[before].end)
}

/// Where the words behind a cue end that can be its content: before the next cue of the same clause, or at the end.
fn reach(s: &Sentence, blocks: &[Block], i: usize) -> usize {
    let mut end = s.len();
    while end > 0 && matches!(s.shape(end - 1), Some(Shape::Stop | Shape::Asks)) {
        end -= 1;
    }
    for next in &blocks[i + 1..] {
        let before = next.start.saturating_sub(1);
        let parted = matches!(s.shape(before), Some(Shape::Comma | Shape::Dash | Shape::Semicolon))
            || s.is(before, Is::AND) && next.order == Order::Shared
            || matches!(next.hit.kind, CueKind::AccordingTo);
        if parted && before > blocks[i].end {
            let joined = s.is(before, Is::AND | Is::SUB) && matches!(s.shape(before - 1), Some(Shape::Comma));
            let before = if joined {
                before - 1
            } else if matches!(next.hit.kind, CueKind::AccordingTo) && s.shape(before) != Some(Shape::Comma) {
                next.start
            } else {
                before
            };
            return before.min(end);
        }
        if s.is(before, Is::AND | Is::SUB)
            && before > 0
            && s.shape(before - 1) == Some(Shape::Comma)
            && before > blocks[i].end
        {
            return (before - 1).min(end);
        }
    }
    end
}

/// `X, who says she has never voted, runs the café`: what `who` says ends with the aside.
fn aside_end(s: &Sentence, block: &Block, reach: usize) -> usize {
    let aside = block.source.as_ref().is_some_and(|p| {
        p.head == Head::Relative && p.items.start > 0 && s.shape(p.items.start - 1) == Some(Shape::Comma)
    });
    let comma = (block.end + 2..reach)
        .find(|i| aside && s.shape(*i) == Some(Shape::Comma) && s.quoted(i + 1).is_none());
    comma.unwrap_or(reach)
}

/// Runs of items that were said, in order.
pub(crate) type Content = Vec<Range<usize>>;

/// The content of a cue, in items, and the rule by which it was found.
fn content(s: &Sentence, block: &Block, taken: usize, left: usize, reach: usize) -> Option<(Content, Rule)> {
    if let CueKind::AccordingTo = block.hit.kind {
        let mut content = vec![according(s, block, taken, reach)?];
        if content[0].end <= block.start {
            content.extend(rest(s, block.end, reach));
        }
        return Some((content, Rule::AccordingTo));
    }
    let inverted = block.order == Order::Inverted;
    if block.order != Order::Shared
        && block.hit.takes(b'd')
        && let Some(quoted) = quoted_before(s, block.start, left)
    {
        let mut content = vec![quoted];
        content.extend(resumed(s, block.end, reach));
        return Some((content, if inverted { Rule::AfterInverted } else { Rule::AfterCue }));
    }
    if !inverted && let Some(content) = clause::after(s, &block.hit, block.end, reach) {
        let direct = content.clone().all(|i| s.quoted(i).is_some());
        return Some((vec![content], if direct { Rule::BeforeCue } else { Rule::ClauseAfterCue }));
    }
    let rest = rest(s, block.end, reach);
    let content = clause::before(s, block, taken, rest.is_some())?;
    let mut spans = vec![content];
    spans.extend(rest);
    Some((spans, if inverted { Rule::ClauseBeforeInverted } else { Rule::ClauseBeforeCue }))
}

/// The words before a block that end in a quotation: the quotation alone, or the clause around it.
fn quoted_before(s: &Sentence, start: usize, left: usize) -> Option<Range<usize>> {
    let mut end = start;
    if end > left && matches!(s.shape(end - 1), Some(Shape::Comma | Shape::Dash | Shape::Ellipsis)) {
        end -= 1;
    }
    if end <= left || s.quoted(end - 1).is_none() {
        return None;
    }
    let first = clause::trim_start(s, left, end);
    let alone =
        (first..end).all(|i| s.quoted(i).is_some() || matches!(s.shape(i), Some(Shape::Comma | Shape::Stop)));
    if alone {
        return Some(first..end);
    }
    // On the economy, “…,” he said: words that only lead in are no part of what was said.
    let quote = (first..end).rev().take_while(|i| s.quoted(*i).is_some()).last()?;
    let leads_in = matches!(s.shape(quote.checked_sub(1)?), Some(Shape::Comma | Shape::Colon | Shape::Dash))
        && s.quoted(quote).is_some_and(|q| q.words > 3);
    Some(if leads_in { quote..end } else { first..end })
}

/// The second part of a quotation broken by its attribution: `“…,” he said, “…”`.
fn resumed(s: &Sentence, from: usize, reach: usize) -> Option<Range<usize>> {
    let at = (from..reach).find(|i| s.quoted(*i).is_some())?;
    let before = s.shape(at.checked_sub(1)?);
    let broken = at == from
        || matches!(
            before,
            Some(Shape::Comma | Shape::Colon | Shape::Dash | Shape::Semicolon | Shape::Ellipsis)
        );
    (broken && !names_programme(s, at)).then_some(at..at + 1)
}

/// The rest of a clause broken by its attribution: `The vote, he said, was lost.`
fn rest(s: &Sentence, from: usize, reach: usize) -> Option<Range<usize>> {
    let from = clause::skip_adjuncts(s, from, reach);
    (s.shape(from) == Some(Shape::Comma)
        && from + 2 < reach
        && !(s.is(from + 1, Is::AND) && s.is(from + 2, Is::SUBJECT)))
    .then(|| from + 1..reach)
}

/// Whether the quoted item `i` is the name of what somebody spoke on or to: `said on CNN’s “Any Answers”`.
pub(crate) fn names_programme(s: &Sentence, i: usize) -> bool {
    let Some(before) = i.checked_sub(1) else { return false };
    let leads =
        s.is(before, Is::PREP | Is::OF) || s.shape(before) == Some(Shape::Clitic) || s.word(before, "told");
    leads && s.quoted(i).is_some_and(|q| is_title(s, q))
}

/// Whether quoted words are rather a title, of a book or a show: every long word has a capital.
pub(crate) fn is_title(s: &Sentence, segment: &Segment) -> bool {
    let tokens = || segment.inner.clone().map(|i| (i, &s.tokens[i]));
    let capitals = tokens().filter(|(_, t)| t.is_capital()).count();
    segment.words < 12
        && capitals * 2 >= segment.words.max(3)
        && tokens().all(|(i, t)| !t.is_word() || t.is_capital() || s.tokens.str(i).len() < 5)
}

fn according(s: &Sentence, block: &Block, left: usize, reach: usize) -> Option<Range<usize>> {
    let first = clause::trim_start(s, left, block.start);
    if block.start > first + 1 {
        let comma = matches!(s.shape(block.start - 1), Some(Shape::Comma | Shape::Dash));
        return Some(first..block.start - usize::from(comma));
    }
    // According to a man who was there, …: what describes the source is passed over.
    let comma = (block.end..reach.min(block.end + 10))
        .find(|i| matches!(s.shape(*i), Some(Shape::Comma | Shape::Colon)));
    let from = comma.map_or(block.end, |i| i + 1);
    (from < reach).then_some(from..reach)
}

/// `X: “…”`
fn after_colon(s: &Sentence) -> Option<Attribution> {
    let colon = (1..s.len()).find(|i| s.shape(*i) == Some(Shape::Colon))?;
    let segment = s.quoted(colon + 1)?;
    let phrase = block::subject(s, colon)?;
    (segment.words > 2).then(|| Attribution {
        content: vec![segment.inner.clone()],
        kind: Kind::Direct,
        cue: None,
        source: Some(source(s, &phrase)),
        rule: Rule::Colon,
        score: None,
    })
}

/// `X: We will win`, in a headline
fn headline_colon(s: &Sentence) -> Option<Attribution> {
    let colon = (1..s.len().min(8)).find(|i| s.shape(*i) == Some(Shape::Colon))?;
    let mut end = s.len();
    while end > colon && s.shape(end - 1) == Some(Shape::Stop) {
        end -= 1;
    }
    let phrase = mention::before(s, colon, 0).filter(|p| p.head == Head::Name && p.items.start == 0)?;
    let label = phrase.items.len() == 1 && s.is(0, Is::PAPER | Is::BODY | Is::OPENER | Is::QUESTION);
    (colon + 2 < end && !label).then(|| Attribution {
        content: tokens_of(s, std::slice::from_ref(&(colon + 1..end))),
        kind: kind(s, std::slice::from_ref(&(colon + 1..end))),
        cue: None,
        source: Some(source(s, &phrase)),
        rule: Rule::Colon,
        score: None,
    })
}

/// How content is given, by what of it stands inside marks.
pub(crate) fn kind(s: &Sentence, content: &[Range<usize>]) -> Kind {
    let mut items = content.iter().cloned().flatten();
    if content.iter().cloned().flatten().all(|i| s.quoted(i).is_some() || s.shape(i) == Some(Shape::Comma)) {
        Kind::Direct
    } else if items.any(|i| s.quoted(i).is_some()) {
        Kind::Mixed
    } else {
        Kind::Indirect
    }
}

/// Content in tokens: a quotation without its marks, a clause with the marks in it.
pub(crate) fn tokens_of(s: &Sentence, content: &[Range<usize>]) -> Content {
    let mut list = Vec::new();
    for range in content {
        if range.clone().all(|i| s.quoted(i).is_some() || s.shape(i) == Some(Shape::Comma)) {
            list.extend(range.clone().filter_map(|i| s.quoted(i)).map(|q| q.inner.clone()));
        } else {
            list.push(s.token_range(range.clone()));
        }
    }
    list
}
