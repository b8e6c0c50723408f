//! The rules of WCAG 2.2 AA, as far as a program can check them: axe-core, from npm, for the tests alone.

use super::driver::Browser;
use serde_json::Value;
use std::path::Path;

/// Where `npm install --prefix target/axe axe-core` puts it.
const AXE: &str = "target/axe/node_modules/axe-core/axe.min.js";

/// The checker's script; none, and said, where it is not installed. On a CI machine its absence is a fault.
#[expect(clippy::print_stderr, reason = "who runs the tests is to know what was not tested")]
pub(super) fn axe() -> Option<String> {
    let script = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE)).ok();
    if script.is_none() {
        let how = "npm install --prefix target/axe axe-core";
        assert!(std::env::var_os("CI").is_none(), "no axe-core: {how}");
        eprintln!("passed over: there is no axe-core; {how}");
    }
    script
}

/// What the page at hand breaks, a line each.
pub(super) fn broken(browser: &Browser, axe: &str) -> Vec<String> {
    browser.script(axe);
    let found = browser.wait_for_script(
        "const done = arguments[0]; \
         axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}) \
           .then(found => done(found.violations), fault => done([{id: String(fault), nodes: []}]));",
    );
    let line = |rule: &Value| {
        let nodes = rule["nodes"].as_array().into_iter().flatten();
        let places: Vec<String> = nodes
            .map(|node| {
                format!("  {} {}", node["target"], node["failureSummary"].as_str().unwrap_or_default())
            })
            .collect();
        format!("{}: {}\n{}", rule["id"], rule["help"], places.join("\n"))
    };
    found.as_array().expect("a list").iter().map(line).collect()
}
