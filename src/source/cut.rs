//! Cuts a source into the elements that hold its articles, as bytes, without holding more than one.
//!
//! Only where a start tag and its end tag stand is told here: whether what lies between is sound is for the reader of
//! the element to say, and may be asked on another thread. An element that lacks its end does not swallow the next.

use memchr::memchr;
use std::io::{BufRead, Result};

/// No tag that is looked for has a longer name, prefix and blanks included, in bytes.
const TAG_BYTES: usize = 64;

/// An element of a source.
pub(super) enum Cut {
    /// From its start tag to its end tag.
    Whole(Vec<u8>),
    /// From its start tag to where the next begins or the source ends.
    Open(Vec<u8>),
    /// One that is larger than it may be.
    TooLarge,
}

/// Cuts a source.
pub(super) struct Cutter<'r> {
    reader: Box<dyn BufRead + 'r>,
    /// Local names of the elements.
    tags: &'static [&'static str],
    /// Whether capitals do not matter.
    any_case: bool,
    /// Most bytes of an element.
    most: usize,
    buffer: Vec<u8>,
    /// Byte of the buffer up to which elements have been taken.
    taken: usize,
    ended: bool,
}

/// What stands at a `<`.
enum Mark {
    Other,
    Start(usize),
    /// With the bytes it takes up.
    End(usize, usize),
    /// Cannot be told from so few bytes.
    More,
}

impl<'r> Cutter<'r> {
    pub(super) fn new(
        reader: Box<dyn BufRead + 'r>,
        tags: &'static [&'static str],
        any_case: bool,
        most: usize,
    ) -> Self {
        Cutter { reader, tags, any_case, most, buffer: Vec::new(), taken: 0, ended: false }
    }

    /// The first bytes of the source, as long as nothing has been cut.
    pub(super) fn first_bytes(&mut self) -> Result<&[u8]> {
        if self.buffer.is_empty() {
            self.fill()?;
        }
        Ok(&self.buffer)
    }

    /// What stands before the first element, as long as nothing has been cut, or so many bytes of it.
    ///
    /// # Errors
    ///
    /// Where the bytes cannot be read.
    pub(super) fn head(&mut self, most: usize) -> Result<&[u8]> {
        let mut from = 0;
        loop {
            match self.mark_from(&mut from) {
                Mark::Start(_) => break,
                Mark::More if self.ended || from >= most => break,
                Mark::More => self.fill()?,
                _ => from += 1,
            }
        }
        Ok(&self.rest()[..from.min(most)])
    }

    /// What stands from here to the next tag that is looked for, be it a start or an end, and whether it begins with one;
    /// none at the end. What is longer than `most` comes in pieces.
    ///
    /// # Errors
    ///
    /// Where the bytes cannot be read.
    pub(super) fn piece(&mut self, most: usize) -> Result<Option<(Vec<u8>, bool)>> {
        let mut from = 0;
        let mut begins = false;
        loop {
            match self.mark_from(&mut from) {
                Mark::Start(_) | Mark::End(..) if from == 0 => {
                    (begins, from) = (true, 1);
                }
                Mark::Start(_) | Mark::End(..) => break,
                Mark::More if self.ended || from > most => break,
                Mark::More => self.fill()?,
                Mark::Other => from += 1,
            }
        }
        let piece = self.take(from);
        Ok((!piece.is_empty()).then_some((piece, begins)))
    }

    fn fill(&mut self) -> Result<()> {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        let more = self.reader.fill_buf()?;
        let read = more.len();
        self.buffer.extend_from_slice(more);
        self.reader.consume(read);
        self.ended |= read == 0;
        Ok(())
    }

    /// The next element; none at the end.
    ///
    /// # Errors
    ///
    /// Where the bytes cannot be read.
    pub(super) fn next(&mut self) -> Result<Option<Cut>> {
        let Some(tag) = self.skip_to_start()? else { return Ok(None) };
        let mut from = 1;
        loop {
            match self.mark_from(&mut from) {
                Mark::End(index, length) if index == tag => {
                    return Ok(Some(Cut::Whole(self.take(from + length))));
                }
                Mark::Start(index) if index == tag => return Ok(Some(Cut::Open(self.take(from)))),
                Mark::More if self.rest().len() > self.most => {
                    self.taken += from;
                    return Ok(Some(Cut::TooLarge));
                }
                Mark::More if self.ended => return Ok(Some(Cut::Open(self.take(self.rest().len())))),
                Mark::More => self.fill()?,
                _ => from += 1,
            }
        }
    }

    /// Drops what stands before the next start tag, and tells which it is.
    fn skip_to_start(&mut self) -> Result<Option<usize>> {
        let mut from = 0;
        loop {
            match self.mark_from(&mut from) {
                Mark::Start(index) => {
                    self.taken += from;
                    return Ok(Some(index));
                }
                Mark::More if self.ended => return Ok(None),
                Mark::More => {
                    self.taken += std::mem::take(&mut from);
                    self.fill()?;
                }
                _ => from += 1,
            }
        }
    }

    /// Steps to the next tag that is looked for, or to where more bytes are needed.
    fn mark_from(&self, from: &mut usize) -> Mark {
        while let Some(at) = memchr(b'<', &self.rest()[*from..]) {
            *from += at;
            match self.mark(&self.rest()[*from..]) {
                Mark::Other => *from += 1,
                mark => return mark,
            }
        }
        *from = self.rest().len();
        Mark::More
    }

    fn mark(&self, bytes: &[u8]) -> Mark {
        let window = &bytes[1..bytes.len().min(TAG_BYTES)];
        let (ends, name) = match window {
            [b'/', name @ ..] => (true, name),
            name => (false, name),
        };
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'.' | b'-' | b'_');
        let length = name.iter().take_while(|b| is_name(b)).count();
        let short = bytes.len() < TAG_BYTES && !self.ended;
        if length == name.len() {
            return if short { Mark::More } else { Mark::Other };
        }
        let local = name[..length].rsplit(|b| *b == b':').next().unwrap_or_default();
        let same = |tag: &&str| {
            if self.any_case { local.eq_ignore_ascii_case(tag.as_bytes()) } else { local == tag.as_bytes() }
        };
        match self.tags.iter().position(same) {
            None => Mark::Other,
            Some(index) if !ends => Mark::Start(index),
            Some(index) => match memchr(b'>', window) {
                Some(close) => Mark::End(index, close + 2),
                None if short => Mark::More,
                None => Mark::Other,
            },
        }
    }

    fn take(&mut self, bytes: usize) -> Vec<u8> {
        let taken = self.rest()[..bytes].to_vec();
        self.taken += bytes;
        taken
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.taken..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn cut(text: &str) -> Vec<String> {
        let reader = Box::new(BufReader::with_capacity(3, text.as_bytes()));
        let mut cutter = Cutter::new(reader, &["item", "note"], false, 40);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        std::iter::from_fn(|| cutter.next().unwrap())
            .map(|cut| match cut {
                Cut::Whole(bytes) => text(bytes),
                Cut::Open(bytes) => format!("open: {}", text(bytes)),
                Cut::TooLarge => "too large".to_owned(),
            })
            .collect()
    }

    #[test]
    fn elements() {
        assert_eq!(
            cut(
                "<?xml?><x:item a='1'><items>1</items></x:item > <item>2<b></note></item><Item/><note>3</note>"
            ),
            ["<x:item a='1'><items>1</items></x:item >", "<item>2<b></note></item>", "<note>3</note>"]
        );
        assert_eq!(cut("nothing < here"), [""; 0]);
    }

    #[test]
    fn pieces_and_the_head() {
        let text = "<?xml?><rss><title>Quay</title><item>1</item> and <Item>2";
        let cutter = || {
            let reader = Box::new(BufReader::with_capacity(3, text.as_bytes()));
            Cutter::new(reader, &["item"], true, 40)
        };
        assert_eq!(cutter().head(100).unwrap(), b"<?xml?><rss><title>Quay</title>");
        assert_eq!(cutter().head(5).unwrap(), b"<?xml");
        let mut cutter = cutter();
        let pieces: Vec<(String, bool)> = std::iter::from_fn(|| cutter.piece(100).unwrap())
            .map(|(bytes, begins)| (String::from_utf8(bytes).unwrap(), begins))
            .collect();
        let all: String = pieces.iter().map(|(piece, _)| piece.as_str()).collect();
        assert_eq!(all, text);
        let begun: Vec<&str> = pieces.iter().filter(|(_, b)| *b).map(|(piece, _)| piece.as_str()).collect();
        assert_eq!(begun, ["<item>1", "</item> and ", "<Item>2"]);
    }

    #[test]
    fn what_lacks_its_end_or_is_too_large() {
        assert_eq!(cut("<item>1<item>2</item><item>3"), ["open: <item>1", "<item>2</item>", "open: <item>3"]);
        let long = format!("<item>{}</item><item>2</item>", "a".repeat(90));
        assert_eq!(cut(&long), ["too large", "<item>2</item>"]);
    }
}
