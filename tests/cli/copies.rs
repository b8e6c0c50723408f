//! The same story in several papers, the same quotation in several stories: one hit, counted once.

use crate::testenv::TestEnv;
use onrecord::render::{FacetJson, SearchJson};
use std::collections::BTreeMap;

/// A wire story as three papers print it and a fourth cuts it, with changes that change nothing; and what is like it and
/// says something else.
fn papers() -> TestEnv {
    let lead = "TURKU — The harbour of Turku will open again in March after a winter of repairs, the city said on Monday.";
    let said =
        "“We have mended every quay that the storm took from us,” Mayor Ida Tervo said in Turku, Finland.";
    let ships = "Ships have been unloading in Rauma since the storm, at a cost that nobody at the harbour wants to name.";
    let story = |id: &str, paper: &str, date: &str, paragraphs: &[&str]| {
        serde_json::json!({
            "id": id, "source_domain": paper, "date_publish": date, "title": format!("Harbour {id}"),
            "maintext": paragraphs.join("\n\n"),
        })
        .to_string()
    };
    let stories = [
        story("wire", "wire.example", "2025-09-04 08:00:00", &[lead, said, ships]),
        story("post", "post.example", "2025-09-05 08:00:00", &[lead, said, ships]),
        // Reworded a little, under another headline.
        story(
            "star",
            "star.example",
            "2025-09-06 08:00:00",
            &[
                &lead.replace("will open again", "will be open again"),
                &said.replace("Mayor Ida", "Ida"),
                ships,
            ],
        ),
        story("gazette", "gazette.example", "2025-09-07 08:00:00", &[said]),
        // Another month, another town, another speaker, and the opposite.
        story("rauma", "wire.example", "2025-09-08 08:00:00", &[&lead.replace("Turku", "Rauma")]),
        story("later", "wire.example", "2025-09-09 08:00:00", &[&lead.replace("in March", "in April")]),
        story("other", "post.example", "2025-09-10 08:00:00", &[&said.replace("Ida Tervo", "Aino Salo")]),
        story(
            "denial",
            "post.example",
            "2025-09-11 08:00:00",
            &[&said.replace("have mended", "have not mended")],
        ),
    ];
    TestEnv::ingested(&[("papers.jsonl", &stories.join("\n"))])
}

fn ask(env: &TestEnv, args: &[&str]) -> SearchJson {
    env.run(&[&["search", "--format", "json", "--limit", "100"], args].concat()).json()
}

fn articles(found: &SearchJson) -> Vec<&str> {
    let mut articles: Vec<&str> = found.hits.iter().map(|h| h.article.as_str()).collect();
    articles.sort_unstable();
    articles
}

#[test]
fn a_story_in_several_papers_is_one_hit_that_can_be_opened() {
    let env = papers();
    let found = ask(&env, &["ships unloading"]);
    assert_eq!((found.total, found.hits.len()), (1, 1));
    let copies = found.hits[0].copies.as_ref().unwrap();
    assert_eq!((copies.articles, copies.passages), (3, 3));
    let first = copies.first.as_ref().unwrap();
    assert_eq!(first.date.unwrap().to_string(), "2025-09-04");
    assert_eq!((first.publisher.as_deref(), first.article.as_str()), (Some("wire.example"), "wire"));
    assert_eq!(first.articles, 1);
    let opened = ask(&env, &["ships unloading", "--all-copies"]);
    assert_eq!(articles(&opened), ["post", "star", "wire"]);
    assert!(opened.hits.iter().all(|hit| hit.copies.as_ref() == Some(copies)));
    env.run(&["search", "ships unloading"])
        .status(0)
        .says(&["     in 3 articles, first 2025-09-04 in wire.example\n"])
        .notes(&["1 hit ("]);
    let csv = env.run(&["search", "ships unloading", "--format", "csv"]).status(0);
    csv.says(&[",in_articles,first_date,first_article\n", ",3,2025-09-04,wire\n"]);
}

#[test]
fn the_best_of_the_copies_that_pass_is_shown_with_all_the_record_has() {
    let env = papers();
    let hit = |args: &[&str]| {
        let found = ask(&env, args);
        assert_eq!(found.total, 1);
        (found.hits[0].article.clone(), found.hits[0].copies.as_ref().unwrap().articles)
    };
    assert_eq!(hit(&["ships unloading", "--sort", "oldest"]), ("wire".into(), 3));
    assert_eq!(hit(&["ships unloading", "--sort", "newest"]), ("star".into(), 3));
    // A filter leaves copies out of the hits, not out of the record.
    assert_eq!(hit(&["ships unloading", "--publisher", "post.example"]), ("post".into(), 3));
}

#[test]
fn nothing_that_says_something_else_is_hidden() {
    let env = papers();
    // The lead of three papers, of another town and of another month.
    let leads = ask(&env, &["winter of repairs"]);
    assert_eq!((leads.total, leads.hits.len()), (3, 3));
    assert_eq!(ask(&env, &["winter of repairs", "--all-copies"]).total, 5);
    // A quotation in four, the same words by another, and its denial.
    let quotes = ask(&env, &["mended every quay", "--kind", "quote"]);
    assert_eq!(quotes.total, 3);
    let speakers: BTreeMap<&str, Option<u32>> = quotes
        .hits
        .iter()
        .map(|h| (h.speaker.as_deref().unwrap(), h.copies.as_ref().map(|c| c.articles)))
        .filter(|(_, articles)| articles.is_some() || quotes.total == 3)
        .collect();
    assert_eq!(speakers.get("Aino Salo"), Some(&None));
    let most = quotes.hits.iter().filter_map(|h| h.copies.as_ref()).map(|c| c.articles).max();
    assert_eq!(most, Some(4));
    assert!(quotes.hits.iter().any(|h| h.article == "denial" && h.copies.is_none()));
}

#[test]
fn counts_count_a_group_once_for_each_value() {
    let env = papers();
    for (query, all) in [("mended OR harbour", false), ("mended OR harbour", true), ("", false), ("", true)] {
        let flags: &[&str] = if all { &["--all-copies"] } else { &[] };
        let by =
            ["--by", "publisher", "--by", "date", "--by", "speaker", "--by", "country", "--format", "json"];
        let counted: BTreeMap<String, Vec<FacetJson>> =
            env.run(&[&["facets", query], &by[..], flags].concat()).json();
        let total = |filter: &[&str]| ask(&env, &[&[query], filter, flags].concat()).total;
        for row in &counted["publisher"] {
            assert_eq!(row.count, total(&["--publisher", &row.value]), "{query} {all} {row:?}");
        }
        for row in &counted["date"] {
            assert_eq!(
                row.count,
                total(&["--from", &row.value, "--to", &row.value]),
                "{query} {all} {row:?}"
            );
        }
        for row in &counted["speaker"] {
            assert_eq!(row.count, total(&["--speaker", &row.value]), "{query} {all} {row:?}");
        }
        for row in &counted["country"] {
            assert_eq!(row.count, total(&["--country", &row.label]), "{query} {all} {row:?}");
        }
        // All were published in one month, so that its count is that of all.
        let month = counted["date"].iter().find(|row| row.value == "2025-09").unwrap();
        assert_eq!(month.count, total(&[]));
    }
    assert_eq!(ask(&env, &["ships unloading", "--facets"]).facets["publisher"].len(), 3);
}

#[test]
fn pages_of_hits_with_copies_join_without_gap_or_repeat() {
    let env = papers();
    let all = ask(&env, &["harbour OR mended"]);
    assert_eq!(all.hits.len() as u64, all.total);
    for (offset, hit) in all.hits.iter().enumerate() {
        let offset = offset.to_string();
        let page: SearchJson = env
            .run(&["search", "--format", "json", "--limit", "1", "--offset", &offset, "harbour OR mended"])
            .json();
        assert_eq!((page.total, &page.hits[0]), (all.total, hit));
    }
}

#[test]
fn an_article_that_is_a_copy_of_another_is_one_with_it() {
    let env = papers();
    let found = ask(&env, &["harbour", "--group", "article"]);
    let whole = found.hits.iter().find(|hit| hit.copies.is_some()).unwrap();
    let copies = whole.copies.as_ref().unwrap();
    assert_eq!((copies.articles, copies.first.as_ref().unwrap().article.as_str()), (3, "wire"));
    let each = ask(&env, &["harbour", "--group", "article", "--all-copies"]);
    assert_eq!(found.total + 2, each.total);
    assert_eq!(found.hits.len() as u64, found.total);
    let papers = &ask(&env, &["ships unloading", "--group", "article", "--facets"]).facets["publisher"];
    assert_eq!(papers.iter().map(|row| row.count).collect::<Vec<_>>(), [1, 1, 1]);
    env.run(&["search", "ships unloading", "--group", "article"])
        .status(0)
        .says(&["in 3 articles, first 2025-09-04 in wire.example"]);
}

#[test]
fn short_words_are_copies_where_the_speaker_or_the_story_is_the_same() {
    let said = |day: u8, words: &str| {
        format!("date 2025-09-0{day}\n\n“{words},” Ida Tervo said.\n\nNobody was hurt.\n")
    };
    let env = TestEnv::ingested(&[
        ("a.txt", &said(1, "We will not sign")),
        ("b.txt", &said(2, "We will not sign")),
        ("c.txt", "date 2025-09-03\n\n“We will not sign,” Aino Salo said.\n\nNobody was hurt.\n"),
    ]);
    let quotes = ask(&env, &["sign", "--kind", "quote"]);
    let mut speakers: Vec<_> =
        quotes.hits.iter().map(|h| (h.speaker.as_deref(), h.copies.is_some())).collect();
    speakers.sort_unstable();
    assert_eq!(speakers, [(Some("Aino Salo"), false), (Some("Ida Tervo"), true)]);
    // A sentence of the day's papers, in stories that have nothing else in common.
    assert_eq!(ask(&env, &["hurt"]).total, 3);
}

#[test]
fn of_one_day_no_paper_is_called_the_first_alone() {
    let text =
        "The ferry between the two islands will sail again on the first day of spring, if the ice allows it.";
    let env = TestEnv::ingested(&[
        ("a.txt", &format!("date 2025-09-04\n\n{text}\n\nAll were glad of it, and said so.\n")),
        ("b.txt", &format!("date 2025-09-04\n\n{text}\n\nA dog was seen on the quay.\n")),
        ("c.txt", &format!("{text}\n\nTwo boats had been lost there in autumn.\n")),
    ]);
    let found = ask(&env, &["ferry"]);
    let copies = found.hits[0].copies.as_ref().unwrap();
    assert_eq!((found.total, copies.articles, copies.first.as_ref().unwrap().articles), (1, 3, 2));
    env.run(&["search", "ferry"]).says(&["in 3 articles, first 2025-09-04 in corpus/", " and 1 other\n"]);
    let env = TestEnv::ingested(&[
        ("a.txt", &format!("{text}\n\nOne.\n")),
        ("b.txt", &format!("{text}\n\nTwo.\n")),
    ]);
    assert_eq!(ask(&env, &["ferry"]).hits[0].copies.as_ref().unwrap().first, None);
    env.run(&["search", "ferry"]).says(&["in 2 articles, all undated\n"]);
}

#[test]
fn a_table_of_copies_that_is_damaged_or_gone_costs_time_and_nothing_else() {
    let env = papers();
    let whole = ask(&env, &["harbour OR mended", "--sort", "oldest"]).hits;
    let path = env.path().join("index/gen-1/copies.cache");
    let kept = std::fs::read(&path).unwrap();
    let mut turned = kept.clone();
    *turned.last_mut().unwrap() ^= 1;
    let older = [&[0; 16], &kept[16..]].concat();
    for damaged in [&[][..], &kept[..kept.len() / 2], &turned, &older, &[0xff; 64]] {
        std::fs::write(&path, damaged).unwrap();
        assert_eq!(ask(&env, &["harbour OR mended", "--sort", "oldest"]).hits, whole);
        // A search repairs nothing, for it has no lock; an ingest does.
        assert_eq!(std::fs::read(&path).unwrap(), damaged);
        env.run(&["ingest"]).status(0);
        let anew = std::fs::read(&path).unwrap();
        assert!(anew != damaged && anew.len() >= kept.len());
        assert_eq!(ask(&env, &["harbour OR mended", "--sort", "oldest"]).hits, whole);
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(ask(&env, &["harbour OR mended", "--sort", "oldest"]).hits, whole);
}

#[test]
fn copies_follow_what_is_in_the_index() {
    let text =
        "The ferry between the two islands will sail again on the first day of spring, if the ice allows it.";
    let env = TestEnv::ingested(&[("a.txt", &format!("date 2025-09-04\n\n{text}\n\nOne.\n"))]);
    assert_eq!(ask(&env, &["ferry"]).hits[0].copies, None);
    env.write("corpus/b.txt", format!("date 2025-09-01\n\n{text}\n\nTwo.\n"));
    env.run(&["ingest"]).status(0);
    let found = ask(&env, &["ferry"]);
    let first = found.hits[0].copies.as_ref().unwrap().first.clone().unwrap();
    assert_eq!((found.total, first.article.as_str()), (1, "corpus/b.txt"));
    std::fs::remove_file(env.path().join("corpus/b.txt")).unwrap();
    env.run(&["ingest", "--prune"]).status(0);
    let found = ask(&env, &["ferry"]);
    assert_eq!((found.total, &found.hits[0].copies), (1, &None));
}

#[test]
fn an_article_that_names_another_source_is_not_hidden() {
    let report = |who: &str, day: &str| {
        format!(
            "date {day}\n\nThe bridge stays shut until the long winter inspection has been finished, {who} said in Turku.\n"
        )
    };
    let env = TestEnv::with(&[
        ("a.txt", &report("an official", "2025-01-01")),
        ("b.txt", &report("Ida Tervo", "2025-01-02")),
        ("c.txt", &report("Bruno Salles", "2025-01-03")),
    ]);
    env.run(&["ingest", "corpus"]).status(0);
    for how in [&["--kind", "paragraph"][..], &["--group", "article"]] {
        let found: SearchJson = env.run(&[&["search", "bridge", "--format", "json"], how].concat()).json();
        assert_eq!(found.total, 2, "{how:?}");
        let of = |name: &str| found.hits.iter().find(|h| h.article == name).and_then(|h| h.copies.as_ref());
        assert!(found.hits.iter().any(|h| h.article == "corpus/c.txt") && of("corpus/c.txt").is_none());
    }
}

#[test]
fn of_copies_the_one_that_tells_the_speaker_is_shown() {
    let words = "“The bridge will carry trains again before the first snow falls on the northern hills";
    let story = |id: &str, date: &str, text: &str| {
        serde_json::json!({"id": id, "date": date, "text": text}).to_string()
    };
    let stories = [
        story("bare", "2025-03-01", &format!("{words}.”\n\nNothing else happened in the town that day.")),
        story(
            "named",
            "2025-03-02",
            &format!("{words},” Mayor Ida Tervo said in Turku on Sunday, at the bridge."),
        ),
    ];
    let env = TestEnv::ingested(&[("two.jsonl", &stories.join("\n"))]);
    let found = ask(&env, &["bridge snow trains", "--kind", "quote"]);
    assert_eq!(found.hits.len(), 1, "{:?}", found.hits);
    assert_eq!(found.hits[0].speaker.as_deref(), Some("Ida Tervo"));
    // In an order of days the first is the first.
    let oldest = ask(&env, &["bridge snow trains", "--kind", "quote", "--sort", "oldest"]);
    assert_eq!(oldest.hits[0].article, "bare");
}
