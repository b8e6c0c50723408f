//! What the trainer learns from: the features of annotated sentences, kept.

use super::chain::Label;
use super::feature::{self, View};
use super::frame::Frame;

/// A sentence seen from a cue, with what annotators said of it.
pub(crate) struct Instance {
    pub(crate) features: Features,
    pub(crate) labels: Vec<Label>,
    /// The cue's item.
    pub(crate) at: usize,
}

/// A candidate, and whether it reports something.
pub(crate) struct Case {
    pub(crate) rows: Vec<u32>,
    pub(crate) reports: bool,
}

/// The features of all items of a sentence for one candidate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    rows: Vec<u32>,
    ends: Vec<u32>,
    step_rows: Vec<u32>,
    step_ends: Vec<u32>,
    /// The class of each item for the step onto it.
    pub(crate) edges: Vec<u8>,
}

impl Features {
    /// Reads the features of a sentence of so many items.
    pub(crate) fn read(view: &View, frame: &Frame, items: usize) -> Features {
        let mut out = Features::default();
        for i in 0..items {
            feature::alone(frame, i, &mut out.rows);
            view.item(i, &mut out.rows);
            out.ends.push(out.rows.len() as u32);
            view.step(i, &mut out.step_rows);
            out.step_ends.push(out.step_rows.len() as u32);
            out.edges.push(view.edge(i));
        }
        out
    }

    /// The rows of item `i`.
    pub(crate) fn of(&self, i: usize) -> &[u32] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.rows[start..self.ends[i] as usize]
    }

    /// The rows of the step onto item `i`.
    pub(crate) fn step_of(&self, i: usize) -> &[u32] {
        let start = if i == 0 { 0 } else { self.step_ends[i - 1] as usize };
        &self.step_rows[start..self.step_ends[i] as usize]
    }

    /// All rows.
    pub(crate) fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// All rows of steps.
    pub(crate) fn step_rows(&self) -> &[u32] {
        &self.step_rows
    }

    /// Drops rows that do not pass.
    pub(crate) fn retain(
        &mut self,
        mut keep: impl FnMut(u32) -> bool,
        mut keep_step: impl FnMut(u32) -> bool,
    ) {
        let (mut rows, mut ends) = (Vec::new(), Vec::with_capacity(self.ends.len()));
        let (mut step_rows, mut step_ends) = (Vec::new(), Vec::with_capacity(self.ends.len()));
        for i in 0..self.ends.len() {
            rows.extend(self.of(i).iter().copied().filter(|row| keep(*row)));
            ends.push(rows.len() as u32);
            step_rows.extend(self.step_of(i).iter().copied().filter(|row| keep_step(*row)));
            step_ends.push(step_rows.len() as u32);
        }
        *self = Features { rows, ends, step_rows, step_ends, edges: std::mem::take(&mut self.edges) };
    }
}
