use super::FILES;
use crate::testenv::TestEnv;

#[test]
fn a_sound_index_is_right_after_changes_too() {
    let env = TestEnv::ingested(&FILES);
    env.run(&["verify"]).status(0).says(&["articles", "facet values", "words", "right"]);
    env.write(
        "corpus/late.txt",
        "date 2025-11-01\n\n“The tide is late,” Ida Tervo said in Turku, Finland.\n",
    );
    env.run(&["ingest"]).status(0);
    env.write("corpus/late.txt", "date 2025-11-02\n\n“The tide is on time,” Ida Tervo said in Turku.\n");
    env.run(&["ingest"]).status(0);
    let checks: Vec<serde_json::Value> = env.run(&["verify", "--format", "json"]).status(0).json();
    assert!(checks.iter().all(|c| c["faults"].as_array().unwrap().is_empty()), "{checks:?}");
    assert!(checks.iter().all(|c| c["checked"].as_u64() > Some(0)), "{checks:?}");
}

#[test]
fn damage_is_found() {
    let env = TestEnv::ingested(&FILES);
    let folder = env.path().join("index/gen-1");
    let files = std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path());
    let store = files.filter(|path| path.extension().is_some_and(|e| e == "store")).max().unwrap();
    let mut bytes = std::fs::read(&store).unwrap();
    // Within the last block of records, whose compressed words still unpack or do not.
    let at = bytes.len() / 3;
    bytes[at] ^= 0x55;
    std::fs::write(&store, bytes).unwrap();
    let found = env.run(&["verify"]);
    assert_ne!(found.status, 0, "{}", found.stdout);
}
