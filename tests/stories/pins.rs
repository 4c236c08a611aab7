//! A value that an administrator holds in place for one person: the directory does not replace it, nobody edits it, and it ends by itself or by
//! hand.

use amend_tests::{
    client::{Client, Response},
    people,
};
use domain::moment::Moment;
use serde_json::{Value, json};

use crate::{
    acts::{on_both, wait_for},
    company::{Company, Database, field},
    staff::{audit, id_of, with_role},
};

on_both!(a_value_is_held_until_its_time_ends, a_held_value_is_let_go_by_hand);

fn path(company: &Company, username: &str) -> String {
    format!("/api/v1/people/{}", id_of(company, username))
}

fn version(client: &Client, path: &str) -> String {
    client.get(path).expect_status(200).headers["etag"].clone()
}

/// Milliseconds from now.
#[expect(clippy::disallowed_methods, reason = "what is held ends at a moment to come")]
fn after(milliseconds: u64) -> Value {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let at = now + std::time::Duration::from_millis(milliseconds);
    json!(Moment(i64::try_from(at.as_millis()).unwrap()))
}

fn pin(client: &Client, person: &str, key: &str, pin: &Value) -> Response {
    let tag = version(client, person);
    client.send("PUT", &format!("{person}/pins/{key}"), &[("if-match", &tag)], Some(pin)).unwrap()
}

fn title(client: &Client, path: &str) -> Value {
    field(&client.get(path).expect_status(200).json, "title").clone()
}

/// X10: while it is held, a run does not replace it and nobody edits it; when its time ends, what the directory said meanwhile stands, without
/// anybody's doing and on record.
fn a_value_is_held_until_its_time_ends(database: Database) {
    let company = Company::open(database);
    let (anna, emma) = (company.signed_in(people::ADMIN), company.signed_in(people::EMPLOYEE));
    let person = path(&company, people::EMPLOYEE);
    let held = json!({ "value": "Acting head", "until": after(3_600_000), "reason": "Until June is back" });
    pin(&anna, &person, "title", &held).expect_status(200);
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Clerk\n");
    company.sync();

    let seen = title(&anna, &person);
    assert_eq!((&seen["value"], &seen["lock"]["why"]), (&json!("Acting head"), &json!("pinned")), "{seen}");
    assert_eq!((&seen["provenance"]["from"], &seen["provenance"]["reason"]), (&json!("pinned"), &held["reason"]));
    assert_eq!(seen["directory"], "Clerk", "what the directory says is told beside it");
    let own = title(&emma, "/api/v1/me");
    assert_eq!((&own["value"], &own["provenance"]["until"]), (&json!("Acting head"), &seen["provenance"]["until"]));
    assert_eq!(own["provenance"]["reason"], Value::Null, "the reason is the administrators'");
    let refused = Company::propose(&emma, &json!({ "title": "Boss" })).expect_status(422);
    assert_eq!(refused.json["problems"]["title"][0]["code"], "pinned");
    let refused = crate::staff::save(&anna, &person, &json!({ "title": "Boss" })).expect_status(422);
    assert_eq!(refused.json["problems"]["title"][0]["code"], "pinned");

    // Held anew, for a moment: the last word counts.
    pin(&anna, &person, "title", &json!({ "value": "Acting head", "until": after(1_500), "reason": "Short" }))
        .expect_status(200);
    let seen = wait_for("the end of what is held", || {
        let seen = title(&anna, &person);
        (seen["lock"] == Value::Null).then_some(seen)
    });
    assert_eq!((&seen["value"], &seen["provenance"]["from"]), (&json!("Clerk"), &json!("directory")), "{seen}");
    assert_eq!((audit(&company, "pin.set").len(), audit(&company, "pin.end").len()), (2, 1));
    assert_eq!(audit(&company, "pin.end")[0]["by"], Value::Null, "nobody did it");
}

/// X10: bad wishes are refused with the remedy, only those may who edit anything, and lists show what is held.
fn a_held_value_is_let_go_by_hand(database: Database) {
    let company = Company::open(database);
    let (anna, emma) = (company.signed_in(people::ADMIN), company.signed_in(people::EMPLOYEE));
    let person = path(&company, people::EMPLOYEE);
    let held = json!({ "value": "Emma the Great", "until": after(3_600_000), "reason": "Stage name" });
    for (name, value, why) in [
        ("until", json!(Moment(1)), "a moment to come"),
        ("until", after(6 * 366 * 24 * 3_600_000), "within five years"),
        ("reason", json!(" "), "says why"),
    ] {
        let mut wrong = held.clone();
        wrong[name] = value;
        let refused = pin(&anna, &person, "display_name", &wrong).expect_status(400);
        assert!(refused.text().contains(why), "{}", refused.text());
    }
    let mut long = held.clone();
    long["value"] = json!("x".repeat(300));
    let refused = pin(&anna, &person, "display_name", &long).expect_status(422);
    assert_eq!(refused.json["problems"]["display_name"][0]["code"], "too_long");
    pin(&anna, &person, "manager", &held).expect_status(400);
    pin(&anna, &person, "nothing", &held).expect_status(404);
    let auditor = with_role(&company, &crate::staff::somebody(&company, 3), "auditor");
    pin(&auditor, &person, "display_name", &held).expect_status(403);
    let tag = version(&emma, "/api/v1/me");
    emma.send("PUT", &format!("{person}/pins/display_name"), &[("if-match", &tag)], Some(&held))
        .unwrap()
        .expect_status(403);

    let profile = pin(&anna, &person, "display_name", &held).expect_status(200).json;
    assert_eq!(profile["display_name"], "Emma the Great");
    let found = anna.get("/api/v1/people?search=great").expect_status(200).json;
    assert_eq!(found["total"], 1, "lists show what is held: {found}");
    let tag = version(&anna, &person);
    let delete =
        |tag: &str| anna.send("DELETE", &format!("{person}/pins/display_name"), &[("if-match", tag)], None).unwrap();
    delete("\"0\"").expect_status(412);
    let profile = delete(&tag).expect_status(200).json;
    assert_eq!(profile["display_name"], "Emma Larsen");
    let tag = version(&anna, &person);
    delete(&tag).expect_status(404);
    assert_eq!(audit(&company, "pin.remove").len(), 1);
}
