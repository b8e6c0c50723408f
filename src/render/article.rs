//! The JSON of an article with its quotes and countries.

use super::json::hex;
use super::{BecauseJson, CharOffsets, ReadArticle};
use crate::country::{self, Code};
use crate::lang::Lexicon;
use crate::passage::words;
use crate::quote::{Kind, Quote, SpeakerKind};
use crate::source::{DateFrom, LanguageFrom, Span, Sureness};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An article with what was read from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub date: Option<Date>,
    /// Where the date was found.
    pub date_from: Option<DateFrom>,
    /// The field it stood in, where it stood in one.
    pub date_field: Option<String>,
    /// How far it is to be trusted.
    pub date_sureness: Option<Sureness>,
    /// What stood where the date should, when it was not taken, and why.
    pub date_refused: Option<String>,
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountryMentionJson {
    /// Where it stands.
    pub span: [usize; 2],
    /// As it is written.
    pub text: String,
}

/// One quote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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
            date_field: article.date_field.clone(),
            date_sureness: article.date_from.map(DateFrom::sureness),
            date_refused: article.date_refused.clone(),
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
