//! Reads runs of capitals as names: where one begins and ends, the titles on it, the parts named beside it.

use crate::lang::{Form, Gender, GivenNames, Is};
use crate::quote::token::{Shape, Tokens};
use std::ops::Range;

/// A name in the text, before it is known whose.
pub(crate) struct Run {
    /// Its tokens, titles left out.
    pub(crate) name: Range<usize>,
    /// The gender that titles and roles beside it tell.
    pub(crate) gender: Option<Gender>,
    /// Whether a person's title or part stands right before it.
    pub(crate) titled: bool,
    /// Titles and parts beside it.
    pub(crate) roles: Vec<String>,
    /// Whether inside quotation marks.
    pub(crate) quoted: bool,
    /// Whether it opens its sentence or clause.
    pub(crate) subject: bool,
    /// A title's word alone, which is a name only where somebody of that name is known.
    pub(crate) doubtful: bool,
}

/// Where a run of words of a name ends: capitals, initials, and small particles between them.
pub(crate) fn run_end(tokens: &Tokens, start: usize, limit: usize) -> usize {
    let mut end = start + 1;
    while end < limit {
        let token = &tokens[end];
        let particle = token.shape == Shape::Lower
            && token.is(Is::PARTICLE)
            && end + 1 < limit
            && (tokens[end + 1].is_capital() || tokens[end + 1].is(Is::PARTICLE));
        // `Bank of England`, `Ministry of Defence`
        let of = tokens.str(end) == "of"
            && end + 1 < limit
            && tokens[end + 1].is_capital()
            && tokens[end - 1].is(Is::BODY | Is::GROUP)
            && !tokens[end - 1].is(Is::TITLE);
        if !(token.is_capital() || particle || of) {
            break;
        }
        end += 1;
    }
    end
}

/// Words that may open a sentence with a capital and are no part of the name behind them.
const OPENERS: [Is; 11] = [
    Is::DET,
    Is::SUBJECT,
    Is::PREP,
    Is::OF,
    Is::AND,
    Is::SUB,
    Is::AUX,
    Is::POSS,
    Is::ADV,
    Is::QUESTION,
    Is::TIME,
];

/// What a run of capitals is read with.
pub(crate) struct Naming<'t, 'a> {
    /// The tokens.
    pub(crate) tokens: &'t Tokens<'a>,
    /// Given names.
    pub(crate) given: &'t GivenNames,
    /// The paragraph.
    pub(crate) para: Range<usize>,
}

impl Naming<'_, '_> {
    /// Reads the run of capitals in `range`; none where it is no name.
    pub(crate) fn read(&self, range: Range<usize>, quoted: bool) -> Option<Run> {
        let begins = range.start;
        let name = self.without_openers(range);
        if name.len() == 1 && self.is_title(name.start) && !self.after(begins, Is::DET) {
            let roles = Vec::new();
            return Some(Run {
                name,
                gender: None,
                titled: false,
                roles,
                quoted,
                subject: true,
                doubtful: true,
            });
        }
        let mut run = Run {
            name,
            gender: None,
            titled: false,
            roles: Vec::new(),
            quoted,
            subject: false,
            doubtful: false,
        };
        self.take_titles(&mut run)?;
        self.take_places(&mut run, begins);
        // A headline in capitals is nobody's name.
        let shouted = run.name.len() > 2 && run.name.clone().all(|i| self.tokens[i].shape == Shape::Upper);
        if run.name.is_empty() || run.name.len() > 6 || shouted {
            return None;
        }
        self.roles_before(&mut run, begins);
        apposition(self.tokens, run.name.end, self.para.end, &mut run.roles, &mut run.gender);
        run.subject = self.opens_clause(begins) || run.titled && begins == run.name.start;
        Some(run)
    }

    fn after(&self, i: usize, classes: Is) -> bool {
        i > self.para.start && self.tokens[i - 1].is(classes)
    }

    fn shape_before(&self, i: usize) -> Option<Shape> {
        (i > self.para.start).then(|| self.tokens[i - 1].shape)
    }

    fn without_openers(&self, mut range: Range<usize>) -> Range<usize> {
        let opener = |i: usize| OPENERS.into_iter().any(|class| self.tokens[i].is(class));
        while range.start < range.end
            && opener(range.start)
            && !self.tokens.str(range.start).ends_with('.')
            && !(self.tokens[range.start].shape == Shape::Upper && range.len() > 1)
        {
            range.start += 1;
        }
        range
    }

    fn is_title(&self, i: usize) -> bool {
        self.tokens[i].is(Is::TITLE | Is::ROLE | Is::OFFICE) || is_stopped_title(self.tokens, i)
    }

    /// Whether the word at `i` is a given name or an initial.
    fn is_given(&self, i: usize) -> bool {
        self.given.get(self.tokens.str(i)).is_some() || self.tokens.str(i).ends_with('.')
    }

    /// Moves titles from the front of the name to its roles; none where nothing is left.
    fn take_titles(&self, run: &mut Run) -> Option<()> {
        // `Anna Dean` and `Mr King` bear a title's word as their name.
        let range = run.name.clone();
        let surname = range.len() > 1 && self.is_title(range.end - 1) && {
            let before = range.end - 2;
            self.is_given(before) && !self.is_title(before) || is_honorific(self.tokens, before)
        };
        let mut titles = range.start..range.end - usize::from(surname);
        if let Some(last) = titles.rfind(|i| self.is_title(*i)) {
            for i in range.start..=last {
                run.gender = gender_of(self.tokens, i).or(run.gender);
                if self.is_title(i) {
                    run.roles.push(role(self.tokens, i));
                }
            }
            run.name.start = last + 1;
            if run.name.is_empty() {
                return None;
            }
            run.titled = !is_body(self.tokens, &run.name);
        }
        while run.name.len() > 1 && self.tokens[run.name.end - 1].is(Is::TIME) {
            run.name.end -= 1;
        }
        Some(())
    }

    /// Takes off what stands before the given name: `Said Pell`, `State` of `Secretary of State Joan Pell`.
    fn take_places(&self, run: &mut Run, begins: usize) {
        let tokens = self.tokens;
        let opens =
            matches!(self.shape_before(begins), None | Some(Shape::Stop | Shape::Asks | Shape::Mark(_)));
        let past = |i: usize| tokens.words.cue(tokens[i].word).is_some_and(|c| c.form == Form::Past);
        if opens && run.name.len() > 1 && past(run.name.start) {
            run.name.start += 1;
        }
        let name = run.name.clone();
        let of_before = name.start > self.para.start && tokens.str(name.start - 1) == "of";
        if name.len() > 2
            && (of_before || tokens[name.start].is(Is::BODY | Is::PLACE | Is::GROUP))
            && !name.clone().skip(1).any(|i| tokens[i].is(Is::BODY | Is::PAPER))
            && !self.is_given(name.start)
            && let Some(first) = (name.start + 1..name.end - 1).find(|i| self.is_given(*i))
            && tokens[first].shape == Shape::Capital
        {
            run.name.start = first;
        }
    }

    /// Parts named right before: `spokesman Giles Warrender`, `the prime minister, Katrin Aldous`.
    fn roles_before(&self, run: &mut Run, begins: usize) {
        let tokens = self.tokens;
        let mut before = begins;
        while before > self.para.start && before + 4 > begins && tokens[before - 1].shape == Shape::Lower {
            before -= 1;
            if tokens[before].is(Is::ROLE | Is::OFFICE | Is::TITLE) && !tokens[before].is(Is::PLURAL) {
                run.gender = run.gender.or(gender_of(tokens, before));
                run.roles.push(lower(tokens, before));
                run.titled |= before + 1 == begins;
            } else if before + 1 == begins {
                break;
            }
        }
        let comma = self.shape_before(begins) == Some(Shape::Comma) && begins > self.para.start + 1;
        if comma && tokens[begins - 2].is(Is::ROLE) && tokens[begins - 2].shape == Shape::Lower {
            run.roles.push(lower(tokens, begins - 2));
        }
    }

    fn opens_clause(&self, begins: usize) -> bool {
        let breaks = matches!(
            self.shape_before(begins),
            None | Some(Shape::Stop | Shape::Asks | Shape::Mark(_) | Shape::Comma | Shape::Semicolon)
        );
        breaks || self.after(begins, Is::AND | Is::SUB | Is::DET | Is::ADV)
    }
}

/// Roles in the apposition behind a name: `X, the prime minister of Y,`.
fn apposition(
    tokens: &Tokens,
    end: usize,
    limit: usize,
    roles: &mut Vec<String>,
    gender: &mut Option<Gender>,
) {
    let Some(comma) = tokens.get(end).filter(|t| end < limit && t.shape == Shape::Comma) else { return };
    let _ = comma;
    let mut tied = false;
    for i in end + 1..limit.min(end + 9) {
        let token = &tokens[i];
        if !(token.is_word() || matches!(token.shape, Shape::Number | Shape::Clitic))
            || token.is(Is::AUX | Is::RELATIVE | Is::SUBJECT) && !token.is(Is::DET)
        {
            break;
        }
        tied |= token.is(Is::OF | Is::PREP);
        if !tied && token.is(Is::ROLE | Is::OFFICE) && !token.is(Is::PLURAL) {
            roles.push(lower(tokens, i));
            *gender = gender.or(gender_of(tokens, i));
        }
    }
}

/// `Mr`, `Mrs.`: a title that always stands before a surname.
fn is_honorific(tokens: &Tokens, i: usize) -> bool {
    matches!(
        tokens.str(i).trim_end_matches('.'),
        "Mr" | "Mrs" | "Ms" | "Miss" | "Mx" | "Dr" | "Sen" | "Rep" | "Gov"
    )
}

fn is_stopped_title(tokens: &Tokens, i: usize) -> bool {
    let word = tokens.str(i).trim_end_matches('.').to_lowercase();
    tokens.str(i).ends_with('.') && tokens.words.get(&word).is.any(Is::TITLE)
}

/// The gender that a title or role tells.
fn gender_of(tokens: &Tokens, i: usize) -> Option<Gender> {
    let is = match tokens.str(i).strip_suffix('.') {
        Some(word) => tokens.words.get(&word.to_lowercase()).is,
        None => tokens[i].word.is,
    };
    if is.any(Is::MALE) {
        Some(Gender::Male)
    } else if is.any(Is::FEMALE) {
        Some(Gender::Female)
    } else {
        None
    }
}

/// Whether a name is that of a body or place rather than of a person.
pub(crate) fn is_body(tokens: &Tokens, name: &Range<usize>) -> bool {
    let bodies = Is::BODY | Is::GROUP;
    name.clone().any(|i| tokens[i].is(bodies))
        || tokens[name.start].is(Is::PLACE)
        || name.len() == 1 && tokens[name.start].shape == Shape::Upper
}

/// A title as the noun by which its bearer is spoken of: `Sen.` is `senator`.
fn role(tokens: &Tokens, i: usize) -> String {
    let word = lower(tokens, i);
    match word.trim_end_matches('.') {
        "sen" => "senator",
        "rep" => "congressman",
        "gov" => "governor",
        "gen" => "general",
        "prof" => "professor",
        "dr" => "doctor",
        other => other,
    }
    .to_owned()
}

/// The word at `i` in lower case.
pub(crate) fn lower(tokens: &Tokens, i: usize) -> String {
    tokens.str(i).to_lowercase()
}
