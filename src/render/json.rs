//! The JSON that others build on; its keys are documented in the README and do not change within a version.
//!
//! All offsets count Unicode characters, ends exclusive.

use super::TimelineJson;
use super::nothing::NothingJson;
use super::stream::HitSeq;
use super::{Answer, BecauseJson, CharOffsets, ReadArticle, RenderError, Renderer, TraceAnswer};
use crate::country::{self, Code};
use crate::index::{CopiesOf, FacetCounts, FirstPrinted, Hit, HitKind, Hits, SpeakerRow, Stats};
use crate::lang::Lexicon;
use crate::passage::words;
use crate::quote::{Kind, Quote, SpeakerKind};
use crate::source::{DateFrom, LanguageFrom, Span};
use crate::timeline::Timeline;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The answer to a search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Milliseconds the search took.
    pub took_ms: f64,
    /// The hits asked for.
    pub hits: H,
    /// Counts by field, where asked for.
    pub facets: BTreeMap<String, Vec<FacetJson>>,
    /// Why there are no hits, where there are none.
    pub nothing: Option<NothingJson>,
}

/// How much of a query its hits have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartlyJson {
    /// Words and phrases that each hit has at least.
    pub matched: usize,
    /// Words and phrases of the query.
    pub of: usize,
}

/// A word that the index does not have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnknownWordJson {
    /// The word.
    pub word: String,
    /// The nearest words that it has, likeliest first.
    pub nearest: Vec<String>,
}

/// One hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstJson {
    /// The day.
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassagesJson {
    /// How many there are, the best included.
    pub total: usize,
    /// The next best, at most two.
    pub more: Vec<PassageJson>,
}

/// A further passage of an article; what it has of the article stands in the hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// An article with what was read from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleJson {
    /// Its id.
    pub id: String,
    /// The file it is in.
    pub source: String,
    /// The paper, agency or site.
    pub publisher: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The day of publication.
    pub date: Option<Date>,
    /// Where the date was found.
    pub date_from: Option<DateFrom>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    /// Where the language was found.
    pub language_from: Option<LanguageFrom>,
    /// Where it was published.
    pub url: Option<String>,
    /// The hash of all that was read of it, in 16 hexadecimal digits: another where it has changed.
    pub hash: String,
    /// The text that all spans are ranges of.
    pub text: String,
    /// The countries it is about, most named first.
    pub countries: Vec<CountryJson>,
    /// Every country it names, most named first.
    pub countries_named: Vec<NamedCountryJson>,
    /// Its quotes in order.
    pub quotes: Vec<QuoteJson>,
}

/// A country an article is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryJson {
    /// ISO 3166-1 alpha-2.
    pub code: Code,
    /// Its name.
    pub name: String,
    /// How often it is named.
    pub mentions: usize,
}

/// A country an article names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedCountryJson {
    /// ISO 3166-1 alpha-2; ISO 3166-3 for a state that is no more.
    pub code: Code,
    /// Its name.
    pub name: String,
    /// How often it is named.
    pub count: usize,
    /// Where, in order.
    pub mentions: Vec<CountryMentionJson>,
}

/// A country's name in the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryMentionJson {
    /// Where it stands.
    pub span: [usize; 2],
    /// As it is written.
    pub text: String,
}

/// One quote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteJson {
    /// Its pieces.
    pub spans: Vec<[usize; 2]>,
    /// Its words, pieces joined by ` … `.
    pub text: String,
    /// How it is given.
    pub kind: Kind,
    /// Who said it: a name, an office, or an unnamed source as written here; none where that is only a pronoun.
    pub speaker: Option<String>,
    /// Of an unnamed source, how the article describes it elsewhere: `one of the dealers`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described: Option<String>,
    /// The mention it is attributed to.
    pub speaker_span: Option<[usize; 2]>,
    /// The word that says that something was said.
    pub cue_span: Option<[usize; 2]>,
    /// How sure, from 0 to 1.
    pub certainty: f32,
    /// What decided.
    pub rule: String,
    /// Ordinal of the paragraph in which it begins, from 0.
    pub paragraph: usize,
    /// Countries named in it.
    pub countries: Vec<Code>,
    /// Why it has its speaker, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<BecauseJson>,
}

impl ArticleJson {
    /// Makes the JSON form of an article.
    pub fn new(read: &ReadArticle<'_>, lexicon: &Lexicon) -> ArticleJson {
        let article = read.article;
        let offsets = CharOffsets::new(&article.text);
        let country = |(code, mentions): &(Code, usize)| CountryJson {
            code: *code,
            name: lexicon.country_name(*code).to_owned(),
            mentions: *mentions,
        };
        let mention = |span: Span| CountryMentionJson {
            span: [offsets.at(span.start), offsets.at(span.end)],
            text: span.of(&article.text).to_owned(),
        };
        let named = |(code, spans): (Code, Vec<Span>)| NamedCountryJson {
            code,
            name: lexicon.country_name(code).to_owned(),
            count: spans.len(),
            mentions: spans.into_iter().map(mention).collect(),
        };
        ArticleJson {
            id: article.id.clone(),
            source: article.source.clone(),
            publisher: article.publisher.clone(),
            title: article.title.clone(),
            authors: article.authors.clone(),
            date: article.date,
            date_from: article.date_from,
            language: article.language.clone(),
            language_from: article.language_from,
            url: article.url.clone(),
            hash: hex(read.hash),
            text: article.text.clone(),
            countries: read.countries.iter().map(country).collect(),
            countries_named: country::named(read.mentions).into_iter().map(named).collect(),
            quotes: read.quotes.iter().map(|(q, c)| QuoteJson::new(q, c, &article.text, &offsets)).collect(),
        }
    }
}

impl QuoteJson {
    fn new(quote: &Quote, countries: &[Code], text: &str, offsets: &CharOffsets<'_>) -> QuoteJson {
        let span = |s: &Span| [offsets.at(s.start), offsets.at(s.end)];
        let (speaker, described) = named(quote, text);
        QuoteJson {
            spans: quote.spans.iter().map(span).collect(),
            text: words(text, &quote.spans),
            kind: quote.kind,
            speaker,
            described,
            speaker_span: quote.speaker_span.as_ref().map(span),
            cue_span: quote.cue_span.as_ref().map(span),
            certainty: quote.certainty,
            rule: quote.rule.to_string(),
            paragraph: quote.paragraph,
            countries: countries.to_vec(),
            because: quote.because.as_ref().map(|b| BecauseJson::new(b, quote, text, offsets)),
        }
    }
}

/// A quote's speaker by name or as written, and what an unnamed one that is written otherwise here is called.
fn named(quote: &Quote, text: &str) -> (Option<String>, Option<String>) {
    let Some(speaker) = &quote.speaker else { return (None, None) };
    let written = quote.speaker_span.as_ref().map(|span| span.of(text)).unwrap_or(&speaker.name);
    let same = written.eq_ignore_ascii_case(&speaker.name);
    if speaker.kind != SpeakerKind::Unnamed || same {
        return (Some(speaker.name.clone()), None);
    }
    ((!is_pronoun(written)).then(|| written.to_owned()), Some(speaker.name.clone()))
}

/// Whether the words of an unnamed source are no more than a pronoun.
pub(super) fn is_pronoun(written: &str) -> bool {
    !written.contains(char::is_whitespace) && written.len() <= PRONOUN
}

/// Unnamed sources written in one word no longer than this, in bytes, are pronouns: `he`, `they`, `which`.
const PRONOUN: usize = 5;

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
    fn hits(&self, answer: &Answer<'_>, hits: Hits<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
        let hits = HitSeq::new(hits);
        let json = SearchJson {
            id: answer.id.map(str::to_owned),
            query: answer.query.text.as_ref().map(|t| t.typed.clone()).unwrap_or_default(),
            read_as: answer.read_as.clone(),
            partly: answer.results.partly.map(|p| PartlyJson { matched: p.matched, of: p.of }),
            unknown_words: unknown_words(answer),
            also_looked_for: answer.results.beside.clone(),
            total: answer.results.total,
            took_ms: (answer.took.as_secs_f64() * 1e6).round() / 1e3,
            hits: &hits,
            facets: facet_map(&answer.results.facets),
            nothing: answer.nothing.as_ref().map(NothingJson::new),
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
    fn hits(&self, _: &Answer<'_>, mut hits: Hits<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
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
