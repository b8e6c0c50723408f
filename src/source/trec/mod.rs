//! Reads the SGML of TREC's collections, Gigaword and AQUAINT: documents between `<DOC>` and `</DOC>`.
//!
//! No two houses marked up alike: the fields are known by the names that any of them used, an end tag may lack, and
//! the day may stand in the document's number alone.

mod number;
mod sgml;

use super::facts::{Fact, Facts};
use super::reading::Input;
use super::records::{self, Fault, Kind, NO_END, Spot};
use super::sniff::First;
use super::xml::with_dateline;
use super::{Drafts, date};
use sgml::Field;

const DOCUMENTS: Kind = Kind { tags: &["DOC"], any_case: true, what: "document", id, make: facts };

/// What the tags stand for, in capitals. A fact that several give is that of the first here.
const TITLES: &[&str] = &["HEADLINE", "HEAD", "HL", "TI", "TITLE"];
const DATES: &[&str] = &["DATE_TIME", "DATE", "DATE1", "DD", "PUBDATE"];
const AUTHORS: &[&str] = &["BYLINE", "AUTHOR"];
const PUBLISHERS: &[&str] = &["PUB", "SO"];
const TEXTS: &[&str] = &["LEADPARA", "LP", "TEXT"];
const NUMBERS: &[&str] = &["DOCNO", "DOCID"];
/// Fields that are none of an article's facts, and end one that lacks its end.
const OTHERS: &[&str] = &[
    "BODY",
    "CATEGORY",
    "CO",
    "CORRECTION",
    "CORRECTION-DATE",
    "COUNTRY",
    "DATELINE",
    "DESCRIPT",
    "DOCTYPE",
    "FILEID",
    "FIRST",
    "GRAPHIC",
    "GV",
    "HEADER",
    "HT",
    "IN",
    "LENGTH",
    "MS",
    "NE",
    "NOTE",
    "PAGE",
    "PROFILE",
    "SECOND",
    "SECTION",
    "SLUG",
    "SUBJECT",
    "TP",
    "TRAILER",
    "TXTTYPE",
    "TYPE",
    "URL",
];
/// What a house calls the fields that stand where the text does, where there is no `TEXT`.
const BODIES: &[&str] = &["BODY"];

/// Tells documents by the first tag.
pub(crate) fn tells(first: &First) -> bool {
    ["<DOC>", "<DOC id=", "<DOC docid="].iter().any(|mark| first.begins_with(mark))
}

/// Reads the documents of a source.
pub(crate) fn read(input: Input<'_>) -> Drafts<'_> {
    records::read(input, &DOCUMENTS)
}

/// Whether a tag begins a field.
fn is_field(name: &str) -> bool {
    [TITLES, DATES, AUTHORS, PUBLISHERS, TEXTS, NUMBERS, OTHERS].iter().any(|names| names.contains(&name))
}

/// The document's number: a field of it, or an attribute of the start tag.
fn id(bytes: &[u8]) -> Option<String> {
    const LOOKED_AT: usize = 1000;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_AT)]);
    number_of(&head, &sgml::fields(&head, is_field))
}

fn number_of(text: &str, fields: &[Field]) -> Option<String> {
    let number = one(fields, NUMBERS)
        .or_else(|| sgml::attribute(text, "id"))
        .or_else(|| sgml::attribute(text, "docid"));
    number.filter(|number| !number.contains(char::is_whitespace))
}

fn facts(text: &str, _: &Spot, ends: bool) -> Result<Facts, Fault> {
    let fields = sgml::fields(text, is_field);
    if !ends && !fields.iter().any(|field| TEXTS.contains(&&*field.name) && field.ends) {
        return Err(Fault::Broken(NO_END.to_owned()));
    }
    let number = number_of(text, &fields).unwrap_or_default();
    let mut facts = Facts::default();
    for (turn, name) in DATES.iter().enumerate() {
        let day = one(&fields, &[name]).map(|day| number::day_of_field(&day, &number).unwrap_or(day));
        facts.offer_word(Fact::Date, turn, name, day);
    }
    facts.offer_word(Fact::Date, DATES.len(), "DOCNO", number::day(&number).map(|day| day.to_string()));
    facts.offer_word(Fact::Title, 1, "HEADLINE", TITLES.iter().find_map(|name| one(&fields, &[name])));
    facts.offer_word(Fact::Publisher, 1, "PUB", one(&fields, PUBLISHERS));
    facts.offer_word(Fact::Publisher, 2, "DOCNO", number::publisher(&number).map(str::to_owned));
    facts.offer_byline(1, "BYLINE", one(&fields, AUTHORS).as_deref());
    let dateline = one(&fields, &["DATELINE"]);
    facts.offer(Fact::Text, 1, "TEXT", vec![with_dateline(dateline, paragraphs(text, &fields))]);
    Ok(facts)
}

/// The words of the first field of some names, in a row.
fn one(fields: &[Field], names: &[&str]) -> Option<String> {
    let words = |field: &Field| sgml::words(field.content);
    fields.iter().filter(|field| names.contains(&&*field.name)).find_map(words)
}

/// The text: of the fields for it, else what stands in no field.
fn paragraphs(text: &str, fields: &[Field]) -> Vec<String> {
    let of = |names: &[&str]| {
        let texts = fields.iter().filter(|field| names.contains(&&*field.name));
        texts.flat_map(|field| sgml::paragraphs(field.content)).collect::<Vec<_>>()
    };
    let found = of(TEXTS);
    let found = if found.is_empty() { of(BODIES) } else { found };
    if found.is_empty() { sgml::paragraphs(&sgml::outside(text, fields)) } else { found }
}

#[cfg(test)]
mod tests {
    use crate::source::{Article, Format, articles_from};

    fn read(text: &str) -> Vec<Result<Article, String>> {
        articles_from(Box::new(text.as_bytes()), "in/la.sgml", Format::Trec, &Default::default())
            .map(|article| article.map_err(|error| error.to_string()))
            .collect()
    }

    fn first(text: &str) -> Article {
        read(text).remove(0).unwrap()
    }

    #[test]
    fn gigaword() {
        let article = first(
            "<DOC id=\"AFP_ENG_20101231.0001\" type=\"story\" >\n<HEADLINE>\nQuay &amp; harbour\nopen\n</HEADLINE>\n<DATELINE>\n\
             Porto, Dec 31, 2010 (AFP)\n</DATELINE>\n<TEXT>\n<P>\nThe harbour opened\nagain.\n</P>\n<P>\nShips left.\n</P>\n\
             </TEXT>\n</DOC>\n",
        );
        assert_eq!(article.id, "AFP_ENG_20101231.0001");
        assert_eq!(article.text, "Porto, Dec 31, 2010 (AFP) - The harbour opened again.\n\nShips left.");
        assert_eq!(
            (article.title.as_deref(), article.publisher.as_deref()),
            (Some("Quay & harbour open"), Some("AFP"))
        );
        assert_eq!(article.date.unwrap().to_string(), "2010-12-31");
        assert_eq!(article.date_field.as_deref(), Some("DOCNO"));
    }

    #[test]
    fn houses() {
        let article = first(
            "<DOC>\n<DOCNO> LA010189-0001 </DOCNO>\n<DATE>\n<P>\nJanuary 1, 1989, Sunday, Home Edition \n</P>\n</DATE>\n\
             <HEADLINE>\n<P>\nQUAY OPENS\n</P>\n</HEADLINE>\n<BYLINE>\n<P>\nBy JANE DOE, Times Staff Writer \n</P>\n</BYLINE>\n\
             <TEXT>\n<P>\nIt opened.\n</P>\n</TEXT>\n<GRAPHIC><P>Photo, A quay</P></GRAPHIC></DOC>",
        );
        assert_eq!(
            (article.date.unwrap().to_string().as_str(), article.date_field.as_deref()),
            ("1989-01-01", Some("DATE"))
        );
        assert_eq!((article.text.as_str(), &*article.authors), ("It opened.", &["JANE DOE".to_owned()][..]));
        let article = first(
            "<DOC><DOCNO>WSJ870324-0001</DOCNO><HL>Quay</HL><DD> 03/24/87</DD><SO>THE QUAY JOURNAL</SO><TEXT>\n   It\nopened.\n\
             \x20  Ships left.\n</TEXT></DOC>",
        );
        assert_eq!(
            (article.date.unwrap().to_string().as_str(), article.date_field.as_deref()),
            ("1987-03-24", Some("DOCNO"))
        );
        assert_eq!(
            (article.text.as_str(), article.publisher.as_deref()),
            ("It\nopened.\n   Ships left.", Some("THE QUAY JOURNAL"))
        );
        let article = first(
            "<DOC><DOCNO>FT911-3</DOCNO><DATE>910514\n</DATE><HEADLINE>Quay</HEADLINE><TEXT>x</TEXT></DOC>",
        );
        assert_eq!(article.date.unwrap().to_string(), "1991-05-14");
    }

    #[test]
    fn what_lacks_its_end() {
        let found = read(
            "<DOC><DOCNO>a-1<HEADLINE>Quay<TEXT><P>It &hyph; opened.<P>Ships left.</TEXT>\n<DOC><DOCNO>a-2</DOCNO><TEXT>cut\n\
             <doc><docno>a-3</docno>Bare words.</doc>",
        );
        let article = found[0].as_ref().unwrap();
        assert_eq!((article.id.as_str(), article.title.as_deref()), ("a-1", Some("Quay")));
        assert_eq!(article.text, "It - opened.\n\nShips left.");
        assert_eq!(found[1], Err("in/la.sgml, document 2: it does not end".to_owned()));
        let bare = found[2].as_ref().unwrap();
        assert_eq!((bare.id.as_str(), bare.text.as_str()), ("a-3", "Bare words."));
    }
}
