//! Compressed streams: gzip (of one member or many), zstd, bzip2, xz, told by their first bytes.

use super::members::Members;
use crate::source::Reading;
use crate::source::reading::unpacked_bytes;
use bzip2::bufread::MultiBzDecoder;
use lzma_rust2::XzReader;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// The most memory that unpacking one stream may take, in bytes.
const WINDOW_BYTES: u32 = 128 << 20;
const BUFFER_BYTES: usize = 64 * 1024;

/// How a stream is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Compression {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Compression {
    /// Tells it by a stream's first bytes.
    pub(in crate::source) fn of(bytes: &[u8]) -> Option<Compression> {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Some(Compression::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => Some(Compression::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Compression::Xz),
            _ => None,
        }
    }

    /// The extensions that files so compressed have.
    pub(super) fn extensions(self) -> &'static [&'static str] {
        match self {
            Compression::Gzip => &["gz", "gzip"],
            Compression::Zstd => &["zst", "zstd"],
            Compression::Bzip2 => &["bz2"],
            Compression::Xz => &["xz"],
        }
    }

    fn unpacked<'r>(
        self,
        packed: Box<dyn BufRead + 'r>,
        reading: &Reading,
    ) -> io::Result<Box<dyn BufRead + 'r>> {
        let taken = Rc::new(Cell::new(0));
        let packed = BufReader::with_capacity(BUFFER_BYTES, Counted { reader: packed, taken: taken.clone() });
        let unpacker: Box<dyn Read + 'r> = match self {
            Compression::Gzip => Box::new(Members::new(packed)),
            Compression::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(packed)?;
                decoder.window_log_max(WINDOW_BYTES.ilog2())?;
                Box::new(decoder)
            }
            Compression::Bzip2 => Box::new(MultiBzDecoder::new(packed)),
            Compression::Xz => Box::new(XzReader::new_mem_limit(packed, true, WINDOW_BYTES / 1024)),
        };
        Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, Bounded::new(unpacker, taken, reading))))
    }
}

/// A stream unpacked, layer by layer.
///
/// # Errors
///
/// Where an unpacker cannot be made.
pub(in crate::source) fn unpacked<'r>(
    reader: Box<dyn BufRead + 'r>,
    layers: &[Compression],
    reading: &Reading,
) -> io::Result<Box<dyn BufRead + 'r>> {
    layers.iter().try_fold(reader, |reader, layer| layer.unpacked(reader, reading))
}

/// The layers that a stream is compressed in, and the first bytes of what is in them, from its own first bytes.
///
/// # Errors
///
/// Where there are more layers than anybody makes.
pub(in crate::source) fn layers(
    head: &[u8],
    reading: &Reading,
    most: usize,
) -> io::Result<(Vec<Compression>, Vec<u8>)> {
    let (mut layers, mut first) = (Vec::new(), head.to_vec());
    while let Some(compression) = Compression::of(&first) {
        if layers.len() == super::DEPTH {
            return Err(io::Error::other("compressed again and again"));
        }
        layers.push(compression);
        let packed = std::mem::take(&mut first);
        let unpacker = compression.unpacked(Box::new(&*packed), reading)?;
        // The head is cut off somewhere, which is no fault of the stream's.
        let _ = unpacker.take(most as u64).read_to_end(&mut first);
    }
    Ok((layers, first))
}

/// Counts the bytes taken from a reader.
struct Counted<R> {
    reader: R,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.taken.set(self.taken.get() + read as u64);
        Ok(read)
    }
}

/// Ends with an error where a stream unfolds to more than the ratio allows.
pub(super) struct Bounded<R> {
    reader: R,
    taken: Rc<Cell<u64>>,
    given: u64,
    ratio: u64,
}

impl<R> Bounded<R> {
    /// Holds what is unpacked to the ratio; `taken` are the bytes it is unpacked from.
    pub(super) fn new(reader: R, taken: Rc<Cell<u64>>, reading: &Reading) -> Self {
        Bounded { reader, taken, given: 0, ratio: reading.ratio }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.given += read as u64;
        if self.given > unpacked_bytes(self.taken.get(), self.ratio) {
            return Err(io::Error::other(format!("unpacks to more than {} times its size", self.ratio)));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(bytes: &[u8]) -> io::Result<(u64, usize)> {
        let reading = Reading::default();
        let (layers, _) = layers(bytes, &reading, 1024)?;
        let mut reader = unpacked(Box::new(bytes), &layers, &reading)?;
        let length = io::copy(&mut reader, &mut io::sink())?;
        Ok((length, layers.len()))
    }

    #[test]
    fn members_and_layers() {
        let two = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(unpack(&two).unwrap(), (7, 1));
        assert_eq!(unpack(&gzip(&two)).unwrap(), (7, 2));
        assert_eq!(unpack(b"plain").unwrap(), (5, 0));
        let mut deep = b"x".to_vec();
        (0..6).for_each(|_| deep = gzip(&deep));
        assert!(unpack(&deep).is_err());
    }

    #[test]
    fn a_bomb_is_an_error_and_a_short_one_is_read() {
        assert_eq!(unpack(&gzip(&vec![b'a'; 1 << 20])).unwrap(), (1 << 20, 1));
        let bomb = gzip(&vec![b'a'; 40 << 20]);
        assert!(unpack(&bomb).unwrap_err().to_string().contains("200 times"));
    }

    #[test]
    fn a_stream_cut_short_is_an_error() {
        let whole = gzip(b"The harbour opened on Monday.");
        assert!(unpack(&whole[..whole.len() - 9]).is_err());
    }
}
