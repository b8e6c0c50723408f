//! Parquet: the same columns as any table, read by row group.
//!
//! The table of contents stands at the end of the file, so a file is read by going back and forth in it; one that
//! comes as a stream, such as from an archive, is taken into memory first, and so may be no larger than an article.

use super::ended::Ended;
use super::{columns, fault, offer};
use crate::source::caught::{BROKEN, quietly};
use crate::source::facts::Facts;
use crate::source::handed::{Out, handed};
use crate::source::open::only;
use crate::source::reading::Input;
use crate::source::sniff::First;
use crate::source::{Draft, Drafts};
use crate::{Error, Result};
use jiff::Timestamp;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use std::fs::File;
use std::sync::Arc;

/// Tells a Parquet file by its first bytes.
pub(in crate::source) fn tells(first: &First) -> bool {
    first.bytes.starts_with(b"PAR1")
}

/// Reads the rows of a file.
pub(in crate::source) fn read(mut input: Input<'_>) -> Drafts<'_> {
    let (source, name, reading) = (input.source.clone(), input.name.clone(), input.reading.clone());
    let given = move |file| Input { reader: Box::new(std::io::empty()), source, name, reading, file };
    if let Some(path) = input.file.take() {
        return handed(&input.name, move |out| {
            let input = given(Some(path.clone()));
            match File::open(&path) {
                Ok(file) => rows(file, &input, out),
                Err(cause) => drop(out.hand(Err(Error::Read { path, cause }))),
            }
        });
    }
    match input.all() {
        Ok(bytes) => handed(&input.name, move |out| rows(bytes::Bytes::from(bytes), &given(None), out)),
        Err(fault) => only(Err(fault)),
    }
}

fn rows(file: impl ChunkReader + 'static, input: &Input, out: &Out) {
    // The library trusts some numbers of the file.
    let read = quietly(|| each_row(file, input, out));
    if let Err(fault) = read.unwrap_or_else(|| Err(input.malformed(None, BROKEN))) {
        out.hand(Err(fault));
    }
}

fn each_row(file: impl ChunkReader + 'static, input: &Input, out: &Out) -> Result<()> {
    let broken = |error: ParquetError| input.malformed(None, &error.to_string());
    let file = SerializedFileReader::new(Ended(file)).map_err(broken)?;
    let schema = file.metadata().file_metadata().schema();
    let names: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).collect();
    let columns = columns(names.iter().copied(), input);
    if let Some(reason) = fault(&columns) {
        return Err(input.not_articles(&reason));
    }
    // What no fact is taken from need not be unpacked.
    let wanted: Vec<_> =
        schema.get_fields().iter().zip(&columns).filter(|(_, column)| column.fact.is_some()).collect();
    let fields = wanted.iter().map(|(field, _)| Arc::clone(field)).collect();
    let projection = Type::group_type_builder(schema.name()).with_fields(fields).build().map_err(broken)?;
    let columns: Vec<_> = wanted.iter().map(|(_, column)| *column).collect();
    for (position, row) in file.get_row_iter(Some(projection)).map_err(broken)?.enumerate() {
        let place = || Some(format!("row {}", position + 1));
        let draft = match row {
            Ok(row) => draft(&row, &columns, position as u64, input)
                .ok_or_else(|| input.malformed(place(), "neither text nor title")),
            // Where a row cannot be read, the page it is in cannot.
            Err(error) => return Err(input.malformed(place(), &error.to_string())),
        };
        if !out.hand(draft) {
            break;
        }
    }
    Ok(())
}

fn draft(row: &Row, columns: &[&super::Column], position: u64, input: &Input) -> Option<Draft> {
    let mut facts = Facts::default();
    for ((_, field), column) in row.get_column_iter().zip(columns) {
        offer(&mut facts, column, || words(field));
    }
    facts.is_article().then(|| Draft::made(facts.article(input, position, false), &input.reading))
}

/// The strings of a cell: one, a list, or a moment written out.
fn words(field: &Field) -> Vec<String> {
    match field {
        Field::Str(word) => vec![word.clone()],
        Field::Bytes(bytes) => vec![text(bytes)],
        Field::Null | Field::Group(_) | Field::MapInternal(_) => Vec::new(),
        Field::ListInternal(list) => list.elements().iter().flat_map(words).collect(),
        Field::TimestampMillis(ms) => moment(Timestamp::from_millisecond(*ms)),
        Field::TimestampMicros(us) => moment(Timestamp::from_microsecond(*us)),
        Field::Date(days) => moment(Timestamp::from_second(i64::from(*days) * 24 * 60 * 60)),
        number => vec![number.to_string()],
    }
}

fn text(bytes: &ByteArray) -> String {
    crate::source::decode::text(bytes.data()).into_owned()
}

fn moment(moment: Result<Timestamp, jiff::Error>) -> Vec<String> {
    moment.map(|moment| moment.to_string()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::Length;

    /// A file in which the library breaks down.
    struct Breaking;

    impl Length for Breaking {
        fn len(&self) -> u64 {
            1_000
        }
    }

    impl ChunkReader for Breaking {
        type T = std::io::Empty;

        fn get_read(&self, _: u64) -> parquet::errors::Result<Self::T> {
            panic!("as the library might")
        }

        fn get_bytes(&self, _: u64, _: usize) -> parquet::errors::Result<bytes::Bytes> {
            panic!("as the library might")
        }
    }

    #[test]
    fn a_file_in_which_the_library_breaks_down_is_told() {
        let found: Vec<_> = handed("in/a.parquet", |out| {
            let (source, reading) = ("in/a.parquet".to_owned(), Default::default());
            let reader = Box::new(std::io::empty());
            rows(Breaking, &Input { reader, name: source.clone(), source, reading, file: None }, out)
        })
        .collect();
        let faults = found.iter().map(|found| found.as_ref().err().map(ToString::to_string));
        assert_eq!(faults.collect::<Vec<_>>(), [Some(format!("in/a.parquet: {BROKEN}"))]);
    }
}
