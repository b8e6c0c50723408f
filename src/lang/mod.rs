//! Language knowledge as data: the tables beside this file, parsed once into a [`Lexicon`] of lookups.

/// All language tables, built once and borrowed by every stage that needs one.
pub struct Lexicon {}

impl Lexicon {
    /// Parses the built-in tables.
    pub fn new() -> Self {
        Lexicon {}
    }
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::new()
    }
}
