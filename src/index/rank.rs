//! The order of hits, and keeping the best of them.

use crate::query::Sort;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use tantivy::{DocAddress, DocId, Score};

/// Days that sort undated hits last, whichever the order.
pub(crate) const NO_DAY: i64 = i64::MIN;

/// Most passages of a group that are kept to be shown.
pub(crate) const SHOWN: usize = 3;

/// A passage of a segment that matches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) score: Score,
    pub(crate) place: u64,
    pub(crate) doc: DocId,
}

impl Match {
    /// Less is better; what is equal keeps the order of the article.
    pub(super) fn order(&self, other: &Match) -> Ordering {
        other.score.total_cmp(&self.score).then(self.place.cmp(&other.place))
    }
}

/// A hit with all that orders it; hits that are equal by score and day keep the order of article and place, so that
/// a page of results is the same however the index was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ranked {
    pub(crate) score: Score,
    pub(crate) day: i64,
    pub(crate) article: u64,
    pub(crate) place: u64,
    /// The passage or, of a group, its best.
    pub(crate) address: DocAddress,
    /// Passages that match, one unless hits are grouped.
    pub(crate) passages: u32,
    /// The next best passages of a group, in the same segment.
    pub(crate) more: [Option<Match>; SHOWN - 1],
    pub(super) sort: Sort,
}

impl Ranked {
    /// Whether hits are ordered by how well they match.
    pub(super) fn is_by_score(&self) -> bool {
        self.sort == Sort::Relevance
    }

    /// Less is better.
    fn order(&self, other: &Ranked) -> Ordering {
        let newest = other.day.cmp(&self.day);
        let first = match self.sort {
            Sort::Relevance => other.score.total_cmp(&self.score).then(newest),
            Sort::Newest => newest,
            Sort::Oldest => (self.day == NO_DAY).cmp(&(other.day == NO_DAY)).then(newest.reverse()),
        };
        first.then(self.article.cmp(&other.article)).then(self.place.cmp(&other.place))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order(other)
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}

/// What every article keeps of its score, however old or undated, where the recent are preferred.
const FLOOR: Score = 0.5;

/// Makes the recent count more: a score's other half is halved with each half-life before the newest day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recency {
    pub(crate) newest: i64,
    /// In days.
    pub(crate) half_life: u32,
}

impl Recency {
    /// What a score is multiplied by.
    pub(crate) fn factor(&self, day: i64) -> Score {
        if day == NO_DAY {
            return FLOOR;
        }
        let age = self.newest.saturating_sub(day).max(0) as Score / self.half_life.max(1) as Score;
        FLOOR + (1.0 - FLOOR) * (-age).exp2()
    }
}

/// The best hits so far.
pub(super) struct Best {
    sort: Sort,
    keep: usize,
    heap: BinaryHeap<Ranked>,
}

impl Best {
    pub(super) fn new(sort: Sort, keep: usize) -> Best {
        Best { sort, keep, heap: BinaryHeap::new() }
    }

    /// Whether hits are kept at all.
    pub(super) fn keeps(&self) -> bool {
        self.keep > 0
    }

    /// Whether a hit of this score cannot be among the best, whatever else it is.
    pub(super) fn is_beyond(&self, score: Score) -> bool {
        self.sort == Sort::Relevance
            && self.heap.len() >= self.keep
            && self.heap.peek().is_none_or(|worst| score < worst.score)
    }

    /// Whether a hit of this day cannot be among the best, where these are ordered by their days.
    pub(super) fn is_beyond_day(&self, day: i64) -> bool {
        if self.heap.len() < self.keep {
            return false;
        }
        let late = |day: i64| (day == NO_DAY, day);
        self.heap.peek().is_none_or(|worst| match self.sort {
            Sort::Relevance => false,
            Sort::Newest => day < worst.day,
            Sort::Oldest => late(day) > late(worst.day),
        })
    }

    pub(super) fn offer(&mut self, hit: Ranked) {
        if self.heap.len() < self.keep {
            self.heap.push(hit);
        } else if let Some(mut worst) = self.heap.peek_mut()
            && hit < *worst
        {
            *worst = hit;
        }
    }

    /// The best first.
    pub(super) fn into_vec(self) -> Vec<Ranked> {
        self.heap.into_sorted_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(score: f32, day: i64, article: u64, sort: Sort) -> Ranked {
        let address = DocAddress::new(0, 0);
        Ranked { score, day, article, place: 0, address, passages: 1, more: [None; 2], sort }
    }

    #[test]
    fn orders_by_score_then_day_then_article_and_undated_last() {
        let mut hits = [
            ranked(1.0, 5, 9, Sort::Relevance),
            ranked(2.0, NO_DAY, 1, Sort::Relevance),
            ranked(1.0, 7, 8, Sort::Relevance),
            ranked(1.0, 7, 2, Sort::Relevance),
        ];
        hits.sort();
        assert_eq!(hits.map(|h| h.article), [1, 2, 8, 9]);
        for (sort, order) in [(Sort::Newest, [3, 1, 2]), (Sort::Oldest, [1, 3, 2])] {
            let mut hits = [ranked(0.0, 5, 1, sort), ranked(0.0, NO_DAY, 2, sort), ranked(0.0, 7, 3, sort)];
            hits.sort();
            assert_eq!(hits.map(|h| h.article), order);
        }
    }

    #[test]
    fn the_recent_count_more_and_the_old_keep_half() {
        let recency = Recency { newest: 100, half_life: 30 };
        assert_eq!([100, 70, 40, 130].map(|day| recency.factor(day)), [1.0, 0.75, 0.625, 1.0]);
        assert_eq!(recency.factor(NO_DAY), 0.5);
        assert!(recency.factor(i64::MIN + 1) >= 0.5);
    }

    #[test]
    fn what_is_beyond_by_its_day_would_not_be_kept() {
        let days = [NO_DAY, 3, 5, 7];
        for sort in [Sort::Newest, Sort::Oldest, Sort::Relevance] {
            let mut best = Best::new(sort, 2);
            assert!(!best.is_beyond_day(NO_DAY) && !best.is_beyond_day(9));
            best.offer(ranked(0.0, 3, 8, sort));
            best.offer(ranked(0.0, 5, 9, sort));
            for day in days {
                // Of two hits of one day the article decides, and this is the first.
                let mut next = Best::new(sort, 2);
                [(3, 8), (5, 9), (day, 1)]
                    .into_iter()
                    .for_each(|(day, article)| next.offer(ranked(0.0, day, article, sort)));
                let is_kept = next.into_vec().iter().any(|hit| hit.article == 1);
                assert!(sort == Sort::Relevance || best.is_beyond_day(day) != is_kept, "{sort:?} {day}");
                assert!(sort != Sort::Relevance || !best.is_beyond_day(day));
            }
        }
    }

    #[test]
    fn keeps_the_best_of_what_is_offered() {
        let mut best = Best::new(Sort::Relevance, 2);
        for score in [1.0, 4.0, 2.0, 3.0] {
            best.offer(ranked(score, 0, 1, Sort::Relevance));
        }
        assert!(best.is_beyond(2.9) && !best.is_beyond(3.0));
        assert_eq!(best.into_vec().iter().map(|h| h.score).collect::<Vec<_>>(), [4.0, 3.0]);
    }
}
