//! What a re-export gives a directory is there afterwards, and nothing is left to ask for.

use amend_tests::{
    amend::{Options, Source},
    people::{self, line},
    slapd::Slapd,
};
use serde_json::json;

use super::*;
use crate::{acts::on_both, company::Database, staff::somebody};

on_both!(edits_by_hand_are_undone_for_many, amend_writes_what_moved_by_itself);

/// S3.10, S3.11, X19, X3: somebody has edited names in the directory by hand; the report names them, the file puts them back, the run that shows it is
/// held up by no brake, and a second look finds nothing.
fn edits_by_hand_are_undone_for_many(database: Database) {
    let company = Company::open(database);
    let anna = company.signed_in(people::ADMIN);
    let corp = "/api/v1/targets/1";
    let row = expression(&company, corp, "{{ given_name }} {{ surname }}", "displayName");
    for place in 0..5 {
        company.in_directory(&somebody(&company, place), "replace: displayName\ndisplayName: By Hand\n");
    }
    company.sync();
    let drift = look(&anna, corp, &json!({ "mappings": [row] }));
    let set = drift["rows"]["set"].as_i64().unwrap();
    assert!(set >= 5, "{drift}");
    let edited =
        rows(&anna, &drift, "").into_iter().filter(|row| row["known"] == json!({ "value": "By Hand" })).count();
    assert_eq!(edited, 5);
    execute(&anna, &drift);
    let made =
        anna.post("/api/v1/exports", &json!({ "target": 1, "format": "ldif", "key": "dn" })).expect_status(201).json;
    let ldif = anna.get(&format!("/api/v1/exports/{}/file", made["id"])).expect_status(200).text();
    company.slapd.modify(&ldif).unwrap();
    let run = company.sync();
    assert_eq!(run["state"], "complete", "{run}");
    assert_eq!(company.slapd.search("(displayName=By Hand)", &["uid"]).unwrap().len(), 0);
    assert_eq!(look(&anna, corp, &json!({ "mappings": [row] }))["rows"]["set"], 0);

    // All of it in another spelling, for more people than a run may change unasked: what was given comes back and is no mass change.
    company.sql(&format!("update mapping set expression = '{{{{ surname }}}}, {{{{ given_name }}}}' where id = {row}"));
    moves(&company);
    let all = look(&anna, corp, &json!({ "mappings": [row] }));
    assert_eq!(all["rows"]["set"], 30, "{all}");
    execute(&anna, &all);
    let made =
        anna.post("/api/v1/exports", &json!({ "target": 1, "format": "ldif", "key": "dn" })).expect_status(201).json;
    let ldif = anna.get(&format!("/api/v1/exports/{}/file", made["id"])).expect_status(200).text();
    company.slapd.modify(&ldif).unwrap();
    let run = company.sync();
    assert_eq!((&run["state"], &run["counts"]["changed"]), (&json!("complete"), &json!(30)), "{run}");
    assert_eq!(look(&anna, corp, &json!({ "mappings": [row] }))["rows"]["set"], 0);
    // A script that does something else for all is still held.
    let script: String = (0..10)
        .map(|place| {
            let dn = line("dn", &company.dn(&somebody(&company, place)));
            format!("{dn}\nchangetype: modify\nreplace: displayName\ndisplayName: Script {place}\n\n")
        })
        .collect();
    company.slapd.modify(&script).unwrap();
    assert_eq!(company.sync()["held"]["brake"], "mass_change");
}

/// S3.1, S3.7, T13: where Amend writes by itself, what moved is given without anybody's asking, and a job of a re-export is written too.
fn amend_writes_what_moved_by_itself(database: Database) {
    let slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let source =
        Source { bind_dn: slapd.admin_dn.clone(), bind_password: slapd.admin_password.clone(), ..Source::of(&slapd) };
    let options = Options { sources: vec![source], settings: "lease_seconds = 3".to_owned(), ..Options::default() };
    let company = Company::of(slapd, database, options);
    let anna = company.signed_in(people::ADMIN);
    let corp = "/api/v1/targets/1";
    let row = expression(&company, corp, "{{ title | upper }}", "businessCategory");
    let version = anna.get("/api/v1/targets").expect_status(200).json[0]["writing"]["version"].clone();
    let tag = format!("\"{version}\"");
    anna.send("PUT", &format!("{corp}/write"), &[("if-match", &tag)], Some(&json!({ "on": true })))
        .unwrap()
        .expect_status(200);
    let held = |username: &str| {
        let found = company.slapd.search(&format!("(uid={username})"), &["businessCategory"]).unwrap();
        found[0].first("businessCategory").unwrap_or_default().to_owned()
    };
    let upper = |username: &str| {
        let found = company.slapd.search(&format!("(uid={username})"), &["title"]).unwrap();
        found[0].first("title").unwrap_or_default().to_uppercase()
    };
    let everybody: Vec<String> = (0..12).map(|place| somebody(&company, place)).collect();
    wait_for("all of it in the directory", || everybody.iter().all(|one| held(one) == upper(one)).then_some(()));
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Keeper of Types\n");
    company.sync();
    wait_for("what moved", || (held(people::EMPLOYEE) == "KEEPER OF TYPES").then_some(()));

    // By hand it was made something else; a job of a re-export writes all of it once more.
    company.in_directory(people::EMPLOYEE, "replace: businessCategory\nbusinessCategory: hand\n");
    let all = look(&anna, corp, &json!({ "mappings": [row], "which": "all" }));
    let count = |what: &str| all["rows"][what].as_i64().unwrap();
    assert_eq!(count("same") + count("clear"), 30, "whoever has no title was never given any: {all}");
    execute(&anna, &all);
    wait_for("the job's end", || (now(&anna, &all)["state"] == "done").then_some(()));
    assert_eq!(held(people::EMPLOYEE), "KEEPER OF TYPES");
}
