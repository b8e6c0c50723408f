//! Flags that say how sources are to be read, shared by the commands that read them.

use onrecord::source::{FieldMap, Format, Reading};

/// How sources are read.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct ReadingArgs {
    /// Which fields or columns give which facts, such as `date=published,text=body.content`: of date, text, title,
    /// author, publisher, language, url, id.
    #[arg(long, value_name = "FACT=FIELD,…", default_value = "", hide_default_value = true)]
    map: FieldMap,
    /// Most bytes of one article; a larger one is skipped.
    #[arg(long, value_name = "BYTES", default_value_t = Reading::default().article_bytes)]
    max_article: usize,
    /// Most bytes that one byte of a compressed file may unpack to.
    #[arg(long, value_name = "N", default_value_t = Reading::default().ratio)]
    max_ratio: u64,
}

/// The names of the formats, for a flag that takes one.
pub(super) fn formats() -> clap::builder::PossibleValuesParser {
    Format::all().map(|(name, _)| name).collect::<Vec<_>>().into()
}

impl ReadingArgs {
    /// How sources are read, as it was asked for; `format` is the name of one.
    pub(super) fn reading(&self, format: Option<&str>) -> Reading {
        let wanted = |name: &str| Format::all().find(|(known, _)| *known == name).map(|(_, format)| format);
        Reading {
            format: format.and_then(wanted),
            map: self.map.clone(),
            article_bytes: self.max_article.max(1),
            ratio: self.max_ratio.max(1),
            ..Reading::as_of_today()
        }
    }
}
