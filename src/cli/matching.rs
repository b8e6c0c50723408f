//! How words match and what is one hit: what searching and counting are asked alike, so that their figures agree.

use onrecord::query::{Group, Matching, Paragraphs, Query};

/// How words match and what is one hit.
#[derive(clap::Args, Debug)]
pub(super) struct MatchingArgs {
    /// How much of the words must match.
    #[arg(long = "match", value_enum, value_name = "HOW", default_value = "all")]
    matching: MatchArg,
    /// Look for words that go with the query's as well: those that tell the best articles from others; says which.
    #[arg(long)]
    expand: bool,
    /// Take each article as one hit, with its best passages; totals and counts are of articles then.
    #[arg(long, value_enum, value_name = "BY")]
    group: Option<GroupArg>,
    /// Take a paragraph as a hit beside a quote in it that matches too.
    #[arg(long)]
    all_passages: bool,
}

/// How much of a query's words must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum MatchArg {
    /// All of them or, where nothing has all, most.
    All,
    /// At least one; what has more of them goes first.
    Any,
}

/// What is one hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum GroupArg {
    /// An article.
    Article,
}

impl MatchingArgs {
    /// Asks for it.
    pub(super) fn ask(&self, query: &mut Query) {
        query.matching = match self.matching {
            MatchArg::All => Matching::All,
            MatchArg::Any => Matching::Any,
        };
        query.expand = self.expand;
        if self.all_passages {
            query.paragraphs = Paragraphs::Each;
        }
        query.group = match self.group {
            None => Group::None,
            Some(GroupArg::Article) => Group::Articles,
        };
    }

    /// Whether hits are articles.
    pub(super) fn of_articles(&self) -> bool {
        self.group.is_some()
    }
}
