//! The calls about what waits for a directory, and about files for it.

use domain::{
    api::{
        Export, ExportLink, Item, ItemQuery, MadeExportLink, MakeExport, MakeExportLink, Page, Retried, RetryItems,
        SetWriting, Writing, WritingTested, paths,
    },
    id::{ExportId, ItemId, TargetId},
    item::ItemState,
};
use serde::de::IgnoredAny;

use super::{Because, at, page_of};
use crate::{
    address::with_query,
    http::{Ask, delete, get, post, put},
};

pub(crate) fn waiting(target: TargetId, after: Option<String>) -> Ask<Page<Item>> {
    let query = ItemQuery { state: Some(ItemState::Waiting), after, ..ItemQuery::default() };
    items(target, &query)
}

/// What is on its way to a target, and what was written lately.
pub(crate) fn items(target: TargetId, query: &ItemQuery) -> Ask<Page<Item>> {
    get(with_query(&at(paths::TARGET_ITEMS, target.0), query))
}

pub(crate) fn retry_items(items: Vec<ItemId>) -> Ask<Retried> {
    post(paths::RETRY_ITEMS.to_owned(), &RetryItems { items })
}

/// What the account may write; nothing is changed.
pub(crate) fn test_writing(target: TargetId) -> Ask<WritingTested> {
    post(at(paths::TEST_WRITING, target.0), &Because::default())
}

pub(crate) fn set_writing(target: TargetId, version: i64, set: &SetWriting) -> Ask<Writing> {
    put(at(paths::TARGET_WRITING, target.0), version, set)
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
