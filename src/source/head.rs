//! Reads the head of a plain text: a line `date 2025-09-04`, or front matter between lines of `---` or `+++`.

use super::{DateFrom, date, layout};
use jiff::civil::Date;

/// Front matter longer than this, in bytes, is no front matter.
const FRONT_MATTER_BYTES: usize = 16 * 1024;

/// What the head of a text says of its article.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Head {
    /// The format's own id.
    pub(crate) id: Option<String>,
    /// The day of publication, with where it stood.
    pub(crate) date: Option<(Date, DateFrom)>,
    /// What stood where the date should, and why it is none.
    pub(crate) date_refused: Option<String>,
    /// The headline.
    pub(crate) title: Option<String>,
    /// Who wrote it.
    pub(crate) authors: Vec<String>,
    /// The paper, agency or site.
    pub(crate) publisher: Option<String>,
    /// ISO 639-1 code.
    pub(crate) language: Option<String>,
    /// Where it was published.
    pub(crate) url: Option<String>,
    /// Byte at which the prose begins.
    pub(crate) body_start: usize,
}

/// Reads the head of a text; where there is none, nothing is known and the prose begins at byte 0.
pub(crate) fn read(text: &str) -> Head {
    head_line(text).or_else(|| front_matter(text)).unwrap_or_default()
}

/// Reads `date 2025-09-04`, after blanks and blank lines, alone on its line or before the first words.
fn head_line(text: &str) -> Option<Head> {
    let rest = text.trim_start_matches(layout::is_blank);
    let word = rest.get(..4).filter(|word| word.eq_ignore_ascii_case("date"))?;
    let after_word = &rest[word.len()..];
    let value = after_word.strip_prefix(':').unwrap_or(after_word).trim_start_matches(is_inline_blank);
    if value.len() == after_word.len() {
        return None;
    }
    let day = date::leading_day(value);
    // What is written like a day and is none is still the head, and not the article's first words.
    let length = day.map(|(_, length)| length).or_else(|| date::looks_like_day(value).then_some(10))?;
    let after_day = &value[length..];
    let after_time = after_time(after_day);
    let parted = after_time.is_empty() || after_time.starts_with(layout::is_blank);
    if !parted {
        return None;
    }
    let body = after_time.trim_start_matches(layout::is_blank);
    Some(Head {
        date: day.map(|(day, _)| (day, DateFrom::Head)),
        date_refused: day.is_none().then(|| date::refusal(&value[..length])),
        body_start: text.len() - body.len(),
        ..Head::default()
    })
}

/// Steps over a time of day that ends the head line: `T10:11:12Z`, ` 10:11`.
fn after_time(text: &str) -> &str {
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    let time = line.trim_start_matches([',', ' ', 'T', 't']).trim_end();
    let is_time = time.contains(':')
        && time.starts_with(|c: char| c.is_ascii_digit())
        && time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z' | 'z' | ' '));
    if is_time { &text[line.len()..] } else { text }
}

fn is_inline_blank(c: char) -> bool {
    layout::is_blank(c) && !matches!(c, '\n' | '\r')
}

/// Reads `key: value` lines between two lines of `---` at the top of a text, or TOML between two of `+++`.
fn front_matter(text: &str) -> Option<Head> {
    let mut lines = lines(text, 0);
    let (start, first) = lines.by_ref().find(|(_, line)| !line.trim_matches(layout::is_blank).is_empty())?;
    let mark = first.trim_matches(layout::is_blank);
    if !matches!(mark, "---" | "+++") {
        return None;
    }
    let begin = start + first.len();
    let mut lines = lines.take_while(|(start, _)| *start < FRONT_MATTER_BYTES);
    let is_end = |line: &str| line.trim() == mark || (mark == "---" && line.trim() == "...");
    let (end, last) = lines.find(|(_, line)| is_end(line))?;
    let known = if mark == "---" { yaml(&text[begin..end])? } else { toml(&text[begin..end])? };
    let mut head = Head::default();
    let mut any = false;
    for (key, value) in &known {
        any |= set(&mut head, key, value);
    }
    head.body_start = skip_blank(text, end + last.len());
    any.then_some(head)
}

/// Keys with their values, a list's in turn; none where it is no YAML of the kind that stands at the head of a text.
///
/// What lies below a key is taken only as far as it is a name (`author:` and below it `name: Jane Doe`).
fn yaml(text: &str) -> Option<Vec<(String, String)>> {
    let mut known: Vec<(String, String)> = Vec::new();
    // Whether the value of the last key goes on in lines that are further in.
    let mut goes_on = false;
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#')) {
        let inside = line.starts_with([' ', '\t']);
        let trimmed = line.trim();
        if let Some(item) = trimmed.strip_prefix("- ") {
            let key = known.last()?.0.clone();
            let value =
                item.split_once(": ").map_or(Some(item), |(field, value)| (field == "name").then_some(value));
            known.extend(value.map(|value| (key, uncommented(value).to_owned())));
        } else if inside && goes_on {
            let (_, value) = known.last_mut()?;
            *value = format!("{value} {trimmed}").trim_start().to_owned();
        } else if let Some((key, value)) = trimmed.split_once(':') {
            let value = uncommented(value);
            if !inside {
                goes_on = matches!(value, ">" | "|" | ">-" | "|-");
                known.push((key.trim().to_owned(), if goes_on { String::new() } else { value.to_owned() }));
            } else if key == "name" {
                let above = known.last()?.0.clone();
                known.push((above, value.to_owned()));
            }
        } else if !inside {
            return None;
        }
    }
    Some(known)
}

/// A value without the comment behind it.
fn uncommented(value: &str) -> &str {
    let value = value.trim();
    let quoted = value.starts_with(['"', '\'']);
    if quoted { value } else { value.split(" #").next().unwrap_or_default().trim_end() }
}

fn toml(text: &str) -> Option<Vec<(String, String)>> {
    let table: toml::Table = text.parse().ok()?;
    let mut known = Vec::new();
    for (key, value) in &table {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let name = |value: &toml::Value| match value {
            toml::Value::String(text) => Some(text.clone()),
            toml::Value::Datetime(day) => Some(day.to_string()),
            toml::Value::Table(below) => below.get("name")?.as_str().map(str::to_owned),
            _ => None,
        };
        known.extend(values.iter().filter_map(name).map(|value| (key.clone(), value)));
    }
    Some(known)
}

/// Lines with the byte each begins at.
fn lines(text: &str, mut at: usize) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

fn skip_blank(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start_matches(layout::is_blank).len()
}

/// Takes in one value, and tells whether its key is known.
fn set(head: &mut Head, key: &str, value: &str) -> bool {
    let value = unquoted(value.trim());
    let text = (!value.is_empty()).then(|| value.to_owned());
    match key.to_ascii_lowercase().as_str() {
        "date" | "published" | "date_published" => {
            head.date = date::day_in_field(value).map(|day| (day, DateFrom::FrontMatter)).or(head.date);
            head.date_refused = head.date.is_none().then(|| date::refusal(value));
        }
        "title" | "headline" => head.title = text.or(head.title.take()),
        "author" | "authors" | "byline" => head.authors.extend(list(value)),
        "publisher" | "source" | "outlet" => head.publisher = text.or(head.publisher.take()),
        "language" | "lang" => head.language = text.or(head.language.take()),
        "url" | "link" => head.url = text.or(head.url.take()),
        "id" => head.id = text.or(head.id.take()),
        _ => return false,
    }
    true
}

/// `[Jane Doe, John Roe]`, `Jane Doe, John Roe`, `Jane Doe`.
fn list(value: &str) -> impl Iterator<Item = String> {
    let inner = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value);
    inner.split([',', ';']).map(|item| unquoted(item.trim()).to_owned()).filter(|item| !item.is_empty())
}

fn unquoted(value: &str) -> &str {
    ['"', '\''].iter().find_map(|mark| value.strip_prefix(*mark)?.strip_suffix(*mark)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day_and_body(text: &str) -> (Option<Date>, &str) {
        let head = read(text);
        (head.date.map(|(day, _)| day), &text[head.body_start..])
    }

    #[test]
    fn head_lines() {
        let day = Some(date(2025, 9, 4));
        for text in [
            "date 2025-09-04\n\nThe harbour opened.",
            "date 2025-09-04 The harbour opened.",
            "\u{feff}  \r\n\n Date: 2025-09-04\r\nThe harbour opened.",
            "DATE:2025-09-04 The harbour opened.",
            "date 2025-09-04T10:11:12Z\nThe harbour opened.",
            "date 2025-09-04 10:11\nThe harbour opened.",
        ] {
            assert_eq!(day_and_body(text), (day, "The harbour opened."), "{text:?}");
        }
        assert_eq!(day_and_body("date 2025-09-04"), (day, ""));
    }

    #[test]
    fn a_head_with_a_day_that_is_none() {
        for (written, reason) in [("2025-02-30", "not a date"), ("1492-10-12", "before 1600")] {
            let text = format!("date {written}\n\nThe harbour opened.");
            let head = read(&text);
            assert_eq!((head.date, &text[head.body_start..]), (None, "The harbour opened."));
            assert_eq!(head.date_refused, Some(format!("{written}: {reason}")));
        }
    }

    #[test]
    fn no_head_lines() {
        for text in
            ["date 2025-02 x", "dated 2025-09-04 x", "update 2025-09-04", "date\n2025-09-04", "date", ""]
        {
            assert_eq!(day_and_body(text), (None, text), "{text:?}");
        }
    }

    #[test]
    fn front_matters() {
        let text = "---\ndate: \"2025-09-04\"\ntitle: 'Harbour: open'\nauthors:\n  - Jane Doe\n  - John Roe\n\
                    source: The Quay\nlang: en\nurl: https://quay.example/1\nid: q-1\n---\n\nThe harbour opened.";
        let head = read(text);
        assert_eq!(head.date, Some((date(2025, 9, 4), DateFrom::FrontMatter)));
        assert_eq!(head.title.as_deref(), Some("Harbour: open"));
        assert_eq!(head.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(head.publisher.as_deref(), Some("The Quay"));
        assert_eq!(head.url.as_deref(), Some("https://quay.example/1"));
        assert_eq!((head.id.as_deref(), head.language.as_deref()), (Some("q-1"), Some("en")));
        assert_eq!(&text[head.body_start..], "The harbour opened.");
    }

    #[test]
    fn lists_and_what_lies_below_a_key() {
        let text = "---\ndate: 2025-09-04 # a Thursday\ntitle: >\n  Harbour\n  opens\nauthor:\n  name: Jane Doe\n  title: Editor\n\
                    authors:\n- name: John Roe\n  url: https://quay.example/roe\n- Ann Poe\ntags: [quay, \"port\"]\nimage:\n  url: a.jpg\n\
                    ---\nThe harbour opened.";
        let head = read(text);
        assert_eq!(head.title.as_deref(), Some("Harbour opens"));
        assert_eq!(head.authors, ["Jane Doe", "John Roe", "Ann Poe"]);
        assert_eq!((head.date.map(|(day, _)| day), head.url), (Some(date(2025, 9, 4)), None));
        assert_eq!(&text[head.body_start..], "The harbour opened.");
    }

    #[test]
    fn toml_front_matter() {
        let text = "+++\ntitle = \"Harbour opens\"\ndate = 2025-09-04T23:30:00-07:00\nauthors = [\"Jane Doe\", \"John Roe\"]\n\
                    [source]\nname = \"The Quay\"\n+++\nThe harbour opened.";
        let head = read(text);
        assert_eq!(head.date, Some((date(2025, 9, 4), DateFrom::FrontMatter)));
        assert_eq!(
            (head.title.as_deref(), head.publisher.as_deref()),
            (Some("Harbour opens"), Some("The Quay"))
        );
        assert_eq!(head.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(&text[head.body_start..], "The harbour opened.");
        assert_eq!(read("+++\nThe harbour opened.\n+++\n"), Head::default());
    }

    #[test]
    fn rules_in_prose_are_no_front_matter() {
        for text in ["---\nThe harbour opened.\n---\n", "---\ndate: 2025-09-04\nno end", "---\n\n---\nx"] {
            assert_eq!(read(text), Head::default(), "{text:?}");
        }
    }
}
