//! Parts a JSON document into the values it is made of, without holding more than one.
//!
//! The values are those of an array at the top, or documents one after another. Only where they end is told here, by
//! brackets and strings; whether they are sound is for the parser to say. So a bad value costs no other, and of an
//! array that was cut short no value is lost but the last.

use std::io::{self, BufRead};

/// A value's bytes, or why there are none.
pub(super) type Value = Result<Vec<u8>, &'static str>;

/// Says that a document ends too early.
pub(super) const CUT_SHORT: &str = "the document ends in the middle of it";

/// The values of a document.
pub(super) struct Values<'r> {
    reader: Box<dyn BufRead + 'r>,
    /// Most bytes of a value.
    most: usize,
    in_array: bool,
    /// Whether the values stand in an array.
    pub(super) of_array: bool,
}

/// Where a scan is.
#[derive(Clone, Copy, PartialEq)]
enum At {
    /// Before the value.
    Before,
    /// In an object or array, so many brackets deep.
    Inside(usize),
    /// In a number or a word.
    Scalar,
}

/// A scan for the end of a value.
struct Scan {
    at: At,
    in_string: bool,
    escaped: bool,
}

impl<'r> Values<'r> {
    pub(super) fn new(reader: Box<dyn BufRead + 'r>, most: usize) -> Self {
        Values { reader, most, in_array: false, of_array: false }
    }

    /// The next value; none at the end.
    ///
    /// # Errors
    ///
    /// Where the bytes cannot be read.
    pub(super) fn next(&mut self) -> io::Result<Option<Value>> {
        let mut value = Vec::new();
        let mut length = 0usize;
        let mut scan = Scan { at: At::Before, in_string: false, escaped: false };
        loop {
            let bytes = self.reader.fill_buf()?;
            if bytes.is_empty() {
                break;
            }
            let (mut used, mut begin, mut ended) = (0, None, false);
            while used < bytes.len() && !ended {
                let byte = bytes[used];
                if scan.at == At::Before && is_between(byte) {
                    self.in_array &= byte != b']';
                } else if scan.at == At::Before && byte == b'[' && !self.in_array {
                    (self.in_array, self.of_array) = (true, true);
                } else {
                    if scan.at == At::Scalar && !scan.in_string && is_between(byte) {
                        ended = true;
                        continue;
                    }
                    begin.get_or_insert(used);
                    ended = scan.take(byte);
                }
                used += 1;
            }
            let part = begin.map_or(0..0, |begin| begin..used);
            length += part.len();
            if length <= self.most {
                value.extend_from_slice(&bytes[part]);
            }
            self.reader.consume(used);
            if ended {
                return Ok(Some(if length <= self.most { Ok(value) } else { Err("") }));
            }
        }
        Ok(match scan.at {
            At::Before => None,
            At::Scalar if !scan.in_string => Some(Ok(value)),
            _ => Some(Err(CUT_SHORT)),
        })
    }
}

impl Scan {
    /// Takes a byte of the value; true when it is the last.
    fn take(&mut self, byte: u8) -> bool {
        if self.in_string {
            self.in_string = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return !self.in_string && self.at == At::Scalar;
        }
        self.in_string = byte == b'"';
        self.at = match (self.at, byte) {
            (At::Before, b'{' | b'[') => At::Inside(1),
            (At::Before, _) => At::Scalar,
            (At::Inside(depth), b'{' | b'[') => At::Inside(depth + 1),
            (At::Inside(1), b'}' | b']') => return true,
            (At::Inside(depth), b'}' | b']') => At::Inside(depth - 1),
            (at, _) => at,
        };
        false
    }
}

/// What stands between values.
fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b']')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Result<String, &'static str>> {
        let mut values = Values::new(Box::new(std::io::BufReader::with_capacity(3, text.as_bytes())), 20);
        std::iter::from_fn(|| values.next().unwrap())
            .map(|value| value.map(|bytes| String::from_utf8(bytes).unwrap()))
            .collect()
    }

    #[test]
    fn values_of_arrays_and_documents() {
        assert_eq!(
            of(" [{\"a\": \"]}\\\"\"} , 1,\"x\"]"),
            [Ok("{\"a\": \"]}\\\"\"}".into()), Ok("1".into()), Ok("\"x\"".into())]
        );
        assert_eq!(of("{} {\"a\": [1]}\n7"), [Ok("{}".into()), Ok("{\"a\": [1]}".into()), Ok("7".into())]);
        assert_eq!(of("[] [ ]"), []);
    }

    #[test]
    fn what_is_cut_short_or_too_long() {
        assert_eq!(of("[{\"a\": 1}, {\"a\""), [Ok("{\"a\": 1}".into()), Err(CUT_SHORT)]);
        assert_eq!(of("[{\"a\": \"0123456789012345\"}, 2]"), [Err(""), Ok("2".into())]);
    }
}
