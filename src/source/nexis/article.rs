//! Reads one article of an export out of its lines.

use super::labels::{Label, of_end, of_head, of_tail};
use crate::source::date;
use crate::source::facts::{Fact, Facts};
use crate::source::layout::{self, one_line};
use crate::source::xml::with_dateline;

/// A line that is no more than a day has no more words.
const DAY_WORDS: usize = 9;
/// How the lines of a cover page begin, in lower case.
const COVER: &[&str] =
    &["user name:", "job number:", "documents (", "document (", "client/matter:", "date and time:"];

/// What is known of an article while its lines are read.
#[derive(Default)]
struct Parts<'l> {
    /// Lines before the first label, blank ones too.
    head: Vec<&'l str>,
    /// Labels with the lines behind them.
    fields: Vec<(Label, Vec<&'l str>)>,
    body: Vec<&'l str>,
}

/// Reads the lines of an article; none where they are of something else.
pub(super) fn read(lines: &[&str], numbered: bool, wrapped: bool) -> Option<Facts> {
    let parts = parts(lines);
    let head = Head::read(&parts.head, numbered);
    let has_length = parts.fields.iter().any(|(label, _)| *label == Label::Length);
    if parts.body.is_empty() && (!has_length || head.day.is_none()) {
        return None;
    }
    let field = |wanted: Label| {
        let found = parts.fields.iter().find(|(label, lines)| *label == wanted && !lines.is_empty());
        found.map(|(_, lines)| lines.join(" ")).filter(|value| !value.is_empty())
    };
    let mut facts = Facts::default();
    facts.offer_word(Fact::Date, 1, "date line", head.day);
    facts.offer_word(Fact::Publisher, 1, "publication line", head.publisher);
    facts.offer_word(Fact::Title, 1, "HEADLINE", field(Label::Title));
    facts.offer_word(Fact::Title, 2, "headline", head.title);
    facts.offer_word(Fact::Url, 1, "URL", field(Label::Url));
    let language = field(Label::Language).and_then(|line| line.split(';').next().map(str::to_owned));
    facts.offer_word(Fact::Language, 1, "LANGUAGE", language);
    facts.offer_byline(1, "BYLINE", field(Label::Byline).as_deref());
    let text = with_dateline(field(Label::Dateline), paragraphs(&parts.body, wrapped));
    facts.offer(Fact::Text, 1, "BODY", vec![text]);
    Some(facts)
}

/// Parts the lines of an article. Where no line says that the text begins, it does below the labels of the head.
fn parts<'l>(lines: &[&'l str]) -> Parts<'l> {
    let is_body = |line: &&str| of_head(line).is_some_and(|(label, _)| label == Label::Body);
    let marked = lines.iter().any(is_body);
    let mut parts = Parts::default();
    let (mut in_body, mut in_tail, mut in_field) = (false, false, false);
    for line in lines {
        let label = match (in_tail, in_body) {
            (true, _) => of_tail(line),
            (_, true) => of_end(line),
            _ => of_head(line),
        };
        match label {
            Some((Label::Body, value)) if !in_body => {
                (in_body, in_field) = (true, false);
                parts.body.extend(Some(value).filter(|value| !value.is_empty()));
            }
            Some((label, value)) if in_tail || in_body || label != Label::Body => {
                in_tail |= in_body;
                in_field = true;
                parts
                    .fields
                    .push((label, Some(value).filter(|value| !value.is_empty()).into_iter().collect()));
            }
            _ if in_field && !line.trim().is_empty() => {
                parts.fields.last_mut().into_iter().for_each(|(_, lines)| lines.push(line.trim()));
            }
            _ if in_tail || in_field => in_field = false,
            _ if in_body => parts.body.push(line),
            _ if parts.fields.is_empty() => parts.head.push(line),
            _ if marked || line.trim().is_empty() => {}
            _ => {
                in_body = true;
                parts.body.push(line);
            }
        }
    }
    parts
}

/// What the lines before the labels say.
#[derive(Default)]
struct Head {
    day: Option<String>,
    publisher: Option<String>,
    title: Option<String>,
}

impl Head {
    /// Older exports have paper, day and headline in this order, newer ones the headline first.
    fn read(lines: &[&str], numbered: bool) -> Head {
        let lines: Vec<&str> =
            lines.iter().map(|line| line.trim()).filter(|line| !is_copyright(line)).collect();
        let mut days = (0..lines.len()).filter(|at| is_day(lines[*at]));
        let Some(day) = (if numbered { days.next() } else { days.next_back() }) else {
            return Head::default();
        };
        let above: Vec<&str> = lines[..day].iter().copied().filter(|line| !line.is_empty()).collect();
        let publisher = above.last().map(|line| (*line).to_owned());
        let above = above.split_last().map_or(&[][..], |(_, above)| above);
        let cover = above.iter().any(|line| is_cover(line));
        let title = match above {
            [] => block_below(&lines[day..]),
            above if cover => above.last().map(|line| (*line).to_owned()),
            above => Some(above.join(" ")),
        };
        Head { day: Some(lines[day].to_owned()), publisher, title }
    }
}

/// The block below the one that begins here: beside the day stands the edition.
fn block_below(lines: &[&str]) -> Option<String> {
    let below = lines.iter().skip_while(|line| !line.is_empty()).skip_while(|line| line.is_empty());
    let block: Vec<&str> = below.take_while(|line| !line.is_empty()).copied().collect();
    (!block.is_empty()).then(|| block.join(" "))
}

/// Whether a line is one of a cover page.
pub(super) fn is_cover(line: &str) -> bool {
    let line = line.trim_start().to_lowercase();
    COVER.iter().any(|begin| line.starts_with(begin))
}

/// Whether a line is a day, even one that cannot be read for sure.
fn is_day(line: &str) -> bool {
    let short = !line.is_empty() && line.split_whitespace().nth(DAY_WORDS).is_none();
    let digits = || line.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '.' | '-'));
    short && (date::day_in_field(line).is_some() || (digits() && date::may_be_two_days(line)))
}

fn is_copyright(line: &str) -> bool {
    ["Copyright", "©", "All Rights Reserved", "Alle Rechte", "Tous droits"]
        .iter()
        .any(|begin| line.starts_with(begin))
}

fn paragraphs(lines: &[&str], wrapped: bool) -> Vec<String> {
    let mut paragraphs: Vec<String> = if wrapped {
        let text = lines.join("\n");
        let blocks = layout::blocks(&text, 0).into_iter().map(|block| block.of(&text));
        blocks
            .map(
                |block| {
                    if block.lines().any(layout::has_columns) { block.to_owned() } else { one_line(block) }
                },
            )
            .collect()
    } else {
        lines.iter().map(|line| one_line(line)).filter(|line| !line.is_empty()).collect()
    };
    while paragraphs.pop_if(|last| is_copyright(last)).is_some() {}
    paragraphs
}
