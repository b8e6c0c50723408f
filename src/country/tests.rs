//! Invented prose for each thing that tells a country from what is only called like one.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

/// An article of the parts given: a headline where it begins with `#`, a dateline where a paragraph has ` -- `.
fn article(parts: &[&str], year: i16) -> (Article, Vec<Paragraph>) {
    let (mut text, mut paragraphs) = (String::new(), Vec::new());
    for part in parts {
        let (kind, part) = match part.strip_prefix('#') {
            Some(headline) => (ParagraphKind::Headline, headline),
            None => (ParagraphKind::Body, *part),
        };
        let start = text.len();
        text.push_str(part);
        let dateline = part.find(" -- ").map(|at| Span::new(start, start + at + 4));
        paragraphs.push(Paragraph { span: Span::new(start, text.len()), kind, dateline });
        text.push_str("\n\n");
    }
    let article = Article {
        id: "a".into(),
        source: "a.txt".into(),
        position: 0,
        publisher: None,
        title: None,
        title_span: None,
        authors: Vec::new(),
        date: Some(date(year, 9, 4)),
        date_from: None,
        date_field: None,
        date_refused: None,
        language: None,
        language_from: None,
        url: None,
        text,
        body_start: 0,
        given: Vec::new(),
    };
    (article, paragraphs)
}

/// The names found, each with its code: `Ukraine=UA Polish=PL`.
fn named_in(parts: &[&str], year: i16) -> String {
    let (article, paragraphs) = article(parts, year);
    let found = mentions(&article, &paragraphs, &LEXICON);
    let shown = found.iter().map(|m| format!("{}={}", m.span.of(&article.text).replace('\n', " "), m.code));
    shown.collect::<Vec<_>>().join(" ")
}

fn named(text: &str) -> String {
    named_in(&[text], 2025)
}

fn about_of(parts: &[&str]) -> String {
    let (article, paragraphs) = article(parts, 2025);
    let found = mentions(&article, &paragraphs, &LEXICON);
    let shown = about(&article, &paragraphs, &found, &LEXICON)
        .into_iter()
        .map(|(code, times)| format!("{code}{times}"));
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn names_peoples_and_capitals_are_found_in_order() {
    assert_eq!(named("Ukrainian and Polish envoys met in Kyiv."), "Ukrainian=UA Polish=PL Kyiv=UA");
    assert_eq!(
        named("Three Britons and a Dutchman flew from Reykjavik."),
        "Britons=GB Dutchman=NL Reykjavik=IS"
    );
    assert_eq!(named("The envoy of Côte d’Ivoire, once Cote d'Ivoire."), "Côte d’Ivoire=CI Cote d'Ivoire=CI");
    assert_eq!(named("Nothing is named here, at all."), "");
}

#[test]
fn only_whole_words_count() {
    assert_eq!(named("The Iranologist, Omanesque Francestown, Maliciously Perused."), "");
    assert_eq!(named("Iran's; (Oman), \"Mali\"; pro-Peru."), "Iran=IR Oman=OM Mali=ML Peru=PE");
}

#[test]
fn the_longest_name_wins() {
    assert_eq!(
        named("Guinea-Bissau, Equatorial Guinea, Guinea."),
        "Guinea-Bissau=GW Equatorial Guinea=GQ Guinea=GN"
    );
    assert_eq!(named("Papua New Guinea and New Mexico."), "Papua New Guinea=PG New Mexico=US");
    assert_eq!(named("From South Korea to North Korea"), "South Korea=KR North Korea=KP");
    assert_eq!(named("The Democratic Republic of the Congo"), "Democratic Republic of the Congo=CD");
}

#[test]
fn what_only_looks_like_a_country_is_none() {
    assert_eq!(
        named(
            "In the Indian Ocean, the South China Sea and the Gulf of Mexico, Latin American crews speak English."
        ),
        ""
    );
}

#[test]
fn a_name_may_break_over_a_line_but_not_over_a_paragraph() {
    assert_eq!(
        named("troops of the United\nStates and New\n    Zealand"),
        "United States=US New     Zealand=NZ"
    );
    assert_eq!(named_in(&["He said no to United", "States may differ."], 2025), "");
}

#[test]
fn abbreviations_are_told_from_words() {
    assert_eq!(named("The U.S., the UK and the UAE asked us to wait."), "U.S.=US UK=GB UAE=AE");
    assert_eq!(named("A US envoy left."), "US=US");
    assert_eq!(named("LET US GO NOW"), "");
    assert_eq!(named("The U.S.-led talks and U.S.S.R. archives"), "U.S.=US U.S.S.R.=SU");
}

#[test]
fn words_in_small_letters_are_no_countries() {
    assert_eq!(named("They ate turkey from china plates, with chile, in polish shoes."), "");
    assert_eq!(named("They ate Turkey sandwiches."), "");
}

#[test]
fn text_in_capitals_is_read_too() {
    assert_eq!(named("UKRAINE AND SOUTH KOREA SIGN IN PARIS"), "UKRAINE=UA SOUTH KOREA=KR PARIS=FR");
    assert_eq!(named("CÔTE D'IVOIRE WINS"), "CÔTE D'IVOIRE=CI");
}

#[test]
fn people_called_like_a_country_are_no_country() {
    assert_eq!(named("Mr. Jordan met Marla Holland and Chad Ellery."), "");
    assert_eq!(named("Jordan Pellworth signed the paper."), "");
    assert_eq!(named("Israel Pellworth sang, then Paris Hilton."), "");
    assert_eq!(named("Israel Radio said Israel would answer."), "Israel=IL Israel=IL");
    assert_eq!(named("Thanksgiving Turkey and a Guinea pig"), "");
    assert_eq!(named("Then Jordan said so, as did Chad and Turkey."), "Jordan=JO Chad=TD Turkey=TR");
    assert_eq!(named("The Chad President spoke to Jordan on Monday."), "Chad=TD Jordan=JO");
}

#[test]
fn a_person_stays_a_person_unless_the_country_is_named_too() {
    assert_eq!(named_in(&["Marcus Jordan scored.", "Jordan then left."], 2025), "");
    assert_eq!(
        named_in(&["Marcus Jordan flew to Amman.", "Jordan was pleased."], 2025),
        "Amman=JO Jordan=JO"
    );
}

#[test]
fn georgia_is_told_by_what_else_is_named() {
    assert_eq!(named("Georgia and Armenia signed."), "Georgia=GE Armenia=AM");
    assert_eq!(named("Voters in Georgia and Alabama."), "Georgia=US Alabama=US");
    assert_eq!(named("The U.S. envoy arrived in Tbilisi, Georgia."), "U.S.=US Tbilisi=GE Georgia=GE");
    assert_eq!(
        named_in(&["Georgia Ellery sang.", "Georgia and Alabama voted."], 2025),
        "Georgia=US Alabama=US"
    );
    assert_eq!(named("A fire in Valdosta, Ga., was put out."), "Ga.=US");
    assert_eq!(named("A band from Athens, Georgia, played."), "Georgia=US");
    assert_eq!(named("A train from Batumi, Georgia, was late."), "Batumi=GE Georgia=GE");
}

#[test]
fn a_state_tells_the_country_of_its_city() {
    assert_eq!(named("A farm near Paris, Texas, was sold."), "Texas=US");
    assert_eq!(named("A barn in Peru, Ind., burned."), "Ind.=US");
    assert_eq!(named("Sales to Canada, California and Spain"), "Canada=CA California=US Spain=ES");
    assert_eq!(named("The mill of London, Ontario, closed."), "Ontario=CA");
    assert_eq!(named("Rep. Ada Quill (R-Ga.) spoke."), "Ga.=US");
    assert_eq!(named("She was born in Lebanon, Pennsylvania, in 1950."), "Pennsylvania=US");
    assert_eq!(named("Goods from Mexico, Texas and Spain"), "Mexico=MX Texas=US Spain=ES");
    assert_eq!(named("STURBROOK, Mass, Sept 4 -- A mill closed."), "Mass=US");
    assert_eq!(named("On Sunday, Mass was said. The Fair, Miss Quill opened."), "");
}

#[test]
fn cities_that_are_words_or_people_need_a_place_to_stand() {
    assert_eq!(named("Nice weather, said Mobile users."), "");
    assert_eq!(named("The fair in Nice drew thousands."), "Nice=FR");
    assert_eq!(named("MOBILE, Sept 4 -- The port reopened."), "MOBILE=US");
    assert_eq!(named("Jackson left early."), "");
}

#[test]
fn a_name_may_change_its_country_with_the_years() {
    assert_eq!(named_in(&["Traders in Congo"], 1987), "Congo=CG");
    assert_eq!(named_in(&["Traders in Congo"], 2025), "Congo=CD");
}

#[test]
fn a_state_that_is_no_more_is_named_as_itself() {
    assert_eq!(
        named("Soviet, Czechoslovak, Yugoslav and East German teams"),
        "Soviet=SU Czechoslovak=CS Yugoslav=YU East German=DD"
    );
    assert_eq!(
        named("West Germany, Burma, Zaire and Rhodesia"),
        "West Germany=DE Burma=MM Zaire=CD Rhodesia=ZW"
    );
    assert_eq!(named_in(&["South Vietnam and North Vietnam"], 1963), "South Vietnam=VN North Vietnam=VD");
}

#[test]
fn what_is_named_goes_to_the_state_of_its_day() {
    let text = &["Moscow, Kiev, Prague, Zagreb, Leipzig, Aden and Cologne; a Russian crew"];
    assert_eq!(
        named_in(text, 1987),
        "Moscow=SU Kiev=SU Prague=CS Zagreb=YU Leipzig=DD Aden=YD Cologne=DE Russian=SU"
    );
    assert_eq!(
        named_in(text, 2025),
        "Moscow=RU Kiev=UA Prague=CZ Zagreb=HR Leipzig=DE Aden=YE Cologne=DE Russian=RU"
    );
    let moscow = |day: jiff::civil::Date| {
        let (mut article, paragraphs) = article(&["Moscow"], 2025);
        article.date = Some(day);
        mentions(&article, &paragraphs, &LEXICON)[0].code.to_string()
    };
    assert_eq!((moscow(date(1991, 12, 25)), moscow(date(1991, 12, 26))), ("SU".into(), "RU".into()));
    let (mut article, paragraphs) = article(&["Moscow"], 2025);
    article.date = None;
    assert_eq!(mentions(&article, &paragraphs, &LEXICON)[0].code.as_str(), "RU");
}

#[test]
fn the_nations_of_the_kingdom_count_for_it() {
    assert_eq!(
        named("England, Scotland, Wales and Northern Ireland; Welsh farms"),
        "England=GB Scotland=GB Wales=GB Northern Ireland=GB Welsh=GB"
    );
    assert_eq!(LEXICON.country("scotland"), Code::new("GB"));
    assert_eq!(LEXICON.country("Texas"), None, "a part of a country is not the country");
}

#[test]
fn institutions_and_currencies_are_sure_signs() {
    assert_eq!(
        named("The Bundesbank and the Kremlin called the White House; Whitehall and the Knesset waited."),
        "Bundesbank=DE Kremlin=RU White House=US Whitehall=GB Knesset=IL"
    );
    assert_eq!(named_in(&["The Kremlin said no."], 1987), "Kremlin=SU");
    assert_eq!(named("Dollar and Franc fell."), "");
    assert_eq!(LEXICON.country("Kremlin"), None, "a filter asks for countries");
}

#[test]
fn an_agency_in_a_dateline_is_no_place() {
    let article = Article::of_text("a.txt", "CAIRO (Meridian) - The canal is open. Ships wait.");
    let paragraphs = crate::paragraph::split(&article);
    let named = mentions(&article, &paragraphs, &Lexicon::new());
    assert_eq!(named.iter().map(|m| m.code.as_str()).collect::<Vec<_>>(), ["EG"]);
}

#[test]
fn an_article_is_about_its_dateline_and_what_it_keeps_naming() {
    let parts = ["OSLO, Sept 4 -- Peru will buy boats.", "Peru and Chile signed.", "Peru paid."];
    assert_eq!(about_of(&parts), "PE3 NO1");
    assert_eq!(about_of(&["#Peru buys boats", "Peru paid Chile, said Norway and Spain."]), "PE2");
    assert_eq!(
        about_of(&[
            "OSLO, Sept 4 -- It sold 20 mln Canadian dollars, 9 mln Canadian dollars and a Canadian dollar bond."
        ]),
        "NO1"
    );
    assert_eq!(about_of(&["OSLO, Sept 4 -- Peru will buy boats.", "Peru and Chile signed."]), "NO1");
    assert_eq!(about_of(&["A letter came from Peru."]), "PE1");
    assert_eq!(about_of(&["France, Italy and Spain agreed."]), "ES1 FR1 IT1");
    assert_eq!(about_of(&["Nobody came."]), "");
}

#[test]
fn a_title_outside_the_text_is_a_headline() {
    let (mut article, paragraphs) = article(&["Boats will be bought, said Chile and Norway."], 2025);
    article.title = Some("PERU AND GEORGIA BUY BOATS".into());
    let found = mentions(&article, &paragraphs, &LEXICON);
    assert_eq!(found.len(), 2);
    let codes: Vec<_> =
        about(&article, &paragraphs, &found, &LEXICON).into_iter().map(|(c, _)| c.to_string()).collect();
    assert_eq!(codes, ["GE", "PE"]);
    article.title_span = Some(Span::new(0, 5));
    assert_eq!(
        about(&article, &paragraphs, &found, &LEXICON).len(),
        2,
        "a title in the text is not read twice"
    );
}

#[test]
fn a_filter_finds_a_country_by_any_of_its_names() {
    let lexicon = &LEXICON;
    let names = [
        "gb",
        "GBR",
        "UK",
        "u.k.",
        "Britain",
        "Großbritannien",
        "grossbritannien",
        "Royaume-Uni",
        "british",
        "the United Kingdom",
    ];
    for name in names {
        assert_eq!(lexicon.country(name), Code::new("GB"), "{name}");
    }
    assert_eq!(lexicon.country("  COTE d’ivoire "), Code::new("CI"));
    assert_eq!(lexicon.country("Türkei"), Code::new("TR"));
    assert_eq!(lexicon.country("Trinidad & Tobago"), Code::new("TT"));
    assert_eq!(lexicon.country("Congo"), Code::new("CD"));
    assert_eq!(lexicon.country("Georgia"), Code::new("GE"));
    for (name, code) in [
        ("Alemania", "DE"),
        ("Deutschland", "DE"),
        ("Saksa", "DE"),
        ("Niemcy", "DE"),
        ("Германия", "DE"),
        ("ドイツ", "DE"),
        ("日本", "JP"),
        ("Ουκρανία", "UA"),
        ("USSR", "SU"),
        ("SUN", "SU"),
        ("East Germany", "DD"),
        ("Russia", "RU"),
        ("Burma", "MM"),
    ] {
        assert_eq!(lexicon.country(name), Code::new(code), "{name}");
    }
    for unknown in ["", "zz", "Atlantis", "Ga.", "South China Sea"] {
        assert_eq!(lexicon.country(unknown), None, "{unknown}");
    }
}

#[test]
fn codes_have_names_and_regions() {
    let lexicon = &LEXICON;
    let code = |letters| Code::new(letters).expect("two letters");
    assert_eq!(lexicon.country_name(code("RU")), "Russia");
    assert_eq!(lexicon.country_name(code("KR")), "South Korea");
    assert_eq!(lexicon.country_name(code("ZZ")), "");
    assert_eq!(lexicon.region(code("UA")), Some(("Europe", "Eastern Europe")));
    assert_eq!(lexicon.region(code("US")), Some(("Americas", "Northern America")));
    assert_eq!(lexicon.region(code("AQ")), None);
}

#[test]
fn a_filter_may_ask_for_a_region() {
    let lexicon = &LEXICON;
    let all = |name: &str| lexicon.area(name).map(|a| a.codes).unwrap_or_default();
    let has = |name: &str, code: &str| all(name).contains(&Code::new(code).expect("two letters"));
    assert!(has("Europe", "GB") && has("europa", "SU") && has("150", "DD") && !has("Europe", "TR"));
    assert!(has("Northern Europe", "GB") && !has("northern europe", "FR") && has("Nordeuropa", "NO"));
    assert!(has("Sub-Saharan Africa", "KE") && !has("Sub-Saharan Africa", "EG"));
    assert!(has("Latin America and the Caribbean", "CU") && has("Latin America", "BR"));
    assert!(has("South-eastern Asia", "VN") && has("Southeast Asia", "VD"));
    assert_eq!(all("Germany").len(), 2, "with what has become a part of it");
    assert_eq!(all("DD").len(), 1);
    assert_eq!(all("America"), all("United States"), "a country before a region");
    for unknown in ["European Union", "world", "the West", ""] {
        assert_eq!(lexicon.area(unknown), None, "{unknown}");
    }
}

#[test]
fn every_place_of_the_tree_can_be_asked_for() {
    let lexicon = &LEXICON;
    for code in lexicon.names_in_text().codes() {
        assert!(lexicon.area(code.as_str()).is_some_and(|all| all.codes.contains(&code)), "{code}");
        let Some((region, part)) = lexicon.region(code) else { continue };
        for name in [region, part] {
            assert!(lexicon.area(name).is_some_and(|all| all.codes.contains(&code)), "{code} in {name}");
        }
    }
}

#[test]
fn an_unknown_name_suggests_the_nearest() {
    let lexicon = &LEXICON;
    assert_eq!(lexicon.nearest_country("Ukrane"), Some("Ukraine"));
    assert_eq!(lexicon.nearest_country("phillipines"), Some("Philippines"));
    assert_eq!(lexicon.nearest_country("qqqqqqq"), None);
    assert_eq!(lexicon.nearest_country(&"Peru".repeat(100_000)), None);
}

#[test]
fn every_code_of_the_names_is_a_country() {
    let lexicon = &LEXICON;
    let unknown: Vec<_> =
        lexicon.names_in_text().codes().filter(|c| lexicon.country_name(*c).is_empty()).collect();
    assert_eq!(unknown, []);
}

/// Text with names in it, broken up by whatever Unicode there is.
fn broken_text() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "Côte d’Ivoire",
        "U.S.",
        "Georgia",
        "Jordan",
        "UNITED STATES",
        "Guinea-Bissau",
        ", Ga.",
        "É",
    ]);
    let piece = prop_oneof![".{0,6}", name.prop_map(str::to_owned), "[ .,'’\u{2003}é\\-\n]{0,3}"];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_panics_and_spans_slice_to_the_name(text in broken_text(), headline in any::<bool>(), cut in 0usize..40) {
        let (mut article, mut paragraphs) = article(&["x"], 2025);
        article.text = text;
        let cut = (0..=cut.min(article.text.len())).rev().find(|c| article.text.is_char_boundary(*c)).unwrap_or(0);
        let kind = if headline { ParagraphKind::Headline } else { ParagraphKind::Body };
        let dateline = (cut > 0).then(|| Span::new(0, cut));
        paragraphs[0] = Paragraph { span: Span::new(0, article.text.len()), kind, dateline };
        let found = mentions(&article, &paragraphs, &LEXICON);
        for pair in found.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for mention in &found {
            let name = article.text.get(mention.span.start..mention.span.end);
            prop_assert!(name.is_some_and(|n| n.starts_with(char::is_uppercase)));
        }
        let named: usize = about(&article, &paragraphs, &found, &LEXICON).iter().map(|(_, times)| times).sum();
        prop_assert!(named <= found.len() && (named > 0) != found.is_empty());
    }

}

proptest! {
    // A suggestion reads through all names, which takes long in a debug build.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_filter_panics(name in ".{0,30}") {
        let _ = (LEXICON.country(&name), LEXICON.nearest_country(&name));
    }
}
