//! What rows come to before they are kept.

use amend_tests::{amend::Options, client::Client, people};
use serde_json::json;

use super::{add, make, template};
use crate::{
    acts::on_both,
    company::{Company, Database},
    scopes::{granted, office},
    staff::{approved, id_of, set, somebody, with_role},
};

on_both!(a_row_is_tried_on_a_person_and_on_everybody, who_reads_a_template_finds_whom_to_try_it_on);

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

/// The user names of those whom somebody may try a template on.
fn found(client: &Client, search: &str) -> Vec<String> {
    let page = client.get(&format!("/api/v1/targets/1/people?search={search}&limit=200")).expect_status(200).json;
    let rows = page["items"].as_array().unwrap();
    assert_eq!(page["total"], rows.len());
    rows.iter().map(|row| row["username"].as_str().unwrap().to_owned()).collect()
}

/// S3.13, S3.16, S1.21, I7: who may try a template finds people by name for that, without the right to list people: everywhere or within the part
/// that the role holds in, and by nothing that is hidden.
fn who_reads_a_template_finds_whom_to_try_it_on(database: Database) {
    let company = Company::open_with(database, 40, Options::default());
    let setter = with_role(&company, &somebody(&company, 0), "directory-admin");
    setter.get("/api/v1/people?search=emma").expect_status(403);
    assert_eq!(found(&setter, "EMMA"), [people::EMPLOYEE]);
    assert_eq!(found(&setter, "marta.nowak@example.test"), [people::MANAGER]);
    assert_eq!(found(&setter, "nobody-of-that-name"), [""; 0]);
    assert_eq!(found(&setter, "%20"), [""; 0], "nobody is found by nothing");
    assert!(found(&setter, "a").len() > 20);
    let page = setter.get("/api/v1/targets/1/people?search=a&limit=2").expect_status(200).json;
    let after = page["next"].as_str().unwrap();
    let rest = setter.get(&format!("/api/v1/targets/1/people?search=a&limit=2&after={after}")).expect_status(200).json;
    assert_ne!(rest["items"][0], page["items"][0]);
    let row = &page["items"][0];
    assert_eq!(row.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "name", "username"], "{row}");
    setter.post("/api/v1/targets/1/try", &json!({ "person": row["id"] })).expect_status(200);
    setter.get("/api/v1/targets/77/people?search=a").expect_status(404);
    setter.get(&format!("/api/v1/targets/1/people?search={}", "x".repeat(201))).expect_status(400);

    let oslo = json!([{ "ou": office(&company, "Oslo") }]);
    let exporter = granted(&company, &somebody(&company, 1), "export-operator", &oslo);
    assert_eq!(found(&exporter, "emma"), [people::EMPLOYEE]);
    assert_eq!(found(&exporter, "marta"), [""; 0], "she is elsewhere");
    with_role(&company, &somebody(&company, 2), "service-desk")
        .get("/api/v1/targets/1/people?search=a")
        .expect_status(403);
    company.signed_in(people::EMPLOYEE).get("/api/v1/targets/1/people?search=a").expect_status(403);

    set(&company.root, "mail", &json!({ "visible": false, "mandatory": false, "pending": "keep" })).expect_status(200);
    assert_eq!(found(&setter, "marta.nowak@example"), [""; 0], "what is hidden is not found out by searching");
    assert_eq!(found(&setter, "marta"), [people::MANAGER]);
}

/// S3.11: where there is no time to look at everybody, the figures are those of whom there was time for, and say so.
#[test]
fn an_effect_has_a_bound_in_time() {
    for (seconds, whole, at_least) in [("0", false, 500), ("60", true, 550)] {
        let options = Options { settings: format!("effect_seconds = {seconds}"), ..Options::default() };
        let company = Company::open_with(Database::Sqlite, 550, options);
        let hr = make(&company.root, "Personnel");
        let row = json!({ "expression": "{{ surname }}", "name": "Name" });
        let told = company.root.post(&format!("/api/v1/targets/{hr}/effect"), &row).expect_status(200).json;
        assert_eq!((&told["whole"], &told["people"]), (&json!(whole), &json!(at_least)), "{told}");
        assert_eq!(told["would_change"], at_least, "{told}");
    }
}
