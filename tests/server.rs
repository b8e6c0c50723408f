//! The server, run as a user runs it and asked over HTTP.

use crate::cli::FILES;
use crate::testenv::TestEnv;
use onrecord::render::{ArticleJson, SearchJson};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; ended with the value.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: String,
}

/// An answer.
pub(crate) struct Got {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Served {
    pub(crate) fn start(env: &TestEnv, args: &[&str]) -> Served {
        Served::started(env.command(&[&["serve", "--port", "0"], args].concat()))
    }

    /// Runs a command that serves, and waits until it listens.
    pub(crate) fn started(mut command: Command) -> Served {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        let listening = lines.find(|line| line.contains("listening at")).expect("it listens");
        // Nobody reads the log, which must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let address = listening.rsplit("http://").next().expect("an address").to_owned();
        Served { child, address }
    }

    pub(crate) fn get(&self, path: &str) -> Got {
        self.ask(path, "")
    }

    fn ask(&self, path: &str, headers: &str) -> Got {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut request = agent.get(format!("http://{}{path}", self.address));
        for (name, value) in headers.lines().filter_map(|line| line.split_once(": ")) {
            request = request.header(name, value);
        }
        let mut answer = request.call().expect("answered");
        let status = answer.status().as_u16();
        let header = |(name, value): (_, &ureq::http::HeaderValue)| {
            format!("{name}: {}\n", value.to_str().expect("a header of ASCII"))
        };
        let head: String = answer.headers().iter().map(header).collect();
        let body = answer.body_mut().with_config().limit(u64::MAX).read_to_string().expect("UTF-8");
        Got { status, head: head.to_lowercase(), body }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Got {
    #[track_caller]
    pub(crate) fn status(self, status: u16) -> Got {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.body);
        self
    }

    #[track_caller]
    fn says(self, parts: &[&str]) -> Got {
        parts.iter().for_each(|part| assert!(self.body.contains(part), "no {part:?} in\n{}", self.body));
        self
    }

    #[track_caller]
    fn lacks(self, parts: &[&str]) -> Got {
        parts.iter().for_each(|part| assert!(!self.body.contains(part), "{part:?} in\n{}", self.body));
        self
    }
}

#[test]
fn a_search_its_article_and_its_speaker() {
    let env = TestEnv::ingested(&FILES);
    let served = Served::start(&env, &[]);
    let page = served.get("/search?q=the+record&group=passage").status(200);
    assert!(page.head.contains("content-type: text/html"), "{}", page.head);
    for header in [
        "content-security-policy: default-src 'none'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
    ] {
        assert!(page.head.contains(header), "{}", page.head);
    }
    let json: SearchJson =
        serde_json::from_str(&served.get("/api/v1/search?kind=quote&facets=speaker").status(200).body)
            .unwrap();
    assert!(json.total > 0);
    let hit = &json.hits[0];
    let speaker = hit.speaker.clone().expect("a speaker");
    let named: String = form_urlencoded::byte_serialize(speaker.as_bytes()).collect();
    served.get(&format!("/speaker?name={named}")).status(200).says(&[&speaker, "quote"]);
    let id: String = form_urlencoded::byte_serialize(hit.article.as_bytes()).collect();
    served.get(&format!("/article?id={id}")).status(200).says(&["<q class=", &speaker, "id=\"p2\""]);
    let article: ArticleJson =
        serde_json::from_str(&served.get(&format!("/api/v1/articles/{}", hit.article)).status(200).body)
            .unwrap();
    assert_eq!(article.id, hit.article);
    for path in [
        "/",
        "/about",
        "/compare?q=record&q=quay",
        "/api/v1/facets?by=kind",
        "/api/v1/timeline",
        "/api/v1/speakers",
        "/healthz",
        "/metrics",
        "/assets/style.css",
        "/assets/page.js",
        "/api/v1/search?format=csv",
        "/api/v1/search?format=jsonl",
    ] {
        served.get(path).status(200);
    }
    served.get("/feed?kind=quote").status(200).says(&[
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">",
        "<entry>",
        &speaker,
    ]);
}

#[test]
fn what_cannot_be_answered_is_told() {
    let env = TestEnv::ingested(&FILES);
    let served = Served::start(&env, &[]);
    served.get("/search?q=speaker%3Asalonnen").status(400).says(&[
        "no speaker named",
        "        ^^^^^^^^",
        "Eero Salonen",
    ]);
    served.get("/api/v1/search?q=country%3AAtlantis").status(400).says(&["no country named"]);
    served.get("/api/v1/search?q=grain+date%3A90y").status(200).says(&["published from "]);
    served.get("/search?q=%22open").status(400).says(&["a quotation mark opens here and is not closed", "^"]);
    served.get("/search?q=a&when=now").status(400);
    let problem =
        served.get("/api/v1/search?country=Atlantis").status(400).says(&["\"status\":400", "Atlantis"]);
    assert!(problem.head.contains("content-type: application/problem+json"));
    served.get("/api/v1/search?limit=100000").status(400);
    served.get("/api/v1/search?offset=100000").status(400);
    served.get("/article?id=nothing").status(404);
    served.get("/nowhere").status(404);
    served.get(&format!("/search?q={}", "a".repeat(20_000))).status(414);
    served.get("/search?q=zzzzunheard").status(200).says(&["no article has the word", "Searched 4 articles"]);
    let page = served.get("/search?speaker=Nobody+Anywhere");
    assert!(matches!(page.status, 200 | 400), "{}", page.body);
}

#[test]
fn markup_in_articles_does_nothing() {
    let env = TestEnv::new();
    let script = "<script>alert(1)</script>";
    let line = serde_json::json!({
        "id": "x\"><img src=x onerror=alert(1)>", "date": "2025-09-04", "title": script, "publisher": script,
        "text": format!("“The quay {script} \u{202e}is open,” said Ida <b>Tervo</b>. {script}"),
        "url": "javascript:alert(1)",
    });
    env.write("corpus/a.jsonl", format!("{line}\n"));
    env.run(&["ingest"]).status(0);
    let served = Served::start(&env, &[]);
    let id: String = form_urlencoded::byte_serialize("x\"><img src=x onerror=alert(1)>".as_bytes()).collect();
    for path in [
        "/search?q=quay",
        "/about",
        &format!("/article?id={id}"),
        "/feed",
        "/search?q=%3Cscript%3E&kind=quote",
        "/compare?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    ] {
        served.get(path).lacks(&["<script>alert", "<img src=x", "<b>Tervo", "href=\"javascript"]);
    }
}

#[test]
fn who_is_let_in() {
    let env = TestEnv::ingested(&FILES);
    env.write("token", "quay-4711\n");
    env.run(&["serve", "--host", "0.0.0.0", "--port", "0"]).status(2).notes(&["--token FILE", "--public"]);
    let served = Served::start(&env, &["--token", "token"]);
    served.get("/healthz").status(401);
    served.ask("/healthz", "Authorization: Bearer quay-4712\r\n").status(401);
    served.ask("/healthz", "Authorization: Bearer quay-4711\r\n").status(200);
    // "anyone:quay-4711"
    served.ask("/search?q=record", "Authorization: Basic YW55b25lOnF1YXktNDcxMQ==\r\n").status(200);
}

#[test]
fn a_new_commit_is_found_and_a_missing_index_is_told() {
    let env = TestEnv::new();
    let served = Served::start(&env, &[]);
    served.get("/healthz").status(503);
    served.get("/search?q=harbour").status(503);
    env.write("corpus/a.txt", "date 2025-09-04\n\nThe harbour opened on Monday.\n");
    env.run(&["ingest"]).status(0);
    served.get("/search?q=harbour").status(200).says(&["1 hit", "harbour"]);
    env.write("corpus/b.txt", "date 2025-09-05\n\nThe harbour shut on Tuesday.\n");
    env.run(&["ingest"]).status(0);
    let begun = Instant::now();
    while !served.get("/api/v1/search?q=harbour").body.contains("\"total\":2") {
        assert!(begun.elapsed() < Duration::from_secs(10), "the second commit is not found");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_pages_that_count_everything_are_made_before_they_are_asked_for() {
    let env = TestEnv::new();
    env.write("corpus/a.txt", "date 2025-09-04\n\nThe harbour opened on Monday.\n");
    env.run(&["ingest"]).status(0);
    let served = Served::start(&env, &[]);
    let made = |count: u32| {
        let line = format!("onrecord_pages_made_ahead_total {count}\n");
        let begun = Instant::now();
        while !served.get("/metrics").body.contains(&line) {
            assert!(begun.elapsed() < Duration::from_secs(20), "no {line}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    made(2);
    served.get("/").status(200).says(&["1"]);
    env.write("corpus/b.txt", "date 2025-09-05\n\nThe harbour shut on Tuesday.\n");
    env.run(&["ingest"]).status(0);
    made(4);
}

/// An answer against the schema that the API's own document has for it.
#[track_caller]
fn check(document: &serde_json::Value, operation: &str, status: &str, form: &str, body: &str) {
    let path = operation.replace('/', "~1");
    let form = form.replace('/', "~1");
    let pointer = format!("/paths/{path}/get/responses/{status}/content/{form}/schema");
    let schema = document.pointer(&pointer).unwrap_or_else(|| panic!("no {pointer}"));
    // References lead into the document, so the schema is looked at as a part of it.
    let whole = serde_json::json!({ "allOf": [schema], "components": document["components"] });
    let validator = jsonschema::validator_for(&whole).expect("a schema");
    let answer = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"));
    let faults: Vec<String> =
        validator.iter_errors(&answer).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{operation}: {}\n{body}", faults.join("\n"));
}

#[test]
fn answers_are_as_the_api_says() {
    let env = TestEnv::ingested(&FILES);
    let served = Served::start(&env, &[]);
    let document = served.get("/api/openapi.json").status(200);
    assert!(document.head.contains("content-type: application/json"));
    let document: serde_json::Value = serde_json::from_str(&document.body).expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
    let article: SearchJson = serde_json::from_str(&served.get("/api/v1/search").body).expect("hits");
    let article = format!("/api/v1/articles/{}", article.hits[0].article);
    let json = "application/json";
    for (operation, asked) in [
        ("/api/v1/search", "/api/v1/search?q=record&facets=all"),
        ("/api/v1/search", "/api/v1/search?q=zzzunheard&speaker=Lima"),
        ("/api/v1/search", "/api/v1/search?group=article&copies=each&sort=newest&limit=2"),
        ("/api/v1/facets", "/api/v1/facets"),
        ("/api/v1/timeline", "/api/v1/timeline?by=month"),
        ("/api/v1/articles/{id}", &article),
        ("/api/v1/speakers", "/api/v1/speakers"),
    ] {
        let answer = served.get(asked);
        if answer.status == 200 {
            check(&document, operation, "200", json, &answer.body);
        } else {
            check(&document, operation, &answer.status.to_string(), "application/problem+json", &answer.body);
        }
    }
    let problem = "application/problem+json";
    check(&document, "/api/v1/search", "400", problem, &served.get("/api/v1/search?q=%22a").status(400).body);
    let missing = served.get("/api/v1/articles/nothing").status(404);
    check(&document, "/api/v1/articles/{id}", "404", problem, &missing.body);
}

#[test]
fn exports_have_all_hits() {
    let env = TestEnv::new();
    let line =
        |n: usize| serde_json::json!({"id": n, "date": "2025-09-04", "text": format!("Quay {n} opened.")});
    let lines: Vec<String> = (0..12_000).map(|n| line(n).to_string()).collect();
    env.write("corpus/a.jsonl", lines.join("\n"));
    env.run(&["ingest"]).status(0);
    let served = Served::start(&env, &[]);
    let lines = served.get("/api/v1/search?q=quay&format=jsonl&copies=each").status(200);
    assert_eq!(lines.body.matches("\"article\":").count(), 12_000);
    let some = served.get("/api/v1/search?q=quay&format=csv&copies=each&limit=7").status(200);
    assert_eq!(
        some.body.matches("opened.").count()
            / some.body.lines().nth(1).map_or(1, |l| l.matches("opened.").count()),
        7
    );
    served.get("/api/v1/search?q=%22a&format=csv").status(400);
    served.get("/api/v1/search?q=quay&format=csv&limit=few").status(400);
}

#[test]
fn what_was_left_out_is_told() {
    let env = TestEnv::ingested(&FILES);
    env.write("corpus/broken.jsonl", "{\"text\": \"The quay\n");
    env.run(&["ingest"]);
    let served = Served::start(&env, &[]);
    served.get("/about").status(200).says(&["Left out", "broken.jsonl"]);
}
