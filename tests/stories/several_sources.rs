//! The same people in two directories: one profile where an administrator says so, never by the user name; one source leads, and a stated order
//! says whose word counts for which attribute.

use amend_tests::{
    amend::{Options, Source},
    people,
    slapd::Slapd,
    sync::run_and_wait,
};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database, field},
    findings::{findings, sort_out, sorted},
    staff::audit,
};

on_both!(two_sources_do_not_fight_over_one_person, nobody_is_taken_for_another_by_the_user_name);

/// The personnel department's own directory, in another place of the same server.
pub(crate) fn with_personnel(database: Database) -> Company {
    let slapd = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let base = format!("ou=hr,{}", slapd.base);
    slapd.modify(&format!("dn: {base}\nchangetype: add\nobjectClass: organizationalUnit\n")).unwrap();
    let corp = Source::of(&slapd);
    let hr = Source { name: "hr".to_owned(), base, ..Source::of(&slapd) };
    Company::of(slapd, database, Options { sources: vec![corp, hr], ..Options::default() })
}

/// An entry in the personnel department's directory.
pub(crate) fn employs(company: &Company, username: &str, mailbox: &str, more: &str) {
    let entry = format!(
        "dn: uid={username},ou=hr,{}\nchangetype: add\nobjectClass: inetOrgPerson\nuid: {username}\ncn: {username}\nsn: Staff\n\
         displayName: {username}\nmail: {mailbox}@example.test\n{more}",
        company.slapd.base
    );
    company.slapd.modify(&entry).unwrap();
}

pub(crate) fn hr(company: &Company) -> Value {
    let run = run_and_wait(&company.root, "hr").unwrap();
    assert_eq!(run["state"], "complete", "{run}");
    run
}

/// P14: linked by hand since the address is the same; then each run of each source leaves what the other one leads.
fn two_sources_do_not_fight_over_one_person(database: Database) {
    let company = with_personnel(database);
    let emma = company.person(people::EMPLOYEE);
    employs(&company, "e1007", people::EMPLOYEE, "title: Key Account Manager\nroomNumber: 9.99\n");
    assert_eq!(hr(&company)["counts"]["duplicates"], 1);
    let listed = findings(&company.root, "open");
    assert_eq!((listed.len(), &listed[0]["shared"], &listed[0]["source_name"]), (1, &json!(["mail"]), &json!("hr")));
    sorted(&company.root, "accept", &listed[0]);
    let still = |what: &str| {
        for run in [company.sync(), hr(&company), company.sync()] {
            let counts = ["created", "renamed", "blocked", "returned", "skipped", "changed"]
                .map(|name| run["counts"][name].as_i64().unwrap());
            assert_eq!(counts, [0; 6], "{what}: {run}");
        }
        let seen = company.seen_by_root(&emma);
        assert_eq!((&seen["username"], &seen["blocked"]), (&json!(people::EMPLOYEE), &Value::Null), "{what}");
        seen
    };
    let seen = still("linked");
    assert_eq!(field(&seen, "title")["value"], "Account Manger", "the first source counts");
    assert_eq!(field(&seen, "title")["provenance"]["source"], "corp");
    company.signed_in(people::EMPLOYEE);

    let path = "/api/v1/source-order";
    let order = company.root.get(path).expect_status(200);
    assert_eq!(order.json["order"], json!([1, 2]));
    let set = json!({ "order": [1, 2], "attributes": { "title": [2, 1] } });
    let tag = order.headers["etag"].clone();
    company.root.send("PUT", path, &[("if-match", &tag)], Some(&set)).unwrap().expect_status(200);
    company.root.send("PUT", path, &[("if-match", &tag)], Some(&set)).unwrap().expect_status(412);
    for wrong in
        [json!({ "order": [9] }), json!({ "order": [1, 1] }), json!({ "order": [], "attributes": { "no": [1] } })]
    {
        let tag = company.root.get(path).headers["etag"].clone();
        let refused = company.root.send("PUT", path, &[("if-match", &tag)], Some(&wrong)).unwrap();
        assert_eq!(refused.status, 400, "{wrong}: {}", refused.text());
    }
    assert_eq!(audit(&company, "source.order").len(), 1);
    let seen = still("with an order");
    assert_eq!(
        (&field(&seen, "title")["value"], &field(&seen, "title")["provenance"]["source"]),
        (&json!("Key Account Manager"), &json!("hr"))
    );

    // The one that does not lead says that she is disabled under another name, and the leading one loses her: she stays as long as one has her.
    let dn = format!("uid=e1007,ou=hr,{}", company.slapd.base);
    company.slapd.modify(&format!("dn: {dn}\nchangetype: modrdn\nnewrdn: uid=e2007\ndeleteoldrdn: 1\n")).unwrap();
    hr(&company);
    assert_eq!(company.seen_by_root(&emma)["username"], people::EMPLOYEE);
    company.leaves(people::EMPLOYEE);
    assert_eq!(company.sync()["counts"]["blocked"], 0);
    assert_eq!(company.seen_by_root(&emma)["blocked"], Value::Null);
    assert_eq!(field(&company.seen_by_root(&emma), "room")["value"], "9.99", "what is left is what she has");
    company.slapd.modify(&format!("dn: uid=e2007,ou=hr,{}\nchangetype: delete\n", company.slapd.base)).unwrap();
    employs(&company, "other", "other", "");
    let run = hr(&company);
    assert_eq!(run["counts"]["blocked"], 1, "{run}");
    assert_eq!(company.seen_by_root(&emma)["blocked"]["reason"], "left_scope");
}

/// P15, S2.6: who has the user name of somebody in another source waits on the list; a change goes to the directories that have the person.
fn nobody_is_taken_for_another_by_the_user_name(database: Database) {
    let company = with_personnel(database);
    let marta = company.person(people::MANAGER);
    employs(&company, people::MANAGER, "another.marta", "title: Clerk\n");
    employs(&company, "e1", "someone", "");
    let run = hr(&company);
    assert_eq!((&run["counts"]["skipped"], &run["counts"]["created"]), (&json!(1), &json!(1)), "{run}");
    let finding = findings(&company.root, "open").remove(0);
    assert_eq!((&finding["kind"], &finding["other"]["id"]), (&json!("username_taken"), &marta["id"]));
    assert_eq!(field(&company.seen_by_root(&marta), "title")["provenance"]["source"], "corp");

    let emma = company.person(people::EMPLOYEE);
    let client = company.signed_in(people::EMPLOYEE);
    company.approved(&client, &emma, "phone", "+47 22 00 00 01");
    assert_eq!(company.items(), [("phone".to_owned(), "waiting".to_owned())], "the other directory does not have her");

    // Said to be the same after all, it is read into the profile that is there.
    let done = sort_out(&company.root, "accept", std::slice::from_ref(&finding));
    assert_eq!(done["results"][0]["problem"], Value::Null, "{done}");
    let run = amend_tests::sync::wait(&company.root, &done["runs"][0]).unwrap();
    assert_eq!((&run["state"], &run["kind"]), (&json!("complete"), &json!("person")), "{run}");
    assert!(findings(&company.root, "open").is_empty());
    let links = company.root.get(&format!("/api/v1/people/{}/links", marta["id"])).expect_status(200).json;
    assert_eq!(links.as_array().unwrap().len(), 2, "{links}");
    assert!(company.find("another.marta").is_empty());
    assert_eq!(hr(&company)["counts"]["skipped"], 0);
}
