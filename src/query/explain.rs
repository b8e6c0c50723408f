//! Says in words how a query was read.

use super::Matching;
use super::text::{Field, KindName, Node, Text, Within};
use jiff::civil::Date;

/// What names in a query were taken for.
pub trait Meanings {
    /// The speakers that a typed name stands for.
    fn speakers(&self, typed: &str) -> Vec<String>;
    /// The forms of a typed name that passages may name.
    fn names(&self, typed: &str) -> String {
        format!("“{typed}”")
    }
    /// The country or region that a typed name stands for.
    fn country(&self, typed: &str) -> String;
}

impl Text {
    /// Says how the text was read, such as `“grain” in any form; and not “black sea” word for word`.
    pub fn read_as(&self, matching: Matching, meanings: &dyn Meanings) -> String {
        let reader = Reader { meanings };
        let parts = self.root.parts(matching);
        let (optional, needed): (Vec<&Node>, Vec<&Node>) =
            parts.into_iter().partition(|part| matching == Matching::Any && part.is_optional());
        let mut all: Vec<String> = needed.into_iter().map(|part| reader.node(part)).collect();
        let any: Vec<String> = optional.into_iter().map(|part| reader.node(part)).collect();
        match any.len() {
            0 => {}
            1 => all.insert(0, any.concat()),
            _ => all.insert(0, format!("at least one of {}", any.join(" or "))),
        }
        all.join("; and ")
    }
}

struct Reader<'m> {
    meanings: &'m dyn Meanings,
}

impl Reader<'_> {
    fn list(&self, parts: &[Node], joint: &str) -> String {
        parts.iter().map(|part| self.node(part)).collect::<Vec<_>>().join(joint)
    }

    fn node(&self, node: &Node) -> String {
        match node {
            Node::Word(word) => format!("“{word}” in any form"),
            Node::Phrase(words) => format!("“{words}” word for word"),
            Node::Near(words, Within::Words(1)) => {
                format!("the words “{words}” with at most 1 other among them")
            }
            Node::Near(words, Within::Words(most)) => {
                format!("the words “{words}” with at most {most} others among them")
            }
            Node::Near(words, Within::Sentence) => format!("the words “{words}” in one sentence"),
            Node::Prefix(word) => format!("a word that begins with “{word}”"),
            Node::Fuzzy(word, 1) => format!("a word within 1 letter of “{word}”"),
            Node::Fuzzy(word, edits) => format!("a word within {edits} letters of “{word}”"),
            Node::Title(part) => format!("in the headline {}", self.node(part)),
            Node::Field(field) => self.field(field),
            Node::Required(part) => format!("without fail {}", self.node(part)),
            Node::Not(part) => format!("not {}", self.node(part)),
            Node::All(parts) => format!("({})", self.list(parts, " and ")),
            Node::Any(parts) => format!("({})", self.list(parts, " or ")),
        }
    }

    fn field(&self, field: &Field) -> String {
        match field {
            Field::Speaker(typed) => format!("said by {}", self.meanings.speakers(typed).join(" or ")),
            Field::Names(typed) => format!("naming {}", self.meanings.names(typed)),
            Field::Country(typed) => format!("about {}", self.meanings.country(typed)),
            Field::Date { from, to } => days(*from, *to),
            Field::Kind(kind) => match kind {
                KindName::Quote => "a quote",
                KindName::Direct => "a direct quote",
                KindName::Mixed => "a quote in part between quotation marks",
                KindName::Indirect => "an indirect quote",
                KindName::Paragraph => "a paragraph",
            }
            .to_owned(),
        }
    }
}

fn days(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => format!("published on {from}"),
        (Some(from), Some(to)) => format!("published from {from} to {to}"),
        (Some(from), None) => format!("published on {from} or later"),
        (None, Some(to)) => format!("published on {to} or earlier"),
        (None, None) => "published on a known day".to_owned(),
    }
}
