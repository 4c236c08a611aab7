//! CSV files in two profiles. *Machine*: RFC 4180, UTF-8 without a mark, values byte for byte. *Spreadsheet*: a mark that makes Excel read
//! UTF-8, and texts that would be formulas neutralised so that an import can undo it.

use std::{borrow::Cow, collections::BTreeMap};

use domain::{
    api::{CsvProfile, Delimiter, KeyColumn},
    delta,
    kind::country::parts::Part,
    name::AttributeKey,
    value::Value,
};

/// What is to be written.
pub(crate) struct Sheet {
    /// The key column's heading.
    pub(crate) key_name: String,
    /// In order.
    pub(crate) columns: Vec<Column>,
    /// One row a person: the key, and the new value by attribute; `None` clears. A person without a cell for a column leaves it empty, which
    /// means *no change* (P21).
    pub(crate) rows: Vec<(String, BTreeMap<AttributeKey, Option<Value>>)>,
}

/// A column beside the key.
#[derive(Clone)]
pub(crate) struct Column {
    pub(crate) attribute: AttributeKey,
    pub(crate) heading: String,
    /// Whether the attribute holds several values.
    pub(crate) many: bool,
    /// The part of a country that it is, where that is written in parts.
    pub(crate) part: Option<Part>,
}

impl Column {
    /// What stands in a cell; blank where nothing is to change.
    fn cell(&self, new: Option<&Option<Value>>, profile: CsvProfile) -> String {
        let value = match (new, self.part) {
            (None, _) => return String::new(),
            (Some(value), None) => value.clone(),
            (Some(None), Some(_)) => None,
            (Some(Some(country)), Some(part)) => match part.of(country) {
                Some(value) => Some(value),
                // What is no country has no name and no number, but it has been approved as it is.
                None if part == Part::Code => Some(country.clone()),
                None => return String::new(),
            },
        };
        delta::write_cell(value.as_ref(), self.many, profile)
    }
}

/// The heading of a key column: the name that directories use.
pub(crate) fn key_name(key: KeyColumn) -> &'static str {
    match key {
        KeyColumn::Dn => "dn",
        KeyColumn::Id => "id",
        KeyColumn::Username => "username",
        KeyColumn::Mail => "mail",
    }
}

/// An immutable id as directories print it: 16 bytes as a UUID (RFC 4530), anything else in hexadecimal digits.
pub(crate) fn printed_id(external_id: &str) -> String {
    if external_id.len() != 32 || !external_id.is_ascii() {
        return external_id.to_owned();
    }
    let part = |from: usize, to: usize| external_id.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

/// Writes the file's bytes.
pub(crate) fn write(sheet: &Sheet, profile: CsvProfile, delimiter: Delimiter) -> Result<Vec<u8>, csv::Error> {
    let mut file = Vec::new();
    if profile == CsvProfile::Spreadsheet {
        file.extend_from_slice("\u{FEFF}".as_bytes());
    }
    let mut writer = csv::WriterBuilder::new()
        .delimiter(u8::try_from(delimiter.character()).unwrap_or(b','))
        .terminator(csv::Terminator::CRLF)
        .quote_style(match profile {
            CsvProfile::Machine => csv::QuoteStyle::Necessary,
            // A spreadsheet keeps more of what it is given when every cell is quoted.
            CsvProfile::Spreadsheet => csv::QuoteStyle::Always,
        })
        .from_writer(file);
    let headings = sheet.columns.iter().map(|column| column.heading.as_str());
    writer.write_record(std::iter::once(sheet.key_name.as_str()).chain(headings))?;
    for (key, cells) in &sheet.rows {
        let key = match profile {
            CsvProfile::Machine => Cow::Borrowed(key.as_str()),
            CsvProfile::Spreadsheet => delta::neutralise(key),
        };
        let mut row = vec![key.into_owned()];
        row.extend(sheet.columns.iter().map(|column| column.cell(cells.get(&column.attribute), profile)));
        writer.write_record(&row)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
