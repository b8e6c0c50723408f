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

/// Hashes a word in lower case.
pub(crate) fn word_hash(word: &str) -> u32 {
    let mut hash = 0x811c_9dc5;
    for c in word.chars() {
        let c = if c == '’' { '\'' } else { c };
        if c.is_ascii() {
            hash = mix(hash, u32::from(c.to_ascii_lowercase()));
            continue;
        }
        for lower in c.to_lowercase() {
            hash = mix(hash, lower as u32);
        }
    }
    hash
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
