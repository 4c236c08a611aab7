//! JSON by the browser's own parser, which has all the tables for numbers that the widget then need not carry.

use js_sys::{Array, JSON, Object};
use serde_json::{Map, Number, Value};
use wasm_bindgen::{JsCast, JsValue};

pub(super) fn value(text: &str) -> Option<Value> {
    JSON::parse(text).ok().map(|value| taken(&value))
}

fn taken(value: &JsValue) -> Value {
    if let Some(text) = value.as_string() {
        return Value::String(text);
    }
    if let Some(number) = value.as_f64() {
        return Value::Number(number_of(number));
    }
    if let Some(truth) = value.as_bool() {
        return Value::Bool(truth);
    }
    if let Some(items) = value.dyn_ref::<Array>() {
        return Value::Array(items.iter().map(|item| taken(&item)).collect());
    }
    let Some(object) = value.dyn_ref::<Object>() else { return Value::Null };
    let mut fields = Map::new();
    for pair in Object::entries(object).iter() {
        let pair: Array = pair.unchecked_into();
        fields.insert(pair.get(0).as_string().unwrap_or_default(), taken(&pair.get(1)));
    }
    Value::Object(fields)
}

/// Our figures are whole and far below 2^53, so that none is lost on the way.
#[expect(clippy::cast_possible_truncation, reason = "only whole numbers are cast")]
fn number_of(number: f64) -> Number {
    if number.fract() == 0.0 {
        Number::from(number as i64)
    } else {
        Number::from_f64(number).unwrap_or(Number::from(0))
    }
}
