//! Sums the weights of features as they are read.

use super::feature::{GROUPS, Rows};

/// Sums rows of weights; what a group of features came to last is kept for as long as its key stays.
pub(super) struct Sum<'m, const N: usize> {
    weights: &'m [[u8; N]],
    sum: [i16; N],
    groups: [Option<(u64, [i16; N])>; GROUPS],
}

impl<'m, const N: usize> Sum<'m, N> {
    pub(super) fn new(weights: &'m [[u8; N]]) -> Self {
        Sum { weights, sum: [0; N], groups: [None; GROUPS] }
    }

    /// Adds what was summed before.
    #[inline(always)]
    pub(super) fn add(&mut self, other: [i16; N]) {
        self.sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += other);
    }

    /// Hands over the sum and begins a new one.
    pub(super) fn take(&mut self) -> [i16; N] {
        std::mem::replace(&mut self.sum, [0; N])
    }
}

impl<const N: usize> Rows for Sum<'_, N> {
    #[inline(always)]
    fn push(&mut self, row: u32) {
        self.add(self.weights[row as usize].map(|weight| i16::from(weight.cast_signed())));
    }

    #[inline(always)]
    fn group(&mut self, group: usize, key: u64, rows: impl FnOnce(&mut Self)) {
        match self.groups[group] {
            Some((last, sum)) if last == key => self.add(sum),
            _ => {
                let before = self.take();
                rows(self);
                self.groups[group] = Some((key, self.sum));
                self.add(before);
            }
        }
    }
}
