//! Locks and visibility: what employees may not change stays as it is whatever they send, what is hidden is nowhere, and a padlock holds at
//! once for everybody.

use amend_tests::{
    client::{Client, Response},
    people,
};
use serde_json::{Value, json};

use crate::{
    company::{Company, Database, change_state, field},
    staff::{approved, audit, audit_rows, decide, id_of, save, set, somebody, waiting, with_role},
};

/// A body as bytes, for what no JSON writer would write.
fn raw(client: &Client, body: &str) -> Response {
    let tag = format!("\"{}\"", Company::profile(client)["version"]);
    let headers = [("if-match", tag.as_str()), ("content-type", "application/json")];
    client.send_bytes("PATCH", "/api/v1/me", &headers, body.as_bytes()).unwrap()
}

/// S1.8, SEC2, I7, T12: a request with anything in it that may not be is refused whole; each field is named, nothing is written, one row tells.
#[test]
fn a_crafted_save_is_refused_whole() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let emma = company.signed_in(people::EMPLOYEE);
        let before = Company::profile(&emma);
        let fine = "\"room\":\"1.01\"";
        // What is sent beside a good field, the status, and what the answer names with which code.
        let cases = [
            ("\"surname\":\"Boss\"", 422, "surname", "managed_by_directory"),
            ("\"manager\":\"uid=emma.larsen\"", 422, "manager", "managed_by_directory"),
            ("\"employee_number\":\"1\"", 422, "employee_number", "unknown_attribute"),
            ("\"nonsense\":\"1\"", 422, "nonsense", "unknown_attribute"),
            ("\"Title\":\"Boss\"", 422, "Title", "unknown_attribute"),
            ("\"TITLE\":\"Boss\"", 422, "TITLE", "unknown_attribute"),
            ("\"title \":\"Boss\"", 422, "title ", "unknown_attribute"),
            ("\"tіtle\":\"Boss\"", 422, "tіtle", "unknown_attribute"),
            ("\"\":\"Boss\"", 422, "", "unknown_attribute"),
            ("\"$ref\":\"/surname\"", 422, "$ref", "unknown_attribute"),
            ("\"/surname\":\"Boss\"", 422, "/surname", "unknown_attribute"),
            ("\"policy.locked\":\"FALSE\"", 422, "policy.locked", "unknown_attribute"),
            ("\"userPassword\":\"x\"", 422, "userPassword", "unknown_attribute"),
            ("\"title\":[\"Boss\",\"Chief\"]", 422, "title", "too_many_values"),
            ("\"title\":{\"value\":\"Boss\"}", 400, "title", ""),
            ("\"title\":[[\"Boss\"]]", 400, "title", ""),
            ("\"title\":7", 400, "title", ""),
            ("\"title\":true", 400, "title", ""),
            ("\"title\":\"\"", 400, "title", ""),
            ("\"title\":\"a\",\"title\":\"b\"", 400, "title", ""),
            ("\"title\":\"\\ud800\"", 400, "values", ""),
        ];
        let rows = audit_rows(&company);
        for (crafted, status, named, code) in cases {
            let answer = raw(&emma, &format!("{{\"values\":{{{fine},{crafted}}}}}")).expect_status(status);
            let text = answer.text();
            assert!(text.contains(&format!("{}", json!(named)).trim_matches('"').to_owned()), "{crafted}: {text}");
            if !code.is_empty() {
                let problems = answer.json["problems"].as_object().unwrap();
                assert_eq!(problems.len(), 1, "{crafted}: {text}");
                let (key, found) = problems.iter().next().unwrap();
                assert_eq!(found[0]["code"], code, "{crafted}: {text}");
                assert!(key == named || found[0]["detail"] == named, "{crafted}: {text}");
            }
        }
        for body in [
            "{\"values\":{\"room\":\"1\"},\"values\":{\"surname\":\"x\"}}",
            "{\"values\":{\"room\":\"1\"},\"person\":1}",
            "[]",
            "{}",
            "nonsense",
            "{\"values\":{\"room\":\"1\"}} {}",
        ] {
            let status = raw(&emma, body).status;
            assert_eq!(status, 400, "{body}");
        }
        let several =
            Company::propose(&emma, &json!({ "room": "1", "surname": "x", "employee_number": "1", "nothing": "1" }))
                .expect_status(422);
        let named: Vec<&String> = several.json["problems"].as_object().unwrap().keys().collect();
        assert_eq!(named, ["employee_number", "nothing", "surname"], "all at once");
        let refused = i64::try_from(cases.len()).unwrap() + 7;
        assert_eq!(audit_rows(&company) - rows, refused, "one row each, and none besides");
        let told = company.root.get("/api/v1/audit?limit=200&action=profile.refused").text();
        assert!(!told.contains("Boss"), "and no value in any");
        let after = Company::profile(&emma);
        assert_eq!(
            (&after["fields"], &after["version"]),
            (&before["fields"], &before["version"]),
            "nothing was written"
        );
    }
}

/// S1.5, SEC3, P40: what is hidden is in no answer that an employee, their manager or the service desk is given, whatever they ask.
#[test]
fn the_hidden_is_nowhere() {
    const CANARY: &str = "CANARY-7F3A";
    let company = Company::open(Database::Sqlite);
    company.in_directory(people::EMPLOYEE, &format!("replace: employeeNumber\nemployeeNumber: {CANARY}\n"));
    company.sync();
    let anna = company.signed_in(people::ADMIN);
    let emma_path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
    assert!(anna.get(&emma_path).text().contains(CANARY), "administrators see it");
    // One change of it was made by an administrator, one waits since it was still shown.
    save(&anna, &emma_path, &json!({ "employee_number": format!("{CANARY}-2") })).expect_status(200);
    set(&anna, "room", &json!({ "approval": "manager" })).expect_status(200);
    let emma = company.signed_in(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "room": format!("{CANARY}-room") })).expect_status(200);
    set(&anna, "room", &json!({ "visible": false, "pending": "keep" })).expect_status(200);
    set(&anna, "mail", &json!({ "visible": false })).expect_status(200);

    let changes = anna.get(&format!("{emma_path}/changes")).expect_status(200).json;
    assert_eq!(changes["total"], 2);
    let ids: Vec<i64> =
        changes["items"].as_array().unwrap().iter().map(|change| change["id"].as_i64().unwrap()).collect();
    let desk = with_role(&company, &somebody(&company, 0), "service-desk");
    let runner = with_role(&company, &somebody(&company, 1), "directory-admin");
    let marta = company.signed_in(people::MANAGER);
    let mail = "emma.larsen@example";
    // Who runs sources knows what is read from where; the values are hidden from them too.
    for (name, client) in [("emma", &emma), ("marta", &marta), ("desk", &desk), ("runner", &runner)] {
        for path in crawl(&emma_path) {
            let answer = client.get(&path);
            let text = answer.text();
            assert!(
                !text.contains(CANARY) && (name == "runner" || !text.contains("employee_number")),
                "{name} {path}: {text}"
            );
            assert!(!text.contains(mail), "{name} {path}: {text}");
            assert!(!answer.headers.values().any(|value| value.contains(CANARY)));
            if path.ends_with("/changes") && answer.status == 200 {
                assert_eq!(answer.json["total"], 0, "{name} {path}: not even counted");
            }
        }
        for id in &ids {
            let answer = client.post(&format!("/api/v1/changes/{id}/withdraw"), &json!({}));
            assert_eq!(answer.status, 404, "{name}: {}", answer.text());
            let version = 1;
            let body =
                json!({ "decisions": [{ "change": id, "version": version, "verdict": "reject", "reason": "x" }] });
            let answer = client.post("/api/v1/decisions", &body);
            assert_eq!(answer.json["results"][0]["problem"]["status"], 404, "{name}: {}", answer.text());
            assert!(!answer.text().contains(CANARY));
        }
        assert_eq!(client.get("/api/v1/session").json["approvals"], 0, "{name}");
    }
    let mine = Company::propose(&emma, &json!({ "room": "x" })).expect_status(422);
    assert_eq!(mine.json["problems"]["room"][0]["code"], "unknown_attribute");
    let stale =
        crate::staff::save_against(&emma, "/api/v1/me", &json!(0), &json!({ "room": "x", "employee_number": "y" }));
    assert!(!stale.expect_status(412).text().contains(CANARY), "the diff tells nothing of it");
    // A filter or a search would tell by the number of rows.
    let hidden = desk.get("/api/v1/people?missing=employee_number").expect_status(400).text();
    let unknown = desk.get("/api/v1/people?missing=employee_numbex").expect_status(400).text();
    assert_eq!(hidden.replace("employee_number", "_"), unknown.replace("employee_numbex", "_"));
    assert_eq!(desk.get("/api/v1/people?search=emma.larsen%40example").json["total"], 0);
    assert_eq!(desk.get("/api/v1/people?search=emma.larsen").json["total"], 1);
    assert_eq!(anna.get("/api/v1/people?search=emma.larsen%40example").json["total"], 1);
    assert!(desk.get("/api/v1/fill").json["filled"].get("employee_number").is_none());
}

fn crawl(emma: &str) -> Vec<String> {
    let mut paths: Vec<String> = [
        "me",
        "me/changes",
        "session",
        "approvals",
        "approvals?state=conflict",
        "people",
        "people?status=all",
        "fill",
        "attributes",
        "targets",
        "targets/1/items?state=waiting",
        "exports",
        "audit",
        "sources",
        "runs/1",
        "runs/2/report",
        "runs/2/report.csv",
    ]
    .iter()
    .map(|path| format!("/api/v1/{path}"))
    .collect();
    paths.extend(["", "/changes", "/neighbours"].iter().map(|end| format!("{emma}{end}")));
    paths
}

/// S1.4, S1.5: the padlock and the eye hold for sessions that are open; P7: changes that wait are asked about with their number.
#[test]
fn a_padlock_holds_at_once() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
        let marta = company.signed_in(people::MANAGER);
        set(&anna, "room", &json!({ "locked": true })).expect_status(200);
        assert_eq!(field(&Company::profile(&emma), "room")["lock"]["why"], "locked_by_admin");
        let refused = Company::propose(&emma, &json!({ "room": "1" })).expect_status(422);
        assert_eq!(refused.json["problems"]["room"][0]["code"], "locked");
        set(&anna, "room", &json!({ "locked": false })).expect_status(200);
        Company::propose(&emma, &json!({ "room": "1" })).expect_status(200);
        Company::propose(&marta, &json!({ "room": "2" })).expect_status(200);

        let asked = set(&anna, "room", &json!({ "locked": true })).expect_status(409);
        assert!(asked.json["detail"].as_str().unwrap().starts_with("2 changes of room"), "{}", asked.text());
        assert_eq!(field(&Company::profile(&emma), "room")["lock"], Value::Null, "and nothing moved yet");
        let asked = set(&anna, "room", &json!({ "authority": "directory" })).expect_status(409);
        assert!(asked.json["detail"].as_str().unwrap().starts_with("2 changes of room"));
        let kept = set(&anna, "room", &json!({ "locked": true, "pending": "keep" })).expect_status(200).json;
        assert_eq!((&kept["policy"]["locked"], &kept["pending"]), (&json!(true), &json!(2)));
        assert_eq!(
            decide(&anna, &waiting(&anna, "room"), "approve", None)["state"],
            "approved",
            "kept ones can be decided on"
        );
        set(&anna, "room", &json!({ "mandatory": false })).expect_status(200);
        let withdrawn = set(&anna, "room", &json!({ "visible": false, "pending": "withdraw" })).expect_status(200).json;
        assert_eq!(withdrawn["pending"], 0);
        assert!(!Company::profile(&emma)["fields"].to_string().contains("\"room\""), "gone from the open page");
        set(&anna, "room", &json!({ "visible": true, "locked": false })).expect_status(200);
        assert_eq!(change_state(&Company::profile(&emma), "room"), "withdrawn", "approved, but not exported yet");
        assert_eq!(change_state(&Company::profile(&marta), "room"), "withdrawn");
        let change = field(&Company::profile(&marta), "room")["change"].clone();
        assert_eq!(change["notice"], "taken_back_by_lock", "{change}");
        assert!(audit(&company, "attribute.set").len() >= 5);
    }
}

/// S1.5, SEC4, P29: rules that nobody could live with are refused with the remedy.
#[test]
fn impossible_rules_are_refused() {
    let company = Company::open(Database::Sqlite);
    let anna = company.signed_in(people::ADMIN);
    let both = set(&anna, "title", &json!({ "mandatory": true, "visible": false })).expect_status(409);
    assert!(both.json["detail"].as_str().unwrap().contains("must be visible"));
    set(&anna, "title", &json!({ "mandatory": true })).expect_status(200);
    set(&anna, "title", &json!({ "visible": false })).expect_status(409);
    set(&anna, "title", &json!({ "mandatory": false, "visible": false })).expect_status(200);
    // Who names their own manager chooses who approves.
    let own = json!({ "authority": "shared", "locked": false, "approval": "none" });
    assert!(set(&anna, "manager", &own).expect_status(409).json["detail"].as_str().unwrap().contains("approve"));
    assert_eq!(set(&anna, "mail", &own).status, 409);
    set(&anna, "manager", &json!({ "authority": "shared", "locked": false, "approval": "admins" })).expect_status(200);
    set(&anna, "manager", &json!({ "approval": "none" })).expect_status(409);
    set(&anna, "manager", &json!({ "locked": true, "approval": "none" })).expect_status(200);
    assert_eq!(anna.post("/api/v1/locks", &json!({ "locked": false })).expect_status(409).json["code"], "conflict");
    set(&anna, "room", &json!({ "approval": "nobody" })).expect_status(400);
    set(&anna, "room", &json!({ "lokced": true })).expect_status(400);
}

/// S1.11: both modes in one action, with counts.
#[test]
fn all_locks_turn_at_once() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let count = |locked: bool| {
        let all = anna.get("/api/v1/attributes").expect_status(200).json;
        all.as_array().unwrap().iter().filter(|one| one["policy"]["locked"] == locked).count()
    };
    let locked = count(true);
    Company::propose(&emma, &json!({ "title": "Chief" })).expect_status(200);
    Company::propose(&emma, &json!({ "phone": "+47 22 11 11 11" })).expect_status(200);
    let released = anna.post("/api/v1/locks", &json!({ "locked": false })).expect_status(200).json;
    assert_eq!(released, json!({ "attributes": locked, "withdrawn": 0 }));
    assert_eq!(count(true), 0);
    let asked = anna.post("/api/v1/locks", &json!({ "locked": true })).expect_status(409);
    assert_eq!(count(true), 0, "all or nothing: {}", asked.text());
    let done = anna.post("/api/v1/locks", &json!({ "locked": true, "pending": "withdraw" })).expect_status(200).json;
    assert_eq!((&done["withdrawn"], count(false)), (&json!(2), 0));
    let profile = Company::profile(&emma);
    assert!(profile["fields"].as_array().unwrap().iter().all(|field| field["lock"] != Value::Null));
    assert_eq!(anna.post("/api/v1/locks", &json!({ "locked": true })).json, json!({ "attributes": 0, "withdrawn": 0 }));
}

/// S1.4, S1.7: two administrators at one attribute.
#[test]
fn attributes_have_versions() {
    let company = Company::open(Database::Sqlite);
    let (anna, root) = (company.signed_in(people::ADMIN), &company.root);
    let path = "/api/v1/attributes/room";
    let tag = anna.get(path).headers["etag"].clone();
    assert_eq!(anna.patch(path, &json!({ "locked": true })).expect_status(428).json["code"], "version_needed");
    root.send("PATCH", path, &[("if-match", &tag)], Some(&json!({ "approval": "none" }))).unwrap().expect_status(200);
    let late =
        anna.send("PATCH", path, &[("if-match", &tag)], Some(&json!({ "locked": true }))).unwrap().expect_status(412);
    assert_eq!(format!("\"{}\"", late.json["version"]), anna.get(path).headers["etag"]);
    assert_eq!(anna.get(path).json["policy"]["locked"], false);
    for bad in ["*", "1", "\"x\"", "W/\"1\"", ""] {
        assert_eq!(anna.send("PATCH", path, &[("if-match", bad)], Some(&json!({}))).unwrap().status, 400, "{bad}");
    }
    anna.get("/api/v1/attributes/nothing").expect_status(404);
    anna.get("/api/v1/attributes/%00").expect_status(404);
}

/// S1.8, S1.9: an administrator edits what is locked for others, and their own profile as everybody else does.
#[test]
fn administrators_edit_others_and_not_themselves() {
    let company = Company::open(Database::Sqlite);
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
    approved(&emma, &anna, "title", "Lead");
    let saved =
        save(&anna, &path, &json!({ "surname": "Larsen-Dahl", "employee_number": "7" })).expect_status(200).json;
    assert_eq!(change_state(&saved, "surname"), "approved");
    let rows = audit(&company, "change.approve");
    assert!(
        rows.iter().all(|row| row["by"] == "Anna Keller" && row["person_name"].as_str().unwrap().starts_with("Emma")),
        "{rows:?}"
    );
    assert_eq!(field(&Company::profile(&emma), "surname")["change"]["author"], "Anna Keller");
    let own = Company::propose(&anna, &json!({ "surname": "Chef" })).expect_status(422);
    assert_eq!(own.json["problems"]["surname"][0]["code"], "managed_by_directory");
    let own = save(&anna, &format!("/api/v1/people/{}", id_of(&company, people::ADMIN)), &json!({ "title": "Chef" }))
        .expect_status(200)
        .json;
    assert_eq!(change_state(&own, "title"), "pending", "and waits like everybody's");
}
