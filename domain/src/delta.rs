//! What an export holds: per person the mappings that have to be written, the newest value of each, and no change that comes to what the target
//! holds anyway (S3.1). And how a value stands in a cell of a CSV file.

mod cell;

pub use cell::{CLEAR, neutralise, read_cell, undo, write_cell};

use std::collections::BTreeMap;

use crate::{
    equality::identical,
    id::{ChangeId, ItemId, MappingId, PersonId},
    value::{Theirs, Value},
};

/// A value that waits to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its place in the queue.
    pub item: ItemId,
    /// Whose.
    pub person: PersonId,
    /// What it is written by.
    pub mapping: MappingId,
    /// The change that it comes from; `None` where somebody has looked at the value and asked for it, which is written whatever the target holds.
    pub change: Option<ChangeId>,
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
    /// What to write, by mapping.
    pub cells: BTreeMap<MappingId, Cell>,
}

/// One value to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its place in the queue.
    pub item: ItemId,
    /// The change that it comes from, if it comes from one.
    pub change: Option<ChangeId>,
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
    /// The mappings that stand in any row, ascending.
    pub columns: Vec<MappingId>,
    /// Items that no row carries, and why.
    pub left_out: Vec<(ItemId, LeftOut)>,
}

/// Why a waiting value is in no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// A newer item of the same person and mapping is in it.
    NewerWins,
    /// The target holds the value already.
    NothingToWrite,
}

/// The delta of what waits. Of several items of one person and mapping the newest (greatest id) counts.
#[must_use]
pub fn delta(waiting: &[Waiting]) -> Delta {
    let mut newest: BTreeMap<(PersonId, MappingId), &Waiting> = BTreeMap::new();
    let mut left_out = Vec::new();
    for item in waiting {
        let place = newest.entry((item.person, item.mapping)).or_insert(item);
        if place.item < item.item {
            left_out.push((place.item, LeftOut::NewerWins));
            *place = item;
        } else if place.item > item.item {
            left_out.push((item.item, LeftOut::NewerWins));
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut columns: Vec<MappingId> = Vec::new();
    for ((person, mapping), item) in newest {
        let is_there = item.known != Theirs::NotRead && identical(item.known.value(), item.new.as_ref());
        if is_there && item.change.is_some() {
            left_out.push((item.item, LeftOut::NothingToWrite));
            continue;
        }
        let cell = Cell { item: item.item, change: item.change, old: item.known.clone(), new: item.new.clone() };
        match rows.last_mut().filter(|row| row.person == person) {
            Some(row) => {
                row.cells.insert(mapping, cell);
            }
            None => rows.push(Row { person, cells: [(mapping, cell)].into() }),
        }
        columns.push(mapping);
    }
    columns.sort();
    columns.dedup();
    Delta { rows, columns, left_out }
}

#[cfg(test)]
mod tests;
