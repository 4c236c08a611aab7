//! The kinds of values that are more than a line to type, as an employee and an administrator meet them on the page.

use amend_tests::{browser::run_on_pages, people, scratch::Scratch};
use serde_json::{Value, json};

use crate::company::{Company, Database};

/// X18, X20, T5: a picture is cut and sent, a number understood, a country and a manager chosen, values moved; then decided on, at three widths.
#[test]
fn kinds_are_edited_in_the_browser() {
    let company = Company::open(Database::Sqlite);
    let set = |key: &str, settings: &Value| {
        let path = format!("/api/v1/attributes/{key}");
        let tag = company.root.get(&path).expect_status(200).headers["etag"].clone();
        company.root.send("PATCH", &path, &[("if-match", &tag)], Some(settings)).unwrap().expect_status(200);
    };
    set("photo", &json!({ "authority": "shared", "locked": false }));
    set("manager", &json!({ "authority": "shared", "locked": false, "approval": "admins" }));
    let new = json!({ "key": "call_first", "labels": { "en": "Call first" }, "kind": "text", "many": true, "family": "product_only",
        "rules": { "ordered": true, "max_values": 3, "max_chars": 20 } });
    company.root.post("/api/v1/attributes", &new).expect_status(201);
    let scratch = Scratch::new("kinds").unwrap();
    let url = company.amend.url();
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", people::EMPLOYEE),
        ("AMEND_ADMIN", people::ADMIN),
        ("AMEND_PASSWORD", people::PASSWORD),
    ];
    run_on_pages("kinds.mjs", scratch.path(), &environment).unwrap();
}
