//! What an address asks for: names and values, the same names as the command line's flags.

use super::http::problem;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use onrecord::Error;
use onrecord::lang::Lexicon;
use onrecord::query::{Copies, FilterError, Group, Matching, Query, QueryError, Sort, filters_written};

/// Hits on a page where the address does not say.
pub(super) const PAGE: usize = 20;
/// Most hits on a page.
pub(super) const MOST_ON_PAGE: usize = 200;
/// Hits that can be passed over; who wants more wants an export.
const DEEPEST: usize = 10_000;

/// Orders of hits, the usual one first; so with what follows.
pub(super) const SORTS: [(&str, Sort); 3] =
    [("relevance", Sort::Relevance), ("newest", Sort::Newest), ("oldest", Sort::Oldest)];
pub(super) const GROUPS: [(&str, Group); 2] = [("passage", Group::None), ("article", Group::Articles)];
pub(super) const MATCHING: [(&str, Matching); 2] = [("all", Matching::All), ("any", Matching::Any)];
pub(super) const COPIES: [(&str, Copies); 2] = [("once", Copies::Once), ("each", Copies::Each)];
/// Forms of an answer.
pub(super) const FORMATS: [&str; 3] = ["json", "jsonl", "csv"];

/// Names that are no filters.
const OTHERS: [&str; 8] = ["q", "sort", "group", "match", "copies", "limit", "offset", "format"];

/// The names and values of an address, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Params(Vec<(String, String)>);

/// Why an address cannot be answered.
#[derive(Debug)]
pub(super) enum Fault {
    /// What it asks for cannot be read.
    Filter(FilterError),
    /// The index does not have it, or cannot be read.
    Index(Error),
    /// A value is none of those there are.
    Value(String),
}

impl From<FilterError> for Fault {
    fn from(error: FilterError) -> Fault {
        Fault::Filter(error)
    }
}

impl From<QueryError> for Fault {
    fn from(error: QueryError) -> Fault {
        Fault::Filter(error.into())
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        match error {
            Error::Query(error) => error.into(),
            error => Fault::Index(error),
        }
    }
}

impl Fault {
    /// The status and what is wrong.
    pub(super) fn told(&self) -> (StatusCode, String) {
        match self {
            Fault::Filter(error) => (StatusCode::BAD_REQUEST, error.to_string()),
            Fault::Value(reason) => (StatusCode::BAD_REQUEST, reason.clone()),
            Fault::Index(
                error @ (Error::UnknownValue { .. } | Error::TooBroad { .. } | Error::Untraceable { .. }),
            ) => (StatusCode::BAD_REQUEST, error.to_string()),
            Fault::Index(error @ (Error::UnknownArticle(_) | Error::AmbiguousArticle { .. })) => {
                (StatusCode::NOT_FOUND, error.to_string())
            }
            Fault::Index(error @ Error::NoIndex { .. }) => {
                (StatusCode::SERVICE_UNAVAILABLE, error.to_string())
            }
            Fault::Index(error @ Error::NotOnEngine { .. }) => (StatusCode::BAD_REQUEST, error.to_string()),
            Fault::Index(error @ Error::Remote { .. }) => (StatusCode::BAD_GATEWAY, error.to_string()),
            Fault::Index(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
        }
    }

    /// What would help, where that is known.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Fault::Filter(FilterError::Query(QueryError::Syntax(at))) => Some(at.problem.remedy()),
            Fault::Filter(FilterError::Area { nearest, .. } | FilterError::Language { nearest, .. }) => {
                nearest.as_ref().map(|nearest| format!("did you mean {nearest}?"))
            }
            Fault::Filter(FilterError::Value { known, .. }) => Some(format!("give {}", known.join(", "))),
            Fault::Index(Error::UnknownValue { nearest, .. }) if !nearest.is_empty() => {
                Some(format!("did you mean {}?", nearest.join(", ")))
            }
            _ => None,
        }
    }

    /// The query with carets under the place that cannot be read.
    pub(super) fn pointed(&self) -> Option<(String, String)> {
        match self {
            Fault::Filter(FilterError::Query(QueryError::Syntax(at))) => Some(at.pointed()),
            _ => None,
        }
    }

    /// The fault as problem details.
    pub(super) fn response(&self) -> Response {
        let (status, title) = self.told();
        problem(status, &title, self.hint().as_deref())
    }
}

impl Params {
    /// Reads the part of an address after `?`; empty values are left out, since a form sends them.
    pub(super) fn read(query: Option<&str>) -> Params {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Params(
            pairs
                .filter(|(_, value)| !value.trim().is_empty())
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }

    /// The first value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether a name has this value.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|known| known == value)
    }

    /// The same without the values of a name.
    pub(super) fn without(&self, name: &str) -> Params {
        Params(self.0.iter().filter(|(known, _)| known != name).cloned().collect())
    }

    /// The same without one value of a name.
    pub(super) fn without_value(&self, name: &str, value: &str) -> Params {
        Params(self.0.iter().filter(|(known, given)| !(known == name && given == value)).cloned().collect())
    }

    /// The same with one value more.
    pub(super) fn and(&self, name: &str, value: &str) -> Params {
        let mut params = self.without_value(name, value);
        params.0.push((name.to_owned(), value.to_owned()));
        params
    }

    /// The same with this as the only value of a name.
    pub(super) fn with(&self, name: &str, value: &str) -> Params {
        self.without(name).and(name, value)
    }

    /// All names and values.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The filters among them.
    pub(super) fn filters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs().filter(|(name, _)| !OTHERS.contains(name))
    }

    /// An address at `path` that asks for this.
    pub(super) fn href(&self, path: &str) -> String {
        if self.0.is_empty() {
            return path.to_owned();
        }
        let mut written = form_urlencoded::Serializer::new(String::new());
        written.extend_pairs(self.pairs());
        format!("{path}?{}", written.finish())
    }

    /// The number under a name, if it is one and no more than `most`.
    fn number(&self, name: &str, usual: usize, most: usize) -> Result<usize, Fault> {
        let Some(written) = self.get(name) else { return Ok(usual) };
        let number = written.parse().ok().filter(|number| *number <= most);
        number.ok_or_else(|| Fault::Value(format!("{name} must be a number up to {most}, not {written:?}")))
    }

    fn one_of<T: Copy>(&self, name: &str, known: &[(&str, T)]) -> Result<T, Fault> {
        let written = self.get(name).unwrap_or(known[0].0);
        let found = known.iter().find(|(value, _)| *value == written).map(|(_, found)| *found);
        found.ok_or_else(|| {
            let known: Vec<&str> = known.iter().map(|(value, _)| *value).collect();
            Fault::Value(format!("{name} must be one of {}, not {written:?}", known.join(", ")))
        })
    }

    /// The request they make, checked.
    pub(super) fn query(&self, lexicon: &Lexicon, today: Date) -> Result<Query, Fault> {
        let filters: Vec<(&str, &str)> = self.filters().collect();
        let filters = filters_written(&filters, lexicon, today)?;
        let mut query = Query::new_on(self.get("q").unwrap_or_default(), filters, today)?;
        query.limit = self.number("limit", PAGE, MOST_ON_PAGE)?;
        query.offset = self.number("offset", 0, DEEPEST)?;
        query.sort = self.one_of("sort", &SORTS)?;
        query.group = self.one_of("group", &GROUPS)?;
        query.matching = self.one_of("match", &MATCHING)?;
        query.copies = self.one_of("copies", &COPIES)?;
        Ok(query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_address_is_read_and_written() {
        let params = Params::read(Some("q=quay+%26+ferry&speaker=Lima&speaker=Tervo&from=&kind=quote"));
        assert_eq!(params.get("q"), Some("quay & ferry"));
        assert_eq!(params.href("/search"), "/search?q=quay+%26+ferry&speaker=Lima&speaker=Tervo&kind=quote");
        assert_eq!(
            params.without_value("speaker", "Lima").with("q", "x").href("/"),
            "/?speaker=Tervo&kind=quote&q=x"
        );
    }

    #[test]
    fn what_cannot_be_asked() {
        let lexicon = Lexicon::new();
        let asked = |query| Params::read(Some(query)).query(&lexicon, date(2025, 9, 4));
        for query in
            ["limit=1000", "offset=99999", "offset=x", "sort=best", "country=Atlantis", "when=now", "q=%22a"]
        {
            assert!(asked(query).is_err_and(|fault| fault.told().0 == StatusCode::BAD_REQUEST), "{query}");
        }
        assert_eq!(asked("q=quay&limit=5&date=2025-09").unwrap().limit, 5);
    }
}
