//! BibTeX: an entry an article, its hits in the note, for reference managers, BibTeX and biblatex alike.
//!
//! Text is UTF-8 with TeX's special characters escaped. A brace is written by its name, since BibTeX counts braces
//! whether they are escaped or not. `date` is what biblatex and Zotero read, `year` and `month` what the older styles do.

use super::citation::{Cited, no_citation};
use super::{Answer, ReadArticle, RenderError, Renderer, TraceAnswer};
use crate::index::{BoxedHits, FacetCounts, SpeakerRow, Stats};
use crate::lang::fold;
use crate::source::Article;
use crate::timeline::Timeline;
use rustc_hash::FxHashMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::rc::Rc;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Fewest letters of the word of a title that goes into its key, so that it is not `the`.
const KEY_WORD: usize = 4;

/// Most letters of a part of a key.
const KEY_PART: usize = 24;

/// Writes BibTeX.
pub(super) struct Bibtex;

impl Renderer for Bibtex {
    fn hits(&self, _: &Answer<'_>, hits: BoxedHits<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
        let mut keys = Keys::default();
        let mut open: Option<Rc<Article>> = None;
        let mut notes: Vec<String> = Vec::new();
        for hit in hits.by_article() {
            let hit = hit?;
            if let Some(article) = open.take_if(|article| !same(article, &hit.article)) {
                entry(&article, &std::mem::take(&mut notes), &mut keys, out)?;
            }
            notes.push(note(&Cited::of_hit(&hit)));
            open = Some(hit.article);
        }
        if let Some(article) = open {
            entry(&article, &notes, &mut keys, out)?;
        }
        Ok(())
    }

    fn article(&self, read: &ReadArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
        entry(read.article, &[], &mut Keys::default(), out)
    }

    fn facets(&self, _: &[FacetCounts], _: &mut dyn Write) -> io::Result<()> {
        Err(no_citation())
    }

    fn timeline(&self, _: &Timeline, _: &mut dyn Write) -> io::Result<()> {
        Err(no_citation())
    }

    fn trace(&self, _: &TraceAnswer<'_>, _: &mut dyn Write) -> io::Result<()> {
        Err(no_citation())
    }

    fn speakers(&self, _: &[SpeakerRow], _: &mut dyn Write) -> io::Result<()> {
        Err(no_citation())
    }

    fn stats(&self, _: &Stats, _: &mut dyn Write) -> io::Result<()> {
        Err(no_citation())
    }
}

fn same(a: &Article, b: &Article) -> bool {
    a.source == b.source && a.id == b.id
}

/// `Ida Tervo, “We wait” (paragraph 4)`.
fn note(cited: &Cited<'_>) -> String {
    format!("{}{} (paragraph {})", cited.by(), cited.quoted(""), cited.paragraph + 1)
}

fn entry(article: &Article, notes: &[String], keys: &mut Keys, out: &mut dyn Write) -> io::Result<()> {
    let (publisher, url) = (known(&article.publisher), known(&article.url));
    let kind = match (publisher, url) {
        (Some(_), _) => "article",
        (None, Some(_)) => "online",
        (None, None) => "misc",
    };
    writeln!(out, "@{kind}{{{},", keys.unique(key(article)))?;
    let mut field = |name: &str, value: &str| writeln!(out, "  {name} = {{{value}}},");
    let authors: Vec<String> =
        article.authors.iter().filter(|a| !a.trim().is_empty()).map(|a| author(a)).collect();
    if !authors.is_empty() {
        field("author", &authors.join(" and "))?;
    }
    // Braces keep the capitals as they are.
    field("title", &format!("{{{}}}", escape(known(&article.title).unwrap_or(&article.id))))?;
    if let Some(publisher) = publisher {
        field("journal", &escape(publisher))?;
    }
    if let Some(url) = url {
        field("url", &address(url))?;
    } else {
        field("howpublished", &escape(&article.id))?;
    }
    if !notes.is_empty() {
        field("note", &escape(&notes.join("; ")))?;
    }
    if let Some(date) = article.date {
        field("year", &format!("{:04}", date.year()))?;
        let month = MONTHS[usize::from(date.month().unsigned_abs()).saturating_sub(1) % MONTHS.len()];
        // Last, for Zotero puts what it reads of `month` before it.
        writeln!(out, "  month = {month},\n  date = {{{date}}},")?;
    }
    writeln!(out, "}}\n")
}

fn known(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// A name that BibTeX will take apart as it should, or, between braces, not at all: an agency's, a desk's, one with
/// `and` or a comma in it.
fn author(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let parts = (2..=4).contains(&words.len());
    let and = words.iter().any(|w| w.eq_ignore_ascii_case("and") || w.eq_ignore_ascii_case("others"));
    let odd = name.contains(|c: char| !c.is_alphabetic() && !c.is_whitespace() && !".-’'‐".contains(c));
    let escaped = escape(&words.join(" "));
    if parts && !and && !odd { escaped } else { format!("{{{escaped}}}") }
}

/// Text that TeX prints as it is, on one line.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '$' | '&' | '#' | '%' | '_' => {
                out.push('\\');
                out.push(c);
            }
            // Two would be set as a dash.
            '-' if out.ends_with('-') => out.push_str("{}-"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An address, which is taken word for word: what would end the field is percent-encoded.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '{' | '}' | '\\' => {
                let _ = write!(out, "%{:02X}", c as u32);
            }
            c if c.is_control() || c.is_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

/// `tervo-2025-09-04-harbour`: the first author or the publisher, the day, a word of the title or the id.
fn key(article: &Article) -> String {
    let surname = article.authors.first().and_then(|name| name.split_whitespace().next_back());
    let who =
        surname.map(letters).filter(|l| !l.is_empty()).or_else(|| known(&article.publisher).map(letters));
    let day = article.date.map_or("nd".to_owned(), |day| day.to_string());
    let file = article.id.rsplit('/').next().unwrap_or_default();
    let file = file.rsplit_once('.').map_or(file, |(name, _)| name);
    let word = |text: &str| {
        let parts = text.split(|c: char| !c.is_alphabetic());
        parts.map(letters).find(|word| word.len() >= KEY_WORD)
    };
    let what = known(&article.title).and_then(word).or_else(|| word(file));
    let parts = [who, Some(day), what].into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

/// The Latin letters and digits of a text, folded: BibTeX wants ASCII in its keys.
fn letters(text: &str) -> String {
    fold(text).chars().filter(char::is_ascii_alphanumeric).take(KEY_PART).collect()
}

/// The keys of an output, each made unique by a number.
#[derive(Default)]
struct Keys {
    taken: FxHashMap<String, usize>,
}

impl Keys {
    fn unique(&mut self, key: String) -> String {
        let mut number = *self.taken.get(&key).unwrap_or(&0);
        loop {
            number += 1;
            let next = if number == 1 { key.clone() } else { format!("{key}-{number}") };
            if number == 1 || !self.taken.contains_key(&next) {
                self.taken.insert(key, number);
                self.taken.entry(next.clone()).or_insert(1);
                return next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use biblatex::{Bibliography, ChunksExt};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn written(articles: &[Article], notes: &[String]) -> String {
        let (mut out, mut keys) = (Vec::new(), Keys::default());
        articles.iter().for_each(|a| entry(a, notes, &mut keys, &mut out).unwrap());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_entry_in_full() {
        let article = Article {
            authors: vec!["Nora Vik".into(), "Staff and agencies".into(), "Reuters".into()],
            title: Some("100% of the Øre & {more}".into()),
            publisher: Some("Fjord Post".into()),
            date: Some(date(2025, 9, 4)),
            url: Some("https://fjord.example/a_b%20c?q={1}".into()),
            ..Article::of_text("corpus/a.txt", "")
        };
        assert_eq!(
            written(&[article], &["Ida Tervo, “We wait” (paragraph 4)".into()]),
            r"@article{vik-2025-09-04-more,
  author = {Nora Vik and {Staff and agencies} and {Reuters}},
  title = {{100\% of the Øre \& \textbraceleft{}more\textbraceright{}}},
  journal = {Fjord Post},
  url = {https://fjord.example/a_b%20c?q=%7B1%7D},
  note = {Ida Tervo, “We wait” (paragraph 4)},
  year = {2025},
  month = sep,
  date = {2025-09-04},
}

"
        );
    }

    #[test]
    fn nothing_known_and_keys_are_unique() {
        let bare = Article::of_text("corpus/2025-01-02-oslo-rate.txt", "");
        let two = Article { id: "x/nd-oslo.txt".into(), ..bare.clone() };
        let out = written(&[bare.clone(), bare, two], &[]);
        for key in ["@misc{nd-oslo,", "@misc{nd-oslo-2,", "@misc{nd-oslo-3,"] {
            assert!(out.contains(key), "{out}");
        }
        assert!(!out.contains("date =") && !out.contains("note ="), "{out}");
    }

    #[test]
    fn hyphens_stay_hyphens() {
        for title in ["--", "Rates fall -- again", "a --- b", "co-op"] {
            let mut article = Article::of_text("a.txt", "");
            article.title = Some(title.to_owned());
            let read = Bibliography::parse(&written(&[article], &[])).unwrap();
            assert_eq!(read.iter().next().unwrap().title().unwrap().format_verbatim(), title);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(title in "\\PC{1,40}", author in "\\PC{0,20}", url in "\\PC{1,20}", note in any::<String>()) {
            let mut article = Article::of_text("a.txt", "");
            article.title = Some(title.clone());
            article.authors = vec![author];
            article.url = Some(url);
            let out = written(&[article.clone(), article], &[note]);
            let read = Bibliography::parse(&out).map_err(|e| TestCaseError::fail(format!("{e}\n{out}")))?;
            prop_assert_eq!(read.len(), 2, "{}", out);
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            if !title.trim().is_empty() {
                let back = read.iter().next().unwrap().title().unwrap().format_verbatim();
                prop_assert_eq!(words(&back), words(&title), "{}", out);
            }
        }
    }
}
