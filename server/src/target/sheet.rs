//! What a file is to hold, before anybody has said how it is written.

use std::collections::BTreeMap;

use domain::{
    delta::Cell,
    id::MappingId,
    kind::country::parts::Part,
    value::{Theirs, Value},
};

/// What is to be written.
pub(crate) struct Sheet {
    /// The target's name.
    pub(crate) target: String,
    /// What the column is called that names the people.
    pub(crate) key_heading: String,
    /// In order.
    pub(crate) columns: Vec<Column>,
    /// One a person.
    pub(crate) rows: Vec<Row>,
}

/// A person's row.
pub(crate) struct Row {
    /// What names the person.
    pub(crate) key: String,
    /// What is to be written, by mapping. What is not in it does not change (P21).
    pub(crate) cells: BTreeMap<MappingId, Cell>,
}

/// An attribute of the target.
#[derive(Clone)]
pub(crate) struct Column {
    /// The row of the template that it is written by.
    pub(crate) mapping: MappingId,
    /// Its name in the target.
    pub(crate) heading: String,
    /// Whether it holds several values.
    pub(crate) many: bool,
    /// Whether it holds bytes, of which the cells have the Base64.
    pub(crate) bytes: bool,
    /// The part of a country that it is, where that is written in parts.
    pub(crate) part: Option<Part>,
}

impl Column {
    /// What it shall hold (`Some(None)` nothing any more); `None` where nothing is to change.
    pub(crate) fn told(&self, cell: Option<&Cell>) -> Option<Option<Value>> {
        match (&cell?.new, self.part) {
            (value, None) => Some(value.clone()),
            (None, Some(_)) => Some(None),
            (Some(country), Some(part)) => match part.of(country) {
                Some(value) => Some(Some(value)),
                // What is no country has no name and no number, but it has been approved as it is.
                None if part == Part::Code => Some(Some(country.clone())),
                None => None,
            },
        }
    }

    /// What it holds as far as is known. Of the parts of a country only their meaning together is.
    pub(crate) fn known<'c>(&self, cell: &'c Cell) -> &'c Theirs {
        if self.part.is_some() { &Theirs::NotRead } else { &cell.old }
    }
}

/// What is to happen to one attribute of one person.
pub(crate) struct Step<'s> {
    pub(crate) column: &'s Column,
    pub(crate) old: &'s Theirs,
    /// `None` clears.
    pub(crate) new: Option<Value>,
}

impl Sheet {
    /// What is to happen to one person, in the order of the columns.
    pub(crate) fn steps<'s>(&'s self, row: &'s Row) -> impl Iterator<Item = Step<'s>> {
        self.columns.iter().filter_map(|column| {
            let cell = row.cells.get(&column.mapping)?;
            Some(Step { column, old: column.known(cell), new: column.told(Some(cell))? })
        })
    }
}
