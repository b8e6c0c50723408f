//! Finds which articles are copies of which, from the passages they share.

use rustc_hash::FxHashMap;

/// An article is a copy where it shares so many hundredths of the words of the shorter with one printed before,
const OF_SHORTER: (u32, u32) = (95, 100);

/// and so many of the longer: one hides the other, and with less the rest may be news.
const OF_LONGER: (u32, u32) = (80, 100);

/// Most first printings that are looked at for one passage: what stands in more articles than this is a formula, and
/// shows no article to be a copy.
const MOST_ALIKE: usize = 1_000;

/// An article that has paragraphs in common with others.
#[derive(Debug)]
pub(super) struct Sharing {
    /// How many words its paragraphs have, all of them.
    pub(super) words: u32,
    /// Its paragraphs that are copies or have some: the number of each one's words, which copies have in common, and how
    /// many they are.
    pub(super) parts: Vec<(u32, u32)>,
}

/// Joins articles that are given in the order of printing: for each the ordinal of the first that it is a copy of, which
/// may be its own.
pub(super) fn join_articles(articles: &[Sharing]) -> Vec<u32> {
    let mut having: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let mut first: Vec<u32> = Vec::with_capacity(articles.len());
    for (ordinal, article) in (0..).zip(articles) {
        let mut shared: FxHashMap<u32, u32> = FxHashMap::default();
        for (part, words) in &article.parts {
            for other in having.get(part).into_iter().flatten() {
                *shared.entry(*other).or_default() += words;
            }
        }
        let is_copy = |(other, words): &(&u32, &u32)| {
            let (one, other) = (article.words, articles[**other as usize].words);
            **words * OF_SHORTER.1 >= one.min(other) * OF_SHORTER.0
                && **words * OF_LONGER.1 >= one.max(other) * OF_LONGER.0
        };
        let copied = shared.iter().filter(is_copy).map(|(other, _)| *other).min();
        if copied.is_none() {
            let mut own: Vec<u32> = article.parts.iter().map(|(part, _)| *part).collect();
            own.sort_unstable();
            own.dedup();
            for part in own {
                let having = having.entry(part).or_default();
                if having.len() < MOST_ALIKE {
                    having.push(ordinal);
                }
            }
        }
        first.push(copied.unwrap_or(ordinal));
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(articles: &[Vec<(u32, u32)>]) -> Vec<u32> {
        let sharing = articles
            .iter()
            .map(|parts| Sharing { words: parts.iter().map(|(_, words)| words).sum(), parts: parts.clone() });
        join_articles(&sharing.collect::<Vec<_>>())
    }

    #[test]
    fn nearly_all_of_both_must_be_shared() {
        let story = || vec![(1, 30), (2, 30), (3, 30), (4, 10)];
        let joined = joined(&[
            story(),
            story(),
            vec![(1, 30), (2, 30)],
            vec![(1, 30)],
            vec![(1, 30), (9, 70)],
            vec![(1, 30), (2, 30), (3, 30), (4, 10), (8, 10)],
            vec![(1, 30), (2, 30), (3, 30), (8, 10)],
            vec![],
            vec![],
        ]);
        assert_eq!(joined, [0, 0, 2, 3, 4, 0, 6, 7, 8]);
    }
}
