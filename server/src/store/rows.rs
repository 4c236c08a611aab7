//! Adding many rows that are not there yet: what a first load does a hundred thousand times. PostgreSQL takes many by COPY, which needs a
//! fraction of what as many values cost it that are bound one by one; SQLite has no such door, and needs none.

use std::fmt::Write as _;

use sqlx::{Postgres, QueryBuilder, Sqlite};

use super::{Conn, StoreError, connection::Engine};

/// A value of a row.
pub(super) enum Cell<'r> {
    Null,
    Number(i64),
    Text(&'r str),
    /// A text that is made for this row.
    Own(String),
    Bytes(Vec<u8>),
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl<'r> From<&'r str> for Cell<'r> {
    fn from(text: &'r str) -> Self {
        Self::Text(text)
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Own(text)
    }
}

impl From<Vec<u8>> for Cell<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'r, T: Into<Cell<'r>>> From<Option<T>> for Cell<'r> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Rows of one statement.
const TOGETHER: usize = 500;
/// From so many rows on PostgreSQL takes them by COPY; it needs more messages, which fewer are not worth.
const COPIED: usize = 100;

/// Adds rows with one statement; a blank is part of its text, so that few texts come twice.
macro_rules! bound {
    ($conn:expr, $driver:ty, $into:expr, $rows:expr) => {{
        let mut query = QueryBuilder::<$driver>::new(format!("insert into {} ", $into));
        query.push_values($rows, |mut b, row| {
            for cell in row {
                match cell {
                    Cell::Null => b.push("null"),
                    Cell::Number(number) => b.push_bind(number),
                    Cell::Text(text) => b.push_bind(text.to_owned()),
                    Cell::Own(text) => b.push_bind(text),
                    Cell::Bytes(bytes) => b.push_bind(bytes),
                };
            }
        });
        query.build().persistent(false).execute(&mut **$conn).await?;
    }};
}

/// Adds rows: `into` names the table and its columns, as in `person (id, name)`.
pub(super) async fn add<'r, const N: usize>(
    conn: &mut Conn,
    into: &'static str,
    rows: impl Iterator<Item = [Cell<'r>; N]>,
) -> Result<(), StoreError> {
    let mut rows = rows.peekable();
    match &mut conn.engine {
        Engine::Sqlite(native) => {
            while rows.peek().is_some() {
                bound!(native, Sqlite, into, rows.by_ref().take(TOGETHER));
            }
        }
        Engine::Postgres(native) => {
            let first: Vec<[Cell<'r>; N]> = rows.by_ref().take(COPIED).collect();
            match first.len() {
                0 => {}
                few if few < COPIED => bound!(native, Postgres, into, first),
                _ => {
                    let mut text = String::new();
                    for row in first.into_iter().chain(rows) {
                        for (place, cell) in row.into_iter().enumerate() {
                            if place > 0 {
                                text.push('\t');
                            }
                            copied(cell, &mut text);
                        }
                        text.push('\n');
                    }
                    let mut copy = native.copy_in_raw(&format!("copy {into} from stdin")).await?;
                    copy.send(text.as_bytes()).await?;
                    copy.finish().await?;
                }
            }
        }
    }
    Ok(())
}

/// A value in the text format of COPY.
fn copied(cell: Cell<'_>, text: &mut String) {
    // Writing to a text cannot fail.
    match cell {
        Cell::Null => text.push_str("\\N"),
        Cell::Number(number) => drop(write!(text, "{number}")),
        Cell::Text(value) => escaped(value, text),
        Cell::Own(value) => escaped(&value, text),
        Cell::Bytes(bytes) => {
            text.push_str("\\\\x");
            text.push_str(&hex::encode(bytes));
        }
    }
}

/// The characters that mean something in COPY's text format, with a backslash.
fn escaped(value: &str, text: &mut String) {
    let mut rest = value;
    while let Some(at) = rest.find(['\\', '\t', '\n', '\r']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        text.push_str(match from.as_bytes().first() {
            Some(b'\t') => "\\t",
            Some(b'\n') => "\\n",
            Some(b'\r') => "\\r",
            _ => "\\\\",
        });
        rest = from.get(1..).unwrap_or_default();
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SEC11: nothing in a value ends it.
    #[test]
    fn a_value_never_ends_its_row() {
        let shown = |cell: Cell<'_>| {
            let mut text = String::new();
            copied(cell, &mut text);
            text
        };
        assert_eq!(shown("a\tb\nc\\d\re".into()), "a\\tb\\nc\\\\d\\re");
        assert_eq!(shown("\\N".to_owned().into()), "\\\\N");
        assert_eq!(shown(None::<i64>.into()), "\\N");
        assert_eq!(shown((-7).into()), "-7");
        assert_eq!(shown(vec![0, 255].into()), "\\\\x00ff");
        assert_eq!(shown("".into()), "");
    }
}
