//! Reads the records that are stored with documents, as bytes in place: the engine's own way takes a byte at a time, and
//! ten hits are twenty records.

use crate::error::{Error, Result};
use tantivy::directory::OwnedBytes;
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Searcher};

/// What stands before a value of bytes: how many values the document has, of 7 bits each and the last marked, the number
/// of the field, the type.
const ONE: u8 = 0x81;
const BYTES: u8 = 4;
const LAST: u8 = 0x80;

/// Fewest blocks that are kept at hand of a segment.
const FEWEST_BLOCKS: usize = 8;

/// The records of an index.
pub(crate) struct Stored {
    /// By segment.
    stores: Vec<StoreReader>,
    field: Field,
}

impl Stored {
    /// Opens the records of the segments that `searcher` sees, of which so many blocks are kept at hand, of all together.
    pub(crate) fn new(searcher: &Searcher, field: Field, blocks: usize) -> Result<Stored> {
        let segments = searcher.segment_readers();
        let blocks = (blocks / segments.len().max(1)).max(FEWEST_BLOCKS);
        let stores = segments.iter().map(|segment| segment.get_store_reader(blocks));
        Ok(Stored {
            stores: stores.collect::<std::io::Result<_>>().map_err(tantivy::TantivyError::from)?,
            field,
        })
    }

    /// The record of a document.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or is not as it was written: the engine's own reader is not made for damaged bytes.
    pub(crate) fn record(&self, at: DocAddress) -> Result<OwnedBytes> {
        let store = &self.stores[at.segment_ord as usize];
        let document = store.get_document_bytes(at.doc_id)?;
        match begin_of_only(&document, self.field) {
            Some(begin) => Ok(document.slice(begin..document.len())),
            None => Err(Error::Record("a stored record is damaged".into())),
        }
    }
}

/// Where the bytes of a field begin in a stored document, if they are all that it has.
fn begin_of_only(document: &[u8], field: Field) -> Option<usize> {
    let rest = document.strip_prefix(&[ONE])?.strip_prefix(&field.field_id().to_le_bytes())?;
    let rest = rest.strip_prefix(&[BYTES])?;
    let digits = rest.iter().take(5).position(|byte| byte & LAST != 0)? + 1;
    let seven = |(at, byte): (usize, &u8)| u64::from(byte & !LAST) << (7 * at);
    let length: u64 = rest[..digits].iter().enumerate().map(seven).sum();
    (length == (rest.len() - digits) as u64).then(|| document.len() - (rest.len() - digits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::schema::{STORED, Schema};
    use tantivy::{Index, TantivyDocument};

    /// Records read back, in the order they were written.
    fn read(records: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let mut schema = Schema::builder();
        let field = schema.add_bytes_field("record", STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for record in records {
            let mut document = TantivyDocument::default();
            document.add_bytes(field, record);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let stored = Stored::new(&searcher, field, 2).unwrap();
        (0..)
            .take(records.len())
            .map(|doc| stored.record(DocAddress::new(0, doc)).unwrap().to_vec())
            .collect()
    }

    #[test]
    fn records_are_read_in_place_whatever_their_length() {
        let records: Vec<Vec<u8>> = [0, 1, 127, 128, 16_383, 16_384, 70_000].map(|n| vec![0x81; n]).to_vec();
        assert_eq!(read(&records), records);
        // In the engine's own way it would be one byte after the other, and nobody would know.
        let in_place = [&[ONE][..], &7_u32.to_le_bytes(), &[BYTES, 0x82, 5, 6]].concat();
        assert_eq!(begin_of_only(&in_place, Field::from_field_id(7)), Some(7));
        assert_eq!(begin_of_only(&in_place, Field::from_field_id(8)), None);
        assert_eq!(begin_of_only(&in_place[..8], Field::from_field_id(7)), None);
    }
}
