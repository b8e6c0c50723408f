//! One hit: who said it first, then the words with what matched marked, then where it stands.

use crate::server::params::Params;
use maud::{Markup, html};
use onrecord::index::{CopiesOf, Hit};
use onrecord::quote::{Quote, SpeakerKind};

/// Shows a hit; `params` is what was asked, which its links keep.
pub(super) fn hit(hit: &Hit, params: &Params) -> Markup {
    let article = &hit.article;
    let place = format!("{}#p{}", article_href(&article.id), hit.paragraph + 1);
    html! {
        li.hit {
            @if let Some(quote) = &hit.quote { p.who { (speaker(quote)) } }
            @else if let Some(title) = &article.title { p.title { bdi { (title) } } }
            blockquote.paragraph[hit.quote.is_none()] dir="auto" { (marked(&hit.text, &hit.highlights)) }
            p.where {
                @if let Some(date) = article.date { time datetime=(date) { (date) } } @else { span { "undated" } }
                @if let Some(publisher) = &article.publisher { " · " bdi { (publisher) } }
                " · " a.open href=(place) { bdi { (article.title.as_deref().unwrap_or(&article.id)) } }
            }
            @if let Some(copies) = &hit.copies { (copies_of(copies, params)) }
            @if let Some(grouped) = hit.grouped.as_ref().filter(|grouped| !grouped.more.is_empty()) {
                details {
                    summary { (super::count(grouped.passages as u64, "passage")) }
                    @for more in &grouped.more {
                        @if let Some(quote) = &more.quote { p.who { (speaker(quote)) } }
                        blockquote dir="auto" { (marked(&more.text, &more.highlights)) }
                    }
                }
            }
        }
    }
}

/// Who said it, and how sure that is.
pub(super) fn speaker(quote: &Quote) -> Markup {
    let certainty = format!("{} %", quote.hundredths());
    html! {
        @match &quote.speaker {
            Some(speaker) if speaker.kind == SpeakerKind::Unnamed => span.unnamed { bdi { (speaker.name) } },
            Some(speaker) => a href=(speaker_href(&speaker.name)) { bdi { (speaker.name) } },
            None => span.unnamed { "speaker not known" },
        }
        " " small title="how sure the speaker and the words are" { (quote.kind.name()) ", " (certainty) }
    }
}

fn copies_of(copies: &CopiesOf, params: &Params) -> Markup {
    html! {
        p.copies {
            a href=(params.with("copies", "each").without("offset").href("/search")) {
                "in " (super::count(u64::from(copies.articles), "article"))
            }
            @if let Some(first) = &copies.first {
                ", first "
                @if let Some(date) = first.article.date { (date) " " }
                "in " a href=(article_href(&first.article.id)) {
                    bdi { (first.article.publisher.as_deref().unwrap_or(&first.article.id)) }
                }
                @if first.of_that_day > 1 { " and " (super::count(u64::from(first.of_that_day - 1), "other")) " of that day" }
            }
        }
    }
}

/// A text with ranges of its bytes marked.
pub(super) fn marked(text: &str, ranges: &[(usize, usize)]) -> Markup {
    let mut at = 0;
    let mut parts = Vec::new();
    for (start, end) in ranges {
        if *start < at {
            continue;
        }
        let (Some(before), Some(inside)) = (text.get(at..*start), text.get(*start..*end)) else { continue };
        parts.push((before, inside));
        at = *end;
    }
    html! {
        @for (before, inside) in parts { (before) mark { (inside) } }
        (text.get(at..).unwrap_or_default())
    }
}

pub(in crate::server) fn article_href(id: &str) -> String {
    Params::default().with("id", id).href("/article")
}

pub(super) fn speaker_href(name: &str) -> String {
    Params::default().with("name", name).href("/speaker")
}
