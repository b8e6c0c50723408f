use crate::testenv::TestEnv;

#[test]
fn a_model_is_trained_the_same_twice_and_used_instead_of_the_built_in_one() {
    let env = TestEnv::new();
    let text = "The bridge is safe, Ana Lima said. Rui Lima said the road was shut.\n";
    env.write("gold/text/a.txt", text);
    let notes = [
        ("Content", "The bridge is safe"),
        ("Source", "Ana Lima"),
        ("Cue", "said"),
        ("Content", "the road was shut"),
        ("Source", "Rui Lima"),
    ];
    let mut annotation = String::new();
    for (i, (label, words)) in notes.iter().enumerate() {
        let start = text.find(words).unwrap();
        annotation.push_str(&format!("T{i}\t{label} {start} {}\t{words}\n", start + words.len()));
    }
    let second = text.rfind("said").unwrap();
    annotation.push_str(&format!("T9\tCue {second} {}\tsaid\n", second + 4));
    annotation.push_str(
        "E1\tAttribution:T2 Content:T0 Source:T1 Cue:T2\nE2\tAttribution:T9 Content:T3 Source:T4 Cue:T9\n",
    );
    env.write("gold/attributions/a.ann", annotation);
    env.run(&["train", "gold", "--out", "one.model"]).status(0).notes(&["one.model: "]);
    env.run(&["train", "gold", "--out", "two.model"]).status(0);
    let bytes = |name: &str| std::fs::read(env.path().join(name)).unwrap();
    assert!(bytes("one.model") == bytes("two.model"));
    env.run(&["extract", "gold/text/a.txt", "--model", "one.model"]).status(0).says(&["Ana Lima"]);
    env.write("bad.model", "no model");
    env.run(&["extract", "gold/text/a.txt", "--model", "bad.model"])
        .status(2)
        .notes(&["no model of this version"]);
    env.run(&["train", "nowhere", "--out", "x"]).status(2).notes(&["nowhere"]);
}
