//! Tells picture captions and credits from prose.
//!
//! Their words are another's summary of a picture, often set between two paragraphs of one quotation: they are
//! found by a search, but nothing is quoted from them.

/// A longer paragraph that ends in a credit is prose with a source, not a caption, in bytes.
const CAPTION_BYTES: usize = 500;
/// A longer note in brackets is no credit, in bytes.
const CREDIT_BYTES: usize = 160;

/// No label is longer, in bytes.
const LABEL_BYTES: usize = 20;
/// No credit has more words.
const CREDIT_WORDS: usize = 14;

/// What begins a note on who wrote a report, which is no picture's credit.
const NOTES: &[&str] = &["reporting by", "writing by", "editing by", "additional reporting", "compiled by"];

/// Labels that stand before a colon at the head of a caption.
const LABELS: &[&str] = &[
    "caption",
    "file photo",
    "foto",
    "image",
    "image caption",
    "image credit",
    "image source",
    "photo",
    "photo caption",
    "photo credit",
    "photo by",
    "photograph",
    "picture",
    "picture credit",
];

/// Words that name a picture.
const PICTURE: &[&str] = &["foto", "image", "images", "photo", "photograph", "photos", "picture"];

/// Agencies and collections that pictures are credited to.
const AGENCIES: &[&str] = &[
    "afp",
    "alamy",
    "anadolu",
    "ap",
    "bloomberg",
    "dpa",
    "efe",
    "epa",
    "getty",
    "handout",
    "pa",
    "pool",
    "reuters",
    "shutterstock",
    "tass",
    "upi",
    "xinhua",
];

/// Tells whether a paragraph is a picture caption or credit.
pub(super) fn is_caption(paragraph: &str) -> bool {
    if paragraph.len() > CAPTION_BYTES {
        return false;
    }
    match bracketed(paragraph) {
        Some(inner) => is_labelled(inner) || is_credit(inner, Place::Brackets),
        None => is_labelled(paragraph) || ends_in_credit(paragraph) || is_credit(paragraph, Place::Alone),
    }
}

/// Where a credit stands: the less it is set apart, the more its words must say.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// A paragraph in brackets.
    Brackets,
    /// A paragraph.
    Alone,
    /// After a caption, in brackets.
    AfterInBrackets,
    /// After a caption, as a sentence.
    After,
}

/// The inside of a paragraph that is wholly in one pair of brackets.
fn bracketed(paragraph: &str) -> Option<&str> {
    let inner = paragraph
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')').or_else(|| rest.strip_suffix(").")))
        .or_else(|| paragraph.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')))?;
    (!inner.contains(['(', ')', '[', ']'])).then_some(inner)
}

/// Tells `Photo: …` and its like.
fn is_labelled(text: &str) -> bool {
    let label =
        text.split_once(':').map(|(label, _)| label.trim()).filter(|label| label.len() <= LABEL_BYTES);
    label.is_some_and(|label| LABELS.contains(&label.to_lowercase().as_str()))
}

/// Tells a caption whose last words are its credit: `… (Jane Doe/Reuters)`, `… REUTERS/Jane Doe`, `… Photo by …`.
fn ends_in_credit(paragraph: &str) -> bool {
    let text = paragraph.trim_end_matches('.');
    if let Some(open) = text.strip_suffix(')').and_then(|rest| rest.rfind('(')) {
        return is_credit(&text[open + 1..text.len() - 1], Place::AfterInBrackets);
    }
    let last = last_sentence(text);
    last.len() < text.len() && is_credit(last, Place::After)
}

/// What stands after the last sentence end inside a text.
fn last_sentence(text: &str) -> &str {
    let ends = text.rmatch_indices(['.', '!', '?', '”']).map(|(at, mark)| at + mark.len());
    let mut starts = ends.filter(|&end| text[end..].starts_with(char::is_whitespace));
    starts.next().map_or(text, |start| text[start..].trim_start())
}

/// Tells the words of a credit.
fn is_credit(text: &str, place: Place) -> bool {
    if text.len() > CREDIT_BYTES || words(text).nth(CREDIT_WORDS).is_some() {
        return false;
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = words(&lower).collect();
    let agency = |word: &&str| AGENCIES.contains(word);
    let at_end = |known: &dyn Fn(&&str) -> bool| {
        words.first().is_some_and(known) || words.iter().rev().take(2).any(known)
    };
    let picture = |word: &&str| PICTURE.contains(word);
    if NOTES.iter().any(|note| lower.contains(note)) {
        return false;
    }
    let slash = has_slash_credit(&lower) && (place != Place::Alone || at_end(&agency));
    let named = slash || (lower.contains("via ") && at_end(&agency)) || is_picture_by(&lower);
    named
        || match place {
            Place::Brackets => at_end(&agency) && words.len() <= 6 || at_end(&picture) && words.len() <= 8,
            Place::Alone => words.len() <= 2 && words.first().is_some_and(agency),
            Place::AfterInBrackets => words.iter().any(agency) && words.iter().any(picture),
            Place::After => false,
        }
}

/// Tells a picture word with `by`, `courtesy` or a colon after it, at the head of a text.
fn is_picture_by(lower: &str) -> bool {
    PICTURE.iter().any(|word| {
        let rest = lower.strip_prefix(word);
        rest.is_some_and(|rest| [":", " by ", " courtesy"].iter().any(|after| rest.starts_with(after)))
    })
}

/// Tells a slash with an agency or a picture word beside it.
fn has_slash_credit(lower: &str) -> bool {
    lower.match_indices('/').any(|(at, _)| {
        let before = words(&lower[..at]).next_back();
        let after = words(&lower[at + 1..]).next();
        [before, after].into_iter().flatten().any(|word| AGENCIES.contains(&word) || PICTURE.contains(&word))
    })
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_caption;

    #[test]
    fn credits_and_captions() {
        for text in [
            "(Jane Doe/Pool Photo via AP)",
            "(AP Photo/Jane Doe, File)",
            "(Reuters)",
            "Photo: the harbour at dawn",
            "[Image: the harbour at dawn]",
            "The mayor of Porto on the quay on Monday. (Jane Doe/Reuters)",
            "The mayor of Porto on the quay on Monday. REUTERS/Jane Doe",
            "The mayor on the quay. Photograph: Jane Doe/AFP",
            "The mayor on the quay. Photo by Jane Doe.",
            "Jane Doe via Getty Images.",
            "Handout/Reuters.",
            "Getty.",
            "(File photo)",
        ] {
            assert!(is_caption(text), "{text}");
        }
    }

    #[test]
    fn prose_is_no_caption() {
        for text in [
            "The mayor said the harbour would open. (Reuters)",
            "(Reporting by Jane Doe in Porto for Reuters; editing by John Roe)",
            "The mayor held up a photo of the harbour (taken in 1987) and left.",
            "(The mayor was not there.)",
            "The mayor left. (WARNING: the report contains graphic images.)",
            "“It is AP/Reuters style,” the mayor said.",
            "AP said so.",
            "She told AP and Reuters that the harbour would open.",
        ] {
            assert!(!is_caption(text), "{text}");
        }
    }
}
