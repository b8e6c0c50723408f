//! Tells by an element's name, class, id and role what goes with a page and is no part of its article.
//!
//! Names are read as words (`relatedPosts`, `c-share-bar`, `article__newsletter`), not as letters: a shareholder shares
//! nothing. An element that most of the prose stands in is never passed over for its name.

use super::tree::Tree;
use memchr::memmem;

/// Words of names of what is never part of an article.
const CLUTTER: &[&str] = &[
    "ad",
    "addthis",
    "ads",
    "adsense",
    "advert",
    "advertisement",
    "advertising",
    "adverts",
    "affiliate",
    "affiliates",
    "anzeige",
    "anzeigen",
    "author",
    "authors",
    "autor",
    "autoren",
    "autores",
    "backlinks",
    "banner",
    "biography",
    "bookmark",
    "bookmarks",
    "breadcrumb",
    "breadcrumbs",
    "buybox",
    "byline",
    "caption",
    "captions",
    "carousel",
    "comentario",
    "comentarios",
    "comment",
    "commentaire",
    "commentaires",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "copyright",
    "credit",
    "credits",
    "criteo",
    "cta",
    "disclaimer",
    "disclosure",
    "disqus",
    "donate",
    "donation",
    "facebook",
    "feedback",
    "flyout",
    "footer",
    "galleries",
    "hidden",
    "infobox",
    "instagram",
    "jobs",
    "kommentar",
    "kommentare",
    "legende",
    "licence",
    "license",
    "lightbox",
    "login",
    "menu",
    "meta",
    "metadata",
    "modal",
    "mostread",
    "nav",
    "navbar",
    "navi",
    "navigation",
    "newsletter",
    "newsletters",
    "noprint",
    "offcanvas",
    "outbrain",
    "overlay",
    "pager",
    "pagination",
    "paywall",
    "plista",
    "podcast",
    "poll",
    "popular",
    "popup",
    "prevnext",
    "promo",
    "promos",
    "promotion",
    "publi",
    "publicidad",
    "publicite",
    "quiz",
    "rating",
    "ratings",
    "readmore",
    "recirc",
    "recirculation",
    "recommend",
    "recommendation",
    "recommendations",
    "recommended",
    "recommends",
    "register",
    "registration",
    "reklama",
    "relacionada",
    "relacionadas",
    "relacionado",
    "relacionados",
    "related",
    "relateds",
    "reply",
    "respond",
    "share",
    "sharebar",
    "shares",
    "sharing",
    "sidebar",
    "signup",
    "skiplink",
    "sociable",
    "social",
    "socials",
    "sponsor",
    "sponsored",
    "subnav",
    "subscribe",
    "subscription",
    "suggested",
    "suggestions",
    "survey",
    "taboola",
    "tag",
    "tags",
    "timestamp",
    "toc",
    "toolbar",
    "topics",
    "toplist",
    "trending",
    "twitter",
    "weather",
    "werbebox",
    "werbung",
    "whatsapp",
    "widget",
    "widgets",
];
/// Names of two words or more that are clutter together.
const PHRASES: &[&str] = &[
    "-also-read-",
    "-article-infos-",
    "-article-tags-",
    "-author-bio-",
    "-author-box-",
    "-author-card-",
    "-author-info-",
    "-about-author-",
    "-image-info-",
    "-lee-tambien-",
    "-leer-mas-",
    "-lea-tambien-",
    "-load-more-",
    "-most-read-",
    "-more-articles-",
    "-more-from-",
    "-more-links-",
    "-more-news-",
    "-more-on-",
    "-more-stories-",
    "-next-article-",
    "-next-post-",
    "-post-author-",
    "-post-info-",
    "-post-tags-",
    "-prev-next-",
    "-read-also-",
    "-read-more-",
    "-read-next-",
    "-see-also-",
    "-side-bar-",
    "-sign-up-",
    "-tag-list-",
    "-ver-tambien-",
    "-you-may-",
    "-up-next-",
    "-watch-next-",
    "-sr-only-",
    "-visually-hidden-",
    "-screen-reader-",
    "-tag-cloud-",
    "-latest-news-",
    "-box-links-",
    "-link-list-",
    "-link-box-",
    "-interesting-articles-",
    "-post-nav-",
    "-author-description-",
    "-wp-caption-text-",
    "-mehr-zum-thema-",
    "-zum-thema-",
];
/// Words of names of what holds an article's own text.
const CONTENT: &[&str] = &[
    "-article-body-",
    "-article-content-",
    "-article-text-",
    "-articlebody-",
    "-articlecontent-",
    "-body-content-",
    "-body-copy-",
    "-content-body-",
    "-entry-content-",
    "-post-body-",
    "-post-content-",
    "-post-text-",
    "-rich-text-",
    "-story-body-",
    "-story-content-",
    "-story-text-",
    "-storybody-",
    "-td-post-content-",
    "-text-body-",
    "-articletext-",
    "-cuerpo-",
    "-artikeltext-",
    "-paragraph-",
    "-article-detail-",
    "-news-body-",
    "-news-content-",
    "-news-text-",
];

/// Words of names of what opens an article, which may be named as a teaser too.
const LEADS: &[&str] = &[
    "abstract",
    "bajada",
    "chapeau",
    "chapo",
    "copete",
    "deck",
    "dek",
    "description",
    "entradilla",
    "excerpt",
    "ingress",
    "intro",
    "introduction",
    "lead",
    "leadtext",
    "lede",
    "sapo",
    "standfirst",
    "subheadline",
    "subtitle",
    "subtitulo",
    "sumario",
    "summary",
    "teasertext",
    "vorspann",
];
/// Words of names of what readers say; however much it is, it is not the article.
const READERS_SAY: &[&str] = &[
    "comentario",
    "comentarios",
    "comment",
    "commentaires",
    "comments",
    "disqus",
    "kommentar",
    "kommentare",
];

/// An element's class, id and role as words between dashes, `-related-posts-`.
pub(super) fn names(tree: &Tree, node: usize) -> String {
    let mut names = String::from("-");
    for attribute in ["class", "id", "role", "itemprop"] {
        let mut before_lower = false;
        for c in tree.attribute(node, attribute).unwrap_or_default().chars() {
            if (!c.is_alphanumeric() || (c.is_uppercase() && before_lower)) && !names.ends_with('-') {
                names.push('-');
            }
            if c.is_alphanumeric() {
                names.extend(c.to_lowercase());
            }
            before_lower = c.is_lowercase();
        }
        if !names.ends_with('-') {
            names.push('-');
        }
    }
    names
}

/// Whether an element is named as what goes with a page.
pub(super) fn is_clutter(tree: &Tree, node: usize, names: &str) -> bool {
    let hidden =
        |name, value: &str| tree.attribute(node, name).is_some_and(|said| said.eq_ignore_ascii_case(value));
    let style = tree.attribute(node, "style").unwrap_or_default();
    let unseen = tree.attribute(node, "hidden").is_some()
        || hidden("aria-hidden", "true")
        || style.split(';').any(|part| part.replace(' ', "").eq_ignore_ascii_case("display:none"));
    unseen
        || matches!(tree.nodes[node].tag, "aside" | "footer" | "figure")
        || has_word(names, CLUTTER)
        || (names.contains("-teaser") && !has_word(names, LEADS))
        || contains_any(names, PHRASES)
}

fn has_word(names: &str, known: &[&str]) -> bool {
    names.split('-').any(|word| known.binary_search(&word).is_ok())
}

/// Whether an element is named as what readers say.
pub(super) fn is_of_readers(names: &str) -> bool {
    has_word(names, READERS_SAY)
}

/// Whether an element is named as what opens an article.
pub(super) fn is_lead(names: &str) -> bool {
    has_word(names, LEADS)
}

/// Whether an element is named as what holds an article's text.
pub(super) fn is_content(names: &str) -> bool {
    contains_any(names, CONTENT)
}

fn contains_any(names: &str, phrases: &[&str]) -> bool {
    names.len() > 2
        && phrases.iter().any(|phrase| memmem::find(names.as_bytes(), phrase.as_bytes()).is_some())
}

/// Whether an element is a heading.
pub(super) fn is_heading(tag: &str) -> bool {
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words() {
        assert!(CLUTTER.is_sorted(), "{:?}", CLUTTER.windows(2).find(|pair| pair[0] > pair[1]));
        let of = |html: &str| {
            let tree = Tree::parse(html).unwrap();
            let names = names(&tree, 1);
            (is_clutter(&tree, 1, &names), is_content(&names))
        };
        for html in [
            "<div class='c-share-bar'>",
            "<div id=relatedPosts>",
            "<p hidden>",
            "<div style='color: red; display : none'>",
        ] {
            assert_eq!(of(html), (true, false), "{html}");
        }
        for html in ["<div class=shareholder>", "<div class='unrelatedness'>", "<div style='display:block'>"]
        {
            assert_eq!(of(html), (false, false), "{html}");
        }
        assert_eq!(of("<div class='col-8 article__body'>"), (false, true));
        assert_eq!(of("<div itemprop=articleBody>"), (false, true));
    }
}
