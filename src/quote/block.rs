//! Joins each cue of a sentence with its source: `X, the Y of Z, said`, `said X`, `according to X`.

use crate::lang::{Form, Is};
use crate::quote::cue::{self, CueKind, Hit};
use crate::quote::mention::{self, Head, Phrase};
use crate::quote::sentence::Sentence;
use crate::quote::token::Shape;

/// A cue with its source.
#[derive(Clone, Debug)]
pub(crate) struct Block<'a> {
    /// The cue.
    pub(crate) hit: Hit<'a>,
    /// Its source, where the sentence has one.
    pub(crate) source: Option<Phrase>,
    /// First item of cue and source together.
    pub(crate) start: usize,
    /// One past their last item.
    pub(crate) end: usize,
    /// How the source was found.
    pub(crate) order: Order,
}

/// How cue and source stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// `X said`
    Plain,
    /// `said X`
    Inverted,
    /// `…, adding`, `… and said`: the source stands elsewhere in the sentence
    Shared,
}

/// Finds the cues of a sentence and the source of each.
pub(crate) fn blocks<'a>(s: &Sentence<'_, 'a>, headline: bool) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block> = Vec::new();
    for hit in cue::find(s, headline) {
        let block = match hit.kind {
            CueKind::AccordingTo => according(s, hit),
            _ => verb(s, hit, &blocks),
        };
        blocks.extend(block);
    }
    blocks
}

fn according<'a>(s: &Sentence, hit: Hit<'a>) -> Option<Block<'a>> {
    let mut source = mention::after(s, hit.group.end)?;
    let leads = hit.group.start == 0 || s.is(hit.group.start - 1, Is::AND | Is::SUB);
    if leads && s.shape(source.extent.end) != Some(Shape::Comma) {
        // According to X, the roof was sound: what follows the comma is the content, not an apposition.
        source.extent.end = source.items.end;
    }
    let (start, end) = (hit.group.start, source.extent.end);
    Some(Block { hit, source: Some(source), start, end, order: Order::Inverted })
}

fn verb<'a>(s: &Sentence, hit: Hit<'a>, earlier: &[Block<'a>]) -> Option<Block<'a>> {
    let first = hit.group.start;
    let floor = earlier.last().map_or(0, |b| b.hit.group.end);
    if let Some(source) = inverted(s, &hit, floor) {
        let end = source.extent.end;
        return Some(Block { hit, source: Some(source), start: first, end, order: Order::Inverted });
    }
    let end = hit.group.end;
    if !shares_subject(s, &hit)
        && let Some(source) = mention::before(s, first, floor)
        && !issued(s, &hit, &source, floor)
        && !(hit.form() == Form::Ing && source.items.start == 0 && is_doing(s, 0))
    {
        let source = shown(s, &hit, &source).unwrap_or(source);
        let start = put_so(s, source.items.start);
        return Some(Block { hit, source: Some(source), start, end, order: Order::Plain });
    }
    let source = earlier
        .iter()
        .rev()
        .find_map(|b| b.source.clone().filter(|p| !restricts(s, p)))
        .or_else(|| near_pronoun(s, first).filter(|_| hit.form() == Form::Ing))
        .or_else(|| if hit.form() == Form::Ing { clause_subject(s, first) } else { subject(s, first) });
    let joined = first > 0
        && (s.shape(first - 1) == Some(Shape::Comma)
            || s.is(first - 1, Is::AND | Is::PREP | Is::OF | Is::SUB));
    let usable = source.is_some() && (joined || hit.form() == Form::Ing);
    usable.then_some(Block { hit, source, start: first, end, order: Order::Shared })
}

/// Whether the verb is one more verb of a subject named before: `…, adding`, `… and said`.
fn shares_subject(s: &Sentence, hit: &Hit) -> bool {
    let Some(before) = hit.group.start.checked_sub(1) else { return true };
    let comma = matches!(s.shape(before), Some(Shape::Comma | Shape::Dash));
    comma && hit.form() == Form::Ing
        || s.is(before, Is::AND)
        || hit.form() == Form::Ing && s.is(before, Is::PREP | Is::OF | Is::SUB)
}

/// `issued a statement saying`, `sent a series of tweets early on Friday saying`: the paper is what somebody speaks by,
/// not the speaker.
fn issued(s: &Sentence, hit: &Hit, source: &Phrase, floor: usize) -> bool {
    let paper = source.head == Head::Common && source.items.clone().any(|i| s.is(i, Is::PAPER));
    hit.form() == Form::Ing && paper && source.items.start > floor + 1
}

/// `Holding signs calling it a shame, the nurses chanted`: what somebody does is no source.
fn is_doing(s: &Sentence, i: usize) -> bool {
    s.str(i).len() > 5 && s.str(i).ends_with("ing") && s.shape(i + 1) == Some(Shape::Lower)
}

/// `footage of X saying`: whom a film shows is who speaks.
fn shown(s: &Sentence, hit: &Hit, source: &Phrase) -> Option<Phrase> {
    let of = source.core.end;
    let films = ["footage", "video", "clip", "recording", "tape", "film", "picture", "memory"];
    let film = of.checked_sub(1).filter(|i| films.iter().any(|w| s.str(*i).trim_end_matches('s') == *w));
    film.filter(|_| hit.form() == Form::Ing && s.word(of, "of"))?;
    mention::after(s, of + 1).filter(|p| p.head == Head::Name && p.items.end == source.items.end)
}

/// `“…,” as X put it`: where the words begin that give the source, if its phrase begins at `start`.
fn put_so(s: &Sentence, start: usize) -> usize {
    let Some(as_) = start.checked_sub(1).filter(|i| *i > 0 && s.word(*i, "as")) else { return start };
    let parted = s.quoted(as_ - 1).is_some() || s.shape(as_ - 1) == Some(Shape::Comma);
    if parted { as_ } else { start }
}

/// `an architect who said he …`: what describes somebody else in passing, so that its verb's subject does not go on.
fn restricts(s: &Sentence, source: &Phrase) -> bool {
    let before = source.items.start.checked_sub(1);
    source.head == Head::Relative && before.is_some_and(|i| s.shape(i) != Some(Shape::Comma))
}

/// The source behind a verb that may stand before it.
fn inverted(s: &Sentence, hit: &Hit, floor: usize) -> Option<Phrase> {
    if !hit.takes(b'v') || !matches!(hit.form(), Form::Past | Form::Third) || hit.group.len() > 2 {
        return None;
    }
    let before = hit.group.start.checked_sub(1)?;
    let comma = matches!(s.shape(before), Some(Shape::Comma | Shape::Dash));
    let quote = s.quoted(before).is_some_and(|q| q.words > 3 || ends_in_mark(s, before))
        || comma && before > 0 && s.quoted(before - 1).is_some();
    if !quote && !comma {
        return None;
    }
    let phrase = mention::after(s, hit.group.end)?;
    if quote {
        return Some(phrase);
    }
    let next = phrase.extent.end;
    let ends = next >= s.len()
        || matches!(s.shape(next), Some(Shape::Stop | Shape::Comma | Shape::Semicolon | Shape::Dash))
        || s.is(next, Is::RELATIVE);
    let apposed = mention::before(s, hit.group.start, floor).is_some();
    let left = before.saturating_sub(floor);
    (ends && left >= 3 && (!apposed || phrase.head == Head::Name)).then_some(phrase)
}

fn ends_in_mark(s: &Sentence, i: usize) -> bool {
    matches!(s.last_quoted(i), Some(Shape::Comma | Shape::Stop | Shape::Asks | Shape::Dash | Shape::Ellipsis))
}

/// The subject of the clause that reaches to item `end`: its first noun phrase, past what leads it in.
pub(crate) fn subject(s: &Sentence, end: usize) -> Option<Phrase> {
    clause_subject(s, end).filter(|phrase| speaks(s, phrase))
}

/// The subject of the clause that `for saying` at `end` belongs to: `…, where he was asked about it and for saying`.
fn near_pronoun(s: &Sentence, end: usize) -> Option<Phrase> {
    s.is(end.checked_sub(1)?, Is::PREP | Is::OF).then_some(())?;
    let pronoun = |i: &usize| ["he", "she", "they"].iter().any(|w| s.word(*i, w));
    let at = (1..end).rev().find(pronoun)?;
    s.is(at - 1, Is::SUB | Is::RELATIVE | Is::QUESTION).then(|| mention::after(s, at)).flatten()
}

/// Whether a phrase is of those that speak: a name, a pronoun, a role, a body or a paper.
pub(crate) fn speaks(s: &Sentence, phrase: &Phrase) -> bool {
    match phrase.head {
        Head::Common => phrase.core.clone().any(|i| s.is(i, Is::ROLE | Is::OFFICE | Is::GROUP | Is::PAPER)),
        Head::Pronoun | Head::Name => true,
        Head::Relative => false,
    }
}

/// The same, whatever noun it is.
pub(crate) fn clause_subject(s: &Sentence, end: usize) -> Option<Phrase> {
    let mut start = lead_in_capitals(s, end);
    while start < end
        && (s.is(start, Is::AND)
            || s.is(start, Is::ADV)
            || matches!(s.shape(start), Some(Shape::Mark(_) | Shape::Other)))
    {
        start += 1;
    }
    let later = |i| s.is(i, Is::TIME) && (s.word(i, "later") || s.word(i, "earlier") || s.word(i, "ago"));
    let leads_in = (start + 1..start + 4).any(later)
        || s.is(start, Is::PREP | Is::OF | Is::SUB)
        || s.str(start).ends_with("ing")
        || s.str(start).ends_with("ed");
    if leads_in {
        let comma = (start..end).find(|i| s.shape(*i).or(s.last_quoted(*i)) == Some(Shape::Comma))?;
        start = past_home(s, comma, end) + 1;
    }
    let names_it = !(s.is(start, Is::QUESTION)
        || s.shape(start) == Some(Shape::Capital) && s.str(start).ends_with("ly"));
    mention::after(s, start).filter(|p| p.items.start < end && names_it)
}

/// `TALKS FAIL — The minister said`: where the sentence begins behind a lead in capitals.
fn lead_in_capitals(s: &Sentence, end: usize) -> usize {
    let dash = (2..end.min(10)).find(|i| s.shape(*i) != Some(Shape::Upper));
    dash.filter(|i| s.shape(*i) == Some(Shape::Dash)).map_or(0, |i| i + 1)
}

/// `Speaking in Salem, Ohio, the mayor said`: the comma behind a place that only says where the one before it lies.
fn past_home(s: &Sentence, comma: usize, end: usize) -> usize {
    let capital = |i: usize| s.token(i).is_some_and(|t| t.is_capital());
    let town = (0..comma).rev().take(4).find(|i| !capital(*i));
    let lies = |i: usize| ["in", "at", "near", "outside"].iter().any(|w| s.word(i, w));
    if !town.is_some_and(|i| i + 1 < comma && lies(i)) {
        return comma;
    }
    let home = (comma + 1..end.min(comma + 4)).find(|i| !capital(*i)).filter(|i| *i > comma + 1);
    let subject =
        |i: usize| s.token(i + 1).is_some_and(|t| t.is_capital() || t.is(Is::SUBJECT) && !t.is(Is::DET));
    home.filter(|i| s.shape(*i) == Some(Shape::Comma) && subject(*i)).unwrap_or(comma)
}
