//! Reads runs of capitals as names: where one begins and ends, the titles on it, the parts named beside it.

use crate::lang::{Form, Gender, GivenNames, Is};
use crate::quote::token::{Shape, Tokens, ends_company};
use std::ops::Range;

/// A name in the text, before it is known whose.
pub(crate) struct Run {
    /// Its tokens, titles left out.
    pub(crate) name: Range<usize>,
    /// The gender that titles and roles beside it tell.
    pub(crate) gender: Option<Gender>,
    /// Whether a person's title or part stands right before it.
    pub(crate) titled: bool,
    /// Whether a body's noun stands right before it: `rail firm Northway`.
    pub(crate) of_body: bool,
    /// Titles and parts beside it, alone and with the word before: `minister`, `finance minister`.
    pub(crate) roles: Vec<String>,
    /// Whether inside quotation marks.
    pub(crate) quoted: bool,
    /// Whether it opens its sentence or clause.
    pub(crate) subject: bool,
    /// Whether it opens its sentence, with its titles.
    pub(crate) opens: bool,
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
        // Marta “Mim” Pell
        let name = |i: usize| i < limit && tokens[i].is_capital();
        let mark = |i: usize| i < limit && matches!(tokens[i].shape, Shape::Mark(_));
        if mark(end)
            && name(end - 1)
            && name(end + 1)
            && mark(end + 2)
            && name(end + 3)
            && !tokens[end + 3].is(Is::TIME)
        {
            end += 4;
            continue;
        }
        if !(token.is_capital() || particle || of) || ends_company(tokens.str(end - 1)) && !token.is(Is::BODY)
        {
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

/// What the head of a body is called, whatever the title.
const LEADERS: [&str; 3] = ["leader", "boss", "chief"];

/// How far into a paragraph to look for a word in small letters, in tokens.
const SHOUT: usize = 16;

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
        let mut run = Run {
            name,
            gender: None,
            titled: false,
            of_body: false,
            roles: Vec::new(),
            quoted,
            subject: false,
            opens: false,
            doubtful: false,
        };
        if run.name.len() == 1 && self.is_label(run.name.start, begins) {
            return Some(Run { subject: true, doubtful: true, ..run });
        }
        self.take_titles(&mut run)?;
        self.take_places(&mut run, begins);
        // A headline in capitals is nobody's name.
        let capitals = run.name.clone().all(|i| self.tokens[i].shape == Shape::Upper);
        let shouted = capitals && (run.name.len() > 2 || run.name.len() == 2 && self.shouts());
        let words = run.name.clone().filter(|i| self.tokens[*i].is_word()).count();
        if run.name.is_empty() || words > 6 || shouted {
            return None;
        }
        self.roles_before(&mut run, begins);
        self.home(&mut run);
        self.apposition(&mut run);
        run.opens =
            matches!(self.shape_before(begins), None | Some(Shape::Stop | Shape::Asks | Shape::Mark(_)));
        run.subject = self.opens_clause(begins) || run.titled && begins == run.name.start;
        Some(run)
    }

    /// Whether the paragraph begins with a line in capitals: `TAX PLAN TO COST 800 MLN DLRS`.
    fn shouts(&self) -> bool {
        let words = self.para.clone().take(SHOUT).filter(|i| self.tokens[*i].is_word());
        words.clone().count() > 3 && words.clone().all(|i| self.tokens[i].shape != Shape::Lower)
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
            && !self.is_month_name(range.clone())
            && !(self.tokens[range.start].shape == Shape::Upper && range.len() > 1)
        {
            range.start += 1;
        }
        range
    }

    /// `April Rowe`, `Jan Novak`: a month's word that is rather a given name.
    fn is_month_name(&self, range: Range<usize>) -> bool {
        let first = range.start;
        self.tokens[first].is(Is::TIME)
            && self.tokens[first].shape == Shape::Capital
            && range.len() > 1
            && !self.tokens[first + 1].is(Is::TIME)
            && !self.after(first, Is::PREP | Is::OF | Is::SUB | Is::ADV | Is::DET)
            && self.given.get(self.tokens.str(first)).is_some()
    }

    /// Whether one word alone is a name only where somebody of that name is known: a title, `Corp`.
    fn is_label(&self, i: usize, begins: usize) -> bool {
        self.is_title(i) && !self.after(begins, Is::DET)
            || self.tokens[i].is(Is::BODY) && self.tokens[i].is(Is::GROUP)
            || self.tokens.str(i).chars().nth(1).is_none()
    }

    fn is_title(&self, i: usize) -> bool {
        self.tokens[i].is(Is::TITLE | Is::ROLE | Is::OFFICE)
            || matches!(self.tokens.str(i), "PM" | "CM")
            || is_stopped_title(self.tokens, i)
            || is_joint_title(self.tokens, i)
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
        // `Don Pell`: what is a title elsewhere is here a given name.
        let given = range.len() == 2 && matches!(self.tokens.str(range.start), "Don" | "Dean");
        let mut titles = range.start + usize::from(given)..range.end - usize::from(surname);
        if let Some(last) = titles.rfind(|i| self.is_title(*i)) {
            for i in range.start..=last {
                run.gender = gender_of(self.tokens, i).or(run.gender);
                if self.is_title(i) {
                    self.add_role(&mut run.roles, i, range.start);
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
        let of_title = of_before && name.start > self.para.start + 1 && self.is_title(name.start - 2);
        if of_title && name.len() == 3 && tokens[name.start].is(Is::GROUP | Is::BODY) {
            // `Superintendent of Police Joan Pell`
            run.name.start += 1;
            run.titled = true;
            run.gender = run.gender.or(gender_of(tokens, name.start - 2));
            run.roles.push(role(tokens, name.start - 2));
            return;
        }
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
                self.add_role(&mut run.roles, before, self.para.start);
                run.titled |= before + 1 == begins;
            } else if before + 1 == begins {
                break;
            }
        }
        run.of_body = begins > self.para.start
            && run.name.start == begins
            && tokens[begins - 1].shape == Shape::Lower
            && tokens[begins - 1].is(Is::GROUP)
            && !tokens[begins - 1].is(Is::PLURAL);
        let comma = self.shape_before(begins) == Some(Shape::Comma) && begins > self.para.start + 1;
        if comma && tokens[begins - 2].is(Is::ROLE) && !tokens[begins - 2].is(Is::PLURAL) {
            self.add_role(&mut run.roles, begins - 2, self.para.start);
        }
    }

    /// Notes the part at `i`, alone and with the word before it; `vice president` is no `president`.
    fn add_role(&self, roles: &mut Vec<String>, i: usize, floor: usize) {
        let noun = role(self.tokens, i);
        let qualifier = qualifier(self.tokens, i, floor);
        if let Some(qualifier) = &qualifier {
            roles.push(format!("{qualifier} {noun}"));
        }
        if !qualifier.is_some_and(|q| ["vice", "deputy", "assistant", "prime"].contains(&q.as_str())) {
            roles.push(noun);
        }
    }

    /// `Senator Pell of Ohio` is the Ohio senator.
    fn home(&self, run: &mut Run) {
        if let Some(place) = self.place_behind(run.name.end) {
            let nouns: Vec<String> = run.roles.iter().filter(|r| !r.contains(' ')).cloned().collect();
            run.roles.extend(nouns.iter().map(|noun| format!("{place} {noun}")));
        }
    }

    /// The last word of the name that `of` or `from` at `i` ties to what stands before it.
    fn place_behind(&self, i: usize) -> Option<String> {
        let tied = i + 1 < self.para.end && matches!(self.tokens.str(i), "of" | "from" | "for");
        (tied && self.tokens[i + 1].is_capital())
            .then(|| lower(self.tokens, run_end(self.tokens, i + 1, self.para.end.min(i + 6)) - 1))
    }

    /// Roles in the apposition behind a name: `X, the prime minister of Y,`.
    fn apposition(&self, run: &mut Run) {
        let (tokens, end) = (self.tokens, run.name.end);
        if end >= self.para.end || tokens[end].shape != Shape::Comma {
            return;
        }
        let mut tied = false;
        let mut leads = false;
        for i in end + 1..self.para.end.min(end + 9) {
            let token = &tokens[i];
            let possessive = matches!(token.shape, Shape::Mark(_)) && tokens.str(i - 1).ends_with('s');
            if !(token.is_word() || possessive || matches!(token.shape, Shape::Number | Shape::Clitic))
                || token.is(Is::AUX | Is::RELATIVE | Is::SUBJECT) && !token.is(Is::DET)
                || tokens.str(i) == "whose"
            {
                break;
            }
            tied |= token.is(Is::OF | Is::PREP);
            // X, general secretary of the guards’ union: the union leader
            if tied && leads && token.shape == Shape::Lower && token.is(Is::GROUP) && !token.is(Is::PLURAL) {
                let body = lower(tokens, i);
                run.roles.extend(LEADERS.map(|leader| format!("{body} {leader}")));
            }
            leads |= !tied
                && [
                    "secretary",
                    "leader",
                    "president",
                    "chairman",
                    "chairwoman",
                    "head",
                    "chief",
                    "executive",
                ]
                .contains(&tokens.str(i));
            if !tied && token.is(Is::ROLE | Is::OFFICE) && !token.is(Is::PLURAL) {
                self.add_role(&mut run.roles, i, end + 1);
                if let Some(place) = self.place_behind(i + 1) {
                    run.roles.push(format!("{place} {}", lower(tokens, i)));
                }
                run.gender = run.gender.or(gender_of(tokens, i));
            }
        }
    }

    fn opens_clause(&self, begins: usize) -> bool {
        let breaks = matches!(
            self.shape_before(begins),
            None | Some(
                Shape::Stop | Shape::Asks | Shape::Mark(_) | Shape::Comma | Shape::Semicolon | Shape::Dash
            )
        );
        breaks || self.after(begins, Is::AND | Is::SUB | Is::DET | Is::ADV)
    }
}

/// The word before the part at `i` that tells which: `finance` of `finance minister`, `ohio` of `Ohio’s governor`.
pub(crate) fn qualifier(tokens: &Tokens, i: usize, floor: usize) -> Option<String> {
    let before = i.checked_sub(1).filter(|b| *b >= floor)?;
    let before = if tokens[before].shape == Shape::Clitic { before.checked_sub(1)? } else { before };
    let empty = Is::DET | Is::POSS | Is::AND | Is::OF | Is::PREP | Is::AUX | Is::SUB | Is::SUBJECT | Is::ADV;
    (before >= floor && tokens[before].is_word() && !tokens[before].is(empty)).then(|| lower(tokens, before))
}

/// A source that the article does not name, as the subject of a sentence: `A deckhand stood on the quay.`
#[derive(Clone, Debug)]
pub(crate) struct Anonymous {
    /// From its article to its noun.
    pub(crate) phrase: Range<usize>,
    /// Where its sentence ends.
    pub(crate) end: usize,
}

/// The unnamed subject of the sentence that begins at `start`, unless a name or `he` takes its place in it.
pub(crate) fn anonymous(tokens: &Tokens, start: usize, limit: usize) -> Option<Anonymous> {
    if !matches!(tokens.str(start), "A" | "An" | "One" | "Another") {
        return None;
    }
    let stops = Is::DET | Is::POSS | Is::AND | Is::OF | Is::PREP | Is::AUX | Is::SUB | Is::SUBJECT;
    let word = |i: &usize| tokens[*i].is_word() && !tokens[*i].is(stops);
    let person = |i: usize| tokens[i].is(Is::ROLE) && !tokens[i].is(Is::PLURAL | Is::GROUP);
    let noun = (start + 1..limit.min(start + 6)).take_while(word).filter(|i| person(*i)).last()?;
    let next = tokens.get(noun + 1).filter(|_| noun + 1 < limit)?;
    let named = next.is_capital()
        || matches!(next.shape, Shape::Clitic | Shape::Dash)
        || next.shape == Shape::Comma && tokens.get(noun + 2).is_some_and(|t| t.is_capital());
    let mut end = noun + 1;
    while end < limit.min(noun + 60) && tokens[end].shape != Shape::Stop {
        if tokens[end - 1].shape == Shape::Comma && tokens[end].is(Is::SUBJECT) {
            return None;
        }
        end += 1;
    }
    (!named).then(|| Anonymous { phrase: start..noun + 1, end })
}

/// `co-Chairman`, `ex-Senator`
fn is_joint_title(tokens: &Tokens, i: usize) -> bool {
    let title = |word: &str| tokens.words.get(&word.to_lowercase()).is.any(Is::TITLE | Is::ROLE);
    let (first, rest) = tokens.str(i).split_once('-').unwrap_or_default();
    matches!(first, "co" | "Co" | "ex" | "Ex" | "vice" | "Vice" | "deputy" | "Deputy") && title(rest)
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
    let word = word.strip_prefix("co-").unwrap_or(&word);
    match word.trim_end_matches('.') {
        "sen" => "senator",
        "rep" => "congressman",
        "gov" => "governor",
        "gen" => "general",
        "prof" => "professor",
        "dr" => "doctor",
        "pm" => "prime minister",
        "cm" => "chief minister",
        other => other,
    }
    .to_owned()
}

/// The word at `i` in lower case.
pub(crate) fn lower(tokens: &Tokens, i: usize) -> String {
    tokens.str(i).to_lowercase()
}
