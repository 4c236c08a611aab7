//! The calls about what targets are given, row by row.

use domain::{
    api::{
        AuditRow, MakeTarget, OrderRows, Page, PutRow, RenameTarget, RetireQuery, RowEffect, TargetTemplate, TriedRow,
        TriedTemplate, TryOn, TryOnQuery, TryTemplate, paths,
    },
    id::{MappingId, TargetId},
};
use serde::de::IgnoredAny;

use super::{at, page_of};
use crate::{
    address::with_query,
    http::{Ask, delete_version, get, patch, post, post_seen, put},
};

fn of_row(target: TargetId, row: MappingId) -> String {
    paths::fill(paths::TEMPLATE_ROW, &[&target.to_string(), &row.to_string()])
}

pub(crate) fn template(target: TargetId) -> Ask<TargetTemplate> {
    get(at(paths::TARGET, target.0))
}

pub(crate) fn make_target(make: &MakeTarget) -> Ask<TargetTemplate> {
    post(paths::TARGETS.to_owned(), make)
}

pub(crate) fn rename_target(target: TargetId, version: i64, name: String) -> Ask<TargetTemplate> {
    patch(at(paths::TARGET, target.0), version, &RenameTarget { name })
}

/// Gives a target up, and what waits for it where `confirmed`.
pub(crate) fn retire_target(target: TargetId, version: i64, confirmed: bool) -> Ask<IgnoredAny> {
    delete_version(with_query(&at(paths::TARGET, target.0), &RetireQuery { confirmed }), version)
}

pub(crate) fn add_row(target: TargetId, version: i64, row: &PutRow) -> Ask<TargetTemplate> {
    post_seen(at(paths::TEMPLATE_ROWS, target.0), version, row)
}

pub(crate) fn set_row(target: TargetId, version: i64, id: MappingId, row: &PutRow) -> Ask<TargetTemplate> {
    put(of_row(target, id), version, row)
}

pub(crate) fn remove_row(target: TargetId, version: i64, id: MappingId) -> Ask<TargetTemplate> {
    delete_version(of_row(target, id), version)
}

pub(crate) fn order_rows(target: TargetId, version: i64, rows: Vec<MappingId>) -> Ask<TargetTemplate> {
    put(at(paths::TEMPLATE_ROWS, target.0), version, &OrderRows { rows })
}

/// What rows come to for a person; nothing is changed.
pub(crate) fn try_template(target: TargetId, tried: &TryTemplate) -> Ask<TriedTemplate> {
    post(at(paths::TRY_TEMPLATE, target.0), tried)
}

/// Whom they may be tried on, the first few.
pub(crate) fn try_on(target: TargetId, search: String, limit: u32) -> Ask<Page<TryOn>> {
    let query = TryOnQuery { search, limit: Some(limit), ..TryOnQuery::default() };
    get(with_query(&at(paths::TRY_ON, target.0), &query))
}

/// What a row would come to for everybody; nothing is changed.
pub(crate) fn row_effect(target: TargetId, row: &TriedRow) -> Ask<RowEffect> {
    post(at(paths::TEMPLATE_EFFECT, target.0), row)
}

pub(crate) fn template_history(target: TargetId, after: Option<String>) -> Ask<Page<AuditRow>> {
    get(page_of(&at(paths::TEMPLATE_HISTORY, target.0), after))
}
