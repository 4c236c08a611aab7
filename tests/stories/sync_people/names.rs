//! A name is a label: it moves, is exchanged and is used again, while a person stays the person that the immutable id says.

use amend_tests::people;
use serde_json::{Value, json};

use crate::acts::on_both;
use crate::company::{Company, Database, change_state};

on_both!(
    a_rename_keeps_everything,
    names_are_exchanged_and_handed_on,
    a_name_is_used_again_by_somebody_else,
    a_new_entry_with_a_taken_name_waits,
    a_known_person_with_a_taken_name_keeps_the_old_one,
    letter_case_is_a_spelling,
);

fn signs_in(company: &Company, username: &str) -> Option<Value> {
    let client = company.amend.client();
    let answer = client.sign_in(username, people::PASSWORD);
    (answer.status == 200).then(|| client.get("/api/v1/session").json["person"].clone())
}

/// S2.7, S2.9, P9.
fn a_rename_keeps_everything(database: Database) {
    let company = Company::open(database);
    let before = company.person(people::EMPLOYEE);
    let emma = company.signed_in(people::EMPLOYEE);
    company.approved(&emma, &before, "phone", "+47 22 00 00 01");
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    let changes = company.changes_of(&before);

    let (old, berlin) = (company.dn(people::EMPLOYEE), format!("ou=Berlin,ou=people,{}", company.slapd.base));
    company.rename(people::EMPLOYEE, "emma.hansen", Some(&berlin));
    let run = company.sync();
    let counts = &run["counts"];
    assert_eq!(
        (&counts["renamed"], &counts["created"], &counts["blocked"]),
        (&json!(1), &json!(0), &json!(0)),
        "{run}"
    );
    let line = &company.report(&run, "renamed")[0];
    for part in [old.as_str(), "emma.larsen -> emma.hansen", &format!("uid=emma.hansen,{berlin}")] {
        assert!(line["reason"].as_str().unwrap().contains(part), "{line}");
    }

    let after = company.person(people::EMPLOYEE);
    assert_eq!((&after["id"], &after["username"]), (&before["id"], &json!("emma.hansen")));
    assert_eq!(company.changes_of(&after), changes, "history and what waits stay as they were");
    assert_eq!(change_state(&Company::profile(&emma), "title"), "pending", "the open session goes on");
    assert_eq!(signs_in(&company, "emma.hansen"), Some(before["id"].clone()));
    assert_eq!(signs_in(&company, people::EMPLOYEE), None);
    assert!(company.export().contains(&format!("\"uid=emma.hansen,{berlin}\"")), "the file names the entry of today");
}

/// P10: an exchange, and a chain whose first link is somebody who leaves.
fn names_are_exchanged_and_handed_on(database: Database) {
    let company = Company::open(database);
    let (emma, marta, anna) =
        (company.person(people::EMPLOYEE), company.person(people::MANAGER), company.person(people::ADMIN));
    let (emma_dn, marta_dn) = (company.dn(people::EMPLOYEE), company.dn(people::MANAGER));
    let move_name = |dn: &str, new: &str| {
        let dn = people::line("dn", dn);
        company.slapd.modify(&format!("{dn}\nchangetype: modrdn\nnewrdn: uid={new}\ndeleteoldrdn: 1\n")).unwrap();
    };
    move_name(&emma_dn, people::MANAGER);
    move_name(&marta_dn, people::EMPLOYEE);
    let run = company.sync();
    assert_eq!((&run["counts"]["renamed"], &run["counts"]["skipped"]), (&json!(2), &json!(0)), "{run}");
    assert_eq!(signs_in(&company, people::MANAGER), Some(emma["id"].clone()));
    assert_eq!(signs_in(&company, people::EMPLOYEE), Some(marta["id"].clone()));

    // Emma, who is called marta.nowak now, leaves; Marta takes the name back; Anna takes Marta's.
    company.leaves(people::MANAGER);
    company.rename(people::EMPLOYEE, people::MANAGER, None);
    company.rename(people::ADMIN, people::EMPLOYEE, None);
    let run = company.sync();
    assert_eq!((&run["counts"]["renamed"], &run["counts"]["blocked"]), (&json!(2), &json!(1)), "{run}");
    assert_eq!(signs_in(&company, people::MANAGER), Some(marta["id"].clone()));
    assert_eq!(signs_in(&company, people::EMPLOYEE), Some(anna["id"].clone()));
    assert_eq!(company.person(people::EMPLOYEE)["username"], Value::Null, "who left holds no name");
}

/// P11: whoever comes with the name of somebody who left is somebody else.
fn a_name_is_used_again_by_somebody_else(database: Database) {
    let company = Company::open(database);
    let old = company.person(people::EMPLOYEE);
    let emma = company.signed_in(people::EMPLOYEE);
    Company::propose(&emma, &json!({ "title": "Account Manager" })).expect_status(200);
    company.leaves(people::EMPLOYEE);
    company.hires(people::EMPLOYEE, "second.emma", "Oslo");
    let run = company.sync();
    assert_eq!((&run["counts"]["created"], &run["counts"]["blocked"]), (&json!(1), &json!(1)), "{run}");

    let new = company.person("second.emma");
    assert_ne!(new["id"], old["id"]);
    assert_eq!(signs_in(&company, people::EMPLOYEE), Some(new["id"].clone()));
    assert!(company.changes_of(&new).is_empty(), "nothing of the one before is the new one's");
    let gone = company.person(people::EMPLOYEE);
    assert_eq!((&gone["username"], &gone["blocked"]["reason"]), (&Value::Null, &json!("left_scope")));
    assert_eq!(company.change(&gone, "title")["state"], "pending");
    assert_eq!(emma.get("/api/v1/me").status, 401, "the session of the one before is over");
}

/// S2.6, X17: nobody is merged by guess, both are named, the others go on; once the name is free the next run makes the person.
fn a_new_entry_with_a_taken_name_waits(database: Database) {
    let company = Company::open(database);
    company.hires("Emma.LARSEN", "other.emma", "Berlin");
    company.in_directory(people::MANAGER, "replace: title\ntitle: Director of Sales\n");
    let run = company.sync();
    assert_eq!(run["state"], "complete");
    assert_eq!(
        (&run["counts"]["skipped"], &run["counts"]["created"], &run["counts"]["changed"]),
        (&json!(1), &json!(0), &json!(1)),
        "{run}"
    );
    let line = &company.report(&run, "skipped")[0];
    assert!(line["name"].as_str().unwrap().starts_with("uid=Emma.LARSEN,ou=Berlin,"), "{line}");
    for part in ["Emma.LARSEN", "Emma Larsen", "change one of the two"] {
        assert!(line["reason"].as_str().unwrap().contains(part), "{line}");
    }
    assert!(company.find("other.emma").is_empty());

    let run = company.sync();
    assert_eq!(run["counts"]["skipped"], 1, "it is told again for as long as it lasts: {run}");
    let other = format!("uid=Emma.LARSEN,ou=Berlin,ou=people,{}", company.slapd.base);
    company
        .slapd
        .modify(&format!("dn: {other}\nchangetype: modrdn\nnewrdn: uid=emma.other\ndeleteoldrdn: 1\n"))
        .unwrap();
    let run = company.sync();
    assert_eq!((&run["counts"]["skipped"], &run["counts"]["created"]), (&json!(0), &json!(1)), "{run}");
    assert_eq!(company.person("other.emma")["username"], "emma.other");
}

/// S2.6, X17: everything but the name is applied, and the name comes as soon as it is free, although the entry does not change again.
fn a_known_person_with_a_taken_name_keeps_the_old_one(database: Database) {
    let company = Company::open(database);
    let (emma, marta) = (company.person(people::EMPLOYEE), company.person(people::MANAGER));
    let (emma_dn, marta_dn) = (company.dn(people::EMPLOYEE), company.dn(people::MANAGER));
    let marta_new = marta_dn.replace("uid=marta.nowak", "uid=emma.larsen");
    company.rename(people::MANAGER, people::EMPLOYEE, None);
    let dn = people::line("dn", &marta_new);
    company.slapd.modify(&format!("{dn}\nchangetype: modify\nreplace: title\ntitle: Director of Sales\n")).unwrap();
    for _ in 0..2 {
        let run = company.sync();
        assert_eq!(run["counts"]["skipped"], 1, "{run}");
        let line = &company.report(&run, "skipped")[0];
        for part in ["emma.larsen", "Emma Larsen"] {
            assert!(line["reason"].as_str().unwrap().contains(part), "{line}");
        }
        assert_eq!(line["name"], "Marta Nowak");
    }
    let profile = company.seen_by_root(&marta);
    assert_eq!((&profile["username"], &profile["dn"]), (&json!(people::MANAGER), &json!(marta_new)));
    assert_eq!(crate::company::field(&profile, "title")["value"], "Director of Sales");
    assert_eq!(signs_in(&company, people::MANAGER), Some(marta["id"].clone()));
    assert_eq!(signs_in(&company, people::EMPLOYEE), Some(emma["id"].clone()));

    company
        .slapd
        .modify(&format!("dn: {emma_dn}\nchangetype: modrdn\nnewrdn: uid=emma.hansen\ndeleteoldrdn: 1\n"))
        .unwrap();
    let run = company.sync();
    assert_eq!(run["counts"]["skipped"], 0, "{run}");
    assert_eq!(signs_in(&company, people::EMPLOYEE), Some(marta["id"].clone()));
    assert_eq!(signs_in(&company, "emma.hansen"), Some(emma["id"].clone()));
}

/// P16: a pure change of case is an update of the same person, told as such.
fn letter_case_is_a_spelling(database: Database) {
    let company = Company::open(database);
    let before = company.person(people::EMPLOYEE);
    company.rename(people::EMPLOYEE, "Emma.Larsen", None);
    let run = company.sync();
    let counts = &run["counts"];
    assert_eq!(
        (&counts["created"], &counts["blocked"], &counts["skipped"]),
        (&json!(0), &json!(0), &json!(0)),
        "{run}"
    );
    assert_eq!((&counts["renamed"], &counts["unchanged"]), (&json!(1), &json!(29)), "{run}");
    let after = company.person(people::EMPLOYEE);
    assert_eq!((&after["id"], &after["username"]), (&before["id"], &json!("Emma.Larsen")));
    for typed in ["emma.larsen", "EMMA.LARSEN"] {
        assert_eq!(signs_in(&company, typed), Some(before["id"].clone()));
    }
}
