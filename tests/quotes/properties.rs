//! What holds for any text: no panic, spans that slice, time in step with length.

use onrecord::lang::Lexicon;
use onrecord::quote::Quote;
use onrecord::source::{Article, Format};
use onrecord::{paragraph, quote, source};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn article(text: &str) -> Article {
    let reader = Box::new(std::io::Cursor::new(text.as_bytes().to_vec()));
    source::articles_from(reader, "any.txt", Format::Plain, &Default::default()).next().unwrap().unwrap()
}

fn quotes(article: &Article) -> Vec<Quote> {
    quote::extract(article, &paragraph::split(article), &Lexicon::new())
}

fn assert_spans_hold(article: &Article, quotes: &[Quote]) {
    for quote in quotes {
        assert!(!quote.spans.is_empty());
        assert!((0.0..=1.0).contains(&quote.certainty));
        for span in quote.spans.iter().chain(&quote.speaker_span).chain(&quote.cue_span) {
            assert!(!span.is_empty());
            assert!(article.text.get(span.start..span.end).is_some(), "{span:?} in {:?}", article.text);
        }
        assert!(quote.spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", quote.spans);
    }
    assert!(quotes.windows(2).all(|pair| pair[0].spans[0].start <= pair[1].spans[0].start));
}

/// Texts made of what quotations are made of, so that most of them reach deep.
fn newsy() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "“",
        "”",
        "\"",
        "'",
        "‘",
        "’",
        "''",
        "``",
        "«",
        "»",
        "„",
        " ",
        " ",
        " ",
        "\n\n",
        ",",
        ".",
        "?",
        ":",
        "—",
        "(",
        ")",
        "said",
        "says",
        "Smith",
        "Mr.",
        "Jane",
        "he",
        "who",
        "that",
        "the",
        "according to",
        "told",
        "adding",
        "and",
        "minister",
        "of",
        "’s",
        "U.S.",
        "é",
        "ẞ",
        "👍",
        "word",
        "spokesman",
        "for",
        "asked",
        "had this to say",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,300}") {
        let article = article(&text);
        assert_spans_hold(&article, &quotes(&article));
    }

    #[test]
    fn any_newsy_text_is_read(text in newsy(), glued in any::<bool>()) {
        let article = article(&if glued { text.replace(' ', "") } else { text });
        assert_spans_hold(&article, &quotes(&article));
    }
}

/// The time that `text` takes, at best of three.
fn time(text: &str) -> Duration {
    let article = article(text);
    (0..3)
        .map(|_| {
            let start = Instant::now();
            assert_spans_hold(&article, &quotes(&article));
            start.elapsed()
        })
        .min()
        .unwrap()
}

#[test]
fn time_is_in_step_with_length() {
    let units = [
        "\"",
        "“",
        "”",
        "'",
        "‘",
        "’",
        "«",
        "„ ",
        "\" ",
        " “a",
        " 'as' b",
        "‘as’ b ",
        "“a” ",
        "said ",
        "Smith ",
        "(",
        ", said",
        "of ",
        "x, ",
        "“a,” said Smith, ",
        "Smith, the minister, ",
        "and said ",
        "he ",
        "according to ",
        "'s",
        ".",
        "M. ",
    ];
    for unit in units {
        let short = time(&unit.repeat(40_000 / unit.len()));
        let long = time(&unit.repeat(320_000 / unit.len()));
        // Eight times the text; quadratic time would be sixty-four times as long.
        let limit = short.max(Duration::from_millis(2)) * 28;
        assert!(long < limit, "{unit:?}: {short:?}, then {long:?} for eight times the text");
    }
}

#[test]
fn ten_thousand_nested_marks_are_read() {
    for (open, close) in [("“", "”"), ("«", "»"), ("\"", "\""), ("‘", "’")] {
        let text = format!("{}we won{}, Ann Poe said.", open.repeat(10_000), close.repeat(10_000));
        let article = article(&text);
        assert_spans_hold(&article, &quotes(&article));
    }
}

#[test]
fn a_paragraph_longer_than_a_section_is_read() {
    let text = "“We have won,” Ann Poe said. ".repeat(50_000);
    let article = article(&text);
    let found = quotes(&article);
    assert_spans_hold(&article, &found);
    assert!(found.len() > 49_990, "{}", found.len());
}

#[test]
#[ignore = "takes a while in a debug build"]
fn fifty_megabytes_of_marks_are_read() {
    for mark in ["\"", "“", "'", "’", "« "] {
        let article = article(&mark.repeat(50_000_000 / mark.len()));
        assert_spans_hold(&article, &quotes(&article));
    }
}
