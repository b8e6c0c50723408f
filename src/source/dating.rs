//! Where an article's date comes from, how far that is to be trusted, and which dates are refused.

use super::{Article, SourceFile, date};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where an article's date was found.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DateFrom {
    /// A head line `date 2025-09-04`.
    Head,
    /// A `date:` in front matter.
    FrontMatter,
    /// A field of the format's own.
    Metadata,
    /// What a page shows to its readers, such as a line under the headline.
    Page,
    /// The address it was published at, `/2025/09/04/`.
    Url,
    /// The file's name.
    FileName,
    /// The folders above the file, `2025/09/04/`.
    Path,
    /// When it was fetched from the web: it was published on that day or before.
    Fetched,
    /// The file's modification time, only when asked for.
    FileTime,
    /// When a document says it was made, such as the `CreationDate` of a PDF: of a page saved or printed, the day of that.
    Document,
}

/// How far a date is to be trusted.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// The source says that it is the day of publication.
    Stated,
    /// A date stands where that of publication usually does.
    Inferred,
    /// No more than that the article is not younger.
    Latest,
}

impl Sureness {
    /// Every sureness, the best first.
    pub const ALL: [Sureness; 3] = [Sureness::Stated, Sureness::Inferred, Sureness::Latest];

    /// Its name, as filters and exports write it.
    pub fn name(self) -> &'static str {
        match self {
            Sureness::Stated => "stated",
            Sureness::Inferred => "inferred",
            Sureness::Latest => "latest",
        }
    }
}

impl DateFrom {
    /// Every place a date is taken from, the surest first.
    pub const ALL: [DateFrom; 10] = [
        DateFrom::Head,
        DateFrom::FrontMatter,
        DateFrom::Metadata,
        DateFrom::Page,
        DateFrom::Url,
        DateFrom::FileName,
        DateFrom::Path,
        DateFrom::Fetched,
        DateFrom::Document,
        DateFrom::FileTime,
    ];

    /// How far a date from there is to be trusted.
    pub fn sureness(self) -> Sureness {
        match self {
            DateFrom::Head | DateFrom::FrontMatter | DateFrom::Metadata => Sureness::Stated,
            DateFrom::Page | DateFrom::Url | DateFrom::FileName | DateFrom::Path => Sureness::Inferred,
            DateFrom::Fetched | DateFrom::Document | DateFrom::FileTime => Sureness::Latest,
        }
    }

    /// Its name, as filters and exports write it.
    pub fn name(self) -> &'static str {
        match self {
            DateFrom::Head => "head",
            DateFrom::FrontMatter => "front_matter",
            DateFrom::Metadata => "metadata",
            DateFrom::Page => "page",
            DateFrom::Url => "url",
            DateFrom::FileName => "file_name",
            DateFrom::Path => "path",
            DateFrom::Fetched => "fetched",
            DateFrom::FileTime => "file_time",
            DateFrom::Document => "document",
        }
    }
}

impl Article {
    /// Dates an article that nothing dates by its file's modification time, in UTC; only for a user who asks for it.
    pub fn date_by_file_time(&mut self, file: &SourceFile) {
        if self.date.is_none() && file.stamp.modified_ns != 0 {
            self.date = date::day_of_epoch((file.stamp.modified_ns / 1_000_000_000) as f64);
            self.date_from = self.date.map(|_| DateFrom::FileTime);
        }
    }

    /// Dates an article by a day and the field it stood in, where it was one.
    pub(super) fn date_by(&mut self, day: Date, from: DateFrom, field: Option<&str>) {
        (self.date, self.date_from) = (Some(day), Some(from));
        (self.date_field, self.date_refused) = (field.map(str::to_owned), None);
    }

    /// Dates an article by the first of its fields that is a day, as `read` tells, else says why the first is none.
    pub(super) fn date_by_fields<'f>(
        &mut self,
        fields: impl IntoIterator<Item = (&'static str, &'f str)>,
        read: fn(&str) -> Option<Date>,
    ) {
        for (field, value) in fields {
            match read(value) {
                Some(day) => return self.date_by(day, DateFrom::Metadata, Some(field)),
                None => self.date_refused = self.date_refused.take().or_else(|| Some(date::refusal(value))),
            }
        }
    }

    /// Refuses a date later than `last_day`.
    pub(super) fn refuse_after(&mut self, last_day: Date) {
        if let Some(day) = self.date.filter(|day| *day > last_day) {
            self.date_refused = Some(format!("{day}: in the future"));
            (self.date, self.date_from, self.date_field) = (None, None, None);
        }
    }
}
