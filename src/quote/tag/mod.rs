//! Tags what was said, the cue and the source with a learned model, where rules end.
//!
//! For each word of a sentence that may report speech (a candidate), every item of the sentence is labelled as
//! content, source, cue or none of them by a linear-chain conditional random field (Lafferty, McCallum and Pereira
//! 2001) whose features look at the item, its neighbours, the candidate and what lies between, as in semantic role
//! labelling (Gildea and Jurafsky 2002). What the rules of [`super::attribute`] make of the same sentence is among
//! the features, so the model corrects them rather than starting anew. Trainer and runtime share
//! [`feature::View`].

pub(crate) mod brat;
pub(crate) mod chain;
pub(crate) mod detect;
pub(crate) mod feature;
mod frame;
mod hash;
mod instance;
pub(crate) mod learn;
pub(crate) mod model;
mod sum;
pub(crate) mod train;

use crate::quote::sentence::Sentence;
use chain::{Chain, Label};
use feature::{Claim, View};
use frame::{Frame, Spot};
pub(crate) use model::Model;
use std::ops::Range;

/// What the model makes of one candidate.
#[derive(Clone, Debug)]
pub(crate) struct Tagged {
    /// The candidate's item.
    pub(crate) at: usize,
    /// How likely it reports something, and how likely just this, from 0 to 1.
    pub(crate) score: f32,
    /// Runs of content, in items.
    pub(crate) content: Vec<Range<usize>>,
    /// Runs of the source.
    pub(crate) source: Vec<Range<usize>>,
    /// The run of the cue.
    pub(crate) cue: Range<usize>,
}

/// Candidates less likely than this to report something are dropped.
const LIKELY: f32 = 0.25;

/// The same in a sentence without quotation marks: reported speech less certain is left out in the end.
const LIKELY_UNQUOTED: f32 = 0.4;

/// How much the likelihood of the labels counts beside that of the cue, as an exponent.
const PATH: f32 = 0.3;

/// Two contents that share this part of their items are the same.
const SAME: f32 = 0.5;

/// Tags a sentence: the likeliest candidates whose contents are not the same.
pub(crate) fn tag(s: &Sentence, claims: &[Claim], model: &Model) -> Vec<Tagged> {
    let frame = Frame::new(s);
    let quoted = (0..s.len()).any(|i| s.quoted(i).is_some());
    let least = if quoted { LIKELY } else { LIKELY_UNQUOTED };
    let likely = |at| {
        let spot = Spot::new(s, &frame, claims, at);
        let probability = detect::probability(&spot, model);
        (probability >= least).then_some((spot, probability))
    };
    let mut candidates: Vec<_> = frame.candidates(s, claims, model).filter_map(likely).collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut found: Vec<Tagged> = Vec::new();
    let mut chain = Chain::default();
    chain.begin(&frame, model);
    for (spot, probability) in candidates {
        let at = spot.at;
        // Another word of a cue that is likelier still.
        if found.iter().any(|t| t.cue.contains(&at)) {
            continue;
        }
        chain.fill(&View::new(&spot), model, at);
        let (labels, top) = chain.best();
        chain.forward();
        let score = probability * (top - chain.total()).exp().powf(PATH);
        if score >= least {
            found.push(tagged(at, score, &labels));
        }
    }
    found.retain(|t| !t.content.is_empty());
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Tagged> = Vec::new();
    for tagged in found {
        if !kept.iter().any(|k| is_same(k, &tagged)) {
            kept.push(tagged);
        }
    }
    kept.sort_by_key(|t| t.at);
    kept
}

fn is_same(a: &Tagged, b: &Tagged) -> bool {
    let len = |ranges: &[Range<usize>]| ranges.iter().map(Range::len).sum::<usize>();
    let shared: usize = a
        .content
        .iter()
        .flat_map(|x| b.content.iter().map(move |y| x.end.min(y.end).saturating_sub(x.start.max(y.start))))
        .sum();
    let union = len(&a.content) + len(&b.content) - shared;
    shared as f32 > SAME * union as f32
}

fn tagged(at: usize, score: f32, labels: &[Label]) -> Tagged {
    let cue_start = (0..=at).rev().take_while(|i| labels[*i] == Label::Cue).last().unwrap_or(at);
    let cue_end = (at..labels.len()).take_while(|i| labels[*i] == Label::Cue).last().unwrap_or(at) + 1;
    Tagged {
        at,
        score,
        content: runs(labels, Label::Content),
        source: runs(labels, Label::Source),
        cue: cue_start..cue_end,
    }
}

fn runs(labels: &[Label], wanted: Label) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for i in (0..labels.len()).filter(|i| labels[*i] == wanted) {
        match out.last_mut() {
            Some(last) if last.end == i => last.end = i + 1,
            _ => out.push(i..i + 1),
        }
    }
    out
}
