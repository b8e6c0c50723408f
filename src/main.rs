//! The command line: reads flags, calls the library, reports.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
