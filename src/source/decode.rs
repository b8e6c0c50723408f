//! Decodes the bytes of a file to text: UTF-8, UTF-16 by its byte order mark, else whatever the bytes look like.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Fewest bytes beyond ASCII that an encoding is told by; of fewer, most are the quotation marks of windows-1252.
const TELLING_BYTES: usize = 12;
/// How many bytes of a text are looked at to tell its encoding.
const LOOKED_AT: usize = 64 * 1024;

/// The byte order mark of UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Decodes a file.
///
/// A UTF-8 byte order mark stays in the text, so that offsets are those of the file. Where only few bytes of a
/// text in UTF-8 are broken, they alone become U+FFFD.
pub(crate) fn decode(bytes: Vec<u8>) -> String {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(error) => error.into_bytes(),
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => UTF_16LE.decode_with_bom_removal(&bytes).0.into_owned(),
        [0xfe, 0xff, ..] => UTF_16BE.decode_with_bom_removal(&bytes).0.into_owned(),
        _ if is_broken_utf8(&bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => looks_like(&bytes).decode_without_bom_handling(&bytes).0.into_owned(),
    }
}

/// Decodes what need not be taken apart from its bytes where it is UTF-8.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => decode(bytes.to_vec()).into(),
    }
}

/// The encoding that an XML declaration names; not UTF-16, out of which a source has been brought already.
pub(crate) fn declared_by_xml(bytes: &[u8]) -> Option<&'static Encoding> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let declaration = bytes.strip_prefix(b"<?xml")?.split(|b| *b == b'>').next()?;
    let declaration = std::str::from_utf8(declaration).ok()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let encoding = Encoding::for_label(value[1..].split(mark).next()?.as_bytes())?;
    (encoding != UTF_16LE && encoding != UTF_16BE).then_some(encoding)
}

/// The encoding that bytes which are no UTF-8 look like.
fn looks_like(bytes: &[u8]) -> &'static Encoding {
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let looked_at = &bytes[first..bytes.len().min(first + LOOKED_AT)];
    if looked_at.iter().filter(|b| !b.is_ascii()).count() < TELLING_BYTES {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(looked_at, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Tells the byte order marks of UTF-16.
pub(crate) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

/// Tells a text that is UTF-8 but for a few bytes: more characters of several bytes are sound than not.
pub(crate) fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        assert_eq!(decode("\u{feff}é".into()), "\u{feff}é");
        assert_eq!(decode(b"caf\xe9 \x93open\x94".to_vec()), "café “open”");
        assert_eq!(decode(vec![0xff, 0xfe, b'a', 0, 0xe9, 0]), "aé");
        assert_eq!(decode(vec![0xfe, 0xff, 0, b'a', 0, 0xe9]), "aé");
        let russian = "Гавань открылась в понедельник, сообщил мэр.";
        assert_eq!(decode(encoding_rs::WINDOWS_1251.encode(russian).0.into_owned()), russian);
        let japanese = "港は月曜日に開いたと市長が述べた。";
        assert_eq!(decode(encoding_rs::SHIFT_JIS.encode(japanese).0.into_owned()), japanese);
        assert_eq!(decode(b"caf\xc3\xa9 \xe2\x80\x9copen\xff".to_vec()), "café “open\u{fffd}");
    }

    #[test]
    fn encodings_that_are_declared() {
        let of = |text: &str| declared_by_xml(text.as_bytes()).map(Encoding::name);
        assert_eq!(of("<?xml version=\"1.0\" encoding='iso-8859-2'?>"), Some("ISO-8859-2"));
        assert_eq!(of("\u{feff}<?xml encoding = \"UTF-8\"?>"), Some("UTF-8"));
        assert_eq!(of("<?xml encoding=\"UTF-16\"?>"), None);
        assert_eq!(of("<?xml encoding=utf-8?>"), None);
        assert_eq!(of("<nitf encoding=\"UTF-8\">"), None);
    }
}
