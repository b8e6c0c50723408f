//! Opens a source with the reader of its format, and keeps the ids of its articles apart.

use super::sniff::{SNIFF_BYTES, sniff};
use super::{Article, Format, SourceFile, decode, json, language, plain, reuters};
use crate::{Error, Result};
use std::collections::HashMap;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Cursor};

/// The articles of one source, in order; a bad one is an error in its place.
pub type Articles = Box<dyn Iterator<Item = Result<Article>> + Send>;

/// Opens a file, tells its format by its first bytes and reads its articles; `name` is the file as shown.
///
/// # Errors
///
/// [`Error::Read`] where the file cannot be read, [`Error::NotArticles`] where it is passed over,
/// [`Error::Malformed`] where it is empty or binary.
pub fn articles(file: &SourceFile, name: &str) -> Result<Articles> {
    let read_fault = |cause| Error::Read { path: file.path.clone(), cause };
    let opened = File::open(&file.path).map_err(read_fault)?;
    let mut reader = BufReader::with_capacity(SNIFF_BYTES, opened);
    let first_bytes = reader.fill_buf().map_err(read_fault)?;
    let format = sniff(file, name, first_bytes)?;
    if decode::is_utf16(first_bytes) && format != Format::Plain {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut reader, &mut bytes).map_err(read_fault)?;
        let text = decode::decode(bytes);
        return Ok(articles_from(Box::new(Cursor::new(text.into_bytes())), name, format));
    }
    Ok(articles_from(Box::new(reader), name, format))
}

/// Reads the articles of a source in a known format; `name` is the source as shown, with `/` between folders.
pub fn articles_from(reader: Box<dyn BufRead + Send>, name: &str, format: Format) -> Articles {
    let articles: Articles = match format {
        Format::Plain => Box::new(std::iter::once(read_plain(reader, name))),
        Format::Reuters => distinct(reuters::Stories::new(reader, name)),
        Format::Json => distinct(json::document(reader, name)),
        Format::JsonLines => distinct(json::Lines::new(reader, name)),
    };
    Box::new(articles.map(|article| article.map(language::told)))
}

fn read_plain(mut reader: Box<dyn BufRead + Send>, name: &str) -> Result<Article> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|cause| Error::Read { path: name.into(), cause })?;
    Ok(plain::read(bytes, name))
}

/// Makes the ids of a source distinct: the second `x` becomes `x~2`.
fn distinct(articles: impl Iterator<Item = Result<Article>> + Send + 'static) -> Articles {
    // Hashes stand for the ids: a source may have millions.
    let hasher = RandomState::new();
    let mut seen: HashMap<u64, u32> = HashMap::new();
    Box::new(articles.map(move |article| {
        let mut article = article?;
        let own = hasher.hash_one(&article.id);
        let mut count = *seen.entry(own).and_modify(|count| *count += 1).or_insert(1);
        while count > 1 {
            let id = format!("{}~{count}", article.id);
            if seen.insert(hasher.hash_one(&id), 1).is_none() {
                article.id = id;
                break;
            }
            count += 1;
        }
        seen.insert(own, count);
        Ok(article)
    }))
}
