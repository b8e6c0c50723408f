//! What a page says of its article in JSON-LD, for search engines.
//!
//! Broken JSON is common (line ends inside strings, commas too many) and is mended where it is plain what was meant;
//! what cannot be read says nothing.

use serde_json::{Map, Value};

/// What is not looked into: other articles, and what the article only speaks of.
const ELSEWHERE: &[&str] = &[
    "about",
    "citation",
    "comment",
    "hasPart",
    "image",
    "isPartOf",
    "itemListElement",
    "mentions",
    "relatedLink",
];

/// What JSON-LD says of one article.
#[derive(Clone, Debug, Default)]
pub(super) struct Linked {
    pub(super) headline: Option<String>,
    pub(super) published: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) body: Option<String>,
    pub(super) dateline: Option<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    /// Whether it is said to be an article, not only a page.
    pub(super) is_article: bool,
    /// Whether the page is said to be a list of others, such as a front page.
    pub(super) is_list: bool,
}

/// Reads all the JSON-LD of a page into what it says of the article.
pub(super) fn read<'s>(scripts: impl Iterator<Item = &'s str>, title: Option<&str>) -> Linked {
    let mut found = Vec::new();
    let mut names = Vec::new();
    let mut lists = false;
    for script in scripts {
        for value in values(script) {
            let mut waiting = vec![&value];
            while let Some(value) = waiting.pop() {
                take(value, &mut found, &mut names, &mut lists, &mut waiting);
            }
        }
    }
    // The last found is the first of the page: what waits is taken from the end.
    let mut linked = merged(found, title);
    linked.is_list = lists && !linked.is_article;
    let by_id = |id: &String| names.iter().find(|(known, _)| known == id).map(|(_, name)| name.clone());
    linked.authors = linked.authors.iter().filter_map(|author| named(author, by_id)).collect();
    linked.publisher = linked.publisher.and_then(|publisher| named(&publisher, by_id));
    linked
}

/// A name, in the place of an address that stands for one.
fn named(name: &str, by_id: impl Fn(&String) -> Option<String>) -> Option<String> {
    by_id(&name.to_owned())
        .or_else(|| (!name.contains("://") && !name.starts_with('#')).then(|| name.to_owned()))
}

fn take<'v>(
    value: &'v Value,
    found: &mut Vec<Linked>,
    names: &mut Vec<(String, String)>,
    lists: &mut bool,
    waiting: &mut Vec<&'v Value>,
) {
    match value {
        Value::Array(items) => waiting.extend(items.iter().rev()),
        Value::Object(object) => {
            if let (Some(id), Some(name)) = (one(object, "@id"), one(object, "name")) {
                names.push((id, name));
            }
            let kinds = all(object.get("@type"));
            let article = kinds.iter().any(|kind| is_article(kind));
            *lists |= kinds.iter().any(|kind| kind == "CollectionPage" || kind == "ItemList");
            if article || kinds.iter().any(|kind| kind.ends_with("Page")) {
                found.push(of(object, article));
            }
            let inner = object.iter().filter(|(key, _)| !ELSEWHERE.contains(&key.as_str()));
            waiting
                .extend(inner.map(|(_, value)| value).filter(|value| value.is_object() || value.is_array()));
        }
        _ => {}
    }
}

fn is_article(kind: &str) -> bool {
    let kind = kind.rsplit(['/', ':']).next().unwrap_or_default();
    kind.ends_with("Article")
        || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting")
}

/// The best of what was found, with what it leaves out taken from the others.
fn merged(mut found: Vec<Linked>, title: Option<&str>) -> Linked {
    let close = |linked: &Linked| match (&linked.headline, title) {
        (Some(headline), Some(title)) => {
            letters(title).contains(&letters(headline)) || letters(headline).contains(&letters(title))
        }
        _ => false,
    };
    found.sort_by_key(|linked| (!linked.is_article, !close(linked), linked.published.is_none()));
    let mut found = found.into_iter();
    let mut best = found.next().unwrap_or_default();
    // Another article of the page is not this one.
    for other in found {
        if other.is_article && other.headline.is_some() && other.headline != best.headline {
            continue;
        }
        best.headline = best.headline.or(other.headline.filter(|_| other.is_article));
        best.published = best.published.or(other.published);
        best.body = best.body.or(other.body);
        best.dateline = best.dateline.or(other.dateline);
        best.language = best.language.or(other.language);
        best.publisher = best.publisher.or(other.publisher);
        best.url = best.url.or(other.url);
        if best.authors.is_empty() {
            best.authors = other.authors;
        }
    }
    best
}

/// The letters of a text in lower case.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn of(object: &Map<String, Value>, is_article: bool) -> Linked {
    let get = |key| one(object, key);
    let published = get("datePublished").or_else(|| get("dateCreated").filter(|_| is_article));
    Linked {
        headline: get("headline").or_else(|| get("name")).or_else(|| get("alternativeHeadline")),
        published: published.or_else(|| get("uploadDate").filter(|_| is_article)),
        authors: names(object.get("author").or_else(|| object.get("creator"))),
        publisher: names(object.get("publisher")).into_iter().next(),
        body: get("articleBody").or_else(|| get("text").filter(|_| is_article)),
        dateline: get("dateline"),
        language: names(object.get("inLanguage")).into_iter().next(),
        url: get("url")
            .or_else(|| names_or(object.get("mainEntityOfPage"), "@id"))
            .filter(|url| url.starts_with("http")),
        is_article,
        is_list: false,
    }
}

/// The words of a field, entities decoded, that is one string or a list of them.
fn one(object: &Map<String, Value>, key: &str) -> Option<String> {
    all(object.get(key)).into_iter().find(|word| !word.trim().is_empty())
}

fn all(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(word)) => vec![html_escape::decode_html_entities(word).trim().to_owned()],
        Some(Value::Number(number)) => vec![number.to_string()],
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .map(|word| html_escape::decode_html_entities(word).trim().to_owned())
            .collect(),
        Some(Value::Object(object)) => {
            object.get("@value").and_then(Value::as_str).map(str::to_owned).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The names of persons or houses, as strings or objects, one or a list.
fn names(value: Option<&Value>) -> Vec<String> {
    let of_one = |value: &Value| names_or(Some(value), "name").or_else(|| names_or(Some(value), "@id"));
    let names = match value {
        Some(Value::Array(items)) => items.iter().filter_map(of_one).collect(),
        Some(value) => of_one(value).into_iter().collect::<Vec<_>>(),
        None => Vec::new(),
    };
    names.into_iter().filter(|name| !name.is_empty()).collect()
}

fn names_or(value: Option<&Value>, key: &str) -> Option<String> {
    match value? {
        Value::Object(object) => one(object, key),
        value => all(Some(value)).into_iter().next(),
    }
}

/// The values of a script, mended where they must be.
fn values(script: &str) -> Vec<Value> {
    let script = script
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[");
    let parse = |text: &str| {
        let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        values.map_while(Result::ok).collect::<Vec<_>>()
    };
    let read = parse(script);
    if read.is_empty() { parse(&mended(script)) } else { read }
}

/// JSON with what is most often wrong in it put right.
fn mended(script: &str) -> String {
    let mut mended = String::with_capacity(script.len());
    let (mut quoted, mut escaped) = (false, false);
    let mut chars = script.chars().peekable();
    while let Some(c) = chars.next() {
        if quoted && !escaped && c == '\\' && !chars.peek().is_some_and(|next| "\"\\/bfnrtu".contains(*next))
        {
            continue;
        }
        match c {
            '\n' if quoted => mended.push_str("\\n"),
            c if quoted && c < ' ' => mended.push(' '),
            '}' | ']' if !quoted => {
                let kept = mended.trim_end().trim_end_matches(',').len();
                mended.truncate(kept);
                mended.push(c);
            }
            c => mended.push(c),
        }
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(script: &str) -> Linked {
        read([script].into_iter(), Some("Harbour opens - The Quay"))
    }

    #[test]
    fn graphs_arrays_and_references() {
        let linked = of(
            "[{\"@graph\": [{\"@type\": \"WebPage\", \"datePublished\": \"2025-03-08\", \"inLanguage\": \"en\"}, \
             {\"@type\": [\"NewsArticle\"], \"headline\": \"Harbour opens\", \"datePublished\": \"2025-03-09\", \
             \"author\": [{\"@id\": \"#jane\"}, {\"name\": \"John Roe\"}], \"publisher\": {\"name\": \"The Quay\"}}, \
             {\"@type\": \"Person\", \"@id\": \"#jane\", \"name\": \"Jane Doe\"}]}]",
        );
        assert_eq!(linked.published.as_deref(), Some("2025-03-09"));
        assert_eq!(linked.authors, ["Jane Doe", "John Roe"]);
        assert_eq!((linked.publisher.as_deref(), linked.language.as_deref()), (Some("The Quay"), Some("en")));
    }

    #[test]
    fn the_article_of_the_page_among_others() {
        let linked = of(
            "[{\"@type\": \"NewsArticle\", \"headline\": \"Ferry late\", \"datePublished\": \"2025-03-01\", \"articleBody\": \"x\"}, \
             {\"@type\": \"NewsArticle\", \"headline\": \"Harbour opens\", \"datePublished\": \"2025-03-09\"}]",
        );
        assert_eq!((linked.published.as_deref(), linked.body), (Some("2025-03-09"), None));
    }

    #[test]
    fn broken_json_is_mended() {
        let linked = of(
            "<!-- {\"@type\": \"NewsArticle\", \"headline\": \"Harbour &amp; quay\",\n \"articleBody\": \"One\nline \\' \ttwo\",\n}",
        );
        assert_eq!(linked.headline.as_deref(), Some("Harbour & quay"));
        assert_eq!(linked.body.as_deref(), Some("One\nline '  two"));
        assert!(of("{\"@type\": ").headline.is_none());
        assert!(of(&"[".repeat(100_000)).headline.is_none());
    }
}
