//! What may be asked of an engine: no more than all of them understand, and understand alike.
//!
//! A boost stands with a term alone, for some engines pass over that of a group; what is to match in any case and
//! counts for nothing is a filter; a group of which some parts may do says how many.
//!
//! Words near each other no engine is asked for, for not all understand that alike, and none knows sentences. It is asked
//! for what has all of them, which is more, and what it gives is looked at here ([`super::matches`]).

use crate::query::Within;
use serde_json::{Map, Value, json};

/// A part of a query to an engine.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Clause {
    /// Everything.
    All,
    /// A term, which counts for so much.
    Term(&'static str, String, f32),
    /// Any of these values.
    Terms(&'static str, Vec<String>),
    /// Terms in a row, parted by blanks.
    Phrase(&'static str, String),
    /// Terms near each other, each once, which count for so much.
    Near(&'static str, Vec<String>, Within, f32),
    /// A term that begins so.
    Prefix(&'static str, String),
    /// A number from the one to the other, both included.
    Range(&'static str, Option<i64>, Option<i64>),
    /// Any value at all.
    Exists(&'static str),
    /// Several parts.
    Bool(Bool),
}

/// Parts that must match, may, or must not.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bool {
    pub(super) must: Vec<Clause>,
    pub(super) filter: Vec<Clause>,
    pub(super) must_not: Vec<Clause>,
    pub(super) should: Vec<Clause>,
    /// How many of `should` must match.
    pub(super) at_least: usize,
}

impl Clause {
    /// Nothing.
    pub(super) fn none() -> Clause {
        Clause::Bool(Bool { must_not: vec![Clause::All], ..Bool::default() })
    }

    /// What matches any of the parts.
    pub(super) fn any(mut parts: Vec<Clause>) -> Clause {
        match parts.len() {
            0 => Clause::none(),
            1 => parts.remove(0),
            _ => Clause::Bool(Bool { should: parts, at_least: 1, ..Bool::default() }),
        }
    }

    /// What matches all of the parts, and counts for what they do.
    pub(super) fn all(mut parts: Vec<Clause>) -> Clause {
        match parts.len() {
            1 => parts.remove(0),
            _ => Clause::Bool(Bool { must: parts, ..Bool::default() }),
        }
    }

    /// What matches all of the parts, and counts for nothing.
    pub(super) fn filter(parts: Vec<Clause>) -> Clause {
        Clause::Bool(Bool { filter: parts, ..Bool::default() })
    }

    /// What does not match.
    pub(super) fn not(part: Clause) -> Clause {
        Clause::Bool(Bool { must_not: vec![part], ..Bool::default() })
    }

    /// A value that a field has.
    pub(super) fn value(field: &'static str, value: impl Into<String>) -> Clause {
        Clause::Terms(field, vec![value.into()])
    }

    /// The same, which counts for so many times as much as far as it is made of terms.
    pub(super) fn times(self, times: f32) -> Clause {
        match self {
            Clause::Term(field, value, weight) => Clause::Term(field, value, weight * times),
            Clause::Bool(Bool { must, filter, must_not, should, at_least }) => {
                let all = |parts: Vec<Clause>| parts.into_iter().map(|part| part.times(times)).collect();
                Clause::Bool(Bool { must: all(must), filter, must_not, should: all(should), at_least })
            }
            other => other,
        }
    }

    /// Whether an engine can be asked for just this.
    pub(super) fn is_exact(&self) -> bool {
        match self {
            Clause::Near(..) => false,
            Clause::Bool(parts) => parts.each().all(Clause::is_exact),
            _ => true,
        }
    }

    /// As the engine is asked for it: for this, or for no less where that is not to be had.
    pub(super) fn json(&self) -> Value {
        self.written(true)
    }

    /// The same; for no more, where not for no less.
    fn written(&self, no_less: bool) -> Value {
        match self {
            Clause::All => json!({ "match_all": {} }),
            Clause::Term(field, value, boost) if *boost == 1.0 => {
                json!({ "term": { *field: { "value": value } } })
            }
            Clause::Term(field, value, boost) => {
                json!({ "term": { *field: { "value": value, "boost": boost } } })
            }
            Clause::Terms(field, values) => json!({ "terms": { *field: values } }),
            Clause::Phrase(field, words) => json!({ "match_phrase": { *field: words } }),
            Clause::Near(field, words, _, weight) if no_less && !words.is_empty() => {
                let term = |word: &String| Clause::Term(field, word.clone(), *weight);
                Clause::all(words.iter().map(term).collect()).json()
            }
            Clause::Near(..) => Clause::none().json(),
            Clause::Prefix(field, beginning) => json!({ "prefix": { *field: { "value": beginning } } }),
            Clause::Range(field, from, to) => {
                let mut range = Map::new();
                range.extend(from.map(|from| ("gte".to_owned(), json!(from))));
                range.extend(to.map(|to| ("lte".to_owned(), json!(to))));
                json!({ "range": { *field: range } })
            }
            Clause::Exists(field) => json!({ "exists": { "field": field } }),
            Clause::Bool(parts) => parts.written(no_less),
        }
    }
}

impl Bool {
    /// All parts, whatever is asked of them.
    pub(super) fn each(&self) -> impl Iterator<Item = &Clause> {
        [&self.must, &self.filter, &self.must_not, &self.should].into_iter().flatten()
    }

    fn written(&self, no_less: bool) -> Value {
        let mut out = Map::new();
        let must_not_only = self.must.is_empty() && self.filter.is_empty() && self.should.is_empty();
        let mut filter: Vec<Value> = self.filter.iter().map(|part| part.written(no_less)).collect();
        // What only says what is not to match matches nothing on some engines.
        if must_not_only {
            filter.push(Clause::All.json());
        }
        let lists = [
            ("must", &self.must, no_less),
            ("must_not", &self.must_not, !no_less),
            ("should", &self.should, no_less),
        ];
        for (name, parts, no_less) in lists.into_iter().filter(|(_, parts, _)| !parts.is_empty()) {
            out.insert(name.to_owned(), parts.iter().map(|part| part.written(no_less)).collect());
        }
        if !filter.is_empty() {
            out.insert("filter".to_owned(), filter.into());
        }
        if !self.should.is_empty() {
            out.insert("minimum_should_match".to_owned(), json!(self.at_least));
        }
        json!({ "bool": out })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_near_words_no_less_is_asked_for_and_no_more_is_left_out() {
        let near = Clause::Near("words", vec!["grain".into(), "port".into()], Within::Words(2), 1.0);
        let both = json!({ "bool": { "must": [
            { "term": { "words": { "value": "grain" } } },
            { "term": { "words": { "value": "port" } } },
        ] } });
        assert_eq!(near.json(), both);
        let nothing = Clause::none().json();
        assert_eq!(Clause::not(near.clone()).json()["bool"]["must_not"], json!([nothing]));
        let twice = Clause::not(Clause::not(near.clone())).json();
        assert_eq!(twice["bool"]["must_not"][0]["bool"]["must_not"], json!([both]));
        assert!(!Clause::not(near).is_exact() && Clause::not(Clause::All).is_exact());
    }
}
