//! The calls about what waits for a directory, and about files for it.

use domain::{
    api::{Export, ExportLink, Item, MadeExportLink, MakeExport, MakeExportLink, Page, paths},
    id::{ExportId, TargetId},
};

use serde::de::IgnoredAny;

use super::{at, page_of};
use crate::http::{Ask, delete, get, post};

pub(crate) fn waiting(target: TargetId, after: Option<String>) -> Ask<Page<Item>> {
    get(page_of(&at(paths::WAITING, target.0), after))
}

pub(crate) fn exports(after: Option<String>) -> Ask<Page<Export>> {
    get(page_of(paths::EXPORTS, after))
}

pub(crate) fn make_export(asked: &MakeExport) -> Ask<Export> {
    post(paths::EXPORTS.to_owned(), asked)
}

pub(crate) fn export_links(export: ExportId) -> Ask<Vec<ExportLink>> {
    get(at(paths::EXPORT_LINKS, export.0))
}

pub(crate) fn make_export_link(export: ExportId, hours: u32) -> Ask<MadeExportLink> {
    post(at(paths::EXPORT_LINKS, export.0), &MakeExportLink { hours })
}

pub(crate) fn end_export_links(export: ExportId) -> Ask<IgnoredAny> {
    delete(at(paths::EXPORT_LINKS, export.0))
}

pub(crate) fn export_checksum_path(export: ExportId) -> String {
    at(paths::EXPORT_CHECKSUM, export.0)
}

pub(crate) fn export_file_path(export: ExportId) -> String {
    at(paths::EXPORT_FILE, export.0)
}
