//! A file of which nothing can be read beyond its end.
//!
//! The library goes on where a reader gives nothing, and asks for it as often as the file says: a broken one of two
//! kilobytes kept it busy for ten seconds, and nothing bounds what another may say. A reader that ends with an error
//! stops it.

use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use std::io::{self, ErrorKind, Read};

/// A file, or the bytes of one.
pub(super) struct Ended<F>(pub(super) F);

impl<F: ChunkReader> Length for Ended<F> {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl<F: ChunkReader> ChunkReader for Ended<F> {
    type T = Until<F::T>;

    fn get_read(&self, start: u64) -> Result<Until<F::T>> {
        Ok(Until(self.0.get_read(start)?))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes> {
        // Before room is made for so many.
        if start.checked_add(length as u64).is_none_or(|end| end > self.len()) {
            return Err(ParquetError::EOF(format!("{length} bytes from byte {start}: the file ends before")));
        }
        self.0.get_bytes(start, length)
    }
}

/// A reader to which its end is a fault.
pub(super) struct Until<R>(R);

impl<R: Read> Read for Until<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 if !buffer.is_empty() => Err(ErrorKind::UnexpectedEof.into()),
            read => Ok(read),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_beyond_the_end() {
        let file = Ended(bytes::Bytes::from_static(b"PAR1"));
        let mut read = file.get_read(1).unwrap();
        let mut three = [0; 3];
        read.read_exact(&mut three).unwrap();
        assert_eq!(&three, b"AR1");
        assert_eq!(read.read(&mut three).unwrap_err().kind(), ErrorKind::UnexpectedEof);
        assert_eq!(&*file.get_bytes(1, 3).unwrap(), b"AR1");
        assert!(file.get_bytes(1, 4).is_err());
        assert!(file.get_bytes(u64::MAX, 1).is_err());
    }
}
