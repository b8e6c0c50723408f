//! Language knowledge as data: the tables beside this file, parsed once into a [`Lexicon`] of lookups.

mod countries;
pub(crate) mod country_names;
mod fold;

pub use fold::fold;

/// All language tables, built once and borrowed by every stage that needs one.
pub struct Lexicon {
    countries: countries::Countries,
}

impl Lexicon {
    /// Parses the built-in tables.
    pub fn new() -> Self {
        Lexicon { countries: countries::Countries::default() }
    }
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::new()
    }
}
