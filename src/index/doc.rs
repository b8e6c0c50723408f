//! A document as it is handed to the engine: what its article's documents have in common is shared, not copied.

use std::iter::Empty;
use std::ops::Range;
use std::sync::Arc;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};
use tantivy::schema::{Facet, Field};

/// A value of a field.
#[derive(Debug)]
pub(super) enum Held {
    U64(u64),
    I64(i64),
    Bytes(Vec<u8>),
    Text(String),
    Facet(Facet),
    /// A facet that many documents have, as it is encoded.
    Common(Arc<str>),
    /// A part of the terms of its article.
    Terms(Range<usize>),
}

/// The values of a document.
pub(super) struct Doc {
    values: Vec<(Field, Held)>,
    /// The terms of its article.
    terms: Arc<String>,
}

impl Doc {
    /// A document of an article with these terms, with room for as many values as most have.
    pub(super) fn new(terms: Arc<String>) -> Doc {
        Doc { values: Vec::with_capacity(12), terms }
    }

    pub(super) fn add(&mut self, field: Field, value: Held) {
        self.values.push((field, value));
    }
}

impl Document for Doc {
    type Value<'a> = HeldBy<'a>;
    type FieldsValuesIter<'a> = Values<'a>;

    fn iter_fields_and_values(&self) -> Values<'_> {
        Values { values: self.values.iter(), terms: &self.terms }
    }
}

/// The values of a document, in the order in which they were added.
pub(super) struct Values<'a> {
    values: std::slice::Iter<'a, (Field, Held)>,
    terms: &'a str,
}

impl<'a> Iterator for Values<'a> {
    type Item = (Field, HeldBy<'a>);

    fn next(&mut self) -> Option<(Field, HeldBy<'a>)> {
        let (field, value) = self.values.next()?;
        Some((*field, HeldBy { value, terms: self.terms }))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.values.size_hint()
    }
}

/// A value with what it may be a part of.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeldBy<'a> {
    value: &'a Held,
    terms: &'a str,
}

impl<'a> Value<'a> for HeldBy<'a> {
    type ArrayIter = Empty<HeldBy<'a>>;
    type ObjectIter = Empty<(&'a str, HeldBy<'a>)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self.value {
            Held::U64(number) => ReferenceValueLeaf::U64(*number),
            Held::I64(number) => ReferenceValueLeaf::I64(*number),
            Held::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
            Held::Text(text) => ReferenceValueLeaf::Str(text),
            Held::Facet(facet) => ReferenceValueLeaf::Facet(facet.encoded_str()),
            Held::Common(encoded) => ReferenceValueLeaf::Facet(encoded),
            Held::Terms(range) => ReferenceValueLeaf::Str(&self.terms[range.clone()]),
        })
    }
}
