//! Lists as CSV files that spreadsheets open: with a mark for UTF-8, and nothing in them that would be a formula (SEC13).

use domain::delta;

use super::AppError;

/// A file that is being written.
pub(super) struct Spreadsheet(csv::Writer<Vec<u8>>);

impl Spreadsheet {
    /// Begins a file with its headings.
    pub(super) fn begin<const N: usize>(headings: [&str; N]) -> Result<Self, AppError> {
        let mut sheet = Self::over("\u{FEFF}".as_bytes().to_vec());
        sheet.0.write_record(headings).map_err(|error| failed(&error))?;
        Ok(sheet)
    }

    /// Another piece of a file that was begun.
    pub(super) fn go_on() -> Self {
        Self::over(Vec::new())
    }

    fn over(written: Vec<u8>) -> Self {
        let mut writer = csv::WriterBuilder::new();
        writer.terminator(csv::Terminator::CRLF).quote_style(csv::QuoteStyle::Always);
        Self(writer.from_writer(written))
    }

    /// Writes a row.
    pub(super) fn row<const N: usize>(&mut self, cells: [&str; N]) -> Result<(), AppError> {
        self.0.write_record(cells.map(|cell| delta::neutralise(cell).into_owned())).map_err(|error| failed(&error))
    }

    /// The bytes written.
    pub(super) fn done(self) -> Result<Vec<u8>, AppError> {
        self.0.into_inner().map_err(|error| AppError::Internal(error.to_string()))
    }
}

fn failed(error: &csv::Error) -> AppError {
    AppError::Internal(error.to_string())
}
