//! The calls about what waits for a directory, and about files for it.

use domain::{
    api::{Export, Item, MakeExport, Page, paths},
    id::{ExportId, TargetId},
};

use super::{at, page_of};
use crate::http::{Ask, get, post};

pub(crate) fn waiting(target: TargetId, after: Option<String>) -> Ask<Page<Item>> {
    get(page_of(&at(paths::WAITING, target.0), after))
}

pub(crate) fn exports(after: Option<String>) -> Ask<Page<Export>> {
    get(page_of(paths::EXPORTS, after))
}

pub(crate) fn make_export(asked: &MakeExport) -> Ask<Export> {
    post(paths::EXPORTS.to_owned(), asked)
}

pub(crate) fn export_file_path(export: ExportId) -> String {
    at(paths::EXPORT_FILE, export.0)
}
