//! Byte offsets to character offsets, which is what most languages count in.

/// Bytes between two remembered positions.
const STEP: usize = 256;

/// Turns byte offsets of one text into offsets of Unicode characters.
pub struct CharOffsets<'t> {
    text: &'t str,
    /// Characters that begin before each multiple of [`STEP`] bytes.
    before: Vec<usize>,
}

impl<'t> CharOffsets<'t> {
    /// Reads a text once.
    pub fn new(text: &'t str) -> CharOffsets<'t> {
        let mut before = Vec::with_capacity(text.len() / STEP + 1);
        let mut chars = 0;
        for block in text.as_bytes().chunks(STEP) {
            before.push(chars);
            chars += count(block);
        }
        CharOffsets { text, before }
    }

    /// The characters that begin before `byte`, which may lie at the end of the text.
    pub fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let block = (byte / STEP).min(self.before.len().saturating_sub(1));
        let known = self.before.get(block).copied().unwrap_or(0);
        known + count(&self.text.as_bytes()[block * STEP..byte])
    }
}

/// The characters that begin in `bytes`: all bytes but UTF-8's continuation bytes begin one.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::CharOffsets;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_as_an_iterator_would(text in "(\\PC|é|𝄞){0,700}") {
            let offsets = CharOffsets::new(&text);
            for (chars, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(offsets.at(byte), chars);
            }
            prop_assert_eq!(offsets.at(text.len()), text.chars().count());
        }
    }
}
