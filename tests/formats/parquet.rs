//! The story in Parquet, and what a broken file is.

use super::story::is_the_story;
use onrecord::Article;
use onrecord::source::{SourceFile, articles, walk};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::path::Path;
use std::sync::Arc;

const SCHEMA: &str = "message news {
    REQUIRED BYTE_ARRAY title (UTF8);
    REQUIRED INT64 date (TIMESTAMP(MILLIS, true));
    REQUIRED BYTE_ARRAY domain (UTF8);
    REQUIRED INT64 width;
    REQUIRED BYTE_ARRAY text (UTF8);
}";

/// A moment of 9 March 2025, in milliseconds since 1970.
const DAY: i64 = 1_741_516_272_000;

/// Writes rows of a title, a moment in milliseconds since 1970 and a text, so many to a row group.
pub(super) fn table(rows: &[(&str, i64, &str)], group: usize) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).expect("a schema"));
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default()))
        .expect("a writer");
    for rows in rows.chunks(group) {
        let words = |of: fn(&(&str, i64, &str)) -> String| {
            rows.iter().map(|row| ByteArray::from(of(row).into_bytes())).collect()
        };
        let columns: [Vec<ByteArray>; 3] =
            [words(|row| row.0.to_owned()), words(|_| "Reuters".to_owned()), words(|row| row.2.to_owned())];
        let mut columns = columns.into_iter();
        let mut written = writer.next_row_group().expect("a group");
        for i in 0..5 {
            let mut column = written.next_column().expect("a column").expect("one more");
            match i {
                1 | 3 => {
                    let numbers: Vec<i64> = rows.iter().map(|row| row.1).collect();
                    column.typed::<Int64Type>().write_batch(&numbers, None, None).expect("numbers");
                }
                _ => {
                    let words = columns.next().expect("words");
                    column.typed::<ByteArrayType>().write_batch(&words, None, None).expect("words");
                }
            }
            column.close().expect("closed");
        }
        written.close().expect("closed");
    }
    writer.into_inner().expect("a file")
}

fn read(path: &Path) -> Vec<Result<Article, String>> {
    let file: SourceFile = walk(&[path.to_owned()], &[]).next().expect("a file").expect("no error");
    match articles(&file, "in/a", &Default::default()) {
        Ok(articles) => articles.map(|article| article.map_err(|error| error.to_string())).collect(),
        Err(error) => vec![Err(error.to_string())],
    }
}

const TEXT: &str = "PORTO, March 9 - The harbour board opened both quays on Monday.\n\n“We waited for years,” said Marta \
                    Quiroga, who runs the ferry.\n\nShips left at noon.";

#[test]
fn the_story_in_parquet() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("news.bin");
    std::fs::write(&path, table(&[("Harbour & quay open at last", DAY, TEXT)], 10)).expect("written");
    let found = read(&path);
    is_the_story(found[0].as_ref().expect("an article"), "parquet");
    assert_eq!(found.len(), 1);
}

#[test]
fn rows_of_many_groups_and_a_broken_end() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("news.parquet");
    let rows: Vec<(&str, i64, &str)> = (0..25).map(|_| ("Harbour", DAY, TEXT)).collect();
    let whole = table(&rows, 10);
    std::fs::write(&path, &whole).expect("written");
    let ids: Vec<String> = read(&path).into_iter().map(|article| article.expect("an article").id).collect();
    assert_eq!((ids.len(), ids[24].as_str()), (25, "in/a#25"));
    // Cut short, or overwritten anywhere: an error, never a panic, and no row made up.
    std::fs::write(&path, &whole[..whole.len() - 9]).expect("written");
    assert!(read(&path).iter().any(Result::is_err));
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        std::fs::write(&path, &bytes).expect("written");
        assert!(read(&path).len() <= 26, "byte {at}");
    }
}
