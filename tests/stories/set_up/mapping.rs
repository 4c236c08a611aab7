//! Where each attribute is read from: what a directory knows, what is usual, what is refused, and what becomes of values that are no longer
//! read.

use amend_tests::people;
use serde_json::{Value, json};

use super::{Beginning, Draft};
use crate::{
    acts::on_both,
    company::{Company, Database, field},
};

on_both!(what_is_no_longer_read_stays_as_amends_own, a_company_has_attributes_of_its_own);

/// S2.4, S4.13: the schema comes from the server, the suggestion fits it, values come from a chosen entry, and what cannot be is refused with
/// its row.
#[test]
fn a_mapping_is_made_with_what_the_directory_knows() {
    let beginning = Beginning::open(Database::Sqlite);
    let draft = beginning.draft("corp");
    let schema = draft.root.get(&draft.path("/schema")).expect_status(200).json;
    assert_eq!(schema["kind"], "open_ldap");
    let attributes = schema["attributes"].as_array().unwrap();
    let named = |name: &str| attributes.iter().find(|one| one["name"] == name);
    assert_eq!(named("jpegPhoto").unwrap()["binary"], true);
    assert_eq!(named("displayName").unwrap()["many"], false);
    assert_eq!(named("telephoneNumber").unwrap()["max_length"], 32);
    assert!(named("userPassword").is_none(), "what is never read is not offered");
    assert_eq!(schema["suggested"], draft.known().json["mapping"]);

    let ask = json!({ "who": "emma.larsen", "attributes": ["title", "jpegPhoto", "roomNumber"] });
    let emma = draft.root.post(&draft.path("/sample"), &ask).expect_status(200).json;
    assert_eq!(emma["values"]["title"], json!(["Account Manger"]), "{emma}");
    assert!(emma["values"]["jpegPhoto"][0].as_str().unwrap().ends_with(" B)"), "{emma}");
    let by_dn = json!({ "who": emma["dn"], "attributes": ["mail"] });
    assert!(draft.root.post(&draft.path("/sample"), &by_dn).expect_status(200).text().contains("emma.larsen@"));
    let nobody = json!({ "who": "*)(uid=*", "attributes": ["mail"] });
    draft.root.post(&draft.path("/sample"), &nobody).expect_status(404);
    let secret = json!({ "who": "emma.larsen", "attributes": ["userPassword"] });
    draft.root.post(&draft.path("/sample"), &secret).expect_status(400);

    let row = |attribute: &str, from: &str| (attribute.to_owned(), from.to_owned());
    let whole = draft.mapping();
    for (wrong, attribute, code) in [
        (row("about", "descripton"), "about", "unknown_source_attribute"),
        (row("title", "sn"), "title", "duplicate"),
        (row("skills", "title"), "skills", "product_only"),
        (row("shoe_size", "title"), "shoe_size", "unknown_attribute"),
        (row("birthday", "userPassword"), "birthday", "product_only"),
    ] {
        let mut rows: Vec<_> = whole.iter().filter(|(key, _)| key != "about").cloned().collect();
        rows.push(wrong.clone());
        let refused = draft.remap(&rows, &[]).expect_status(422).json;
        assert_eq!(refused["problems"][attribute][0]["code"], code, "{wrong:?}: {refused}");
    }
    let mut rows = whole.clone();
    rows.retain(|(key, _)| key != "display_name");
    assert_eq!(
        draft.remap(&rows, &[]).expect_status(422).json["problems"]["display_name"][0]["code"],
        "must_be_mapped"
    );
    let mut rows = whole.clone();
    rows.iter_mut().filter(|(key, _)| key == "about").for_each(|(_, from)| *from = "userPassword;binary".to_owned());
    assert_eq!(draft.remap(&rows, &[]).expect_status(422).json["problems"]["about"][0]["code"], "never_read");

    // Its order is kept.
    let mut turned = whole;
    turned.reverse();
    draft.remap(&turned, &[]).expect_status(200);
    assert_eq!(draft.mapping(), turned);
    draft.finish().expect_status(200);
    assert_eq!(draft.mapping(), turned);
}

/// P22, X15: whoever takes an attribute out of the mapping is told how many people have a value, and the values stay, for people to change.
fn what_is_no_longer_read_stays_as_amends_own(database: Database) {
    let beginning = Beginning::open(database);
    let corp = beginning.finished("corp");
    beginning.amend.cli(&["admin", "grant", people::ADMIN, "people-admin"], "").unwrap();
    let emma = beginning.amend.client();
    emma.sign_in(people::EMPLOYEE, people::PASSWORD).expect_status(200);
    let before = Company::profile(&emma);
    let name = field(&before, "surname")["value"].clone();
    assert_eq!(name, "Larsen");

    let mut rows = corp.mapping();
    rows.retain(|(key, _)| key != "surname");
    let asked = corp.remap(&rows, &[]).expect_status(422).json;
    let problem = &asked["problems"]["surname"][0];
    assert_eq!((&problem["code"], &problem["limit"]), (&json!("would_freeze"), &json!(super::PEOPLE)), "{asked}");
    assert!(corp.mapping().iter().any(|(key, _)| key == "surname"), "nothing was saved");

    corp.remap(&rows, &["surname"]).expect_status(200);
    let dn = people::line("dn", &beginning.slapd.search("(uid=emma.larsen)", &["uid"]).unwrap()[0].dn);
    beginning.slapd.modify(&format!("{dn}\nchangetype: modify\nreplace: sn\nsn: Nobody\n")).unwrap();
    let run = corp.run("?full=true");
    assert_eq!((&run["state"], &run["held"]), (&json!("complete"), &Value::Null), "{run}");
    let after = Company::profile(&emma);
    assert_eq!(field(&after, "surname")["value"], name, "the value stays as it was read last");
    let view = beginning.root.get("/api/v1/attributes/surname").expect_status(200);
    assert_eq!((&view.json["mapped_from"], &view.json["policy"]["authority"]), (&json!([]), &json!("shared")));

    // It is Amend's own now: an administrator changes it, and no directory has to confirm it.
    let anna = beginning.amend.client();
    anna.sign_in(people::ADMIN, people::PASSWORD).expect_status(200);
    let path = format!("/api/v1/people/{}", after["id"]);
    let tag = anna.get(&path).expect_status(200).headers["etag"].clone();
    let body = json!({ "values": { "surname": "Larsen-Berg" } });
    anna.send("PATCH", &path, &[("if-match", &tag)], Some(&body)).unwrap().expect_status(200);
    let change = crate::staff::newest(&anna, &format!("{path}/changes"), "surname");
    assert_eq!(change["state"], "applied", "{change}");
    assert_eq!(corp.run("?full=true")["state"], "complete");
    assert_eq!(field(&Company::profile(&emma), "surname")["value"], "Larsen-Berg");
}

/// S1.17: an attribute of the company's own in the directory is added, mapped and read; one that only Amend knows comes from no directory;
/// without a display name neither is made.
fn a_company_has_attributes_of_its_own(database: Database) {
    let beginning = Beginning::open(database);
    let root = &beginning.root;
    let add = |body: Value| root.post("/api/v1/attributes", &body);
    let english = |label: &str| json!({ "en": label, "fr": label });
    let badge = json!({ "key": "badge", "labels": english("Badge"), "kind": "text", "family": "custom" });
    let added = add(badge.clone()).expect_status(201).json;
    assert_eq!(
        (&added["policy"]["locked"], &added["policy"]["authority"]),
        (&json!(true), &json!("directory")),
        "{added}"
    );
    add(badge).expect_status(409);
    add(json!({ "key": "lunch", "labels": english("Lunch"), "kind": "text", "family": "product_only" }))
        .expect_status(201);
    for (wrong, says) in [
        (json!({ "key": "x", "labels": { "fr": "X" }, "kind": "text", "family": "custom" }), "English"),
        (json!({ "key": "x", "labels": { "en": " " }, "kind": "text", "family": "custom" }), "English"),
        (json!({ "key": "X", "labels": english("X"), "kind": "text", "family": "custom" }), "key"),
        (json!({ "key": "x", "labels": english("X"), "kind": "choice", "family": "custom" }), "choice"),
        (json!({ "key": "x", "labels": english("X"), "kind": "text", "family": "directory" }), "family"),
    ] {
        let refused = add(wrong.clone()).expect_status(400);
        assert!(refused.text().contains(says), "{wrong}: {}", refused.text());
    }
    let draft: Draft<'_> = beginning.draft("corp");
    let mut rows = draft.mapping();
    rows.push(("badge".to_owned(), "employeeType".to_owned()));
    draft.remap(&rows, &[]).expect_status(200);
    rows.push(("lunch".to_owned(), "carLicense".to_owned()));
    draft.remap(&rows, &[]).expect_status(422);
    draft.finish().expect_status(200);
    let found = beginning.slapd.search("(uid=emma.larsen)", &["uid"]).unwrap();
    let line = people::line("dn", &found[0].dn);
    beginning
        .slapd
        .modify(&format!("{line}\nchangetype: modify\nreplace: employeeType\nemployeeType: B-77\n"))
        .unwrap();
    assert_eq!(draft.run("?full=true")["state"], "complete");
    let shown = root.get("/api/v1/people?search=emma.larsen").expect_status(200).json["items"][0]["id"].clone();
    let profile = root.get(&format!("/api/v1/people/{shown}")).expect_status(200).json;
    assert_eq!(field(&profile, "badge")["value"], "B-77");
}
