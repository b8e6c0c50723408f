//! Warm searches on one thread beside bare tantivy: the same passages, the same queries, in turn, in one run.
//!
//! Prints p50 and p99 in microseconds of processor time, which other programs disturb less, of each kind of query, and the
//! ratio of the two. A search is all of it: reading of the
//! query, ten best hits with their texts, the exact total; onrecord's hits come with speaker, highlights and article. Bare
//! tantivy has stemmed words in two fields and its own facets, and nothing of what onrecord adds (exact forms before others,
//! folding of a paragraph into its quote, regions).
//!
//! On Reuters-21578 where `../shared/data` is there, and on a million generated passages, filtered by place and days: some
//! minutes, nearly all of them to read and index them twice. Run with `cargo bench --bench latency`; `-- 100000` generates so many
//! passages instead, `-- facets` asks only what has that in its name, and only of the passages it is asked of. What
//! so few passages have nothing for is left out, and said.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench says what it measured")]

mod bare;
#[path = "../generate/mod.rs"]
mod generate;

use bare::{Asked, Bare, Filling, day_number};
use cpu_time::ThreadTime;
use generate::Generator;
use jiff::civil::{Date, date};
use onrecord::archive::Archive;
use onrecord::index::{Index, Searcher};
use onrecord::ingest::{Options, Quiet, ingest};
use onrecord::lang::Lexicon;
use onrecord::query::{FacetField, Filters, KindName, Query};
use onrecord::source::{Article, articles, walk};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// As the program itself has it; both sides use it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Queries of each kind.
const QUERIES: usize = 50;

/// How often each is asked: of newswire, and of a million passages, where the least takes long enough to be told.
const ROUNDS: [usize; 2] = [20, 5];

/// What is asked of newswire.
const NEWSWIRE: [&str; 10] = [
    "word",
    "two words",
    "either of two words",
    "phrase",
    "word in quotes",
    "word and country",
    "word and days",
    "word, with facets",
    "either word, with facets",
    "phrase, with facets",
];

/// What is asked of the generated passages.
const GENERATED: [&str; 6] = [
    "country",
    "a month",
    "country and a month",
    "country and a year",
    "word, country and a month",
    "word, country and a year",
];

/// Rounds before anything is timed.
const WARM_UP: usize = 2;

/// What is asked of both.
#[derive(Clone, Default)]
struct Ask {
    text: String,
    country: Option<&'static str>,
    days: Option<(Date, Date)>,
    quotes: bool,
    facets: bool,
}

impl Ask {
    fn bare(&self) -> Asked<'_> {
        let days = self.days.map(|(first, last)| (day_number(first), day_number(last)));
        Asked { text: &self.text, country: self.country, days, quotes: self.quotes, facets: self.facets }
    }

    fn query(&self, lexicon: &Lexicon) -> Query {
        let filters = Filters {
            countries: self.country.and_then(|code| lexicon.area(code)).into_iter().collect(),
            from: self.days.map(|days| days.0),
            to: self.days.map(|days| days.1),
            kinds: if self.quotes { vec![KindName::Quote] } else { Vec::new() },
            ..Filters::default()
        };
        let mut query = Query::new(&self.text, filters).expect("a query");
        if self.facets {
            query.facets = vec![FacetField::Speaker, FacetField::Country, FacetField::Date, FacetField::Kind];
        }
        query
    }
}

/// Times, in microseconds.
#[derive(Default)]
struct Times(Vec<f64>);

impl Times {
    fn add(&mut self, begun: ThreadTime) {
        self.0.push(begun.elapsed().as_secs_f64() * 1e6);
    }

    fn at(&mut self, share: f64) -> f64 {
        self.0.sort_by(f64::total_cmp);
        self.0[((self.0.len() - 1) as f64 * share) as usize]
    }
}

/// Whether a kind of query is to be measured: all where none is named.
fn is_wanted(name: &str) -> bool {
    // Cargo itself adds `--bench`.
    let mut named =
        std::env::args().skip(1).filter(|arg| !arg.starts_with('-') && arg.parse::<usize>().is_err());
    let first = named.next();
    first.is_none_or(|first| name.contains(&first) || named.any(|other| name.contains(&other)))
}

fn measure(
    name: &str,
    asks: &[Ask],
    rounds: usize,
    (searcher, bare): (&Searcher<'_>, &Bare),
    lexicon: &Lexicon,
) {
    if !is_wanted(name) {
        return;
    }
    let asks: Vec<&Ask> = asks.iter().filter(|ask| bare.search(&ask.bare()) > 0).collect();
    if asks.is_empty() {
        return println!("{name:<32} nothing to be found");
    }
    let (mut own, mut other) = (Times::default(), Times::default());
    for round in 0..rounds + WARM_UP {
        for ask in &asks {
            let begun = ThreadTime::now();
            let found = searcher.search(&ask.query(lexicon)).expect("an answer");
            if round >= WARM_UP {
                own.add(begun);
            }
            let begun = ThreadTime::now();
            let total = bare.search(&ask.bare());
            if round >= WARM_UP {
                other.add(begun);
            }
            assert!(found.total > 0 && total > 0, "{:?} finds nothing", ask.text);
        }
    }
    let ratio = own.at(0.5) / other.at(0.5);
    println!(
        "{name:<32} {:>8.0} {:>8.0}   {:>8.0} {:>8.0}   {ratio:>5.2} {:>5.2}",
        own.at(0.5),
        own.at(0.99),
        other.at(0.5),
        other.at(0.99),
        own.at(0.99) / other.at(0.99)
    );
}

fn head(name: &str, rounds: usize, bare: &Bare) {
    println!("\n{name}: {} passages, up to {QUERIES} queries of each kind, {rounds} times", bare.passages());
    println!("{:<32} {:>17}   {:>17}   {:>11}", "", "onrecord", "bare tantivy", "ratio");
    println!(
        "{:<32} {:>8} {:>8}   {:>8} {:>8}   {:>5} {:>5}",
        "microseconds", "p50", "p99", "p50", "p99", "p50", "p99"
    );
}

/// Words of a text, lower case, that are long enough to be asked for.
fn words(text: &str) -> Vec<String> {
    let long = |word: &&str| word.len() > 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
    text.split(|c: char| !c.is_alphanumeric()).filter(long).map(str::to_lowercase).collect()
}

/// Words from rare to frequent, and pairs that stand together, evenly picked.
fn vocabulary(all: &[Article]) -> (Vec<String>, Vec<String>) {
    let mut in_articles: BTreeMap<String, usize> = BTreeMap::new();
    let mut pairs: Vec<String> = Vec::new();
    for article in all {
        let words: BTreeSet<String> = words(&article.text).into_iter().collect();
        words.into_iter().for_each(|word| *in_articles.entry(word).or_default() += 1);
    }
    let mut single: Vec<(usize, String)> =
        in_articles.iter().filter(|(_, n)| (10..4_000).contains(*n)).map(|(w, n)| (*n, w.clone())).collect();
    single.sort_unstable();
    let known: BTreeSet<&String> = single.iter().map(|(_, word)| word).collect();
    for article in all.iter().step_by((all.len() / (4 * QUERIES)).max(1)) {
        let lower = article.text.to_lowercase();
        let near = lower.split_whitespace().collect::<Vec<_>>();
        let pair = near.windows(2).find(|w| w.iter().all(|word| known.contains(&(*word).to_owned())));
        pairs.extend(pair.map(|pair| pair.join(" ")));
    }
    let pick = |from: Vec<String>| {
        let step = (from.len() / QUERIES).max(1);
        from.into_iter().step_by(step).take(QUERIES).collect::<Vec<_>>()
    };
    (pick(single.into_iter().map(|(_, word)| word).collect()), pick(pairs))
}

/// Both indexes of the articles of a folder.
fn build(folder: &Path, dir: &Path, lexicon: &Lexicon, each: &mut dyn FnMut(Article)) -> (Index, Bare) {
    ingest(&dir.join("index"), &Options::new(vec![folder.to_owned()]), lexicon, &Quiet).expect("an ingest");
    let mut filling = Filling::new(&dir.join("bare"));
    for file in walk(&[folder.to_owned()], &[]).map(|file| file.expect("a file")) {
        let Ok(found) = articles(&file, &file.relative, &Default::default()) else { continue };
        for article in found.map(|article| article.expect("an article")) {
            filling.add(&article, lexicon);
            each(article);
        }
    }
    (Index::open(&dir.join("index")).expect("an index"), filling.finish())
}

fn newswire(lexicon: &Lexicon) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/reuters21578");
    if !folder.is_dir() {
        eprintln!("passed over Reuters-21578: ../shared/data is not there");
        return;
    }
    let dir = TempDir::new().expect("a folder");
    let mut all = Vec::new();
    let (index, bare) = build(&folder, dir.path(), lexicon, &mut |article| all.push(article));
    let searcher = Searcher::new(&index, lexicon).expect("a searcher");
    let (single, pairs) = vocabulary(&all);
    let asks = |texts: &[String], more: &dyn Fn(Ask) -> Ask| -> Vec<Ask> {
        texts.iter().map(|text| more(Ask { text: text.clone(), ..Ask::default() })).collect()
    };
    let joined = |joint: &str| pairs.iter().map(|pair| pair.replace(' ', joint)).collect::<Vec<_>>();
    let phrases: Vec<String> = pairs.iter().map(|pair| format!("\"{pair}\"")).collect();
    let frequent = &single[single.len() / 2..];
    let spring = Some((date(1987, 3, 1), date(1987, 4, 30)));
    head("Reuters-21578", ROUNDS[0], &bare);
    for (name, asks) in NEWSWIRE.into_iter().zip([
        asks(&single, &|ask| ask),
        asks(&joined(" "), &|ask| ask),
        asks(&joined(" OR "), &|ask| ask),
        asks(&phrases, &|ask| ask),
        asks(frequent, &|ask| Ask { quotes: true, ..ask }),
        asks(frequent, &|ask| Ask { country: Some("US"), ..ask }),
        asks(frequent, &|ask| Ask { days: spring, ..ask }),
        asks(&single, &|ask| Ask { facets: true, ..ask }),
        asks(&joined(" OR "), &|ask| Ask { facets: true, ..ask }),
        asks(&phrases, &|ask| Ask { facets: true, ..ask }),
    ]) {
        measure(name, &asks, ROUNDS[0], (&searcher, &bare), lexicon);
    }
}

fn a_million_passages(passages: usize, lexicon: &Lexicon) {
    let folder = TempDir::new().expect("a folder");
    let dir = TempDir::new().expect("a folder");
    write_articles(folder.path(), passages);
    let (index, bare) = build(folder.path(), dir.path(), lexicon, &mut |_| {});
    let searcher = Searcher::new(&index, lexicon).expect("a searcher");
    let countries = ["UA", "PT", "KE", "JP", "BR", "CA", "FI", "IN", "LB", "CL", "PL", "VN"];
    let days = [(date(2025, 1, 1), date(2025, 1, 31)), (date(2024, 6, 1), date(2025, 5, 31))];
    let place = |country: &'static str| Ask { country: Some(country), ..Ask::default() };
    let on = |days: (Date, Date), ask: Ask| Ask { days: Some(days), ..ask };
    let worded = |ask: Ask| Ask { text: "harbour".into(), ..ask };
    head("generated", ROUNDS[1], &bare);
    for (name, asks) in GENERATED.into_iter().zip([
        countries.map(place).to_vec(),
        vec![on(days[0], Ask::default())],
        countries.map(|c| on(days[0], place(c))).to_vec(),
        countries.map(|c| on(days[1], place(c))).to_vec(),
        countries.map(|c| worded(on(days[0], place(c)))).to_vec(),
        countries.map(|c| worded(on(days[1], place(c)))).to_vec(),
    ]) {
        measure(name, &asks, ROUNDS[1], (&searcher, &bare), lexicon);
    }
}

/// Writes as many articles as have about so many passages.
fn write_articles(folder: &Path, passages: usize) {
    use std::io::Write;
    let path: PathBuf = folder.join("articles.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).expect("a file"));
    let (mut generator, lexicon, mut left) = (Generator::new(3), Lexicon::new(), passages as f64);
    let mut sizes = Vec::new();
    while left > 0.0 {
        let (id, text) = generator.article();
        if sizes.len() < 200 {
            let article = Article::of_text("size", &text);
            let extract = onrecord::passage::extract(&article, &lexicon);
            sizes.push(onrecord::passage::passages(&article, &extract).len() as f64);
        }
        left -= sizes.iter().sum::<f64>() / sizes.len() as f64;
        let json = serde_json::json!({"id": id, "text": text, "date": &id[..10]});
        writeln!(file, "{json}").expect("written");
    }
    file.flush().expect("written");
}

fn main() {
    let lexicon = Lexicon::new();
    let passages = std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(1_000_000);
    if NEWSWIRE.into_iter().any(is_wanted) {
        newswire(&lexicon);
    }
    if GENERATED.into_iter().any(is_wanted) {
        a_million_passages(passages, &lexicon);
    }
}
