//! The calls about what waits for a directory, and about files for it.

use domain::{
    api::{
        ColumnProfileView, Export, ExportLink, Item, ItemQuery, MadeExportLink, MakeExport, MakeExportLink,
        NewScimTarget, Overdue, OverdueAlarm, OverdueQuery, Page, Retried, RetryItems, ScimTarget, SetOverdue,
        SetScimTarget, SetWriting, WouldWrite, Writing, WritingTested, paths,
    },
    column_profile::ColumnProfile,
    id::{ColumnProfileId, ExportId, ItemId, TargetId},
    item::ItemState,
};
use serde::de::IgnoredAny;

use super::{Because, at, page_of};
use crate::{
    address::with_query,
    http::{Ask, delete, delete_version, get, post, put},
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

/// What was approved and is not in the directory yet.
pub(crate) fn overdue(query: &OverdueQuery) -> Ask<Page<Overdue>> {
    get(with_query(paths::OVERDUE, query))
}

pub(crate) fn set_overdue(target: TargetId, version: i64, set: SetOverdue) -> Ask<OverdueAlarm> {
    put(at(paths::TARGET_OVERDUE, target.0), version, &set)
}

/// What other programs call the columns of a target's files.
pub(crate) fn column_profiles(target: TargetId) -> Ask<Vec<ColumnProfileView>> {
    get(at(paths::COLUMN_PROFILES, target.0))
}

pub(crate) fn add_column_profile(target: TargetId, profile: &ColumnProfile) -> Ask<ColumnProfileView> {
    post(at(paths::COLUMN_PROFILES, target.0), profile)
}

pub(crate) fn set_column_profile(id: ColumnProfileId, version: i64, profile: &ColumnProfile) -> Ask<ColumnProfileView> {
    put(at(paths::COLUMN_PROFILE, id.0), version, profile)
}

pub(crate) fn remove_column_profile(id: ColumnProfileId, version: i64) -> Ask<IgnoredAny> {
    delete_version(at(paths::COLUMN_PROFILE, id.0), version)
}

/// What would be written now; nothing is sent.
pub(crate) fn preview_writing(target: TargetId, after: Option<String>) -> Ask<Page<WouldWrite>> {
    get(page_of(&at(paths::PREVIEW_WRITING, target.0), after))
}

/// What the account may write; nothing is changed.
pub(crate) fn test_writing(target: TargetId) -> Ask<WritingTested> {
    post(at(paths::TEST_WRITING, target.0), &Because::default())
}

pub(crate) fn set_writing(target: TargetId, version: i64, set: &SetWriting) -> Ask<Writing> {
    put(at(paths::TARGET_WRITING, target.0), version, set)
}

pub(crate) fn add_scim_target(new: &NewScimTarget) -> Ask<ScimTarget> {
    post(paths::SCIM_TARGETS.to_owned(), new)
}

pub(crate) fn scim_target(target: TargetId) -> Ask<ScimTarget> {
    get(at(paths::SCIM_TARGET, target.0))
}

pub(crate) fn set_scim_target(target: TargetId, version: i64, set: &SetScimTarget) -> Ask<ScimTarget> {
    put(at(paths::SCIM_TARGET, target.0), version, set)
}

pub(crate) fn remove_scim_target(target: TargetId, version: i64) -> Ask<IgnoredAny> {
    delete_version(at(paths::SCIM_TARGET, target.0), version)
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
