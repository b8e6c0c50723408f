use crate::testenv::TestEnv;
use serde_json::Value;

/// Two spellings of one name, a surname alone, and two people of one surname.
const FILES: [(&str, &str); 4] = [
    ("a.txt", "date 2025-01-02\n\n“We will not wait,” Danylo Orlovsky said in Kyiv.\n"),
    ("b.txt", "date 2025-03-04\n\n“Nobody waits for us,” Danylo Orlovskyy said in Kyiv.\n"),
    ("c.txt", "date 2025-05-06\n\n“The road is open,” Ana Lima said. “The road is shut,” Rui Lima said.\n"),
    (
        "d.txt",
        "date 2025-07-08\n\n“I have a lock on my door,” Yevhen Horobets said.\n\n“And so have I,” Evgen Gorobets said.\n",
    ),
];

#[test]
fn one_speaker_in_every_article() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["speakers"]).status(0).says(&[
        "      2  Danylo Orlovsky  2025-01-02 to 2025-03-04, also Danylo Orlovskyy",
        "      1  Ana Lima  2025-05-06",
    ]);
    env.run(&["speakers", "orl"]).status(0).says(&["Danylo Orlovsky"]).lacks(&["Lima"]);
    env.run(&["speakers", "nobody"]).status(1);
    env.run(&["search", "--speaker", "Danylo Orlovskiy"]).status(0).says(&["“We will", "“Nobody waits"]);
    env.run(&["search", "--speaker", "Lima"]).status(0).notes(&["read as Ana Lima or Rui Lima"]);
    env.run(&["facets", "--by", "speaker"]).status(0).says(&["      2  Danylo Orlovsky\n"]);
    env.run(&["stats"]).status(0).says(&["speakers   5\n"]);
    let rows: Value = env.run(&["speakers", "--format", "json"]).status(0).json();
    assert_eq!(rows[0]["variants"], serde_json::json!(["Danylo Orlovsky", "Danylo Orlovskyy"]));
    assert_eq!(env.run(&["speakers", "--format", "jsonl"]).jsonl::<Value>().len(), 5);
    env.run(&["speakers", "--format", "csv"]).status(0).says(&["name,kind,quotes,first,last,variants\n"]);
}

#[test]
fn suggestions_join_nothing_and_aliases_do() {
    let env = TestEnv::ingested(&FILES);
    let suggested = env.run(&["speakers", "--suggest"]).status(0);
    assert_eq!(suggested.stdout, "Evgen Gorobets\tYevhen Horobets\t# 1.00\n");
    env.run(&["stats"]).says(&["speakers   5\n"]);
    env.write("names.tsv", suggested.stdout.as_bytes());
    env.run(&["speakers", "--aliases", "names.tsv"])
        .status(0)
        .says(&["      2  Evgen Gorobets  2025-07-08, also Yevhen"]);
    env.run(&["search", "--speaker", "Horobets", "--aliases", "names.tsv"])
        .status(0)
        .says(&["a lock", "so have I"]);
    env.write("bad.tsv", "Evgen Gorobets\n");
    env.run(&["speakers", "--aliases", "bad.tsv"]).status(2).notes(&["bad.tsv, line 1", "parted by tabs"]);
}
