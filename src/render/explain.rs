//! Why a quote has its speaker, in words: the mentions on the way, the rule, what the certainty means.

use super::CharOffsets;
use crate::quote::{Because, Quote, Step};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a quote has its speaker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BecauseJson {
    /// From the mention it is attributed to, by the nearest that names the speaker, to the fullest name.
    pub trail: Vec<StepJson>,
    /// The rule in words.
    pub rule: String,
    /// The model's score, from 0 to 1, where it had a part in the decision.
    pub score: Option<f32>,
    /// How sure it is who the mention is, from 0 to 1; a factor of the certainty.
    pub named: f32,
    /// The name that the article gives, where the alias file has another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias_of: Option<String>,
    /// The certainty in words.
    pub certainty: String,
}

/// A mention on the way to a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepJson {
    /// Its words.
    pub text: String,
    /// Where it stands in the article's text.
    pub span: [usize; 2],
    /// Ordinal of its paragraph, from 0.
    pub paragraph: usize,
}

impl BecauseJson {
    pub(super) fn new(
        because: &Because,
        quote: &Quote,
        text: &str,
        offsets: &CharOffsets<'_>,
    ) -> BecauseJson {
        let step = |step: &Step| StepJson {
            text: step.span.of(text).to_owned(),
            span: [offsets.at(step.span.start), offsets.at(step.span.end)],
            paragraph: step.paragraph,
        };
        BecauseJson {
            trail: because.trail.iter().map(step).collect(),
            rule: quote.rule.meaning().to_owned(),
            score: because.score,
            named: because.named,
            alias_of: because.alias_of.clone(),
            certainty: certainty(quote.certainty),
        }
    }
}

/// The explanation in lines: way, decision, certainty. Not yet escaped.
pub(super) fn lines(because: &Because, quote: &Quote, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let steps: Vec<String> = because.trail.iter().map(|s| place(s, text)).collect();
    let speaker = quote.speaker.as_ref().map_or("nobody known", |s| &s.name);
    let told = because.trail.last().is_some_and(|s| ends_in(s.span.of(text), speaker));
    match (steps.is_empty(), told) {
        (true, _) => lines.push("no mention to lead to a speaker".into()),
        (false, true) => lines.push(steps.join(" → ")),
        (false, false) => lines.push(format!("{} → {speaker}", steps.join(" → "))),
    }
    if let Some(before) = &because.alias_of {
        lines.push(format!("{before} is {speaker} by the alias file"));
    }
    let decided = match because.score {
        Some(score) => format!(", as the model has it too (score {score:.2})"),
        None => String::new(),
    };
    lines.push(format!("{}: {}{decided}", quote.rule, quote.rule.meaning()));
    let mut sure = certainty(quote.certainty);
    if because.named < 1.0 && quote.speaker.is_some() {
        sure.push_str(&format!(
            " ({:.2} for the mention, {:.2} for who is meant)",
            (quote.certainty / because.named).min(1.0),
            because.named
        ));
    }
    lines.push(format!("certainty {:.2}: {sure}", quote.certainty));
    lines
}

fn place(step: &Step, text: &str) -> String {
    let words = step.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    format!("“{words}” (paragraph {})", step.paragraph + 1)
}

/// Whether a mention is a name, perhaps behind a title.
fn ends_in(mention: &str, name: &str) -> bool {
    let mut words = mention.split_whitespace().rev();
    name.split_whitespace().rev().all(|word| words.next() == Some(word))
}

/// What a certainty means, as it was measured: how many of ten such quotes are one and have the right speaker.
fn certainty(certainty: f32) -> String {
    match (certainty * 10.0).round() as u32 {
        _ if certainty >= 0.95 => "of quotes this certain more than 9 in 10 are right".into(),
        0 | 1 => "of quotes this certain fewer than 2 in 10 are right".into(),
        right => format!("of quotes this certain about {right} in 10 are right"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainty_in_words() {
        assert!(certainty(0.98).contains("more than 9 in 10"));
        assert!(certainty(0.88).contains("about 9 in 10"));
        assert!(certainty(0.46).contains("about 5 in 10"));
        assert!(certainty(0.1).contains("fewer than 2 in 10"));
    }
}
