//! A real Chromium, driven over WebDriver (W3C); ended with the value.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The key under which WebDriver gives an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long a page may take to become what a test waits for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Keys that are no letters, as WebDriver writes them.
pub(super) const ENTER: &str = "\u{e007}";

/// How a browser is to be.
#[derive(Clone, Copy)]
pub(super) struct Looks {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) dark: bool,
    pub(super) script: bool,
}

impl Looks {
    pub(super) const DESK: Looks = Looks { width: 1200, height: 900, dark: false, script: true };
    pub(super) const PHONE: Looks = Looks { width: 500, height: 800, ..Looks::DESK };
}

/// An open window.
pub(super) struct Browser {
    driver: Child,
    session: String,
    /// Where the server listens.
    site: String,
}

/// The driver, where it is installed. On a machine that is to have one, its absence is a fault.
#[expect(clippy::print_stderr, reason = "who runs the tests is to know what was not tested")]
fn driver() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&folders).map(|dir| dir.join("chromedriver")).find(|file| file.is_file());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no chromedriver: install chromium and chromium-driver");
        eprintln!("passed over: there is no chromedriver; install chromium and chromium-driver");
    }
    found
}

impl Browser {
    /// Opens a window for the server at `site`; none where there is no browser.
    pub(super) fn open(site: &str, looks: Looks) -> Option<Browser> {
        let mut child = Command::new(driver()?)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let started = lines.find(|line| line.contains("started successfully on port")).expect("it listens");
        std::thread::spawn(move || lines.for_each(drop));
        let port: String = started.chars().filter(char::is_ascii_digit).collect();
        let mut args = vec![
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-gpu".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--window-size={},{}", looks.width, looks.height),
            // Nothing but the server itself can be reached.
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1".to_owned(),
        ];
        if looks.dark {
            args.push("--force-dark-mode".to_owned());
        }
        let scripts = if looks.script { 1 } else { 2 };
        let asked = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {
                "args": args,
                "prefs": { "profile.managed_default_content_settings.javascript": scripts },
            },
        }}});
        let base = format!("http://127.0.0.1:{port}/session");
        let opened = post(&base, &asked);
        let id = opened["sessionId"].as_str().expect("a session").to_owned();
        Some(Browser { driver: child, session: format!("{base}/{id}"), site: format!("http://{site}") })
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        post(&format!("{}/{command}", self.session), body)
    }

    fn get(&self, command: &str) -> Value {
        let mut answer = agent().get(format!("{}/{command}", self.session)).call().expect("an answer");
        value(answer.body_mut().read_json().expect("JSON"), command)
    }

    /// Goes to a page of the server.
    pub(super) fn go(&self, path: &str) {
        self.post("url", &json!({ "url": format!("{}{path}", self.site) }));
    }

    pub(super) fn back(&self) {
        self.post("back", &json!({}));
    }

    /// The address of the page, without the server's.
    pub(super) fn path(&self) -> String {
        let url = self.get("url").as_str().expect("an address").to_owned();
        url.strip_prefix(&self.site).unwrap_or(&url).to_owned()
    }

    pub(super) fn title(&self) -> String {
        self.get("title").as_str().expect("a title").to_owned()
    }

    fn elements(&self, css: &str) -> Vec<String> {
        let found = self.post("elements", &json!({ "using": "css selector", "value": css }));
        let found = found.as_array().expect("a list");
        found.iter().map(|element| element[ELEMENT].as_str().expect("an element").to_owned()).collect()
    }

    /// How many elements there are.
    pub(super) fn count(&self, css: &str) -> usize {
        self.elements(css).len()
    }

    #[track_caller]
    fn first(&self, css: &str) -> String {
        let found = self.elements(css);
        found.into_iter().next().unwrap_or_else(|| panic!("no {css} at {}", self.path()))
    }

    /// What the first such element shows.
    #[track_caller]
    pub(super) fn text(&self, css: &str) -> String {
        let element = self.first(css);
        self.get(&format!("element/{element}/text")).as_str().expect("a text").to_owned()
    }

    #[track_caller]
    pub(super) fn attribute(&self, css: &str, name: &str) -> String {
        let element = self.first(css);
        self.get(&format!("element/{element}/attribute/{name}")).as_str().unwrap_or_default().to_owned()
    }

    /// Clicks on the first such element, once nothing lies over it: a busy machine may still be drawing the page.
    #[track_caller]
    pub(super) fn click(&self, css: &str) {
        let begun = Instant::now();
        loop {
            let element = self.first(css);
            let answer = posted(&format!("{}/element/{element}/click", self.session), &json!({}));
            let is_covered = answer["value"]["error"] == "element click intercepted";
            if !is_covered || begun.elapsed() > PATIENCE {
                value(answer, css);
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Types into the first such element.
    #[track_caller]
    pub(super) fn type_into(&self, css: &str, text: &str) {
        let element = self.first(css);
        self.post(&format!("element/{element}/value"), &json!({ "text": text }));
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub(super) fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|what| json!({ "type": what, "value": key.to_string() }))
            })
            .collect();
        self.post("actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": strokes }] }));
    }

    /// Drags from the middle of one element to that of another.
    #[track_caller]
    pub(super) fn drag(&self, from: &str, to: &str) {
        let origin = |css: &str| json!({ ELEMENT: self.first(css) });
        let moved = |css: &str| json!({ "type": "pointerMove", "duration": 100, "origin": origin(css), "x": 0, "y": 0 });
        let strokes = json!([
            moved(from),
            { "type": "pointerDown", "button": 0 },
            moved(to),
            { "type": "pointerUp", "button": 0 },
        ]);
        let mouse = json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": strokes });
        self.post("actions", &json!({ "actions": [mouse] }));
    }

    /// What a function body gives, run in the page.
    pub(super) fn script(&self, body: &str) -> Value {
        self.post("execute/sync", &json!({ "script": body, "args": [] }))
    }

    /// What a function body hands to its last argument.
    pub(super) fn wait_for_script(&self, body: &str) -> Value {
        self.post("execute/async", &json!({ "script": body, "args": [] }))
    }

    /// Waits until something holds.
    #[track_caller]
    pub(super) fn until(&self, what: &str, holds: impl Fn(&Browser) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(begun.elapsed() < PATIENCE, "not so: {what}; at {}", self.path());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The window as a PNG file.
    pub(super) fn screenshot(&self, to: &Path) {
        use base64::Engine;
        let encoded = self.get("screenshot").as_str().expect("a picture").to_owned();
        let bytes = base64::prelude::BASE64_STANDARD.decode(encoded).expect("base64");
        std::fs::write(to, bytes).expect("a file");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = agent().delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

#[track_caller]
fn post(url: &str, body: &Value) -> Value {
    value(posted(url, body), url)
}

#[track_caller]
fn posted(url: &str, body: &Value) -> Value {
    let mut answer = agent().post(url).send_json(body).expect("an answer");
    answer.body_mut().read_json().expect("JSON")
}

#[track_caller]
fn value(mut answer: Value, command: &str) -> Value {
    let value = answer["value"].take();
    assert!(value["error"].is_null(), "{command}: {}: {}", value["error"], value["message"]);
    value
}
