//! `onrecord completions` and `onrecord man`.

use super::error::{CommandError, either};
use super::{Context, Exit, command};

/// Prints completions for a shell.
#[derive(clap::Args, Debug)]
pub(super) struct CompletionArgs {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: clap_complete::Shell,
}

/// Prints a manual page: `onrecord man | man -l -`.
#[derive(clap::Args, Debug)]
pub(super) struct ManArgs {
    /// The command whose page is wanted; that of the whole program when left out.
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(super) fn run(args: &CompletionArgs, context: &mut Context) -> Result<Exit, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "onrecord", &mut script);
    context.output.results(|out| out.write_all(&script))?;
    Ok(Exit::Success)
}

pub(super) fn man(args: &ManArgs, context: &mut Context) -> Result<Exit, CommandError> {
    let mut all = command();
    all.build();
    let wanted = match &args.command {
        None => all,
        Some(name) => match all.find_subcommand(name) {
            Some(found) => found.clone(),
            None => {
                let names: Vec<String> = all.get_subcommands().map(|c| c.get_name().to_owned()).collect();
                return Err(CommandError::new(
                    format!("no command {name:?}"),
                    format!("give {}", either(&names)),
                ));
            }
        },
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(wanted).render(&mut page)?;
    context.output.results(|out| out.write_all(&page))?;
    Ok(Exit::Success)
}
