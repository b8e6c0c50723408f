//! `osmem-server`, which understands what OpenSearch does and keeps all in memory: an engine for tests.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running engine; ended with the value.
pub(super) struct Osmem {
    child: Child,
    /// `127.0.0.1:40123`.
    pub(super) place: String,
}

/// The program, where it is installed. On a machine that is to have it, its absence is a fault.
#[expect(clippy::print_stderr, reason = "who runs the tests is to know what was not tested")]
fn program() -> Option<PathBuf> {
    let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/osmem/lib");
    let versions = std::fs::read_dir(lib).into_iter().flatten().flatten();
    let program =
        |version: std::fs::DirEntry| version.path().join("site-packages/osmem_server/bin/osmem-server");
    let found = versions.map(program).find(|program| program.is_file());
    if found.is_none() {
        let how = "python3 -m venv target/osmem && target/osmem/bin/pip install osmem-server==0.1.6";
        assert!(std::env::var_os("CI").is_none(), "no osmem-server: {how}");
        eprintln!("passed over: there is no osmem-server; {how}");
    }
    found
}

impl Osmem {
    /// Starts one; none where it is not installed.
    pub(super) fn start() -> Option<Osmem> {
        let mut child = Command::new(program()?)
            .args(["-addr", "127.0.0.1:0", "-no-stdin-watch"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("it says where it is");
        let ready: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let url = ready["url"].as_str().expect("an address");
        let place = url.strip_prefix("http://").expect("an address").to_owned();
        Some(Osmem { child, place })
    }
}

impl Drop for Osmem {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
