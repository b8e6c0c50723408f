use super::FILES;
use crate::testenv::TestEnv;
use onrecord::render::ArticleJson;

#[test]
fn prints_what_would_be_indexed() {
    let env = TestEnv::with(&FILES);
    let all: Vec<ArticleJson> = env.run(&["extract", "corpus", "--format", "jsonl"]).status(0).jsonl();
    let ids: Vec<&str> = all.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["corpus/2025-08-30-helsinki.txt", "corpus/2025-09-04-lisbon.txt", "w1", "w2"]);
    let lisbon = &all[1];
    assert_eq!(lisbon.text, FILES[0].1, "the text of a plain text file is the file");
    let quote = &lisbon.quotes[0];
    assert_eq!(quote.speaker.as_deref(), Some("Matilde Sequeira"));
    assert_eq!(quote.countries.iter().map(|c| c.as_str()).collect::<Vec<_>>(), ["PT"]);
    assert_eq!((lisbon.countries[0].code.as_str(), lisbon.countries[0].name.as_str()), ("PT", "Portugal"));
    let named = &lisbon.countries_named[0];
    assert_eq!(named.count, named.mentions.len());
    assert!(!env.path().join("index").exists());
}

#[test]
fn offsets_count_characters() {
    let env = TestEnv::with(&FILES);
    for article in env.run(&["extract", "corpus", "--format", "jsonl"]).jsonl::<ArticleJson>() {
        let chars: Vec<char> = article.text.chars().collect();
        let slice = |[s, e]: [usize; 2]| chars[s..e].iter().collect::<String>();
        for mention in article.countries_named.iter().flat_map(|c| &c.mentions) {
            assert_eq!(slice(mention.span), mention.text);
        }
        for quote in article.quotes {
            let pieces: Vec<String> = quote.spans.into_iter().map(slice).collect();
            assert_eq!(pieces.join(" … "), quote.text);
            assert!(quote.cue_span.is_none_or(|cue| !slice(cue).contains('“')));
        }
    }
}

#[test]
fn readable_text_and_faults() {
    let env = TestEnv::with(&FILES);
    env.write("corpus/empty.txt", "");
    let said = env.run(&["extract", "corpus"]).status(1);
    said.says(&["[1] Matilde Sequeira", "Kenya cuts rates"]).notes(&["skipped corpus/empty.txt"]);
    env.run(&["extract", "nowhere"]).status(2).notes(&["nowhere"]);
    env.run(&["extract"]).status(2);
}
