//! What parts of a document may unpack to, looked at before anything unpacks them.
//!
//! The library that reads PDF unpacks a part whole, however large it gets. So every part that looks packed is unpacked
//! here first and thrown away, as far as the limit; and a part that is packed several times over is not read.

use flate2::read::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;
use memchr::memmem;
use std::io::{Read, Result as IoResult, copy, sink};

/// Most bytes that a byte turns into where it is packed by the older way.
const LZW_RATIO: usize = 1366;
/// Most bytes that a byte turns into where runs of one byte are counted.
const RUN_RATIO: usize = 64;

/// Unpacks all that looks packed in a document.
///
/// # Errors
///
/// In words, where a part would be more than `most` bytes.
pub(super) fn packed(bytes: &[u8], most: usize) -> Result<(), String> {
    for at in memmem::find_iter(bytes, b"stream") {
        let body = &bytes[at + b"stream".len()..];
        let body = body.strip_prefix(b"\r").unwrap_or(body);
        let body = body.strip_prefix(b"\n").unwrap_or(body);
        if begins_packed(body) && unpacks_beyond(body, most) {
            return Err(too_large(most));
        }
    }
    Ok(())
}

/// Whether bytes begin as what zlib packs does.
fn begins_packed(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..] if first & 0x0f == 8 && (usize::from(*first) * 256 + usize::from(*second)) % 31 == 0)
}

fn unpacks_beyond(bytes: &[u8], most: usize) -> bool {
    let counted =
        |reader: &mut dyn Read| -> IoResult<u64> { copy(&mut reader.take(most as u64 + 1), &mut sink()) };
    let mut once = ZlibDecoder::new(bytes);
    let mut head = [0; 2];
    // What is packed twice is looked at twice; what cannot be unpacked is no danger.
    if once.read_exact(&mut head).is_ok() && begins_packed(&head) {
        let mut twice = ZlibDecoder::new(head.chain(&mut once));
        if counted(&mut twice).is_ok_and(|unpacked| unpacked > most as u64) {
            return true;
        }
    }
    counted(&mut ZlibDecoder::new(bytes)).is_ok_and(|unpacked| unpacked > most as u64)
}

/// Unpacks a part of text or a font; none where it is a picture or cannot be unpacked.
///
/// # Errors
///
/// In words, where it is packed in a way that may make it more than `most` bytes.
pub(super) fn unpacked<'p>(
    part: &Stream<'p>,
    most: usize,
) -> Result<Option<std::borrow::Cow<'p, [u8]>>, String> {
    bounded(part, most)?;
    Ok(part.decoded_data().ok())
}

/// Whether a part stays within the limit when it is unpacked.
///
/// # Errors
///
/// In words, where it may not.
pub(super) fn bounded(part: &Stream, most: usize) -> Result<(), String> {
    let filters = part.filters();
    let packers = filters.iter().filter_map(|filter| match filter {
        Filter::FlateDecode => Some(1),
        Filter::LzwDecode => Some(LZW_RATIO),
        Filter::RunLengthDecode => Some(RUN_RATIO),
        _ => None,
    });
    let (count, ratio) = packers.fold((0, 1), |(count, all), ratio| (count + 1, ratio.max(all)));
    let length = part.raw_data().len();
    // Behind letters and digits what zlib packed was not seen above.
    let hidden = filters.contains(&Filter::FlateDecode) && filters.first() != Some(&Filter::FlateDecode);
    let ratio = if hidden { LZW_RATIO } else { ratio };
    if count > 1 || length.saturating_mul(ratio) > most { Err(too_large(most)) } else { Ok(()) }
}

fn too_large(most: usize) -> String {
    format!("a part of it is, or may be, more than {most} bytes when it is unpacked")
}
