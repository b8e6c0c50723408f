//! Gathers what is a copy of one first printing, and says what is told of it.

use super::article::{Sharing, join_articles};
use super::candidate::Passage;
use super::window::Known;
use rustc_hash::FxHashMap;

/// A passage among its copies, or an article by its first passage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<A> {
    /// Its ordinal in the order of printing.
    pub(super) ordinal: u32,
    pub(crate) passage: Passage<A>,
    /// The number of its article.
    article: u32,
}

impl<A: Copy> Member<A> {
    fn new<W>(ordinal: u32, known: &Known<A, W>) -> Member<A> {
        Member { ordinal, passage: known.passage, article: known.article }
    }
}

/// Groups of copies, each in the order of printing.
#[derive(Debug)]
pub(crate) struct Found<A> {
    pub(crate) passages: Vec<Vec<Member<A>>>,
    pub(crate) articles: Vec<Vec<Member<A>>>,
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

/// What is said of copies, given in the order of printing.
pub(crate) fn told_of<A>(members: &[Member<A>]) -> Told {
    let articles_on = |day: Option<Option<i64>>| {
        let wanted = members.iter().filter(|m| day.is_none_or(|day| m.passage.day == day));
        let mut articles: Vec<u32> = wanted.map(|m| m.article).collect();
        articles.sort_unstable();
        articles.dedup();
        articles.len() as u32
    };
    let day = members.first().and_then(|first| first.passage.day);
    Told {
        articles: articles_on(None),
        first_day: day.map_or(0, |day| articles_on(Some(Some(day)))),
        is_dated: day.is_some(),
    }
}

/// Paragraphs by the ordinals of their first printings, with how many words they have.
type Parts = Vec<(u32, u32)>;

/// Gathers copies as they are found: what is kept grows with these, and by a number for each article.
pub(super) struct Gathering<A> {
    /// With the ordinal of the first printing.
    copies: Vec<(u32, Member<A>)>,
    /// Of each article, how many words its paragraphs have.
    words: Vec<u32>,
    /// By article that has a paragraph in common with another: its first passage, and these paragraphs.
    sharing: FxHashMap<u32, (Member<A>, Parts)>,
}

impl<A: Copy> Gathering<A> {
    pub(super) fn new() -> Gathering<A> {
        Gathering { copies: Vec::new(), words: Vec::new(), sharing: FxHashMap::default() }
    }

    /// Takes the next article, whose paragraphs have so many words; returns its number.
    pub(super) fn article(&mut self, words: u32) -> u32 {
        self.words.push(words);
        self.words.len() as u32 - 1
    }

    /// Takes a passage that is a copy of `first`, or `first` itself when it gets its first copy; and the first passage of
    /// its article, with its ordinal.
    pub(super) fn add<W>(&mut self, first: u32, ordinal: u32, known: &Known<A, W>, begin: &Known<A, W>) {
        self.copies.push((first, Member::new(ordinal, known)));
        if !known.is_quote {
            let sharing = self.sharing.entry(known.article);
            let (_, parts) = sharing.or_insert_with(|| (Member::new(known.begin, begin), Vec::new()));
            parts.push((first, known.words));
        }
    }

    pub(super) fn finish(mut self) -> Found<A> {
        self.copies.sort_unstable_by_key(|(first, member)| (*first, member.ordinal));
        let groups = self.copies.chunk_by(|one, next| one.0 == next.0);
        let passages = in_order(groups.map(|group| group.iter().map(|(_, member)| *member).collect()));
        let mut sharing: Vec<(Member<A>, Parts)> = self.sharing.into_values().collect();
        sharing.sort_unstable_by_key(|(member, _)| member.ordinal);
        let (members, parts): (Vec<Member<A>>, Vec<_>) = sharing.into_iter().unzip();
        let words = |member: &Member<A>| self.words[member.article as usize];
        let articles: Vec<Sharing> = members
            .iter()
            .zip(parts)
            .map(|(member, parts)| Sharing { words: words(member), parts })
            .collect();
        let mut groups: FxHashMap<u32, Vec<Member<A>>> = FxHashMap::default();
        for (member, first) in members.iter().zip(join_articles(&articles)) {
            groups.entry(first).or_default().push(*member);
        }
        let articles = in_order(groups.into_values().filter(|group| group.len() > 1));
        Found { passages, articles }
    }
}

fn in_order<A>(groups: impl Iterator<Item = Vec<Member<A>>>) -> Vec<Vec<Member<A>>> {
    let mut groups: Vec<Vec<Member<A>>> = groups.collect();
    groups.sort_unstable_by_key(|group| group.first().map(|member| member.ordinal));
    groups
}
