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
    /// A part of the terms of an article.
    Terms(Arc<String>, Range<usize>),
}

/// The values of a document.
pub(super) struct Doc(Vec<(Field, Held)>);

impl Doc {
    /// A document with room for as many values as a passage has.
    pub(super) fn new() -> Doc {
        Doc(Vec::with_capacity(16))
    }

    pub(super) fn add(&mut self, field: Field, value: Held) {
        self.0.push((field, value));
    }
}

impl Document for Doc {
    type Value<'a> = &'a Held;
    type FieldsValuesIter<'a> = Values<'a>;

    fn iter_fields_and_values(&self) -> Values<'_> {
        Values(self.0.iter())
    }
}

/// The values of a document, in the order in which they were added.
pub(super) struct Values<'a>(std::slice::Iter<'a, (Field, Held)>);

impl<'a> Iterator for Values<'a> {
    type Item = (Field, &'a Held);

    fn next(&mut self) -> Option<(Field, &'a Held)> {
        self.0.next().map(|(field, value)| (*field, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<'a> Value<'a> for &'a Held {
    type ArrayIter = Empty<&'a Held>;
    type ObjectIter = Empty<(&'a str, &'a Held)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self {
            Held::U64(number) => ReferenceValueLeaf::U64(*number),
            Held::I64(number) => ReferenceValueLeaf::I64(*number),
            Held::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
            Held::Text(text) => ReferenceValueLeaf::Str(text),
            Held::Facet(facet) => ReferenceValueLeaf::Facet(facet.encoded_str()),
            Held::Common(encoded) => ReferenceValueLeaf::Facet(encoded),
            Held::Terms(written, range) => ReferenceValueLeaf::Str(&written[range.clone()]),
        })
    }
}
