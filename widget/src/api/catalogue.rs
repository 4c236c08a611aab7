//! The calls about what attributes are and where they stand.

use domain::{
    api::{AttributeView, Define, DefinitionEffect, FillSetView, FormOrder, PinValue, Profile, SetFormOrder, paths},
    fill::FillSet,
    id::{FillSetId, PersonId},
    name::AttributeKey,
};
use serde::de::IgnoredAny;

use crate::http::{Ask, delete_version, get, post, put};

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

/// Sets of values that fill in a form.
pub(crate) fn fill_sets() -> Ask<Vec<FillSetView>> {
    get(paths::FILL_SETS.to_owned())
}

pub(crate) fn add_fill_set(set: &FillSet) -> Ask<FillSetView> {
    post(paths::FILL_SETS.to_owned(), set)
}

fn of_set(id: FillSetId) -> String {
    paths::fill(paths::FILL_SET, &[&id.to_string()])
}

pub(crate) fn set_fill_set(id: FillSetId, version: i64, set: &FillSet) -> Ask<FillSetView> {
    put(of_set(id), version, set)
}

pub(crate) fn remove_fill_set(id: FillSetId, version: i64) -> Ask<IgnoredAny> {
    delete_version(of_set(id), version)
}

fn of_pin(person: PersonId, key: &AttributeKey) -> String {
    paths::fill(paths::PIN, &[&person.to_string(), key.as_str()])
}

/// Holds a value in place for a person.
pub(crate) fn pin(person: PersonId, key: &AttributeKey, version: i64, pin: &PinValue) -> Ask<Profile> {
    put(of_pin(person, key), version, pin)
}

pub(crate) fn unpin(person: PersonId, key: &AttributeKey, version: i64) -> Ask<Profile> {
    delete_version(of_pin(person, key), version)
}
