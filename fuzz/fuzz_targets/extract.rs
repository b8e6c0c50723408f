#![no_main]
use onrecord::Article;
use onrecord::lang::Lexicon;
use onrecord::passage::{extract, passages};
use std::sync::OnceLock;

static LEXICON: OnceLock<Lexicon> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|text: &str| {
    let article = Article::of_text("a", text);
    let extract = extract(&article, LEXICON.get_or_init(Lexicon::new));
    for passage in passages(&article, &extract) {
        assert!(passage.spans.iter().all(|span| text.get(span.start..span.end).is_some()));
    }
});
