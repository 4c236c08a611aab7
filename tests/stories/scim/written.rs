//! What is written and what is not, where nothing goes wrong but the values.

use super::*;
use crate::{acts::on_both, staff::audit};

on_both!(approved_values_are_written_and_stay);

/// S1.14, S3.7: off until it is turned on after a test; then what was approved is in the service, with a receipt. Nothing is written a second time.
fn approved_values_are_written_and_stay(database: Database) {
    let town = Town::open(database);
    town.approve("title", "Chief");
    town.approve("city", "Bergen");
    let told = town.told();
    assert_eq!(
        (&told["kind"], &told["writing"]["on"], &told["waiting"]),
        (&json!("scim"), &json!(false), &json!(0)),
        "{told}"
    );
    assert_eq!(town.emma()["title"], town.title.as_str());
    let tested = town.test();
    assert_eq!((&tested["may"], &tested["warning"]), (&json!(true), &Value::Null), "{tested}");
    assert_eq!(tested["attributes"].as_array().unwrap().len(), 17, "{tested}");

    town.set(&json!({ "on": true })).expect_status(200);
    let item = town.wait_for_item("title", "done");
    town.wait_for_item("city", "done");
    let emma = town.emma();
    let address = json!([{ "type": "work", "locality": "Bergen" }]);
    assert_eq!((&emma["title"], &emma["addresses"]), (&json!("Chief"), &address), "{emma}");
    assert!(item["receipt"].as_str().unwrap().starts_with("scim:written at 20"), "{item}");
    let entry = town.company.slapd.search(&format!("(uid={})", people::EMPLOYEE), &["entryUUID"]).unwrap();
    assert_eq!(emma["externalId"], entry[0].first("entryUUID").unwrap(), "found by its id from now on");
    assert_eq!(audit(&town.company, "export.write").len(), 1);
    let told = town.told();
    assert_eq!((&told["writing"]["written_last_hour"], &told["unconfirmed"]), (&json!(2), &json!(0)), "{told}");

    let (version, written) = (emma["meta"]["version"].clone(), town.front.asked("PATCH"));
    town.hand_on(people::EMPLOYEE, "title");
    let again = town.wait_for_item("title", "done");
    assert!(again["receipt"].as_str().unwrap().starts_with("scim:there at 20"), "{again}");
    assert_eq!((town.emma()["meta"]["version"].clone(), town.front.asked("PATCH")), (version, written));
    assert!(town.company.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

/// Whoever the service does not have waits with a reason, or is made there once, with what a user needs.
#[test]
fn who_is_missing_waits_or_is_made() {
    let town = Town::on(Database::Sqlite);
    let manager = town.company.signed_in(people::MANAGER);
    approved(&manager, &town.anna, "title", "Director");
    let item = town.wait_for_item("title", "failed");
    assert!(item["reason"].as_str().unwrap().contains("no user in the service"), "{item}");
    assert!(item["next_at"].is_string(), "{item}");
    assert_eq!(town.told()["writing"]["trouble"], Value::Null, "nobody else waits for it");
    town.approve("title", "Chief");
    town.wait_for_item("title", "done");

    let path = format!("/api/v1/scim-targets/{}", town.target);
    let known = town.company.root.get(&path).expect_status(200);
    let mut service = known.json["service"].clone();
    service["missing"] = json!("make");
    let set = json!({ "name": "staff", "service": service });
    town.company
        .root
        .send("PUT", &path, &[("if-match", &known.headers["etag"])], Some(&set))
        .unwrap()
        .expect_status(200);
    assert_eq!(town.told()["writing"]["on"], true, "it is the same service");
    town.hurry();
    wait_for("the manager", || (town.scim.users().len() == 2).then_some(()));
    let made = town.scim.user(people::MANAGER);
    assert_eq!((&made["title"], &made["active"]), (&json!("Director"), &json!(true)), "{made}");
    assert!(made["externalId"].is_string() && made["displayName"].is_string(), "{made}");
    // What counted as given before was never given to a user who is new.
    wait_for("the rest of what the rows say", || {
        town.scim.user(people::MANAGER)[ENTERPRISE]["department"].as_str().map(str::to_owned)
    });
    assert_eq!((town.scim.users().len(), town.front.asked("POST")), (2, 1));
    assert_eq!(audit(&town.company, "service.make_user").len(), 1);
}

/// A manager is written by the service's own id for them, and waits until the service has one.
#[test]
fn a_manager_is_written_by_their_id_there() {
    let town = Town::on(Database::Sqlite);
    town.hand_on(people::EMPLOYEE, "manager");
    let item = town.wait_for_item("manager", "failed");
    assert!(item["reason"].as_str().unwrap().contains("has no user in the service yet"), "{item}");
    let person = id_of(&town.company, people::EMPLOYEE);
    let profile = town.company.root.get(&format!("/api/v1/people/{person}")).expect_status(200).json;
    let name = field(&profile, "manager")["value"].as_str().unwrap().to_owned();
    let username = name.trim_start_matches("uid=").split(',').next().unwrap();
    let boss = town.scim.add(&json!({ "userName": username }));
    town.hurry();
    town.wait_for_item("manager", "done");
    assert_eq!(town.emma()[ENTERPRISE]["manager"]["value"], boss["id"]);
}

/// I4: what somebody else has written there since is shown and not written over, until somebody who has seen it says so.
#[test]
fn what_somebody_else_wrote_there_is_not_written_over() {
    let town = Town::on(Database::Sqlite);
    town.approve("title", "Chief");
    town.wait_for_item("title", "done");
    town.scim.change(people::EMPLOYEE, &json!([{ "op": "replace", "path": "title", "value": "Cook" }]));
    town.approve("title", "Director");
    let item = town.wait_for_item("title", "parked");
    assert!(item["reason"].as_str().unwrap().starts_with("somebody else has changed it there"), "{item}");
    assert_eq!((&item["old"], &item["new"]), (&json!("Cook"), &json!("Director")), "{item}");
    assert_eq!(town.emma()["title"], "Cook");
    town.company.root.post("/api/v1/items/retry", &json!({ "items": [item["id"]] })).expect_status(200);
    town.wait_for_item("title", "done");
    assert_eq!(town.emma()["title"], "Director");
}

/// B3, I4: somebody writes between the look and the write: it is looked at again, and what they wrote beside it stays.
#[test]
fn who_writes_in_between_is_not_written_over() {
    use amend_tests::scim::Says;
    let town = Town::on(Database::Sqlite);
    town.front.says("PATCH", Says::Waits);
    town.approve("title", "Chief");
    wait_for("the write", || (town.front.asked("PATCH") == 1).then_some(()));
    town.scim.change(people::EMPLOYEE, &json!([{ "op": "add", "path": "nickName", "value": "Em" }]));
    town.front.says("PATCH", Says::Through);
    town.wait_for_item("title", "done");
    let emma = town.emma();
    assert_eq!(
        (&emma["title"], &emma["nickName"], town.front.asked("PATCH")),
        (&json!("Chief"), &json!("Em"), 2),
        "{emma}"
    );
}
