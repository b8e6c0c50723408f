//! Reads printed conversations: paragraphs that open with `Q.` and `A.`, or with a speaker's name and a colon.

use crate::quote::attribute::{Attribution, Source};
use crate::quote::mention::Head;
use crate::quote::people::People;
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
}

impl<'t, 'a> Transcript<'t, 'a> {
    /// Looks whether a section holds questions and answers; who is named first in it answers.
    pub(crate) fn of(tokens: &'t Tokens<'a>, people: &'t People, paras: &[Para]) -> Transcript<'t, 'a> {
        let asks = paras.iter().position(|p| initial(tokens, p) == Some("Q"));
        let both = asks.filter(|_| paras.iter().any(|p| initial(tokens, p) == Some("A")));
        let first = both.map(|i| paras[i].tokens.start);
        let person = |n: &&crate::quote::people::Named| {
            let known = &people.list[n.person];
            !known.body && (known.sure || known.name.contains(' '))
        };
        let answers = first
            .and_then(|end| people.named.iter().take_while(|n| n.tokens.start < end).find(person))
            .map(|n| n.tokens.clone());
        Transcript { tokens, people, answers }
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
        let colon =
            (start + 1..para.tokens.end.min(start + 5)).find(|i| self.shape(*i) == Some(Shape::Colon))?;
        let capitals = (start..colon).all(|i| self.shape(i) == Some(Shape::Upper));
        let named = self.people.named_in(&(start..colon)).filter(|n| capitals && n.tokens.end == colon)?;
        let known = &self.people.list[named.person];
        let content = colon + 1..para.tokens.end;
        (!known.body && known.name.contains(' ') && !content.is_empty())
            .then(|| attribution(Some(content), named.tokens.clone()))
    }

    fn shape(&self, i: usize) -> Option<Shape> {
        self.tokens.get(i).map(|t| t.shape)
    }
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
