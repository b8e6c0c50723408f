//! Language knowledge as data: the tables beside this file, parsed once into a [`Lexicon`] of lookups.

mod names;
mod words;

pub(crate) use names::{Gender, GivenNames};
pub(crate) use words::{Cue, Form, Is, Word, Words};

use std::sync::OnceLock;

/// All language tables, built once and borrowed by every stage that needs one.
pub struct Lexicon {
    words: OnceLock<Words>,
    given_names: OnceLock<GivenNames>,
}

impl Lexicon {
    /// Makes a lexicon of the built-in tables; each is parsed when it is first asked.
    pub fn new() -> Self {
        Lexicon { words: OnceLock::new(), given_names: OnceLock::new() }
    }

    /// Word classes, reporting words, titles and roles.
    pub(crate) fn words(&self) -> &Words {
        self.words.get_or_init(Words::new)
    }

    /// Given names with their genders.
    pub(crate) fn given_names(&self) -> &GivenNames {
        self.given_names.get_or_init(GivenNames::new)
    }
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::new()
    }
}
