//! How a service is made, changed, tested and given up.

use amend_tests::scim::Says;

use super::*;
use crate::{acts::on_both, staff::audit};

on_both!(a_service_is_made_changed_and_given_up);

fn put(town: &Town, path: &str, version: &Value, set: &Value) -> Response {
    let tag = format!("\"{version}\"");
    town.company.root.send("PUT", path, &[("if-match", &tag)], Some(set)).unwrap()
}

/// S2.16, SEC14: nothing but addresses is an address; the token goes in and never comes out; another address needs it again and turns writing off.
fn a_service_is_made_changed_and_given_up(database: Database) {
    let town = Town::on(database);
    let root = &town.company.root;
    for (bad, field) in [
        ("http://scim.example.test/v2", "`url`"),
        ("https://user@scim.example.test", "`url`"),
        ("https://scim.example.test/?a=b", "`url`"),
        ("ftp://scim.example.test", "`url`"),
        ("", "`url`"),
    ] {
        let refused = root.post("/api/v1/scim-targets", &new("other", bad, "wait")).expect_status(400);
        assert!(refused.json["detail"].as_str().unwrap().starts_with(field), "{bad}: {}", refused.text());
    }
    let mut blank = new("other", "https://scim.example.test", "wait");
    blank["token"] = json!("two words");
    root.post("/api/v1/scim-targets", &blank).expect_status(400);
    for taken in ["staff", "STAFF", "corp"] {
        root.post("/api/v1/scim-targets", &new(taken, &town.front.url(), "wait")).expect_status(409);
    }
    root.post("/api/v1/sources", &json!({ "name": "staff" })).expect_status(409);
    let path = format!("/api/v1/scim-targets/{}", town.target);
    let known = root.get(&path).expect_status(200).json;
    assert_eq!((&known["has_token"], &known["source_name"]), (&json!(true), &json!("corp")), "{known}");
    root.get("/api/v1/scim-targets/1").expect_status(404);

    let elsewhere = json!({ "name": "staff", "service": { "url": town.scim.url() } });
    let refused = put(&town, &path, &known["version"], &elsewhere).expect_status(400);
    assert!(refused.json["detail"].as_str().unwrap().starts_with("`token`"), "{}", refused.text());
    let mut with_token = elsewhere;
    with_token["token"] = json!(TOKEN);
    put(&town, &path, &json!(0), &with_token).expect_status(412);
    let set = put(&town, &path, &known["version"], &with_token).expect_status(200);
    assert_eq!(set.headers["etag"], format!("\"{}\"", set.json["version"]));
    assert_eq!(town.told()["writing"]["on"], false, "nothing is written there before somebody has tested it");
    assert_eq!(audit(&town.company, "service.set")[0]["detail"]["token"], true);

    let dump = if town.company.postgres.is_some() {
        town.company.sql("select * from target")
    } else {
        String::from_utf8_lossy(&std::fs::read(town.company.amend.dir().join("amend.db")).unwrap()).into_owned()
    };
    let said = [dump, set.text(), root.get("/api/v1/audit?limit=200").text(), town.company.amend.log()];
    assert!(said.iter().all(|text| !text.contains(TOKEN)), "a token is nobody's to read");

    town.approve("title", "Chief");
    town.hand_on(people::EMPLOYEE, "title");
    let tag = format!("\"{}\"", set.json["version"]);
    root.send("DELETE", &path, &[("if-match", "\"0\"")], None).unwrap().expect_status(412);
    root.send("DELETE", &path, &[("if-match", &tag)], None).unwrap().expect_status(204);
    root.get(&path).expect_status(404);
    assert_eq!(town.company.sql("select count(*) from item where state = 'cancelled'").trim(), "1");
    assert_eq!(town.company.sql("select count(*) from target where secret is not null").trim(), "0");
    let again = root.post("/api/v1/scim-targets", &new("staff", &town.front.url(), "wait")).expect_status(201);

    // A row that names no place is refused before it is kept (S3.13), and whoever gives the target up as any other leaves no token behind.
    let target = format!("/api/v1/targets/{}", again.json["id"]);
    let row = json!({ "attribute": "about", "name": "emails[type eq", "on": true });
    let tag = root.get(&target).expect_status(200).headers["etag"].clone();
    let refused = root.send("POST", &format!("{target}/mappings"), &[("if-match", &tag)], Some(&row)).unwrap();
    assert!(refused.expect_status(400).json["detail"].as_str().unwrap().starts_with("`name`"));
    root.send("DELETE", &target, &[("if-match", &tag)], None).unwrap().expect_status(204);
    assert_eq!(town.company.sql("select count(*) from target where secret is not null").trim(), "0");
    assert_eq!(town.emma()["title"], town.title.as_str());
}

/// S1.14: what the service does not know, and what it says itself, is told path by path, and writing stays off; so it does where it cannot be asked.
#[test]
fn a_test_tells_what_the_service_takes() {
    let town = Town::open(Database::Sqlite);
    for (attribute, path) in [("title", "shoeSize"), ("mail", "emails.value"), ("about", "name.formatted")] {
        town.company.sql(&format!(
            "update mapping set name = '{path}' where attribute = '{attribute}' and target_id = {}",
            town.target
        ));
    }
    // The catalogue is read anew.
    town.company.root.post("/api/v1/scim-targets", &new("other", &town.front.url(), "wait")).expect_status(201);
    let tested = town.test();
    let may = |key: &str| {
        tested["attributes"].as_array().unwrap().iter().find(|one| one["attribute"] == key).unwrap()["may"].clone()
    };
    assert_eq!(
        (may("title"), may("mail"), may("phone"), &tested["may"]),
        (json!("unknown"), json!("no"), json!("yes"), &json!(false))
    );
    let refused = town.set(&json!({ "on": true })).expect_status(409);
    let detail = refused.json["detail"].as_str().unwrap();
    assert!(detail.contains("shoeSize") && detail.contains("emails.value"), "{detail}");

    for (says, part) in [
        (Says::Instead(401, ""), "does not take the token"),
        (Says::Instead(404, ""), "there is no SCIM service"),
        (Says::Instead(307, "location: http://127.0.0.1:1/\r\n"), "does not follow"),
        (Says::Instead(503, ""), "503"),
    ] {
        town.front.says("GET", says);
        let tested = town.test();
        assert!(tested["failure"].as_str().unwrap().contains(part), "{tested}");
        town.set(&json!({ "on": true })).expect_status(409);
    }
    assert_eq!(town.front.asked("PATCH") + town.front.asked("POST"), 0);
}
