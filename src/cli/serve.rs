//! `onrecord serve`.

use super::error::CommandError;
use super::{Context, Exit, update};
use crate::server::{Options, Place, serve};
use onrecord::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Gives the search to browsers, at http://127.0.0.1:7070.
///
/// The same search as here, with pages for articles and speakers, feeds, and JSON at /api/v1/. What an ingest commits
/// meanwhile is found at once. Ends when it is interrupted.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Address to listen on; another than a loopback address asks for --token or --public.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Port to listen on; 0 for any that is free.
    #[arg(long, value_name = "PORT", default_value = "7070")]
    port: u16,
    /// Let in only who shows what stands in this file, as a bearer token or as a password.
    #[arg(long, value_name = "FILE")]
    token: Option<PathBuf>,
    /// Let in everybody who can reach the address.
    #[arg(long, conflicts_with = "token")]
    public: bool,
    /// Bring the index up to date with this folder first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Searching threads; by default as many as there are processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Longest that a search may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = clap::value_parser!(u64).range(1..=3600))]
    patience: u64,
    /// Log no requests.
    #[arg(long)]
    quiet: bool,
}

pub(super) fn run(args: &Args, context: &mut Context) -> Result<Exit, CommandError> {
    if !args.host.is_loopback() && args.token.is_none() && !args.public {
        return Err(CommandError::new(
            format!("{} can be reached from other machines", args.host),
            "give --token FILE with a secret in it, or say --public",
        ));
    }
    let token = args.token.as_deref().map(read_token).transpose()?;
    update(args.corpus.as_deref(), context)?;
    let threads =
        args.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let options = Options {
        place: place(context)?,
        address: SocketAddr::new(args.host, args.port),
        token,
        threads,
        patience: Duration::from_secs(args.patience),
        log: !args.quiet,
    };
    let address = options.address;
    let lexicon = std::mem::take(&mut context.lexicon);
    let output = &context.output;
    let ready = |address: SocketAddr| output.note(&format!("listening at http://{address}"));
    serve(options, lexicon, context.aliases.clone(), ready)
        .map_err(|cause| CommandError::new(format!("{address}: {cause}"), "take another --port"))?;
    Ok(Exit::Success)
}

/// What is to be searched.
fn place(context: &Context) -> Result<Place, CommandError> {
    Ok(match context.engine.connect()? {
        Some(engine) => Place::Engine(Arc::new(engine), Arc::new(context.engine.withheld()?)),
        None => Place::Disk(context.index.clone()),
    })
}

fn read_token(path: &std::path::Path) -> Result<String, CommandError> {
    let text = std::fs::read_to_string(path).map_err(|cause| Error::Read { path: path.to_owned(), cause })?;
    match text.trim() {
        "" => Err(CommandError::new(
            format!("{}: no token in it", path.display()),
            "write a long random word into it",
        )),
        token => Ok(token.to_owned()),
    }
}
