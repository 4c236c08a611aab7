//! Attributes of many values: what joins and leaves is told, and the order is kept where it was declared to say something.

use amend_tests::people;
use serde_json::{Value, json};

use crate::acts::on_both;
use crate::company::{Company, Database, field};

on_both!(members_join_and_leave, an_order_is_kept_where_it_says_something);

fn adds(company: &Company, key: &str, rules: &Value) {
    let new = json!({ "key": key, "labels": { "en": key }, "kind": "text", "many": true, "family": "product_only", "rules": rules });
    company.root.post("/api/v1/attributes", &new).expect_status(201);
}

/// X20, P18: whoever decides is told what joins and what leaves; the same in another order or spelled twice is nothing new.
fn members_join_and_leave(database: Database) {
    let company = Company::open_with(database, 10, Default::default());
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    adds(&company, "duties", &json!({ "max_values": 3 }));
    company.root_sets(&person, &json!({ "duties": ["Keys", "Post"] })).expect_status(200);
    company.root_sets(&person, &json!({ "duties": ["post", "Keys", "keys", "Lift"] })).expect_status(200);
    let change = company.change(&person, "duties");
    assert_eq!(change["members"], json!({ "added": ["post", "Lift"], "removed": ["Post"] }), "{change}");
    let held = field(&Company::profile(&emma), "duties")["value"].clone();
    let count = company.changes_of(&person).len();
    let mut turned = held.as_array().unwrap().clone();
    turned.reverse();
    company.root_sets(&person, &json!({ "duties": turned })).expect_status(200);
    assert_eq!(
        (company.changes_of(&person).len(), &field(&Company::profile(&emma), "duties")["value"]),
        (count, &held)
    );
}

/// P18: one list, first things first.
fn an_order_is_kept_where_it_says_something(database: Database) {
    let company = Company::open_with(database, 10, Default::default());
    let emma = company.signed_in(people::EMPLOYEE);
    let person = company.person(people::EMPLOYEE);
    adds(&company, "call_first", &json!({ "ordered": true }));
    let set = |list: Value| company.root_sets(&person, &json!({ "call_first": list })).expect_status(200);
    set(json!(["mobile", "desk", "home"]));
    set(json!(["desk", "mobile", "home"]));
    assert_eq!(field(&Company::profile(&emma), "call_first")["value"], json!(["desk", "mobile", "home"]));
    assert_eq!(company.change(&person, "call_first")["members"], Value::Null);
    let count = company.changes_of(&person).len();
    set(json!(["desk", "mobile", "home"]));
    assert_eq!(company.changes_of(&person).len(), count);
}
