//! Who is meant by a name that passages are to name: `names:"Ida Tervo"`.
//!
//! A person is found under the full name, in every spelling under which the index or the user's alias file knows her, and
//! by the surname alone in an article that has the full name and where nobody else can be meant by it. The index has
//! no field for that: the articles that have both are read when it is asked, and one in which the surname also stands
//! behind another given name or another title, before another capital (`Tervo Bank`) or as a common word is left out. Who
//! is only called `she` or `the mayor` is not found.

use super::analyzer::{Term as Word, terms};
use super::clause::{Boxed, spellings, words_of};
use super::search::Searcher;
use crate::error::Result;
use crate::lang::{Gender, Is, Lexicon, fold};
use crate::quote::SpeakerKind;
use crate::source::Article;
use crate::speaker::{Speaker, key, slavic_stem};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Term};

/// Words that may stand capitalised before a surname without being a part of the name.
const BEFORE_A_NAME: Is = Is::of(&[
    Is::DET,
    Is::POSS,
    Is::SUBJECT,
    Is::RELATIVE,
    Is::OF,
    Is::PREP,
    Is::AND,
    Is::SUB,
    Is::AUX,
    Is::NEG,
    Is::ADV,
    Is::TIME,
    Is::OPENER,
    Is::QUESTION,
    Is::TITLE,
    Is::ROLE,
    Is::OFFICE,
]);

/// The full names of a person that end in one surname, however that is spelt.
#[derive(Clone, Debug, Default)]
pub(crate) struct Family {
    /// As they are written, the typed one first.
    pub(crate) names: Vec<String>,
    /// Their words, in every spelling.
    pub(crate) full: BTreeSet<Vec<String>>,
    /// The surname in its spellings; none where the name may be no person's.
    pub(crate) surnames: BTreeSet<String>,
    /// The keys of the articles in which the surname alone is that of the person.
    pub(crate) articles: Vec<u64>,
}

/// The names that `typed` stands for, by surname; `known` are the speakers who bear it.
pub(crate) fn families(typed: &str, known: &[&Speaker], lexicon: &Lexicon) -> Vec<Family> {
    let mut names = vec![typed.to_owned()];
    let persons = known.iter().filter(|speaker| speaker.kind == SpeakerKind::Person);
    let forms = persons.clone().flat_map(|speaker| &speaker.forms);
    let always = forms.filter(|form| form.days.is_none() && form.except.is_empty());
    names.extend(always.filter(|form| form.kind == SpeakerKind::Person).map(|form| form.name.clone()));
    let own = spellings(typed);
    let given = |name: &str| lexicon.given_names().get(name).is_some();
    let is_person = match known.is_empty() {
        true => typed.split_whitespace().next().is_some_and(given),
        false => persons.clone().next().is_some(),
    };
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    for name in names {
        let words = words_of(&name);
        // Of others than the typed one, one word says too little; and what has that one is found by it.
        let more = || words.len() > 1 && !own.iter().any(|own| words.ends_with(own));
        let Some(last) = words.last().filter(|_| name == typed || more()) else { continue };
        let stem = slavic_stem(last).map_or_else(|| last.clone(), |stem| stem.to_string());
        let family = families.entry(stem).or_default();
        if !family.names.iter().any(|known| key(known) == key(&name)) {
            family.names.push(name.clone());
        }
        for spelt in spellings(&name) {
            family.surnames.extend(spelt.last().filter(|_| is_person && spelt.len() > 1).cloned());
            family.full.insert(spelt);
        }
    }
    families.into_values().collect()
}

/// What of a name is to be marked: the words of each full form, and the surnames where none of these stands.
pub(crate) fn marked(families: &[Family]) -> [Vec<Vec<String>>; 2] {
    let full = families.iter().flat_map(|family| family.full.iter().cloned()).collect();
    let alone = families.iter().flat_map(|family| &family.surnames).map(|word| vec![word.clone()]);
    [full, alone.collect()]
}

/// Says in words what passages are to name.
pub(crate) fn told(typed: &str, families: &[Family]) -> String {
    let mut names: Vec<String> =
        families.iter().flat_map(|family| &family.names).map(|name| format!("“{name}”")).collect();
    // The typed one first.
    names.sort_by_key(|name| name.trim_matches(['“', '”']) != typed);
    let alone = families.iter().any(|family| !family.surnames.is_empty());
    let by_surname = if alone { ", or by the surname in an article that has the full name" } else { "" };
    format!("{}{by_surname}", names.join(" or "))
}

impl Family {
    /// Whether nobody and nothing else in an article can be meant by the surname.
    pub(crate) fn is_only_one_in(&self, article: &Article, lexicon: &Lexicon) -> bool {
        Bearer::of(self, lexicon).is_only_one(article)
    }
}

impl Searcher<'_> {
    /// The names that `typed` stands for, by surname.
    fn families(&self, typed: &str) -> Result<Vec<Family>> {
        Ok(families(typed, &self.speakers()?.named(typed), self.lexicon()))
    }

    /// The same with the articles in which a surname alone is the person's.
    pub(super) fn named_persons(&self, typed: &str) -> Result<Vec<Family>> {
        let mut families = self.families(typed)?;
        for family in families.iter_mut().filter(|family| !family.surnames.is_empty()) {
            family.articles = self.articles_of(family)?;
        }
        Ok(families)
    }

    /// What of a name is to be marked ([`marked`]).
    pub(super) fn marked(&self, typed: &str) -> [Vec<Vec<String>>; 2] {
        match self.families(typed) {
            Ok(families) => marked(&families),
            Err(_) => [spellings(typed), Vec::new()],
        }
    }

    /// Says in words what passages are to name.
    pub(super) fn told(&self, typed: &str) -> String {
        told(typed, &self.families(typed).unwrap_or_default())
    }

    fn articles_of(&self, family: &Family) -> Result<Vec<u64>> {
        let (text, title) = (self.fields().text, self.fields().title);
        let full = |field: Field| family.full.iter().map(move |words| (Occur::Should, row(words, field)));
        let introduced = BooleanQuery::new(full(text).chain(full(title)).collect());
        let mut articles = self.articles_with(&introduced)?;
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        let surname = |surname: &String| (Occur::Should, row(std::slice::from_ref(surname), text));
        let alone: Boxed = Box::new(BooleanQuery::new(family.surnames.iter().map(surname).collect()));
        let mut alone = vec![(Occur::Must, alone)];
        alone.extend(full(text).map(|(_, full)| (Occur::MustNot, full)));
        let alone = self.articles_with(&BooleanQuery::new(alone))?;
        articles.retain(|key, _| alone.contains_key(key));
        let bearer = Bearer::of(family, self.lexicon());
        let mut found = Vec::new();
        for (key, at) in articles {
            if bearer.is_only_one(&self.article_at(at)?.0) {
                found.push(key);
            }
        }
        Ok(found)
    }

    /// The articles of what matches, by key, each with its own document.
    fn articles_with(&self, query: &BooleanQuery) -> Result<BTreeMap<u64, DocAddress>> {
        let found = self.engine().search(query, &DocSetCollector)?;
        let article = |at: DocAddress| {
            let columns = &self.columns()[at.segment_ord as usize];
            let own = columns.article(at.doc_id);
            (columns.key(own), DocAddress::new(at.segment_ord, own))
        };
        Ok(found.into_iter().map(article).collect())
    }
}

/// Words in a row.
fn row(words: &[String], field: Field) -> Boxed {
    let term = |word: &String| Term::from_field_text(field, word);
    match words {
        [word] => Box::new(TermQuery::new(term(word), IndexRecordOption::Basic)),
        row => Box::new(PhraseQuery::new(row.iter().map(term).collect())),
    }
}

/// The one person that a surname is to stand for.
struct Bearer<'a> {
    surnames: &'a BTreeSet<String>,
    /// All words of the full names.
    own: BTreeSet<&'a str>,
    gender: Option<Gender>,
    lexicon: &'a Lexicon,
}

impl<'a> Bearer<'a> {
    fn of(family: &'a Family, lexicon: &'a Lexicon) -> Bearer<'a> {
        let firsts = family.full.iter().filter_map(|words| words.first());
        let gender = firsts.filter_map(|first| lexicon.given_names().get(first)).flatten().next();
        let own = family.full.iter().flatten().map(String::as_str).collect();
        Bearer { surnames: &family.surnames, own, gender, lexicon }
    }

    /// Whether nobody and nothing else in an article can be meant by the surname.
    fn is_only_one(&self, article: &Article) -> bool {
        let title = article.title.as_deref().filter(|_| article.title_span.is_none()).unwrap_or_default();
        self.is_only_one_in(title) && self.is_only_one_in(&article.text)
    }

    fn is_only_one_in(&self, text: &str) -> bool {
        let words = terms(text);
        let mut at = (0..words.len()).filter(|at| self.surnames.contains(&words[*at].text));
        at.all(|at| {
            let before = at.checked_sub(1).map(|before| &words[before]);
            self.fits_before(text, before, &words[at]) && fits_behind(text, &words[at], words.get(at + 1))
        })
    }

    /// Whether what stands before a surname is no other name's.
    fn fits_before(&self, text: &str, before: Option<&Word>, surname: &Word) -> bool {
        if !is_capital(text, surname) {
            return false;
        }
        let Some(before) = before else { return true };
        let gap = &text[before.end..surname.start];
        if self.own.contains(before.text.as_str()) {
            return true;
        }
        if is_hyphen(gap) {
            return false;
        }
        let blank = gap.strip_prefix('.').unwrap_or(gap);
        let touches = blank.chars().all(char::is_whitespace) && blank.matches('\n').count() < 2;
        if !touches || !is_capital(text, before) {
            return true;
        }
        let written = fold(&text[before.start..before.end]).into_owned();
        let is = self.lexicon.words().get(&written).is;
        if gap.starts_with('.') {
            // `J. Tervo`; `Mr. Tervo`; or the end of a sentence.
            let initial = before.text.chars().count() == 1;
            let of_own = || self.own.iter().any(|own| own.starts_with(&before.text));
            return if initial { of_own() } else { self.may_be(is) };
        }
        is.any(BEFORE_A_NAME) && self.may_be(is)
    }

    /// Whether a title before the surname can be the person's.
    fn may_be(&self, title: Is) -> bool {
        match self.gender {
            Some(Gender::Female) => !title.any(Is::MALE),
            Some(Gender::Male) => !title.any(Is::FEMALE),
            None => true,
        }
    }
}

/// Whether what stands behind a surname does not make another name of it.
fn fits_behind(text: &str, surname: &Word, behind: Option<&Word>) -> bool {
    let Some(behind) = behind else { return true };
    let gap = &text[surname.end..behind.start];
    let whole = |word: &Word| text[word.start..word.end].chars().all(|c| !c.is_lowercase());
    let possessive = text[surname.start..surname.end].contains(['\'', '’']);
    let another = !possessive && gap == " " && is_capital(text, behind) && !whole(surname);
    !is_hyphen(gap) && !another
}

fn is_hyphen(gap: &str) -> bool {
    matches!(gap, "-" | "‐" | "‑")
}

fn is_capital(text: &str, word: &Word) -> bool {
    text[word.start..].starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_only_one(full: &str, text: &str) -> bool {
        let words = words_of(full);
        let surnames = [words.last().unwrap().clone()].into();
        let family = Family { full: [words].into(), surnames, ..Family::default() };
        Bearer::of(&family, &Lexicon::new()).is_only_one(&Article::of_text("a.txt", text))
    }

    #[test]
    fn a_surname_is_hers_where_nobody_else_is_called_so() {
        for text in [
            "Ida Tervo won. Mrs Tervo thanked the town. But Tervo left, and on Monday Tervo’s party met.",
            "Mayor Ida Tervo spoke.\n\nTervo said no. “I. Tervo,” the plate says.",
            "MRS TERVO SPEAKS IN TURKU\n\nIda Tervo spoke; Ms. Tervo was brief. Finance Minister Tervo, too.",
        ] {
            assert!(is_only_one("Ida Tervo", text), "{text}");
        }
        assert!(is_only_one("Khalid at-Tarabishi", "Khalid at-Tarabishi spoke. At-Tarabishi was brief."));
        for text in [
            "Ida Tervo and Jussi Tervo won. Tervo spoke.",
            "Ida Tervo won. Mr Tervo was away, and Mr. Tervo said so.",
            "Ida Tervo won. J. Tervo lost.",
            "Ida Tervo works for Tervo Bank.",
            "Ida Tervo and Aino Salo-Tervo met.",
            "Ida Tervo met Tervo-Salo.",
            "Ida Tervo fishes by the tervo.",
        ] {
            assert!(!is_only_one("Ida Tervo", text), "{text}");
        }
    }
}
