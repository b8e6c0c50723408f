//! Reads prose cases from Markdown.

/// An article and what is expected of it.
#[derive(Debug, Default)]
pub(crate) struct Case {
    /// Its heading.
    pub(crate) heading: String,
    /// The article, where it stands in the case.
    pub(crate) text: String,
    /// The article's file in the repository, where it does not.
    pub(crate) path: Option<String>,
    /// The kinds that the table lists; all when none is named.
    listed: Vec<String>,
    /// The expected quotes.
    pub(crate) rows: Vec<Row>,
    /// The last line of its table.
    pub(crate) last_line: usize,
}

/// A quote, expected or found.
#[derive(Debug, PartialEq)]
pub(crate) struct Row {
    /// Its words, as [`normal`] leaves them.
    pub(crate) quote: String,
    /// Its speaker, `-` for none.
    pub(crate) speaker: String,
    /// `direct`, `mixed` or `indirect`; `none` for words that are no quote.
    pub(crate) kind: String,
    /// The rule; empty for any.
    pub(crate) rule: String,
    /// Whether a known miss.
    pub(crate) todo: bool,
    /// Its line in the file, from 0; none for one found.
    pub(crate) line: usize,
}

impl Case {
    /// Whether quotes of a kind are compared.
    pub(crate) fn lists(&self, kind: &str) -> bool {
        self.listed.is_empty() || self.listed.iter().any(|listed| listed == kind)
    }
}

impl Row {
    /// Whether a found quote is the expected one.
    pub(crate) fn is_met_by(&self, found: &Row) -> bool {
        self.quote == found.quote
            && without_the(&self.speaker) == without_the(&found.speaker)
            && self.kind == found.kind
            && (self.rule.is_empty() || self.rule == found.rule)
    }

    /// Whether a third of the words of either are the other's.
    pub(crate) fn shares_words_with(&self, other: &Row) -> bool {
        let words: Vec<&str> = self.quote.split(' ').collect();
        let count = other.quote.split(' ').count();
        let shared = other.quote.split(' ').filter(|w| words.contains(w)).count();
        3 * shared >= count.min(words.len())
    }
}

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "| {} | {} | {} | {} |", self.quote, self.speaker, self.kind, self.rule)
    }
}

/// Reads the cases of a file.
pub(crate) fn read(markdown: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut inside = false;
    for (number, line) in markdown.lines().enumerate() {
        if let Some(heading) = line.strip_prefix("# ").filter(|_| !inside) {
            cases.push(Case { heading: heading.to_owned(), ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        match line {
            "```text" => inside = true,
            "```" => inside = false,
            _ if inside => {
                case.text.push_str(line);
                case.text.push('\n');
            }
            _ => outside(case, line, number),
        }
    }
    cases
}

fn outside(case: &mut Case, line: &str, number: usize) {
    if line.starts_with('|') {
        case.last_line = number;
    }
    if let Some(path) = line.strip_prefix("article: ") {
        case.path = Some(path.trim().to_owned());
    } else if let Some(kinds) = line.strip_prefix("listed: ") {
        case.listed = kinds.split(',').map(|kind| kind.trim().to_owned()).collect();
    } else if line.starts_with('|') && !line.starts_with("| ---") && !line.starts_with("| quote |") {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let [quote, speaker, kind, rule] = cells.as_slice() else {
            panic!("{}: no four cells: {line}", case.heading)
        };
        let todo = rule.ends_with("todo");
        let rule = rule.trim_end_matches("todo").trim().to_owned();
        case.rows.push(Row {
            quote: normal(quote),
            speaker: (*speaker).to_owned(),
            kind: (*kind).to_owned(),
            rule,
            todo,
            line: number,
        });
    }
}

/// A speaker's name without a leading article, which is written or not as the sentence goes.
fn without_the(speaker: &str) -> &str {
    speaker.strip_prefix("the ").unwrap_or(speaker)
}

/// Collapses white space and takes off a leading `that`, marks at the ends and final punctuation.
pub(crate) fn normal(quote: &str) -> String {
    let quote = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    let quote = quote.strip_prefix("that ").unwrap_or(&quote);
    let pieces = quote.split(" … ").map(|piece| {
        let marks = ['"', '“', '”', '‘', '’', '\'', '«', '»', '„', '`', ' '];
        piece.trim_matches(|c| marks.contains(&c) || ",.;:—–-".contains(c))
    });
    pieces.collect::<Vec<_>>().join(" … ")
}
