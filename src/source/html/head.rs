//! What a page says of its article in `<meta>` and `<title>`.

use super::linked::letters;
use super::tree::{Tree, folded};

/// The `<meta>` elements of a page, by their name in lower case.
pub(super) struct Head(Vec<(String, String)>);

const TITLES: &[&str] = &[
    "og:title",
    "parsely-title",
    "dc.title",
    "dcterms.title",
    "twitter:title",
    "sailthru.title",
    "citation_title",
];
const PUBLISHERS: &[&str] = &[
    "og:site_name",
    "application-name",
    "dc.publisher",
    "dcterms.publisher",
    "article:publisher",
    "citation_journal_title",
];
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "byl",
    "citation_author",
];
const LANGUAGES: &[&str] = &["og:locale", "language", "content-language", "dc.language", "inlanguage"];

impl Head {
    pub(super) fn of(tree: &Tree) -> Head {
        let metas = tree.all("meta").filter_map(|node| {
            let name = ["property", "name", "itemprop"].iter().find_map(|key| tree.attribute(node, key))?;
            let content = folded(tree.attribute(node, "content")?);
            (!content.is_empty()).then(|| (name.trim().to_lowercase(), content))
        });
        Head(metas.collect())
    }

    /// The first that says something, of several names in their order.
    pub(super) fn first<'h>(&'h self, names: &[&'h str]) -> Option<&'h str> {
        names.iter().copied().find_map(|name| self.all(name).next())
    }

    fn all<'h>(&'h self, name: &'h str) -> impl Iterator<Item = &'h str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, content)| content.as_str())
    }

    pub(super) fn publisher(&self) -> Option<String> {
        self.first(PUBLISHERS).filter(|name| !name.contains("://")).map(str::to_owned)
    }

    pub(super) fn authors(&self) -> Vec<String> {
        let of = |name: &&str| {
            self.all(name).filter(|author| !author.contains("://")).map(str::to_owned).collect()
        };
        AUTHORS.iter().map(of).find(|authors: &Vec<String>| !authors.is_empty()).unwrap_or_default()
    }

    pub(super) fn language(&self, tree: &Tree) -> Option<String> {
        let of_page =
            tree.all("html").find_map(|node| tree.attribute(node, "lang")).filter(|lang| !lang.is_empty());
        of_page.or_else(|| self.first(LANGUAGES)).map(|lang| lang.replace('_', "-"))
    }

    /// The address of the page.
    pub(super) fn url(&self, tree: &Tree) -> Option<String> {
        let canonical = tree.all("link").filter(|node| {
            tree.attribute(*node, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
        });
        let mut canonical = canonical.filter_map(|node| tree.attribute(node, "href"));
        let url = canonical.find(|url| url.starts_with("http"));
        url.or_else(|| self.first(&["og:url", "parsely-link", "twitter:url"]))
            .map(|url| url.trim().to_owned())
    }

    /// The headline by `<meta>`, else by `<title>`, without the name of the site.
    pub(super) fn title(&self, tree: &Tree) -> Option<String> {
        let own = tree.all("title").next().map(|node| tree.words(node)).filter(|title| !title.is_empty());
        let title = self.first(TITLES).map(str::to_owned).or(own)?;
        Some(without_site(&title, self.first(PUBLISHERS)).to_owned())
    }
}

/// A title without ` | The Quay` or ` - quay.example` at its end.
fn without_site<'t>(title: &'t str, site: Option<&str>) -> &'t str {
    let site = site.map(letters).unwrap_or_default();
    for mark in [" | ", " – ", " — ", " - ", " • ", " :: ", " » "] {
        let Some((head, tail)) = title.rsplit_once(mark) else { continue };
        let tail = letters(tail);
        let named = !site.is_empty() && (tail.contains(&site) || site.contains(&tail));
        if !tail.is_empty() && (named || mark == " | ") && head.split_whitespace().count() >= 3 {
            return head.trim();
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_without_the_name_of_the_site() {
        assert_eq!(
            without_site("Harbour opens at last - The Quay", Some("The Quay")),
            "Harbour opens at last"
        );
        assert_eq!(without_site("Harbour opens at last | News", None), "Harbour opens at last");
        assert_eq!(without_site("Harbour opens - at last", Some("The Quay")), "Harbour opens - at last");
    }

    #[test]
    fn facts_of_a_head() {
        let tree = Tree::parse("<html lang=pt-BR><title>Porto abre cais | The Quay</title><link rel=canonical href='https://quay.example/1'>\
             <meta property='og:site_name' content='The Quay'><meta name=Author content='Jane Doe'>").unwrap();
        let head = Head::of(&tree);
        assert_eq!(head.title(&tree).as_deref(), Some("Porto abre cais"));
        assert_eq!(head.publisher().as_deref(), Some("The Quay"));
        assert_eq!(head.authors(), ["Jane Doe"]);
        assert_eq!(head.language(&tree).as_deref(), Some("pt-BR"));
        assert_eq!(head.url(&tree).as_deref(), Some("https://quay.example/1"));
    }
}
