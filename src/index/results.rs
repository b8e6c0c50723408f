//! What a search answers: hits, counts, and how the query was read.

use super::facet::FacetCounts;
use crate::country::{Code, Mention};
use crate::query::FacetField;
use crate::quote::{Kind, Quote};
use crate::source::{Article, Span};
use crate::speaker::Aliases;
use jiff::civil::Date;

/// What a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitKind {
    /// A quote.
    Quote(Kind),
    /// A paragraph, or the headline of an article that has no text.
    Paragraph,
}

/// A hit.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its place among all hits, from 1.
    pub rank: usize,
    /// How well it matches, of a group how well all of it; 0 where hits are not ranked.
    pub score: f32,
    /// What it is.
    pub kind: HitKind,
    /// Its words; pieces of a broken quotation are joined by ` … `.
    pub text: String,
    /// Where its pieces stand in the article's text; none for a headline that is no part of it.
    pub spans: Vec<Span>,
    /// Where the query's words stand in `text`, as ranges of bytes.
    pub highlights: Vec<(usize, usize)>,
    /// The quote, for one.
    pub quote: Option<Quote>,
    /// Countries named in it, then those its article is about.
    pub countries: Vec<Code>,
    /// Ordinal of its paragraph in the article, from 0.
    pub paragraph: usize,
    /// The paragraph it is in, or is.
    pub context: String,
    /// The article it is from.
    pub article: std::rc::Rc<Article>,
    /// The hash of all that was read of the article ([`article_hash`](super::article_hash)).
    pub hash: u64,
    /// Where hits are grouped: what else of its group matches, of which this is the best.
    pub grouped: Option<Grouped>,
    /// Where else it is printed, if it is.
    pub copies: Option<CopiesOf>,
}

/// The passages of a group.
#[derive(Clone, Debug)]
pub struct Grouped {
    /// How many match, the best included.
    pub passages: usize,
    /// The next best of them, best first; each has the rank of its group and a score of its own.
    pub more: Vec<Hit>,
}

/// Where else the words of a hit, or an article that is one, are printed in the index, whatever the query's filters.
#[derive(Clone, Debug)]
pub struct CopiesOf {
    /// Articles that have them, this one included.
    pub articles: u32,
    /// How often they stand there, more often than there are articles where one has them twice.
    pub passages: u32,
    /// The first printing, where any has a day.
    pub first: Option<FirstPrinted>,
}

/// The first printing of words that are printed more than once.
#[derive(Clone, Debug)]
pub struct FirstPrinted {
    /// Its article; of several of that day the one with the lowest key, which says nothing.
    pub article: std::rc::Rc<Article>,
    /// How many articles of that day have them.
    pub of_that_day: u32,
}

/// A speaker as typed, with the names it was taken to mean.
pub type ReadAs = (String, Vec<String>);

/// Days with how many hits each has, in order.
pub type DayCounts = Vec<(Date, u64)>;

/// The answer to a query, with the hits themselves, something that reads them one by one ([`Hits`](super::Hits)), or nothing.
#[derive(Clone, Debug, Default)]
pub struct Results<H = Vec<Hit>> {
    /// All hits there are, not only those returned.
    pub total: u64,
    /// The hits asked for, in order.
    pub hits: H,
    /// Counts of all hits, in the order of the fields asked for.
    pub facets: Vec<FacetCounts>,
    /// The speakers that the speaker filters were taken to mean, where that is not just what was typed.
    pub read_as: Vec<ReadAs>,
    /// Where nothing has all that was asked for: how much of it the hits have.
    pub partly: Option<Partly>,
    /// Words that the index does not have, with the nearest that it has.
    pub unknown_words: Vec<(String, Vec<String>)>,
    /// Words looked for beside the query's, or those that an article was found like another by; most telling first.
    pub beside: Vec<String>,
    /// Whether copies were to be one hit and are each by itself, for what is a copy is not known yet: a large index that is
    /// being written, or was when that was broken off.
    pub copies_unknown: bool,
    /// Hits counted but not shown, for their articles are not there yet: an engine may be asked while it is loaded. Those
    /// that are found out only while hits are read end these with an error.
    pub left_out: u64,
    /// Fields asked for that are not counted, for without the filters on them too much would have to be read from an engine.
    pub uncounted: Vec<FacetField>,
}

impl<H> Results<H> {
    /// Parts the hits from what is said of them all.
    pub fn parted(self) -> (Results<()>, H) {
        let Results { total, hits, facets, read_as, partly, unknown_words, beside, .. } = self;
        let Results { copies_unknown, left_out, uncounted, .. } = self;
        let said =
            Results { total, hits: (), facets, read_as, partly, unknown_words, beside, ..Results::default() };
        (Results { copies_unknown, left_out, uncounted, ..said }, hits)
    }

    /// The same with these hits and counts.
    pub(crate) fn with<I>(self, hits: I, facets: Vec<FacetCounts>) -> Results<I> {
        let Results { total, read_as, partly, unknown_words, beside, .. } = self;
        let Results { copies_unknown, left_out, uncounted, .. } = self;
        Results {
            total,
            hits,
            facets,
            read_as,
            partly,
            unknown_words,
            beside,
            copies_unknown,
            left_out,
            uncounted,
        }
    }
}

/// How much of a query its hits have, where none has it all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partly {
    /// Words and phrases that each hit has at least.
    pub matched: usize,
    /// Words and phrases of the query.
    pub of: usize,
}

/// An article as it was read, with its quotes.
#[derive(Clone, Debug)]
pub struct Found {
    /// The article.
    pub article: Article,
    /// The hash of all that was read of it ([`article_hash`](super::article_hash)).
    pub hash: u64,
    /// What it is about, with the number of times each is named.
    pub countries: Vec<(Code, usize)>,
    /// The countries that it names, in order of place.
    pub mentions: Vec<Mention>,
    /// Its quotes in order, each with the countries named in it.
    pub quotes: Vec<(Quote, Vec<Code>)>,
}

impl Found {
    /// Gives its speakers the names that a user has for them.
    pub fn name_as(&mut self, aliases: &Aliases) {
        self.quotes.iter_mut().for_each(|(quote, _)| aliases.apply(quote, self.article.date));
    }
}
