//! Calls that name many: where one of them is not in the part, the whole call is refused with their ids and nothing is done (SEC9).

use amend_tests::{client::Client, people};
use serde_json::{Value, json};

use super::{in_office, of_office};
use crate::{
    acts::{on_both, rows},
    company::{Company, Database, change_state},
    imports,
    staff::{approved, audit_rows, decision, id_of, queue},
};

on_both!(
    a_decision_on_somebody_elsewhere_refuses_all,
    a_part_is_exported_alone,
    a_file_about_somebody_elsewhere_is_refused_whole
);

fn proposed(company: &Company, username: &str) -> Client {
    let client = company.signed_in(username);
    Company::propose(&client, &json!({ "title": "Chief" })).expect_status(200);
    client
}

fn decide_all(client: &Client, changes: &[Value]) -> amend_tests::client::Response {
    let decisions: Vec<Value> = changes.iter().map(|change| decision(change, "approve", None)).collect();
    client.post("/api/v1/decisions", &json!({ "decisions": decisions }))
}

/// S1.21, SEC1: nothing of a mixed call is done; the same without the others is.
fn a_decision_on_somebody_elsewhere_refuses_all(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let (emma, marta) = (proposed(&company, people::EMPLOYEE), proposed(&company, people::MANAGER));
    let oslo = in_office(&company, &of_office(&company, "Oslo", 0), "people-admin", "Oslo");
    let all = queue(&company.root);
    assert_eq!(all.len(), 2);
    let marta_id = id_of(&company, people::MANAGER);
    let (theirs, ours): (Vec<Value>, Vec<Value>) = all.iter().cloned().partition(|change| change["person"] == marta_id);
    let before = audit_rows(&company);
    let refused = decide_all(&oslo, &all).expect_status(403).json;
    assert_eq!(
        (&refused["code"], &refused["outside"]),
        (&json!("out_of_scope"), &json!([theirs[0]["id"]])),
        "{refused}"
    );
    // A change that nobody has is told in the same way.
    let unknown = json!({ "id": 999_999, "version": 1 });
    let also = decide_all(&oslo, &[ours[0].clone(), unknown]).expect_status(403).json;
    assert_eq!((&also["code"], &also["outside"]), (&json!("out_of_scope"), &json!([999_999])));
    assert_eq!(also["title"], refused["title"]);
    for client in [&emma, &marta] {
        assert_eq!(change_state(&Company::profile(client), "title"), "pending");
    }
    assert_eq!(audit_rows(&company), before + 2, "the two refusals, and nothing else");
    let done = decide_all(&oslo, &ours).expect_status(200).json;
    assert_eq!(done["results"][0]["state"], "approved", "{done}");
    assert_eq!(change_state(&Company::profile(&marta), "title"), "pending");
}

/// S1.12, S1.15, S1.21: an export operator of a part sees, makes and downloads files of its people alone; one that has anybody else in it is absent.
fn a_part_is_exported_alone(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let anna = company.signed_in(people::ADMIN);
    let (emma, marta) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::MANAGER));
    approved(&emma, &anna, "room", "4.01");
    approved(&marta, &anna, "room", "4.02");
    let operator = in_office(&company, &of_office(&company, "Oslo", 0), "export-operator", "Oslo");
    let (emma_id, marta_id) = (id_of(&company, people::EMPLOYEE), id_of(&company, people::MANAGER));
    let target = operator.get("/api/v1/targets").expect_status(200).json[0].clone();
    assert_eq!((&target["waiting"], &target["people"]), (&json!(1), &json!(1)), "{target}");
    let waiting = operator.get("/api/v1/targets/1/items?state=waiting").expect_status(200).json;
    assert_eq!((&waiting["total"], &waiting["items"][0]["person"]), (&json!(1), &json!(emma_id)), "{waiting}");

    let make = |people: &Value| {
        let mut body = json!({ "target": 1, "profile": "machine", "key": "username" });
        if !people.is_null() {
            body["people"] = people.clone();
        }
        operator.post("/api/v1/exports", &body)
    };
    let refused = make(&json!([emma_id, marta_id, 999_999])).expect_status(403).json;
    assert_eq!((&refused["code"], &refused["outside"]), (&json!("out_of_scope"), &json!([marta_id, 999_999])));
    assert_eq!(company.root.get("/api/v1/exports").json["total"], 0, "nothing was made");
    let made = make(&Value::Null).expect_status(201).json;
    let file = operator.get(&format!("/api/v1/exports/{}/file", made["id"])).expect_status(200).text();
    assert!(file.contains("emma.larsen") && !file.contains("marta"), "{file}");

    // What others have made with somebody else in it is not there; a file of people of the part alone is.
    let others = anna
        .post("/api/v1/exports", &json!({ "target": 1, "profile": "machine", "key": "username" }))
        .expect_status(201)
        .json;
    for path in [format!("/api/v1/exports/{}", others["id"]), format!("/api/v1/exports/{}/file", others["id"])] {
        operator.get(&path).expect_status(404);
    }
    let seen = operator.get("/api/v1/exports").expect_status(200).json;
    assert_eq!((&seen["total"], &seen["items"][0]["id"]), (&json!(1), &made["id"]));
    approved(&emma, &anna, "street", "Storgata 1");
    let for_them = anna
        .post("/api/v1/exports", &json!({ "target": 1, "profile": "machine", "key": "username", "people": [emma_id] }));
    let for_them = for_them.expect_status(201).json;
    operator.get(&format!("/api/v1/exports/{}/file", for_them["id"])).expect_status(200);
}

/// S1.3, S1.21: a file whose lines name anybody elsewhere, or nobody, is refused whole with the lines; one of the part's people is carried out, and
/// is seen by whoever has handed it in.
fn a_file_about_somebody_elsewhere_is_refused_whole(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let oslo = in_office(&company, &of_office(&company, "Oslo", 0), "people-admin", "Oslo");
    let mixed =
        b"mail,roomNumber\nemma.larsen@example.test,5.01\nmarta.nowak@example.test,5.02\nnobody@example.test,5.03\n";
    let import = imports::handed_in(&oslo, "mixed.csv", mixed);
    let reason = import["reason"].as_str().unwrap();
    assert!(reason.contains("line 3, 4"), "{reason}");
    assert_eq!(import["counts"]["changed"], 0);
    assert!(imports::lines(&oslo, &import, "").is_empty());
    imports::execute(&oslo, &import, &json!({ "rows": "valid" })).expect_status(409);

    let own = imports::handed_in(&oslo, "own.csv", b"mail,roomNumber\nemma.larsen@example.test,5.01\n");
    assert_eq!((&own["reason"], &own["counts"]["changed"]), (&Value::Null, &json!(1)), "{own}");
    assert_eq!(imports::done(&oslo, &own)["state"], "done");
    let others = imports::carried_out(&company.root, b"mail,roomNumber\nmarta.nowak@example.test,6.01\n");
    oslo.get(&format!("/api/v1/imports/{others}")).expect_status(404);
    let seen = oslo.get("/api/v1/imports").expect_status(200).json;
    let seen: Vec<Value> = rows(&seen).iter().map(|row| row["id"].clone()).collect();
    assert_eq!(seen, [own["id"].clone(), import["id"].clone()]);
    assert_eq!(imports::undone(&oslo, &own)["state"], "undone");
}
