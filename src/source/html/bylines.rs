//! Lines that say who wrote an article, when, or who took its picture: `Von Jane Doe`, `26.04.2022`, `Foto: John Roe`.

use super::notices::{begins, plain_words};
use crate::source::{date, layout};

/// How lines begin that say who wrote an article, or when.
const BYLINES: &[&str] = &[
    "aktualisiert",
    "actualizado",
    "atualizado",
    "autor",
    "by",
    "date",
    "dodano",
    "fecha",
    "last updated",
    "par",
    "por",
    "posted",
    "publicado",
    "publié",
    "published",
    "redacción",
    "stand",
    "updated",
    "von",
    "veröffentlicht",
    "written by",
    "autore",
    "di",
    "door",
    "foto",
];
/// What stands before the name of who took a picture.
const CREDITS: &[&str] = &[
    "bild",
    "bilder",
    "bildquelle",
    "crédito",
    "créditos",
    "credit",
    "credits",
    "foto",
    "fotos",
    "fotografía",
    "fot",
    "image",
    "images",
    "imagen",
    "imagem",
    "photo",
    "photos",
    "photograph",
    "picture",
    "pictures",
    "zdjęcie",
    "фото",
];
/// A line with more characters does not only say who and when, or who took a picture.
const LINE_CHARS: usize = 80;
const CREDIT_CHARS: usize = 200;

/// Whether a block only says who wrote an article, or when.
pub(super) fn is_byline(text: &str) -> bool {
    let chars = text.chars().count();
    let ends = layout::ends_sentence(text) && chars > 40;
    let words = plain_words(text);
    let begun = BYLINES.iter().any(|byline| begins(&words, byline)) && chars < 60;
    chars <= LINE_CHARS
        && !ends
        && (begun
            || (date::day_shown(text, true).is_some() && text.split_whitespace().count() <= 12)
            || text.ends_with(':'))
}

/// Whether a block is a caption for saying whose the picture is: `Foto: …` at its head, `(Foto: …)` at its end.
pub(super) fn is_credit(text: &str) -> bool {
    let short = text.chars().take(CREDIT_CHARS + 1).count() <= CREDIT_CHARS;
    short && text.match_indices([':', '©']).any(|(at, _)| names_source(&text[..at], &text[at..]))
}

/// Whether a text ends in a word for pictures that opens a remark, and a name comes after it.
fn names_source(before: &str, after: &str) -> bool {
    let before = before.trim_end();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let head = before[..before.len() - word.len()].trim_end();
    let opens = head.is_empty()
        || (head.ends_with(['(', '[', '|', '/', '.', '—', '–', '-', '!', '?', '"', '”'])
            && after.chars().count() <= 60);
    opens && after.chars().any(char::is_alphabetic) && CREDITS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_and_credits() {
        for text in [
            "26.04.2022",
            "Von Jane Doe",
            "Veröffentlicht am 26. Oktober 2023",
            "Publicado:",
            "By Jane Doe, The Quay",
            "4 May 2022 10:11 AM",
        ] {
            assert!(is_byline(text), "{text}");
        }
        for text in [
            "By noon the ships had left the harbour, the board said on Monday.",
            "Opened on 4 May 2022, the harbour is the largest of the whole coast.",
        ] {
            assert!(!is_byline(text), "{text}");
        }
        for text in [
            "Foto: Jane Doe",
            "The quay on Monday. (Photo: Jane Doe/The Quay)",
            "The quay. Foto: Andina",
            "Photo © Jane Doe",
        ] {
            assert!(is_credit(text), "{text}");
        }
        for text in [
            "The photo shows the quay: it is new.",
            "She took a photo: the quay (left) was empty.",
            "Ships left at noon.",
        ] {
            assert!(!is_credit(text), "{text}");
        }
    }
}
