//! Engines that are busy, answer in part, forget, go away: nothing is lost, nothing is there twice, and it is said.

use super::proxy::{Act, Asked, Proxy};
use super::{connect, connect_as, corpus, fill, hasty, read, with_osmem};
use onrecord::archive::Archive;
use onrecord::engine::{EngineSearcher, Manner};
use onrecord::lang::Lexicon;
use onrecord::query::{Filters, Group, Query, Sort};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Articles and passages of the sample corpus, as the index on disk has them.
const WHOLE: (u64, u64) = (88, 1703);

fn busy() -> Act {
    Act::Answer(429, json!({ "error": { "reason": "too many requests" }, "status": 429 }).to_string())
}

/// Does `what` with each of the calls of a name that `which` picks by its number, from 0.
fn some(
    proxy: &Proxy,
    call: &'static str,
    which: impl Fn(usize) -> bool + Send + 'static,
    what: impl Fn(&Asked) -> Act + Send + 'static,
) {
    let mut number = 0;
    proxy.rule(move |asked| {
        if !asked.is(call) {
            return Act::Forward;
        }
        number += 1;
        if which(number - 1) { what(asked) } else { Act::Forward }
    });
}

/// Reads a corpus though the engine fails, again where it gave up; then all is there once, as from one that does not.
#[track_caller]
fn all_is_there(proxy: &Proxy, fail: impl FnOnce()) {
    let folder = corpus();
    proxy.rule(|_| Act::Forward);
    let calm = connect(&proxy.place, "calm");
    fill(&calm, &folder);
    let engine = connect(&proxy.place, "failing");
    engine.init(1, 0).expect("an index");
    let before = proxy.asked();
    fail();
    let mut rounds = 0;
    while let Err(error) = read(&engine, &folder) {
        rounds += 1;
        assert!(error.to_string().contains(&proxy.place), "{error}");
        assert!(rounds < 30, "{error}");
    }
    assert!(proxy.asked() > before + 6, "{} calls", proxy.asked() - before);
    proxy.rule(|_| Act::Forward);
    assert_eq!(engine.status().expect("a status"), calm.status().expect("a status"));
    let again = read(&engine, &folder).expect("an ingest");
    assert_eq!((again.added, again.unchanged, again.skipped), (0, WHOLE.0, 0));
    assert_eq!(engine.status().expect("a status"), calm.status().expect("a status"));
    [calm, engine].iter().for_each(|engine| engine.drop_index().expect("dropped"));
}

#[test]
fn documents_that_an_engine_is_too_busy_for_are_sent_again() {
    with_osmem(|proxy| {
        all_is_there(proxy, || some(proxy, "_bulk", |number| number.is_multiple_of(2), |_| busy()));
        all_is_there(proxy, || some(proxy, "_bulk", |number| number < 60, |_| busy()));
    });
}

#[test]
fn of_a_request_half_of_which_fails_the_other_half_is_sent_again() {
    with_osmem(|proxy| {
        all_is_there(proxy, || some(proxy, "_bulk", |number| number % 3 != 2, half));
    });
}

/// Lets the engine have every other document, and says of the rest that it is too busy.
pub(super) fn half(asked: &Asked) -> Act {
    let lines: Vec<String> = asked.body.lines().map(|line| format!("{line}\n")).collect();
    let taken: String = lines.chunks(2).step_by(2).map(|pair| pair.concat()).collect();
    let documents = lines.len() / 2;
    let words = move |mut answer: Value| {
        let mut items = answer["items"].take().as_array().cloned().unwrap_or_default().into_iter();
        let refused = json!({ "create": { "status": 429, "error": { "reason": "rejected" } } });
        let all = (0..documents)
            .map(|at| if at % 2 == 0 { items.next().expect("an item") } else { refused.clone() });
        answer["items"] = all.collect();
        answer["errors"] = json!(true);
        answer
    };
    Act::Instead(taken, Box::new(words))
}

#[test]
fn answers_that_are_lost_leave_nothing_twice() {
    with_osmem(|proxy| {
        all_is_there(proxy, || some(proxy, "_bulk", |number| number.is_multiple_of(2), |_| Act::Lose));
    });
}

#[test]
fn an_engine_that_goes_away_during_an_ingest_is_told_of_and_the_next_goes_on() {
    with_osmem(|proxy| {
        // It is away for longer than one waits, again and again, in the middle of whatever is asked.
        let away = || {
            let mut number = 0;
            proxy.rule(move |_| {
                number += 1;
                if (number + 24) % 40 >= 32 { Act::HangUp } else { Act::Forward }
            });
        };
        all_is_there(proxy, away);
    });
}

#[test]
fn a_document_that_is_refused_is_named() {
    with_osmem(|proxy| {
        let refused = |asked: &Asked| {
            let documents = asked.body.lines().count() / 2;
            let item = json!({ "create": { "status": 400, "error": { "reason": "strict: no such field" } } });
            Act::Answer(200, json!({ "errors": true, "items": vec![item; documents] }).to_string())
        };
        some(proxy, "_bulk", |_| true, refused);
        let engine = connect(&proxy.place, "refused");
        engine.init(1, 0).expect("an index");
        let error = read(&engine, &corpus()).expect_err("refused").to_string();
        assert!(error.contains("-1: 400: strict: no such field"), "{error}");
    });
}

/// Searches that are answered in part, or not at all, are no answers.
#[test]
fn what_an_engine_answers_in_part_is_no_answer() {
    with_osmem(|proxy| {
        let engine = connect(&proxy.place, "parts");
        fill(&engine, &corpus());
        let lexicon = Lexicon::new();
        let searcher = EngineSearcher::new(&engine, &lexicon);
        let query = Query::new("ceasefire", Filters::default()).expect("a query");
        let whole = searcher.search(&query).expect("hits").total;
        type Spoil = fn(Value) -> Value;
        let spoilt: [(&str, Spoil); 4] = [
            ("1 of 2 shards failed", |mut answer| {
                answer["_shards"] = json!({ "total": 2, "failed": 1 });
                answer
            }),
            ("ran out of time", |mut answer| {
                answer["timed_out"] = json!(true);
                answer
            }),
            ("not counted to its end", |mut answer| {
                answer["hits"]["total"]["relation"] = json!("gte");
                answer
            }),
            ("documents were given", |mut answer| {
                answer["hits"]["hits"] = json!([]);
                answer["hits"]["total"]["value"] = json!(whole_of(&answer) + 1);
                answer
            }),
        ];
        for (reason, spoil) in spoilt {
            some(proxy, "_search", |_| true, move |asked| Act::Instead(asked.body.clone(), Box::new(spoil)));
            let error = searcher.search(&query).expect_err(reason).to_string();
            assert!(error.contains(reason) && error.contains("_search"), "{error}");
            // Once is no matter, where it may get better.
            if reason.contains("shards") {
                some(
                    proxy,
                    "_search",
                    |number| number == 0,
                    move |asked| Act::Instead(asked.body.clone(), Box::new(spoil)),
                );
                assert_eq!(searcher.search(&query).expect("hits").total, whole);
            }
        }
        for status in [429, 503] {
            some(proxy, "_search", |number| number < 2, move |_| Act::Answer(status, "{}".to_owned()));
            assert_eq!(searcher.search(&query).expect("hits").total, whole);
        }
        some(
            proxy,
            "_search",
            |_| true,
            |_| Act::Answer(500, json!({ "error": { "reason": "broken" } }).to_string()),
        );
        let error = searcher.search(&query).expect_err("broken").to_string();
        assert!(error.ends_with("500: broken"), "{error}");
    });
}

fn whole_of(answer: &Value) -> u64 {
    answer["hits"]["total"]["value"].as_u64().unwrap_or(0)
}

/// Of all hits, fetched page by page, those are given that were there before the engine went; then it is said.
#[test]
fn an_engine_that_goes_away_between_pages_ends_the_hits_with_an_error() {
    with_osmem(|proxy| {
        let engine = connect(&proxy.place, "pages");
        fill(&engine, &corpus());
        let lexicon = Lexicon::new();
        let searcher = EngineSearcher::new(&engine, &lexicon);
        let mut query = Query::new("", Filters::default()).expect("a query");
        (query.sort, query.limit) = (Sort::Newest, usize::MAX);
        let found = searcher.stream(&query).expect("hits");
        assert_eq!(found.total, WHOLE.1);
        let mut hits = found.hits;
        let given = hits.by_ref().take(1000).filter(Result::is_ok).count();
        assert_eq!(given, 1000);
        proxy.rule(|_| Act::HangUp);
        assert!(hits.next().is_some_and(|hit| hit.is_err()));
        assert!(hits.next().is_none());
        // A cursor that goes round gives the same page for ever; one that stands still is found out.
        proxy.rule(|_| Act::Forward);
        let mut hits = searcher.stream(&query).expect("hits").hits;
        let first = hits.by_ref().take(1000).filter(Result::is_ok).count();
        assert_eq!(first, 1000);
        some(
            proxy,
            "_search",
            |_| true,
            |asked| {
                let mut body: Value = serde_json::from_str(&asked.body).expect("JSON");
                let after = body["search_after"].take();
                body.as_object_mut().expect("an object").remove("search_after");
                body["size"] = json!(703);
                Act::Instead(
                    body.to_string(),
                    Box::new(move |mut answer| {
                        if let Some(last) =
                            answer["hits"]["hits"].as_array_mut().and_then(|hits| hits.last_mut())
                        {
                            last["sort"] = after;
                        }
                        answer
                    }),
                )
            },
        );
        let error = hits.next().expect("an end").expect_err("a page that was there").to_string();
        assert!(error.contains("703 were not given"), "{error}");
        assert!(proxy.asked() > 4);
    });
}

/// Keeps the documents of some articles themselves from the engine, as if it had not come to them yet.
pub(super) fn without_articles(asked: &Asked, is_late: impl Fn(&str) -> bool) -> Act {
    let lines: Vec<String> = asked.body.lines().map(|line| format!("{line}\n")).collect();
    let late = |pair: &&[String]| {
        let fields: Value = serde_json::from_str(&pair[1]).expect("JSON");
        fields["kind"] == json!(["article"]) && is_late(fields["published_at"].as_str().unwrap_or_default())
    };
    let lates: Vec<bool> = lines.chunks(2).map(|pair| late(&pair)).collect();
    let taken: String =
        lines.chunks(2).zip(&lates).filter(|(_, late)| !**late).map(|(pair, _)| pair.concat()).collect();
    if taken.is_empty() {
        let item = json!({ "create": { "status": 201 } });
        return Act::Answer(200, json!({ "errors": false, "items": vec![item; lates.len()] }).to_string());
    }
    let words = move |mut answer: Value| {
        let mut items = answer["items"].take().as_array().cloned().unwrap_or_default().into_iter();
        let late = json!({ "create": { "status": 201 } });
        let all = lates.iter().map(|is| if *is { late.clone() } else { items.next().expect("an item") });
        answer["items"] = all.collect();
        answer
    };
    Act::Instead(taken, Box::new(words))
}

/// While an engine is loaded passages may be there before their articles. Hits of these are counted, not shown, and told.
#[test]
fn hits_whose_article_is_not_there_yet_are_left_out_and_told() {
    with_osmem(|proxy| {
        let engine = connect(&proxy.place, "late");
        engine.init(1, 0).expect("an index");
        some(proxy, "_bulk", |_| true, |asked| without_articles(asked, |day| day == "2023-05-31"));
        read(&engine, &corpus()).expect("an ingest");
        proxy.rule(|_| Act::Forward);
        let lexicon = Lexicon::new();
        let searcher = EngineSearcher::new(&engine, &lexicon);
        let ask = |typed: &str, sort, limit| {
            let query = Query::new(typed, Filters::default()).expect("a query");
            Query { sort, limit, ..query }
        };
        let first = searcher.search(&ask("", Sort::Oldest, 40)).expect("hits");
        assert!(first.left_out > 10 && first.left_out < 40, "{}", first.left_out);
        assert_eq!((first.total, first.hits.len() as u64), (WHOLE.1, 40 - first.left_out));
        assert_eq!(first.hits[0].rank as u64, first.left_out + 1);
        assert!(searcher.article("hp-2023-05-31-kingston").is_err());
        // On the second page of a thousand it is found out late, and told at the end.
        let found = searcher.stream(&ask("", Sort::Newest, usize::MAX)).expect("hits");
        assert_eq!(found.left_out, 0);
        let all: Vec<_> = found.hits.collect();
        let (hits, end) = (all.iter().filter(|hit| hit.is_ok()).count() as u64, all.last().expect("an end"));
        assert_eq!(hits, WHOLE.1 - first.left_out);
        let end = end.as_ref().expect_err("what is missing").to_string();
        assert!(end.contains(&format!("{} hits were left out", first.left_out)), "{end}");
        // So where all is looked at.
        let of_day = Filters { to: Some(jiff::civil::date(2023, 6, 30)), ..Filters::default() };
        for (typed, group) in
            [("", Group::Articles), ("\"the of\"~s", Group::None), ("\"the of\"~9", Group::None)]
        {
            let query = Query { group, limit: 1000, ..Query::new(typed, of_day.clone()).expect("a query") };
            let found = searcher.search(&query).expect("hits");
            assert!(found.left_out > 0, "{typed}");
            assert!(found.hits.iter().all(|hit| hit.article.id != "hp-2023-05-31-kingston"), "{typed}");
        }
        // Once the engine has it, it is shown.
        assert_eq!(read(&engine, &corpus()).expect("an ingest").added, 1);
        let first = searcher.search(&ask("", Sort::Oldest, 40)).expect("hits");
        assert_eq!((first.left_out, first.hits.len()), (0, 40));
    });
}

/// An engine that says nothing is not waited for longer than was asked.
#[test]
fn an_engine_that_says_nothing_is_given_up() {
    with_osmem(|proxy| {
        connect(&proxy.place, "silent").init(1, 0).expect("an index");
        let manner = Manner { patience: Duration::from_secs(2), ..hasty() };
        let engine = connect_as(&proxy.place, "silent", &manner);
        proxy.rule(|_| Act::Wait(Duration::from_secs(60)));
        let begun = Instant::now();
        let error = engine.status().expect_err("silence").to_string();
        assert!(error.contains("timeout"), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    });
}
