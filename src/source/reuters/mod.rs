//! Reads the Reuters-21578 collection, story by story: SGML of one fixed shape, as David Lewis distributed it.
//!
//! A body is set in wrapped lines, each paragraph indented, tables among them. In the article's text a paragraph is
//! one line, blank lines stand between paragraphs, and the lines of a table stay lines. The same words in the same
//! order: only white space, the control characters of the wire and the agency's sign-off are left out.

mod wire;

use super::layout::one_line;
use super::reading::Input;
use super::sniff::First;
use super::{Article, Draft, Drafts, Span, byline, date, decode, title};
use crate::Result;
use jiff::civil::Date;
use memchr::memmem;

const STORY: &[u8] = b"<REUTERS";
const STORY_END: &[u8] = b"</REUTERS>";
const NO_END: &str = "the story does not end";
/// A story longer than this, in bytes, is a file of something else.
const STORY_BYTES: usize = 16 * 1024 * 1024;
const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// Tells the collection by its own marks, whatever the file is called.
pub(crate) fn tells(first: &First) -> bool {
    first.begins_with("<!DOCTYPE lewis") || first.begins_with("<REUTERS")
}

/// Reads the stories of one file.
pub(crate) fn read(input: Input<'_>) -> Drafts<'_> {
    Box::new(Stories { input, position: 0, buffer: Vec::new(), taken: 0, end_tag: 0, ended: false })
}

/// The stories of one file, in order.
struct Stories<'r> {
    input: Input<'r>,
    position: u64,
    buffer: Vec<u8>,
    /// Byte of the buffer up to which stories have been taken.
    taken: usize,
    /// Byte of the buffer at which an end tag is known to stand.
    end_tag: usize,
    ended: bool,
}

impl Stories<'_> {
    /// Reads on, dropping what was taken; tells whether there was more.
    fn fill(&mut self) -> std::io::Result<bool> {
        self.buffer.drain(..self.taken);
        self.end_tag = self.end_tag.saturating_sub(self.taken);
        self.taken = 0;
        let more = self.input.reader.fill_buf()?;
        let read = more.len();
        self.buffer.extend_from_slice(more);
        self.input.reader.consume(read);
        Ok(read > 0)
    }

    /// Takes all that stands before the next story; tells whether there is one.
    fn skip_to_story(&mut self) -> std::io::Result<bool> {
        loop {
            if let Some(at) = memmem::find(&self.buffer[self.taken..], STORY) {
                self.taken += at;
                return Ok(true);
            }
            self.taken = self.buffer.len().saturating_sub(STORY.len() - 1).max(self.taken);
            if !self.fill()? {
                return Ok(false);
            }
        }
    }

    /// Finds the next end tag; tells whether there is one within the size of a story.
    fn find_end(&mut self) -> std::io::Result<bool> {
        let mut searched = STORY.len();
        while self.end_tag <= self.taken {
            if let Some(at) = memmem::find(&self.buffer[self.taken + searched..], STORY_END) {
                self.end_tag = self.taken + searched + at;
                break;
            }
            let length = self.buffer.len() - self.taken;
            searched = searched.max(length.saturating_sub(STORY_END.len() - 1));
            if length > STORY_BYTES || !self.fill()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The bytes of the next story, without its end tag.
    fn next_story(&mut self) -> std::io::Result<Option<Result<Vec<u8>, &'static str>>> {
        if !self.skip_to_story()? {
            return Ok(None);
        }
        if !self.find_end()? {
            self.ended = true;
            return Ok(Some(Err(NO_END)));
        }
        let story = &self.buffer[self.taken..self.end_tag];
        // A story that lacks its end must not swallow the next.
        if let Some(next) = memmem::find(&story[STORY.len()..], STORY) {
            self.taken += STORY.len() + next;
            return Ok(Some(Err(NO_END)));
        }
        let story = story.to_vec();
        self.taken = self.end_tag + STORY_END.len();
        Ok(Some(Ok(story)))
    }
}

impl Iterator for Stories<'_> {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Result<Draft>> {
        if self.ended {
            return None;
        }
        let draft = match self.next_story() {
            Ok(story) => match story? {
                Ok(story) => {
                    let story = decode::decode(story);
                    let article = article(&story, &self.input.source, self.position);
                    Ok(Draft::made(article, &self.input.reading))
                }
                Err(reason) => {
                    Err(self.input.malformed(Some(format!("story {}", self.position + 1)), reason))
                }
            },
            Err(cause) => {
                self.ended = true;
                Err(self.input.read_fault(cause))
            }
        };
        self.position += 1;
        Some(draft)
    }
}

/// Makes the article of a story. A few were sent empty; they are kept, so that none of the collection is missing.
fn article(story: &str, name: &str, position: u64) -> Article {
    let tag = story.split('>').next().unwrap_or_default();
    let number = attribute(tag, "NEWID").map_or_else(|| (position + 1).to_string(), str::to_owned);
    let file = name.rsplit('/').next().unwrap_or(name);
    let field = element(story, "DATE").map(wire::clean).filter(|field| !field.trim().is_empty());
    let date = field.as_deref().and_then(day);
    let headline =
        element(story, "TITLE").map(|title| one_line(&wire::clean(title))).filter(|title| !title.is_empty());
    let text = wire::laid_out(&words(story), headline.is_none());
    let title_span = if headline.is_none() { title::find(&text, 0, "") } else { None };
    let title = headline.or_else(|| title_span.map(|span: Span| span.of(&text).to_owned()));
    Article {
        id: format!("{file}#{number}"),
        source: name.to_owned(),
        position,
        publisher: is_by_reuters(story).then(|| "Reuters".to_owned()),
        title,
        title_span,
        authors: element(story, "AUTHOR").map(|line| byline::names(&wire::clean(line))).unwrap_or_default(),
        date,
        date_from: date.map(|_| super::DateFrom::Metadata),
        date_field: date.map(|_| "DATE".to_owned()),
        date_refused: field.filter(|_| date.is_none()).map(|field| date::refusal(&field)),
        language: Some("en".to_owned()),
        language_from: None,
        url: None,
        text,
        body_start: 0,
        given: Vec::new(),
    }
}

/// Whether a story is of the agency itself: it says so in the line of its routing field that names the service
/// (`f0704&#31;reute`), and another service's may stand in the same form.
fn is_by_reuters(story: &str) -> bool {
    let service = element(story, "UNKNOWN").and_then(|routing| routing.split_once("&#31;"));
    service.is_none_or(|(_, name)| name.starts_with("reute"))
}

fn attribute<'s>(tag: &'s str, key: &str) -> Option<&'s str> {
    let at = tag.find(key)?;
    let value = tag[at + key.len()..].strip_prefix("=\"")?;
    value.split('"').next().filter(|value| !value.is_empty())
}

/// What stands between a start tag without attributes and its end tag.
fn element<'s>(story: &'s str, key: &str) -> Option<&'s str> {
    let start_tag = format!("<{key}>");
    let start = memmem::find(story.as_bytes(), start_tag.as_bytes())? + start_tag.len();
    let end = memmem::find(&story.as_bytes()[start..], format!("</{key}>").as_bytes())?;
    Some(&story[start..start + end])
}

/// The words of the wire: dateline and body, or all of a text that was never marked up.
fn words(story: &str) -> String {
    if let Some(body) = element(story, "BODY") {
        let dateline =
            element(story, "DATELINE").map(|line| one_line(&wire::clean(line))).unwrap_or_default();
        // Where the collection cut a line at its first hyphen, the word goes on in the body.
        let hyphen = dateline.strip_suffix('-').is_some_and(|rest| rest.ends_with(char::is_alphanumeric));
        let cut = hyphen && dateline.contains(" - ");
        let blank = if dateline.is_empty() || cut { "" } else { " " };
        return format!("{dateline}{blank}{}", wire::clean(body));
    }
    match story.split_once("<TEXT TYPE=\"UNPROC\">") {
        Some((_, text)) => wire::clean(text.split("</TEXT>").next().unwrap_or_default()),
        // All that a brief has beside its title is the collection's filler.
        None => String::new(),
    }
}

/// Reads `26-FEB-1987 15:01:01.79`, also with one digit of the day or something beside it.
fn day(field: &str) -> Option<Date> {
    field.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).find_map(|word| {
        let mut parts = word.split('-');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let month = MONTHS.iter().position(|known| known.eq_ignore_ascii_case(month))?;
        date::day(year.get(..4)?.parse().ok()?, month as i8 + 1, day.parse().ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Format, articles_from};
    use jiff::civil::date;

    const STORIES: &str = "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n\
        <REUTERS TOPICS=\"YES\" OLDID=\"9\" NEWID=\"7\">\n<DATE> 2-MAR-1987 15:01:01.79</DATE>\n\
        <TEXT>&#2;\n<TITLE>QUAY &lt;QUY> OPENS</TITLE>\n<AUTHOR>    By Jane Doe, Reuters</AUTHOR>\n\
        <DATELINE>    PORTO, March 2 - </DATELINE><BODY>The harbour opened\nagain &amp; at last.\n\
        \x20   Ships left.\n    Shr 3 cts vs 4\n    Net 5 mln vs 6 mln\n    The end of it\nall.\n Reuter\n&#3;</BODY></TEXT>\n\
        </REUTERS>\n\
        <REUTERS NEWID=\"8\"><DATE>soon</DATE><TEXT TYPE=\"BRIEF\">&#2;\n***<TITLE>QUAY\nSHUT\n</TITLE>Filler.\n</TEXT></REUTERS>\n\
        <REUTERS NEWID=\"9\"><TEXT TYPE=\"UNPROC\">&#2;\nQUAY REPORT\n    Ships......1 vs....2\n Boats......3 vs....4\n Reuter\n&#3;\n</TEXT></REUTERS>\n\
        <REUTERS NEWID=\"10\"><TEXT>lost\n\
        <REUTERS NEWID=\"11\"><TEXT TYPE=\"BRIEF\"></TEXT></REUTERS>\n<REUTERS NEWID=\"12\">";

    fn stories() -> Vec<Result<Article>> {
        articles_from(Box::new(STORIES.as_bytes()), "in/reut.sgm", Format::Reuters, &Default::default())
            .collect()
    }

    #[test]
    fn a_story() {
        let stories = stories();
        let story = stories[0].as_ref().unwrap();
        assert_eq!((story.id.as_str(), story.position), ("reut.sgm#7", 0));
        assert_eq!(story.title.as_deref(), Some("QUAY <QUY> OPENS"));
        assert_eq!(story.date, Some(date(1987, 3, 2)));
        assert_eq!(story.authors, ["Jane Doe"]);
        assert_eq!(
            story.text,
            "PORTO, March 2 - The harbour opened again & at last.\n\nShips left.\n\n\
             Shr 3 cts vs 4\nNet 5 mln vs 6 mln\n\nThe end of it all."
        );
    }

    #[test]
    fn stories_without_a_body() {
        let stories = stories();
        let brief = stories[1].as_ref().unwrap();
        assert_eq!((brief.title.as_deref(), brief.text.as_str(), brief.date), (Some("QUAY SHUT"), "", None));
        let raw = stories[2].as_ref().unwrap();
        assert_eq!(raw.title.as_deref(), Some("QUAY REPORT"));
        assert_eq!(raw.text, "QUAY REPORT\n\nShips......1 vs....2\nBoats......3 vs....4");
    }

    #[test]
    fn a_broken_story_is_one_error() {
        let errors: Vec<String> =
            stories().into_iter().filter_map(|s| s.err().map(|e| e.to_string())).collect();
        assert_eq!(
            errors,
            ["in/reut.sgm, story 4: the story does not end", "in/reut.sgm, story 6: the story does not end"]
        );
    }

    #[test]
    fn odd_days() {
        for (field, expected) in [
            ("26-FEB-1987 15:01:01.79", Some(date(1987, 2, 26))),
            (" 3-MAR-1987  09:15:05.40", Some(date(1987, 3, 3))),
            ("27-MAR-1987 00:02:59.13&#5;&#5;&#5;RM", Some(date(1987, 3, 27))),
            ("19-OCT-198718:00", Some(date(1987, 10, 19))),
            ("31-FEB-1987", None),
            ("5:30", None),
            ("", None),
        ] {
            assert_eq!(day(field), expected, "{field}");
        }
    }

    #[test]
    fn services() {
        assert!(is_by_reuters("<UNKNOWN> \n&#22;&#1;f0704&#31;reute\nr f BC-TIN</UNKNOWN>"));
        assert!(!is_by_reuters("<UNKNOWN> \n&#22;&#1;f0704&#31;calder\nr f BC-TIN</UNKNOWN>"));
    }
}
