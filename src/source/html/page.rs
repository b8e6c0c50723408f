//! Puts together what a page says of its article and what it shows.

use super::head::Head;
use super::linked::{self, Linked, letters};
use super::tree::{Tree, folded};
use super::{prose, when};
use crate::source::{Article, DateFrom, date, title};
use jiff::civil::Date;

/// Fewest letters of a text that is an article, of a page that says it is one and of another.
const TOLD_LETTERS: usize = 30;
const ARTICLE_LETTERS: usize = 100;
/// A headline has fewer elements and texts in it.
const HEADLINE_NODES: usize = 200;
/// A page that tells of an error has fewer letters.
const ERROR_LETTERS: usize = 1500;
/// What titles of such pages say.
const ERRORS: &[&str] = &[
    "404",
    "403 forbidden",
    "500 internal",
    "502 bad",
    "503 service",
    "access denied",
    "are you a robot",
    "attention required",
    "error 4",
    "error 5",
    "just a moment",
    "no encontrada",
    "nicht gefunden",
    "not found",
    "page introuvable",
    "service unavailable",
];

/// A page that has been parsed.
pub(crate) struct Page {
    tree: Tree,
}

impl Page {
    /// Parses a page; none where it has more elements than any page has.
    pub(crate) fn read(html: &str) -> Option<Page> {
        Tree::parse(html).map(|tree| Page { tree })
    }

    /// Makes its article, or says why it has none; `fetched_from` is its address where that is known.
    ///
    /// A page `alone` leads to no other, whatever its address looks like.
    pub(crate) fn article(
        &self,
        name: &str,
        fetched_from: Option<&str>,
        alone: bool,
    ) -> Result<Article, &'static str> {
        let tree = &self.tree;
        let head = Head::of(tree);
        let of_head = head.title(tree);
        let scripts: Vec<String> = tree
            .all("script")
            .filter(|node| {
                tree.attribute(*node, "type")
                    .is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"))
            })
            .map(|node| tree.raw(node))
            .collect();
        let linked = linked::read(scripts.iter().map(String::as_str), of_head.as_deref());
        let title = headline(tree, &linked, of_head);
        let about = head.first(&["og:description", "description", "twitter:description", "dc.description"]);
        let paragraphs = prose::find(tree, title.as_deref(), about, linked.body.as_deref());
        let url = fetched_from.map(str::to_owned).or_else(|| head.url(tree)).or_else(|| linked.url.clone());
        let letters = letters(&paragraphs.concat()).chars().count();
        let (found, refused) = when::find(tree, &head, linked.published.as_deref(), url.as_deref());
        let stated = found.as_ref().is_some_and(|(_, from, _)| *from == DateFrom::Metadata);
        let leads = !(title.is_some() && (alone || stated)) && url.as_deref().is_some_and(is_bare);
        if let Some(reason) = no_article(&linked, &head, leads, title.as_deref(), letters) {
            return Err(reason);
        }
        let mut article = Article::of_text(
            name,
            &set(title.as_deref(), linked.dateline.as_deref().filter(|said| is_dateline(said)), &paragraphs),
        );
        article.title_span = title.as_deref().and_then(|title| title::at_head(&article.text, 0, title));
        article.title = title;
        article.publisher = linked.publisher.or_else(|| head.publisher());
        article.authors = if linked.authors.is_empty() { head.authors() } else { linked.authors };
        article.language = linked.language.or_else(|| head.language(tree));
        article.url = url;
        if let Some((day, from, field)) = found {
            article.date_by(day, from, field.as_deref());
        } else {
            article.date_refused = refused;
        }
        Ok(article)
    }
}

/// The paragraphs of a piece of HTML that is an article's text and nothing else, as in a feed.
pub(crate) fn paragraphs(html: &str) -> Vec<String> {
    Tree::parse(html).map(|tree| prose::all(&tree)).unwrap_or_default()
}

/// A chapter of a book.
pub(crate) struct Chapter {
    /// Its first heading.
    pub(crate) title: Option<String>,
    /// The day it shows.
    pub(crate) date: Option<Date>,
    pub(crate) paragraphs: Vec<String>,
}

/// Reads a chapter; none where it has more elements than any page has.
pub(crate) fn chapter(html: &str) -> Option<Chapter> {
    let tree = Tree::parse(html)?;
    let heading = (1..tree.nodes.len()).find(|node| matches!(tree.nodes[*node].tag, "h1" | "h2" | "h3"));
    let title = heading.map(|node| tree.words(node)).filter(|title| !title.is_empty());
    let (found, _) = when::find(&tree, &Head::of(&tree), None, None);
    Some(Chapter { title, date: found.map(|(day, ..)| day), paragraphs: prose::all(&tree) })
}

/// The headline: as it is shown, where that is the one told to machines, which may be cut short or be no headline.
fn headline(tree: &Tree, linked: &Linked, of_head: Option<String>) -> Option<String> {
    let small = |node: &usize| tree.nodes[*node].end - node < HEADLINE_NODES;
    let shown: Vec<String> =
        tree.all("h1").filter(small).map(|node| tree.words(node)).filter(|shown| !shown.is_empty()).collect();
    let linked = linked.headline.as_deref().filter(|_| linked.is_article).map(folded);
    let known = |told: &&String| of_head.iter().chain(&shown).any(|other| same(other, told));
    let linked =
        linked.filter(|told| !told.is_empty() && (known(&told) || (of_head.is_none() && shown.is_empty())));
    let told = linked.iter().chain(&of_head);
    let seen = told.clone().find_map(|told| shown.iter().find(|shown| same(shown, told)));
    let whole = |told: &&String| !told.ends_with("...") && !told.ends_with('…');
    let mut told = told.filter(whole);
    seen.cloned().or_else(|| told.next().cloned()).or_else(|| shown.into_iter().next()).or(of_head)
}

/// Whether two titles are one, or one is the other cut short.
fn same(shown: &str, told: &str) -> bool {
    let (shown, told) = (letters(shown), letters(told));
    let common = shown.chars().zip(told.chars()).take_while(|(a, b)| a == b).count();
    common > 0
        && common * 10 >= told.chars().count().min(shown.chars().count()) * 8
        && shown.len() >= told.len() / 2
}

/// Whether a dateline told to machines is one: some say the date there, or a sentence.
fn is_dateline(said: &str) -> bool {
    let place = said.split([',', '(']).next().unwrap_or_default();
    (1..=40).contains(&said.chars().count())
        && place.chars().all(|c| !c.is_ascii_digit() && c != ':')
        && !said.contains("T0")
        && date::day_shown(said, true).is_none_or(|_| place.split(' ').count() < 4 && !place.is_empty())
}

/// Whether an address is that of a site, which is mostly a page that leads to its articles.
fn is_bare(url: &str) -> bool {
    url.split_once("://").is_some_and(|(_, rest)| !rest.trim_end_matches('/').contains('/'))
}

/// Why a page has no article, where it is plain that it has none; `leads` where its address says that it leads to some.
fn no_article(
    linked: &Linked,
    head: &Head,
    leads: bool,
    title: Option<&str>,
    letters: usize,
) -> Option<&'static str> {
    let article = linked.is_article
        || head.first(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("article"));
    if letters < if article { TOLD_LETTERS } else { ARTICLE_LETTERS } {
        return Some("a page without an article");
    }
    if !article && (leads || linked.is_list) {
        return Some("a page that leads to articles");
    }
    let title = title.unwrap_or_default().to_lowercase();
    let error = ERRORS.iter().any(|error| title.contains(error));
    (error && !article && letters < ERROR_LETTERS).then_some("a page that tells of an error")
}

/// Sets headline and paragraphs, with blank lines between; a dateline told apart joins the first.
fn set(title: Option<&str>, dateline: Option<&str>, paragraphs: &[String]) -> String {
    let mut text = String::new();
    let begun = |dateline: &str| {
        paragraphs.first().is_some_and(|first| letters(first).starts_with(&letters(dateline)))
    };
    for part in title.into_iter().chain(paragraphs.iter().map(String::as_str)) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let first = Some(part) == paragraphs.first().map(String::as_str);
        if let Some(dateline) = dateline.filter(|dateline| first && !dateline.is_empty() && !begun(dateline))
        {
            text.push_str(dateline.trim_end_matches(['-', '—', '–', ' ']));
            text.push_str(" - ");
        }
        text.push_str(part);
    }
    text
}
