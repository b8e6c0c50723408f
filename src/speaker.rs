//! One person in every article: which of the names in a corpus are the same speaker's.
//!
//! Inside an article, [`mod@crate::quote`] takes a mention to the fullest name there. Between articles a name is
//! joined with another only where nothing speaks against it: they differ in case, accents, hyphens, initials or a
//! usual variant of transliteration; or one is a surname that a single person of the corpus bears. All else is for
//! the user's alias file to say. Nothing of this is stored with the passages, so it can change without reading them
//! again.

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
    /// All names, the one shown included.
    pub variants: Vec<String>,
}

/// The speakers of a corpus.
#[derive(Clone, Debug, Default)]
pub struct Speakers {
    speakers: Vec<Speaker>,
    by_name: FxHashMap<(SpeakerKind, String), usize>,
}

/// What a user says of names: the user's last word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    /// The key of each variant, with the name it stands for.
    names: FxHashMap<String, String>,
}

impl Aliases {
    /// Reads lines of a name and its variants, parted by tabs; `#` begins a comment.
    ///
    /// # Errors
    ///
    /// The number of the line that has no variant, or a variant that another name has already.
    pub fn parse(text: &str) -> Result<Aliases, (usize, String)> {
        let mut names: FxHashMap<String, String> = FxHashMap::default();
        for (i, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default();
            let mut cells = line.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
            let Some(name) = cells.next() else { continue };
            let variants: Vec<&str> = cells.collect();
            if variants.is_empty() {
                return Err((i + 1, format!("{name} has no variant beside it")));
            }
            for variant in variants.into_iter().chain([name]) {
                match names.insert(key(variant), name.to_owned()) {
                    Some(other) if other != name => {
                        return Err((i + 1, format!("{variant} already stands for {other}")));
                    }
                    _ => {}
                }
            }
        }
        Ok(Aliases { names })
    }
}

impl Speakers {
    /// Joins names that are the same speaker's.
    pub fn new(names: Vec<Name>, aliases: &Aliases) -> Speakers {
        let mut groups: FxHashMap<(SpeakerKind, String), Vec<Name>> = FxHashMap::default();
        for name in names {
            let own = key(&name.name);
            let key = aliases.names.get(&own).map_or(own, |named| key(named));
            groups.entry((name.kind, key)).or_default().push(name);
        }
        join_surnames(&mut groups, aliases);
        let mut speakers: Vec<Speaker> =
            groups.into_iter().map(|((kind, _), names)| speaker(kind, names, aliases)).collect();
        speakers.sort_by(|a, b| a.name.cmp(&b.name).then((a.kind as u8).cmp(&(b.kind as u8))));
        let mut by_name = FxHashMap::default();
        for (i, speaker) in speakers.iter().enumerate() {
            for variant in &speaker.variants {
                by_name.insert((speaker.kind, variant.clone()), i);
            }
        }
        Speakers { speakers, by_name }
    }

    /// All speakers, by name.
    pub fn all(&self) -> &[Speaker] {
        &self.speakers
    }

    /// The speaker who bears a name of the index.
    pub fn of(&self, kind: SpeakerKind, name: &str) -> Option<&Speaker> {
        self.by_name.get(&(kind, name.to_owned())).map(|i| &self.speakers[*i])
    }

    /// The speakers that a user's `typed` stands for: those who have it as a name, else all who bear it as a surname.
    pub fn named(&self, typed: &str) -> Vec<&Speaker> {
        let wanted = key(typed);
        let with = |test: &dyn Fn(&str) -> bool| -> Vec<&Speaker> {
            self.speakers.iter().filter(|s| s.variants.iter().any(|v| test(&key(v)))).collect()
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

/// Joins a surname that stands alone with the one person who bears it.
fn join_surnames(groups: &mut FxHashMap<(SpeakerKind, String), Vec<Name>>, aliases: &Aliases) {
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
        if *bearer == surname || aliases.names.contains_key(&surname) {
            continue;
        }
        let names = groups.remove(&(person, surname)).unwrap_or_default();
        groups.entry((person, bearer.clone())).or_default().extend(names);
    }
}

fn speaker(kind: SpeakerKind, mut names: Vec<Name>, aliases: &Aliases) -> Speaker {
    // A surname alone is never the name shown; of the others the one quoted most, which a slip of the pen is not.
    let surname = |n: &Name| !key(&n.name).contains(' ');
    names.sort_by(|a, b| {
        surname(a).cmp(&surname(b)).then(b.quotes.cmp(&a.quotes)).then_with(|| a.name.cmp(&b.name))
    });
    let own = aliases.names.get(&key(&names[0].name)).cloned();
    let name = own.unwrap_or_else(|| names[0].name.clone());
    Speaker { name, kind, variants: names.into_iter().map(|n| n.name).collect() }
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

/// What stands before a Slavic `-sky`, however that is written.
pub(crate) fn slavic_stem(word: &str) -> Option<&str> {
    let endings = ["skyy", "skiy", "skij", "skyi", "skii", "ski"];
    endings.iter().find_map(|ending| word.strip_suffix(ending)).filter(|stem| !stem.is_empty())
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
        assert_eq!(Aliases::parse("Ana Lima\n").unwrap_err().0, 1);
        assert_eq!(Aliases::parse("A B\tC\nD E\tc").unwrap_err().0, 2);
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
