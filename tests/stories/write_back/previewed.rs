//! What would be written, looked at before it is.

use amend_tests::people;
use serde_json::{Value, json};

use super::*;
use crate::{
    acts::on_both,
    staff::{approved, id_of, save, somebody},
    templates,
};

on_both!(what_would_be_written_is_shown_first, what_is_switched_off_is_not_written);

/// What would be written now.
fn preview(client: &Client, query: &str) -> Value {
    client.get(&format!("/api/v1/targets/1/write/preview{query}")).expect_status(200).json
}

fn row<'p>(page: &'p Value, attribute: &str) -> &'p Value {
    let rows = page["items"].as_array().unwrap();
    rows.iter().find(|row| row["attribute"] == attribute).unwrap_or_else(|| panic!("no {attribute} in {page}"))
}

/// S1.14: value by value, with what the directory has to hold still and what it would hold then, in pages, whether writing is on or off; what
/// cannot be written says why. Looking sends nothing and moves nothing, and what is written afterwards is what was shown.
fn what_would_be_written_is_shown_first(database: Database) {
    let company = company(database);
    company.in_directory(people::EMPLOYEE, "replace: roomNumber\n");
    company.sync();
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    assert_eq!(preview(&anna, "")["total"], 0);
    approved(&emma, &anna, "city", "Bergen");
    approved(&emma, &anna, "room", "4.44");
    let (other, leaves) = (somebody(&company, 3), somebody(&company, 4));
    let (person, chief) = (id_of(&company, people::EMPLOYEE), id_of(&company, &leaves));
    let manager = json!({ "manager": format!("person:{chief}") });
    save(&anna, &format!("/api/v1/people/{person}"), &manager).expect_status(200);
    company.leaves(&leaves);
    company.sync();
    save(&anna, &format!("/api/v1/people/{}", id_of(&company, &other)), &json!({ "city": null })).expect_status(200);
    let (city, version) =
        (held(&company.slapd, people::EMPLOYEE, "l"), entry_version(&company.slapd, people::EMPLOYEE));
    let before = company.sql("select id, state, version from change order by id");

    let page = preview(&anna, "");
    assert_eq!((&page["total"], page["items"].as_array().unwrap().len()), (&json!(4), 4), "{page}");
    let first = row(&page, "city");
    assert_eq!((&first["holds"], &first["new"]), (&json!({ "value": city[0] }), &json!("Bergen")), "{first}");
    assert_eq!((&first["names"], &first["person_name"]), (&json!(["l"]), &json!("Emma Larsen")), "{first}");
    assert_eq!((&first["dn"], &first["waits"]), (&json!(company.dn(people::EMPLOYEE)), &Value::Null), "{first}");
    assert_eq!(row(&page, "room")["holds"], "empty", "{page}");
    assert!(row(&page, "manager")["waits"].as_str().unwrap().starts_with("whom it names is in no directory"), "{page}");
    let last = &page["items"][3];
    assert_eq!((&last["new"], last["holds"]["value"].is_string()), (&Value::Null, true), "{last}");

    let (mut seen, mut next) = (Vec::new(), Some(String::new()));
    while let Some(after) = next {
        let page = preview(&anna, &format!("?limit=1{after}"));
        seen.extend(page["items"].as_array().unwrap().iter().map(|row| row["item"].clone()));
        next = page["next"].as_str().map(|next| format!("&after={next}"));
    }
    let all: Vec<Value> = page["items"].as_array().unwrap().iter().map(|row| row["item"].clone()).collect();
    assert_eq!(seen, all);
    anna.get("/api/v1/targets/1/write/preview?limit=201").expect_status(400);
    anna.get("/api/v1/targets/77/write/preview").expect_status(404);
    assert_eq!(entry_version(&company.slapd, people::EMPLOYEE), version, "nothing is sent");
    assert_eq!(company.sql("select id, state, version from change order by id"), before, "nothing moves");

    turn_on(&anna);
    wait_for("what was shown", || {
        let [emmas, room] = ["l", "roomNumber"].map(|name| held(&company.slapd, people::EMPLOYEE, name));
        (emmas == ["Bergen"] && room == ["4.44"] && held(&company.slapd, &other, "l").is_empty()).then_some(())
    });
}

/// S3.2, S3.14, I1: what waits by a row that is off is not written and says why; once the row is on, it is.
fn what_is_switched_off_is_not_written(database: Database) {
    const OFF: &str = "its row of the template is switched off";
    let company = company(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "city", "Bergen");
    approved(&emma, &anna, "room", "4.44");
    templates::set(&anna, &json!(1), "roomNumber", &json!({ "on": false })).expect_status(200);
    let page = preview(&anna, "");
    assert!(row(&page, "room")["waits"].as_str().unwrap().starts_with(OFF), "{page}");
    assert_eq!((&row(&page, "room")["new"], &row(&page, "city")["waits"]), (&json!("4.44"), &Value::Null), "{page}");
    let before = held(&company.slapd, people::EMPLOYEE, "roomNumber");

    turn_on(&anna);
    wait_for_item(&anna, "city", "done");
    // It was looked at together with the other, and put off.
    wait_for("why it waits", || {
        company.sql("select reason from item where attribute = 'room'").contains(OFF).then_some(())
    });
    let room = wait_for_item(&anna, "room", "waiting");
    assert_eq!((&room["off"], room["reason"].as_str().unwrap().starts_with(OFF)), (&json!(true), true), "{room}");
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "roomNumber"), before);

    templates::set(&anna, &json!(1), "roomNumber", &json!({ "on": true })).expect_status(200);
    wait_for_item(&anna, "room", "done");
    assert_eq!(held(&company.slapd, people::EMPLOYEE, "roomNumber"), ["4.44"]);
}
