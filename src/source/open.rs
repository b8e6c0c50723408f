//! Opens a source with the reader of its format.

use super::{Article, plain};
use crate::{Error, Result};
use std::io::BufRead;

/// A format that articles are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A plain text file: one article.
    Plain,
}

/// The articles of one source, in order.
pub type Articles = Box<dyn Iterator<Item = Result<Article>> + Send>;

/// Reads the articles of a source in a known format; `name` is the file as shown, with `/` between folders.
pub fn articles_from(reader: Box<dyn BufRead + Send>, name: &str, format: Format) -> Articles {
    match format {
        Format::Plain => Box::new(std::iter::once(read_plain(reader, name))),
    }
}

fn read_plain(mut reader: Box<dyn BufRead + Send>, name: &str) -> Result<Article> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|cause| Error::Read { path: name.into(), cause })?;
    Ok(plain::read(bytes, name))
}
