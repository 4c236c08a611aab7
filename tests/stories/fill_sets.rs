//! Sets of values that fill in a form: what a profile is offered, what a save may put where its author could not have typed, and that all of it
//! goes the way of typed values.

use amend_tests::{
    client::{Client, Response},
    people,
};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database, field},
    staff::{audit, decide, set, waiting},
};

on_both!(an_office_fills_in_its_address, a_locked_value_is_asked_for);

const SETS: &str = "/api/v1/fill-sets";

fn head_office(even_locked: bool) -> Value {
    json!({
        "name": "Oslo", "when": "office", "is": "head office",
        "fills": [
            { "attribute": "street", "value": "Storgata 1" },
            { "attribute": "city", "value": "Oslo" },
            { "attribute": "country", "value": "norway" },
            { "attribute": "department", "value": "HQ", "even_locked": even_locked },
            { "attribute": "employee_number", "value": "1", "even_locked": true },
        ],
    })
}

/// Saves values with the set that fills some of them in.
fn save(client: &Client, values: &Value, filled: &Value) -> Response {
    let tag = format!("\"{}\"", Company::profile(client)["version"]);
    let body = json!({ "values": values, "filled": filled });
    client.send("PATCH", "/api/v1/me", &[("if-match", &tag)], Some(&body)).unwrap()
}

fn put(client: &Client, view: &Value, set: &Value) -> Response {
    let (path, tag) = (format!("{SETS}/{}", view["id"]), format!("\"{}\"", view["version"]));
    client.send("PUT", &path, &[("if-match", &tag)], Some(set)).unwrap()
}

/// T4: choosing an office offers its address; what is filled in waits, is locked and is approved as typed values are.
fn an_office_fills_in_its_address(database: Database) {
    let company = Company::open(database);
    let (anna, emma) = (company.signed_in(people::ADMIN), company.signed_in(people::EMPLOYEE));
    assert_eq!(anna.get(SETS).expect_status(200).json, json!([]));
    emma.get(SETS).expect_status(403);
    emma.post(SETS, &head_office(false)).expect_status(403);
    let view = anna.post(SETS, &head_office(false)).expect_status(201).json;
    assert_eq!(
        (&view["set"]["is"], &view["set"]["fills"][2]["value"]),
        (&json!("Head office"), &json!("NO")),
        "{view}"
    );
    anna.post(SETS, &head_office(false)).expect_status(409);
    for (name, value, why) in [
        ("is", json!("Moon"), "cannot stand in Office"),
        ("when", json!("nothing"), "there is no attribute nothing"),
        ("fills", json!([]), "name what is filled in"),
        ("name", json!(" "), "`name`"),
    ] {
        let mut wrong = head_office(false);
        wrong[name] = value;
        let refused = anna.post(SETS, &wrong).expect_status(400);
        assert!(refused.text().contains(why), "{}", refused.text());
    }

    // What is hidden is not offered, and what the person may not change only where the set says so (I7).
    set(&anna, "department", &json!({ "locked": true })).expect_status(200);
    let offered = |client: &Client| Company::profile(client)["fills"][0].clone();
    let keys = |offer: &Value| {
        let fills = offer["fills"].as_array().unwrap();
        fills.iter().map(|fill| fill["attribute"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&offered(&emma)), ["street", "city", "country"], "{}", offered(&emma));
    let values = json!({ "office": "Head office", "street": "Storgata 1", "city": "Oslo", "country": "NO" });
    save(&emma, &values, &json!({})).expect_status(200);
    let profile = Company::profile(&emma);
    assert_eq!(field(&profile, "office")["value"], "Head office", "nobody has to be asked");
    assert_eq!(field(&profile, "street")["change"]["state"], "pending", "somebody has to, as of what is typed");

    let mut other = head_office(true);
    other["fills"] = json!([{ "attribute": "room", "value": "1" }]);
    put(&anna, &view, &other).expect_status(200);
    put(&anna, &view, &other).expect_status(412);
    assert_eq!(keys(&offered(&emma)), ["room"]);
    let path = format!("{SETS}/{}", view["id"]);
    assert_eq!(anna.send("DELETE", &path, &[("if-match", "\"2\"")], None).unwrap().status, 204);
    assert_eq!(anna.send("DELETE", &path, &[("if-match", "\"2\"")], None).unwrap().status, 404);
    assert_eq!(Company::profile(&emma)["fills"], Value::Null);
    for action in ["fill_set.add", "fill_set.set", "fill_set.remove"] {
        assert_eq!(audit(&company, action).len(), 1, "{action}");
    }
}

/// T4, I7: a value that a set puts where its author could not type is asked for and waits for an approval, whatever the policy says; another
/// value, another office or a set that does not say so is refused as a typed one is.
fn a_locked_value_is_asked_for(database: Database) {
    let company = Company::open(database);
    let (anna, emma) = (company.signed_in(people::ADMIN), company.signed_in(people::EMPLOYEE));
    let view = anna.post(SETS, &head_office(true)).expect_status(201).json;
    let id = view["id"].clone();
    set(&anna, "department", &json!({ "locked": true, "approval": "none" })).expect_status(200);
    let offer = Company::profile(&emma)["fills"][0].clone();
    assert_eq!(offer["fills"][3], json!({ "attribute": "department", "value": "HQ", "asks": true }), "{offer}");
    assert_eq!(offer["fills"].as_array().unwrap().len(), 4, "what is hidden is not told: {offer}");

    let by = json!({ "department": id });
    for (values, filled) in [
        (json!({ "office": "Head office", "department": "HQ" }), json!({})),
        (json!({ "office": "Head office", "department": "Board" }), by.clone()),
        (json!({ "office": "Home office", "department": "HQ" }), by.clone()),
        (json!({ "department": "HQ" }), by.clone()),
        (json!({ "office": "Head office", "department": "HQ" }), json!({ "department": 99 })),
    ] {
        let refused = save(&emma, &values, &filled).expect_status(422);
        assert_eq!(refused.json["problems"]["department"][0]["code"], "locked", "{values} {filled}");
    }
    let hidden = json!({ "office": "Head office", "employee_number": "1" });
    let refused = save(&emma, &hidden, &json!({ "employee_number": id })).expect_status(422);
    assert_eq!(refused.json["problems"]["employee_number"][0]["code"], "unknown_attribute");

    save(&emma, &json!({ "office": "Head office", "department": "HQ" }), &by).expect_status(200);
    let change = waiting(&anna, "department");
    assert_eq!((&change["state"], &change["held"]), (&json!("pending"), &Value::Null), "{change}");
    assert_eq!(field(&Company::profile(&emma), "department")["lock"]["why"], "locked_by_admin");
    assert_eq!(decide(&anna, &change, "approve", None)["state"], "approved");
    // Chosen before, it may be asked for later.
    let mut again = head_office(true);
    again["fills"][3]["value"] = json!("Headquarters");
    put(&anna, &view, &again).expect_status(200);
    save(&emma, &json!({ "department": "Headquarters" }), &by).expect_status(200);
    // What the directory is in charge of is asked for as well; it shows once the directory has it.
    set(&anna, "city", &json!({ "authority": "directory", "pending": "keep" })).expect_status(200);
    let mut directorys = again.clone();
    directorys["fills"][1] = json!({ "attribute": "city", "value": "Narvik", "even_locked": true });
    let view = anna.get(SETS).json[0].clone();
    put(&anna, &view, &directorys).expect_status(200);
    save(&emma, &json!({ "city": "Narvik" }), &json!({ "city": id })).expect_status(200);
    let change = waiting(&anna, "city");
    assert_eq!(decide(&anna, &change, "approve", None)["state"], "approved");
    assert_ne!(field(&Company::profile(&emma), "city")["value"], "Narvik");
}
