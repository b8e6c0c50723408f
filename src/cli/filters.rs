//! The filters that searching and counting have in common.

use super::Context;
use super::error::CommandError;
use onrecord::country::Code;
use onrecord::query::{End, Filters, PassageKind, QueryError, date_bound};

/// What hits must be.
#[derive(clap::Args, Debug, Default)]
#[command(next_help_heading = "Filters (two values of one mean either, different ones mean both)")]
pub(super) struct FilterArgs {
    /// Only quotes of this speaker: a full name, or a surname.
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
    /// Only passages about this country: its name or ISO code.
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// Only articles from this day on: 2025-09-04, 2025-09, 2025, yesterday, -30d.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    /// Only articles up to this day, inclusive.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    to: Option<String>,
    /// Only articles of this publisher.
    #[arg(long, value_name = "NAME")]
    publisher: Vec<String>,
    /// Only passages of this kind.
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Vec<KindArg>,
    /// Only quotes at least this certain, from 0 to 1.
    #[arg(long, value_name = "X", value_parser = hundredths)]
    min_certainty: Option<u64>,
}

/// Reads a share from 0 to 1 as hundredths, rounded up.
pub(super) fn hundredths(written: &str) -> Result<u64, String> {
    let share: f64 = written.parse().map_err(|_| "a number from 0 to 1 is expected".to_owned())?;
    if !(0.0..=1.0).contains(&share) {
        return Err("a number from 0 to 1 is expected".into());
    }
    // What cannot be written exactly in binary, such as 0.55, must not count for more.
    Ok((share * 100.0 - 1e-9).ceil() as u64)
}

/// Kinds of passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum KindArg {
    /// What somebody said.
    Quote,
    /// Whole paragraphs.
    Paragraph,
}

impl FilterArgs {
    /// Checks the filters; what `today` is decides relative dates.
    pub(super) fn checked(&self, context: &Context) -> Result<Filters, CommandError> {
        let today = jiff::ZonedDateTime::now().date();
        let date = |written: &Option<String>, end| -> Result<_, QueryError> {
            written.as_deref().map(|w| date_bound(w, today, end)).transpose()
        };
        let countries = self.country.iter().map(|name| country(name, context)).collect::<Result<_, _>>()?;
        Ok(Filters {
            speakers: self.speaker.clone(),
            countries,
            publishers: self.publisher.clone(),
            kinds: self.kind.iter().map(|k| k.kind()).collect(),
            from: date(&self.from, End::From)?,
            to: date(&self.to, End::To)?,
            least_certain: self.min_certainty,
        })
    }
}

impl KindArg {
    fn kind(self) -> PassageKind {
        match self {
            KindArg::Quote => PassageKind::Quote,
            KindArg::Paragraph => PassageKind::Paragraph,
        }
    }
}

fn country(name: &str, context: &Context) -> Result<Code, CommandError> {
    context.lexicon.country(name).ok_or_else(|| {
        let hint = match context.lexicon.nearest_country(name) {
            Some(nearest) => format!("did you mean {nearest}?"),
            None => "give a name such as Ukraine, or an ISO code such as UA".into(),
        };
        CommandError::new(format!("no country named {name:?}"), hint)
    })
}
