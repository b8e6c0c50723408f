//! Languages by code and by name.
//!
//! A language is known by its ISO 639-1 code, or where that has none by its ISO 639-3 code. News sources write it in
//! many ways (`en-US`, `eng`, `English`, `Deutsch`); what none of them is, is no language, and nothing is guessed.

use super::fold;
use isolang::Language;
use whatlang::Lang;

/// Codes that mean another here: bibliographic ones of ISO 639-2, and varieties that go by the language's own name.
const SAME: [(&str, &str); 38] = [
    ("alb", "sqi"),
    ("arb", "ara"),
    ("arm", "hye"),
    ("azj", "aze"),
    ("baq", "eus"),
    ("bur", "mya"),
    ("chi", "zho"),
    ("cmn", "zho"),
    ("cze", "ces"),
    ("dut", "nld"),
    ("ekk", "est"),
    ("fre", "fra"),
    ("geo", "kat"),
    ("ger", "deu"),
    ("gre", "ell"),
    ("ice", "isl"),
    ("in", "ind"),
    ("iw", "heb"),
    ("ji", "yid"),
    ("khk", "mon"),
    ("lvs", "lav"),
    ("mac", "mkd"),
    ("mao", "mri"),
    ("may", "msa"),
    ("nb", "nor"),
    ("nob", "nor"),
    ("npi", "nep"),
    ("ory", "ori"),
    ("per", "fas"),
    ("pes", "fas"),
    ("rum", "ron"),
    ("slo", "slk"),
    ("swh", "swa"),
    ("tib", "bod"),
    ("uzn", "uzb"),
    ("wel", "cym"),
    ("ydd", "yid"),
    ("zsm", "msa"),
];

/// The code of a language by code, locale or name, its own or the English one; none for what is no language.
///
/// ```
/// use onrecord::lang::language_code;
/// for written in ["de", "DE", "de-AT", "deu", "German", "Deutsch"] {
///     assert_eq!(language_code(written), Some("de"), "{written}");
/// }
/// assert_eq!(language_code("unknown"), None);
/// ```
pub fn language_code(written: &str) -> Option<&'static str> {
    let written = written.trim();
    let first = written.split(['-', '_', '.']).next().unwrap_or_default();
    by_code(&first.to_ascii_lowercase()).or_else(|| by_name(written)).map(code_of)
}

/// The English name of the language with this code.
///
/// ```
/// # use onrecord::lang::language_name;
/// assert_eq!(language_name("el"), Some("Greek"));
/// assert_eq!(language_name("??"), None);
/// ```
pub fn language_name(code: &str) -> Option<&'static str> {
    let language = by_code(code)?;
    // Those of the detector are the names in use: Greek, not Modern Greek.
    let common = Lang::all().iter().find(|lang| by_code(lang.code()) == Some(language));
    Some(match common {
        Some(Lang::Nob) | None => language.to_name(),
        Some(lang) => lang.eng_name(),
    })
}

/// The language whose English name is nearest to `written`, if any is near.
pub fn nearest_language(written: &str) -> Option<&'static str> {
    let written = fold(written.trim());
    let edits = |lang: &Lang| strsim::osa_distance(&written, &fold(lang.eng_name()));
    let (edits, lang) = Lang::all().iter().map(|lang| (edits(lang), lang)).min_by_key(|(edits, _)| *edits)?;
    (edits <= 2 && edits * 2 < written.chars().count()).then(|| lang.eng_name())
}

/// The code of a detected language.
pub(crate) fn detected_code(lang: Lang) -> Option<&'static str> {
    by_code(lang.code()).map(code_of)
}

fn code_of(language: Language) -> &'static str {
    language.to_639_1().unwrap_or(language.to_639_3())
}

fn by_code(code: &str) -> Option<Language> {
    let same = SAME.iter().find(|(written, _)| *written == code).map_or(code, |(_, same)| same);
    // ISO has codes for what is none: undetermined, multiple, uncoded, nothing said.
    if matches!(same, "und" | "mul" | "mis" | "zxx") {
        return None;
    }
    Language::from_639_1(same).or_else(|| Language::from_639_3(same))
}

fn by_name(written: &str) -> Option<Language> {
    // Languages of one letter there are (E, U), but that is hardly what is meant.
    let name = fold(written);
    if name.len() < 2 {
        return None;
    }
    let named = |lang: &&Lang| *fold(lang.eng_name()) == *name || *fold(lang.name()) == *name;
    if let Some(lang) = Lang::all().iter().find(named) {
        return by_code(lang.code());
    }
    let mut letters = name.chars();
    let capital = letters.next()?.to_uppercase();
    let language = Language::from_name(&capital.chain(letters).collect::<String>())?;
    by_code(language.to_639_3())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn languages_are_known_however_they_are_written() {
        for (written, code) in [
            ("en", "en"),
            ("EN", "en"),
            ("en-US", "en"),
            ("en_GB.UTF-8", "en"),
            ("eng", "en"),
            (" english ", "en"),
            ("Français", "fr"),
            ("fre", "fr"),
            ("zh-Hans", "zh"),
            ("cmn", "zh"),
            ("nb", "no"),
            ("Norwegian", "no"),
            ("РУССКИЙ", "ru"),
            ("Icelandic", "is"),
            ("iw", "he"),
            ("fil", "fil"),
        ] {
            assert_eq!(language_code(written), Some(code), "{written}");
        }
        for none in ["", "unknown", "xx", "und", "E", "en us", "-", "n/a"] {
            assert_eq!(language_code(none), None, "{none}");
        }
    }

    #[test]
    fn a_language_has_the_name_it_goes_by() {
        for (code, name) in
            [("de", "German"), ("el", "Greek"), ("no", "Norwegian"), ("zh", "Mandarin"), ("is", "Icelandic")]
        {
            assert_eq!(language_name(code), Some(name));
            assert_eq!(language_code(name), Some(code));
        }
        assert_eq!(nearest_language("germn"), Some("German"));
        assert_eq!(nearest_language("xyzzy"), None);
    }

    #[test]
    fn what_can_be_detected_has_a_code_that_is_read_again() {
        for lang in Lang::all() {
            let code = detected_code(*lang).unwrap_or_else(|| panic!("{lang:?}"));
            assert_eq!(language_code(code), Some(code));
        }
    }

    proptest! {
        #[test]
        fn a_code_is_its_own(written in "[a-zA-Z]{2,3}|\\PC{0,12}") {
            if let Some(code) = language_code(&written) {
                prop_assert_eq!(language_code(code), Some(code));
                let name = language_name(code).unwrap();
                prop_assert!(!name.is_empty());
            }
        }
    }
}
