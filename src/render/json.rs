//! The JSON that others build on; its keys are documented in the README and do not change within a version.
//!
//! All offsets count Unicode characters, ends exclusive.

use super::TimelineJson;
use super::article::ArticleJson;
use super::nothing::NothingJson;
use super::stream::HitSeq;
use super::{Answer, CharOffsets, ReadArticle, RenderError, Renderer, TraceAnswer};
use crate::country::Code;
use crate::index::{BoxedHits, CopiesOf, FacetCounts, FirstPrinted, Hit, HitKind, SpeakerRow, Stats};
use crate::lang::Lexicon;
use crate::quote::Kind;
use crate::timeline::Timeline;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The answer to a search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchJson<H = Vec<HitJson>> {
    /// What the query goes by, where it is one of many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The words as typed.
    pub query: String,
    /// How it was read, in words, where that was asked for.
    pub read_as: Option<String>,
    /// Where nothing has all of the query: how much of it each hit has at least.
    pub partly: Option<PartlyJson>,
    /// Words that the index does not have.
    pub unknown_words: Vec<UnknownWordJson>,
    /// Words looked for beside the query's, or by which articles are like another; the most telling first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_looked_for: Vec<String>,
    /// All hits there are.
    pub total: u64,
    /// Those of them that are not among the hits given, where there are any: their articles are not there yet, for an
    /// engine is being loaded.
    #[serde(default, skip_serializing_if = "is_none")]
    pub left_out: u64,
    /// Milliseconds the search took.
    pub took_ms: f64,
    /// The hits asked for.
    pub hits: H,
    /// Counts by field, where asked for.
    pub facets: BTreeMap<String, Vec<FacetJson>>,
    /// Why there are no hits, where there are none.
    pub nothing: Option<NothingJson>,
    /// Whether each printing is a hit by itself, for what is a copy is not known yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub copies_unknown: bool,
}

/// How much of a query its hits have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartlyJson {
    /// Words and phrases that each hit has at least.
    pub matched: usize,
    /// Words and phrases of the query.
    pub of: usize,
}

/// A word that the index does not have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnknownWordJson {
    /// The word.
    pub word: String,
    /// The nearest words that it has, likeliest first.
    pub nearest: Vec<String>,
}

/// One hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HitJson {
    /// Its place among all hits, from 1.
    pub rank: usize,
    /// How well it matches.
    pub score: f32,
    /// `quote` or `paragraph`.
    pub kind: String,
    /// Its words.
    pub text: String,
    /// Where the query's words stand in `text`.
    pub highlights: Vec<[usize; 2]>,
    /// Who said it.
    pub speaker: Option<String>,
    /// How certain that is, from 0 to 1, for a quote.
    pub certainty: Option<f32>,
    /// ISO codes of the countries it is about.
    pub countries: Vec<Code>,
    /// The day of publication.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub date: Option<Date>,
    /// The article's headline.
    pub title: Option<String>,
    /// The article's publisher.
    pub publisher: Option<String>,
    /// The article's id.
    pub article: String,
    /// The file the article is in.
    pub source: String,
    /// Ordinal of the paragraph, from 0.
    pub paragraph: usize,
    /// The paragraph.
    pub context: String,
    /// The hash of all that was read of the article, in 16 hexadecimal digits: another where it has changed.
    pub hash: String,
    /// Where its pieces stand in the article's text; none for a headline that is no part of it.
    pub spans: Vec<[usize; 2]>,
    /// How a quote is given.
    pub quote_kind: Option<Kind>,
    /// What decided on a quote's speaker.
    pub rule: Option<String>,
    /// Where the article was published.
    pub url: Option<String>,
    /// Where else its words, or the article that is one hit, are printed, if they are.
    #[serde(default)]
    pub copies: Option<CopiesJson>,
    /// Of an article that is one hit: its passages, of which this hit is the best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passages: Option<PassagesJson>,
}

/// Where else the words of a hit are printed, whatever the query's filters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CopiesJson {
    /// Articles that have them, this one included.
    pub articles: u32,
    /// How often they stand there.
    pub passages: u32,
    /// The first printing, where any is dated.
    pub first: Option<FirstJson>,
}

/// The first printing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstJson {
    /// The day.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub date: Option<Date>,
    /// The article's publisher.
    pub publisher: Option<String>,
    /// The article's id.
    pub article: String,
    /// How many articles of that day have them; none of these is known to be before the others.
    pub articles: u32,
}

impl CopiesJson {
    fn new(copies: &CopiesOf) -> CopiesJson {
        let first = |first: &FirstPrinted| FirstJson {
            date: first.article.date,
            publisher: first.article.publisher.clone(),
            article: first.article.id.clone(),
            articles: first.of_that_day,
        };
        let CopiesOf { articles, passages, .. } = *copies;
        CopiesJson { articles, passages, first: copies.first.as_ref().map(first) }
    }
}

/// The passages of an article that match.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassagesJson {
    /// How many there are, the best included.
    pub total: usize,
    /// The next best, at most two.
    pub more: Vec<PassageJson>,
}

/// A further passage of an article; what it has of the article stands in the hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassageJson {
    /// How well it matches by itself.
    pub score: f32,
    /// `quote` or `paragraph`.
    pub kind: String,
    /// Its words.
    pub text: String,
    /// Where the query's words stand in `text`.
    pub highlights: Vec<[usize; 2]>,
    /// Who said it.
    pub speaker: Option<String>,
    /// How certain that is, from 0 to 1, for a quote.
    pub certainty: Option<f32>,
    /// ISO codes of the countries it is about.
    pub countries: Vec<Code>,
    /// Ordinal of the paragraph, from 0.
    pub paragraph: usize,
    /// The paragraph.
    pub context: String,
    /// Where its pieces stand in the article's text.
    pub spans: Vec<[usize; 2]>,
    /// How a quote is given.
    pub quote_kind: Option<Kind>,
    /// What decided on a quote's speaker.
    pub rule: Option<String>,
}

impl PassageJson {
    fn new(hit: &Hit) -> PassageJson {
        let hit = HitJson::new(hit);
        PassageJson {
            score: hit.score,
            kind: hit.kind,
            text: hit.text,
            highlights: hit.highlights,
            speaker: hit.speaker,
            certainty: hit.certainty,
            countries: hit.countries,
            paragraph: hit.paragraph,
            context: hit.context,
            spans: hit.spans,
            quote_kind: hit.quote_kind,
            rule: hit.rule,
        }
    }
}

/// How often one value occurs among the hits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FacetJson {
    /// The value as a filter takes it.
    pub value: String,
    /// The value as it is read.
    pub label: String,
    /// Hits that have it.
    pub count: u64,
    /// How many values enclose it: 0, and for countries 1 for a sub-region and 2 for a country.
    pub depth: usize,
}

impl HitJson {
    /// Makes the JSON form of a hit.
    pub fn new(hit: &Hit) -> HitJson {
        let offsets = CharOffsets::new(&hit.text);
        let in_article = CharOffsets::new(&hit.article.text);
        HitJson {
            rank: hit.rank,
            score: hit.score,
            kind: kind(hit.kind).to_owned(),
            text: hit.text.clone(),
            highlights: hit.highlights.iter().map(|(s, e)| [offsets.at(*s), offsets.at(*e)]).collect(),
            speaker: hit.quote.as_ref().and_then(|q| q.speaker.as_ref()).map(|s| s.name.clone()),
            certainty: hit.quote.as_ref().map(|q| q.certainty),
            countries: hit.countries.clone(),
            date: hit.article.date,
            title: hit.article.title.clone(),
            publisher: hit.article.publisher.clone(),
            article: hit.article.id.clone(),
            source: hit.article.source.clone(),
            paragraph: hit.paragraph,
            context: hit.context.clone(),
            hash: hex(hit.hash),
            spans: hit.spans.iter().map(|s| [in_article.at(s.start), in_article.at(s.end)]).collect(),
            quote_kind: hit.quote.as_ref().map(|q| q.kind),
            rule: hit.quote.as_ref().map(|q| q.rule.to_string()),
            url: hit.article.url.clone(),
            copies: hit.copies.as_ref().map(CopiesJson::new),
            passages: hit.grouped.as_ref().map(|grouped| PassagesJson {
                total: grouped.passages,
                more: grouped.more.iter().map(PassageJson::new).collect(),
            }),
        }
    }
}

/// An article's hash as it is shown.
pub(super) fn hex(hash: u64) -> String {
    format!("{hash:016x}")
}

/// The name of a kind of hit.
pub(super) fn kind(kind: HitKind) -> &'static str {
    match kind {
        HitKind::Quote(_) => "quote",
        HitKind::Paragraph => "paragraph",
    }
}

fn facet_map(facets: &[FacetCounts]) -> BTreeMap<String, Vec<FacetJson>> {
    let row = |c: &crate::index::FacetCount| FacetJson {
        value: c.value.clone(),
        label: c.label.clone(),
        count: c.count,
        depth: c.depth,
    };
    facets.iter().map(|f| (f.field.name().to_owned(), f.counts.iter().map(row).collect())).collect()
}

/// Writes one JSON object.
pub(super) struct Json<'l> {
    pub(super) lexicon: &'l Lexicon,
}

impl Renderer for Json<'_> {
    fn hits(&self, answer: &Answer<'_>, hits: BoxedHits<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
        let hits = HitSeq::new(hits);
        let json = SearchJson {
            id: answer.id.map(str::to_owned),
            query: answer.query.text.as_ref().map(|t| t.typed.clone()).unwrap_or_default(),
            read_as: answer.read_as.clone(),
            partly: answer.results.partly.map(|p| PartlyJson { matched: p.matched, of: p.of }),
            unknown_words: unknown_words(answer),
            also_looked_for: answer.results.beside.clone(),
            total: answer.results.total,
            left_out: answer.results.left_out,
            took_ms: (answer.took.as_secs_f64() * 1e6).round() / 1e3,
            hits: &hits,
            facets: facet_map(&answer.results.facets),
            nothing: answer.nothing.as_ref().map(NothingJson::new),
            copies_unknown: answer.results.copies_unknown,
        };
        let written = line(&json, out);
        hits.ended()?;
        Ok(written?)
    }

    fn facets(&self, facets: &[FacetCounts], out: &mut dyn Write) -> io::Result<()> {
        line(&facet_map(facets), out)
    }

    fn timeline(&self, timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
        line(&TimelineJson::new(timeline), out)
    }

    fn article(&self, read: &ReadArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
        line(&ArticleJson::new(read, self.lexicon), out)
    }

    fn speakers(&self, rows: &[SpeakerRow], out: &mut dyn Write) -> io::Result<()> {
        line(&rows, out)
    }

    fn trace(&self, answer: &TraceAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
        super::trace::json(answer, out)
    }

    fn stats(&self, stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
        line(stats, out)
    }
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

fn unknown_words(answer: &Answer<'_>) -> Vec<UnknownWordJson> {
    let word = |(word, nearest): &(String, Vec<String>)| UnknownWordJson {
        word: word.clone(),
        nearest: nearest.clone(),
    };
    answer.results.unknown_words.iter().map(word).collect()
}

/// Writes one JSON object a line: the hits alone, a facet value each.
pub(super) struct JsonLines<'l> {
    pub(super) lexicon: &'l Lexicon,
}

impl Renderer for JsonLines<'_> {
    fn hits(&self, _: &Answer<'_>, mut hits: BoxedHits<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
        hits.try_for_each(|hit| Ok(line(&HitJson::new(&hit?), out)?))
    }

    fn facets(&self, facets: &[FacetCounts], out: &mut dyn Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Row<'a> {
            field: &'a str,
            #[serde(flatten)]
            count: FacetJson,
        }
        for (field, counts) in &facet_map(facets) {
            for count in counts {
                line(&Row { field, count: count.clone() }, out)?;
            }
        }
        Ok(())
    }

    fn timeline(&self, timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
        TimelineJson::new(timeline).buckets.iter().try_for_each(|bucket| line(bucket, out))
    }

    fn article(&self, read: &ReadArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
        line(&ArticleJson::new(read, self.lexicon), out)
    }

    fn speakers(&self, rows: &[SpeakerRow], out: &mut dyn Write) -> io::Result<()> {
        rows.iter().try_for_each(|row| line(row, out))
    }

    fn trace(&self, answer: &TraceAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
        super::trace::json_lines(answer, out)
    }

    fn stats(&self, stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
        line(stats, out)
    }
}

pub(super) fn line<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
