//! Answers queries by looking at every passage, in the plainest way there is: what an index, of whatever kind, is to find.
//!
//! It shares the reading of articles and of queries with the program, and nothing of how they are matched. It knows the
//! forms of English words alone.

use jiff::civil::Date;
use onrecord::country::Code;
use onrecord::index::{HitKind, Roots, article_key};
use onrecord::lang::{Lexicon, fold};
use onrecord::passage::{Extract, Passage, PassageKind, extract, named_in, passages};
use onrecord::query::{DatesFrom, Field, Filters, KindName, Matching, Node, Query, Sort, Within};
use onrecord::quote::{Kind, Quote, SpeakerKind};
use onrecord::source::{Article, Reading, articles, walk};
use onrecord::speaker::{Aliases, Name, Speakers};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// Words behind which a stop ends no sentence.
const ABBREVIATIONS: &str = include_str!("../../src/lang/abbreviations.tsv");

/// A passage with all that is asked of it.
pub(super) struct Known {
    article: Arc<Article>,
    key: u64,
    place: usize,
    kind: HitKind,
    quote: Option<Quote>,
    countries: Vec<Code>,
    names_countries: Vec<Code>,
    /// The words of each piece, and of the headline.
    pieces: Vec<Vec<String>>,
    title: Vec<String>,
    /// The same in one row, with nothing where a piece ends, each with whether a sentence ends behind it.
    row: Vec<(String, bool)>,
    title_row: Vec<(String, bool)>,
    /// What a hit of it is told apart by.
    pub(super) name: String,
}

/// All there is.
pub(super) struct Oracle {
    all: Vec<Known>,
    speakers: Speakers,
    lexicon: Lexicon,
}

/// What is found.
pub(super) struct Answer {
    /// In the order of days.
    pub(super) hits: Vec<String>,
    /// The share of the query that they have, where none has it all.
    pub(super) partly: Option<(usize, usize)>,
    /// How many have each value, by the name of the field; of trees the innermost values.
    pub(super) counts: Counts,
    /// The ids of their articles in order, each with how many of the hits are its.
    pub(super) articles: Vec<(String, usize)>,
    /// How many articles have each value.
    pub(super) counts_of_articles: Counts,
}

/// How many have each value, by the name of the field.
type Counts = BTreeMap<&'static str, BTreeMap<String, u64>>;

/// What a hit is told apart by.
pub(super) fn name(article: &Article, kind: HitKind, spans: &[onrecord::Span]) -> String {
    let (start, end) =
        spans.first().zip(spans.last()).map_or((0, 0), |(first, last)| (first.start, last.end));
    let kind = match kind {
        HitKind::Quote(Kind::Direct) => "direct",
        HitKind::Quote(Kind::Mixed) => "mixed",
        HitKind::Quote(Kind::Indirect) => "indirect",
        HitKind::Paragraph => "paragraph",
    };
    format!("{} {kind} {start}-{end}", article.id)
}

impl Oracle {
    /// Reads a folder.
    pub(super) fn read(folder: &Path) -> Oracle {
        let lexicon = Lexicon::new();
        let folder = std::fs::canonicalize(folder).expect("a folder");
        let mut roots = Roots::default();
        roots.add(&folder, &|_, _| false);
        let reading = Arc::new(Reading::as_of_today());
        let mut all = Vec::new();
        for file in walk(&[folder], &[]) {
            let file = file.expect("a file");
            let Ok(found) = articles(&file, &roots.name_of(&file.path), &reading) else { continue };
            for article in found.flatten() {
                let read = extract(&article, &lexicon);
                let article = Arc::new(article);
                let cut = passages(&article, &read);
                all.extend(cut.iter().enumerate().map(|(at, passage)| known(&article, &read, passage, at)));
            }
        }
        let mut names: BTreeMap<(u8, String), Name> = BTreeMap::new();
        for speaker in all.iter().filter_map(|known| known.quote.as_ref()?.speaker.as_ref()) {
            let key = (speaker.kind as u8, speaker.name.clone());
            let name = Name { name: speaker.name.clone(), kind: speaker.kind, quotes: 0 };
            names.entry(key).or_insert(name).quotes += 1;
        }
        let speakers = Speakers::new(names.into_values().collect(), &Aliases::default());
        Oracle { all, speakers, lexicon }
    }

    /// Answers a query.
    pub(super) fn answer(&self, query: &Query) -> Answer {
        let parts = query.text.iter().flat_map(|text| text.root.parts(query.matching)).collect::<Vec<_>>();
        let optional: Vec<&Node> = parts.iter().copied().filter(|part| part.is_optional()).collect();
        let passes = |known: &Known| {
            let must = parts.iter().filter(|part| !part.is_optional());
            must.clone().all(|part| self.node(part, known, false)) && self.filtered(&query.filters, known)
        };
        let matched = |known: &Known| optional.iter().filter(|part| self.node(part, known, false)).count();
        let passing: Vec<&Known> = self.all.iter().filter(|known| passes(known)).collect();
        let required = parts.iter().any(|part| matches!(part, Node::Required(_)));
        let all = match query.matching {
            Matching::All => optional.len(),
            Matching::Any if required => 0,
            Matching::Any => optional.len().min(1),
        };
        let mut least = all;
        if query.matching == Matching::All && optional.len() > 1 {
            let most = passing.iter().map(|known| matched(known)).max().unwrap_or(0);
            least = if most > 0 { most } else { all };
        }
        let mut hits: Vec<&Known> = passing.into_iter().filter(|known| matched(known) >= least).collect();
        let oldest = query.sort == Sort::Oldest;
        hits.sort_by_key(|known| {
            let days =
                known.article.date.map(|day| day.duration_since(Date::constant(1600, 1, 1)).as_hours());
            let order = days.map_or(i64::MAX, |days| if oldest { days } else { -days });
            (order, known.key, known.place)
        });
        let mut articles: Vec<(String, usize)> = Vec::new();
        for known in &hits {
            match articles.last_mut() {
                Some((id, passages)) if *id == known.article.id => *passages += 1,
                _ => articles.push((known.article.id.clone(), 1)),
            }
        }
        Answer {
            partly: (least < all).then_some((least, optional.len())),
            counts: self.counts(&hits, |known| known.name.clone()),
            counts_of_articles: self.counts(&hits, |known| known.article.id.clone()),
            articles,
            hits: hits.into_iter().map(|known| known.name.clone()).collect(),
        }
    }

    /// Counts values, each once for all hits that are one.
    fn counts(&self, hits: &[&Known], one: impl Fn(&Known) -> String) -> Counts {
        let mut out = Counts::new();
        let mut seen: BTreeSet<(&'static str, String, String)> = BTreeSet::new();
        for known in hits {
            let mut add = |field: &'static str, value: String| {
                if seen.insert((field, value.clone(), one(known))) {
                    *out.entry(field).or_default().entry(value).or_default() += 1;
                }
            };
            let article = &known.article;
            if let Some(name) = self.speaker(known) {
                add("speaker", name);
            }
            known.countries.iter().for_each(|code| add("country", code.to_string()));
            known.names_countries.iter().for_each(|code| add("names-country", code.to_string()));
            add("date", article.date.map_or("undated".to_owned(), |day| day.to_string()));
            article.publisher.iter().for_each(|name| add("publisher", name.clone()));
            article.language.iter().for_each(|code| add("language", code.clone()));
            add("kind", known.name.rsplit(' ').nth(1).expect("a kind").to_owned());
            article.date_from.iter().for_each(|from| add("date-from", from.name().to_owned()));
        }
        out
    }

    /// Who speaks, under the name that is shown.
    fn speaker(&self, known: &Known) -> Option<String> {
        let speaker = known.quote.as_ref()?.speaker.as_ref()?;
        let named = speaker.kind != SpeakerKind::Unnamed;
        named.then(|| self.speakers.of(speaker.kind, &speaker.name).expect("a speaker").name.clone())
    }

    fn says(&self, known: &Known, typed: &str) -> bool {
        let wanted = self.speakers.named(typed);
        self.speaker(known).is_some_and(|name| wanted.iter().any(|speaker| speaker.name == name))
    }

    fn filtered(&self, filters: &Filters, known: &Known) -> bool {
        let any = |of: &[String], is: &dyn Fn(&str) -> bool| of.iter().any(|value| is(value));
        let country = |areas: &[onrecord::country::Area], codes: &[Code]| {
            areas.iter().any(|area| area.codes.iter().any(|code| codes.contains(code)))
        };
        let says = |typed: &str| self.says(known, typed);
        let publisher =
            |typed: &str| known.article.publisher.as_deref().is_some_and(|name| fold(name) == fold(typed));
        let language = |code: &str| known.article.language.as_deref() == Some(code);
        let day = known.article.date;
        let from = |from: &DatesFrom| {
            known.article.date_from.is_some_and(|place| match from {
                DatesFrom::Place(wanted) => *wanted == place,
                DatesFrom::Sure(sure) => *sure == place.sureness(),
            })
        };
        (filters.speakers.is_empty() || any(&filters.speakers, &says))
            && !any(&filters.not_speakers, &says)
            && (filters.countries.is_empty() || country(&filters.countries, &known.countries))
            && (filters.names_countries.is_empty()
                || country(&filters.names_countries, &known.names_countries))
            && !country(&filters.not_countries, &known.countries)
            && (filters.publishers.is_empty() || any(&filters.publishers, &publisher))
            && !any(&filters.not_publishers, &publisher)
            && (filters.languages.is_empty() || any(&filters.languages, &language))
            && (filters.kinds.is_empty() || filters.kinds.iter().any(|kind| is_kind(*kind, known.kind)))
            && (filters.dates_from.is_empty() || filters.dates_from.iter().any(from))
            && (filters.from.is_none() || day.is_some_and(|day| filters.from <= Some(day)))
            && (filters.to.is_none() || day.is_some_and(|day| filters.to >= Some(day)))
            && (!filters.undated || day.is_none())
            && filters
                .least_certain
                .is_none_or(|least| known.quote.as_ref().is_some_and(|q| q.hundredths() >= least))
    }

    fn node(&self, node: &Node, known: &Known, in_title: bool) -> bool {
        let texts = || {
            let pieces = known.pieces.iter().filter(|_| !in_title);
            pieces.chain([&known.title])
        };
        match node {
            Node::Word(written) => match terms(written).as_slice() {
                [word] => texts().flatten().any(|other| is_form(word, other)),
                row => texts().any(|text| has_row(text, row)),
            },
            Node::Phrase(written) => texts().any(|text| has_row(text, &terms(written))),
            Node::Prefix(written) => {
                let words = terms(written);
                let (last, before) = words.split_last().expect("a word");
                before.iter().all(|word| texts().flatten().any(|other| other == word))
                    && texts().flatten().any(|other| other.starts_with(last.as_str()))
            }
            Node::Fuzzy(written, edits) => {
                let words = terms(written);
                let (last, before) = words.split_last().expect("a word");
                before.iter().all(|word| texts().flatten().any(|other| other == word))
                    && texts().flatten().any(|other| strsim::osa_distance(other, last) <= usize::from(*edits))
            }
            Node::Near(written, within) => {
                let words: BTreeSet<String> = terms(written).into_iter().collect();
                let rows = [Some(&known.title_row), (!in_title).then_some(&known.row)];
                rows.into_iter().flatten().any(|row| is_near(row, &words, *within))
            }
            Node::Title(part) => self.node(part, known, true),
            Node::Field(field) => self.field(field, known),
            Node::Required(part) => self.node(part, known, in_title),
            Node::Not(part) => !self.node(part, known, in_title),
            Node::All(parts) => parts.iter().all(|part| self.node(part, known, in_title)),
            Node::Any(parts) => parts.iter().any(|part| self.node(part, known, in_title)),
        }
    }

    fn field(&self, field: &Field, known: &Known) -> bool {
        match field {
            Field::Speaker(typed) => self.says(known, typed),
            Field::Names(typed) => {
                let name = terms(typed);
                let has = |row: &[String]| known.pieces.iter().any(|piece| has_row(piece, row));
                let (last, first) = name.split_last().expect("a name");
                let by_surname = || !first.is_empty() && has(std::slice::from_ref(last));
                has(&name) || by_surname() && is_the_only_one(&name, &known.article)
            }
            Field::Country(typed) => {
                let area = self.lexicon.area(typed).expect("a country");
                area.codes.iter().any(|code| known.countries.contains(code))
            }
            Field::Date { from, to } => known
                .article
                .date
                .is_some_and(|day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)),
            Field::Kind(kind) => is_kind(*kind, known.kind),
        }
    }
}

fn known(article: &Arc<Article>, read: &Extract, passage: &Passage, place: usize) -> Known {
    let quote = match passage.kind {
        PassageKind::Quote(ordinal) => Some(read.quotes[ordinal].clone()),
        PassageKind::Paragraph | PassageKind::Headline => None,
    };
    let kind = quote.as_ref().map_or(HitKind::Paragraph, |quote| HitKind::Quote(quote.kind));
    let mut names_countries = named_in(&passage.spans, &read.mentions);
    if let Some(quote) = &quote {
        // What its paragraphs name is named with it.
        let until = quote.spans.last().expect("a span").end;
        let around =
            read.paragraphs[passage.paragraph..].iter().take_while(|paragraph| paragraph.span.start < until);
        for code in around.flat_map(|paragraph| named_in(&[paragraph.span], &read.mentions)) {
            if !names_countries.contains(&code) {
                names_countries.push(code);
            }
        }
    }
    let mut countries = names_countries.clone();
    for (code, _) in &read.countries {
        if !countries.contains(code) {
            countries.push(*code);
        }
    }
    Known {
        key: article_key(article),
        place,
        kind,
        quote,
        countries,
        names_countries,
        pieces: passage.spans.iter().map(|span| terms(span.of(&article.text))).collect(),
        row: passage.spans.iter().flat_map(|span| row(span.of(&article.text))).collect(),
        title_row: article.title.as_deref().map(row).unwrap_or_default(),
        title: article.title.as_deref().map(terms).unwrap_or_default(),
        name: name(article, kind, &passage.spans),
        article: article.clone(),
    }
}

fn is_kind(wanted: KindName, kind: HitKind) -> bool {
    match (wanted, kind) {
        (KindName::Quote, HitKind::Quote(_)) | (KindName::Paragraph, HitKind::Paragraph) => true,
        (KindName::Direct, HitKind::Quote(kind)) => kind == Kind::Direct,
        (KindName::Mixed, HitKind::Quote(kind)) => kind == Kind::Mixed,
        (KindName::Indirect, HitKind::Quote(kind)) => kind == Kind::Indirect,
        _ => false,
    }
}

/// The words of a text as a reader would compare them.
fn terms(text: &str) -> Vec<String> {
    let word = |word: &str| {
        let folded = fold(word);
        let own = folded.strip_suffix("'s").unwrap_or(&folded);
        let decimal = own.starts_with(|c: char| c.is_ascii_digit());
        own.chars().filter(|c| c.is_alphanumeric() || *c == '\'' || (decimal && *c == '.')).collect()
    };
    text.unicode_words().map(word).collect()
}

/// The words of a text, each with whether a sentence ends behind it, and then nothing.
fn row(text: &str) -> Vec<(String, bool)> {
    let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let ends = |at: usize| {
        let Some((next_at, next)) = words.get(at + 1) else { return false };
        let between = &text[words[at].0 + words[at].1.len()..*next_at];
        let hard = between.contains(['!', '?']) || between.contains("\n\n");
        let soft = between.split_once('.').is_some_and(|(_, rest)| rest.contains(char::is_whitespace));
        let one_letter = words[at].1.chars().count() == 1 && words[at].1.chars().all(char::is_alphabetic);
        let short = one_letter || words[at].1.contains('.') || is_abbreviation(words[at].1);
        !next.starts_with(char::is_lowercase) && between.len() > 1 && (hard || soft && !short)
    };
    let row: Vec<(String, bool)> =
        terms(text).into_iter().enumerate().map(|(at, term)| (term, ends(at))).collect();
    row.into_iter().chain([(String::new(), false)]).collect()
}

fn is_abbreviation(word: &str) -> bool {
    let written = fold(word);
    ABBREVIATIONS.lines().any(|line| line.split('\t').next() == Some(written.as_ref()))
}

/// Whether all words stand near each other somewhere.
fn is_near(row: &[(String, bool)], words: &BTreeSet<String>, within: Within) -> bool {
    let all_in = |part: &[(String, bool)]| words.iter().all(|word| part.iter().any(|(own, _)| own == word));
    match within {
        Within::Words(others) => {
            let length = words.len() + others as usize;
            (0..row.len()).any(|from| all_in(&row[from..(from + length).min(row.len())]))
        }
        Within::Sentence => row.split_inclusive(|(_, ends)| *ends).any(all_in),
    }
}

/// Whether an article has a full name, and its surname nowhere as another's.
fn is_the_only_one(name: &[String], article: &Article) -> bool {
    let titles = ["mr", "mrs", "ms", "minister", "president", "the", "but", "and", "on", "in"];
    let title = article.title.as_deref().filter(|_| article.title_span.is_none()).unwrap_or_default();
    let mut full = article.title.as_deref().is_some_and(|title| has_row(&terms(title), name));
    for text in [title, article.text.as_str()] {
        let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
        let own = terms(text);
        full |= has_row(&own, name);
        for at in (0..own.len()).filter(|at| own[*at] == name[name.len() - 1]) {
            let capital = |at: usize| words[at].1.starts_with(char::is_uppercase);
            let gap = |at: usize| &text[words[at].0 + words[at].1.len()..words[at + 1].0];
            let beside = |at: usize| matches!(gap(at), " " | "-");
            if !capital(at) {
                return false;
            }
            if at > 0 && beside(at - 1) && capital(at - 1) {
                let before = &own[at - 1];
                if !name.contains(before) && !titles.contains(&before.as_str()) {
                    return false;
                }
            }
            if at + 1 < own.len() && beside(at) && capital(at + 1) && !words[at].1.contains(['\'', '’']) {
                return false;
            }
        }
    }
    full
}

fn has_row(text: &[String], row: &[String]) -> bool {
    !row.is_empty() && text.windows(row.len()).any(|words| words == row)
}

fn is_form(word: &str, other: &str) -> bool {
    word == other || stem(word).is_some_and(|root| stem(other).as_ref() == Some(&root))
}

/// The English stem of a word that may have forms.
fn stem(word: &str) -> Option<String> {
    let formed = (3..=40).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase());
    formed.then(|| frostem::Stemmer::new(frostem::Algorithm::English).stem(word).into_owned())
}
