//! Articles made from a fixed seed: the same bytes everywhere, of any size, with quotes of every kind, for benches
//! and for tests that need many articles.

/// Generates articles one after the other.
pub(crate) struct Generator {
    state: u64,
    made: u64,
}

const FIRST: [&str; 16] = [
    "Anna", "Mateus", "Ingrid", "Kwame", "Leila", "Tomas", "Priya", "Jonas", "Chiara", "Yusuf", "Marta",
    "Oleh", "Sofia", "Daniel", "Hanna", "Viktor",
];
const LAST: [&str; 16] = [
    "Holmgren",
    "Duarte",
    "Velankar",
    "Asante",
    "Farrokh",
    "Kovalik",
    "Lindqvist",
    "Moreau",
    "Brandt",
    "Okafor",
    "Petrescu",
    "Salonen",
    "Tervo",
    "Ivanenko",
    "Castellan",
    "Whitlock",
];
const TITLE: [&str; 6] = ["Prime Minister", "Finance Minister", "Governor", "Senator", "Ambassador", "Judge"];
const PLACE: [&str; 12] = [
    "Ukraine", "Portugal", "Kenya", "Japan", "Brazil", "Canada", "Finland", "India", "Lebanon", "Chile",
    "Poland", "Vietnam",
];
const CUE: [&str; 8] = ["said", "warned", "told reporters", "argued", "insisted", "said", "added", "said"];
const WORDS: [&str; 64] = [
    "the",
    "of",
    "to",
    "and",
    "a",
    "in",
    "that",
    "for",
    "on",
    "with",
    "government",
    "security",
    "guarantees",
    "talks",
    "budget",
    "central",
    "bank",
    "rates",
    "grain",
    "harbour",
    "export",
    "minister",
    "vote",
    "parliament",
    "court",
    "strike",
    "workers",
    "border",
    "agreement",
    "proposal",
    "troops",
    "ceasefire",
    "prices",
    "growth",
    "million",
    "deal",
    "gas",
    "pipeline",
    "vaccine",
    "hospital",
    "school",
    "railway",
    "winter",
    "reform",
    "opposition",
    "coalition",
    "election",
    "inflation",
    "tariff",
    "company",
    "shares",
    "profit",
    "quarter",
    "region",
    "flood",
    "harvest",
    "fishing",
    "quota",
    "tax",
    "pension",
    "energy",
    "supply",
    "market",
    "treaty",
];

impl Generator {
    /// Starts from a seed.
    pub(crate) fn new(seed: u64) -> Generator {
        Generator { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, made: 0 }
    }

    /// Splitmix64, which is enough to choose words.
    fn next(&mut self, below: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below as u64) as usize
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        list[self.next(list.len())]
    }

    /// A clause of `words` words, frequent ones more often, as in any language.
    fn clause(&mut self, words: usize) -> String {
        let mut out = String::new();
        for i in 0..words {
            let most = 1 + self.next(WORDS.len());
            let word = WORDS[self.next(most)];
            if i > 0 {
                out.push(' ');
            }
            out.push_str(word);
            // Numbers give the long tail of rare terms that real text has.
            if self.next(25) == 0 {
                out.push_str(&format!(" {}", self.next(100_000)));
            }
        }
        out
    }

    /// The name and text of the next article, dated and in plain text form.
    pub(crate) fn article(&mut self) -> (String, String) {
        let number = self.made;
        self.made += 1;
        let (year, month, day) = (2023 + self.next(3), 1 + self.next(12), 1 + self.next(28));
        let mut text = format!("date {year}-{month:02}-{day:02}\n\n");
        let (first, last, title) = (self.pick(&FIRST), self.pick(&LAST), self.pick(&TITLE));
        let place = self.pick(&PLACE);
        let (a, b) = (self.clause(12), self.clause(9));
        text.push_str(&format!("{title} {first} {last} of {place} said on Monday that {a}, after {b}.\n"));
        for _ in 0..4 + self.next(8) {
            let (n, m) = (6 + self.next(18), 5 + self.next(12));
            let (a, b, cue) = (self.clause(n), self.clause(m), self.pick(&CUE));
            let paragraph = match self.next(6) {
                0 => format!("“The {a},” {last} {cue}."),
                1 => format!("“The {a},” {last} {cue}, “and {b}.”"),
                2 => format!("Mr {last} {cue} that the {a} would be “{b}”."),
                3 => format!("The {a}, according to officials in {}.", self.pick(&PLACE)),
                _ => format!("The {a} in {}. The {b}.", self.pick(&PLACE)),
            };
            text.push_str(&format!("\n{paragraph}\n"));
        }
        (format!("{year}-{month:02}-{day:02}-{number:07}.txt"), text)
    }
}
