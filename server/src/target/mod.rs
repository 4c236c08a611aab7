//! Writing for targets: which bytes a directory's owner is given, or what is written into it by Amend itself.

mod csv;
mod directory;
mod fate;
mod ldif;
mod powershell;
pub(crate) mod scim;
mod sheet;
mod xlsx;

use domain::{
    api::{CsvProfile, Delimiter, FileFormat},
    moment::Moment,
};

pub(crate) use directory::{
    AttributeRight, Order, Place, Right, Session, There, Wish, Writing, Wrote, examine_rights, needs_rename,
};
pub(crate) use fate::Fate;
pub(crate) use ldif::is_safe_string;
pub(crate) use sheet::{Column, Row, Sheet};

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
    /// The format has no room for it; a sentence with the remedy.
    #[error("{0}")]
    DoesNotFit(String),
    /// Writing CSV failed.
    #[error(transparent)]
    Csv(#[from] ::csv::Error),
    /// Writing a workbook failed.
    #[error(transparent)]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

/// The bytes of a file; `made_at` stands in those that tell when they were made.
pub(crate) fn write(
    sheet: &Sheet,
    format: FileFormat,
    profile: CsvProfile,
    delimiter: Delimiter,
    made_at: Moment,
) -> Result<Vec<u8>, WriteError> {
    match format {
        FileFormat::Csv => Ok(csv::write(sheet, profile, delimiter)?),
        FileFormat::Xlsx => xlsx::write(sheet, made_at),
        FileFormat::Ldif => Ok(ldif::write(sheet).into_bytes()),
        FileFormat::Powershell => Ok(powershell::write(sheet, made_at).into_bytes()),
    }
}

/// What a browser is told that a file is.
pub(crate) fn media_type(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv => "text/csv; charset=utf-8",
        FileFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileFormat::Ldif => "text/x-ldif; charset=utf-8",
        FileFormat::Powershell => "text/plain; charset=utf-8",
    }
}
