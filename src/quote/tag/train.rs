//! Trains the tagger from hand annotation: the same bytes for the same files, whatever the machine.
//!
//! Conditional likelihood is climbed by stochastic gradients with a step of its own for each weight (AdaGrad, Duchi,
//! Hazan and Singer 2011), over a fixed number of rounds in an order drawn from a fixed seed.

use super::brat::{self, Gold};
use super::chain::{Chain, LABELS, Label};
use super::detect;
use super::feature::{Features, Frame, word_hash};
use super::model::{CUE_BITS, EDGES, Model, ROW_BITS, STEP_BITS};
use crate::error::{Error, Result};
use crate::lang::Lexicon;
use crate::quote::sentence::{Item, Sentence};
use crate::quote::{attribute, each_sentence};
use crate::source::Article;
use rustc_hash::FxHashMap;
use std::path::Path;

/// Rounds over the instances.
const ROUNDS: usize = 6;

/// The first step.
const RATE: f32 = 0.15;

/// How strongly weights are drawn to nought.
const DECAY: f32 = 2e-4;

/// A word may report speech when it stands in this part of its occurrences in a cue, and in two cues at least.
const CUE_SHARE: f32 = 0.03;

/// A sentence seen from one candidate, with what annotators said of it.
struct Instance {
    features: Features,
    labels: Vec<Label>,
    at: usize,
}

/// An article with its annotation.
struct Annotated {
    article: Article,
    gold: Vec<Gold>,
}

/// Trains a model on the articles of `dir` (`text/NAME.txt`, `attributions/NAME.ann`), and returns its file's bytes.
///
/// # Errors
///
/// Where a file cannot be read, or the folder holds no annotated article.
pub fn train(dir: &Path, lexicon: &Lexicon) -> Result<Vec<u8>> {
    let annotated = read_all(dir)?;
    let mut model = Model::empty();
    find_candidates(&annotated, lexicon, &mut model);
    let mut instances = Vec::new();
    let mut cases = Vec::new();
    for one in &annotated {
        collect(one, lexicon, &model, &mut instances, &mut cases);
    }
    let env = |n: &str, d: f32| std::env::var(n).ok().and_then(|t| t.parse().ok()).unwrap_or(d);
    let (rounds, rate0) = (env("ONR_R", ROUNDS as f32) as usize, env("ONR_L", RATE));
    let mut trainer = Trainer::new();
    trainer.decay = env("ONR_D", DECAY);
    trainer.drop = env("ONR_X", 0.0);
    eprintln!("{} instances {} cases", instances.len(), cases.len());
    learn_cues(&cases, &mut model, env("ONR_CR", 6.0) as usize, env("ONR_CL", 0.05), env("ONR_CD", 1e-3), env("ONR_CM", 4.0) as u32);
    prune(&mut instances, env("ONR_M", 4.0) as u32);
    let mut order: Vec<usize> = (0..instances.len()).collect();
    let mut dice = Dice(2016);
    let mut sums = vec![0.0f32; trainer.all().count()];
    for round in 0..rounds {
        dice.shuffle(&mut order);
        for i in &order {
            trainer.learn(&instances[*i], rate0 / (1.0 + 0.3 * round as f32));
        }
        if 2 * round >= rounds {
            trainer.all().zip(sums.iter_mut()).for_each(|(weight, sum)| *sum += weight.0);
        }
    }
    trainer.average(&sums, rounds - rounds.div_ceil(2));
    let drop = trainer.drop;
    trainer.all().for_each(|w| w.0 *= 1.0 - drop);
    trainer.into_model(&mut model);
    Ok(model.to_bytes())
}

fn read_all(dir: &Path) -> Result<Vec<Annotated>> {
    let texts = dir.join("text");
    let fail = |path: &Path, cause| Error::Read { path: path.to_owned(), cause };
    let mut names: Vec<_> = std::fs::read_dir(&texts)
        .map_err(|cause| fail(&texts, cause))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    names.sort();
    let mut all = Vec::new();
    for path in names {
        let stem = path.file_stem().unwrap_or_default();
        let notes = dir.join("attributions").join(stem).with_extension("ann");
        let bytes = std::fs::read(&path).map_err(|cause| fail(&path, cause))?;
        let notes = std::fs::read_to_string(&notes).map_err(|cause| fail(&notes, cause))?;
        let name = stem.to_string_lossy();
        let article = crate::source::plain_article(bytes, &name);
        let gold = brat::read(&notes, &article.text);
        all.push(Annotated { article, gold });
    }
    match all.is_empty() {
        true => Err(fail(&texts, std::io::Error::other("no annotated article"))),
        false => Ok(all),
    }
}

/// Finds the words that stand in cues often enough to be looked at wherever they stand.
fn find_candidates(annotated: &[Annotated], lexicon: &Lexicon, model: &mut Model) {
    let mut seen: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    for one in annotated {
        each_sentence(&one.article, lexicon, &mut |s, _| {
            for i in (0..s.len()).filter(|i| s.token(*i).is_some_and(|t| t.is_word()) || s.str(*i) == ":") {
                let counts = seen.entry(word_hash(s.str(i))).or_default();
                counts.1 += 1;
                counts.0 += u32::from(one.gold.iter().any(|gold| lies_in(s, i, &gold.cue)));
            }
        });
    }
    for (word, (cues, all)) in seen {
        let share = std::env::var("ONR_CS").ok().and_then(|t| t.parse().ok()).unwrap_or(CUE_SHARE);
        if cues >= 2 && cues as f32 >= share * all as f32 {
            model.add_candidate(word);
        }
    }
}

fn collect(one: &Annotated, lexicon: &Lexicon, model: &Model, out: &mut Vec<Instance>, cases: &mut Vec<Case>) {
    each_sentence(&one.article, lexicon, &mut |s, headline| {
        let claims = attribute::claims(s, headline);
        let frame = Frame::new(s, &claims, model);
        for at in frame.candidates() {
            let gold = one.gold.iter().find(|gold| lies_in(s, at, &gold.cue));
            let mut rows = Vec::new();
            detect::rows(&frame, at, &mut rows);
            cases.push(Case { rows, reports: gold.is_some() });
            if gold.is_none() {
                continue;
            }
            let label = |i: usize| match gold {
                None => Label::Other,
                Some(gold) if lies_in(s, i, &gold.cue) => Label::Cue,
                Some(gold) if lies_in(s, i, &gold.source) => Label::Source,
                Some(gold) if lies_in(s, i, &gold.content) => Label::Content,
                Some(_) => Label::Other,
            };
            let mut features = Features::default();
            frame.read(at, &mut features);
            out.push(Instance { features, labels: (0..s.len()).map(label).collect(), at });
        }
    });
}

/// A candidate, and whether it reports something.
struct Case {
    rows: Vec<u32>,
    reports: bool,
}

/// Learns to tell which candidates report something.
fn learn_cues(cases: &[Case], model: &mut Model, rounds: usize, rate: f32, decay: f32, least: u32) {
    let mut counts = vec![0u32; 1 << CUE_BITS];
    cases.iter().flat_map(|c| &c.rows).for_each(|row| counts[*row as usize] += 1);
    let mut weights = vec![(0.0f32, 0.0f32); 1 << CUE_BITS];
    let mut sums = vec![0.0f32; 1 << CUE_BITS];
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut dice = Dice(1879);
    let drop: f32 = std::env::var("ONR_CX").ok().and_then(|t| t.parse().ok()).unwrap_or(0.0);
    let mut kept: Vec<u32> = Vec::new();
    for round in 0..rounds {
        dice.shuffle(&mut order);
        for i in &order {
            let case = &cases[*i];
            kept.clear();
            kept.extend(case.rows.iter().copied().filter(|row| {
                counts[*row as usize] >= least && !dice.below(drop)
            }));
            let sum: f32 = kept.iter().map(|row| weights[*row as usize].0).sum();
            let gradient = 1.0 / (1.0 + (-sum).exp()) - f32::from(u8::from(case.reports));
            if gradient.abs() > 1e-3 {
                for row in &kept {
                    step(&mut weights[*row as usize], gradient, rate / (1.0 + 0.3 * round as f32), decay);
                }
            }
        }
        if 2 * round >= rounds {
            weights.iter().zip(&mut sums).for_each(|(w, sum)| *sum += w.0);
        }
    }
    let most = sums.iter().map(|w| w.abs()).fold(0.0, f32::max);
    let step = (most / 127.0).max(f32::MIN_POSITIVE);
    model.cue_step = (1.0 - drop) * step / (rounds - rounds.div_ceil(2)).max(1) as f32;
    model.cues.iter_mut().zip(&sums).for_each(|(w, sum)| *w = (sum / step).round() as i8);
}

/// Whether more than half of an item lies in one of the spans.
fn lies_in(s: &Sentence, i: usize, spans: &[crate::Span]) -> bool {
    let tokens = match s.items[i] {
        Item::Token(t) => t..t + 1,
        Item::Quoted(segment) => s.segments[segment].inner.clone(),
    };
    let item = s.tokens.cover(tokens);
    let shared: usize =
        spans.iter().map(|g| g.end.min(item.end).saturating_sub(g.start.max(item.start))).sum();
    2 * shared > item.len()
}

/// Drops features that stand in fewer than `least` instances: what is met so seldom says more of the article than of
/// the language.
fn prune(instances: &mut [Instance], least: u32) {
    let (mut counts, mut steps) = (vec![0u32; 1 << ROW_BITS], vec![0u32; 1 << STEP_BITS]);
    for instance in instances.iter() {
        count(instance.features.rows(), &mut counts);
        count(instance.features.step_rows(), &mut steps);
    }
    let (keep, keep_step) = (|row: u32| counts[row as usize] >= least, |row: u32| steps[row as usize] >= least);
    instances.iter_mut().for_each(|instance| instance.features.retain(keep, keep_step));
}

/// Counts each row once.
fn count(rows: &[u32], counts: &mut [u32]) {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    rows.dedup();
    rows.iter().for_each(|row| counts[*row as usize] += 1);
}

/// Pseudo-random numbers (splitmix64) from a seed.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Further dice that fall otherwise.
    fn split(&mut self) -> Dice {
        Dice(self.next())
    }

    /// Whether a throw between 0 and 1 falls below `part`.
    fn below(&mut self, part: f32) -> bool {
        ((self.next() >> 40) as f32) < part * (1u32 << 24) as f32
    }

    /// Fisher and Yates' shuffle.
    fn shuffle(&mut self, order: &mut [usize]) {
        for i in (1..order.len()).rev() {
            order.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }
}

/// Weights while they are learned, each beside the sum of its squared gradients.
struct Trainer {
    weights: Vec<[(f32, f32); LABELS]>,
    transitions: Vec<[[(f32, f32); LABELS]; LABELS]>,
    steps: Vec<[[(f32, f32); LABELS]; LABELS]>,
    chain: Chain,
    decay: f32,
    drop: f32,
    dice: Dice,
}

impl Trainer {
    fn new() -> Trainer {
        Trainer {
            weights: vec![[(0.0, 0.0); LABELS]; 1 << ROW_BITS],
            transitions: vec![[[(0.0, 0.0); LABELS]; LABELS]; EDGES],
            steps: vec![[[(0.0, 0.0); LABELS]; LABELS]; 1 << STEP_BITS],
            chain: Chain::default(),
            decay: DECAY,
            drop: 0.0,
            dice: Dice(1),
        }
    }

    /// All weights, in an order that does not change.
    fn all(&mut self) -> impl Iterator<Item = &mut (f32, f32)> {
        let transitions = self.transitions.as_flattened_mut().as_flattened_mut().iter_mut();
        let steps = self.steps.as_flattened_mut().as_flattened_mut().iter_mut();
        self.weights.as_flattened_mut().iter_mut().chain(transitions).chain(steps)
    }

    /// Takes for each weight the mean of what it was after each round, which varies less with the order of the
    /// instances than the last does.
    fn average(&mut self, sums: &[f32], rounds: usize) {
        self.all().zip(sums).for_each(|(weight, sum)| weight.0 = sum / rounds as f32);
    }

    /// Climbs one step on one instance.
    fn learn(&mut self, instance: &Instance, rate: f32) {
        let mut features = instance.features.clone();
        if self.drop > 0.0 {
            let (mut seed, mut seed_step) = (self.dice.split(), self.dice.split());
            features.retain(|_| !seed.below(self.drop), |_| !seed_step.below(self.drop));
        }
        let features = &features;
        let n = features.edges.len();
        self.chain.nodes.clear();
        self.chain.steps.clear();
        for i in 0..n {
            let mut node = [0.0; LABELS];
            for row in features.of(i) {
                let weights = &self.weights[*row as usize];
                (0..LABELS).for_each(|l| node[l] += weights[l].0);
            }
            self.chain.nodes.push(node);
            let edge = &self.transitions[usize::from(features.edges[i])];
            let mut step: [[f32; LABELS]; LABELS] =
                std::array::from_fn(|from| std::array::from_fn(|to| edge[from][to].0));
            for row in features.step_of(i) {
                let weights = &self.steps[*row as usize];
                (0..LABELS).for_each(|from| (0..LABELS).for_each(|to| step[from][to] += weights[from][to].0));
            }
            self.chain.steps.push(step);
        }
        self.chain.pin(instance.at);
        self.chain.forward();
        self.chain.backward();
        let total = self.chain.total();
        for i in 0..n {
            let gold = instance.labels[i] as usize;
            for label in 0..LABELS {
                let likely = (self.chain.alpha[i][label] + self.chain.beta[i][label] - total).exp();
                let gradient = likely - f32::from(u8::from(label == gold));
                if gradient.abs() > 1e-3 {
                    for row in features.of(i) {
                        step(&mut self.weights[*row as usize][label], gradient, rate, self.decay);
                    }
                }
            }
            if i > 0 {
                self.learn_step(features, &instance.labels, i, total, rate);
            }
        }
    }

    fn learn_step(&mut self, features: &Features, labels: &[Label], i: usize, total: f32, rate: f32) {
        let chain = &self.chain;
        let edge = &mut self.transitions[usize::from(features.edges[i])];
        for from in 0..LABELS {
            for to in 0..LABELS {
                let path = chain.alpha[i - 1][from]
                    + chain.steps[i][from][to]
                    + chain.nodes[i][to]
                    + chain.beta[i][to];
                let gold = labels[i - 1] as usize == from && labels[i] as usize == to;
                let gradient = (path - total).exp() - f32::from(u8::from(gold));
                if gradient.abs() > 1e-4 {
                    step(&mut edge[from][to], gradient, rate, self.decay);
                    if gradient.abs() > 1e-3 {
                        for row in features.step_of(i) {
                            step(&mut self.steps[*row as usize][from][to], gradient, rate, self.decay);
                        }
                    }
                }
            }
        }
    }

    /// Rounds the weights to bytes.
    fn into_model(self, model: &mut Model) {
        let nodes = self.weights.as_flattened().iter();
        let steps = self.steps.as_flattened().as_flattened().iter();
        let most = nodes.chain(steps).map(|w| w.0.abs()).fold(0.0, f32::max);
        model.step = (most / 127.0).max(f32::MIN_POSITIVE);
        for (row, learned) in model.weights.iter_mut().zip(&self.weights) {
            *row = learned.map(|w| (w.0 / model.step).round() as i8);
        }
        for (row, learned) in model.steps.iter_mut().zip(&self.steps) {
            *row = learned.map(|from| from.map(|w| (w.0 / model.step).round() as i8));
        }
        for (edge, learned) in model.transitions.iter_mut().zip(&self.transitions) {
            *edge = learned.map(|row| row.map(|w| w.0));
        }
    }
}

fn step(weight: &mut (f32, f32), gradient: f32, rate: f32, decay: f32) {
    let gradient = gradient + decay * weight.0;
    weight.1 += gradient * gradient;
    weight.0 -= rate * gradient / (weight.1 + 1e-6).sqrt();
}
