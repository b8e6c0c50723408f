//! The labels of exports in the languages that users have them in.

/// What a label stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Title,
    Byline,
    Dateline,
    Length,
    Language,
    Url,
    Body,
    /// Some other field of the head.
    Head,
    /// Some other field after the text.
    Tail,
}

/// Labels in lower case. German, French, Spanish, Italian, Dutch and Portuguese stand beside the English.
const LABELS: &[(Label, &[&str])] = &[
    (Label::Title, &["headline", "schlagzeile", "titre", "titular", "titolo", "kop", "título"]),
    (
        Label::Byline,
        &["byline", "autor", "auteur", "auteurs", "autore", "author", "verfasser", "firma", "signature"],
    ),
    (Label::Dateline, &["dateline", "ort", "lieu"]),
    (
        Label::Length,
        &[
            "length",
            "länge",
            "longueur",
            "longitud",
            "extensión",
            "lunghezza",
            "lengte",
            "comprimento",
            "tamanho",
        ],
    ),
    (Label::Language, &["language", "sprache", "langue", "idioma", "lingua", "taal", "língua"]),
    (Label::Url, &["url"]),
    (
        Label::Body,
        &[
            "body",
            "corps",
            "text",
            "texte",
            "texto",
            "testo",
            "tekst",
            "hauptteil",
            "textkörper",
            "cuerpo",
            "corpo",
        ],
    ),
    (
        Label::Head,
        &[
            "section",
            "rubrik",
            "rubrique",
            "sección",
            "seccion",
            "sezione",
            "sectie",
            "rubriek",
            "seção",
            "secção",
            "highlight",
            "anreißer",
            "encart",
            "column",
            "series",
            "edition",
            "ausgabe",
        ],
    ),
    (
        Label::Tail,
        &[
            "classification",
            "klassifizierung",
            "clasificación",
            "classificazione",
            "classificatie",
            "classificação",
            "load-date",
            "update",
            "ladedatum",
            "date-chargement",
            "date-charge",
            "fecha-carga",
            "fecha de carga",
            "datum geladen",
            "publication-type",
            "document-type",
            "journal-code",
            "journal code",
            "graphic",
            "grafik",
            "graphique",
            "gráfico",
            "subject",
            "correction",
            "correction-date",
            "notes",
            "chart",
            "photo",
            "company",
            "ticker",
            "organization",
            "geographic",
            "person",
            "industry",
            "type-publication",
            "zeitungs-code",
        ],
    ),
];

/// Labels that end the text however they are written.
const SURE_TAILS: &[&str] =
    &["load-date", "publication-type", "journal-code", "document-type", "date-chargement", "correction-date"];
/// Labels that end it in capitals alone; a paragraph may begin with others (`NOTES:`), and is not to be lost.
const CAPITAL_TAILS: &[&str] = &[
    "GRAFIK",
    "GRAPHIC",
    "IDIOMA",
    "LANGUAGE",
    "LANGUE",
    "LINGUA",
    "SPRACHE",
    "TAAL",
    "TYPE-PUBLICATION",
    "UPDATE",
    "URL",
];

/// Lines that end an article, in lower case.
const ENDS: &[&str] = &[
    "end of document",
    "ende des dokuments",
    "fin du document",
    "fin de documento",
    "fin del documento",
    "fine del documento",
    "einde van document",
    "einde van het document",
    "fim do documento",
    "dokumentende",
];

/// The label of a line of the head, and what stands behind it.
pub(super) fn of_head(line: &str) -> Option<(Label, &str)> {
    let line = line.trim();
    let (word, value) = match line.split_once(':') {
        Some((word, value)) => (word.trim_end(), value.trim()),
        None => (line, ""),
    };
    const LABEL_BYTES: usize = 30;
    if word.len() > LABEL_BYTES {
        return None;
    }
    let word = word.to_lowercase();
    let (label, _) = LABELS.iter().find(|(_, words)| words.contains(&&*word))?;
    // Without a colon a word is a label only where it stands above a part.
    (line.contains(':') || matches!(label, Label::Body | Label::Tail)).then_some((*label, value))
}

/// The label of a line after the text has ended.
pub(super) fn of_tail(line: &str) -> Option<(Label, &str)> {
    of_head(line).filter(|(label, _)| matches!(label, Label::Tail | Label::Language | Label::Url))
}

/// The label of a line after the text has begun: only those that come after it, where they cannot be a sentence's.
pub(super) fn of_end(line: &str) -> Option<(Label, &str)> {
    let (label, value) = of_tail(line)?;
    let Some((word, _)) = line.trim().split_once(':') else { return Some((label, value)) };
    let word = word.trim();
    // A subject with its share, `PORTS (90%)`, is the indexer's.
    let sure =
        CAPITAL_TAILS.contains(&word) || SURE_TAILS.contains(&&*word.to_lowercase()) || value.contains("%)");
    sure.then_some((label, value))
}

/// Whether a line tells the length of an article.
pub(super) fn is_length(line: &str) -> bool {
    of_head(line).is_some_and(|(label, value)| {
        label == Label::Length && value.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Whether a line is one that other texts do not have.
pub(super) fn is_sign(line: &str) -> bool {
    let load_date =
        ["LOAD-DATE:", "Load-Date:", "PUBLICATION-TYPE:", "Publication-Type:", "DATE-CHARGEMENT:"];
    let line = line.trim();
    load_date.iter().any(|sign| line.starts_with(sign)) || matches!(line, "Body" | "BODY:")
}

/// Whether a line ends an article.
pub(super) fn is_end(line: &str) -> bool {
    const LINE_BYTES: usize = 60;
    let line = line.trim();
    line.len() <= LINE_BYTES && ENDS.contains(&line.to_lowercase().as_str())
}

/// Whether a line numbers the article below it: `3 of 100 DOCUMENTS`, `Dokument 3 von 100`.
pub(super) fn is_start(line: &str) -> bool {
    const WORDS: usize = 4;
    let words: Vec<&str> = line.split_whitespace().take(WORDS + 1).collect();
    let number = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let document = |word: &&str| {
        let word = word.to_lowercase();
        word.starts_with("document") || word.starts_with("dokument")
    };
    let link = |word: &&str| ["of", "von", "de", "sur", "van", "di", "av", "af"].contains(word);
    let [a, b, c, d] = words.as_slice() else { return false };
    let is = |first, of, last, what| number(first) && link(of) && number(last) && document(what);
    is(a, b, c, d) || is(b, c, d, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_part_articles() {
        for line in
            ["  3 of 1,100 DOCUMENTS", "Dokument 3 von 100", "3 de 100 DOCUMENTS", "3 von 100 DOKUMENTEN"]
        {
            assert!(is_start(line), "{line}");
        }
        for line in ["3 of 100", "one of 100 documents", "3 of the 100 documents were lost", ""] {
            assert!(!is_start(line), "{line}");
        }
        assert!(
            is_end(" End of Document\r\n") && is_end("Fin du document") && !is_end("The end of document one")
        );
    }

    #[test]
    fn labels() {
        assert_eq!(of_head("BYLINE: By Jane Doe"), Some((Label::Byline, "By Jane Doe")));
        assert_eq!(of_head("Länge: 500 Wörter"), Some((Label::Length, "500 Wörter")));
        assert_eq!(of_head("Body"), Some((Label::Body, "")));
        assert_eq!(of_head("Section"), None);
        assert_eq!(of_end("Subject: the quay"), None);
        assert_eq!(of_end("SUBJECT: QUAYS (90%)"), Some((Label::Tail, "QUAYS (90%)")));
        assert_eq!(of_end("NOTES: Net excludes tax."), None);
        assert_eq!(of_end("Load-Date: May 4"), Some((Label::Tail, "May 4")));
        assert_eq!(of_end("Classification"), Some((Label::Tail, "")));
    }
}
