//! What an export holds: per person the attributes that have to be written, the newest value of each, and nothing that the target holds
//! anyway (S3.1). And how a value stands in a cell of a CSV file.

mod cell;

pub use cell::{CLEAR, neutralise, read_cell, undo, write_cell};

use std::collections::BTreeMap;

use crate::{
    equality::identical,
    id::{ChangeId, PersonId},
    name::AttributeKey,
    value::{Theirs, Value},
};

/// An approved value that waits to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Whose.
    pub person: PersonId,
    /// Which attribute.
    pub attribute: AttributeKey,
    /// The change that it comes from.
    pub change: ChangeId,
    /// What the target holds as far as is known: the value that it was last given, if it has not been read since, else what was read.
    pub known: Theirs,
    /// What it shall hold; `None` clears.
    pub new: Option<Value>,
}

/// One person's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose.
    pub person: PersonId,
    /// What to write, by attribute.
    pub cells: BTreeMap<AttributeKey, Cell>,
}

/// One value to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The change that it comes from.
    pub change: ChangeId,
    /// What the target holds as far as is known.
    pub old: Theirs,
    /// What it shall hold; `None` clears.
    pub new: Option<Value>,
}

/// What an export holds.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Delta {
    /// By person, ascending.
    pub rows: Vec<Row>,
    /// The attributes that stand in any row, ascending.
    pub columns: Vec<AttributeKey>,
    /// Changes that no row carries, and why: their items are cancelled.
    pub left_out: Vec<(ChangeId, LeftOut)>,
}

/// Why a waiting value is in no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// A newer change of the same person and attribute is in it.
    NewerWins,
    /// The target holds the value already.
    NothingToWrite,
}

/// The delta of what waits. Of several changes of one person and attribute the newest (greatest id) counts.
#[must_use]
pub fn delta(waiting: &[Waiting]) -> Delta {
    let mut newest: BTreeMap<(PersonId, &AttributeKey), &Waiting> = BTreeMap::new();
    let mut left_out = Vec::new();
    for item in waiting {
        let place = newest.entry((item.person, &item.attribute)).or_insert(item);
        if place.change < item.change {
            left_out.push((place.change, LeftOut::NewerWins));
            *place = item;
        } else if place.change > item.change {
            left_out.push((item.change, LeftOut::NewerWins));
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut columns: Vec<AttributeKey> = Vec::new();
    for ((person, attribute), item) in newest {
        if item.known != Theirs::NotRead && identical(item.known.value(), item.new.as_ref()) {
            left_out.push((item.change, LeftOut::NothingToWrite));
            continue;
        }
        let cell = Cell { change: item.change, old: item.known.clone(), new: item.new.clone() };
        match rows.last_mut().filter(|row| row.person == person) {
            Some(row) => {
                row.cells.insert(attribute.clone(), cell);
            }
            None => rows.push(Row { person, cells: [(attribute.clone(), cell)].into() }),
        }
        columns.push(attribute.clone());
    }
    columns.sort();
    columns.dedup();
    Delta { rows, columns, left_out }
}

#[cfg(test)]
mod tests;
