use super::FILES;
use crate::testenv::TestEnv;
use onrecord::render::{HitJson, SearchJson};

fn ask(env: &TestEnv, args: &[&str]) -> SearchJson {
    env.run(&[&["search", "--format", "json"], args].concat()).json()
}

fn texts(found: &SearchJson) -> Vec<&str> {
    found.hits.iter().map(|h| h.text.as_str()).collect()
}

#[test]
fn a_quote_that_matches_takes_the_place_of_its_paragraph() {
    let env = TestEnv::ingested(&FILES);
    let found = ask(&env, &["security guarantees"]);
    assert_eq!(found.total, 2);
    assert_eq!((found.hits[0].kind.as_str(), found.hits[0].paragraph), ("quote", 1));
    assert_eq!(found.hits[0].speaker.as_deref(), Some("Matilde Sequeira"));
    assert!(found.hits[0].context.contains("said in Lisbon"));
    assert_eq!((found.hits[1].kind.as_str(), found.hits[1].paragraph), ("paragraph", 2));
    // Words that stand outside the quote find the paragraph itself.
    let found = ask(&env, &["guarantees Lisbon said"]);
    assert_eq!(found.hits[0].kind, "paragraph");
    let found = ask(&env, &["security guarantees", "--kind", "paragraph"]);
    assert_eq!((found.total, found.hits[0].kind.as_str()), (2, "paragraph"));
    assert_eq!(ask(&env, &["security guarantees", "--kind", "quote"]).total, 1);
    let of = |kind| ask(&env, &["--kind", kind]).total;
    assert!(of("direct") > 0 && of("indirect") > 0);
    assert_eq!(of("direct") + of("mixed") + of("indirect"), of("quote"));
}

#[test]
fn highlights_are_characters_of_the_text() {
    let env = TestEnv::ingested(&FILES);
    for hit in ask(&env, &["\"security guarantees\" OR grain"]).hits {
        let chars: Vec<char> = hit.text.chars().collect();
        for [start, end] in hit.highlights {
            let marked: String = chars[start..end].iter().collect();
            assert!(["security guarantees", "grain", "Grain"].contains(&marked.as_str()), "{marked}");
        }
    }
}

#[test]
fn phrases_exclusions_alternatives_accents_and_headlines() {
    let env = TestEnv::ingested(&FILES);
    assert_eq!(ask(&env, &["“security guarantees” -Portugal"]).total, 1);
    assert_eq!(ask(&env, &["guarantees security"]).total, 2);
    assert_eq!(ask(&env, &["\"guarantees security\""]).total, 0);
    assert_eq!(ask(&env, &["SÉQUEIRA"]).total, 1);
    // The headline stands with every passage of its article.
    assert!(texts(&ask(&env, &["cuts price"])).iter().any(|t| t.contains("grain price")));
    assert!(ask(&env, &["herring OR quiet"]).total > 0);
}

#[test]
fn filters_and_in_all_directions() {
    let env = TestEnv::ingested(&FILES);
    let total = |args: &[&str]| ask(&env, args).total;
    let quotes = ask(&env, &["--speaker", "salonen"]);
    assert!(quotes.total >= 1 && quotes.hits.iter().all(|h| h.speaker.as_deref() == Some("Eero Salonen")));
    assert_eq!(total(&["grain", "--country", "ke"]), total(&["grain", "--country", "Kenya"]));
    assert!(total(&["--country", "Kenya", "--country", "Portugal"]) > total(&["--country", "Kenya"]));
    assert_eq!(total(&["--country", "Kenya", "--speaker", "Sequeira"]), 0);
    assert_eq!(total(&["guarantees", "--from", "2025-09", "--to", "2025-09"]), 2);
    assert_eq!(total(&["guarantees", "--to", "2025-08-30"]), 1);
    assert_eq!(total(&["guarantees", "--from=-1d"]), 0);
    assert!(total(&["grain", "--publisher", "Wire.Example"]) >= 1);
    assert_eq!(total(&["grain", "--publisher", "other.example"]), 1);
}

#[test]
fn without_words_all_is_listed_newest_first_and_undated_last() {
    let env = TestEnv::ingested(&FILES);
    let all = ask(&env, &["--kind", "paragraph", "--limit", "100"]);
    let dates: Vec<_> = all.hits.iter().map(|h| h.date.map(|d| d.to_string()).unwrap_or_default()).collect();
    let mut sorted = dates.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    assert_eq!(dates, sorted);
    assert_eq!((all.total as usize, dates.last().unwrap().as_str()), (all.hits.len(), ""));
    let oldest = ask(&env, &["grain", "--sort", "oldest"]);
    assert_eq!(oldest.hits[0].article, "w1");
    assert_eq!(oldest.hits.last().unwrap().article, "w2");
    assert_eq!(
        ask(&env, &["guarantees", "--sort", "newest"]).hits[0].article,
        "corpus/2025-09-04-lisbon.txt"
    );
}

#[test]
fn pages_join_without_gap_or_repeat() {
    let env = TestEnv::ingested(&FILES);
    let all = ask(&env, &["--limit", "100"]);
    let mut paged: Vec<HitJson> = Vec::new();
    while paged.len() < all.hits.len() {
        let offset = paged.len().to_string();
        paged.extend(ask(&env, &["--limit", "2", "--offset", &offset]).hits);
    }
    assert_eq!(paged, all.hits);
    let beyond = ask(&env, &["--offset", "1000"]);
    assert_eq!((beyond.total, beyond.hits.len()), (all.total, 0));
}

#[test]
fn every_form_tells_the_same() {
    let env = TestEnv::ingested(&FILES);
    let json = ask(&env, &["guarantees", "--facets"]);
    let lines: Vec<HitJson> = env.run(&["search", "guarantees", "--format", "jsonl"]).status(0).jsonl();
    assert_eq!(lines, json.hits);
    let table = env.run(&["search", "guarantees", "--format", "csv"]).status(0);
    let mut rows = csv::Reader::from_reader(table.stdout.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), json.hits.len());
    assert!(rows.iter().zip(&json.hits).all(|(row, hit)| row[3] == hit.text && row[10] == hit.article));
    let text = env.run(&["search", "guarantees", "--facets"]).status(0);
    text.says(&["Matilde Sequeira · certain 0.", "speaker", "country", "kind"]).notes(&["3 hits ("]);
    let count: u64 = json.facets["date"].iter().filter(|c| c.depth == 0).map(|c| c.count).sum();
    assert_eq!(count, json.total);
    assert!(json.facets["country"].iter().any(|c| c.value == "PT" && c.label == "Portugal"));
}

#[test]
fn a_corpus_is_brought_up_to_date_before_the_search() {
    let env = TestEnv::with(&FILES);
    env.run(&["search", "--corpus", "corpus", "guarantees"]).status(0).notes(&["4 articles new"]);
    env.write("corpus/2025-10-01-new.txt", "date 2025-10-01\n\nThe guarantees were signed. All cheered.\n");
    let found = env.run(&["search", "--corpus", "corpus", "guarantees cheered"]).status(0);
    assert!(found.stderr.contains("1 article new"));
    let again = env.run(&["search", "--corpus", "corpus", "guarantees"]).status(0);
    assert!(!again.stderr.contains("new"), "{again}");
}

#[test]
fn nothing_found_and_nothing_to_search() {
    let env = TestEnv::new();
    env.run(&["search", "grain"]).status(2).notes(&["no index at index", "hint: make one with"]);
    let env = TestEnv::ingested(&FILES);
    env.run(&["search", "zeppelin"]).status(1).notes(&["no hits"]);
    let none = ask(&env, &["zeppelin"]);
    assert_eq!((none.total, none.hits.len()), (0, 0));
}

#[test]
fn mistakes_are_told_with_what_would_work() {
    let env = TestEnv::ingested(&FILES);
    for (args, said) in [
        (&["--speaker", "Sequiera"][..], "did you mean Matilde Sequeira"),
        (&["--speaker", "Zzz"], "onrecord facets --by speaker"),
        (&["--country", "Portgual"], "did you mean Portugal?"),
        (&["--publisher", "wire.exampel"], "did you mean wire.example"),
        (&["--from", "last tuesday"], "not a date: last tuesday"),
        (&["--from", "soon"], "this-month, last-week or 30d"),
        (&["--undated", "date:soon"], "^^^^"),
        (&["--from", "2025-02", "--to", "2025-01"], "swap --from and --to"),
        (&["-grain"], "only says what to leave out"),
        (&["???"], "no word in it"),
        (&["grain", "--kind", "poem"], "possible values: quote, direct, mixed, indirect, paragraph"),
    ] {
        env.run(&[&["search"], args].concat()).status(2).notes(&[said]);
    }
    env.run(&["search", "--speaker", "salonen"])
        .status(0)
        .notes(&["speaker \"salonen\" read as Eero Salonen"]);
}

#[test]
fn names_in_a_query_that_are_not_known_are_pointed_at() {
    let env = TestEnv::ingested(&FILES);
    let pointed = "  grain speaker:salonnen\n                ^^^^^^^^\n";
    for command in ["search", "facets", "timeline"] {
        let by: &[&str] = if command == "facets" { &["--by", "speaker"] } else { &[] };
        env.run(&[&[command, "grain speaker:salonnen"], by].concat()).status(2).notes(&[
            "no speaker named \"salonnen\"",
            pointed,
            "did you mean speaker:\"Eero Salonen\"?",
        ]);
    }
    env.run(&["search", "country:Portgual"]).status(2).notes(&["        ^^^^^^^^\n", "country:Portugal"]);
    env.write("queries.tsv", "1\tgrain\n2\tgrain -country:Atlantis\n");
    env.run(&["search", "--queries", "queries.tsv", "--format", "json"])
        .status(2)
        .notes(&["queries.tsv, line 2:", "  grain -country:Atlantis\n                 ^^^^^^^^\n"]);
}

#[test]
fn a_person_is_found_under_every_name_that_is_known() {
    let env = TestEnv::new();
    for number in 0..12 {
        let text =
            format!("Ida Tervo came to quay {number}.\n\nMrs Tervo saw that quay {number} was shut.\n");
        env.write(&format!("corpus/{number}.txt"), format!("date 2025-09-04\n\n{text}"));
    }
    env.write(
        "corpus/salo.txt",
        "date 2020-09-04\n\n“We wait,” Ida Salo said.\n\nSalo, a pilot, left at noon.\n",
    );
    env.write("corpus/other.txt", "date 2020-09-05\n\nSalo is a town. Tervo is another, by the lake.\n");
    env.run(&["ingest"]).status(0);
    env.write("aliases.tsv", "Ida Tervo\tIda Salo\n");
    let total = |args: &[&str]| ask(&env, args).total;
    assert_eq!(total(&["names:\"Ida Tervo\""]), 24);
    assert_eq!(total(&["names:\"ida tervo\" -came"]), 12);
    // The quote does not name her; the paragraph around it and the next do.
    assert_eq!(total(&["names:\"Ida Tervo\"", "--aliases", "aliases.tsv"]), 26);
    assert_eq!(total(&["names:\"Ida Tervo\" date:2020", "--aliases", "aliases.tsv"]), 2);
    env.run(&["search", "names:\"Ida Tervo\"", "--aliases", "aliases.tsv", "--explain"])
        .notes(&["naming “Ida Tervo” or “Ida Salo”, or by the surname in an article that has the full name"]);
}

#[test]
fn days_are_counted_from_today() {
    let today = jiff::ZonedDateTime::now().date();
    let env = TestEnv::new();
    for (name, days) in [("today", 0), ("yesterday", 1), ("fortnight", 14), ("old", 800)] {
        let day = today.checked_sub(jiff::ToSpan::days(days)).unwrap();
        env.write(
            &format!("corpus/{name}.txt"),
            format!("date {day}\n\nThe ferry of {name} sank. It was old.\n"),
        );
    }
    env.run(&["ingest"]).status(0);
    let total = |args: &[&str]| ask(&env, args).total;
    for (written, hits) in [("today", 1), ("yesterday", 1), ("3d", 2), ("-14d", 1), ("1m", 3), ("9y", 4)] {
        assert_eq!(total(&["--date", written]), hits, "--date {written}");
        assert_eq!(total(&[&format!("ferry date:{written}")]), hits, "date:{written}");
    }
    assert_eq!((total(&["--from", "3d"]), total(&["--to", "3d"])), (2, 2));
    assert_eq!(total(&["ferry date:[30d TO yesterday]"]), 2);
    let first = today.first_of_month();
    let last = today.last_of_month();
    env.run(&["search", "ferry date:this-month", "--explain"])
        .notes(&[&format!("published from {first} to {last}")]);
}

#[test]
fn news_text_cannot_drive_the_terminal() {
    let env = TestEnv::ingested(&[(
        "a.txt",
        "date 2025-01-01\n\nThe \u{1b}[31mred\u{202e} harbour froze. It was cold.\n",
    )]);
    let plain = env.run(&["search", "harbour"]).status(0);
    plain.says(&["\\u{1b}[31mred\\u{202e} harbour"]).lacks(&["\u{1b}", "\u{202e}"]);
    let coloured = env.run(&["search", "harbour", "--color", "always"]).status(0);
    coloured.says(&["\u{1b}[1m\u{1b}[31mharbour"]).lacks(&["\u{1b}[31mred"]);
    env.run(&["search", "harbour", "--color", "never"]).status(0).lacks(&["\u{1b}"]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let env = TestEnv::ingested(&FILES);
    let mut child = env
        .command(&["search", "--limit", "1000", "--format", "jsonl"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn names_of_files_cannot_break_a_line() {
    let env = TestEnv::new();
    env.write("corpus/a\r\u{9b}b\nc.txt", "date 2025-01-01\n\nThe harbour froze. It was cold.\n");
    env.run(&["ingest"]).status(0);
    let found = env.run(&["search", "harbour"]).status(0).says(&["a\\r\\u{9b}b\\nc.txt"]);
    assert!(!found.stdout.contains('\r') && !found.stdout.contains('\u{9b}'));
}

#[test]
fn what_has_no_meaning_is_refused() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["search", "grain", "--facets", "--format", "csv"]).status(2).notes(&["onrecord facets"]);
    env.run(&["search", "--speaker", ""]).status(2).notes(&["no speaker named \"\""]);
}

#[test]
fn only_quotes_at_least_so_certain() {
    let env = TestEnv::ingested(&FILES);
    let all = ask(&env, &["--kind", "quote", "--limit", "100"]);
    assert!(all.hits.iter().all(|h| h.certainty.is_some_and(|c| (0.0..=1.0).contains(&c))));
    for least in [0.0_f32, 0.5, 0.8, 0.95, 1.0] {
        let wanted = all.hits.iter().filter(|h| h.certainty >= Some(least)).count();
        assert_eq!(ask(&env, &["--min-certainty", &least.to_string()]).total, wanted as u64, "{least}");
    }
    env.run(&["search", "security", "--min-certainty", "0.1"])
        .status(0)
        .says(&["Matilde Sequeira · certain 0."]);
    env.run(&["search", "--min-certainty", "2"]).status(2).notes(&["from 0 to 1"]);
    env.run(&["search", "--min-certainty", "NaN"]).status(2).notes(&["from 0 to 1"]);
}
