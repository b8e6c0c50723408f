//! Trains the tagger from hand annotation: the same files give the same bytes.

use super::brat::{self, Gold};
use super::chain::Label;
use super::detect;
use super::feature::View;
use super::frame::{Frame, Spot};
use super::hash::word_hash;
use super::instance::{Case, Features, Instance};
use super::learn::{Trainer, learn_cues};
use super::model::{Learned, Model};
use crate::error::{Error, Result};
use crate::lang::Lexicon;
use crate::quote::sentence::{Item, Sentence};
use crate::quote::{attribute, each_sentence};
use crate::source::{Article, Format, articles_from};
use rustc_hash::FxHashMap;
use std::path::Path;

/// A word may report speech when it stands in this part of its occurrences in a cue, and in two cues at least.
const CUE_SHARE: f32 = 0.06;

/// An article with its annotation.
struct Annotated {
    article: Article,
    gold: Vec<Gold>,
}

/// Trains a model on the articles of `dir` (`text/NAME.txt`, `attributions/NAME.ann`), and returns its file's bytes.
///
/// # Errors
///
/// Where a file cannot be read, or the folder holds no annotated article.
pub fn train(dir: &Path, lexicon: &Lexicon) -> Result<Vec<u8>> {
    let annotated = read_all(dir)?;
    let candidates = find_candidates(&annotated, lexicon);
    let blank = Learned { candidates: candidates.clone(), ..Learned::blank() };
    let Some(model) = Model::new(blank.to_bytes().into()) else { return Ok(Vec::new()) };
    let (mut cases, mut instances) = (Vec::new(), Vec::new());
    for one in &annotated {
        collect(one, lexicon, &model, &mut cases, &mut instances);
    }
    let cues = learn_cues(&cases);
    Ok(Learned { candidates, cues, ..Trainer::default().learn_all(&mut instances) }.to_bytes())
}

fn read_all(dir: &Path) -> Result<Vec<Annotated>> {
    let texts = dir.join("text");
    let fail = |path: &Path, cause| Error::Read { path: path.to_owned(), cause };
    let mut names: Vec<_> = std::fs::read_dir(&texts)
        .map_err(|cause| fail(&texts, cause))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    names.sort();
    let mut all = Vec::new();
    for path in names {
        let stem = path.file_stem().unwrap_or_default();
        let notes = dir.join("attributions").join(stem).with_extension("ann");
        let bytes = std::fs::read(&path).map_err(|cause| fail(&path, cause))?;
        let notes = std::fs::read_to_string(&notes).map_err(|cause| fail(&notes, cause))?;
        let name = stem.to_string_lossy();
        let reading = std::sync::Arc::default();
        let mut read = articles_from(Box::new(&*bytes), &name, Format::Plain, &reading);
        let Some(article) = read.next().transpose()? else { continue };
        drop(read);
        let gold = brat::read(&notes, &article.text);
        all.push(Annotated { article, gold });
    }
    match all.is_empty() {
        true => Err(fail(&texts, std::io::Error::other("no annotated article"))),
        false => Ok(all),
    }
}

/// Finds the words that stand in cues often enough to be looked at wherever they stand.
fn find_candidates(annotated: &[Annotated], lexicon: &Lexicon) -> Vec<u32> {
    let mut seen: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    for one in annotated {
        each_sentence(&one.article, lexicon, &mut |s, _| {
            for i in (0..s.len()).filter(|i| s.token(*i).is_some_and(|t| t.is_word()) || s.str(*i) == ":") {
                let counts = seen.entry(word_hash(s.str(i))).or_default();
                counts.1 += 1;
                counts.0 += u32::from(one.gold.iter().any(|gold| lies_in(s, i, &gold.cue)));
            }
        });
    }
    let mut words: Vec<u32> = seen
        .into_iter()
        .filter(|(_, (cues, all))| *cues >= 2 && *cues as f32 >= CUE_SHARE * *all as f32)
        .map(|(word, _)| word)
        .collect();
    words.sort_unstable();
    words
}

fn collect(
    one: &Annotated,
    lexicon: &Lexicon,
    model: &Model,
    cases: &mut Vec<Case>,
    out: &mut Vec<Instance>,
) {
    each_sentence(&one.article, lexicon, &mut |s, headline| {
        let claims = attribute::claims(s, headline);
        let frame = Frame::new(s);
        for at in frame.candidates(s, &claims, model) {
            let gold = one.gold.iter().find(|gold| lies_in(s, at, &gold.cue));
            let mut rows = Vec::new();
            let spot = Spot::new(s, &frame, &claims, at);
            detect::rows(&spot, |row| rows.push(row));
            cases.push(Case { rows, reports: gold.is_some() });
            if gold.is_none() {
                continue;
            }
            let label = |i: usize| match gold {
                None => Label::Other,
                Some(gold) if lies_in(s, i, &gold.cue) => Label::Cue,
                Some(gold) if lies_in(s, i, &gold.source) => Label::Source,
                Some(gold) if lies_in(s, i, &gold.content) => Label::Content,
                Some(_) => Label::Other,
            };
            let features = Features::read(&View::new(&spot), &frame, s.len());
            out.push(Instance { features, labels: (0..s.len()).map(label).collect(), at });
        }
    });
}

/// Whether more than half of an item lies in one of the spans.
fn lies_in(s: &Sentence, i: usize, spans: &[crate::Span]) -> bool {
    let tokens = match s.items[i] {
        Item::Token(t) => t..t + 1,
        Item::Quoted(segment) => s.segments[segment].inner.clone(),
    };
    let item = s.tokens.cover(tokens);
    let shared: usize =
        spans.iter().map(|g| g.end.min(item.end).saturating_sub(g.start.max(item.start))).sum();
    2 * shared > item.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes `says` articles in which invented people say things, annotated.
    fn gold(dir: &Path) {
        for folder in ["text", "attributions"] {
            std::fs::create_dir_all(dir.join(folder)).unwrap();
        }
        for (i, name) in ["Ana Lima", "Bo Quist", "Cy Marsh"].iter().enumerate() {
            let (content, cue) = ("the bridge would stay shut", "murmured");
            let text = format!("{name} {cue} that {content}. It rained.");
            let (n, c) = (name.len(), name.len() + 1 + cue.len());
            let ann = format!(
                "T1\tSource 0 {n}\t{name}\nT2\tCue {} {c}\t{cue}\nT3\tContent {} {}\t{content}\n\
                 E1\tAttribution:T3 Content:T3 Cue:T2 Source:T1\n",
                n + 1,
                c + 6,
                c + 6 + content.len()
            );
            std::fs::write(dir.join(format!("text/{i}.txt")), text).unwrap();
            std::fs::write(dir.join(format!("attributions/{i}.ann")), ann).unwrap();
        }
    }

    #[test]
    fn the_same_files_give_the_same_bytes_which_are_a_model() {
        let dir = tempfile::tempdir().unwrap();
        gold(dir.path());
        let lexicon = Lexicon::new();
        let bytes = train(dir.path(), &lexicon).unwrap();
        assert!(bytes == train(dir.path(), &lexicon).unwrap());
        let model = Model::new(bytes.into()).unwrap();
        assert!(model.is_candidate(word_hash("murmured")) && !model.is_candidate(word_hash("bridge")));
    }

    #[test]
    fn a_folder_without_articles_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        assert!(train(dir.path(), &Lexicon::new()).is_err());
    }
}
