//! Countries of a text: names, demonyms and capitals to ISO 3166-1 codes, each with its place.
//!
//! [`mentions`] is what a text names, [`about`] what it is about. A name is found first and judged after (`context`),
//! first by its neighbours, then by what else the article names: Georgia among American states is one of them.

mod context;
mod scan;
#[cfg(test)]
mod tests;

use crate::lang::Lexicon;
use crate::lang::country_names::NameKind;
use crate::paragraph::{Paragraph, ParagraphKind};
use crate::source::{Article, Span};
use context::Verdict;
use jiff::civil::Date;
use scan::Found;
use serde::{Deserialize, Serialize};

/// Named at least so often, a country is one of those that an article is about; the first paragraph counts twice.
const OFTEN: usize = 4;
/// Where no dateline says where it happens, so is one that has this share of all namings: one in two.
const SHARE: usize = 2;
/// Codes of Georgia and of what it may be mistaken for.
const GEORGIA: Code = Code(*b"GE");
const AMERICA: Code = Code(*b"US");
/// Countries named beside Georgia when the country is meant.
const NEAR_GEORGIA: [Code; 6] =
    [Code(*b"AM"), Code(*b"AZ"), Code(*b"RU"), Code(*b"SU"), Code(*b"TR"), Code(*b"UA")];

/// An ISO 3166-1 alpha-2 code, upper case; of a state that is no more the one it had (ISO 3166-3): `SU`, `YU`, `DD`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Code([u8; 2]);

/// A country or a region, as a filter asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Area {
    /// The name of a region of UN M49, or the code of a country.
    pub name: String,
    /// The countries it stands for: those of a region; a country with those that have become a part of it.
    pub codes: Vec<Code>,
}

/// A country named in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Which country.
    pub code: Code,
    /// Where, in bytes of the article's text.
    pub span: Span,
}

/// Finds the countries named in an article's text, in order of place, without overlap.
pub fn mentions(article: &Article, paragraphs: &[Paragraph], lexicon: &Lexicon) -> Vec<Mention> {
    let counted = counted(&article.text, paragraphs, article.date, lexicon);
    let georgia = georgia(&counted);
    let mut mentions: Vec<Mention> = counted.iter().filter_map(|f| mention(f, georgia)).collect();
    let datelines: Vec<Span> = paragraphs.iter().filter_map(|p| p.dateline).collect();
    mentions.retain(|m| !datelines.iter().any(|d| names_agency(*d, m.span, &article.text)));
    mentions
}

/// Whether a name stands in the brackets of a dateline, where agencies sign: `CAIRO (Meridian) -`.
fn names_agency(dateline: Span, name: Span, text: &str) -> bool {
    let before = || &text[dateline.start..name.start];
    dateline.contains(name) && before().rfind('(') > before().rfind(')')
}

/// Tells which of the named countries the article is about, most named first, each with how often it is named.
///
/// Those in a dateline or a headline and those named four times, where being named in the first paragraph is once more;
/// what is left is named in passing. Without a dateline also those with half of all namings, and where all that leaves
/// nothing those named most. That is as good, on ten thousand agency stories of 1987, as weights fitted to the same four
/// things. A title that is no part of the text is a headline, too.
pub fn about(
    article: &Article,
    paragraphs: &[Paragraph],
    mentions: &[Mention],
    lexicon: &Lexicon,
) -> Vec<(Code, usize)> {
    let mut tallies: Vec<Tally> = Vec::new();
    for code in title_codes(article, mentions, lexicon) {
        tally(&mut tallies, code).add(Place::Headline, 1);
    }
    let lead = paragraphs.iter().position(|p| p.kind == ParagraphKind::Body).unwrap_or(0);
    let mut here = 0;
    for mention in mentions {
        while paragraphs.get(here).is_some_and(|p| p.span.end <= mention.span.start) {
            here += 1;
        }
        let Some(paragraph) = paragraphs.get(here) else { break };
        let place = match paragraph.kind {
            _ if paragraph.dateline.is_some_and(|d| d.contains(mention.span)) => Place::Dateline,
            ParagraphKind::Headline => Place::Headline,
            _ if here == lead => Place::Lead,
            _ => Place::Body,
        };
        // What something costs does not say where it is.
        let counts = !context::is_money(&article.text[mention.span.end..]);
        tally(&mut tallies, mention.code).add(place, usize::from(counts));
    }
    salient(tallies)
}

fn salient(mut tallies: Vec<Tally>) -> Vec<(Code, usize)> {
    let all: usize = tallies.iter().map(|t| t.weight).sum();
    let has_dateline = tallies.iter().any(|t| t.in_dateline);
    let is_about = |t: &Tally| {
        let prevails = !has_dateline && t.weight > 0 && t.weight * SHARE >= all;
        t.in_dateline || t.in_headline || t.weight + usize::from(t.in_lead) >= OFTEN || prevails
    };
    let most = tallies.iter().map(|t| t.weight).max().unwrap_or(0);
    let any = tallies.iter().any(is_about);
    tallies.retain(|t| if any { is_about(t) } else { t.weight == most });
    tallies.sort_by_key(|t| (std::cmp::Reverse(t.named), t.code));
    tallies.into_iter().map(|t| (t.code, t.named)).collect()
}

/// Where in an article a country is named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Dateline,
    Headline,
    /// The first paragraph.
    Lead,
    Body,
}

/// How often a country is named, and where.
struct Tally {
    code: Code,
    named: usize,
    /// How often below the headline and dateline, but for sums of money.
    weight: usize,
    in_dateline: bool,
    in_headline: bool,
    in_lead: bool,
}

impl Tally {
    fn add(&mut self, place: Place, weight: usize) {
        self.named += 1;
        self.in_dateline |= place == Place::Dateline;
        self.in_headline |= place == Place::Headline;
        self.in_lead |= place == Place::Lead;
        if !matches!(place, Place::Dateline) {
            self.weight += weight;
        }
    }
}

fn tally(tallies: &mut Vec<Tally>, code: Code) -> &mut Tally {
    let at = tallies.iter().position(|t| t.code == code).unwrap_or(tallies.len());
    if at == tallies.len() {
        let (in_dateline, in_headline, in_lead) = (false, false, false);
        tallies.push(Tally { code, named: 0, weight: 0, in_dateline, in_headline, in_lead });
    }
    &mut tallies[at]
}

/// The names that count, in order of place.
fn counted<'l>(
    text: &str,
    paragraphs: &[Paragraph],
    day: Option<Date>,
    lexicon: &'l Lexicon,
) -> Vec<Found<'l>> {
    let names = lexicon.names_in_text();
    let (mut found, mut counted, mut people) = (Vec::new(), Vec::new(), Vec::new());
    for paragraph in paragraphs {
        found.clear();
        scan::names(text, paragraph.span, day, names, &mut found);
        for at in 0..found.len() {
            found[at].is_american =
                at > 0 && context::is_state_of_city(text, paragraph, &found[at - 1], &found[at]);
            match context::judge(text, paragraph, &found, at, names) {
                Verdict::Counts => counted.push(found[at]),
                Verdict::Person => people.push(found[at].name.name),
                Verdict::Passed => {}
            }
        }
    }
    drop_people(&mut counted, &people);
    counted
}

/// The countries named in a title that is no part of the text.
fn title_codes(article: &Article, mentions: &[Mention], lexicon: &Lexicon) -> Vec<Code> {
    let Some(title) = article.title.as_deref().filter(|_| article.title_span.is_none()) else {
        return Vec::new();
    };
    let span = Span::new(0, title.len());
    let headline = [Paragraph { span, kind: ParagraphKind::Headline, dateline: None }];
    let counted = counted(title, &headline, article.date, lexicon);
    let in_text = |code| mentions.iter().any(|m| m.code == code);
    let georgia = if in_text(AMERICA) && !in_text(GEORGIA) { AMERICA } else { georgia(&counted) };
    counted.iter().filter_map(|f| mention(f, georgia)).map(|m| m.code).collect()
}

/// Every country named with its mentions in order of place, most named first.
pub fn named(mentions: &[Mention]) -> Vec<(Code, Vec<Span>)> {
    let mut named: Vec<(Code, Vec<Span>)> = Vec::new();
    for mention in mentions {
        match named.iter_mut().find(|(code, _)| *code == mention.code) {
            Some((_, spans)) => spans.push(mention.span),
            None => named.push((mention.code, vec![mention.span])),
        }
    }
    named.sort_by_key(|(code, spans)| (std::cmp::Reverse(spans.len()), *code));
    named
}

/// Drops a name that is a person's elsewhere in the article, unless the country is named in another way too.
fn drop_people(counted: &mut Vec<Found>, people: &[&str]) {
    if people.is_empty() {
        return;
    }
    let is_sure =
        |f: &Found| counted.iter().any(|o| o.name.code == f.name.code && o.name.name != f.name.name);
    let keep: Vec<bool> = counted.iter().map(|f| !people.contains(&f.name.name) || is_sure(f)).collect();
    let mut keep = keep.into_iter();
    counted.retain(|_| keep.next().unwrap_or(true));
}

/// Which Georgia the article means: America's when it names America and neither the other's people nor its neighbours.
fn georgia(counted: &[Found]) -> Code {
    let names = |code: Code| counted.iter().any(|f| f.name.code == Some(code) && f.name.name != "Georgia");
    let is_state = |f: &Found| matches!(f.name.kind, NameKind::State | NameKind::City | NameKind::Short);
    let has_states = counted.iter().any(|f| f.is_american || f.name.code == Some(AMERICA) && is_state(f));
    let is_american =
        !names(GEORGIA) && (has_states || names(AMERICA) && !NEAR_GEORGIA.into_iter().any(names));
    if is_american { AMERICA } else { GEORGIA }
}

fn mention(found: &Found, georgia: Code) -> Option<Mention> {
    let code = found.name.code?;
    let is_georgia =
        code == GEORGIA && found.name.kind != NameKind::Capital && found.name.kind != NameKind::City;
    let code = match is_georgia {
        true if found.is_american => AMERICA,
        true => georgia,
        false => code,
    };
    Some(Mention { code, span: found.span })
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Code {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }

    /// Makes a code from two ASCII letters of either case.
    pub fn new(letters: &str) -> Option<Code> {
        match letters.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Code([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }
}

impl TryFrom<String> for Code {
    type Error = String;
    fn try_from(letters: String) -> Result<Code, String> {
        Code::new(&letters).ok_or_else(|| format!("no country code: {letters}"))
    }
}

impl From<Code> for String {
    fn from(code: Code) -> String {
        code.as_str().to_owned()
    }
}
