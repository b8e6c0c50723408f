//! Reads NewsML-G2: news items, alone or in a news message, whose text is NITF, XHTML or plain.
//!
//! Packages, planning, events and concepts point to news or describe it, and have no text of their own: they are passed
//! over, as are pictures and films, and items that were cancelled.

use super::nitf;
use super::prose::paragraphs;
use super::prose::with_dateline;
use super::tree::{Element, read};
use crate::source::date::day_in_field;
use crate::source::facts::{Fact, Facts};
use crate::source::records::{Fault, Kind, NO_END, Spot};

/// The items of a source.
pub(super) const ITEMS: Kind = Kind {
    tags: &["newsItem", "packageItem", "planningItem", "conceptItem", "knowledgeItem", "catalogItem"],
    any_case: false,
    what: "item",
    id: guid,
    make: facts,
};

/// Where the fields of an item's day stand, the first asked first.
const DATES: &[&str] = &["contentCreated", "firstCreated", "versionCreated", "contentModified"];

/// The `guid` of an item's start tag.
fn guid(bytes: &[u8]) -> Option<String> {
    let tag = std::str::from_utf8(bytes.split(|b| *b == b'>').next()?).ok()?;
    let value =
        tag.split_once(" guid").or_else(|| tag.split_once("\tguid")).or_else(|| tag.split_once("\nguid"))?.1;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let guid = html_escape::decode_html_entities(value[1..].split(mark).next()?.trim()).into_owned();
    (!guid.is_empty()).then_some(guid)
}

fn facts(text: &str, _: &Spot, ends: bool) -> Result<Facts, Fault> {
    let root = read(text).map_err(|reason| Fault::Broken(if ends { reason } else { NO_END.to_owned() }))?;
    let item = root.elements().next().ok_or_else(|| Fault::Broken("no item in it".to_owned()))?;
    if item.name != "newsItem" {
        return Err(Fault::Other(format!("no text in it: {}", item.name)));
    }
    let code =
        |name: &str| item.first(name).and_then(|e| e.attribute("qcode").or_else(|| e.attribute("uri")));
    if let Some(status) =
        code("pubStatus").filter(|status| status.ends_with("canceled") || status.ends_with("withheld"))
    {
        return Err(Fault::Other(format!("not published: {status}")));
    }
    let mut facts = Facts::default();
    offer_meta(item, &mut facts);
    offer_content(item, &mut facts);
    if facts.has_no_text() {
        let class = code("itemClass").map(|class| format!(": {class}")).unwrap_or_default();
        return Err(Fault::Other(format!("no text in it{class}")));
    }
    Ok(facts)
}

fn offer_meta(item: &Element, facts: &mut Facts) {
    let words = |name: &str| item.first(name).and_then(Element::words);
    let none = Element::default();
    let meta = item.first("contentMeta").unwrap_or(&none);
    offer_days(item, facts);
    facts.offer_word(Fact::Title, 1, "headline", meta.first("headline").and_then(Element::words));
    let language =
        meta.first("language").and_then(|language| language.attribute("tag")).or(item.attribute("lang"));
    facts.offer_word(Fact::Language, 1, "language", language.map(str::to_owned));
    facts.offer_word(Fact::Publisher, 1, "provider", item.first("provider").and_then(named));
    facts.offer_word(Fact::Publisher, 2, "creditline", words("creditline"));
    facts.offer_word(Fact::Publisher, 3, "copyrightHolder", item.first("copyrightHolder").and_then(named));
    let creators: Vec<String> =
        meta.elements().filter(|element| element.name == "creator").filter_map(named).collect();
    facts.offer_byline(1, "by", meta.first("by").and_then(Element::words).as_deref());
    facts.offer(Fact::Authors, 3, "creator", creators);
}

/// The day of the content, or of the end of an embargo where that came later.
fn offer_days(item: &Element, facts: &mut Facts) {
    let words = |name: &str| item.first(name).and_then(Element::words);
    let created = DATES.iter().find_map(|key| day_in_field(&words(key)?));
    let embargo = words("embargoed");
    let later =
        embargo.as_deref().and_then(day_in_field).filter(|day| created.is_none_or(|created| *day > created));
    if later.is_some() {
        facts.offer_word(Fact::Date, 1, "embargoed", embargo);
    }
    for (turn, key) in DATES.iter().enumerate() {
        facts.offer_word(Fact::Date, turn + 2, key, words(key));
    }
}

/// What a party is called: its name, else its code without the scheme.
fn named(party: &Element) -> Option<String> {
    let code = || {
        party.attribute("literal").or_else(|| party.attribute("qcode")?.split_once(':').map(|(_, code)| code))
    };
    party.first("name").and_then(Element::words).or_else(|| code().map(str::to_owned))
}

fn offer_content(item: &Element, facts: &mut Facts) {
    let dateline = item.first("contentMeta").and_then(|meta| meta.first("dateline")).and_then(Element::words);
    for set in item.elements().filter(|element| element.name == "contentSet") {
        for content in set.elements() {
            let text = match (content.name.as_str(), content.elements().next()) {
                ("inlineXML", Some(nitf)) if nitf.name == "nitf" => {
                    nitf::offer_story(nitf, facts);
                    continue;
                }
                ("inlineXML", Some(html))
                    if matches!(&*html.name, "html" | "body" | "div" | "article" | "p") =>
                {
                    paragraphs(content)
                }
                ("inlineData", _) => of_data(content),
                _ => continue,
            };
            facts.offer(Fact::Text, 3, "contentSet", vec![with_dateline(dateline.clone(), text)]);
        }
    }
}

/// Text that stands there as such, or as the source of a page.
fn of_data(content: &Element) -> Vec<String> {
    let kind = content.attribute("contenttype").unwrap_or("text/plain");
    if !kind.starts_with("text/") && !kind.contains("html") && !kind.contains("xml") {
        return Vec::new();
    }
    let mut text = String::new();
    content.push_text(&mut text);
    match read(&text) {
        Ok(page) if kind.contains("html") || kind.contains("xml") => paragraphs(&page),
        _ => vec![text.trim().to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Article, Format, Reading, articles_from};
    use std::sync::Arc;

    fn read(text: &str) -> Vec<Result<Article, String>> {
        let reading =
            Arc::new(Reading { last_day: Some(jiff::civil::date(2026, 1, 1)), ..Reading::default() });
        articles_from(Box::new(text.as_bytes()), "in/a.xml", Format::NewsMlG2, &reading)
            .map(|article| article.map_err(|error| error.to_string()))
            .collect()
    }

    fn item(meta: &str, content: &str) -> String {
        format!(
            "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"urn:newsml:quay.example:1\" xml:lang=\"en-US\">\
             <itemMeta><itemClass qcode=\"ninat:text\"/><provider qcode=\"nprov:QUAY\"/>\
             <versionCreated>2025-03-10T00:00:00Z</versionCreated>{meta}</itemMeta>\
             <contentMeta><contentCreated>2025-03-09T23:30:00-05:00</contentCreated><by>By Jane Doe</by>\
             <dateline>PORTO, March 9</dateline><headline>Quay opens</headline></contentMeta>\
             <contentSet>{content}</contentSet></newsItem>"
        )
    }

    const PAGE: &str = "<inlineXML contenttype=\"application/xhtml+xml\"><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>x</title>\
                        </head><body><p>It opened.</p><p>Ships left.</p></body></html></inlineXML>";

    #[test]
    fn items_of_a_message() {
        let nitf = "<inlineXML><nitf><body><body.head><hedline><hl1>Other</hl1></hedline></body.head><body.content>\
                    <p>It opened.</p></body.content></body></nitf></inlineXML>";
        let plain = "<inlineData contenttype=\"text/plain\">It opened.\n\nShips left.</inlineData>";
        let message = format!(
            "<newsMessage><header/><itemSet><packageItem guid=\"p\"><itemRef/></packageItem>{}{}{}</itemSet></newsMessage>",
            item("", PAGE),
            item("", nitf),
            item("", plain)
        );
        let found = read(&message);
        assert_eq!(found[0], Err("in/a.xml, item 1: no text in it: packageItem".to_owned()));
        let article = found[1].as_ref().unwrap();
        assert_eq!(article.text, "PORTO, March 9 - It opened.\n\nShips left.");
        assert_eq!(
            (article.id.as_str(), article.publisher.as_deref()),
            ("urn:newsml:quay.example:1", Some("QUAY"))
        );
        assert_eq!(
            (article.title.as_deref(), &*article.authors),
            (Some("Quay opens"), &["Jane Doe".to_owned()][..])
        );
        assert_eq!(article.date.unwrap().to_string(), "2025-03-09");
        assert_eq!(found[2].as_ref().unwrap().text, "It opened.");
        assert_eq!(found[3].as_ref().unwrap().text, "PORTO, March 9 - It opened.\n\nShips left.");
        assert_eq!(found[3].as_ref().unwrap().id, "urn:newsml:quay.example:1~3");
    }

    #[test]
    fn embargoes_and_what_was_not_published() {
        let held = read(&item("<embargoed>2025-04-01T06:00:00Z</embargoed>", PAGE));
        let article = held[0].as_ref().unwrap();
        assert_eq!(
            (article.date.unwrap().to_string().as_str(), article.date_field.as_deref()),
            ("2025-04-01", Some("embargoed"))
        );
        let held = read(&item("<embargoed>2099-04-01T06:00:00Z</embargoed>", PAGE));
        assert_eq!(held[0].as_ref().unwrap().date_refused.as_deref(), Some("2099-04-01: in the future"));
        let gone = read(&item("<pubStatus qcode=\"stat:canceled\"/>", PAGE));
        assert_eq!(gone, [Err("in/a.xml: not published: stat:canceled".to_owned())]);
        let picture = "<remoteContent href=\"a.jpg\"/>";
        assert_eq!(read(&item("", picture)), [Err("in/a.xml: no text in it: ninat:text".to_owned())]);
    }
}
