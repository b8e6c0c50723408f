//! Text for people, with colour, wrapped to the terminal; whatever news text holds, it cannot drive the terminal.

use super::excerpt::{Excerpt, excerpt};
use super::explain::lines;
use super::timeline;
use super::{Answer, ReadArticle, RenderError, Renderer, TraceAnswer};
use crate::country::Code;
use crate::index::{BoxedHits, FacetCount, FacetCounts, Grouped, Hit, HitKind, SpeakerRow, Stats};
use crate::lang::Lexicon;
use crate::query::FacetField;
use crate::quote::{Kind, Quote};
use crate::timeline::Timeline;
use anstyle::{AnsiColor, Style};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

const RANK: Style = Style::new().dimmed();
pub(super) const SPEAKER: Style = AnsiColor::Green.on_default().bold();
const MATCH: Style = AnsiColor::Red.on_default().bold();
pub(super) const FRAME: Style = AnsiColor::Cyan.on_default();
const QUOTE: Style = AnsiColor::Yellow.on_default();
pub(super) const DIM: Style = Style::new().dimmed();

/// Longest part of a hit shown, in bytes.
const HIT_BYTES: usize = 420;

/// Most values of a facet shown beside hits.
const FACET_ROWS: usize = 10;

/// Writes text.
pub(super) struct Terminal<'l> {
    pub(super) width: usize,
    pub(super) lexicon: &'l Lexicon,
}

impl Renderer for Terminal<'_> {
    fn hits(&self, answer: &Answer<'_>, hits: BoxedHits<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
        for (i, hit) in hits.enumerate() {
            if i > 0 {
                writeln!(out)?;
            }
            self.hit(&hit?, out)?;
        }
        if !answer.results.facets.is_empty() {
            writeln!(out)?;
            let facets: Vec<FacetCounts> = answer.results.facets.iter().filter_map(beside_hits).collect();
            self.facet_rows(&facets, FACET_ROWS, out)?;
        }
        Ok(())
    }

    fn facets(&self, facets: &[FacetCounts], out: &mut dyn Write) -> io::Result<()> {
        self.facet_rows(facets, usize::MAX, out)
    }

    fn timeline(&self, timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
        timeline::draw(timeline, self.width, out)
    }

    fn article(&self, read: &ReadArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.head(read, out)?;
        let mut shown = 0;
        for (ordinal, paragraph) in crate::paragraph::split(read.article).iter().enumerate() {
            let quoted = mark_quotes(&read.article.text, paragraph.span, read.quotes);
            writeln!(out, "\n{}", self.wrap(&quoted, "", ""))?;
            while let Some((quote, countries)) = read.quotes.get(shown)
                && quote.paragraph <= ordinal
            {
                shown += 1;
                self.quote_note(shown, quote, countries, &read.article.text, out)?;
            }
        }
        Ok(())
    }

    fn speakers(&self, rows: &[SpeakerRow], out: &mut dyn Write) -> io::Result<()> {
        for row in rows {
            let days = match (row.first, row.last) {
                (Some(first), Some(last)) if first == last => first.to_string(),
                (Some(first), Some(last)) => format!("{first} to {last}"),
                _ => "undated".into(),
            };
            write!(out, "{:>7}  {SPEAKER}{}{SPEAKER:#}  {days}", row.quotes, escape_line(&row.name))?;
            let others: Vec<&str> =
                row.variants.iter().filter(|v| **v != row.name).map(String::as_str).collect();
            match others.is_empty() {
                true => writeln!(out)?,
                false => writeln!(out, "{DIM}, also {}{DIM:#}", escape_line(&others.join(", ")))?,
            }
        }
        Ok(())
    }

    fn trace(&self, answer: &TraceAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
        super::trace::text(self, answer, out)
    }

    fn stats(&self, stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
        let days = match (stats.first, stats.last) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => "none".into(),
        };
        let undated = if stats.undated == 0 { String::new() } else { format!(", {} undated", stats.undated) };
        for (what, value) in [
            ("articles", format!("{}{undated}", stats.articles)),
            ("sources", stats.sources.to_string()),
            ("passages", stats.passages.to_string()),
            ("quotes", stats.quotes.to_string()),
            ("speakers", stats.speakers.to_string()),
            ("countries", stats.countries.to_string()),
            ("publishers", stats.publishers.to_string()),
            ("dates", days),
            ("on disk", format!("{:.1} MB", stats.bytes as f64 / 1e6)),
            ("format", format!("{}, written by {}", stats.format, stats.written_by)),
        ] {
            writeln!(out, "{what:<11}{value}")?;
        }
        Ok(())
    }
}

impl Terminal<'_> {
    fn hit(&self, hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
        if let Some(grouped) = &hit.grouped {
            return self.grouped(hit, grouped, out);
        }
        let article = &hit.article;
        let mut frame: Vec<String> = voice(hit).collect();
        frame.extend(published(hit));
        if !hit.countries.is_empty() {
            frame.push(self.country_names(&hit.countries));
        }
        writeln!(out, "{RANK}{:>3}{RANK:#}  {}", hit.rank, frame.join(" · "))?;
        writeln!(out, "{}", self.wrap(&said(hit), "     ", "     "))?;
        let title =
            article.title.as_deref().map(|t| format!("{} — ", escape(&one_line(t)))).unwrap_or_default();
        let place = format!("{title}{}, paragraph {}", escape_line(&article.id), hit.paragraph + 1);
        writeln!(out, "{DIM}{}{DIM:#}", self.wrap(&place, "     ", "     "))?;
        self.copies(hit, out)
    }

    /// `in 5 articles, first 2025-09-04 in Harbour Post`.
    fn copies(&self, hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
        let Some(copies) = &hit.copies else { return Ok(()) };
        let mut line = match copies.articles {
            1 => format!("{} times in this article", copies.passages),
            articles => format!("in {articles} articles"),
        };
        match copies.first.as_ref().and_then(|first| Some((first, first.article.date?))) {
            Some((first, day)) if copies.articles > 1 => {
                let paper = first.article.publisher.as_deref().unwrap_or(&first.article.id);
                let _ = write!(line, ", first {day} in {}", escape_line(paper));
                match first.of_that_day {
                    0 | 1 => {}
                    2 => line.push_str(" and 1 other"),
                    articles => {
                        let _ = write!(line, " and {} others", articles - 1);
                    }
                }
            }
            Some(_) => {}
            None => line.push_str(", all undated"),
        }
        writeln!(out, "{FRAME}{}{FRAME:#}", self.wrap(&line, "     ", "     "))
    }

    /// An article with its best passages.
    fn grouped(&self, best: &Hit, grouped: &Grouped, out: &mut dyn Write) -> io::Result<()> {
        let article = &best.article;
        let passages = if grouped.passages == 1 { "passage" } else { "passages" };
        let frame: Vec<String> =
            published(best).chain([format!("{} {passages}", grouped.passages)]).collect();
        writeln!(out, "{RANK}{:>3}{RANK:#}  {}", best.rank, frame.join(" · "))?;
        if let Some(title) = &article.title {
            writeln!(out, "{SPEAKER}{}{SPEAKER:#}", self.wrap(&escape(&one_line(title)), "     ", "     "))?;
        }
        writeln!(out, "{DIM}{}{DIM:#}", self.wrap(&escape_line(&article.id), "     ", "     "))?;
        self.copies(best, out)?;
        for hit in std::iter::once(best).chain(&grouped.more) {
            let mut frame: Vec<String> = voice(hit).collect();
            if !hit.countries.is_empty() {
                frame.push(self.country_names(&hit.countries));
            }
            frame.push(format!("paragraph {}", hit.paragraph + 1));
            writeln!(out, "     {}", frame.join(" · "))?;
            writeln!(out, "{}", self.wrap(&said(hit), "       ", "       "))?;
        }
        Ok(())
    }

    fn facet_rows(&self, facets: &[FacetCounts], most: usize, out: &mut dyn Write) -> io::Result<()> {
        for (i, facet) in facets.iter().enumerate() {
            if i > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{FRAME}{}{FRAME:#}", facet.field.name())?;
            let (rows, left) = most_counted(&facet.counts, most);
            for row in rows {
                let indent = 2 + 2 * row.depth;
                writeln!(out, "{:>7}{:indent$}{}", row.count, "", escape_line(&row.label))?;
            }
            if left > 0 {
                writeln!(out, "{DIM}         and {left} more{DIM:#}")?;
            }
        }
        Ok(())
    }

    fn head(&self, read: &ReadArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
        let article = read.article;
        if let Some(title) = &article.title {
            writeln!(out, "{SPEAKER}{}{SPEAKER:#}", self.wrap(&escape(&one_line(title)), "", ""))?;
        }
        let mut frame = vec![article.date.map_or("undated".into(), |d| d.to_string())];
        frame.extend(article.publisher.iter().chain(&article.authors).map(|p| escape_line(p).into_owned()));
        let codes: Vec<Code> = read.countries.iter().map(|(code, _)| *code).collect();
        if !codes.is_empty() {
            frame.push(self.country_names(&codes));
        }
        writeln!(out, "{}", frame.join(" · "))?;
        writeln!(out, "{DIM}{}{DIM:#}", escape_line(&article.id))
    }

    fn quote_note(
        &self,
        number: usize,
        quote: &Quote,
        countries: &[Code],
        text: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let speaker = quote.speaker.as_ref().map_or("speaker unknown", |s| &s.name);
        let mut note = format!("{SPEAKER}{}{SPEAKER:#}", escape_line(speaker));
        if let Some(mention) = quote.speaker_span.map(|s| s.of(text)).filter(|m| *m != speaker) {
            let _ = write!(note, " (“{}”)", escape(&one_line(mention)));
        }
        let _ = write!(note, " · {}", format!("{:?}", quote.kind).to_lowercase());
        if let Some(cue) = quote.cue_span {
            let _ = write!(note, ", “{}”", escape(&one_line(cue.of(text))));
        }
        let _ = write!(note, " · certainty {:.2} · {}", quote.certainty, escape(&quote.rule.to_string()));
        if !countries.is_empty() {
            let _ = write!(note, " · {}", self.country_names(countries));
        }
        writeln!(out, "{}", self.wrap(&note, &format!("  [{number}] "), "      "))?;
        for line in quote.because.iter().flat_map(|because| lines(because, quote, text)) {
            writeln!(out, "{DIM}{}{DIM:#}", self.wrap(&escape_line(&line), "      ", "        "))?;
        }
        Ok(())
    }

    fn country_names(&self, codes: &[Code]) -> String {
        codes.iter().map(|c| self.lexicon.country_name(*c)).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn wrap(&self, text: &str, first: &str, rest: &str) -> String {
        // Only at blanks: an id that is cut at its hyphens cannot be copied.
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::fill(text, options)
    }
}

/// Who speaks in a quote, and how certain that is.
fn voice(hit: &Hit) -> impl Iterator<Item = String> {
    let quote = hit.quote.as_ref();
    let speaker = quote.map(|quote| match &quote.speaker {
        Some(speaker) => format!("{SPEAKER}{}{SPEAKER:#}", escape_line(&speaker.name)),
        None => format!("{DIM}speaker unknown{DIM:#}"),
    });
    speaker.into_iter().chain(quote.map(|quote| format!("certain {:.2}", quote.certainty)))
}

/// When, and by whom.
fn published(hit: &Hit) -> impl Iterator<Item = String> {
    let day = hit.article.date.map_or("undated".into(), |d| d.to_string());
    [day].into_iter().chain(hit.article.publisher.as_deref().map(|p| escape_line(p).into_owned()))
}

/// The words of a hit, what matches in colour, a direct quote between marks.
fn said(hit: &Hit) -> String {
    let text = marked(&excerpt(&hit.text, &hit.highlights, HIT_BYTES));
    match hit.kind {
        HitKind::Quote(Kind::Direct) => with_marks(&text),
        _ => text,
    }
}

/// What of a facet is shown beside hits: of dates the months; nothing of what has no values.
fn beside_hits(facet: &FacetCounts) -> Option<FacetCounts> {
    let days = |count: &FacetCount| facet.field == FacetField::Date && count.depth == 2;
    let counts: Vec<FacetCount> = facet.counts.iter().filter(|count| !days(count)).cloned().collect();
    (!counts.is_empty()).then_some(FacetCounts { field: facet.field, counts })
}

/// The first `most` values that enclose none, in order, or for a tree the most counted, each below what encloses it; and
/// how many are left out.
fn most_counted(counts: &[FacetCount], most: usize) -> (Vec<&FacetCount>, usize) {
    let encloses = |at: usize| counts.get(at + 1).is_some_and(|next| next.depth > counts[at].depth);
    let mut leaves: Vec<usize> = (0..counts.len()).filter(|at| !encloses(*at)).collect();
    let left = leaves.len().saturating_sub(most);
    if counts.iter().any(|c| c.depth > 0) {
        leaves.sort_by_key(|at| std::cmp::Reverse(counts[*at].count));
    }
    leaves.truncate(most);
    let mut shown = vec![false; counts.len()];
    for leaf in leaves {
        shown[leaf] = true;
        let mut depth = counts[leaf].depth;
        for at in (0..leaf).rev() {
            if depth == 0 || shown[at] && counts[at].depth < depth {
                break;
            }
            if counts[at].depth < depth {
                shown[at] = true;
                depth = counts[at].depth;
            }
        }
    }
    (counts.iter().zip(shown).filter_map(|(c, shown)| shown.then_some(c)).collect(), left)
}

/// The matches of an excerpt in colour, and an ellipsis where it was cut.
fn marked(excerpt: &Excerpt<'_>) -> String {
    let mut out = String::from(if excerpt.cut_before { "… " } else { "" });
    let mut at = 0;
    for (start, end) in &excerpt.highlights {
        let (before, found) = (&excerpt.text[at..*start], &excerpt.text[*start..*end]);
        let _ = write!(out, "{}{MATCH}{}{MATCH:#}", escape(before), escape(found));
        at = *end;
    }
    out.push_str(&escape(&excerpt.text[at..]));
    out.push_str(if excerpt.cut_after { " …" } else { "" });
    one_line(&out).into_owned()
}

/// A direct quote between quotation marks, whichever it had.
pub(super) fn with_marks(text: &str) -> String {
    let bare = text.trim_matches(|c| matches!(c, '"' | '“' | '”' | '«' | '»' | '„'));
    format!("“{bare}”")
}

/// A paragraph with each piece of a quote between `[n ` and `]`.
fn mark_quotes(text: &str, paragraph: crate::Span, quotes: &[(Quote, Vec<Code>)]) -> String {
    let mut pieces: Vec<(usize, usize, usize)> = Vec::new();
    for (number, (quote, _)) in quotes.iter().enumerate() {
        let inside = quote.spans.iter().filter(|s| s.overlaps(paragraph));
        pieces.extend(inside.map(|s| (s.start.max(paragraph.start), s.end.min(paragraph.end), number + 1)));
    }
    pieces.sort_unstable();
    let (mut out, mut at) = (String::new(), paragraph.start);
    for (start, end, number) in pieces {
        // A quote inside another one is told by its note alone.
        if start < at {
            continue;
        }
        let _ = write!(
            out,
            "{}{QUOTE}[{number} {}]{QUOTE:#}",
            escape(&text[at..start]),
            escape(&text[start..end])
        );
        at = end;
    }
    out.push_str(&escape(&text[at..paragraph.end]));
    one_line(&out).into_owned()
}

/// A text with its line breaks as blanks.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r', '\t']) {
        Cow::Owned(text.split(['\n', '\r', '\t']).filter(|l| !l.is_empty()).collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(text)
    }
}

/// Shows control and bidi characters as `\u{…}`, so that text from an article can neither drive a terminal nor
/// reorder what stands beside it; new lines and tabs stay.
///
/// ```
/// assert_eq!(onrecord::render::escape("\u{1b}[2J red\u{202e}"), "\\u{1b}[2J red\\u{202e}");
/// ```
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match is_unsafe(c) {
            true => out.extend(c.escape_unicode()),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Escapes a name, an id or a message, which have no business with line breaks or tabs either.
pub fn escape_line(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| c.is_control() || is_unsafe(c)) {
        return Cow::Borrowed(text);
    }
    let escaped = |c: char| match c.is_control() || is_unsafe(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    Cow::Owned(text.chars().map(escaped).collect())
}

fn is_unsafe(c: char) -> bool {
    let bidi =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    bidi || (c.is_control() && !matches!(c, '\n' | '\t'))
}
