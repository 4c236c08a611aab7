//! JSON by the browser's own parser, which has all the tables for numbers that the widget then need not carry.

use js_sys::{Array, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::Json;

pub(super) fn value(text: &str) -> Option<Json> {
    JSON::parse(text).ok().map(|value| taken(&value))
}

fn taken(value: &JsValue) -> Json {
    if let Some(text) = value.as_string() {
        return Json::Text(text);
    }
    if let Some(number) = value.as_f64() {
        return number_of(number);
    }
    if let Some(truth) = value.as_bool() {
        return Json::Truth(truth);
    }
    if let Some(items) = value.dyn_ref::<Array>() {
        return Json::List(items.iter().map(|item| taken(&item)).collect());
    }
    let Some(object) = value.dyn_ref::<Object>() else { return Json::Null };
    let mut fields = Vec::new();
    for pair in Object::entries(object).iter() {
        let pair: Array = pair.unchecked_into();
        fields.push((pair.get(0).as_string().unwrap_or_default(), taken(&pair.get(1))));
    }
    Json::Object(fields)
}

/// Our figures are whole and far below 2^53, so that none is lost on the way.
#[expect(clippy::cast_possible_truncation, reason = "only whole numbers are cast")]
fn number_of(number: f64) -> Json {
    if number.fract() == 0.0 { Json::Whole(number as i64) } else { Json::Fraction(number) }
}
