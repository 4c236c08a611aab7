//! An administrator of a part sets back whom they administer, one value or all of a person; what may have changed anybody stays with those whose role
//! holds everywhere.

use amend_tests::{
    client::{Client, Response},
    people,
};
use serde_json::{Value, json};

use super::{in_office, of_office};
use crate::{
    acts::{on_both, rows},
    company::{Company, Database, field},
    staff::{approved, audit, id_of, save},
};

on_both!(people_of_a_part_are_set_back_there);

fn preview(client: &Client, ask: &Value) -> Response {
    client.post("/api/v1/undo/preview", ask)
}

/// What a preview has shown, as it is sent to be set back.
fn seen(preview: &Response) -> Vec<Value> {
    let row = |row: &Value| json!({ "person": row["person"], "attribute": row["value"]["attribute"], "now": row["value"]["old"], "back": row["value"]["new"] });
    rows(&preview.json).iter().filter(|row| row["outcome"] == "set_back").map(row).collect()
}

/// X16, S1.21, SEC3, SEC9: within the part a value and a person are set back to a moment, as an edit on record; whoever is elsewhere is as nobody, and a run is
/// refused in words that say who can.
fn people_of_a_part_are_set_back_there(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let anna = company.signed_in(people::ADMIN);
    let (emma, marta) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::MANAGER));
    let (emma_id, marta_id) = (id_of(&company, people::EMPLOYEE), id_of(&company, people::MANAGER));
    let me = of_office(&company, "Oslo", 0);
    let oslo = in_office(&company, &me, "people-admin", "Oslo");
    let path = format!("/api/v1/people/{emma_id}");
    let value = |key: &str| field(&oslo.get(&path).expect_status(200).json, key)["value"].clone();
    save(&oslo, &path, &json!({ "postal_code": "0150" })).expect_status(200);
    let before = (value("title"), value("room"));
    let moment = oslo.get(&format!("{path}/history?limit=1")).expect_status(200).json["items"][0]["at"].clone();
    std::thread::sleep(std::time::Duration::from_millis(3));
    approved(&emma, &anna, "title", "Head of Sales");
    approved(&emma, &anna, "room", "7.01");
    approved(&marta, &anna, "room", "7.02");
    let of = |person: i64| json!({ "person": { "person": person, "to": moment } });

    // Of one value first, then of the whole person.
    let one = preview(&oslo, &json!({ "what": of(emma_id), "attribute": "room" })).expect_status(200);
    assert_eq!((&one.json["items"][0]["value"]["attribute"], seen(&one).len()), (&json!("room"), 1), "{}", one.text());
    let set_back = |what: &Value, rows: &[Value]| oslo.post("/api/v1/undo", &json!({ "what": what, "rows": rows }));
    assert_eq!(set_back(&of(emma_id), &seen(&one)).expect_status(200).json["outcomes"], json!(["set_back"]));
    assert_eq!((value("title"), value("room")), (json!("Head of Sales"), before.1.clone()));
    let rest = preview(&oslo, &json!({ "what": of(emma_id) })).expect_status(200);
    assert_eq!(set_back(&of(emma_id), &seen(&rest)).expect_status(200).json["outcomes"], json!(["set_back"]));
    assert_eq!((value("title"), value("room")), before);
    let noted = &audit(&company, "undo.person")[0];
    assert_eq!((&noted["person"], &noted["detail"]["set_back"]), (&json!(emma_id), &json!(1)), "{noted}");

    // Whoever is elsewhere is as absent as nobody; nor are they reached through somebody of the part.
    let theirs = seen(&preview(&anna, &json!({ "what": of(marta_id) })).expect_status(200));
    for person in [marta_id, 999_999] {
        let refused = preview(&oslo, &json!({ "what": of(person) })).expect_status(404);
        assert_eq!(set_back(&of(person), &theirs).expect_status(404).json, refused.json);
    }
    let mixed = set_back(&of(emma_id), &theirs).expect_status(400);
    assert!(mixed.json["detail"].as_str().unwrap().contains("somebody else"), "{}", mixed.text());
    let run = json!({ "run": 1 });
    for refused in [preview(&oslo, &json!({ "what": run })), set_back(&run, &theirs)] {
        let refused = refused.expect_status(403);
        let words = refused.json["detail"].as_str().unwrap();
        assert!(words.contains("role holds everywhere") && words.contains("one by one"), "{words}");
    }
    preview(&oslo, &json!({ "what": of(id_of(&company, &me)) })).expect_status(403);
    let shown = company.root.get(&format!("/api/v1/people/{marta_id}")).json;
    assert_eq!(field(&shown, "room")["value"], "7.02");
    assert_eq!(audit(&company, "undo.person").len(), 2);
    let auditor = in_office(&company, &of_office(&company, "Oslo", 1), "auditor", "Oslo");
    preview(&auditor, &json!({ "what": of(emma_id) })).expect_status(403);
}
