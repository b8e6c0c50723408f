//! What was typed, so that a search can be kept as it was asked.

use super::error::CommandError;
use clap::ArgMatches;
use clap::parser::ValueSource;

/// Flags of `search` that say how much is shown of what is found, and how. `--prefer-recent` is none of them: with
/// `--expand` it decides by which articles more words are found.
const OF_THE_ANSWER: [&str; 10] =
    ["save", "format", "group", "limit", "offset", "sort", "facets", "explain", "corpus", "all_copies"];

/// The flags of `search` that decide what is found, as typed, each in one piece: `--from=-30d`.
///
/// # Errors
///
/// For a value that is no Unicode.
pub(super) fn search_flags(typed: &ArgMatches) -> Result<Vec<String>, CommandError> {
    let mut flags = Vec::new();
    let command = super::command();
    let (Some(search), Some(typed)) = (command.find_subcommand("search"), typed.subcommand_matches("search"))
    else {
        return Ok(flags);
    };
    for arg in search.get_arguments() {
        let (id, Some(name)) = (arg.get_id().as_str(), arg.get_long()) else { continue };
        if OF_THE_ANSWER.contains(&id) || typed.value_source(id) != Some(ValueSource::CommandLine) {
            continue;
        }
        if !arg.get_action().takes_values() {
            flags.push(format!("--{name}"));
            continue;
        }
        for value in typed.get_raw(id).into_iter().flatten() {
            let value = value.to_str().ok_or_else(|| {
                CommandError::new(format!("--{name} {value:?} cannot be saved"), "write it in UTF-8")
            })?;
            flags.push(format!("--{name}={value}"));
        }
    }
    Ok(flags)
}
