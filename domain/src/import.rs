//! A file of people, as far as it can be understood without knowing anybody: which letters and columns it has, what its headings mean, and what a
//! row says. Everything is judged here; nothing is stored.

mod columns;
mod look;
mod row;
mod words;

pub use columns::{Known, match_columns, meaning, of_attribute, trouble, word};
pub use look::{NotText, Sniffer, delimiter};
pub use row::{Reader, Row};
pub use words::sentence;

use crate::attribute::Kind;

/// Most bytes of a file.
pub const MOST_BYTES: u64 = 64 << 20;
/// Most rows of a file.
pub const MOST_ROWS: u64 = 200_000;
/// Most columns of a file.
pub const MOST_COLUMNS: usize = 200;
/// Most bytes of a cell: far more than any attribute takes.
pub const MOST_IN_CELL: usize = 32 << 10;

/// Whether a column can be of this kind: pictures are no text.
#[must_use]
pub fn is_importable(kind: Kind) -> bool {
    kind != Kind::Photo
}

#[cfg(test)]
mod tests;
