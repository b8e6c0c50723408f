//! Reads NITF documents, as agencies send them and as the New York Times Annotated Corpus keeps them.
//!
//! That corpus gives a lead by itself and again in the full text, of which only the latter is taken; where the full
//! text begins with a copy of its first paragraph, marked `LEAD:`, the copy is left out.

use super::prose::{paragraphs, with_dateline};
use super::tree::{Element, read};
use crate::source::byline;
use crate::source::facts::{Fact, Facts};
use crate::source::records::{Fault, Kind, NO_END, Spot};

/// The documents of a source.
pub(super) const DOCUMENTS: Kind =
    Kind { tags: &["nitf"], any_case: false, what: "document", id: |_| None, make: facts };

fn facts(text: &str, _: &Spot, ends: bool) -> Result<Facts, Fault> {
    let root = read(text).map_err(|reason| Fault::Broken(if ends { reason } else { NO_END.to_owned() }))?;
    let nitf = root.first("nitf").ok_or_else(|| Fault::Broken("no <nitf> in it".to_owned()))?;
    let mut facts = Facts::default();
    let data = nitf.first("pubdata");
    facts.offer_word(
        Fact::Date,
        1,
        "date.publication",
        data.and_then(|data| data.attribute("date.publication")),
    );
    for (turn, key) in [(2, "date.issue"), (3, "date.release"), (4, "story.date")] {
        facts.offer_word(Fact::Date, turn, key, nitf.first(key).and_then(|date| date.attribute("norm")));
    }
    let holder = nitf.first("doc.copyright").and_then(|copyright| copyright.attribute("holder"));
    facts.offer_word(Fact::Publisher, 1, "pubdata", data.and_then(|data| data.attribute("name")));
    facts.offer_word(Fact::Publisher, 2, "doc.copyright", holder);
    let distributor = nitf.first("distributor").and_then(Element::words);
    facts.offer_word(Fact::Publisher, 3, "distributor", distributor);
    facts.offer_word(Fact::Url, 1, "ex-ref", data.and_then(|data| data.attribute("ex-ref")));
    facts.offer_word(Fact::Language, 1, "lang", nitf.attribute("lang"));
    offer_story(nitf, &mut facts);
    Ok(facts)
}

/// Takes in headline, authors and text of an element that is NITF.
pub(super) fn offer_story(nitf: &Element, facts: &mut Facts) {
    let title = nitf.first("hl1").or_else(|| nitf.first("hedline")).or_else(|| nitf.first("title"));
    facts.offer_word(Fact::Title, 2, "hl1", title.and_then(Element::words));
    facts.offer(Fact::Authors, 2, "byline", authors(nitf));
    let content = nitf.first("body.content");
    let full = content.map(|content| content.all("block")).unwrap_or_default();
    let full = full.into_iter().find(|block| block.attribute("class") == Some("full_text"));
    let paragraphs = full.or(content).map(|content| without_lead(paragraphs(content))).unwrap_or_default();
    let dateline = nitf.first("dateline").and_then(Element::words);
    facts.offer(Fact::Text, 2, "body.content", vec![with_dateline(dateline, paragraphs)]);
}

/// The names of the line as it was printed, not as a catalogue has it.
fn authors(nitf: &Element) -> Vec<String> {
    let lines = nitf.all("byline");
    let class = |line: &&&Element| line.attribute("class") == Some("print_byline");
    let printed = lines.iter().find(class).or_else(|| lines.first());
    let Some(line) = printed else { return Vec::new() };
    let people: Vec<String> = line.all("person").into_iter().filter_map(Element::words).collect();
    if people.is_empty() {
        line.words().map(|words| byline::names(&words)).unwrap_or_default()
    } else {
        people
    }
}

fn without_lead(mut paragraphs: Vec<String>) -> Vec<String> {
    let copied = match paragraphs.as_slice() {
        [lead, first, ..] => lead.strip_prefix("LEAD:").is_some_and(|lead| first.starts_with(lead.trim())),
        _ => false,
    };
    if copied {
        paragraphs.remove(0);
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use crate::source::{Article, Format, articles_from};

    fn read(text: &'static str) -> Vec<Result<Article, String>> {
        articles_from(Box::new(text.as_bytes()), "in/1.xml", Format::Nitf, &Default::default())
            .map(|article| article.map_err(|error| error.to_string()))
            .collect()
    }

    #[test]
    fn a_paper_of_record() {
        let found = read(
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE nitf SYSTEM \"nitf.dtd\">\n<nitf><head>\
             <title>Quay</title><docdata><doc-id id-string=\"1\"/><doc.copyright holder=\"The Quay Times\"/></docdata>\
             <pubdata date.publication=\"19870619T000000\" ex-ref=\"https://quay.example/1\"/></head><body><body.head>\
             <hedline><hl1>Quay Opens</hl1><hl2>At last</hl2></hedline><byline class=\"normalized_byline\">Doe, Jane</byline>\
             <byline class=\"print_byline\">By JANE DOE, Special to The Quay Times</byline></body.head><body.content>\
             <block class=\"lead_paragraph\"><p>LEAD: It opened.</p></block><block class=\"full_text\">\
             <p>LEAD: It opened.</p><p>It opened. So it was.</p><p>Ships left.</p></block></body.content></body></nitf>",
        );
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.text, "It opened. So it was.\n\nShips left.");
        assert_eq!(article.authors, ["JANE DOE"]);
        assert_eq!(article.publisher.as_deref(), Some("The Quay Times"));
        assert_eq!((article.title.as_deref(), article.id.as_str()), (Some("Quay Opens"), "in/1.xml"));
        assert_eq!(article.date.unwrap().to_string(), "1987-06-19");
        assert_eq!(article.date_field.as_deref(), Some("date.publication"));
    }

    #[test]
    fn a_broken_document_costs_no_other() {
        let found = read("<nitf><body><p>a</nitf><nitf><hl1>b</hl1></nitf><nitf></nitf><nitf><hl1>c");
        assert!(
            found[0].as_ref().is_err_and(|e| e.starts_with("in/1.xml, document 1: ill-formed")),
            "{found:?}"
        );
        assert_eq!(found[1].as_ref().unwrap().id, "in/1.xml#2");
        assert_eq!(found[2], Err("in/1.xml, document 3: neither text nor title".to_owned()));
        assert_eq!(found[3], Err("in/1.xml, document 4: it does not end".to_owned()));
        assert_eq!(read("<a/>"), [Err("in/1.xml: no <nitf> in it".to_owned())]);
    }
}
