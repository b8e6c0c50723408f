//! The passages of one group, which are one hit: how many match, the best of them, what they are worth together.

use super::rank::{Match, SHOWN};
use tantivy::{DocId, Score};

/// What each further passage counts of the one before it.
const DECAY: Score = 0.5;

/// What passages count beside what their article says as a whole.
const PASSAGES: Score = 0.1;

/// Passages that belong together.
pub(crate) struct Gathered {
    /// What they have in common: an article, by its own document.
    pub(crate) article: DocId,
    /// How many there are.
    pub(crate) passages: u32,
    /// The best of them, in order.
    best: [Option<Match>; SHOWN],
}

impl Gathered {
    pub(crate) fn new(article: DocId) -> Gathered {
        Gathered { article, passages: 0, best: [None; SHOWN] }
    }

    pub(crate) fn add(&mut self, found: Match) {
        self.passages += 1;
        let mut next = found;
        for kept in &mut self.best {
            match kept {
                Some(kept) if kept.order(&next).is_le() => {}
                Some(kept) => std::mem::swap(kept, &mut next),
                None => {
                    *kept = Some(next);
                    return;
                }
            }
        }
    }

    /// The best passage.
    pub(crate) fn best(&self) -> Option<Match> {
        self.best[0]
    }

    /// The next best ones.
    pub(crate) fn more(&self) -> [Option<Match>; SHOWN - 1] {
        let [_, more @ ..] = self.best;
        more
    }

    /// What the group is worth: its passages and, where that is known, the article as a whole.
    pub(crate) fn score(&self, whole: Option<Score>) -> Score {
        let passages = self.best.iter().flatten().rev().fold(0.0, |worth, found| worth * DECAY + found.score);
        whole.map_or(passages, |whole| whole + PASSAGES * passages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_best_in_order_and_counts_all() {
        let mut gathered = Gathered::new(7);
        for (place, score) in [1.0, 3.0, 2.0, 3.0, 0.5].into_iter().enumerate() {
            gathered.add(Match { score, place: place as u64, doc: place as u32 });
        }
        let kept: Vec<u64> =
            gathered.best().iter().chain(gathered.more().iter().flatten()).map(|m| m.place).collect();
        assert_eq!((kept, gathered.passages), (vec![1, 3, 2], 5));
        assert_eq!(gathered.score(None), 3.0 + 0.5 * 3.0 + 0.25 * 2.0);
        assert_eq!(gathered.score(Some(9.0)), 9.0 + PASSAGES * 5.0);
    }
}
