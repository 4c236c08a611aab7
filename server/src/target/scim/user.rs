//! What a SCIM user holds at a path, and how a value is written there: names in any letter case, values in the types of JSON (RFC 7643 section 2).

use domain::value::Value;
use serde_json::{Map, Value as Json};

use super::path::ScimPath;

/// What kind of JSON a value is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Written {
    #[default]
    Text,
    YesNo,
    Number,
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Held {
    pub(super) value: Option<Value>,
    /// Whether there is the one that the path means, whatever of it is said.
    pub(super) is_there: bool,
    /// Whether it would hold nothing more if this place were empty.
    pub(super) is_last: bool,
}

/// What a user holds at a path.
///
/// # Errors
/// Why that cannot be said; a sentence with a remedy.
pub(super) fn held(user: &Json, path: &ScimPath) -> Result<Held, String> {
    let Some(found) = home(user, path).and_then(|home| field(home, &path.attribute)).filter(|found| !found.is_null())
    else {
        return Ok(Held::default());
    };
    let Some(which) = &path.which else {
        let place = match (&path.part, found) {
            (None, found) => found,
            (Some(part), Json::Object(object)) => field(object, part).unwrap_or(&Json::Null),
            (Some(_), Json::Array(all)) if all.is_empty() => &Json::Null,
            (Some(_), Json::Array(_)) => {
                return Err(format!(
                    "there are several {}; say which one in the path, as in [type eq \"work\"]",
                    path.attribute
                ));
            }
            (Some(_), _) => return Err(format!("{} has no parts in this service; correct the path", path.attribute)),
        };
        return Ok(Held { value: read(place, path)?, is_there: true, is_last: false });
    };
    let all = found.as_array().map(Vec::as_slice).unwrap_or_default();
    let is_meant = |one: &&Map<String, Json>| field(one, &which.part).is_some_and(|part| is_same(part, &which.is));
    let mut meant = all.iter().filter_map(Json::as_object).filter(is_meant);
    let Some(one) = meant.next() else { return Ok(Held::default()) };
    if meant.next().is_some() {
        return Err(format!("this user has several {}; leave one of them there", path.one()));
    }
    let part = path.part.as_deref().unwrap_or_default();
    // What only says which one it is, or is worked out by the service.
    let says_nothing = |name: &str| {
        [part, which.part.as_str(), "type", "primary", "display", "$ref"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    };
    let is_last = one.iter().all(|(name, value)| says_nothing(name) || value.is_null());
    Ok(Held { value: read(field(one, part).unwrap_or(&Json::Null), path)?, is_there: true, is_last })
}

/// Puts a value into a user that is to be made.
pub(super) fn put(user: &mut Map<String, Json>, path: &ScimPath, value: Json) {
    let home = match &path.schema {
        None => Some(user),
        Some(schema) => object(user, schema),
    };
    let Some(home) = home else { return };
    match (&path.which, &path.part) {
        (Some(which), Some(part)) => {
            let all = home.entry(&path.attribute).or_insert_with(|| Json::Array(Vec::new()));
            let Json::Array(all) = all else { return };
            let is_meant = |one: &Json| one.get(&which.part).is_some_and(|said| *said == which.is);
            match all.iter_mut().find(|one| is_meant(one)).and_then(Json::as_object_mut) {
                Some(one) => drop(one.insert(part.clone(), value)),
                None => all.push(Json::Object(Map::from_iter([
                    (which.part.clone(), which.is.clone()),
                    (part.clone(), value),
                ]))),
            }
        }
        (None, Some(part)) => {
            if let Some(inside) = object(home, &path.attribute) {
                inside.insert(part.clone(), value);
            }
        }
        (_, None) => drop(home.insert(path.attribute.clone(), value)),
    }
}

/// A value as it is written.
///
/// # Errors
/// Why it cannot be; a sentence with a remedy.
pub(super) fn json(value: &Value, written: Written, is_many: bool, path: &ScimPath) -> Result<Json, String> {
    let one = |text: &String| match written {
        Written::Text => Ok(Json::String(text.clone())),
        Written::YesNo if text.eq_ignore_ascii_case("true") => Ok(Json::Bool(true)),
        Written::YesNo if text.eq_ignore_ascii_case("false") => Ok(Json::Bool(false)),
        Written::YesNo => {
            Err(format!("{path} takes yes or no, and this is “{text}”; have the template give TRUE or FALSE"))
        }
        Written::Number => {
            let number = serde_json::from_str::<serde_json::Number>(text.trim());
            number
                .map(Json::Number)
                .map_err(|_| format!("{path} takes a number, and this is “{text}”; correct the template"))
        }
    };
    match value.texts() {
        texts if is_many => Ok(Json::Array(texts.iter().map(one).collect::<Result<_, _>>()?)),
        [text] => one(text),
        _ => Err(format!("{path} takes one value, and there are several; have the template choose one")),
    }
}

/// An attribute of an object, whatever the letter case of its name.
pub(super) fn field<'j>(object: &'j Map<String, Json>, name: &str) -> Option<&'j Json> {
    object
        .get(name)
        .or_else(|| object.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// A text of a user's own attributes, if there is one and it is not blank.
pub(super) fn text<'j>(object: &'j Json, name: &str) -> Option<&'j str> {
    field(object.as_object()?, name)?.as_str().filter(|text| !text.trim().is_empty())
}

fn home<'j>(user: &'j Json, path: &ScimPath) -> Option<&'j Map<String, Json>> {
    let user = user.as_object()?;
    match &path.schema {
        None => Some(user),
        Some(schema) => field(user, schema)?.as_object(),
    }
}

/// An object inside another one, made if it is not there.
fn object<'j>(inside: &'j mut Map<String, Json>, name: &str) -> Option<&'j mut Map<String, Json>> {
    inside.entry(name).or_insert_with(|| Json::Object(Map::new())).as_object_mut()
}

/// Words such as `work` are the same in any letter case (RFC 7643 section 2.4).
fn is_same(said: &Json, wanted: &Json) -> bool {
    match (said.as_str(), wanted.as_str()) {
        (Some(said), Some(wanted)) => said.eq_ignore_ascii_case(wanted),
        _ => said == wanted,
    }
}

fn read(place: &Json, path: &ScimPath) -> Result<Option<Value>, String> {
    let one = |value: &Json| match value {
        Json::String(text) => Some(text.clone()),
        Json::Bool(yes) => Some(if *yes { "TRUE" } else { "FALSE" }.to_owned()),
        Json::Number(number) => Some(number.to_string()),
        Json::Null => Some(String::new()),
        Json::Array(_) | Json::Object(_) => None,
    };
    let texts: Option<Vec<String>> = match place {
        Json::Array(all) => all.iter().map(one).collect(),
        other => one(other).map(|text| vec![text]),
    };
    texts
        .map(Value::many)
        .ok_or_else(|| format!("{path} has parts in this service; name one of them in the path, as in .value"))
}
