//! What a command answers from: the index on disk, or an engine elsewhere.

use super::Context;
use super::error::CommandError;
use onrecord::Error;
use onrecord::archive::Archive;
use onrecord::engine::{Address, Engine, EngineSearcher, Manner};
use onrecord::index::{Index, Searcher};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where an engine is and how to talk to it.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "An engine elsewhere")]
pub(super) struct EngineArgs {
    /// Search an index on OpenSearch, Elasticsearch or Quickwit instead: http://127.0.0.1:9200/news.
    #[arg(long, global = true, value_name = "URL", env = "ONRECORD_ENGINE", hide_env_values = true)]
    engine: Option<String>,
    /// File with the header by which the engine knows who asks: Bearer …, ApiKey …, Basic …; a name and a password may
    /// stand in the URL.
    #[arg(long, global = true, value_name = "FILE", env = "ONRECORD_ENGINE_AUTH")]
    engine_auth: Option<PathBuf>,
    /// File with the certificates, in PEM, of those who may vouch for the engine.
    #[arg(long, global = true, value_name = "FILE", env = "ONRECORD_ENGINE_CA")]
    engine_ca: Option<PathBuf>,
    /// Longest that one answer of the engine may take, in seconds.
    #[arg(long, global = true, value_name = "SECONDS", default_value = "60", value_parser = clap::value_parser!(u64).range(1..=3600))]
    engine_patience: u64,
    /// File of ids of articles, one a line, that are not to be shown, though the engine has them.
    #[arg(long, global = true, value_name = "FILE", env = "ONRECORD_WITHHOLD")]
    withhold: Option<PathBuf>,
}

impl EngineArgs {
    /// The address, where one is given.
    pub(super) fn address(&self) -> Result<Option<Address>, CommandError> {
        let Some(written) = &self.engine else { return Ok(None) };
        let address = Address::parse(written)?;
        match &self.engine_auth {
            Some(file) => Ok(Some(address.authorized(&read(file)?))),
            None => Ok(Some(address)),
        }
    }

    /// Reaches the engine.
    pub(super) fn connect(&self) -> Result<Option<Engine>, CommandError> {
        let Some(address) = self.address()? else { return Ok(None) };
        let authorities =
            self.engine_ca.as_ref().map(|file| read(file).map(String::into_bytes)).transpose()?;
        let manner =
            Manner { patience: Duration::from_secs(self.engine_patience), authorities, ..Manner::default() };
        Ok(Some(Engine::connect(address, &manner)?))
    }

    /// The ids of articles that are not to be shown.
    pub(super) fn withheld(&self) -> Result<Vec<String>, CommandError> {
        let Some(file) = &self.withhold else { return Ok(Vec::new()) };
        let ids = read(file)?;
        Ok(ids.lines().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect())
    }
}

fn read(file: &Path) -> Result<String, CommandError> {
    Ok(std::fs::read_to_string(file).map_err(|cause| Error::Read { path: file.to_owned(), cause })?)
}

/// What has been opened.
pub(super) enum Opened {
    Here(Box<Index>),
    There(Box<Engine>, Vec<String>),
}

impl Context {
    /// Opens the index on disk, or reaches the engine where one is named.
    pub(super) fn open(&self) -> Result<Opened, CommandError> {
        match self.engine.connect()? {
            Some(engine) => Ok(Opened::There(Box::new(engine), self.engine.withheld()?)),
            None => Ok(Opened::Here(Box::new(Index::open(&self.index)?))),
        }
    }

    /// Whether an engine is asked.
    pub(super) fn asks_an_engine(&self) -> bool {
        self.engine.engine.is_some()
    }

    /// Refuses an engine for what only the index on disk can do.
    pub(super) fn only_on_disk(&self, what: &str) -> Result<(), CommandError> {
        match self.engine.address()? {
            Some(_) => Err(Error::NotOnEngine { what: what.to_owned() }.into()),
            None => Ok(()),
        }
    }
}

impl Opened {
    /// What answers; says of an engine how it counts.
    pub(super) fn archive<'o>(&'o self, context: &'o Context) -> Result<Box<dyn Archive + 'o>, CommandError> {
        let aliases = context.aliases.clone();
        Ok(match self {
            Opened::Here(index) => Box::new(Searcher::new(index, &context.lexicon)?.with_aliases(aliases)),
            Opened::There(engine, withheld) => {
                let searcher = EngineSearcher::new(engine, &context.lexicon).with_aliases(aliases)?;
                Box::new(searcher.withholding(withheld)?)
            }
        })
    }
}
