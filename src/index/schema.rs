//! The fields of the index. One document a passage, one an article, one a source file.
//!
//! Headline, date, day, publisher, language, where the date was found, key and countries of an article are its own
//! document's alone, which stands right before those of its passages ([`super::of_articles`]).

use tantivy::schema::{
    FAST, FacetOptions, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions,
};

/// The fields, by what they hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// The words of a passage.
    pub(crate) text: Field,
    /// The headline of an article.
    pub(crate) title: Field,
    /// `/paragraph`, `/quote/direct`, `/article`, `/source`.
    pub(crate) kind: Field,
    /// The named speaker of a quote.
    pub(crate) speaker: Field,
    /// The unnamed source of a quote, as written: nobody's, unless the user says whose.
    pub(crate) described: Field,
    /// How certain a quote is, in hundredths.
    pub(crate) certainty: Field,
    /// What a passage is about: `/region/sub-region/code`.
    pub(crate) country: Field,
    /// What a passage names: `/region/sub-region/code`.
    pub(crate) names_country: Field,
    /// What an article is about: `/region/sub-region/code`.
    pub(crate) about: Field,
    /// `/2025/09/04`.
    pub(crate) date: Field,
    /// The publisher.
    pub(crate) publisher: Field,
    /// The language, an ISO 639-1 code, where it is known.
    pub(crate) language: Field,
    /// Where the date was found: `/stated/metadata`.
    pub(crate) date_from: Field,
    /// Days since 1970-01-01.
    pub(crate) day: Field,
    /// The key of an article, or of a source.
    pub(crate) article: Field,
    /// The key of the source an article came from.
    pub(crate) source: Field,
    /// What tells a changed article, or a changed source, from the one that was read.
    pub(crate) hash: Field,
    /// Of a passage, its ordinal in its article, from 1 on; 0 of an article's own document or a source's.
    pub(crate) place: Field,
    /// 0 for a quote, else 1 + how many passages back the first quote stands that covers a part of the paragraph.
    pub(crate) fold: Field,
    /// How many words a passage has, or all paragraphs of an article.
    pub(crate) words: Field,
    /// The article's id, to look it up.
    pub(crate) id: Field,
    /// What is shown: a record of [`super::record`].
    pub(crate) record: Field,
}

/// Makes the schema.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer(super::written::NEWS)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let words = TextOptions::default().set_indexing_options(words);
    let facet = FacetOptions::default;
    let fields = Fields {
        text: builder.add_text_field("text", words.clone()),
        title: builder.add_text_field("title", words),
        kind: builder.add_facet_field("kind", facet()),
        speaker: builder.add_facet_field("speaker", facet()),
        described: builder.add_text_field("described", STRING | FAST),
        certainty: builder.add_u64_field("certainty", FAST),
        country: builder.add_facet_field("country", facet()),
        names_country: builder.add_facet_field("names-country", facet()),
        about: builder.add_facet_field("about", facet()),
        date: builder.add_facet_field("date", facet()),
        publisher: builder.add_facet_field("publisher", facet()),
        language: builder.add_facet_field("language", facet()),
        date_from: builder.add_facet_field("date-from", facet()),
        day: builder.add_i64_field("day", FAST),
        article: builder.add_u64_field("article", INDEXED | FAST),
        source: builder.add_u64_field("source", FAST),
        hash: builder.add_u64_field("hash", FAST),
        place: builder.add_u64_field("place", FAST),
        fold: builder.add_u64_field("fold", FAST),
        words: builder.add_u64_field("words", FAST),
        id: builder.add_text_field("id", STRING),
        record: builder.add_bytes_field("record", STORED),
    };
    (builder.build(), fields)
}
