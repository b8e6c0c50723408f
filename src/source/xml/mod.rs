//! Reads the XML that news agencies send and archives keep: NITF, NewsML 1 and NewsML-G2.

mod newsml1;
mod newsml_g2;
mod nitf;
mod prose;
mod tree;

pub(super) use prose::with_dateline;

use super::sniff::First;
use super::{Drafts, reading::Input, records};

/// Tells NITF, such as the New York Times Annotated Corpus.
pub(crate) fn tells_nitf(first: &First) -> bool {
    root(&first.text) == Some("nitf")
}

/// Tells NewsML 1, and the like that Reuters' corpus RCV1 is in.
pub(crate) fn tells_newsml1(first: &First) -> bool {
    matches!(root(&first.text), Some("newsitem" | "NewsML"))
}

/// Tells NewsML-G2 by the items there are of it.
pub(crate) fn tells_newsml_g2(first: &First) -> bool {
    root(&first.text).is_some_and(|root| root == "newsMessage" || newsml_g2::ITEMS.tags.contains(&root))
}

/// Reads NITF.
pub(crate) fn nitf(input: Input<'_>) -> Drafts<'_> {
    records::read(input, &nitf::DOCUMENTS)
}

/// Reads NewsML 1.
pub(crate) fn newsml1(input: Input<'_>) -> Drafts<'_> {
    records::read(input, &newsml1::ITEMS)
}

/// Reads NewsML-G2.
pub(crate) fn newsml_g2(input: Input<'_>) -> Drafts<'_> {
    records::read(input, &newsml_g2::ITEMS)
}

/// The local name of a document's first element, after declaration, comments and document type.
fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let end = match rest.strip_prefix('<')? {
            inside if inside.starts_with('?') => "?>",
            inside if inside.starts_with("!--") => "-->",
            inside if inside.starts_with('!') => match inside.find(['[', '>']) {
                Some(at) if inside[at..].starts_with('[') => "]>",
                _ => ">",
            },
            inside => {
                let name = inside.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
                return name.rsplit(':').next();
            }
        };
        rest = &rest[rest.find(end)? + end.len()..];
    }
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn roots() {
        assert_eq!(
            root("<?xml version='1.0'?>\n<!-- a > b -->\n<!DOCTYPE nitf SYSTEM \"n.dtd\"><nitf>"),
            Some("nitf")
        );
        assert_eq!(root("<!DOCTYPE a [<!ENTITY b \"c\"> ]><nar:newsItem guid=''>"), Some("newsItem"));
        assert_eq!(root("<br/>"), Some("br"));
        for text in ["", "text", "<!-- open", "<?xml"] {
            assert_eq!(root(text), None, "{text}");
        }
    }
}
