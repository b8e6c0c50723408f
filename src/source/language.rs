//! The language of an article: what its source says, else what its text shows.
//!
//! English news is told by its function words alone, which costs next to nothing; all else by trigrams and alphabets
//! (whatlang), and only where that is sure. A text too short to tell has no language rather than a wrong one.

use super::Article;
use crate::lang::{detected_code, language_code};
use serde::{Deserialize, Serialize};

/// Where an article's language was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LanguageFrom {
    /// The source says it.
    Metadata,
    /// The text shows it.
    Detected,
}

/// How much of a text is looked at, and how much of that the detector is given, in bytes.
const LOOKED_AT: usize = 3_000;
const DETECTED_BY: usize = 1_200;

/// Fewest letters that a language is told by, and fewest signs of a script that writes more with each.
const LETTERS: usize = 80;
const SIGNS: usize = 25;

/// How many letters there must be for each digit: tables are in no language.
const LETTERS_FOR_EACH_DIGIT: usize = 6;

/// How sure the detector must be, from 0 to 1.
const SURE: f64 = 0.95;

/// Words that English news is full of. Other languages have some of them, none has them all so often.
const ENGLISH: [&str; 12] =
    ["the", "of", "and", "to", "that", "said", "for", "with", "from", "which", "they", "would"];

/// Fewest words of a text that is taken for English by them, and how many words may go for each of them and for
/// each `the`.
const WORDS: usize = 25;
const WORDS_FOR_EACH: usize = 8;
const WORDS_FOR_EACH_THE: usize = 40;

/// Gives an article its language's code, and notes where it comes from.
pub(super) fn told(mut article: Article) -> Article {
    let said = article.language.as_deref().and_then(language_code);
    (article.language, article.language_from) = match said {
        Some(code) => (Some(code.to_owned()), Some(LanguageFrom::Metadata)),
        None => match detected(&article) {
            Some(code) => (Some(code.to_owned()), Some(LanguageFrom::Detected)),
            None => (None, None),
        },
    };
    article
}

/// The language that an article's text shows, or where there is too little of that, with its headline.
fn detected(article: &Article) -> Option<&'static str> {
    let text = head(article.text.get(article.body_start..).unwrap_or_default(), LOOKED_AT);
    match &article.title {
        Some(title) if article.title_span.is_none() && text.len() < LOOKED_AT => {
            detect(&format!("{}\n{text}", head(title, LOOKED_AT)))
        }
        _ => detect(text),
    }
}

/// The first bytes of a text, at most so many.
fn head(text: &str, bytes: usize) -> &str {
    let text = text.trim_start();
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// The code of the language of a text; none where it is too short or unclear.
fn detect(text: &str) -> Option<&'static str> {
    if is_english(text) {
        return Some("en");
    }
    let text = head(text, DETECTED_BY);
    if !is_enough(text) {
        return None;
    }
    let found = whatlang::detect(text)?;
    (found.confidence() >= SURE).then(|| detected_code(found.lang())).flatten()
}

/// Whether a text has enough prose to tell its language by.
fn is_enough(text: &str) -> bool {
    let (mut letters, mut signs, mut digits) = (0, 0, 0);
    for c in text.chars() {
        match c {
            c if c.is_numeric() => digits += 1,
            c if !c.is_alphabetic() => {}
            // From Thai on, scripts write a syllable or a word with a sign.
            '\u{e00}'.. => signs += 1,
            _ => letters += 1,
        }
    }
    (letters >= LETTERS || signs >= SIGNS) && letters + 3 * signs >= digits * LETTERS_FOR_EACH_DIGIT
}

/// Whether a text is English for its function words.
fn is_english(text: &str) -> bool {
    let (mut words, mut english, mut the) = (0, 0, 0);
    for word in text.split_ascii_whitespace() {
        words += 1;
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if word.eq_ignore_ascii_case("the") {
            the += 1;
            english += 1;
        } else if word.len() <= 5 && ENGLISH.iter().any(|e| word.eq_ignore_ascii_case(e)) {
            english += 1;
        }
    }
    words >= WORDS && english * WORDS_FOR_EACH >= words && the * WORDS_FOR_EACH_THE >= words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(language: Option<&str>, text: &str) -> (Option<String>, Option<LanguageFrom>) {
        let article = Article { language: language.map(str::to_owned), ..Article::of_text("in/a.txt", text) };
        let told = told(article);
        (told.language, told.language_from)
    }

    const TEXTS: [(&str, &str); 10] = [
        (
            "en",
            "The harbour board of Turku opened both of the quays on Monday, and the ferries that had waited for \
                weeks left at noon. The mayor said that the city would not close them again.",
        ),
        (
            "en",
            "Ferry operators doubt whether winter schedules can survive another season without dredging, \
                engineers warned yesterday.",
        ),
        (
            "de",
            "Der Hafenrat hat am Montag beide Kais geöffnet. „Wir haben jahrelang gewartet“, sagte Marta Quell, \
                die die Fähre betreibt.",
        ),
        (
            "fr",
            "Le conseil du port a ouvert lundi les deux quais. « Nous avons attendu des années », a déclaré \
                Marthe Quille, qui dirige le bac.",
        ),
        (
            "es",
            "La junta del puerto abrió el lunes los dos muelles. «Hemos esperado años», dijo Marta Quilla, que \
                dirige el transbordador.",
        ),
        (
            "ru",
            "В понедельник совет порта открыл оба причала. «Мы ждали много лет», — сказала Марта Килина, которая \
                управляет паромом.",
        ),
        (
            "uk",
            "У понеділок рада порту відкрила обидва причали. «Ми чекали багато років», — сказала Марта Кіліна, \
                яка керує поромом.",
        ),
        (
            "el",
            "Το συμβούλιο του λιμανιού άνοιξε τη Δευτέρα και τις δύο προβλήτες, είπε η Μάρθα Κίλη στους \
                δημοσιογράφους της πόλης.",
        ),
        (
            "ar",
            "فتح مجلس الميناء الرصيفين يوم الاثنين، وقالت مارتا كيلا التي تدير العبارة إن الجميع انتظروا سنوات طويلة.",
        ),
        (
            "ja",
            "港湾委員会は月曜日に両方の埠頭を開いた。フェリーを運営するマルタ・キラさんは何年も待っていたと語った。",
        ),
    ];

    #[test]
    fn news_is_told_by_its_text() {
        for (code, text) in TEXTS {
            assert_eq!(of(None, text), (Some(code.into()), Some(LanguageFrom::Detected)), "{text}");
        }
    }

    #[test]
    fn what_the_source_says_goes_first_where_it_is_a_language() {
        let english = TEXTS[0].1;
        assert_eq!(of(Some("Deutsch"), english), (Some("de".into()), Some(LanguageFrom::Metadata)));
        assert_eq!(of(Some("unknown"), english), (Some("en".into()), Some(LanguageFrom::Detected)));
    }

    #[test]
    fn too_little_is_no_language() {
        for text in [
            "",
            "Bank holds rates",
            "Shr 23 cts vs 18 cts\nNet 509,144 vs 277,834\nRevs 2,258,341 vs \
                     1,328,634\nAvg shrs 2,177,553 vs 1,564,605\nNine mths\nShr 55 cts vs 61 cts",
        ] {
            assert_eq!(of(None, text), (None, None), "{text}");
        }
    }

    #[test]
    fn the_headline_helps_and_the_front_matter_does_not() {
        let text = "language: unknown\n\nDer Hafenrat hat am Montag beide Kais geöffnet.";
        let title =
            Some("Nach Jahren des Wartens öffnet der Hafen von Tallbek wieder für alle Fähren".to_owned());
        let short = Article { body_start: 19, ..Article::of_text("in/a.txt", text) };
        assert_eq!(detected(&short), None);
        assert_eq!(detected(&Article { title, ..short }), Some("de"));
    }
}
