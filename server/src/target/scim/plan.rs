//! Which operations of a PATCH (RFC 7644 section 3.5.2) come of what a user holds and what it shall hold.

use domain::{
    equality::{equivalent, identical},
    text::fold,
    value::{Theirs, Value},
};
use serde_json::{Map, Value as Json, json};

use super::{
    order::Wish,
    path::ScimPath,
    schema::Schemas,
    user::{Held, held, json, put},
};

/// What one place is to hold, with people named as the service names them.
#[derive(Debug, Clone)]
pub(super) struct Step<'w> {
    pub(super) wish: &'w Wish,
    pub(super) new: Option<Value>,
}

/// What became of one step when the user was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    /// The service holds it.
    There,
    /// It holds something else than it was given last, or than when it was first looked at.
    Else(Option<Value>),
    /// To be written: what is there, and what shall be.
    Write(Held, Option<Json>),
    /// It cannot be written; why.
    Refused(String),
}

/// What is to be done about a step where the user is this. `first` is what it held when it was looked at before.
pub(super) fn seen(step: &Step<'_>, user: &Json, schemas: &Schemas, first: Option<&Held>) -> Seen {
    let path = &step.wish.path;
    let now = match held(user, path) {
        Ok(now) => now,
        Err(why) => return Seen::Refused(why),
    };
    if identical(now.value.as_ref(), step.new.as_ref()) {
        return Seen::There;
    }
    let has_moved = match (first, &step.wish.known) {
        (Some(first), _) => first.value != now.value,
        (None, Theirs::NotRead) => false,
        (None, known) => !is_alike(step.wish, known.value(), now.value.as_ref()),
    };
    if has_moved {
        return Seen::Else(now.value);
    }
    let definition = schemas.find(path);
    let is_many = definition.is_some_and(|found| found.is_many) && path.which.is_none();
    let written = schemas.written(path);
    match step.new.as_ref().map(|new| json(new, written, is_many, path)).transpose() {
        Ok(new) => Seen::Write(now, new),
        Err(why) => Seen::Refused(why),
    }
}

/// Whether it still is what it was given: services put mail addresses into small letters, and `tel:` before numbers.
fn is_alike(wish: &Wish, known: Option<&Value>, now: Option<&Value>) -> bool {
    if identical(known, now) || wish.attribute.as_ref().is_some_and(|attribute| equivalent(attribute, known, now)) {
        return true;
    }
    let plain = |value: Option<&Value>| -> Vec<String> {
        let texts = value.map(Value::texts).unwrap_or_default().iter();
        texts.map(|text| fold(text.trim().trim_start_matches("tel:"))).collect()
    };
    plain(known) == plain(now)
}

/// The operations that write these.
pub(super) fn operations(writes: &[(&ScimPath, Held, Option<Json>)]) -> Vec<Json> {
    let mut operations = Vec::new();
    // What there is none of yet is added whole: a path that says which one finds nothing to replace.
    let mut fresh: Vec<(&ScimPath, Map<String, Json>)> = Vec::new();
    let is_filled = |path: &ScimPath| writes.iter().any(|(other, _, new)| new.is_some() && other.one() == path.one());
    for (path, now, new) in writes {
        match (new, &path.which) {
            (None, Some(_)) if now.is_last && !is_filled(path) => {
                operations.push(json!({ "op": "remove", "path": path.one() }));
            }
            (None, _) => operations.push(json!({ "op": "remove", "path": path.to_string() })),
            (Some(new), Some(_)) if !now.is_there => {
                let place = match fresh.iter().position(|(known, _)| known.one() == path.one()) {
                    Some(place) => place,
                    None => {
                        fresh.push((path, Map::new()));
                        fresh.len() - 1
                    }
                };
                let Some((_, user)) = fresh.get_mut(place) else { continue };
                put(user, &ScimPath { schema: None, ..(*path).clone() }, new.clone());
            }
            (Some(new), _) => {
                let verb = if now.value.is_some() { "replace" } else { "add" };
                operations.push(json!({ "op": verb, "path": path.to_string(), "value": new }));
            }
        }
    }
    for (path, user) in fresh {
        operations.push(json!({ "op": "add", "path": path.whole(), "value": user.get(&path.attribute) }));
    }
    operations
}

/// A user that is to be made: these values, and what a user cannot be without.
pub(super) fn fresh(whom: &super::order::Whom, values: &[(&ScimPath, Json)]) -> Json {
    let mut user = Map::new();
    let mut schemas = vec![super::path::USER.to_owned()];
    for (path, value) in values {
        put(&mut user, path, value.clone());
        schemas.extend(path.schema.clone().filter(|schema| !schemas.contains(schema)));
    }
    let user_name = whom.user_names.first().cloned().unwrap_or_default();
    let given = |attribute: &str| {
        values.iter().any(|(path, _)| path.schema.is_none() && path.attribute.eq_ignore_ascii_case(attribute))
    };
    let usual = [
        ("userName", json!(user_name)),
        ("externalId", json!(whom.external_id)),
        ("displayName", json!(whom.name)),
        ("active", json!(true)),
    ];
    for (name, value) in usual.into_iter().filter(|(name, value)| !given(name) && *value != "") {
        user.insert(name.to_owned(), value);
    }
    if !given("name") {
        user.insert("name".to_owned(), json!({ "formatted": whom.name }));
    }
    user.insert("schemas".to_owned(), json!(schemas));
    Json::Object(user)
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
