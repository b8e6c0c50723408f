//! Reads the noun phrase beside a cue: where it begins and ends, and whether it is a name, a role or a pronoun.

use crate::lang::{Form, Is};
use crate::quote::sentence::Sentence;
use crate::quote::token::Shape;
use std::ops::Range;

/// What a noun phrase refers by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// `he`, `they`, `I`.
    Pronoun,
    /// `who`, `which`: whoever is named before it.
    Relative,
    /// A name, with or without titles and parts around it.
    Name,
    /// A common noun: `the prime minister`, `officials`.
    Common,
}

/// A noun phrase that can be the source of a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Its items, from its first word to its last.
    pub(crate) items: Range<usize>,
    /// Its items before any `of …`, `for …` that hangs on it.
    pub(crate) core: Range<usize>,
    /// What it refers by.
    pub(crate) head: Head,
    /// Where what belongs to it ends or begins on the side away from the cue: an apposition, a bracket.
    pub(crate) extent: Range<usize>,
}

/// How far back an apposition may reach, in items.
const APPOSITION: usize = 40;

/// The subject that ends right before item `end`; not before `floor`.
pub(crate) fn before(s: &Sentence, end: usize, floor: usize) -> Option<Phrase> {
    let last = end.checked_sub(1).filter(|i| *i >= floor)?;
    match s.shape(last) {
        // Gov. Jan Roe (R-OH), said
        Some(Shape::Comma) if last > floor && s.shape(last - 1) == Some(Shape::Close) => {
            let bracketed = before(s, last, floor);
            let titled = |p: &Phrase| {
                p.head == Head::Name && s.is(p.items.start, Is::TITLE | Is::ROLE | Is::ABBR_BEFORE)
            };
            match bracketed {
                Some(phrase) if titled(&phrase) => Some(phrase),
                other => apposed(s, last, floor).or(other),
            }
        }
        Some(Shape::Comma) => apposed(s, last, floor),
        Some(Shape::Dash) => apposed(s, last, floor).filter(|p| p.head == Head::Name),
        Some(Shape::Close) => {
            let open = opening(s, last, floor)?;
            let mut phrase = before(s, open, floor)?;
            phrase.extent.end = end;
            Some(phrase)
        }
        _ => plain_before(s, end, floor),
    }
}

/// The bracket that the one at `close` closes.
fn opening(s: &Sentence, close: usize, floor: usize) -> Option<usize> {
    (floor.max(close.saturating_sub(APPOSITION))..close).rev().find(|i| s.shape(*i) == Some(Shape::Open))
}

/// The phrase before an apposition that the comma at `last` closes: `X, the Y of Z, said`.
fn apposed(s: &Sentence, last: usize, floor: usize) -> Option<Phrase> {
    let mut found: Option<Phrase> = None;
    for comma in (floor.max(last.saturating_sub(APPOSITION))..last).rev() {
        if s.quoted(comma).is_some_and(|q| q.words > 4) {
            break;
        }
        if s.shape(comma) != s.shape(last) || comma + 1 == last {
            continue;
        }
        let Some(phrase) = before_comma(s, comma, floor) else { continue };
        if phrase.head == Head::Relative || phrase.head == Head::Pronoun {
            continue;
        }
        let named = phrase.head == Head::Name;
        let opens = opens_apposition(s, comma + 1) || named && opens_aside(s, comma + 1);
        if opens && (named || found.is_none()) {
            found = Some(phrase);
        }
        if found.as_ref().is_some_and(|f| f.head == Head::Name) {
            break;
        }
    }
    let mut phrase = found?;
    phrase.extent.end = last + 1;
    Some(phrase)
}

fn before_comma(s: &Sentence, comma: usize, floor: usize) -> Option<Phrase> {
    if s.shape(comma.checked_sub(1)?) == Some(Shape::Comma) {
        return None;
    }
    match s.shape(comma - 1) {
        Some(Shape::Close) => {
            let open = opening(s, comma - 1, floor)?;
            plain_before(s, open, floor)
        }
        _ => plain_before(s, comma, floor),
    }
}

/// Whether an aside begins at `i`: `X, when asked, said`, `X, speaking in Leeds, said`.
fn opens_aside(s: &Sentence, i: usize) -> bool {
    s.is(i, Is::SUB | Is::PREP) && !s.word(i, "that") || s.str(i).ends_with("ing") || s.word(i, "asked")
}

/// Whether what begins at `i` describes the name before it: `the Y of Z`, `a Y`, `47`, `who …`, `president of …`.
fn opens_apposition(s: &Sentence, i: usize) -> bool {
    let Some(token) = s.token(i) else { return false };
    token.is(Is::DET | Is::POSS | Is::RELATIVE | Is::ROLE | Is::OFFICE | Is::TITLE | Is::SUFFIX | Is::OF)
        || token.shape == Shape::Number
        || token.is_capital() && !token.is(Is::SUBJECT | Is::TIME)
        || token.shape == Shape::Lower
            && !token.is(Is::AND | Is::SUB | Is::PREP | Is::AUX | Is::SUBJECT)
            && s.tokens.words.cue(token.word).is_none()
}

fn plain_before(s: &Sentence, end: usize, floor: usize) -> Option<Phrase> {
    let last = end.checked_sub(1).filter(|i| *i >= floor)?;
    let token = s.token(last)?;
    let single = |head| Some(Phrase { items: last..end, core: last..end, head, extent: last..end });
    if token.is(Is::SUBJECT) && !(token.is(Is::DET | Is::POSS)) {
        return single(Head::Pronoun);
    }
    if s.word(last, "who") || s.word(last, "which") || s.word(last, "that") && last > 0 {
        return single(Head::Relative);
    }
    let mother_of_three = last > floor + 1 && s.word(last - 1, "of") && s.is(last - 2, Is::ROLE);
    if token.is(Is::DET) && token.is_word() && !mother_of_three {
        // `some say`, `one of them said`
        return (!s.word(last, "the") && !s.word(last, "a") && !s.word(last, "no"))
            .then(|| single(Head::Common))?;
    }
    // X on Tuesday told Y: a day is no subject.
    if token.is(Is::TIME) && token.is_capital() && last > floor {
        let aside =
            |i: usize| s.is(i, Is::PREP | Is::OF | Is::ADV | Is::TIME) && s.shape(i) == Some(Shape::Lower);
        let day = (floor..last).rev().take(2).take_while(|i| aside(*i)).last().unwrap_or(last);
        return before(s, day, floor);
    }
    let (start, core_end) = walk_back(s, end, floor)?;
    // The partner was kind, at one point even telling: what a preposition leads in is no subject.
    if start > floor && is_occasion(s, start..end) {
        return if start > floor + 1 {
            before(s, start - 1, floor).filter(|p| p.items.end == start - 1)
        } else {
            None
        };
    }
    // A letter obtained by X says: who only got it does not speak.
    if start > floor + 2 && s.word(start - 1, "by") && is_passed_on(s, start - 2) {
        return before(s, start - 2, floor).filter(|p| p.items.end == start - 2);
    }
    // Police last month charged: a time is no subject.
    if s.shape(core_end - 1) == Some(Shape::Lower)
        && s.is(core_end - 1, Is::TIME)
        && !s.is(core_end - 1, Is::GROUP)
    {
        return if start > floor && end - start < 4 { before(s, start, floor) } else { None };
    }
    // Officials who spoke with X said: the subject is who the relative clause describes.
    let opens_noun = s.is(start, Is::DET | Is::POSS) || s.shape(start) != Some(Shape::Lower);
    if !opens_noun && start > floor + 1 && s.is(start - 1, Is::RELATIVE) && !s.is(start - 2, Is::AND) {
        let relative = start - 1;
        let comma = usize::from(s.shape(relative - 1) == Some(Shape::Comma));
        return plain_before(s, relative - comma, floor).filter(|p| p.head != Head::Relative);
    }
    let phrase = Phrase {
        items: start..end,
        core: start..core_end,
        head: head_of(s, start..core_end),
        extent: start..end,
    };
    Some(phrase)
}

/// Whether the word at `i` tells how a paper came to somebody: `obtained by`, `seen by`.
fn is_passed_on(s: &Sentence, i: usize) -> bool {
    let got =
        ["obtained", "seen", "provided", "reviewed", "released", "published", "shared", "viewed", "leaked"];
    got.iter().any(|w| s.word(i, w)) && !s.is(i - 1, Is::AUX)
}

/// Whether a phrase tells when: `at one point`, `at times`, `in the end`.
fn is_occasion(s: &Sentence, items: Range<usize>) -> bool {
    let nouns = ["point", "points", "time", "times", "moment", "stage", "end", "occasion", "occasions"];
    let noun = nouns.iter().any(|w| s.word(items.end - 1, w));
    noun && items.len() < 4 && s.is(items.start - 1, Is::PREP | Is::OF) && !s.word(items.start - 1, "of")
}

/// Walks back from `end` to the first word of the noun phrase; also says where its part before `of …` ends.
fn walk_back(s: &Sentence, end: usize, floor: usize) -> Option<(usize, usize)> {
    let mut start = end;
    let mut core_end = end;
    let mut i = end;
    while i > floor {
        i -= 1;
        if let Some(segment) = s.quoted(i) {
            let pauses = matches!(s.last_quoted(i), Some(Shape::Comma | Shape::Stop | Shape::Asks));
            if segment.words > 3 || pauses {
                break;
            }
            start = i;
            continue;
        }
        let token = s.token(i)?;
        match token.shape {
            Shape::Close => match opening(s, i, floor) {
                Some(open) => i = open,
                None => break,
            },
            Shape::Clitic if s.word(i, "'s") || s.word(i, "’s") => {}
            // Marta “Mim” Pell
            Shape::Mark(_) if i >= floor + 3 && is_nickname(s, i - 2) => i -= 2,
            Shape::Mark(_) if i > floor && s.str(i - 1).ends_with('s') => {}
            Shape::Number | Shape::Lower | Shape::Capital | Shape::Upper => {
                if start < end && s.word(i, "that") && s.token(i + 1).is_some_and(|t| t.is_capital()) {
                    break;
                }
                if start < end && token.is(Is::DET | Is::POSS) {
                    start = i;
                    if !hangs_on(s, i, floor) {
                        break;
                    }
                    i -= 1;
                    core_end = i;
                    continue;
                }
                if token.is(Is::OF) && start < end && i > floor && noun_like(s, i - 1) {
                    core_end = i;
                    continue;
                }
                if s.word(i, "and") && start < end && i > floor && joins(s, i) {
                    continue;
                }
                if stops(s, i) {
                    break;
                }
                start = i;
            }
            _ => break,
        }
    }
    (start < end && start < core_end).then_some((start, core_end))
}

/// Whether the phrase that begins at `i` hangs on a noun before it by `of`, `for`.
fn hangs_on(s: &Sentence, i: usize, floor: usize) -> bool {
    i >= floor + 2 && s.is(i - 1, Is::OF) && noun_like(s, i - 2)
}

fn noun_like(s: &Sentence, i: usize) -> bool {
    let Some(token) = s.token(i) else { return false };
    let verb = s.tokens.words.cue(token.word).is_some_and(|c| !c.takes(b'm') || c.form == Form::Past);
    let hopes = i > 0 && s.is(i - 1, Is::SUBJECT) && !s.is(i - 1, Is::DET);
    token.is_word()
        && !verb
        && !hopes
        && !token.is(Is::AUX
            | Is::PREP
            | Is::SUB
            | Is::AND
            | Is::SUBJECT
            | Is::DET
            | Is::POSS
            | Is::OF
            | Is::NEG)
        && !s.str(i).ends_with("ed")
        && !s.str(i).ends_with("ing")
        || token.is(Is::DET) && ["one", "some", "many", "most", "all", "several"].iter().any(|w| s.word(i, w))
}

/// Whether a name by which somebody goes stands in the marks from item `open` on: `Marta “Mim” Pell`.
fn is_nickname(s: &Sentence, open: usize) -> bool {
    let mark = |i: usize| matches!(s.shape(i), Some(Shape::Mark(_)));
    let name = |i: usize| s.token(i).is_some_and(|t| t.is_capital());
    mark(open) && name(open + 1) && mark(open + 2) && name(open - 1) && name(open + 3)
}

/// Whether `and` at `i` joins two names or two nouns of the same kind.
fn joins(s: &Sentence, i: usize) -> bool {
    let capital = |i| s.token(i).is_some_and(|t| t.is_capital());
    let role = |i| s.is(i, Is::ROLE | Is::OFFICE | Is::GROUP);
    let left = i - 1;
    capital(left) && (capital(i + 1) || s.is(i + 1, Is::ROLE))
        || role(left) && (role(i + 1) || capital(i + 1))
        // the former secretary of state and current Democratic nominee
        || ["current", "former", "now"].iter().any(|w| s.word(i + 1, w))
}

/// Whether the word at `i` cannot be part of a noun phrase.
fn stops(s: &Sentence, i: usize) -> bool {
    let Some(token) = s.token(i) else { return true };
    let classes = Is::AUX | Is::NEG | Is::AND | Is::SUB | Is::PREP | Is::OF | Is::SUBJECT | Is::RELATIVE;
    if token.is(classes) {
        return true;
    }
    if token.is(Is::ADV) && token.shape == Shape::Lower || i == 0 && token.is(Is::ADV) {
        return true;
    }
    if token.is(Is::TIME) && token.is_capital() {
        return true;
    }
    let cue = s.tokens.words.cue(token.word);
    token.shape == Shape::Lower
        && cue.is_some_and(|c| c.form != Form::Base && !c.takes(b'm') && c.form != Form::Third)
}

/// Tells a name from a common noun by the last word that counts.
fn head_of(s: &Sentence, core: Range<usize>) -> Head {
    let last =
        core.clone().rev().find(|i| s.token(*i).is_some_and(|t| t.is_word() || t.shape == Shape::Number));
    match last.and_then(|i| s.token(i)) {
        Some(t) if t.is_capital() => Head::Name,
        _ => Head::Common,
    }
}

/// The source that begins at item `start`: `said X`, `according to X`.
pub(crate) fn after(s: &Sentence, start: usize) -> Option<Phrase> {
    let token = s.token(start)?;
    if token.is(Is::SUBJECT) && !token.is(Is::DET) {
        return Some(Phrase {
            items: start..start + 1,
            core: start..start + 1,
            head: Head::Pronoun,
            extent: start..start + 1,
        });
    }
    let (end, core_end) = walk_on(s, start);
    if end == start || core_end == start {
        return None;
    }
    let words = s.is(core_end - 1, Is::DET | Is::POSS) && core_end - start == 1;
    let head = head_of(s, start..core_end);
    (!words).then(|| Phrase {
        items: start..end,
        core: start..core_end,
        head,
        extent: start..apposition_end(s, end),
    })
}

fn walk_on(s: &Sentence, start: usize) -> (usize, usize) {
    let mut core_end = None;
    let mut i = start;
    while let Some(token) = s.token(i) {
        let fits = match token.shape {
            Shape::Clitic => s.word(i, "'s") || s.word(i, "’s"),
            Shape::Number => true,
            // `9/11 widow X`
            Shape::Other => {
                i > start
                    && s.str(i) == "/"
                    && s.token(i + 1).is_some_and(|t| t.is_word() || t.shape == Shape::Number)
            }
            Shape::Open => {
                let Some(close) = (i..s.len().min(i + 12)).find(|j| s.shape(*j) == Some(Shape::Close)) else {
                    break;
                };
                core_end = core_end.or(Some(i));
                i = close;
                true
            }
            Shape::Mark(_) if i > start && is_nickname(s, i) => {
                i += 2;
                true
            }
            Shape::Mark(_) => {
                i > start && s.str(i - 1).ends_with('s') && s.token(i + 1).is_some_and(|t| t.is_word())
            }
            Shape::Lower | Shape::Capital | Shape::Upper => {
                if token.is(Is::OF) && i > start && ties(s, i) {
                    core_end = core_end.or(Some(i));
                    true
                } else if s.word(i, "and") && i > start && joins(s, i) {
                    true
                } else {
                    let again = token.is(Is::DET | Is::POSS) && i > start && !s.is(i - 1, Is::OF | Is::DET);
                    let time = token.is(Is::TIME) && i > start && (token.is_capital() || s.is(i, Is::DET));
                    !(stops(s, i) || again || time || i > start && is_verb_before_object(s, i))
                        && !(i > start
                            && token.shape == Shape::Lower
                            && s.token(i - 1).is_some_and(|t| t.is_capital())
                            && !token.is(Is::ROLE | Is::OFFICE | Is::GROUP | Is::PAPER | Is::PARTICLE)
                            && !leads_to_part(s, i))
                }
            }
            _ => false,
        };
        if !fits {
            break;
        }
        i += 1;
    }
    let end = i.min(s.len());
    (end, core_end.unwrap_or(end))
}

/// Whether the word at `i` is rather a verb than part of a noun phrase: `the minister tried to`, `one reader accused the`.
fn is_verb_before_object(s: &Sentence, i: usize) -> bool {
    let object = Is::DET | Is::POSS | Is::PREP | Is::SUBJECT | Is::SUB;
    s.str(i).ends_with("ed")
        && s.shape(i) == Some(Shape::Lower)
        && !s.is(i - 1, Is::DET | Is::POSS)
        && (s.is(i + 1, object) || ["to", "him", "them", "me", "us"].iter().any(|w| s.word(i + 1, w)))
}

/// `Pell Bank branch manager Joan Pell`: whether the lower-case words from `i` on end in a part before a name.
fn leads_to_part(s: &Sentence, i: usize) -> bool {
    let noun = (i..i + 4)
        .take_while(|j| s.shape(*j) == Some(Shape::Lower) && !stops(s, *j))
        .find(|j| s.is(*j, Is::ROLE | Is::OFFICE) && s.token(j + 1).is_some_and(|t| t.is_capital()));
    noun.is_some()
}

/// Whether the preposition at `i` ties what follows to the source rather than to the saying.
fn ties(s: &Sentence, i: usize) -> bool {
    s.word(i, "of")
        || (s.word(i, "for") || s.word(i, "from") || s.word(i, "at") || s.word(i, "with") || s.word(i, "in"))
            && s.token(i - 1).is_some_and(|t| t.shape == Shape::Lower)
}

/// Where the apposition behind a name ends: `said X, the Y of Z`.
fn apposition_end(s: &Sentence, end: usize) -> usize {
    if s.shape(end) != Some(Shape::Comma) || !opens_apposition(s, end + 1) {
        return end;
    }
    let limit = s.len().min(end + APPOSITION);
    (end + 1..limit)
        .find(|i| {
            s.quoted(*i).is_some_and(|q| q.words > 3)
                || matches!(
                    s.shape(*i),
                    Some(Shape::Comma | Shape::Stop | Shape::Colon | Shape::Semicolon | Shape::Dash)
                )
        })
        .unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::probe;

    /// The subject of the first `said` of a text.
    fn subject(text: &str) -> Option<String> {
        let find = |s: &Sentence| {
            let said = (0..s.len()).find(|i| s.word(*i, "said"))?;
            before(s, said, 0).map(|p| probe::text(s, p.items))
        };
        probe::sentences(text, find).into_iter().flatten().next()
    }

    #[test]
    fn the_subject_is_the_whole_phrase() {
        for (text, expected) in [
            ("After the vote, a spokesman for Mr Pell said no.", "a spokesman for Mr Pell"),
            ("Joan Pell, the chief engineer of the board, said no.", "Joan Pell"),
            ("Rep. Otis Greeley (R-Ky.) said no.", "Rep. Otis Greeley"),
            ("The head of the agency said no.", "The head of the agency"),
            ("Officials who met Ann Poe said no.", "Officials"),
            ("After winning in Leeds, Gov. Otis Greeley (R-Ky.), said no.", "Gov. Otis Greeley"),
            ("Ann Poe and Joan Pell said no.", "Ann Poe and Joan Pell"),
        ] {
            assert_eq!(subject(text).as_deref(), Some(expected), "{text}");
        }
    }
}
