//! The pages in a real Chromium: what a person does with mouse and keys, on a small screen, in the dark, without script.
//!
//! Without Chromium and its driver these tests say that they are passed over; on a CI machine that is a fault.

mod driver;
mod rules;

use crate::server::Served;
use crate::testenv::TestEnv;
use driver::{Browser, ENTER, Looks};
use std::path::Path;

/// The pages that every check of all pages goes through.
const PAGES: [&str; 9] = [
    "/",
    "/search?q=ceasefire",
    "/search?q=ceasefire&kind=quote&group=article&sort=newest",
    "/search?q=zzzunheard",
    "/search?q=%22open",
    "/article?id=corpus%2F2023-08-24-sylhet-floods.txt",
    "/speaker?name=Farida+Chowdhury-Haque",
    "/compare?q=flood&q=wheat",
    "/about",
];

/// The sample corpus, served.
pub(super) fn served() -> (TestEnv, Served) {
    let env = TestEnv::new();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    env.run(&["ingest", corpus.to_str().expect("UTF-8")]).status(0);
    let served = Served::start(&env, &[]);
    (env, served)
}

/// The number before `hit` in the line that tells how many there are.
fn told(browser: &Browser) -> u64 {
    let digits: String = browser.text(".told strong").chars().filter(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}

#[test]
fn facets_are_picked_excluded_and_dropped() {
    let (_env, served) = served();
    let Some(browser) = Browser::open(&served.address, Looks::DESK) else { return };
    browser.go("/");
    browser.type_into("#q", &format!("ceasefire{ENTER}"));
    browser.until("the hits are there", |b| b.path().starts_with("/search?q=ceasefire"));
    let all = told(&browser);
    assert!(all > 0 && browser.count(".hit mark") > 0);
    let picked: u64 = browser.text(".facets section li .n").parse().expect("a number");
    let name = browser.text(".facets section li a.pick");
    browser.click(".facets section li a.pick");
    browser.until("the speaker is picked", |b| b.path().contains("speaker="));
    assert_eq!(told(&browser), picked, "as many hits as the facet said");
    assert!(browser.text(".picked").contains(&name));
    browser.back();
    browser.until("all hits are back", |b| !b.path().contains("speaker=") && told(b) == all);
    browser.click(".facets section li a.out");
    browser.until("the speaker is left out", |b| b.path().contains("not-speaker="));
    // Its paragraph may be a hit now that the quote is none.
    let others =
        browser.script("return [...document.querySelectorAll('.hit .who a')].map(a => a.textContent)");
    assert!(
        others.as_array().is_some_and(|names| !names.iter().any(|one| *one == name.as_str())),
        "{others}"
    );
    browser.click(".picked a.drop");
    browser.until("it is dropped", |b| !b.path().contains("not-speaker="));
    assert_eq!(told(&browser), all);
}

#[test]
fn days_are_picked_on_the_chart() {
    let (_env, served) = served();
    let Some(browser) = Browser::open(&served.address, Looks::DESK) else { return };
    browser.go("/search?q=said");
    let all = told(&browser);
    let bars = browser.count("#timeline a");
    assert!(bars > 4, "{bars}");
    let bar = |n: usize| format!("#timeline a:nth-of-type({n})");
    let (from, to) = (browser.attribute(&bar(2), "data-from"), browser.attribute(&bar(bars - 1), "data-to"));
    browser.drag(&format!("{} .ground", bar(2)), &format!("{} .ground", bar(bars - 1)));
    browser.until("the days are picked", |b| b.path().contains("from="));
    assert!(browser.path().contains(&format!("from={from}")) && browser.path().contains(&format!("to={to}")));
    assert!(told(&browser) <= all && told(&browser) > 0);
    browser.back();
    browser.until("all days are back", |b| !b.path().contains("from="));
    browser.click(&format!("{} .ground", bar(1)));
    browser.until("one bar is picked", |b| b.path().contains("from=") && b.path().contains("to="));
    // The same without a mouse.
    browser.click(".timeline summary");
    assert!(browser.count(".timeline tbody tr") > 0);
}

#[test]
fn keys_lead_from_the_box_to_the_article_and_back() {
    let (_env, served) = served();
    let Some(browser) = Browser::open(&served.address, Looks::DESK) else { return };
    browser.go("/about");
    browser.go("/search");
    browser.press("/");
    browser.press(&format!("flood{ENTER}"));
    browser.until("the hits are there", |b| b.path().starts_with("/search?q=flood"));
    let focused = |browser: &Browser| {
        browser.script("return [...document.querySelectorAll('.hit a.open')].indexOf(document.activeElement)")
    };
    browser.press("j");
    assert_eq!(focused(&browser), 0);
    browser.press("j\u{e015}");
    assert_eq!(focused(&browser), 2, "j and the arrow go on");
    browser.press("k");
    assert_eq!(focused(&browser), 1);
    let goes_to = browser.script("return document.activeElement.getAttribute('href')");
    browser.press(ENTER);
    browser.until("the article is open", |b| b.path().starts_with("/article?id="));
    assert_eq!(browser.path(), goes_to.as_str().expect("an address"));
    assert!(browser.count("article p[id]") > 1);
    browser.back();
    browser.until("the hits are back", |b| b.path().starts_with("/search?q=flood"));
}

#[test]
fn an_article_shows_who_speaks_and_why() {
    let (_env, served) = served();
    let Some(browser) = Browser::open(&served.address, Looks::DESK) else { return };
    browser.go("/search?kind=direct&q=ceasefire");
    browser.click(".hit a.open");
    browser.until("the article is open", |b| b.path().starts_with("/article?id="));
    assert!(browser.count("q") > 0 && browser.count(".facets .key") > 0);
    let why = browser.attribute("q", "title");
    assert!(why.contains("% sure") && why.contains("rule"), "{why}");
    let place = "const { x, y } = document.querySelector('sup.by a').getBoundingClientRect(); return [x, y]";
    let unmoved = browser.script(place);
    browser.script("document.querySelector('q').focus({ preventScroll: true })");
    assert_eq!(browser.script(place), unmoved, "what is shown moves no link from under the finger");
    let shown = browser.script("return getComputedStyle(document.querySelector('q'), '::after').content");
    assert!(
        shown.as_str().is_some_and(|shown| shown.contains("attr") || shown.contains("% sure")),
        "{shown}"
    );
    // The words that a click copies are those for a footnote.
    browser.click("details summary");
    assert!(browser.text("#citation").len() > 20);
    assert!(browser.count("button.copy") > 0);
    browser.click("sup.by a");
    browser.until("the speaker's page is open", |b| b.path().starts_with("/speaker?name="));
    assert!(told(&browser) > 0);
}

#[test]
fn all_of_it_works_without_script() {
    let (_env, served) = served();
    let Some(browser) = Browser::open(&served.address, Looks { script: false, ..Looks::DESK }) else {
        return;
    };
    browser.go("/");
    browser.type_into("#q", &format!("ceasefire{ENTER}"));
    browser.until("the hits are there", |b| b.path().starts_with("/search?q=ceasefire"));
    let all = told(&browser);
    browser.click(".facets section li a.pick");
    browser.until("the speaker is picked", |b| b.path().contains("speaker="));
    assert!(told(&browser) < all);
    browser.click(".picked a.drop");
    browser.until("it is dropped", |b| !b.path().contains("speaker="));
    browser.click(".timeline summary");
    browser.click(".timeline tbody a");
    browser.until("a stretch of days is picked", |b| b.path().contains("from="));
    browser.click(".hit a.open");
    browser.until("the article is open", |b| b.path().starts_with("/article?id="));
    assert!(browser.count("q") + browser.count("article p") > 0);
    assert_eq!(browser.count("button.copy:not([hidden])"), 0, "what cannot work is not shown");
}

#[test]
fn a_narrow_screen_needs_no_scrolling_to_the_side() {
    let (_env, served) = served();
    let Some(browser) = Browser::open(&served.address, Looks::PHONE) else { return };
    for page in PAGES {
        browser.go(page);
        let over = browser
            .script("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert!(over.as_i64().is_some_and(|pixels| pixels <= 0), "{page}: {over} pixels too wide");
    }
}

#[test]
fn pages_keep_the_rules_of_accessibility() {
    let Some(axe) = rules::axe() else { return };
    let (_env, served) = served();
    for dark in [false, true] {
        let Some(browser) = Browser::open(&served.address, Looks { dark, ..Looks::DESK }) else { return };
        for page in PAGES {
            browser.go(page);
            let is_dark = browser.script("return matchMedia('(prefers-color-scheme: dark)').matches");
            assert_eq!(is_dark, dark, "the page is as dark as asked for");
            let broken = rules::broken(&browser, &axe);
            assert!(broken.is_empty(), "{page}, dark {dark}:\n{}", broken.join("\n"));
        }
    }
}

#[test]
fn pages_ask_nobody_else_and_do_not_jump() {
    let (_env, served) = served();
    let Some(browser) = Browser::open(&served.address, Looks::DESK) else { return };
    let own = format!("http://{}/", served.address);
    for page in PAGES {
        browser.go(page);
        let asked = browser.script("return performance.getEntriesByType('resource').map(e => e.name)");
        let asked: Vec<&str> =
            asked.as_array().expect("a list").iter().filter_map(|url| url.as_str()).collect();
        assert!(asked.iter().all(|url| url.starts_with(&own)), "{page}: {asked:?}");
        let jumped = browser.wait_for_script(
            "const done = arguments[0]; let sum = 0; \
             new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value)) \
               .observe({type: 'layout-shift', buffered: true}); \
             setTimeout(() => done(sum), 150);",
        );
        assert!(jumped.as_f64().is_some_and(|sum| sum < 0.01), "{page} jumps by {jumped}");
    }
}

#[test]
fn script_in_an_article_never_runs() {
    let env = TestEnv::new();
    let evil = "<script>window.hit=1</script><img src=x onerror=\"window.hit=1\">\u{202e}";
    let line = serde_json::json!({
        "id": format!("a\"><svg onload=window.hit=1>{evil}"), "date": "2025-09-04", "title": evil, "publisher": evil,
        "author": evil, "url": "javascript:window.hit=1",
        "text": format!("“The quay {evil} is open,” said Ida Tervo{evil}.\n\n{evil} “It is,” Tervo{evil} said.\n"),
    });
    env.write("corpus/a.jsonl", format!("{line}\n"));
    env.run(&["ingest"]).status(0);
    let served = Served::start(&env, &[]);
    let Some(browser) = Browser::open(&served.address, Looks::DESK) else { return };
    let address = |path: &str, name: &str, value: &str| {
        format!("{path}?{name}={}", form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>())
    };
    let id = line["id"].as_str().expect("an id");
    for page in [
        "/".to_owned(),
        "/about".to_owned(),
        address("/search", "q", evil),
        address("/article", "id", id),
        address("/article", "id", evil),
        address("/speaker", "name", "Tervo"),
        address("/speaker", "name", evil),
        address("/compare", "q", evil),
        address("/search", "publisher", evil),
        address("/search", "country", evil),
    ] {
        browser.go(&page);
        assert!(browser.script("return window.hit === undefined").as_bool().expect("yes or no"), "{page}");
        assert_eq!(browser.count("main script, main img, main svg[onload]"), 0, "{page}");
        assert!(browser.title().ends_with("onrecord"), "{page}: {}", browser.title());
    }
}

/// Draws the pictures of the README: `ONRECORD_PICTURES=1 cargo test --test tests browser::pictures`.
#[test]
fn pictures() {
    const MOST_BYTES: u64 = 300_000;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/pictures");
    let draws = std::env::var_os("ONRECORD_PICTURES").is_some();
    let (_env, served) = served();
    let browser = if draws { Browser::open(&served.address, Looks::DESK) } else { None };
    for (name, page) in [
        ("search.png", "/search?q=ceasefire"),
        ("article.png", "/article?id=corpus%2F2023-08-24-sylhet-floods.txt"),
        ("speaker.png", "/speaker?name=Farida+Chowdhury-Haque"),
    ] {
        let file = folder.join(name);
        if let Some(browser) = &browser {
            std::fs::create_dir_all(&folder).expect("a folder");
            browser.go(page);
            browser.screenshot(&file);
        }
        let bytes = std::fs::metadata(&file).map(|file| file.len());
        assert!(bytes.as_ref().is_ok_and(|bytes| *bytes < MOST_BYTES), "{name}: {bytes:?}");
        served.get(page).status(200);
    }
}
