//! Language knowledge as data: the tables beside this file, parsed once into a [`Lexicon`] of lookups.

mod countries;
pub(crate) mod country_names;
mod fold;
mod language;
mod names;
mod words;

pub(crate) use countries::OTHER;
pub use fold::fold;
pub(crate) use language::detected_code;
pub use language::{language_code, language_name, nearest_language};
pub(crate) use names::{Gender, GivenNames};
pub(crate) use words::{Cue, Form, Is, Word, Words, rows};

use crate::quote::Model;
use std::sync::OnceLock;

/// All language tables, each parsed when it is first asked, and borrowed by every stage that needs one.
pub struct Lexicon {
    countries: countries::Countries,
    words: OnceLock<Words>,
    given_names: OnceLock<GivenNames>,
    model: OnceLock<Option<Model>>,
}

impl Lexicon {
    /// Makes a lexicon of the built-in tables.
    pub fn new() -> Self {
        Lexicon {
            countries: countries::Countries::default(),
            words: OnceLock::new(),
            given_names: OnceLock::new(),
            model: OnceLock::new(),
        }
    }

    /// Uses the tagger in the bytes of a model file; says whether they are one.
    pub fn use_model(&mut self, file: &[u8]) -> bool {
        let model = Model::new(file.to_vec().into());
        let is_one = model.is_some();
        if is_one {
            self.model = OnceLock::from(model);
        }
        is_one
    }

    /// The tagger: the built-in one where none was given.
    pub(crate) fn model(&self) -> Option<&Model> {
        self.model.get_or_init(Model::built_in).as_ref()
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
