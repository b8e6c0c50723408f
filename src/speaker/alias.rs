//! What a user says of names, read from an alias file: lines of tab-separated values, or TOML.
//!
//! ```text
//! Yevheniia Horobets    Evgenia Gorobets    Horobets
//! Matilde Sequeira    the prime minister    from=2024-03-01    to=2025-06-30
//! ```
//!
//! With days, a variant stands for the person only in articles of those days; an article without a date is of none.

use super::key;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// Days from one to another, both included; none is no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Option<Date>,
    /// The last.
    pub to: Option<Date>,
}

impl Days {
    /// Whether a day is one of them.
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether there is no bound.
    pub fn is_always(&self) -> bool {
        *self == Days::default()
    }

    fn overlaps(&self, other: &Days) -> bool {
        let apart =
            |a: Option<Date>, b: Option<Date>| matches!((a, b), (Some(end), Some(start)) if end < start);
        !apart(self.to, other.from) && !apart(other.to, self.from)
    }
}

/// What is wrong with an alias file, and on which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, in a few words.
    pub reason: String,
}

/// What a user says of names: the user's last word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    /// The key of each variant, with the names it stands for and when.
    names: FxHashMap<String, Vec<(String, Days)>>,
}

/// A TOML file of aliases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    speaker: Vec<toml::Spanned<Entry>>,
}

/// One `[[speaker]]` of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    variants: Vec<String>,
    from: Option<toml::Value>,
    to: Option<toml::Value>,
}

impl Aliases {
    /// Reads lines of a name and its variants, parted by tabs, with perhaps `from=` and `to=` days; `#` begins a
    /// comment.
    ///
    /// # Errors
    ///
    /// The line that has no variant, no day where one should be, or a variant that another name has already.
    pub fn parse(text: &str) -> Result<Aliases, AliasError> {
        let mut aliases = Aliases::default();
        for (i, line) in text.lines().enumerate() {
            let fail = |reason| AliasError { line: i + 1, reason };
            let line = line.split('#').next().unwrap_or_default();
            let mut cells = line.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
            let Some(name) = cells.next() else { continue };
            let (mut days, mut variants) = (Days::default(), Vec::new());
            for cell in cells {
                if let Some(written) = cell.strip_prefix("from=") {
                    days.from = Some(day(written).map_err(fail)?);
                } else if let Some(written) = cell.strip_prefix("to=") {
                    days.to = Some(day(written).map_err(fail)?);
                } else {
                    variants.push(cell);
                }
            }
            aliases.add(name, &variants, days).map_err(fail)?;
        }
        Ok(aliases)
    }

    /// Reads TOML: `[[speaker]]` with `name`, `variants` and perhaps `from` and `to`.
    ///
    /// # Errors
    ///
    /// As [`Aliases::parse`], and where it is no such TOML.
    pub fn parse_toml(text: &str) -> Result<Aliases, AliasError> {
        let line = |at: usize| 1 + text.bytes().take(at).filter(|b| *b == b'\n').count();
        let file: File = toml::from_str(text).map_err(|e| AliasError {
            line: line(e.span().map_or(0, |span| span.start)),
            reason: e.message().replace('\n', " "),
        })?;
        let mut aliases = Aliases::default();
        for entry in file.speaker {
            let fail = |reason| AliasError { line: line(entry.span().start), reason };
            let Entry { name, variants, from, to } = entry.get_ref();
            let read = |value: &Option<toml::Value>| value.as_ref().map(toml_day).transpose();
            let days = Days { from: read(from).map_err(fail)?, to: read(to).map_err(fail)? };
            let variants: Vec<&str> = variants.iter().map(|v| v.trim()).filter(|v| !v.is_empty()).collect();
            aliases.add(name.trim(), &variants, days).map_err(fail)?;
        }
        Ok(aliases)
    }

    /// Whether a text is TOML rather than lines of names: its first line that says anything is a table's head.
    pub fn is_toml(text: &str) -> bool {
        let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
        first.is_some_and(|line| line.starts_with('['))
    }

    fn add(&mut self, name: &str, variants: &[&str], days: Days) -> Result<(), String> {
        if variants.is_empty() || name.is_empty() {
            return Err(format!("{name} has no variant beside it"));
        }
        if let (Some(from), Some(to)) = (days.from, days.to)
            && from > to
        {
            return Err(format!("the first day, {from}, is after the last, {to}"));
        }
        for variant in variants {
            self.stand_for(variant, name, days)?;
        }
        self.stand_for(name, name, Days::default())
    }

    fn stand_for(&mut self, variant: &str, name: &str, days: Days) -> Result<(), String> {
        let known = self.names.entry(alias_key(variant)).or_default();
        let clash = |(other, when): &&(String, Days)| {
            other != name && when.is_always() == days.is_always() && when.overlaps(&days)
        };
        if let Some((other, when)) = known.iter().find(clash) {
            let when = if when.is_always() { "" } else { " on some of these days" };
            return Err(format!("{variant} already stands for {other}{when}"));
        }
        let named = (name.to_owned(), days);
        if !known.contains(&named) {
            known.push(named);
        }
        Ok(())
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether any holds on some days only.
    pub fn are_by_day(&self) -> bool {
        self.names.values().flatten().any(|(_, days)| !days.is_always())
    }

    /// All names of which anything is said, and those that they stand for.
    pub(crate) fn all_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().flat_map(|(variant, named)| {
            std::iter::once(variant.as_str()).chain(named.iter().map(|(name, _)| name.as_str()))
        })
    }

    /// The name that a variant stands for in an article of a day.
    pub fn name_on(&self, variant: &str, day: Option<Date>) -> Option<&str> {
        let known = self.said_of(variant);
        let dated = day.and_then(|day| known.iter().find(|(_, d)| !d.is_always() && d.contains(day)));
        dated.or_else(|| known.iter().find(|(_, d)| d.is_always())).map(|(name, _)| name.as_str())
    }

    /// Gives a quote's speaker the user's name, where there is one for articles of its day.
    pub fn apply(&self, quote: &mut crate::quote::Quote, day: Option<Date>) {
        let Some(speaker) = &mut quote.speaker else { return };
        let Some(name) = self.name_on(&speaker.name, day).filter(|name| *name != speaker.name) else {
            return;
        };
        let before = std::mem::replace(&mut speaker.name, name.to_owned());
        if speaker.kind == crate::quote::SpeakerKind::Unnamed {
            speaker.kind = crate::quote::SpeakerKind::Person;
        }
        if let Some(because) = &mut quote.because {
            because.alias_of = Some(before);
        }
    }

    fn said_of(&self, variant: &str) -> &[(String, Days)] {
        if self.names.is_empty() {
            return &[];
        }
        self.names.get(&alias_key(variant)).map_or(&[], Vec::as_slice)
    }

    /// Whether anything is said of a name.
    pub(crate) fn knows(&self, name: &str) -> bool {
        !self.said_of(name).is_empty()
    }

    /// The name that a variant stands for on all days, others left out.
    pub(super) fn always(&self, variant: &str) -> Option<&str> {
        self.name_on(variant, None)
    }

    /// The names that a variant stands for on some days.
    pub(super) fn dated(&self, variant: &str) -> impl Iterator<Item = (Days, &str)> {
        let known = self.said_of(variant);
        known.iter().filter(|(_, days)| !days.is_always()).map(|(name, days)| (*days, name.as_str()))
    }
}

/// The key of a variant: an article may write `the Prime Minister` or `Prime Minister`.
fn alias_key(variant: &str) -> String {
    let key = key(variant);
    match key.strip_prefix("the ") {
        Some(rest) => rest.to_owned(),
        None => key,
    }
}

fn toml_day(value: &toml::Value) -> Result<Date, String> {
    match value {
        toml::Value::Datetime(written) => day(&written.to_string()),
        toml::Value::String(written) => day(written),
        other => {
            Err(format!("a day such as 2025-09-04 is expected, not a value of type {}", other.type_str()))
        }
    }
}

fn day(written: &str) -> Result<Date, String> {
    written.trim().parse().map_err(|_| format!("{written:?} is not a day such as 2025-09-04"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TOML: &str = "[[speaker]]\nname = \"Ana Lima\"\nvariants = [\"the mayor\"]\nfrom = 2020-01-01\n\
                        to = \"2022-12-31\"\n\n[[speaker]]\nname = \"Rui Lima\"\nvariants = [\"the mayor\"]\n\
                        from = 2023-01-01\n";
    const TSV: &str =
        "Ana Lima\tthe mayor\tfrom=2020-01-01\tto=2022-12-31\nRui Lima\tthe mayor\tfrom=2023-01-01\n";

    #[test]
    fn both_forms_say_the_same() {
        let aliases = Aliases::parse(TSV).unwrap();
        assert_eq!(aliases, Aliases::parse_toml(TOML).unwrap());
        assert!(Aliases::is_toml(TOML) && !Aliases::is_toml(TSV));
        assert_eq!(aliases.name_on("The Mayor", Some(date(2022, 12, 31))), Some("Ana Lima"));
        assert_eq!(aliases.name_on("mayor", Some(date(2025, 1, 1))), Some("Rui Lima"));
        assert_eq!(aliases.name_on("mayor", Some(date(2019, 1, 1))), None);
        assert_eq!(aliases.name_on("mayor", None), None);
        assert_eq!(aliases.name_on("ANA LIMA", None), Some("Ana Lima"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let tsv = |text: &str| Aliases::parse(text).unwrap_err();
        assert_eq!(tsv("Ana Lima\n").line, 1);
        assert_eq!(tsv("A B\tC\nD E\tc").line, 2);
        assert!(tsv("A B\tC\tfrom=spring").reason.contains("\"spring\" is not a day"));
        assert!(tsv("A B\tC\tfrom=2025-01-02\tto=2025-01-01").reason.contains("after the last"));
        let overlap = tsv("A B\tC\tfrom=2025-01-02\nD E\tC\tto=2025-01-02");
        assert!(overlap.line == 2 && overlap.reason.contains("on some of these days"));
        let toml = |text: &str| Aliases::parse_toml(text).unwrap_err();
        assert_eq!(toml("[[speaker]]\nname = \"A B\"\nvariant = [\"C\"]\n").line, 3);
        assert_eq!(toml(&format!("{TOML}\n[[speaker]]\nname = \"A\"\nvariants = []\n")).line, 12);
    }
}
