//! How queries are read.

use super::*;
use proptest::prelude::*;

/// A tree as brackets and signs.
fn shown(node: &Node) -> String {
    let list = |parts: &[Node], joint: &str| {
        format!("({})", parts.iter().map(shown).collect::<Vec<_>>().join(joint))
    };
    match node {
        Node::Word(word) => word.clone(),
        Node::Phrase(words) => format!("“{words}”"),
        Node::Near(words, Within::Words(n)) => format!("“{words}”~{n}"),
        Node::Near(words, Within::Sentence) => format!("“{words}”~s"),
        Node::Prefix(word) => format!("{word}*"),
        Node::Fuzzy(word, edits) => format!("{word}~{edits}"),
        Node::Title(part) => format!("title:{}", shown(part)),
        Node::Field(field) => format!("{field:?}"),
        Node::Required(part) => format!("+{}", shown(part)),
        Node::Not(part) => format!("-{}", shown(part)),
        Node::All(parts) => list(parts, " "),
        Node::Any(parts) => list(parts, "|"),
    }
}

fn read(typed: &str) -> String {
    shown(&Text::parse(typed).unwrap_or_else(|e| panic!("{typed}: {e}")).root)
}

#[test]
fn operators_bind_as_documented() {
    for (typed, tree) in [
        ("grain corridor", "(grain corridor)"),
        ("a OR b OR “c d” e", "((a|b|“c d”) e)"),
        ("a AND b OR c", "((a b)|c)"),
        ("a b OR c AND d", "(a (b|(c d)))"),
        ("(a OR b) AND NOT (c d)", "((a|b) -(c d))"),
        ("a -b +c NOT d", "(a -b +c -d)"),
        ("a -(b OR “c d”)", "(a -(b|“c d”))"),
        ("NOT NOT a", "a"),
        ("((a))", "a"),
        ("a or b and not", "(a or b and not)"),
    ] {
        assert_eq!(read(typed), tree, "{typed}");
    }
}

#[test]
fn words_phrases_and_what_stands_at_their_ends() {
    for (typed, tree) in [
        ("\"grain corridor\"~5 „same sentence”~s", "(“grain corridor”~5 “same sentence”~s)"),
        ("«a b» “c d\" ＂e f＂", "(“a b” “c d” “e f”)"),
        ("corrid* ukrane~ ukrane~2", "(corrid* ukrane~1 ukrane~2)"),
        ("title:grain title:“black sea” title:(a OR bc*)", "(title:grain title:“black sea” title:(a|bc*))"),
        ("São-Paulo 10:30 https://a.example/b don't", "(São-Paulo 10:30 https://a.example/b don't)"),
        ("grain — corridor - now & “” \" \" …", "(grain corridor now)"),
        ("Update: grain", "(Update: grain)"),
    ] {
        assert_eq!(read(typed), tree, "{typed}");
    }
}

#[test]
fn fields() {
    for (typed, tree) in [
        ("speaker:macron", r#"Speaker("macron")"#),
        ("said-by:\"Ana Lima\"", r#"Speaker("Ana Lima")"#),
        ("mentions:lima", r#"Names("lima")"#),
        ("ABOUT:ua", r#"Country("ua")"#),
        ("kind:Direct", "Kind(Direct)"),
        ("date:2024-02", "Date { from: Some(2024-02-01), to: Some(2024-02-29) }"),
        ("date:[2025-01 TO 2025-06]", "Date { from: Some(2025-01-01), to: Some(2025-06-30) }"),
        ("date:[* TO 2024]", "Date { from: None, to: Some(2024-12-31) }"),
    ] {
        assert_eq!(read(typed), tree, "{typed}");
    }
}

#[test]
fn texts_without_a_place_to_point_at() {
    assert_eq!(Text::parse("-poll"), Err(QueryError::OnlyExclusions("-poll".into())));
    assert_eq!(Text::parse(" ?! "), Err(QueryError::NoWord("?!".into())));
    assert_eq!(Text::parse(&"ä".repeat(2001)), Err(QueryError::TooLong(2001)));
    let Err(QueryError::Syntax(error)) = Text::parse("date:yesterday") else { panic!() };
    assert_eq!(error.to_string(), "yesterday is counted from today, and no day is today here");
    assert_eq!(
        (error.at.clone(), error.problem.remedy().as_str()),
        (5..14, "write 2025-09-04, 2025-09 or 2025")
    );
    assert!(Text::parse("-poll country:ua").is_ok_and(|text| !text.has_words()));
}

/// Pieces of which queries that are nearly right are made.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "(", ")", "\"", "“", "”", "OR", " OR ", "AND ", "NOT ", "-", "+", "~", "~5", "~s", "*", "^", ":",
            "[", "]", " TO ", "date:", "date:[", "speaker:", "title:", "kind:", "2025-09", "a", "東京",
            "e\u{301}", "\u{202e}", "\0", " ", "\n", "\\", "/", "{", "}", "!",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ]
}

fn check(typed: &str) -> Result<(), TestCaseError> {
    match Text::parse(typed) {
        Ok(text) => {
            let mut leaves = 0;
            text.root.visit(&mut |node| leaves += usize::from(node.is_words()));
            // A headline counts with what it holds.
            prop_assert!(leaves <= 2 * MAX_CLAUSES);
        }
        Err(QueryError::Syntax(error)) => {
            prop_assert!(typed.get(error.at.clone()).is_some(), "{:?}", error.at);
            let (line, carets) = error.pointed();
            prop_assert!(
                line.chars().count() < 300 && carets.ends_with('^') && !line.contains(char::is_control)
            );
            prop_assert!(!error.problem.remedy().is_empty());
        }
        Err(_) => {}
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(typed in any::<String>()) {
        check(&typed)?;
    }

    #[test]
    fn any_nearly_right_text_is_read_or_refused(pieces in prop::collection::vec(piece(), 0..60)) {
        check(&pieces.concat())?;
    }
}

#[test]
fn hostile_texts_are_refused_at_once() {
    for unit in [
        "(", "-(", "NOT ", "+-", "a:(^", "title:(", "\"", "[", "date:[", "(a OR ", "((a))", "~", "*", "a~2 ",
        "“”", "- ",
    ] {
        for many in [1, 21, 500, 20_000] {
            let typed = unit.repeat(many);
            let begun = std::time::Instant::now();
            let _ = Text::parse(&typed);
            assert!(begun.elapsed().as_millis() < 500, "{unit} {many}");
        }
    }
    let deep = format!("{}a{}", "(".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH));
    assert!(Text::parse(&deep).is_ok());
    let Err(QueryError::Syntax(error)) = Text::parse(&format!("({deep})")) else { panic!() };
    assert_eq!(error.problem, Problem::TooDeep);
    let Err(QueryError::Syntax(error)) = Text::parse(&"a ".repeat(101)) else { panic!() };
    assert_eq!((error.problem, error.at), (Problem::TooManyClauses, 200..200));
}
