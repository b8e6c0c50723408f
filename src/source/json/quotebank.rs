//! Reads Quotebank: a quotation a line, attributed already, with where it was printed and when first.
//!
//! Each address is an article, whose text and one quote the quotation is; no other is looked for. The first bears the
//! quotation's id and day. Of the others it is only known that they are no older: they have no day, and are numbered. The
//! numbers of Wikidata are not kept.

use super::without_place;
use crate::source::facts::{Fact, Facts};
use crate::source::layout::one_line;
use crate::source::reading::Input;
use crate::source::sniff::First;
use crate::source::{Draft, GivenQuote, Span, decode};
use serde::Deserialize;

/// A line.
#[derive(Deserialize)]
struct Quotation {
    #[serde(rename = "quoteID")]
    id: String,
    quotation: String,
    speaker: Option<String>,
    date: Option<String>,
    /// Names with how likely each is, most likely first.
    #[serde(default)]
    probas: Vec<(String, Share)>,
    #[serde(default)]
    urls: Vec<String>,
}

/// A share, written as a number or in a string.
#[derive(Deserialize)]
#[serde(untagged)]
enum Share {
    Number(f32),
    Written(String),
}

impl Share {
    fn value(&self) -> Option<f32> {
        let value = match self {
            Share::Number(value) => *value,
            Share::Written(value) => value.parse().ok()?,
        };
        (0.0..=1.0).contains(&value).then_some(value)
    }
}

/// What stands for a speaker who is not known.
const NONE: &str = "None";

/// Tells a source by the keys of its first line.
pub(crate) fn tells(first: &First) -> bool {
    let line = first.text.lines().next().unwrap_or_default();
    line.starts_with('{')
        && line.contains("\"quoteID\"")
        && line.contains("\"quotation\"")
        && line.contains("\"probas\"")
}

/// Makes the drafts of a line, one for each address.
pub(super) fn drafts(line: &[u8], input: &Input, position: u64) -> Result<Vec<Draft>, String> {
    let said: Quotation = serde_json::from_str(&decode::text(line)).map_err(|error| without_place(&error))?;
    let words = one_line(&said.quotation);
    if words.is_empty() {
        return Err("a quotation without words".to_owned());
    }
    let speaker = said.speaker.filter(|name| !name.trim().is_empty() && name != NONE);
    let share = |name: &String| said.probas.iter().find(|(known, _)| known == name)?.1.value();
    let given =
        GivenQuote { span: Span::new(0, words.len()), certainty: speaker.as_ref().and_then(share), speaker };
    let printing = |number: usize, url: Option<&String>| {
        let mut facts = Facts::default();
        let id = if number == 0 { said.id.clone() } else { format!("{}#{}", said.id, number + 1) };
        facts.offer_word(Fact::Id, 1, "quoteID", Some(id));
        facts.offer_word(Fact::Date, 1, "date", said.date.as_ref().filter(|_| number == 0));
        facts.offer_word(Fact::Publisher, 1, "urls", url.and_then(|url| host(url)));
        facts.offer_word(Fact::Url, 1, "urls", url);
        facts.offer_word(Fact::Text, 1, "quotation", Some(&words));
        let mut article = facts.article(input, position, false);
        article.given = vec![given.clone()];
        Draft::made(article, &input.reading)
    };
    let others = said.urls.iter().enumerate().skip(1).map(|(number, url)| printing(number, Some(url)));
    Ok(std::iter::once(printing(0, said.urls.first())).chain(others).collect())
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?.rsplit('@').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| host.contains('.'))
}

#[cfg(test)]
mod tests {
    use crate::source::{Article, Format, GivenQuote, Span, articles_from};

    fn read(text: &str) -> Vec<Result<Article, String>> {
        articles_from(Box::new(text.as_bytes()), "in/quotes.json", Format::Quotebank, &Default::default())
            .map(|article| article.map_err(|error| error.to_string()))
            .collect()
    }

    #[test]
    fn quotations() {
        let found = read(
            "{\"quoteID\": \"2020-01-16-000088\", \"quotation\": \"It is  open.\", \"speaker\": \"Jane Doe\", \"qids\": [\"Q1\"], \
             \"date\": \"2020-01-16 12:00:13\", \"numOccurrences\": 2, \"probas\": [[\"Jane Doe\", \"0.8867\"], [\"None\", 0.1]], \
             \"urls\": [\"http://www.quay.example/1?a=b\", \"http://other.example/\"], \"phase\": \"E\"}\n\
             {\"quoteID\": \"2\", \"quotation\": \"It is.\", \"speaker\": \"None\", \"probas\": [[\"None\", \"0.9\"]]}\n\
             {\"quoteID\": \"3\", \"quotation\": \" \"}\n{\"quoteID\": \"4\"}\n",
        );
        let article = found[0].as_ref().unwrap();
        assert_eq!((article.id.as_str(), article.text.as_str()), ("2020-01-16-000088", "It is open."));
        assert_eq!(article.publisher.as_deref(), Some("quay.example"));
        assert_eq!(article.date.unwrap().to_string(), "2020-01-16");
        let given =
            GivenQuote { span: Span::new(0, 11), speaker: Some("Jane Doe".into()), certainty: Some(0.8867) };
        assert_eq!(article.given, [given]);
        let again = found[1].as_ref().unwrap();
        assert_eq!((again.id.as_str(), again.date), ("2020-01-16-000088#2", None));
        assert_eq!(again.url.as_deref(), Some("http://other.example/"));
        assert_eq!((&again.text, &again.given), (&article.text, &article.given));
        let unknown = found[2].as_ref().unwrap();
        assert_eq!((&unknown.given[0].speaker, unknown.given[0].certainty), (&None, None));
        assert_eq!(found[3], Err("in/quotes.json, line 3: a quotation without words".to_owned()));
        assert!(
            found[4].as_ref().is_err_and(|error| error.contains("missing field `quotation`")),
            "{found:?}"
        );
    }
}
