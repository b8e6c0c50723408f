//! Learns weights: conditional likelihood is climbed by stochastic gradients with a step of its own for each weight
//! (AdaGrad, Duchi, Hazan and Singer 2011), in an order drawn from a fixed seed.
//!
//! At each instance a part of the features is left out by chance, so that none is leant on alone (Srivastava et al.
//! 2014), and weights are the mean over the later half of the rounds. The numbers below were chosen by training on
//! four fifths of the annotated articles and scoring on the fifth.

use super::chain::{Chain, LABELS, Label};
use super::instance::{Case, Features, Instance};
use super::model::{CUE_BITS, EDGES, Learned, ROW_BITS, STEP_BITS};

/// Rounds over the instances of the chain.
const ROUNDS: usize = 20;

/// The chain's first step.
const RATE: f32 = 0.05;

/// How strongly the chain's weights are drawn to nought.
const DECAY: f32 = 0.005;

/// The part of the chain's features left out.
const DROP: f32 = 0.5;

/// Features of the chain that stand in fewer instances are dropped.
const LEAST: u32 = 3;

/// Rounds over the candidates.
const CUE_ROUNDS: usize = 12;

/// The candidates' first step.
const CUE_RATE: f32 = 0.02;

/// How strongly the candidates' weights are drawn to nought.
const CUE_DECAY: f32 = 0.001;

/// The part of the candidates' features left out.
const CUE_DROP: f32 = 0.3;

/// Features that stand with fewer candidates are dropped.
const CUE_LEAST: u32 = 4;

/// A gradient below this is passed over.
const SLIGHT: f32 = 1e-3;

/// Learns the weights that tell which candidates report something.
pub(crate) fn learn_cues(cases: &[Case]) -> Vec<f32> {
    let mut counts = vec![0u32; 1 << CUE_BITS];
    cases.iter().flat_map(|c| &c.rows).for_each(|row| counts[*row as usize] += 1);
    let mut weights = vec![(0.0f32, 0.0f32); 1 << CUE_BITS];
    let mut sums = vec![0.0f32; 1 << CUE_BITS];
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut dice = Dice(1879);
    let mut kept: Vec<u32> = Vec::new();
    for round in 0..CUE_ROUNDS {
        dice.shuffle(&mut order);
        for case in order.iter().map(|i| &cases[*i]) {
            kept.clear();
            let stays = |row: &u32| counts[*row as usize] >= CUE_LEAST && !dice.below(CUE_DROP);
            kept.extend(case.rows.iter().copied().filter(stays));
            let sum: f32 = kept.iter().map(|row| weights[*row as usize].0).sum();
            let gradient = 1.0 / (1.0 + (-sum).exp()) - f32::from(u8::from(case.reports));
            if gradient.abs() > SLIGHT {
                let rate = slower(CUE_RATE, round);
                kept.iter().for_each(|row| step(&mut weights[*row as usize], gradient, rate, CUE_DECAY));
            }
        }
        if 2 * round >= CUE_ROUNDS {
            weights.iter().zip(&mut sums).for_each(|(weight, sum)| *sum += weight.0);
        }
    }
    let scale = (1.0 - CUE_DROP) / (CUE_ROUNDS - CUE_ROUNDS.div_ceil(2)) as f32;
    sums.iter().map(|sum| sum * scale).collect()
}

/// Drops features that stand in fewer than [`LEAST`] instances: what is met so seldom says more of the article than of
/// the language.
fn prune(instances: &mut [Instance]) {
    let (mut counts, mut steps) = (vec![0u32; 1 << ROW_BITS], vec![0u32; 1 << STEP_BITS]);
    for instance in instances.iter() {
        count(instance.features.rows(), &mut counts);
        count(instance.features.step_rows(), &mut steps);
    }
    let (keep, keep_step) =
        (|row: u32| counts[row as usize] >= LEAST, |row: u32| steps[row as usize] >= LEAST);
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
pub(crate) struct Trainer {
    weights: Vec<[(f32, f32); LABELS]>,
    transitions: Vec<[[(f32, f32); LABELS]; LABELS]>,
    steps: Vec<[[(f32, f32); LABELS]; LABELS]>,
    chain: Chain,
    dice: Dice,
}

impl Default for Trainer {
    fn default() -> Trainer {
        Trainer {
            weights: vec![[(0.0, 0.0); LABELS]; 1 << ROW_BITS],
            transitions: vec![[[(0.0, 0.0); LABELS]; LABELS]; EDGES],
            steps: vec![[[(0.0, 0.0); LABELS]; LABELS]; 1 << STEP_BITS],
            chain: Chain::default(),
            dice: Dice(1),
        }
    }
}

impl Trainer {
    /// Learns from all instances.
    pub(crate) fn learn_all(mut self, instances: &mut [Instance]) -> Learned {
        prune(instances);
        let mut order: Vec<usize> = (0..instances.len()).collect();
        let mut dice = Dice(2016);
        let mut sums = vec![0.0f32; self.all().count()];
        for round in 0..ROUNDS {
            dice.shuffle(&mut order);
            for i in &order {
                self.learn(&instances[*i], slower(RATE, round));
            }
            if 2 * round >= ROUNDS {
                self.all().zip(sums.iter_mut()).for_each(|(weight, sum)| *sum += weight.0);
            }
        }
        let scale = (1.0 - DROP) / (ROUNDS - ROUNDS.div_ceil(2)) as f32;
        self.all().zip(&sums).for_each(|(weight, sum)| weight.0 = sum * scale);
        self.learned()
    }

    /// All weights, in an order that does not change.
    fn all(&mut self) -> impl Iterator<Item = &mut (f32, f32)> {
        let transitions = self.transitions.as_flattened_mut().as_flattened_mut().iter_mut();
        let steps = self.steps.as_flattened_mut().as_flattened_mut().iter_mut();
        self.weights.as_flattened_mut().iter_mut().chain(transitions).chain(steps)
    }

    /// Climbs one step on one instance.
    fn learn(&mut self, instance: &Instance, rate: f32) {
        let mut features = instance.features.clone();
        let (mut dice, mut dice_step) = (self.dice.split(), self.dice.split());
        features.retain(|_| !dice.below(DROP), |_| !dice_step.below(DROP));
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
                if gradient.abs() > SLIGHT {
                    for row in features.of(i) {
                        step(&mut self.weights[*row as usize][label], gradient, rate, DECAY);
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
        for (from, to) in (0..LABELS * LABELS).map(|at| (at / LABELS, at % LABELS)) {
            let path =
                chain.alpha[i - 1][from] + chain.steps[i][from][to] + chain.nodes[i][to] + chain.beta[i][to];
            let gold = labels[i - 1] as usize == from && labels[i] as usize == to;
            let gradient = (path - total).exp() - f32::from(u8::from(gold));
            if gradient.abs() > 1e-4 {
                step(&mut edge[from][to], gradient, rate, DECAY);
                if gradient.abs() > SLIGHT {
                    for row in features.step_of(i) {
                        step(&mut self.steps[*row as usize][from][to], gradient, rate, DECAY);
                    }
                }
            }
        }
    }

    fn learned(self) -> Learned {
        Learned {
            nodes: self.weights.into_iter().map(|row| row.map(|w| w.0)).collect(),
            steps: self.steps.into_iter().map(|row| row.map(|from| from.map(|w| w.0))).collect(),
            transitions: self.transitions.into_iter().map(|row| row.map(|from| from.map(|w| w.0))).collect(),
            ..Learned::blank()
        }
    }
}

/// The step of a round.
fn slower(rate: f32, round: usize) -> f32 {
    rate / (1.0 + 0.3 * round as f32)
}

fn step(weight: &mut (f32, f32), gradient: f32, rate: f32, decay: f32) {
    let gradient = gradient + decay * weight.0;
    weight.1 += gradient * gradient;
    weight.0 -= rate * gradient / (weight.1 + 1e-6).sqrt();
}
