//! What targets are given, row by row: how templates are edited, what they refuse, and what a row comes to before it is kept.

mod browser;
mod edits;
mod off;
mod refusals;
mod tried;

use amend_tests::client::{Client, Response};
use serde_json::{Value, json};

/// A target's template.
pub(crate) fn template(client: &Client, target: &Value) -> Value {
    client.get(&format!("/api/v1/targets/{target}")).expect_status(200).json
}

/// A row of a template, by its name in the target.
#[track_caller]
pub(crate) fn row<'t>(template: &'t Value, name: &str) -> &'t Value {
    let rows = template["rows"].as_array().unwrap();
    rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no row {name} in {template}"))
}

/// Sends an edit against the version that a target has now.
pub(crate) fn edit(client: &Client, method: &str, target: &Value, below: &str, body: Option<&Value>) -> Response {
    let tag = format!("\"{}\"", template(client, target)["version"]);
    let path = format!("/api/v1/targets/{target}{below}");
    client.send(method, &path, &[("if-match", &tag)], body).unwrap()
}

/// Adds a row; the answer.
pub(crate) fn add(client: &Client, target: &Value, row: &Value) -> Response {
    edit(client, "POST", target, "/mappings", Some(row))
}

/// Lets a row, by its name in the target, say something else.
pub(crate) fn set(client: &Client, target: &Value, name: &str, says: &Value) -> Response {
    let now = template(client, target);
    let row = row(&now, name);
    let mut body = json!({ "name": row["name"], "format": row["format"], "on": row["on"] });
    for field in ["attribute", "expression"] {
        if let Some(from) = row.get(field) {
            body[field] = from.clone();
        }
    }
    for (field, value) in says.as_object().unwrap() {
        body[field] = value.clone();
    }
    edit(client, "PUT", target, &format!("/mappings/{}", row["id"]), Some(&body))
}

/// Makes a target of files.
pub(crate) fn make(client: &Client, name: &str) -> Value {
    let made = client.post("/api/v1/targets", &json!({ "name": name, "source": 1 })).expect_status(201).json;
    made["target"].clone()
}
