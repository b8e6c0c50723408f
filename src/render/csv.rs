//! CSV with a header row, for spreadsheets; lists inside a cell are parted by `;`.

use super::json::HitJson;
use super::timeline;
use super::{Answer, ReadArticle, RenderError, Renderer, TraceAnswer};
use crate::index::{BoxedHits, FacetCounts, SpeakerRow, Stats};
use crate::lang::Lexicon;
use crate::timeline::Timeline;
use std::io::{self, Write};

const HIT_COLUMNS: [&str; 23] = [
    "rank",
    "score",
    "kind",
    "text",
    "highlights",
    "speaker",
    "countries",
    "date",
    "title",
    "publisher",
    "article",
    "source",
    "paragraph",
    "context",
    "certainty",
    "hash",
    "spans",
    "quote_kind",
    "rule",
    "url",
    "in_articles",
    "first_date",
    "first_article",
];

const QUOTE_COLUMNS: [&str; 11] = [
    "article",
    "date",
    "paragraph",
    "kind",
    "text",
    "speaker",
    "certainty",
    "rule",
    "countries",
    "spans",
    "hash",
];

/// Writes CSV.
pub(super) struct Csv<'l> {
    pub(super) lexicon: &'l Lexicon,
}

impl Renderer for Csv<'_> {
    fn hits(&self, _: &Answer<'_>, hits: BoxedHits<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record(HIT_COLUMNS)?;
        for hit in hits {
            let hit = HitJson::new(&hit?);
            let first = hit.copies.as_ref().and_then(|copies| copies.first.as_ref());
            let first = first.map(|first| (first.date, first.article.clone()));
            rows.write_record([
                hit.rank.to_string(),
                hit.score.to_string(),
                hit.kind,
                hit.text,
                ranges(&hit.highlights),
                hit.speaker.unwrap_or_default(),
                codes(&hit.countries),
                hit.date.map(|d| d.to_string()).unwrap_or_default(),
                hit.title.unwrap_or_default(),
                hit.publisher.unwrap_or_default(),
                hit.article,
                hit.source,
                hit.paragraph.to_string(),
                hit.context,
                hit.certainty.map(|c| c.to_string()).unwrap_or_default(),
                hit.hash,
                ranges(&hit.spans),
                hit.quote_kind.map(|k| k.name().to_owned()).unwrap_or_default(),
                hit.rule.unwrap_or_default(),
                hit.url.unwrap_or_default(),
                hit.copies.map_or(1, |copies| copies.articles).to_string(),
                first.as_ref().and_then(|f| f.0).map(|d| d.to_string()).unwrap_or_default(),
                first.map(|f| f.1).unwrap_or_default(),
            ])?;
        }
        Ok(rows.flush()?)
    }

    fn facets(&self, facets: &[FacetCounts], out: &mut dyn Write) -> io::Result<()> {
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record(["field", "value", "label", "count", "depth"])?;
        for facet in facets {
            for count in &facet.counts {
                let (number, depth) = (count.count.to_string(), count.depth.to_string());
                rows.write_record([facet.field.name(), &count.value, &count.label, &number, &depth])?;
            }
        }
        rows.flush()
    }

    fn timeline(&self, timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
        timeline::rows(timeline, out)
    }

    fn article(&self, read: &ReadArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
        let article = super::ArticleJson::new(read, self.lexicon);
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record(QUOTE_COLUMNS)?;
        let date = article.date.map(|d| d.to_string()).unwrap_or_default();
        for quote in article.quotes {
            rows.write_record([
                article.id.clone(),
                date.clone(),
                quote.paragraph.to_string(),
                quote.kind.name().to_owned(),
                quote.text,
                quote.speaker.unwrap_or_default(),
                quote.certainty.to_string(),
                quote.rule,
                codes(&quote.countries),
                ranges(&quote.spans),
                article.hash.clone(),
            ])?;
        }
        rows.flush()
    }

    fn speakers(&self, speakers: &[SpeakerRow], out: &mut dyn Write) -> io::Result<()> {
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record(["name", "kind", "quotes", "first", "last", "variants"])?;
        let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
        for row in speakers {
            rows.write_record([
                row.name.clone(),
                format!("{:?}", row.kind).to_lowercase(),
                row.quotes.to_string(),
                day(row.first),
                day(row.last),
                row.variants.join(";"),
            ])?;
        }
        rows.flush()
    }

    fn trace(&self, answer: &TraceAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
        super::trace::csv(answer, out)
    }

    fn stats(&self, stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record(["what", "value"])?;
        if let serde_json::Value::Object(all) = serde_json::to_value(stats)? {
            for (what, value) in all {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                rows.write_record([what, value])?;
            }
        }
        rows.flush()
    }
}

fn ranges(ranges: &[[usize; 2]]) -> String {
    ranges.iter().map(|[s, e]| format!("{s}-{e}")).collect::<Vec<_>>().join(";")
}

fn codes(codes: &[crate::country::Code]) -> String {
    codes.iter().map(|c| c.as_str()).collect::<Vec<_>>().join(";")
}
