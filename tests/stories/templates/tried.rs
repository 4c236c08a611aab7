//! What rows come to before they are kept.

use amend_tests::people;
use serde_json::json;

use super::{add, make, template};
use crate::{
    acts::on_both,
    company::{Company, Database},
    staff::{approved, id_of, somebody, with_role},
};

on_both!(a_row_is_tried_on_a_person_and_on_everybody);

/// S3.11, S3.13: what each row brings for a real person stands beside what the target holds, and how many people an edit would change is told before it is
/// kept. Nothing is kept or sent.
fn a_row_is_tried_on_a_person_and_on_everybody(database: Database) {
    let company = Company::open(database);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let id = id_of(&company, people::EMPLOYEE);
    approved(&emma, &anna, "room", "4.44");
    approved(&emma, &anna, "phone", "+47 22 12 34 56");
    let before = template(&anna, &json!(1));
    let tried = anna.post("/api/v1/targets/1/try", &json!({ "person": id })).expect_status(200).json;
    assert_eq!((&tried["person_name"], &tried["taken"]), (&json!("Emma Larsen"), &json!(true)));
    let place = before["rows"].as_array().unwrap().iter().position(|row| row["name"] == "roomNumber").unwrap();
    let room = &tried["rows"][place];
    assert_eq!((&room["value"], &room["known"]), (&json!("4.44"), &json!(true)), "{room}");
    assert_ne!(room["holds"], "4.44");

    let hr = make(&anna, "Personnel");
    let address = format!("/api/v1/targets/{hr}/try");
    let rows = json!([
        { "expression": "{{ given_name }} {{ surname | upper }}", "name": "Name" },
        { "expression": "{{ surname | shout }}" },
        { "expression": "{{ shoe_size }}" },
        { "attribute": "phone", "format": "e164" },
        { "expression": "{{ about | date }}" },
        { "expression": "Example Ltd" },
    ]);
    let tried = anna.post(&address, &json!({ "person": id, "rows": rows })).expect_status(200).json;
    let of = |place: usize| &tried["rows"][place];
    assert_eq!((&of(0)["value"], &of(0)["known"]), (&json!("Emma LARSEN"), &json!(false)));
    assert_eq!(
        (&of(1)["problems"][0]["code"], &of(1)["problems"][0]["limit"]),
        (&json!("not_an_expression"), &json!(14))
    );
    assert_eq!(of(2)["problems"][0]["code"], "unknown_attribute");
    assert_eq!(of(3)["value"], "+4722123456", "{tried}");
    assert_eq!(of(5)["value"], "Example Ltd");
    anna.post(&address, &json!({ "person": 999_999 })).expect_status(404);

    // Everybody, in figures.
    let effect = format!("/api/v1/targets/{hr}/effect");
    let added = add(&anna, &hr, &json!({ "expression": "{{ surname }}", "name": "Name" })).expect_status(200).json;
    let own = &added["rows"][0]["id"];
    let asked = |expression: &str| {
        let row = json!({ "mapping": own, "expression": expression, "name": "Name" });
        anna.post(&effect, &row).expect_status(200).json
    };
    let same = asked("{{ surname | trim }}");
    assert_eq!(
        (&same["would_change"], &same["would_clear"], &same["errors"], &same["whole"]),
        (&json!(0), &json!(0), &json!(0), &json!(true))
    );
    let people = same["people"].as_i64().unwrap();
    assert!(people >= 30, "{same}");
    assert_eq!(asked("{{ surname | upper }}")["would_change"], people);
    assert_eq!(asked("{{ skills }}")["would_clear"], people);
    let fails = asked("{{ surname }}{{ room | default('x') | date if room == '4.44' else '' }}");
    assert_eq!((&fails["errors"], &fails["examples"][0]["person_name"]), (&json!(1), &json!("Emma Larsen")), "{fails}");
    let refused = anna.post(&effect, &json!({ "expression": "{{ surname", "name": "Name" })).expect_status(422).json;
    assert_eq!(refused["problems"]["expression"][0]["code"], "not_an_expression");
    assert_eq!(template(&anna, &hr)["rows"][0]["expression"], "{{ surname }}");
    assert_eq!(company.sql(&format!("select count(*) from item where target_id = {hr}")).trim(), "0");

    // S3.16: who reads templates tries them, and does not change them. Of themselves nobody is told what is hidden from them (I7).
    let auditor = with_role(&company, &somebody(&company, 1), "auditor");
    let own = id_of(&company, &somebody(&company, 1));
    let hidden = json!([{ "expression": "{{ employee_number }}" }, { "attribute": "employee_number" }]);
    let told = auditor.post(&address, &json!({ "person": id, "rows": hidden })).expect_status(200).json;
    assert!(told["rows"][0]["problems"].is_null(), "{told}");
    let told = auditor.post(&address, &json!({ "person": own, "rows": hidden })).expect_status(200).json;
    for row in told["rows"].as_array().unwrap() {
        assert_eq!((&row["value"], &row["problems"][0]["code"]), (&json!(null), &json!("expression_failed")), "{told}");
    }
    auditor.post(&effect, &json!({ "expression": "x" })).expect_status(403);
    auditor.post("/api/v1/targets", &json!({ "name": "y", "source": 1 })).expect_status(403);
}
