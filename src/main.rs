//! The command line: reads flags, calls the library, reports.

mod cli;
mod server;

use std::process::ExitCode;

/// Extracting and counting ask for very many small pieces of memory, which the system's own allocator hands out slowly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
