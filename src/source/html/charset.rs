//! Decodes a page: by its byte order mark, by what was said when it was sent, by what it says itself, else by detection.

use crate::source::decode::{declared_by_xml, is_broken_utf8};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memmem;

/// A declaration is looked for in so many bytes.
const DECLARED_BYTES: usize = 4096;

/// Decodes a page; `sent_as` is the charset that its server named.
pub(crate) fn decode(bytes: &[u8], sent_as: Option<&str>) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        // What is sound UTF-8 is nothing else, but for the encodings that shift.
        let shifts = memchr::memchr(0x1b, bytes).is_some();
        if !shifts {
            return text.to_owned();
        }
    }
    let said = sent_as.and_then(of_label).or_else(|| declared(bytes));
    let encoding = said.filter(|said| fits(said, bytes)).unwrap_or_else(|| detected(bytes));
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn of_label(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().trim_matches(['"', '\'']).as_bytes())
}

/// Whether a page may be in the encoding it says: many say UTF-8 and are not.
fn fits(said: &'static Encoding, bytes: &[u8]) -> bool {
    if said != UTF_8 {
        return said != UTF_16LE && said != UTF_16BE;
    }
    is_broken_utf8(bytes)
}

/// The encoding of `<meta charset=…>`, `<meta … content="text/html; charset=…">` or `<?xml … encoding=…?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(DECLARED_BYTES)].to_ascii_lowercase();
    let of_meta = || {
        let at = memmem::find(&head, b"charset")? + b"charset".len();
        let value = String::from_utf8_lossy(&head[at..head.len().min(at + 40)]).into_owned();
        let value =
            value.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']).to_owned();
        let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')));
        of_label(&value[..end.unwrap_or(value.len())])
    };
    of_meta().or_else(|| declared_by_xml(bytes))
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Allow);
    if guessed == UTF_8 && std::str::from_utf8(bytes).is_err() { WINDOWS_1252 } else { guessed }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn by_mark_word_and_guess() {
        assert_eq!(decode(b"\xef\xbb\xbfcaf\xc3\xa9", Some("windows-1251")), "café");
        assert_eq!(decode(&[0xff, 0xfe, b'a', 0, 0xe9, 0], None), "aé");
        assert_eq!(
            decode(b"<meta charset='windows-1251'>\xcf\xee\xf0\xf2", None),
            "<meta charset='windows-1251'>Порт"
        );
        assert_eq!(decode(b"\xcf\xee\xf0\xf2", Some("\"Windows-1251\"")), "Порт");
        let content = b"<meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-2\">\xb3";
        assert!(decode(content, None).ends_with('ł'));
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='iso-8859-1'?>\xe9", None).chars().last(),
            Some('é')
        );
        let guessed = "Порт открылся в понедельник, и корабли ушли в полдень";
        let (bytes, ..) = encoding_rs::KOI8_R.encode(guessed);
        assert_eq!(decode(&bytes, None), guessed);
    }

    #[test]
    fn a_page_that_says_utf_8_and_is_not() {
        assert_eq!(
            decode(b"<meta charset=utf-8>caf\xe9 \x93open\x94", None),
            "<meta charset=utf-8>café “open”"
        );
        assert_eq!(
            decode(b"<meta charset=utf-8>caf\xc3\xa9 \xc3\xa9 \xff", None),
            "<meta charset=utf-8>café é \u{fffd}"
        );
    }
}
