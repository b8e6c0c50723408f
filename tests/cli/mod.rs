//! Every command and flag, through the binary, as a user runs it.

mod cite;
mod copies;
mod export;
mod extract;
mod facets;
mod group;
mod ingest;
mod languages;
mod meta;
mod nothing;
mod saved;
mod search;
pub(crate) mod shards;
mod show;
mod similar;
mod sources;
mod speakers;
mod timeline;
mod trace;
mod train;
mod verify;

/// The ways in which words can be asked to match, which every command that counts hits has as a search has them.
pub(crate) const MATCHINGS: [&[&str]; 4] =
    [&[], &["--match", "any"], &["--match", "any", "--expand"], &["--match", "any", "--group", "article"]];

/// Three invented articles that the tests of several commands ask about.
pub(crate) const FILES: [(&str, &str); 4] = [
    (
        "2025-09-04-lisbon.txt",
        "date 2025-09-04\n\nA seat at the table for Lisbon\n\n\
         “Portugal will not sign without security guarantees,” Prime Minister Matilde Sequeira said in Lisbon.\n\n\
         The grain ships left without security guarantees or a date.\n",
    ),
    (
        "2025-08-30-helsinki.txt",
        "date 2025-08-30 HELSINKI — Finland is ready to lead, its foreign minister said.\n\n\
         “We have lived beside this border for a century,” Eero Salonen told reporters. “Guarantees are what we \
         build ourselves.”\n",
    ),
    (
        "wire.jsonl",
        concat!(
            r#"{"id": "w1", "title": "Kenya cuts rates", "maintext": "NAIROBI — Kenya cut its key rate on Monday.\n\nGovernor Joyce Mwangi said the grain price had fallen.", "date_publish": "2024-03-18 09:00:00", "source_domain": "wire.example"}"#,
            "\n",
            r#"{"id": "w2", "title": "Grain prices fall in Kenya", "text": "The grain market in Mombasa was quiet.", "source_domain": "other.example"}"#,
            "\n"
        ),
    ),
    ("README.md", "# About this folder\n\nNot an article.\n"),
];
