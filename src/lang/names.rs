//! Given names and the gender they are mostly borne by.

use crate::lang::words::rows;
use rustc_hash::FxHashMap;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A person's gender, as far as a name or title tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Gender {
    Male,
    Female,
}

/// Given names, each with its gender unless both bear it.
pub(crate) struct GivenNames(FxHashMap<&'static str, Option<Gender>>);

impl GivenNames {
    /// Parses the built-in table.
    pub(crate) fn new() -> GivenNames {
        let mut map = FxHashMap::default();
        map.reserve(24_000);
        for row in rows(include_str!("given_names.tsv")) {
            let gender = match row[0] {
                "m" => Some(Gender::Male),
                "f" => Some(Gender::Female),
                _ => None,
            };
            map.extend(row[1].split(' ').map(|name| (name, gender)));
        }
        GivenNames(map)
    }

    /// Looks up a name of any case, accents passed over; none where the name is not known.
    pub(crate) fn get(&self, name: &str) -> Option<Option<Gender>> {
        let folded: String =
            name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
        let first = || folded.split(['-', '\'', '’']).next().unwrap_or("");
        self.0.get(folded.as_str()).or_else(|| self.0.get(first())).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_names_of_many_countries() {
        let names = GivenNames::new();
        assert_eq!(names.get("Margaret"), Some(Some(Gender::Female)));
        assert_eq!(names.get("José"), Some(Some(Gender::Male)));
        assert_eq!(names.get("Jean-Luc"), Some(Some(Gender::Male)));
        assert_eq!(names.get("Xqzw"), None);
    }
}
