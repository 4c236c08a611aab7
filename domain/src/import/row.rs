//! What a row says: the key, and for each attribute nothing, a blank or a value. Blank cells and `<clear>` mean what they mean in exported files.

use std::{borrow::Cow, collections::BTreeMap};

use super::MOST_IN_CELL;
use crate::{
    api::{CsvProfile, ImportSettings, ImportUse, RowCode, RowProblem},
    attribute::Attribute,
    delta,
    name::AttributeKey,
    problem::{Problem, ProblemCode},
    text::clean,
    value::Value,
};

/// Reads rows of a file with these settings.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    settings: &'a ImportSettings,
    /// Whether each column holds several values.
    many: Vec<bool>,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Row {
    /// What stands in the key column, cleaned.
    pub key: String,
    /// The user name, if there is a column of it that is not blank.
    pub username: Option<String>,
    /// What is said of attributes; `None` clears. Those of which nothing is said are missing.
    pub values: BTreeMap<AttributeKey, Option<Value>>,
}

impl RowProblem {
    /// A problem of the row as a whole.
    #[must_use]
    pub fn of(code: RowCode) -> Self {
        Self { code, column: None, problem: None, detail: None }
    }

    /// A problem of a value.
    #[must_use]
    pub fn of_value(column: &str, problem: Problem) -> Self {
        Self { column: Some(column.to_owned()), problem: Some(problem), ..Self::of(RowCode::Value) }
    }

    /// The same with a text to quote.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// The same about a column.
    #[must_use]
    pub fn at(self, column: &str) -> Self {
        Self { column: Some(column.to_owned()), ..self }
    }
}

impl<'a> Reader<'a> {
    /// A reader for settings over these attributes.
    #[must_use]
    pub fn new(settings: &'a ImportSettings, attribute: impl Fn(&AttributeKey) -> Option<&'a Attribute>) -> Self {
        let many = settings.columns.iter().map(|column| match &column.taken {
            ImportUse::Attribute { attribute: key } => attribute(key).is_some_and(|one| one.many),
            _ => false,
        });
        Self { settings, many: many.collect() }
    }

    /// What the cells of a row say, or everything that is wrong with them.
    pub fn read(&self, cells: &[&str]) -> Result<Row, Vec<RowProblem>> {
        let columns = &self.settings.columns;
        if cells.len() != columns.len() {
            let told = format!("{} ({})", cells.len(), columns.len());
            return Err(vec![RowProblem::of(RowCode::WrongColumns).detail(told)]);
        }
        let (mut row, mut problems) = (Row::default(), Vec::new());
        for ((cell, column), many) in cells.iter().zip(columns).zip(&self.many) {
            if column.taken == ImportUse::Ignore {
                continue;
            }
            if cell.contains(char::REPLACEMENT_CHARACTER) {
                problems.push(RowProblem::of(RowCode::Unreadable).at(&column.heading));
                continue;
            }
            if cell.len() > MOST_IN_CELL {
                problems.push(RowProblem::of(RowCode::TooLong).at(&column.heading));
                continue;
            }
            let is_key = column.taken == self.settings.key.column();
            if is_key {
                row.key = clean(&self.plain(cell), false);
            }
            match &column.taken {
                ImportUse::Username => {
                    row.username = Some(clean(&self.plain(cell), false)).filter(|name| !name.is_empty());
                }
                ImportUse::Attribute { attribute } => {
                    let said = delta::read_cell(cell, *many, self.settings.profile);
                    // What recognises somebody cannot be taken away from them by the same row.
                    if is_key && said == Some(None) {
                        problems.push(RowProblem::of_value(&column.heading, Problem::new(ProblemCode::Mandatory)));
                    } else if let Some(said) = said {
                        row.values.insert(attribute.clone(), said);
                    }
                }
                ImportUse::Ignore | ImportUse::Dn | ImportUse::Id => {}
            }
        }
        if row.key.is_empty() && problems.is_empty() {
            problems.push(RowProblem::of(RowCode::NoKey));
        }
        if problems.is_empty() { Ok(row) } else { Err(problems) }
    }

    /// The heading of the column of an attribute, for telling what is wrong with it.
    #[must_use]
    pub fn heading(&self, key: &AttributeKey) -> String {
        let is_it = |meaning: &ImportUse| matches!(meaning, ImportUse::Attribute { attribute } if attribute == key);
        let column = self.settings.columns.iter().find(|column| is_it(&column.taken));
        column.map_or_else(|| key.to_string(), |column| column.heading.clone())
    }

    fn plain<'c>(&self, cell: &'c str) -> Cow<'c, str> {
        match self.settings.profile {
            CsvProfile::Machine => Cow::Borrowed(cell),
            CsvProfile::Spreadsheet => delta::undo(cell),
        }
    }
}
