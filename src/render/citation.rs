//! A line for a footnote: who said it, its words, and where they stand.
//!
//! ```text
//! Ida Tervo, “We will open the harbour,” in A. Writer, “Harbour vote,” Turku Post, 4 September 2025, https://…, paragraph 2.
//! ```
//!
//! What is not known is left out, but for the day (`n.d.`). Reported speech is said to be that (`as reported:`), since
//! the words are the paper's and not the speaker's. Which house style an editor wants is left to the editor.

use super::terminal::{escape_line, one_line};
use super::{Answer, ReadArticle, RenderError, Renderer, TraceAnswer};
use crate::index::{BoxedHits, FacetCounts, Hit, SpeakerRow, Stats};
use crate::passage::words;
use crate::quote::{Kind, Quote, SpeakerKind};
use crate::source::Article;
use crate::timeline::Timeline;
use std::io::{self, Write};

/// Writes a line a hit, or a line for each quote of an article.
pub(super) struct Citation;

/// Words of an article that are cited.
pub(super) struct Cited<'a> {
    /// Who said them, where it is more than a pronoun.
    pub(super) speaker: Option<&'a str>,
    /// How a quote is given.
    pub(super) kind: Option<Kind>,
    /// The words.
    pub(super) text: &'a str,
    /// Ordinal of the paragraph, from 0.
    pub(super) paragraph: usize,
}

impl<'a> Cited<'a> {
    pub(super) fn of_hit(hit: &'a Hit) -> Cited<'a> {
        let (quote, text, paragraph) = (hit.quote.as_ref(), hit.text.as_str(), hit.paragraph);
        Cited { speaker: quote.and_then(speaker), kind: quote.map(|q| q.kind), text, paragraph }
    }

    fn of_quote(quote: &'a Quote, text: &'a str) -> Cited<'a> {
        Cited { speaker: speaker(quote), kind: Some(quote.kind), text, paragraph: quote.paragraph }
    }

    /// `Ida Tervo, `, `The harbour master, as reported: `, or nothing.
    pub(super) fn by(&self) -> String {
        let Some(speaker) = self.speaker else { return String::new() };
        let mut letters = clean(speaker);
        if let Some(first) = letters.chars().next() {
            letters.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
        }
        match self.kind {
            Some(Kind::Indirect | Kind::Mixed) => format!("{letters}, as reported: "),
            _ => format!("{letters}, "),
        }
    }

    /// Its words between double quotation marks, those inside turned into single ones, closed by `end`.
    pub(super) fn quoted(&self, end: &str) -> String {
        let text = clean(self.text);
        let bare = match self.kind {
            Some(Kind::Direct) => without_own_marks(text.trim()),
            _ => text.trim(),
        };
        between_marks(bare, end)
    }
}

/// The speaker, unless a pronoun is all there is.
fn speaker(quote: &Quote) -> Option<&str> {
    let speaker = quote.speaker.as_ref()?;
    let pronoun = speaker.kind == SpeakerKind::Unnamed && super::article::is_pronoun(&speaker.name);
    (!pronoun).then_some(speaker.name.as_str())
}

/// A text on one line that can drive no terminal.
fn clean(text: &str) -> String {
    escape_line(one_line(text).trim()).into_owned()
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '«' | '»' | '„')
}

/// A quotation without the marks around it, and without one at an end that has no other to go with.
fn without_own_marks(text: &str) -> &str {
    let bare = text.trim_matches(is_mark);
    let inside = |c: &char| is_mark(*c);
    if bare.chars().any(|c| inside(&c)) && text.chars().filter(inside).count() % 2 == 0 {
        text
    } else {
        bare.trim()
    }
}

/// A text between double quotation marks, with `end` before the closing one where the text does not end in a mark
/// of its own.
fn between_marks(text: &str, end: &str) -> String {
    let mut inside = String::with_capacity(text.len());
    let mut open = false;
    for c in text.chars() {
        match c {
            '"' => {
                open = !open;
                inside.push(if open { '‘' } else { '’' });
            }
            '“' | '„' | '«' => inside.push('‘'),
            '”' | '»' => inside.push('’'),
            c => inside.push(c),
        }
    }
    // What ends with a quotation of its own has its end inside that: ‘no,’”.
    let (inside, close) = match inside.strip_suffix('’') {
        Some(before) if before.contains('‘') => (before, "’"),
        _ => (inside.as_str(), ""),
    };
    let bare = inside.trim_end_matches([',', ';', ':']);
    // A full stop gives way, but that of an abbreviation such as `U.S.`
    let last_word = bare.rsplit(' ').next().unwrap_or_default();
    let bare = match bare.strip_suffix('.') {
        Some(without) if last_word.matches('.').count() == 1 => without,
        _ => bare,
    };
    let end = if bare.ends_with(['?', '!', '…']) { "" } else { end };
    format!("“{bare}{end}{close}”")
}

/// `A`, `A and B`, `A, B and C`, or `A et al.` for more.
fn authors(names: &[String]) -> Option<String> {
    let names: Vec<String> = names.iter().map(|n| clean(n)).filter(|n| !n.is_empty()).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        [a, b] => Some(format!("{a} and {b}")),
        [a, b, c] => Some(format!("{a}, {b} and {c}")),
        [first, ..] => Some(format!("{first} et al.")),
    }
}

fn known(text: Option<&String>) -> Option<String> {
    text.map(|text| clean(text)).filter(|text| !text.is_empty())
}

/// Where something stands: author, title, publisher, day, address or id, and the paragraph where there is one.
fn place(article: &Article, paragraph: Option<usize>) -> String {
    let mut frame: Vec<String> = Vec::new();
    frame.extend(authors(&article.authors).map(|names| names + ", "));
    // A title brings its own comma, inside its quotation marks.
    frame.extend(known(article.title.as_ref()).map(|title| between_marks(&title, ",") + " "));
    frame.extend(known(article.publisher.as_ref()).map(|name| name + ", "));
    let day = article.date.map_or("n.d.".to_owned(), |d| d.strftime("%-d %B %Y").to_string());
    let at = known(article.url.as_ref()).unwrap_or_else(|| clean(&article.id));
    let paragraph = paragraph.map(|p| format!(", paragraph {}", p + 1)).unwrap_or_default();
    format!("{}{day}, {at}{paragraph}.", frame.concat())
}

fn cite(cited: &Cited<'_>, article: &Article) -> String {
    let framed = !article.authors.is_empty() || article.title.is_some() || article.publisher.is_some();
    let joint = if framed { "in " } else { "" };
    format!("{}{} {joint}{}", cited.by(), cited.quoted(","), place(article, Some(cited.paragraph)))
}

/// What these forms are not made for.
pub(super) fn no_citation() -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, "only articles and their words can be cited")
}

impl Renderer for Citation {
    fn hits(&self, _: &Answer<'_>, hits: BoxedHits<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
        for hit in hits {
            let hit = hit?;
            writeln!(out, "{}", cite(&Cited::of_hit(&hit), &hit.article))?;
        }
        Ok(())
    }

    fn article(&self, read: &ReadArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
        for (quote, _) in read.quotes {
            let text = words(&read.article.text, &quote.spans);
            writeln!(out, "{}", cite(&Cited::of_quote(quote, &text), read.article))?;
        }
        if read.quotes.is_empty() {
            writeln!(out, "{}", place(read.article, None))?;
        }
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn cited<'a>(speaker: Option<&'a str>, kind: Option<Kind>, text: &'a str) -> Cited<'a> {
        Cited { speaker, kind, text, paragraph: 3 }
    }

    fn whole() -> Article {
        Article {
            authors: vec!["Nora Vik".into(), "Per Lund".into()],
            title: Some("Will the “slow one” wait?".into()),
            publisher: Some("Fjord Post".into()),
            date: Some(date(2025, 9, 4)),
            url: Some("https://fjord.example/1".into()),
            ..Article::of_text("corpus/a.txt", "")
        }
    }

    #[test]
    fn all_parts_and_none() {
        let said = cited(Some("Ida Tervo"), Some(Kind::Direct), "“We wait.”");
        assert_eq!(
            cite(&said, &whole()),
            "Ida Tervo, “We wait,” in Nora Vik and Per Lund, “Will the ‘slow one’ wait?” Fjord Post, \
             4 September 2025, https://fjord.example/1, paragraph 4."
        );
        let bare = Article::of_text("corpus/a.txt", "");
        assert_eq!(cite(&said, &bare), "Ida Tervo, “We wait,” n.d., corpus/a.txt, paragraph 4.");
        let unsaid = cited(None, None, "All was quiet. ");
        assert_eq!(cite(&unsaid, &bare), "“All was quiet,” n.d., corpus/a.txt, paragraph 4.");
        let titled = Article { title: Some("Quiet".into()), ..bare };
        assert_eq!(cite(&unsaid, &titled), "“All was quiet,” in “Quiet,” n.d., corpus/a.txt, paragraph 4.");
    }

    #[test]
    fn reported_speech_is_not_put_into_a_mouth() {
        let said = cited(Some("an official"), Some(Kind::Mixed), "it was \"a slow\nwalk\"");
        assert_eq!(said.by() + &said.quoted(","), "An official, as reported: “it was ‘a slow walk,’”");
    }

    #[test]
    fn marks_of_its_own_are_not_doubled() {
        for (text, shown) in [
            ("“We wait.”", "“We wait”"),
            ("“We wait, he thought.", "“We wait, he thought”"),
            ("He told me “no” twice.", "“He told me ‘no’ twice”"),
            ("He told me “no”", "“He told me ‘no’”"),
            ("\"No\" is \"yes\"", "“‘No’ is ‘yes’”"),
        ] {
            assert_eq!(cited(None, Some(Kind::Direct), text).quoted(""), shown);
        }
    }

    #[test]
    fn the_end_of_the_words() {
        for (text, shown) in [
            ("Why?", "“Why?”"),
            ("We wait,", "“We wait,”"),
            ("in the U.S.", "“in the U.S.,”"),
            ("at 5 p.m.", "“at 5 p.m.,”"),
            ("", "“,”"),
            ("He told me “no.”", "“He told me ‘no,’”"),
            ("\u{1b}[2J", "“\\u{1b}[2J,”"),
        ] {
            assert_eq!(cited(None, None, text).quoted(","), shown);
        }
    }

    proptest! {
        #[test]
        fn one_line_between_one_pair_of_marks(text in any::<String>(), speaker in any::<String>()) {
            let line = cite(&cited(Some(&speaker), Some(Kind::Direct), &text), &whole());
            prop_assert!(!line.contains(|c: char| c.is_control()), "{}", line);
            let words = cited(None, None, &text).quoted(",");
            let inside = words.strip_prefix('“').and_then(|w| w.strip_suffix('”'));
            prop_assert!(inside.is_some_and(|w| !w.contains(is_mark)), "{}", words);
        }
    }

    #[test]
    fn many_authors() {
        let names = |n: usize| authors(&["A", "B", "C", "D"].map(str::to_owned)[..n]).unwrap_or_default();
        assert_eq!([names(0), names(1), names(2)], ["", "A", "A and B"]);
        assert_eq!([names(3), names(4)], ["A, B and C", "A et al."]);
    }
}
