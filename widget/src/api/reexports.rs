//! The calls about what a target would be given, and the jobs that become of it.

use domain::{
    api::{AskReexport, Page, Reexport, ReexportRow, ReexportRowQuery, paths},
    id::{ReexportId, TargetId},
};

use super::{Because, page_of};
use crate::{
    address::with_query,
    http::{Ask, get, post, post_version},
};

/// A look of a target.
pub(crate) type Look = (TargetId, ReexportId);

fn one(path: &str, (target, look): Look) -> String {
    paths::fill(path, &[&target.to_string(), &look.to_string()])
}

pub(crate) fn reexports(target: TargetId, after: Option<String>) -> Ask<Page<Reexport>> {
    get(page_of(&paths::fill(paths::REEXPORTS, &[&target.to_string()]), after))
}

pub(crate) fn ask_reexport(target: TargetId, ask: &AskReexport) -> Ask<Reexport> {
    post(paths::fill(paths::REEXPORTS, &[&target.to_string()]), ask)
}

pub(crate) fn reexport_one(look: Look) -> Ask<Reexport> {
    get(one(paths::REEXPORT_ONE, look))
}

pub(crate) fn reexport_rows(look: Look, query: &ReexportRowQuery) -> Ask<Page<ReexportRow>> {
    get(with_query(&one(paths::REEXPORT_ROWS, look), query))
}

/// Where its rows are as a file.
pub(crate) fn reexport_file_path(look: Look, is_for_programs: bool) -> String {
    let path = one(paths::REEXPORT_FILE, look);
    if is_for_programs { [&path, "?profile=machine"].concat() } else { path }
}

pub(crate) fn execute_reexport(look: Look) -> Ask<Reexport> {
    post(one(paths::EXECUTE_REEXPORT, look), &Because::default())
}

pub(crate) fn baseline(look: Look) -> Ask<Reexport> {
    post(one(paths::BASELINE, look), &Because::default())
}

pub(crate) fn cancel_reexport(look: Look) -> Ask<Reexport> {
    post(one(paths::CANCEL_REEXPORT, look), &Because::default())
}

pub(crate) fn confirm_row((target, look): Look, row: i64, version: i64) -> Ask<ReexportRow> {
    post_version(paths::fill(paths::CONFIRM_ROW, &[&target.to_string(), &look.to_string(), &row.to_string()]), version)
}
