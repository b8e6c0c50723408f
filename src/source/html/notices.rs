//! Lines among an article's paragraphs that point elsewhere: `Read more: …`, `Lee también`, `Mehr zum Thema`.

/// How such lines begin, in letters of lower case with blanks between words; only lines that are short, end in a colon
/// or are links are looked at.
const BEGINNINGS: &[&str] = &[
    // English
    "advertisement",
    "all rights reserved",
    "also read",
    "click here",
    "continue reading",
    "copyright",
    "don t miss",
    "editor s picks",
    "follow us",
    "for more",
    "get our",
    "have a tip",
    "join our",
    "latest news",
    "more from",
    "more information",
    "more news",
    "more on",
    "more stories",
    "most popular",
    "most read",
    "newsletter",
    "read also",
    "read more",
    "read next",
    "recommended",
    "related",
    "see also",
    "share this",
    "sign up",
    "story continues",
    "subscribe",
    "tags",
    "topics",
    "trending",
    "watch",
    "you may also",
    "you might also",
    "submit your",
    // German
    "alle artikel",
    "anzeige",
    "auch interessant",
    "auch spannend",
    "das könnte",
    "jetzt lesen",
    "lesen sie auch",
    "lesen sie mehr",
    "lesen sie hier",
    "lest auch",
    "lesetipp",
    "mehr dazu",
    "mehr zum",
    "mehr zu",
    "mehr lesen",
    "mehr aus",
    "schlagwörter",
    "themen",
    "verwandte",
    "weiterlesen",
    "weitere artikel",
    "zum thema",
    "hier geht",
    "passend dazu",
    // Spanish
    "artículos relacionados",
    "artículo relacionado",
    "además",
    "le puede interesar",
    "lea también",
    "lea además",
    "lea más",
    "lea aquí",
    "lee también",
    "lee además",
    "lee más",
    "leer también",
    "leer más",
    "leé también",
    "más información",
    "más noticias",
    "mira también",
    "mirá también",
    "mirá",
    "mira",
    "más sobre",
    "no te pierdas",
    "notas relacionadas",
    "noticias relacionadas",
    "noticia relacionada",
    "publicidad",
    "puede leer",
    "puedes leer",
    "seguí leyendo",
    "sigue leyendo",
    "suscríbete",
    "también lee",
    "también puede",
    "también puedes",
    "te puede interesar",
    "te recomendamos",
    "temas",
    "temas relacionados",
    "ver también",
    "vea también",
    "contexto de la noticia",
    "te podría interesar",
    "podría interesarte",
    // Portuguese
    "conteúdo relacionado",
    "leia mais",
    "leia também",
    "mais lidas",
    "notícias relacionadas",
    "saiba mais",
    "veja mais",
    "veja também",
    "continua após a publicidade",
    "assine",
    // French
    "à lire",
    "abonnez",
    "lire aussi",
    "lire également",
    "lire la suite",
    "pour aller plus loin",
    "sur le même sujet",
    "voir aussi",
    "publicité",
    "a lire aussi",
    // Italian
    "leggi anche",
    "leggi di più",
    "leggi tutto",
    "potrebbe interessarti",
    "guarda anche",
    "ti potrebbe interessare",
    // Dutch
    "lees meer",
    "lees ook",
    "lees verder",
    "meer over",
    // Polish
    "czytaj",
    "czytaj także",
    "czytaj też",
    "polecamy",
    "przeczytaj",
    "źródło",
    "zobacz",
    "zobacz także",
    "więcej",
    // Nordic
    "läs mer",
    "läs också",
    "läs även",
    "les mer",
    "les også",
    "læs også",
    "læs mere",
    // Russian, Ukrainian, Turkish
    "читайте также",
    "читать также",
    "смотрите также",
    "по теме",
    "читайте також",
    "ayrıca okuyun",
];
/// A line with more letters than this is a sentence.
const LETTERS: usize = 90;

/// Whether a block only points elsewhere; `link_share` is that of its characters in links, from 0 to 1.
pub(super) fn is_notice(text: &str, link_share: f64, bold: bool) -> bool {
    let short = text.chars().take(LETTERS + 1).count() <= LETTERS;
    let words = plain_words(text);
    let Some(beginning) = BEGINNINGS.iter().find(|beginning| begins(&words, beginning)) else {
        return text.starts_with('©') && short;
    };
    let alone = words.len() <= beginning.len() + 25;
    let colon = text
        .char_indices()
        .take(45)
        .any(|(at, c)| c == ':' && text[..at].split_whitespace().count() <= beginning.split(' ').count() + 2);
    let pointing = link_share > 0.3 || colon || (short && bold && !text.ends_with('.'));
    (alone && !text.ends_with(['.', '!', '?', '"', '”'])) || (pointing && text.chars().count() < 250)
}

/// Whether plain words begin with others, whole.
pub(super) fn begins(words: &str, beginning: &str) -> bool {
    words.strip_prefix(beginning).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The first words of a text in lower case, marks as blanks.
pub(super) fn plain_words(text: &str) -> String {
    let mut words = String::new();
    for c in text.chars().take(120) {
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
    }
    words.truncate(words.trim_end().len());
    words
}

#[cfg(test)]
mod tests {
    use super::is_notice;

    #[test]
    fn lines_that_point_elsewhere() {
        for text in [
            "Lee también: Abren el muelle",
            "READ MORE",
            "Das könnte Dich auch interessieren:",
            "Related Coverage",
            "© 2025 The Quay",
        ] {
            assert!(is_notice(text, 0.0, true), "{text}");
        }
        assert!(is_notice("Read more about the ferry", 0.9, false));
    }

    #[test]
    fn sentences_that_begin_alike() {
        for text in [
            "Watch out for ships, the board said.",
            "Related charges were dropped on Monday, the court in Porto said after a week.",
            "Además, el muelle abrió el lunes.",
            "Mehr zu tun gibt es im Hafen.",
            "Themen gibt es genug, sagte sie.",
        ] {
            assert!(!is_notice(text, 0.0, false), "{text}");
        }
    }
}
