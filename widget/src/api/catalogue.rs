//! The calls about what attributes are and where they stand.

use domain::{
    api::{AttributeView, Define, DefinitionEffect, FormOrder, SetFormOrder, paths},
    name::AttributeKey,
};

use crate::http::{Ask, get, post, put};

fn of(path: &str, key: &AttributeKey) -> String {
    paths::fill(path, &[key.as_str()])
}

/// What a definition would come to.
pub(crate) fn preview_definition(key: &AttributeKey, define: &Define) -> Ask<DefinitionEffect> {
    post(of(paths::DEFINITION_PREVIEW, key), define)
}

pub(crate) fn define(key: &AttributeKey, version: i64, define: &Define) -> Ask<AttributeView> {
    put(of(paths::DEFINITION, key), version, define)
}

/// The order of the form.
pub(crate) fn form_order() -> Ask<FormOrder> {
    get(paths::FORM_ORDER.to_owned())
}

pub(crate) fn set_form_order(version: i64, set: &SetFormOrder) -> Ask<FormOrder> {
    put(paths::FORM_ORDER.to_owned(), version, set)
}
