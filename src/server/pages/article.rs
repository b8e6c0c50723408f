//! The article page: the text as published, every quote marked with who said it.

use super::hit::{speaker, speaker_href};
use super::{Made, Page, count};
use crate::server::desk::Desk;
use crate::server::params::{Fault, Params};
use maud::{Markup, html};
use onrecord::index::Found;
use onrecord::paragraph::{ParagraphKind, split};
use onrecord::quote::{Quote, SpeakerKind};
use onrecord::render::{Format, renderer};
use onrecord::source::Span;
use std::collections::HashMap;

/// Colours that speakers are told apart by.
const COLOURS: usize = 6;

pub(super) fn page(desk: &Desk<'_>, params: &Params) -> Made {
    let id = params.get("id").ok_or_else(|| Fault::Value("which article? give its id".to_owned()))?;
    let mut found = desk.searcher.article(id)?;
    found.name_as(desk.aliases);
    let title = found.article.title.clone().unwrap_or_else(|| found.article.id.clone());
    let colours = colours(&found);
    let body = html! {
        div.columns {
            aside.facets aria-label="Who speaks" { (who(&found, &colours)) (frame(&found, desk)) }
            article.text lang=[found.article.language.as_deref()] { (text(&found, &title, &colours)) }
        }
    };
    Ok(Page::new(title, body))
}

/// Who speaks in an article.
struct Voice {
    name: String,
    /// Whether others than this article may know who that is.
    is_named: bool,
    words: usize,
    colour: usize,
}

/// The speakers with how many words they have and a colour each, most first.
fn colours(found: &Found) -> Vec<Voice> {
    let mut voices: HashMap<&str, Voice> = HashMap::new();
    for (quote, _) in &found.quotes {
        let Some(speaker) = &quote.speaker else { continue };
        let said: usize =
            quote.spans.iter().map(|span| span.of(&found.article.text).split_whitespace().count()).sum();
        let voice = voices.entry(&speaker.name).or_insert_with(|| Voice {
            name: speaker.name.clone(),
            is_named: speaker.kind != SpeakerKind::Unnamed,
            words: 0,
            colour: 0,
        });
        voice.words += said;
    }
    let mut all: Vec<Voice> = voices.into_values().collect();
    all.sort_by(|a, b| b.words.cmp(&a.words).then_with(|| a.name.cmp(&b.name)));
    all.iter_mut().enumerate().for_each(|(i, voice)| voice.colour = i % COLOURS);
    all
}

fn who(found: &Found, colours: &[Voice]) -> Markup {
    let unknown = found.quotes.iter().filter(|(quote, _)| quote.speaker.is_none()).count();
    html! {
        section {
            h2 { "Who speaks" }
            ul {
                @for Voice { name, is_named, words, colour } in colours {
                    li {
                        span.(format!("key c{colour}")) {} " "
                        @if *is_named { a href=(speaker_href(name)) { bdi { (name) } } } @else { span.unnamed { bdi { (name) } } }
                        " " span.n { (count(*words as u64, "word")) }
                    }
                }
                @if unknown > 0 { li { (count(unknown as u64, "quote")) " of a speaker not known" } }
            }
        }
    }
}

/// What is known of the article, and how to cite it.
fn frame(found: &Found, desk: &Desk<'_>) -> Markup {
    let article = &found.article;
    let cited = |format| {
        let mut out = Vec::new();
        renderer(format, desk.lexicon).article(&found.into(), &mut out).ok()?;
        String::from_utf8(out).ok()
    };
    html! {
        section {
            h2 { "About it" }
            dl {
                @if let Some(date) = article.date {
                    dt { "Date" }
                    dd { time datetime=(date) { (date) } @if let Some(from) = article.date_from { " (" (from.sureness().name()) ", from " (from.name().replace('_', " ")) ")" } }
                } @else { dt { "Date" } dd { "none" @if let Some(refused) = &article.date_refused { ": " (refused) } } }
                @if let Some(publisher) = &article.publisher { dt { "Published by" } dd { bdi { (publisher) } } }
                @if !article.authors.is_empty() { dt { "By" } dd { bdi { (article.authors.join(", ")) } } }
                dt { "Id" } dd { code { (article.id) } }
                @if !found.countries.is_empty() {
                    dt { "Countries" }
                    dd { @for (code, _) in &found.countries { a href=(Params::default().with("country", code.as_str()).href("/search")) { (desk.lexicon.country_name(*code)) } " " } }
                }
            }
            @if let Some(citation) = cited(Format::Citation) {
                details { summary { "Cite" } pre #citation { (citation) } button.copy type="button" data-copies="citation" hidden { "Copy" } }
            }
        }
    }
}

fn text(found: &Found, title: &str, colours: &[Voice]) -> Markup {
    let article = &found.article;
    html! {
        h1 dir="auto" { (title) }
        @for (i, paragraph) in split(article).iter().enumerate() {
            @if paragraph.kind != ParagraphKind::Headline {
                p #(format!("p{}", i + 1)) dir="auto" {
                    a.place href=(format!("#p{}", i + 1)) aria-label=(format!("Paragraph {}", i + 1)) { "¶" }
                    (with_quotes(&article.text, paragraph.span, &found.quotes, colours))
                }
            }
        }
    }
}

/// A paragraph with its quotes marked.
fn with_quotes(
    text: &str,
    paragraph: Span,
    quotes: &[(Quote, Vec<onrecord::country::Code>)],
    colours: &[Voice],
) -> Markup {
    let mut pieces: Vec<(Span, &Quote)> = quotes
        .iter()
        .flat_map(|(quote, _)| quote.spans.iter().map(move |span| (*span, quote)))
        .filter(|(span, _)| paragraph.overlaps(*span))
        .map(|(span, quote)| (Span::new(span.start.max(paragraph.start), span.end.min(paragraph.end)), quote))
        .collect();
    pieces.sort_by_key(|(span, _)| (span.start, span.end));
    let mut at = paragraph.start;
    let mut parts = Vec::new();
    for (span, quote) in pieces {
        if span.start >= at {
            parts.push((text.get(at..span.start).unwrap_or_default(), span.of(text), quote));
            at = span.end;
        }
    }
    let colour = |quote: &Quote| {
        let name = quote.speaker.as_ref().map(|speaker| &speaker.name);
        colours
            .iter()
            .find(|voice| Some(&voice.name) == name)
            .map_or("none".to_owned(), |voice| format!("c{}", voice.colour))
    };
    html! {
        @for (before, said, quote) in parts {
            (before)
            q.(colour(quote)) title=(why(quote, text)) data-why=(why(quote, text)) tabindex="0" { (said) }
            sup.by { (speaker(quote)) }
        }
        (text.get(at..paragraph.end).unwrap_or_default())
    }
}

/// What decided, for who hovers over a quote.
fn why(quote: &Quote, text: &str) -> String {
    let cue = quote.cue_span.map(|span| format!(", cue “{}”", span.of(text))).unwrap_or_default();
    let who = quote.speaker.as_ref().map_or("speaker not known", |speaker| &speaker.name);
    format!(
        "{who}: {} quote{cue}, {} % sure, rule {}",
        quote.kind.name(),
        quote.hundredths(),
        quote.rule.name()
    )
}
