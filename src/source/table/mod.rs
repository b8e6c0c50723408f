//! Tables: a row is an article, and the names of the columns say what is in them.

mod csv;
mod ended;
mod parquet;

pub(super) use csv::{commas, tabs};
pub(super) use parquet::{read as parquet, tells as tells_parquet};

use super::facts::{Fact, Facts, fact_of_column};
use super::reading::Input;

/// Which fact a column gives.
struct Column {
    name: String,
    /// The fact with the turn at which it is asked.
    fact: Option<(Fact, usize)>,
}

/// The columns of a table, by their names.
fn columns<'n>(names: impl Iterator<Item = &'n str>, input: &Input) -> Vec<Column> {
    let own =
        |name: &str| input.reading.map.fields().find(|(_, field)| *field == name).map(|(fact, _)| (fact, 0));
    names
        .map(|name| Column { name: name.to_owned(), fact: own(name).or_else(|| fact_of_column(name)) })
        .collect()
}

/// Why a table holds no articles, if it does not.
fn fault(columns: &[Column]) -> Option<String> {
    let holds = |wanted| columns.iter().any(|column| column.fact.is_some_and(|(fact, _)| fact == wanted));
    let names: Vec<&str> = columns.iter().take(12).map(|column| column.name.as_str()).collect();
    let more = if columns.len() > names.len() { ", …" } else { "" };
    (!holds(Fact::Text)).then(|| format!("no column is known to hold a text: {}{more}", names.join(", ")))
}

/// Takes a cell into the facts of its row.
fn offer(facts: &mut Facts, column: &Column, words: impl FnOnce() -> Vec<String>) {
    if let Some((fact, turn)) = column.fact.filter(|(fact, turn)| facts.wants(*fact, *turn)) {
        facts.offer(fact, turn, &column.name, words());
    }
}
