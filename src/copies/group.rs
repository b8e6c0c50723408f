//! Gathers what is a copy of one first printing, and says what is told of it.

use super::{Candidate, Parts, join_articles};

/// A passage among its copies, or an article by its first passage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    /// Its day, as days since 1970-01-01.
    pub(crate) day: Option<i64>,
    /// The number of its article.
    pub(crate) article: u32,
}

/// What is said of copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Articles that have one.
    pub(crate) articles: u32,
    /// Articles that have one and are of the first day.
    pub(crate) first_day: u32,
    /// Whether the first of them is the first printing: it is, where it has a day.
    pub(crate) is_dated: bool,
}

/// Ordinals by the first of their group, of groups of two or more, in order.
pub(crate) fn grouped(first: impl Iterator<Item = (usize, u32)>) -> Vec<Vec<usize>> {
    let copies = first.filter(|(ordinal, first)| *ordinal != *first as usize);
    let mut copies: Vec<(u32, usize)> = copies.map(|(ordinal, first)| (first, ordinal)).collect();
    copies.sort_unstable();
    let with_first = |copies: &[(u32, usize)]| {
        let mut group: Vec<usize> = copies.iter().map(|(_, ordinal)| *ordinal).collect();
        group.push(copies[0].0 as usize);
        group.sort_unstable();
        group
    };
    let mut groups: Vec<Vec<usize>> = copies.chunk_by(|one, next| one.0 == next.0).map(with_first).collect();
    groups.sort_unstable();
    groups
}

/// What is said of copies, given in the order of printing.
pub(crate) fn told_of(members: &[Member]) -> Told {
    let articles_on = |day: Option<Option<i64>>| {
        let wanted = members.iter().filter(|m| day.is_none_or(|day| m.day == day));
        let mut articles: Vec<u32> = wanted.map(|m| m.article).collect();
        articles.sort_unstable();
        articles.dedup();
        articles.len() as u32
    };
    let day = members.first().and_then(|first| first.day);
    Told {
        articles: articles_on(None),
        first_day: day.map_or(0, |day| articles_on(Some(Some(day)))),
        is_dated: day.is_some(),
    }
}

/// Joins the articles that share nearly all of their paragraphs, whose passages are given in the order of printing with
/// the first printing of each: groups of ordinals of each article's first passage.
pub(crate) fn grouped_articles(candidates: &[Candidate], first: &[u32]) -> Vec<Vec<usize>> {
    let count = candidates.last().map_or(0, |last| last.article as usize + 1);
    let mut parts: Vec<Parts> = vec![Vec::new(); count];
    let mut begins: Vec<Option<usize>> = vec![None; count];
    for (ordinal, (candidate, first)) in candidates.iter().zip(first).enumerate() {
        begins[candidate.article as usize].get_or_insert(ordinal);
        if !candidate.is_quote {
            parts[candidate.article as usize].push((*first, candidate.words));
        }
    }
    let groups = grouped(join_articles(&parts).into_iter().enumerate()).into_iter();
    groups.map(|group| group.into_iter().filter_map(|article| begins[article]).collect()).collect()
}
