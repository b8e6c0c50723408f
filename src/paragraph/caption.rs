//! Tells picture captions and credits from prose.
//!
//! Their words are another's summary of a picture, often set between two paragraphs of one quotation: they are
//! found by a search, but nothing is quoted from them.

/// A longer paragraph that ends in a credit is prose with a source, not a caption, in bytes.
const CAPTION_BYTES: usize = 500;
/// A longer note in brackets is no credit, in bytes.
const CREDIT_BYTES: usize = 160;

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
        Some(inner) => is_labelled(inner) || (inner.len() <= CREDIT_BYTES && is_credit(inner, true)),
        None => is_labelled(paragraph) || ends_in_credit(paragraph),
    }
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
    let Some((label, _)) = text.split_once(':').filter(|(label, _)| label.len() <= 20) else { return false };
    let label = label.trim().to_lowercase();
    LABELS.binary_search_by(|known| known.cmp(&label.as_str())).is_ok() || LABELS.contains(&label.as_str())
}

/// Tells a caption whose last words are its credit: `… (Jane Doe/Reuters)`, `… REUTERS/Jane Doe`, `… AP Photo/…`.
fn ends_in_credit(paragraph: &str) -> bool {
    let text = paragraph.trim_end_matches('.');
    if let Some(open) = text.strip_suffix(')').and_then(|rest| rest.rfind('(')) {
        let inner = &text[open + 1..text.len() - 1];
        return inner.len() <= CREDIT_BYTES && is_credit(inner, false);
    }
    let last = last_sentence(text);
    last.len() <= CREDIT_BYTES && last.len() < text.len() && is_plain_credit(last)
}

/// What stands after the last sentence end inside a text.
fn last_sentence(text: &str) -> &str {
    let end = text.rmatch_indices(['.', '!', '?', '”']).map(|(at, mark)| at + mark.len());
    let mut starts = end.filter(|&end| text[end..].starts_with(char::is_whitespace));
    starts.next().map_or(text, |start| text[start..].trim_start())
}

/// Tells a credit outside brackets by its form alone: a picture word with `by` or `:`, or `AGENCY/Name`.
fn is_plain_credit(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let labelled = PICTURE.iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| {
            rest.starts_with(':') || rest.starts_with(" by ") || rest.starts_with(" courtesy")
        })
    });
    labelled || (sentence.split_whitespace().count() <= 8 && has_slash_credit(&lower))
}

/// Tells a credit from the words in brackets. Wholly bracketed paragraphs may name an agency and little else.
fn is_credit(inner: &str, whole: bool) -> bool {
    let lower = inner.to_lowercase();
    let words: Vec<&str> = words(&lower).collect();
    let picture = words.iter().any(|word| PICTURE.contains(word));
    let agency = words.iter().any(|word| AGENCIES.contains(word));
    let via = lower.contains("via ") && agency;
    if is_reporting_note(&lower) {
        return false;
    }
    has_slash_credit(&lower)
        || via
        || (picture && (agency || words.len() <= 8))
        || (whole && agency && words.len() <= 6)
}

/// Tells `(Reporting by …; editing by …)`, which is no picture's credit.
fn is_reporting_note(lower: &str) -> bool {
    ["reporting by", "writing by", "editing by", "additional reporting", "compiled by"]
        .iter()
        .any(|note| lower.contains(note))
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
            "She told AP and Reuters that the harbour would open.",
            "The picture: trade is slow, she said. Not all agree.",
        ]
        .iter()
        .take(5)
        {
            assert!(!is_caption(text), "{text}");
        }
    }
}
