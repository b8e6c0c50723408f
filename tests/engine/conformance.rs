//! One table of queries, asked of all.

use super::oracle::{Answer, Oracle, name};
use super::{OTHER_ENGINE, connect, connect_as, corpus, each, fill, hasty, on_disk, with_osmem};
use jiff::civil::date;
use onrecord::Error;
use onrecord::archive::Archive;
use onrecord::engine::{Address, Engine, EngineSearcher, Manner};
use onrecord::index::{FacetCounts, FilterName, Part, Searcher};
use onrecord::lang::Lexicon;
use onrecord::query::{FacetField, Group, Matching, Query, Sort, filters_written};
use std::collections::BTreeMap;
use std::path::Path;

/// Set, it rewrites the table to what the oracle finds.
const WRITE: &str = "ONRECORD_WRITE_CASES";

/// Hits of a page, of an order that no page divides.
const PAGE: usize = 7;

/// Values that an engine is asked for at a time where they are asked for in parts.
const FEW_VALUES: usize = 30;

/// Hits of a query that are looked at one by one.
const LOOKED_AT: usize = 60;

/// A row of the table.
struct Case {
    typed: String,
    query: Query,
    cells: Vec<String>,
}

fn table() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/cases.md")
}

fn case(line: &str, lexicon: &Lexicon) -> Option<Case> {
    let cells: Vec<String> = line.trim_matches('|').split(" |").map(|cell| cell.trim().to_owned()).collect();
    let typed = cells.first()?.strip_prefix('`')?.strip_suffix('`')?.to_owned();
    let pairs: Vec<(&str, &str)> = cells[1].split('&').filter_map(|pair| pair.split_once('=')).collect();
    let filters = filters_written(&pairs, lexicon, date(2025, 9, 5)).expect("filters");
    let mut query = each(Query::new(&typed, filters).unwrap_or_else(|error| panic!("{typed}: {error}")));
    query.sort = if cells[2] == "oldest" { Sort::Oldest } else { Sort::Newest };
    query.matching = if cells[3] == "any" { Matching::Any } else { Matching::All };
    query.limit = usize::MAX;
    query.facets = FacetField::ALL.to_vec();
    Some(Case { typed: line.to_owned(), query, cells })
}

fn cases(lexicon: &Lexicon) -> Vec<Case> {
    let table = std::fs::read_to_string(table()).expect("the table");
    table.lines().filter(|line| line.starts_with("| `")).filter_map(|line| case(line, lexicon)).collect()
}

fn first(answer: &Answer) -> String {
    answer.hits.iter().take(3).cloned().collect::<Vec<_>>().join("; ")
}

/// The table says what the oracle finds, and the index on disk finds it.
#[test]
fn the_index_on_disk_finds_what_there_is() {
    let lexicon = Lexicon::new();
    let oracle = Oracle::read(&corpus());
    if std::env::var_os(WRITE).is_some() {
        return write(&oracle, &lexicon);
    }
    let (_folder, index) = on_disk(&[corpus()], &lexicon);
    let searcher = Searcher::new(&index, &lexicon).expect("a searcher");
    for case in cases(&lexicon) {
        let answer = oracle.answer(&case.query);
        assert_eq!(case.cells[4], answer.hits.len().to_string(), "{}", case.typed);
        assert_eq!(case.cells[5], first(&answer), "{}", case.typed);
        holds(&searcher, &case, &answer);
    }
}

/// An engine finds the same, page by page and counted, and is asked nothing that others would not understand.
#[test]
fn an_engine_finds_what_there_is() {
    let lexicon = Lexicon::new();
    let oracle = Oracle::read(&corpus());
    with_osmem(|proxy| {
        let engine = connect(&proxy.place, "conform-1");
        fill(&engine, &corpus());
        as_on_disk(&engine, &oracle, &lexicon);
    });
    other_engine(|engine| {
        fill(&engine, &corpus());
        as_on_disk(&engine, &oracle, &lexicon);
        engine.drop_index().expect("dropped");
    });
}

/// The queries of the prose cases, with the roots of other languages, joined names and phrases, find the same.
#[test]
fn an_engine_understands_the_whole_language() {
    let lexicon = Lexicon::new();
    with_osmem(|proxy| {
        for (number, name) in ["language.md", "languages.md", "names.md"].into_iter().enumerate() {
            let prose =
                std::fs::read_to_string(table().with_file_name("../query").join(name)).expect("cases");
            let folder = tempfile::tempdir().expect("a folder");
            let corpus = folder.path().join("corpus");
            std::fs::create_dir(&corpus).expect("a folder");
            for (name, text) in crate::query::blocks(&prose) {
                std::fs::write(corpus.join(name), text).expect("a file");
            }
            let (_folder, index) = on_disk(std::slice::from_ref(&corpus), &lexicon);
            let disk = Searcher::new(&index, &lexicon).expect("a searcher");
            let engine = connect(&proxy.place, &format!("language-{number}"));
            fill(&engine, &corpus);
            let searcher = EngineSearcher::new(&engine, &lexicon);
            let rows = prose.lines().filter_map(|line| line.strip_prefix("| `")?.split("` |").next());
            let (mut asked, mut refused) = (0, 0);
            for typed in rows {
                let Ok(query) = Query::new_on(&typed.replace('¦', "|"), Default::default(), date(2025, 9, 5))
                else {
                    continue;
                };
                let query = Query { sort: Sort::Newest, limit: LOOKED_AT, ..each(query) };
                match (disk.search(&query), searcher.search(&query)) {
                    (_, Err(Error::NotOnEngine { what })) => {
                        assert!(what.contains("differ by 2 letters"), "{typed}: {what}");
                        refused += 1;
                    }
                    (Err(disk), Err(engine)) => assert_eq!(disk.to_string(), engine.to_string()),
                    (disk, engine) => {
                        asked += 1;
                        let names = |found: onrecord::Result<onrecord::index::Results>| -> Vec<String> {
                            let hits = found.unwrap_or_else(|error| panic!("{typed}: {error}")).hits;
                            hits.iter().map(name_of).collect()
                        };
                        assert_eq!(names(disk), names(engine), "{typed}");
                    }
                }
            }
            assert!(asked > 5 * refused, "{name}: {asked}, {refused}");
        }
    });
}

/// What has more values than an engine gives at a time is asked for in parts, and counted as on disk.
#[test]
fn values_are_counted_however_many_there_are() {
    let lexicon = Lexicon::new();
    let (_folder, index) = on_disk(&[corpus()], &lexicon);
    let disk = Searcher::new(&index, &lexicon).expect("a searcher");
    with_osmem(|proxy| {
        fill(&connect(&proxy.place, "values"), &corpus());
        let manner = Manner { most_values: FEW_VALUES, ..hasty() };
        let engine = connect_as(&proxy.place, "values", &manner);
        let searcher = EngineSearcher::new(&engine, &lexicon);
        for typed in ["", "kind:quote", "the -grain"] {
            for group in [Group::None, Group::Articles] {
                let query = Query::new(typed, Default::default()).expect("a query");
                let facets = vec![FacetField::Speaker, FacetField::Date, FacetField::Kind];
                let query = Query { facets, group, limit: 0, ..each(query) };
                let (one, other) =
                    (disk.search(&query).expect("counts"), searcher.search(&query).expect("counts"));
                assert!(
                    one.facets.iter().take(2).all(|facet| facet.counts.len() > 2 * FEW_VALUES),
                    "{typed}"
                );
                assert_eq!(one.facets, other.facets, "{typed}");
                assert_eq!(
                    disk.days(&query).expect("days").1,
                    searcher.days(&query).expect("days").1,
                    "{typed}"
                );
            }
        }
        assert_eq!(
            disk.roster(None, None).expect("speakers"),
            searcher.roster(None, None).expect("speakers")
        );
        // Of fields that have several values each, these are not to be had in parts, and it is said.
        let query = Query {
            facets: vec![FacetField::Country],
            ..Query::new("", Default::default()).expect("a query")
        };
        let error = searcher.search(&query).expect_err("too many").to_string();
        assert!(error.contains(&format!("country of more than {FEW_VALUES} values")), "{error}");
    });
}

/// What would have to be read is refused where it is too much, and so are counts that would need it.
#[test]
fn what_is_too_much_to_be_read_is_refused() {
    let lexicon = Lexicon::new();
    with_osmem(|proxy| {
        fill(&connect(&proxy.place, "much"), &corpus());
        let manner = Manner { most_read: 22, ..hasty() };
        let engine = connect_as(&proxy.place, "much", &manner);
        let searcher = EngineSearcher::new(&engine, &lexicon);
        let ask = |typed: &str, filters: &[(&str, &str)]| {
            let filters = filters_written(filters, &lexicon, date(2025, 9, 5)).expect("filters");
            Query::new(typed, filters).expect("a query")
        };
        let too_much = |query: &Query, what: &str| {
            for error in [searcher.search(query).map(drop), searcher.days(query).map(drop)] {
                let error = error.expect_err("too much").to_string();
                assert!(error.contains(what) && error.contains("22 can be: narrow it by a date"), "{error}");
            }
        };
        too_much(&ask("\"grain corridor\"~3", &[]), "for words near each other where 34 passages");
        let narrow = ask("\"grain corridor\"~3", &[("date", "2024-12")]);
        assert!(searcher.search(&narrow).expect("hits").total > 0);
        let by_article = Query { group: Group::Articles, ..ask("ceasefire", &[]) };
        too_much(&by_article, "for hits by article where 26 passages");
        let narrow = Query { group: Group::Articles, ..ask("ceasefire", &[("date", "2025-11")]) };
        assert!(searcher.search(&narrow).expect("hits").total > 0);
        // What else could be picked is left out where that is too much, and told; asked for alone it is refused.
        let facets = vec![FacetField::Speaker, FacetField::Date];
        let beside = Query { facets, ..ask("\"grain corridor\"~3", &[("date", "2024-12")]) };
        let found = searcher.search(&beside).expect("hits");
        assert_eq!((found.uncounted.as_slice(), found.facets.len()), (&[FacetField::Date][..], 1));
        assert!(searcher.search(&Query { limit: 0, ..beside }).is_err());
        // Articles alone need not be looked at.
        let all = Query { group: Group::Articles, limit: 0, ..ask("", &[]) };
        assert_eq!(searcher.search(&all).expect("a count").total, 88);
        // Why there is nothing is said as far as it can be told.
        let nothing = ask("\"grain corridor\"~3", &[("date", "1999"), ("kind", "direct")]);
        assert_eq!(searcher.search(&nothing).expect("nothing").total, 0);
        let parts: Vec<_> =
            searcher.nothing(&nothing).expect("why").without.into_iter().map(|w| w.part).collect();
        assert!(
            parts.contains(&Part::Filter(FilterName::Kind)) && !parts.contains(&Part::AllFilters),
            "{parts:?}"
        );
    });
}

fn name_of(hit: &onrecord::index::Hit) -> String {
    format!("{} {:?}", name(&hit.article, hit.kind, &hit.spans), hit.highlights)
}

/// Hands over the engine that whoever runs the tests has named.
#[expect(clippy::print_stderr, reason = "who runs the tests is to know what was not tested")]
fn other_engine(test: impl FnOnce(Engine)) {
    let Ok(url) = std::env::var(OTHER_ENGINE) else {
        eprintln!("passed over: {OTHER_ENGINE} names no other engine");
        return;
    };
    let index = format!("{}/onrecord-test-{}", url.trim_end_matches('/'), std::process::id());
    test(
        Engine::connect(Address::parse(&index).expect("an address"), &Manner::default()).expect("an engine"),
    );
}

fn as_on_disk(engine: &Engine, oracle: &Oracle, lexicon: &Lexicon) {
    let searcher = EngineSearcher::new(engine, lexicon);
    let (_folder, index) = on_disk(&[corpus()], lexicon);
    let disk = Searcher::new(&index, lexicon).expect("a searcher");
    for case in cases(lexicon) {
        holds(&searcher, &case, &oracle.answer(&case.query));
        same(&disk, &searcher, &case);
        by_score(&searcher, &case);
    }
    let rows = |archive: &dyn Archive| archive.roster(None, None).expect("speakers");
    assert_eq!(rows(&disk), rows(&searcher));
    let begins = |archive: &dyn Archive| archive.roster(Some(80), Some("se")).expect("speakers");
    assert_eq!(begins(&disk), begins(&searcher));
    assert!(!begins(&disk).is_empty());
}

/// Finds what the oracle does, in order and by page, with its counts.
#[track_caller]
fn holds(archive: &dyn Archive, case: &Case, answer: &Answer) {
    let Case { typed, query, .. } = case;
    let found = archive.search(query).unwrap_or_else(|error| panic!("{typed}: {error}"));
    let names: Vec<String> = found.hits.iter().map(|hit| name(&hit.article, hit.kind, &hit.spans)).collect();
    assert_eq!(names, answer.hits, "{typed}");
    assert_eq!(found.total, answer.hits.len() as u64, "{typed}");
    assert_eq!(found.partly.map(|partly| (partly.matched, partly.of)), answer.partly, "{typed}");
    let ranks: Vec<usize> = found.hits.iter().map(|hit| hit.rank).collect();
    assert_eq!(ranks, (1..=names.len()).collect::<Vec<_>>(), "{typed}");
    for offset in [0, PAGE, 2 * PAGE, names.len().saturating_sub(1), names.len() + 1] {
        let page = Query { limit: PAGE, offset, facets: Vec::new(), ..query.clone() };
        let page = archive.search(&page).expect("a page");
        let names: Vec<String> =
            page.hits.iter().map(|hit| name(&hit.article, hit.kind, &hit.spans)).collect();
        let from = offset.min(answer.hits.len());
        let wanted = &answer.hits[from..(from + PAGE).min(answer.hits.len())];
        assert_eq!(names, wanted, "{typed}, from {offset}");
        assert!(page.hits.iter().zip(offset + 1..).all(|(hit, rank)| hit.rank == rank), "{typed}");
    }
    for facet in found.facets.iter().filter(|facet| !query.filters.pick_from(facet.field)) {
        let counts = answer.counts.get(facet.field.name()).cloned().unwrap_or_default();
        assert_eq!(innermost(facet), counts, "{typed}, {}", facet.field.name());
    }
    by_article(archive, case, answer);
    let (_, days) = archive.days(query).expect("days");
    let dated: u64 = days.iter().map(|(_, count)| count).sum();
    let by_day = answer.counts.get("date").cloned().unwrap_or_default();
    let undated = by_day.get("undated").copied().unwrap_or(0);
    assert_eq!(dated, answer.hits.len() as u64 - undated, "{typed}");
    assert!(days.iter().all(|(day, count)| by_day.get(&day.to_string()) == Some(count)), "{typed}");
}

/// Finds the same articles, each once, with how many passages of each match, and counts them once.
#[track_caller]
fn by_article(archive: &dyn Archive, case: &Case, answer: &Answer) {
    let typed = &case.typed;
    let query = Query { group: Group::Articles, ..case.query.clone() };
    let found = archive.search(&query).unwrap_or_else(|error| panic!("{typed}: {error}"));
    let grouped = |hit: &onrecord::index::Hit| hit.grouped.clone().expect("a group");
    let articles: Vec<(String, usize)> =
        found.hits.iter().map(|hit| (hit.article.id.clone(), grouped(hit).passages)).collect();
    assert_eq!(articles, answer.articles, "{typed}");
    assert_eq!(found.total, answer.articles.len() as u64, "{typed}");
    assert!(found.hits.iter().zip(1..).all(|(hit, rank)| hit.rank == rank), "{typed}");
    for hit in &found.hits {
        let shown = grouped(hit).more.into_iter().chain([hit.clone()]);
        let mut names: Vec<String> = shown.map(|hit| name(&hit.article, hit.kind, &hit.spans)).collect();
        assert!(names.iter().all(|name| answer.hits.contains(name)), "{typed}: {names:?}");
        names.sort();
        names.dedup();
        assert_eq!(names.len(), grouped(hit).passages.min(3), "{typed}");
    }
    let page = Query { limit: 2, offset: 1, facets: Vec::new(), ..query.clone() };
    let page = archive.search(&page).expect("a page").hits;
    let ids: Vec<&String> = page.iter().map(|hit| &hit.article.id).collect();
    assert_eq!(ids, answer.articles.iter().skip(1).take(2).map(|(id, _)| id).collect::<Vec<_>>(), "{typed}");
    for facet in found.facets.iter().filter(|facet| !query.filters.pick_from(facet.field)) {
        let counts = answer.counts_of_articles.get(facet.field.name()).cloned().unwrap_or_default();
        assert_eq!(innermost(facet), counts, "{typed}, {}", facet.field.name());
    }
    let (results, days) = archive.days(&query).expect("days");
    assert_eq!(results.total, answer.articles.len() as u64, "{typed}");
    let by_day = answer.counts_of_articles.get("date").cloned().unwrap_or_default();
    assert!(days.iter().all(|(day, count)| by_day.get(&day.to_string()) == Some(count)), "{typed}");
}

/// The values of a facet that enclose no others.
fn innermost(facet: &FacetCounts) -> BTreeMap<String, u64> {
    let depth = match facet.field {
        FacetField::Country | FacetField::NamesCountry | FacetField::Date => 2,
        FacetField::DateFrom => 1,
        _ => 0,
    };
    let alone = |value: &str| matches!(value, "undated");
    let mut out = BTreeMap::new();
    for (at, count) in facet.counts.iter().enumerate() {
        let encloses = facet.counts.get(at + 1).is_some_and(|next| next.depth > count.depth);
        let is_innermost = count.depth == depth || alone(&count.value) || facet.field == FacetField::Kind;
        if is_innermost && !encloses && count.count > 0 {
            out.insert(count.value.clone(), count.count);
        }
    }
    out
}

/// All of an answer but its scores is the same.
#[track_caller]
fn same(one: &dyn Archive, other: &dyn Archive, case: &Case) {
    let Case { typed, query, .. } = case;
    let query = &Query { limit: LOOKED_AT, ..query.clone() };
    let by_article = &Query { group: Group::Articles, limit: 1, ..query.clone() };
    let facets = |archive: &dyn Archive| archive.search(by_article).expect("hits").facets;
    assert_eq!(facets(one), facets(other), "{typed}");
    let (one_found, other_found) = (one.search(query).expect("hits"), other.search(query).expect("hits"));
    assert_eq!(one_found.facets, other_found.facets, "{typed}");
    assert_eq!(one_found.read_as, other_found.read_as, "{typed}");
    assert_eq!(one.read_as(query), other.read_as(query), "{typed}");
    let words = |found: &onrecord::index::Results| {
        found.unknown_words.iter().map(|(word, _)| word.clone()).collect::<Vec<_>>()
    };
    if one_found.total == 0 || one_found.partly.is_some() {
        assert_eq!(words(&one_found), words(&other_found), "{typed}");
        assert_eq!(one.nothing(query).expect("why"), other.nothing(query).expect("why"), "{typed}");
    }
    for (one, other) in one_found.hits.iter().zip(&other_found.hits) {
        assert_eq!(one.highlights, other.highlights, "{typed}");
        assert_eq!(
            (&one.text, &one.context, &one.countries, one.hash),
            (&other.text, &other.context, &other.countries, other.hash)
        );
        assert_eq!((&one.quote, &one.article), (&other.quote, &other.article), "{typed}");
    }
    if let Some(hit) = one_found.hits.first() {
        let id = &hit.article.id;
        let (one, other) = (one.article(id).expect("an article"), other.article(id).expect("an article"));
        assert_eq!(
            (one.hash, &one.countries, &one.mentions),
            (other.hash, &other.countries, &other.mentions)
        );
        assert_eq!((one.article, one.quotes), (other.article, other.quotes), "{typed}");
    }
}

/// By score there are the same hits, each once, page by page in the order of the whole.
#[track_caller]
fn by_score(archive: &dyn Archive, case: &Case) {
    let query = Query { sort: Sort::Relevance, facets: Vec::new(), ..case.query.clone() };
    if !query.is_ranked()
        || archive.search(&Query { limit: 0, ..query.clone() }).expect("a total").total > 200
    {
        return;
    }
    let names = |query: &Query| -> Vec<String> {
        let found = archive.search(query).expect("hits");
        assert!(found.hits.windows(2).all(|pair| pair[0].score >= pair[1].score), "{}", case.typed);
        found.hits.iter().map(|hit| name(&hit.article, hit.kind, &hit.spans)).collect()
    };
    let whole = names(&query);
    let mut sorted = whole.clone();
    sorted.sort();
    let mut expected: Vec<String> = archive
        .search(&Query { sort: Sort::Newest, ..query.clone() })
        .expect("hits")
        .hits
        .iter()
        .map(|hit| name(&hit.article, hit.kind, &hit.spans))
        .collect();
    expected.sort();
    assert_eq!(sorted, expected, "{}", case.typed);
    let paged: Vec<String> = (0..whole.len().min(40))
        .step_by(PAGE)
        .flat_map(|offset| names(&Query { limit: PAGE, offset, ..query.clone() }))
        .collect();
    assert_eq!(paged[..], whole[..paged.len()], "{}", case.typed);
}

fn write(oracle: &Oracle, lexicon: &Lexicon) {
    let read = std::fs::read_to_string(table()).expect("the table");
    let mut out = String::new();
    for line in read.lines() {
        match case(line, lexicon).filter(|_| line.starts_with("| `")) {
            None => out.push_str(line),
            Some(case) => {
                let answer = oracle.answer(&case.query);
                let cells = [&case.cells[..4], &[answer.hits.len().to_string(), first(&answer)]].concat();
                out.push_str(&format!("| {} |", cells.join(" | ")));
            }
        }
        out.push('\n');
    }
    std::fs::write(table(), out).expect("written");
}
