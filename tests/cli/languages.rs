//! Articles in several languages: what is said of each, the filter, the facet, and that an index of them is sound.

use crate::testenv::TestEnv;
use onrecord::render::{ArticleJson, FacetJson, SearchJson};
use onrecord::source::LanguageFrom;
use std::collections::BTreeMap;

/// One language said by name, one shown by the text, one by locale, one by neither.
const ARTICLES: [(&str, &str); 4] = [
    (
        "hafen.txt",
        "---\ntitle: Hafen von Tallbek öffnet\ndate: 2025-03-10\nlanguage: Deutsch\n---\n\nDie Häuser am Kai sind offen.\n",
    ),
    (
        "port.txt",
        "date 2025-03-11\n\nLe port de Quillac rouvre\n\nLe conseil du port a ouvert lundi les deux quais. « Nous avons \
         attendu des années », a déclaré Marthe Quille, qui dirige le bac depuis l’accord de Vennes.\n",
    ),
    (
        "wire.jsonl",
        "{\"id\": \"w1\", \"text\": \"Ferries left Quill at noon.\", \"language\": \"en-GB\", \"date\": \"2025-03-12\"}\n",
    ),
    ("short.txt", "date 2025-03-13\n\nTallbek: 3, Quill: 4.\n"),
];

#[test]
fn an_article_says_its_language_and_where_that_comes_from() {
    let env = TestEnv::ingested(&ARTICLES);
    let read: Vec<ArticleJson> = env.run(&["extract", "corpus", "--format", "jsonl"]).status(0).jsonl();
    let said = |id: &str| {
        let article = read.iter().find(|article| article.id.ends_with(id)).unwrap();
        (article.language.clone(), article.language_from)
    };
    assert_eq!(said("hafen.txt"), (Some("de".into()), Some(LanguageFrom::Metadata)));
    assert_eq!(said("port.txt"), (Some("fr".into()), Some(LanguageFrom::Detected)));
    assert_eq!(said("w1"), (Some("en".into()), Some(LanguageFrom::Metadata)));
    assert_eq!(said("short.txt"), (None, None));
    for article in &read {
        let shown: ArticleJson = env.run(&["show", &article.id, "--format", "json"]).status(0).json();
        assert_eq!((&shown.language, shown.language_from), (&article.language, article.language_from));
    }
}

#[test]
fn the_filter_takes_what_readers_call_a_language() {
    let env = TestEnv::ingested(&ARTICLES);
    for written in ["de", "DE", "de-AT", "deu", "German", "deutsch"] {
        let found: SearchJson =
            env.run(&["search", "--language", written, "--format", "json"]).status(0).json();
        assert_eq!(found.total, 1, "{written}");
    }
    let both: SearchJson =
        env.run(&["search", "--language", "fr", "--language", "German", "--format", "json"]).json();
    assert!(both.total >= 2);
    let found: SearchJson = env.run(&["search", "haus", "--language", "de", "--format", "json"]).json();
    assert_eq!(found.total, 1);
    env.run(&["search", "--language", "Germn"]).status(2).notes(&["no language named \"Germn\"", "German?"]);
    env.run(&["search", "--language", "quillish"]).status(2).notes(&["no language named", "such as de"]);
}

#[test]
fn the_facet_names_languages_and_counts_what_the_filter_finds() {
    let env = TestEnv::ingested(&ARTICLES);
    let counts: BTreeMap<String, Vec<FacetJson>> =
        env.run(&["facets", "--by", "language", "--format", "json"]).status(0).json();
    let mut named: Vec<(&str, &str)> =
        counts["language"].iter().map(|c| (c.value.as_str(), c.label.as_str())).collect();
    named.sort_unstable();
    assert_eq!(named, [("de", "German"), ("en", "English"), ("fr", "French")]);
    for count in &counts["language"] {
        for flag in [&count.value, &count.label] {
            let found: SearchJson = env.run(&["search", "--language", flag, "--format", "json"]).json();
            assert_eq!(found.total, count.count, "{flag}");
        }
    }
    env.run(&["facets", "--by", "language"]).status(0).says(&["German", "French", "English"]);
}

#[test]
fn an_index_of_several_languages_is_sound_and_shows_no_roots() {
    let env = TestEnv::ingested(&ARTICLES);
    env.run(&["verify"]).status(0).says(&["words", "right"]);
    for query in ["hausr", "accrod", "accord*", "acord~1"] {
        let said = env.run(&["search", query, "--explain"]);
        let all = format!("{}{}", said.stdout, said.stderr);
        assert!(!all.contains(['\u{1}', '\u{3}']) && !all.contains("\\u{1}"), "{all:?}");
    }
    let found: SearchJson = env.run(&["search", "accords", "--group", "article", "--format", "json"]).json();
    let hit = &found.hits[0];
    let marked: Vec<String> =
        hit.highlights.iter().map(|[s, e]| hit.text.chars().skip(*s).take(e - s).collect()).collect();
    assert_eq!(marked, ["l’accord"], "{}", hit.text);
}

#[test]
fn no_speaker_is_guessed_where_sentences_are_not_understood() {
    let env = TestEnv::with(&[(
        "de.txt",
        "date 2025-03-02\n\nDer Hafenrat hat am Montag getagt, und die Fischer der kleinen Stadt haben lange gewartet.\n\n\
         „Wir haben jahrelang auf diese Mole gewartet und wollen sie jetzt auch bauen“, sagte Marta Quell nach der \
         Sitzung. „Jetzt fahren wir endlich hinaus, und niemand wird uns mehr daran hindern.“\n",
    )]);
    let articles: Vec<ArticleJson> = env.run(&["extract", "corpus", "--format", "jsonl"]).status(0).jsonl();
    assert_eq!(articles[0].language.as_deref(), Some("de"));
    assert!(!articles[0].quotes.is_empty());
    assert!(articles[0].quotes.iter().all(|quote| quote.speaker.is_none()), "{:?}", articles[0].quotes);
}
