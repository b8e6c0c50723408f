//! One person in every article: which of the names in a corpus are the same speaker's.
//!
//! Inside an article, [`mod@crate::quote`] takes a mention to the fullest name there. Between articles a name is
//! joined with another only where nothing speaks against it: they differ in case, accents, hyphens, initials or a
//! usual variant of transliteration; or one is a surname that a single person of the corpus bears. All else is for
//! the user's alias file to say. Nothing of this is stored with the passages, so it can change without reading them
//! again.

mod alias;

pub use alias::{AliasError, Aliases, Days};

use crate::lang::fold;
use crate::quote::SpeakerKind;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// A name as the index has it, with the number of its quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub name: String,
    /// What sort of speaker.
    pub kind: SpeakerKind,
    /// Quotes, roughly; only the order matters.
    pub quotes: u64,
}

/// A speaker with all the names that are taken for the same one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Speaker {
    /// The name shown: the user's, else the one quoted most that is more than a surname.
    pub name: String,
    /// What sort of speaker.
    pub kind: SpeakerKind,
    /// All names, the one shown included where the index has it.
    pub variants: Vec<String>,
    /// The names with where each stands for this speaker.
    #[serde(skip)]
    pub forms: Vec<Form>,
}

/// A name of the index that stands for a speaker, always or on some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What sort of speaker the index has under the name.
    pub kind: SpeakerKind,
    /// The name.
    pub name: String,
    /// The days on which it stands for the speaker; none for all but those below.
    pub days: Option<Days>,
    /// The days on which it stands for somebody else.
    pub except: Vec<Days>,
}

/// Names that are one speaker's: the kind and the key.
type GroupKey = (SpeakerKind, String);

#[derive(Default)]
struct Group {
    names: Vec<Name>,
    /// The user's name for them.
    alias: Option<String>,
    /// Names that are this speaker's on some days.
    dated: Vec<(Name, Days)>,
}

/// Whose a name is: places among the speakers.
#[derive(Clone, Debug, Default)]
struct Ways {
    always: Option<usize>,
    dated: Vec<(Days, usize)>,
}

/// The version of the rules by which names are joined; to be raised with any change of them, so that what was joined
/// by others is joined anew.
pub(crate) const JOINING: u32 = 1;

/// A speaker joined without aliases, in the form that is kept: the name shown, the kind, all names.
pub(crate) type Joined = (String, SpeakerKind, Vec<String>);

/// The speakers of a corpus.
#[derive(Clone, Debug, Default)]
pub struct Speakers {
    speakers: Vec<Speaker>,
    by_name: FxHashMap<(SpeakerKind, String), Ways>,
}

impl Speakers {
    /// Joins names that are the same speaker's. Unnamed sources count only where an alias names them.
    pub fn new(names: Vec<Name>, aliases: &Aliases) -> Speakers {
        let kinds = alias_kinds(&names, aliases);
        let group_of = |name: &Name| match aliases.always(&name.name) {
            Some(named) => (kinds[&key(named)], key(named)),
            None => (name.kind, key(&name.name)),
        };
        let mut groups: FxHashMap<GroupKey, Group> = FxHashMap::default();
        let named = |n: &Name| n.kind != SpeakerKind::Unnamed || aliases.always(&n.name).is_some();
        for name in names.iter().filter(|n| named(n)) {
            let group = groups.entry(group_of(name)).or_default();
            group.alias = aliases.always(&name.name).map(str::to_owned).or(group.alias.take());
            group.names.push(name.clone());
        }
        join_surnames(&mut groups, aliases);
        for name in names {
            for (days, named) in aliases.dated(&name.name) {
                let group = groups.entry((kinds[&key(named)], key(named))).or_default();
                group.alias = Some(named.to_owned());
                group.dated.push((name.clone(), days));
            }
        }
        Speakers::of_groups(groups, aliases)
    }

    fn of_groups(groups: FxHashMap<GroupKey, Group>, aliases: &Aliases) -> Speakers {
        let mut speakers: Vec<Speaker> =
            groups.into_iter().map(|((kind, _), group)| speaker(kind, group, aliases)).collect();
        speakers.sort_by(|a, b| a.name.cmp(&b.name).then((a.kind as u8).cmp(&(b.kind as u8))));
        Speakers::of_sorted(speakers)
    }

    /// Looks up speakers that have been joined and put in order.
    fn of_sorted(speakers: Vec<Speaker>) -> Speakers {
        let mut by_name: FxHashMap<(SpeakerKind, String), Ways> = FxHashMap::default();
        by_name.reserve(speakers.iter().map(|s| s.forms.len()).sum());
        for (i, speaker) in speakers.iter().enumerate() {
            for form in &speaker.forms {
                let ways = by_name.entry((form.kind, form.name.clone())).or_default();
                match form.days {
                    Some(days) => ways.dated.push((days, i)),
                    None => ways.always = Some(i),
                }
            }
        }
        Speakers { speakers, by_name }
    }

    /// The speakers, joined without aliases, as they are kept.
    pub(crate) fn joined(&self) -> Vec<Joined> {
        self.speakers.iter().map(|s| (s.name.clone(), s.kind, s.variants.clone())).collect()
    }

    /// The speakers that were kept.
    pub(crate) fn of_joined(joined: Vec<Joined>) -> Speakers {
        let speaker = |(name, kind, variants): Joined| {
            let form = |name: &String| Form { kind, name: name.clone(), days: None, except: Vec::new() };
            Speaker { forms: variants.iter().map(form).collect(), name, kind, variants }
        };
        Speakers::of_sorted(joined.into_iter().map(speaker).collect())
    }

    /// The names whose speaker depends on the day, and the unnamed sources that stand for somebody, each with the
    /// days on which it does.
    pub fn splits(&self) -> impl Iterator<Item = (SpeakerKind, &str, Vec<Days>)> {
        let split = |ways: &&Ways, kind| !ways.dated.is_empty() || kind == SpeakerKind::Unnamed;
        let all = self.by_name.iter().filter(move |((kind, _), ways)| split(ways, *kind));
        all.map(|((kind, name), ways)| (*kind, name.as_str(), ways.dated.iter().map(|(d, _)| *d).collect()))
    }

    /// All speakers, by name.
    pub fn all(&self) -> &[Speaker] {
        &self.speakers
    }

    /// The place among [`Speakers::all`] of the one who bears a name of the index: on the days of
    /// [`Speakers::splits`] with this ordinal, or else on all others.
    pub fn place(&self, kind: SpeakerKind, name: &str, days: Option<usize>) -> Option<usize> {
        let ways = self.by_name.get(&(kind, name.to_owned()))?;
        match days {
            Some(ordinal) => ways.dated.get(ordinal).map(|(_, i)| *i),
            None => ways.always,
        }
    }

    /// The speaker who bears a name of the index, wherever no day says otherwise.
    pub fn of(&self, kind: SpeakerKind, name: &str) -> Option<&Speaker> {
        self.place(kind, name, None).map(|i| &self.speakers[i])
    }

    /// The speakers that a user's `typed` stands for: those who have it as a name, else all who bear it as a surname.
    pub fn named(&self, typed: &str) -> Vec<&Speaker> {
        let wanted = key(typed);
        let with = |test: &dyn Fn(&str) -> bool| -> Vec<&Speaker> {
            self.speakers
                .iter()
                .filter(|s| s.variants.iter().chain([&s.name]).any(|v| test(&key(v))))
                .collect()
        };
        // A name of one word is a surname first, which others may bear too.
        if wanted.contains(' ') {
            let found = with(&|name| name == wanted);
            if !found.is_empty() {
                return found;
            }
        }
        with(&|name| name == wanted || is_surname(name, &wanted))
    }

    /// Pairs of persons that may be one, likeliest first; nothing is joined.
    pub fn suggestions(&self) -> Vec<(&Speaker, &Speaker, f64)> {
        let persons: Vec<(String, &Speaker)> = self
            .speakers
            .iter()
            .filter(|s| s.kind == SpeakerKind::Person)
            .map(|s| (skeleton(&key(&s.name)), s))
            .collect();
        let mut blocks: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (i, (skeleton, _)) in persons.iter().enumerate() {
            blocks.entry(skeleton.rsplit(' ').next().unwrap_or_default()).or_default().push(i);
        }
        let mut pairs = Vec::new();
        for block in blocks.values() {
            for (n, a) in block.iter().enumerate() {
                for b in &block[n + 1..] {
                    let (a, b) = (&persons[*a], &persons[*b]);
                    let likeness = strsim::jaro_winkler(&a.0, &b.0);
                    if likeness >= ALIKE {
                        pairs.push((a.1, b.1, likeness));
                    }
                }
            }
        }
        pairs.sort_by(|x, y| {
            y.2.total_cmp(&x.2).then_with(|| (&x.0.name, &x.1.name).cmp(&(&y.0.name, &y.1.name)))
        });
        pairs
    }
}

/// How alike the sounds of two names must be to be suggested (Jaro-Winkler).
const ALIKE: f64 = 0.9;

/// The kind of each speaker the user names: a person where one of the names is, or where the index has no name.
fn alias_kinds(names: &[Name], aliases: &Aliases) -> FxHashMap<String, SpeakerKind> {
    let mut kinds: FxHashMap<String, SpeakerKind> = FxHashMap::default();
    if aliases.is_empty() {
        return kinds;
    }
    for name in names {
        let targets = aliases.dated(&name.name).map(|(_, named)| named).chain(aliases.always(&name.name));
        for named in targets {
            let kind = if name.kind == SpeakerKind::Unnamed { SpeakerKind::Person } else { name.kind };
            let known = kinds.entry(key(named)).or_insert(kind);
            if kind == SpeakerKind::Person {
                *known = kind;
            }
        }
    }
    kinds
}

/// Joins a surname that stands alone with the one person who bears it, unless the user says anything of it.
fn join_surnames(groups: &mut FxHashMap<GroupKey, Group>, aliases: &Aliases) {
    let person = SpeakerKind::Person;
    let mut bearers: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for (_, key) in groups.keys().filter(|(kind, key)| *kind == person && key.contains(' ')) {
        // Of `de la cruz` every ending is a surname that an article may use.
        for (at, _) in key.match_indices(' ') {
            bearers.entry(key[at + 1..].to_owned()).or_default().push(key.clone());
        }
    }
    let mut alone: Vec<String> =
        groups.keys().filter(|(kind, _)| *kind == person).map(|(_, key)| key.clone()).collect();
    // Short ones first, so that what has joined a name moves on with it.
    alone.sort_by_cached_key(|key| (key.matches(' ').count(), key.clone()));
    for surname in alone {
        let Some([bearer]) = bearers.get(&surname).map(Vec::as_slice) else { continue };
        if *bearer == surname || aliases.knows(&surname) {
            continue;
        }
        let group = groups.remove(&(person, surname)).unwrap_or_default();
        groups.entry((person, bearer.clone())).or_default().names.extend(group.names);
    }
}

fn speaker(kind: SpeakerKind, group: Group, aliases: &Aliases) -> Speaker {
    let Group { mut names, alias, dated } = group;
    // A surname alone is never the name shown; of the others the one quoted most, which a slip of the pen is not.
    let surname = |n: &Name| !key(&n.name).contains(' ');
    names.sort_by(|a, b| {
        surname(a).cmp(&surname(b)).then(b.quotes.cmp(&a.quotes)).then_with(|| a.name.cmp(&b.name))
    });
    let name = alias.unwrap_or_else(|| names.first().map(|n| n.name.clone()).unwrap_or_default());
    let always = names.into_iter().map(|n| Form {
        except: aliases.dated(&n.name).map(|(days, _)| days).collect(),
        kind: n.kind,
        name: n.name,
        days: None,
    });
    let dated = dated.into_iter().map(|(n, days)| Form {
        kind: n.kind,
        name: n.name,
        days: Some(days),
        except: Vec::new(),
    });
    let forms: Vec<Form> = always.chain(dated).collect();
    let mut variants: Vec<String> = Vec::new();
    for form in &forms {
        if !variants.contains(&form.name) {
            variants.push(form.name.clone());
        }
    }
    Speaker { name, kind, variants, forms }
}

/// Whether `name` ends in the words of `surname`.
fn is_surname(name: &str, surname: &str) -> bool {
    !surname.is_empty() && name.strip_suffix(surname).is_some_and(|first| first.ends_with(' '))
}

/// A name without what tells no two people apart: case, accents, dots, hyphens, initials inside, and how a Slavic
/// `-ський` was put into Latin letters (`-sky`, `-skyy`, `-skiy`, `-skij`).
pub fn key(name: &str) -> String {
    let folded = fold(name);
    let folded: String = folded
        .chars()
        .filter(|c| !matches!(c, '.' | '’' | '\''))
        .map(|c| if c == '-' { ' ' } else { c })
        .collect();
    let mut out = String::with_capacity(folded.len() + 1);
    let mut words = folded.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let inside = !out.is_empty() && words.peek().is_some();
        if inside && word.chars().count() == 1 {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        match slavic_stem(word) {
            Some(stem) => out.extend([stem, "sky"]),
            None => out.push_str(word),
        }
    }
    out
}

/// Ends of a Slavic surname that are one in another script.
pub(crate) const SLAVIC_ENDS: [&str; 7] = ["sky", "skyy", "skiy", "skij", "skyi", "skii", "ski"];

/// What stands before a Slavic `-sky`, however that is written.
pub(crate) fn slavic_stem(word: &str) -> Option<&str> {
    SLAVIC_ENDS.iter().find_map(|ending| word.strip_suffix(ending)).filter(|stem| !stem.is_empty())
}

/// A name's consonants by sound, so that ways of writing a foreign name in Latin letters come near each other.
fn skeleton(key: &str) -> String {
    let mut out = String::new();
    for word in key
        .split(' ')
        .filter(|w| !matches!(*w, "al" | "el" | "at" | "as" | "ad" | "ar" | "de" | "van" | "bin"))
    {
        if !out.is_empty() {
            out.push(' ');
        }
        let sounds =
            [("kh", "h"), ("gh", "g"), ("sh", "s"), ("ch", "s"), ("ph", "f"), ("ts", "c"), ("tz", "c")];
        let word = sounds.iter().fold(word.to_owned(), |w, (from, to)| w.replace(from, to));
        let mut before = '\0';
        for c in word.chars() {
            let sound = match c {
                'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' | 'w' => continue,
                'q' | 'c' => 'k',
                'h' | 'g' => 'g',
                'z' => 's',
                'v' => 'f',
                other => other,
            };
            if sound != before {
                out.push(sound);
            }
            before = sound;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn persons(names: &[(&str, u64)]) -> Vec<Name> {
        let name = |(name, quotes): &(&str, u64)| Name {
            name: (*name).to_owned(),
            kind: SpeakerKind::Person,
            quotes: *quotes,
        };
        names.iter().map(name).collect()
    }

    fn joined(names: &[(&str, u64)], aliases: &str) -> Vec<(String, usize)> {
        let speakers = Speakers::new(persons(names), &Aliases::parse(aliases).unwrap());
        speakers.all().iter().map(|s| (s.name.clone(), s.variants.len())).collect()
    }

    fn list(expected: &[(&str, usize)]) -> Vec<(String, usize)> {
        expected.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
    }

    #[test]
    fn ways_of_writing_one_name_are_one_speaker() {
        let names = [
            ("Danylo Orlovsky", 9),
            ("Danylo Orlovskyy", 2),
            ("DANYLO ORLOVSKIY", 1),
            ("Danylo K. Orlovskij", 1),
        ];
        assert_eq!(joined(&names, ""), list(&[("Danylo Orlovsky", 4)]));
        let names = [("José-María Ibáñez", 3), ("Jose Maria Ibanez", 1)];
        assert_eq!(joined(&names, ""), list(&[("José-María Ibáñez", 2)]));
    }

    #[test]
    fn a_surname_joins_only_where_one_person_bears_it() {
        let names = [("Ana Lima", 2), ("Lima", 1)];
        assert_eq!(joined(&names, ""), list(&[("Ana Lima", 2)]));
        let names = [("Ana Lima", 2), ("Rui Lima", 2), ("Lima", 1)];
        assert_eq!(joined(&names, ""), list(&[("Ana Lima", 1), ("Lima", 1), ("Rui Lima", 1)]));
    }

    #[test]
    fn bodies_are_not_joined_by_their_last_word() {
        let mut names = persons(&[("World Bank", 2), ("Bank", 2)]);
        names.iter_mut().for_each(|n| n.kind = SpeakerKind::Organisation);
        assert_eq!(Speakers::new(names, &Aliases::default()).all().len(), 2);
    }

    #[test]
    fn the_user_has_the_last_word() {
        let names = [("Yevheniia Horobets", 5), ("Evgenia Gorobets", 2), ("Ana Lima", 2), ("Lima", 1)];
        let aliases = "# spellings\nYevheniia Horobets\tEvgenia Gorobets\nRui Lima\tLima\n";
        let expected = list(&[("Ana Lima", 1), ("Rui Lima", 1), ("Yevheniia Horobets", 2)]);
        assert_eq!(joined(&names, aliases), expected);
    }

    #[test]
    fn probable_variants_are_suggested_and_others_not() {
        let names = [
            ("Yevheniia Horobets", 5),
            ("Evgenia Gorobets", 2),
            ("Khaled al-Tarabishi", 4),
            ("Khalid at-Tarabishi", 1),
            ("Ana Lima", 1),
            ("Rui Lima", 1),
        ];
        let speakers = Speakers::new(persons(&names), &Aliases::default());
        let pairs: Vec<(&str, &str)> =
            speakers.suggestions().iter().map(|(a, b, _)| (a.name.as_str(), b.name.as_str())).collect();
        assert!(pairs.contains(&("Khaled al-Tarabishi", "Khalid at-Tarabishi")), "{pairs:?}");
        assert!(pairs.contains(&("Evgenia Gorobets", "Yevheniia Horobets")), "{pairs:?}");
        assert_eq!(pairs.len(), 2, "{pairs:?}");
    }

    #[test]
    fn a_typed_name_means_the_full_name_or_all_who_bear_the_surname() {
        let speakers = Speakers::new(
            persons(&[("Ana Lima", 2), ("Rui Lima", 2), ("Ana Lima Duarte", 1)]),
            &Aliases::default(),
        );
        let named = |typed| speakers.named(typed).iter().map(|s| s.name.as_str()).collect::<Vec<_>>();
        assert_eq!(named("ana lima"), ["Ana Lima"]);
        assert_eq!(named("LIMA"), ["Ana Lima", "Rui Lima"]);
        assert_eq!(named("Ima"), Vec::<&str>::new());
    }

    #[test]
    fn a_name_may_stand_for_one_or_another_by_the_day() {
        let mut names = persons(&[("Ana Lima", 2), ("Lima", 3)]);
        names.push(Name { name: "the mayor".into(), kind: SpeakerKind::Unnamed, quotes: 1 });
        let aliases = "Ana Lima\tLima\tthe mayor\tto=2022-12-31\nRui Lima\tLima\tfrom=2023-01-01\n";
        let speakers = Speakers::new(names, &Aliases::parse(aliases).unwrap());
        let all: Vec<(&str, Vec<&str>)> = speakers
            .all()
            .iter()
            .map(|s| (s.name.as_str(), s.forms.iter().map(|f| f.name.as_str()).collect()))
            .collect();
        // Undated articles and days that nobody has leave the surname alone.
        let expected = [
            ("Ana Lima", vec!["Ana Lima", "Lima", "the mayor"]),
            ("Lima", vec!["Lima"]),
            ("Rui Lima", vec!["Lima"]),
        ];
        assert_eq!(all, expected);
        let kinds: Vec<SpeakerKind> = speakers.all().iter().map(|s| s.kind).collect();
        assert_eq!(kinds, [SpeakerKind::Person; 3]);
        assert_eq!(speakers.splits().count(), 2);
        assert_eq!(speakers.of(SpeakerKind::Unnamed, "the mayor"), None);
    }

    proptest! {
        #[test]
        fn every_name_has_exactly_one_speaker(names in proptest::collection::vec("\\PC{1,12}( \\PC{1,8})?", 0..20)) {
            let given: std::collections::BTreeSet<String> = names.into_iter().collect();
            let list = given.iter().map(|n| Name { name: n.clone(), kind: SpeakerKind::Person, quotes: 1 }).collect();
            let speakers = Speakers::new(list, &Aliases::default());
            let held: usize = speakers.all().iter().map(|s| s.variants.len()).sum();
            prop_assert_eq!(held, given.len());
            for name in &given {
                prop_assert!(speakers.of(SpeakerKind::Person, name).is_some());
            }
        }
    }
}
