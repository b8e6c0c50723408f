//! What goes beyond the words typed: words that go with them, articles like one, the recent first.

use crate::testenv::TestEnv;
use onrecord::render::SearchJson;

/// Articles about a harbour and about a school, with words they have in common.
const TOWN: [(&str, &str); 7] = [
    (
        "2025-03-01-a.txt",
        "date 2025-03-01\n\nThe harbour of Varna froze. Tugs and pilots waited for the icebreaker in the harbour.\n",
    ),
    ("2025-03-02-b.txt", "date 2025-03-02\n\nThe icebreaker came with two tugs, and pilots led ships out.\n"),
    ("2025-01-05-c.txt", "date 2025-01-05\n\nPilots and tugs are paid by the hour. The icebreaker is not.\n"),
    (
        "2025-03-04-d.txt",
        "date 2025-03-04\n\nThe school in Plovdiv has a new roof. Pupils waited in the rain for the teachers.\n",
    ),
    ("2025-03-05-e.txt", "date 2025-03-05\n\nTeachers and pupils of the school sang under the roof.\n"),
    ("2025-03-06-f.txt", "date 2025-03-06\n\nBread is dear. The mill has closed.\n"),
    ("g.txt", "Nothing is known of the mill. Its wheel stands still.\n"),
];

/// Enough articles beside that no word of the town's is common.
fn town() -> TestEnv {
    let env = TestEnv::with(&TOWN);
    for number in 0..9 {
        env.write(
            &format!("corpus/z{number}.txt"),
            format!("date 2024-01-01\n\nVolume {number} was read by all.\n"),
        );
    }
    env.run(&["ingest"]).status(0);
    env
}

fn json(env: &TestEnv, args: &[&str]) -> SearchJson {
    env.run(&[args, &["--format", "json"]].concat()).json()
}

fn articles(found: &SearchJson) -> Vec<&str> {
    found.hits.iter().map(|hit| hit.article.trim_start_matches("corpus/")).collect()
}

#[test]
fn articles_like_one_come_by_likeness_and_without_it() {
    let env = town();
    let like = json(&env, &["similar", "corpus/2025-03-01-a.txt"]);
    assert_eq!(articles(&like)[..2], ["2025-03-02-b.txt", "2025-01-05-c.txt"]);
    assert!(!articles(&like).contains(&"2025-03-01-a.txt"));
    assert_eq!(like.total as usize, like.hits.len());
    assert!(like.also_looked_for.contains(&"tugs".to_owned()), "{:?}", like.also_looked_for);
    assert!(like.hits.iter().all(|hit| hit.passages.is_some()));
    let late = json(&env, &["similar", "corpus/2025-03-01-a.txt", "--from", "2025-02"]);
    assert!(!articles(&late).contains(&"2025-01-05-c.txt"));
    env.run(&["similar", "corpus/2025-03-04-d.txt", "--limit", "1", "--facets"])
        .status(0)
        .says(&["2025-03-05-e.txt", "2025-03"])
        .notes(&["like it by ", "pupils", "1 to 1 shown"]);
    env.run(&["similar", "corpus/2025-03-06-f.txt", "--to", "2024-12"]).status(1);
    env.run(&["similar", "corpus/2025-03-01-a.txt", "--format", "trec"])
        .status(2)
        .notes(&["a TREC run is of a file of queries"]);
    let newest = json(&env, &["similar", "corpus/2025-03-01-a.txt", "--sort", "newest"]);
    let days: Vec<_> = newest.hits.iter().map(|hit| hit.date).collect();
    assert!(days.is_sorted_by(|a, b| a >= b) && days.len() > 1, "{days:?}");
    // A copy beside the story it is of, in a folder that is read first.
    env.write(
        "corpus/y.txt",
        "date 2025-03-09\n\nPilots and tugs are paid by the hour. The icebreaker is not.\n",
    );
    let once = json(&env, &["similar", "corpus/2025-03-01-a.txt", "--corpus", "corpus"]);
    let each = json(&env, &["similar", "corpus/2025-03-01-a.txt", "--all-copies"]);
    assert_eq!(each.total, once.total + 1);
    env.run(&["similar", "nowhere.txt"])
        .status(2)
        .notes(&["nowhere.txt", "hint: the id stands below every hit"]);
    env.run(&["similar", "g.txt", "--facets", "--format", "csv"]).status(2).notes(&["onrecord facets"]);
}

#[test]
fn words_that_go_with_the_querys_find_more_when_asked() {
    let env = town();
    let any = ["search", "harbour", "--match", "any", "--group", "article"];
    assert_eq!(articles(&json(&env, &any)), ["2025-03-01-a.txt"]);
    assert_eq!(json(&env, &any).also_looked_for, Vec::<String>::new());
    let more = json(&env, &[&any[..], &["--expand"]].concat());
    assert_eq!(articles(&more)[..3], ["2025-03-01-a.txt", "2025-03-02-b.txt", "2025-01-05-c.txt"]);
    assert!(more.also_looked_for.contains(&"icebreaker".to_owned()));
    assert!(!more.also_looked_for.contains(&"harbour".to_owned()));
    env.run(&[&any[..], &["--expand"]].concat()).status(0).notes(&["also looked for ", "icebreaker"]);
    // Where all words must match, they only order what has them.
    let all = json(&env, &["search", "pilots tugs", "--expand"]);
    assert_eq!(all.total, json(&env, &["search", "pilots tugs"]).total);
    // With nothing to go by, nothing is added.
    assert_eq!(json(&env, &["search", "--expand", "--from", "2025"]).also_looked_for, Vec::<String>::new());
    assert_eq!(json(&env, &["search", "zeppelin", "--expand"]).total, 0);
}

#[test]
fn the_recent_count_more_when_asked() {
    let env = TestEnv::ingested(&[
        ("old.txt", "date 2015-01-01\n\nThe harbour froze, the harbour of Varna.\n"),
        ("new.txt", "date 2025-01-01\n\nThe harbour froze once more, and ships waited outside for a week.\n"),
        (
            "undated.txt",
            "Some weeks went by in which little was done, and of the harbour it was only said that it stayed shut.\n\nNobody said for how long.\n",
        ),
    ]);
    for group in [&[][..], &["--group", "article"]] {
        let ask = |args: &[&str]| json(&env, &[&["search", "harbour"], group, args].concat());
        let (plain, recent) = (ask(&[]), ask(&["--prefer-recent", "30d"]));
        assert_eq!((plain.total, recent.total), (3, 3));
        let score = |found: &SearchJson, article: &str| {
            let hit = found.hits.iter().find(|hit| hit.article.ends_with(article)).unwrap();
            hit.score
        };
        assert_eq!(score(&recent, "new.txt"), score(&plain, "new.txt"));
        for old in ["old.txt", "undated.txt"] {
            assert!((score(&recent, old) / score(&plain, old) - 0.5).abs() < 1e-3, "{old}");
        }
        assert_eq!(recent.hits[0].article, "corpus/new.txt");
        // A half-life of as many days as lie between leaves three quarters.
        let slow = ask(&["--prefer-recent", "3653d"]);
        assert!((score(&slow, "old.txt") / score(&plain, "old.txt") - 0.75).abs() < 1e-3);
    }
    for wrong in ["0d", "30", "d", "-1d", "99999999y", "é"] {
        env.run(&["search", "harbour", &format!("--prefer-recent={wrong}")])
            .status(2)
            .notes(&["30d, 2w, 6m, 1y"]);
    }
}

#[test]
fn an_article_with_all_the_words_goes_before_one_with_one_of_them_often() {
    let env = TestEnv::ingested(&[
        (
            "all.txt",
            "date 2025-01-01\n\nThe council met on Monday.\n\nIt spoke of grain for an hour.\n\nThen of the port.\n\n\
             The mayor left early, as he often does when there is nothing to eat.\n",
        ),
        ("one.txt", "date 2025-01-02\n\nA council is a council is a council. The council sat.\n"),
        ("none.txt", "date 2025-01-03\n\nNobody came. Nothing was said of anything at all.\n"),
    ]);
    let found = json(&env, &["search", "council grain port", "--match", "any", "--group", "article"]);
    assert_eq!(articles(&found), ["all.txt", "one.txt"]);
}

#[test]
fn what_stands_in_the_headline_and_lead_counts_more() {
    let filler = "Words follow words, and the page is filled with what was said and heard. ".repeat(5);
    let text = |first: &str, last: &str| format!("date 2025-01-01\n\n{first}\n\n{filler}\n\n{last}\n");
    let env = TestEnv::ingested(&[
        ("late.txt", &text("A day in the north began with rain.", "The ferry sank at dusk.")),
        ("lead.txt", &text("The ferry sank at dusk.", "A day in the north began with rain.")),
        ("other.txt", "date 2025-01-01\n\nNothing sank. All was well.\n"),
    ]);
    // The two have nearly all their words in common, and would be one hit.
    let found = json(&env, &["search", "ferry", "--group", "article", "--all-copies"]);
    assert_eq!(articles(&found), ["lead.txt", "late.txt"]);
    assert!(found.hits[0].score > found.hits[1].score);
}

#[test]
fn an_article_about_the_country_that_is_asked_for_goes_first() {
    let env = TestEnv::ingested(&[
        ("a.txt", "date 2025-01-01\n\nLISBON — The budget passed. Portuguese towns get more.\n"),
        ("b.txt", "date 2025-01-01\n\nOSLO — The budget passed. Norwegian towns get more.\n"),
        ("c.txt", "date 2025-01-01\n\nNobody knows. The rest is silence.\n"),
    ]);
    let found = json(&env, &["search", "Portugal’s budget", "--match", "any", "--group", "article"]);
    assert_eq!(articles(&found), ["a.txt", "b.txt"]);
    let gap = |found: &SearchJson| (found.hits[0].score - found.hits[1].score).abs();
    assert!(gap(&found) > 0.5);
    // What is left out lifts nothing.
    assert!(gap(&json(&env, &["search", "budget -Portugal", "--group", "article"])) < 0.1);
}
