//! Sums the weights of features, once the rows of a whole sentence are known.
//!
//! The weights lie scattered over more memory than the processor has near. Rows are told first and their weights
//! fetched in one go, so that it waits for many at a time and not for one after the other.

use super::feature::{GROUPS, Rows};

/// Sums rows of weights, item by item; what a group of features came to last is kept for as long as its key stays.
pub(super) struct Sum<'m, const N: usize> {
    weights: &'m [[u8; N]],
    /// Rows still to be looked up, of all items.
    rows: Vec<u32>,
    /// What the groups of the item at hand come to.
    grouped: [i16; N],
    /// Of each item, where its rows end and what its groups come to.
    items: Vec<(u32, [i16; N])>,
    groups: [Option<(u64, [i16; N])>; GROUPS],
}

impl<'m, const N: usize> Sum<'m, N> {
    /// Sums for so many items of so many rows each, groups left out.
    pub(super) fn new(weights: &'m [[u8; N]], items: usize, rows: usize) -> Self {
        Sum {
            weights,
            rows: Vec::with_capacity(items * rows + GROUPED),
            grouped: [0; N],
            items: Vec::with_capacity(items),
            groups: [None; GROUPS],
        }
    }

    /// Ends an item and begins the next.
    #[inline(always)]
    pub(super) fn close(&mut self) {
        let grouped = std::mem::replace(&mut self.grouped, [0; N]);
        self.items.push((self.rows.len() as u32, grouped));
    }

    /// The sums of the items, in order.
    pub(super) fn sums(&self) -> Vec<[i16; N]> {
        // Nothing but fetching, so that as many are on their way as the processor can wait for.
        let fetched: Vec<[u8; N]> = self.rows.iter().map(|row| self.weights[*row as usize]).collect();
        let mut start = 0;
        let sum = |(end, grouped): &(u32, [i16; N])| {
            let weights = &fetched[start..*end as usize];
            start = *end as usize;
            total(*grouped, weights)
        };
        self.items.iter().map(sum).collect()
    }
}

#[inline(always)]
fn total<const N: usize>(begin: [i16; N], weights: &[[u8; N]]) -> [i16; N] {
    weights.iter().fold(begin, |mut sum, weights| {
        add(&mut sum, weights.map(|weight| i16::from(weight.cast_signed())));
        sum
    })
}

/// Room for the rows of a group.
const GROUPED: usize = 8;

/// Adds sums label by label.
#[inline(always)]
pub(super) fn add<const N: usize>(sum: &mut [i16; N], other: [i16; N]) {
    sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += other);
}

impl<const N: usize> Rows for Sum<'_, N> {
    #[inline(always)]
    fn push(&mut self, row: u32) {
        self.rows.push(row);
    }

    #[inline(always)]
    fn group(&mut self, group: usize, key: u64, rows: impl FnOnce(&mut Self)) {
        let sum = match self.groups[group] {
            Some((last, sum)) if last == key => sum,
            _ => {
                let start = self.rows.len();
                rows(self);
                let fetched = self.rows.drain(start..).map(|row| self.weights[row as usize]);
                let sum = fetched.fold([0; N], |sum, weights| total(sum, &[weights]));
                self.groups[group] = Some((key, sum));
                sum
            }
        };
        add(&mut self.grouped, sum);
    }
}
