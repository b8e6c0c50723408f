//! A gzip stream of one member or many, which goes on after a broken one.
//!
//! Archives of the web are a member a record, so that one that is broken costs one record. It is an error as any other;
//! but who reads on after it is given what comes next. Reading is over for whoever does not.

use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// How a member begins.
const MARK: [u8; 3] = [0x1f, 0x8b, 8];

pub(super) struct Members<R> {
    /// The member that is being read; none while nothing is known of what comes next.
    member: Option<GzDecoder<R>>,
    rest: Option<R>,
}

impl<R: BufRead> Members<R> {
    pub(super) fn new(packed: R) -> Self {
        Members { member: Some(GzDecoder::new(packed)), rest: None }
    }

    /// Finds the next member; false at the end.
    fn next(&mut self) -> io::Result<bool> {
        let Some(mut rest) = self.rest.take() else { return Ok(false) };
        let found = step_to_mark(&mut rest);
        if matches!(found, Ok((true, _))) {
            self.member = Some(GzDecoder::new(rest));
        } else {
            self.rest = Some(rest);
        }
        match found? {
            (found, true) => Ok(found),
            (_, false) => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "bytes between the members of a gzip stream"))
            }
        }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if self.member.is_none() && !self.next()? {
                return Ok(0);
            }
            let Some(member) = &mut self.member else { return Ok(0) };
            match member.read(buffer) {
                Ok(read) if read > 0 => return Ok(read),
                ended => {
                    let interrupted =
                        ended.as_ref().is_err_and(|cause| cause.kind() == io::ErrorKind::Interrupted);
                    if !interrupted {
                        self.rest = self.member.take().map(GzDecoder::into_inner);
                    }
                    ended?;
                }
            }
        }
    }
}

/// Steps to where a member begins; tells whether there is one, and whether what was stepped over are zeros at most, which
/// some tapes end in.
fn step_to_mark(rest: &mut impl BufRead) -> io::Result<(bool, bool)> {
    let mut zeros = true;
    loop {
        let there = rest.fill_buf()?;
        // What a buffer ends in may be the beginning of one.
        if there.starts_with(&MARK[..there.len().min(MARK.len())]) && !there.is_empty() {
            return Ok((true, zeros));
        }
        if there.is_empty() {
            return Ok((false, zeros));
        }
        let step = memchr::memchr(MARK[0], &there[1..]).map_or(there.len(), |at| at + 1);
        zeros &= there[..step].iter().all(|byte| *byte == 0);
        rest.consume(step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    /// What is read, and how many faults on the way.
    fn read(packed: &[u8]) -> (String, usize) {
        let mut members = Members::new(packed);
        let (mut text, mut faults) = (Vec::new(), 0);
        let mut buffer = [0; 7];
        while faults < 20 {
            match members.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => text.extend_from_slice(&buffer[..read]),
                Err(_) => faults += 1,
            }
        }
        (String::from_utf8_lossy(&text).into_owned(), faults)
    }

    #[test]
    fn a_broken_member_costs_that_member() {
        let mut broken = gzip("The harbour board met on the quay and went through the list of ships.");
        let middle = broken.len() / 2;
        broken[middle..middle + 6].fill(0xff);
        let (text, faults) = read(&[gzip("one "), broken, gzip("two")].concat());
        assert!(text.starts_with("one ") && text.ends_with("two") && faults >= 1, "{text} {faults}");
        assert_eq!(read(&[gzip("one "), gzip("two")].concat()), ("one two".to_owned(), 0));
        assert_eq!(read(&[gzip("one"), vec![0; 512]].concat()), ("one".to_owned(), 0));
        assert_eq!(read(&[gzip("one"), b"and more".to_vec()].concat()), ("one".to_owned(), 1));
        let whole = gzip("one two three");
        assert_eq!(read(&whole[..whole.len() - 4]).1, 1);
    }
}
