//! What an engine is given of what was found over all articles: which passages and articles are copies, which names are
//! one speaker's, and that it was found.
//!
//! A reconciling leaves no document of an article as it is not; it adds documents, all with the digest of what was
//! reconciled, so that a search can tell those of the last one from those before.

use super::document::{UNDATED_DAYS, ends_of, speaker_path};
use crate::error::Result;
use crate::index::{FORMAT, record};
use crate::speaker::{self, Speaker};
use serde::Serialize;

/// One thing that was found.
#[derive(Clone, Debug)]
pub(crate) enum Reconciling<'s> {
    /// Copies, in the order of printing.
    Copies {
        /// Ids of the documents: passages, or articles.
        members: Vec<String>,
        /// Whether they are whole articles.
        whole: bool,
        /// Articles that have one.
        articles: u32,
        /// The first printing, where it has a day.
        first: Option<String>,
        /// Articles of that day that have one.
        first_day: u32,
    },
    /// A speaker with several names.
    Speaker(&'s Speaker),
    /// All has been found.
    Done {
        /// Parts of documents whose sketches were read.
        parts: u64,
        /// Articles in them.
        articles: u64,
        /// Passages in them.
        passages: u64,
        /// What is greater for a later reconciling.
        order: u64,
    },
}

/// The fields of such a document; of those that every document has, `article` and `place` make up its id, as of any other,
/// and `passage_key` orders the documents of a reconciling. The rest say nothing.
#[derive(Default, Serialize)]
struct Body<'a> {
    kind: [&'static str; 1],
    reconciled: &'a str,
    article: &'a str,
    place: u64,
    passage_key: i64,
    newest: i64,
    oldest: i64,
    format: u32,
    record: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    articles: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passages: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_day: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    speaker_key: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker_kind: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    variants: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<u64>,
}

/// Appends what was found as a document of a bulk request, the `number`-th of the reconciling with this digest.
///
/// # Errors
///
/// Where it cannot be encoded.
pub(crate) fn reconciled(found: &Reconciling, digest: &str, number: u64, out: &mut Vec<u8>) -> Result<()> {
    let create = serde_json::json!({ "create": { "_id": format!("{digest}-{number}") } });
    for line in [serde_json::to_vec(&create), serde_json::to_vec(&body(found, digest, number))] {
        out.extend(line.map_err(record::fault)?);
        out.push(b'\n');
    }
    Ok(())
}

fn body<'a>(found: &'a Reconciling, digest: &'a str, number: u64) -> Body<'a> {
    let body = Body {
        reconciled: digest,
        article: digest,
        place: number,
        passage_key: i64::try_from(number).unwrap_or(i64::MAX),
        newest: -UNDATED_DAYS,
        oldest: UNDATED_DAYS,
        format: FORMAT,
        ..Body::default()
    };
    match found {
        Reconciling::Copies { members, whole, articles, first, first_day } => Body {
            kind: [if *whole { "article-copies" } else { "copies" }],
            members: Some(members),
            articles: Some(u64::from(*articles)),
            passages: Some(members.len() as u64),
            first: first.as_deref(),
            first_day: Some(u64::from(*first_day)),
            ..body
        },
        Reconciling::Speaker(speaker) => of_speaker(speaker, body),
        Reconciling::Done { parts, articles, passages, order } => Body {
            kind: ["reconciled"],
            parts: Some(*parts),
            articles: Some(*articles),
            passages: Some(*passages),
            order: Some(*order),
            ..body
        },
    }
}

fn of_speaker<'a>(speaker: &'a Speaker, body: Body<'a>) -> Body<'a> {
    let mut keys: Vec<String> =
        speaker.variants.iter().flat_map(|name| ends_of(&speaker::key(name))).collect();
    keys.sort_unstable();
    keys.dedup();
    let variants: Vec<String> =
        speaker.variants.iter().filter_map(|name| speaker_path(speaker.kind, name)).collect();
    let kind = variants.first().and_then(|path| path.split('/').next()).map(str::to_owned);
    Body {
        kind: ["speaker"],
        speaker_key: keys,
        name: Some(&speaker.name),
        speaker_kind: kind,
        variants,
        ..body
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::SpeakerKind;
    use serde_json::{Value, json};

    fn written(found: &Reconciling) -> (Value, Value) {
        let mut out = Vec::new();
        reconciled(found, "00ff", 7, &mut out).unwrap();
        let lines: Vec<Value> =
            std::str::from_utf8(&out).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let [create, body] = lines.try_into().unwrap();
        (create, body)
    }

    #[test]
    fn what_is_found_is_written_with_fields_that_say_nothing_beside_it() {
        let members = vec!["0a-1".to_owned(), "0b-3".to_owned()];
        let first = Some("0a-1".to_owned());
        let copies = Reconciling::Copies { members, whole: false, articles: 2, first, first_day: 1 };
        let (create, body) = written(&copies);
        assert_eq!(create, json!({"create": {"_id": "00ff-7"}}));
        assert_eq!(
            body,
            json!({"kind": ["copies"], "reconciled": "00ff", "article": "00ff", "place": 7, "passage_key": 7,
                   "newest": -UNDATED_DAYS, "oldest": UNDATED_DAYS, "format": FORMAT, "record": "",
                   "members": ["0a-1", "0b-3"], "articles": 2, "passages": 2, "first": "0a-1", "first_day": 1})
        );
        let speaker = Speaker {
            name: "Ana Lima".into(),
            kind: SpeakerKind::Person,
            variants: vec!["Ana Lima".into(), "ANA LIMA".into(), "Lima".into()],
            forms: Vec::new(),
        };
        let (_, body) = written(&Reconciling::Speaker(&speaker));
        assert_eq!(body["speaker_key"], json!(["ana lima", "lima"]));
        assert_eq!(body["variants"], json!(["person/Ana Lima", "person/ANA LIMA", "person/Lima"]));
        assert_eq!((&body["name"], &body["speaker_kind"]), (&json!("Ana Lima"), &json!("person")));
        let (_, body) = written(&Reconciling::Done { parts: 1, articles: 2, passages: 3, order: 3 });
        assert_eq!(
            (&body["kind"], &body["order"], body.get("members")),
            (&json!(["reconciled"]), &json!(3), None)
        );
    }
}
