//! Compares what a search found with what it finds now.
//!
//! A hit is the same one when it stands in the same article, is of the same kind and has the same words, wherever they
//! now stand; or, of those that are left, nearly the same words. Everything else is new or gone.

use super::SavedHit;
use crate::error::Result;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// How alike the words of a hit must be to those of another to be a changed form of them (Sørensen–Dice).
const ALIKE: f64 = 0.6;

/// Most pairs of hits of an article that are looked at for changed words.
const MOST_PAIRS: usize = 250_000;

/// What has become of the hits of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Hits that were not there, in the order they are found in.
    pub new: Vec<SavedHit>,
    /// Hits that are no longer found, in the order they were found in.
    pub gone: Vec<Gone>,
    /// Hits that are not as they were, in the order they are found in.
    pub changed: Vec<Changed>,
}

/// A hit that is no longer found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gone {
    /// The hit as it was.
    pub hit: SavedHit,
    /// Why.
    pub because: Because,
}

/// Why a hit is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// The index no longer has the article.
    ArticleGone,
    /// The article is another than it was.
    ArticleChanged,
    /// The article is as it was: the days asked for have moved on, or it is read otherwise.
    NoLongerFound,
}

/// A hit that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// The hit as it is.
    pub hit: SavedHit,
    /// The hit as it was.
    pub was: SavedHit,
    /// What of it has changed.
    pub what: Vec<What>,
}

/// What can change of a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Whose it is.
    Speaker,
    /// Its words.
    Text,
    /// Something in the article around it.
    Article,
}

impl Difference {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Difference::default()
    }
}

/// Compares the hits of a search with those it had; `hash_of` says what state an article (source, id) is in now.
///
/// # Errors
///
/// What `hash_of` says.
pub fn compare(
    was: &[SavedHit],
    now: &[SavedHit],
    hash_of: &dyn Fn(&str, &str) -> Result<Option<String>>,
) -> Result<Difference> {
    let mut before_of: Vec<Option<usize>> = vec![None; now.len()];
    for (was_here, now_here) in by_article(was, now).into_values() {
        pair(was, now, was_here, now_here, &mut before_of);
    }
    let mut difference = Difference::default();
    let mut found_again = vec![false; was.len()];
    for (hit, before) in now.iter().zip(before_of) {
        let Some(before) = before else {
            difference.new.push(hit.clone());
            continue;
        };
        found_again[before] = true;
        let (was, what) = (&was[before], what_changed(&was[before], hit));
        if !what.is_empty() {
            difference.changed.push(Changed { hit: hit.clone(), was: was.clone(), what });
        }
    }
    for (hit, _) in was.iter().zip(found_again).filter(|(_, again)| !again) {
        let because = match hash_of(&hit.source, &hit.article)? {
            None => Because::ArticleGone,
            Some(hash) if hash != hit.hash => Because::ArticleChanged,
            Some(_) => Because::NoLongerFound,
        };
        difference.gone.push(Gone { hit: hit.clone(), because });
    }
    Ok(difference)
}

/// Places of an article's hits in the old and in the new list.
type Places = (Vec<usize>, Vec<usize>);

fn by_article<'h>(was: &'h [SavedHit], now: &'h [SavedHit]) -> FxHashMap<(&'h str, &'h str), Places> {
    let mut articles: FxHashMap<(&str, &str), Places> = FxHashMap::default();
    for (at, hit) in was.iter().enumerate() {
        articles.entry((&hit.source, &hit.article)).or_default().0.push(at);
    }
    for (at, hit) in now.iter().enumerate() {
        articles.entry((&hit.source, &hit.article)).or_default().1.push(at);
    }
    articles
}

/// Says whether two hits are the same.
type Same<'f> = &'f dyn Fn(&SavedHit, &SavedHit) -> bool;

/// Notes for each hit of an article which one it was before: first by place and words, then by words, then by like words.
fn pair(
    was: &[SavedHit],
    now: &[SavedHit],
    mut old: Vec<usize>,
    mut new: Vec<usize>,
    before_of: &mut [Option<usize>],
) {
    let same = |a: &SavedHit, b: &SavedHit| a.kind == b.kind && a.text == b.text;
    let rounds: [Same<'_>; 2] = [&|a, b| same(a, b) && a.spans == b.spans, &same];
    for is in rounds {
        new.retain(|n| match old.iter().position(|o| is(&was[*o], &now[*n])) {
            Some(at) => {
                before_of[*n] = Some(old.remove(at));
                false
            }
            None => true,
        });
    }
    if old.len() * new.len() > MOST_PAIRS {
        return;
    }
    let mut alike: Vec<(f64, usize, usize)> = Vec::new();
    for o in &old {
        for n in new.iter().filter(|n| was[*o].kind == now[**n].kind) {
            let likeness = strsim::sorensen_dice(&was[*o].text, &now[*n].text);
            alike.extend((likeness >= ALIKE).then_some((likeness, *o, *n)));
        }
    }
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, o, n) in alike {
        if before_of[n].is_none() && old.contains(&o) {
            before_of[n] = Some(o);
            old.retain(|left| *left != o);
        }
    }
}

fn what_changed(was: &SavedHit, now: &SavedHit) -> Vec<What> {
    let each = [
        (was.speaker != now.speaker, What::Speaker),
        (was.text != now.text, What::Text),
        (was.hash != now.hash, What::Article),
    ];
    each.into_iter().filter_map(|(changed, what)| changed.then_some(what)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hit(article: &str, text: &str, at: usize) -> SavedHit {
        SavedHit {
            article: article.into(),
            source: "a".into(),
            hash: "0".into(),
            date: None,
            kind: "quote".into(),
            paragraph: 0,
            spans: vec![[at, at + text.chars().count()]],
            speaker: Some("Ida Tervo".into()),
            text: text.into(),
        }
    }

    fn differ(was: &[SavedHit], now: &[SavedHit]) -> Difference {
        compare(was, now, &|_, id| Ok((id != "lost").then(|| "0".to_owned()))).unwrap()
    }

    #[test]
    fn what_moves_is_the_same_and_what_is_reworded_has_changed() {
        let was = [
            hit("x", "We wait for the grain.", 5),
            hit("x", "We wait for nobody.", 90),
            hit("lost", "Gone.", 0),
        ];
        let reworded = SavedHit { speaker: None, ..hit("x", "We wait for the grain ships.", 30) };
        let now = [hit("x", "We wait for nobody.", 130), reworded.clone(), hit("y", "Wait.", 0)];
        let difference = differ(&was, &now);
        assert_eq!(difference.new, [now[2].clone()]);
        assert_eq!(difference.gone, [Gone { hit: was[2].clone(), because: Because::ArticleGone }]);
        let what = vec![What::Speaker, What::Text];
        assert_eq!(difference.changed, [Changed { hit: reworded, was: was[0].clone(), what }]);
    }

    #[test]
    fn other_words_in_the_same_place_are_another_hit() {
        let difference =
            differ(&[hit("x", "The harbour is shut.", 5)], &[hit("x", "Nobody votes twice.", 5)]);
        assert_eq!((difference.new.len(), difference.gone.len(), difference.changed.len()), (1, 1, 0));
        assert_eq!(difference.gone[0].because, Because::NoLongerFound);
    }

    proptest! {
        #[test]
        fn every_hit_is_accounted_for(
            was in proptest::collection::vec(("[ab]", "[abc ]{0,6}", 0usize..9), 0..12),
            now in proptest::collection::vec(("[ab]", "[abc ]{0,6}", 0usize..9), 0..12),
        ) {
            let hits = |rows: Vec<(String, String, usize)>| -> Vec<SavedHit> {
                rows.iter().map(|(article, text, at)| hit(article, text, *at)).collect()
            };
            let (was, now) = (hits(was), hits(now));
            let difference = differ(&was, &now);
            prop_assert_eq!(was.len() - difference.gone.len(), now.len() - difference.new.len());
            prop_assert!(differ(&was, &was).is_empty());
        }
    }
}
