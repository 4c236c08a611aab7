//! Excel workbooks in which every cell is a text and says so: `+47` and leading zeros survive, nothing is a formula, and the cells stay texts when
//! somebody edits them (P37).

use domain::{api::CsvProfile, delta::write_cell, moment::Moment};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::{WriteError, sheet::Sheet};

/// Excel's name of the format of texts.
const TEXT: &str = "@";

/// Excel's limit of a sheet's rows, its headings among them.
const ROWS: usize = 1_048_576;

/// Writes the file. Its cells hold what those of a CSV file for programs do.
pub(super) fn write(sheet: &Sheet, made_at: Moment) -> Result<Vec<u8>, WriteError> {
    if sheet.rows.len() >= ROWS {
        return Err(WriteError::DoesNotFit(format!(
            "a workbook's sheet has {ROWS} rows; export fewer people at a time, or a CSV file"
        )));
    }
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_timestamp(made_at.0.div_euclid(1000))?;
    book.set_properties(
        &DocProperties::new().set_title(&sheet.target).set_author("Amend").set_creation_datetime(&created),
    );
    let (text, heading) = (Format::new().set_num_format(TEXT), Format::new().set_num_format(TEXT).set_bold());
    // Rows are written to a file at once and not kept in memory.
    let page = book.add_worksheet_with_constant_memory()?;
    page.set_freeze_panes(1, 1)?;
    let last = u16::try_from(sheet.columns.len()).unwrap_or(u16::MAX);
    page.set_column_range_format(0, last, &text)?;
    let headings = sheet.columns.iter().map(|column| column.heading.as_str());
    for (place, name) in (0..).zip(std::iter::once(sheet.key_heading.as_str()).chain(headings)) {
        page.write_string_with_format(0, place, name, &heading)?;
    }
    for (line, row) in (1..).zip(&sheet.rows) {
        page.write_string_with_format(line, 0, &row.key, &text)?;
        for (place, column) in (1..).zip(&sheet.columns) {
            if let Some(new) = column.told(row.cells.get(&column.mapping)) {
                let cell = write_cell(new.as_ref(), column.many, CsvProfile::Machine);
                page.write_string_with_format(line, place, cell, &text).map_err(|error| match error {
                    XlsxError::MaxStringLengthExceeded => WriteError::DoesNotFit(format!(
                        "{} of {} is longer than the 32767 characters that a workbook's cell holds; make a CSV file",
                        column.heading, row.key
                    )),
                    other => other.into(),
                })?;
            }
        }
    }
    Ok(book.save_to_buffer()?)
}
