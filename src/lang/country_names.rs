//! The names of countries, peoples and cities as they stand in text, found by their first word.
//!
//! A hash of the first word leads to the few names that begin with it, longest first; the rest is compared letter by
//! letter. That builds in a millisecond and reads text faster than an automaton over all names, since nearly all
//! words of a text do not begin with a capital and are passed over unhashed.

use super::countries::{CITIES, GIVEN, NAMES, table};
use crate::country::Code;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameKind {
    /// The country itself.
    Country,
    /// Its people, or the adjective.
    People,
    /// Its capital.
    Capital,
    /// Another city.
    City,
    /// A part of it: a state, province or land.
    State,
    /// A part of it that a filter may ask for by name: `Scotland`.
    Nation,
    /// A state as shortened after a comma: `Ga.`
    Short,
    /// What is its own and no other's: an institution, a street that stands for it, a currency.
    Sign,
    /// Nothing, though part of it looks like a country's name: `South China Sea`.
    Nothing,
}

/// Where a name that may be another thing's counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// Everywhere.
    Free,
    /// Unless a title, an initial or a given name stands before it.
    Person,
    /// As `Person`, and unless a surname follows.
    Given,
    /// Only in a dateline or before the name of its state.
    Head,
    /// There, and after `in` or `near`.
    In,
    /// Only where the words around it are not all capitals.
    Caps,
}

/// A row of the tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    /// As it is written.
    pub(crate) name: &'static str,
    /// Whose it is; none where it is no country's.
    pub(crate) code: Option<Code>,
    /// What it names.
    pub(crate) kind: NameKind,
    /// Where it counts.
    pub(crate) guard: Guard,
    /// First and last day of the article on which it holds.
    pub(crate) days: (Date, Date),
}

/// All names, by the hash of their first word.
pub(crate) struct Names {
    names: Vec<Name>,
    by_first_word: FxHashMap<u64, (u32, u32)>,
    given: FxHashSet<u64>,
}

impl Names {
    /// Parses the tables.
    pub(super) fn new() -> Names {
        let rows = table(NAMES).chain(table(CITIES)).filter_map(name);
        let mut hashed: Vec<(u64, Name)> = rows.map(|n| (first_word(n.name).0, n)).collect();
        // Longest first, and of one name the rows for certain days first.
        hashed.sort_by_key(|(hash, n)| (*hash, usize::MAX - n.name.len(), n.name, n.days == ALWAYS));
        let mut by_first_word: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
        for (at, (hash, _)) in hashed.iter().enumerate() {
            by_first_word.entry(*hash).or_insert((at as u32, 0)).1 = at as u32 + 1;
        }
        let given = table(GIVEN).filter_map(|mut r| r.next()).map(|n| first_word(n).0).collect();
        Names { names: hashed.into_iter().map(|(_, n)| n).collect(), by_first_word, given }
    }

    /// The longest name that begins at `at`, whose first word hashes to `hash`, and the byte at which it ends.
    pub(crate) fn at(&self, text: &str, at: usize, hash: u64, day: Option<Date>) -> Option<(&Name, usize)> {
        let (from, to) = *self.by_first_word.get(&hash)?;
        let holds = |n: &&Name| n.days == ALWAYS || day.is_some_and(|d| (n.days.0..=n.days.1).contains(&d));
        let fitting = self.names[from as usize..to as usize].iter().filter(holds);
        fitting.filter_map(|n| Some((n, end_of(n.name, &text[at..])? + at))).next()
    }

    /// Every code that a name stands for, for tests of the tables.
    #[cfg(test)]
    pub(crate) fn codes(&self) -> impl Iterator<Item = Code> {
        self.names.iter().filter_map(|n| n.code)
    }

    /// Whether a word is a frequent given name.
    pub(crate) fn is_given(&self, word: &str) -> bool {
        self.given.contains(&first_word(word).0)
    }
}

const ALWAYS: (Date, Date) = (Date::MIN, Date::MAX);

fn name(mut cells: std::str::Split<'static, char>) -> Option<Name> {
    let name = cells.next()?;
    let code = cells.next().and_then(Code::new);
    let kind = kind(cells.next()?)?;
    let guard = guard(cells.next().unwrap_or(""));
    let days = cells.next().and_then(|days| days.split_once(".."));
    let days = days.and_then(|(first, last)| Some((day(first, (1, 1))?, day(last, (12, 31))?)));
    Some(Name { name, code, kind, guard, days: days.unwrap_or(ALWAYS) })
}

/// A day, or this month and day of a year.
fn day(written: &str, (month, day): (i8, i8)) -> Option<Date> {
    match written.parse::<i16>() {
        Ok(year) => Date::new(year, month, day).ok(),
        Err(_) => written.parse().ok(),
    }
}

fn kind(word: &str) -> Option<NameKind> {
    Some(match word {
        "name" => NameKind::Country,
        "people" => NameKind::People,
        "capital" => NameKind::Capital,
        "city" => NameKind::City,
        "state" => NameKind::State,
        "nation" => NameKind::Nation,
        "sign" => NameKind::Sign,
        "short" => NameKind::Short,
        "none" => NameKind::Nothing,
        _ => return None,
    })
}

fn guard(word: &str) -> Guard {
    match word {
        "person" => Guard::Person,
        "given" => Guard::Given,
        "head" => Guard::Head,
        "in" => Guard::In,
        "caps" => Guard::Caps,
        _ => Guard::Free,
    }
}

/// The hash of the letters and digits that `text` begins with, whatever their case, and the byte at which they end.
#[inline]
pub(crate) fn first_word(text: &str) -> (u64, usize) {
    let bytes = text.as_bytes();
    let (mut hash, mut at) = (0, 0);
    while let Some(&b) = bytes.get(at) {
        if b.is_ascii_alphanumeric() {
            hash = mix(hash, u32::from(b | 0x20));
            at += 1;
        } else if b.is_ascii() {
            break;
        } else {
            match text[at..].chars().next().filter(|c| c.is_alphanumeric()) {
                Some(c) => (hash, at) = (mix(hash, lower(c) as u32), at + c.len_utf8()),
                None => break,
            }
        }
    }
    (hash, at)
}

#[inline]
fn mix(hash: u64, letter: u32) -> u64 {
    (hash.rotate_left(5) ^ u64::from(letter)).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// The first letter of the lower case, which is all there is but for a few.
fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The byte at which `name` ends if `text` begins with it as a whole word: written as in the table, or all in capitals.
fn end_of(name: &str, text: &str) -> Option<usize> {
    let (mut name, mut rest) = (name, text);
    while !name.is_empty() {
        (name, rest) = match name.chars().next()?.is_alphanumeric() {
            true => word(name, rest)?,
            false => between(name, rest)?,
        };
    }
    let whole = !rest.chars().next().is_some_and(char::is_alphanumeric);
    whole.then_some(text.len() - rest.len())
}

/// Passes a word of the name and the same word of the text.
fn word<'n, 't>(name: &'n str, text: &'t str) -> Option<(&'n str, &'t str)> {
    let (mut given, mut found) = (name.chars(), text.chars());
    let (mut as_written, mut capitals, mut first) = (true, true, true);
    loop {
        let (name_left, text_left) = (given.as_str(), found.as_str());
        let Some(n) = given.next().filter(|c| c.is_alphanumeric()) else {
            return (as_written || capitals).then_some((name_left, text_left));
        };
        let t = found.next()?;
        if n != t && lower(n) != lower(t) {
            return None;
        }
        // `Of` in a headline is `of`.
        as_written &= n == t || first && n.is_lowercase();
        capitals &= !t.is_lowercase();
        first = false;
    }
}

/// Passes what parts two words of a name, as leniently as it is printed: a name may break over a line.
fn between<'n, 't>(name: &'n str, text: &'t str) -> Option<(&'n str, &'t str)> {
    let mut given = name.chars();
    let sign = given.next()?;
    let left = given.as_str();
    let rest = match sign {
        ' ' | '-' => one_of(text, &['-', '\u{2010}', '\u{2011}']).or_else(|| blank(text))?,
        '\'' | '’' => one_of(text, &['\'', '’', '‘', 'ʼ'])?,
        // `St. Lucia` may be `St Lucia`.
        '.' if left.starts_with(' ') => one_of(text, &['.']).unwrap_or(text),
        _ => one_of(text, &[sign])?,
    };
    Some((left, rest))
}

fn one_of<'t>(text: &'t str, signs: &[char]) -> Option<&'t str> {
    text.strip_prefix(signs)
}

/// Passes white space with at most one line end in it.
fn blank(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches([' ', '\t', '\r', '\n', '\u{a0}']);
    let passed = &text[..text.len() - rest.len()];
    (!passed.is_empty() && passed.matches('\n').count() < 2).then_some(rest)
}
