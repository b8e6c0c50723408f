//! Carries speakers from sentence to sentence and paragraph to paragraph, for quotations without a cue of their own.

use crate::lang::Is;
use crate::quote::attribute::{self, Attribution, Source};
use crate::quote::marks::Segment;
use crate::quote::mention::{self, Head, Phrase};
use crate::quote::people::People;
use crate::quote::rule::Rule;
use crate::quote::sentence::{self, Item, Sentence};
use crate::quote::tag::Model;
use crate::quote::token::{Shape, Tokens};
use crate::quote::transcript::Transcript;
use crate::quote::{Kind, Para, block};
use std::ops::Range;

/// Quoted words fewer than this, without a cue of their own, are no quote but a turn of phrase.
const FEW_WORDS: usize = 4;

/// What somebody has said, as a noun.
const REMARKS: [&str; 12] = [
    "remark",
    "comment",
    "claim",
    "statement",
    "suggestion",
    "assertion",
    "promise",
    "warning",
    "allegation",
    "declaration",
    "contention",
    "argument",
];

/// How many attributions back a quotation can go on with another.
const CONTINUED_REACH: usize = 16;

/// What has been said so far.
#[derive(Default)]
pub(crate) struct Flow {
    /// The last speaker of a quotation, and the paragraph.
    last: Option<(Source, usize)>,
    /// The speaker of the last reported speech, and the paragraph.
    reported: Option<(Source, usize)>,
    /// A speaker announced by `X said:` at the end of the paragraph before.
    announced: Option<Source>,
}

/// An attribution and the ordinal of its paragraph.
pub(crate) type Found = (usize, Attribution);

/// The attributions of a section's paragraphs, and which of them holds each segment.
pub(crate) struct Section<'t, 'a> {
    tokens: &'t Tokens<'a>,
    segments: &'t [Segment],
    owner: Vec<Option<usize>>,
    found: Vec<Found>,
    next_segment: usize,
    model: Option<&'t Model>,
}

impl<'t, 'a> Section<'t, 'a> {
    /// Finds the attributions of all paragraphs, in order of paragraphs.
    pub(crate) fn read(
        tokens: &'t Tokens<'a>,
        segments: &'t [Segment],
        people: &People,
        paras: &[Para],
        flow: &mut Flow,
        model: Option<&'t Model>,
    ) -> Vec<Found> {
        let owner = vec![None; segments.len()];
        let mut section = Section { tokens, segments, owner, found: Vec::new(), next_segment: 0, model };
        let transcript = Transcript::of(tokens, people, paras);
        for para in paras {
            match transcript.turn(para) {
                Some(found) => section.turn(found, para),
                None => section.paragraph(para, flow),
            }
        }
        section.found.retain(|(_, a)| !a.content.is_empty());
        section.found
    }

    /// Takes a paragraph of a transcript as it is.
    fn turn(&mut self, attribution: Attribution, para: &Para) {
        let end = para.tokens.end;
        self.next_segment +=
            self.segments[self.next_segment..].iter().take_while(|s| s.outer.start < end).count();
        if !attribution.content.is_empty() {
            self.found.push((para.index, attribution));
        }
    }

    fn paragraph(&mut self, para: &Para, flow: &mut Flow) {
        let items = sentence::items(para.tokens.clone(), self.segments, self.next_segment);
        let whole = Sentence { tokens: self.tokens, segments: self.segments, items: &items };
        let first_segment = self.next_segment;
        self.next_segment += items.iter().filter(|i| matches!(i, Item::Quoted(_))).count();
        let mut read = Vec::new();
        for range in sentence::sentences(&whole) {
            let s = Sentence { items: &items[range], ..whole };
            let found = self.found.len();
            for attribution in attribute::sentence(&s, para.headline, self.model) {
                self.found.push((para.index, attribution));
            }
            self.claim(found, first_segment..self.next_segment);
            read.push(Read { s, found: found..self.found.len() });
        }
        self.sign(&read, para);
        for i in 0..read.len() {
            self.loose(&read, i, para, flow);
        }
        self.join(first_segment..self.next_segment);
        self.close(&read, para, flow);
    }

    /// Gives an unattributed quotation to the name that stands alone below it: `- Jane Doe`.
    fn sign(&mut self, read: &[Read<'_, 'a>], para: &Para) {
        let [only] = read else { return };
        let Some((index, last)) = self.found.last_mut() else { return };
        let weak = matches!(last.rule, Rule::CarriedOver | Rule::Unattributed | Rule::Neighbour);
        if !weak || *index + 1 != para.index || only.s.shape(0) != Some(Shape::Dash) || only.s.len() > 10 {
            return;
        }
        if let Some(phrase) = mention::after(&only.s, 1).filter(|p| p.head == Head::Name) {
            last.source = Some(attribute::source(&only.s, &phrase));
            last.rule = Rule::Signature;
        }
    }

    /// Notes which segments the attributions from `from` on hold.
    fn claim(&mut self, from: usize, segments: Range<usize>) {
        let list = &self.segments[segments.clone()];
        for (i, (_, attribution)) in self.found.iter().enumerate().skip(from) {
            for content in &attribution.content {
                let first = segments.start + list.partition_point(|s| s.inner.start < content.start);
                for segment in first..segments.end {
                    if self.segments[segment].inner.end > content.end {
                        break;
                    }
                    self.owner[segment].get_or_insert(i);
                }
            }
        }
    }

    /// Gives the segments of sentence `at` that no cue holds to whoever the text around them tells.
    fn loose(&mut self, read: &[Read<'_, 'a>], at: usize, para: &Para, flow: &mut Flow) {
        let s = read[at].s;
        let signature = signature(&s);
        let words =
            (0..s.len()).filter(|i| s.token(*i).is_some_and(|t| t.is_word() || t.shape == Shape::Number));
        let around = words.take(3).count();
        let alone = around == 0 || signature.is_some() || around < 3 && s.is(0, Is::AND);
        let mut decision: Option<Decision> = None;
        for item in s.items {
            let Item::Quoted(segment) = *item else { continue };
            let few = self.segments[segment].words < FEW_WORDS;
            let carries_on = self.segments[segment].continues;
            if self.owner[segment].is_some()
                || few && !carries_on && !(alone && self.speaks(read, at, para, flow))
            {
                continue;
            }
            if !alone
                && (attribute::is_title(&s, &self.segments[segment])
                    || is_phrase(&s, &self.segments[segment]))
            {
                continue;
            }
            if let Some(source) = signed(&s, segment) {
                self.push(segment, Some(source), Rule::Signature, para);
                continue;
            }
            if let Some(source) = after_comma(&s, segment) {
                self.push(segment, Some(source), Rule::AfterComma, para);
                continue;
            }
            if let Some(source) = to_whom(&s, segment).or_else(|| remarked(&s, segment)) {
                self.push(segment, Some(source), Rule::AccordingTo, para);
                continue;
            }
            let decided = decision.get_or_insert_with(|| match &signature {
                Some(source) => Some((Some(source.clone()), Rule::Signature)),
                None if alone => self.standing(read, at, para, flow),
                None => self.inside(&read[at]).or_else(|| self.standing(read, at, para, flow)),
            });
            let (source, rule) = decided.clone().unwrap_or((None, Rule::Unattributed));
            self.push(segment, source, rule, para);
        }
        if let Some((source, rule)) = read[at].found.clone().rev().find_map(|i| {
            let a = &self.found[i].1;
            (a.kind != Kind::Indirect).then(|| (a.source.clone(), a.rule))
        }) && rule.has_cue()
            && let Some(source) = source
        {
            flow.last = Some((source, para.index));
        }
    }

    /// Whether a short quotation that stands alone is speech: somebody has spoken or is announced.
    fn speaks(&self, read: &[Read<'_, 'a>], at: usize, para: &Para, flow: &Flow) -> bool {
        let spoken = flow.last.as_ref().is_some_and(|(_, p)| para.index <= p + 1);
        spoken || flow.announced.is_some() || read.len() == 1 && at == 0
    }

    /// The speaker of a sentence that is all quotation.
    fn standing(
        &self,
        read: &[Read<'_, 'a>],
        at: usize,
        para: &Para,
        flow: &Flow,
    ) -> Option<(Option<Source>, Rule)> {
        if at == 0
            && let Some(source) = &flow.announced
        {
            return Some((Some(source.clone()), Rule::Introduced));
        }
        if let Some(source) =
            read.get(at + 1).filter(|next| next.found.is_empty()).and_then(|next| bare(&next.s))
        {
            return Some((Some(source), Rule::AfterCue));
        }
        let here = flow.last.as_ref().filter(|(_, paragraph)| *paragraph == para.index);
        let lead = at.checked_sub(1).and_then(|before| self.lead(&read[before]));
        // “…,” he said. The roof leaks. “…”: what is no person does not take over from whoever speaks.
        let takes_over = |(source, rule): &(Source, Rule)| {
            *rule == Rule::Continued || source.head == Head::Name || self.is_he_or_she(source)
        };
        if let Some((source, rule)) = lead.filter(|lead| here.is_none() || takes_over(lead)) {
            return Some((Some(source), rule));
        }
        if let Some((source, _)) = here {
            return Some((Some(source.clone()), Rule::Continued));
        }
        let later = read[at + 1..].iter().take(2).find_map(|r| self.spoken_in(r));
        if let Some(source) = later {
            return Some((Some(source), Rule::Continued));
        }
        let carried = flow.last.as_ref().filter(|(_, p)| para.index <= p + 2);
        // The vote was lost, Ms Roe said. “…”: whoever was reported in the paragraph before speaks on.
        let nearer = flow.reported.as_ref().filter(|(_, p)| {
            at == 0 && para.index == p + 1 && flow.last.as_ref().is_none_or(|(_, last)| last < p)
        });
        let carried = nearer.or(carried);
        if let Some((source, _)) = carried {
            return Some((Some(source.clone()), Rule::CarriedOver));
        }
        let beside = at.checked_sub(1).into_iter().chain([at + 1]).filter_map(|i| read.get(i));
        for r in beside {
            if let Some(source) = speaking_subject(&r.s) {
                return Some((Some(source), Rule::Neighbour));
            }
        }
        flow.last.as_ref().map(|(source, _)| (Some(source.clone()), Rule::CarriedOver))
    }

    fn is_he_or_she(&self, source: &Source) -> bool {
        let word = self.tokens.str(source.phrase.start);
        source.phrase.len() == 1 && ["he", "she"].iter().any(|w| word.eq_ignore_ascii_case(w))
    }

    /// The speaker of the sentence before a quotation, if that sentence leads up to it.
    fn lead(&self, before: &Read<'_, 'a>) -> Option<(Source, Rule)> {
        if let Some(source) = self.spoken_in(before) {
            return Some((source, Rule::Continued));
        }
        let indirect = before.found.clone().rev().find_map(|i| self.found[i].1.source.clone());
        if let Some(source) = indirect {
            return Some((source, Rule::Neighbour));
        }
        let quoted = (0..before.s.len())
            .any(|i| before.s.quoted(i).is_some_and(|q| !attribute::is_title(&before.s, q)));
        let source = speaking_subject(&before.s).filter(|_| !quoted)?;
        Some((source, Rule::Neighbour))
    }

    /// The speaker of a sentence's last quotation.
    fn spoken_in(&self, read: &Read<'_, 'a>) -> Option<Source> {
        read.found.clone().rev().find_map(|i| {
            let a = &self.found[i].1;
            (a.kind != Kind::Indirect).then(|| a.source.clone()).flatten()
        })
    }

    /// The speaker of quoted words in a sentence whose cues do not reach them.
    fn inside(&self, read: &Read<'_, 'a>) -> Option<(Option<Source>, Rule)> {
        if let Some(i) = read.found.clone().next_back()
            && self.found[i].1.source.is_some()
        {
            return Some((self.found[i].1.source.clone(), Rule::SentenceSubject));
        }
        Some((Some(speaking_subject(&read.s)?), Rule::SentenceSubject))
    }

    fn push(&mut self, segment: usize, source: Option<Source>, rule: Rule, para: &Para) {
        let content = self.segments[segment].inner.clone();
        let spoken =
            |(index, a): &Found| *index == para.index && a.kind != Kind::Indirect && a.source == source;
        let near = self.found.len().saturating_sub(CONTINUED_REACH);
        let continued =
            (rule == Rule::Continued).then(|| self.found[near..].iter().rposition(spoken)).flatten();
        if let Some(at) = continued.map(|at| near + at) {
            // “…,” she said. “…” is one utterance, as annotators have it too, whatever stands between.
            let spans = &mut self.found[at].1.content;
            spans.insert(spans.partition_point(|c| c.start < content.start), content);
            self.owner[segment] = Some(at);
            return;
        }
        self.owner[segment] = Some(self.found.len());
        let content = vec![content];
        let attribution = Attribution { content, kind: Kind::Direct, cue: None, source, rule, score: None };
        self.found.push((para.index, attribution));
    }

    /// Makes one quote of a quotation that runs over several paragraphs.
    fn join(&mut self, segments: Range<usize>) {
        for segment in segments.filter(|s| self.segments[*s].continues && *s > 0) {
            let (Some(before), Some(after)) = (self.owner[segment - 1], self.owner[segment]) else {
                continue;
            };
            if before == after {
                continue;
            }
            let strong = [before, after].map(|i| self.found[i].1.rule.has_cue());
            if strong == [true, true] {
                continue;
            }
            let mut content = std::mem::take(&mut self.found[before].1.content);
            let more = std::mem::take(&mut self.found[after].1.content);
            let in_order = content.last().map(|c| c.end) <= more.first().map(|c| c.start);
            content.extend(more);
            if !in_order {
                // Either had been continued already, past the other.
                content.sort_by_key(|c| (c.start, c.end));
            }
            let (keep, index) = (if strong[1] { after } else { before }, self.found[before].0);
            self.found[keep].0 = index;
            self.found[keep].1.content = content;
            self.owner[segment] = Some(keep);
        }
    }

    /// Notes who is announced at the paragraph's end, and who spoke last in it.
    fn close(&mut self, read: &[Read<'_, 'a>], para: &Para, flow: &mut Flow) {
        flow.announced = None;
        let Some(last) = read.last() else { return };
        if self.next_segment > 0
            && let Some(owner) = self.owner[self.next_segment - 1]
            && let (index, Attribution { source: Some(source), .. }) = &self.found[owner]
            && *index <= para.index
            && last.s.items.iter().any(|i| matches!(i, Item::Quoted(_)))
        {
            flow.last = Some((source.clone(), para.index));
        }
        let spoken = read.iter().flat_map(|r| r.found.clone()).next_back();
        if let Some((_, Attribution { source: Some(source), kind: Kind::Indirect, .. })) =
            spoken.map(|i| &self.found[i])
        {
            flow.reported = Some((source.clone(), para.index));
        }
        if last.s.shape(last.s.len() - 1) == Some(Shape::Colon) {
            let phrase = block::blocks(&last.s, para.headline)
                .into_iter()
                .rev()
                .find_map(|b| b.source)
                .or_else(|| block::subject(&last.s, last.s.len()));
            flow.announced = phrase.map(|p| attribute::source(&last.s, &p));
        }
    }
}

/// Who a loose quotation is given to, and why.
type Decision = Option<(Option<Source>, Rule)>;

/// A sentence and the attributions found in it.
struct Read<'s, 'a> {
    s: Sentence<'s, 'a>,
    found: Range<usize>,
}

/// The subject of a sentence, unless it is a word that nobody is meant by: `It was “…”`.
fn speaking_subject(s: &Sentence) -> Option<Source> {
    let phrase = block::subject(s, s.len())?;
    let nobody = ["it", "this", "that", "these", "those", "there"];
    let alone = phrase.items.len() == 1;
    let empty = alone && nobody.iter().any(|w| s.word(phrase.items.start, w));
    // Reforms are “…”: a plural that only its place gives a capital.
    let (first, verb) = (phrase.items.start, phrase.items.end);
    let plural = alone && first == 0 && s.str(first).ends_with('s') && !s.is(first, Is::GROUP);
    let things = plural && (s.word(verb, "are") || s.word(verb, "were"));
    (!empty && !things).then(|| attribute::source(s, &phrase))
}

/// Who stands behind a quotation that ends in a comma, whatever the verb: `“…,” X riffed`.
fn after_comma(s: &Sentence, segment: usize) -> Option<Source> {
    let at = s.items.iter().position(|item| *item == Item::Quoted(segment))?;
    let ends = s.last_quoted(at) == Some(Shape::Comma);
    let phrase = mention::after(s, at + 1).filter(|_| ends)?;
    let verb = s.str(phrase.extent.end + usize::from(s.shape(phrase.extent.end) == Some(Shape::Comma)));
    let past = verb.ends_with("ed") || s.tokens.words.cue(s.token(phrase.extent.end)?.word).is_some();
    (past && phrase.head != Head::Relative).then(|| attribute::source(s, &phrase))
}

/// In whose eyes a quotation is so: `To her, “…”`, `For Ms Pell, “…”`.
fn to_whom(s: &Sentence, segment: usize) -> Option<Source> {
    let at = s.items.iter().position(|item| *item == Item::Quoted(segment))?;
    let comma = at.checked_sub(1).filter(|i| s.shape(*i) == Some(Shape::Comma))?;
    let first = (0..comma).rev().take(6).find(|i| s.word(*i, "to") || s.word(*i, "for"))?;
    let opens = first == 0 || s.is(first - 1, Is::SUB | Is::AND) || s.shape(first - 1) == Some(Shape::Comma);
    let pronoun = ["him", "her", "them"].iter().any(|w| s.word(first + 1, w)) && first + 2 == comma;
    let own = |i: usize| Phrase { items: i..i + 1, core: i..i + 1, head: Head::Pronoun, extent: i..i + 1 };
    let named = || mention::after(s, first + 1).filter(|p| p.head == Head::Name && p.items.end == comma);
    let phrase = if pronoun { Some(own(first + 1)) } else { named() };
    phrase.filter(|_| opens).map(|p| attribute::source(s, &p))
}

/// Whose remark a quotation is: `over her remark that “…”`, `after Ms Pell’s claim that “…”`.
fn remarked(s: &Sentence, segment: usize) -> Option<Source> {
    let at = s.items.iter().position(|item| *item == Item::Quoted(segment))?;
    let comma = usize::from(at > 0 && s.shape(at - 1) == Some(Shape::Comma));
    let noun = at.checked_sub(comma + 2).filter(|_| s.word(at - comma - 1, "that"))?;
    let remark = REMARKS.iter().any(|w| s.word(noun, w));
    let whose = (0..noun).rev().take(3).find(|i| s.is(*i, Is::POSS) || s.shape(*i) == Some(Shape::Clitic))?;
    let pronoun = || Phrase {
        items: whose..whose + 1,
        core: whose..whose + 1,
        head: Head::Pronoun,
        extent: whose..noun,
    };
    let phrase = if s.is(whose, Is::POSS) { Some(pronoun()) } else { mention::before(s, whose, 0) };
    phrase.filter(|p| remark && p.head != Head::Relative).map(|p| attribute::source(s, &p))
}

/// Who has signed a quotation: `“…” — Jane Doe, Leeds`.
fn signature(s: &Sentence) -> Option<Source> {
    let dash = (0..s.len()).find(|i| s.quoted(*i).is_none())?;
    if dash == 0 || s.shape(dash) != Some(Shape::Dash) || s.len() > dash + 10 {
        return None;
    }
    mention::after(s, dash + 1).filter(|p| p.head == Head::Name).map(|p| attribute::source(s, &p))
}

/// Who has signed one of several quotations in a row: `“…” — Jane Doe “…” — John Roe`.
fn signed(s: &Sentence, segment: usize) -> Option<Source> {
    let at = s.items.iter().position(|item| *item == Item::Quoted(segment))?;
    let phrase = mention::after(s, at + 2).filter(|p| p.head == Head::Name)?;
    let end = phrase.items.end;
    let alone = end >= s.len() || s.quoted(end).is_some() || s.shape(end) == Some(Shape::Stop);
    (alone && s.shape(at + 1) == Some(Shape::Dash)).then(|| attribute::source(s, &phrase))
}

/// Whether quoted words are rather a turn of phrase: a few of them, none with a capital, no stop.
fn is_phrase(s: &Sentence, segment: &Segment) -> bool {
    let tokens = || segment.inner.clone().map(|i| &s.tokens[i]);
    segment.words <= FEW_WORDS + 1
        && tokens().all(|t| matches!(t.shape, Shape::Lower | Shape::Number))
        && !tokens().any(|t| t.is(Is::AUX | Is::SUBJECT))
}

/// The source of a sentence that is nothing but an attribution: `Mr Smith said.`
fn bare(s: &Sentence) -> Option<Source> {
    let blocks = block::blocks(s, false);
    let [only] = blocks.as_slice() else { return None };
    let alone =
        only.start <= 1 && only.hit.takes(b'd') && s.len() <= only.end + 4 && !s.is(only.end, Is::RELATIVE);
    only.source.as_ref().filter(|_| alone).map(|p| attribute::source(s, p))
}
