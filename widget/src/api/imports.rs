//! The calls about files of people.

use domain::{
    api::{Because, ExecuteImport, Import, ImportColumns, ImportRow, ImportRowsQuery, ImportSettings, Page, paths},
    id::ImportId,
};
use serde::{Serialize, de::IgnoredAny};

use super::{at, page_of};
use crate::{
    address::with_query,
    http::{Ask, Trouble, delete, get, hand_in as send_file, post, post_seen, put},
};

/// Files of people, newest first.
pub(crate) fn imports(after: Option<String>) -> Ask<Page<Import>> {
    get(page_of(paths::IMPORTS, after))
}

/// Hands a file of people in.
pub(crate) async fn hand_in(file: web_sys::File) -> Result<Import, Trouble> {
    #[derive(Serialize)]
    struct Name {
        name: String,
    }
    send_file(&with_query(paths::IMPORTS, &Name { name: file.name() }), "text/csv", &file).await
}

pub(crate) fn import(import: ImportId) -> Ask<Import> {
    get(at(paths::IMPORT, import.0))
}

pub(crate) fn import_rows(import: ImportId, query: &ImportRowsQuery) -> Ask<Page<ImportRow>> {
    get(with_query(&at(paths::IMPORT_ROWS, import.0), query))
}

pub(crate) fn set_import(import: ImportId, version: i64, settings: &ImportSettings) -> Ask<Import> {
    put(at(paths::IMPORT, import.0), version, settings)
}

pub(crate) fn execute_import(import: ImportId, version: i64, wish: &ExecuteImport) -> Ask<Import> {
    post_seen(at(paths::EXECUTE_IMPORT, import.0), version, wish)
}

pub(crate) fn cancel_import(import: ImportId) -> Ask<IgnoredAny> {
    post(at(paths::CANCEL_IMPORT, import.0), &Because::default())
}

pub(crate) fn undo_import(import: ImportId) -> Ask<Import> {
    post(at(paths::UNDO_IMPORT, import.0), &Because::default())
}

pub(crate) fn discard_import(import: ImportId) -> Ask<IgnoredAny> {
    delete(at(paths::IMPORT, import.0))
}

pub(crate) fn import_columns() -> Ask<ImportColumns> {
    get(paths::IMPORT_COLUMNS.to_owned())
}

/// The addresses of the files that come out of imports.
pub(crate) fn import_sample_path() -> &'static str {
    paths::IMPORT_SAMPLE
}

pub(crate) fn import_rejects_path(import: ImportId) -> String {
    at(paths::IMPORT_REJECTS, import.0)
}

pub(crate) fn import_backup_path(import: ImportId) -> String {
    at(paths::IMPORT_BACKUP, import.0)
}
