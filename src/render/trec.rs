//! A TREC run, the form that evaluations of ranking read: `query Q0 article rank score tag`, a hit a line.

use super::csv::Csv;
use super::{Answer, ReadArticle, RenderError, Renderer, TraceAnswer};
use crate::index::{BoxedHits, FacetCounts, SpeakerRow, Stats};
use crate::timeline::Timeline;
use std::io::{self, Write};

/// The last column, which tells runs apart.
const TAG: &str = "onrecord";

/// Writes a run; what is no hit as CSV.
pub(super) struct Trec<'l>(pub(super) Csv<'l>);

impl Renderer for Trec<'_> {
    fn hits(&self, answer: &Answer<'_>, hits: BoxedHits<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
        let query = column(answer.id.unwrap_or("1"));
        for hit in hits {
            let hit = hit?;
            let article = column(&hit.article.id);
            writeln!(out, "{query} Q0 {article} {} {} {TAG}", hit.rank, hit.score)?;
        }
        Ok(())
    }

    fn facets(&self, facets: &[FacetCounts], out: &mut dyn Write) -> io::Result<()> {
        self.0.facets(facets, out)
    }

    fn timeline(&self, timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
        self.0.timeline(timeline, out)
    }

    fn article(&self, read: &ReadArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.0.article(read, out)
    }

    fn speakers(&self, rows: &[SpeakerRow], out: &mut dyn Write) -> io::Result<()> {
        self.0.speakers(rows, out)
    }

    fn trace(&self, answer: &TraceAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.0.trace(answer, out)
    }

    fn stats(&self, stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
        self.0.stats(stats, out)
    }
}

/// A value without blanks, which part the columns: `my%20file.txt`.
fn column(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c.is_whitespace() || c.is_control() {
            true => out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|b| format!("%{b:02X}"))),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::column;

    #[test]
    fn columns_hold_no_blanks() {
        assert_eq!(column("a b\u{a0}c\n100%"), "a%20b%C2%A0c%0A100%");
    }
}
