//! Hashes of words and numbers, which are all that the model knows its features by.

/// Mixes two numbers into a well-spread one (the finaliser of MurmurHash3, Appleby 2011).
pub(super) const fn mix(a: u32, b: u32) -> u32 {
    let mut h = a.wrapping_mul(0x9e37_79b1) ^ b.rotate_left(15).wrapping_mul(0x85eb_ca6b);
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    h ^ h >> 16
}

/// An odd number whose multiples are well spread (the golden ratio's).
const SPREAD: u32 = 0x9e37_79b1;

/// Joins two numbers of which one at least is a hash, or both are small.
#[inline(always)]
pub(super) const fn pair(a: u32, b: u32) -> u32 {
    a.wrapping_mul(0x85eb_ca6b).wrapping_add(b)
}

/// The row, among two to the power of `bits`, of the feature of number `n` that has this value.
#[inline(always)]
pub(super) const fn row(n: u32, value: u32, bits: u32) -> u32 {
    n.wrapping_mul(0xc2b2_ae35).wrapping_add(value).wrapping_mul(SPREAD) >> (32 - bits)
}

/// Hashes a word in lower case.
pub(crate) fn word_hash(word: &str) -> u32 {
    if word.is_ascii() {
        return bytes_hash(word.as_bytes());
    }
    let lower: String =
        word.chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase).collect();
    bytes_hash(lower.as_bytes())
}

/// Hashes eight bytes at a time, a bit set in each by which letters are in lower case.
fn bytes_hash(bytes: &[u8]) -> u32 {
    let mut hash = 0u64;
    for chunk in bytes.chunks(8) {
        let mut eight = [0; 8];
        eight[..chunk.len()].copy_from_slice(chunk);
        let letters = u64::from_le_bytes(eight) | 0x2020_2020_2020_2020;
        hash = (hash ^ letters).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 32;
    }
    mix(hash as u32, bytes.len() as u32)
}

/// Hashes a word without the ending of its number or tense.
pub(super) fn stem_hash(word: &str) -> u32 {
    let stem = ["ing", "ied", "ies", "ed", "es", "s", "y", "e"]
        .iter()
        .find_map(|end| word.strip_suffix(end).filter(|s| s.len() > 2));
    let stem = stem.unwrap_or(word);
    let mut letters = stem.chars().rev();
    let doubled = letters.next() == letters.next();
    word_hash(if doubled { stem.trim_end_matches(|c: char| stem.ends_with(c)) } else { stem })
}

/// Hashes the last three letters of a word.
pub(super) fn ending_hash(word: &str) -> u32 {
    word_hash(&word[word.char_indices().rev().nth(2).map_or(0, |(at, _)| at)..])
}

/// A distance in items, in steps that grow.
pub(super) fn bucket(distance: usize) -> u32 {
    match distance {
        0..=5 => distance as u32,
        6..=7 => 6,
        8..=10 => 7,
        11..=15 => 8,
        16..=25 => 9,
        26..=40 => 10,
        _ => 11,
    }
}
