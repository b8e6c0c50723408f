//! One story in every format, and what holds of any bytes.
//!
//! A new format is added to [`story::FORMATS`] with the story written in it; all tests here then hold it to the same.

mod any_bytes;
mod containers;
mod epub;
mod hostile;
mod large;
mod parquet;
mod pdf;
mod same;
mod story;
mod web;
mod wires;
