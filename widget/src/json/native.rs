//! JSON where there is no browser: in the tests.

use serde_json::Value;

pub(super) fn value(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}
