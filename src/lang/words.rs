//! What is known of single words: their class, whether they report speech, which titles and parts they are.
//!
//! One table lookup a word serves every stage of [`crate::quote`], so the small tables are folded into one map of
//! lower-case words to a set of [`Is`] flags and, for reporting words, the [`Cue`] they are a form of.

use rustc_hash::FxHashMap;

/// A set of word classes; the associated constants are its members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Is(u32);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:expr, $key:literal;)*) => {
        impl Is {
            $($(#[$doc])* pub(crate) const $name: Is = Is(1 << $bit);)*

            fn of_key(key: &str) -> Option<Is> {
                match key { $($key => Some(Is::$name),)* _ => None }
            }
        }
    };
}

classes! {
    /// Begins a noun phrase.
    DET = 0, "det";
    /// `his`, `her`, `their`.
    POSS = 1, "poss";
    /// A pronoun that can be a subject.
    SUBJECT = 2, "subject";
    /// `who`, `which`, `that`.
    RELATIVE = 3, "relative";
    /// A preposition that ties two nouns.
    OF = 4, "of";
    /// Any other preposition.
    PREP = 5, "prep";
    /// `and`, `or`, `but`.
    AND = 6, "and";
    /// Opens a subordinate clause.
    SUB = 7, "sub";
    /// An auxiliary verb.
    AUX = 8, "aux";
    /// `not`, `never`.
    NEG = 9, "neg";
    /// An adverb between subject and verb.
    ADV = 10, "adv";
    /// A day, a month, a time of speaking.
    TIME = 11, "time";
    /// A likely first word of a sentence.
    OPENER = 12, "opener";
    /// A small word inside a name.
    PARTICLE = 13, "particle";
    /// Follows a name: `Jr`, `KC`.
    SUFFIX = 14, "suffix";
    /// Written with an apostrophe in front: `'em`.
    ELIDED = 15, "elided";
    /// Who is told: `reporters`.
    HEARER = 16, "hearer";
    /// Opens an indirect question.
    QUESTION = 17, "question";
    /// Shows a name to be that of a body.
    BODY = 18, "body";
    /// A place or outlet that speaks as a body.
    PLACE = 19, "place";
    /// A title before a name.
    TITLE = 20, "title";
    /// Its bearer is a man.
    MALE = 21, "m";
    /// Its bearer is a woman.
    FEMALE = 22, "f";
    /// A person's part or trade.
    ROLE = 23, "person";
    /// Speaks for somebody.
    OFFICE = 24, "office";
    /// A body or crowd.
    GROUP = 25, "group";
    /// A document or survey.
    PAPER = 26, "paper";
    /// A role noun in the plural.
    PLURAL = 27, "plural";
    /// An abbreviation that never ends a sentence.
    ABBR_BEFORE = 28, "before";
    /// An abbreviation that may end one.
    ABBR_EITHER = 29, "either";
    /// An abbreviation that is also written in lower case.
    ABBR_LOWER = 30, "lower";
    /// What somebody named is called instead of the name: `the striker`.
    EPITHET = 31, "epithet";
}

impl Is {
    /// Whether any class of `other` is in the set.
    pub(crate) fn any(self, other: Is) -> bool {
        self.0 & other.0 != 0
    }

    /// Words that say little by themselves.
    pub(crate) const FUNCTION: Is = Is::of(&[
        Is::DET,
        Is::POSS,
        Is::SUBJECT,
        Is::RELATIVE,
        Is::OF,
        Is::PREP,
        Is::AND,
        Is::SUB,
        Is::AUX,
        Is::NEG,
        Is::ADV,
        Is::ELIDED,
    ]);

    /// All of several classes.
    pub(crate) const fn of(classes: &[Is]) -> Is {
        let (mut all, mut at) = (0, 0);
        while at < classes.len() {
            all |= classes[at].0;
            at += 1;
        }
        Is(all)
    }

    /// The set as a number.
    pub(crate) fn bits(self) -> u32 {
        self.0
    }
}

impl std::ops::BitOr for Is {
    type Output = Is;
    fn bitor(self, other: Is) -> Is {
        Is(self.0 | other.0)
    }
}

/// The form in which a verb stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `say`
    Base,
    /// `says`
    Third,
    /// `said`
    Past,
    /// `written`, where it differs from the past
    Participle,
    /// `saying`
    Ing,
}

/// A form of a reporting word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cue {
    /// The word that must follow it: `out` of `point out`.
    pub(crate) particle: Option<&'static str>,
    /// The form met.
    pub(crate) form: Form,
    takes: u32,
}

impl Cue {
    /// Whether the word takes `what`, a letter of `cues.tsv`.
    pub(crate) fn takes(&self, what: u8) -> bool {
        self.takes & letter(what) != 0
    }

    /// What it takes, as a number.
    pub(crate) fn bits(&self) -> u32 {
        self.takes
    }
}

fn letter(what: u8) -> u32 {
    1 << (what.wrapping_sub(b'a') & 31)
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    /// Its classes.
    pub(crate) is: Is,
    cue: u16,
}

/// All that is known of single words.
pub(crate) struct Words {
    map: FxHashMap<Box<str>, Word>,
    cues: Vec<Cue>,
}

impl Words {
    /// Parses the built-in tables.
    pub(crate) fn new() -> Words {
        let mut words = Words { map: FxHashMap::default(), cues: Vec::new() };
        words.map.reserve(4096);
        for row in rows(include_str!("function_words.tsv")) {
            let class = Is::of_key(row[0]).unwrap_or_default();
            row[1].split(' ').for_each(|w| words.add(w, class));
        }
        for row in rows(include_str!("titles.tsv")) {
            words.add(row[0], Is::TITLE | Is::of_key(row[1]).unwrap_or_default());
        }
        for row in rows(include_str!("roles.tsv")) {
            let class = Is::of_key(row[1]).unwrap_or_default() | Is::of_key(row[2]).unwrap_or_default();
            words.add(row[0], class | Is::of_key(row[3]).unwrap_or_default());
            words.add(&plural(row[0]), class | Is::PLURAL);
        }
        for row in rows(include_str!("abbreviations.tsv")) {
            // The stop is part of the key, so that `no` the word is not `No.` the abbreviation.
            let class = Is::of_key(row[1]).unwrap_or_default() | Is::of_key(row[2]).unwrap_or_default();
            words.add(&format!("{}.", row[0]), class);
        }
        for row in rows(include_str!("cues.tsv")) {
            words.add_cue(&row);
        }
        words
    }

    /// Looks up a word in lower case.
    pub(crate) fn get(&self, lower: &str) -> Word {
        self.map.get(lower).copied().unwrap_or_default()
    }

    /// The reporting word a word is a form of.
    pub(crate) fn cue(&self, word: Word) -> Option<&Cue> {
        self.cues.get(usize::from(word.cue).wrapping_sub(1))
    }

    fn add(&mut self, word: &str, class: Is) {
        let entry = self.map.entry(word.into()).or_default();
        entry.is = entry.is | class;
    }

    fn add_cue(&mut self, row: &[&'static str; 4]) {
        let [lemma, past, participle, takes] = *row;
        let (lemma, particle) = lemma.split_once('_').map_or((lemma, None), |(l, p)| (l, Some(p)));
        let takes = takes.bytes().fold(0, |set, b| set | letter(b));
        let regular = past_of(lemma);
        let past = if past.is_empty() { regular.as_str() } else { past };
        let forms = [
            (plural(lemma), Form::Third),
            (participle.to_owned(), Form::Participle),
            (ing_of(lemma, past), Form::Ing),
            (lemma.to_owned(), Form::Base),
            (past.to_owned(), Form::Past),
        ];
        for (word, form) in forms.into_iter().filter(|(w, _)| !w.is_empty()) {
            self.cues.push(Cue { particle, form, takes });
            let at = self.cues.len() as u16;
            self.map.entry(word.into()).or_default().cue = at;
        }
    }
}

/// The rows of a table, padded to four columns.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 4]> {
    table.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next().unwrap_or(""))
    })
}

fn plural(word: &str) -> String {
    let consonant_y = word.ends_with('y') && !word.ends_with(['a', 'e', 'o', 'u']) && {
        let before = word.as_bytes().get(word.len().wrapping_sub(2)).copied().unwrap_or(b'a');
        !b"aeiou".contains(&before)
    };
    if consonant_y {
        format!("{}ies", &word[..word.len() - 1])
    } else if word.ends_with("man") && word.len() > 4 {
        format!("{}men", &word[..word.len() - 3])
    } else if word.ends_with(['s', 'x', 'z'])
        || word.ends_with("ch")
        || word.ends_with("sh")
        || word == "echo"
    {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

fn past_of(lemma: &str) -> String {
    let bytes = lemma.as_bytes();
    match bytes {
        [.., b'e'] => format!("{lemma}d"),
        [.., c, b'y'] if !b"aeiou".contains(c) => format!("{}ied", &lemma[..lemma.len() - 1]),
        _ => format!("{lemma}ed"),
    }
}

fn ing_of(lemma: &str, past: &str) -> String {
    // A doubled consonant shows in the past form: quipped, quipping.
    let doubled = past.len() == lemma.len() + 3 && past.starts_with(lemma) && past.ends_with("ed");
    match lemma.as_bytes() {
        _ if doubled => format!("{}ing", &past[..past.len() - 2]),
        [.., c, b'e'] if *c != b'e' && *c != b'o' && lemma.len() > 2 => {
            format!("{}ing", &lemma[..lemma.len() - 1])
        }
        _ if ["beg", "submit", "forget", "begin"].contains(&lemma) => {
            format!("{lemma}{}ing", &lemma[lemma.len() - 1..])
        }
        _ => format!("{lemma}ing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflects() {
        let words = Words::new();
        for (word, form) in [
            ("say", Form::Base),
            ("said", Form::Past),
            ("saying", Form::Ing),
            ("quipping", Form::Ing),
            ("denies", Form::Third),
            ("denied", Form::Past),
            ("arguing", Form::Ing),
            ("agreeing", Form::Ing),
            ("echoes", Form::Third),
            ("wrote", Form::Past),
            ("written", Form::Participle),
            ("begging", Form::Ing),
        ] {
            assert_eq!(words.cue(words.get(word)).map(|c| c.form), Some(form), "{word}");
        }
    }

    #[test]
    fn every_row_has_a_known_class() {
        for (table, column) in [
            (include_str!("function_words.tsv"), 0),
            (include_str!("roles.tsv"), 1),
            (include_str!("abbreviations.tsv"), 1),
        ] {
            for row in rows(table) {
                assert!(Is::of_key(row[column]).is_some(), "{row:?}");
            }
        }
    }
}
