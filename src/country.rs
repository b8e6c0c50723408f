//! Countries of a text: names, demonyms and capitals to ISO 3166-1 codes, each with its place.

use crate::lang::Lexicon;
use crate::paragraph::Paragraph;
use crate::source::{Article, Span};
use serde::{Deserialize, Serialize};

/// An ISO 3166-1 alpha-2 code, upper case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code([u8; 2]);

/// A country named in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Which country.
    pub code: Code,
    /// Where, in bytes of the article's text.
    pub span: Span,
}

/// Finds the countries named in an article, in order of place, without overlap.
pub fn mentions(article: &Article, paragraphs: &[Paragraph], lexicon: &Lexicon) -> Vec<Mention> {
    let _ = (article, paragraphs, lexicon);
    Vec::new()
}

/// Tells which of the named countries the article is about, most named first.
pub fn about(paragraphs: &[Paragraph], mentions: &[Mention]) -> Vec<(Code, usize)> {
    let _ = (paragraphs, mentions);
    Vec::new()
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Code {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }

    /// Makes a code from two ASCII letters of either case.
    pub fn new(letters: &str) -> Option<Code> {
        match letters.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Code([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }
}

impl TryFrom<String> for Code {
    type Error = String;
    fn try_from(letters: String) -> Result<Code, String> {
        Code::new(&letters).ok_or_else(|| format!("no country code: {letters}"))
    }
}

impl From<Code> for String {
    fn from(code: Code) -> String {
        code.as_str().to_owned()
    }
}
