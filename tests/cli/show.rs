use super::FILES;
use crate::testenv::TestEnv;
use onrecord::render::{ArticleJson, BecauseJson};

#[test]
fn shows_an_article_with_its_quotes_marked() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["show", "corpus/2025-09-04-lisbon.txt"]).status(0).says(&[
        "A seat at the table for Lisbon",
        "2025-09-04 · Portugal",
        "[1 ",
        "  [1] Matilde Sequeira",
        "certainty 0.",
        "The grain ships left",
    ]);
    env.run(&["show", "corpus/2025-09-04-lisbon.txt", "--format", "csv"])
        .status(0)
        .says(&["Matilde Sequeira,"]);
}

#[test]
fn its_json_is_that_of_extract() {
    let env = TestEnv::ingested(&FILES);
    let shown: ArticleJson = env.run(&["show", "w1", "--format", "json"]).status(0).json();
    let extracted: Vec<ArticleJson> = env.run(&["extract", "corpus/wire.jsonl", "--format", "jsonl"]).jsonl();
    assert_eq!(shown, extracted[0]);
}

#[test]
fn an_id_that_is_unknown_or_taken_twice() {
    let env = TestEnv::with(&FILES);
    env.write("corpus/copy.jsonl", FILES[2].1.replace("quiet", "loud"));
    env.run(&["ingest"]).status(0).notes(&["6 articles new"]);
    env.run(&["show", "w9"]).status(2).notes(&["no article \"w9\""]);
    let either = "corpus/copy.jsonl#w2 or corpus/wire.jsonl#w2";
    env.run(&["show", "w2"]).status(2).notes(&["2 articles have the id \"w2\"", either]);
    env.run(&["show", "corpus/copy.jsonl#w2"]).status(0).says(&["was loud"]);
}

const EXPLAINED: &str = "date 2025-03-03\n\n\
     Prime Minister Ingmar Halvorsen opened the bridge on Monday.\n\n\
     “It took nine years,” Mr Halvorsen said.\n\n\
     “It was worth every one of them,” he said in Bergen.\n\n\
     “Nobody will ever swim to work again.”\n\n\
     “He could not be happier,” his spokesman said.\n\n\
     “The bolts are new,” an engineer said. “The paint is dry,” the engineer said.\n";

#[test]
fn explains_why_a_quote_has_its_speaker() {
    let env = TestEnv::ingested(&[("bridge.txt", EXPLAINED)]);
    env.run(&["show", "corpus/bridge.txt"]).status(0).lacks(&[" → "]);
    let mut shown = env.run(&["show", "corpus/bridge.txt", "--explain"]).status(0);
    shown.stdout = shown.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    shown.says(&[
        "“he” (paragraph 3) → “Mr Halvorsen” (paragraph 2) → “Prime Minister Ingmar Halvorsen” (paragraph 1) after-cue",
        "after-cue: the subject of the reporting word behind the quotation",
        "carried-over: no attribution of its own: whoever spoke before goes on",
        "for the mention, 0.80 for who is meant)",
        "“his spokesman” (paragraph 5) → ",
        "→ Ingmar Halvorsen’s office",
        "“the engineer” (paragraph 6) → “an engineer” (paragraph 6)",
        "in 10 are right",
    ]);
    env.run(&["show", "corpus/bridge.txt", "--explain", "--format", "csv"]).status(2).notes(&["--explain"]);
}

#[test]
fn explains_in_json_with_offsets_in_characters() {
    let env = TestEnv::ingested(&[("bridge.txt", EXPLAINED)]);
    let shown: ArticleJson =
        env.run(&["show", "corpus/bridge.txt", "--explain", "--format", "json"]).status(0).json();
    let chars: Vec<char> = shown.text.chars().collect();
    for quote in &shown.quotes {
        let because: &BecauseJson = quote.because.as_ref().expect("a reason");
        for step in &because.trail {
            assert_eq!(chars[step.span[0]..step.span[1]].iter().collect::<String>(), step.text);
        }
        assert_eq!(because.trail.first().map(|s| s.span), quote.speaker_span);
    }
    let he = shown.quotes.iter().find(|q| q.text.contains("worth every")).unwrap();
    let trail = &he.because.as_ref().unwrap().trail;
    let steps: Vec<(&str, usize)> = trail.iter().map(|s| (s.text.as_str(), s.paragraph)).collect();
    assert_eq!(steps, [("he", 2), ("Mr Halvorsen", 1), ("Prime Minister Ingmar Halvorsen", 0)]);
    let extracted: Vec<ArticleJson> =
        env.run(&["extract", "corpus/bridge.txt", "--explain", "--format", "jsonl"]).status(0).jsonl();
    assert_eq!(shown, extracted[0]);
}

#[test]
fn says_when_a_quote_is_read_otherwise_than_it_was_indexed() {
    // Reported speech, of which a model that has seen one sentence is sure in another measure.
    let reported = "\nHe said that the ferry would go on, that nobody had asked for it, and left.\n\n\
                    The union, which claims the pier is rotten, believes that the toll will rise.\n";
    let env = TestEnv::with(&[("bridge.txt", &format!("{EXPLAINED}{reported}"))]);
    env.write("gold/text/a.txt", "The ferry is late, Ana Lima said.\n");
    env.write(
        "gold/attributions/a.ann",
        "T1\tContent 0 17\tThe ferry is late\nT2\tSource 19 27\tAna Lima\nT3\tCue 28 32\tsaid\n\
         E1\tAttribution:T3 Content:T1 Source:T2 Cue:T3\n",
    );
    env.run(&["train", "gold", "--out", "other.model"]).status(0);
    env.run(&["ingest", "--model", "other.model"]).status(0);
    env.run(&["show", "corpus/bridge.txt", "--explain", "--model", "other.model"])
        .status(0)
        .lacks(&["read otherwise"]);
    let anew = env.run(&["show", "corpus/bridge.txt", "--explain"]).status(0);
    assert!(anew.stderr.contains("read otherwise now than when the article was indexed"), "{anew}");
}
