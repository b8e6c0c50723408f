//! Where an engine is, and by what right one talks to it.

use crate::error::{Error, Result};
use std::fmt;

/// The address of an index on an engine: `https://search.example.org:9200/news`.
///
/// ```
/// # use onrecord::engine::Address;
/// let address = Address::parse("http://127.0.0.1:9200/news-1").unwrap();
/// assert_eq!((address.base(), address.index()), ("http://127.0.0.1:9200", "news-1"));
/// assert!(Address::parse("http://127.0.0.1:9200").is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    base: String,
    index: String,
    /// The header by which the asker is known.
    authorization: Option<String>,
}

impl Address {
    /// Reads an address; a name and a password before the host are kept apart and never shown.
    ///
    /// # Errors
    ///
    /// [`Error::EngineAddress`] with what is wrong.
    pub fn parse(written: &str) -> Result<Address> {
        let wrong = |reason: &str| Error::EngineAddress {
            address: without_password(written),
            reason: reason.to_owned(),
        };
        let written = written.trim().trim_end_matches('/');
        let Some((scheme, rest)) = written.split_once("://") else {
            return Err(wrong("it does not begin with http:// or https://"));
        };
        if !matches!(scheme, "http" | "https") {
            return Err(wrong("it does not begin with http:// or https://"));
        }
        let Some((place, index)) = rest.rsplit_once('/') else {
            return Err(wrong("it names no index"));
        };
        let (authorization, place) = match place.rsplit_once('@') {
            Some((user, place)) => (Some(basic(user)), place),
            None => (None, place),
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        let first = index.chars().next();
        if !index.chars().all(plain) || !first.is_some_and(|c| c.is_ascii_alphanumeric()) {
            return Err(wrong("the name of an index is made of small letters, digits, `-`, `_` and `.`"));
        }
        if place.is_empty() || place.starts_with('/') || place.contains(['?', '#', ' ']) {
            return Err(wrong("it names no host"));
        }
        Ok(Address { base: format!("{scheme}://{place}"), index: index.to_owned(), authorization })
    }

    /// The same with a header by which the asker is known: `Bearer …`, `ApiKey …`, `Basic …`.
    pub fn authorized(self, header: &str) -> Address {
        Address { authorization: Some(header.trim().to_owned()), ..self }
    }

    /// The same engine, another index.
    pub fn with_index(&self, index: &str) -> Result<Address> {
        let other = Address::parse(&format!("{}/{index}", self.base))?;
        Ok(Address { authorization: self.authorization.clone(), ..other })
    }

    /// The engine's own address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The name of the index.
    pub fn index(&self) -> &str {
        &self.index
    }

    pub(super) fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.index)
    }
}

/// What is printed of it has no password.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

fn basic(user: &str) -> String {
    use base64::Engine;
    let decoded: String =
        form_urlencoded::parse(format!("user={}", user.replace('+', "%2B").replace('&', "%26")).as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default();
    format!("Basic {}", base64::prelude::BASE64_STANDARD.encode(decoded))
}

fn without_password(written: &str) -> String {
    match (written.split_once("://"), written.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://{place}"),
        (None, Some((_, place))) => place.to_owned(),
        _ => written.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_passwords_not_shown() {
        let address = Address::parse("https://anna:s%40cret@search.example.org:9200/under/news.1/").unwrap();
        assert_eq!(address.to_string(), "https://search.example.org:9200/under/news.1");
        assert_eq!(address.authorization(), Some("Basic YW5uYTpzQGNyZXQ="));
        assert!(!format!("{address:?}").contains("cret"));
        for wrong in [
            "news",
            "ftp://a/news",
            "http://host",
            "http://host/News",
            "http:///news",
            "http://host/_all",
            "http://a:b@host/x y",
        ] {
            let error = Address::parse(wrong).unwrap_err().to_string();
            assert!(!error.contains("a:b"), "{error}");
        }
    }
}
