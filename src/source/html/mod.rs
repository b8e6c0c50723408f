//! Reads pages as saved from the web: the article of each, with what the page says of it.
//!
//! What a page says for machines is asked first: JSON-LD, then `<meta>`, then `<time>` and what stands under the
//! headline, last the address. The text is that of the page as it is shown, paragraph by paragraph; where JSON-LD
//! carries the whole of it, that tells which paragraphs they are.

mod blocks;
mod bylines;
pub(crate) mod charset;
mod clutter;
mod head;
mod linked;
mod notices;
mod page;
mod prose;
mod tree;
mod when;
mod whole;

use super::open::only;
use super::reading::Input;
use super::sniff::{First, begins_with};
use super::{Article, Draft, Drafts, plain};
use crate::{Error, Result};

use page::Page;
pub(super) use page::{Chapter, chapter, paragraphs};

/// Tells a page by how it begins.
pub(super) fn tells(first: &First) -> bool {
    let mut text = first.text.as_str();
    while let Some(rest) = after_comment(text) {
        text = rest.trim_start();
    }
    begins_with(text, "<!doctype html")
        || (begins_with(text, "<html") && !text[5..].starts_with(|c: char| c.is_alphanumeric()))
}

/// Steps over an XML declaration or a comment.
fn after_comment(text: &str) -> Option<&str> {
    let (mark, end) = if text.starts_with("<?xml") { ("<?xml", "?>") } else { ("<!--", "-->") };
    let rest = text.strip_prefix(mark)?;
    rest.find(end).map(|at| &rest[at + end.len()..])
}

/// The article of a page.
pub(super) fn read(mut input: Input<'_>) -> Drafts<'_> {
    only(input.all().map(|bytes| draft(bytes, &input)))
}

fn draft(bytes: Vec<u8>, input: &Input) -> Draft {
    let (name, source, length) = (input.name.clone(), input.source.clone(), bytes.len());
    let make = move || {
        let mut article = article(&Sent { bytes: &bytes, ..Sent::default() }, &name)?;
        article.source = source;
        if article.date.is_none() {
            (article.date, article.date_from) = plain::dated_by_name(&name).unzip();
            article.date_refused = article.date_refused.filter(|_| article.date.is_none());
        }
        Ok(article)
    };
    Draft::later(input.name.clone(), length, &input.reading, make)
}

/// A page as it was sent.
#[derive(Default)]
pub(super) struct Sent<'p> {
    pub(super) bytes: &'p [u8],
    /// The charset that its server named.
    pub(super) charset: Option<&'p str>,
    /// The address that it was fetched from.
    pub(super) url: Option<&'p str>,
    /// Whether it is all that was fetched, so that it leads nowhere.
    pub(super) alone: bool,
}

/// Makes the article of a page; `name` is the page as shown.
///
/// # Errors
///
/// [`Error::NotArticles`] where there is no article in it, [`Error::Malformed`] where it is no page.
pub(super) fn article(sent: &Sent, name: &str) -> Result<Article> {
    let html = charset::decode(sent.bytes, sent.charset);
    let Some(page) = Page::read(&html) else {
        let reason = "a page of more than two million elements".to_owned();
        return Err(Error::Malformed { source_name: name.to_owned(), place: None, reason });
    };
    let not_articles =
        |reason: &str| Error::NotArticles { source_name: name.to_owned(), reason: reason.to_owned() };
    page.article(name, sent.url, sent.alone).map_err(not_articles)
}
