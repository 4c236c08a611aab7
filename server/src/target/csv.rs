//! CSV files in two profiles. *Machine*: RFC 4180, UTF-8 without a mark, values byte for byte. *Spreadsheet*: a mark that makes Excel read
//! UTF-8, and texts that would be formulas neutralised so that an import can undo it.

use std::borrow::Cow;

use domain::{
    api::{CsvProfile, Delimiter},
    delta,
};

use super::sheet::Sheet;

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
    writer.write_record(std::iter::once(sheet.key_heading.as_str()).chain(headings))?;
    for row in &sheet.rows {
        let key = match profile {
            CsvProfile::Machine => Cow::Borrowed(row.key.as_str()),
            CsvProfile::Spreadsheet => delta::neutralise(&row.key),
        };
        let mut cells = vec![key.into_owned()];
        // A blank cell means that nothing is to change.
        cells.extend(sheet.columns.iter().map(|column| match column.told(row.cells.get(&column.mapping)) {
            Some(new) => delta::write_cell(new.as_ref(), column.many, profile),
            None => String::new(),
        }));
        writer.write_record(&cells)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
