//! The identity that somebody signs in with goes where their profile goes: into the one that it is merged into, and along when entries get other ids.

use amend_tests::people;
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    bearers::{Office, oid},
    company::{Company, Database},
    findings::{findings, made_anew, sorted},
    staff::{audit, id_of},
};

on_both!(who_is_merged_brings_their_identity, entries_with_other_ids_still_prove);

fn identities(company: &Company, person: &Value) -> Vec<Value> {
    let path = format!("/api/v1/people/{person}/identities");
    company.root.get(&path).expect_status(200).json.as_array().unwrap().clone()
}

/// S2.8, P12, SEC7: the account was made anew and its owner signed in and typed before anybody said that the two are one. They find the older profile,
/// and what they typed with it; whoever was proved by the entry that is gone has to be proved anew.
fn who_is_merged_brings_their_identity(database: Database) {
    let office = Office::open(database);
    let company = &office.company;
    let first = office.token(1, people::EMPLOYEE);
    office.me(&first).expect_status(200);
    let (old, new) = made_anew(company);
    assert_eq!(office.me(&first).expect_status(403).json["code"], "blocked");
    let second = office.token(2, people::EMPLOYEE);
    assert_eq!(office.me(&second).expect_status(200).json["id"], new["id"]);
    let bearer = format!("Bearer {second}");
    let typed = json!({ "texts": ["5.01"], "base": null });
    let draft = json!({ "version": 1, "fields": { "room": typed } });
    let bearer = [("authorization", bearer.as_str())];
    office.pane.send("PATCH", "/api/v1/me/draft", &bearer, Some(&draft)).unwrap().expect_status(204);
    sorted(&company.root, "accept", &findings(&company.root, "open")[0]);

    assert_eq!(office.me(&second).expect_status(200).json["id"], old["id"]);
    let subjects: Vec<Value> = identities(company, &old["id"]).iter().map(|one| one["subject"].clone()).collect();
    assert_eq!(subjects, [json!(oid(2))]);
    let kept = office.pane.send("GET", "/api/v1/me/draft", &bearer, None).unwrap().expect_status(200).json;
    assert_eq!(kept["fields"]["room"], typed, "{kept}");
    assert_eq!(office.me(&first).expect_status(403).json["code"], "not_linked");
    assert_eq!(audit(company, "identity.link").len(), 2);
}

/// P13, SEC7: re-keyed, an entry proves whom it proved before, and nobody is looked for again.
fn entries_with_other_ids_still_prove(database: Database) {
    let mut office = Office::open(database);
    let token = office.token(1, people::EMPLOYEE);
    let emma = id_of(&office.company, people::EMPLOYEE);
    office.me(&token).expect_status(200);
    let before = identities(&office.company, &json!(emma));
    office.company.sets_id_attribute("employeeNumber");
    let company = &office.company;
    let preview = company.try_rekey("employeeNumber", "mail");
    company.rekeyed(&preview);
    assert_eq!(office.me(&token).expect_status(200).json["id"], emma);
    assert_eq!(identities(company, &json!(emma)), before);
    assert_eq!(audit(company, "identity.link").len(), 1);
    let proofs = "select count(*) from federated_identity f join entry e on e.source_id = f.source_id and e.external_id = f.external_id";
    assert_eq!(company.sql(proofs).trim(), "1", "its proof is the entry as it is known now");
}
