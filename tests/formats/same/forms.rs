//! The formats that stories are written in, and what each cannot say of one.

use super::{PUBLISHER, Story, documents, pages, records};

/// A format that stories are written in.
pub(super) struct Form {
    /// What it is called where it does not hold.
    pub(super) name: &'static str,
    /// How its files end.
    ending: &'static str,
    written: Written,
    lacks: &'static [Lack],
}

/// How stories are written: all in one file, or a file each.
enum Written {
    Together(fn(&[Story]) -> Vec<u8>),
    Each(fn(&Story) -> Vec<u8>),
}

/// What a format cannot say of a story; it is not compared. Ids and where a date was found are each format's own, and
/// authors, addresses and rubrics are not written at all. All else is held to be the same.
#[derive(PartialEq)]
enum Lack {
    /// The language: it is told by the text, where that is long enough.
    Language,
    /// A headline apart from the text: it stands at the head of the text, and what it says is read with it, so that it may
    /// hold a quote. Such a form is held to records whose text begins with the headline.
    Headline,
    /// Which line is the headline: it is told by how it looks, and one that begins with a bracket is not told.
    Label,
    /// Letters beyond those of Windows-1252: the page printed here has a font of no others. Stories with any are left out.
    Letters,
}

macro_rules! together {
    ($write:expr) => {
        Written::Together(|stories| $write(stories).into())
    };
}

macro_rules! each {
    ($write:expr) => {
        Written::Each(|story| $write(story).into())
    };
}

const fn form(name: &'static str, ending: &'static str, written: Written, lacks: &'static [Lack]) -> Form {
    Form { name, ending, written, lacks }
}

/// What all are held to.
const FIRST: Form = form("JSON Lines", "jsonl", together!(records::lines), &[]);
/// What those are held to that have the headline in the text.
const HEADED: Form = form("JSON Lines, headline in the text", "jsonl", together!(records::headed), &[]);

/// Every other form.
pub(super) const FORMS: &[Form] = &[
    form("JSON", "json", together!(records::array), &[]),
    form("CSV", "csv", together!(records::commas), &[]),
    form("TSV", "tsv", together!(records::tabs), &[]),
    form("Parquet", "parquet", together!(records::columns), &[Lack::Language]),
    form("TREC", "sgml", together!(records::trec), &[Lack::Language]),
    form("Reuters-21578", "sgm", together!(records::reuters), &[Lack::Language]),
    form("RSS", "rss", together!(records::rss), &[]),
    form("Atom", "atom", together!(records::atom), &[]),
    form("NITF", "xml", each!(records::nitf), &[]),
    form("RCV1", "xml", each!(records::newsitem), &[]),
    form("NewsML 1", "xml", together!(records::newsml1), &[]),
    form("NewsML-G2", "xml", together!(records::newsml_g2), &[]),
    form("a page with JSON-LD", "html", each!(pages::linked), &[Lack::Headline]),
    form("a page without", "html", each!(pages::shown), &[Lack::Headline]),
    form("WARC", "warc", together!(pages::warc), &[Lack::Headline]),
    form("WARC, gzip by record", "warc.gz", together!(pages::warc_by_record), &[Lack::Headline]),
    form("EPUB", "epub", together!(pages::epub), &[Lack::Headline]),
    form("Markdown", "md", each!(pages::markdown), &[]),
    form("plain text", "txt", each!(pages::plain), &[Lack::Language, Lack::Headline, Lack::Label]),
    form("Nexis, text", "txt", together!(documents::nexis), &[]),
    form("Nexis, DOCX", "docx", together!(documents::nexis_docx), &[]),
    form("Nexis, RTF", "rtf", together!(documents::nexis_rtf), &[]),
    form("Factiva, HTML", "htm", together!(documents::factiva), &[]),
    form("Factiva, RTF", "rtf", together!(documents::factiva_rtf), &[]),
    form(
        "PDF",
        "pdf",
        each!(documents::printed),
        &[Lack::Language, Lack::Headline, Lack::Label, Lack::Letters],
    ),
];

impl Form {
    /// What it is held to.
    pub(super) fn held_to(&self) -> &'static Form {
        if self.lacks.contains(&Lack::Headline) { &HEADED } else { &FIRST }
    }

    /// The files of stories, in the order in which they are walked. Where each has its own, its name gives paper and day.
    pub(super) fn files(&self, stories: &[Story]) -> Vec<(String, Vec<u8>)> {
        match self.written {
            Written::Together(write) => vec![(format!("stories.{}", self.ending), write(stories))],
            Written::Each(write) => {
                let name = |number: usize, story: &Story| {
                    format!("{number:04}/{PUBLISHER}_{}.{}", story.date, self.ending)
                };
                stories
                    .iter()
                    .enumerate()
                    .map(|(number, story)| (name(number, story), write(story)))
                    .collect()
            }
        }
    }

    /// Whether it says the language.
    pub(super) fn says_language(&self) -> bool {
        !self.lacks.contains(&Lack::Language)
    }

    /// Whether it can hold a story.
    pub(super) fn holds(&self, story: &Story) -> bool {
        let known = |text: &String| !encoding_rs::WINDOWS_1252.encode(text).2;
        let told = !self.lacks.contains(&Lack::Label) || !story.title.starts_with(['(', '[']);
        let written =
            !self.lacks.contains(&Lack::Letters) || story.paragraphs.iter().chain([&story.title]).all(known);
        told && written
    }
}
