//! A fresh folder with files and an index in it, and the program run there as a user runs it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder of its own for one test.
pub(crate) struct TestEnv {
    dir: TempDir,
}

/// How the program ended and what it said.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) command: String,
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl TestEnv {
    /// An empty folder.
    pub(crate) fn new() -> TestEnv {
        TestEnv { dir: TempDir::new().expect("a temporary folder") }
    }

    /// A folder with the given files below `corpus/`.
    pub(crate) fn with(files: &[(&str, &str)]) -> TestEnv {
        let env = TestEnv::new();
        for (name, text) in files {
            env.write(&format!("corpus/{name}"), text);
        }
        env
    }

    /// A folder with the given files below `corpus/`, ingested.
    pub(crate) fn ingested(files: &[(&str, &str)]) -> TestEnv {
        let env = TestEnv::with(files);
        env.run(&["ingest"]).status(0);
        env
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(&path, text).expect("a file");
        path
    }

    /// The program, to be run in the folder with nothing of the outside in its environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(args).current_dir(self.path()).env("COLUMNS", "100");
        let own = std::env::vars_os().map(|(name, _)| name);
        own.filter(|name| name.to_string_lossy().starts_with("ONRECORD_")).for_each(|name| {
            command.env_remove(name);
        });
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        Outcome::of(args.join(" "), self.command(args).output().expect("the program starts"))
    }

    /// Runs the program to its end, with `input` as its standard input.
    pub(crate) fn run_with_input(&self, args: &[&str], input: impl AsRef<[u8]>) -> Outcome {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        // The program may end before it has read all of it.
        let _ = child.stdin.take().expect("a pipe").write_all(input.as_ref());
        Outcome::of(args.join(" "), child.wait_with_output().expect("the program ends"))
    }
}

impl Outcome {
    pub(crate) fn of(command: String, output: Output) -> Outcome {
        Outcome {
            command,
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn status(self, code: i32) -> Outcome {
        assert_eq!(self.status, code, "{self}");
        self
    }

    /// Asserts that stdout has each of these.
    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Outcome {
        parts.iter().for_each(|part| assert!(self.stdout.contains(part), "no {part:?} in stdout\n{self}"));
        self
    }

    /// Asserts that stdout has none of these.
    #[track_caller]
    pub(crate) fn lacks(self, parts: &[&str]) -> Outcome {
        parts.iter().for_each(|part| assert!(!self.stdout.contains(part), "{part:?} in stdout\n{self}"));
        self
    }

    /// Asserts that stderr has each of these.
    #[track_caller]
    pub(crate) fn notes(self, parts: &[&str]) -> Outcome {
        parts.iter().for_each(|part| assert!(self.stderr.contains(part), "no {part:?} in stderr\n{self}"));
        self
    }

    /// Stdout as one JSON value.
    #[track_caller]
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}\n{self}"))
    }

    /// Stdout as JSON values, one a line.
    #[track_caller]
    pub(crate) fn jsonl<T: serde::de::DeserializeOwned>(&self) -> Vec<T> {
        let line = |l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}\n{l}\n{self}"));
        self.stdout.lines().map(line).collect()
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "onrecord {} ended with {}", self.command, self.status)?;
        write!(f, "--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr)
    }
}
