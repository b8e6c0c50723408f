//! Takes quotes as the source gives them, with their speakers: nothing is looked for in such an article.

use super::trail::Because;
use super::{Kind, Quote, Rule, Speaker, SpeakerKind};
use crate::paragraph::Paragraph;
use crate::source::{Article, GivenQuote};

/// The quotes that an article's source gives, in order.
pub(super) fn quotes(article: &Article, paragraphs: &[Paragraph], explain: bool) -> Vec<Quote> {
    let sound = |given: &&GivenQuote| {
        !given.span.is_empty() && article.text.get(given.span.start..given.span.end).is_some()
    };
    let mut quotes: Vec<Quote> =
        article.given.iter().filter(sound).filter_map(|given| quote(given, paragraphs, explain)).collect();
    quotes.sort_by_key(|quote| (quote.spans[0].start, quote.spans[0].end));
    quotes
}

fn quote(given: &GivenQuote, paragraphs: &[Paragraph], explain: bool) -> Option<Quote> {
    let paragraph = paragraphs.iter().position(|paragraph| paragraph.span.contains(given.span))?;
    let speaker = given.speaker.clone().map(|name| Speaker { name, kind: SpeakerKind::Person });
    let certainty = match speaker {
        Some(_) => given.certainty.unwrap_or_else(|| Rule::Given.certainty(Kind::Direct)),
        None => Rule::Unattributed.certainty(Kind::Direct),
    };
    let because = Because { named: 1.0, ..Because::default() };
    Some(Quote {
        spans: vec![given.span],
        kind: Kind::Direct,
        speaker,
        speaker_span: None,
        cue_span: None,
        certainty: (certainty.clamp(0.0, 1.0) * 100.0).round() / 100.0,
        rule: Rule::Given,
        paragraph,
        because: explain.then(|| Box::new(because)),
    })
}

#[cfg(test)]
mod tests {
    use crate::lang::Lexicon;
    use crate::quote::Rule;
    use crate::source::{Article, GivenQuote, Span};

    #[test]
    fn quotes_that_are_given_are_taken_as_they_are() {
        let text = "We said “no”, said Ann Poe.\n\nIt is open.";
        let given = |words: &str, speaker: Option<&str>, certainty| {
            let start = text.find(words).unwrap();
            let span = Span::new(start, start + words.len());
            GivenQuote { span, speaker: speaker.map(str::to_owned), certainty }
        };
        let beyond = GivenQuote { span: Span::new(0, 900), speaker: None, certainty: None };
        let mut article = Article::of_text("a.json", text);
        article.given = vec![
            given("It is open.", None, Some(0.9)),
            given("We said “no”, said Ann Poe.", Some("Jane Doe"), Some(0.8867)),
            beyond,
        ];
        let read = crate::passage::explain(&article, &Lexicon::new());
        let found: Vec<_> = read
            .quotes
            .iter()
            .map(|q| {
                (q.spans[0].of(text), q.speaker.as_ref().map(|s| s.name.as_str()), q.hundredths(), q.rule)
            })
            .collect();
        assert_eq!(
            found,
            [
                ("We said “no”, said Ann Poe.", Some("Jane Doe"), 89, Rule::Given),
                ("It is open.", None, 10, Rule::Given),
            ][..]
        );
        assert!(read.quotes.iter().all(|quote| quote.because.is_some()));
    }
}
