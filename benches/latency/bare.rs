//! The same passages in an index of tantivy's own making, asked with its own query parser.

use onrecord::lang::Lexicon;
use onrecord::passage::{Passage, PassageKind, extract, passages};
use onrecord::source::Article;
use std::ops::Bound;
use std::path::Path;
use tantivy::collector::{Count, FacetCollector, MultiCollector, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query, QueryParser, RangeQuery, TermQuery};
use tantivy::schema::{
    FAST, Facet, FacetOptions, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing,
    TextOptions,
};
use tantivy::{Index, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term, doc};

/// Bytes that the writer may hold.
const BUDGET: usize = 200_000_000;

/// What a search asks for.
pub(crate) struct Asked<'a> {
    pub(crate) text: &'a str,
    pub(crate) country: Option<&'a str>,
    /// First and last day since 1970-01-01.
    pub(crate) days: Option<(i64, i64)>,
    pub(crate) quotes: bool,
    pub(crate) facets: bool,
}

pub(crate) struct Bare {
    searcher: Searcher,
    parser: QueryParser,
    kind: Field,
    country: Field,
    day: Field,
    facets: [&'static str; 4],
}

/// An index being filled.
pub(crate) struct Filling {
    index: Index,
    writer: IndexWriter,
    text: Field,
    title: Field,
    kind: Field,
    speaker: Field,
    country: Field,
    date: Field,
    day: Field,
}

impl Filling {
    pub(crate) fn new(dir: &Path) -> Filling {
        let mut schema = Schema::builder();
        let words = TextFieldIndexing::default()
            .set_tokenizer("en_stem")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(words) | STORED;
        let text = schema.add_text_field("text", words.clone());
        let title = schema.add_text_field("title", words);
        let facet = |schema: &mut tantivy::schema::SchemaBuilder, name: &str| {
            schema.add_facet_field(name, FacetOptions::default())
        };
        let (kind, speaker) = (facet(&mut schema, "kind"), facet(&mut schema, "speaker"));
        let (country, date) = (facet(&mut schema, "country"), facet(&mut schema, "date"));
        let day = schema.add_i64_field("day", FAST | INDEXED | STORED);
        std::fs::create_dir_all(dir).expect("a folder");
        let index = Index::create_in_dir(dir, schema.build()).expect("an index");
        let writer = index.writer_with_num_threads(1, BUDGET).expect("a writer");
        Filling { index, writer, text, title, kind, speaker, country, date, day }
    }

    /// Adds the passages of an article as onrecord cuts them.
    pub(crate) fn add(&mut self, article: &Article, lexicon: &Lexicon) {
        let extract = extract(article, lexicon);
        for passage in passages(article, &extract) {
            let text: Vec<&str> = passage.spans.iter().map(|span| span.of(&article.text)).collect();
            let title = article.title.clone().unwrap_or_default();
            let mut doc = doc!(self.text => text.join(" "), self.title => title);
            self.add_facets(&mut doc, &passage, article, &extract);
            self.writer.add_document(doc).expect("added");
        }
    }

    fn add_facets(
        &self,
        doc: &mut TantivyDocument,
        passage: &Passage,
        article: &Article,
        extract: &onrecord::passage::Extract,
    ) {
        let quote = match passage.kind {
            PassageKind::Quote(ordinal) => Some(&extract.quotes[ordinal]),
            _ => None,
        };
        doc.add_facet(self.kind, if quote.is_some() { "/quote" } else { "/paragraph" });
        if let Some(speaker) = quote.and_then(|q| q.speaker.as_ref()) {
            doc.add_facet(self.speaker, Facet::from_path([speaker.name.as_str()]));
        }
        let mut codes = passage.countries.clone();
        codes.extend(extract.countries.iter().map(|(code, _)| *code));
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            doc.add_facet(self.country, Facet::from_path([code.as_str()]));
        }
        if let Some(date) = article.date {
            let month = format!("{:02}", date.month());
            doc.add_facet(self.date, Facet::from_path([date.year().to_string(), month]));
            doc.add_i64(self.day, day_number(date));
        }
    }

    pub(crate) fn finish(mut self) -> Bare {
        self.writer.commit().expect("a commit");
        self.writer.wait_merging_threads().expect("merged");
        let reader =
            self.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().expect("a reader");
        let mut parser = QueryParser::for_index(&self.index, vec![self.text, self.title]);
        parser.set_conjunction_by_default();
        parser.set_field_boost(self.title, 0.5);
        let (kind, country, day) = (self.kind, self.country, self.day);
        let searcher = tantivy::IndexReader::searcher(&reader);
        Bare { searcher, parser, kind, country, day, facets: ["speaker", "country", "date", "kind"] }
    }
}

/// Days since 1970-01-01.
pub(crate) fn day_number(date: jiff::civil::Date) -> i64 {
    i64::from((date - jiff::civil::date(1970, 1, 1)).get_days())
}

impl Bare {
    pub(crate) fn passages(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// The ten best with their stored texts, and the total.
    pub(crate) fn search(&self, asked: &Asked<'_>) -> usize {
        let query = self.query(asked);
        let mut collectors = MultiCollector::new();
        let top = collectors.add_collector(TopDocs::with_limit(10).order_by_score());
        let count = collectors.add_collector(Count);
        let counters: Vec<_> = self
            .facets
            .iter()
            .filter(|_| asked.facets)
            .map(|field| {
                let mut facets = FacetCollector::for_field(*field);
                facets.add_facet("/");
                collectors.add_collector(facets)
            })
            .collect();
        let mut fruits = self.searcher.search(&*query, &collectors).expect("an answer");
        for (_, at) in top.extract(&mut fruits) {
            let doc: TantivyDocument = self.searcher.doc(at).expect("a document");
            std::hint::black_box(doc);
        }
        for counter in counters {
            std::hint::black_box(counter.extract(&mut fruits).top_k("/", 10));
        }
        count.extract(&mut fruits)
    }

    fn query(&self, asked: &Asked<'_>) -> Box<dyn Query> {
        let mut all: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        if !asked.text.is_empty() {
            all.push((Occur::Must, self.parser.parse_query(asked.text).expect("a query")));
        }
        let facet = |field, path: &str| -> Box<dyn Query> {
            let term = Term::from_facet(field, &Facet::from_path([path]));
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        };
        if let Some(code) = asked.country {
            all.push((Occur::Must, facet(self.country, code)));
        }
        if asked.quotes {
            all.push((Occur::Must, facet(self.kind, "quote")));
        }
        if let Some((first, last)) = asked.days {
            let bound = |day| Bound::Included(Term::from_field_i64(self.day, day));
            all.push((Occur::Must, Box::new(RangeQuery::new(bound(first), bound(last)))));
        }
        Box::new(BooleanQuery::new(all))
    }
}
