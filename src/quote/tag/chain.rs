//! A linear chain of labels: the best one, and how likely the candidate is a cue at all.

use super::feature::{self, View};
use super::frame::Frame;
use super::model::Model;
use super::sum::{Sum, add};
use wide::f32x4;

/// How many labels there are.
pub(crate) const LABELS: usize = 4;

/// What an item is to a candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Label {
    /// Nothing.
    #[default]
    Other,
    /// What was said.
    Content,
    /// Who said it.
    Source,
    /// The reporting words; the candidate itself where it reports something, and so no item where it does not.
    Cue,
}

impl Label {
    pub(crate) const ALL: [Label; LABELS] = [Label::Other, Label::Content, Label::Source, Label::Cue];
}

/// Scores so low that no path takes them.
const NEVER: f32 = -1e6;

/// The scores of one sentence for one candidate.
#[derive(Default)]
pub(crate) struct Chain {
    /// What each item's score is without regard to a candidate.
    alone: Vec<[i16; LABELS]>,
    /// Of each label at each item.
    pub(crate) nodes: Vec<[f32; LABELS]>,
    /// From each label to each, on the step onto each item.
    pub(crate) steps: Vec<[[f32; LABELS]; LABELS]>,
    /// Logarithms of the sums over all paths up to each item.
    pub(crate) alpha: Vec<[f32; LABELS]>,
    /// And from each item on.
    pub(crate) beta: Vec<[f32; LABELS]>,
}

impl Chain {
    /// Makes ready for a sentence: sums up what is the same for all its candidates.
    pub(crate) fn begin(&mut self, frame: &Frame, model: &Model) {
        let items = frame.word.len();
        let mut sum = Sum::new(model.nodes(), items, feature::ALONE);
        for i in 0..items {
            feature::alone(frame, i, &mut sum);
            sum.close();
        }
        self.alone = sum.sums();
    }

    /// Scores the sentence as it is seen from the candidate at item `at`.
    pub(crate) fn fill(&mut self, view: &View, model: &Model, at: usize) {
        self.nodes.clear();
        self.steps.clear();
        let items = self.alone.len();
        self.nodes.reserve(items);
        self.steps.reserve(items);
        let mut nodes = Sum::new(model.nodes(), items, feature::OF_ITEM);
        let mut steps = Sum::new(model.steps(), items, feature::OF_STEP);
        for i in 0..items {
            view.item(i, &mut nodes);
            nodes.close();
            view.step(i, &mut steps);
            steps.close();
        }
        for (mut sum, alone) in nodes.sums().into_iter().zip(&self.alone) {
            add(&mut sum, *alone);
            self.nodes.push(sum.map(|sum| f32::from(sum) * model.unit));
        }
        for (i, step) in steps.sums().into_iter().enumerate() {
            let edge = model.transition(view.edge(i));
            let weight = |from: usize, to: usize| f32::from(step[LABELS * from + to]) * model.unit;
            let step =
                std::array::from_fn(|from| std::array::from_fn(|to| edge[from][to] + weight(from, to)));
            self.steps.push(step);
        }
        self.pin(at);
    }

    /// The candidate is a cue.
    pub(crate) fn pin(&mut self, at: usize) {
        for label in [Label::Other, Label::Content, Label::Source] {
            self.nodes[at][label as usize] = NEVER;
        }
    }

    /// Sums over all paths from the left.
    pub(crate) fn forward(&mut self) {
        self.alpha.clear();
        self.alpha.reserve(self.nodes.len());
        let mut sums = f32x4::new(self.nodes[0]);
        self.alpha.push(self.nodes[0]);
        for (node, step) in self.nodes.iter().zip(&self.steps).skip(1) {
            let before = sums.to_array();
            let onto = std::array::from_fn(|from| f32x4::new(step[from]) + f32x4::splat(before[from]));
            sums = log_sums(onto) + f32x4::new(*node);
            self.alpha.push(sums.to_array());
        }
    }

    /// The logarithm of the sum over all paths.
    pub(crate) fn total(&self) -> f32 {
        log_sum(self.alpha.last().copied().unwrap_or_default())
    }

    /// Sums over all paths from the right.
    pub(crate) fn backward(&mut self) {
        let n = self.nodes.len();
        self.beta.clear();
        self.beta.resize(n, [0.0; LABELS]);
        for i in (0..n - 1).rev() {
            let (step, node, after) = (self.steps[i + 1], self.nodes[i + 1], self.beta[i + 1]);
            let onto = std::array::from_fn(|to| {
                f32x4::new(step.map(|onto| onto[to])) + f32x4::splat(node[to] + after[to])
            });
            self.beta[i] = log_sums(onto).to_array();
        }
    }

    /// The best labels, and their score.
    pub(crate) fn best(&self) -> (Vec<Label>, f32) {
        let n = self.nodes.len();
        let mut score: [f32; LABELS] = self.nodes[0];
        let mut back: Vec<[u8; LABELS]> = vec![[0; LABELS]];
        for i in 1..n {
            let mut next = [0.0; LABELS];
            let mut come = [0; LABELS];
            for to in 0..LABELS {
                let (from, best) = (0..LABELS)
                    .map(|from| (from, score[from] + self.steps[i][from][to]))
                    .fold((0, f32::MIN), |a, b| if b.1 > a.1 { b } else { a });
                come[to] = from as u8;
                next[to] = best + self.nodes[i][to];
            }
            score = next;
            back.push(come);
        }
        let mut label = (0..LABELS).fold(0, |a, b| if score[b] > score[a] { b } else { a });
        let top = score[label];
        let mut labels = vec![Label::Other; n];
        for i in (0..n).rev() {
            labels[i] = Label::ALL[label];
            label = usize::from(back[i][label]);
        }
        (labels, top)
    }
}

/// The logarithm of a sum of exponentials, without overflow.
pub(crate) fn log_sum(values: [f32; LABELS]) -> f32 {
    log_sums(values.map(f32x4::splat)).to_array()[0]
}

/// The same of each lane of four values, all lanes at once.
fn log_sums(values: [f32x4; LABELS]) -> f32x4 {
    let [a, b, c, d] = values;
    let most = a.fast_max(b).fast_max(c.fast_max(d));
    most + values.into_iter().map(|value| (value - most).exp()).sum::<f32x4>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_are_those_of_exponentials_one_by_one(values in prop::array::uniform4(-60.0_f32..60.0), never in 0..4_usize) {
            let mut values = values;
            values.iter_mut().take(never).for_each(|value| *value = NEVER);
            let plain = values.iter().map(|value| f64::from(*value).exp()).sum::<f64>().ln();
            let sum = f64::from(log_sum(values));
            prop_assert!((sum - plain).abs() < 1e-5 * plain.abs().max(1.0), "{} instead of {}", sum, plain);
        }
    }
}
