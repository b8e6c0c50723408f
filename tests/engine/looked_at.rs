//! What engines cannot be asked and is found out here by asking much, or by looking at what they give.

use super::oracle::name;
use super::{connect, connect_as, corpus, each, fill, hasty, on_disk, with_osmem};
use jiff::civil::date;
use onrecord::Error;
use onrecord::archive::Archive;
use onrecord::engine::{EngineSearcher, Manner};
use onrecord::index::Searcher;
use onrecord::lang::Lexicon;
use onrecord::query::{FacetField, Group, Matching, Query, filters_written};

/// Hits of a page.
const PAGE: usize = 7;

/// A word that nobody has is answered with those that a slip may have made it of, the likeliest first.
#[test]
fn a_word_that_nobody_has_is_answered_with_the_nearest() {
    let lexicon = Lexicon::new();
    let (_folder, index) = on_disk(&[corpus()], &lexicon);
    let disk = Searcher::new(&index, &lexicon).expect("a searcher");
    with_osmem(|proxy| {
        let engine = connect(&proxy.place, "nearest");
        fill(&engine, &corpus());
        let searcher = EngineSearcher::new(&engine, &lexicon);
        let nearest = |archive: &dyn Archive, typed: &str| -> Vec<(String, Vec<String>)> {
            let query = Query::new(typed, Default::default()).expect("a query");
            archive.search(&query).expect("an answer").unknown_words
        };
        // Of short words one letter is tried everywhere; of long ones on disk two are.
        for typed in ["grian", "sal", "prot", "corridr", "ceasefre talsk"] {
            let (on_disk, there) = (nearest(&disk, typed), nearest(&searcher, typed));
            assert!(!there.is_empty() && there.len() == on_disk.len(), "{typed}");
            for ((word, near), (other, on_disk)) in there.iter().zip(&on_disk) {
                assert_eq!(word, other, "{typed}");
                assert!(!near.is_empty(), "{typed}");
                let is_near = |near: &&String| strsim::osa_distance(word, near) == 1;
                let on_disk: Vec<&String> = on_disk.iter().filter(is_near).collect();
                assert_eq!(near.iter().take(on_disk.len()).collect::<Vec<_>>(), on_disk, "{typed}");
            }
        }
        assert_eq!(nearest(&searcher, "xyzzy"), [("xyzzy".to_owned(), Vec::new())]);
        let two = Query::new("coridr~2", Default::default()).expect("a query");
        let error = searcher.search(&two).expect_err("two slips").to_string();
        assert!(error.contains("only by one (coridr~1)"), "{error}");
    });
}

/// The recent count more by the rule that the index on disk has, whatever the engine's scores are.
#[test]
fn the_recent_count_more_as_on_disk() {
    let lexicon = Lexicon::new();
    with_osmem(|proxy| {
        let engine = connect(&proxy.place, "recent");
        fill(&engine, &corpus());
        let searcher = EngineSearcher::new(&engine, &lexicon);
        let query = Query::new("ceasefire talks", Default::default()).expect("a query");
        let query = Query { matching: Matching::Any, limit: usize::MAX, ..query };
        let newest = date(2025, 12, 3);
        for group in [Group::None, Group::Articles] {
            let plain = Query { group, ..query.clone() };
            let found = |half_life, limit, offset| {
                let facets = vec![FacetField::Date];
                let query = Query { half_life, limit, offset, facets, ..plain.clone() };
                searcher.search(&query).expect("hits")
            };
            let key = |hit: &onrecord::index::Hit| name(&hit.article, hit.kind, &hit.spans);
            let (usual, recent) = (found(None, usize::MAX, 0), found(Some(90), usize::MAX, 0));
            assert_eq!((usual.total, &usual.facets), (recent.total, &recent.facets));
            for hit in &recent.hits {
                let was = usual.hits.iter().find(|was| key(was) == key(hit)).expect("the same hits").score;
                let age = |day: jiff::civil::Date| newest.duration_since(day).as_hours() as f32 / 24.0;
                let factor = hit.article.date.map_or(0.5, |day| 0.5 + 0.5 * (-age(day) / 90.0).exp2());
                assert!((hit.score - was * factor).abs() < 1e-4, "{} {was} {factor}", hit.score);
            }
            assert!(recent.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
            let order = |hits: &[onrecord::index::Hit]| hits.iter().map(key).collect::<Vec<_>>();
            assert_ne!(order(&usual.hits), order(&recent.hits));
            assert_eq!(order(&found(Some(90), PAGE, 3).hits), order(&recent.hits)[3..3 + PAGE]);
        }
        let manner = Manner { most_read: 22, ..hasty() };
        let engine = connect_as(&proxy.place, "recent", &manner);
        let few = EngineSearcher::new(&engine, &lexicon);
        let recent = Query { half_life: Some(30), ..query.clone() };
        let error = few.search(&recent).expect_err("too much").to_string();
        assert!(error.contains("for the recent first where"), "{error}");
        // To count them their order is not needed.
        let total = few.search(&Query { limit: 0, ..recent }).expect("a count").total;
        assert_eq!(total, searcher.search(&query).expect("hits").total);
    });
}

/// A page shows hits and their days: of hits that have to be read both come of one reading.
#[test]
fn what_is_read_for_hits_is_not_read_again_for_their_days() {
    let lexicon = Lexicon::new();
    with_osmem(|proxy| {
        let engine = connect(&proxy.place, "once");
        fill(&engine, &corpus());
        let days = |searcher: &EngineSearcher<'_>, query: &Query| searcher.days(query).expect("days");
        for typed in ["ceasefire", "\"grain corridor\"~3", "grain ceasefire xyzzy"] {
            let query = Query::new(typed, Default::default()).expect("a query");
            let query = Query { group: Group::Articles, ..query };
            let apart = EngineSearcher::new(&engine, &lexicon);
            let before = proxy.asked();
            let (results, counted) = days(&apart, &query);
            let alone = proxy.asked() - before;
            let searcher = EngineSearcher::new(&engine, &lexicon);
            let hits = searcher.search(&query).expect("hits");
            let before = proxy.asked();
            let (again, known) = days(&searcher, &query);
            assert!(proxy.asked() - before < alone, "{typed}: {} of {alone}", proxy.asked() - before);
            assert_eq!((again.total, known), (results.total, counted), "{typed}");
            assert_eq!(hits.total, again.total, "{typed}");
            // What else is asked meanwhile is another thing.
            let other = Query { group: Group::None, ..query.clone() };
            assert_eq!(days(&searcher, &other).1, days(&apart, &other).1, "{typed}");
        }
    });
}

/// A quotation has the same printings, compared alike, and where it has none the same is said of it.
#[test]
fn a_quotation_is_traced_as_on_disk() {
    let lexicon = Lexicon::new();
    let folder = tempfile::tempdir().expect("a folder");
    let texts = folder.path().join("texts");
    std::fs::create_dir(&texts).expect("a folder");
    for (name, text) in [
        (
            "a.txt",
            "date 2025-09-04\n\n“The town pays nothing for the bridge, and it will not pay for the ferry,” Mayor Ida Tervo said in Turku.",
        ),
        (
            "b.txt",
            "date 2025-09-06\n\nMayor Ida Tervo said: “The town pays nothing for the bridge, and it will pay for the ferry.”\n\nThe town pays nothing for the bridge, wrote others.",
        ),
        (
            "c.txt",
            "On the bridge: the town pays nothing for the bridge and the ferry, it was said.\n\n“The town, the mayor said, pays nothing”, a reader of the Post said.",
        ),
        ("d.txt", "date 2025-09-05\n\nThe bridge is old. The ferry is older."),
    ] {
        std::fs::write(texts.join(name), text).expect("a file");
    }
    let (_folder, index) = on_disk(&[texts.clone(), corpus()], &lexicon);
    let disk = Searcher::new(&index, &lexicon).expect("a searcher");
    with_osmem(|proxy| {
        let engine = connect(&proxy.place, "traced");
        fill(&engine, &corpus());
        assert!(super::read(&engine, &texts).expect("an ingest").added > 0);
        let searcher = EngineSearcher::new(&engine, &lexicon);
        let shown = |archive: &dyn Archive, said: &str, filters: &onrecord::query::Filters| {
            let trace = archive.trace(said, filters).expect("a trace");
            let printing = |p: &onrecord::index::Printing| {
                format!(
                    "{} {} {:?} {:?} {:.6} {}",
                    p.article.id, p.paragraph, p.quote, p.changes, p.same, p.text
                )
            };
            (trace.articles(), trace.printings.iter().map(printing).collect::<Vec<_>>(), trace.read_as)
        };
        let mut found = 0;
        for said in [
            "the town pays nothing for the bridge, and it will not pay for the ferry",
            "the town pays nothing",
            "and it will",
            "Ten days is a small ceasefire",
            "A guarantee is a thing you can stand on, and I have stood on too many carpets",
            "Canada is short of winter boots",
            "nobody ever said that thing at all in this corpus of articles",
        ] {
            for pairs in [
                &[][..],
                &[("kind", "paragraph")],
                &[("from", "2025-09-05"), ("kind", "quote")],
                &[("speaker", "Tervo")],
            ] {
                let filters = filters_written(pairs, &lexicon, date(2025, 9, 5)).expect("filters");
                let (one, other) = (shown(&disk, said, &filters), shown(&searcher, said, &filters));
                assert_eq!(one, other, "{said} {pairs:?}");
                found += one.1.len();
                if one.1.is_empty() {
                    let why = |archive: &dyn Archive| archive.no_printing(said, &filters).expect("why");
                    assert_eq!(why(&disk), why(&searcher), "{said} {pairs:?}");
                }
            }
        }
        assert!(found > 20, "{found}");
        let manner = Manner { most_read: 2, ..hasty() };
        let engine = connect_as(&proxy.place, "traced", &manner);
        let few = EngineSearcher::new(&engine, &lexicon);
        let error =
            few.trace("the town pays nothing", &Default::default()).expect_err("too much").to_string();
        assert!(error.contains("for a quotation of these words where"), "{error}");
        let words = "word ".repeat(501);
        for said in ["…", &words] {
            let error = searcher.trace(said, &Default::default()).expect_err("no quotation");
            assert!(matches!(error, Error::Untraceable { .. }), "{error}");
        }
    });
}

/// Articles like one are those that have its telling words, which are the same as on disk; so are those added to a query's.
#[test]
fn words_beside_a_query_are_found_as_on_disk() {
    let lexicon = Lexicon::new();
    let (_folder, index) = on_disk(&[corpus()], &lexicon);
    let disk = Searcher::new(&index, &lexicon).expect("a searcher");
    with_osmem(|proxy| {
        let engine = connect(&proxy.place, "beside");
        fill(&engine, &corpus());
        let searcher = EngineSearcher::new(&engine, &lexicon);
        let ids = |found: &onrecord::index::Results| {
            let mut ids: Vec<(String, usize)> = found
                .hits
                .iter()
                .map(|hit| (hit.article.id.clone(), hit.grouped.as_ref().map_or(1, |g| g.passages)))
                .collect();
            ids.sort();
            ids
        };
        for id in ["corpus/2025-10-09-ndjamena-sudan-ceasefire.txt", "wire.sgm#1", "hp-2023-05-31-kingston"] {
            for pairs in [&[][..], &[("date", "2024"), ("kind", "quote")], &[("date", "1999")]] {
                let filters = filters_written(pairs, &lexicon, date(2025, 9, 5)).expect("filters");
                let query = Query::similar(id, filters).expect("a query");
                let facets = vec![FacetField::Speaker, FacetField::Country, FacetField::Date];
                let query = Query { limit: usize::MAX, facets, ..each(query) };
                let (one, other) =
                    (disk.search(&query).expect("hits"), searcher.search(&query).expect("hits"));
                assert_eq!(one.beside, other.beside, "{id}");
                assert_eq!(
                    (one.total, &one.facets, ids(&one)),
                    (other.total, &other.facets, ids(&other)),
                    "{id} {pairs:?}"
                );
                assert!(
                    other.beside.len() == 30 && (other.total > 5 || pairs[..] == [("date", "1999")]),
                    "{id} {}",
                    other.total
                );
                assert!(other.hits.iter().all(|hit| hit.article.id != id));
                assert_eq!(
                    disk.days(&query).expect("days").1,
                    searcher.days(&query).expect("days").1,
                    "{id}"
                );
                if one.total == 0 {
                    assert_eq!(
                        disk.nothing(&query).expect("why"),
                        searcher.nothing(&query).expect("why"),
                        "{id}"
                    );
                }
            }
        }
        let unknown = Query::similar("nowhere.txt", Default::default()).expect("a query");
        assert!(matches!(searcher.search(&unknown), Err(Error::UnknownArticle(_))));
        for typed in ["ceasefire", "grain corridor", "\"security guarantees\" -poll"] {
            for matching in [Matching::All, Matching::Any] {
                let query = Query::new(typed, Default::default()).expect("a query");
                let query = Query { matching, limit: usize::MAX, ..each(query) };
                let plain = searcher.search(&query).expect("hits");
                let query = Query { expand: true, ..query };
                let (one, other) =
                    (disk.search(&query).expect("hits"), searcher.search(&query).expect("hits"));
                // Which articles are the best is the engine's own affair, so some of the words may be others.
                let alike = one.beside.iter().filter(|word| other.beside.contains(word)).count();
                assert!(
                    other.beside.len() == 20 && alike > 5,
                    "{typed}: {alike}: {:?} {:?}",
                    one.beside,
                    other.beside
                );
                match matching {
                    Matching::All => {
                        assert_eq!((plain.total, one.total), (other.total, other.total), "{typed}")
                    }
                    Matching::Any => {
                        let with = format!("{typed} {}", other.beside.join(" "));
                        let with = Query::new(&with, Default::default()).expect("a query");
                        let with = Query { matching, ..each(with) };
                        let total = disk.search(&with).expect("hits").total;
                        assert!(total > plain.total);
                        assert_eq!(other.total, total, "{typed}");
                    }
                }
            }
        }
    });
}
