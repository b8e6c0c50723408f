//! Reads Reuters' corpus RCV1 (`<newsitem itemid date>`), and NewsML 1 as agencies sent it.
//!
//! The corpus has headline, byline, dateline and text; its copyright line is left out, as are the codes.

use super::nitf;
use super::prose::{paragraphs, with_dateline};
use super::tree::{Element, read};
use crate::source::facts::{Fact, Facts};
use crate::source::records::{Fault, Kind, NO_END, Spot};

/// The items of a source.
pub(super) const ITEMS: Kind =
    Kind { tags: &["newsitem", "NewsItem"], any_case: false, what: "item", id: |_| None, make: facts };

fn facts(text: &str, _: &Spot, ends: bool) -> Result<Facts, Fault> {
    let root = read(text).map_err(|reason| Fault::Broken(if ends { reason } else { NO_END.to_owned() }))?;
    let mut facts = Facts::default();
    if let Some(item) = root.first("newsitem") {
        of_corpus(item, &mut facts);
    } else if let Some(item) = root.first("NewsItem") {
        of_agency(item, &mut facts)?;
    }
    Ok(facts)
}

fn of_corpus(item: &Element, facts: &mut Facts) {
    let words = |name: &str| item.first(name).and_then(Element::words);
    let dc = |name: &str| {
        let found = item.all("dc").into_iter().find(|dc| dc.attribute("element") == Some(name));
        found.and_then(|dc| dc.attribute("value")).map(str::to_owned)
    };
    let given = |name: &str| item.attribute(name).map(str::to_owned);
    facts.offer_word(Fact::Date, 1, "date", given("date"));
    facts.offer_word(Fact::Date, 2, "dc.date.published", dc("dc.date.published"));
    facts.offer_word(Fact::Title, 1, "headline", words("headline"));
    facts.offer_word(Fact::Title, 2, "title", words("title"));
    facts.offer_word(Fact::Language, 1, "lang", given("lang"));
    // The corpus is of one house, whatever name its company went by.
    let publisher = dc("dc.publisher").filter(|name| !name.starts_with("Reuters"));
    facts.offer_word(Fact::Publisher, 1, "dc.publisher", publisher.or_else(|| Some("Reuters".to_owned())));
    facts.offer_byline(1, "byline", words("byline").as_deref());
    let text = item.first("text").map(paragraphs).unwrap_or_default();
    facts.offer(Fact::Text, 1, "text", vec![with_dateline(words("dateline"), text)]);
}

fn of_agency(item: &Element, facts: &mut Facts) -> Result<(), Fault> {
    let words = |name: &str| item.first(name).and_then(Element::words);
    if let Some(status @ ("Canceled" | "Withheld")) =
        item.first("Status").and_then(|status| status.attribute("FormalName"))
    {
        return Err(Fault::Other(format!("not published: {status}")));
    }
    for (turn, key) in [(1, "FirstCreated"), (2, "ThisRevisionCreated"), (3, "DateId")] {
        facts.offer_word(Fact::Date, turn, key, words(key));
    }
    facts.offer_word(Fact::Title, 1, "HeadLine", words("HeadLine"));
    facts.offer_word(Fact::Publisher, 1, "ProviderId", words("ProviderId"));
    let language = item.first("Language").and_then(|language| language.attribute("FormalName"));
    facts.offer_word(Fact::Language, 1, "Language", language.map(str::to_owned));
    facts.offer_byline(1, "ByLine", words("ByLine").as_deref());
    if let Some(content) = item.all("DataContent").into_iter().find(|content| !paragraphs(content).is_empty())
    {
        if let Some(nitf) = content.first("nitf") {
            nitf::offer_story(nitf, facts);
        }
        facts.offer(
            Fact::Text,
            3,
            "DataContent",
            vec![with_dateline(words("DateLine"), paragraphs(content))],
        );
    }
    if facts.has_no_text() { Err(Fault::Other("no text in it".to_owned())) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use crate::source::{Article, Format, articles_from};

    fn read(text: &'static str) -> Vec<Result<Article, String>> {
        articles_from(Box::new(text.as_bytes()), "in/2286newsML.xml", Format::NewsMl1, &Default::default())
            .map(|article| article.map_err(|error| error.to_string()))
            .collect()
    }

    #[test]
    fn the_corpus() {
        let found = read(
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\" ?>\n<newsitem itemid=\"2286\" id=\"root\" date=\"1996-08-20\" \
             xml:lang=\"en\">\n<title>PORTUGAL: Quay opens.</title>\n<headline>Quay opens.</headline>\n<byline>Jane Doe</byline>\
             <dateline>PORTO</dateline>\n<text>\n<p>It opened.</p>\n<p>Ships left.</p>\n</text>\n<copyright>(c) Reuters \
             Limited 1996</copyright>\n<metadata><codes class=\"bip:countries:1.0\"><code code=\"PORL\"/></codes>\
             <dc element=\"dc.publisher\" value=\"Reuters Holdings Plc\"/></metadata></newsitem>",
        );
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.text, "PORTO - It opened.\n\nShips left.");
        assert_eq!(
            (article.title.as_deref(), article.publisher.as_deref()),
            (Some("Quay opens."), Some("Reuters"))
        );
        assert_eq!(article.date.unwrap().to_string(), "1996-08-20");
        assert_eq!(article.authors, ["Jane Doe"]);
    }

    #[test]
    fn an_agency() {
        let found = read(
            "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>quay.example</ProviderId><DateId>20250309</DateId>\
             </NewsIdentifier></Identification><NewsManagement><FirstCreated>20250309T101112Z</FirstCreated></NewsManagement>\
             <NewsComponent><NewsLines><HeadLine>Quay opens</HeadLine><ByLine>Jane Doe</ByLine><DateLine>Porto, March 9</DateLine>\
             </NewsLines><ContentItem><DataContent><p>It opened.</p></DataContent></ContentItem></NewsComponent></NewsItem>\
             <NewsItem><NewsComponent><NewsLines><HeadLine>A picture</HeadLine></NewsLines></NewsComponent></NewsItem></NewsML>",
        );
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.text, "Porto, March 9 - It opened.");
        assert_eq!(article.publisher.as_deref(), Some("quay.example"));
        assert_eq!(article.date_field.as_deref(), Some("FirstCreated"));
        assert_eq!(found[1], Err("in/2286newsML.xml, item 2: no text in it".to_owned()));
    }
}
