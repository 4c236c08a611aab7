//! Whom no source follows: entries that are left out of scope, and profiles that are in no directory.

use amend_tests::people;
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows},
    company::{Company, Database},
    findings::{findings, sorted},
    staff::{audit, with_role},
};

on_both!(who_is_left_out_can_be_taken_in, who_is_in_no_directory_is_listed);

fn outside(company: &Company, state: &str) -> Vec<Value> {
    let path = format!("/api/v1/findings?kind=out_of_scope&state={state}");
    rows(&company.root.get(&path).expect_status(200).json)
}

fn choose(company: &Company, selection: &Value) {
    let tag = company.root.get("/api/v1/sources/1").expect_status(200).headers["etag"].clone();
    let body = json!({ "selection": selection });
    company.root.send("PATCH", "/api/v1/sources/1", &[("if-match", &tag)], Some(&body)).unwrap().expect_status(200);
}

/// S4.18: newcomers who are left out are listed with the reason, apart from what has to be sorted out; one is taken in, one is ignored, and who
/// goes or comes in goes from the list.
fn who_is_left_out_can_be_taken_in(database: Database) {
    let company = Company::open(database);
    let office = |name: &str| format!("ou={name},ou=people,{}", company.slapd.base);
    choose(&company, &json!({ "containers": [{ "dn": office("Contractors"), "taken": false }] }));
    let place = people::line("dn", &office("Contractors"));
    company.slapd.modify(&format!("{place}\nchangetype: add\nobjectClass: organizationalUnit\n")).unwrap();
    for name in ["con.one", "con.two", "con.three"] {
        company.hires(name, name, "Contractors");
    }
    let run = company.sync();
    assert_eq!((&run["counts"]["left_out"], &run["counts"]["created"]), (&json!(3), &json!(0)), "{run}");
    assert!(findings(&company.root, "open").is_empty(), "it is meant so, and nothing to sort out");
    let listed = outside(&company, "open");
    assert_eq!(listed.len(), 3, "{listed:?}");
    assert!(listed.iter().all(|one| one["left_out"] == "container"), "{listed:?}");
    let of = |name: &str| listed.iter().find(|one| one["username"] == name).unwrap().clone();

    let admin = with_role(&company, people::MANAGER, "people-admin");
    let body = json!({ "act": "include", "findings": [{ "finding": of("con.one")["id"], "version": 1 }] });
    admin.post("/api/v1/findings/acts", &body).expect_status(403);
    sorted(&company.root, "ignore", &of("con.two"));
    let runs = sorted(&company.root, "include", &of("con.one"));
    assert_eq!(runs[0]["counts"]["created"], 1, "{runs:?}");
    assert_eq!(company.person("con.one")["username"], "con.one");
    let selection = company.source()["selection"].clone();
    assert_eq!(selection["containers"][2]["taken"], true, "{selection}");
    assert_eq!(audit(&company, "source.set").len(), 2);
    let gone = people::line("dn", &company.dn("con.three"));
    company.slapd.modify(&format!("{gone}\nchangetype: delete\n")).unwrap();
    let run = company.sync();
    assert_eq!((&run["counts"]["left_out"], &run["counts"]["blocked"]), (&json!(1), &json!(0)), "{run}");
    assert!(outside(&company, "open").is_empty());
    assert_eq!(outside(&company, "ignored").len(), 1);
}

/// S4.18, S2.25: profiles that no source follows.
fn who_is_in_no_directory_is_listed(database: Database) {
    let company = Company::open(database);
    let local = || rows(&company.root.get("/api/v1/people?status=local").expect_status(200).json);
    assert!(local().is_empty());
    let emma = company.person(people::EMPLOYEE);
    company.root.post(&format!("/api/v1/people/{}/detach", emma["id"]), &json!({ "source": 1 })).expect_status(200);
    let listed = local();
    assert_eq!((listed.len(), &listed[0]["id"], &listed[0]["in_directory"]), (1, &emma["id"], &json!(false)));
    company.leaves(people::MANAGER);
    company.sync();
    assert_eq!(local().len(), 1, "who is gone from the directory was followed until then");
}
