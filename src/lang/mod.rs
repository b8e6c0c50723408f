//! Language knowledge as data: the tables beside this file, parsed once into a [`Lexicon`] of lookups.

mod countries;
pub(crate) mod country_names;
mod fold;
mod names;
mod words;

pub use fold::fold;
pub(crate) use names::{Gender, GivenNames};
pub(crate) use words::{Cue, Form, Is, Word, Words};

use crate::quote::Model;
use std::sync::OnceLock;

/// All language tables, each parsed when it is first asked, and borrowed by every stage that needs one.
pub struct Lexicon {
    countries: countries::Countries,
    words: OnceLock<Words>,
    given_names: OnceLock<GivenNames>,
    model: Option<Box<Model>>,
}

impl Lexicon {
    /// Makes a lexicon of the built-in tables.
    pub fn new() -> Self {
        Lexicon {
            countries: countries::Countries::default(),
            words: OnceLock::new(),
            given_names: OnceLock::new(),
            model: None,
        }
    }

    /// Uses the tagger in the bytes of a model file; says whether they are one.
    pub fn use_model(&mut self, file: &[u8]) -> bool {
        self.model = Model::from_bytes(file).map(Box::new);
        self.model.is_some()
    }

    /// The tagger.
    pub(crate) fn model(&self) -> Option<&Model> {
        self.model.as_deref()
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
