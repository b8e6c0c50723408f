//! The printings of a quotation in every form.

use super::nothing::NothingJson;
use super::terminal::{DIM, FRAME, SPEAKER, Terminal, with_marks};
use super::{CharOffsets, escape, escape_line};
use crate::copies::Change;
use crate::index::{Nothing, Printing, Trace};
use crate::quote::Kind;
use anstyle::{AnsiColor, Effects, Style};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::time::Duration;

const CUT: Style = AnsiColor::Red.on_default().effects(Effects::STRIKETHROUGH);
const ADDED: Style = AnsiColor::Green.on_default().effects(Effects::UNDERLINE);

/// The printings of a quotation with what is said beside them.
pub struct TraceAnswer<'a> {
    /// The quotation as typed.
    pub quotation: &'a str,
    /// What was found.
    pub trace: &'a Trace,
    /// Most printings shown, of those that are counted.
    pub limit: usize,
    /// Why there are none, where there are none.
    pub nothing: Option<Nothing>,
    /// How long it took.
    pub took: Duration,
}

/// The printings of a quotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TraceJson {
    /// As typed.
    pub quotation: String,
    /// How many printings there are.
    pub total: usize,
    /// In how many articles.
    pub articles: usize,
    /// Milliseconds it took.
    pub took_ms: f64,
    /// The earliest first, undated ones last; no more than were asked for.
    pub printings: Vec<PrintingJson>,
    /// Why there are none.
    pub nothing: Option<NothingJson>,
}

/// A printing of a quotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintingJson {
    /// The day of publication.
    pub date: Option<Date>,
    /// The article's publisher.
    pub publisher: Option<String>,
    /// Who said it.
    pub speaker: Option<String>,
    /// How certain that is, from 0 to 1, for a quote.
    pub certainty: Option<f32>,
    /// `quote` or `paragraph`.
    pub kind: String,
    /// Its words.
    pub text: String,
    /// How much of the words of it and the first is the same, from 0 to 1.
    pub same: f64,
    /// What is cut and added against the first.
    pub changes: Vec<ChangeJson>,
    /// The article's headline.
    pub title: Option<String>,
    /// The article's id.
    pub article: String,
    /// The file the article is in.
    pub source: String,
    /// Ordinal of the paragraph, from 0.
    pub paragraph: usize,
}

/// Words that stand in both printings, or in one of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeJson {
    /// `same`, `cut` or `added`.
    pub change: String,
    /// The words.
    pub text: String,
    /// Where they stand: in `text`, or for what is cut in the first printing's.
    pub span: [usize; 2],
}

impl TraceAnswer<'_> {
    /// The printings that are shown.
    fn shown(&self) -> &[Printing] {
        &self.trace.printings[..self.limit.min(self.trace.printings.len())]
    }
}

impl TraceJson {
    fn new(answer: &TraceAnswer<'_>) -> TraceJson {
        TraceJson {
            quotation: answer.quotation.to_owned(),
            total: answer.trace.printings.len(),
            articles: answer.trace.articles(),
            took_ms: (answer.took.as_secs_f64() * 1e6).round() / 1e3,
            printings: printings(answer),
            nothing: answer.nothing.as_ref().map(NothingJson::new),
        }
    }
}

fn printings(answer: &TraceAnswer<'_>) -> Vec<PrintingJson> {
    let first = answer.trace.printings.first().map_or("", |p| p.text.as_str());
    answer.shown().iter().map(|printing| PrintingJson::new(printing, first)).collect()
}

impl PrintingJson {
    fn new(printing: &Printing, first: &str) -> PrintingJson {
        let (own, other) = (CharOffsets::new(&printing.text), CharOffsets::new(first));
        let changes = printing.changes.iter().map(|piece| {
            let (name, text, offsets) = match piece.change {
                Change::Same => ("same", printing.text.as_str(), &own),
                Change::Added => ("added", printing.text.as_str(), &own),
                Change::Cut => ("cut", first, &other),
            };
            ChangeJson {
                change: name.to_owned(),
                text: text[piece.span.clone()].to_owned(),
                span: [offsets.at(piece.span.start), offsets.at(piece.span.end)],
            }
        });
        PrintingJson {
            date: printing.article.date,
            publisher: printing.article.publisher.clone(),
            speaker: printing.quote.as_ref().and_then(|q| q.speaker.as_ref()).map(|s| s.name.clone()),
            certainty: printing.quote.as_ref().map(|q| q.certainty),
            kind: if printing.quote.is_some() { "quote" } else { "paragraph" }.to_owned(),
            text: printing.text.clone(),
            same: (printing.same * 1e3).round() / 1e3,
            changes: changes.collect(),
            title: printing.article.title.clone(),
            article: printing.article.id.clone(),
            source: printing.article.source.clone(),
            paragraph: printing.paragraph,
        }
    }
}

pub(super) fn json(answer: &TraceAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
    super::json::line(&TraceJson::new(answer), out)
}

pub(super) fn json_lines(answer: &TraceAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
    printings(answer).iter().try_for_each(|printing| super::json::line(printing, out))
}

const COLUMNS: [&str; 12] = [
    "date",
    "publisher",
    "speaker",
    "certainty",
    "kind",
    "text",
    "same",
    "changes",
    "title",
    "article",
    "source",
    "paragraph",
];

pub(super) fn csv(answer: &TraceAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    let first = answer.trace.printings.first().map_or("", |p| p.text.as_str());
    for (printing, json) in answer.shown().iter().zip(printings(answer)) {
        rows.write_record([
            json.date.map(|d| d.to_string()).unwrap_or_default(),
            json.publisher.unwrap_or_default(),
            json.speaker.unwrap_or_default(),
            json.certainty.map(|c| c.to_string()).unwrap_or_default(),
            json.kind,
            json.text,
            json.same.to_string(),
            marked(printing, first, Style::new(), Style::new(), |text| text.to_owned()),
            json.title.unwrap_or_default(),
            json.article,
            json.source,
            json.paragraph.to_string(),
        ])?;
    }
    rows.flush()
}

/// A printing with `[-…-]` around what is cut and `{+…+}` around what is added; marks between words stay as they are
/// there.
fn marked(
    printing: &Printing,
    first: &str,
    cut: Style,
    added: Style,
    safe: impl Fn(&str) -> String,
) -> String {
    let mut out = String::new();
    let mut at = 0;
    for piece in &printing.changes {
        if piece.change == Change::Cut {
            // Before what stands between this word and the last, unless nothing has come yet.
            if at > 0 {
                out.push(' ');
            }
            out.push_str(&format!("{cut}[-{}-]{cut:#}", safe(&first[piece.span.clone()])));
            if at == 0 {
                out.push(' ');
            }
            continue;
        }
        out.push_str(&safe(&printing.text[at..piece.span.start]));
        let words = safe(&printing.text[piece.span.clone()]);
        match piece.change {
            Change::Added => out.push_str(&format!("{added}{{+{words}+}}{added:#}")),
            _ => out.push_str(&words),
        }
        at = piece.span.end;
    }
    out.push_str(&safe(&printing.text[at..]));
    out
}

pub(super) fn text(terminal: &Terminal<'_>, answer: &TraceAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = answer.trace.printings.first() else { return Ok(()) };
    for (ordinal, printing) in answer.shown().iter().enumerate() {
        if ordinal > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{DIM}{:>3}{DIM:#}  {}", ordinal + 1, frame(printing, ordinal == 0))?;
        let words = marked(printing, &first.text, CUT, ADDED, |text| escape(text).into_owned());
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let direct = printing.quote.as_ref().is_some_and(|quote| quote.kind == Kind::Direct);
        let words = if direct { with_marks(&words) } else { words };
        writeln!(out, "{}", terminal.wrap(&words, "     ", "     "))?;
        let place = format!("{}, paragraph {}", escape_line(&printing.article.id), printing.paragraph + 1);
        writeln!(out, "{DIM}{}{DIM:#}", terminal.wrap(&place, "     ", "     "))?;
    }
    Ok(())
}

/// `2025-09-06 · Harbour Post · Ida Tervo · certain 0.94 · 85 % the same`.
fn frame(printing: &Printing, is_first: bool) -> String {
    let mut frame = vec![printing.article.date.map_or("undated".into(), |d| d.to_string())];
    frame.extend(printing.article.publisher.as_deref().map(|p| escape_line(p).into_owned()));
    match &printing.quote {
        Some(quote) => {
            frame.push(match &quote.speaker {
                Some(speaker) => format!("{SPEAKER}{}{SPEAKER:#}", escape_line(&speaker.name)),
                None => format!("{DIM}speaker unknown{DIM:#}"),
            });
            frame.push(format!("certain {:.2}", quote.certainty));
        }
        None => frame.push(format!("{DIM}in a paragraph{DIM:#}")),
    }
    // Rounded down: what is not quite the same must not be called so.
    let same = (printing.same * 100.0).floor();
    frame.push(match (is_first, printing.same >= 1.0) {
        (true, _) if printing.article.date.is_none() => "undated all".into(),
        (true, _) => format!("{FRAME}the earliest{FRAME:#}"),
        (false, true) => "the same words".into(),
        (false, false) => format!("{same} % the same"),
    });
    frame.join(" · ")
}
