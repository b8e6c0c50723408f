//! Reads printed conversations: paragraphs that open with `Q.` and `A.`, or with a speaker's name and a colon.

use crate::quote::attribute::{Attribution, Source};
use crate::quote::mention::Head;
use crate::quote::people::{Named, People};
use crate::quote::rule::Rule;
use crate::quote::token::{Shape, Tokens};
use crate::quote::{Kind, Para};
use std::ops::Range;

/// What of an article is a conversation.
pub(crate) struct Transcript<'t, 'a> {
    tokens: &'t Tokens<'a>,
    people: &'t People,
    /// Where the one who answers is named, if there are questions and answers.
    answers: Option<Range<usize>>,
    /// Whether paragraphs open with the names of those who speak in them, written as names are.
    by_name: bool,
}

impl<'t, 'a> Transcript<'t, 'a> {
    /// Looks whether a section holds questions and answers, or turns by name.
    pub(crate) fn of(tokens: &'t Tokens<'a>, people: &'t People, paras: &[Para]) -> Transcript<'t, 'a> {
        let asks = paras.iter().position(|p| initial(tokens, p) == Some("Q"));
        let both = asks.filter(|_| paras.iter().any(|p| initial(tokens, p) == Some("A")));
        let first = both.map(|i| paras[i].tokens.start);
        let answers = first.and_then(|end| guest(tokens, people, end));
        let mut transcript = Transcript { tokens, people, answers, by_name: false };
        transcript.by_name = transcript.is_by_name(paras);
        transcript
    }

    /// Whether at least two paragraphs open with a name and a colon, and half of them ask or speak of `I` or `you`:
    /// lists of players and dishes do not.
    fn is_by_name(&self, paras: &[Para]) -> bool {
        let labelled = || paras.iter().filter_map(|p| Some((p, self.label(p)?)));
        let speaks = |para: &Para| {
            let word = |i: usize| ["I", "we", "you", "my", "our", "me"].contains(&self.tokens.str(i));
            para.tokens.clone().take(200).any(|i| self.tokens[i].shape == Shape::Asks || word(i))
        };
        let (all, talk) = labelled().fold((0, 0), |(a, t), (p, _)| (a + 1, t + usize::from(speaks(p))));
        all > 1 && 2 * talk >= all
    }

    /// The colon behind the capitals with which a paragraph opens.
    fn label(&self, para: &Para) -> Option<usize> {
        let start = para.tokens.start;
        let colon =
            (start + 1..para.tokens.end.min(start + 6)).find(|i| self.shape(*i) == Some(Shape::Colon))?;
        (start..colon).all(|i| self.tokens[i].is_capital()).then_some(colon)
    }

    /// What is said in a paragraph that is a turn of the conversation; a question has no content.
    pub(crate) fn turn(&self, para: &Para) -> Option<Attribution> {
        let start = para.tokens.start;
        if let Some(answers) = &self.answers {
            let letter = initial(self.tokens, para)?;
            let content =
                start + 1 + usize::from(self.shape(start + 1) == Some(Shape::Colon))..para.tokens.end;
            return Some(attribution(if letter == "A" { Some(content) } else { None }, answers.clone()));
        }
        let colon = self.label(para)?;
        let capitals = (start..colon).all(|i| self.shape(i) == Some(Shape::Upper));
        let named = self.people.named_in(&(start..colon)).filter(|n| n.tokens.end == colon)?;
        let known = &self.people.list[named.person];
        let content = colon + 1..para.tokens.end;
        let turn = capitals || self.by_name && known.sure;
        (turn && !known.body && known.name.contains(' ') && !content.is_empty())
            .then(|| attribution(Some(content), named.tokens.clone()))
    }

    fn shape(&self, i: usize) -> Option<Shape> {
        self.tokens.get(i).map(|t| t.shape)
    }
}

/// Those whose part is to ask.
const ASKERS: [&str; 12] = [
    "presenter",
    "host",
    "reporter",
    "journalist",
    "correspondent",
    "editor",
    "anchor",
    "broadcaster",
    "moderator",
    "interviewer",
    "questioner",
    "caller",
];

/// Whether somebody of that part asks, so that another is the one who answers.
pub(crate) fn asks(noun: &str) -> bool {
    ASKERS.contains(&noun)
}

/// Who answers, of those named before token `end`: the first, unless that one asks.
fn guest(tokens: &Tokens, people: &People, end: usize) -> Option<Range<usize>> {
    let before = &people.named[..people.named.partition_point(|n| n.tokens.start < end)];
    let person = |n: &&Named| {
        let known = &people.list[n.person];
        let byline = n.tokens.start > 0 && tokens.str(n.tokens.start - 1).eq_ignore_ascii_case("by");
        !known.body && (known.sure || known.name.contains(' ')) && !byline
    };
    let mut named = before.iter().filter(person);
    let first = named.next()?;
    let other = named.find(|n| n.person != first.person);
    let asks = |second: &Named| {
        let (one, two) = (&people.list[first.person].roles, &people.list[second.person].roles);
        let verb = tokens.str(first.tokens.end);
        let puts = ["asks", "asked", "interviews", "interviewed", "questions", "questioned", "meets", "met"];
        let talks = ["talks", "talked", "speaks", "spoke", "chats", "chatted"];
        one.iter().any(|r| self::asks(r))
            || puts.contains(&verb)
            || talks.contains(&verb) && one.is_empty() && !two.is_empty()
    };
    Some(other.filter(|second| asks(second)).unwrap_or(first).tokens.clone())
}

/// The `Q` or `A` with which a paragraph opens.
fn initial<'a>(tokens: &Tokens<'a>, para: &Para) -> Option<&'a str> {
    let start = para.tokens.start;
    if para.tokens.len() < 3 {
        return None;
    }
    match tokens.str(start) {
        letter @ ("Q." | "A.") => Some(&letter[..1]),
        letter @ ("Q" | "A") if tokens[start + 1].shape == Shape::Colon => Some(letter),
        _ => None,
    }
}

fn attribution(content: Option<Range<usize>>, name: Range<usize>) -> Attribution {
    let source =
        Source { phrase: name.clone(), core: name, head: Head::Name, apposed: None, antecedent: None };
    Attribution {
        content: content.into_iter().filter(|c| !c.is_empty()).collect(),
        kind: Kind::Direct,
        cue: None,
        source: Some(source),
        rule: Rule::Transcript,
        score: None,
    }
}
