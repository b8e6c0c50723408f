//! Reads the words of an RTF document: its lines, a tab between the cells of a table.
//!
//! Only text is kept. What a document says of fonts, styles, pictures, headers and fields is passed over, as is any
//! destination marked as one that need not be known.

use crate::source::reading::too_large;
use encoding_rs::{Encoding, WINDOWS_1252};
use std::io::Read;

/// Groups in groups are followed no further.
const DEPTH: usize = 1000;
/// No control word is longer, in bytes.
const WORD_BYTES: usize = 32;
/// So many bytes, or all that are left, are there when one is looked at: a control word with its number.
const AHEAD: usize = 64;
/// How many bytes are read at a time.
const READ_BYTES: u64 = 64 * 1024;

/// Destinations whose words are not the document's.
const NO_TEXT: &[&[u8]] = &[
    b"author",
    b"bkmkend",
    b"bkmkstart",
    b"colortbl",
    b"comment",
    b"datastore",
    b"fldinst",
    b"fonttbl",
    b"footer",
    b"footerf",
    b"footerl",
    b"footerr",
    b"generator",
    b"header",
    b"headerf",
    b"headerl",
    b"headerr",
    b"info",
    b"latentstyles",
    b"listoverridetable",
    b"listtable",
    b"nonshppict",
    b"object",
    b"pict",
    b"rsidtbl",
    b"stylesheet",
    b"themedata",
    b"title",
    b"xmlnstbl",
];

/// What holds in a group.
#[derive(Clone, Copy)]
struct Group {
    left_out: bool,
    /// Whether its text is hidden, as that of bookmarks often is.
    hidden: bool,
    /// How many characters stand for one in Unicode, for readers that do not know it.
    stand_ins: usize,
}

struct Reader<'s> {
    source: Box<dyn Read + 's>,
    /// What has been read of it, and is not passed yet.
    bytes: Vec<u8>,
    at: usize,
    /// Bytes that are to be passed over unseen.
    unseen: u64,
    ended: bool,
    groups: Vec<Group>,
    group: Group,
    encoding: &'static Encoding,
    /// Bytes in the document's encoding.
    waiting: Vec<u8>,
    /// The first half of a character in UTF-16.
    high: Option<u16>,
    /// Stand-ins that are still to be passed over.
    pass: usize,
    /// The line that is being read.
    text: String,
    most: usize,
    /// Is given each line, and says whether it wants more.
    line: &'s mut dyn FnMut(String) -> bool,
    wanted: bool,
}

/// Reads the lines of a document, of which none may have more than `most` bytes; `line` is given each, and says whether it
/// wants more.
///
/// # Errors
///
/// What is wrong, in words.
pub(super) fn each_line<'s>(
    source: impl Read + 's,
    most: usize,
    line: &'s mut dyn FnMut(String) -> bool,
) -> Result<(), String> {
    let group = Group { left_out: false, hidden: false, stand_ins: 1 };
    let mut reader = Reader {
        source: Box::new(source),
        bytes: Vec::new(),
        at: 0,
        unseen: 0,
        ended: false,
        groups: Vec::new(),
        group,
        encoding: WINDOWS_1252,
        waiting: Vec::new(),
        high: None,
        pass: 0,
        text: String::new(),
        most,
        line,
        wanted: true,
    };
    reader.read()?;
    reader.flush();
    if reader.wanted {
        (reader.line)(reader.text);
    }
    Ok(())
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), String> {
        let mut ended = false;
        while self.wanted {
            self.fill().map_err(|cause| cause.to_string())?;
            let Some(byte) = self.bytes.get(self.at).copied() else { break };
            self.at += 1;
            match byte {
                b'{' => self.open()?,
                b'}' => {
                    self.flush();
                    ended = self.groups.len() == 1;
                    self.group = self.groups.pop().unwrap_or(self.group);
                    self.pass = 0;
                    if ended {
                        break;
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(byte),
            }
            if self.text.len() + self.waiting.len() > self.most {
                return Err(too_large(self.most));
            }
        }
        if ended || !self.wanted { Ok(()) } else { Err("the document ends in the middle of it".to_owned()) }
    }

    /// Reads on where fewer bytes are there than the longest control word takes.
    fn fill(&mut self) -> std::io::Result<()> {
        while self.bytes.len() - self.at < AHEAD && !self.ended {
            self.bytes.drain(..self.at);
            self.at = 0;
            let read = (&mut self.source).take(READ_BYTES).read_to_end(&mut self.bytes)?;
            self.ended = read == 0;
            self.pass_unseen();
        }
        Ok(())
    }

    fn pass_unseen(&mut self) {
        let here = self.unseen.min((self.bytes.len() - self.at) as u64);
        self.at += here as usize;
        self.unseen -= here;
    }

    fn open(&mut self) -> Result<(), String> {
        if self.groups.len() >= DEPTH {
            return Err("groups are nested too deep".to_owned());
        }
        self.flush();
        self.groups.push(self.group);
        self.pass = 0;
        Ok(())
    }

    fn control(&mut self) {
        let Some(byte) = self.bytes.get(self.at).copied() else { return };
        if byte.is_ascii_alphabetic() {
            return self.word();
        }
        self.at += 1;
        match byte {
            b'\'' => {
                let digits =
                    self.bytes.get(self.at..self.at + 2).and_then(|two| std::str::from_utf8(two).ok());
                if let Some(byte) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                    self.at += 2;
                    self.byte(byte);
                }
            }
            b'*' => self.group.left_out = true,
            b'~' => self.push(' '),
            b'_' => self.push('-'),
            b'\r' | b'\n' => self.push('\n'),
            b'\\' | b'{' | b'}' => self.byte(byte),
            _ => {}
        }
    }

    /// A control word with its number and the blank that ends it.
    fn word(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take(WORD_BYTES).take_while(|b| b.is_ascii_alphabetic()).count();
        let (letters, rest) = rest.split_at(length);
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..].iter().take(10).take_while(|b| b.is_ascii_digit()).count();
        let number =
            std::str::from_utf8(&rest[..sign + digits]).ok().and_then(|number| number.parse::<i64>().ok());
        let sign = if digits > 0 { sign } else { 0 };
        let blank = usize::from(rest.get(sign + digits) == Some(&b' '));
        let mut word = [0; WORD_BYTES];
        word[..length].copy_from_slice(letters);
        self.at += length + sign + digits + blank;
        self.obey(&word[..length], number);
    }

    fn obey(&mut self, word: &[u8], number: Option<i64>) {
        match word {
            b"u" => self.unicode(number.unwrap_or_default()),
            b"v" => self.hide(number != Some(0)),
            b"plain" => self.hide(false),
            b"uc" => self.group.stand_ins = number.unwrap_or(1).clamp(0, 16) as usize,
            b"bin" => {
                self.unseen = u64::try_from(number.unwrap_or_default()).unwrap_or_default();
                self.pass_unseen();
            }
            b"ansicpg" => self.encoding = code_page(number.unwrap_or_default()),
            b"par" | b"line" | b"sect" | b"page" | b"row" | b"nestrow" => self.push('\n'),
            b"cell" | b"nestcell" | b"tab" => self.push('\t'),
            b"emdash" => self.push('—'),
            b"endash" => self.push('–'),
            b"lquote" => self.push('‘'),
            b"rquote" => self.push('’'),
            b"ldblquote" => self.push('“'),
            b"rdblquote" => self.push('”'),
            b"bullet" => self.push('•'),
            b"emspace" | b"enspace" | b"qmspace" => self.push(' '),
            word if NO_TEXT.contains(&word) => self.group.left_out = true,
            _ => {}
        }
    }

    fn hide(&mut self, hidden: bool) {
        self.flush();
        self.group.hidden = hidden;
    }

    /// A unit of UTF-16, written as a number that may be below nought.
    fn unicode(&mut self, number: i64) {
        self.flush();
        let unit = number as u16;
        let units = self.high.take().into_iter().chain([unit]);
        for c in char::decode_utf16(units) {
            match c {
                Ok(c) => self.push(c),
                Err(half) if (0xd800..0xdc00).contains(&half.unpaired_surrogate()) => self.high = Some(unit),
                Err(_) => self.push(char::REPLACEMENT_CHARACTER),
            }
        }
        self.pass = self.group.stand_ins;
    }

    /// A byte of the text in the document's encoding.
    fn byte(&mut self, byte: u8) {
        if self.pass > 0 {
            self.pass -= 1;
        } else if !self.group.left_out && !self.group.hidden {
            self.waiting.push(byte);
        }
    }

    fn push(&mut self, c: char) {
        self.flush();
        self.pass = 0;
        if !self.group.left_out && !self.group.hidden {
            self.add(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn flush(&mut self) {
        if !self.waiting.is_empty() {
            let waiting = std::mem::take(&mut self.waiting);
            self.add(&self.encoding.decode_without_bom_handling(&waiting).0);
        }
    }

    /// Adds to the line, and hands on what ends.
    fn add(&mut self, words: &str) {
        for (at, part) in words.split('\n').enumerate() {
            if at > 0 {
                let line = std::mem::take(&mut self.text);
                self.wanted = self.wanted && (self.line)(line);
            }
            self.text.push_str(part);
        }
    }
}

/// The encoding of a code page of Windows.
fn code_page(number: i64) -> &'static Encoding {
    let label = match number {
        874 => "windows-874".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Result<Vec<String>, String> {
        let mut lines = Vec::new();
        each_line(bytes, 1 << 20, &mut |line| {
            lines.push(line);
            true
        })?;
        Ok(lines)
    }

    fn of(text: &str) -> Vec<String> {
        lines(text.as_bytes()).unwrap()
    }

    #[test]
    fn what_lies_across_two_readings_is_read_as_one() {
        for pad in 65_520..65_540 {
            let text =
                format!("{{\\rtf1{{\\pict {}}} a\\u8220?b\\bin3 }}}}}}c\\par d}}", "0".repeat(pad - 20));
            assert_eq!(of(&text), [" a“bc", "d"], "{pad}");
        }
    }

    #[test]
    fn words_and_signs() {
        assert_eq!(
            of(
                "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Times;}}\\f0 Caf\\'e9 \\'93open\\'94\\par\r\n Ships \\u8220?left\\u8221?\\emdash\nnow.\\par}"
            ),
            ["Café “open”", " Ships “left”—now.", ""]
        );
        assert_eq!(of("{\\rtf1\\uc2\\u233ab c \\{d\\} \\u-10179??\\u-8704?? e}"), ["é c {d} 😀 e"]);
        assert_eq!(of("{\\rtf1\\ansicpg1251 \\'cf\\'ee{\\b \\'f0}\\'f2}"), ["Порт"]);
    }

    #[test]
    fn what_is_no_text() {
        assert_eq!(of("{\\rtf1 a{\\v Bookmark{\\pict\\v0 89}\\u233?}b\\v c\\v0 d\\v e\\plain f}"), ["abdf"]);
        assert_eq!(
            of(
                "{\\rtf1{\\pict 89ff\\bin3 {{{}{\\*\\generator X;}{\\header Head\\par}{\\field{\\*\\fldinst{LINK \"x\"}}{\\fldrslt it}} opened}"
            ),
            ["it opened"]
        );
        assert_eq!(
            of("{\\rtf1\\trowd HD\\cell Quay\\cell\\row PD\\cell 4 May 2025\\cell\\row}"),
            ["HD\tQuay\t", "PD\t4 May 2025\t", ""]
        );
    }

    #[test]
    fn what_is_broken_is_said() {
        for text in
            ["{\\rtf1 abc", "{\\rtf1 \\u99999999? \\'zz \\'", "{\\rtf1 \\", "{\\rtf1 \\bin999999999999 x}"]
        {
            assert_eq!(
                lines(text.as_bytes()),
                Err("the document ends in the middle of it".to_owned()),
                "{text}"
            );
        }
        assert_eq!(lines(&b"{".repeat(1_000_000)), Err("groups are nested too deep".to_owned()));
    }
}
