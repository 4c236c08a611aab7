//! What runs are unsure about is listed within a part where it is about people of the part alone; deciding who is whom stays with those whose role holds
//! everywhere.

use amend_tests::{client::Client, people};
use serde_json::{Value, json};

use super::{in_office, of_office, office};
use crate::{
    acts::{on_both, rows},
    company::{Company, Database},
    findings::{findings, made_anew},
};

on_both!(findings_of_a_part_are_about_its_people_alone);

/// The names of the entries that the open findings are about.
fn entries(client: &Client) -> Vec<String> {
    let page = client.get("/api/v1/findings").expect_status(200).json;
    let all = rows(&page);
    assert_eq!(page["total"], json!(all.len()), "the count is of what is shown: {page}");
    assert_eq!(client.get("/api/v1/session").json["findings"], page["total"], "and so is the menu's");
    all.iter().map(|one| one["dn"].as_str().unwrap().to_owned()).collect()
}

/// S1.21, T14, SEC3: a finding that names anybody elsewhere, or an entry there, or nobody, does not exist within a part.
fn findings_of_a_part_are_about_its_people_alone(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let oslo = in_office(&company, &of_office(&company, "Oslo", 0), "people-admin", "Oslo");
    let auditor = in_office(&company, &of_office(&company, "Oslo", 1), "auditor", "Oslo");
    let paris = in_office(&company, &of_office(&company, "Paris", 0), "people-admin", "Paris");
    // Two of Oslo are alike.
    made_anew(&company);
    // Somebody who comes to Paris is like somebody who has left Oslo.
    let leaver = of_office(&company, "Oslo", 2);
    company.leaves(&leaver);
    company.hires(&leaver, &leaver, "Paris");
    // A user name of Oslo is taken by an entry below Oslo, and by one of Paris; both are nobody yet.
    let (one, other) = (of_office(&company, "Oslo", 3), of_office(&company, "Oslo", 4));
    let nord = format!("ou=Nord,{}", office(&company, "Oslo"));
    company.slapd.modify(&format!("dn: {nord}\nchangetype: add\nobjectClass: organizationalUnit\n")).unwrap();
    company.hires(&one, "somebody.new", "Nord,ou=Oslo");
    company.hires(&other, "somebody.else", "Paris");
    company.sync();

    assert_eq!(entries(&company.root).len(), 4);
    let inside = [format!("uid={},ou=Oslo,", people::EMPLOYEE), format!("uid={one},ou=Nord,")];
    for client in [&oslo, &auditor] {
        let seen = entries(client);
        assert!(seen.len() == 2 && inside.iter().all(|start| seen.iter().any(|dn| dn.starts_with(start))), "{seen:?}");
    }
    assert_eq!(entries(&paris), [""; 0], "each of them is about somebody of Oslo");
    assert_eq!(rows(&oslo.get("/api/v1/findings?kind=resembles").json).len(), 1);
    assert_eq!(oslo.get("/api/v1/findings?kind=out_of_scope").expect_status(200).json["total"], 0);
    let first = oslo.get("/api/v1/findings?limit=1").expect_status(200).json;
    let last = oslo.get(&format!("/api/v1/findings?limit=1&after={}", first["next"].as_str().unwrap())).json;
    assert_eq!((rows(&first).len(), rows(&last).len(), &last["next"]), (1, 1, &Value::Null));

    // Which entry somebody has decides where they are: that is seen here, and decided on elsewhere.
    for finding in findings(&oslo, "open") {
        assert_eq!(finding["acts"], json!([]), "{finding}");
        for act in ["accept", "refuse", "ignore", "retry"] {
            let seen = json!({ "finding": finding["id"], "version": finding["version"] });
            oslo.post("/api/v1/findings/acts", &json!({ "act": act, "findings": [seen] })).expect_status(403);
        }
    }
    assert_eq!(entries(&company.root).len(), 4);
}
