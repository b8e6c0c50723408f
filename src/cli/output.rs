//! Where words go: results to stdout, everything else to stderr, colour where it is wanted.

use super::Exit;
use super::error::CommandError;
use anstream::AutoStream;
use clap::ColorChoice;
use onrecord::render::{Format, escape_line};
use std::io::{self, BufWriter, IsTerminal, Write};

/// Columns of a terminal that does not say.
const WIDTH: usize = 100;

/// Columns wider than which text is hard to read.
const MAX_WIDTH: usize = 120;

/// The program's two streams.
pub(super) struct Output {
    choice: anstream::ColorChoice,
}

/// Forms that answers can be asked for in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FormatArg {
    /// For people.
    #[default]
    Text,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// A header row and a row each.
    Csv,
}

/// Forms that hits and articles can be asked for in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum CiteFormatArg {
    /// For people.
    #[default]
    Text,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// A header row and a row each.
    Csv,
    /// A line for a footnote each.
    Citation,
    /// A BibTeX entry for each article.
    Bibtex,
}

impl CiteFormatArg {
    pub(super) fn format(self) -> Format {
        match self {
            CiteFormatArg::Text => FormatArg::Text.format(),
            CiteFormatArg::Json => Format::Json,
            CiteFormatArg::Jsonl => Format::JsonLines,
            CiteFormatArg::Csv => Format::Csv,
            CiteFormatArg::Citation => Format::Citation,
            CiteFormatArg::Bibtex => Format::Bibtex,
        }
    }
}

impl FormatArg {
    pub(super) fn format(self) -> Format {
        match self {
            FormatArg::Text => Format::Text { width: width() },
            FormatArg::Json => Format::Json,
            FormatArg::Jsonl => Format::JsonLines,
            FormatArg::Csv => Format::Csv,
        }
    }
}

impl Output {
    pub(super) fn new(color: ColorChoice) -> Output {
        let choice = match color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::AlwaysAnsi,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
        Output { choice }
    }

    /// Writes results through `write`, without colour codes where they are not wanted.
    pub(super) fn results<E>(
        &self,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), CommandError>
    where
        CommandError: From<E>,
    {
        let mut out = BufWriter::new(AutoStream::new(io::stdout().lock(), self.choice));
        write(&mut out)?;
        out.flush()?;
        Ok(())
    }

    /// Says something that is no result.
    pub(super) fn note(&self, message: &str) {
        let mut err = AutoStream::new(io::stderr().lock(), self.choice);
        // Nobody is left to tell that stderr is closed.
        let (before, message) = message.split_at(message.len() - message.trim_start_matches('\n').len());
        let _ = writeln!(err, "{before}{}", escape_line(message));
    }

    /// Says what went wrong and what to do, and how the program ends.
    pub(super) fn report(&self, error: &CommandError) -> Exit {
        let (message, place, hint) = match error {
            CommandError::ClosedPipe => return Exit::Success,
            CommandError::Failed { message, hint } => (message, None, hint.as_ref()),
            CommandError::Query { message, line, carets, hint } => {
                (message, Some((line, carets)), Some(hint))
            }
        };
        let style = anstyle::AnsiColor::Red.on_default().bold();
        let mut err = AutoStream::new(io::stderr().lock(), self.choice);
        let _ = writeln!(err, "{style}error:{style:#} {}", escape_line(message));
        if let Some((line, carets)) = place {
            let _ = writeln!(err, "  {}\n  {style}{carets}{style:#}", escape_line(line));
        }
        if let Some(hint) = hint {
            let _ = writeln!(err, "hint: {}", escape_line(hint));
        }
        Exit::Failure
    }

    /// Whether a person watches stderr.
    pub(super) fn watched(&self) -> bool {
        io::stderr().is_terminal()
    }
}

/// Columns to write text in.
pub(super) fn width() -> usize {
    let own = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let columns = own.or_else(|| terminal_size::terminal_size().map(|(w, _)| usize::from(w.0)));
    columns.unwrap_or(WIDTH).clamp(30, MAX_WIDTH)
}
