//! Many articles in every format that can hold them: the same words, days, quotes and countries, and in an index the same
//! counts by speaker, country, day, paper and kind.
//!
//! On the sample corpus and, where `../shared/data` is there, on stories of Reuters-21578.

use onrecord::Article;
use onrecord::archive::Archive;
use onrecord::index::{FacetCounts, Index, Searcher};
use onrecord::ingest::{Options, Quiet, ingest};
use onrecord::lang::Lexicon;
use onrecord::paragraph::{ParagraphKind, split};
use onrecord::passage::extract;
use onrecord::query::{FacetField, Filters, Query};
use onrecord::source::{Format, articles, articles_from, walk};
use serde_json::json;
use std::fmt::Write;
use std::path::Path;

/// Stories of Reuters-21578 that are written in every format.
const REUTERS: usize = 400;

/// Who publishes all of them: one format can name but one, another is that agency's own.
const PUBLISHER: &str = "Reuters";

/// An article, apart from any format.
struct Story {
    title: String,
    date: String,
    paragraphs: Vec<String>,
}

/// The stories of a folder that have a title, a day and a text.
fn stories(folder: &Path, most: usize) -> Vec<Story> {
    let files = walk(&[folder.to_owned()], &[]).map(|file| file.expect("a file"));
    let read = files.filter_map(|file| articles(&file, "in/a", &Default::default()).ok());
    read.flatten().flatten().filter_map(|article| story(&article)).take(most).collect()
}

fn story(article: &Article) -> Option<Story> {
    let text = |span: onrecord::Span| span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ");
    let paragraphs = split(article);
    // Captions and tables are told by how they are set, which not every format can say.
    let plain = |p: &onrecord::paragraph::Paragraph| {
        p.kind == ParagraphKind::Body && !p.span.of(&article.text).contains('\n')
    };
    let body: Vec<_> = paragraphs.iter().filter(|p| p.kind != ParagraphKind::Headline).collect();
    let sound =
        !body.is_empty() && body.iter().all(|p| plain(p) && !p.span.of(&article.text).contains("   "));
    let paragraphs = body.iter().map(|p| text(p.span)).collect();
    let title = article.title.as_deref()?.split_whitespace().collect::<Vec<_>>().join(" ");
    sound.then_some(Story { title, date: article.date?.to_string(), paragraphs })
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn each_p(story: &Story) -> String {
    story.paragraphs.iter().map(|paragraph| format!("<p>{}</p>\n", xml(paragraph))).collect()
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn lines(stories: &[Story]) -> String {
    let record = |s: &Story| json!({"title": s.title, "date": s.date, "publisher": PUBLISHER, "text": s.paragraphs.join("\n\n")});
    stories.iter().map(|story| format!("{}\n", record(story))).collect()
}

fn array(stories: &[Story]) -> String {
    let record = |s: &Story| json!({"headline": s.title, "published": s.date, "source": PUBLISHER, "body": s.paragraphs});
    json!({"status": "ok", "articles": stories.iter().map(record).collect::<Vec<_>>()}).to_string()
}

fn table(stories: &[Story], delimiter: char) -> String {
    let mut out = ["title", "date", "publisher", "content"].join(&delimiter.to_string()) + "\n";
    for s in stories {
        let cells = [cell(&s.title), s.date.clone(), PUBLISHER.to_owned(), cell(&s.paragraphs.join("\n\n"))];
        let _ = writeln!(out, "{}", cells.join(&delimiter.to_string()));
    }
    out
}

fn trec(stories: &[Story]) -> String {
    let mut out = String::new();
    for (i, s) in stories.iter().enumerate() {
        let title = xml(&s.title);
        let text = each_p(s).replace("<p>", "<P>").replace("</p>", "</P>");
        let _ = writeln!(
            out,
            "<DOC>\n<DOCNO> Q-{i} </DOCNO>\n<PUB>{PUBLISHER}</PUB>\n<DATE> {} </DATE>\n<HEADLINE>\n{title}\n</HEADLINE>\n<TEXT>\n{text}</TEXT>\n</DOC>",
            s.date
        );
    }
    out
}

fn feed(stories: &[Story]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Reuters</title>",
    );
    for (i, s) in stories.iter().enumerate() {
        let _ = write!(
            out,
            "<item><title>{}</title><guid>q-{i}</guid><pubDate>{}</pubDate><content:encoded>{}</content:encoded></item>",
            xml(&s.title),
            s.date,
            xml(&each_p(s)),
        );
    }
    out + "</channel></rss>"
}

fn nitf(s: &Story) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><nitf><head><pubdata date.publication=\"{}T000000\" name=\"{PUBLISHER}\"/></head><body><body.head>\
         <hedline><hl1>{}</hl1></hedline></body.head><body.content><block class=\"full_text\">{}</block></body.content></body></nitf>",
        s.date.replace('-', ""),
        xml(&s.title),
        each_p(s),
    )
}

fn newsitem(s: &Story) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><newsitem itemid=\"1\" date=\"{}\" xml:lang=\"en\"><headline>{}</headline>\
         <text>{}</text></newsitem>",
        s.date,
        xml(&s.title),
        each_p(s),
    )
}

fn read(text: &str, format: Format) -> Vec<Article> {
    let found = articles_from(Box::new(text.as_bytes()), "in/a", format, &Default::default());
    found.map(|article| article.expect("an article")).collect()
}

/// What the article is to be the same in.
fn facts(article: &Article, lexicon: &Lexicon) -> String {
    let extract = extract(article, lexicon);
    let words =
        |span: &onrecord::Span| span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = format!("{:?} {:?} {:?}", article.title, article.date, article.publisher);
    for paragraph in split(article).iter().filter(|p| p.kind == ParagraphKind::Body) {
        let _ = write!(out, "\n{}", words(&paragraph.span));
    }
    for quote in &extract.quotes {
        let said: Vec<String> = quote.spans.iter().map(words).collect();
        let speaker = quote.speaker.as_ref().map(|speaker| &speaker.name);
        let _ = write!(out, "\n{:?} {speaker:?} {:?} {:.2}", said, quote.kind, quote.certainty);
    }
    let _ = write!(out, "\n{:?}", extract.countries);
    out
}

fn held_to_the_same(stories: &[Story]) {
    assert!(stories.len() > 20);
    let lexicon = Lexicon::new();
    let alone = |write: fn(&Story) -> String, format| {
        stories.iter().flat_map(|story| read(&write(story), format)).collect::<Vec<Article>>()
    };
    let first: Vec<String> =
        read(&lines(stories), Format::JsonLines).iter().map(|a| facts(a, &lexicon)).collect();
    assert_eq!(first.len(), stories.len());
    for (name, articles) in [
        ("json", read(&array(stories), Format::Json)),
        ("csv", read(&table(stories, ','), Format::Csv)),
        ("tsv", read(&table(stories, '\t'), Format::Tsv)),
        ("trec", read(&trec(stories), Format::Trec)),
        ("feed", read(&feed(stories), Format::Feed)),
        ("nitf", alone(nitf, Format::Nitf)),
        ("newsml1", alone(newsitem, Format::NewsMl1)),
    ] {
        assert_eq!(articles.len(), stories.len(), "{name}");
        for (article, first) in articles.iter().zip(&first) {
            for (line, first) in facts(article, &lexicon).lines().zip(first.lines()) {
                assert_eq!(line, first, "{name}: {:?}", article.title);
            }
            assert_eq!(facts(article, &lexicon), *first, "{name}");
        }
    }
}

fn sample() -> Vec<Story> {
    stories(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), usize::MAX)
}

#[test]
fn the_sample_corpus() {
    held_to_the_same(&sample());
}

/// The counts of an index of files, in a format that is told by their content.
fn counted(files: &[(String, String)], lexicon: &Lexicon) -> Vec<FacetCounts> {
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = folder.path().join("corpus");
    std::fs::create_dir(&corpus).expect("a folder");
    for (name, text) in files {
        std::fs::write(corpus.join(name), text).expect("written");
    }
    let dir = folder.path().join("index");
    let summary = ingest(&dir, &Options::new(vec![corpus]), lexicon, &Quiet).expect("an ingest");
    assert_eq!((summary.skipped, summary.passed_over), (0, 0));
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
    Searcher::new(&index, lexicon).expect("a searcher").search(&query).expect("an answer").facets
}

#[test]
fn an_index_of_the_sample_corpus_counts_the_same() {
    let (stories, lexicon) = (sample(), Lexicon::new());
    let one = |name: &str, text: String| vec![(name.to_owned(), text)];
    let each = |write: fn(&Story) -> String| -> Vec<(String, String)> {
        stories.iter().enumerate().map(|(number, story)| (format!("{number}.xml"), write(story))).collect()
    };
    let first = counted(&one("a.jsonl", lines(&stories)), &lexicon);
    let all = |field| first.iter().find(|facet| facet.field == field).map_or(0, |facet| facet.counts.len());
    assert!(
        all(FacetField::Speaker) > 50 && all(FacetField::Country) > 20 && all(FacetField::Publisher) == 1
    );
    for files in [
        one("a.json", array(&stories)),
        one("a.csv", table(&stories, ',')),
        one("a.tsv", table(&stories, '\t')),
        one("a.sgml", trec(&stories)),
        one("a.rss", feed(&stories)),
        each(nitf),
        each(newsitem),
    ] {
        for (facet, first) in counted(&files, &lexicon).iter().zip(&first) {
            assert_eq!(facet, first, "{}", files[0].0);
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
