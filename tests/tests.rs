//! The one integration test binary; what belongs in each module:

/// The contract that every format is held to, random input included.
mod formats;
/// Prose cases of quotes and speakers, and what holds for any text.
mod quotes;
