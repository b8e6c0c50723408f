//! Who is in an article: full names, their parts, titles and roles, and every place where one is named.

use crate::lang::country_names::{Guard, NameKind, first_word};
use crate::lang::{Gender, Is, Lexicon};
use crate::quote::marks::Segment;
use crate::quote::naming::{self, Anonymous, Naming, Run, is_body, lower, run_end};
use crate::quote::token::{Shape, Tokens};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Somebody or something known by name.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// The fullest form met, without titles.
    pub(crate) name: String,
    /// Words of that form.
    words: usize,
    /// Whether a body rather than a person.
    pub(crate) body: bool,
    /// Whether surely a person: a title, a known given name, a role.
    pub(crate) sure: bool,
    /// Gender, as far as told.
    pub(crate) gender: Option<Gender>,
    /// Parts by which the person was introduced: `president`, `spokesman`.
    pub(crate) roles: Vec<String>,
    /// How often named in full.
    full: usize,
    /// Where last named as a subject.
    last: Option<usize>,
}

/// A place where somebody is named.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// The name's tokens, titles left out.
    pub(crate) tokens: Range<usize>,
    /// Who.
    pub(crate) person: usize,
    /// Whether inside quotation marks.
    pub(crate) quoted: bool,
    /// Whether it opens its sentence or clause, so that it may be its subject.
    pub(crate) subject: bool,
    /// Whether it opens its sentence.
    pub(crate) opens: bool,
}

/// The people of an article so far, and where a section names them.
#[derive(Default)]
pub(crate) struct People {
    /// Everybody.
    pub(crate) list: Vec<Person>,
    /// Where the section at hand names them, in order.
    pub(crate) named: Vec<Named>,
    /// Where sentences of the section have somebody unnamed for their subject, in order.
    pub(crate) anonymous: Vec<Anonymous>,
    by_last: FxHashMap<String, Vec<usize>>,
    by_first: FxHashMap<String, usize>,
}

impl People {
    /// Reads the names of a section.
    pub(crate) fn read(
        &mut self,
        tokens: &Tokens,
        paras: &[crate::quote::Para],
        segments: &[Segment],
        lexicon: &Lexicon,
    ) {
        let given = lexicon.given_names();
        self.named.clear();
        self.anonymous.clear();
        let mut runs = Vec::new();
        let mut segment = 0;
        for para in paras.iter().map(|p| p.tokens.clone()) {
            let naming = Naming { tokens, given, para: para.clone() };
            let mut at = para.start;
            while at < para.end {
                while segments.get(segment).is_some_and(|s| s.outer.end <= at) {
                    segment += 1;
                }
                if !tokens[at].is_capital() {
                    at += 1;
                    continue;
                }
                let end = run_end(tokens, at, para.end);
                let quoted = segments.get(segment).is_some_and(|s| s.outer.start <= at);
                if !quoted && opens_sentence(tokens, at, para.start) {
                    self.anonymous.extend(naming::anonymous(tokens, at, para.end));
                }
                runs.extend(naming.read(at..end, quoted).map(|run| without_place(tokens, run, lexicon)));
                at = end;
            }
        }
        // Full names first, so that a headline's surname finds the name given below it.
        for run in runs.iter().filter(|r| words(tokens, &r.name) > 1) {
            self.full(tokens, run, lexicon);
        }
        for run in &runs {
            if run.doubtful && !self.by_last.contains_key(&keys(tokens, &run.name).1) {
                continue;
            }
            let person = self.find(tokens, run, lexicon);
            let named = Named {
                tokens: run.name.clone(),
                person,
                quoted: run.quoted,
                subject: run.subject,
                opens: run.opens,
            };
            self.named.push(named);
        }
    }

    fn full(&mut self, tokens: &Tokens, run: &Run, lexicon: &Lexicon) {
        let name = text(tokens, &run.name);
        let (first, last) = keys(tokens, &run.name);
        let known = self
            .by_last
            .get(&last)
            .into_iter()
            .flatten()
            .copied()
            .find(|p| self.agrees(*p, &first) || self.ends_with(*p, &name));
        let body = is_of_body(tokens, run, lexicon);
        let gender_of_name = lexicon.given_names().get(&first);
        let at = known.unwrap_or_else(|| self.add(name.clone(), last, body));
        self.by_first.entry(first).or_insert(at);
        let person = &mut self.list[at];
        person.full += 1;
        let count = words(tokens, &run.name);
        if count > person.words {
            (person.name, person.words) = (name, count);
        }
        person.sure |= run.titled || gender_of_name.is_some() || !run.roles.is_empty();
        person.gender = person.gender.or(run.gender).or(gender_of_name.flatten());
        for role in &run.roles {
            if !person.roles.contains(role) {
                person.roles.push(role.clone());
            }
        }
    }

    fn add(&mut self, name: String, last: String, body: bool) -> usize {
        let person = Person {
            name,
            words: 0,
            body,
            sure: false,
            gender: None,
            roles: Vec::new(),
            full: 0,
            last: None,
        };
        self.list.push(person);
        self.by_last.entry(last).or_default().push(self.list.len() - 1);
        self.list.len() - 1
    }

    /// Whether a given name agrees with that of a person of the same surname.
    fn agrees(&self, person: usize, first: &str) -> bool {
        let known = self.list[person].name.split(' ').next().unwrap_or("").to_lowercase();
        let (known, first) = (known.trim_end_matches('.'), first.trim_end_matches('.'));
        self.list[person].words < 2
            || known == first
            || known.chars().count() == 1 && first.starts_with(known)
            || first.chars().count() == 1 && known.starts_with(first)
    }

    /// Whether a person's full name ends in these words: `van der Poel`, `Te Rangi`.
    fn ends_with(&self, person: usize, words: &str) -> bool {
        self.list[person].name.strip_suffix(words).is_some_and(|rest| rest.ends_with(' '))
    }

    /// Who a run names; somebody new where nobody known fits.
    fn find(&mut self, tokens: &Tokens, run: &Run, lexicon: &Lexicon) -> usize {
        let (first, last) = keys(tokens, &run.name);
        let single = words(tokens, &run.name) == 1;
        let name = text(tokens, &run.name);
        let candidates = self.by_last.get(&last).map_or(&[][..], |v| v);
        let chosen = if single {
            let fits = |p: &&usize| {
                let known = self.list[**p].gender;
                run.gender.is_none() || known.is_none() || known == run.gender
            };
            let most =
                || candidates.iter().filter(fits).max_by_key(|p| (self.list[**p].full, usize::MAX - **p));
            self.bearer(run, candidates).or_else(|| most().copied())
        } else {
            candidates.iter().copied().find(|p| self.agrees(*p, &first) || self.ends_with(*p, &name))
        };
        let by_first = if single && !run.titled || run.gender.is_some() {
            self.by_first.get(&last).copied()
        } else {
            None
        };
        let at = chosen.or(by_first).unwrap_or_else(|| {
            let body = is_of_body(tokens, run, lexicon);
            let at = self.add(text(tokens, &run.name), last.clone(), body);
            self.list[at].words = 1;
            self.list[at].sure = run.titled;
            self.list[at].gender = lexicon.given_names().get(&last).flatten().filter(|_| single);
            at
        });
        let person = &mut self.list[at];
        person.sure |= run.titled;
        person.gender = run.gender.or(person.gender);
        if run.subject && !run.quoted {
            person.last = Some(run.name.start);
        }
        for role in &run.roles {
            if !person.roles.contains(role) {
                person.roles.push(role.clone());
            }
        }
        at
    }

    /// Of several people of one surname and gender, the one `Mrs X` is: who was called so before, or was just a subject.
    fn bearer(&self, run: &Run, candidates: &[usize]) -> Option<usize> {
        let gender = run.gender.filter(|_| run.titled)?;
        let of_gender = || candidates.iter().copied().filter(|p| self.list[*p].gender == Some(gender));
        let called = |p: &usize| run.roles.iter().any(|r| self.list[*p].roles.contains(r));
        let (mut before, near) = (of_gender().filter(called), |last: usize| last + NEAR > run.name.start);
        let recent = || {
            of_gender().filter(|p| self.list[*p].last.is_some_and(near)).max_by_key(|p| self.list[*p].last)
        };
        before.next().filter(|_| before.next().is_none()).or_else(recent)
    }

    /// Where somebody is named by the last name in `range`, or by one that it is part of.
    pub(crate) fn named_in(&self, range: &Range<usize>) -> Option<&Named> {
        let end = self.named.partition_point(|n| n.tokens.start < range.end);
        self.named[..end].last().filter(|n| n.tokens.end > range.start)
    }

    /// The person introduced by a part, `finance minister` before `minister`: the only one, or (not so surely) the last
    /// one named before token `at`.
    pub(crate) fn by_role(&self, part: &Part, at: usize) -> Option<(usize, bool)> {
        let full = part.qualifier.as_ref().map(|q| format!("{q} {}", part.noun));
        let exact = full.as_ref().and_then(|full| self.last_with(at, |p| p.roles.contains(full)));
        if part.exact || exact.is_some() {
            return exact;
        }
        let other = format!(" {}", part.noun);
        let clashes = |p: &Person| part.divides && p.roles.iter().any(|r| r.ends_with(&other));
        self.last_with(at, |p| p.roles.contains(&part.noun) && !clashes(p))
    }

    /// The only person that `fits`, or else the last such one named before token `at`.
    fn last_with(&self, at: usize, fits: impl Fn(&Person) -> bool) -> Option<(usize, bool)> {
        let mut with = (0..self.list.len()).filter(|p| fits(&self.list[*p]));
        let first = with.next()?;
        if with.next().is_none() {
            return Some((first, true));
        }
        let end = self.named.partition_point(|n| n.tokens.start < at);
        let mut before = self.named[..end].iter().rev().take(30).map(|n| n.person);
        before.find(|p| fits(&self.list[*p])).map(|p| (p, false))
    }
}

/// A part by which somebody is spoken of: `the finance minister`.
pub(crate) struct Part {
    /// `minister`
    pub(crate) noun: String,
    /// `finance`
    pub(crate) qualifier: Option<String>,
    /// Whether the qualifier tells one bearer from another, so that who is known by another is not meant.
    pub(crate) divides: bool,
    /// Whether only who was introduced with the qualifier is meant.
    pub(crate) exact: bool,
}

fn opens_sentence(tokens: &Tokens, at: usize, floor: usize) -> bool {
    at == floor || matches!(tokens[at - 1].shape, Shape::Stop | Shape::Asks | Shape::Mark(_))
}

/// Whether a run names a body, or a place that speaks as one, rather than a person.
fn is_of_body(tokens: &Tokens, run: &Run, lexicon: &Lexicon) -> bool {
    !run.titled && (run.of_body || is_body(tokens, &run.name) || is_place(tokens, run, lexicon))
}

/// Whether a name is a country's or a city's, and nothing else.
fn is_place(tokens: &Tokens, run: &Run, lexicon: &Lexicon) -> bool {
    if run.name.len() > 3 || !run.roles.is_empty() {
        return false;
    }
    let span = tokens.cover(run.name.clone());
    let hash = first_word(span.of(tokens.text)).0;
    let found = lexicon.names_in_text().at(tokens.text, span.start, hash, None);
    let place = [NameKind::Country, NameKind::Capital, NameKind::City, NameKind::State];
    found.is_some_and(|(n, end)| {
        end == span.end && place.contains(&n.kind) && (n.guard == Guard::Free || run.name.len() > 1)
    })
}

/// A run without what only says where somebody is from or spoke: `Sri Lankan Asoka Perera`, `In Warsaw Joan Pell said`.
fn without_place(tokens: &Tokens, run: Run, lexicon: &Lexicon) -> Run {
    let (start, end) = (run.name.start, run.name.end);
    let given = |i: &usize| lexicon.given_names().get(&lower(tokens, *i)).is_some();
    let places = [NameKind::Country, NameKind::Capital, NameKind::City, NameKind::State];
    let led_in = start > 0 && ["In", "From", "At"].contains(&tokens.str(start - 1));
    let first = (start + 1..end.saturating_sub(1)).take(2).find(|first| {
        let span = tokens.cover(start..*first);
        let hash = first_word(span.of(tokens.text)).0;
        let found = lexicon.names_in_text().at(tokens.text, span.start, hash, None);
        found.is_some_and(|(n, end)| {
            end == span.end
                && (n.kind == NameKind::People && given(first) || led_in && places.contains(&n.kind))
        })
    });
    match first {
        Some(first) if !is_body(tokens, &(first..end)) => Run { name: first..end, ..run },
        _ => run,
    }
}

/// How far back, in tokens, a person is still the subject at hand.
const NEAR: usize = 60;

/// How many words of a name count; a suffix (`Jr`) does not.
fn words(tokens: &Tokens, name: &Range<usize>) -> usize {
    name.clone().filter(|i| tokens[*i].is_word() && !is_suffix(tokens, *i)).count()
}

fn is_suffix(tokens: &Tokens, i: usize) -> bool {
    tokens[i].is(Is::SUFFIX) || matches!(tokens.str(i), "Jr." | "Sr." | "Esq.")
}

/// The first and the last word of a name, lower case, by which it is looked up.
fn keys(tokens: &Tokens, name: &Range<usize>) -> (String, String) {
    let last = name.clone().rev().find(|i| !is_suffix(tokens, *i)).unwrap_or(name.end - 1);
    (lower(tokens, name.start), lower(tokens, last))
}

fn text(tokens: &Tokens, name: &Range<usize>) -> String {
    let text = tokens.cover(name.clone()).of(tokens.text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
