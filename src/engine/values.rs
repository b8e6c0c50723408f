//! Counts the values of a field that has more of them than an engine counts at a time.
//!
//! Engines count the most frequent and leave the others out. So those are asked for that begin with one letter, then with
//! another: which letters there are is seen from what begins with none of them. Days are halved instead.

use super::Engine;
use super::clause::{Bool, Clause};
use super::compile::not_there;
use super::fetch::Counted;
use crate::error::{Error, Result};

/// Fields of numbers, with all that they may be.
const NUMBERS: [(&str, i64, i64); 1] = [("day", -5_000_000, 5_000_000)];

/// Fields of which one document may have values that begin differently. They never have so many.
const SEVERAL: [&str; 2] = ["country", "names_country"];

/// Values with their counts.
type Values = Vec<(String, u64)>;

impl Engine {
    /// All values of a field in what matches, with their counts, however many there are.
    pub(super) fn count_apart(&self, clause: &Clause, field: &'static str) -> Result<Values> {
        let mut out = Values::new();
        if let Some((_, first, last)) = NUMBERS.into_iter().find(|(name, ..)| *name == field) {
            self.count_between(clause, field, (first, last), &mut out)?;
        } else if SEVERAL.contains(&field) {
            return Err(self.too_many(field));
        } else {
            self.count_by_letter(clause, field, "", &mut out)?;
        }
        Ok(out)
    }

    fn too_many(&self, field: &str) -> Error {
        let most = self.client.most_values;
        not_there(&format!("to count {field} of more than {most} values exactly"))
    }

    fn count_between(
        &self,
        clause: &Clause,
        field: &'static str,
        (first, last): (i64, i64),
        out: &mut Values,
    ) -> Result<()> {
        let part = Clause::filter(vec![clause.clone(), Clause::Range(field, Some(first), Some(last))]);
        match self.count_values(&part, field)? {
            Counted::All(values) => out.extend(values),
            Counted::Most(_) => {
                let middle = first.midpoint(last);
                self.count_between(clause, field, (first, middle), out)?;
                self.count_between(clause, field, (middle + 1, last), out)?;
            }
        }
        Ok(())
    }

    /// Adds the values that begin so, where these are too many.
    fn count_by_letter(
        &self,
        clause: &Clause,
        field: &'static str,
        beginning: &str,
        out: &mut Values,
    ) -> Result<()> {
        let mut begins = Clause::Exists(field);
        if !beginning.is_empty() {
            begins = Clause::Prefix(field, beginning.to_owned());
            let just = Clause::filter(vec![clause.clone(), Clause::value(field, beginning)]);
            let count = self.count(&just)?;
            out.extend((count > 0).then(|| (beginning.to_owned(), count)));
        }
        let mut known: Vec<String> = Vec::new();
        loop {
            let mut rest = Bool { filter: vec![clause.clone(), begins.clone()], ..Bool::default() };
            rest.must_not.extend(known.iter().map(|longer| Clause::Prefix(field, longer.clone())));
            let (values, is_all) = match self.count_values(&Clause::Bool(rest), field)? {
                Counted::All(values) => (values, true),
                Counted::Most(values) => (values, false),
            };
            let longer = values
                .into_iter()
                .filter(|(value, _)| value.len() > beginning.len() && value.starts_with(beginning));
            if is_all {
                out.extend(longer);
                return Ok(());
            }
            let letter =
                |value: &str| value[beginning.len()..].chars().next().map(|c| format!("{beginning}{c}"));
            let mut new: Vec<String> = longer.filter_map(|(value, _)| letter(&value)).collect();
            new.sort_unstable();
            new.dedup();
            for longer in &new {
                self.count_beginning(clause, field, longer, out)?;
            }
            if new.is_empty() {
                return Err(self.too_many(field));
            }
            known.extend(new);
        }
    }

    fn count_beginning(
        &self,
        clause: &Clause,
        field: &'static str,
        beginning: &str,
        out: &mut Values,
    ) -> Result<()> {
        let part = Clause::filter(vec![clause.clone(), Clause::Prefix(field, beginning.to_owned())]);
        match self.count_values(&part, field)? {
            Counted::All(values) => {
                out.extend(values.into_iter().filter(|(value, _)| value.starts_with(beginning)));
                Ok(())
            }
            Counted::Most(_) => self.count_by_letter(clause, field, beginning, out),
        }
    }
}
