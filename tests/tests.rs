//! The one integration test binary; what belongs in each module:

/// Figures measured on articles that are not part of the repository.
mod accuracy;
/// The pages in a real browser.
mod browser;
/// Every command and flag, through the binary.
mod cli;
/// Engines elsewhere: the same answers as on disk, and what becomes of it when they fail.
mod engine;
/// The contract that every format is held to, random input included.
mod formats;
/// Killed in the middle, run twice at once: the index stays whole.
mod kill;
/// Prose cases of the query language.
mod query;
/// Prose cases of quotes and speakers, and what holds for any text.
mod quotes;
/// The commands of the README, and what it says they print.
mod readme;
/// The server, asked over HTTP.
mod server;
/// A fresh folder and the program run in it.
mod testenv;

/// Articles from a fixed seed, shared with the benches.
#[path = "../benches/generate/mod.rs"]
mod generate;
