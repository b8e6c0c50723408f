//! What whole articles say of the words sought, however these are spread over their passages.
//!
//! A passage's score knows its own words alone, and is measured by the lengths and numbers of passages. To rank
//! articles, words are counted over all paragraphs of an article (its quotes are parts of them), weighed by how few
//! articles have them and by the article's length, as BM25 does; once for the word as typed and once for all its
//! forms. News says first what it is about, so words of the headline and the first words of the text count again.
//! The reading costs as much as the search itself, so it is done only where articles are ranked.

use super::clause::{Boxed, Clauses, Place, words_of};
use super::columns::Columns;
use super::counting::{Found, Tally, count_country, count_other, each};
use super::schema::Fields;
use crate::country::{self, Code};
use crate::error::Result;
use crate::lang::Lexicon;
use crate::paragraph;
use crate::query::Node;
use crate::source::Article;
use std::sync::Arc;
use tantivy::columnar::ColumnValues;
use tantivy::schema::{Facet, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, Term};

/// How soon more of a word counts little more (BM25's k1).
const SATURATION: f32 = 1.2;

/// How much an article's length counts (BM25's b).
const LENGTH: f32 = 0.75;

/// What a word in the headline or lead counts there beside what it counts in the article.
const LEAD_WEIGHT: f32 = 0.5;

/// What it counts that an article is about a country that the query names, beside a word.
const ABOUT_WEIGHT: f32 = 1.0;

/// A word with what it counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weighted {
    pub(crate) word: String,
    pub(crate) weight: Score,
}

/// What is sought in articles.
enum Sought {
    /// A word as the index has it.
    Word(String),
    /// A phrase or a like thing, counted once for each paragraph that has it.
    Other(Boxed),
    /// A country that articles are about, under any of these codes.
    Country(Vec<Code>),
}

/// How many articles there are, and how many words they have between them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Frame {
    pub(super) articles: u64,
    words: u64,
}

impl Frame {
    /// Reads the frame of an index.
    pub(crate) fn of(searcher: &Searcher, columns: &[Columns], fields: &Fields) -> Result<Frame> {
        let mut frame = Frame::default();
        let kind = Term::from_facet(fields.kind, &Facet::from_path(["article"]));
        for (segment, columns) in searcher.segment_readers().iter().zip(columns) {
            each(segment, &kind, IndexRecordOption::Basic, &mut |found| {
                frame.articles += 1;
                frame.words += columns.words.get_val(found.doc());
            })?;
        }
        Ok(frame)
    }

    fn idf(&self, articles: usize) -> f32 {
        let (all, some) = (self.articles as f32, articles as f32);
        (1.0 + (all - some + 0.5).max(0.0) / (some + 0.5)).ln()
    }

    /// What so many of a word are worth in an article of so many words.
    fn worth(&self, found: u32, words: u64) -> f32 {
        let average = self.words as f32 / self.articles.max(1) as f32;
        let length = if words == 0 || average == 0.0 { 1.0 } else { words as f32 / average };
        saturated(found, 1.0 - LENGTH + LENGTH * length)
    }
}

fn saturated(found: u32, length: f32) -> f32 {
    let found = found as f32;
    found * (SATURATION + 1.0) / (found + SATURATION * length)
}

/// What articles are worth, by segment and the article's own document.
#[derive(Default)]
pub(crate) struct Evidence {
    pub(crate) segments: Vec<Arc<Vec<Score>>>,
}

impl Clauses<'_> {
    /// Weighs all articles by what they say of a text and of words beside it.
    ///
    /// # Errors
    ///
    /// As [`Clauses::text`].
    pub(crate) fn evidence(
        &mut self,
        text: Option<&Node>,
        beside: &[Weighted],
        frame: Frame,
    ) -> Result<Evidence> {
        let sought = self.sought(text, beside)?;
        let searcher = self.searcher;
        let segments = searcher.segment_readers();
        let columns = self.columns;
        let mut tallies: Vec<Tally> = segments.iter().map(|s| Tally::new(s.max_doc())).collect();
        let mut scores: Vec<Vec<Score>> = segments.iter().map(|s| vec![0.0; s.max_doc() as usize]).collect();
        for (sought, weight) in sought {
            for ((segment, columns), tally) in segments.iter().zip(columns).zip(&mut tallies) {
                match &sought {
                    Sought::Word(word) => self.count_word(word, segment, columns, tally)?,
                    Sought::Country(codes) => count_country(codes, self, segment, tally)?,
                    Sought::Other(query) => count_other(query, searcher, segment, columns, tally)?,
                }
            }
            let found: Vec<Vec<(DocId, Found)>> = tallies.iter_mut().map(Tally::take).collect();
            let having =
                |test: &dyn Fn(&Found) -> bool| found.iter().flatten().filter(|(_, f)| test(f)).count();
            let forms = frame.idf(having(&|f| f.forms > 0 || f.lead > 0));
            let own = frame.idf(having(&|f| f.own > 0));
            for ((found, columns), scores) in found.iter().zip(columns).zip(&mut scores) {
                for (article, found) in found {
                    let words = columns.words.get_val(*article);
                    let lead = match sought {
                        Sought::Country(_) => 1.0,
                        _ => LEAD_WEIGHT * saturated(found.lead, 1.0),
                    };
                    let worth = forms * (frame.worth(found.forms, words) + lead);
                    scores[*article as usize] += weight * (worth + own * frame.worth(found.own, words));
                }
            }
        }
        Ok(Evidence { segments: scores.into_iter().map(Arc::new).collect() })
    }

    /// The things that a text and words beside it seek, each once.
    fn sought(&mut self, text: Option<&Node>, beside: &[Weighted]) -> Result<Vec<(Sought, Score)>> {
        let mut nodes = Vec::new();
        text.into_iter().for_each(|root| leaves(root, &mut nodes));
        let mut roots: Vec<String> = Vec::new();
        let mut sought = Vec::new();
        let words: Vec<&str> = nodes.iter().filter_map(|node| typed(node)).collect();
        let countries = countries(&words.join(" "), self.lexicon);
        sought.extend(countries.into_iter().map(|codes| (Sought::Country(codes), ABOUT_WEIGHT)));
        for node in nodes {
            match node {
                Node::Word(typed) => {
                    for word in words_of(typed) {
                        self.seek_word(word, 1.0, &mut roots, &mut sought);
                    }
                }
                other => sought.push((Sought::Other(self.node(other, Place::Anywhere)?), 1.0)),
            }
        }
        for Weighted { word, weight } in beside {
            self.seek_word(word.clone(), *weight, &mut roots, &mut sought);
        }
        Ok(sought)
    }

    fn seek_word(
        &mut self,
        word: String,
        weight: Score,
        roots: &mut Vec<String>,
        sought: &mut Vec<(Sought, Score)>,
    ) {
        let root = self.stems.root(&word).to_owned();
        if !roots.contains(&root) {
            roots.push(root);
            sought.push((Sought::Word(word), weight));
        }
    }
}

/// The countries that a query names, in whichever form, each with those it stands for.
fn countries(query: &str, lexicon: &Lexicon) -> Vec<Vec<Code>> {
    let query = Article::of_text("query", query);
    let mentions = country::mentions(&query, &paragraph::split(&query), lexicon);
    let mut named: Vec<Code> = mentions.into_iter().map(|mention| mention.code).collect();
    named.sort_unstable();
    named.dedup();
    let codes = |code: Code| lexicon.area(code.as_str()).map_or_else(|| vec![code], |area| area.codes);
    named.into_iter().map(codes).collect()
}

/// The words, phrases and the like outside exclusions.
pub(super) fn leaves<'n>(node: &'n Node, out: &mut Vec<&'n Node>) {
    match node {
        Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| leaves(part, out)),
        Node::Required(part) => leaves(part, out),
        Node::Field(_) | Node::Not(_) => {}
        leaf => out.push(leaf),
    }
}

/// The words of a part of a query.
pub(super) fn typed(node: &Node) -> Option<&str> {
    match node {
        Node::Word(words) | Node::Phrase(words) | Node::Near(words, _) => Some(words),
        Node::Title(part) | Node::Required(part) => typed(part),
        _ => None,
    }
}
