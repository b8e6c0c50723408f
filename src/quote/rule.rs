//! What decided who said a quote, and how far that is to be trusted.

use crate::quote::Kind;

/// The decision that gave a quote its speaker; its name is shown to users and kept stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// `“…,” X said`
    AfterCue,
    /// `“…,” said X`
    AfterInverted,
    /// `“…,” X riffed`: behind the comma that ends the quotation, whatever the verb
    AfterComma,
    /// `X said: “…”`, `X said, “…”`
    BeforeCue,
    /// `X said that …`, `X said he had “…”`
    ClauseAfterCue,
    /// `…, X said.`
    ClauseBeforeCue,
    /// `…, said X.`
    ClauseBeforeInverted,
    /// `according to X`, before or after what was said
    AccordingTo,
    /// `…, adding that …`: the speaker of the sentence goes on
    Participle,
    /// `X: “…”`, without a reporting word
    Colon,
    /// `“…,” X said. “…”`: goes on in the same paragraph
    Continued,
    /// `X said:` at a paragraph's end, the quotation in the next
    Introduced,
    /// `“…” Mr X paused.`: quoted words with the subject of their own or a neighbouring sentence
    Neighbour,
    /// Quoted words inside a sentence without a reporting word, given to its subject
    SentenceSubject,
    /// `A. …`, `SMITH: …`: a turn in a printed conversation
    Transcript,
    /// `“…” — X`: signed below or behind
    Signature,
    /// A paragraph of quotation without attribution, given to whoever spoke last
    CarriedOver,
    /// The source gives the quote with its speaker
    Given,
    /// Nothing tells
    Unattributed,
}

impl Rule {
    /// Its name as shown.
    pub fn name(self) -> &'static str {
        match self {
            Rule::AfterCue => "after-cue",
            Rule::AfterInverted => "after-inverted",
            Rule::AfterComma => "after-comma",
            Rule::BeforeCue => "before-cue",
            Rule::ClauseAfterCue => "clause-after-cue",
            Rule::ClauseBeforeCue => "clause-before-cue",
            Rule::ClauseBeforeInverted => "clause-before-inverted",
            Rule::AccordingTo => "according-to",
            Rule::Participle => "participle",
            Rule::Colon => "colon",
            Rule::Continued => "continued",
            Rule::Introduced => "introduced",
            Rule::Neighbour => "neighbour",
            Rule::SentenceSubject => "sentence-subject",
            Rule::Transcript => "transcript",
            Rule::Signature => "signature",
            Rule::CarriedOver => "carried-over",
            Rule::Given => "given",
            Rule::Unattributed => "unattributed",
        }
    }

    /// What it goes by, in words for whoever checks a quote.
    pub fn meaning(self) -> &'static str {
        match self {
            Rule::AfterCue => "the subject of the reporting word behind the quotation, “…,” X said",
            Rule::AfterInverted => {
                "the name behind the reporting word that follows the quotation, “…,” said X"
            }
            Rule::AfterComma => "the subject behind the comma that ends the quotation, “…,” X quipped",
            Rule::BeforeCue => "the subject of the reporting word before the quotation, X said: “…”",
            Rule::ClauseAfterCue => "the subject of the reporting word, X said that …",
            Rule::ClauseBeforeCue => {
                "the subject of the reporting word that follows what was said, …, X said"
            }
            Rule::ClauseBeforeInverted => "the name behind the reporting word, …, said X",
            Rule::AccordingTo => "the source named by “according to” or its like",
            Rule::Participle => "the speaker of the sentence goes on, …, adding that …",
            Rule::Colon => "the name before a colon, X: “…”, without a reporting word",
            Rule::Continued => {
                "a quotation beside one with an attribution in the same paragraph: its speaker goes on"
            }
            Rule::Introduced => "the paragraph before ends by announcing it, X said:",
            Rule::Neighbour => "no reporting word: the subject of a sentence beside the quotation",
            Rule::SentenceSubject => {
                "no reporting word of its own: the speaker or subject of the sentence around the quotation"
            }
            Rule::Transcript => "a turn in a printed conversation, told by its label",
            Rule::Signature => "the name signed below or behind the quotation, “…” — X",
            Rule::CarriedOver => "no attribution of its own: whoever spoke before goes on",
            Rule::Given => "the source gives the quote with its speaker; nothing was looked for",
            Rule::Unattributed => "nothing tells who spoke",
        }
    }

    /// How often a quote of a kind found by it is one and has the right mention, from 0 to 1.
    ///
    /// Set by hand, rounded, from what it reached on the hand-annotated news it was measured on.
    pub(crate) fn certainty(self, kind: Kind) -> f32 {
        match (self, kind) {
            (Rule::AfterCue | Rule::AfterInverted, Kind::Direct) => 0.98,
            (Rule::AfterCue | Rule::AfterInverted, _) => 0.8,
            (Rule::Continued, _) => 0.95,
            (Rule::BeforeCue, _) => 0.88,
            (Rule::AfterComma, _) => 0.7,
            (Rule::ClauseBeforeCue | Rule::ClauseBeforeInverted, Kind::Indirect) => 0.8,
            (Rule::ClauseBeforeCue | Rule::ClauseBeforeInverted, _) => 0.92,
            (Rule::AccordingTo, _) => 0.82,
            (Rule::Signature, _) => 0.85,
            (Rule::Participle, Kind::Indirect) | (Rule::ClauseAfterCue, Kind::Indirect) => 0.68,
            (Rule::ClauseAfterCue, _) => 0.76,
            (Rule::Participle, _) => 0.84,
            (Rule::Colon, Kind::Indirect) => 0.45,
            (Rule::Colon | Rule::Introduced | Rule::Transcript, _) => 0.72,
            (Rule::SentenceSubject, _) => 0.3,
            (Rule::Neighbour, _) => 0.2,
            (Rule::CarriedOver, _) => 0.4,
            // As its authors measured Quotebank, the source that gives quotes.
            (Rule::Given, _) => 0.87,
            (Rule::Unattributed, _) => 0.1,
        }
    }

    /// Whether it rests on a cue of the quote's own.
    pub(crate) fn has_cue(self) -> bool {
        let leans = matches!(
            self,
            Rule::Continued
                | Rule::Introduced
                | Rule::SentenceSubject
                | Rule::Neighbour
                | Rule::CarriedOver
                | Rule::Given
                | Rule::Unattributed
        );
        !leans
    }
}

/// How often a quote whose score falls in each tenth is one and has the right mention, by kind.
///
/// Measured on two fifths of the annotated articles, each by a model trained on the rest, smoothed so that it never
/// falls; `tag/MODEL.md` says how.
const SHARES: [[f32; 10]; 3] = [
    [0.1, 0.2, 0.2, 0.48, 0.65, 0.7, 0.9, 0.91, 0.92, 0.97],
    [0.1, 0.2, 0.35, 0.49, 0.6, 0.7, 0.73, 0.79, 0.9, 0.96],
    [0.1, 0.2, 0.29, 0.39, 0.53, 0.61, 0.75, 0.83, 0.89, 0.94],
];

/// How often a quote is one and has the right mention, from 0 to 1: by the model's score, or else by its rule.
pub(crate) fn certainty(rule: Rule, kind: Kind, score: Option<f32>) -> f32 {
    match score {
        Some(score) => SHARES[kind as usize][((score * 10.0) as usize).min(9)],
        None => rule.certainty(kind),
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl serde::Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> serde::Deserialize<'de> for Rule {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Rule, D::Error> {
        let name = String::deserialize(deserializer)?;
        Rule::ALL
            .into_iter()
            .find(|rule| rule.name() == name)
            .ok_or_else(|| serde::de::Error::custom(format!("no rule: {name}")))
    }
}

impl Rule {
    /// All rules.
    pub const ALL: [Rule; 19] = [
        Rule::AfterCue,
        Rule::AfterInverted,
        Rule::AfterComma,
        Rule::BeforeCue,
        Rule::ClauseAfterCue,
        Rule::ClauseBeforeCue,
        Rule::ClauseBeforeInverted,
        Rule::AccordingTo,
        Rule::Participle,
        Rule::Colon,
        Rule::Continued,
        Rule::Introduced,
        Rule::Neighbour,
        Rule::SentenceSubject,
        Rule::Transcript,
        Rule::Signature,
        Rule::CarriedOver,
        Rule::Given,
        Rule::Unattributed,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainty_never_falls_as_the_score_rises() {
        for kind in [Kind::Direct, Kind::Mixed, Kind::Indirect] {
            let said: Vec<f32> =
                (0..=20).map(|i| certainty(Rule::AfterCue, kind, Some(i as f32 / 20.0))).collect();
            assert!(said.is_sorted() && said[20] > 0.9);
        }
    }

    #[test]
    fn every_rule_has_a_name_of_its_own() {
        for (i, rule) in Rule::ALL.into_iter().enumerate() {
            let json = serde_json::to_string(&rule).unwrap();
            assert_eq!(serde_json::from_str::<Rule>(&json).unwrap(), rule);
            assert!(Rule::ALL[..i].iter().all(|other| other.name() != rule.name()));
            assert!(Rule::ALL[..i].iter().all(|other| other.meaning() != rule.meaning()));
        }
    }
}
