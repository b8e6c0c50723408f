//! The filters that searching and counting have in common.

use super::Context;
use super::error::CommandError;
use clap::ValueEnum;
use onrecord::index::FilterName;
use onrecord::query::{DatesFrom, Filters, KindName, filters_written, hundredths};

/// What hits must be.
#[derive(clap::Args, Debug, Default)]
#[command(next_help_heading = "Filters (two values of one mean either, different ones mean both)")]
pub(super) struct FilterArgs {
    /// Only quotes of this speaker: a full name, or a surname.
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
    /// No quotes of this speaker; a paragraph that quotes them may still be found for its own words.
    #[arg(long, value_name = "NAME")]
    not_speaker: Vec<String>,
    /// Only passages about this country, or one of this region: a name in most languages, an ISO code, Europe.
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// Only passages that name this country, or one of this region, themselves.
    #[arg(long, value_name = "COUNTRY")]
    names_country: Vec<String>,
    /// No passages about this country, or one of this region.
    #[arg(long, value_name = "COUNTRY")]
    not_country: Vec<String>,
    /// Only articles from this day on: 2025-09-04, 2025-09, 2025, yesterday, last-week, this-month, 30d (d, w, m, y).
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    /// Only articles up to this day, inclusive.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    to: Option<String>,
    /// Only articles of this day, month or year, last-week, or the last 30d: --from and --to in one.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, conflicts_with_all = ["from", "to"])]
    date: Option<String>,
    /// Only articles without a date.
    #[arg(long, conflicts_with_all = ["from", "to", "date"])]
    undated: bool,
    /// Only articles of this publisher.
    #[arg(long, value_name = "NAME")]
    publisher: Vec<String>,
    /// No articles of this publisher.
    #[arg(long, value_name = "NAME")]
    not_publisher: Vec<String>,
    /// Only articles in this language: German, Deutsch, de.
    #[arg(long, value_name = "LANGUAGE")]
    language: Vec<String>,
    /// Only articles dated from there (metadata, page, fetched, …), or so surely (stated, inferred, latest).
    #[arg(long, value_name = "WHERE", value_parser = dates_from())]
    date_from: Vec<String>,
    /// Only passages of this kind.
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Vec<KindArg>,
    /// Only quotes at least this certain, from 0 to 1.
    #[arg(long, value_name = "X", value_parser = hundredths)]
    min_certainty: Option<u64>,
}

fn dates_from() -> clap::builder::PossibleValuesParser {
    DatesFrom::all().map(|(name, _)| name).collect::<Vec<_>>().into()
}

/// Kinds of passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum KindArg {
    /// What somebody said, however it is given.
    Quote,
    /// Quotes word for word.
    Direct,
    /// Quotes of which a part stands in quotation marks.
    Mixed,
    /// Reported speech.
    Indirect,
    /// Whole paragraphs.
    Paragraph,
}

impl FilterArgs {
    /// Checks the filters.
    pub(super) fn checked(&self, context: &Context) -> Result<Filters, CommandError> {
        let lists = [
            ("speaker", &self.speaker),
            ("not-speaker", &self.not_speaker),
            ("country", &self.country),
            ("names-country", &self.names_country),
            ("not-country", &self.not_country),
            ("publisher", &self.publisher),
            ("not-publisher", &self.not_publisher),
            ("language", &self.language),
            ("date-from", &self.date_from),
        ];
        let days = [("from", &self.from), ("to", &self.to), ("date", &self.date)];
        let lists =
            lists.iter().flat_map(|(name, values)| values.iter().map(|value| (*name, value.as_str())));
        let days = days.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        let undated = self.undated.then_some(("undated", ""));
        let written: Vec<(&str, &str)> = lists.chain(days).chain(undated).collect();
        Ok(Filters {
            kinds: self.kind.iter().map(|k| k.kind()).collect(),
            least_certain: self.min_certainty,
            ..filters_written(&written, &context.lexicon, context.today)?
        })
    }
}

impl FilterArgs {
    /// A filter as it was typed: `--speaker Lima --speaker "Ana Costa"`.
    pub(super) fn written(&self, filter: FilterName) -> String {
        let flag = |name: &str, values: &[String]| -> Vec<String> {
            let blank = |value: &str| value.is_empty() || value.contains(char::is_whitespace);
            let value = |v: &String| if blank(v) { format!("{name} {v:?}") } else { format!("{name} {v}") };
            values.iter().map(value).collect()
        };
        let kind =
            |kind: &KindArg| kind.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default();
        let written = match filter {
            FilterName::Speaker => flag("--speaker", &self.speaker),
            FilterName::NotSpeaker => flag("--not-speaker", &self.not_speaker),
            FilterName::Country => flag("--country", &self.country),
            FilterName::NamesCountry => flag("--names-country", &self.names_country),
            FilterName::NotCountry => flag("--not-country", &self.not_country),
            FilterName::Publisher => flag("--publisher", &self.publisher),
            FilterName::NotPublisher => flag("--not-publisher", &self.not_publisher),
            FilterName::Language => flag("--language", &self.language),
            FilterName::Kind => flag("--kind", &self.kind.iter().map(kind).collect::<Vec<_>>()),
            FilterName::DateFrom => flag("--date-from", &self.date_from),
            FilterName::Dates => {
                let day = |name: &str, day: &Option<String>| flag(name, day.as_slice());
                let undated = self.undated.then(|| "--undated".to_owned());
                let days = [("--from", &self.from), ("--to", &self.to), ("--date", &self.date)];
                days.into_iter().flat_map(|(name, value)| day(name, value)).chain(undated).collect()
            }
            FilterName::MinCertainty => {
                let share = self.min_certainty.map(|hundredths| (hundredths as f64 / 100.0).to_string());
                flag("--min-certainty", share.as_slice())
            }
        };
        written.join(" ")
    }
}

impl KindArg {
    fn kind(self) -> KindName {
        match self {
            KindArg::Quote => KindName::Quote,
            KindArg::Direct => KindName::Direct,
            KindArg::Mixed => KindName::Mixed,
            KindArg::Indirect => KindName::Indirect,
            KindArg::Paragraph => KindName::Paragraph,
        }
    }
}
