//! Reads feeds, RSS and Atom, an article an item, where they carry the text in full.
//!
//! Items are found by their tags before anything is parsed, so that one that is broken costs no other, and no more than
//! one is held.

mod item;

use super::cut::{Cut, Cutter};
use super::html::charset;
use super::layout::one_line;
use super::open::only;
use super::reading::{Input, numbered, too_large};
use super::sniff::First;
use super::title;
use super::{Article, Draft, Drafts, date, decode, html};
use crate::Result;
use encoding_rs::Encoding;
use item::Item;
use std::sync::Arc;

/// What an item is called, in RSS and in Atom.
const ITEMS: &[&str] = &["item", "entry"];
/// What a feed says of itself before its first item is looked for in so many bytes.
const HEAD_BYTES: usize = 1 << 20;

/// Tells a feed by its first element.
pub(super) fn tells(first: &First) -> bool {
    let mut text = first.text.as_str();
    while text.starts_with("<?") || text.starts_with("<!") {
        let end = if text.starts_with("<!--") { "-->" } else { ">" };
        let Some(at) = text.find(end) else { return false };
        text = text[at + end.len()..].trim_start();
    }
    let head = &text[..text.find('>').unwrap_or(text.len())];
    head.starts_with("<rss")
        || (head.starts_with("<feed") && head.contains("Atom"))
        || (head.starts_with("<rdf:RDF") && head.contains("/rss/"))
}

/// The articles of a feed.
pub(super) fn read(mut input: Input<'_>) -> Drafts<'_> {
    let mut cutter = Cutter::new(input.take_reader(), ITEMS, false, input.reading.article_bytes);
    let (declared, head) = match cutter.head(HEAD_BYTES) {
        Ok(head) => (decode::declared_by_xml(head), charset::decode(head, None)),
        Err(cause) => return only(Err(input.read_fault(cause))),
    };
    let feed = Arc::new(Item::parse(&about(&head)));
    Box::new(Items { input, cutter, declared, feed, position: 0, ended: false })
}

/// The items of a feed, in order.
struct Items<'r> {
    input: Input<'r>,
    cutter: Cutter<'r>,
    /// The encoding that the feed says it is in.
    declared: Option<&'static Encoding>,
    /// What it says of itself.
    feed: Arc<Item>,
    position: u64,
    ended: bool,
}

impl Items<'_> {
    fn draft(&self, cut: Cut) -> Result<Draft> {
        let reading = &self.input.reading;
        let place = Some(format!("item {}", self.position + 1));
        let (Cut::Whole(bytes) | Cut::Open(bytes)) = cut else {
            return Err(self.input.malformed(place, &too_large(reading.article_bytes)));
        };
        let item = Item::parse(&charset::decode(&bytes, self.declared.map(Encoding::name)));
        if let Some(reason) = item.fault() {
            return Err(self.input.malformed(place, reason));
        }
        let id = item.id().unwrap_or_else(|| numbered(&self.input.name, self.position));
        let (source, feed, position) = (self.input.source.clone(), self.feed.clone(), self.position);
        Ok(Draft::later(id, bytes.len(), reading, move || Ok(article(&item, &feed, source, position))))
    }
}

impl Iterator for Items<'_> {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Result<Draft>> {
        if self.ended {
            return None;
        }
        let draft = match self.cutter.next() {
            Ok(cut) => self.draft(cut?),
            Err(cause) => {
                self.ended = true;
                Err(self.input.read_fault(cause))
            }
        };
        self.position += 1;
        Some(draft)
    }
}

/// What a feed says of itself before its first item, as an element of its own.
fn about(head: &str) -> String {
    let begun = ["channel", "feed"].iter().find_map(|tag| Some((tag, head.find(&format!("<{tag}"))?)));
    begun.map_or_else(String::new, |(tag, at)| format!("{}</{tag}>", &head[at..]))
}

fn article(item: &Item, feed: &Item, source: String, position: u64) -> Article {
    let paragraphs = html::paragraphs(item.content());
    let headline = item.first(&["title"]).map(line).filter(|title| !title.is_empty());
    let mut article = Article::of_text(&source, &paragraphs.join("\n\n"));
    article.position = position;
    article.title_span = headline.as_deref().and_then(|headline| title::at_head(&article.text, 0, headline));
    article.title = headline;
    article.publisher = feed.first(&["title"]).map(line).filter(|title| !title.is_empty());
    article.authors = item.authors();
    article.language = item.language().or_else(|| feed.language());
    article.url = item.link();
    article.date_by_fields(item.dates(), date::day_by_clock);
    article
}

/// Tags that are found in headlines; anything else between angle brackets is words, such as the sign of a share.
const TAGS_OF_A_LINE: &[&str] =
    &["a", "b", "br", "cite", "em", "i", "p", "q", "small", "span", "strong", "sub", "sup", "u"];

/// A title in one line. Feeds do not agree on whether it is HTML.
fn line(title: &str) -> String {
    let is_tag = |after: &str| {
        let name = after
            .trim_start_matches('/')
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        TAGS_OF_A_LINE.contains(&name.to_ascii_lowercase().as_str())
    };
    if title.match_indices('<').any(|(at, _)| !is_tag(&title[at + 1..])) {
        return one_line(&html_escape::decode_html_entities(title));
    }
    html::paragraphs(title).join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Article, Result, line};
    use crate::source::{Format, articles_from};
    use jiff::civil::date;

    fn read(text: &'static str) -> Vec<Result<Article, String>> {
        let articles = articles_from(Box::new(text.as_bytes()), "a.xml", Format::Feed, &Default::default());
        articles.map(|article| article.map_err(|error| error.to_string())).collect()
    }

    #[test]
    fn rss() {
        let found = read(
            "<?xml version='1.0'?><rss version='2.0'><channel><title>The Quay</title><language>en-gb</language>\
             <image><title>Logo</title></image><item><title>Harbour &amp;amp; quay open</title><link>https://quay.example/1</link>\
             <guid isPermaLink='false'>q-1</guid><dc:creator><![CDATA[Jane Doe]]></dc:creator>\
             <pubDate>Sun, 09 Mar 2025 23:30:00 -0800</pubDate><description>Short.</description>\
             <content:encoded><![CDATA[<p>The harbour <a href='/'>opened</a>.</p><p>Ships left&nbsp;at noon.</p>]]></content:encoded>\
             <media:content><media:title>Picture</media:title></media:content></item>\
             <item><title>Ferry</title><description>&lt;p&gt;It was late.&lt;/p&gt;</description><pubDate>soon</pubDate></item></channel></rss>",
        );
        let first = found[0].as_ref().unwrap();
        assert_eq!((first.id.as_str(), first.url.as_deref()), ("q-1", Some("https://quay.example/1")));
        assert_eq!(first.title.as_deref(), Some("Harbour & quay open"));
        assert_eq!(first.text, "The harbour opened.\n\nShips left at noon.");
        assert_eq!((first.date, first.date_field.as_deref()), (Some(date(2025, 3, 9)), Some("pubDate")));
        assert_eq!((first.publisher.as_deref(), first.language.as_deref()), (Some("The Quay"), Some("en")));
        assert_eq!(first.authors, ["Jane Doe"]);
        let second = found[1].as_ref().unwrap();
        assert_eq!((second.id.as_str(), second.text.as_str()), ("a.xml#2", "It was late."));
        assert_eq!(second.date_refused.as_deref(), Some("soon: not a date"));
    }

    #[test]
    fn atom() {
        let found = read(
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='pt'><title>O Cais</title><entry><title type='html'>Porto abre</title>\
             <link rel='self' href='x'/><link href='https://quay.example/2'/><id>tag:2</id><updated>2025-03-10T00:00:00Z</updated>\
             <published>2025-03-09T00:00:00Z</published><author><name>Jane Doe</name></author><summary>Short.</summary>\
             <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>O porto <b>abriu</b>.</p><p>Fim.</p></div></content></entry></feed>",
        );
        let entry = found[0].as_ref().unwrap();
        assert_eq!(entry.title.as_deref(), Some("Porto abre"));
        assert_eq!(entry.text, "O porto abriu.\n\nFim.");
        assert_eq!((entry.id.as_str(), entry.url.as_deref()), ("tag:2", Some("https://quay.example/2")));
        assert_eq!((entry.date, entry.language.as_deref()), (Some(date(2025, 3, 9)), Some("pt")));
        assert_eq!(entry.authors, ["Jane Doe"]);
    }

    #[test]
    fn signs_in_a_title_are_words_and_tags_are_none() {
        assert_eq!(line("Quay <QUY> &amp; ferry"), "Quay <QUY> & ferry");
        assert_eq!(line("Quay <em>open</em> &amp; shut"), "Quay open & shut");
    }

    #[test]
    fn a_broken_item_costs_no_other() {
        let found = read(
            "<rss><channel><item><title>One</tit</item><item><title>Two</title><description>x</description></item><item><title>Thr",
        );
        assert!(found[0].as_ref().is_err_and(|error| error.starts_with("a.xml, item 1")), "{found:?}");
        assert_eq!(found[1].as_ref().unwrap().text, "x");
        assert!(found[2].is_err());
    }

    #[test]
    fn what_a_feed_declares_holds_for_each_item() {
        let bytes = b"<?xml version='1.0' encoding='iso-8859-2'?><rss><channel><title>Nabrze\xbfe</title><item><title>\xa3\xf3d\xbc</title>\
                      </item></channel></rss>";
        let mut found = articles_from(Box::new(&bytes[..]), "a.xml", Format::Feed, &Default::default());
        let article = found.next().unwrap().unwrap();
        assert_eq!(
            (article.title.as_deref(), article.publisher.as_deref()),
            (Some("Łódź"), Some("Nabrzeże"))
        );
    }
}
