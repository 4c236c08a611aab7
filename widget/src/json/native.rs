//! JSON where there is no browser: in the tests.

use serde_json::Value;

use super::Json;

pub(super) fn value(text: &str) -> Option<Json> {
    serde_json::from_str(text).ok().map(taken)
}

fn taken(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => Json::Truth(truth),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Json::Whole(whole),
            None => Json::Fraction(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Json::Text(text),
        Value::Array(items) => Json::List(items.into_iter().map(taken).collect()),
        Value::Object(fields) => Json::Object(fields.into_iter().map(|(name, value)| (name, taken(value))).collect()),
    }
}
