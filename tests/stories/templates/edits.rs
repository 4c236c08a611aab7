//! Edits of targets and of the rows of their templates.

use amend_tests::people;
use serde_json::{Value, json};

use super::{add, edit, make, row, set, template};
use crate::{
    acts::on_both,
    company::{Company, Database, change_state},
    staff::{approved, audit, decide, waiting},
};

on_both!(a_file_target_from_its_making_to_its_end, a_row_that_is_off_writes_nothing);

/// S3.2, S3.12, S3.17, S3.19: a target of files is made, edited row by row, duplicated and given up; each edit names the version that was seen, and is on
/// record with what was before.
fn a_file_target_from_its_making_to_its_end(database: Database) {
    let mut company = Company::open(database);
    let anna = company.signed_in(people::ADMIN);
    let of_directory = template(&anna, &json!(1));
    assert_eq!((&of_directory["kind"], &of_directory["name"]), (&json!("directory"), &json!("corp")));
    let room = row(&of_directory, "roomNumber");
    assert_eq!(
        (&room["attribute"], &room["on"], &room["fixed"], &room["state"]),
        (&json!("room"), &json!(true), &json!(true), &json!("never_exported"))
    );

    let hr = make(&anna, "Personnel");
    anna.post("/api/v1/targets", &json!({ "name": "personnel", "source": 1 })).expect_status(409);
    anna.post("/api/v1/targets", &json!({ "name": "CORP", "source": 1 })).expect_status(409);
    anna.post("/api/v1/targets", &json!({ "name": "a/b", "source": 1 })).expect_status(400);
    anna.post("/api/v1/targets", &json!({ "name": "else", "source": 99 })).expect_status(400);

    let full = json!({ "expression": "{{ given_name }} {{ surname | upper }}", "name": "Full name" });
    let made = add(&anna, &hr, &full).expect_status(200).json;
    assert_eq!(row(&made, "Full name")["state"], "never_exported");
    add(&anna, &hr, &json!({ "expression": "Example Ltd", "name": "Company" })).expect_status(200);
    let phone = json!({ "attribute": "phone", "name": "Phone", "format": "e164" });
    let with_phone = add(&anna, &hr, &phone).expect_status(200);
    assert_eq!(with_phone.json["rows"].as_array().unwrap().len(), 3);
    // What a file carries beside what was approved is named: all of it for what is no directory, of a directory what no change says.
    let computed = |place: usize| anna.get("/api/v1/targets").expect_status(200).json[place]["computed"].clone();
    assert_eq!((computed(0), computed(1)), (json!([]), json!(["Full name", "Company", "Phone"])));
    let joined = json!({ "expression": "{{ given_name }} of Example", "name": "description2" });
    let made = add(&anna, &json!(1), &joined).expect_status(200).json;
    assert_eq!(computed(0), json!(["description2"]));
    edit(&anna, "DELETE", &json!(1), &format!("/mappings/{}", row(&made, "description2")["id"]), None)
        .expect_status(200);

    // Somebody else's edit in between is not written over.
    let stale = template(&anna, &hr)["version"].clone();
    edit(&anna, "PATCH", &hr, "", Some(&json!({ "name": "People" }))).expect_status(200);
    let path = format!("/api/v1/targets/{hr}/mappings");
    let tag = format!("\"{stale}\"");
    let moved = anna.send("POST", &path, &[("if-match", &tag)], Some(&json!({ "expression": "x", "name": "x" })));
    assert_eq!(moved.unwrap().expect_status(412).json["version"], template(&anna, &hr)["version"]);
    anna.post(&path, &json!({ "expression": "x", "name": "x" })).expect_status(428);

    let ids: Vec<Value> =
        template(&anna, &hr)["rows"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
    let turned: Vec<&Value> = ids.iter().rev().collect();
    let ordered = edit(&anna, "PUT", &hr, "/mappings", Some(&json!({ "rows": turned }))).expect_status(200).json;
    assert_eq!(ordered["rows"][0]["name"], "Phone");
    edit(&anna, "PUT", &hr, "/mappings", Some(&json!({ "rows": [ids[0], ids[0], ids[1]] }))).expect_status(400);

    let company_row = row(&ordered, "Company")["id"].clone();
    set(&anna, &hr, "Full name", &json!({ "expression": "{{ surname }}", "on": false })).expect_status(200);
    edit(&anna, "DELETE", &hr, &format!("/mappings/{company_row}"), None).expect_status(200);
    edit(&anna, "DELETE", &hr, &format!("/mappings/{company_row}"), None).expect_status(404);

    // A duplicate has the same rows, off ones too.
    let copy = anna.post("/api/v1/targets", &json!({ "name": "Copy", "like": hr })).expect_status(201).json;
    let rows = |template: &Value| -> Vec<(Value, Value, Value)> {
        let rows = template["rows"].as_array().unwrap().iter();
        rows.map(|row| (row["name"].clone(), row["expression"].clone(), row["on"].clone())).collect()
    };
    assert_eq!(rows(&copy), rows(&template(&anna, &hr)));
    assert_eq!(copy["source"], 1);

    let history = anna.get(&format!("/api/v1/targets/{hr}/history?limit=3")).expect_status(200).json;
    assert_eq!(history["total"], 8, "{history}");
    let actions: Vec<&Value> = history["items"].as_array().unwrap().iter().map(|row| &row["action"]).collect();
    assert_eq!(actions, ["target.row_remove", "target.row_set", "target.row_order"]);
    let detail = &history["items"][1]["detail"];
    assert_eq!(
        (&detail["before"]["expression"], &detail["after"]["expression"], &detail["after"]["on"]),
        (&json!("{{ given_name }} {{ surname | upper }}"), &json!("{{ surname }}"), &json!(false))
    );
    let after = history["next"].as_str().unwrap();
    let rest = anna.get(&format!("/api/v1/targets/{hr}/history?after={after}")).expect_status(200).json;
    assert_eq!(rest["items"].as_array().unwrap().len(), 5);
    assert_eq!(rest["items"][4]["action"], "target.add");

    // Restarting brings nothing back and takes nothing away.
    let before = (template(&anna, &hr), template(&anna, &json!(1)));
    company.amend.restart().unwrap();
    let anna = company.signed_in(people::ADMIN);
    assert_eq!((template(&anna, &hr), template(&anna, &json!(1))), before);

    // What waits is cancelled only where somebody has said so.
    let phone = row(&before.0, "Phone")["id"].clone();
    company.sql(&format!(
        "insert into item (target_id, person_id, mapping_id, value, state, made_at, moved_at) select {hr}, id, {phone}, '[\"1\"]', 'waiting', 0, 0 from person where id = 1"
    ));
    assert_eq!(row(&template(&anna, &hr), "Phone")["state"], "waiting");
    let refused = edit(&anna, "DELETE", &hr, "", None).expect_status(409).json;
    assert!(refused["detail"].as_str().unwrap().starts_with("1 values are on their way to People"), "{refused}");
    edit(&anna, "DELETE", &hr, "?confirmed=true", None).expect_status(204);
    anna.get(&format!("/api/v1/targets/{hr}")).expect_status(404);
    assert_eq!(company.sql(&format!("select state from item where target_id = {hr}")).trim(), "cancelled");
    assert_eq!(audit(&company, "target.retire")[0]["detail"]["cancelled"], 1);
    // Its name is free again.
    make(&anna, "People");
    edit(&anna, "DELETE", &json!(1), "", None).expect_status(409);
    edit(&anna, "PATCH", &json!(1), "", Some(&json!({ "name": "x" }))).expect_status(409);
}

/// S3.2, S3.3: a row of a directory that is off leaves what is approved with Amend, and back on it writes again; a restart keeps what was set.
fn a_row_that_is_off_writes_nothing(database: Database) {
    let mut company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let directory = json!(1);
    set(&anna, &directory, "roomNumber", &json!({ "on": false })).expect_status(200);
    let phone = json!({ "format": "e164" });
    set(&anna, &directory, "telephoneNumber", &phone).expect_status(200);
    let info = json!({ "expression": "{{ title | default('?') }}, {{ city }}", "name": "carLicense" });
    add(&anna, &directory, &info).expect_status(200);
    Company::propose(&emma, &json!({ "room": "4.44" })).expect_status(200);
    decide(&anna, &waiting(&anna, "room"), "approve", None);
    assert_eq!(change_state(&Company::profile(&emma), "room"), "applied");

    company.amend.restart().unwrap();
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let kept = template(&anna, &directory);
    assert_eq!(row(&kept, "roomNumber")["state"], "off");
    assert_eq!(row(&kept, "telephoneNumber")["format"], "e164");
    assert_eq!(row(&kept, "carLicense")["expression"], info["expression"]);

    approved(&emma, &anna, "phone", "+47 22 12 34 56");
    set(&anna, &directory, "roomNumber", &json!({ "on": true })).expect_status(200);
    Company::propose(&emma, &json!({ "room": "5.55" })).expect_status(200);
    let change = waiting(&anna, "room");
    decide(&anna, &change, "approve", None);
    assert_eq!(change_state(&Company::profile(&emma), "room"), "approved");
    let now = template(&anna, &directory);
    assert_eq!(
        (&row(&now, "roomNumber")["state"], &row(&now, "roomNumber")["waiting"]),
        (&json!("waiting"), &json!(1))
    );

    let make = json!({ "target": 1, "profile": "machine", "key": "username" });
    let export = anna.post("/api/v1/exports", &make).expect_status(201).json;
    let file = anna.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200).text();
    assert!(file.contains("5.55") && file.contains("+4722123456"), "{file}");
    let now = template(&anna, &directory);
    assert_eq!(row(&now, "roomNumber")["state"], "given");
    assert!(row(&now, "roomNumber")["exported_at"].is_string(), "{now}");
    // The directory shows the number as it was written, which is what was approved.
    company.in_directory(people::EMPLOYEE, "replace: telephoneNumber\ntelephoneNumber: +4722123456");
    company.sync();
    assert_eq!(change_state(&Company::profile(&emma), "phone"), "confirmed");
}
