//! Many articles in every format that can hold them: the same words, days, quotes and countries, and in an index the same
//! counts by speaker, country, day, paper, language and kind.
//!
//! On the sample corpus and, where `../shared/data` is there, on stories of Reuters-21578. Quotebank is not among them:
//! it holds quotations and no articles.

mod documents;
mod forms;
mod pages;
mod records;

use forms::{FORMS, Form};
use onrecord::archive::Archive;
use onrecord::index::{FacetCounts, Index, Searcher};
use onrecord::ingest::{Options, Quiet, ingest};
use onrecord::lang::Lexicon;
use onrecord::paragraph::{Paragraph, ParagraphKind, split};
use onrecord::passage::extract;
use onrecord::query::{FacetField, Filters, Query};
use onrecord::source::{articles, walk};
use onrecord::{Article, Span};
use std::fmt::Write;
use std::path::Path;
use tempfile::TempDir;

/// Stories of Reuters-21578 that are written in every format.
const REUTERS: usize = 400;

/// A byline has no more words.
const BYLINE_WORDS: usize = 5;

/// Who publishes all of them: one format can name but one, another is that agency's own.
const PUBLISHER: &str = "Reuters";
/// The language of all of them.
const LANGUAGE: &str = "en";

/// An article, apart from any format.
#[derive(Clone)]
struct Story {
    title: String,
    date: jiff::civil::Date,
    paragraphs: Vec<String>,
}

/// The stories of a folder that have a title, a day and a text.
fn stories(folder: &Path, most: usize) -> Vec<Story> {
    let files = walk(&[folder.to_owned()], &[]).map(|file| file.expect("a file"));
    let read = files.filter_map(|file| articles(&file, "in/a", &Default::default()).ok());
    read.flatten().flatten().filter_map(|article| story(&article)).take(most).collect()
}

fn story(article: &Article) -> Option<Story> {
    let paragraphs = split(article);
    // Captions and tables are told by how they are set, which not every format can say.
    let plain = |p: &Paragraph| {
        let text = p.span.of(&article.text);
        p.kind == ParagraphKind::Body && !text.contains('\n') && !text.contains("   ")
    };
    let body: Vec<_> = paragraphs.iter().filter(|p| p.kind != ParagraphKind::Headline).collect();
    let sound = !body.is_empty() && body.iter().all(|p| plain(p));
    // A byline belongs to no text; a page has it left out.
    let is_byline = |text: &String| text.starts_with("By ") && text.split(' ').count() <= BYLINE_WORDS;
    let paragraphs = body.iter().map(|p| words(p.span, article)).filter(|text| !is_byline(text)).collect();
    let title = article.title.as_deref()?.split_whitespace().collect::<Vec<_>>().join(" ");
    sound.then_some(Story { title, date: article.date?, paragraphs })
}

fn words(span: Span, article: &Article) -> String {
    span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn each_p(story: &Story) -> String {
    story.paragraphs.iter().map(|paragraph| format!("<p>{}</p>\n", xml(paragraph))).collect()
}

/// A folder of stories in a form.
fn folder(form: &Form, stories: &[Story]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in form.files(stories) {
        let path = folder.path().join("corpus").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, bytes).expect("written");
    }
    folder
}

/// The articles of stories in a form, told by its content.
fn read(form: &Form, stories: &[Story]) -> Vec<Article> {
    let folder = folder(form, stories);
    let mut read = Vec::new();
    for file in walk(&[folder.path().to_owned()], &[]) {
        let file = file.expect("a file");
        let found = articles(&file, &file.relative, &Default::default()).expect(form.name);
        read.extend(found.map(|article| article.unwrap_or_else(|error| panic!("{}: {error}", form.name))));
    }
    read
}

/// What the article is to be the same in, line by line.
fn facts(article: &Article, language: bool, lexicon: &Lexicon) -> Vec<String> {
    let extract = extract(article, lexicon);
    let language = article.language.as_deref().filter(|_| language);
    let mut out =
        vec![format!("{:?} {:?} {:?} {language:?}", article.title, article.date, article.publisher)];
    let paragraphs = split(article);
    let body = paragraphs.iter().filter(|p| p.kind == ParagraphKind::Body);
    out.extend(body.map(|paragraph| words(paragraph.span, article)));
    for quote in &extract.quotes {
        let said: Vec<String> = quote.spans.iter().map(|span| words(*span, article)).collect();
        let speaker = quote.speaker.as_ref().map(|speaker| &speaker.name);
        out.push(format!("{said:?} {speaker:?} {:?} {:.2}", quote.kind, quote.certainty));
    }
    out.push(format!("{:?}", extract.countries));
    out
}

/// The stories that a form can hold.
fn held(form: &Form, stories: &[Story]) -> Vec<Story> {
    stories.iter().filter(|story| form.holds(story)).cloned().collect()
}

fn held_to_the_same(stories: &[Story]) {
    assert!(stories.len() > 20);
    let lexicon = Lexicon::new();
    let mut faults = String::new();
    for form in FORMS {
        let held = held(form, stories);
        assert!(held.len() * 2 > stories.len(), "{}", form.name);
        let (found, wanted) = (read(form, &held), read(form.held_to(), &held));
        assert_eq!((found.len(), wanted.len()), (held.len(), held.len()), "{}", form.name);
        for (article, wanted) in found.iter().zip(&wanted) {
            assert!(article.language.as_deref().is_none_or(|told| told == LANGUAGE), "{}", form.name);
            let of = |article| facts(article, form.says_language(), &lexicon);
            let (found, wanted) = (of(article), of(wanted));
            let differ = |at: &usize| found.get(*at) != wanted.get(*at);
            if let Some(at) = (0..found.len().max(wanted.len())).find(differ) {
                let (found, wanted) = (found.get(at), wanted.get(at));
                let _ = writeln!(faults, "{}, {:?}:\n  {found:?}\n  {wanted:?}", form.name, article.title);
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

fn sample() -> Vec<Story> {
    stories(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), usize::MAX)
}

#[test]
fn the_sample_corpus() {
    held_to_the_same(&sample());
}

/// The counts of an index of stories in a form.
fn counted(form: &Form, stories: &[Story], lexicon: &Lexicon) -> Vec<FacetCounts> {
    let folder = folder(form, stories);
    let dir = folder.path().join("index");
    let options = Options::new(vec![folder.path().join("corpus")]);
    let summary = ingest(&dir, &options, lexicon, &Quiet).expect("an ingest");
    assert_eq!((summary.skipped, summary.passed_over), (0, 0), "{}", form.name);
    let index = Index::open(&dir).expect("an index");
    let mut query = Query::new("", Filters::default()).expect("a query");
    query.facets = vec![
        FacetField::Speaker,
        FacetField::Country,
        FacetField::NamesCountry,
        FacetField::Date,
        FacetField::Publisher,
        FacetField::Kind,
    ];
    query.facets.extend(form.says_language().then_some(FacetField::Language));
    Searcher::new(&index, lexicon).expect("a searcher").search(&query).expect("an answer").facets
}

#[test]
fn an_index_of_the_sample_corpus_counts_the_same() {
    let (stories, lexicon) = (sample(), Lexicon::new());
    for form in FORMS {
        let held = held(form, &stories);
        let (found, wanted) = (counted(form, &held, &lexicon), counted(form.held_to(), &held, &lexicon));
        let all =
            |field| wanted.iter().find(|facet| facet.field == field).map_or(0, |facet| facet.counts.len());
        assert!(all(FacetField::Speaker) > 30 && all(FacetField::Country) > 15, "{}", form.name);
        assert_eq!(all(FacetField::Publisher), 1, "{}", form.name);
        for (facet, wanted) in found.iter().zip(&wanted) {
            assert_eq!(facet, wanted, "{}", form.name);
        }
    }
}

#[test]
fn newswire_of_1987() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/reuters21578");
    if folder.is_dir() {
        held_to_the_same(&stories(&folder, REUTERS));
    }
}
