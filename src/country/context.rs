//! Judges a name by what stands around it: people, states of America and ordinary words that are called like a country.

use super::scan::Found;
use crate::lang::country_names::{Guard, NameKind, Names};
use crate::paragraph::{Paragraph, ParagraphKind};
use crate::source::Span;

const TITLES: &[&str] = &[
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Dr",
    "Sir",
    "Lord",
    "Lady",
    "Dame",
    "Prof",
    "Professor",
    "Sen",
    "Senator",
    "Rep",
    "Gov",
    "Gen",
    "Col",
    "Capt",
    "Sgt",
    "Judge",
    "Justice",
    "Congressman",
    "Congresswoman",
    "Coach",
];
/// Capitalised words that follow a country's name though it is no one's given name.
const AFTER_COUNTRY: &[&str] = &[
    "President",
    "Prime",
    "Premier",
    "King",
    "Queen",
    "Prince",
    "Princess",
    "Crown",
    "Minister",
    "Foreign",
    "Finance",
    "Defence",
    "Defense",
    "Interior",
    "Government",
    "Parliament",
    "Senate",
    "House",
    "Republican",
    "Republicans",
    "Democrat",
    "Democrats",
    "Democratic",
    "Governor",
    "Gov",
    "Sen",
    "Rep",
    "Senator",
    "Attorney",
    "Secretary",
    "Supreme",
    "Court",
    "Army",
    "Police",
    "University",
    "Power",
    "Bank",
    "Central",
    "National",
    "Airport",
    "Airlines",
    "Times",
    "Post",
    "Tech",
    "State",
    "Ministry",
    "Radio",
    "Television",
    "Air",
    "Aircraft",
    "Railways",
    "Electric",
    "Chemicals",
    "Discount",
    "Institute",
    "Museum",
    "Securities",
    "Bonds",
    "Embassy",
    "Ambassador",
];
const DAYS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Countries that towns of America are called like (GeoNames): `Lebanon, Pennsylvania`.
const TOWNS: &[&str] = &[
    "Brazil", "China", "Cuba", "Denmark", "Egypt", "Holland", "Jamaica", "Jordan", "Lebanon", "Malta",
    "Mexico", "Norway", "Panama", "Peru", "Poland", "Sweden", "Wales",
];

/// Units of money that take their country's adjective.
const MONEY: &[&str] = &[
    "dlr",
    "dlrs",
    "dollar",
    "dollars",
    "franc",
    "francs",
    "pound",
    "pounds",
    "mark",
    "marks",
    "crown",
    "crowns",
    "krone",
    "kroner",
    "krona",
    "kronor",
    "peso",
    "pesos",
    "rupee",
    "rupees",
    "guilder",
    "guilders",
    "dinar",
    "dinars",
    "rial",
    "rials",
    "riyal",
    "riyals",
    "dirham",
    "dirhams",
    "shilling",
    "shillings",
    "schilling",
    "schillings",
    "lira",
    "lire",
    "rouble",
    "roubles",
    "ruble",
    "rubles",
    "yen",
    "won",
    "yuan",
];

/// Whether a unit of money follows: `120 mln Canadian dlrs`.
pub(super) fn is_money(after: &str) -> bool {
    let unblanked = after.trim_start_matches([' ', '\n', '\u{a0}']);
    let end = unblanked.find(|c: char| !c.is_alphabetic()).unwrap_or(unblanked.len());
    unblanked.len() < after.len() && MONEY.iter().any(|unit| unit.eq_ignore_ascii_case(&unblanked[..end]))
}

/// Whether a name is Georgia's after a city that is not the country's.
pub(super) fn is_state_of_city(text: &str, paragraph: &Paragraph, city: &Found, georgia: &Found) -> bool {
    let around = Around { text: &text[..paragraph.span.end], paragraph, span: city.span };
    matches!(city.name.kind, NameKind::City | NameKind::Capital) && around.is_in_georgia(city, georgia)
}

/// What is around a found name.
pub(super) struct Around<'t> {
    text: &'t str,
    paragraph: &'t Paragraph,
    span: Span,
}

/// What becomes of a found name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Counts,
    /// It is a person's surname, and is so wherever else it stands alone.
    Person,
    /// It is something else, or nothing that can be told.
    Passed,
}

/// Judges each name of a paragraph.
pub(super) fn judge(text: &str, paragraph: &Paragraph, found: &[Found], at: usize, names: &Names) -> Verdict {
    let here = found[at];
    let around = Around { text: &text[..paragraph.span.end], paragraph, span: here.span };
    let state = found.get(at + 1).filter(|next| around.is_before_state(next));
    match here.name.kind {
        NameKind::Nothing => return Verdict::Passed,
        NameKind::Short if !around.is_short_state() => return Verdict::Passed,
        // `Paris, Texas` and `Peru, Ind.`: the state tells the country. `Canada, California` is a list.
        NameKind::City | NameKind::Capital if state.is_some() => return Verdict::Passed,
        NameKind::Country if state.is_some_and(|s| s.name.kind == NameKind::Short) => return Verdict::Passed,
        NameKind::Country if state.is_some_and(|s| around.is_town(here.name.name, s)) => {
            return Verdict::Passed;
        }
        NameKind::City | NameKind::Capital
            if found.get(at + 1).is_some_and(|n| around.is_in_georgia(&here, n)) =>
        {
            return Verdict::Passed;
        }
        _ => {}
    }
    match here.name.guard {
        Guard::Free => Verdict::Counts,
        _ if around.in_dateline() => Verdict::Counts,
        Guard::Person | Guard::Given if around.is_persons(names) => Verdict::Person,
        // A given name is seldom a person's for the rest of the article, whose surname is used.
        Guard::Given if around.is_before_surname() => Verdict::Passed,
        Guard::Person | Guard::Given => Verdict::Counts,
        Guard::In if around.is_after_in() => Verdict::Counts,
        Guard::Caps if !around.is_among_capitals() => Verdict::Counts,
        Guard::Head | Guard::In | Guard::Caps => Verdict::Passed,
    }
}

impl<'t> Around<'t> {
    fn before(&self) -> &'t str {
        &self.text[self.paragraph.span.start..self.span.start]
    }

    fn after(&self) -> &'t str {
        &self.text[self.span.end..]
    }

    fn in_dateline(&self) -> bool {
        self.paragraph.dateline.is_some_and(|d| d.contains(self.span))
    }

    /// The word before, when only a blank (or a full stop and a blank) is between.
    fn word_before(&self) -> Option<(&'t str, bool)> {
        last_word(self.before()).map(|(word, stopped, _)| (word, stopped))
    }

    /// The word after, when only a blank is between.
    fn word_after(&self) -> Option<&'t str> {
        let unblanked = self.after().trim_start();
        let end = unblanked.find(|c: char| !c.is_alphanumeric()).unwrap_or(unblanked.len());
        (unblanked.len() < self.after().len() && end > 0).then(|| &unblanked[..end])
    }

    /// Whether a title, an initial or a given name stands before, or a given name and a middle name.
    fn is_persons(&self, names: &Names) -> bool {
        let Some((word, stopped, before)) = last_word(self.before()) else { return false };
        if !starts_with_capital(word) {
            return false;
        }
        let is_title = TITLES.iter().any(|t| t.eq_ignore_ascii_case(word));
        let is_initial = stopped && word.chars().count() == 1;
        let is_given = |(word, stopped, _): (&str, bool, &str)| {
            !stopped && starts_with_capital(word) && names.is_given(word)
        };
        is_title
            || is_initial
            || !stopped && (names.is_given(word) || last_word(before).is_some_and(is_given))
    }

    /// Whether what follows looks like a surname; a headline may set every word in capitals.
    fn is_before_surname(&self) -> bool {
        let Some(word) = self.word_after() else { return false };
        let written_small = word.chars().nth(1).is_some_and(char::is_lowercase);
        let is_known = AFTER_COUNTRY.contains(&word) || DAYS.contains(&word);
        self.paragraph.kind != ParagraphKind::Headline
            && starts_with_capital(word)
            && written_small
            && !is_known
    }

    fn is_after_in(&self) -> bool {
        matches!(self.word_before(), Some(("in" | "near", false)))
    }

    /// Whether the words on both sides are in capitals, so that `US` may be `us`.
    fn is_among_capitals(&self) -> bool {
        let is_small = |w: &str| w.chars().any(char::is_lowercase);
        let words = |t: &'t str| {
            t.split(|c: char| !c.is_alphanumeric())
                .filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 1)
        };
        let before = words(self.before()).next_back();
        let after = words(self.after()).next();
        (before.is_some() || after.is_some()) && !before.is_some_and(is_small) && !after.is_some_and(is_small)
    }

    /// Whether a shortened state stands where one can: `Aurora, Ill.`, `(R-Ga.)`.
    fn is_short_state(&self) -> bool {
        // Without its full stop it may be a word: `On Sunday, Mass was said`.
        let is_stopped = self.text[self.span.start..self.span.end].ends_with('.');
        if !is_stopped && !self.after().starts_with([',', ')', '.']) && !self.in_dateline() {
            return false;
        }
        let unblanked = self.before().trim_end();
        if let Some(place) = unblanked.strip_suffix(',') {
            return place.rsplit(char::is_whitespace).next().is_some_and(starts_with_capital);
        }
        let mut back = self.before().chars().rev();
        back.next() == Some('-')
            && back.next().is_some_and(char::is_uppercase)
            && !back.next().is_some_and(char::is_alphanumeric)
    }

    /// Whether the next name is a state and only a comma is between.
    fn is_before_state(&self, next: &Found) -> bool {
        matches!(next.name.kind, NameKind::State | NameKind::Nation | NameKind::Short) && self.is_before(next)
    }

    /// Whether only a comma is before the next name.
    fn is_before(&self, next: &Found) -> bool {
        let between = self.text.get(self.span.end..next.span.start);
        between.is_some_and(|between| between.trim_end() == ",")
    }

    /// Whether a town of America is meant: `Canada, California and Spain` is a list.
    fn is_town(&self, name: &str, state: &Found) -> bool {
        let after = self.text[state.span.end..].trim_start();
        TOWNS.contains(&name) && state.name.code == Some(super::AMERICA) && !after.starts_with("and ")
    }

    /// Whether the state of Georgia follows a city that is not the country's: `Athens, Georgia`.
    fn is_in_georgia(&self, city: &Found, next: &Found) -> bool {
        next.name.name == "Georgia" && city.name.code != next.name.code && self.is_before(next)
    }
}

/// The last word of a text that ends in a blank, whether a full stop is after it, and the text before it.
fn last_word(text: &str) -> Option<(&str, bool, &str)> {
    let unblanked = text.trim_end();
    if unblanked.len() == text.len() {
        return None;
    }
    let word = unblanked.strip_suffix('.').unwrap_or(unblanked);
    let start = word.char_indices().rev().take_while(|(_, c)| c.is_alphanumeric()).last()?.0;
    Some((&word[start..], word.len() < unblanked.len(), &word[..start]))
}

fn starts_with_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}
